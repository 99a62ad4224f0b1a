/* move.c: one move, from its compare-and-set to its fact. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

enum err matters_run_load(struct ctx *cx, struct run *r)
{
    r->kind = matters_kind_find(cx, r->was.kind);
    r->tasks = NEW_N(cx->mem, struct task, TASKS_MAX);
    enum err e = matters_tasks(cx, &r->was, r->tasks, TASKS_MAX, &r->n_tasks);
    if (!e && !r->system)
        e = matters_standing(cx, &r->was, r->in.token, &r->standing);
    r->standing.reporter |= r->in.heard;
    return e ? e : matters_subjects(cx, &r->was, r->subjects, &r->n_subjects);
}

/* ---- the first statement ----------------------------------------------- */

static enum err tell_who_was_faster(struct ctx *cx, const struct matter *m, int64_t seen)
{
    int64_t by = 0, at = 0, ver = 0;
    {
        AUTO_ROWS rows =
            db_query(cx, &matters_sql_changed, db_int("county", m->county), db_int("id", m->id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        by = db_get_int(&rows, 0);
        at = db_get_int(&rows, 1);
        ver = db_get_int(&rows, 2);
    }
    if (ver == seen)
        return fail(cx, ERR_CONFLICT, _("This step is not possible now."));
    str who = by ? people_name(cx, m->county, by) : STR_NONE;
    str when = time_text(cx->mem, at);
    str clock = when.len >= 16 ? (str){when.at + 11, 5} : when;
    if (!who.len)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    return fail_with(cx, ERR_CONFLICT, _("{who} was faster, at {time}. Look again."),
                     TR("who", who), TR("time", clock));
}

static enum err compare_and_set(struct ctx *cx, const struct run *r)
{
    const struct matter *m = &r->now;
    int64_t changed = 0;
    enum err e = db_exec(
        cx, &changed, &matters_sql_move, db_text("state", m->state),
        db_int("open", m->open ? 1 : 0), db_word("outcome", matters_outcome_names[m->outcome]),
        db_word("word", matters_word_names[m->word]), db_int("hard", m->flags & MATTERS_HARD),
        db_int_or_null("merged_into", m->merged_into), db_int("lead_org", m->lead_org),
        db_int("now", cx->now), db_int("actor", cx->actor), db_int("round", m->round),
        db_int("closed", m->closed_ms), db_int_or_null("until", m->until_ms),
        db_int("rating", m->rating), db_int("returns", m->returns), db_int("reworks", m->reworks),
        db_int("extensions", m->extensions), db_int("holds", m->holds),
        db_int("reopens", m->reopens), db_int("level", m->level), db_int("county", m->county),
        db_int("id", m->id), db_int("seen", r->was.row_ver), db_text("from", r->was.state));
    if (e || changed)
        return e;
    return r->system ? ERR_BUSY : tell_who_was_faster(cx, m, r->was.row_ver);
}

/* ---- tasks ------------------------------------------------------------- */

/* Of several tasks of one name a move that stays ends the one it is made by: what one unit has done
 * is not done for the others. */
static bool closes(const struct run *r, const struct task *t)
{
    bool another = r->by && r->by != t && str_eq(r->by->name, t->name) && r->move->to < 0;
    if (t->state != MATTERS_TASK_OPEN)
        return false;
    if (flow_name_in(r->move->closes, r->move->n_closes, t->name) >= 0)
        return !another;
    int def = flow_task_find(r->was.flow, t->name);
    bool stays = def >= 0 && r->was.flow->tasks[def].stays && r->now.open;
    return r->move->to >= 0 && !stays;
}

static enum err close_tasks(struct ctx *cx, struct run *r)
{
    for (int i = 0; i < r->n_tasks; i++) {
        struct task *t = &r->tasks[i];
        bool own = r->by == t;
        if (!(own && r->move->to >= 0) && !closes(r, t))
            continue;
        enum matters_task_state to = own ? MATTERS_TASK_DONE : MATTERS_TASK_DROPPED;
        enum err e = matters_task_close(cx, t, to);
        if (e)
            return e;
        t->state = to;
        t->closed_by = own ? cx->actor : 0;
    }
    return OK;
}

static enum err open_task(struct ctx *cx, struct run *r, const struct flow_task *def, int64_t org)
{
    struct wanted w = {&r->now,  def,        r->subjects, r->n_subjects,
                       r->tasks, r->n_tasks, org,         r->in.account};
    struct owner o;
    enum err e = matters_owner(cx, &w, &o);
    if (e)
        return e;
    const char *clock = def->clock >= 0 ? r->now.flow->clocks[def->clock].name : NULL;
    return matters_task_open(cx, &r->now, def, &o, matters_due_by(r->clocks, clock));
}

enum err matters_open_tasks(struct ctx *cx, struct run *r, const int *tasks, int n)
{
    enum err e = OK;
    for (int i = 0; !e && i < n; i++) {
        const struct flow_task *def = &r->now.flow->tasks[tasks[i]];
        bool each = def->to == FLOW_TO_EACH;
        if (def->to != FLOW_TO_ASSIST && !each) {
            e = open_task(cx, r, def, r->in.n_orgs ? r->in.orgs[0] : 0);
            continue;
        }
        for (int k = each ? 0 : 1; !e && k < r->in.n_orgs; k++)
            e = open_task(cx, r, def, r->in.orgs[k]);
    }
    return e;
}

/* ---- clocks ------------------------------------------------------------ */

/* A limit that was named is for the first clock of the move. */
enum err matters_tick_all(struct ctx *cx, struct run *r, const struct flow_set_clock *set, int n,
                          const struct matters_limit *limit)
{
    enum err e = OK;
    for (int i = 0; !e && i < n; i++)
        e = matters_tick(cx, &r->now, r->clocks, set[i].clock, set[i].tick, i ? NULL : limit);
    return e;
}

static enum err set_clocks(struct ctx *cx, struct run *r)
{
    r->clocks = NEW(cx->mem, struct clocks);
    enum err e = matters_clocks_load(cx, &r->was, r->clocks);
    if (!e && r->move->to >= 0) {
        const struct flow_state *s = &r->now.flow->states[r->move->to];
        e = matters_tick_all(cx, r, s->clocks, s->n_clocks, NULL);
    }
    return e ? e : matters_tick_all(cx, r, r->move->clocks, r->move->n_clocks, &r->in.limit);
}

/* ---- the fact ---------------------------------------------------------- */

static enum err tell(struct ctx *cx, const struct run *r)
{
    const struct matter *m = &r->now;
    struct fact f = {
        .county = m->county,
        .place = m->place,
        .scope = m->scope,
        .subject_kind = "matter",
        .subject = m->id,
        .kind = "matter.moved",
        .from = r->was.state,
        .to = m->state,
        .reason = r->in.reason,
        .payload = str_of(matters_json(
            cx->mem,
            (const char *const[]){
                "move", r->move->name, "task", r->by ? str_z(cx->mem, r->by->name) : "", "outcome",
                m->outcome != r->was.outcome ? matters_outcome_names[m->outcome] : "", "word",
                m->word != r->was.word ? matters_word_names[m->word] : "", NULL})),
        .audience = r->move->told_reporter ? FACTS_REPORTER : FACTS_STAFF,
    };
    return facts_add(cx, &f);
}

/* ---- all of it --------------------------------------------------------- */

static enum err ask(struct ctx *cx, struct run *r)
{
    enum err e = matters_who(cx, r);
    if (!e)
        e = matters_guards_ask(cx, r);
    if (!e && !r->system)
        e = matters_needs(cx, r);
    return e;
}

static enum err change(struct ctx *cx, struct run *r)
{
    enum err e = close_tasks(cx, r);
    if (!e)
        e = set_clocks(cx, r);
    if (!e)
        e = matters_effects_run(cx, r);
    if (!e)
        e = matters_clocks_save(cx, &r->now, r->clocks);
    if (!e && r->move->to >= 0) {
        const struct flow_state *s = &r->now.flow->states[r->move->to];
        e = matters_open_tasks(cx, r, s->tasks, s->n_tasks);
    }
    if (!e)
        e = matters_open_tasks(cx, r, r->move->opens, r->move->n_opens);
    return e ? e : tell(cx, r);
}

/* A task was closed and the state stayed: does that satisfy a join the flow waits for? */
static enum err follow_join(struct ctx *cx, struct run *r)
{
    const struct flow *f = r->now.flow;
    if (!r->by || r->move->to >= 0 || r->depth >= DEPTH_MAX)
        return OK;
    for (int i = 0; i < f->n_moves; i++) {
        const struct flow_move *m = &f->moves[i];
        if (!m->on_join || !str_is(r->by->name, m->on_join) || !(m->from >> r->now.at & 1) ||
            !matters_joined(r, m->on_join, m->join_task ? m->join : FLOW_ALL, m->join_n))
            continue;
        struct matters_input in = {.photos = 0};
        return matters_move_by_system(cx, &r->now, m, &in, r->depth + 1);
    }
    return OK;
}

static enum err run_move(struct ctx *cx, struct run *r)
{
    r->now = r->was;
    r->now.changed_ms = cx->now;
    if (!(r->move->from >> r->was.at & 1))
        return tell_who_was_faster(cx, &r->was, r->was.row_ver);
    matters_apply(cx, r);
    enum err e = compare_and_set(cx, r);
    if (!e)
        e = matters_run_load(cx, r);
    if (!e)
        e = ask(cx, r);
    if (!e)
        e = change(cx, r);
    return e ? e : follow_join(cx, r);
}

struct move_args {
    const struct matter *m;
    const struct flow_move *move;
    const struct matters_input *in;
    bool system;
    int depth;
    struct matter now; /* result */
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    struct run *r = NEW(cx->mem, struct run);
    *r = (struct run){
        .was = *a->m, .move = a->move, .in = *a->in, .system = a->system, .depth = a->depth};
    enum err e = run_move(cx, r);
    if (!e)
        a->now = r->now;
    return e;
}

enum err matters_move(struct ctx *cx, struct matter *m, const char *move,
                      const struct matters_input *in)
{
    static const struct matters_input nothing;
    int i = flow_move_find(m->flow, str_of(move));
    if (i < 0)
        return ERR_NOT_FOUND;
    struct move_args a = {m, &m->flow->moves[i], in ? in : &nothing, false, 0, *m};
    enum err e = db_write(cx, move_tx, &a);
    if (!e)
        *m = a.now;
    return e;
}

enum err matters_move_by_system(struct ctx *cx, struct matter *m, const struct flow_move *move,
                                const struct matters_input *in, int depth)
{
    struct move_args a = {m, move, in, true, depth, *m};
    int64_t actor = cx->actor, post = cx->post;
    cx->actor = cx->post = 0;
    enum err e = db_write(cx, move_tx, &a);
    cx->actor = actor;
    cx->post = post;
    if (!e)
        *m = a.now;
    return e;
}
