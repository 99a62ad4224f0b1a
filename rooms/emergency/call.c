/* call.c: what came of calling a household, and the lists of those to call. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/emergency_sql.h"

bool emergency_takes_marks(const struct ctx *cx, const struct emergency *o)
{
    return !o->ended_ms || cx->now < o->ended_ms + EMERGENCY_LATE_HOURS * (int64_t)3600000;
}

/* ---- one mark -------------------------------------------------------------------- */

static const char *const ways[EMERGENCY_WAYS] = {"page", "phone", "paper"};

struct call_args {
    const struct emergency_mark *in;
    int64_t id, scope, second; /* second: whom to ask if nobody answered; 0: nobody else calls */
};

/* A clock is believed within the order, and no further. */
static int64_t time_of(const struct ctx *cx, const struct emergency *o, int64_t at)
{
    int64_t last = o->ended_ms && o->ended_ms < cx->now ? o->ended_ms : cx->now;
    at = at && at < last ? at : last;
    return at < o->started_ms ? o->started_ms : at;
}

static enum err put_mark(struct ctx *cx, const struct call_args *a, const struct emergency *o,
                         int64_t *newest)
{
    const struct emergency_mark *in = a->in;
    int64_t at = time_of(cx, o, in->at_ms);
    const char *outcome = emergency_outcome_names[in->outcome];
    enum err e = db_exec(cx, NULL, &emergency_sql_mark_add, db_int("county", in->county),
                         db_int("id", a->id), db_int("emergency", o->id),
                         db_int("household", in->household), db_int("scope", a->scope),
                         db_word("outcome", outcome), db_int("at", at), db_int("now", cx->now),
                         db_int("account", cx->actor), db_word("way", ways[in->way]));
    return e ? e
             : db_exec(cx, newest, &emergency_sql_call_put, db_int("county", in->county),
                       db_int("emergency", o->id), db_int("household", in->household),
                       db_int("mark", a->id), db_int("scope", a->scope),
                       db_word("outcome", outcome), db_int("at", at), db_int("account", cx->actor));
}

static enum err ask_again(struct ctx *cx, const struct call_args *a, const struct emergency *o)
{
    int64_t asked = 0;
    enum err e = db_exec(cx, &asked, &emergency_sql_call_second, db_int("county", a->in->county),
                         db_int("emergency", o->id), db_int("household", a->in->household),
                         db_int("mark", a->id), db_int("second", a->second));
    return e || !asked ? e : emergency_ask_second(cx, o, a->scope, a->second, 1);
}

static enum err call_tx(struct ctx *cx, void *arg)
{
    const struct call_args *a = arg;
    struct emergency o;
    int64_t newest = 0;
    enum err e = db_exec(cx, NULL, &emergency_sql_hold, db_int("county", a->in->county),
                         db_int("id", a->in->emergency));
    if (!e)
        e = emergency_load(cx, a->in->county, a->in->emergency, &o);
    if (!e && !emergency_takes_marks(cx, &o))
        return fail(cx, ERR_CONFLICT, _("This order is over. Nothing more can be written down."));
    if (!e)
        e = put_mark(cx, a, &o, &newest);
    if (!e && newest && !o.ended_ms && a->second && a->in->outcome == CALL_NO_ANSWER)
        e = ask_again(cx, a, &o);
    str about = str_fmt(cx->mem, "{\"household\":%lld}", (long long)a->in->household);
    return e ? e
             : emergency_fact(cx, &o, "emergency.called",
                              str_of(emergency_outcome_names[a->in->outcome]), about);
}

enum err emergency_call(struct ctx *cx, const struct emergency_mark *in)
{
    struct call_args a = {.in = in, .id = db_new_id(cx)};
    struct emergency o;
    enum err e = emergency_load(cx, in->county, in->emergency, &o);
    if (!e)
        e = homes_scope(cx, in->county, in->household, &a.scope);
    if (!e && (!may(cx, ACT_EMERGENCY_CALL, a.scope, NO_ORG) || !emergency_holds(&o, a.scope)))
        e = ERR_NOT_FOUND;
    if (!e && in->outcome == CALL_NO_ANSWER)
        e = emergency_second_caller(cx, &o, a.scope, cx->actor, &a.second);
    return e ? e : db_write(cx, call_tx, &a);
}

/* ---- the households of a grid ------------------------------------------------------ */

static enum err load_homes(struct ctx *cx, const struct emergency *o, int64_t grid,
                           struct emergency_household *out, int *n)
{
    enum { PAGE = 100 };
    struct homes_line *lines = NEW_N(cx->mem, struct homes_line, PAGE);
    struct homes_filter f = {.county = o->county, .within = grid, .need = HOMES_ALL};
    enum err e = OK;
    *n = 0;
    do {
        int got = 0;
        e = homes_list(cx, &f, lines, PAGE, &got, &f.after);
        for (int i = 0; !e && i < got && *n < EMERGENCY_LIST_MAX; i++)
            if (lines[i].scope == grid) /* a community's own, without those of its grids */
                out[(*n)++] =
                    (struct emergency_household){.home = lines[i], .outcome = CALL_OUTCOMES};
    } while (!e && f.after && *n < EMERGENCY_LIST_MAX);
    return e;
}

