/* homes_test: who lives where: by those who may keep it, those who may see it and those who may
 * not; what is masked, found, kept once, erased. */
#include "civic/homes/homes_own.h"

#include "civic/facts/facts.h"
#include "civic/people/test_people.h"
#include "civic/places/places.h"
#include "kit/jobs/jobs.h"

#define GRID      532503001008001
#define GRID2     532503001008002
#define ELSEWHERE 532503002001001

struct cast {
    int64_t org, clerk, worker, other, county;
};

static int64_t grid_of(struct ctx *cx, int64_t community, const char *name)
{
    struct grid g = {.county = T_COUNTY,
                     .code = community,
                     .kind = GRID_GROUPS,
                     .name = str_of(name),
                     .parts = str_of(name)};
    int64_t code = 0;
    CHECK_OK(grid_add(cx, &g, &code));
    return code;
}

static const char roles[] = "role,zh,en,factor,acts\n"
                            "clerk,a,Clerk,0,homes.read homes.keep homes.unmask\n"
                            "worker,b,Worker,0,homes.read homes.unmask\n"
                            "duty,c,Duty,0,homes.read\n";

static struct cast begin(struct ctx *cx)
{
    struct cast c = {0};
    const struct act_label *const known[] = {homes_room.acts, NULL};
    str why = STR_NONE;
    CHECK_OK(people_roles_load(cx, str_of(roles), known, &why));
    c.org = test_org(cx, "hzy", T_COMMUNITY);
    c.clerk = test_staff(cx, "clerk", c.org, "clerk", T_COMMUNITY);
    c.worker = test_staff(cx, "worker", c.org, "worker", GRID);
    c.other = test_staff(cx, "other", c.org, "worker", GRID2);
    c.county = test_staff(cx, "duty", c.org, "duty", T_SCOPE);
    CHECK_INT(grid_of(cx, T_COMMUNITY, "one"), GRID);
    CHECK_INT(grid_of(cx, T_COMMUNITY, "two"), GRID2);
    test_as(cx, c.clerk);
    return c;
}

static const struct resident li = {.p = {.name = {"\u674e\u79c0\u82f1", 9},
                                         .phone = {"138 0000 1234", 13},
                                         .id_number = {"532503195508152027", 18},
                                         .tongue = {"miao", 4}},
                                   .consent = HOME_AGREED};
static const struct resident son = {.p = {.name = {"\u738b\u5f3a", 6}}, .relation = HOME_SON};

static struct homes_new home(int64_t scope, const char *building, const char *door,
                             const struct resident *r, int n)
{
    return (struct homes_new){.county = T_COUNTY,
                              .scope = scope,
                              .building = str_of(building),
                              .door = str_of(door),
                              .residents = r,
                              .n = n};
}

