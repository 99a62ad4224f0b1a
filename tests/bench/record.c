/* record.c: SQLite's trace is given the statement as written and as run; where they differ, there
 * stood the bound values. */
#include "tests/bench/record.h"

#include <ctype.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum { TEXTS_MAX = 512, PARAMS_MAX = 64, CLOSURE_END = -1 };

struct value {
    int type; /* SQLITE_NULL ... */
    int64_t i;
    double r;
    str s;
};
struct step {
    int text; /* index in texts, or CLOSURE_END */
    int n;
    struct value *values;
};
struct recording {
    struct arena *mem;
    const char *texts[TEXTS_MAX];
    int n_texts, depth;
    struct step *steps;
    size_t n, room;
    int64_t closures;
};
static struct recording *now; /* of this program run: a benchmark records one thing */
static atomic_llong commits;
static bool counting;

/* ---- reading the values out of the expanded text ------------------------ */

static str read_quoted(struct recording *r, const char **at)
{
    const char *p = *at + 1;
    struct buf b = buf_new(r->mem, 1 << 20);
    for (; *p; p++) {
        if (*p == '\'' && *++p != '\'')
            break;
        buf_char(&b, *p);
    }
    *at = p;
    return buf_done(&b);
}

static struct value read_value(struct recording *r, const char **at)
{
    const char *p = *at;
    if (strncmp(p, "NULL", 4) == 0) {
        *at += 4;
        return (struct value){.type = SQLITE_NULL};
    }
    if (*p == '\'')
        return (struct value){.type = SQLITE_TEXT, .s = read_quoted(r, at)};
    if (p[0] == 'x' && p[1] == '\'') {
        const char *hex = p + 2, *end = strchr(hex, '\'');
        size_t n = (size_t)(end - hex) / 2;
        char *bytes = arena_alloc(r->mem, n + 1);
        if (str_unhex((str){hex, n * 2}, bytes, n))
            abort();
        *at = end + 1;
        return (struct value){.type = SQLITE_BLOB, .s = {bytes, n}};
    }
    size_t n = strspn(p, "-+0123456789.eE");
    *at += n;
    if (memchr(p, '.', n) || memchr(p, 'e', n))
        return (struct value){.type = SQLITE_FLOAT, .r = strtod(p, NULL)};
    return (struct value){.type = SQLITE_INTEGER, .i = strtoll(p, NULL, 10)};
}

/* Walks both texts; ?7 in the one is the seventh value in the other. */
static int read_values(struct recording *r, const char *text, const char *run, struct value *out)
{
    int most = 0;
    bool quoted = false;
    while (*text) {
        if (!quoted && *text == '?') {
            char *end;
            long i = strtol(text + 1, &end, 10);
            text = end;
            if (i < 1 || i > PARAMS_MAX)
                abort();
            out[i - 1] = read_value(r, &run);
            most = i > most ? (int)i : most;
            continue;
        }
        quoted = *text == '\'' ? !quoted : quoted;
        if (*text++ != *run++)
            abort(); /* the texts differ outside a value: the reader above is wrong */
    }
    return most;
}

/* ---- watching ---------------------------------------------------------- */

static int text_index(struct recording *r, const char *text)
{
    for (int i = 0; i < r->n_texts; i++)
        if (strcmp(r->texts[i], text) == 0)
            return i;
    if (r->n_texts == TEXTS_MAX)
        abort();
    r->texts[r->n_texts] = str_z(r->mem, str_of(text));
    return r->n_texts++;
}

static void add(struct recording *r, struct step s)
{
    if (r->n == r->room) {
        r->room = r->room ? r->room * 2 : 4096;
        r->steps = realloc(r->steps, r->room * sizeof *r->steps);
        if (!r->steps)
            abort();
    }
    r->steps[r->n++] = s;
}

/* Savepoints and transactions are the house's own work: only where a closure ends is kept. */
static bool is_control(struct recording *r, const char *text)
{
    if (strncmp(text, "SAVEPOINT", 9) == 0) {
        r->depth++;
        return true;
    }
    if (strncmp(text, "RELEASE", 7) == 0) {
        if (--r->depth == 0) {
            add(r, (struct step){.text = CLOSURE_END});
            r->closures++;
        }
        return true;
    }
    return strncmp(text, "BEGIN", 5) == 0 || strncmp(text, "COMMIT", 6) == 0 ||
           strncmp(text, "ROLLBACK", 8) == 0 || strncmp(text, "PRAGMA", 6) == 0;
}

/* Ours number their values; a bare ? is a statement that SQLite's text index runs inside one of
 * ours, and will run again when that one is replayed. */
