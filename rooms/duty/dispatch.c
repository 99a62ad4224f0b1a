/* dispatch.c: several cases at once: handed to units, or merged into one. Each is a savepoint of
 * its own: what somebody else did first, or what a rule refuses, leaves the others done. */
#include "rooms/duty/duty_own.h"

#include "civic/people/people.h"

enum { OFFERS_MOST = 32, STEPS_MOST = 3 };

/* What the same officer does on the way, where it is not done yet. */
static const char *const on_the_way[] = {"accept", "file"};

/* ---- which step --------------------------------------------------------- */

static bool is_early(const struct matter *m)
{
    enum matters_shown s = matters_shown(m);
    return s == MATTERS_SHOWN_SUBMITTED || s == MATTERS_SHOWN_REGISTERED;
}

static bool steps_on(const struct flow_move *v)
{
    for (size_t i = 0; i < COUNT(on_the_way); i++)
        if (strcmp(v->name, on_the_way[i]) == 0 && !v->needs)
            return true;
    return false;
}

/* The step that hands it to a unit and asks nothing else, or else one that leads there; NULL: the
 * actor has neither. */
static enum err next_step(struct ctx *cx, const struct matter *m, const struct flow_move **out)
{
    struct matters_offer *o = NEW_N(cx->mem, struct matters_offer, OFFERS_MOST);
    int n = 0;
    *out = NULL;
    enum err e = is_early(m) ? matters_offers(cx, m, STR_NONE, o, OFFERS_MOST, &n) : OK;
    for (int i = 0; !e && i < n; i++) {
        if (o[i].waits.len)
            continue;
        if (o[i].move->needs == FLOW_NEED_ORG) {
            *out = o[i].move;
            return OK;
        }
        if (!*out && steps_on(o[i].move))
            *out = o[i].move;
    }
    return e;
}

enum err duty_may_dispatch(struct ctx *cx, const struct matter *m, bool *yes)
{
    const struct flow_move *v;
    enum err e = next_step(cx, m, &v);
    *yes = v != NULL;
    return e;
}

enum err duty_may_press(struct ctx *cx, const struct matter *m, bool *yes, str *why)
{
    struct matters_offer *o = NEW_N(cx->mem, struct matters_offer, OFFERS_MOST);
    int n = 0;
    *yes = false;
    *why = STR_NONE;
    enum err e = matters_offers(cx, m, STR_NONE, o, OFFERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (strcmp(o[i].move->name, "press") == 0) {
            *yes = !o[i].waits.len;
            *why = o[i].waits;
        }
    return e;
}

/* ---- one of them -------------------------------------------------------- */

static enum err hand_on(struct ctx *cx, const struct duty_order *o)
{
    struct casefile c = *o->c;
    for (int i = 0; i < STEPS_MOST; i++) {
        const struct flow_move *v;
        enum err e = next_step(cx, &c.m, &v);
        if (e)
            return e;
        if (!v)
            return fail(cx, ERR_CONFLICT, _("This cannot be dispatched now."));
        bool last = v->needs == FLOW_NEED_ORG;
        struct cases_move move = {.move = v->name, .seen = i ? c.m.row_ver : o->seen};
        if (last)
            move.in.orgs[move.in.n_orgs++] = o->org;
        e = cases_move(cx, &c, &move);
        if (e || last)
            return e;
    }
    return fail(cx, ERR_CONFLICT, _("This cannot be dispatched now."));
}

static enum err merge_one(struct ctx *cx, const struct duty_order *o)
{
    struct casefile c = *o->c;
    struct cases_move move = {.move = "merge", .seen = o->seen, .in = {.into = o->into}};
    return cases_move(cx, &c, &move);
}

static enum err press_one(struct ctx *cx, const struct duty_order *o)
{
    struct casefile c = *o->c;
    struct cases_move move = {
        .move = "press", .seen = o->seen, .say = o->press, .in = {.text = o->press}};
    return cases_move(cx, &c, &move);
}

static enum err hand_tx(struct ctx *cx, void *arg)
{
    struct duty_order *o = arg;
    if (o->press.len)
        return press_one(cx, o);
    return o->into ? merge_one(cx, o) : hand_on(cx, o);
}

/* ---- all of them -------------------------------------------------------- */

static enum duty_result result_of(const struct ctx *cx, enum err e)
{
    if (!e)
        return DUTY_DONE;
    if (e == ERR_CONFLICT)
        return DUTY_FIRST;
    return e == ERR_INVALID && cx->failure.fields && strcmp(cx->failure.fields->field, "org") == 0
               ? DUTY_CONSENT
               : DUTY_REFUSED;
}

static const char *const result_letters = "dfcx";

static char letter_of(const struct duty_order *o)
{
    if (o->result != DUTY_DONE)
        return result_letters[o->result];
    return o->into ? 'm' : o->press.len ? 'p' : 'd';
}

str duty_results_address(struct ctx *cx, const struct duty_orders *all)
{
    struct buf b = buf_new(cx->mem, 2000);
    buf_z(&b, "/duty/done?r=");
    for (int i = 0; i < all->n; i++)
        buf_fmt(&b, "%s%.*s.%c", i ? "," : "", STR_ARG(all->at[i].c->m.number),
                letter_of(&all->at[i]));
    return buf_done(&b);
}

static enum err orders_tx(struct ctx *cx, void *arg)
{
    struct duty_orders *all = arg;
    for (int i = 0; i < all->n; i++) {
        enum err e = db_write(cx, hand_tx, &all->at[i]);
        if (e == ERR_FAULT || e == ERR_BUSY)
            return e;
        all->at[i].result = result_of(cx, e);
        cx->failure = (struct failure){0};
    }
    return db_idem_result(cx, duty_results_address(cx, all));
}

enum err duty_order(struct ctx *cx, struct duty_orders *all)
{
    return db_write(cx, orders_tx, all);
}

/* ---- the same thing ----------------------------------------------------- */

enum err duty_same(struct ctx *cx, const struct casefile *c, struct cases_near *out, int *n)
{
    int got = 0;
    *n = 0;
    enum err e = cases_list_near(cx, c->m.county, c->category.code, &c->spot, c->m.id, out,
                                 DUTY_SAME_MAX, &got);
    while (!e && *n < got && out[*n].metres <= DUTY_SAME_METRES)
        (*n)++;
    return e;
}
