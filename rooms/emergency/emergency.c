/* emergency.c: orders: started, found, extended, ended. */
#include "rooms/emergency/emergency.h"

#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/emergency_sql.h"

#define HOUR_MS ((int64_t)3600000)

/* ---- starting ------------------------------------------------------------------ */

struct start_args {
    struct emergency o; /* id and places given */
    const struct homes_at *grids;
    int n_grids;
};

enum err emergency_fact(struct ctx *cx, const struct emergency *o, const char *kind, str to,
                        str payload)
{
    return facts_add(cx, &(struct fact){.county = o->county,
                                        .place = o->scope,
                                        .scope = o->scope,
                                        .subject_kind = "emergency",
                                        .subject = o->id,
                                        .kind = kind,
                                        .to = to,
                                        .payload = payload,
                                        .audience = FACTS_STAFF});
}

static enum err add_order(struct ctx *cx, const struct emergency *o)
{
    return db_exec(cx, NULL, &emergency_sql_add, db_int("county", o->county), db_int("id", o->id),
                   db_int("scope", o->scope), db_text("kind", o->kind),
                   db_word("level", emergency_level_names[o->level]),
                   db_text("message", o->message), db_text("message_en", o->message_en),
                   db_text("speech", o->speech), db_int("now", o->started_ms),
                   db_int("until", o->until_ms), db_int("account", o->account),
                   db_int("second", o->second_minutes), db_int("households", o->households),
                   db_int("end_told", o->end_told));
}

static enum err few_run(struct ctx *cx, int64_t county)
{
    struct emergency running[EMERGENCY_RUNNING_MAX];
    int n = 0;
    enum err e = emergency_running(cx, county, running, &n);
    return !e && n >= EMERGENCY_RUNNING_MAX
               ? fail(cx, ERR_CONFLICT,
                      _("Too many orders run at the same time. End one that is over first."))
               : e;
}

static enum err start_tx(struct ctx *cx, void *arg)
{
    const struct start_args *a = arg;
    const struct emergency *o = &a->o;
    enum err e = few_run(cx, o->county);
    if (!e)
        e = add_order(cx, o);
    for (int i = 0; !e && i < o->n_places; i++)
        e = db_exec(cx, NULL, &emergency_sql_place_add, db_int("county", o->county),
                    db_int("id", db_new_id(cx)), db_int("emergency", o->id),
                    db_int("place", o->places[i]));
    for (int i = 0; !e && i < a->n_grids; i++)
        e = db_exec(cx, NULL, &emergency_sql_grid_add, db_int("county", o->county),
                    db_int("id", db_new_id(cx)), db_int("emergency", o->id),
                    db_int("place", a->grids[i].scope),
                    db_int("households", a->grids[i].households));
    if (!e)
        e = emergency_timers_set(cx, o);
    if (!e)
        e = emergency_fact(cx, o, "emergency.started", o->kind, STR_NONE);
    return e;
}

static bool is_kind(struct ctx *cx, str kind)
{
    struct emergency_kind all[EMERGENCY_KINDS_MAX];
    int n = 0;
    enum err e = emergency_kinds(cx, all, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_eq(all[i].kind, kind))
            return true;
    return false;
}

static enum err check_places(struct ctx *cx, const struct emergency_new *in)
{
    if (!in->n_places)
        return fail_field(cx, "places", _("Choose at least one place."));
    for (int i = 0; i < in->n_places; i++)
        if (!may(cx, ACT_EMERGENCY_ORDER, in->places[i], NO_ORG))
            return fail_field(cx, "places", _("Choose places that you look after."));
    return OK;
}

static enum err check_hours(struct ctx *cx, int64_t hours)
{
    return hours < 1 || hours > EMERGENCY_HOURS_MAX
               ? fail_field(cx, "hours", _("Say how many hours it lasts, from 1 to 72."))
               : OK;
}

