/* app: the program's commands. One file cmd_NAME.c per command; commands.c has the table; rooms.c
 * the list of parts. A command is a constant; adding one is a file and a line in commands.c.
 *
 * Kept true here:
 *  - exit status 0 done, 1 failed (reason on a->err), 2 wrong usage; results on a->out, progress
 *    on a->err: never stdout and stderr themselves, since a writing command that finds the SQLite
 *    database served runs inside the server, with the caller's own streams (control.c);
 *  - an option is taken from the command line, else the environment, else LINLI_CONFIG, else its
 *    default: see app_setting.
 */
#pragma once
#include "civic/room.h"
#include "kit/base/base.h"
#include "kit/db/db.h"

enum app_exit { APP_DONE, APP_FAILED, APP_USAGE };

enum cmd_needs {
    CMD_NOTHING, /* opens what it needs itself */
    CMD_READ,    /* a->cx with a database for reading */
    CMD_WRITE,   /* a->cx for writing: in the server if one serves this database */
};
struct app;
struct cmd {
    const char *name;           /* "places import" */
    const char *usage;          /* "FILE... [--under CODE]" */
    const char *summary;        /* one line, no full stop; NULL: for other commands alone */
    const char *const *options; /* "under=" takes a value, "json" does not; NULL-terminated */
    int least, most;            /* words besides the name */
    enum cmd_needs needs;
    enum app_exit (*run)(struct app *a);
};

struct app {
    struct arena *mem;
    const struct cmd *cmd;
    FILE *out, *err;
    const char *cwd; /* what relative paths are relative to */
    char **words;    /* the command's arguments without its name and options */
    int n;
    struct option_set *set;
    const struct conf *conf;
    struct ctx *cx; /* NULL unless the command needs a database */
    bool served;    /* runs inside the server: bulk work goes in slices of 20 ms */
};

/* ---- arguments and settings -------------------------------------------- */

/* Splits argv behind the command's name; complains on a->err and returns APP_USAGE. */
enum app_exit app_read_args(struct app *a, int argc, char **argv);
void app_help(const struct app *a);
bool app_flag(const struct app *a, const char *name);          /* was --name given */
const char *app_option(const struct app *a, const char *name); /* --name's value or NULL */
/* --name, LINLI_NAME, `name = ` of the configuration, otherwise. */
const char *app_setting(const struct app *a, const char *name, const char *otherwise);
enum app_exit app_read_conf(struct app *a); /* LINLI_CONFIG into a->conf, if there is one */
const char *app_path(const struct app *a, const char *path);  /* relative to a->cwd */
const char *app_data(const struct app *a, const char *below); /* a file in the data folder */
enum app_exit app_make_data(const struct app *a);             /* the data folder, if missing */
const char *app_keys(const struct app *a);                    /* the key file */
enum err app_read_file(const struct app *a, const char *path, size_t max, str *out) MUST_CHECK;

enum app_exit app_fail(const struct app *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The sentence that a->cx holds, or the name of the error. */
enum app_exit app_fail_err(const struct app *a, enum err e);
/* A bar on a terminal, now and then a line elsewhere. */
void app_progress(const struct app *a, const char *what, int64_t done, int64_t all);

/* ---- the database and the parts ---------------------------------------- */

const char *app_db_url(const struct app *a);
/* Fills a->cx. ERR_BUSY: somebody else writes this SQLite database; *why says what is wrong. */
enum err app_open(struct app *a, bool read_only, str *why) MUST_CHECK;
void app_close(struct app *a);
/* SQLite: a consistent copy of the database as a new file, while it is served (cmd_backup.c). */
enum app_exit app_copy_database(const struct app *a, const char *to);

/* rooms.c; app_rooms itself is declared in civic/room.h */
struct http;
struct notices;
enum app_exit app_open_outgoing(struct app *a, struct http **http, struct notices *n);
enum app_exit app_rates(struct app *a, const struct web_rate **out); /* for web_options */
enum app_exit app_streams(struct app *a, int *out);                  /* likewise */
enum err app_load_roles(struct ctx *cx, str *why) MUST_CHECK;        /* roles.c: may be repeated */
const struct route *const *app_routes(struct arena *mem);
const struct jobs_kind *const *app_jobs(struct arena *mem);

/* control.c: the local socket of a server, over which writing commands come in. */
struct control;
enum err control_start(const struct app *server, struct control **out, str *why) MUST_CHECK;
void control_stop(struct control *c); /* finishes the command under way; accepts NULL */
/* False: nobody serves there. Otherwise the command ran there and *e is how it ended. */
bool control_call(const struct app *a, int argc, char **argv, enum app_exit *e);

/* outgoing.c: how messages leave. */
struct http;
struct notices;
enum app_exit app_open_outgoing(struct app *a, struct http **http, struct notices *n);

/* ---- commands ---------------------------------------------------------- */

/* incoming.c: devices at a broker; *out stays NULL where the settings name none. */
struct incoming;
struct mqtt_options;
bool app_mqtt_options(const struct app *a, struct mqtt_options *out); /* false: none is named */
enum app_exit app_open_incoming(struct app *a, const struct ctx *like, struct incoming **out);
void app_close_incoming(struct incoming *in);               /* accepts NULL */
const char *app_incoming_remark(const struct incoming *in); /* for /readyz, or NULL */

/* The command that the first one or two words name; *words is how many. NULL: there is none. */
const struct cmd *app_find_command(int argc, char **argv, int *words);
void app_usage(FILE *out); /* all of them */
extern const struct cmd cmd_account_add;
extern const struct cmd cmd_account_disable;
extern const struct cmd cmd_account_enable;
extern const struct cmd cmd_account_passwd;
extern const struct cmd cmd_backup;
extern const struct cmd cmd_demo_load;
extern const struct cmd cmd_doctor;
extern const struct cmd cmd_export;
extern const struct cmd cmd_flow_check;
extern const struct cmd cmd_flow_draw;
extern const struct cmd cmd_flow_load;
extern const struct cmd cmd_flow_migrate;
extern const struct cmd cmd_import;
extern const struct cmd cmd_keys_fingerprint;
extern const struct cmd cmd_keys_rewrap;
extern const struct cmd cmd_keys_init;
extern const struct cmd cmd_keys_rotate;
extern const struct cmd cmd_ledger_export;
extern const struct cmd cmd_migrate;
extern const struct cmd cmd_places_import;
extern const struct cmd cmd_restore;
extern const struct cmd cmd_routes;
extern const struct cmd cmd_search_rebuild;
extern const struct cmd cmd_serve;
extern const struct cmd cmd_token_add;
extern const struct cmd cmd_token_list;
extern const struct cmd cmd_token_revoke;
extern const struct cmd cmd_unsealing;
extern const struct cmd cmd_verify;
