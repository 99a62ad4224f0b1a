/* heard.c: what residents without a smartphone say of the outcome, taken down by somebody neutral;
 * and callers whom a case affects too. */
#include "rooms/cases/cases.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/cases_sql.h"

const char *const cases_way_names[CASES_WAYS] = {"call", "visit"};

enum { TASKS_MOST = 64 };

/* ---- the word ---------------------------------------------------------- */

static bool of_org(const struct ctx *cx, int64_t org)
{
    for (int i = 0; org && cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

/* Whoever did the work, and their colleagues, do not ask whether it was good. */
static enum err is_neutral(struct ctx *cx, const struct matter *m)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MOST);
    int n = 0;
    enum err e = matters_tasks(cx, m, tasks, TASKS_MOST, &n);
    bool worked = of_org(cx, m->lead_org);
    for (int i = 0; !e && i < n; i++) {
        const struct task *t = &tasks[i];
        bool work = str_is(t->kind, "lead") || str_is(t->kind, "assist");
        worked |= work && (t->closed_by == cx->actor ||
                           (t->state != MATTERS_TASK_DROPPED && of_org(cx, t->org)));
    }
    if (e || !worked)
        return e;
    return fail(
        cx, ERR_DENIED,
        _("Whoever did the work cannot ask how it went. Somebody neutral calls or visits."));
}

struct hear_args {
    const struct casefile *c;
    enum matters_word word;
    str say;
    struct matter m; /* result */
};

static enum err hear_tx(struct ctx *cx, void *arg)
{
    struct hear_args *a = arg;
    a->m = a->c->m;
    enum err e = matters_hear(cx, &a->m, a->word);
    if (e)
        return e;
    if (!may(cx, ACT_CASES_HEAR, a->c->m.scope, NO_ORG))
        return ERR_NOT_FOUND;
    e = is_neutral(cx, &a->c->m);
    if (!e && a->say.len)
        e = cases_keep_note(cx, &a->m, "reporter", a->say);
    return e ? e : cases_touch(cx, &a->m);
}

enum err cases_hear(struct ctx *cx, struct casefile *c, enum matters_word word, str say,
                    enum cases_way way)
{
    struct hear_args a = {.c = c, .word = word, .say = say};
    str via = cx->via, ignored;
    cx->via = str_of(cases_way_names[way]);
    enum err e = db_write(cx, hear_tx, &a);
    cx->via = via;
    if (!e && !db_idem_repeat(cx, &ignored))
        c->m = a.m;
    return e;
}

/* ---- whom it affects --------------------------------------------------- */

struct follower_args {
    const struct casefile *c;
    int64_t person;
    bool affected;
};

static enum err follower_tx(struct ctx *cx, void *arg)
{
    const struct follower_args *a = arg;
    const struct matter *m = &a->c->m;
    if (!may(cx, ACT_CASES_ENTER, m->scope, NO_ORG))
        return ERR_NOT_FOUND;
    return db_exec(cx, NULL, &cases_sql_follower_insert, db_int("county", m->county),
                   db_int("case_id", m->id), db_int("person", a->person),
                   db_int("affected", a->affected), db_int("now", cx->now));
}

enum err cases_add_follower(struct ctx *cx, const struct casefile *c, int64_t person, bool affected)
{
    struct follower_args a = {c, person, affected};
    return db_write(cx, follower_tx, &a);
}