/* All that is missing is said at once. */
static enum err check_new(struct ctx *cx, const struct emergency_new *in)
{
    enum err e = check_places(cx, in), e2 = check_hours(cx, in->hours);
    e = e ? e : e2;
    if (!is_kind(cx, in->kind))
        e = fail_field(cx, "kind", _("Choose what has happened."));
    if (in->level < 0 || in->level >= EMERGENCY_LEVELS)
        e = fail_field(cx, "level", _("Choose a level."));
    if (!in->message.len)
        e = fail_field(cx, "message", _("Say what people should do."));
    if (in->second_minutes < 5 || in->second_minutes > 24 * 60)
        e = fail_field(cx, "second", _("Say after how many minutes, from 5 to 1440."));
    return e;
}

/* Codes in order, without those that lie in another of the list. */
static void tidy_places(struct ctx *cx, const struct emergency_new *in, struct emergency *o)
{
    o->places = NEW_N(cx->mem, int64_t, in->n_places);
    for (int i = 0; i < in->n_places; i++) {
        bool inside = false;
        for (int k = 0; k < in->n_places; k++)
            inside |= k != i && place_within(in->places[i], in->places[k]) &&
                      (in->places[i] != in->places[k] || k < i);
        if (!inside)
            o->places[o->n_places++] = in->places[i];
    }
}

static int64_t around(const int64_t *places, int n)
{
    int64_t all = places[0];
    for (int i = 1; i < n; i++)
        while (all && !place_within(places[i], all))
            all = place_parent(all);
    return all;
}

static enum err count_households(struct ctx *cx, struct start_args *a)
{
    int room = 0;
    struct homes_at *grids = NULL;
    enum err e = OK;
    for (int i = 0; !e && i < a->o.n_places; i++) {
        struct homes_at *at;
        int n = 0;
        e = homes_count_at(cx, a->o.county, a->o.places[i], place_end(a->o.places[i]), &at, &n);
        if (e || !n)
            continue;
        struct homes_at *more = NEW_N(cx->mem, struct homes_at, room + n);
        if (room)
            memcpy(more, grids, (size_t)room * sizeof *more);
        memcpy(more + room, at, (size_t)n * sizeof *more);
        grids = more;
        room += n;
    }
    for (int i = 0; i < room; i++)
        a->o.households += grids[i].households;
    a->grids = grids;
    a->n_grids = room;
    return e;
}

enum err emergency_start(struct ctx *cx, const struct emergency_new *in, int64_t *id)
{
    struct start_args a = {.n_grids = 0};
    enum err e = check_new(cx, in);
    if (e)
        return e;
    a.o = (struct emergency){.county = in->county,
                             .id = db_new_id(cx),
                             .end_told = db_new_id(cx),
                             .account = cx->actor,
                             .kind = in->kind,
                             .message = in->message,
                             .message_en = in->message_en.len ? in->message_en : S(""),
                             .speech = in->speech.len ? in->speech : in->message,
                             .level = (enum emergency_level)in->level,
                             .started_ms = cx->now,
                             .until_ms = cx->now + in->hours * HOUR_MS,
                             .second_minutes = in->second_minutes};
    tidy_places(cx, in, &a.o);
    a.o.scope = around(a.o.places, a.o.n_places);
    e = count_households(cx, &a);
    if (!e)
        e = db_write(cx, start_tx, &a);
    if (!e)
        *id = a.o.id;
    return e;
}

/* ---- finding ------------------------------------------------------------------- */

static struct emergency read_row(const struct rows *r, int64_t county)
{
    return (struct emergency){
        .county = county,
        .id = db_get_int(r, 0),
        .scope = db_get_int(r, 1),
        .kind = db_keep_text(r, 2),
        .level = (enum emergency_level)db_get_enum(r, 3, emergency_level_names, EMERGENCY_LEVELS),
        .message = db_keep_text(r, 4),
        .message_en = db_keep_text(r, 5),
        .speech = db_keep_text(r, 6),
        .started_ms = db_get_int(r, 7),
        .until_ms = db_get_int(r, 8),
        .ended_ms = db_get_int(r, 9),
        .ended_by = db_get_int(r, 10),
        .account = db_get_int(r, 11),
        .second_minutes = db_get_int(r, 12),
        .households = db_get_int(r, 13),
        .end_told = db_get_int(r, 14),
        .row_ver = db_get_int(r, 15),
    };
}

