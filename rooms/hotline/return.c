/* return.c: what waits for another system, and the answers that go back to it. */
#include "civic/people/people.h"
#include "kit/base/csv.h"
#include "rooms/cases/quality.h"
#include "rooms/hotline/hotline_sql.h"
#include "rooms/hotline/order.h"

const char *const order_filter_names[ORDER_FILTERS] = {"open", "ready", "to_enter"};

/* ---- the list -------------------------------------------------------------------- */

static str unit_of(struct ctx *cx, int64_t org)
{
    struct org o;
    return org && org_find(cx, cx->county, org, &o) == OK ? o.name : STR_NONE;
}

static struct order_ref read_ref(struct ctx *cx, const struct rows *r, str system)
{
    return (struct order_ref){
        .ref = {cx->county, db_get_int(r, 0), db_get_int(r, 1), system, db_keep_text(r, 2),
                db_get_int(r, 3), db_get_int(r, 4) == 1,
                (enum matters_ref_state)db_get_enum(r, 5, matters_ref_state_names,
                                                    MATTERS_REF_STATES)},
        .number = db_keep_text(r, 6),
        .title = db_keep_text(r, 7),
        .outcome = (enum matters_outcome)db_get_enum(r, 8, matters_outcome_names, MATTERS_OUTCOMES),
        .closed_ms = db_get_int(r, 9),
        .scope = db_get_int(r, 10),
        .reply = db_keep_text(r, 11)};
}

enum err order_refs(struct ctx *cx, str system, enum order_filter f, struct order_ref *out, int max,
                    int *n)
{
    struct posts_reach r;
    int64_t orgs[ORDER_REFS_MAX];
    int got = 0;
    max = max < ORDER_REFS_MAX ? max : ORDER_REFS_MAX;
    posts_reach(cx, ACT_ORDERS, &r);
    {
        AUTO_ROWS rows = db_query(
            cx, &hotline_sql_refs, db_int("county", cx->county), db_text("system", system),
            db_word("filter", order_filter_names[f]), POSTS_RANGE_ARGS(r), db_int("max", max));
        while (got < max && db_next(&rows)) {
            orgs[got] = db_get_int(&rows, 12);
            out[got++] = read_ref(cx, &rows, system);
        }
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    enum err e = OK;
    for (int i = 0; !e && i < got; i++) {
        out[i].unit = unit_of(cx, orgs[i]);
        if (out[i].reply.len)
            e = quality_read(cx, str_of(matters_outcome_names[out[i].outcome]), out[i].reply,
                             out[i].unit, &out[i].lacks);
    }
    if (!e)
        *n = got;
    return e;
}

/* ---- the file --------------------------------------------------------------------- */

static str time_of(struct ctx *cx, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    return ms ? str_fmt(cx->mem, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                        c.minute, c.second)
              : STR_NONE;
}

static const char *const outcomes[MATTERS_OUTCOMES] = {
    [MATTERS_SOLVED] = N_("Solved"),
    [MATTERS_PARTLY] = N_("Partly solved"),
    [MATTERS_ANSWERED] = N_("Answered: cannot be solved"),
    [MATTERS_DECLINED] = N_("Not accepted"),
    [MATTERS_VOID] = N_("Void"),
    [MATTERS_MERGED] = N_("Merged"),
};

/* What goes back is read there, whose language is Chinese. */
static str cell_of(struct ctx *cx, const struct order_ref *r, str ours)
{
    const char *outcome = outcomes[r->outcome];
    const struct {
        const char *name;
        str value;
    } cells[] = {{"number", r->ref.number},
                 {"ours", r->number},
                 {"unit", r->unit},
                 {"reply", r->reply},
                 {"outcome", outcome ? tr(LANG_ZH, outcome) : STR_NONE},
                 {"closed", time_of(cx, r->closed_ms)}};
    for (size_t i = 0; i < COUNT(cells); i++)
        if (str_is(ours, cells[i].name))
            return cells[i].value;
    return STR_NONE;
}

str order_file(struct ctx *cx, const struct order_system *s, const struct order_ref *refs, int n)
{
    struct buf b = buf_new(cx->mem, (size_t)(n + 1) * 8192);
    buf_z(&b, "\xef\xbb\xbf");
    for (int row = -1; row < n; row++) {
        for (int k = 0; k < s->n_out; k++) {
            buf_z(&b, k ? "," : "");
            csv_write(&b, row < 0 ? s->out[k].theirs : cell_of(cx, &refs[row], s->out[k].ours));
        }
        buf_z(&b, "\r\n");
    }
    return buf_done(&b);
}

/* ---- it is in there ----------------------------------------------------------------- */

struct returned_args {
    str system;
    const int64_t *refs;
    int n_refs;
    int n; /* result */
};

static bool is_named(const struct returned_args *a, int64_t id)
{
    for (int i = 0; i < a->n_refs; i++)
        if (a->refs[i] == id)
            return true;
    return false;
}

/* Read anew inside: an answer taken back meanwhile is not returned. */
static enum err returned_tx(struct ctx *cx, void *arg)
{
    struct returned_args *a = arg;
    struct order_ref *refs = NEW_N(cx->mem, struct order_ref, ORDER_REFS_MAX);
    int n = 0;
    a->n = 0;
    enum err e = order_refs(cx, a->system, ORDER_READY, refs, ORDER_REFS_MAX, &n);
    for (int i = 0; !e && i < n; i++) {
        if (!is_named(a, refs[i].ref.id))
            continue;
        refs[i].ref.state = MATTERS_REF_RETURNED;
        e = matters_ref_change(cx, &refs[i].ref);
        a->n++;
    }
    return e;
}

enum err order_returned(struct ctx *cx, str system, const int64_t *refs, int n_refs, int *n)
{
    struct returned_args a = {.system = system, .refs = refs, .n_refs = n_refs};
    enum err e = db_write(cx, returned_tx, &a);
    if (!e)
        *n = a.n;
    return e;
}

/* ---- typed twice --------------------------------------------------------------------- */

static enum err count(struct ctx *cx, str system, int64_t from_ms, int64_t to_ms, int64_t *n)
{
    AUTO_ROWS rows =
        db_query(cx, &hotline_sql_typed, db_int("county", cx->county), db_text("system", system),
                 db_int("from", from_ms), db_int("to", to_ms));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

enum err order_typed(struct ctx *cx, str system, int64_t ms, int64_t *month, int64_t *before)
{
    struct civil c = civil_of_ms(ms);
    int64_t first = ms_of_day(day_of_civil(c.year, c.month, 1));
    struct civil last = civil_of_ms(first - 1);
    int64_t first_before = ms_of_day(day_of_civil(last.year, last.month, 1));
    enum err e = count(cx, system, first, ms + 1, month);
    return e ? e : count(cx, system, first_before, first, before);
}
