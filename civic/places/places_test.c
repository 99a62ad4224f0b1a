/* places_test.c: Mengzi loaded in both editions, and what is asked of it afterwards. */
#include "civic/places/edition.h"
#include "civic/places/places.h"
#include "civic/places/rekey_test_schema.h"
#include "civic/places/rekey_test_sql.h"
#include "civic/room.h"
#include "kit/test/test.h"

#define EDITION(year)                                                                              \
    extern const str places_data_provinces_##year, places_data_cities_##year,                      \
        places_data_areas_##year, places_data_streets_##year, places_data_villages_##year;
EDITION(2016)
EDITION(2023)

#define MENGZI      532503000000000
#define HONGZHUYUAN 532503001008000
#define GUANGMING   532503003001000 /* was 532503101012 */

static int64_t day(const char *text)
{
    int64_t d = 0;
    CHECK_OK(day_parse(str_of(text), &d));
    return d;
}

static struct places_import edition_2016(void)
{
    return (struct places_import){.provinces = places_data_provinces_2016,
                                  .cities = places_data_cities_2016,
                                  .areas = places_data_areas_2016,
                                  .streets = places_data_streets_2016,
                                  .villages = places_data_villages_2016,
                                  .under = MENGZI,
                                  .day = day("2016-07-31")};
}

static struct places_import edition_2023(void)
{
    return (struct places_import){.provinces = places_data_provinces_2023,
                                  .cities = places_data_cities_2023,
                                  .areas = places_data_areas_2023,
                                  .streets = places_data_streets_2023,
                                  .villages = places_data_villages_2023,
                                  .under = MENGZI,
                                  .day = day("2023-06-30")};
}

static struct places_counts load(struct ctx *cx, struct places_import in)
{
    struct places_counts c = {0};
    CHECK_OK(places_load(cx, &in, &c));
    return c;
}

static str alias(struct ctx *cx, int64_t code)
{
    str out = STR_NONE;
    CHECK_OK(places_alias(cx, code, &out));
    return out;
}

static int count_level(struct ctx *cx, enum place_level level)
{
    struct place *all;
    int n = 0;
    CHECK_OK(places_list_level(cx, MENGZI, level, &all, &n));
    return n;
}

TEST(an_edition_is_loaded_under_one_county)
{
    struct places_counts c = load(cx, edition_2023());
    CHECK_INT(c.read[PLACE_PROVINCE], 1);
    CHECK_INT(c.read[PLACE_COUNTY], 1);
    CHECK_INT(c.read[PLACE_TOWN], 13);
    CHECK_INT(c.read[PLACE_COMMUNITY], 109);
    CHECK_INT(c.added, 122);
    CHECK_INT(count_level(cx, PLACE_TOWN), 13);
    CHECK_INT(count_level(cx, PLACE_COMMUNITY), 109);
    struct place p;
    CHECK_OK(places_find(cx, HONGZHUYUAN, &p));
    CHECK(p.level == PLACE_COMMUNITY && p.county == 532503);
    CHECK_STR(p.slug, "hzy");
    CHECK_STR(alias(cx, HONGZHUYUAN), "HZY");
    CHECK_STR(alias(cx, 530000000000000), "53"); /* above what was asked for none are made */
    CHECK_ERR(places_find(cx, 532503001099000, &p), ERR_NOT_FOUND);
}

TEST(an_edition_is_loaded_in_slices_while_others_work)
{
    struct places_import in = edition_2023();
    in.served = true;
    CHECK_INT(load(cx, in).added, 122);
    CHECK_INT(count_level(cx, PLACE_COMMUNITY), 109);
    CHECK_STR(places_slug(cx, HONGZHUYUAN), "hzy");
}

TEST(loading_the_same_edition_again_changes_nothing)
{
    load(cx, edition_2023());
    struct places_counts c = load(cx, edition_2023());
    CHECK_INT(c.same, 122);
    CHECK_INT(c.added + c.gone + c.recoded + c.renamed + c.respelled + c.rekeyed, 0);
    struct places_import older = edition_2016();
    CHECK_ERR(places_load(cx, &older, &c), ERR_CONFLICT);
}

