/* devices_test: cameras and sensors among the people of the demo: what becomes an event, what a
 * burst, who decides, who is told of silence; and what the addresses of the room answer. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/facts/facts.h"
#include "civic/matters/matters.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "kit/child/child.h"
#include "kit/child/sample.h"
#include "kit/jobs/jobs.h"
#include "kit/mqtt/mqtt.h"
#include "kit/seal/seal.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"
#include "rooms/devices/devices.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define MINUTE_MS ((int64_t)60000)
#define FLOOD     "event-0406"

struct day {
    struct child *child;
    struct device d;
};

static struct device water(struct ctx *cx, const char *code)
{
    struct org o;
    CHECK_OK(org_find_code(cx, COUNTY, S("shuiwu"), &o));
    return (struct device){.county = COUNTY,
                           .code = str_of(code),
                           .name = S("Gauge"),
                           .kind = DEVICE_WATER,
                           .place = COMMUNITY,
                           .scope = COMMUNITY,
                           .spot = S("lake"),
                           .org = o.id,
                           .category = S(FLOOD),
                           .has_alarm = true,
                           .alarm_at = 1500,
                           .sure_least = 50,
                           .window_ms = 10 * MINUTE_MS,
                           .quiet_ms = 60 * MINUTE_MS};
}

static struct device add(struct ctx *cx, const struct device *in)
{
    struct device d;
    int64_t id = 0;
    demo_be(cx, "admin");
    CHECK_OK(device_add(cx, in, &id));
    CHECK_OK(device_find(cx, COUNTY, id, &d));
    return d;
}

/* The demo with one gauge, and the duty officer at work; with files if `photos`. */
static struct day begin(struct ctx *cx, bool photos)
{
    struct day day = {0};
    str why = STR_NONE;
    demo_begin(cx, 0);
    if (photos) {
        CHECK_OK(child_start(&(struct child_options){.at_once = 1}, &day.child, &why, cx->mem));
        CHECK_OK(media_start(test_dir(), cx->seal, day.child, &cx->media, &why, cx->mem));
    }
    struct device in = water(cx, "gq-001");
    day.d = add(cx, &in);
    demo_be(cx, "duty");
    return day;
}

static struct device_said level(int64_t value)
{
    return (struct device_said){.alarm = true,
                                .what = S("water_level"),
                                .sure = -1,
                                .battery = -1,
                                .has_value = true,
                                .value = value};
}

static struct device_take say(struct ctx *cx, const struct device *d, const struct device_said *s)
{
    struct device_take t = {.county = COUNTY, .device = d->id, .said = s, .source = "http", .n = 1};
    CHECK_OK(device_take(cx, &t, 1));
    return t;
}

static int list(struct ctx *cx, const char *state, struct device_event *out, int max)
{
    int n = 0;
    struct device_filter f = {.county = COUNTY, .state = str_of(state)};
    CHECK_OK(device_event_list(cx, &f, out, max, &n));
    return n;
}

