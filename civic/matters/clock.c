/* clock.c: clocks as rows: started, paused, resumed, stopped, extended; when each step is due. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

const char *const matters_clock_state_names[MATTERS_CLOCK_STATES] = {"running", "paused", "met",
                                                                     "missed", "cancelled"};

/* Kept for the life of the process: a revision never means two things. */
static const void *keep_calendar(struct arena *mem, const void *arg)
{
    const struct calendar *from = arg;
    struct calendar *cal = NEW(mem, struct calendar);
    struct calendar_day *days = NEW_N(mem, struct calendar_day, from->n_days);
    for (size_t i = 0; i < from->n_days; i++) {
        days[i] = from->days[i];
        for (int l = 0; l < LANGS; l++)
            days[i].name[l] = str_keep(mem, from->days[i].name[l]);
    }
    *cal = *from;
    cal->days = days;
    return cal;
}

enum err matters_calendar(struct ctx *cx, int64_t county, const struct calendar **out)
{
    int64_t revision = 0;
    struct calendar loaded;
    enum err e = calendar_revision(cx, county, &revision);
    if (e)
        return e;
    str key = str_fmt(cx->mem, "calendar/%lld/%lld", (long long)county, (long long)revision);
    const struct calendar *cal = db_memo(cx->db, key, NULL, NULL);
    if (!cal) {
        e = calendar_load(cx, county, &loaded);
        if (e)
            return e;
        key = str_fmt(cx->mem, "calendar/%lld/%lld", (long long)county, (long long)loaded.revision);
        cal = db_memo(cx->db, key, keep_calendar, &loaded);
    }
    *out = cal;
    return OK;
}

/* ---- rows -------------------------------------------------------------- */

static struct matters_clock read_clock(const struct rows *r, const struct matter *m)
{
    return (struct matters_clock){
        .county = m->county,
        .matter = m->id,
        .id = db_get_int(r, 0),
        .name = db_keep_text(r, 1),
        .k = {.unit = (enum calendar_unit)db_get_enum(r, 2, calendar_unit_names, CALENDAR_UNITS),
              .limit = db_get_int(r, 3),
              .from_ms = db_get_int(r, 6),
              .used_ms = db_get_int(r, 7)},
        .calendar = db_get_int(r, 4),
        .started_ms = db_get_int(r, 5),
        .due_ms = db_get_int(r, 8),
        .stopped_ms = db_get_int(r, 9),
        .state = (enum matters_clock_state)db_get_enum(r, 10, matters_clock_state_names,
                                                       MATTERS_CLOCK_STATES),
        .next_ms = db_get_int(r, 11),
        .fired = (int)db_get_int(r, 12),
    };
}

enum err matters_clocks(struct ctx *cx, const struct matter *m, struct matters_clock *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_clocks, db_int("county", m->county), db_int("matter", m->id));
    int got = 0;
    while (got < MATTERS_CLOCKS_MAX && db_next(&rows))
        out[got++] = read_clock(&rows, m);
    if (!rows.err)
        *n = got;
    return rows.err;
}

enum err matters_clocks_load(struct ctx *cx, const struct matter *m, struct clocks *out)
{
    enum err e = matters_calendar(cx, m->county, &out->cal);
    if (!e)
        e = matters_clocks(cx, m, out->at, &out->n);
    for (int i = 0; !e && i < out->n; i++) {
        out->was[i] = out->at[i].state;
        out->was_due[i] = out->at[i].due_ms;
    }
    return e;
}

struct matters_clock *matters_clock_last(struct clocks *c, const char *name)
{
    for (int i = c->n; i-- > 0;)
        if (str_is(c->at[i].name, name))
            return &c->at[i];
    return NULL;
}

int64_t matters_due_by(struct clocks *c, const char *name)
{
    const struct matters_clock *k = name ? matters_clock_last(c, name) : NULL;
    return k && k->state == MATTERS_CLOCK_RUNNING ? k->due_ms : NO_DUE;
}

/* ---- when a step is due ------------------------------------------------ */

/* The first minute at which so much of the limit is used. */
static int64_t used_at(const struct calendar *cal, const struct calendar_clock *k, int64_t due,
                       int64_t used)
{
    int64_t from = k->from_ms, to = due;
    while (to - from > 60000) {
        int64_t mid = from + (to - from) / 2;
        if (calendar_used(cal, k, mid) >= used)
            to = mid;
        else
            from = mid;
    }
    return to;
}