TEST(a_second_edition_keeps_the_history)
{
    int64_t today = 0, former[4];
    int n = 0;
    load(cx, edition_2016());
    CHECK_INT(count_level(cx, PLACE_COMMUNITY), 101);
    struct places_counts c = load(cx, edition_2023());
    CHECK_INT(c.same, 47 + 8);
    CHECK_INT(c.recoded, 49 + 3);
    CHECK_INT(c.added, 10 + 2);
    CHECK_INT(c.gone, 2);
    CHECK_INT(c.respelled, 3);
    CHECK_INT(count_level(cx, PLACE_COMMUNITY), 109);
    CHECK_OK(places_today(cx, 532503101012000, &today));
    CHECK_INT(today, GUANGMING);
    CHECK_OK(places_today(cx, 532503104201000, &today)); /* gone: its town of today */
    CHECK_INT(today, 532503005000000);
    CHECK_OK(places_today(cx, 532503201206000, &today));
    CHECK_INT(today, 532503201000000);
    CHECK_OK(places_today(cx, 532503101012007, &today)); /* a grid goes along */
    CHECK_INT(today, GUANGMING + 7);
    CHECK_OK(places_today(cx, 532503104201007, &today));
    CHECK_INT(today, 532503005000000);
    CHECK_OK(places_former(cx, GUANGMING, former, 4, &n));
    CHECK(n == 1 && former[0] == 532503101012000);
    CHECK_ERR(places_today(cx, 532503999001000, &today), ERR_NOT_FOUND);
    CHECK(places_name(cx, 532503104201000).len > 0); /* the gone one still has its name */
}