static str sample_photo(struct ctx *cx)
{
    struct sample s = sample_scene(cx->mem, 64, 48, 6);
    return sample_jpeg(cx->mem, &s);
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

/* ---- events and bursts ------------------------------------------------------ */

TEST(a_reading_below_the_threshold_is_a_sign_of_life_and_one_beyond_an_event)
{
    struct day day = begin(cx, false);
    struct device_event ev[4];
    struct device_said low = level(1499), high = level(1500), state = level(1700);
    CHECK_INT(say(cx, &day.d, &low).answer, DEVICE_BELOW);
    CHECK_INT(list(cx, "", ev, 4), 0);
    CHECK_INT(say(cx, &day.d, &high).answer, DEVICE_OPENED);
    state.alarm = false;
    state.what = STR_NONE;
    CHECK_INT(say(cx, &day.d, &state).answer, DEVICE_COUNTED); /* a state may be an alarm as well */
    CHECK_INT(list(cx, "open", ev, 4), 1);
    CHECK_STR(ev[0].what, "water_level");
    CHECK_INT(ev[0].value, 1700);
    CHECK_INT(ev[0].n, 2);
    CHECK_INT(ev[0].scope, COMMUNITY);
    CHECK_OK(device_find(cx, COUNTY, day.d.id, &day.d));
    CHECK_INT(day.d.heard_ms, cx->now);
    CHECK_INT(day.d.value, 1700);
}

TEST(what_a_camera_is_not_sure_of_is_passed_over)
{
    struct day day = begin(cx, false);
    struct device in = water(cx, "cam-1");
    in.kind = DEVICE_CAMERA;
    in.has_alarm = false;
    struct device camera = add(cx, &in);
    struct device_said s = {.alarm = true, .what = S("person"), .sure = 49, .battery = -1};
    demo_be(cx, "duty");
    (void)day;
    CHECK_INT(say(cx, &camera, &s).answer, DEVICE_BELOW);
    s.sure = 50;
    CHECK_INT(say(cx, &camera, &s).answer, DEVICE_OPENED);
    s.sure = -1; /* says nothing of how sure: whoever looks decides */
    s.what = S("fire");
    CHECK_INT(say(cx, &camera, &s).answer, DEVICE_OPENED);
}

TEST(a_burst_is_one_event_and_what_comes_after_the_window_another)
{
    struct day day = begin(cx, false);
    struct device_event ev[8];
    struct device_said s = level(1800);
    int64_t facts = 0;
    int64_t first = say(cx, &day.d, &s).event;
    for (int i = 0; i < 20; i++) {
        test_clock(cx, cx->now + 9 * MINUTE_MS); /* the window moves along */
        CHECK_INT(say(cx, &day.d, &s).event, first);
    }
    CHECK_INT(list(cx, "", ev, 8), 1);
    CHECK_INT(ev[0].n, 21);
    CHECK_OK(facts_count(cx, COUNTY, "device_event", first, "device.alarm", &facts));
    CHECK_INT(facts, 1); /* and no growth by counting */
    test_clock(cx, cx->now + 10 * MINUTE_MS);
    CHECK(say(cx, &day.d, &s).event != first);
    CHECK_INT(list(cx, "", ev, 8), 2);
}

TEST(another_kind_is_another_event_and_one_occurrence_stays_one)
{
    struct day day = begin(cx, false);
    struct device_event ev[8];
    struct device_said s = level(1800);
    s.occurrence = S("x-1");
    int64_t first = say(cx, &day.d, &s).event;
    s.what = S("flood");
    s.occurrence = S("x-2");
    CHECK(say(cx, &day.d, &s).event != first);
    test_clock(cx, cx->now + 120 * MINUTE_MS);
    s.occurrence = S("x-1"); /* told again by its name, hours later */
    CHECK_INT(say(cx, &day.d, &s).event, first);
    s.more = true;
    s.occurrence = S("x-9");
    s.what = S("smoke");
    CHECK_INT(say(cx, &day.d, &s).answer, DEVICE_HEARD); /* more of nothing is nothing */
    CHECK_INT(list(cx, "", ev, 8), 2);
}

TEST(many_from_one_and_from_many_lose_nothing_distinct)
{
    enum { DEVICES = 40, EACH = 25 };
    struct day day = begin(cx, false);
    struct device all[DEVICES];
    struct device_event *ev = NEW_N(cx->mem, struct device_event, 2 * DEVICES);
    struct device_said s = level(1600);
    struct device_take *t = NEW_N(cx->mem, struct device_take, DEVICES * EACH);
    (void)day;
    for (int i = 0; i < DEVICES; i++) {
        struct device in = water(cx, str_fmt(cx->mem, "many-%d", i).at);
        all[i] = add(cx, &in);
    }
    demo_be(cx, "duty");
    for (int i = 0; i < DEVICES * EACH; i++)
        t[i] = (struct device_take){
            .county = COUNTY, .device = all[i % DEVICES].id, .said = &s, .source = "mqtt", .n = 1};
    CHECK_OK(device_take(cx, t, DEVICES * EACH));
    CHECK_INT(list(cx, "open", ev, 2 * DEVICES), DEVICES);
    for (int i = 0; i < DEVICES; i++)
        CHECK_INT(ev[i].n, EACH);
}

TEST(one_that_is_gone_does_not_keep_the_others_of_a_batch)
{
    struct day day = begin(cx, false);
    struct device_said s = level(1600);
    struct device_take t[2] = {
        {.county = COUNTY, .device = 7, .said = &s, .source = "mqtt", .n = 1},
        {.county = COUNTY, .device = day.d.id, .said = &s, .source = "mqtt", .n = 3}};
    CHECK_OK(device_take(cx, t, 2));
    CHECK_INT(t[0].answer, DEVICE_ANSWERS);
    CHECK_INT(t[1].answer, DEVICE_OPENED);
}

TEST(a_clock_that_is_wrong_is_not_believed_and_said)
{
    struct day day = begin(cx, false);
    struct device_event ev[4];
    struct device_said s = level(1800);
    s.at_ms = cx->now - 60 * MINUTE_MS;
    CHECK_INT(say(cx, &day.d, &s).clock_off_ms, 0); /* an hour late is late */
    CHECK_INT(list(cx, "", ev, 4), 1);
    CHECK_INT(ev[0].happened_ms, cx->now - 60 * MINUTE_MS);
    test_clock(cx, cx->now + DAY_MS);
    s.at_ms = cx->now + 3 * DAY_MS;
    CHECK_INT(say(cx, &day.d, &s).clock_off_ms, 3 * DAY_MS);
    CHECK_INT(list(cx, "", ev, 4), 2);
    CHECK_INT(ev[0].happened_ms, cx->now);
    CHECK_OK(device_find(cx, COUNTY, day.d.id, &day.d));
    CHECK_INT(day.d.clock_off_ms, 3 * DAY_MS);
    s.at_ms = cx->now;
    CHECK_INT(say(cx, &day.d, &s).clock_off_ms, 0);
    CHECK_OK(device_find(cx, COUNTY, day.d.id, &day.d));
    CHECK_INT(day.d.clock_off_ms, 0);
}

TEST(pictures_are_made_anew_three_at_most_and_a_bad_one_costs_no_alarm)
{
    struct day day = begin(cx, true);
    struct device_event ev[4];
    struct media_file files[8];
    struct device_said s = level(1800);
    int n = 0;
    s.photo = S("GIF89a this is none");
    CHECK_INT(say(cx, &day.d, &s).answer, DEVICE_OPENED);
    s.photo = sample_photo(cx);
    for (int i = 0; i < 5; i++)
        CHECK_INT(say(cx, &day.d, &s).answer, DEVICE_COUNTED);
    CHECK_INT(list(cx, "", ev, 4), 1);
    CHECK_INT(ev[0].photos, DEVICE_PHOTOS_MAX);
    CHECK_OK(media_list(cx, COUNTY, "devices", ev[0].id, files, 8, &n));
    CHECK_INT(n, DEVICE_PHOTOS_MAX);
    child_stop(day.child);
}

/* ---- deciding ------------------------------------------------------------------ */

TEST(a_person_files_it_as_a_case_with_source_place_and_picture_once)
{
    struct day day = begin(cx, true);
    struct device_event ev, again;
    struct casefile c;
    struct media_file files[4];
    struct device_said s = level(1820);
    char no[MATTERS_NUMBER_MAX];
    int n = 0;
    s.photo = sample_photo(cx);
    int64_t id = say(cx, &day.d, &s).event;
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    struct device_filing in = {.category = ev.category, .words = S("seen")};
    CHECK_OK(device_file(cx, &ev, &in, no));
    CHECK_OK(cases_find(cx, COUNTY, str_of(no), MATTERS_VIEW_STAFF, &c));
    CHECK_STR(c.m.source, "sensor");
    CHECK_STR(c.m.category, FLOOD);
    CHECK_INT(c.m.scope, COMMUNITY);
    CHECK(str_find(c.body, S("1.82 m")) != SIZE_MAX && str_find(c.body, S("seen")) != SIZE_MAX);
    CHECK_OK(media_list(cx, COUNTY, "cases", c.m.id, files, 4, &n));
    CHECK_INT(n, 1);
    CHECK_ERR(device_file(cx, &ev, &in, no), ERR_CONFLICT);
    CHECK_ERR(device_dismiss(cx, &ev, S("nothing"), STR_NONE), ERR_CONFLICT);
    CHECK_OK(device_event_find(cx, COUNTY, id, &again));
    CHECK_INT(again.state, DEVICE_FILED);
    CHECK_INT(again.matter, c.m.id);
    test_clock(cx, cx->now + 300 * MINUTE_MS);
    CHECK_INT(say(cx, &day.d, &s).event, id); /* the case is open: more of the same */
    child_stop(day.child);
}

TEST(a_dismissal_needs_a_reason_and_counts_as_false_alarm_by_it)
{
    struct day day = begin(cx, false);
    struct device_event ev;
    struct device_rate rate;
    struct device_said s = level(1820);
    static const char *const reasons[] = {"nothing", "test", "known", "fault"};
    CHECK_OK(device_rate(cx, COUNTY, day.d.id, &rate));
    CHECK_INT(rate.decided, 0);
    for (size_t i = 0; i < COUNT(reasons); i++) {
        int64_t id = say(cx, &day.d, &s).event;
        CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
        CHECK_ERR(device_dismiss(cx, &ev, STR_NONE, STR_NONE), ERR_INVALID);
        CHECK(blames(cx, "reason"));
        CHECK_OK(device_dismiss(cx, &ev, str_of(reasons[i]), S("words")));
        CHECK_INT(say(cx, &day.d, &s).event, id); /* the burst goes on for a window, no longer */
        test_clock(cx, cx->now + 10 * MINUTE_MS);
    }
    CHECK_OK(device_rate(cx, COUNTY, day.d.id, &rate));
    CHECK_INT(rate.decided, 3); /* a test is no alarm at all */
    CHECK_INT(rate.wrong, 2);
}

TEST(who_works_elsewhere_finds_no_event_and_decides_about_none)
{
    struct day day = begin(cx, false);
    struct device_event ev, list_of[4];
    struct device_said s = level(1820);
    int64_t id = say(cx, &day.d, &s).event;
    char no[MATTERS_NUMBER_MAX];
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    struct device_filing in = {.category = ev.category};
    static const char *const strangers[] = {"town-mingjiu", "dept-shuiwu", "grid1", "admin"};
    for (size_t i = 0; i < COUNT(strangers); i++) {
        struct device_event seen;
        demo_be(cx, strangers[i]);
        CHECK_INT(list(cx, "", list_of, 4), 0);
        CHECK_ERR(device_event_find(cx, COUNTY, id, &seen), ERR_NOT_FOUND);
        CHECK_ERR(device_file(cx, &ev, &in, no), ERR_NOT_FOUND);
        CHECK_ERR(device_dismiss(cx, &ev, S("nothing"), STR_NONE), ERR_NOT_FOUND);
    }
    demo_be(cx, "secretary");
    CHECK_INT(list(cx, "open", list_of, 4), 1);
}

TEST(what_was_seen_in_the_video_room_is_an_event_of_the_place)
{
    struct day day = begin(cx, false);
    struct device_event ev;
    int64_t id = 0;
    struct device_seen in = {.county = COUNTY,
                             .scope = COMMUNITY,
                             .what = S("rubbish"),
                             .spot = S("gate"),
                             .said = S("bags"),
                             .at_ms = cx->now - MINUTE_MS};
    (void)day;
    CHECK_OK(device_see(cx, &in, &id));
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    CHECK_STR(ev.source, "hand");
    CHECK_INT(ev.happened_ms, cx->now - MINUTE_MS);
    CHECK_INT(ev.state, DEVICE_OPEN);
    demo_be(cx, "town-mingjiu");
    CHECK_ERR(device_see(cx, &in, &id), ERR_NOT_FOUND);
}

/* ---- the registry ------------------------------------------------------------------ */

TEST(the_registry_is_kept_by_the_system_administrator_alone_and_checks_what_it_gets)
{
    struct day day = begin(cx, false);
    struct device in = water(cx, "gq-002");
    int64_t id = 0;
    str secret;
    demo_be(cx, "duty");
    CHECK_ERR(device_add(cx, &in, &id), ERR_DENIED);
    CHECK_ERR(device_token(cx, &day.d, &secret), ERR_DENIED);
    CHECK_ERR(device_close(cx, &day.d), ERR_DENIED);
    demo_be(cx, "admin");
    in.code = S("gq-001");
    CHECK_ERR(device_add(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "code"));
    in = water(cx, "Bad Code");
    in.name = STR_NONE;
    in.org = 5;
    in.window_ms = 1;
    in.quiet_ms = 1;
    in.sure_least = 101;
    in.category = S("event-none");
    cx->failure = (struct failure){0};
    CHECK_ERR(device_add(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "code") && blames(cx, "name") && blames(cx, "org") && blames(cx, "window") &&
          blames(cx, "quiet") && blames(cx, "sure_least"));
    day.d.name = S("Other");
    CHECK_OK(device_change(cx, &day.d));
    CHECK_ERR(device_change(cx, &day.d), ERR_CONFLICT); /* seen before */
}

TEST(a_token_opens_one_device_until_the_next_is_made_or_it_is_retired)
{
    struct day day = begin(cx, false);
    struct device found;
    str first, second;
    demo_be(cx, "admin");
    CHECK_OK(device_token(cx, &day.d, &first));
    CHECK_OK(device_by_token(cx, first, &found));
    CHECK_INT(found.id, day.d.id);
    CHECK(str_find(found.token_hash, first) == SIZE_MAX);
    CHECK_OK(device_token(cx, &found, &second));
    CHECK_ERR(device_by_token(cx, first, &found), ERR_NOT_FOUND);
    CHECK_OK(device_by_token(cx, second, &found));
    CHECK_OK(device_close(cx, &found));
    CHECK_ERR(device_by_token(cx, second, &found), ERR_NOT_FOUND);
    struct device_said s = level(1820);
    struct device_take t = {
        .county = COUNTY, .device = day.d.id, .said = &s, .source = "http", .n = 1};
    CHECK_ERR(device_take(cx, &t, 1), ERR_NOT_FOUND);
}

/* ---- silence -------------------------------------------------------------------------- */

static int64_t told(struct ctx *cx, const char *login, const char *kind)
{
    struct notice list_of[20];
    int n = 0, found = 0;
    demo_be(cx, login);
    CHECK_OK(notices_list(cx, 0, list_of, 20, &n));
    for (int i = 0; i < n; i++)
        found += str_is(list_of[i].kind, kind);
    return found;
}

static void run_jobs(struct ctx *cx)
{
    cx->rooms = app_rooms;
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
}

TEST(a_device_that_falls_silent_is_told_to_its_owner_once_and_so_is_its_return)
{
    struct day day = begin(cx, false);
    struct device_said s = level(100);
    int64_t facts = 0;
    say(cx, &day.d, &s);
    test_clock(cx, cx->now + 59 * MINUTE_MS);
    run_jobs(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "devices.silent"), 0);
    test_clock(cx, cx->now + 2 * MINUTE_MS);
    run_jobs(cx);
    test_clock(cx, cx->now + 300 * MINUTE_MS);
    run_jobs(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "devices.silent"), 1);
    CHECK_INT(told(cx, "dept-minzheng", "devices.silent"), 0);
    CHECK_OK(device_find(cx, COUNTY, day.d.id, &day.d));
    CHECK(day.d.silent_ms > 0);
    say(cx, &day.d, &s);
    say(cx, &day.d, &s);
    CHECK_INT(told(cx, "dept-shuiwu", "devices.back"), 1);
    CHECK_OK(facts_count(cx, COUNTY, "device", day.d.id, "device.back", &facts));
    CHECK_INT(facts, 1);
    test_clock(cx, cx->now + 61 * MINUTE_MS);
    run_jobs(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "devices.silent"), 2); /* silent again is news again */
}