static int64_t put(struct ctx *cx, int64_t scope, const char *building, const char *door,
                   const struct resident *r, int n)
{
    struct homes_new in = home(scope, building, door, r, n);
    int64_t id = 0;
    CHECK_OK(homes_add(cx, &in, &id));
    return id;
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

static int listed(struct ctx *cx, const struct homes_filter *f, struct homes_line *out, int max)
{
    int n = 0;
    int64_t next;
    CHECK_OK(homes_list(cx, f, out, max, &n, &next));
    return n;
}

static int found(struct ctx *cx, const char *text)
{
    struct homes_line out[10];
    struct homes_filter f = {.county = T_COUNTY, .need = HOMES_ALL, .find = str_of(text)};
    return listed(cx, &f, out, 10);
}

TEST(a_household_is_seen_in_the_own_grid_and_nowhere_else)
{
    struct cast c = begin(cx);
    struct household h;
    const struct resident both[] = {li, son};
    int64_t id = put(cx, GRID, "Block 3", "2-301", both, 2), n = 0, people = 0;
    test_as(cx, c.worker);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_STR(h.line, "Block 3 2-301");
    CHECK_INT(h.n, 2);
    CHECK_INT(h.residents[0].relation, HOME_HEAD);
    CHECK_OK(homes_count(cx, T_COUNTY, 0, &n, &people));
    CHECK(n == 1 && people == 2);
    test_as(cx, c.other);
    CHECK_ERR(homes_find(cx, T_COUNTY, id, &h), ERR_NOT_FOUND);
    CHECK_INT(found(cx, "Block 3"), 0);
    CHECK_OK(homes_count(cx, T_COUNTY, 0, &n, &people));
    CHECK_INT(n, 0);
}

TEST(names_are_in_full_near_by_and_masked_from_afar_and_numbers_always)
{
    struct cast c = begin(cx);
    struct household h;
    int64_t id = put(cx, GRID, "Block 3", "301", &li, 1);
    test_as(cx, c.worker);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_STR(h.residents[0].p.name, "\u674e\u79c0\u82f1");
    CHECK_STR(h.residents[0].p.phone, "138****1234");
    CHECK_STR(h.residents[0].p.id_number, "532503********2027");
    CHECK_INT(h.residents[0].age, 70);
    test_as(cx, c.county);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_STR(h.residents[0].p.name, "\u674e*\u82f1");
    CHECK(!h.named);
}

TEST(plain_text_needs_a_reason_and_is_recorded)
{
    struct cast c = begin(cx);
    struct household h;
    struct person p;
    struct people_look looks[4];
    int64_t id = put(cx, GRID, "Block 3", "301", &li, 1);
    int n = 0;
    test_as(cx, c.worker);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    struct homes_unmask in = {T_COUNTY, id, h.residents[0].id, S("")};
    CHECK_ERR(homes_unmask(cx, &in, &p), ERR_INVALID);
    in.reason = S("to call about the flood");
    CHECK_OK(homes_unmask(cx, &in, &p));
    CHECK_STR(p.phone, "13800001234");
    CHECK_OK(people_looks(cx, T_COUNTY, p.id, INT64_MAX, looks, 4, &n));
    CHECK(n == 1 && looks[0].unmasked);
    test_as(cx, c.county); /* may look, but not behind the mask */
    CHECK_ERR(homes_unmask(cx, &in, &p), ERR_NOT_FOUND);
}

TEST(a_household_is_found_by_address_name_phone_and_number_typed_in_full)
{
    struct cast c = begin(cx);
    put(cx, GRID, "Block 3", "2-301", &li, 1);
    put(cx, GRID, "Block 4", "100%", &son, 1);
    test_as(cx, c.worker);
    CHECK_INT(found(cx, "block3 2-3"), 1);
    CHECK_INT(found(cx, "\u674e\u79c0\u82f1"), 1);
    CHECK_INT(found(cx, "\u674e \u79c0\u82f1"), 1);
    CHECK_INT(found(cx, "\u674e"), 0); /* names are not read, only compared whole */
    CHECK_INT(found(cx, "13800001234"), 1);
    CHECK_INT(found(cx, "532503195508152027"), 1);
    CHECK_INT(found(cx, "%"), 1);
    CHECK_INT(found(cx, "_"), 0);
}

TEST(lists_go_by_building_and_door_as_people_count_and_page_by_page)
{
    begin(cx);
    static const char *const doors[] = {"10", "9", "1", "11"};
    struct homes_line out[3];
    struct homes_filter f = {.county = T_COUNTY, .need = HOMES_ALL};
    int64_t next = 0;
    int n = 0;
    for (int i = 0; i < 4; i++)
        put(cx, GRID, "Block 3", doors[i], &son, 1);
    CHECK_OK(homes_list(cx, &f, out, 3, &n, &next));
    CHECK_INT(n, 3);
    CHECK_STR(out[0].line, "Block 3 1");
    CHECK_STR(out[1].line, "Block 3 9");
    CHECK_STR(out[2].line, "Block 3 10");
    CHECK(next);
    f.after = next;
    CHECK_OK(homes_list(cx, &f, out, 3, &n, &next));
    CHECK(n == 1 && !next);
    CHECK_STR(out[0].line, "Block 3 11");
}

TEST(needs_make_a_list_of_visits_due_and_a_visit_puts_them_off)
{
    struct cast c = begin(cx);
    int64_t today = day_of_ms(cx->now), need = 0;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1);
    put(cx, GRID, "Block 3", "2", &son, 1);
    struct homes_line out[4];
    struct homes_filter f = {.county = T_COUNTY, .need = NEED_LONE_ELDER};
    struct home_need n = {.kind = NEED_LONE_ELDER, .next_day = today};
    CHECK_INT(listed(cx, &f, out, 4), 0);
    CHECK_OK(homes_need_add(cx, T_COUNTY, id, &n, &need));
    CHECK_ERR(homes_need_add(cx, T_COUNTY, id, &(struct home_need){.resident = 7}, &need),
              ERR_NOT_FOUND);
    test_as(cx, c.worker);
    CHECK_INT(listed(cx, &f, out, 4), 1);
    CHECK_INT(out[0].id, id);
    CHECK_INT(out[0].needs, 1u << NEED_LONE_ELDER);
    CHECK_INT(out[0].next_day, today);
    CHECK_STR(out[0].tongue, "miao");
    f.due_by = today;
    CHECK_INT(listed(cx, &f, out, 4), 1);
    test_clock(cx, cx->now);
    struct household h;
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.needs[0].every_days, 7);
    CHECK_ERR(homes_need_remove(cx, T_COUNTY, id, h.needs[0].id),
              ERR_NOT_FOUND); /* a worker's eye */
}

