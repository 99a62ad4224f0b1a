/* field.c: reporting from the street. */
#include "rooms/field/field.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/field_sql.h"
#include "rooms/field/outbox.h"

void field_grids(struct ctx *cx, struct field_grids *out)
{
    struct posts_reach r;
    posts_reach(cx, ACT_FIELD, &r);
    out->n = 0;
    for (int i = 0; i < r.ranges && out->n < FIELD_GRIDS_MAX; i++)
        out->code[out->n++] = r.lo[i];
}

/* ---- reporting --------------------------------------------------------- */

struct report_args {
    const struct field_report *in;
    struct cases_receipt receipt; /* result */
};

static int count_role(const struct cases_files *files, const char *role)
{
    int n = 0;
    for (int i = 0; files && i < files->n; i++)
        n += str_is(files->at[i].file.role, role);
    return n;
}

/* The flow says what closing on the spot needs; the files came with the report. */
static enum err solve(struct ctx *cx, const struct report_args *a)
{
    const struct cases_files *files = a->in->r.files;
    struct matter m;
    struct casefile c;
    enum err e = matters_load(cx, a->in->r.county, a->receipt.id, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    if (e)
        return e;
    struct cases_move move = {
        .move = "solve_on_spot",
        .seen = m.row_ver,
        .in = {.photos = count_role(files, "report"), .after_photos = count_role(files, "after")}};
    return cases_move(cx, &c, &move);
}

/* A phone whose clock is wrong: the case says both times. */
static enum err note_clock(struct ctx *cx, const struct report_args *a)
{
    const struct outbox_note *n = a->in->note;
    struct matter m;
    struct casefile c;
    if (!outbox_is_skewed(n))
        return OK;
    const struct tr_arg args[] = {
        {"claimed", frame_time_text(cx->mem, cx->lang, n->claimed_ms, cx->now)},
        {"written", frame_time_text(cx->mem, cx->lang, n->written_ms, cx->now)},
        {"received", frame_time_text(cx->mem, cx->lang, cx->now, cx->now)}};
    enum err e = matters_load(cx, a->in->r.county, a->receipt.id, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    return e ? e
             : cases_note(cx, &c,
                          tr_fill(cx->mem, cx->lang,
                                  _("The phone's clock is wrong. It says this was written "
                                    "{claimed}; by how long ago that was it was {written}. "
                                    "Received {received}."),
                                  args, COUNT(args)));
}

static enum err report_tx(struct ctx *cx, void *arg)
{
    struct report_args *a = arg;
    const struct field_report *in = a->in;
    enum err e = cases_open(cx, &in->r, &a->receipt);
    if (!e)
        e = db_exec(cx, NULL, &field_sql_report_insert, db_int("county", in->r.county),
                    db_int("id", a->receipt.id), db_int("account", cx->actor),
                    db_text("code", in->r.code), db_int("solved", in->solved),
                    db_int("now", cx->now));
    if (!e && in->note)
        e = outbox_keep(cx, in->r.county, in->note, a->receipt.id);
    if (!e && in->note)
        e = note_clock(cx, a);
    return !e && in->solved ? solve(cx, a) : e;
}

/* Where it is: by a position good enough, else by words. */
static enum err check_spot(struct ctx *cx, struct field_report *r)
{
    struct cases_spot *at = &r->r.spot;
    if (at->measured && at->accuracy_m <= FIELD_ROUGH_M)
        return OK;
    if (at->words.len) {
        at->measured = false; /* a pin that may be kilometres off misleads */
        return OK;
    }
    if (!at->measured)
        return fail_field(cx, "spot",
                          _("Say where it is: use your position, or name the building or a "
                            "landmark."));
    struct tr_arg far = {"m", str_fmt(cx->mem, "%lld", (long long)at->accuracy_m)};
    return fail_field_args(cx, "spot",
                           _("The phone knows its position only to {m} m. Name the building or a "
                             "landmark as well."),
                           &far, 1);
}

static bool is_own(struct ctx *cx, int64_t place)
{
    return place && may(cx, ACT_FIELD, place, NO_ORG);
}

/* Before the write as a courtesy, and each move again by its own rule inside. */
static enum err check_solved(struct ctx *cx, const struct field_report *in)
{
    enum err e = OK;
    if (!in->solved)
        return OK;
    if (!count_role(in->r.files, "report"))
        e = fail_field(cx, "photo", _("Take a photo of how it was before."));
    if (!count_role(in->r.files, "after"))
        e = fail_field(cx, "after_photo", _("Take a photo of how it is now."));
    return e;
}

enum err field_report(struct ctx *cx, const struct field_report *in, struct cases_receipt *out)
{
    struct field_report r = *in;
    r.r.source = "worker";
    struct report_args a = {.in = &r};
    if (!is_own(cx, r.r.community))
        return fail_field(cx, "grid", _("Choose one of your own grids."));
    enum err e = check_spot(cx, &r), e2 = check_solved(cx, &r);
    if (e || e2)
        return e ? e : e2;
    e = db_write(cx, report_tx, &a);
    if (e)
        return e;
    str number = str_of(a.receipt.number);
    out->repeat = db_idem_repeat(cx, &number);
    out->id = a.receipt.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    return OK;
}

/* ---- the worker's own ---------------------------------------------------- */

enum err field_usual_kinds(struct ctx *cx, int64_t county, str out[FIELD_KINDS_MAX], int *n)
{
    AUTO_ROWS r =
        db_query(cx, &field_sql_usual, db_int("county", county), db_int("account", cx->actor),
                 db_int("since", cx->now - 90 * DAY_MS), db_int("most", FIELD_KINDS_MAX));
    *n = 0;
    while (*n < FIELD_KINDS_MAX && db_next(&r))
        out[(*n)++] = db_keep_text(&r, 0);
    return db_end(&r);
}

enum err field_my_reports(struct ctx *cx, int64_t county, int64_t *out, int max, int *n)
{
    AUTO_ROWS r = db_query(cx, &field_sql_mine, db_int("county", county),
                           db_int("account", cx->actor), db_int("max", max));
    *n = 0;
    while (*n < max && db_next(&r))
        out[(*n)++] = db_get_int(&r, 0);
    return db_end(&r);
}

enum err field_count(struct ctx *cx, int64_t county, int64_t since_ms, struct field_load *out)
{
    AUTO_ROWS r = db_query(cx, &field_sql_count, db_int("county", county),
                           db_int("account", cx->actor), db_int("since", since_ms));
    enum err e = db_one(&r);
    if (!e)
        *out = (struct field_load){.reported = db_get_int(&r, 0), .solved = db_get_int(&r, 1)};
    return e;
}
