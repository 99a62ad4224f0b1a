/* err.c: errors by name and status, and the sentence a person will read. */
#include "kit/base/base.h"

static const struct {
    const char *name;
    int status;
} table[ERRS] = {
    [OK] = {"ok", 200},
    [ERR_INVALID] = {"invalid", 422},
    [ERR_SIGN_IN] = {"sign-in", 401},
    [ERR_DENIED] = {"denied", 403},
    [ERR_NOT_FOUND] = {"not-found", 404},
    [ERR_CONFLICT] = {"conflict", 409},
    [ERR_TOO_BIG] = {"too-big", 413},
    [ERR_TOO_MANY] = {"too-many", 429},
    [ERR_BUSY] = {"busy", 503},
    [ERR_FAULT] = {"fault", 500},
};

const char *err_name(enum err e)
{
    return table[e].name;
}

int err_status(enum err e)
{
    return table[e].status;
}

enum err fail_args(struct ctx *cx, enum err e, const char *msgid, const struct tr_arg *args,
                   size_t n)
{
    cx->failure.err = e;
    cx->failure.text = tr_fill(cx->mem, cx->lang, msgid, args, n);
    return e;
}

enum err fail(struct ctx *cx, enum err e, const char *msgid)
{
    return fail_args(cx, e, msgid, NULL, 0);
}

enum err fail_field_args(struct ctx *cx, const char *field, const char *msgid,
                         const struct tr_arg *args, size_t n)
{
    struct failure_field *f = NEW(cx->mem, struct failure_field);
    f->field = field;
    f->text = tr_fill(cx->mem, cx->lang, msgid, args, n);
    struct failure_field **end = &cx->failure.fields;
    while (*end)
        end = &(*end)->next;
    *end = f;
    cx->failure.err = ERR_INVALID;
    return ERR_INVALID;
}

enum err fail_field(struct ctx *cx, const char *field, const char *msgid)
{
    return fail_field_args(cx, field, msgid, NULL, 0);
}
