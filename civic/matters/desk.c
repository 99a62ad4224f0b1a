/* desk.c: whose a new task is. Nobody named in the matter gets it, and no task is nobody's. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

enum { HOLDERS_MAX = 200 };

/* A place and those above it, the nearest first: 0 stands for the whole instance. */
void matters_levels(int64_t scope, int64_t out[LEVELS])
{
    static const int64_t size[LEVELS] = {1,          1000,         1000000,
                                         1000000000, 100000000000, 10000000000000};
    for (int i = 0; i < LEVELS; i++)
        out[i] = size[i] ? scope / size[i] * size[i] : 0;
}

/* ---- who could --------------------------------------------------------- */

static bool excluded(const struct wanted *w, const struct people_holder *h)
{
    for (int i = 0; i < w->n_subjects; i++)
        if ((w->subjects[i].account && w->subjects[i].account == h->account) ||
            (w->subjects[i].org && w->subjects[i].org == h->org))
            return true;
    return false;
}

static bool did(const struct wanted *w, const char *const *names, int n, int64_t account)
{
    for (int i = 0; i < w->n_tasks; i++)
        for (int k = 0; k < n; k++)
            if (account && str_is(w->tasks[i].name, names[k]) &&
                w->tasks[i].state != MATTERS_TASK_DROPPED &&
                (w->tasks[i].closed_by == account ||
                 (!w->tasks[i].closed_by && w->tasks[i].account == account)))
                return true;
    return false;
}

struct choice {
    struct people_holder at[HOLDERS_MAX];
    int n;
};

/* Those of one level who may do it. Where a subject sits among them, the level is passed over. */
static int of_level(const struct wanted *w, const struct choice *all, int64_t scope,
                    struct choice *out)
{
    out->n = 0;
    for (int i = 0; i < all->n; i++)
        if (all->at[i].scope == scope && excluded(w, &all->at[i]))
            return 0;
    for (int i = 0; i < all->n; i++)
        if (all->at[i].scope == scope &&
            !did(w, w->def->not_by, w->def->n_not_by, all->at[i].account))
            out->at[out->n++] = all->at[i];
    return out->n;
}

/* ---- which of them ----------------------------------------------------- */

static bool among(const struct choice *c, int64_t account)
{
    for (int i = 0; i < c->n; i++)
        if (c->at[i].account == account)
            return true;
    return false;
}

static enum err whose_turn(struct ctx *cx, const struct wanted *w, const struct choice *c,
                           int64_t *account)
{
    int64_t s[LEVELS];
    matters_levels(w->m->scope, s);
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_turns, db_int("county", w->m->county),
                 db_word("act", w->def->act), db_int("now", cx->now), db_int("s0", s[0]),
                 db_int("s1", s[1]), db_int("s2", s[2]), db_int("s3", s[3]), db_int("s4", 0));
    while (!*account && db_next(&rows))
        if (among(c, db_get_int(&rows, 0)))
            *account = db_get_int(&rows, 0);
    return db_end(&rows);
}

static enum err work_of(struct ctx *cx, int64_t county, int64_t account, int64_t *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_work, db_int("county", county), db_int("account", account));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

static enum err least_work(struct ctx *cx, const struct wanted *w, const struct choice *c,
                           int64_t *account)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < c->n; i++) {
        int64_t n = 0;
        enum err e = work_of(cx, w->m->county, c->at[i].account, &n);
        if (e)
            return e;
        if (n < least) {
            least = n;
            *account = c->at[i].account;
        }
    }
    return OK;
}

/* The duty table, then least open work, where the flow asks for a person; else the tray. */
static enum err assign(struct ctx *cx, const struct wanted *w, const struct choice *c,
                       int64_t *account)
{
    enum err e = OK;
    *account = 0;
    if (w->def->assign == FLOW_TRAY)
        return OK;
    if (w->def->assign == FLOW_DUTY)
        e = whose_turn(cx, w, c, account);
    return e || *account ? e : least_work(cx, w, c, account);
}

