/* forms_test.c: what a form may ask, and what an answer must be. */
#include "kit/test/test.h"

#include "civic/forms/forms.h"
#include "kit/web/html.h"

static const char lamp[] =
    "name: lamp\n"
    "version: 1\n"
    "fields:\n"
    "  hint: {type: notice, label: {zh: 请看灯杆上的号牌, en: Look at the plate}}\n"
    "  pole: {type: line, must: yes, label: {zh: 灯杆号, en: Pole}, most: 8, purpose: find it}\n"
    "  what:\n"
    "    type: single\n"
    "    label: {zh: 怎么了, en: What}\n"
    "    purpose: urgency\n"
    "    choices:\n"
    "      dark: {zh: 不亮, en: Dark}\n"
    "      spark: {zh: 冒火花, en: Sparks, stop: {zh: 请拨打119, en: Call 119}}\n"
    "  days: {type: number, label: 几天, least: 0, most: 365, purpose: urgency}\n"
    "  since: {type: date, label: 从哪天起, purpose: urgency}\n"
    "  near: {type: multi, label: 附近, purpose: find it, most: 2,\n"
    "    choices: {school: 学校, clinic: 诊所, shop: 商店}}\n"
    "  more: {type: text, label: 补充, purpose: anything else}\n";

static struct form form_of(struct ctx *cx, const char *text)
{
    struct form f = {.n = 0};
    str why = STR_NONE;
    enum err e = forms_read(cx->mem, str_of(text), &f, &why);
    if (e)
        print_error("    %.*s\n", STR_ARG(why));
    CHECK_OK(e);
    return f;
}

static str with(struct ctx *cx, const char *from, const char *to)
{
    const char *at = strstr(lamp, from);
    CHECK(at);
    return str_fmt(cx->mem, "%.*s%s%s", (int)(at - lamp), lamp, to, at + strlen(from));
}

static void refused(struct ctx *cx, const char *from, const char *to, const char *reason)
{
    struct form f;
    str why = STR_NONE;
    CHECK_ERR(forms_read(cx->mem, with(cx, from, to), &f, &why), ERR_INVALID);
    if (str_find(why, str_of(reason)) == SIZE_MAX)
        print_error("    %.*s\n", STR_ARG(why));
    CHECK(str_find(why, str_of(reason)) != SIZE_MAX);
}

TEST(a_form_reads_back_the_same_from_its_canonical_text)
{
    struct form a = form_of(cx, lamp), b = form_of(cx, str_z(cx->mem, a.text));
    CHECK_INT(a.n, 7);
    CHECK(strcmp(a.hash, b.hash) == 0);
    CHECK(str_eq(a.text, b.text));
    struct form c = form_of(cx, with(cx, "Pole}", "Lamp pole}").at);
    CHECK(strcmp(a.hash, c.hash) != 0);
}

TEST(a_form_says_why_it_asks)
{
    refused(cx, ", purpose: find it}", "}", "needs its purpose");
    refused(cx, "purpose: anything else", "purpose: x, personal: yes", "legal basis");
    refused(cx, "type: date", "type: moon", "no such type");
    refused(cx, "most: 8", "most: -1", "do not fit");
    refused(cx, "most: 8", "max: 8", "no such key");
    refused(cx, "version: 1", "version: 0", "name and version");
    refused(cx, "type: number, label", "type: number, choices: {a: b}, label", "choices belong");
    refused(cx, "  pole:", "  Pole!:", "a field is a key");
}

static enum err answer(struct ctx *cx, const struct form *f, str *json, const char *const *pairs)
{
    struct forms_answer a[16];
    int n = 0;
    for (; pairs[2 * n]; n++)
        a[n] = (struct forms_answer){str_of(pairs[2 * n]), str_of(pairs[2 * n + 1])};
    cx->failure = (struct failure){0};
    return forms_check(cx, f, a, n, true, json);
}
#define ANSWER(...) answer(cx, &f, &json, (const char *const[]){__VA_ARGS__, NULL})

static bool told(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *x = cx->failure.fields; x; x = x->next)
        if (strcmp(x->field, field) == 0)
            return true;
    return false;
}

TEST(answers_are_cleaned_ordered_and_kept_as_written)
{
    struct form f = form_of(cx, lamp);
    str json = STR_NONE;
    CHECK_OK(ANSWER("days", " 3.50 ", "pole", "  A  7 ", "near", "shop", "near", "school"));
    CHECK_STR(json, "{\"pole\":\"A 7\",\"days\":\"3.50\",\"near\":[\"school\",\"shop\"]}");
    CHECK_STR(forms_shown(cx->mem, LANG_ZH, &f, json, S("near")), "学校、商店");
    CHECK_STR(forms_shown(cx->mem, LANG_ZH, &f, json, S("pole")), "A 7");
    CHECK_STR(forms_shown(cx->mem, LANG_ZH, &f, json, S("since")), "");
    CHECK_OK(ANSWER("pole", "7", "what", "dark"));
    CHECK_STR(forms_shown(cx->mem, LANG_EN, &f, json, S("what")), "Dark");
}