TEST(pictures_of_what_was_dismissed_are_forgotten_after_thirty_days)
{
    struct day day = begin(cx, true);
    struct device_event ev;
    struct media_file files[4];
    struct device_said s = level(1820);
    int n = 0;
    s.photo = sample_photo(cx);
    int64_t id = say(cx, &day.d, &s).event;
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    CHECK_OK(device_dismiss(cx, &ev, S("nothing"), STR_NONE));
    test_clock(cx, cx->now + 29 * DAY_MS);
    run_jobs(cx);
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    CHECK_INT(ev.photos, 1);
    test_clock(cx, cx->now + 2 * DAY_MS);
    run_jobs(cx);
    CHECK_OK(device_event_find(cx, COUNTY, id, &ev));
    CHECK_INT(ev.photos, 0);
    CHECK_OK(media_list(cx, COUNTY, "devices", id, files, 4, &n));
    CHECK(n == 0 || files[0].state == MEDIA_REFUSED);
    child_stop(day.child);
}

/* ---- from the broker ---------------------------------------------------------------- */

static struct mqtt_message published(const char *topic, const char *payload)
{
    return (struct mqtt_message){.topic = str_of(topic), .payload = str_of(payload)};
}

static int64_t refused(struct ctx *cx, const char *reason)
{
    struct device_refused r[8];
    int n = 0;
    CHECK_OK(device_refused(cx, COUNTY, r, 8, &n));
    for (int i = 0; i < n; i++)
        if (str_is(r[i].reason, reason))
            return r[i].n;
    return 0;
}

