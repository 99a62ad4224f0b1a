/* insight.c: keeps the rows of each case as its facts come, and makes them again when asked. */
#include "rooms/insight/insight_own.h"

#include "rooms/insight/appeal.h"
#include "rooms/insight/freeze.h"
#include "rooms/insight/freeze_sql.h"
#include "rooms/insight/insight_schema.h"
#include "rooms/insight/insight_sql.h"

static const char *const out_names[OUTS] = {"", "void", "held", "merged", "appeal"};

struct before { /* what is stored */
    int64_t pos, at[INSIGHT_STEPS];
};

static enum err read_before(struct ctx *cx, int64_t county, int64_t id, struct before *out)
{
    AUTO_ROWS rows = db_query(cx, &insight_sql_steps, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    *out = (struct before){.pos = 0};
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    out->pos = db_get_int(&rows, 0);
    for (int s = 0; s < INSIGHT_STEPS; s++)
        out->at[s] = db_get_int(&rows, s + 1);
    return OK;
}

static enum err write_steps(struct ctx *cx, const struct case_course *c,
                            const struct case_count n[INSIGHT_STEPS])
{
    const struct matter *m = &c->m;
    return db_exec(
        cx, NULL, &insight_sql_steps_put, db_int("county", m->county), db_int("id", m->id),
        db_int("pos", c->pos), db_int("scope", m->scope), db_int("org", m->lead_org),
        db_text("category", m->category), db_text("source", m->source),
        db_word("left_out", out_names[c->out]), db_word("word", c->word),
        db_int("returns", m->returns), db_int("reworks", m->reworks),
        db_int("extensions", m->extensions), db_int("holds", m->holds),
        db_int("reopens", m->reopens), db_int("reported", m->opened_ms),
        db_int("verified", c->done_ms[STAGE_VERIFY]), db_int("verify_due", c->due_ms[STAGE_VERIFY]),
        db_int("accepted", c->done_ms[STAGE_ACCEPT]), db_int("accept_due", c->due_ms[STAGE_ACCEPT]),
        db_int("filed", c->done_ms[STAGE_FILE]), db_int("file_due", c->due_ms[STAGE_FILE]),
        db_int("dispatched", c->done_ms[STAGE_DISPATCH]),
        db_int("dispatch_due", c->due_ms[STAGE_DISPATCH]),
        db_int("handled", c->done_ms[STAGE_HANDLE]), db_int("handle_due", c->due_ms[STAGE_HANDLE]),
        db_int("checked", c->done_ms[STAGE_CHECK]), db_int("check_due", c->due_ms[STAGE_CHECK]),
        db_int("closed", c->done_ms[STAGE_CLOSE]), db_int("close_due", c->due_ms[STAGE_CLOSE]),
        db_int("first_closed", c->first_closed_ms), db_int("at_verify", n[INSIGHT_VERIFY].at_ms),
        db_int("at_accept", n[INSIGHT_ACCEPT].at_ms),
        db_int("at_dispatch", n[INSIGHT_DISPATCH].at_ms),
        db_int("at_handle", n[INSIGHT_HANDLE].at_ms), db_int("at_check", n[INSIGHT_CHECK].at_ms),
        db_int("at_close", n[INSIGHT_CLOSE].at_ms), db_int("at_report", n[INSIGHT_REPORT].at_ms),
        db_int("at_file", n[INSIGHT_FILE].at_ms), db_int("at_word", n[INSIGHT_WORD].at_ms));
}

static enum err write_count(struct ctx *cx, const struct matter *m, int step, int64_t was,
                            const struct case_count *n)
{
    enum err e = OK;
    if (was && was != n->at_ms)
        e = db_exec(cx, NULL, &insight_sql_count_drop, db_int("county", m->county),
                    db_int("step", step), db_int("at", was), db_int("id", m->id));
    if (e || !n->at_ms)
        return e;
    return db_exec(cx, NULL, &insight_sql_count_put, db_int("county", m->county),
                   db_int("step", step), db_int("at", n->at_ms), db_int("id", m->id),
                   db_int("scope", m->scope), db_int("org", m->lead_org),
                   db_text("category", m->category), db_int("bits", n->bits),
                   n->took_ms < 0 ? db_null("took") : db_int("took", n->took_ms));
}

/* The moment of a case is where it lay before, or nothing. */
static enum err write_rows(struct ctx *cx, const struct case_course *c, const struct before *was)
{
    struct case_count n[INSIGHT_STEPS];
    course_count(c, n);
    enum err e = write_steps(cx, c, n);
    for (int s = 0; !e && s < INSIGHT_STEPS; s++)
        e = write_count(cx, &c->m, s, was->at[s], &n[s]);
    return e;
}

static enum err ask_appeal(struct ctx *cx, struct case_course *c)
{
    AUTO_ROWS rows =
        db_query(cx, &insight_sql_excluded, db_int("county", c->m.county), db_int("id", c->m.id));
    enum err e = db_one(&rows);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    if (c->out == OUT_NOT)
        c->out = OUT_APPEAL;
    return OK;
}

static enum err rebuild(struct ctx *cx, int64_t county, int64_t id, const struct before *was)
{
    struct case_course c;
    enum err e = course_read(cx, county, id, &c);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (!e)
        e = ask_appeal(cx, &c);
    return e ? e : write_rows(cx, &c, was);
}

enum err insight_rebuild(struct ctx *cx, int64_t county, int64_t id)
{
    struct arena_point mark = arena_mark(cx->mem);
    struct before was;
    enum err e = read_before(cx, county, id, &was);
    if (!e)
        e = rebuild(cx, county, id, &was);
    arena_back(cx->mem, mark);
    return e;
}

/* A row that was made from this fact already, since it came in the same moment as another. */
static enum err take(struct ctx *cx, const struct fact *f)
{
    if (strcmp(f->subject_kind, "matter") != 0)
        return OK;
    struct arena_point mark = arena_mark(cx->mem);
    struct before was;
    enum err e = read_before(cx, f->county, f->subject, &was);
    if (!e && was.pos < f->pos)
        e = rebuild(cx, f->county, f->subject, &was);
    arena_back(cx->mem, mark);
    return e;
}

static const char *const kinds[] = {"matter.", NULL};
static const struct facts_subscriber subscriber = {.name = "insight", .kinds = kinds, .take = take};
static const struct facts_subscriber *const subscribers[] = {&subscriber, NULL};

/* ---- renumbered places -------------------------------------------------- */

static enum err lying_in(struct ctx *cx, const struct places_move *m, int64_t most, int64_t *ids,
                         int *n)
{
    AUTO_ROWS rows = db_query(cx, &insight_sql_lying_in, db_int("county", m->county),
                              db_int("lo", m->lo), db_int("hi", m->hi), db_int("most", most));
    for (*n = 0; *n < most && db_next(&rows); (*n)++)
        ids[*n] = db_get_int(&rows, 0);
    return db_end(&rows);
}

/* After those of the matters, from which the rows are made again. */
static enum err rekey(struct ctx *cx, const struct places_move *m, int64_t most, int64_t *moved)
{
    int64_t *ids = NEW_N(cx->mem, int64_t, most);
    int n = 0;
    enum err e = lying_in(cx, m, most, ids, &n);
    for (int i = 0; !e && i < n; i++)
        e = insight_rebuild(cx, m->county, ids[i]);
    *moved = n;
    return e;
}

static const struct places_rekey rekey_steps = {.table = "case_steps", .run = rekey};
static const struct places_rekey rekey_samples = {.table = "case_samples",
                                                  .sql = &freeze_sql_rekey_samples};
static const struct places_rekey *const rekeys[] = {&rekey_steps, &rekey_samples, NULL};

static const struct matters_kind *const kinds_of_matter[] = {&appeal_kind, NULL};
static const struct room_link links[] = {{N_("Evaluation"), "/insight", "scale", ACT_INSIGHT}, {0}};
static const struct act_label acts[] = {
    {ACT_INSIGHT, N_("See the figures of the chain")},
    {ACT_INSIGHT_FREEZE, N_("Freeze the figures of a month")},
    {ACT_INSIGHT_APPEAL, N_("Appeal against a count")},
    {ACT_INSIGHT_DECIDE, N_("Decide on appeals against a count")},
    {ACT_INSIGHT_SAMPLE, N_("Draw samples of closed cases")},
    {0}};

const struct room insight_room = {.name = "insight",
                                  .schema = &insight_schema,
                                  .routes = insight_routes,
                                  .acts = acts,
                                  .links = links,
                                  .kinds = kinds_of_matter,
                                  .subscribers = subscribers,
                                  .rekeys = rekeys};
