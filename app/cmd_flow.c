/* flow: the ways matters go, as files: checked, stored, drawn, and open matters moved to a new
 * one. A stored flow is named by its name (the current one), by NAME@VERSION, or by its hash. */
#include "app/app.h"
#include "civic/matters/matters.h"

static enum app_exit read_flow(struct app *a, const char *path, const struct flow **out)
{
    str text, why = STR_NONE;
    enum err e = app_read_file(a, path, FLOW_TEXT_MAX, &text);
    if (e)
        return app_fail(a, "%s: %s", path, err_name(e));
    if (flow_read(a->mem, text, out, &why))
        return app_fail(a, "%s: %.*s", path, STR_ARG(why));
    return APP_DONE;
}

static enum app_exit run_check(struct app *a)
{
    const struct flow *f;
    struct ctx cx = {.mem = a->mem, .now = clock_business_ms(), .via = S("cli")};
    enum app_exit x = read_flow(a, a->words[0], &f);
    if (x)
        return x;
    str wrong = flow_check(&cx, f);
    fprintf(a->out, "%.*s", STR_ARG(wrong));
    if (wrong.len)
        return app_fail(a, "%s cannot be used", a->words[0]);
    fprintf(a->out, "%s %lld %s\n", f->name, (long long)f->version, f->hash);
    return APP_DONE;
}

static enum app_exit run_load(struct app *a)
{
    const struct flow *f;
    if (!a->n) {
        enum err e = flow_load_shipped(a->cx);
        return e ? app_fail_err(a, e) : APP_DONE;
    }
    enum app_exit x = read_flow(a, a->words[0], &f);
    if (x)
        return x;
    enum err e = flow_load(a->cx, f);
    if (e)
        return app_fail_err(a, e);
    fprintf(a->out, "%s\n", f->hash);
    return APP_DONE;
}

static enum app_exit pick(struct app *a, const char *word, const struct flow **out)
{
    enum err e = flow_pick(a->cx, str_of(word), out);
    if (e == ERR_NOT_FOUND)
        return app_fail(a, "no flow is called %s", word);
    return e ? app_fail_err(a, e) : APP_DONE;
}

static enum app_exit run_draw(struct app *a)
{
    const struct flow *f;
    enum app_exit x = pick(a, a->words[0], &f);
    if (x)
        return x;
    str d = flow_draw(a->mem, f, app_flag(a, "en") ? LANG_EN : LANG_ZH);
    fprintf(a->out, "%.*s", STR_ARG(d));
    return APP_DONE;
}

static enum app_exit run_migrate(struct app *a)
{
    const struct flow *old, *to;
    const char *path = app_option(a, "map");
    str map = STR_NONE, why = STR_NONE;
    struct flow_migrated done;
    enum app_exit x = pick(a, a->words[0], &old);
    if (!x)
        x = pick(a, a->words[1], &to);
    if (x)
        return x;
    if (path && app_read_file(a, path, 64 * 1024, &map))
        return app_fail(a, "%s: cannot be read", path);
    enum err e = flow_migrate(a->cx, old, to, map, app_flag(a, "apply"), &done, &why);
    if (e)
        return why.len ? app_fail(a, "%.*s", STR_ARG(why)) : app_fail_err(a, e);
    fprintf(a->out, "%lld open, %lld moved, %lld failed\n", (long long)done.matters,
            (long long)done.moved, (long long)done.failed);
    if (!app_flag(a, "apply"))
        fprintf(a->err, "nothing was changed; --apply moves them\n");
    return done.failed ? APP_FAILED : APP_DONE;
}

static const char *const db_options[] = {"db=", "data=", "keys=", NULL};
static const char *const draw_options[] = {"db=", "data=", "keys=", "en", NULL};
static const char *const migrate_options[] = {"db=", "data=", "keys=", "map=", "apply", NULL};

const struct cmd cmd_flow_check = {
    .name = "flow check",
    .usage = "FILE",
    .summary = "Says what is wrong with a flow file, or its name, version and hash",
    .least = 1,
    .most = 1,
    .run = run_check,
};
const struct cmd cmd_flow_load = {
    .name = "flow load",
    .usage = "[FILE]",
    .summary = "Stores a flow and makes it the current one of its name; without a file, those "
               "that ship",
    .options = db_options,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_load,
};
const struct cmd cmd_flow_draw = {
    .name = "flow draw",
    .usage = "NAME [--en]",
    .summary = "Prints a stored flow as a Mermaid diagram",
    .options = draw_options,
    .least = 1,
    .most = 1,
    .needs = CMD_READ,
    .run = run_draw,
};
const struct cmd cmd_flow_migrate = {
    .name = "flow migrate",
    .usage = "OLD NEW [--map FILE] [--apply]",
    .summary = "Moves open matters to another flow; lines \"old = new\" map states renamed",
    .options = migrate_options,
    .least = 2,
    .most = 2,
    .needs = CMD_WRITE,
    .run = run_migrate,
};
