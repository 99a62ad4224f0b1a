/* demo.c: danger spots, and an order of last July with what came of it. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/jobs/jobs.h"
#include "rooms/emergency/spots_own.h"

extern const str emergency_demo_spots;

#define MINUTE_MS ((int64_t)60000)

static enum err be(struct ctx *cx, const char *login)
{
    struct account a;
    enum err e = account_find_login(cx, str_of(login), &a);
    cx->county = e ? 0 : a.county;
    cx->actor = e ? 0 : a.id;
    cx->posts = NULL;
    cx->post = 0;
    return e ? e : people_load(cx);
}

static enum err load_spots(struct ctx *cx)
{
    struct danger_spot one;
    struct danger_file file;
    int n = 0;
    enum err e = be(cx, "duty");
    if (!e)
        e = danger_list(cx, ACT_DANGER_SPOTS, &one, 1, &n);
    return e || n ? e : danger_import(cx, emergency_demo_spots, &file);
}

/* The evening of the 18th of the last July. */
static int64_t last_july(int64_t now)
{
    struct civil c = civil_of_ms(now);
    int year = c.month > 7 || (c.month == 7 && c.day > 20) ? c.year : c.year - 1;
    return ms_of_day(day_of_civil(year, 7, 18)) + 20 * 60 * MINUTE_MS;
}

/* Most open at once, some move, two in a grid will not; some open at the second call alone. */
static enum err call_one(struct ctx *cx, const struct emergency *o, int64_t household, int i)
{
    int64_t at = o->started_ms + (3 + i * 37 % 55) * MINUTE_MS;
    struct emergency_mark m = {.county = o->county,
                               .emergency = o->id,
                               .household = household,
                               .way = WAY_PHONE,
                               .at_ms = at,
                               .outcome = i % 11 == 7   ? CALL_NO_ANSWER
                                          : i % 13 == 5 ? CALL_REFUSED
                                          : i % 6 == 2  ? CALL_MOVED
                                                        : CALL_REACHED};
    enum err e = emergency_call(cx, &m);
    if (e || m.outcome != CALL_NO_ANSWER || i % 3 == 0)
        return e;
    m.at_ms = at + 25 * MINUTE_MS;
    m.outcome = CALL_REACHED;
    return emergency_call(cx, &m);
}

static enum err call_all(struct ctx *cx, const struct emergency *o)
{
    struct emergency_count *at, all;
    int n = 0, i = 0;
    enum err e = be(cx, "secretary");
    if (!e)
        e = emergency_counts(cx, o, ACT_EMERGENCY_CALL, &at, &n, &all);
    for (int g = 0; !e && g < n; g++) {
        struct emergency_household *homes;
        int count = 0;
        e = emergency_list(cx, o, at[g].scope, &homes, &count);
        for (int k = 0; !e && k < count; k++)
            e = call_one(cx, o, homes[k].home.id, i++);
    }
    return e;
}

/* Nobody is told today of what is long over. */
static enum err hush_tx(struct ctx *cx, void *arg)
{
    const struct emergency *o = arg;
    return jobs_timer_drop(cx, o->county, emergency_over_job.name,
                           str_fmt(cx->mem, "%lld", (long long)o->id));
}

static enum err load_order(struct ctx *cx, int64_t county)
{
    struct emergency_kind kinds[EMERGENCY_KINDS_MAX];
    struct emergency o;
    int64_t id = 0;
    int n = 0;
    enum err e = be(cx, "duty");
    if (!e)
        e = emergency_past(cx, INT64_MAX, &o, 1, &n);
    if (e || n)
        return e;
    cx->now = last_july(cx->now);
    e = emergency_kinds(cx, kinds, &n);
    struct emergency_new in = {.county = county,
                               .kind = kinds[0].kind,
                               .level = LEVEL_ORANGE,
                               .message = kinds[0].message_zh,
                               .message_en = kinds[0].message_en,
                               .speech = kinds[0].speech_zh,
                               .hours = 12,
                               .second_minutes = EMERGENCY_SECOND_USUAL,
                               .places = {532503001008000},
                               .n_places = 1};
    if (!e)
        e = emergency_start(cx, &in, &id);
    if (!e)
        e = emergency_load(cx, county, id, &o);
    cx->now += 5 * 60 * MINUTE_MS;
    if (!e)
        e = emergency_end(cx, &o);
    if (!e)
        e = db_write(cx, hush_tx, &o);
    return e ? e : call_all(cx, &o); /* after its end: nobody is asked today to call once more */
}

enum err emergency_demo_load(struct ctx *cx, int64_t county)
{
    struct ctx own = *cx;
    enum err e = load_spots(&own);
    if (!e)
        e = load_order(&own, county);
    if (e)
        cx->failure = own.failure;
    return e;
}