static enum err fill_outcomes(struct ctx *cx, const struct emergency *o, int64_t grid,
                              struct emergency_household *all, int n)
{
    AUTO_ROWS r =
        db_query(cx, &emergency_sql_calls, db_int("county", o->county), db_int("emergency", o->id),
                 db_int("scope", grid), db_int("max", 2 * EMERGENCY_LIST_MAX));
    while (db_next(&r))
        for (int i = 0; i < n; i++)
            if (all[i].home.id == db_get_int(&r, 0)) {
                all[i].outcome = (int)db_get_enum(&r, 1, emergency_outcome_names, CALL_OUTCOMES);
                all[i].at_ms = db_get_int(&r, 2);
                all[i].account = db_get_int(&r, 3);
                all[i].asked = db_get_int(&r, 4) == cx->actor && cx->actor;
            }
    return db_end(&r);
}

static enum err fill_numbers(struct ctx *cx, const struct emergency *o,
                             struct emergency_household *h)
{
    struct household full;
    enum err e;
    {
        AUTO_ROWS r = db_query(cx, &emergency_sql_shown, db_int("county", o->county),
                               db_int("emergency", o->id), db_int("household", h->home.id),
                               db_int("account", cx->actor));
        e = db_one(&r);
    }
    if (!e)
        e = homes_load(cx, o->county, h->home.id, &full);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    h->shown = true;
    h->numbers = NEW_N(cx->mem, struct emergency_number, full.n);
    for (int i = 0; i < full.n; i++)
        if (full.residents[i].p.phone.len)
            h->numbers[h->n_numbers++] =
                (struct emergency_number){full.residents[i].p.name, full.residents[i].p.phone};
    return OK;
}

/* Those asked of this reader, then whoever needs visits, then by building and door. */
static int by_need(const void *a, const void *b)
{
    const struct emergency_household *x = a, *y = b;
    bool needs_x = x->home.needs != 0, needs_y = y->home.needs != 0;
    if (x->asked != y->asked)
        return x->asked ? -1 : 1;
    if (needs_x != needs_y)
        return needs_x ? -1 : 1;
    int c = str_cmp(x->home.line, y->home.line);
    return c ? c : x->home.id < y->home.id ? -1 : x->home.id > y->home.id;
}

enum err emergency_list(struct ctx *cx, const struct emergency *o, int64_t grid,
                        struct emergency_household **out, int *n)
{
    struct emergency_household *all =
        NEW_N(cx->mem, struct emergency_household, EMERGENCY_LIST_MAX);
    int got = 0;
    if (!may(cx, ACT_EMERGENCY_CALL, grid, NO_ORG) || !emergency_holds(o, grid))
        return ERR_NOT_FOUND;
    enum err e = load_homes(cx, o, grid, all, &got);
    if (!e)
        e = fill_outcomes(cx, o, grid, all, got);
    for (int i = 0; !e && !o->ended_ms && i < got; i++)
        e = fill_numbers(cx, o, &all[i]);
    if (e)
        return e;
    if (got)
        qsort(all, (size_t)got, sizeof *all, by_need);
    *out = all;
    *n = got;
    return OK;
}

/* ---- numbers ------------------------------------------------------------------------- */

struct show_args {
    const struct emergency *o;
    int64_t household;
};

static enum err show_tx(struct ctx *cx, void *arg)
{
    const struct show_args *a = arg;
    struct household h;
    struct person plain;
    str reason = emergency_name(cx, a->o);
    enum err e = homes_load(cx, a->o->county, a->household, &h);
    for (int i = 0; !e && i < h.n; i++)
        if (h.residents[i].p.phone.len)
            e = person_unmask_by(cx, ACT_HOMES_UNMASK,
                                 &(struct people_unmask){.county = h.county,
                                                         .id = h.residents[i].p.id,
                                                         .scope = h.scope,
                                                         .ref = h.id,
                                                         .reason = reason},
                                 &plain);
    return e ? e
             : db_exec(cx, NULL, &emergency_sql_shown_add, db_int("county", a->o->county),
                       db_int("emergency", a->o->id), db_int("household", a->household),
                       db_int("account", cx->actor), db_int("now", cx->now));
}

enum err emergency_show_numbers(struct ctx *cx, const struct emergency *o, int64_t grid,
                                int64_t household)
{
    struct emergency_household *all;
    int n = 0;
    bool found = false;
    enum err e = emergency_list(cx, o, grid, &all, &n);
    if (!e && !may(cx, ACT_HOMES_UNMASK, grid, NO_ORG))
        e = ERR_DENIED;
    if (!e && o->ended_ms)
        return fail(cx, ERR_CONFLICT, _("This order is over already."));
    for (int i = 0; !e && i < n; i++) {
        bool wanted = household
                          ? all[i].home.id == household
                          : all[i].outcome == CALL_OUTCOMES || all[i].outcome == CALL_NO_ANSWER;
        found |= wanted;
        if (wanted && !all[i].shown)
            e = db_write(cx, show_tx, &(struct show_args){o, all[i].home.id});
    }
    return e ? e : household && !found ? ERR_NOT_FOUND : OK;
}