static enum err visited_tx(struct ctx *cx, void *arg)
{
    return homes_visited(cx, T_COUNTY, *(int64_t *)arg, day_of_ms(cx->now), 0);
}

TEST(a_visit_puts_the_next_one_a_rhythm_later)
{
    begin(cx);
    int64_t today = day_of_ms(cx->now), need = 0;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1);
    struct household h;
    CHECK_OK(homes_need_add(cx, T_COUNTY, id,
                            &(struct home_need){.kind = NEED_DISABLED, .next_day = today}, &need));
    CHECK_OK(db_write(cx, visited_tx, &id));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.needs[0].last_day, today);
    CHECK_INT(h.needs[0].next_day, today + 30);
}

TEST(an_identity_number_stands_on_the_roll_once)
{
    struct cast c = begin(cx);
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1), other = 0;
    struct homes_new in = home(GRID2, "Block 9", "9", &li, 1);
    CHECK_ERR(homes_add(cx, &in, &other), ERR_INVALID);
    CHECK(blames(cx, "id_number"));
    CHECK(str_find(cx->failure.fields->text, S("Block 3 1")) != SIZE_MAX);
    int64_t n = 0, people = 0;
    CHECK_OK(homes_count(cx, T_COUNTY, 0, &n, &people));
    CHECK(n == 1 && people == 1); /* nothing of the refused one stays */
    CHECK_OK(homes_remove(cx, T_COUNTY, id, 1));
    CHECK_OK(homes_add(cx, &in, &other));
    (void)c;
}

TEST(what_is_typed_wrong_is_said_by_field_and_nothing_is_stored)
{
    begin(cx);
    struct resident r = {.p = {.phone = S("12"), .id_number = S("5.3E+17")}};
    struct homes_new in = home(ELSEWHERE, "", "", &r, 1);
    int64_t id = 0, n = 0, people = 0;
    CHECK_ERR(homes_add(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "grid") && blames(cx, "building") && blames(cx, "door"));
    CHECK(blames(cx, "name") && blames(cx, "phone") && blames(cx, "id_number"));
    CHECK_OK(homes_count(cx, T_COUNTY, 0, &n, &people));
    CHECK_INT(n, 0);
}

TEST(a_worker_changes_nothing)
{
    struct cast c = begin(cx);
    struct household h;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1), other = 0;
    test_as(cx, c.worker);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    struct homes_new in = home(GRID, "Block 3", "2", &son, 1);
    CHECK_ERR(homes_add(cx, &in, &other), ERR_INVALID);
    CHECK_ERR(homes_change(cx, &h), ERR_NOT_FOUND);
    CHECK_ERR(homes_remove(cx, T_COUNTY, id, h.row_ver), ERR_NOT_FOUND);
    CHECK_ERR(homes_resident_add(cx, T_COUNTY, id, &son, &other), ERR_NOT_FOUND);
    CHECK_ERR(homes_building_change(cx, &h.building), ERR_NOT_FOUND);
}

