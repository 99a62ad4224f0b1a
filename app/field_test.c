/* field_test: the grid worker's day by the people of the demo: reporting from the street. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/places/geo.h"
#include "civic/places/places.h"
#include "kit/child/child.h"
#include "kit/child/sample.h"
#include "kit/test/test.h"
#include "rooms/field/field.h"

#define COUNTY 532503
#define GRID   532503001008001
#define GRID2  532503001008002
#define LAMP   "facility-0118"

struct day {
    struct child *child;
};

static struct media_new photo(struct ctx *cx, const char *role)
{
    struct sample s = sample_scene(cx->mem, 64, 48, 6);
    struct media_take how = {.county = COUNTY, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    struct media_new m;
    CHECK_OK(media_take_bytes(cx, sample_jpeg(cx->mem, &s), S("a.jpg"), &how, &m));
    m.file.room = S("cases");
    m.file.role = str_of(role);
    return m;
}

/* The demo, with grid1 at work. */
static struct day begin(struct ctx *cx)
{
    struct day d = {0};
    str why = STR_NONE;
    demo_begin(cx, 0);
    CHECK_OK(child_start(&(struct child_options){.at_once = 1}, &d.child, &why, cx->mem));
    CHECK_OK(media_start(test_dir(), cx->seal, d.child, &cx->media, &why, cx->mem));
    demo_be(cx, "grid1");
    return d;
}

static struct cases_files photos(struct ctx *cx, bool after)
{
    struct cases_files f = {.at = {photo(cx, "report")}, .n = 1};
    if (after)
        f.at[f.n++] = photo(cx, "after");
    return f;
}

