/* task.c: duties as rows: reading, opening, closing, taking and handing over. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

const char *const matters_task_state_names[MATTERS_TASK_STATES] = {"open", "done", "dropped"};

struct task matters_task_read(const struct rows *r, int64_t county)
{
    int64_t due = db_get_int(r, 14);
    return (struct task){
        .county = county,
        .matter = db_get_int(r, 0),
        .id = db_get_int(r, 1),
        .row_ver = db_get_int(r, 2),
        .name = db_keep_text(r, 3),
        .kind = db_keep_text(r, 4),
        .act = db_keep_text(r, 5),
        .state = (enum matters_task_state)db_get_enum(r, 6, matters_task_state_names,
                                                      MATTERS_TASK_STATES),
        .scope = db_get_int(r, 7),
        .desk = db_get_int(r, 8),
        .org = db_get_int(r, 9),
        .account = db_get_int(r, 10),
        .post = db_get_int(r, 11),
        .near = db_get_int(r, 12) == 1,
        .clock = db_keep_text(r, 13),
        .due_ms = due == NO_DUE ? 0 : due,
        .opened_ms = db_get_int(r, 15),
        .claimed_ms = db_get_int(r, 16),
        .closed_ms = db_get_int(r, 17),
        .closed_by = db_get_int(r, 18),
        .round = db_get_int(r, 19),
    };
}

enum err matters_tasks(struct ctx *cx, const struct matter *m, struct task *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_tasks, db_int("county", m->county),
                              db_int("matter", m->id), db_int("most", max));
    int got = 0;
    while (db_next(&rows))
        out[got++] = matters_task_read(&rows, m->county);
    enum err e = rows.err;
    if (!e)
        *n = got;
    return e;
}

enum err matters_task_open(struct ctx *cx, const struct matter *m, const struct flow_task *def,
                           const struct owner *o, int64_t due_ms)
{
    return db_exec(cx, NULL, &matters_sql_task_add, db_int("county", m->county),
                   db_int("matter", m->id), db_int("id", db_new_id(cx)), db_word("name", def->name),
                   db_word("kind", flow_task_kind_names[def->kind]), db_word("act", def->act),
                   db_int("scope", m->scope), db_int("desk", o->desk), db_int("org", o->org),
                   db_int("account", o->account), db_int("near", def->near ? 1 : 0),
                   db_word("clock", def->clock >= 0 ? m->flow->clocks[def->clock].name : ""),
                   db_int("due", due_ms), db_int("now", cx->now), db_int("round", m->round));
}

enum err matters_task_close(struct ctx *cx, const struct task *t, enum matters_task_state state)
{
    int64_t changed = 0;
    enum err e = db_exec(
        cx, &changed, &matters_sql_task_close, db_word("state", matters_task_state_names[state]),
        db_int("now", cx->now), db_int("actor", state == MATTERS_TASK_DONE ? cx->actor : 0),
        db_int("post", state == MATTERS_TASK_DONE ? cx->post : 0), db_int("county", t->county),
        db_int("matter", t->matter), db_int("id", t->id), db_int("seen", t->row_ver));
    if (e || changed)
        return e;
    return fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
}

/* ---- whose it is ------------------------------------------------------- */

/* A worker of another grid of the same community, where the flow lets neighbours help. */
static bool is_neighbour(struct ctx *cx, const struct task *t)
{
    char act[64];
    if (!t->near || t->act.len >= sizeof act)
        return false;
    memcpy(act, t->act.at, t->act.len);
    act[t->act.len] = 0;
    for (int i = 0; cx->posts && i < cx->posts->n; i++) {
        const struct post *p = &cx->posts->at[i];
        if (p->scope / 1000 == t->scope / 1000 && may(cx, act, p->scope, NO_ORG))
            return true;
    }
    return false;
}

static bool granted(struct ctx *cx, const struct task *t)
{
    char act[64];
    if (t->act.len >= sizeof act)
        return false;
    memcpy(act, t->act.at, t->act.len);
    act[t->act.len] = 0;
    return may(cx, act, t->scope, t->org) || is_neighbour(cx, t);
}

bool matters_is_mine(struct ctx *cx, const struct task *t, bool named_too)
{
    if (!cx->actor || cx->county != t->county)
        return false;
    if (t->account == cx->actor)
        return true;
    return (named_too || !t->account) && granted(cx, t);
}

/* ---- taking, giving back, handing over --------------------------------- */

struct give_args {
    const struct task *t;
    int64_t account;
    const char *fact;
};

