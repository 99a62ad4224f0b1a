/* keys: the key file. Only these commands make keys; serve never does. */
#include "app/app.h"
#include "kit/seal/seal.h"

static enum app_exit done(const struct app *a, enum err e, str why)
{
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why.len ? why : str_of(err_name(e))));
    return APP_DONE;
}

static enum app_exit print(struct app *a)
{
    struct seal *s;
    str why = STR_NONE;
    enum err e = seal_open(app_keys(a), &s, &why, a->mem);
    if (e)
        return done(a, e, why);
    str text = seal_fingerprint(s, a->mem);
    fprintf(a->out, "%.*s\n", STR_ARG(str_trim(text)));
    seal_done(s);
    return APP_DONE;
}

static enum app_exit run_init(struct app *a)
{
    str why = STR_NONE;
    enum app_exit e = app_make_data(a);
    if (e)
        return e;
    e = done(a, seal_keys_init(app_keys(a), &why, a->mem), why);
    if (e)
        return e;
    fprintf(a->err,
            "wrote %s: keep a copy apart from the database; without it sealed data is lost\n",
            app_keys(a));
    return print(a);
}

static enum app_exit run_rotate(struct app *a)
{
    str why = STR_NONE;
    enum app_exit e = done(a, seal_keys_rotate(app_keys(a), &why, a->mem), why);
    return e ? e : print(a);
}

static const char *const options[] = {"keys=", "data=", NULL};

const struct cmd cmd_keys_init = {
    .name = "keys init",
    .usage = "[--keys FILE]",
    .summary = "Makes the key file of a new instance; never over an existing one",
    .options = options,
    .run = run_init,
};
const struct cmd cmd_keys_rotate = {
    .name = "keys rotate",
    .usage = "[--keys FILE]",
    .summary = "Adds a new sealing key; the old ones go on opening what they sealed",
    .options = options,
    .run = run_rotate,
};
const struct cmd cmd_keys_fingerprint = {
    .name = "keys fingerprint",
    .usage = "[--keys FILE]",
    .summary = "Prints the instance and the numbers of its keys, no secrets",
    .options = options,
    .run = print,
};
