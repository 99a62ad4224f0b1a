/* yaml: any bytes are either a flow whose canonical text reads back the same, or refused with a
 * reason; whatever is read can be checked and drawn. */
#include "civic/forms/forms.h"
#include "civic/matters/flow.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void check_flow(struct arena *mem, const struct flow *f)
{
    const struct flow *again;
    str why = STR_NONE;
    struct ctx cx = {.mem = mem};
    assert(flow_read(mem, f->text, &again, &why) == OK);
    assert(str_eq(f->text, again->text) && strcmp(f->hash, again->hash) == 0);
    (void)flow_check(&cx, f);
    (void)flow_draw(mem, f, LANG_ZH);
}

static void check_form(struct arena *mem, const struct form *f)
{
    struct form again;
    str why = STR_NONE;
    assert(forms_read(mem, f->text, &again, &why) == OK);
    assert(str_eq(f->text, again.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    const struct flow *f;
    struct form form;
    str text = {(const char *)at, len}, why = STR_NONE;
    if (flow_read(mem, text, &f, &why) == OK)
        check_flow(mem, f);
    else
        assert(why.len);
    why = STR_NONE;
    if (forms_read(mem, text, &form, &why) == OK)
        check_form(mem, &form);
    else
        assert(why.len);
    arena_free(mem);
    return 0;
}