static enum err give_tx(struct ctx *cx, void *arg)
{
    const struct give_args *a = arg;
    const struct task *t = a->t;
    struct matter m;
    struct standing s;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &matters_sql_task_give, db_int("account", a->account),
                db_int("claimed", a->account ? cx->now : 0), db_int("county", t->county),
                db_int("matter", t->matter), db_int("id", t->id), db_int("seen", t->row_ver));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("Somebody else has just taken this."));
    e = matters_load(cx, t->county, t->matter, &m);
    if (!e)
        e = matters_standing(cx, &m, STR_NONE, &s);
    if (e || s.subject)
        return e ? e : ERR_NOT_FOUND;
    struct fact f = {.county = m.county,
                     .place = m.place,
                     .scope = m.scope,
                     .subject_kind = "matter",
                     .subject = m.id,
                     .kind = a->fact,
                     .from = str_fmt(cx->mem, "%lld", (long long)t->account),
                     .to = str_fmt(cx->mem, "%lld", (long long)a->account),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err matters_claim(struct ctx *cx, const struct task *t)
{
    struct give_args a = {t, cx->actor, "matter.claimed"};
    if (!matters_is_mine(cx, t, true))
        return ERR_NOT_FOUND;
    if (t->account && t->account != cx->actor)
        return fail(cx, ERR_CONFLICT, _("Somebody else has just taken this."));
    return db_write(cx, give_tx, &a);
}

enum err matters_release(struct ctx *cx, const struct task *t)
{
    struct give_args a = {t, 0, "matter.released"};
    if (t->account != cx->actor || !cx->actor)
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    if (!t->desk && !t->org)
        return fail(cx, ERR_CONFLICT, _("It was given to you by name. Hand it to somebody else."));
    return db_write(cx, give_tx, &a);
}

static enum err not_excluded(struct ctx *cx, const struct task *t, int64_t account)
{
    struct matter m;
    struct matters_subject s[MATTERS_SUBJECTS_MAX];
    int n = 0;
    enum err e = matters_load(cx, t->county, t->matter, &m);
    if (!e)
        e = matters_subjects(cx, &m, s, &n);
    for (int i = 0; !e && i < n; i++)
        if (s[i].account == account)
            return ERR_NOT_FOUND;
    return e;
}

enum err matters_hand_over(struct ctx *cx, const struct task *t, int64_t account)
{
    struct give_args a = {t, account, "matter.handed"};
    struct matters_candidate *c = NEW_N(cx->mem, struct matters_candidate, TASKS_MAX);
    int n = 0;
    bool fits = false;
    if (t->account != cx->actor && !may(cx, ACT_MATTERS_ASSIGN, t->scope, t->org))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    enum err e = matters_candidates(cx, t, c, TASKS_MAX, &n);
    for (int i = 0; i < n; i++)
        fits |= c[i].account == account;
    if (!e && !fits)
        return fail_field(cx, "account", _("This person cannot take it."));
    if (!e)
        e = not_excluded(cx, t, account);
    return e ? e : db_write(cx, give_tx, &a);
}

enum err matters_candidates(struct ctx *cx, const struct task *t, struct matters_candidate *out,
                            int max, int *n)
{
    struct people_holder *h = NEW_N(cx->mem, struct people_holder, TASKS_MAX);
    int all = 0, got = 0;
    enum err e =
        people_holders(cx, t->county, str_z(cx->mem, t->act), t->scope, t->org, h, TASKS_MAX, &all);
    for (int i = 0; !e && i < all && got < max; i++) {
        if (t->org && h[i].org != t->org)
            continue;
        out[got++] = (struct matters_candidate){.account = h[i].account,
                                                .post = h[i].post,
                                                .org = h[i].org,
                                                .scope = h[i].scope,
                                                .name = h[i].name};
    }
    for (int i = 0; !e && i < got; i++) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_work, db_int("county", t->county),
                                  db_int("account", out[i].account));
        e = db_one(&rows);
        out[i].open = e ? 0 : db_get_int(&rows, 0);
    }
    if (!e)
        *n = got;
    return e;
}

/* ---- the duty table ---------------------------------------------------- */

static enum err turn_add_tx(struct ctx *cx, void *arg)
{
    const struct matters_turn *t = arg;
    return db_exec(cx, NULL, &matters_sql_turn_add, db_int("county", t->county),
                   db_int("id", t->id), db_text("act", t->act), db_int("scope", t->scope),
                   db_int("account", t->account), db_int("from", t->from_ms),
                   db_int("to", t->to_ms));
}

enum err matters_turn_add(struct ctx *cx, const struct matters_turn *t)
{
    struct matters_turn own = *t;
    if (t->to_ms <= t->from_ms)
        return fail_field(cx, "to", _("The end lies before the beginning."));
    if (!own.id)
        own.id = db_new_id(cx);
    return db_write(cx, turn_add_tx, &own);
}

static enum err turn_close_tx(struct ctx *cx, void *arg)
{
    const struct matters_turn *t = arg;
    return db_exec(cx, NULL, &matters_sql_turn_close, db_int("to", t->to_ms),
                   db_int("county", t->county), db_int("id", t->id));
}

enum err matters_turn_close(struct ctx *cx, int64_t county, int64_t id, int64_t to_ms)
{
    struct matters_turn t = {.county = county, .id = id, .to_ms = to_ms};
    return db_write(cx, turn_close_tx, &t);
}
