/* tell.c: who hears of an order: those who call households there and those who follow it, at once
 * and at night too; whoever is asked to call once more; and that it is over, in the morning. Each
 * is told once. Told in slices by timers, so that no transaction grows with a county. */
#include "civic/matters/matters.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/emergency_sql.h"

enum { SLICE = 50, PEOPLE_SLICE = 200, HOLDERS = 60 };
enum { TOLD_ORDER, TOLD_POST, TOLD_SECOND, TOLD_OVER };

/* Only what is told of a running order is for now: it goes out in quiet hours, whatever was turned
 * off. */
const struct notices_kind emergency_notices[] = {
    [TOLD_ORDER] = {.name = "emergency.order",
                    .text = N_("{kind} in {place}. {title}"),
                    .when = NOTICES_NOW},
    [TOLD_POST] = {.name = "emergency.post",
                   .text = N_("{kind}: call the households of your grid now, {place}. {title}"),
                   .when = NOTICES_NOW},
    [TOLD_SECOND] = {.name = "emergency.second",
                     .text = N_("{kind}: {title} has {n} households without an answer. Please call "
                                "them too."),
                     .when = NOTICES_NOW},
    [TOLD_OVER] = {.name = "emergency.over",
                   .label = N_("When an emergency is over"),
                   .text = N_("{kind} is over. {title}"),
                   .when = NOTICES_SOON},
    {0}};

struct telling {
    const struct emergency *o;
    int kind;
    int64_t fact; /* by which each is told once */
    str address, title, place, n;
};

static enum err tell(struct ctx *cx, const struct telling *t, int64_t account)
{
    const struct tr_arg args[] = {TR("kind", emergency_name(cx, t->o)), TR("place", t->place),
                                  TR("title", t->title), TR("n", t->n)};
    struct notice_new in = {.county = t->o->county,
                            .account = account,
                            .kind = emergency_notices[t->kind].name,
                            .ref = t->o->id,
                            .address = t->address,
                            .fact = t->fact,
                            .args = args,
                            .n_args = COUNT(args)};
    return account ? notices_tell(cx, &in) : OK;
}

static str key_of(struct ctx *cx, const struct emergency *o)
{
    return str_fmt(cx->mem, "%lld", (long long)o->id);
}

/* A timer that goes on behind `after`. */
static enum err timer_set(struct ctx *cx, const struct emergency *o, const struct jobs_kind *kind,
                          int64_t due_ms, int64_t after)
{
    struct jobs_timer t = {.county = o->county,
                           .key = key_of(cx, o),
                           .due_ms = due_ms,
                           .ref = o->id,
                           .payload = str_fmt(cx->mem, "%lld", (long long)after)};
    return jobs_timer_set(cx, kind->name, &t);
}

enum err emergency_timers_set(struct ctx *cx, const struct emergency *o)
{
    int64_t second = o->started_ms + o->second_minutes * 60000;
    enum err e = timer_set(cx, o, &emergency_end_job, o->until_ms, 0);
    if (!e)
        e = timer_set(cx, o, &emergency_posts_job, cx->now, 0);
    if (!e)
        e = timer_set(cx, o, &emergency_residents_job, cx->now, 0);
    return e ? e : timer_set(cx, o, &emergency_second_job, second, 0);
}

enum err emergency_timers_end(struct ctx *cx, const struct emergency *o)
{
    static const struct jobs_kind *const over[] = {&emergency_end_job, &emergency_posts_job,
                                                   &emergency_residents_job, &emergency_second_job};
    enum err e = OK;
    for (size_t i = 0; !e && i < COUNT(over); i++)
        e = jobs_timer_drop(cx, o->county, over[i]->name, key_of(cx, o));
    return e ? e : timer_set(cx, o, &emergency_over_job, cx->now, 0);
}

/* The order of a timer and what it goes on behind; ERR_NOT_FOUND: there is nothing to tell. */
static enum err order_of(struct ctx *cx, const struct jobs_timer *t, struct emergency *o,
                         int64_t *after)
{
    if (str_int(t->payload, after))
        *after = 0;
    return emergency_load(cx, t->county, t->ref, o);
}

/* ---- those who work there -------------------------------------------------------- */

