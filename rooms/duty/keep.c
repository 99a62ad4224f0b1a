/* keep.c: the board follows the facts: after each fact of a case its row is made anew from what the
 * case is now, so the same fact may come twice and none needs to be understood. */
#include "rooms/duty/duty_own.h"

#include "rooms/duty/duty_sql.h"

enum { TASKS_MOST = 40 };

/* ---- where it stands --------------------------------------------------- */

static bool stage_of(const struct matter *m, enum duty_stage *out)
{
    switch (matters_shown(m)) {
    case MATTERS_SHOWN_SUBMITTED:
        *out = DUTY_NEW;
        return true;
    case MATTERS_SHOWN_REGISTERED:
        *out = DUTY_DISPATCH;
        return true;
    case MATTERS_SHOWN_YOUR_WORD:
        *out = DUTY_CONFIRM;
        return true;
    default:
        *out = DUTY_WORK;
        return m->open;
    }
}

/* By when a task needs somebody: what has no limit but waits for a decision, from the first moment;
 * what is put aside, on its day. */
static int64_t need_of(const struct matter *m, const struct task *t)
{
    if (t->due_ms)
        return t->due_ms;
    if (m->until_ms)
        return m->until_ms;
    return str_is(t->kind, "sign") ? t->opened_ms : DUTY_NEVER;
}

struct standing {
    struct duty_row row;
    bool about, leads; /* leads: a unit has it */
};

static void add_task(const struct matter *m, const struct task *t, struct standing *s)
{
    int64_t need = need_of(m, t);
    bool leads = str_is(t->kind, "lead");
    if (t->due_ms && t->due_ms < s->row.due_ms)
        s->row.due_ms = t->due_ms;
    if (need <= s->row.need_ms) {
        s->row.need_ms = need;
        s->row.task = t->name;
        s->row.since_ms = s->leads ? s->row.since_ms : t->opened_ms;
    }
    if (!leads)
        return;
    s->leads = true;
    s->row.since_ms = t->opened_ms;
    s->row.signed_for = t->account != 0;
}

static enum err read_standing(struct ctx *cx, const struct matter *m, struct standing *s)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MOST);
    struct matters_subject subjects[MATTERS_SUBJECTS_MAX];
    int n = 0, n_subjects = 0;
    s->row.matter = m->id;
    s->row.need_ms = s->row.due_ms = DUTY_NEVER;
    s->row.since_ms = m->open ? m->opened_ms : m->closed_ms;
    s->row.urgent = m->flags & MATTERS_URGENT;
    enum err e = matters_tasks(cx, m, tasks, TASKS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (tasks[i].state == MATTERS_TASK_OPEN)
            add_task(m, &tasks[i], s);
    if (!e)
        e = matters_subjects(cx, m, subjects, &n_subjects);
    s->about = n_subjects > 0;
    if (s->row.urgent)
        s->row.need_ms -= 365 * DAY_MS;
    return e;
}

/* ---- the same one told twice ------------------------------------------- */

static enum err list_same(struct ctx *cx, const struct matter *m, struct cases_near *out, int *n)
{
    struct casefile c;
    *n = 0;
    enum err e = cases_load(cx, m, &c);
    return e ? e : duty_same(cx, &c, out, n);
}

static enum err put_near(struct ctx *cx, int64_t county, int64_t matter)
{
    struct matter m;
    struct cases_near same[DUTY_SAME_MAX];
    int n = 0;
    enum err e = matters_load(cx, county, matter, &m);
    if (!e)
        e = list_same(cx, &m, same, &n);
    return e ? e
             : db_exec(cx, NULL, &duty_sql_near, db_int("near", n), db_int("county", county),
                       db_int("matter", matter));
}

/* Came, went or was called otherwise: those beside it count anew. */
static enum err tell_neighbours(struct ctx *cx, const struct matter *m,
                                const struct cases_near *same, int n)
{
    enum err e = OK;
    for (int i = 0; !e && i < n; i++)
        e = put_near(cx, m->county, same[i].id);
    return e;
}

/* ---- following --------------------------------------------------------- */

static enum err put_row(struct ctx *cx, const struct matter *m, const struct standing *s)
{
    const struct duty_row *r = &s->row;
    return db_exec(cx, NULL, &duty_sql_put, db_int("county", m->county), db_int("matter", m->id),
                   db_int("scope", m->scope), db_word("stage", duty_stage_names[r->stage]),
                   db_text("task", r->task), db_int("need", r->need_ms), db_int("due", r->due_ms),
                   db_int("since", r->since_ms), db_int("urgent", r->urgent),
                   db_int("hidden", (m->flags & MATTERS_SENSITIVE) != 0), db_int("about", s->about),
                   db_int("taken", r->signed_for), db_int("near", r->near));
}

static enum err follow(struct ctx *cx, const struct matter *m, bool changed)
{
    struct standing s = {.about = false};
    struct cases_near same[DUTY_SAME_MAX];
    int n = 0;
    bool there = stage_of(m, &s.row.stage);
    bool early = there && (s.row.stage == DUTY_NEW || s.row.stage == DUTY_DISPATCH);
    enum err e = early || changed || !m->open ? list_same(cx, m, same, &n) : OK;
    s.row.near = early ? n : 0;
    if (!e && there)
        e = read_standing(cx, m, &s);
    if (!e)
        e = there ? put_row(cx, m, &s)
                  : db_exec(cx, NULL, &duty_sql_drop, db_int("county", m->county),
                            db_int("matter", m->id));
    return !e && (changed || !m->open) ? tell_neighbours(cx, m, same, n) : e;
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    if (strcmp(f->subject_kind, "matter") != 0)
        return OK;
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_is(m.kind, "case")))
        return OK;
    bool changed =
        strcmp(f->kind, "matter.opened") == 0 || strcmp(f->kind, "matter.categorised") == 0;
    if (!e)
        e = duty_keep_choice(cx, &m);
    return e ? e : follow(cx, &m, changed);
}

static const char *const kinds[] = {"matter.", NULL};
const struct facts_subscriber duty_board = {.name = "duty.board", .kinds = kinds, .take = take};
