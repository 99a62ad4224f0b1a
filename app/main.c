/* main: the commands of the program. */
#include "app/app.h"

/* One a line, in the order of the help. */
/* clang-format off */
static const struct cmd *const commands[] = {
    &cmd_serve,
    &cmd_migrate,
    &cmd_places_import,
    &cmd_demo_load,
    &cmd_account_add,
    &cmd_account_passwd,
    &cmd_account_disable,
    &cmd_account_enable,
    &cmd_token_add,
    &cmd_token_list,
    &cmd_token_revoke,
    &cmd_search_rebuild,
    &cmd_flow_check,
    &cmd_flow_load,
    &cmd_flow_draw,
    &cmd_flow_migrate,
    &cmd_keys_init,
    &cmd_keys_rotate,
    &cmd_keys_rewrap,
    &cmd_keys_fingerprint,
    &cmd_backup,
    &cmd_restore,
    &cmd_export,
    &cmd_import,
    &cmd_routes,
    &cmd_doctor,
};
/* clang-format on */

static void usage(FILE *out)
{
    fputs("usage: linli COMMAND [--help]\n\n", out);
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(out, "  %-18s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nA database is named by --db or LINLI_DB: sqlite:PATH (var/linli.db unless told) or\n"
          "postgres://...\n",
          out);
}

/* The command that the first one or two words name; *words is how many. */
const struct cmd *app_find_command(int argc, char **argv, int *words)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        str rest = str_of(commands[i]->name);
        int n = 0;
        while (rest.len && n < argc && str_is(str_cut(&rest, ' '), argv[n]))
            n++;
        bool all = rest.len == 0 && n > 0;
        str name = str_of(commands[i]->name);
        int wants = str_find(name, S(" ")) == SIZE_MAX ? 1 : 2;
        if (all && n == wants) {
            *words = n;
            return commands[i];
        }
    }
    return NULL;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return true;
    return false;
}

/* What the command needs; *done says that a server ran it for us. */
static enum app_exit open_for(struct app *a, int argc, char **argv, bool *done)
{
    str why = STR_NONE;
    if (a->cmd->needs == CMD_NOTHING)
        return APP_DONE;
    enum err e = app_open(a, a->cmd->needs == CMD_READ, &why);
    if (e == OK)
        return APP_DONE;
    enum app_exit how = APP_DONE;
    if (e == ERR_BUSY && a->cmd->needs == CMD_WRITE && control_call(a, argc, argv, &how)) {
        *done = true;
        return how;
    }
    return app_fail(a, "%.*s", STR_ARG(why.len ? why : str_of(err_name(e))));
}

/* argv is the whole command: its name of `words` words, then the rest. */
static enum app_exit run(struct app *a, int words, int argc, char **argv)
{
    bool done = false;
    if (wants_help(argc, argv)) {
        app_help(a);
        return APP_DONE;
    }
    enum app_exit e = app_read_args(a, argc - words, argv + words);
    if (!e)
        e = app_read_conf(a);
    if (!e)
        e = open_for(a, argc, argv, &done);
    if (!e && !done)
        e = a->cmd->run(a);
    app_close(a);
    return e;
}

int main(int argc, char **argv)
{
    int words = 0;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(argc < 2 ? stderr : stdout);
        return argc < 2 ? APP_USAGE : APP_DONE;
    }
    const struct cmd *c = app_find_command(argc - 1, argv + 1, &words);
    if (!c) {
        fprintf(stderr, "linli: no such command: %s\n", argv[1]);
        usage(stderr);
        return APP_USAGE;
    }
    struct arena *mem = arena_new();
    struct app a = {.mem = mem, .cmd = c, .out = stdout, .err = stderr};
    enum app_exit e = run(&a, words, argc - 1, argv + 1);
    if (fflush(stdout) != 0 && e == APP_DONE)
        e = app_fail(&a, "cannot write: %s", strerror(errno));
    arena_free(mem);
    return (int)e;
}
