/* identifiers_test: vectors of GB 11643, GB 32100, GB 11714, ISO 7064, and the masks. */
#include "civic/people/people.h"
#include "kit/test/test.h"

#define TODAY day_of_civil(2026, 7, 1)

static bool reads_id(const char *z, struct people_id *id)
{
    return people_read_id(str_of(z), TODAY, id) == OK;
}

TEST(identity_numbers_are_read_with_birth_and_sex)
{
    struct people_id id;
    CHECK(reads_id("11010519491231002X", &id));
    CHECK(id.kind == PEOPLE_ID_CITIZEN && id.sex == PEOPLE_FEMALE);
    CHECK(id.birth_day == day_of_civil(1949, 12, 31));
    CHECK(reads_id("440524188001010014", &id) && id.birth_day == day_of_civil(1880, 1, 1));
    CHECK(reads_id("532503199003070016", &id) && id.sex == PEOPLE_MALE);
    CHECK(reads_id("532503195508152027", &id) && id.sex == PEOPLE_FEMALE);
    CHECK(reads_id(" 110105 19491231 002x ", &id));
    CHECK(str_is(str_of(id.text), "11010519491231002X"));
}

TEST(identity_numbers_that_cannot_be_are_refused)
{
    struct people_id id;
    CHECK(!reads_id("110105194912310021", &id)); /* check */
    CHECK(!reads_id("110105194902310023", &id)); /* 31 February */
    CHECK(!reads_id("5.3E+17", &id));
    CHECK(!reads_id("11010519491231002", &id));
    CHECK(!reads_id("", &id));
    CHECK(people_read_id(S("532503199003070016"), day_of_civil(1990, 3, 6), &id) == ERR_INVALID);
    CHECK(people_read_id(S("532503199003070016"), day_of_civil(1990, 3, 7), &id) == OK);
}

