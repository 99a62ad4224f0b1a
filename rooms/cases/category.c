/* category.c: reading and revising categories. */
#include "rooms/cases/category.h"

#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "rooms/cases/category_sql.h"

static const char *const standard_names[CATEGORY_STANDARDS] = {"legacy", "gb2013", "gb2026"};

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
                             .form = db_keep_text(r, 16),
                             .evidence = db_keep_text(r, 17),
                             .also = db_keep_text(r, 18),
                             .sounds = db_keep_text(r, 19),
                             .help_en = db_keep_text(r, 20)};
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
    AUTO_ROWS rows = db_query(cx, &category_sql_limit, db_int("county", county),
                              db_text("code", code), db_text("stage", stage),
                              db_int("scope", scope), db_word("level", ""), db_int("now", cx->now));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct category_limit){.n = db_get_int(&rows, 0),
                                   .unit = db_keep_text(&rows, 1),
                                   .org = db_get_int(&rows, 2),
                                   .lo = db_get_int(&rows, 3),
                                   .hi = db_get_int(&rows, 4),
                                   .from_ms = db_get_int(&rows, 5),
                                   .stage = stage};
    return OK;
}

str cases_category_name(const struct category *c, enum lang lang)
{
    return lang == LANG_EN && c->name_en.len ? c->name_en : c->name;
}

str cases_category_plain(const struct category *c, enum lang lang)
{
    return lang == LANG_EN && c->plain_en.len ? c->plain_en : c->plain;
}

str cases_category_help(const struct category *c, enum lang lang)
{
    return lang == LANG_EN && c->help_en.len ? c->help_en : c->help;
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
    return db_exec(
        cx, NULL, &category_sql_insert, db_int("county", county), db_text("code", c->code),
        db_int("rev", rev), db_text("kind", c->kind), db_text("name", c->name),
        db_text("name_en", c->name_en), db_text("plain", c->plain),
        db_text("plain_en", c->plain_en), db_text("icon", c->icon), db_int("chip", c->chip),
        db_int("rural_chip", c->rural_chip), db_text("help", c->help),
        db_text("help_en", c->help_en.at ? c->help_en : S("")), db_int("private", c->private),
        db_int("anonymous", c->anonymous), db_int("urgent", c->urgent), db_int("onspot", c->onspot),
        db_text("owner", c->owner), db_text("form", c->form), db_text("evidence", c->evidence),
        db_text("also", c->also.at ? c->also : S("")),
        db_text("sounds", c->sounds.at ? c->sounds : S("")), db_int("now", cx->now));
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

/* ---- numbers and questions --------------------------------------------- */

enum err cases_category_numbers(struct ctx *cx, int64_t county, str code,
                                struct category_numbers *out)
{
    *out = (struct category_numbers){{STR_NONE}};
    AUTO_ROWS rows =
        db_query(cx, &category_sql_numbers, db_int("county", county), db_text("code", code));
    while (db_next(&rows))
        out->in[db_get_enum(&rows, 0, standard_names, CATEGORY_STANDARDS)] = db_keep_text(&rows, 1);
    return db_end(&rows);
}

static struct category_numbers *numbers_of(const struct categories *all,
                                           struct category_numbers *at, str code)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->at[i].code, code))
            return &at[i];
    return NULL;
}

enum err cases_category_all_numbers(struct ctx *cx, int64_t county, const struct categories *all,
                                    struct category_numbers *out)
{
    AUTO_ROWS rows = db_query(cx, &category_sql_all_numbers, db_int("county", county));
    while (db_next(&rows)) {
        struct category_numbers *n = numbers_of(all, out, db_get_text(&rows, 0));
        if (n)
            n->in[db_get_enum(&rows, 1, standard_names, CATEGORY_STANDARDS)] =
                db_keep_text(&rows, 2);
    }
    return db_end(&rows);
}

/* A form is named by its hash once an administrator has edited it: the revision then asks for ever
 * what it asked. A name (of a form that came by a file) is its current version. */
enum err cases_category_form(struct ctx *cx, const struct category *c, struct form *out)
{
    enum { HASH = 64 };
    if (!c->form.len)
        return ERR_NOT_FOUND;
    enum err e = c->form.len == HASH ? forms_find(cx, c->form, out) : ERR_NOT_FOUND;
    return e == ERR_NOT_FOUND ? forms_current(cx, c->form, out) : e;
}

/* ---- by the administrator ---------------------------------------------- */

static int64_t whole_county(int64_t county)
{
    return county * 1000000000;
}

