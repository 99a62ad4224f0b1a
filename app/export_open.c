/* export_open.c: an export that opens what is sealed.
 *
 * Whoever runs commands on the machine has no business with personal data by that alone: --by names
 * an account with a post that may unmask in the whole place, which proves itself by its password
 * (and second factor), counted like any sign-in. The look is in the log and among the facts, with
 * its reason, before anything is opened. */
#include "app/export.h"
#include "civic/media/media.h"
#include "civic/notices/notices.h"
#include "civic/people/signin.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <termios.h>

enum { RECORD_MAX = 1 << 20 };

/* ---- who, and why ------------------------------------------------------ */

/* One line of standard input; on a terminal asked for, and not shown if it is secret. */
static str ask(const struct app *a, const char *what, bool secret)
{
    char line[512];
    struct termios was, quiet;
    bool terminal = tcgetattr(STDIN_FILENO, &was) == 0;
    if (terminal) {
        fprintf(a->err, "%s: ", what);
        quiet = was;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        if (secret)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal && secret) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
        fputc('\n', a->err);
    }
    str s = got ? str_keep(a->mem, str_of(line)) : STR_NONE;
    while (s.len && (s.at[s.len - 1] == '\n' || s.at[s.len - 1] == '\r'))
        s.len--;
    explicit_bzero(line, sizeof line);
    return s;
}

static enum err act_as(struct ctx *cx, const struct sign_in *in)
{
    str token;
    struct session s;
    enum err e = sign_in_staff(cx, in, &token);
    if (!e)
        e = session_find(cx, token, &s);
    if (!e)
        e = session_close(cx, &s);
    if (e)
        return e;
    cx->county = s.county;
    cx->actor = s.account;
    return people_load(cx);
}

/* LOGIN CODE REASON PASSWORD FACTOR: export's own, run where the database may be written. */
static enum app_exit run_unsealing(struct app *a)
{
    int64_t place, county;
    struct sign_in in = {
        .login = str_of(a->words[0]), .password = str_of(a->words[3]), .code = str_of(a->words[4])};
    if (place_parse(str_of(a->words[1]), &place))
        return APP_USAGE;
    enum err e = places_county(a->cx, place, &county);
    if (!e)
        e = act_as(a->cx, &in);
    if (!e)
        e = people_unseal(a->cx, county, place, str_of(a->words[2]));
    return e ? app_fail_err(a, e) : APP_DONE;
}

static const char *const no_options[] = {NULL};
const struct cmd cmd_unsealing = {
    .name = "unsealing",
    .usage = "LOGIN CODE REASON PASSWORD FACTOR",
    .options = no_options,
    .least = 5,
    .most = 5,
    .needs = CMD_WRITE,
    .run = run_unsealing,
};

enum app_exit export_open_ask(struct app *a, int64_t place)
{
    char *argv[] = {str_z(a->mem, S("unsealing")),
                    str_z(a->mem, S("--")),
                    str_z(a->mem, str_of(app_option(a, "by"))),
                    str_z(a->mem, str_fmt(a->mem, "%lld", (long long)place)),
                    str_z(a->mem, str_of(app_option(a, "unseal"))),
                    str_z(a->mem, ask(a, "password", true)),
                    str_z(a->mem, ask(a, "six digits of the second factor, or nothing", false))};
    enum app_exit how = APP_FAILED;
    struct app writer = *a;
    str why = STR_NONE;
    enum err e = app_open(&writer, false, &why);
    if (e == ERR_BUSY && control_call(a, COUNT(argv), argv, &how))
        return how;
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why.len ? why : str_of(err_name(e))));
    writer.words = argv + 2;
    how = run_unsealing(&writer);
    app_close(&writer);
    return how;
}

/* ---- what was sealed --------------------------------------------------- */

struct opened {
    const struct app *app;
    struct ctx *cx;
    const struct export_part *part;
    const char *dir; /* DIR/opened */
    int64_t n;
};

static str at(const struct db_table *t, const struct rows *r, const char *column)
{
    return db_get_text(r, export_column(t, column));
}

static int64_t number(const struct db_table *t, const struct rows *r, const char *column)
{
    return db_get_int(r, export_column(t, column));
}

static bool put(FILE *f, struct arena *mem, const str *cells, int n)
{
    struct buf b = buf_new(mem, RECORD_MAX);
    for (int i = 0; i < n; i++) {
        buf_z(&b, i ? "," : "");
        csv_write(&b, cells[i]);
    }
    buf_z(&b, "\r\n");
    str line = buf_done(&b);
    return !b.over && fwrite(line.at, 1, line.len, f) == line.len;
}

/* Fills cells[1..]; the first is the id. ERR_NOT_FOUND: nothing to open, the key is gone. */
typedef enum err open_row(struct opened *o, const struct db_table *t, const struct rows *r,
                          str *cells);

static enum err open_person(struct opened *o, const struct db_table *t, const struct rows *r,
                            str *cells)
{
    struct person p;
    enum err e = person_find(o->cx, number(t, r, "county"), number(t, r, "id"), &p);
    if (e || p.erased)
        return e ? e : ERR_NOT_FOUND;
    cells[1] = p.name;
    cells[2] = p.phone;
    cells[3] = p.id_number;
    return OK;
}

