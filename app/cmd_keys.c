/* keys: the key file. Only these commands make keys; serve never does. */
#include "app/app.h"
#include "civic/room.h"
#include "kit/seal/seal.h"

static enum app_exit finished(const struct app *a, enum err e, str why)
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
        return finished(a, e, why);
    str text = seal_fingerprint(s, a->mem);
    fprintf(a->out, "%.*s\n", STR_ARG(str_trim(text)));
    seal_done(s);
    return APP_DONE;
}

/* A file made before checkpoints were signed gets the key it lacks and keeps all others. */
static enum app_exit add_note(struct app *a)
{
    str why = STR_NONE;
    enum err e = seal_keys_add_note(app_keys(a), SEAL_NOTE_ED25519, &why, a->mem);
    if (e)
        return finished(a, e, why);
    fprintf(a->err, "added to %s the key that signs the ledger: renew your copy of the file\n",
            app_keys(a));
    return print(a);
}

static enum app_exit run_init(struct app *a)
{
    str why = STR_NONE;
    enum app_exit e = app_make_data(a);
    if (e)
        return e;
    if (access(app_keys(a), F_OK) == 0)
        return add_note(a);
    e = finished(a, seal_keys_init(app_keys(a), &why, a->mem), why);
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
    enum app_exit e = finished(a, seal_keys_rotate(app_keys(a), &why, a->mem), why);
    return e ? e : print(a);
}

/* ---- rewrap -------------------------------------------------------------- */

static enum err counties_of(struct ctx *cx, const struct seal_rewrap *r, int64_t *out, int max,
                            int *n)
{
    AUTO_ROWS rows = db_query(cx, r->counties);
    for (*n = 0; *n < max && db_next(&rows); ++*n)
        out[*n] = db_get_int(&rows, 0);
    return db_end(&rows);
}

static enum err rewrap_column(struct ctx *cx, const struct seal_rewrap *r, int64_t *done)
{
    int64_t *county = NEW_N(cx->mem, int64_t, 4000); /* more than there are counties */
    int n = 0;
    enum err e = counties_of(cx, r, county, 4000, &n);
    for (int i = 0; !e && i < n; i++)
        for (int64_t after = 0; !e;)
            e = seal_rewrap_step(cx, r, county[i], &after, done);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum app_exit run_rewrap(struct app *a)
{
    int64_t done = 0;
    str why = STR_NONE;
    enum err e = OK;
    for (const struct room *const *room = rooms_of(a->cx); !e && *room; room++)
        for (const struct seal_rewrap *const *r = (*room)->rewraps; !e && r && *r; r++)
            e = rewrap_column(a->cx, *r, &done);
    if (e)
        return app_fail_err(a, e);
    fprintf(a->out, "%lld\n", (long long)done);
    fprintf(a->err, "every key is wrapped by sealing key %lld\n",
            (long long)seal_newest(a->cx->seal));
    if (!app_flag(a, "retire"))
        return APP_DONE;
    return finished(a, seal_keys_retire(app_keys(a), &why, a->mem), why);
}

static const char *const options[] = {"keys=", "data=", NULL};

const struct cmd cmd_keys_init = {
    .name = "keys init",
    .usage = "[--keys FILE]",
    .summary = "Makes the key file of a new instance; to an existing one adds what it lacks",
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
static const char *const rewrap_options[] = {"keys=", "data=", "db=", "retire", NULL};

const struct cmd cmd_keys_rewrap = {
    .name = "keys rewrap",
    .usage = "[--retire]",
    .summary =
        "After a rotation and a restart: wraps all keys by the newest; --retire drops the old",
    .options = rewrap_options,
    .needs = CMD_WRITE,
    .run = run_rewrap,
};
const struct cmd cmd_keys_fingerprint = {
    .name = "keys fingerprint",
    .usage = "[--keys FILE]",
    .summary = "Prints the instance and the numbers of its keys, no secrets",
    .options = options,
    .run = print,
};
