/* json: any bytes are either answers whose canonical form is accepted again unchanged, or refused
 * with a sentence. */
#include "civic/forms/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const char text[] =
    "{\"name\":\"f\",\"version\":1,\"fields\":{"
    "\"a\":{\"type\":\"line\",\"label\":\"a\",\"purpose\":\"p\",\"most\":20},"
    "\"b\":{\"type\":\"text\",\"label\":\"b\",\"purpose\":\"p\"},"
    "\"c\":{\"type\":\"number\",\"label\":\"c\",\"purpose\":\"p\",\"least\":-5,\"most\":99},"
    "\"d\":{\"type\":\"date\",\"label\":\"d\",\"purpose\":\"p\"},"
    "\"e\":{\"type\":\"single\",\"label\":\"e\",\"purpose\":\"p\",\"choices\":{\"x\":\"X\",\"y\":"
    "{\"zh\":\"Y\",\"stop\":\"119\"}}},"
    "\"g\":{\"type\":\"multi\",\"label\":\"g\",\"purpose\":\"p\",\"choices\":{\"x\":\"X\",\"y\":"
    "\"Y\",\"z\":\"Z\"}}}}";

static void check_answers(struct ctx *cx, const struct form *f, str json)
{
    str again = STR_NONE;
    assert(forms_check_json(cx, f, json, &again) == OK);
    assert(str_eq(json, again));
    for (int i = 0; i < f->n; i++)
        (void)forms_shown(cx->mem, LANG_EN, f, json, f->fields[i].key);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem};
    struct form f;
    str why, json = STR_NONE;
    assert(forms_read(mem, (str){text, sizeof text - 1}, &f, &why) == OK);
    if (forms_check_json(&cx, &f, (str){(const char *)at, len}, &json) == OK)
        check_answers(&cx, &f, json);
    else
        assert(cx.failure.text.len || cx.failure.fields);
    arena_free(mem);
    return 0;
}