static enum err fill_places(struct ctx *cx, struct emergency *o)
{
    AUTO_ROWS r = db_query(cx, &emergency_sql_places, db_int("county", o->county),
                           db_int("id", o->id), db_int("max", EMERGENCY_PLACES_MAX));
    o->places = NEW_N(cx->mem, int64_t, EMERGENCY_PLACES_MAX);
    while (o->n_places < EMERGENCY_PLACES_MAX && db_next(&r))
        o->places[o->n_places++] = db_get_int(&r, 0);
    return db_end(&r);
}

enum err emergency_load(struct ctx *cx, int64_t county, int64_t id, struct emergency *out)
{
    struct emergency o;
    enum err e;
    {
        AUTO_ROWS r = db_query(cx, &emergency_sql_find, db_int("county", county), db_int("id", id));
        e = db_one(&r);
        if (!e)
            o = read_row(&r, county);
    }
    if (!e)
        e = fill_places(cx, &o);
    if (!e)
        *out = o;
    return e;
}

enum err emergency_find(struct ctx *cx, int64_t county, int64_t id, const char *act,
                        struct emergency *out)
{
    struct emergency o;
    enum err e = emergency_load(cx, county, id, &o);
    if (!e && !emergency_touches(cx, &o, act))
        return ERR_NOT_FOUND;
    if (!e)
        *out = o;
    return e;
}

static enum err read_rows(struct ctx *cx, struct rows *r, int64_t county, struct emergency *out,
                          int max, int *n)
{
    int got = 0;
    while (got < max && db_next(r))
        out[got++] = read_row(r, county);
    enum err e = db_end(r);
    db_rows_close(r);
    for (int i = 0; !e && i < got; i++)
        e = fill_places(cx, &out[i]);
    if (!e)
        *n = got;
    return e;
}

enum err emergency_running(struct ctx *cx, int64_t county, struct emergency *out, int *n)
{
    AUTO_ROWS r = db_query(cx, &emergency_sql_running, db_int("county", county),
                           db_int("max", EMERGENCY_RUNNING_MAX));
    return read_rows(cx, &r, county, out, EMERGENCY_RUNNING_MAX, n);
}

enum err emergency_past(struct ctx *cx, int64_t before, struct emergency *out, int max, int *n)
{
    enum { LOOKED_AT = 200 }; /* those of other places among them */
    struct emergency *all = NEW_N(cx->mem, struct emergency, LOOKED_AT);
    int got = 0;
    AUTO_ROWS r = db_query(cx, &emergency_sql_past, db_int("county", cx->county),
                           db_int("before", before), db_int("max", LOOKED_AT));
    enum err e = read_rows(cx, &r, cx->county, all, LOOKED_AT, &got);
    *n = 0;
    for (int i = 0; !e && i < got && *n < max; i++)
        if (emergency_touches(cx, &all[i], ACT_EMERGENCY_READ))
            out[(*n)++] = all[i];
    return e;
}

/* ---- where it holds ------------------------------------------------------------- */

bool emergency_holds(const struct emergency *o, int64_t place)
{
    for (int i = 0; i < o->n_places; i++)
        if (place_within(place, o->places[i]) ||
            (place_level_of(place) == PLACE_COMMUNITY && place_within(o->places[i], place)))
            return true;
    return false;
}

