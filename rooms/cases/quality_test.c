/* quality_test.c: what an answer says and lacks. */
#include "kit/test/test.h"
#include "rooms/cases/quality.h"

#define DID  QUALITY_BIT(QUALITY_DID)
#define WHEN QUALITY_BIT(QUALITY_WHEN)
#define WHO  QUALITY_BIT(QUALITY_WHO)
#define WHY  QUALITY_BIT(QUALITY_WHY)

static unsigned lacks_of(struct ctx *cx, const char *outcome, const char *answer, const char *unit)
{
    unsigned lacks = 99;
    CHECK_OK(quality_read(cx, str_of(outcome), str_of(answer), str_of(unit), &lacks));
    return lacks;
}

TEST(an_answer_says_what_was_done_when_and_by_whom)
{
    static const struct {
        const char *outcome, *answer;
        unsigned lacks;
    } rows[] = {
        {"solved", "11月4日下午，市城管局路灯所更换灯泡2只，当晚试亮正常。", 0},
        {"solved", "１１月４号维修师傅已把灯修好，晚上亮了。", 0},
        {"solved", "十一月四日物业公司已清理楼道杂物。", 0},
        {"solved", "已更换灯泡，试亮正常，请放心。", WHEN | WHO},
        {"solved", "昨天下午已更换灯泡，试亮正常。", WHO},
        {"solved", "城管局工作人员到过现场看了一下。", DID | WHEN},
        {"solved", "已处理。", DID | WHEN | WHO},
        {"solved", "已办理完毕，感谢您的来电。", DID | WHEN | WHO},
        {"solved", "", DID | WHEN | WHO},
        {"partly", "11月4日城管局先装了一盏，其余月底前安装。", 0},
        {"answered", "经住建局核实，该处产权属于小区，无法由财政改造。", 0},
        {"answered", "已转有关部门。", WHO | WHY},
        {"answered", "我们也没办法，请您理解，谢谢您。", WHO | WHY},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned lacks = lacks_of(cx, rows[i].outcome, rows[i].answer, "");
        if (lacks != rows[i].lacks)
            fprintf(stderr, "%s: %x\n", rows[i].answer, lacks);
        CHECK_INT(lacks, rows[i].lacks);
    }
}

TEST(the_name_of_the_unit_says_by_whom)
{
    CHECK_INT(lacks_of(cx, "solved", "11月4日暖邻已上门清理干净。", "暖邻"), 0);
    CHECK_INT(lacks_of(cx, "solved", "11月4日暖邻已上门清理干净。", ""), WHO);
}

TEST(what_an_answer_lacks_is_said_in_words)
{
    cx->lang = LANG_EN;
    CHECK_STR(quality_text(cx, WHEN | WHO), "The answer does not say: when, by whom.");
    CHECK(quality_is_reason(S("told")) && !quality_is_reason(S("")) && !quality_is_reason(S("x")));
}
