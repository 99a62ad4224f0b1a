/* mask_test: numbers of people that must not be published, and numbers that must stay. */
#include "rooms/disclosure/mask.h"

#include "kit/test/test.h"

static str masked(struct ctx *cx, const char *text, struct mask_finds *f)
{
    struct mask_how how = {.today = day_of_ms(cx->now)};
    f->n = 0;
    return mask_text(cx->mem, str_of(text), &how, f);
}

static void goes(struct ctx *cx, const char *text, const char *shown, enum mask_kind kind)
{
    struct mask_finds *f = NEW(cx->mem, struct mask_finds);
    CHECK_STR(masked(cx, text, f), shown);
    CHECK_INT(f->n, 1);
    CHECK_STR(str_of(mask_kind_names[f->at[0].kind]), mask_kind_names[kind]);
}

static void stays(struct ctx *cx, const char *text)
{
    struct mask_finds *f = NEW(cx->mem, struct mask_finds);
    CHECK_STR(masked(cx, text, f), text);
    CHECK_INT(f->n, 0);
}

/* The published vectors of GB 11643 and made-up numbers of Mengzi. */
TEST(identity_numbers_never_reach_a_publication)
{
    goes(cx, "11010519491231002X", "110105********002X", MASK_ID);
    goes(cx, "to 440524188001010014.", "to 440524********0014.", MASK_ID);
    goes(cx, "532503199003070016", "532503********0016", MASK_ID);
    goes(cx, "532503 19550815 2027", "532503********2027", MASK_ID);
    goes(cx,
         "\uff15\uff13\uff12\uff15\uff10\uff13\uff11\uff19\uff19\uff10\uff10\uff13\uff10\uff17"
         "\uff10\uff10\uff11\uff16",
         "532503********0016", MASK_ID);
    goes(cx, "532503199003070017", "532503********0017", MASK_ID_DOUBTFUL);
    goes(cx, "532522900307001", "532522*****7001", MASK_ID);
}

TEST(bank_cards_go_by_their_luhn_sum_and_accounts_by_their_name)
{
    CHECK(mask_is_card(S("4111111111111111"))); /* the card networks' test number */
    CHECK(!mask_is_card(S("4111111111111112")));
    CHECK(!mask_is_card(S("411111111111111")));
    goes(cx, "4111 1111 1111 1111", "************1111", MASK_CARD);
    goes(cx, "\u8d26\u53f7\uff1a24301234567890", "\u8d26\u53f7\uff1a**********7890", MASK_CARD);
    stays(cx, "4111111111111112");
}

TEST(mobile_numbers_go_and_landlines_stay)
{
    struct mask_finds f = {.n = 0};
    struct mask_how how = {.today = day_of_ms(cx->now), .keep_phones = true};
    goes(cx, "Li 13800000001", "Li 138****0001", MASK_PHONE);
    goes(cx, "+8613800000001", "+138****0001", MASK_PHONE);
    goes(cx, "2026-10-01 13800000001", "2026-10-01 138****0001", MASK_PHONE);
    stays(cx, "0873-3720100");
    CHECK_STR(mask_text(cx->mem, S("Call 13800000001"), &how, &f), "Call 13800000001");
    CHECK_INT(f.n, 1); /* said all the same */
}

TEST(amounts_dates_contracts_and_credit_codes_stay)
{
    stays(cx, "13800000001.50");
    stays(cx, "1,380,000.00");
    stays(cx, "2026-10-31");
    stays(cx, "91350100M000100Y43");
    stays(cx, "HT202610310000012345");
    stays(cx, "12345");
}

TEST(lists_of_people_show_neither_whole_names_nor_houses)
{
    struct mask_finds f = {.n = 0};
    struct mask_how how = {.today = day_of_ms(cx->now), .persons = true};
    CHECK_STR(mask_name(cx->mem, S("\u5f20\u5c0f\u82b3"), &f), "\u5f20*\u82b3");
    CHECK_STR(mask_name(cx->mem, S("\u5f20*\u82b3"), &f), "\u5f20*\u82b3");
    CHECK_STR(mask_text(cx->mem, S("3\u7ec412\u53f7"), &how, &f), "3\u7ec4*\u53f7");
    CHECK_STR(mask_text(cx->mem, S("2\u680b501\u6237"), &how, &f), "*\u680b*\u6237");
    CHECK_INT(f.n, 4);
    CHECK_STR(mask_text(cx->mem, S("\u67096\u6237"), &how, &f), "\u67096\u6237"); /* a count */
    CHECK_INT(f.n, 4);
}