static bool is_inner(const char *text)
{
    const char *mark = strchr(text, '?');
    return mark && !isdigit((unsigned char)mark[1]);
}

static int on_statement(unsigned what, void *arg, void *stmt, void *unused)
{
    struct recording *r = arg;
    const char *text = sqlite3_sql(stmt);
    (void)what;
    (void)unused;
    if (sqlite3_db_readonly(sqlite3_db_handle(stmt), "main") || !text || is_control(r, text) ||
        r->depth == 0 || is_inner(text))
        return 0;
    char *run = sqlite3_expanded_sql(stmt);
    if (!run)
        abort();
    struct value values[PARAMS_MAX] = {0};
    struct step s = {.text = text_index(r, text), .n = read_values(r, text, run, values)};
    s.values = NEW_N(r->mem, struct value, (size_t)s.n + 1);
    memcpy(s.values, values, (size_t)s.n * sizeof *values);
    sqlite3_free(run);
    add(r, s);
    return 0;
}

static int on_commit(void *arg)
{
    (void)arg;
    atomic_fetch_add(&commits, 1);
    return 0;
}

static int watch(sqlite3 *db, char **why, const struct sqlite3_api_routines *api)
{
    (void)why;
    (void)api;
    if (now)
        sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, now);
    if (counting)
        sqlite3_commit_hook(db, on_commit, NULL);
    return SQLITE_OK;
}

struct recording *record_begin(void)
{
    struct arena *mem = arena_new();
    struct recording *r = NEW(mem, struct recording);
    r->mem = mem;
    now = r;
    sqlite3_auto_extension((void (*)(void))watch);
    return r;
}

void record_end(void)
{
    now = NULL;
}

void record_count_commits(void)
{
    counting = true;
    sqlite3_auto_extension((void (*)(void))watch);
}

int64_t record_commits(void)
{
    return atomic_load(&commits);
}

int64_t record_closures(const struct recording *r)
{
    return r->closures;
}

/* ---- the bare loop ----------------------------------------------------- */

static void bind(sqlite3_stmt *st, const struct step *s)
{
    for (int i = 0; i < s->n; i++) {
        const struct value *v = &s->values[i];
        if (v->type == SQLITE_INTEGER)
            sqlite3_bind_int64(st, i + 1, v->i);
        else if (v->type == SQLITE_FLOAT)
            sqlite3_bind_double(st, i + 1, v->r);
        else if (v->type == SQLITE_TEXT)
            sqlite3_bind_text(st, i + 1, v->s.at, (int)v->s.len, SQLITE_STATIC);
        else if (v->type == SQLITE_BLOB)
            sqlite3_bind_blob(st, i + 1, v->s.at, (int)v->s.len, SQLITE_STATIC);
        else
            sqlite3_bind_null(st, i + 1);
    }
}

static bool run_step(sqlite3 *db, sqlite3_stmt **stmts, const struct recording *r,
                     const struct step *s)
{
    sqlite3_stmt **st = &stmts[s->text];
    if (!*st && sqlite3_prepare_v3(db, r->texts[s->text], -1, SQLITE_PREPARE_PERSISTENT, st, NULL))
        return false;
    bind(*st, s);
    int rc;
    do
        rc = sqlite3_step(*st);
    while (rc == SQLITE_ROW);
    sqlite3_reset(*st);
    return rc == SQLITE_DONE;
}

static bool tell(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool run_all(sqlite3 *db, sqlite3_stmt **stmts, const struct recording *r, int64_t batch,
                    int64_t most)
{
    int64_t closures = 0;
    bool ok = tell(db, "BEGIN IMMEDIATE");
    for (size_t i = 0; ok && i < r->n && closures < most; i++) {
        if (r->steps[i].text != CLOSURE_END) {
            ok = run_step(db, stmts, r, &r->steps[i]);
            continue;
        }
        if (++closures % batch == 0)
            ok = tell(db, "COMMIT") && tell(db, "BEGIN IMMEDIATE");
    }
    return ok && tell(db, "COMMIT");
}

int64_t record_replay(const struct recording *r, const char *path, int64_t batch, int64_t most)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmts[TEXTS_MAX] = {0};
    bool ok = sqlite3_open(path, &db) == SQLITE_OK &&
              tell(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                       "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY");
    int64_t began = clock_steady_ns();
    ok = ok && run_all(db, stmts, r, batch, most);
    int64_t took = clock_steady_ns() - began;
    if (!ok)
        fprintf(stderr, "bare loop: %s\n", sqlite3_errmsg(db));
    for (int i = 0; i < r->n_texts; i++)
        sqlite3_finalize(stmts[i]);
    sqlite3_close(db);
    return ok ? took : -1;
}
