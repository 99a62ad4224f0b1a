/* fresh.c: a database per test: a copy of a file or of a PostgreSQL database that was migrated
 * once, or of one that a test has prepared and others begin with too. */
#include "kit/test/fresh.h"

#include "kit/seal/seal.h"

#include <fcntl.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

static char root[64];      /* of all tests */
static char directory[80]; /* of this one */
static char url[512];
static bool template_made;
static int number;
static const char *kept[8]; /* the names of what has been prepared */
static struct seal *keys;   /* of all tests */
static PGconn *server;

static const struct db_options fast = {.readers = 4, .writers = 4, .no_sync = true};

static _Noreturn void stop(const char *what, str why)
{
    fprintf(stderr, "%s: %.*s\n", what, STR_ARG(why));
    exit(1);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_root(void)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(root, sizeof root, "%.40s/linli-test.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(root))
        stop(root, str_of(strerror(errno)));
}

static void make_keys(void)
{
    struct arena *mem = arena_new();
    str why = STR_NONE;
    const char *path = str_fmt(mem, "%s/keys", root).at;
    if (seal_keys_init(path, &why, mem) || seal_open(path, &keys, &why, mem))
        stop(path, why);
    arena_free(mem);
}

static void migrate_template(const char *at)
{
    struct arena *mem = arena_new();
    struct db *db;
    str why = STR_NONE;
    if (db_open(at, &fast, &db, &why, mem) || db_migrate(db, db_all_parts, &why, mem))
        stop(at, why);
    db_close(db);
    arena_free(mem);
    template_made = true;
}

/* ---- SQLite ------------------------------------------------------------ */

static void copy_file(const char *from, const char *to)
{
    struct stat st;
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = in >= 0 && out >= 0 && fstat(in, &st) == 0;
    for (off_t done = 0; ok && done < st.st_size;)
        ok = sendfile(out, in, &done, (size_t)(st.st_size - done)) > 0;
    if (!ok)
        stop(to, str_of(strerror(errno)));
    close(in);
    close(out);
}

static void make_sqlite(void)
{
    char template[128], path[128];
    snprintf(template, sizeof template, "%s/template.db", root);
    if (!template_made) {
        snprintf(url, sizeof url, "sqlite:%s", template);
        migrate_template(url);
    }
    snprintf(path, sizeof path, "%s/test.db", directory);
    copy_file(template, path);
    snprintf(url, sizeof url, "sqlite:%s", path);
}

static void keep_sqlite(const char *name, bool take)
{
    char there[128], path[128];
    snprintf(there, sizeof there, "%s/%s.db", root, name);
    snprintf(path, sizeof path, "%s/test.db", directory);
    if (take)
        unlink(path);
    copy_file(take ? there : path, take ? path : there);
}

/* ---- PostgreSQL -------------------------------------------------------- */

static void tell_server(const char *before, const char *name, const char *after)
{
    char sql[256];
    snprintf(sql, sizeof sql, "%s %s %s", before, name, after);
    PGresult *r = PQexec(server, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) { /* a test has stopped and started it */
        PQclear(r);
        PQreset(server);
        r = PQexec(server, sql);
    }
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        stop(sql, str_of(PQerrorMessage(server)));
    PQclear(r);
}

/* postgres://…/old with another database name. */
static void url_with(const char *base, const char *name)
{
    const char *host = strstr(base, "://") + 3;
    const char *slash = strchr(host, '/');
    const char *query = strchr(host, '?');
    int head = (int)((slash ? slash : query ? query : host + strlen(host)) - base);
    snprintf(url, sizeof url, "%.*s/%s%s", head, base, name, query ? query : "");
}

static void copy_postgres(const char *from, const char *to)
{
    char copy[112];
    /* by files: the log of the server would have every page of it */
    snprintf(copy, sizeof copy, "TEMPLATE %s STRATEGY FILE_COPY", from);
    tell_server("CREATE DATABASE", to, copy);
}

static void make_postgres(const char *base)
{
    char template[64], name[64];
    snprintf(template, sizeof template, "linli_template_%d", (int)getpid());
    snprintf(name, sizeof name, "linli_test_%d_%d", (int)getpid(), number);
    if (!server)
        server = PQconnectdb(base);
    if (PQstatus(server) != CONNECTION_OK)
        stop(base, str_of(PQerrorMessage(server)));
    if (!template_made) {
        tell_server("CREATE DATABASE", template,
                    "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        url_with(base, template);
        migrate_template(url);
    }
    copy_postgres(template, name);
    url_with(base, name);
}

static void end_postgres(int n)
{
    char name[64];
    snprintf(name, sizeof name, "linli_test_%d_%d", (int)getpid(), n);
    tell_server("DROP DATABASE IF EXISTS", name, "WITH (FORCE)");
}

static void keep_postgres(const char *name, bool take)
{
    char there[64], here[64];
    snprintf(there, sizeof there, "linli_kept_%d_%s", (int)getpid(), name);
    snprintf(here, sizeof here, "linli_test_%d_%d", (int)getpid(), number);
    if (take)
        end_postgres(number);
    copy_postgres(take ? there : here, take ? here : there);
}

static void drop_template(const char *pattern, const char *name)
{
    char database[64];
    snprintf(database, sizeof database, "linli_%s_%d%s%s", pattern, (int)getpid(), *name ? "_" : "",
             name);
    tell_server("DROP DATABASE IF EXISTS", database, "");
}

/* ---- one test ---------------------------------------------------------- */

static const char *server_url(void)
{
    const char *base = getenv("LINLI_TEST_DB");
    return base && strncmp(base, "postgres", 8) == 0 ? base : NULL;
}

void test_fresh_make(struct ctx *cx)
{
    if (!root[0]) {
        make_root();
        make_keys();
    }
    cx->seal = keys;
    snprintf(directory, sizeof directory, "%s/%d", root, ++number);
    if (mkdir(directory, 0700))
        stop(directory, str_of(strerror(errno)));
    if (server_url())
        make_postgres(server_url());
    else
        make_sqlite();
    test_open(cx, &fast);
}

void test_fresh_end(struct ctx *cx)
{
    test_close(cx);
    if (server_url())
        end_postgres(number);
    remove_tree(directory);
}

void test_fresh_done(void)
{
    if (server) {
        drop_template("template", "");
        for (size_t i = 0; i < COUNT(kept) && kept[i]; i++)
            drop_template("kept", kept[i]);
        PQfinish(server);
    }
    seal_done(keys);
    if (root[0])
        remove_tree(root);
}

/* The place of a name among what is kept: of a new one the first that is free. */
static const char **kept_place(const char *name)
{
    size_t i = 0;
    while (i < COUNT(kept) && kept[i] && strcmp(kept[i], name) != 0)
        i++;
    if (i == COUNT(kept))
        stop(name, S("too many databases are kept"));
    return &kept[i];
}

void test_prepared(struct ctx *cx, const char *name, void (*make)(struct ctx *cx))
{
    const char **place = kept_place(name);
    bool there = *place != NULL;
    if (!there)
        make(cx);
    test_close(cx);
    if (server_url())
        keep_postgres(name, there);
    else
        keep_sqlite(name, there);
    *place = name;
    test_open(cx, &fast);
}

const char *test_dir(void)
{
    return directory;
}

const char *test_url(void)
{
    return url;
}

void test_close(struct ctx *cx)
{
    db_close(cx->db);
    cx->db = NULL;
    cx->conn = NULL;
}

void test_open(struct ctx *cx, const struct db_options *o)
{
    str why = STR_NONE;
    if (db_open(url, o, &cx->db, &why, cx->mem))
        stop(url, why);
}
