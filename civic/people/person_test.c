/* person_test: sealed, masked, erased, wrapped again. */
#include "civic/people/test_people.h"
#include "civic/room.h"

static const struct person someone = {.county = T_COUNTY,
                                      .name = {"\u6b27\u9633\u5c0f\u534e", 12},
                                      .phone = {"138 0000 1234", 13},
                                      .id_number = {"53250319900307001 6", 19}};

TEST(a_person_is_sealed_and_comes_back_whole)
{
    int64_t id = 0;
    struct person p;
    CHECK_OK(person_add(cx, &someone, &id));
    CHECK_OK(person_find(cx, T_COUNTY, id, &p));
    CHECK_STR(p.name, "\u6b27\u9633\u5c0f\u534e");
    CHECK_STR(p.phone, "13800001234");
    CHECK_STR(p.id_number, "532503199003070016");
    AUTO_ROWS rows = db_query(cx, &people_sql_person, db_int("county", T_COUNTY), db_int("id", id));
    CHECK_OK(db_one(&rows));
    for (int i = 1; i <= 4; i++)
        CHECK(db_get_blob(&rows, i).len > 0 &&
              str_find(db_get_blob(&rows, i), S("1380000")) == SIZE_MAX);
}

TEST(a_person_is_masked_for_others)
{
    int64_t id = 0;
    struct person p, m;
    CHECK_OK(person_add(cx, &someone, &id));
    CHECK_OK(person_find(cx, T_COUNTY, id, &p));
    m = people_masked(cx->mem, &p);
    CHECK_STR(m.name, "\u6b27\u9633*\u534e");
    CHECK_STR(m.phone, "138****1234");
    CHECK_STR(m.id_number, "532503********0016");
}

TEST(wrong_numbers_of_a_person_are_refused)
{
    struct person p = someone;
    int64_t id;
    p.id_number = S("532503199003070017");
    CHECK_ERR(person_add(cx, &p, &id), ERR_INVALID);
    p = someone;
    p.phone = S("1380000123");
    CHECK_ERR(person_add(cx, &p, &id), ERR_INVALID);
}

TEST(names_change_and_stay_sealed)
{
    int64_t id = 0;
    struct person p;
    CHECK_OK(person_add(cx, &someone, &id));
    CHECK_OK(person_find(cx, T_COUNTY, id, &p));
    p.name = S("\u738b\u82f1");
    CHECK_OK(person_change(cx, &p));
    CHECK_OK(person_find(cx, T_COUNTY, id, &p));
    CHECK_STR(p.name, "\u738b\u82f1");
    CHECK_STR(p.phone, "13800001234");
}

TEST(erasing_destroys_the_key_and_the_door)
{
    int64_t account = 0, county, ref;
    struct person p;
    str token;
    struct session s;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("\u738b\u82f1"), &account));
    CHECK_OK(resident_open(cx, T_COUNTY, account, &token));
    CHECK_OK(person_of_account(cx, T_COUNTY, account, &p));
    struct seal_hash index = people_phone_index(cx, S("13800001234"));
    CHECK_OK(door_find(cx, "phone", seal_hash_bytes(&index), &county, &ref));
    CHECK_OK(person_erase(cx, T_COUNTY, p.id));
    CHECK_ERR(door_find(cx, "phone", seal_hash_bytes(&index), &county, &ref), ERR_NOT_FOUND);
    CHECK_OK(person_find(cx, T_COUNTY, p.id, &p));
    CHECK(p.erased && !p.name.len && !p.phone.len);
    {
        AUTO_ROWS rows =
            db_query(cx, &people_sql_person, db_int("county", T_COUNTY), db_int("id", p.id));
        CHECK_OK(db_one(&rows));
        for (int i = 1; i <= 4; i++)
            CHECK(db_get_null(&rows, i));
    }
    CHECK_ERR(person_of_account(cx, T_COUNTY, account, &p), ERR_NOT_FOUND);
    CHECK_STR(people_name(cx, T_COUNTY, account), "");
    CHECK_ERR(person_erase(cx, T_COUNTY, p.id), ERR_NOT_FOUND);
    CHECK_OK(session_find(cx, token, &s)); /* the row is there, its account is not */
    cx->county = T_COUNTY;
    cx->actor = account;
    CHECK_ERR(people_load(cx), ERR_NOT_FOUND);
}