TEST(residents_come_change_and_go_and_the_last_one_takes_the_household_along)
{
    begin(cx);
    struct household h;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1), second = 0;
    CHECK_OK(homes_resident_add(cx, T_COUNTY, id, &son, &second));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    struct resident r = h.residents[0];
    r.p = (struct person){.name = li.p.name, .phone = S("13900001111"), .tongue = S("yi")};
    CHECK_OK(homes_resident_change(cx, T_COUNTY, id, &r));
    CHECK_ERR(homes_resident_change(cx, T_COUNTY, id, &r), ERR_CONFLICT); /* seen is stale */
    CHECK_INT(found(cx, "13900001111"), 1);
    CHECK_INT(found(cx, "13800001234"), 0);
    CHECK_INT(found(cx, "532503195508152027"), 1); /* kept: nothing was typed */
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    r = h.residents[0];
    r.p = (struct person){.name = li.p.name, .id_number = S("-")};
    CHECK_OK(homes_resident_change(cx, T_COUNTY, id, &r));
    CHECK_INT(found(cx, "532503195508152027"), 0);
    int64_t gone = h.residents[0].p.id;
    CHECK_OK(homes_resident_remove(cx, T_COUNTY, id, h.residents[0].id, 3));
    struct person p;
    CHECK_OK(person_find(cx, T_COUNTY, gone, &p));
    CHECK(p.erased);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.n, 1);
    CHECK_OK(homes_resident_remove(cx, T_COUNTY, id, second, 1));
    CHECK_ERR(homes_find(cx, T_COUNTY, id, &h), ERR_NOT_FOUND);
    CHECK_INT(found(cx, "Block 3"), 0);
}

TEST(a_building_that_is_renamed_or_moved_takes_its_households_along)
{
    struct cast c = begin(cx);
    struct household h;
    int64_t need = 0;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1);
    CHECK_OK(homes_need_add(cx, T_COUNTY, id, &(struct home_need){.kind = NEED_ILL}, &need));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    h.building.name = S("Tower A");
    h.building.scope = GRID2;
    CHECK_OK(homes_building_change(cx, &h.building));
    CHECK_ERR(homes_building_change(cx, &h.building), ERR_CONFLICT);
    test_as(cx, c.other);
    CHECK_INT(found(cx, "towera1"), 1);
    struct homes_line out[2];
    struct homes_filter f = {.county = T_COUNTY, .need = NEED_ILL, .within = GRID2};
    CHECK_INT(listed(cx, &f, out, 2), 1);
    test_as(cx, c.worker);
    CHECK_ERR(homes_find(cx, T_COUNTY, id, &h), ERR_NOT_FOUND);
}

TEST(facts_of_a_household_carry_no_personal_data)
{
    begin(cx);
    struct household h;
    struct fact facts[20];
    int n = 0;
    int64_t id = put(cx, GRID, "Block 3", "1", &li, 1);
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    h.door = S("7");
    CHECK_OK(homes_change(cx, &h));
    CHECK_OK(facts_list(cx, T_COUNTY, "household", id, FACTS_STAFF, 0, facts, 20, &n));
    CHECK_INT(n, 2);
    CHECK_STR(str_of(facts[1].kind), "household.changed");
    CHECK_STR(facts[1].to, "dwelling");
    for (int i = 0; i < n; i++)
        CHECK(!facts[i].payload.len);
}

TEST(who_may_be_kept_no_longer_is_erased_by_the_job)
{
    begin(cx);
    struct household h;
    struct resident r[] = {son, li};
    const struct jobs_kind *const kinds[] = {&homes_kept_job, NULL};
    r[0].relation = HOME_HEAD;
    r[1].relation = HOME_PARENT;
    r[1].keep_until_day = day_of_ms(cx->now) + 10;
    int64_t id = put(cx, GRID, "Block 3", "1", r, 2);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.n, 2);
    test_clock(cx, cx->now + 10 * DAY_MS); /* the last day */
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.n, 2);
    test_clock(cx, cx->now + DAY_MS);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(homes_find(cx, T_COUNTY, id, &h));
    CHECK_INT(h.n, 1);
    CHECK_INT(found(cx, "532503195508152027"), 0);
}

TEST(the_demo_puts_a_family_behind_every_door_once)
{
    struct cast c = begin(cx);
    int64_t n = 0, people = 0;
    CHECK_OK(homes_demo_load(cx, T_COUNTY));
    CHECK_OK(homes_demo_load(cx, T_COUNTY)); /* again: nothing is added */
    test_as(cx, c.county);
    CHECK_OK(homes_count(cx, T_COUNTY, 0, &n, &people));
    CHECK_INT(n, 14); /* two groups of seven houses */
    CHECK(people > n);
}