static enum err tell_holders(struct ctx *cx, const struct telling *t, const char *act,
                             int64_t scope)
{
    struct people_holder who[HOLDERS];
    int n = 0;
    enum err e = people_holders(cx, t->o->county, act, scope, NO_ORG, who, HOLDERS, &n);
    for (int i = 0; !e && i < n; i++)
        if (who[i].account != t->o->account)
            e = tell(cx, t, who[i].account);
    return e;
}

static enum err tell_leaders(struct ctx *cx, const struct telling *t)
{
    enum err e = OK;
    for (int i = 0; !e && i < t->o->n_places; i++) {
        e = tell_holders(cx, t, ACT_EMERGENCY_READ, t->o->places[i]);
        if (!e)
            e = tell_holders(cx, t, ACT_EMERGENCY_CALL, t->o->places[i]);
    }
    return e;
}

static enum err next_grids(struct ctx *cx, const struct emergency *o, int64_t after, int64_t *ids,
                           int64_t *scopes, int *n)
{
    AUTO_ROWS r =
        db_query(cx, &emergency_sql_grids_after, db_int("county", o->county),
                 db_int("emergency", o->id), db_int("after", after), db_int("max", SLICE));
    *n = 0;
    while (*n < SLICE && db_next(&r)) {
        ids[*n] = db_get_int(&r, 0);
        scopes[(*n)++] = db_get_int(&r, 1);
    }
    return db_end(&r);
}

static enum err fire_posts(struct ctx *cx, const struct jobs_timer *t)
{
    struct emergency o;
    int64_t after, ids[SLICE], scopes[SLICE];
    int n = 0;
    enum err e = order_of(cx, t, &o, &after);
    if (e || o.ended_ms)
        return e == ERR_NOT_FOUND ? OK : e;
    struct telling say = {.o = &o,
                          .kind = TOLD_POST,
                          .fact = o.id,
                          .title = o.message,
                          .place = emergency_places_text(cx, &o),
                          .address = str_fmt(cx->mem, "/desk/emergencies/%lld", (long long)o.id)};
    if (!after)
        e = tell_leaders(cx, &say);
    if (!e)
        e = next_grids(cx, &o, after, ids, scopes, &n);
    for (int i = 0; !e && i < n; i++)
        e = tell_holders(cx, &say, ACT_EMERGENCY_CALL, scopes[i]);
    return e || n < SLICE ? e : timer_set(cx, &o, &emergency_posts_job, cx->now, ids[n - 1]);
}

const struct jobs_kind emergency_posts_job = {.name = "emergency.posts", .fire = fire_posts};

/* ---- residents who follow the places ----------------------------------------------- */

/* One slice of one place; `after` is over its accounts. *done: none is left of any. */
static enum err tell_followers(struct ctx *cx, struct telling *t, int64_t after, int64_t *last,
                               bool *more)
{
    *more = false;
    *last = after;
    for (int i = 0; i < t->o->n_places; i++) {
        int64_t who[PEOPLE_SLICE], place = t->o->places[i];
        int n = 0;
        enum err e = matters_followers(cx, t->o->county, place, place_end(place),
                                       t->o->started_ms - YEAR_MS, after, who, PEOPLE_SLICE, &n);
        t->place = grid_words(cx, t->o->county, place);
        t->address = str_fmt(cx->mem, "/c/%.*s/emergency",
                             STR_ARG(places_slug(cx, place_above(place, PLACE_COMMUNITY))));
        for (int k = 0; !e && k < n; k++)
            e = tell(cx, t, who[k]);
        if (e)
            return e;
        /* the place that is slowest says where all go on: nobody is told twice */
        if (n == PEOPLE_SLICE && (!*more || who[n - 1] < *last))
            *last = who[n - 1];
        *more |= n == PEOPLE_SLICE;
    }
    return OK;
}

static enum err fire_told(struct ctx *cx, const struct jobs_timer *t, const struct jobs_kind *kind)
{
    struct emergency o;
    int64_t after, last;
    bool more = false, over = kind == &emergency_over_job;
    enum err e = order_of(cx, t, &o, &after);
    if (e || (o.ended_ms && !over))
        return e == ERR_NOT_FOUND ? OK : e;
    struct telling say = {.o = &o,
                          .kind = over ? TOLD_OVER : TOLD_ORDER,
                          .fact = over ? o.end_told : o.id,
                          .title = over ? emergency_places_text(cx, &o) : o.message};
    e = tell_followers(cx, &say, after, &last, &more);
    return e || !more ? e : timer_set(cx, &o, kind, cx->now, last);
}