TEST(an_alias_stays_with_its_place_through_editions)
{
    int64_t county = 0, code = 0;
    load(cx, edition_2016());
    str before = alias(cx, 532503101012000);
    CHECK(before.len >= 2);
    load(cx, edition_2023());
    CHECK(str_eq(alias(cx, GUANGMING), before));
    CHECK_OK(places_resolve(cx, before, &county, &code)); /* upper case answers too */
    CHECK(county == 532503 && code == GUANGMING);
    CHECK_OK(places_resolve(cx, S("hzy"), &county, &code));
    CHECK(code == HONGZHUYUAN);
    CHECK_OK(places_resolve(cx, S("532503001008"), &county, &code));
    CHECK(code == HONGZHUYUAN);
    CHECK_OK(places_resolve(cx, S("532503101012"), &county, &code));
    CHECK(code == GUANGMING);
    CHECK_OK(places_resolve(cx, S("532503"), &county, &code));
    CHECK(code == MENGZI && county == 532503);
    CHECK_OK(places_resolve(cx, S("53"), &county, &code));
    CHECK(code == 530000000000000 && county == 0);
    static const char *const bad[] = {"",  "nobody", "5325030", "532503001008000000000",
                                      "%", "hzy'",   "440000"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(places_resolve(cx, str_of(bad[i]), &county, &code), ERR_NOT_FOUND);
}

TEST(aliases_are_unique_and_the_second_gets_a_digit)
{
    struct place *all;
    int n = 0, digits = 0;
    load(cx, edition_2023());
    CHECK_OK(places_list_level(cx, MENGZI, PLACE_COMMUNITY, &all, &n));
    for (int i = 0; i < n; i++) {
        CHECK(all[i].slug.len >= 2);
        digits += isdigit((unsigned char)all[i].slug.at[all[i].slug.len - 1]) != 0;
        for (int j = 0; j < i; j++)
            CHECK(!str_eq(all[i].slug, all[j].slug));
    }
    CHECK(digits > 0);
}

TEST(places_are_found_by_name_and_by_initials)
{
    struct place out[10];
    int n = 0;
    load(cx, edition_2023());
    CHECK_OK(places_search(cx, S("hzy"), MENGZI, out, 10, &n));
    CHECK(n == 1 && out[0].code == HONGZHUYUAN);
    CHECK_OK(places_search(cx, S("HZ"), 0, out, 10, &n));
    CHECK(n >= 1);
    CHECK_OK(places_search(cx, S("\xe7\xab\xba"), MENGZI, out, 10, &n)); /* one character */
    CHECK(n == 1 && out[0].code == HONGZHUYUAN);
    CHECK_OK(places_search(cx, S("%"), MENGZI, out, 10, &n));
    CHECK(n == 0);
    CHECK_OK(places_search(cx, S("hzy"), 532503102000000, out, 10, &n));
    CHECK(n == 0);
}

TEST(lists_step_over_the_levels)
{
    struct place *all;
    int n = 0;
    load(cx, edition_2023());
    CHECK_OK(places_list(cx, 0, &all, &n));
    CHECK(n == 1 && all[0].code == 530000000000000);
    CHECK_OK(places_list(cx, 530000000000000, &all, &n));
    CHECK(n == 1 && all[0].code == 532500000000000);
    CHECK_OK(places_list(cx, 532500000000000, &all, &n));
    CHECK(n == 1 && all[0].code == MENGZI);
    CHECK_OK(places_list(cx, 532503001000000, &all, &n));
    CHECK(n == 18 && all[0].code == 532503001001000);
    CHECK_ERR(places_list(cx, HONGZHUYUAN, &all, &n), ERR_NOT_FOUND);
}

TEST(broken_files_are_refused_with_their_line)
{
    struct places_counts c;
    struct places_import in = edition_2023();
    in.villages = S("code,name\n532503001001,\"A\"\n53250300100x,\"B\"\n");
    CHECK_ERR(places_load(cx, &in, &c), ERR_INVALID);
    CHECK(str_find(cx->failure.text, S("3")) != SIZE_MAX);
    in.villages = S("code,name\n532503099001,\"no such town\"\n");
    CHECK_ERR(places_load(cx, &in, &c), ERR_INVALID);
    in.villages = S("number,name\n532503001001,A\n");
    CHECK_ERR(places_load(cx, &in, &c), ERR_INVALID);
    in.villages = S("code,name\n532503001001,\n");
    CHECK_ERR(places_load(cx, &in, &c), ERR_INVALID);
    in = edition_2023();
    in.under = 440000000000000;
    CHECK_ERR(places_load(cx, &in, &c), ERR_NOT_FOUND);
    in.under = 7;
    CHECK_ERR(places_load(cx, &in, &c), ERR_INVALID);
    CHECK_INT(count_level(cx, PLACE_COMMUNITY), 0);
}

/* ---- re-keying --------------------------------------------------------- */

static const struct places_rekey rekey = {.table = "rekey_rows", .sql = &rekey_test_sql_move};
static const struct places_rekey *const rekeys[] = {&rekey, NULL};
static const struct room lab = {.name = "lab", .rekeys = rekeys};
static const struct room *const lab_rooms[] = {&lab, NULL};

static void open_lab(struct ctx *cx)
{
    static const struct db_part *const parts[] = {&rekey_test_schema, NULL};
    str why = STR_NONE;
    CHECK_OK(db_migrate(cx->db, parts, &why, cx->mem));
    cx->rooms = lab_rooms;
}

struct fill {
    int64_t place, first, n;
};

static enum err fill_tx(struct ctx *cx, void *arg)
{
    const struct fill *f = arg;
    for (int64_t i = 0; i < f->n; i++) {
        enum err e = db_exec(cx, NULL, &rekey_test_sql_add, db_int("county", 532503),
                             db_int("id", f->first + i), db_int("place", f->place));
        if (e)
            return e;
    }
    return OK;
}

static void fill(struct ctx *cx, int64_t place, int64_t first, int64_t n)
{
    struct fill f = {place, first, n};
    CHECK_OK(db_write(cx, fill_tx, &f));
}

/* How many rows lie there today; *place gets the code that one of them was born with. */
static int64_t rows_in(struct ctx *cx, int64_t scope, int64_t *place)
{
    AUTO_ROWS rows = db_query(cx, &rekey_test_sql_count, db_int("county", 532503),
                              db_int("lo", scope), db_int("hi", place_end(scope)));
    CHECK_OK(db_one(&rows));
    *place = db_get_int(&rows, 1);
    return db_get_int(&rows, 0);
}

TEST(todays_community_finds_yesterdays_rows)
{
    int64_t place = 0;
    open_lab(cx);
    load(cx, edition_2016());
    fill(cx, 532503101012000, 1, 2500);  /* Guangming, more than two batches */
    fill(cx, 532503101012003, 5000, 10); /* in its third grid */
    fill(cx, 532503101008000, 6000, 5);  /* Hongzhuyuan */
    fill(cx, 532503104201000, 7000, 5);  /* gone */
    fill(cx, 532503102202000, 8000, 5);  /* unchanged */
    fill(cx, 532503101000000, 9000, 5);  /* the town of Wenlan itself */
    struct places_counts c = load(cx, edition_2023());
    CHECK_INT(c.rekeyed, 2510 + 5 + 5 + 5);
    CHECK_INT(rows_in(cx, GUANGMING, &place), 2510);
    CHECK_INT(place, 532503101012000);
    CHECK_INT(rows_in(cx, GUANGMING + 3, &place), 10);
    CHECK_INT(place, 532503101012003);
    CHECK_INT(rows_in(cx, HONGZHUYUAN, &place), 5);
    CHECK_INT(rows_in(cx, 532503102202000, &place), 5);
    CHECK_INT(rows_in(cx, 532503101000000, &place), 0);
    CHECK_INT(rows_in(cx, 532503005000000, &place), 5); /* lifted to the town */
    CHECK_INT(rows_in(cx, MENGZI, &place), 2530);
}

static int calls_left; /* of a part whose disk fails */

static enum err rekey_and_fail(struct ctx *cx, const struct places_move *m, int64_t most,
                               int64_t *moved)
{
    if (m->lo == 532503101012000 && calls_left-- <= 0)
        return ERR_BUSY;
    return db_exec(cx, moved, &rekey_test_sql_move, db_int("county", m->county),
                   db_int("lo", m->lo), db_int("hi", m->hi), db_int("keep", m->keep),
                   db_int("shift", m->shift), db_int("most", most));
}

TEST(rekeying_goes_on_where_it_was_cut_short)
{
    static const struct places_rekey failing = {.table = "rekey_rows", .run = rekey_and_fail};
    static const struct places_rekey *const failing_rekeys[] = {&failing, NULL};
    static const struct room part = {.name = "lab", .rekeys = failing_rekeys};
    static const struct room *const failing_rooms[] = {&part, NULL};
    int64_t place = 0, did = 1;
    struct places_import in = edition_2023();
    struct places_counts c = {0};
    open_lab(cx);
    load(cx, edition_2016());
    fill(cx, 532503101012000, 1, 2500);
    cx->rooms = failing_rooms;
    calls_left = 1; /* after the first batch */
    CHECK_ERR(places_load(cx, &in, &c), ERR_BUSY);
    CHECK_INT(rows_in(cx, GUANGMING, &place), 1000);
    cx->rooms = lab_rooms;
    while (did)
        CHECK_OK(places_rekey_step(cx, 532503, &did));
    CHECK_INT(rows_in(cx, GUANGMING, &place), 2500);
    CHECK_INT(rows_in(cx, 532503101012000, &place), 0);
}

/* Follows one row through the moves in their order. */
static int64_t follow(const struct edition_plan *p, int64_t code)
{
    for (size_t i = 0; i < p->n_moves; i++)
        if (code >= p->moves[i].lo && code <= p->moves[i].hi)
            code = code * p->moves[i].keep + p->moves[i].shift;
    return code;
}

TEST(codes_that_pass_from_one_place_to_another_are_moved_in_order)
{
    struct place_row a = {532503001001000, S("a"), PLACE_COMMUNITY};
    struct place_row b = {532503001002000, S("b"), PLACE_COMMUNITY};
    struct place_row d = {532503001003000, S("d"), PLACE_COMMUNITY};
    struct place_row e = {532503001004000, S("e"), PLACE_COMMUNITY};
    struct place_change chain[] = {{PLACE_RECODED, &a, &b}, {PLACE_RECODED, &b, &d}};
    struct place_change circle[] = {{PLACE_RECODED, &a, &b},
                                    {PLACE_RECODED, &b, &d},
                                    {PLACE_RECODED, &d, &a},
                                    {PLACE_GONE, &e, NULL}};
    struct edition_plan p = {.county = 532503, .code = MENGZI, .old_code = MENGZI};
    struct place_matching m = {.at = chain, .n = 2};
    edition_moves(cx->mem, &p, &m);
    CHECK(p.n_moves == 2);
    CHECK_INT(follow(&p, a.code + 7), b.code + 7);
    CHECK_INT(follow(&p, b.code), d.code);
    m = (struct place_matching){.at = circle, .n = 4};
    edition_moves(cx->mem, &p, &m);
    CHECK_INT(follow(&p, a.code + 7), b.code + 7);
    CHECK_INT(follow(&p, b.code + 7), d.code + 7);
    CHECK_INT(follow(&p, d.code + 7), a.code + 7);
    CHECK_INT(follow(&p, e.code + 7), MENGZI);
    struct place_change circles[] = {{PLACE_RECODED, &a, &b},
                                     {PLACE_RECODED, &b, &a},
                                     {PLACE_RECODED, &d, &e},
                                     {PLACE_RECODED, &e, &d}};
    m = (struct place_matching){.at = circles, .n = 4};
    edition_moves(cx->mem, &p, &m);
    CHECK_INT(p.n_moves, 6);
    CHECK_INT(follow(&p, a.code), b.code);
    CHECK_INT(follow(&p, b.code), a.code);
    CHECK_INT(follow(&p, d.code), e.code);
    CHECK_INT(follow(&p, e.code), d.code);
}

/* ---- what is set per place --------------------------------------------- */

TEST(a_switch_holds_below_until_something_nearer_is_set)
{
    struct room_switch s;
    load(cx, edition_2023());
    CHECK(!places_is_open(cx, HONGZHUYUAN, "cases"));
    CHECK_OK(places_switch(cx, HONGZHUYUAN, "cases", &s));
    CHECK(s.place == 0 && !s.on);
    struct room_switch on = {.on = true, .post = 1, .stand_in = 2}, off = {.on = false};
    CHECK_OK(places_set_switch(cx, MENGZI, "cases", &on));
    CHECK(places_is_open(cx, HONGZHUYUAN, "cases") && places_is_open(cx, HONGZHUYUAN + 1, "cases"));
    CHECK(!places_is_open(cx, HONGZHUYUAN, "votes"));
    CHECK_OK(places_set_switch(cx, 532503001000000, "cases", &off));
    CHECK(!places_is_open(cx, HONGZHUYUAN, "cases") && places_is_open(cx, GUANGMING, "cases"));
    CHECK_OK(places_set_switch(cx, HONGZHUYUAN, "cases", &on));
    CHECK_OK(places_switch(cx, HONGZHUYUAN + 3, "cases", &s));
    CHECK(s.on && s.place == HONGZHUYUAN && s.post == 1 && s.stand_in == 2 && s.row_ver == 1);
}

TEST(a_switch_needs_a_post_and_another_as_stand_in)
{
    load(cx, edition_2023());
    struct room_switch alone = {.on = true, .post = 1},
                       same = {.on = true, .post = 1, .stand_in = 1};
    CHECK_ERR(places_set_switch(cx, MENGZI, "cases", &alone), ERR_INVALID);
    CHECK_ERR(places_set_switch(cx, MENGZI, "cases", &same), ERR_INVALID);
    struct room_switch on = {.on = true, .post = 1, .stand_in = 2};
    CHECK_OK(places_set_switch(cx, MENGZI, "cases", &on));
    CHECK_ERR(places_set_switch(cx, MENGZI, "cases", &on), ERR_CONFLICT); /* not seen */
    on.row_ver = 1;
    CHECK_OK(places_set_switch(cx, MENGZI, "cases", &on));
    CHECK_ERR(places_set_switch(cx, MENGZI, "cases", &on), ERR_CONFLICT); /* seen too early */
}

TEST(phones_and_flows_are_inherited)
{
    str phone, hours;
    load(cx, edition_2023());
    places_phone(cx, HONGZHUYUAN, &phone, &hours);
    CHECK(!phone.len && !hours.len);
    CHECK_OK(places_set_phone(cx, MENGZI, S("0873-3722345"), S("day and night")));
    CHECK_OK(places_set_phone(cx, HONGZHUYUAN, S("0873-3722001"), S("8:00-18:00")));
    places_phone(cx, HONGZHUYUAN + 2, &phone, &hours);
    CHECK_STR(phone, "0873-3722001");
    places_phone(cx, GUANGMING, &phone, &hours);
    CHECK_STR(phone, "0873-3722345");
    CHECK_STR(hours, "day and night");
    CHECK_OK(places_set_flow(cx, MENGZI, "case", S("case-full")));
    CHECK_OK(places_set_flow(cx, GUANGMING, "case", S("case-small")));
    CHECK_STR(places_flow(cx, HONGZHUYUAN, "case"), "case-full");
    CHECK_STR(places_flow(cx, GUANGMING, "case"), "case-small");
    CHECK_STR(places_flow(cx, GUANGMING, "vote"), "");
}