bool emergency_touches(const struct ctx *cx, const struct emergency *o, const char *act)
{
    struct posts_reach r;
    posts_reach(cx, act, &r);
    for (int i = 0; i < o->n_places; i++)
        for (int k = 0; k < r.ranges; k++)
            if (o->places[i] <= r.hi[k] && place_end(o->places[i]) >= r.lo[k])
                return true;
    return false;
}

str emergency_places_text(struct ctx *cx, const struct emergency *o)
{
    enum { NAMED = 3 };
    struct buf b = buf_new(cx->mem, 1000);
    for (int i = 0; i < o->n_places && i < NAMED; i++)
        buf_fmt(&b, "%s%.*s", i ? " · " : "", STR_ARG(grid_words(cx, o->county, o->places[i])));
    if (o->n_places > NAMED)
        buf_fmt(&b, " … (%d)", o->n_places);
    return buf_done(&b);
}

/* ---- the end -------------------------------------------------------------------- */

static bool may_order_all(struct ctx *cx, const struct emergency *o)
{
    for (int i = 0; i < o->n_places; i++)
        if (!may(cx, ACT_EMERGENCY_ORDER, o->places[i], NO_ORG))
            return false;
    return true;
}

struct end_args {
    const struct emergency *o;
    int64_t until, by; /* until 0: it ends now */
};

static enum err extend_tx(struct ctx *cx, void *arg)
{
    const struct end_args *a = arg;
    struct emergency o = *a->o;
    int64_t did = 0;
    enum err e = db_exec(cx, &did, &emergency_sql_extend, db_int("county", o.county),
                         db_int("id", o.id), db_int("until", a->until), db_int("seen", o.row_ver));
    if (!e && !may_order_all(cx, &o))
        return ERR_DENIED;
    if (!e && !did)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this order first. Look again."));
    o.until_ms = a->until;
    struct jobs_timer t = {.county = o.county,
                           .key = str_fmt(cx->mem, "%lld", (long long)o.id),
                           .due_ms = o.until_ms,
                           .ref = o.id,
                           .payload = S("")};
    if (!e)
        e = jobs_timer_set(cx, emergency_end_job.name, &t);
    return e ? e
             : emergency_fact(cx, &o, "emergency.extended", time_text(cx->mem, a->until), STR_NONE);
}

enum err emergency_extend(struct ctx *cx, const struct emergency *o, int64_t hours)
{
    struct end_args a = {.o = o, .until = cx->now + hours * HOUR_MS};
    enum err e = check_hours(cx, hours);
    return e ? e : db_write(cx, extend_tx, &a);
}

static enum err end_once(struct ctx *cx, const struct emergency *o, int64_t by, const char *how)
{
    int64_t did = 0;
    enum err e = db_exec(cx, &did, &emergency_sql_end, db_int("county", o->county),
                         db_int("id", o->id), db_int("now", cx->now), db_int("by", by));
    if (!e && !did)
        return fail(cx, ERR_CONFLICT, _("This order is over already."));
    if (!e)
        e = emergency_timers_end(cx, o);
    return e ? e : emergency_fact(cx, o, "emergency.ended", str_of(how), STR_NONE);
}

static enum err end_tx(struct ctx *cx, void *arg)
{
    const struct end_args *a = arg;
    return may_order_all(cx, a->o) ? end_once(cx, a->o, cx->actor, "early") : ERR_DENIED;
}

enum err emergency_end(struct ctx *cx, const struct emergency *o)
{
    struct end_args a = {.o = o};
    return db_write(cx, end_tx, &a);
}

/* The end that was set. One that was moved meanwhile has a timer of its own. */
static enum err fire_end(struct ctx *cx, const struct jobs_timer *t)
{
    struct emergency o;
    enum err e = emergency_load(cx, t->county, t->ref, &o);
    if (e == ERR_NOT_FOUND || (!e && (o.ended_ms || o.until_ms > cx->now)))
        return OK;
    return e ? e : end_once(cx, &o, 0, "time");
}

const struct jobs_kind emergency_end_job = {.name = "emergency.end", .fire = fire_end};