int64_t matters_step_ms(const struct calendar *cal, const struct calendar_clock *k, int64_t due,
                        int percent)
{
    struct calendar_clock longer = *k;
    if (percent == 100 || k->limit == 0)
        return due;
    if (percent > 100) {
        longer.limit = (k->limit * percent + 99) / 100;
        return calendar_due(cal, &longer);
    }
    int64_t all = calendar_used(cal, k, due), used = all * percent / 100;
    if (used <= k->used_ms)
        return k->from_ms;
    if (all - k->used_ms == due - k->from_ms) /* it runs through: no rest lies between */
        return k->from_ms + used - k->used_ms;
    return used_at(cal, k, due, used);
}

/* Steps fire in the order of the flow, so the number fired says which is next; 0: none. */
static int64_t next_step(const struct calendar *cal, const struct matter *m,
                         const struct matters_clock *k)
{
    int i = flow_clock_find(m->flow, k->name);
    if (i < 0 || k->state != MATTERS_CLOCK_RUNNING || k->fired >= m->flow->clocks[i].n_steps)
        return 0;
    return matters_step_ms(cal, &k->k, k->due_ms, m->flow->clocks[i].steps[k->fired].percent);
}

/* ---- what moves do to them --------------------------------------------- */

static bool is_active(const struct matters_clock *k)
{
    return k && (k->state == MATTERS_CLOCK_RUNNING || k->state == MATTERS_CLOCK_PAUSED);
}

static void mark(struct clocks *c, const struct matters_clock *k)
{
    c->changed[k - c->at] = true;
}

static void pause_clock(struct ctx *cx, struct clocks *c, struct matters_clock *k)
{
    k->k.used_ms = calendar_used(c->cal, &k->k, cx->now);
    k->state = MATTERS_CLOCK_PAUSED;
    k->stopped_ms = cx->now;
    mark(c, k);
}

/* One that was late when it was paused stays due when it was: at once, and missed. */
static void resume_clock(struct ctx *cx, struct clocks *c, struct matters_clock *k)
{
    bool late = k->stopped_ms > k->due_ms;
    k->k.from_ms = cx->now;
    if (!late)
        k->due_ms = calendar_due(c->cal, &k->k);
    k->calendar = c->cal->revision;
    k->state = MATTERS_CLOCK_RUNNING;
    k->stopped_ms = 0;
    mark(c, k);
}

/* Paused in time is met: what counts is when it last ran. */
static void stop_clock(struct ctx *cx, struct clocks *c, struct matters_clock *k, bool cancel)
{
    int64_t at = k->state == MATTERS_CLOCK_PAUSED ? k->stopped_ms : cx->now;
    k->state = cancel ? MATTERS_CLOCK_CANCELLED
                      : (at <= k->due_ms ? MATTERS_CLOCK_MET : MATTERS_CLOCK_MISSED);
    k->stopped_ms = cx->now;
    mark(c, k);
}

static enum err limit_of(struct ctx *cx, const struct matter *m, int clock,
                         const struct matters_limit *given, struct matters_limit *out)
{
    const struct flow_clock *def = &m->flow->clocks[clock];
    const struct matters_kind *kind = matters_kind_find(cx, m->kind);
    enum err e = ERR_NOT_FOUND;
    if (given && given->n > 0) {
        *out = *given;
        return OK;
    }
    if (kind && kind->limit)
        e = kind->limit(cx, m, def->name, out);
    if (e != ERR_NOT_FOUND)
        return e;
    int unit = flow_name_in(calendar_unit_names, CALENDAR_UNITS, str_of(def->unit));
    *out = (struct matters_limit){def->limit, (enum calendar_unit)unit};
    return OK;
}

static enum err start_clock(struct ctx *cx, const struct matter *m, struct clocks *c, int clock,
                            const struct matters_limit *given)
{
    struct matters_limit limit;
    if (c->n == MATTERS_CLOCKS_MAX)
        return fail(cx, ERR_CONFLICT, _("This has been started too often."));
    enum err e = limit_of(cx, m, clock, given, &limit);
    if (e)
        return e;
    struct matters_clock *k = &c->at[c->n];
    int64_t from = m->row_ver == 1 ? m->opened_ms : cx->now;
    *k = (struct matters_clock){.county = m->county,
                                .matter = m->id,
                                .id = db_new_id(cx),
                                .name = str_of(m->flow->clocks[clock].name),
                                .k = {from, limit.unit, limit.n, 0},
                                .calendar = c->cal->revision,
                                .started_ms = from,
                                .state = MATTERS_CLOCK_RUNNING};
    k->due_ms = calendar_due(c->cal, &k->k);
    c->fresh[c->n++] = true;
    return OK;
}

