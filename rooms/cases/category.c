/* category.c: reading and revising categories. */
#include "rooms/cases/category.h"

#include "rooms/cases/category_sql.h"

static struct category read_row(const struct rows *r)
{
    return (struct category){.code = db_keep_text(r, 0),
                             .rev = db_get_int(r, 1),
                             .kind = db_keep_text(r, 2),
                             .name = db_keep_text(r, 3),
                             .name_en = db_keep_text(r, 4),
                             .plain = db_keep_text(r, 5),
                             .plain_en = db_keep_text(r, 6),
                             .icon = db_keep_text(r, 7),
                             .chip = db_get_int(r, 8),
                             .rural_chip = db_get_int(r, 9),
                             .help = db_keep_text(r, 10),
                             .private = db_get_int(r, 11),
                             .anonymous = db_get_int(r, 12),
                             .urgent = db_get_int(r, 13),
                             .onspot = db_get_int(r, 14),
                             .owner = db_keep_text(r, 15),
                             .form = db_keep_text(r, 16)};
}

enum { CATEGORIES_MOST = 1000 };

/* As many as there are: the list grows while it is read. */
static enum err read_list(struct rows *rows, struct category (*read)(const struct rows *),
                          struct categories *out)
{
    struct arena *mem = rows->cx->mem;
    int room = 128, n = 0;
    struct category *at = NEW_N(mem, struct category, room);
    while (n < CATEGORIES_MOST && db_next(rows)) {
        if (n == room) {
            struct category *more = NEW_N(mem, struct category, 2 * room);
            memcpy(more, at, (size_t)n * sizeof *at);
            at = more;
            room *= 2;
        }
        at[n++] = read(rows);
    }
    *out = (struct categories){at, n};
    return db_end(rows);
}

enum err cases_category_list(struct ctx *cx, int64_t county, struct categories *out)
{
    AUTO_ROWS rows = db_query(cx, &category_sql_live, db_int("county", county));
    return read_list(&rows, read_row, out);
}

static struct category read_name(const struct rows *r)
{
    return (struct category){
        .code = db_keep_text(r, 0), .name = db_keep_text(r, 1), .name_en = db_keep_text(r, 2)};
}

enum err cases_category_names(struct ctx *cx, int64_t county, struct categories *out)
{
    AUTO_ROWS rows = db_query(cx, &category_sql_names, db_int("county", county));
    return read_list(&rows, read_name, out);
}

static enum err read_one(struct rows *rows, struct category *out)
{
    enum err e = db_one(rows);
    if (e)
        return e;
    *out = read_row(rows);
    return OK;
}

enum err cases_category_find(struct ctx *cx, int64_t county, str code, struct category *out)
{
    AUTO_ROWS rows =
        db_query(cx, &category_sql_find, db_int("county", county), db_text("code", code));
    return read_one(&rows, out);
}

enum err cases_category_at(struct ctx *cx, int64_t county, str code, int64_t rev,
                           struct category *out)
{
    AUTO_ROWS rows = db_query(cx, &category_sql_at, db_int("county", county), db_text("code", code),
                              db_int("rev", rev));
    return read_one(&rows, out);
}

enum err cases_category_limit(struct ctx *cx, int64_t county, str code, str stage, int64_t scope,
                              struct category_limit *out)
{
    AUTO_ROWS rows =
        db_query(cx, &category_sql_limit, db_int("county", county), db_text("code", code),
                 db_text("stage", stage), db_int("scope", scope), db_word("level", ""));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct category_limit){
        .n = db_get_int(&rows, 0), .unit = db_keep_text(&rows, 1), .org = db_get_int(&rows, 2)};
    return OK;
}

str cases_category_name(const struct category *c, enum lang lang)
{
    return lang == LANG_EN ? c->name_en : c->name;
}

str cases_category_plain(const struct category *c, enum lang lang)
{
    return lang == LANG_EN ? c->plain_en : c->plain;
}

static enum err newest_rev(struct ctx *cx, int64_t county, str code, int64_t *rev)
{
    AUTO_ROWS rows =
        db_query(cx, &category_sql_newest_rev, db_int("county", county), db_text("code", code));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *rev = db_get_int(&rows, 0);
    return OK;
}

static enum err insert(struct ctx *cx, int64_t county, int64_t rev, const struct category *c)
{
    return db_exec(cx, NULL, &category_sql_insert, db_int("county", county),
                   db_text("code", c->code), db_int("rev", rev), db_text("kind", c->kind),
                   db_text("name", c->name), db_text("name_en", c->name_en),
                   db_text("plain", c->plain), db_text("plain_en", c->plain_en),
                   db_text("icon", c->icon), db_int("chip", c->chip),
                   db_int("rural_chip", c->rural_chip), db_text("help", c->help),
                   db_int("private", c->private), db_int("anonymous", c->anonymous),
                   db_int("urgent", c->urgent), db_int("onspot", c->onspot),
                   db_text("owner", c->owner), db_text("form", c->form), db_int("now", cx->now));
}

enum err cases_category_put_tx(struct ctx *cx, int64_t county, const struct category *c)
{
    int64_t rev = 0;
    enum err e = newest_rev(cx, county, c->code, &rev);
    if (e && e != ERR_NOT_FOUND)
        return e;
    if (c->rev && c->rev != rev)
        return fail(cx, ERR_CONFLICT, _("Someone changed this category meanwhile. Look again."));
    e = db_exec(cx, NULL, &category_sql_retire, db_int("county", county), db_text("code", c->code),
                db_int("seen", rev));
    return e ? e : insert(cx, county, rev + 1, c);
}

struct put {
    int64_t county;
    const struct category *category;
};

static enum err put_tx(struct ctx *cx, void *arg)
{
    const struct put *a = arg;
    return cases_category_put_tx(cx, a->county, a->category);
}

enum err cases_category_save(struct ctx *cx, int64_t county, const struct category *c)
{
    struct put a = {county, c};
    return db_write(cx, put_tx, &a);
}

static enum err withdraw_tx(struct ctx *cx, void *arg)
{
    const struct put *a = arg;
    int64_t n = 0;
    enum err e = db_exec(cx, &n, &category_sql_retire, db_int("county", a->county),
                         db_text("code", a->category->code), db_int("seen", a->category->rev));
    if (e)
        return e;
    if (!n)
        return fail(cx, ERR_CONFLICT, _("Someone changed this category meanwhile. Look again."));
    return OK;
}

enum err cases_category_withdraw(struct ctx *cx, int64_t county, str code, int64_t rev)
{
    struct category c = {.code = code, .rev = rev};
    struct put a = {county, &c};
    return db_write(cx, withdraw_tx, &a);
}
