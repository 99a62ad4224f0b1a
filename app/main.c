/* main: one command of the program, from its words to its exit status. */
#include "app/app.h"

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
        app_usage(argc < 2 ? stderr : stdout);
        return argc < 2 ? APP_USAGE : APP_DONE;
    }
    const struct cmd *c = app_find_command(argc - 1, argv + 1, &words);
    if (!c) {
        fprintf(stderr, "linli: no such command: %s\n", argv[1]);
        app_usage(stderr);
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