/* A number of eighteen with the check its first seventeen digits ask for. */
static const char *checked(const char *seventeen)
{
    static char z[19];
    static const int w[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        z[i] = seventeen[i], sum += w[i] * (z[i] - '0');
    z[17] = "10X98765432"[sum % 11];
    return z;
}

TEST(residence_permits_are_told_apart)
{
    struct people_id id;
    CHECK(reads_id(checked("81000019900307001"), &id) && id.kind == PEOPLE_ID_HMT);
    CHECK(reads_id(checked("82000019900307001"), &id) && id.kind == PEOPLE_ID_HMT);
    CHECK(reads_id(checked("83000019900307001"), &id) && id.kind == PEOPLE_ID_HMT);
    CHECK(reads_id(checked("91184019900307001"), &id) && id.kind == PEOPLE_ID_FOREIGNER);
    CHECK(reads_id("usa110000123456", &id) && id.kind == PEOPLE_ID_FOREIGNER_OLD);
    CHECK(id.birth_day == INT64_MIN);
    CHECK(reads_id(checked("53252219620509003"), &id) && id.kind == PEOPLE_ID_CITIZEN);
}

TEST(credit_codes_follow_gb_32100)
{
    static const char *const good[] = {"91350100M000100Y43", "54532503MEA123456R",
                                       "55532503MEB0001753", "N2532503MF00001870",
                                       "52532503MJX123456X", "115325030151808258"};
    char out[19];
    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(people_read_credit_code(str_of(good[i]), out) == OK);
    CHECK(people_read_credit_code(S("91350100m000100y43"), out) == OK);
    CHECK(str_is(str_of(out), "91350100M000100Y43"));
    CHECK(people_read_credit_code(S("91350100M000100Y44"), out) == ERR_INVALID);
    CHECK(people_read_credit_code(S("91350100M0001O0Y43"), out) == ERR_INVALID); /* letter O */
    CHECK(people_read_credit_code(S("91350100M000100Y4"), out) == ERR_INVALID);
}

TEST(organisation_codes_follow_gb_11714)
{
    char out[11];
    CHECK(people_read_org_code(S("D2143569-X"), out) == OK);
    CHECK(people_read_org_code(S("d2143569x"), out) == OK);
    CHECK(str_is(str_of(out), "D2143569-X"));
    CHECK(people_read_org_code(S("D2143569-1"), out) == ERR_INVALID);
    CHECK(people_read_org_code(S("D214356-X"), out) == ERR_INVALID);
}

TEST(mod_37_36_gives_the_published_checks)
{
    CHECK(people_check_37_36(S("A12425GABC1234002")) == 'M');
    CHECK(people_check_37_36(S("A12425-ABC")) == 0);
}

static bool phone_is(const char *typed, enum people_phone_kind kind, const char *text)
{
    struct people_phone p;
    return people_read_phone(str_of(typed), &p) == OK && p.kind == kind &&
           str_is(str_of(p.text), text);
}

static bool phone_refused(const char *typed)
{
    struct people_phone p;
    return people_read_phone(str_of(typed), &p) == ERR_INVALID;
}

TEST(telephones_are_read_as_people_write_them)
{
    CHECK(phone_is("13800000001", PEOPLE_MOBILE, "13800000001"));
    CHECK(phone_is("+86 138 0000 0001", PEOPLE_MOBILE, "13800000001"));
    CHECK(phone_is("0086-13800000001", PEOPLE_MOBILE, "13800000001"));
    CHECK(phone_is("\uff11\uff13\uff18\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff11",
                   PEOPLE_MOBILE, "13800000001"));
    CHECK(phone_is("08733720000", PEOPLE_LANDLINE, "0873-3720000"));
    CHECK(phone_is("(0873) 3720000", PEOPLE_LANDLINE, "0873-3720000"));
    CHECK(phone_is("010-66012345", PEOPLE_LANDLINE, "010-66012345"));
    CHECK(phone_is("12345", PEOPLE_SERVICE, "12345"));
    CHECK(phone_is("400-800-1234", PEOPLE_SERVICE, "4008001234"));
    CHECK(phone_is("110", PEOPLE_SERVICE, "110"));
    CHECK(phone_refused("12800000001"));
    CHECK(phone_refused("1380000000"));
    CHECK(phone_refused("138000000012"));
    CHECK(phone_refused("0873-372000"));
    CHECK(phone_refused("1380000000a"));
    CHECK(phone_refused(""));
}

static bool masked(str got, const char *want)
{
    return str_is(got, want);
}

TEST(names_keep_surname_and_last_sign)
{
    struct arena *m = cx->mem;
    CHECK(masked(people_mask_name(m, S("\u5f20\u4e09")), "\u5f20*"));
    CHECK(masked(people_mask_name(m, S("\u5f20\u5efa\u56fd")), "\u5f20*\u56fd"));
    CHECK(masked(people_mask_name(m, S("\u6b27\u9633\u5c0f\u534e")), "\u6b27\u9633*\u534e"));
    CHECK(masked(people_mask_name(m, S("\u6b27\u9633\u534e")), "\u6b27\u9633*"));
    CHECK(masked(people_mask_name(m, S("\u5f20\u5c0f\u5efa\u56fd")), "\u5f20*\u56fd"));
    CHECK(masked(people_mask_name(m, S("\u5f20")), "*"));
    CHECK(masked(people_mask_name(m, S("")), ""));
}

TEST(numbers_are_masked_in_the_middle)
{
    struct arena *m = cx->mem;
    CHECK(masked(people_mask_id(m, S("532503199003070016")), "532503********0016"));
    CHECK(masked(people_mask_phone(m, S("13800001234")), "138****1234"));
    CHECK(masked(people_mask_phone(m, S("0873-3720000")), "0873-***0000"));
    CHECK(masked(people_mask_phone(m, S("12345")), "*****"));
    CHECK(masked(people_mask_card(m, S("6222021234567894321")), "***************4321"));
    CHECK(masked(people_mask_card(m, S("4321")), "****"));
}
