/* inputs.c: what was typed before, for the templates. */
#include "civic/forms/forms_own.h"

const char *forms_input_name(struct html *h, const struct forms_field *f)
{
    return str_z(h->out->mem, str_fmt(h->out->mem, "f_%.*s", STR_ARG(f->key)));
}

/* Several values may have come under one name. */
bool forms_was_chosen(struct html *h, const char *name, str key)
{
    if (!h->rq)
        return false;
    for (size_t n = 0; n < FORMS_CHOICES_MAX; n++) {
        str v = web_field_at(h->rq, name, n);
        if (!v.len)
            return false;
        if (str_eq(v, key))
            return true;
    }
    return false;
}

int forms_sent(const struct req *rq, struct forms_answer *out, int max)
{
    size_t i = 0;
    int n = 0;
    str name, value;
    while (n < max && web_field_each(rq, &i, &name, &value))
        if (str_starts(name, S("f_")))
            out[n++] = (struct forms_answer){{name.at + 2, name.len - 2}, value};
    return n;
}