static enum err open_notice(struct opened *o, const struct db_table *t, const struct rows *r,
                            str *cells)
{
    return notices_plain(o->cx, number(t, r, "county"), number(t, r, "id"), &cells[1], &cells[2]);
}

static enum err open_wish(struct opened *o, const struct db_table *t, const struct rows *r,
                          str *cells)
{
    struct notices_wishes w;
    enum err e = notices_find_wishes(o->cx, number(t, r, "county"), number(t, r, "account"), &w);
    if (!e)
        cells[1] = w.mail;
    return e;
}

static bool put_file(int in, const char *path)
{
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = -1;
    while (out >= 0 && ((n = sendfile(out, in, NULL, 1 << 20)) > 0 || (n < 0 && errno == EINTR)))
        ;
    return out >= 0 && close(out) == 0 && n == 0;
}

/* Named by its id and type: what its sender called it is a stranger's text. */
static enum err open_media(struct opened *o, const struct db_table *t, const struct rows *r,
                           str *cells)
{
    struct media_file f;
    int fd;
    enum err e = media_find(o->cx, number(t, r, "county"), at(t, r, "key"), &f);
    if (!e)
        e = media_open(o->cx, &f, MEDIA_FULL, &fd);
    if (e)
        return e;
    str end = f.type;
    (void)str_cut(&end, '/');
    cells[2] = str_fmt(o->cx->mem, "%lld.%.*s", (long long)f.id, STR_ARG(end));
    bool ok = put_file(fd, str_fmt(o->cx->mem, "%s/%.*s", o->dir, STR_ARG(cells[2])).at);
    close(fd);
    return ok ? media_name(o->cx, &f, &cells[1]) : ERR_FAULT;
}

static const struct sealed_table {
    const char *table, *key, *columns[4];
    open_row *open;
} sealed[] = {
    {"persons", "id", {"id", "name", "phone", "id_number"}, open_person},
    {"notices", "id", {"id", "text", "phone"}, open_notice},
    {"notice_wishes", "account", {"account", "mail"}, open_wish},
    {"media", "id", {"id", "name", "file"}, open_media},
};

static int width(const struct sealed_table *s)
{
    int n = 0;
    while (n < (int)COUNT(s->columns) && s->columns[n])
        n++;
    return n;
}

static enum err open_rows(struct opened *o, const struct sealed_table *s, const struct db_table *t,
                          FILE *f)
{
    struct arena *mem = o->cx->mem;
    AUTO_ROWS r = db_query(o->cx, t->read);
    for (struct arena_point p = arena_mark(mem); db_next(&r); arena_back(mem, p)) {
        str cells[COUNT(s->columns)] = {str_fmt(mem, "%lld", (long long)number(t, &r, s->key))};
        if (!export_part_has(o->part, t, &r))
            continue;
        enum err e = s->open(o, t, &r, cells);
        if (e == ERR_NOT_FOUND)
            continue;
        if (e || !put(f, mem, cells, width(s)))
            return e ? e : ERR_FAULT;
        o->n++;
    }
    return db_end(&r);
}

static enum app_exit open_table(struct opened *o, const struct sealed_table *s,
                                const struct db_table *t)
{
    str heads[COUNT(s->columns)];
    const char *path = str_fmt(o->app->mem, "%s/%s.csv", o->dir, s->table).at;
    FILE *f = fopen(path, "wx");
    for (int i = 0; i < width(s); i++)
        heads[i] = str_of(s->columns[i]);
    bool ok = f && fputs("\xEF\xBB\xBF", f) >= 0 && put(f, o->app->mem, heads, width(s));
    enum err e = ok ? open_rows(o, s, t, f) : ERR_FAULT;
    ok = f && fclose(f) == 0 && ok;
    return e || !ok ? app_fail(o->app, "%s: %s", path, e ? err_name(e) : strerror(errno))
                    : APP_DONE;
}

enum app_exit export_open_write(const struct app *a, struct ctx *cx, const struct export_part *p,
                                const char *dir)
{
    struct media *before = cx->media, *files = NULL;
    str why = STR_NONE;
    struct opened o = {.app = a, .cx = cx, .part = p};
    o.dir = str_fmt(a->mem, "%s/opened", app_path(a, dir)).at;
    if (mkdir(o.dir, 0700))
        return app_fail(a, "%s: %s", o.dir, strerror(errno));
    if (!cx->seal || media_start(app_path(a, app_setting(a, "data", "var")), cx->seal, NULL, &files,
                                 &why, a->mem))
        return app_fail(a, "%.*s", STR_ARG(cx->seal ? why : S("there is no key file")));
    cx->media = files;
    enum app_exit e = APP_DONE;
    for (size_t i = 0; !e && i < COUNT(sealed); i++)
        for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
            if (strcmp((*t)->name, sealed[i].table) == 0)
                e = open_table(&o, &sealed[i], *t);
    cx->media = before;
    if (!e)
        fprintf(a->err, "opened %lld rows in %s: plain text, keep it accordingly\n", (long long)o.n,
                o.dir);
    return e;
}