TEST(messages_of_the_broker_are_taken_counted_or_refused_by_reason)
{
    struct day day = begin(cx, false);
    struct device_event ev[4];
    struct mqtt_message m[] = {
        published("linli/532503/gq-001/event", "{\"what\":\"water_level\",\"value\":1.6}"),
        published("linli/532503/gq-001/state", "{\"value\":0.2,\"battery\":40}"),
        published("linli/532503/gq-001/event", "{\"what\":\"water_level\",\"value\":1.9}"),
        published("linli/532503/gq-777/event", "{\"what\":\"water_level\",\"value\":1.9}"),
        published("linli/532503/gq-777/state", "{}"),
        published("linli/532503/gq-001/event", "{\"what\":"),
        published("linli/999999/gq-001/event", "{}"),
        published("linli/x/gq-001/event", "{}"),
        published("linli/532503/\xff/event", "{}"),
        published("linli/532503/gq-001/event", ""),
    };
    m[9].large = true;
    CHECK_OK(device_hear(cx, m, COUNT(m), 0));
    CHECK_INT(list(cx, "", ev, 4), 1);
    CHECK_INT(ev[0].n, 2);
    CHECK_INT(ev[0].value, 1900);
    CHECK_OK(device_find(cx, COUNTY, day.d.id, &day.d));
    CHECK_INT(day.d.battery, 40);
    CHECK_INT(refused(cx, "unknown"), 2);
    CHECK_INT(refused(cx, "malformed"), 1);
    CHECK_INT(refused(cx, "oversized"), 1);
}

