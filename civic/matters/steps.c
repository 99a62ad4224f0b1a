/* steps.c: what time itself does: steps of clocks, the end of a hold, a changed calendar. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

enum { BATCH = 100 };

struct pair {
    int64_t matter, id;
};

static struct fact clock_fact(const struct matter *m, const struct matters_clock *k,
                              const char *kind)
{
    return (struct fact){.county = m->county,
                         .place = m->place,
                         .scope = m->scope,
                         .subject_kind = "matter",
                         .subject = m->id,
                         .kind = kind,
                         .from = k->name,
                         .audience = FACTS_STAFF};
}

/* ---- one step of one clock --------------------------------------------- */

struct step_args {
    int64_t county, matter, clock;
    bool did;
};

static enum err find_clock(struct ctx *cx, const struct matter *m, int64_t id,
                           struct matters_clock *out)
{
    struct matters_clock *all = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    int n = 0;
    enum err e = matters_clocks(cx, m, all, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].id == id) {
            *out = all[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}

/* The flow's own answer to the step, if it has one that is possible in this state. */
static enum err move_on_step(struct ctx *cx, struct matter *m, const struct matters_clock *k,
                             const char *step)
{
    struct matters_input in = {.photos = 0};
    for (int i = 0; i < m->flow->n_moves; i++) {
        const struct flow_move *move = &m->flow->moves[i];
        if (!move->on_clock || !str_is(k->name, move->on_clock) ||
            strcmp(move->on_step, step) != 0 || !(move->from >> m->at & 1))
            continue;
        enum err e = matters_move_by_system(cx, m, move, &in, 1);
        if (e == ERR_CONFLICT || e == ERR_DENIED)
            continue; /* a guard says no: the step has fired all the same */
        return e;
    }
    return OK;
}

static enum err fire(struct ctx *cx, struct matter *m, struct matters_clock *k,
                     const struct flow_clock *def)
{
    const char *step = def->steps[k->fired].name;
    const struct calendar *cal;
    int64_t mine = 0, once = 0, seen = k->next_ms, next = 0;
    enum err e = matters_calendar(cx, m->county, &cal);
    if (!e && k->fired + 1 < def->n_steps)
        next = matters_step_ms(cal, &k->k, k->due_ms, def->steps[k->fired + 1].percent);
    if (!e)
        e = db_exec(cx, &mine, &matters_sql_step_take, db_int_or_null("next", next),
                    db_int("county", m->county), db_int("matter", m->id), db_int("id", k->id),
                    db_int("seen", seen));
    if (e || !mine)
        return e;
    e = db_exec(cx, &once, &matters_sql_step_fire, db_int("county", m->county),
                db_int("matter", m->id), db_int("clock", k->id), db_word("step", step),
                db_int("now", cx->now));
    if (e || !once)
        return e;
    struct fact f = clock_fact(m, k, "matter.step");
    f.to = str_of(step);
    e = facts_add(cx, &f);
    return e ? e : move_on_step(cx, m, k, step);
}

static enum err step_tx(struct ctx *cx, void *arg)
{
    struct step_args *a = arg;
    struct matter m;
    struct matters_clock k;
    enum err e = matters_load(cx, a->county, a->matter, &m);
    if (!e)
        e = find_clock(cx, &m, a->clock, &k);
    if (e)
        return e;
    int def = flow_clock_find(m.flow, k.name);
    bool due = def >= 0 && k.state == MATTERS_CLOCK_RUNNING && k.next_ms && k.next_ms <= cx->now &&
               k.fired < m.flow->clocks[def].n_steps && !m.merged_into;
    a->did = due;
    return due ? fire(cx, &m, &k, &m.flow->clocks[def]) : OK;
}

/* ---- the end of a hold ------------------------------------------------- */

static enum err until_tx(struct ctx *cx, void *arg)
{
    struct step_args *a = arg;
    struct matter m;
    struct matters_input in = {.photos = 0};
    enum err e = matters_load(cx, a->county, a->matter, &m);
    a->did = !e && m.until_ms && m.until_ms <= cx->now;
    if (!a->did)
        return e;
    for (int i = 0; i < m.flow->n_moves; i++)
        if (m.flow->moves[i].on_until && (m.flow->moves[i].from >> m.at & 1))
            return matters_move_by_system(cx, &m, &m.flow->moves[i], &in, 1);
    return db_exec(cx, NULL, &matters_sql_until_clear, db_int("county", m.county),
                   db_int("id", m.id), db_int("now", cx->now));
}

/* ---- standing work ----------------------------------------------------- */

static enum err due_clocks(struct ctx *cx, int64_t county, struct pair *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_clocks_due, db_int("county", county), db_int("now", cx->now));
    for (*n = 0; *n < BATCH && db_next(&rows); (*n)++)
        out[*n] = (struct pair){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return *n == BATCH ? OK : db_end(&rows);
}

static enum err due_holds(struct ctx *cx, int64_t county, struct pair *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_until_due, db_int("county", county), db_int("now", cx->now));
    for (*n = 0; *n < BATCH && db_next(&rows); (*n)++)
        out[*n] = (struct pair){db_get_int(&rows, 0), 0};
    return *n == BATCH ? OK : db_end(&rows);
}

