/* reply.c: keeping templates, and filling one for a case. */
#include "rooms/cases/reply.h"

#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "rooms/cases/reply_sql.h"

static int64_t org_at(const struct ctx *cx, int i)
{
    return cx->posts && i < cx->posts->n ? cx->posts->at[i].org : -1;
}

#define ORG_ARGS(cx)                                                                               \
    db_int("org1", org_at((cx), 0)), db_int("org2", org_at((cx), 1)),                              \
        db_int("org3", org_at((cx), 2)), db_int("org4", org_at((cx), 3))

static struct reply_template read_row(const struct rows *r, int64_t county)
{
    return (struct reply_template){.county = county,
                                   .id = db_get_int(r, 0),
                                   .org = db_get_int(r, 1),
                                   .code = db_keep_text(r, 2),
                                   .title = db_keep_text(r, 3),
                                   .body = db_keep_text(r, 4),
                                   .row_ver = db_get_int(r, 5)};
}

enum err reply_list(struct ctx *cx, str code, struct reply_template **out, int *n)
{
    struct reply_template *list = NEW_N(cx->mem, struct reply_template, REPLY_MOST);
    int got = 0;
    AUTO_ROWS rows = db_query(cx, &reply_sql_list, db_int("county", cx->county),
                              db_text("code", code), db_int("most", REPLY_MOST), ORG_ARGS(cx));
    while (got < REPLY_MOST && db_next(&rows))
        list[got++] = read_row(&rows, cx->county);
    *out = list;
    *n = got;
    return db_end(&rows);
}

enum err reply_find(struct ctx *cx, int64_t id, struct reply_template *out)
{
    AUTO_ROWS rows =
        db_query(cx, &reply_sql_find, db_int("county", cx->county), db_int("id", id), ORG_ARGS(cx));
    enum err e = db_one(&rows);
    if (!e)
        *out = read_row(&rows, cx->county);
    return e;
}

/* ---- changing ---------------------------------------------------------- */

static bool is_ours(const struct ctx *cx, int64_t org)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

static enum err tell(struct ctx *cx, const struct reply_template *t, const char *kind)
{
    struct fact f = {.county = t->county,
                     .subject_kind = "reply_template",
                     .subject = t->id,
                     .kind = kind,
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

static enum err changed_or_conflict(struct ctx *cx, enum err e, int64_t changed)
{
    if (e || changed)
        return e;
    return fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
}

static enum err save_tx(struct ctx *cx, void *arg)
{
    const struct reply_template *t = arg;
    int64_t changed = 1;
    enum err e =
        t->row_ver
            ? db_exec(cx, &changed, &reply_sql_change, db_text("code", t->code),
                      db_text("title", t->title), db_text("body", t->body), db_int("org", t->org),
                      db_int("county", t->county), db_int("id", t->id), db_int("seen", t->row_ver))
            : db_exec(cx, NULL, &reply_sql_insert, db_int("county", t->county), db_int("id", t->id),
                      db_text("code", t->code), db_text("title", t->title),
                      db_text("body", t->body), db_int("org", t->org));
    e = changed_or_conflict(cx, e, changed);
    return e ? e : tell(cx, t, "reply_template.saved");
}

enum err reply_save(struct ctx *cx, const struct reply_template *t)
{
    struct reply_template own = *t;
    struct category c;
    own.county = cx->county;
    if (!is_ours(cx, t->org))
        return fail_field(cx, "org", _("Choose one of your own organisations."));
    if (t->code.len && cases_category_find(cx, cx->county, t->code, &c))
        return fail_field(cx, "code", _("This kind is no longer on the list. Choose another."));
    if (!own.id)
        own.id = db_new_id(cx);
    return db_write(cx, save_tx, &own);
}

static enum err retire_tx(struct ctx *cx, void *arg)
{
    const struct reply_template *t = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &reply_sql_retire, db_int("county", t->county),
                         db_int("id", t->id), db_int("seen", t->row_ver));
    e = changed_or_conflict(cx, e, changed);
    return e ? e : tell(cx, t, "reply_template.retired");
}

enum err reply_retire(struct ctx *cx, const struct reply_template *t)
{
    struct reply_template own = *t;
    return is_ours(cx, t->org) ? db_write(cx, retire_tx, &own) : ERR_NOT_FOUND;
}

/* ---- filling ----------------------------------------------------------- */

str reply_filled(struct arena *mem, str body, const struct reply_words *w)
{
    const struct {
        str mark, value;
    } marks[] = {{S("{number}"), w->number},     {S("{\u7f16\u53f7}"), w->number},
                 {S("{place}"), w->place},       {S("{\u5730\u70b9}"), w->place},
                 {S("{deadline}"), w->deadline}, {S("{\u671f\u9650}"), w->deadline}};
    struct buf b = buf_new(mem, 16 * REPLY_BODY_MAX);
    while (body.len) {
        size_t i = 0;
        while (i < COUNT(marks) && !str_starts(body, marks[i].mark))
            i++;
        size_t n = i < COUNT(marks) ? marks[i].mark.len : 1;
        buf_str(&b, i < COUNT(marks) ? marks[i].value : (str){body.at, 1});
        body = (str){body.at + n, body.len - n};
    }
    return buf_done(&b);
}