TEST(a_family_number_stays_open_for_the_others)
{
    int64_t one = 0, two = 0, county, ref, found[PHONE_PEOPLE_MAX];
    int n;
    struct person p;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("\u738b\u82f1"), &one));
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("\u674e\u56db"), &two));
    struct seal_hash index = people_phone_index(cx, S("13800001234"));
    CHECK_OK(phone_accounts(cx, T_COUNTY, seal_hash_bytes(&index), found, &n));
    CHECK(n == 2 && found[0] == one && found[1] == two);
    CHECK_OK(person_of_account(cx, T_COUNTY, one, &p));
    CHECK_OK(person_erase(cx, T_COUNTY, p.id));
    CHECK_OK(door_find(cx, "phone", seal_hash_bytes(&index), &county, &ref));
    CHECK_OK(phone_accounts(cx, T_COUNTY, seal_hash_bytes(&index), found, &n));
    CHECK(n == 1 && found[0] == two);
}

TEST(one_name_on_one_number_is_one_person)
{
    int64_t one = 0, two = 0;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("A"), &one));
    CHECK_ERR(resident_add(cx, T_COUNTY, S("13800001234"), S(" A "), &two), ERR_CONFLICT);
    CHECK_ERR(resident_add(cx, T_COUNTY, S("+86 138 0000 1234"), STR_NONE, &two), ERR_CONFLICT);
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("B"), &two));
}

TEST(names_are_whole_for_oneself_and_masked_for_others)
{
    int64_t one = 0, two = 0;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001234"), S("\u738b\u5927\u82f1"), &one));
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800001235"), STR_NONE, &two));
    test_as(cx, one);
    CHECK_STR(people_name(cx, T_COUNTY, one), "\u738b\u5927\u82f1");
    CHECK_STR(people_name(cx, T_COUNTY, two), "138****1235");
    test_as(cx, two);
    CHECK_STR(people_name(cx, T_COUNTY, one), "\u738b*\u82f1");
    CHECK_STR(people_name(cx, T_COUNTY, 0), "");
}

TEST(unmasking_needs_its_act_and_a_reason_and_is_written_down)
{
    test_roles(cx, "clerk,x,x,0,people.read people.unmask\nreader,x,x,0,people.read\n");
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), id = 0;
    int64_t clerk = test_staff(cx, "clerk", org, "clerk", T_COMMUNITY);
    int64_t reader = test_staff(cx, "reader", org, "reader", T_COMMUNITY);
    struct person p = {0};
    CHECK_OK(person_add(cx, &someone, &id));
    test_as(cx, reader);
    CHECK_ERR(person_unmask(cx, T_COUNTY, id, T_COMMUNITY, 5, S("to call back"), &p),
              ERR_NOT_FOUND);
    test_as(cx, clerk);
    CHECK_ERR(person_unmask(cx, T_COUNTY, id, T_COMMUNITY + 1000, 5, S("to call back"), &p),
              ERR_NOT_FOUND);
    CHECK_ERR(person_unmask(cx, T_COUNTY, id, T_COMMUNITY, 5, S("x"), &p), ERR_INVALID);
    CHECK_OK(person_unmask(cx, T_COUNTY, id, T_COMMUNITY, 5, S("to call back"), &p));
    CHECK_STR(p.phone, "13800001234");
    AUTO_ROWS rows = db_query(cx, &people_sql_access_of_person, db_int("county", T_COUNTY),
                              db_int("person", id), db_int("before", INT64_MAX), db_int("n", 10));
    CHECK_OK(db_one(&rows));
    CHECK_STR(db_get_text(&rows, 4), "to call back");
    CHECK_STR(db_get_text(&rows, 6), "clerk");
    CHECK(!db_next(&rows));
}

TEST(rotation_wraps_every_key_again_and_touches_no_field)
{
    str why = STR_NONE;
    struct seal *first = NULL, *second = NULL;
    int64_t id[3], after = 0, done = 0;
    struct person p;
    const char *path = str_fmt(cx->mem, "%s/keys", test_dir()).at;
    CHECK_OK(seal_keys_init(path, &why, cx->mem));
    CHECK_OK(seal_open(path, &first, &why, cx->mem));
    cx->seal = first;
    for (int i = 0; i < 3; i++)
        CHECK_OK(person_add(cx, &someone, &id[i]));
    CHECK_OK(person_erase(cx, T_COUNTY, id[1]));
    CHECK_OK(seal_keys_rotate(path, &why, cx->mem));
    CHECK_OK(seal_open(path, &second, &why, cx->mem));
    cx->seal = second;
    while (seal_rewrap_step(cx, people_room.rewraps[0], T_COUNTY, &after, &done) == OK)
        ;
    CHECK_INT(done, 2);
    CHECK_OK(seal_keys_retire(path, &why, cx->mem));
    seal_done(first);
    seal_done(second);
    CHECK_OK(seal_open(path, &second, &why, cx->mem)); /* the old key is gone from the file */
    cx->seal = second;
    CHECK_OK(person_find(cx, T_COUNTY, id[2], &p));
    CHECK_STR(p.phone, "13800001234");
    CHECK_OK(person_find(cx, T_COUNTY, id[1], &p));
    CHECK(p.erased);
    seal_done(second);
}