TEST(what_does_not_fit_is_told_field_by_field)
{
    struct form f = form_of(cx, lamp);
    str json = S("untouched");
    CHECK_ERR(ANSWER("days", "366", "since", "2026-02-30", "what", "loud"), ERR_INVALID);
    CHECK(told(cx, "f_pole") && told(cx, "f_days") && told(cx, "f_since") && told(cx, "f_what"));
    CHECK_STR(json, "untouched");
    CHECK_ERR(ANSWER("pole", "\177"), ERR_INVALID); /* nothing that can be seen */
    CHECK_ERR(ANSWER("pole", "123456789"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "days", "1e3"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "days", "--1"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "days", "1."), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "near", "shop", "near", "clinic", "near", "school"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "what", "dark", "what", "dark"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "hint", "1"), ERR_INVALID);
    CHECK_ERR(ANSWER("pole", "1", "shoe", "44"), ERR_INVALID);
}

TEST(an_answer_may_stop_the_form_with_its_own_sentence)
{
    struct form f = form_of(cx, lamp);
    str json = STR_NONE;
    cx->lang = LANG_ZH;
    CHECK_ERR(ANSWER("pole", "1", "what", "spark"), ERR_INVALID);
    CHECK(told(cx, "f_what"));
    CHECK_STR(cx->failure.fields->text, "请拨打119");
}

TEST(answers_come_as_json_too)
{
    struct form f = form_of(cx, lamp);
    str json = STR_NONE;
    CHECK_OK(forms_check_json(cx, &f, S("{\"near\":[\"shop\"],\"days\":3,\"pole\":\"7\"}"), &json));
    CHECK_STR(json, "{\"pole\":\"7\",\"days\":\"3\",\"near\":[\"shop\"]}");
    CHECK_ERR(forms_check_json(cx, &f, S("{\"pole\":\"7\",\"pole\":\"8\"}"), &json), ERR_INVALID);
    CHECK_ERR(forms_check_json(cx, &f, S("{\"pole\":{\"a\":1}}"), &json), ERR_INVALID);
    CHECK_ERR(forms_check_json(cx, &f, S("[1]"), &json), ERR_INVALID);
    CHECK_ERR(forms_check_json(cx, &f, S("{\"pole\":"), &json), ERR_INVALID);
    CHECK_ERR(forms_check_json(cx, &f, S("{\"pole\":\"7\",\"x\":1}"), &json), ERR_INVALID);
}

static enum err store_tx(struct ctx *cx, void *arg)
{
    return forms_store(cx, arg);
}

TEST(a_new_version_is_current_and_the_old_one_stays)
{
    struct form a = form_of(cx, lamp), b = form_of(cx, with(cx, "version: 1", "version: 2").at), x;
    CHECK_OK(db_write(cx, store_tx, &a));
    CHECK_OK(db_write(cx, store_tx, &a));
    CHECK_OK(db_write(cx, store_tx, &b));
    CHECK_OK(forms_current(cx, S("lamp"), &x));
    CHECK_INT(x.version, 2);
    CHECK_OK(forms_find(cx, str_of(a.hash), &x));
    CHECK_INT(x.version, 1);
    CHECK_ERR(forms_current(cx, S("none"), &x), ERR_NOT_FOUND);
}

TEST(inputs_are_labelled_and_escaped)
{
    struct form f = form_of(cx, with(cx, "en: Pole", "en: \"<b>Pole\"").at);
    struct buf out = buf_new(cx->mem, 64 * 1024);
    struct html h = {.out = &out, .cx = cx};
    cx->lang = LANG_EN;
    forms_html_inputs(&h, &f);
    str s = buf_done(&out);
    CHECK(str_find(s, S("<label for=\"f_pole\">&lt;b&gt;Pole")) != SIZE_MAX);
    CHECK(str_find(s, S("name=\"f_near\" value=\"school\"")) != SIZE_MAX);
    CHECK(str_find(s, S("type=\"checkbox\"")) != SIZE_MAX);
    CHECK(str_find(s, S("<p class=\"note\">Look at the plate</p>")) != SIZE_MAX);
    out = buf_new(cx->mem, 64 * 1024);
    forms_html_answers(&h, &f, S("{\"what\":\"dark\"}"));
    CHECK(str_find(buf_done(&out), S("<dd>Dark</dd>")) != SIZE_MAX);
}
