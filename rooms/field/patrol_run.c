/* patrol_run.c: walking a plan. The state is on the server after every point, so a phone that dies
 * or a worker who goes home loses nothing. */
#include "rooms/field/patrol_own.h"

#include "civic/people/people.h"
#include "civic/places/geo.h"

static const char *const state_names[PATROL_STATES] = {"none", "going", "paused", "done"};

const char *const patrol_why_names[PATROL_WHYS] = {"",        "no_signal", "wrong_pin",
                                                   "blocked", "unsafe",    "other"};
const char *const patrol_why_labels[PATROL_WHYS] = {
    "",
    N_("The phone finds no position here"),
    N_("The point on the map is wrong"),
    N_("The way is blocked"),
    N_("Going near is dangerous"),
    N_("Something else"),
};

/* ---- reading --------------------------------------------------------------- */

static struct patrol_run read_run(const struct rows *r)
{
    return (struct patrol_run){.id = db_get_int(r, 0),
                               .plan = db_get_int(r, 1),
                               .account = db_get_int(r, 2),
                               .state = db_get_enum(r, 3, state_names, PATROL_STATES),
                               .outside = db_get_int(r, 4),
                               .day = db_get_int(r, 5),
                               .started_ms = db_get_int(r, 6),
                               .changed_ms = db_get_int(r, 7),
                               .row_ver = db_get_int(r, 8)};
}

/* state NONE: there is none. */
static enum err find_open(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *out)
{
    AUTO_ROWS r = db_query(cx, &patrol_sql_run_open, db_int("county", p->county),
                           db_int("plan", p->id), db_int("account", cx->actor));
    enum err e = db_one(&r);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *out = e ? (struct patrol_run){.state = PATROL_NONE} : read_run(&r);
    return OK;
}

enum err patrol_mine_find(struct ctx *cx, int64_t county, int64_t id, struct patrol_plan *out)
{
    struct patrol_plan p;
    bool mine = false;
    enum err e = patrol_load(cx, county, id, &p);
    if (e)
        return e;
    for (int i = 0; i < p.n_grids; i++)
        mine = mine || may(cx, ACT_FIELD, p.grids[i], NO_ORG);
    if (!mine || !p.live || !patrol_named_to(cx, &p))
        return ERR_NOT_FOUND;
    *out = p;
    return OK;
}

static enum err mark_reached(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *run,
                             struct patrol_point *points, int n)
{
    AUTO_ROWS r = db_query(cx, &patrol_sql_hits, db_int("county", p->county),
                           db_int("run", run->id), db_int("max", 2 * PATROL_POINTS_MAX));
    while (db_next(&r))
        for (int i = 0; i < n; i++) {
            struct patrol_point *pt = &points[i];
            if (pt->id != db_get_int(&r, 0))
                continue;
            pt->reached = true;
            pt->at_ms = db_get_int(&r, 1);
            pt->metres = db_get_int(&r, 2);
            pt->why = db_keep_text(&r, 3);
            pt->said = db_keep_text(&r, 4);
            run->reached++;
            run->reasons += pt->why.len > 0;
        }
    return db_end(&r);
}

enum err patrol_open_run(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *out,
                         struct patrol_point *points, int *n)
{
    enum err e = find_open(cx, p, out);
    if (!e)
        e = patrol_points(cx, p->county, p->id, points, n);
    if (e)
        return e;
    out->of = *n;
    return out->state == PATROL_NONE ? OK : mark_reached(cx, p, out, points, *n);
}

enum err patrol_runs(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *out, int max,
                     int *n)
{
    struct patrol_point *points = NEW_N(cx->mem, struct patrol_point, 2 * PATROL_POINTS_MAX);
    int of = 0, found = 0;
    {
        AUTO_ROWS r = db_query(cx, &patrol_sql_runs, db_int("county", p->county),
                               db_int("plan", p->id), db_int("max", max));
        while (found < max && db_next(&r))
            out[found++] = read_run(&r);
        enum err e = db_end(&r);
        if (e)
            return e;
    }
    for (int i = 0; i < found; i++) {
        enum err e = patrol_points_since(cx, p->county, p->id, out[i].day, points,
                                         2 * PATROL_POINTS_MAX, &of);
        if (!e)
            e = mark_reached(cx, p, &out[i], points, of);
        if (e)
            return e;
        for (int k = 0; k < of; k++)
            out[i].of += points[k].from_day <= out[i].day;
    }
    *n = found;
    return OK;
}