/* ---- places ------------------------------------------------------------ */

static enum err by_place(struct ctx *cx, const struct wanted *w, bool above, struct owner *out)
{
    struct choice *all = NEW(cx->mem, struct choice), *c = NEW(cx->mem, struct choice);
    int64_t levels[LEVELS];
    struct owner o = {.desk = 0};
    enum err e = people_holders(cx, w->m->county, w->def->act, w->m->scope, NO_ORG, all->at,
                                HOLDERS_MAX, &all->n);
    if (e)
        return e;
    matters_levels(w->m->scope, levels);
    o.desk = levels[3]; /* nobody anywhere: whoever gets the act in this county finds it */
    for (int i = 0; i < LEVELS; i++) {
        if ((i && levels[i] == levels[i - 1]) || !of_level(w, all, levels[i], c))
            continue;
        if (above) { /* the nearest is passed over, once */
            above = false;
            continue;
        }
        o.desk = levels[i];
        e = assign(cx, w, c, &o.account);
        break;
    }
    if (!e)
        *out = o;
    return e;
}

/* ---- organisations ----------------------------------------------------- */

/* `named`: the move names it, so it is told when nobody there can take it; else the place helps. */
static enum err by_org(struct ctx *cx, const struct wanted *w, int64_t org, bool named,
                       struct owner *out)
{
    struct choice *all = NEW(cx->mem, struct choice), *c = NEW(cx->mem, struct choice);
    struct owner o = {.org = org};
    for (int i = 0; i < w->n_subjects; i++)
        if (w->subjects[i].org == org)
            return by_place(cx, w, false, out);
    enum err e = people_holders(cx, w->m->county, w->def->act, w->m->scope, org, all->at,
                                HOLDERS_MAX, &all->n);
    for (int i = 0; !e && i < all->n; i++)
        if (all->at[i].org == org && !excluded(w, &all->at[i]))
            c->at[c->n++] = all->at[i];
    if (!e && !c->n && !named)
        return by_place(cx, w, false, out);
    if (!e && !c->n)
        return fail_field(cx, "org", _("Nobody in this organisation can take it here."));
    if (!e)
        e = assign(cx, w, c, &o.account);
    if (!e)
        *out = o;
    return e;
}

static const struct task *last_task(const struct wanted *w, const char *name)
{
    for (int i = w->n_tasks; i-- > 0;)
        if (str_is(w->tasks[i].name, name))
            return &w->tasks[i];
    return NULL;
}

/* Whoever had it; if they have become a subject meanwhile, the way of a new task. */
static enum err as_before(struct ctx *cx, const struct wanted *w, const struct task *t,
                          struct owner *out)
{
    struct people_holder h = {.account = t->closed_by, .org = t->org};
    if (excluded(w, &h))
        return by_place(cx, w, true, out);
    *out = (struct owner){t->desk, t->org, t->account ? t->account : t->closed_by};
    return OK;
}

enum err matters_owner(struct ctx *cx, const struct wanted *w, struct owner *out)
{
    const struct task *t = NULL;
    switch (w->def->to) {
    case FLOW_TO_ASSIST:
    case FLOW_TO_EACH:
        return by_org(cx, w, w->org, true, out);
    case FLOW_TO_LEAD:
        if (w->org)
            return by_org(cx, w, w->org, true, out);
        t = last_task(w, w->def->name);
        if (t)
            return as_before(cx, w, t, out);
        return w->m->lead_org ? by_org(cx, w, w->m->lead_org, false, out)
                              : by_place(cx, w, false, out);
    case FLOW_TO_SAME:
        t = last_task(w, w->def->same);
        return t ? as_before(cx, w, t, out) : by_place(cx, w, false, out);
    case FLOW_TO_ACCOUNT:
        *out = (struct owner){.account = w->account};
        return OK;
    default:
        return by_place(cx, w, w->def->to == FLOW_TO_UP, out);
    }
}
