/* kinds_test.c: finding a kind by what people type. */
#include "kit/test/test.h"
#include "rooms/cases/category.h"

#define LAMP    "\u8def\u706f"             /* 路灯 */
#define COVER   "\u8def\u706f\u4e95\u76d6" /* 路灯井盖 */
#define RUBBISH "\u5783\u573e"             /* 垃圾 */
#define DARK    "\u706f\u4e0d\u4eae"       /* 灯不亮 */

static struct category kinds[] = {
    {.code = S("cover"), .name = S(COVER), .plain = S(COVER), .plain_en = S("Lamp manhole")},
    {.code = S("rubbish"), .name = S(RUBBISH), .plain = S(RUBBISH), .chip = 2},
    {.code = S("lamp"),
     .name = S(LAMP),
     .plain = S(LAMP),
     .plain_en = S("Street lamp"),
     .also = S("\u9ed1\u706f " DARK),
     .chip = 1},
};

static const char *found(struct ctx *cx, const char *typed)
{
    struct category at[COUNT(kinds)], *each[COUNT(kinds)];
    struct buf b = buf_new(cx->mem, 200);
    for (size_t i = 0; i < COUNT(kinds); i++)
        each[i] = &kinds[i];
    CHECK_OK(cases_category_sound(cx, each, COUNT(kinds)));
    struct categories all = {kinds, COUNT(kinds)};
    int n = cases_category_search(cx->mem, &all, str_of(typed), at, COUNT(at));
    for (int i = 0; i < n; i++)
        buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(at[i].code));
    return str_z(cx->mem, buf_done(&b));
}

#define FINDS(typed, codes) CHECK_STR(str_of(found(cx, typed)), codes)

TEST(a_kind_is_found_by_name_pinyin_initials_or_another_word)
{
    FINDS("", "");
    FINDS(LAMP, "lamp cover");
    FINDS("ludeng", "lamp cover");
    FINDS("Lu Deng", "lamp cover");
    FINDS("ld", "lamp cover");
    FINDS("lud", "lamp cover");
    FINDS("ldjg", "cover");
    FINDS("jg", "cover");         /* from the middle of the name */
    FINDS("dbl", "lamp");         /* 灯不亮, another word for it */
    FINDS(DARK "\u4e86", "lamp"); /* with a word more than the list has */
    FINDS("laji", "rubbish");
    FINDS("street", "lamp");
    FINDS("x", "");
    FINDS("%", "");
}