/* ---- walking --------------------------------------------------------------- */

static enum err tell(struct ctx *cx, const struct patrol_plan *p, int64_t run, const char *kind,
                     str reason, str payload)
{
    return facts_add(cx, &(struct fact){.county = p->county,
                                        .place = p->scope,
                                        .scope = p->scope,
                                        .subject_kind = "patrol",
                                        .subject = run,
                                        .kind = kind,
                                        .reason = reason,
                                        .payload = payload,
                                        .audience = FACTS_STAFF});
}

/* The open one, begun now if there is none. Two phones that begin at once meet in the unique key,
 * and the slower is told. */
static enum err begin(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *run)
{
    enum err e = find_open(cx, p, run);
    if (e || run->state != PATROL_NONE)
        return e;
    *run = (struct patrol_run){.id = db_new_id(cx), .plan = p->id, .state = PATROL_GOING};
    e = db_exec(cx, NULL, &patrol_sql_run_insert, db_int("county", p->county),
                db_int("id", run->id), db_int("plan", p->id), db_int("account", cx->actor),
                db_int("outside", !patrol_in_hours(p, cx->now)), db_int("day", day_of_ms(cx->now)),
                db_int("now", cx->now));
    if (e == ERR_CONFLICT)
        return fail(cx, e, _("It was started on another phone just now. Look again."));
    return e ? e : tell(cx, p, run->id, "patrol.started", STR_NONE, STR_NONE);
}

static enum err turn(struct ctx *cx, const struct patrol_plan *p, const struct patrol_run *run,
                     enum patrol_state to)
{
    static const char *const kinds[PATROL_STATES] = {[PATROL_GOING] = "patrol.resumed",
                                                     [PATROL_PAUSED] = "patrol.paused",
                                                     [PATROL_DONE] = "patrol.finished"};
    int64_t changed = 0;
    if (run->state == to)
        return OK;
    enum err e = db_exec(cx, &changed, &patrol_sql_run_turn, db_int("county", p->county),
                         db_int("id", run->id), db_int("account", cx->actor),
                         db_word("state", state_names[to]), db_int("now", cx->now));
    return e || !changed ? e : tell(cx, p, run->id, kinds[to], STR_NONE, STR_NONE);
}

struct turn_args {
    int64_t county, plan;
    enum patrol_state to;
};

static enum err turn_tx(struct ctx *cx, void *arg)
{
    const struct turn_args *a = arg;
    struct patrol_plan p;
    struct patrol_run run;
    enum err e = patrol_mine_find(cx, a->county, a->plan, &p);
    if (!e)
        e = a->to == PATROL_GOING ? begin(cx, &p, &run) : find_open(cx, &p, &run);
    if (e || run.state == PATROL_NONE)
        return e; /* ended already: sent twice */
    return turn(cx, &p, &run, a->to);
}

enum err patrol_turn(struct ctx *cx, const struct patrol_plan *p, enum patrol_state to)
{
    struct turn_args a = {p->county, p->id, to};
    return db_write(cx, turn_tx, &a);
}

/* ---- a point --------------------------------------------------------------- */

struct pass_args {
    int64_t county, plan;
    const struct patrol_pass *in;
};

static const char *field_of(struct ctx *cx, const char *name, int64_t point)
{
    return str_z(cx->mem, str_fmt(cx->mem, "%s-%lld", name, (long long)point));
}

static bool why_known(str why)
{
    for (int i = 0; i < PATROL_WHYS; i++)
        if (str_is(why, patrol_why_names[i]))
            return true;
    return false;
}

static enum err not_near(struct ctx *cx, const struct patrol_pass *in, int64_t metres,
                         int64_t limit)
{
    const char *field = field_of(cx, "here", in->point);
    struct tr_arg args[] = {
        TR("m", str_fmt(cx->mem, "%lld", (long long)(metres < 0 ? in->at.accuracy_m : metres))),
        TR("limit", str_fmt(cx->mem, "%lld", (long long)limit))};
    if (!in->at.measured)
        return fail_field(
            cx, field,
            _("The phone gave no position. Tap “I am here” once more, or choose below "
              "why not."));
    if (metres < 0)
        return fail_field_args(cx, field,
                               _("The phone knows its position only to {m} m. Step into the open "
                                 "and tap “I am here” once more, or choose below why not."),
                               args, 1);
    return fail_field_args(cx, field,
                           _("You are {m} m away; {limit} m is near enough. Go there and tap “I am "
                             "here” once more, or choose below why not."),
                           args, COUNT(args));
}

