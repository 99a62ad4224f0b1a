/* visit_change.c: what a worker heard, decided by the clerk. */
#include "rooms/field/visit_own.h"

#include "civic/people/people.h"
#include "kit/seal/seal.h"

/* ---- reading ----------------------------------------------------------------- */

static enum err read_lines(struct ctx *cx, int64_t county, int64_t id, struct visit_line *out,
                           int64_t *person, str *said, int *n)
{
    int found = 0;
    AUTO_ROWS r = db_query(cx, &visit_sql_lines, db_int("county", county), db_int("change_id", id),
                           db_int("max", VISIT_LINES_MAX));
    for (; found < VISIT_LINES_MAX && db_next(&r); found++) {
        out[found] = (struct visit_line){.what = db_get_enum(&r, 0, visit_what_names, CHANGES),
                                         .resident = db_get_int(&r, 1)};
        person[found] = db_get_int(&r, 2);
        said[found] = str_keep(cx->mem, db_get_blob(&r, 3));
    }
    *n = found;
    return db_end(&r);
}

/* Words of somebody who has been erased are gone: the line stands without them. */
static enum err load_lines(struct ctx *cx, int64_t county, int64_t id, struct visit_line *out,
                           int *n)
{
    int64_t person[VISIT_LINES_MAX];
    str said[VISIT_LINES_MAX];
    enum err e = read_lines(cx, county, id, out, person, said, n);
    for (int i = 0; !e && i < *n; i++) {
        struct seal_where at = {
            .table = "household_change_lines", .column = "said", .county = county, .id = id + i};
        if (said[i].len)
            e = person_unseal(cx, county, person[i], &at, said[i], &out[i].said);
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

static enum err load(struct ctx *cx, const struct matter *m, struct visit_change *out)
{
    int64_t household = 0;
    {
        AUTO_ROWS r =
            db_query(cx, &visit_sql_change, db_int("county", m->county), db_int("id", m->id));
        enum err e = db_one(&r);
        if (e)
            return e;
        household = db_get_int(&r, 0);
        *out = (struct visit_change){.m = *m,
                                     .account = db_get_int(&r, 1),
                                     .declined = db_keep_text(&r, 2),
                                     .at_ms = db_get_int(&r, 3)};
    }
    enum err e = homes_find(cx, m->county, household, &out->h);
    if (e == ERR_NOT_FOUND)
        out->h = (struct household){.id = 0};
    if (e && e != ERR_NOT_FOUND)
        return e;
    return load_lines(cx, m->county, m->id, out->lines, &out->n_lines);
}

enum err visit_change_find(struct ctx *cx, int64_t county, str number, struct visit_change *out)
{
    struct matter m;
    enum err e = matters_by_number(cx, county, number, MATTERS_VIEW_TASK, &m);
    if (!e && !str_is(m.kind, visit_change_kind.name))
        e = ERR_NOT_FOUND;
    return e ? e : load(cx, &m, out);
}

enum err visit_changes_mine(struct ctx *cx, int64_t county, struct visit_change *out, int max,
                            int *n)
{
    enum { MOST = 20 };
    int64_t ids[MOST];
    struct matter m;
    int found = 0, kept = 0;
    {
        AUTO_ROWS r =
            db_query(cx, &visit_sql_changes_by, db_int("county", county),
                     db_int("account", cx->actor), db_int("max", max < MOST ? max : MOST));
        while (found < max && found < MOST && db_next(&r))
            ids[found++] = db_get_int(&r, 0);
        enum err e = db_end(&r);
        if (e)
            return e;
    }
    for (int i = 0; i < found; i++) {
        enum err e = matters_find(cx, county, ids[i], MATTERS_VIEW_REPORTER, &m);
        if (!e)
            e = load(cx, &m, &out[kept]);
        if (!e)
            kept++;
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    *n = kept;
    return OK;
}

/* ---- deciding ------------------------------------------------------------------ */

static bool by_itself(enum visit_what what)
{
    return what == CHANGE_PHONE || what == CHANGE_NAME || what == CHANGE_ID_NUMBER;
}

static enum err change_line(struct ctx *cx, const struct household *h, const struct visit_line *l)
{
    int i = 0;
    while (i < h->n && h->residents[i].id != l->resident)
        i++;
    if (i == h->n)
        return fail(cx, ERR_CONFLICT, _("This person is no longer on the roll."));
    struct resident r = h->residents[i];
    if (l->what == CHANGE_MOVED)
        return homes_resident_remove(cx, h->county, h->id, r.id, r.row_ver);
    if (l->what == CHANGE_PHONE)
        r.p.phone = l->said;
    if (l->what == CHANGE_NAME)
        r.p.name = l->said;
    if (l->what == CHANGE_ID_NUMBER)
        r.p.id_number = l->said;
    return homes_resident_change(cx, h->county, h->id, &r);
}

/* Leaving comes last: a household without anybody is gone. */
static enum err change_register(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct visit_line lines[VISIT_LINES_MAX];
    struct household h;
    int64_t household = 0;
    int n = 0;
    (void)arg;
    {
        AUTO_ROWS r =
            db_query(cx, &visit_sql_change, db_int("county", s->m->county), db_int("id", s->m->id));
        enum err e = db_one(&r);
        if (e)
            return e;
        household = db_get_int(&r, 0);
    }
    enum err e = load_lines(cx, s->m->county, s->m->id, lines, &n);
    for (int leaving = 0; leaving < 2; leaving++)
        for (int i = 0; !e && i < n; i++) {
            if (leaving ? lines[i].what != CHANGE_MOVED : !by_itself(lines[i].what))
                continue;
            e = homes_load(cx, s->m->county, household, &h); /* anew: the line before changed it */
            if (e == ERR_NOT_FOUND)
                e = fail(cx, ERR_CONFLICT, _("This household is no longer on the roll."));
            if (!e)
                e = change_line(cx, &h, &lines[i]);
        }
    return e;
}

static const struct matters_effect effects[] = {{"change_register", change_register}, {0}};
const struct matters_kind visit_change_kind = {.name = "household-change",
                                               .label = N_("Change of household data"),
                                               .read_act = ACT_HOMES_READ,
                                               .private_act = ACT_HOMES_READ,
                                               .flow = "household-change",
                                               .desk = "/desk/changes/",
                                               .effects = effects};

struct move_args {
    const char *move;
    const struct matters_input *in;
    str say;
    struct matter m;
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    struct matter m = a->m;
    enum err e = matters_move(cx, &m, a->move, a->in);
    if (!e && a->say.len)
        e = db_exec(cx, NULL, &visit_sql_change_declined, db_text("words", a->say),
                    db_int("county", m.county), db_int("id", m.id));
    return e;
}

enum err visit_change_move(struct ctx *cx, struct visit_change *c, const char *move, int64_t seen,
                           const struct matters_input *in, str say)
{
    struct move_args a = {.move = move, .in = in, .say = say, .m = c->m};
    a.m.row_ver = seen;
    return db_write(cx, move_tx, &a);
}
