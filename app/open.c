/* open.c: the database, the key file and the context of a command. */
#include "app/app.h"
#include "kit/seal/seal.h"

const char *app_db_url(const struct app *a)
{
    const char *url = app_setting(a, "db", NULL);
    if (!url)
        return str_z(a->mem, str_fmt(a->mem, "sqlite:%s", app_data(a, "linli.db")));
    str rest = str_of(url);
    if (!str_starts(rest, S("sqlite:")))
        return url;
    return str_z(a->mem, str_fmt(a->mem, "sqlite:%s", app_path(a, url + strlen("sqlite:"))));
}

static enum lang tongue(void)
{
    const char *l = getenv("LC_ALL");
    if (!l || !*l)
        l = getenv("LANG");
    return l && strncmp(l, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
}

/* Without a key file only what is not sealed can be read; nothing personal can be written. */
static enum err open_seal(const struct app *a, bool read_only, struct seal **out, str *why)
{
    if (access(app_keys(a), F_OK) == 0)
        return seal_open(app_keys(a), out, why, a->mem);
    if (read_only)
        return OK;
    *why = str_fmt(a->mem, "no key file %s: make one with \"linli keys init\"", app_keys(a));
    return ERR_NOT_FOUND;
}

enum err app_open(struct app *a, bool read_only, str *why)
{
    struct db *db = NULL;
    struct seal *seal = NULL;
    /* As many as the readers of kit/web and the jobs may want; opened when first wanted. */
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    struct db_options o = {.readers = 2 * cores + 4, .writers = 16, .read_only = read_only};
    *why = STR_NONE;
    enum err e = open_seal(a, read_only, &seal, why);
    if (e)
        return e;
    e = db_open(app_db_url(a), &o, &db, why, a->mem);
    if (e) {
        seal_done(seal);
        return e;
    }
    a->cx = NEW(a->mem, struct ctx);
    *a->cx = (struct ctx){.mem = a->mem,
                          .now = clock_business_ms(),
                          .lang = tongue(),
                          .db = db,
                          .seal = seal,
                          .via = S("cli"),
                          .request_id = str_of(a->cmd->name)};
    return OK;
}

void app_close(struct app *a)
{
    if (!a->cx || a->served)
        return;
    db_close(a->cx->db);
    seal_done((struct seal *)(uintptr_t)a->cx->seal);
    a->cx = NULL;
}