/* A point without a position is passed by saying so: the route has it in words. */
static enum err judge(struct ctx *cx, int64_t county, const struct patrol_point *pt,
                      const struct patrol_pass *in, int64_t *metres)
{
    struct cases_proof_limit limit;
    enum err e = cases_proof_limit(cx, county, &limit);
    if (e)
        return e;
    *metres = -1;
    if (pt->measured && in->at.measured && in->at.accuracy_m <= CASES_PROOF_ROUGH_M)
        *metres = geo_metres(
            (struct geo_point){.lon = (int32_t)pt->lon_u, .lat = (int32_t)pt->lat_u},
            (struct geo_point){.lon = (int32_t)in->at.lon_u, .lat = (int32_t)in->at.lat_u});
    if (!why_known(in->why))
        return fail_field(cx, field_of(cx, "why", in->point), _("Choose from the list."));
    if (str_is(in->why, "other") && !in->words.len)
        return fail_field(cx, field_of(cx, "why_words", in->point), _("Say it in a few words."));
    if (in->why.len || !pt->measured || (*metres >= 0 && *metres <= limit.metres))
        return OK;
    return not_near(cx, in, *metres, limit.metres);
}

static enum err find_point(struct ctx *cx, const struct patrol_plan *p, int64_t id,
                           struct patrol_point *out)
{
    struct patrol_point *all = NEW_N(cx->mem, struct patrol_point, 2 * PATROL_POINTS_MAX);
    int n = 0;
    /* a form that waited on a phone may name a point that left the route meanwhile */
    enum err e = patrol_points_since(cx, p->county, p->id, day_of_ms(cx->now) - 30, all,
                                     2 * PATROL_POINTS_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].id == id) {
            *out = all[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}

/* The patrol that the form was made for, ended or not; else the open one. */
static enum err run_for(struct ctx *cx, const struct patrol_plan *p, int64_t id,
                        struct patrol_run *out)
{
    if (!id)
        return begin(cx, p, out);
    AUTO_ROWS r = db_query(cx, &patrol_sql_run, db_int("county", p->county), db_int("id", id),
                           db_int("plan", p->id), db_int("account", cx->actor));
    enum err e = db_one(&r);
    if (!e)
        *out = read_run(&r);
    return e;
}

static enum err keep_pass(struct ctx *cx, const struct patrol_plan *p, const struct patrol_run *run,
                          const struct patrol_pass *in, int64_t metres)
{
    int64_t added = 0;
    enum err e =
        db_exec(cx, &added, &patrol_sql_hit_insert, db_int("county", p->county),
                db_int("run", run->id), db_int("point", in->point), db_int("plan", p->id),
                db_int("day", day_of_ms(cx->now)), db_int("now", cx->now), db_int("metres", metres),
                db_text("why", in->why), db_text("words", in->words));
    if (e || !added)
        return e; /* passed before */
    return tell(cx, p, run->id, "patrol.passed", in->why,
                str_fmt(cx->mem, "{\"metres\":%lld,\"point\":\"%lld\"}", (long long)metres,
                        (long long)in->point));
}

static enum err pass_tx(struct ctx *cx, void *arg)
{
    const struct pass_args *a = arg;
    struct patrol_plan p;
    struct patrol_run run;
    struct patrol_point pt;
    int64_t metres = -1;
    enum err e = patrol_mine_find(cx, a->county, a->plan, &p);
    if (!e)
        e = run_for(cx, &p, a->in->run, &run);
    if (!e && run.state == PATROL_PAUSED)
        e = turn(cx, &p, &run, PATROL_GOING);
    if (!e)
        e = find_point(cx, &p, a->in->point, &pt);
    if (!e)
        e = judge(cx, p.county, &pt, a->in, &metres);
    return e ? e : keep_pass(cx, &p, &run, a->in, metres);
}

enum err patrol_pass(struct ctx *cx, const struct patrol_plan *p, const struct patrol_pass *in)
{
    struct pass_args a = {p->county, p->id, in};
    return db_write(cx, pass_tx, &a);
}