TEST(frigates_events_belong_to_the_camera_of_that_name_and_its_picture_to_the_event)
{
    struct day day = begin(cx, true);
    struct device in = water(cx, "nanhu_gate");
    struct device_event ev[4];
    in.kind = DEVICE_CAMERA;
    in.has_alarm = false;
    add(cx, &in);
    demo_be(cx, "duty");
    struct mqtt_message m[] = {
        {.topic = S("frigate/nanhu_gate/person/snapshot"), .payload = sample_photo(cx)},
        published("frigate/events", "{\"type\":\"new\",\"after\":{\"id\":\"1.5-a\",\"camera\":"
                                    "\"nanhu_gate\",\"label\":\"person\",\"top_score\":0.9}}"),
        published("frigate/events", "{\"type\":\"end\",\"after\":{\"id\":\"1.5-a\",\"camera\":"
                                    "\"nanhu_gate\",\"label\":\"person\",\"top_score\":0.95}}"),
        {.topic = S("frigate/nanhu_gate/person/snapshot"), .payload = sample_photo(cx)},
    };
    CHECK_OK(device_hear(cx, m, COUNT(m), 0)); /* nobody's recorder */
    CHECK_INT(list(cx, "", ev, 4), 0);
    CHECK_OK(device_hear(cx, &m[1], 2, COUNTY));
    CHECK_OK(device_hear(cx, &m[3], 1, COUNTY));
    CHECK_INT(list(cx, "", ev, 4), 1);
    CHECK_STR(ev[0].what, "person");
    CHECK_INT(ev[0].sure, 95);
    CHECK_INT(ev[0].photos, 1);
    child_stop(day.child);
}