static enum err may_edit(struct ctx *cx, int64_t county)
{
    return may(cx, ACT_SYSTEM_CONFIG, whole_county(county), NO_ORG) ? OK : ERR_NOT_FOUND;
}

/* Facts carry ids and values: a category has no number of its own, so its code is one of them. */
static enum err tell(struct ctx *cx, int64_t county, const char *kind, str code, int64_t from,
                     int64_t to)
{
    str payload = str_fmt(cx->mem, "{\"code\":\"%.*s\"}", STR_ARG(code));
    return facts_add(
        cx, &(struct fact){.county = county,
                           .place = whole_county(county),
                           .scope = whole_county(county),
                           .subject_kind = "category",
                           .kind = kind,
                           .from = from ? str_fmt(cx->mem, "%lld", (long long)from) : STR_NONE,
                           .to = to ? str_fmt(cx->mem, "%lld", (long long)to) : STR_NONE,
                           .payload = payload,
                           .audience = FACTS_AUDIT});
}

static enum err owner_of_number(struct ctx *cx, int64_t county, const char *standard, str kind,
                                str number, str *code)
{
    AUTO_ROWS rows =
        db_query(cx, &category_sql_by_number, db_int("county", county),
                 db_word("standard", standard), db_text("kind", kind), db_text("number", number));
    *code = db_next(&rows) ? db_keep_text(&rows, 0) : STR_NONE;
    return db_end(&rows);
}

/* A number belongs to one category: taking another's is refused, not done. */
static enum err put_number(struct ctx *cx, int64_t county, const struct category *c, int standard,
                           str number)
{
    const char *name = standard_names[standard];
    str owner = STR_NONE;
    enum err e = owner_of_number(cx, county, name, c->kind, number, &owner);
    if (!e && number.len && owner.len && !str_eq(owner, c->code))
        return fail_field(cx, name, _("Another category has this number."));
    if (!e)
        e = db_exec(cx, NULL, &category_sql_number_drop, db_int("county", county),
                    db_text("code", c->code), db_word("standard", name));
    if (e || !number.len)
        return e;
    return db_exec(cx, NULL, &category_sql_number_insert, db_int("county", county),
                   db_word("standard", name), db_text("kind", c->kind), db_text("number", number),
                   db_text("code", c->code));
}

struct put {
    int64_t county;
    const struct category_edit *edit;
    struct category category;
};

static enum err add_only(struct ctx *cx, const struct put *a)
{
    struct category there;
    enum err e = cases_category_find(cx, a->county, a->category.code, &there);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e ? e : fail_field(cx, "number", _("There is a category with this number already."));
}

static enum err put_tx(struct ctx *cx, void *arg)
{
    const struct put *a = arg;
    const struct category *c = &a->category;
    const struct category_numbers *n = a->edit->numbers;
    struct category now;
    enum err e = may_edit(cx, a->county);
    if (!e && !c->rev)
        e = add_only(cx, a);
    if (!e && a->edit->form && a->edit->form->n)
        e = forms_store(cx, a->edit->form);
    if (!e)
        e = cases_category_put_tx(cx, a->county, c);
    for (int i = 0; !e && n && i < CATEGORY_STANDARDS; i++)
        e = put_number(cx, a->county, c, i, n->in[i]);
    if (!e)
        e = cases_category_find(cx, a->county, c->code, &now);
    if (e)
        return e;
    return tell(cx, a->county, c->rev ? "category.changed" : "category.added", c->code, c->rev,
                now.rev);
}

enum err cases_category_save(struct ctx *cx, int64_t county, const struct category_edit *in)
{
    struct put a = {county, in, *in->category};
    if (in->form)
        a.category.form = in->form->n ? str_of(in->form->hash) : STR_NONE;
    enum err e = cases_category_sound(cx, (struct category *[]){&a.category}, 1);
    return e ? e : db_write(cx, put_tx, &a);
}

static enum err withdraw_tx(struct ctx *cx, void *arg)
{
    const struct put *a = arg;
    int64_t n = 0;
    enum err e = may_edit(cx, a->county);
    if (!e)
        e = db_exec(cx, &n, &category_sql_retire, db_int("county", a->county),
                    db_text("code", a->category.code), db_int("seen", a->category.rev));
    if (!e && !n)
        e = fail(cx, ERR_CONFLICT, _("Someone changed this category meanwhile. Look again."));
    return e ? e : tell(cx, a->county, "category.withdrawn", a->category.code, a->category.rev, 0);
}

enum err cases_category_withdraw(struct ctx *cx, int64_t county, str code, int64_t rev)
{
    struct put a = {.county = county, .category = {.code = code, .rev = rev}};
    return db_write(cx, withdraw_tx, &a);
}