static struct field_report lamp(void)
{
    return (struct field_report){.r = {.county = COUNTY,
                                       .community = GRID,
                                       .code = S(LAMP),
                                       .source = "worker",
                                       .spot = {.words = S("3")}}};
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

static str state_of(struct ctx *cx, int64_t id)
{
    struct matter m;
    CHECK_OK(matters_load(cx, COUNTY, id, &m));
    return m.state;
}

TEST(a_workers_report_needs_no_look_first_and_lies_in_the_grid_named)
{
    struct day d = begin(cx);
    struct field_report in = lamp();
    struct cases_receipt out;
    struct matter m;
    CHECK_OK(field_report(cx, &in, &out));
    CHECK_OK(matters_load(cx, COUNTY, out.id, &m));
    CHECK_STR(m.state, "accepting");
    CHECK_STR(m.source, "worker");
    CHECK_INT(m.scope, GRID);
    in.r.community = GRID2; /* a colleague's */
    CHECK_ERR(field_report(cx, &in, &out), ERR_INVALID);
    CHECK(blames(cx, "grid"));
    child_stop(d.child);
}

TEST(a_position_worse_than_the_grid_is_no_pin_and_wants_words)
{
    struct day d = begin(cx);
    struct field_report in = lamp();
    struct cases_receipt out;
    struct matter m;
    struct casefile c;
    in.r.spot = (struct cases_spot){
        .measured = true, .lat_u = 23366000, .lon_u = 103385000, .accuracy_m = 2000};
    CHECK_ERR(field_report(cx, &in, &out), ERR_INVALID);
    CHECK(blames(cx, "spot"));
    in.r.spot.words = S("gate");
    CHECK_OK(field_report(cx, &in, &out));
    CHECK_OK(matters_load(cx, COUNTY, out.id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    CHECK(!c.spot.measured);
    CHECK_INT(m.scope, GRID);
    in.r.spot = (struct cases_spot){.measured = false};
    CHECK_ERR(field_report(cx, &in, &out), ERR_INVALID); /* nowhere at all */
    child_stop(d.child);
}

TEST(solved_on_the_spot_closes_with_both_photos_where_the_kind_allows)
{
    struct day d = begin(cx);
    struct field_report in = lamp();
    struct cases_files before = photos(cx, false), both = photos(cx, true);
    struct cases_receipt out;
    int64_t mine[5];
    int n = 0;
    in.solved = true;
    in.r.code = S("event-0102");
    CHECK_ERR(field_report(cx, &in, &out), ERR_INVALID);
    CHECK(blames(cx, "photo") && blames(cx, "after_photo"));
    in.r.files = &before;
    CHECK_ERR(field_report(cx, &in, &out), ERR_INVALID);
    in.r.files = &both;
    CHECK_OK(field_report(cx, &in, &out));
    CHECK_STR(state_of(cx, out.id), "closed");
    in.r.code = S(LAMP); /* a unit's work: nothing of it stays */
    CHECK_ERR(field_report(cx, &in, &out), ERR_CONFLICT);
    CHECK_OK(field_my_reports(cx, COUNTY, mine, 5, &n));
    CHECK_INT(n, 1);
    child_stop(d.child);
}

TEST(kinds_reported_most_come_first_and_the_numbers_are_ones_own)
{
    struct day d = begin(cx);
    struct field_report in = lamp();
    struct cases_receipt out;
    struct field_load load;
    str codes[FIELD_KINDS_MAX];
    int n = 0;
    CHECK_OK(field_report(cx, &in, &out));
    in.r.code = S("event-0102");
    CHECK_OK(field_report(cx, &in, &out));
    CHECK_OK(field_report(cx, &in, &out));
    CHECK_OK(field_usual_kinds(cx, COUNTY, codes, &n));
    CHECK_INT(n, 2);
    CHECK_STR(codes[0], "event-0102");
    CHECK_STR(codes[1], LAMP);
    CHECK_OK(field_count(cx, COUNTY, 0, &load));
    CHECK_INT(load.reported, 3);
    demo_be(cx, "grid2");
    CHECK_OK(field_count(cx, COUNTY, 0, &load));
    CHECK_INT(load.reported, 0);
    child_stop(d.child);
}

/* ---- looking ------------------------------------------------------------- */

/* A lamp with a point, reported by a resident: grid1 has to look whether it is so. */
static void report_lamp(struct ctx *cx, bool pin, struct casefile *c)
{
    struct cases_report in = {.county = COUNTY,
                              .community = 532503001008000,
                              .code = S(LAMP),
                              .source = "resident",
                              .body = S("dark"),
                              .spot = {.words = S("gate")}};
    struct cases_receipt out;
    if (pin) {
        struct grid g;
        CHECK_OK(grid_find(cx, COUNTY, GRID, &g));
        struct geo_point p = geo_middle(&g.shape);
        in.spot.measured = true;
        in.spot.lat_u = p.lat;
        in.spot.lon_u = p.lon;
        in.spot.accuracy_m = 5;
    }
    cx->county = cx->actor = 0;
    cx->posts = NULL;
    CHECK_OK(cases_open(cx, &in, &out));
    CHECK_OK(cases_by_token(cx, str_of(out.token), c));
}

static struct cases_move look(const struct casefile *c, const struct cases_proof *p)
{
    return (struct cases_move){
        .move = "found_true", .seen = c->m.row_ver, .in = {.photos = 1}, .proof = p};
}

/* Tries the look, and how it is answered. */
static enum err try_look(struct ctx *cx, struct casefile *c, const struct cases_proof *p)
{
    struct cases_move move = look(c, p);
    cx->failure = (struct failure){.err = OK};
    return cases_move(cx, c, &move);
}

static struct cases_proof off(const struct casefile *c, int64_t microdegrees, int64_t accuracy)
{
    struct cases_proof p = {.at = c->spot};
    p.at.lat_u += microdegrees;
    p.at.accuracy_m = accuracy;
    return p;
}

TEST(a_grid_worker_who_looks_has_been_there_or_names_a_reason)
{
    struct day d = begin(cx);
    struct casefile c;
    struct cases_shown s[4];
    int n = 0;
    report_lamp(cx, true, &c);
    demo_be(cx, "grid1");
    struct cases_proof none = {.words = STR_NONE}, rough = off(&c, 0, 2000),
                       far = off(&c, 20000000, 10), near = off(&c, 800, 20),
                       beyond = off(&c, 1000, 20);
    CHECK_ERR(try_look(cx, &c, NULL), ERR_CONFLICT); /* from a page that knows nothing of it */
    CHECK_ERR(try_look(cx, &c, &none), ERR_INVALID);
    CHECK(blames(cx, "here"));
    CHECK_ERR(try_look(cx, &c, &rough), ERR_INVALID);
    CHECK(blames(cx, "here"));
    CHECK_ERR(try_look(cx, &c, &far), ERR_INVALID);
    CHECK_ERR(try_look(cx, &c, &beyond), ERR_INVALID); /* 111 m */
    CHECK_OK(matters_load(cx, COUNTY, c.m.id, &c.m));
    CHECK_STR(c.m.state, "verifying"); /* nothing of it stays */
    CHECK_OK(try_look(cx, &c, &near)); /* 89 m */
    CHECK_STR(c.m.state, "accepting");
    CHECK_OK(cases_list_shown(cx, &c.m, s, 4, &n));
    CHECK_INT(n, 1);
    CHECK_INT(s[0].metres, 89);
    CHECK_INT(s[0].limit_m, 100);
    child_stop(d.child);
}

TEST(a_reason_is_from_the_list_and_fits_the_case)
{
    struct day d = begin(cx);
    struct casefile c;
    struct cases_shown s[4];
    struct fact f[20];
    int n = 0, n_facts = 0;
    report_lamp(cx, true, &c);
    demo_be(cx, "grid1");
    struct cases_proof p = {.why = CASES_WHY_NO_PIN};
    CHECK_ERR(try_look(cx, &c, &p), ERR_INVALID);
    CHECK(blames(cx, "why"));
    p.why = CASES_WHYS;
    CHECK_ERR(try_look(cx, &c, &p), ERR_INVALID);
    p.why = CASES_WHY_OTHER;
    CHECK_ERR(try_look(cx, &c, &p), ERR_INVALID);
    CHECK(blames(cx, "why_words"));
    p.why = CASES_WHY_NO_SIGNAL;
    struct cases_move move = look(&c, &p);
    move.in.photos = 0;
    CHECK_ERR(cases_move(cx, &c, &move), ERR_INVALID);
    CHECK(blames(cx, "photo"));
    p.why = CASES_WHY_UNSAFE; /* then there may be none */
    CHECK_OK(cases_move(cx, &c, &move));
    CHECK_OK(cases_list_shown(cx, &c.m, s, 4, &n));
    CHECK_INT(s[0].why, CASES_WHY_UNSAFE);
    CHECK_INT(s[0].metres, -1);
    CHECK_OK(facts_list(cx, COUNTY, "matter", c.m.id, FACTS_STAFF, 0, f, 20, &n_facts));
    int told = 0;
    for (int i = 0; i < n_facts; i++)
        if (!strcmp(f[i].kind, "case.looked_at")) {
            told++;
            CHECK_STR(f[i].reason, "unsafe");
        }
    CHECK_INT(told, 1);
    child_stop(d.child);
}

TEST(a_case_without_a_point_says_so_and_a_desk_looks_by_other_means)
{
    struct day d = begin(cx);
    struct casefile c;
    report_lamp(cx, false, &c);
    demo_be(cx, "secretary");
    CHECK_OK(try_look(cx, &c, NULL));
    child_stop(d.child);
}

TEST(how_near_is_near_enough_is_the_countys_to_set)
{
    struct day d = begin(cx);
    struct casefile c;
    struct cases_proof_limit limit;
    report_lamp(cx, true, &c);
    CHECK_OK(cases_proof_limit(cx, COUNTY, &limit));
    CHECK_INT(limit.metres, 100);
    limit.metres = 50;
    demo_be(cx, "grid1");
    CHECK_ERR(cases_proof_limit_set(cx, COUNTY, &limit), ERR_NOT_FOUND);
    demo_be(cx, "admin");
    CHECK_OK(cases_proof_limit_set(cx, COUNTY, &limit));
    CHECK_ERR(cases_proof_limit_set(cx, COUNTY, &limit), ERR_CONFLICT); /* two at once */
    limit = (struct cases_proof_limit){.metres = 5, .row_ver = 1};
    CHECK_ERR(cases_proof_limit_set(cx, COUNTY, &limit), ERR_INVALID);
    demo_be(cx, "grid1");
    struct cases_proof p = off(&c, 800, 20);
    CHECK_ERR(try_look(cx, &c, &p), ERR_INVALID);
    p = off(&c, 400, 20);
    CHECK_OK(try_look(cx, &c, &p));
    child_stop(d.child);
}
