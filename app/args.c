/* args.c: a command's words and options, and where settings come from. */
#include "app/app.h"

#include <sys/stat.h>

struct option_set {
    const char *name, *value;
    struct option_set *next;
};

/* 'n' no such option, '1' takes a value, '0' does not. */
static char option_kind(const struct cmd *c, str name)
{
    for (const char *const *o = c->options; o && *o; o++) {
        str known = str_of(*o);
        bool takes = str_ends(known, S("="));
        if (str_eq((str){known.at, known.len - (takes ? 1 : 0)}, name))
            return takes ? '1' : '0';
    }
    return 'n';
}

static enum app_exit wrong(const struct app *a, const char *what, const char *which)
{
    fprintf(a->err, "linli %s: %s%s\nusage: linli %s %s\n", a->cmd->name, what, which, a->cmd->name,
            a->cmd->usage);
    return APP_USAGE;
}

/* argv[i] is "--name" or "--name=value"; moves i over a value that stands apart. */
static enum app_exit read_option(struct app *a, int argc, char **argv, int *i)
{
    str rest = str_of(argv[*i] + 2);
    bool joined = str_find(rest, S("=")) != SIZE_MAX;
    str name = str_cut(&rest, '=');
    char kind = option_kind(a->cmd, name);
    if (kind == 'n' || (joined && kind == '0'))
        return wrong(a, "no such option: ", argv[*i]);
    struct option_set *o = NEW(a->mem, struct option_set);
    *o = (struct option_set){.name = str_z(a->mem, name), .next = a->set, .value = ""};
    if (kind == '1') {
        if (!joined && ++*i >= argc)
            return wrong(a, "a value is missing after --", o->name);
        o->value = joined ? rest.at : argv[*i];
    }
    a->set = o;
    return APP_DONE;
}

enum app_exit app_read_args(struct app *a, int argc, char **argv)
{
    a->words = NEW_N(a->mem, char *, (size_t)argc + 1);
    bool options = true;
    for (int i = 0; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && strncmp(argv[i], "--", 2) == 0) {
            enum app_exit e = read_option(a, argc, argv, &i);
            if (e)
                return e;
        } else {
            a->words[a->n++] = argv[i];
        }
    }
    if (a->n < a->cmd->least)
        return wrong(a, "something is missing", "");
    if (a->n > a->cmd->most)
        return wrong(a, "not understood: ", a->words[a->cmd->most]);
    return APP_DONE;
}

void app_help(const struct app *a)
{
    fprintf(a->out, "usage: linli %s %s\n\n%s.\n", a->cmd->name, a->cmd->usage, a->cmd->summary);
}

const char *app_option(const struct app *a, const char *name)
{
    for (const struct option_set *o = a->set; o; o = o->next)
        if (strcmp(o->name, name) == 0)
            return o->value;
    return NULL;
}

bool app_flag(const struct app *a, const char *name)
{
    return app_option(a, name) != NULL;
}

const char *app_setting(const struct app *a, const char *name, const char *otherwise)
{
    const char *v = app_option(a, name);
    if (v)
        return v;
    struct buf env = buf_new(a->mem, 64);
    buf_z(&env, "LINLI_");
    for (const char *c = name; *c; c++)
        buf_char(&env, *c == '-' ? '_' : (char)toupper((unsigned char)*c));
    v = getenv(str_z(a->mem, buf_done(&env)));
    if (v && *v)
        return v;
    str s = conf_str(a->conf, name, "");
    return s.len ? str_z(a->mem, s) : otherwise;
}

enum app_exit app_read_conf(struct app *a)
{
    const char *path = getenv("LINLI_CONFIG");
    if (!path || !*path)
        return APP_DONE;
    str text;
    int line = 0;
    struct conf *conf;
    if (app_read_file(a, path, 1 << 20, &text))
        return app_fail(a, "cannot read %s: %s", path, strerror(errno));
    if (conf_read(a->mem, text, &conf, &line))
        return app_fail(a, "%s:%d: expected \"key = value\"", path, line);
    a->conf = conf;
    return APP_DONE;
}

const char *app_path(const struct app *a, const char *path)
{
    if (path[0] == '/' || !a->cwd)
        return path;
    return str_z(a->mem, str_fmt(a->mem, "%s/%s", a->cwd, path));
}

const char *app_data(const struct app *a, const char *below)
{
    const char *dir = app_setting(a, "data", "var");
    return app_path(a, str_z(a->mem, str_fmt(a->mem, "%s/%s", dir, below)));
}

enum app_exit app_make_data(const struct app *a)
{
    const char *const dirs[] = {app_path(a, app_setting(a, "data", "var")), app_data(a, "tmp")};
    for (size_t i = 0; i < COUNT(dirs); i++)
        if (mkdir(dirs[i], 0700) && errno != EEXIST)
            return app_fail(a, "cannot make the folder %s: %s", dirs[i], strerror(errno));
    return APP_DONE;
}

const char *app_keys(const struct app *a)
{
    const char *path = app_setting(a, "keys", NULL);
    return path ? app_path(a, path) : app_data(a, "linli.keys");
}

enum err app_read_file(const struct app *a, const char *path, size_t max, str *out)
{
    FILE *f = fopen(app_path(a, path), "rb");
    if (!f)
        return ERR_NOT_FOUND;
    struct buf b = buf_new(a->mem, max);
    struct stat st;
    char part[8192];
    size_t got;
    /* in one piece: growing by doubling would cost a great file four times its size */
    if (fstat(fileno(f), &st) == 0 && st.st_size > 0 && buf_room(&b, (size_t)st.st_size))
        b.len = 0;
    while ((got = fread(part, 1, sizeof part, f)) > 0)
        buf_add(&b, part, got);
    bool broken = ferror(f) != 0;
    fclose(f);
    if (broken || b.over)
        return broken ? ERR_FAULT : ERR_TOO_BIG;
    *out = buf_done(&b);
    return OK;
}

enum app_exit app_fail(const struct app *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(a->err, "linli %s: ", a->cmd->name);
    vfprintf(a->err, fmt, ap);
    fputc('\n', a->err);
    va_end(ap);
    return APP_FAILED;
}

enum app_exit app_fail_err(const struct app *a, enum err e)
{
    const struct failure *f = &a->cx->failure;
    for (const struct failure_field *x = f->fields; x; x = x->next)
        fprintf(a->err, "linli %s: %s: %.*s\n", a->cmd->name, x->field, STR_ARG(x->text));
    if (f->text.len)
        return app_fail(a, "%.*s", STR_ARG(f->text));
    if (f->detail.len)
        return app_fail(a, "%s: %.*s", err_name(e), STR_ARG(f->detail));
    return app_fail(a, "%s", err_name(e));
}

void app_progress(const struct app *a, const char *what, int64_t done, int64_t all)
{
    int64_t percent = all > 0 ? done * 100 / all : 100;
    bool terminal = isatty(fileno(a->err)) != 0;
    if (terminal) {
        int full = (int)(percent * 30 / 100);
        fprintf(a->err, "\r%s [%.*s%*s] %3lld %%%s", what, full, "##############################",
                30 - full, "", (long long)percent, done >= all ? "\n" : "");
    } else if (done >= all) {
        fprintf(a->err, "%s: %lld\n", what, (long long)done);
    }
    fflush(a->err);
}
