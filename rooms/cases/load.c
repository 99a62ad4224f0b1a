/* load.c: the category list that ships (data/cases/categories.csv) into a county. Numbers of the
 * legacy standard CJ/T 214-2007 with those of GB/T 30428.2-2013 and GB/T 47678.5-2026 beside them
 * where known; classes 21 and 22 are local extensions. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "kit/base/csv.h"
#include "rooms/cases/category_sql.h"

struct line { /* of the file */
    struct category category;
    str legacy, gb2013, gb2026, unit;
    int64_t n;
};

static int64_t number(const struct csv *c, const struct csv *head, const char *name)
{
    int64_t n = 0;
    return str_int(csv_field(c, csv_column(head, str_of(name))), &n) ? 0 : n;
}

static str text(const struct csv *c, const struct csv *head, const char *name)
{
    return csv_field(c, csv_column(head, str_of(name)));
}

static struct line read_line(struct arena *mem, const struct csv *c, const struct csv *head)
{
    struct line l = {.legacy = text(c, head, "legacy"),
                     .gb2013 = text(c, head, "gb2013"),
                     .gb2026 = text(c, head, "gb2026"),
                     .unit = text(c, head, "limit_unit"),
                     .n = number(c, head, "limit_n")};
    str kind = text(c, head, "kind");
    l.category = (struct category){
        .code = str_fmt(mem, "%.*s-%.*s", STR_ARG(kind), STR_ARG(l.legacy)),
        .kind = kind,
        .name = text(c, head, "name"),
        .name_en = text(c, head, "name_en"),
        .plain = text(c, head, "plain"),
        .plain_en = text(c, head, "plain_en"),
        .icon = text(c, head, "icon"),
        .help = text(c, head, "help"),
        .help_en = text(c, head, "help_en"),
        .owner = text(c, head, "owner"),
        .also = text(c, head, "also"),
        .chip = number(c, head, "chip"),
        .rural_chip = number(c, head, "rural_chip"),
        .private = number(c, head, "private"),
        .anonymous = number(c, head, "anonymous"),
        .urgent = number(c, head, "urgent"),
        .onspot = number(c, head, "onspot"),
    };
    return l;
}

static enum err put_number(struct ctx *cx, int64_t county, const char *standard, str n,
                           const struct category *c)
{
    if (!n.len)
        return OK;
    return db_exec(cx, NULL, &category_sql_number_insert, db_int("county", county),
                   db_word("standard", standard), db_text("kind", c->kind), db_text("number", n),
                   db_text("code", c->code));
}

static enum calendar_unit unit_of(str short_name)
{
    return str_is(short_name, "eh")   ? CALENDAR_HOUR
           : str_is(short_name, "wh") ? CALENDAR_WORKHOUR
                                      : CALENDAR_WORKDAY;
}

static enum err put_limit(struct ctx *cx, int64_t county, const struct line *l)
{
    struct org o = {.id = 0};
    /* "community" and "property" are whoever that is at the place, found when it is dispatched */
    enum err e = org_find_code(cx, county, l->category.owner, &o);
    if (e && e != ERR_NOT_FOUND)
        return e;
    return db_exec(cx, NULL, &category_sql_limit_insert, db_int("county", county),
                   db_int("id", db_new_id(cx)), db_text("code", l->category.code),
                   db_word("level", ""), db_int("lo", 0), db_int("hi", INT64_MAX),
                   db_word("stage", "handle"), db_int("n", l->n),
                   db_word("unit", calendar_unit_names[unit_of(l->unit)]),
                   db_int_or_null("org", o.id), db_int("from", 0));
}

struct load_args {
    int64_t county;
    struct line *lines;
    int n;
};

static enum err load_tx(struct ctx *cx, void *arg)
{
    const struct load_args *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++) {
        const struct line *l = &a->lines[i];
        e = cases_category_put_tx(cx, a->county, &l->category);
        if (!e)
            e = put_number(cx, a->county, "legacy", l->legacy, &l->category);
        if (!e)
            e = put_number(cx, a->county, "gb2013", l->gb2013, &l->category);
        if (!e)
            e = put_number(cx, a->county, "gb2026", l->gb2026, &l->category);
        if (!e)
            e = put_limit(cx, a->county, l);
    }
    return e;
}

enum err cases_load_categories(struct ctx *cx, int64_t county, str raw)
{
    enum { MOST = 1000 };
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    struct line *lines = NEW_N(cx->mem, struct line, MOST);
    struct load_args a = {.county = county, .lines = lines};
    csv_open(c, cx->mem, raw);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (a.n < MOST && csv_next(c))
        lines[a.n++] = read_line(cx->mem, c, head);
    struct category **all = NEW_N(cx->mem, struct category *, MOST);
    for (int i = 0; i < a.n; i++)
        all[i] = &lines[i].category;
    enum err e = c->err ? c->err : cases_category_sound(cx, all, a.n);
    return e ? e : db_write(cx, load_tx, &a);
}