static enum err fire_residents(struct ctx *cx, const struct jobs_timer *t)
{
    return fire_told(cx, t, &emergency_residents_job);
}

static enum err fire_over(struct ctx *cx, const struct jobs_timer *t)
{
    return fire_told(cx, t, &emergency_over_job);
}

const struct jobs_kind emergency_residents_job = {.name = "emergency.residents",
                                                  .fire = fire_residents};
const struct jobs_kind emergency_over_job = {.name = "emergency.over", .fire = fire_over};

/* ---- a second caller ------------------------------------------------------------------ */

/* Nearest first; of two as near the one with the older post, as people_holders has them. */
static void order_by_nearness(struct people_holder *who, int n)
{
    for (int i = 1; i < n; i++)
        for (int k = i; k > 0 && place_level_of(who[k].scope) > place_level_of(who[k - 1].scope);
             k--) {
            struct people_holder one = who[k];
            who[k] = who[k - 1];
            who[k - 1] = one;
        }
}

enum err emergency_second_caller(struct ctx *cx, const struct emergency *o, int64_t grid,
                                 int64_t first, int64_t *out)
{
    struct people_holder who[HOLDERS];
    int n = 0;
    enum err e = people_holders(cx, o->county, ACT_EMERGENCY_CALL, grid, NO_ORG, who, HOLDERS, &n);
    *out = 0;
    if (e || !n)
        return e;
    order_by_nearness(who, n);
    if (!first)
        first = who[0].account;
    for (int i = 0; i < n && !*out; i++)
        if (who[i].account != first)
            *out = who[i].account;
    return OK;
}

enum err emergency_ask_second(struct ctx *cx, const struct emergency *o, int64_t grid,
                              int64_t account, int64_t n)
{
    int64_t first = 0;
    enum err e = db_exec(cx, &first, &emergency_sql_grid_second, db_int("county", o->county),
                         db_int("emergency", o->id), db_int("scope", grid),
                         db_int("second", account), db_int("now", cx->now));
    if (e || !first || !account)
        return e;
    struct telling say = {.o = o,
                          .kind = TOLD_SECOND,
                          .fact = db_new_id(cx),
                          .title = grid_words(cx, o->county, grid),
                          .n = str_fmt(cx->mem, "%lld", (long long)n),
                          .address = str_fmt(cx->mem, "/desk/emergencies/%lld/grids/%.*s",
                                             (long long)o->id, STR_ARG(place_text(cx->mem, grid)))};
    e = tell(cx, &say, account);
    return e ? e
             : emergency_fact(cx, o, "emergency.second_asked", place_text(cx->mem, grid), STR_NONE);
}

struct silent {
    int64_t grid, n;
};

static enum err silent_grids(struct ctx *cx, const struct emergency *o, struct silent *out, int *n)
{
    AUTO_ROWS r = db_query(cx, &emergency_sql_grids_silent, db_int("county", o->county),
                           db_int("emergency", o->id), db_int("max", SLICE));
    *n = 0;
    while (*n < SLICE && db_next(&r))
        out[(*n)++] = (struct silent){db_get_int(&r, 0), db_get_int(&r, 1)};
    return db_end(&r);
}

/* The order's minutes are over: of whole grids, and of what is left of others. */
static enum err fire_second(struct ctx *cx, const struct jobs_timer *t)
{
    struct emergency o;
    struct silent at[SLICE];
    int64_t after, second;
    int n = 0;
    enum err e = order_of(cx, t, &o, &after);
    if (e || o.ended_ms)
        return e == ERR_NOT_FOUND ? OK : e;
    e = silent_grids(cx, &o, at, &n);
    for (int i = 0; !e && i < n; i++) {
        e = emergency_second_caller(cx, &o, at[i].grid, 0, &second);
        if (!e)
            e = emergency_ask_second(cx, &o, at[i].grid, second, at[i].n);
    }
    return e || n < SLICE ? e : timer_set(cx, &o, &emergency_second_job, cx->now, 0);
}

const struct jobs_kind emergency_second_job = {.name = "emergency.second", .fire = fire_second};