/* One that fails does not keep the others: it is tried again in the next round. */
static enum err run_each(struct ctx *cx, int64_t county, db_fn *fn, const struct pair *p, int n,
                         int64_t *did)
{
    enum err first = OK;
    for (int i = 0; i < n; i++) {
        struct step_args a = {county, p[i].matter, p[i].id, false};
        enum err e = db_write(cx, fn, &a);
        *did += !e && a.did;
        first = first ? first : e == ERR_BUSY ? OK : e;
    }
    return first;
}

struct marks {
    int64_t county, national, own, had_national, had_own;
};

static enum err read_marks(struct ctx *cx, int64_t county, struct marks *out)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_marks, db_int("county", county));
    if (db_next(&rows))
        *out = (struct marks){county, db_get_int(&rows, 0), db_get_int(&rows, 1),
                              db_get_int(&rows, 2), db_get_int(&rows, 3)};
    return rows.err;
}

static enum err mark_tx(struct ctx *cx, void *arg)
{
    const struct marks *m = arg;
    return db_exec(cx, NULL, &matters_sql_mark, db_int("national", m->national),
                   db_int("own", m->own), db_int("county", m->county));
}

/* The county's calendar, or the country's, has changed since its clocks were last computed. */
static enum err catch_up(struct ctx *cx, int64_t county, int64_t *did)
{
    struct marks m = {0};
    int64_t changed = 0;
    enum err e = read_marks(cx, county, &m);
    if (e || !m.county || (m.national == m.had_national && m.own == m.had_own))
        return e;
    e = matters_recompute(cx, county, S("calendar"), &changed);
    if (!e)
        e = db_write(cx, mark_tx, &m);
    *did += changed + 1;
    return e;
}

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    struct pair p[BATCH];
    int n = 0;
    enum err e = catch_up(cx, county, did);
    if (!e)
        e = due_clocks(cx, county, p, &n);
    if (!e)
        e = run_each(cx, county, step_tx, p, n, did);
    if (!e)
        e = due_holds(cx, county, p, &n);
    return e ? e : run_each(cx, county, until_tx, p, n, did);
}

const struct jobs_kind matters_job = {
    .name = "matters", .counties = &matters_sql_counties, .step = step};

/* ---- a changed calendar ------------------------------------------------ */

struct recompute_args {
    int64_t county, matter, clock;
    const struct calendar *cal;
    str reason;
    bool moved;
};

static enum err tell_recompute(struct ctx *cx, const struct matter *m,
                               const struct matters_clock *k, int64_t old, str reason)
{
    struct fact f = clock_fact(m, k, "matter.recomputed");
    f.reason = reason;
    f.payload = str_of(matters_json(
        cx->mem, (const char *const[]){
                     "old", str_z(cx->mem, str_fmt(cx->mem, "%lld", (long long)old)), "new",
                     str_z(cx->mem, str_fmt(cx->mem, "%lld", (long long)k->due_ms)), NULL}));
    return facts_add(cx, &f);
}

static enum err recompute_tx(struct ctx *cx, void *arg)
{
    struct recompute_args *a = arg;
    struct matter m;
    struct clocks *c = NEW(cx->mem, struct clocks);
    a->moved = false;
    enum err e = matters_load(cx, a->county, a->matter, &m);
    if (!e)
        e = matters_clocks_load(cx, &m, c);
    c->cal = a->cal;
    for (int i = 0; !e && i < c->n; i++) {
        struct matters_clock *k = &c->at[i];
        if (k->id != a->clock || k->calendar == a->cal->revision)
            continue;
        int64_t old = k->due_ms;
        k->calendar = a->cal->revision;
        if (k->state == MATTERS_CLOCK_RUNNING)
            k->due_ms = calendar_recompute(a->cal, &k->k, old, cx->now);
        c->changed[i] = true;
        e = matters_clocks_save(cx, &m, c);
        a->moved = k->due_ms != old;
        if (!e && a->moved)
            e = tell_recompute(cx, &m, k, old, a->reason);
    }
    return e;
}

static enum err old_clocks(struct ctx *cx, int64_t county, int64_t revision,
                           const struct pair *after, struct pair *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_old_clocks, db_int("county", county),
                              db_int("calendar", revision), db_int("after_matter", after->matter),
                              db_int("after", after->id));
    for (*n = 0; *n < BATCH && db_next(&rows); (*n)++)
        out[*n] = (struct pair){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return *n == BATCH ? OK : db_end(&rows);
}

enum err matters_recompute_with(struct ctx *cx, int64_t county, const struct calendar *cal,
                                str reason, int64_t *changed)
{
    struct pair p[BATCH], after = {0, 0};
    int n = BATCH;
    int64_t total = 0;
    while (n == BATCH) {
        enum err e = old_clocks(cx, county, cal->revision, &after, p, &n);
        for (int i = 0; !e && i < n; i++) {
            struct recompute_args a = {county, p[i].matter, p[i].id, cal, reason, false};
            e = db_write(cx, recompute_tx, &a);
            total += a.moved;
            after = p[i];
        }
        if (e)
            return e;
    }
    *changed = total;
    return OK;
}

enum err matters_recompute(struct ctx *cx, int64_t county, str reason, int64_t *changed)
{
    const struct calendar *cal;
    enum err e = matters_calendar(cx, county, &cal);
    return e ? e : matters_recompute_with(cx, county, cal, reason, changed);
}
