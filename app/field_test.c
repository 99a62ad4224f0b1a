/* field_test: the grid worker's day by the people of the demo: reporting from the street. */
#include "app/app.h"
#include "app/demo.h"
#include "app/test_demo.h"
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
    CHECK_OK(demo_load(cx, 0, &why));
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
