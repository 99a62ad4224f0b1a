/* limits.c: time limits and responsible units of a category per place and stage. A limit that a
 * clock has read is a number in that clock: setting another touches matters that come later. */
#include "rooms/cases/cases.h"

#include "civic/people/people.h"
#include "rooms/cases/category_sql.h"

const char *const category_stages[CATEGORY_STAGES] = {"whole", "verify", "handle", "check"};

enum err cases_category_limits(struct ctx *cx, int64_t county, str code,
                               struct category_limit **out, int *n)
{
    enum { MOST = 500 };
    struct category_limit *at = NEW_N(cx->mem, struct category_limit, MOST);
    int got = 0;
    AUTO_ROWS rows =
        db_query(cx, &category_sql_limits, db_int("county", county), db_text("code", code));
    while (got < MOST && db_next(&rows))
        at[got++] = (struct category_limit){.id = db_get_int(&rows, 0),
                                            .lo = db_get_int(&rows, 1),
                                            .hi = db_get_int(&rows, 2),
                                            .stage = db_keep_text(&rows, 3),
                                            .n = db_get_int(&rows, 4),
                                            .unit = db_keep_text(&rows, 5),
                                            .org = db_get_int(&rows, 6),
                                            .from_ms = db_get_int(&rows, 7)};
    *out = at;
    *n = got;
    return db_end(&rows);
}

struct limit_args {
    int64_t county;
    str code;
    const struct category_limit *limit;
};

static enum err tell(struct ctx *cx, const struct limit_args *a, const char *kind, int64_t place)
{
    const struct category_limit *l = a->limit;
    return facts_add(
        cx, &(struct fact){.county = a->county,
                           .place = place,
                           .scope = place,
                           .subject_kind = "category",
                           .kind = kind,
                           .to = l->n ? str_fmt(cx->mem, "%.*s %lld %.*s", STR_ARG(l->stage),
                                                (long long)l->n, STR_ARG(l->unit))
                                      : l->stage,
                           .payload = str_fmt(cx->mem, "{\"code\":\"%.*s\"}", STR_ARG(a->code)),
                           .audience = FACTS_AUDIT});
}

static int64_t county_code(int64_t county)
{
    return county * 1000000000;
}

/* What was set for the same place and stage goes, once the new one counts; one that counts later
 * waits beside it. */
static enum err set_tx(struct ctx *cx, void *arg)
{
    const struct limit_args *a = arg;
    const struct category_limit *l = a->limit;
    if (!may(cx, ACT_SYSTEM_CONFIG, county_code(a->county), NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = OK;
    if (l->from_ms <= cx->now)
        e = db_exec(cx, NULL, &category_sql_limit_replace, db_int("county", a->county),
                    db_text("code", a->code), db_text("stage", l->stage), db_int("lo", l->lo),
                    db_int("hi", l->hi), db_int("from", l->from_ms));
    if (!e)
        e = db_exec(cx, NULL, &category_sql_limit_insert, db_int("county", a->county),
                    db_int("id", db_new_id(cx)), db_text("code", a->code), db_word("level", ""),
                    db_int("lo", l->lo), db_int("hi", l->hi), db_text("stage", l->stage),
                    db_int("n", l->n), db_text("unit", l->unit), db_int_or_null("org", l->org),
                    db_int("from", l->from_ms));
    return e ? e : tell(cx, a, "limit.set", l->lo ? l->lo : county_code(a->county));
}

enum err cases_category_limit_set(struct ctx *cx, int64_t county, str code,
                                  const struct category_limit *in)
{
    struct limit_args a = {county, code, in};
    return db_write(cx, set_tx, &a);
}

static enum err clear_tx(struct ctx *cx, void *arg)
{
    const struct limit_args *a = arg;
    int64_t n = 0;
    if (!may(cx, ACT_SYSTEM_CONFIG, county_code(a->county), NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = db_exec(cx, &n, &category_sql_limit_retire, db_int("county", a->county),
                         db_int("id", a->limit->id));
    if (!e && !n)
        e = fail(cx, ERR_CONFLICT, _("This limit is gone already. Look again."));
    return e ? e
             : tell(cx, a, "limit.cleared", a->limit->lo ? a->limit->lo : county_code(a->county));
}

enum err cases_category_limit_clear(struct ctx *cx, int64_t county, str code,
                                    const struct category_limit *l)
{
    struct category_limit gone = {.id = l->id, .stage = l->stage, .lo = l->lo};
    struct limit_args a = {county, code, &gone};
    return db_write(cx, clear_tx, &a);
}