/* ---- by HTTP ------------------------------------------------------------------------ */

struct site {
    struct web_gate gate;
    struct web_options o;
    str token;
};

static void open_site(struct ctx *cx, struct site *s, const struct device *d)
{
    demo_be(cx, "admin");
    CHECK_OK(device_token(cx, d, &s->token));
    demo_be(cx, "duty");
    s->o = demo_site(cx, &s->gate);
}

static struct web_answer push(struct ctx *cx, const struct site *s, str token, const char *type,
                              str body)
{
    struct web_answer a;
    str headers =
        str_fmt(cx->mem, "Authorization: Bearer %.*s\nContent-Type: %s", STR_ARG(token), type);
    CHECK_OK(web_ask(&s->o, cx->mem, "POST", "/api/v1/devices/events", headers, body, &a));
    return a;
}

TEST(a_push_is_answered_by_what_became_of_it)
{
    struct day day = begin(cx, false);
    struct site s;
    struct web_answer a;
    open_site(cx, &s, &day.d);
    str body = S("{\"what\":\"water_level\",\"value\":1.82}");
    a = push(cx, &s, s.token, "application/json", body);
    CHECK_INT(a.status, 200);
    CHECK_STR(a.body, "{\"result\":\"opened\"}");
    a = push(cx, &s, s.token, "application/json", body);
    CHECK_STR(a.body, "{\"result\":\"counted\"}");
    a = push(cx, &s, s.token, "application/json", S("{\"type\":\"state\",\"value\":0.2}"));
    CHECK_STR(a.body, "{\"result\":\"heard\"}");
    a = push(cx, &s, S("wrong"), "application/json", body);
    CHECK_INT(a.status, 401);
    CHECK(str_find(a.type, S("application/problem+json")) != SIZE_MAX);
    a = push(cx, &s, s.token, "application/json", S("{\"value\":\"high\"}"));
    CHECK_INT(a.status, 422);
    CHECK_INT(refused(cx, "malformed"), 1);
    str big = (str){arena_alloc(cx->mem, DEVICE_MESSAGE_BYTES + 1), DEVICE_MESSAGE_BYTES + 1};
    a = push(cx, &s, s.token, "application/json", big);
    CHECK_INT(a.status, 413);
    a = push(cx, &s, s.token, "multipart/mixed; boundary=x", S("--x--"));
    CHECK(a.status == 415 || a.status == 422);
}

