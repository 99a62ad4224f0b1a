/* decide.c: what a meeting decides of a case, and what it leaves open. */
#include "rooms/joint/joint_own.h"
#include "rooms/joint/joint_sql.h"

struct decide_args {
    const struct joint *j;
    const struct joint_decision *in;
    const struct casefile *c;
};

static enum err keep_units(struct ctx *cx, const struct decide_args *a)
{
    int64_t county = a->j->m.county, meeting = a->j->m.id, id = a->c->m.id;
    enum err e = db_exec(cx, NULL, &joint_sql_units_forget, db_int("county", county),
                         db_int("meeting", meeting), db_int("case_id", id));
    for (int i = 0; !e && i < a->in->n_orgs; i++)
        e = db_exec(cx, NULL, &joint_sql_unit, db_int("county", county), db_int("meeting", meeting),
                    db_int("case_id", id), db_int("org", a->in->orgs[i]), db_int("leads", i == 0));
    return e;
}

static enum err due_of(struct ctx *cx, const struct matter *m, int64_t *due)
{
    struct matters_clock *k = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    int n = 0;
    enum err e = matters_clocks(cx, m, k, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_is(k[i].name, "department"))
            *due = k[i].due_ms;
    return e;
}

static enum err keep(struct ctx *cx, const struct decide_args *a, const struct matter *m)
{
    int64_t due = 0;
    enum err e = due_of(cx, m, &due);
    if (!e)
        e = db_exec(cx, NULL, &joint_sql_decide, db_int("county", m->county),
                    db_int("meeting", a->j->m.id), db_int("case_id", m->id), db_int("decided", 1),
                    db_int("account", cx->actor), db_text("words", a->in->words),
                    db_int("amount", a->in->limit.n),
                    db_word("unit", calendar_unit_names[a->in->limit.unit]), db_int("due", due),
                    db_int("now", cx->now));
    return e ? e : keep_units(cx, a);
}

/* The case's own step comes first: of two who decide one case, one finds that it has gone on. */
static enum err decide_tx(struct ctx *cx, void *arg)
{
    const struct decide_args *a = arg;
    struct casefile c = *a->c;
    struct matter meeting;
    struct cases_move move = {
        .move = "decide_jointly",
        .seen = a->in->seen,
        .say = a->in->words,
        .in = {.text = a->in->words, .n_orgs = a->in->n_orgs, .limit = a->in->limit}};
    memcpy(move.in.orgs, a->in->orgs, sizeof move.in.orgs);
    enum err e = cases_move(cx, &c, &move);
    if (!e)
        e = matters_load(cx, a->j->m.county, a->j->m.id, &meeting);
    if (!e && !meeting.open)
        return fail(cx, ERR_CONFLICT, _("The meeting has ended. The case stays for the next one."));
    return e ? e : keep(cx, a, &c.m);
}

static bool twice(const struct joint_decision *in)
{
    for (int i = 0; i < in->n_orgs; i++)
        for (int k = 0; k < i; k++)
            if (in->orgs[i] == in->orgs[k])
                return true;
    return false;
}

/* All that is missing is said at once. */
static enum err check(struct ctx *cx, const struct joint_decision *in)
{
    enum err e = OK;
    if (!in->n_orgs)
        e = fail_field(cx, "lead", _("Choose the unit that leads."));
    else if (twice(in))
        e = fail_field(cx, "assist", _("The unit that leads does not assist too."));
    if (!in->limit.n)
        e = fail_field(cx, "limit", _("Choose how long they have."));
    if (!in->words.len)
        e = fail_field(cx, "words", _("Write down what was decided, for the minutes."));
    return e;
}

enum err joint_decide(struct ctx *cx, const struct joint *j, const struct joint_decision *in)
{
    struct casefile c;
    struct decide_args a = {j, in, &c};
    enum err e = cases_find(cx, j->m.county, in->number, MATTERS_VIEW_TASK, &c);
    if (!e && !place_within(c.m.scope, j->m.scope))
        return ERR_NOT_FOUND;
    if (!e && !may(cx, ACT_JOINT_DECIDE, c.m.scope, NO_ORG))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    if (!e)
        e = check(cx, in);
    return e ? e : db_write(cx, decide_tx, &a);
}

/* ---- what is left -------------------------------------------------------------- */

static enum err list_waiting(struct ctx *cx, const struct matter *m, int64_t *out, int *n)
{
    *n = 0;
    AUTO_ROWS r =
        db_query(cx, &joint_sql_waiting, db_int("county", m->county), db_int("lo", m->scope),
                 db_int("hi", place_end(m->scope)), db_int("max", JOINT_AGENDA_MAX));
    while (*n < JOINT_AGENDA_MAX && db_next(&r))
        out[(*n)++] = db_get_int(&r, 0);
    return db_end(&r);
}

/* What follows the facts may be a moment behind, so each case is asked how it stands. */
enum err joint_leave_undecided(struct ctx *cx, const struct matter *m)
{
    int64_t ids[JOINT_AGENDA_MAX];
    int n = 0;
    enum err e = list_waiting(cx, m, ids, &n);
    for (int i = 0; !e && i < n; i++) {
        struct matter one;
        e = matters_load(cx, m->county, ids[i], &one);
        if (!e && str_is(one.state, "hard"))
            e = db_exec(cx, NULL, &joint_sql_decide, db_int("county", m->county),
                        db_int("meeting", m->id), db_int("case_id", ids[i]), db_int("decided", 0),
                        db_int("account", 0), db_word("words", ""), db_int("amount", 0),
                        db_word("unit", ""), db_int("due", 0), db_int("now", cx->now));
    }
    return e;
}