enum err matters_tick(struct ctx *cx, const struct matter *m, struct clocks *c, int clock,
                      enum flow_tick tick, const struct matters_limit *limit)
{
    struct matters_clock *k = matters_clock_last(c, m->flow->clocks[clock].name);
    bool active = is_active(k);
    switch (tick) {
    case FLOW_RUN:
        if (active && k->state == MATTERS_CLOCK_PAUSED)
            resume_clock(cx, c, k);
        return active ? OK : start_clock(cx, m, c, clock, limit);
    case FLOW_PAUSE:
        if (active && k->state == MATTERS_CLOCK_RUNNING)
            pause_clock(cx, c, k);
        return OK;
    case FLOW_RESTART:
        if (active)
            stop_clock(cx, c, k, true);
        return start_clock(cx, m, c, clock, limit);
    default:
        if (active)
            stop_clock(cx, c, k, tick == FLOW_CANCEL);
        return OK;
    }
}

enum err matters_extend(struct ctx *cx, const struct matter *m, struct clocks *c, const char *name,
                        const struct matters_limit *more)
{
    struct matters_clock *k = matters_clock_last(c, name);
    (void)m;
    if (!is_active(k))
        return fail(cx, ERR_CONFLICT, _("There is no deadline to extend."));
    if (more->unit != k->k.unit)
        return fail_field(cx, "limit", _("Give the extension in the unit of the limit."));
    if (k->k.limit + more->n > CALENDAR_LIMIT_MAX)
        return fail_field(cx, "limit", _("This is too long."));
    k->k.limit += more->n;
    if (k->state == MATTERS_CLOCK_RUNNING)
        k->due_ms = calendar_due(c->cal, &k->k);
    mark(c, k);
    return OK;
}

/* ---- writing ----------------------------------------------------------- */

static enum err insert_clock(struct ctx *cx, const struct matter *m, struct clocks *c, int i)
{
    const struct matters_clock *k = &c->at[i];
    return db_exec(cx, NULL, &matters_sql_clock_add, db_int("county", k->county),
                   db_int("matter", k->matter), db_int("id", k->id), db_text("name", k->name),
                   db_word("unit", calendar_unit_names[k->k.unit]), db_int("amount", k->k.limit),
                   db_int("calendar", k->calendar), db_int("started", k->started_ms),
                   db_int("from", k->k.from_ms), db_int("used", k->k.used_ms),
                   db_int("due", k->due_ms), db_word("state", matters_clock_state_names[k->state]),
                   db_int_or_null("next", next_step(c->cal, m, k)));
}

static enum err update_clock(struct ctx *cx, const struct matter *m, struct clocks *c, int i)
{
    const struct matters_clock *k = &c->at[i];
    int64_t changed = 0;
    enum err e = db_exec(
        cx, &changed, &matters_sql_clock_change, db_int("amount", k->k.limit),
        db_word("unit", calendar_unit_names[k->k.unit]), db_int("calendar", k->calendar),
        db_int("from", k->k.from_ms), db_int("used", k->k.used_ms), db_int("due", k->due_ms),
        db_int("stopped", k->stopped_ms), db_word("state", matters_clock_state_names[k->state]),
        db_int_or_null("next", next_step(c->cal, m, k)), db_int("county", k->county),
        db_int("matter", k->matter), db_int("id", k->id),
        db_word("was", matters_clock_state_names[c->was[i]]), db_int("was_due", c->was_due[i]));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    return db_exec(
        cx, NULL, &matters_sql_task_due, db_int("due", matters_due_by(c, str_z(cx->mem, k->name))),
        db_int("county", k->county), db_int("matter", k->matter), db_text("clock", k->name));
}

enum err matters_clocks_save(struct ctx *cx, const struct matter *m, struct clocks *c)
{
    enum err e = OK;
    for (int i = 0; !e && i < c->n; i++) {
        if (c->changed[i] && !c->fresh[i])
            e = update_clock(cx, m, c, i);
        else if (c->fresh[i])
            e = insert_clock(cx, m, c, i);
        c->changed[i] = c->fresh[i] = false;
        c->was[i] = c->at[i].state;
        c->was_due[i] = c->at[i].due_ms;
    }
    return e;
}