TEST(an_alarm_in_parts_is_taken_with_its_picture_by_the_address_alone)
{
    struct day day = begin(cx, true);
    struct device in = water(cx, "cam-1");
    struct site s;
    struct web_answer a;
    struct device_event ev[4];
    in.kind = DEVICE_CAMERA;
    in.has_alarm = false;
    struct device camera = add(cx, &in);
    open_site(cx, &s, &camera);
    str photo = sample_photo(cx);
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_z(&b, "--MIME_boundary\r\nContent-Disposition: form-data; name=\"linedetection.xml\"; "
              "filename=\"linedetection.xml\"\r\nContent-Type: application/xml\r\n\r\n"
              "<EventNotificationAlert version=\"2.0\"><eventType>linedetection</eventType>"
              "<eventState>active</eventState></EventNotificationAlert>\r\n--MIME_boundary\r\n"
              "Content-Disposition: form-data; name=\"linedetection.jpg\"; "
              "filename=\"linedetection.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
    buf_str(&b, photo);
    buf_z(&b, "\r\n--MIME_boundary--\r\n");
    str url = str_fmt(cx->mem, "/api/v1/devices/events/%.*s", STR_ARG(s.token));
    CHECK_OK(web_ask(&s.o, cx->mem, "POST", url.at,
                     S("Content-Type: multipart/form-data; boundary=MIME_boundary"), buf_done(&b),
                     &a));
    CHECK_INT(a.status, 200);
    CHECK_INT(list(cx, "", ev, 4), 1);
    CHECK_STR(ev[0].what, "crossing");
    CHECK_STR(ev[0].source, "hikvision");
    CHECK_INT(ev[0].photos, 1);
    CHECK_OK(web_ask(&s.o, cx->mem, "POST", "/api/v1/devices/events/nope",
                     S("Content-Type: application/xml"), S("<a/>"), &a));
    CHECK_INT(a.status, 401);
    child_stop(day.child);
}
