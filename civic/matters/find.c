/* find.c: a matter by its id, number, token or foreign number, and who may see it. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

#include <sodium.h>

enum err matters_with_flow(struct ctx *cx, struct matter *m)
{
    enum err e = flow_find(cx, m->flow_hash, &m->flow);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_FAULT : e;
    m->at = flow_state_find(m->flow, m->state);
    return m->at < 0 ? ERR_FAULT : OK;
}

/* Closes the rows: the flow may have to be asked for too. */
static enum err read_one(struct ctx *cx, struct rows *rows, struct matter *out)
{
    struct matter m;
    enum err e = db_one(rows);
    if (!e)
        m = matters_read(rows, 0);
    db_rows_close(rows);
    if (!e)
        e = matters_with_flow(cx, &m);
    if (!e)
        *out = m;
    return e;
}

enum err matters_load(struct ctx *cx, int64_t county, int64_t id, struct matter *out)
{
    struct rows rows = db_query(cx, &matters_sql_by_id, db_int("county", county), db_int("id", id));
    return read_one(cx, &rows, out);
}

/* ---- who may see it ---------------------------------------------------- */

static bool task_was_mine(struct ctx *cx, const struct task *t)
{
    if (cx->actor && (t->account == cx->actor || t->closed_by == cx->actor))
        return true;
    return (t->state == MATTERS_TASK_OPEN || t->org) && matters_is_mine(cx, t, true);
}

static enum err by_task(struct ctx *cx, const struct matter *m, bool *yes)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MAX);
    int n = 0;
    *yes = false;
    enum err e = matters_tasks(cx, m, tasks, TASKS_MAX, &n);
    for (int i = 0; !e && i < n && !*yes; i++)
        *yes = task_was_mine(cx, &tasks[i]);
    return e;
}

static bool by_post(struct ctx *cx, const struct matter *m)
{
    const struct matters_kind *k = matters_kind_find(cx, m->kind);
    const char *act = m->flags & MATTERS_SENSITIVE ? k ? k->private_act : NULL
                      : k                          ? k->read_act
                                                   : NULL;
    return act && cx->county == m->county && may(cx, act, m->scope, m->lead_org);
}

enum err matters_view(struct ctx *cx, const struct matter *m, enum matters_view *out)
{
    struct standing s;
    bool task = false;
    enum err e = matters_standing(cx, m, STR_NONE, &s);
    if (!e && cx->actor && !s.subject && cx->county == m->county)
        e = by_task(cx, m, &task);
    if (e)
        return e;
    *out = s.subject                   ? MATTERS_VIEW_NONE
           : by_post(cx, m)            ? MATTERS_VIEW_STAFF
           : task                      ? MATTERS_VIEW_TASK
           : s.reporter                ? MATTERS_VIEW_REPORTER
           : m->flags & MATTERS_LISTED ? MATTERS_VIEW_PUBLIC
                                       : MATTERS_VIEW_NONE;
    return OK;
}

static enum err if_seen(struct ctx *cx, const struct matter *m, enum matters_view least,
                        struct matter *out)
{
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_view(cx, m, &view);
    if (e)
        return e;
    if (view == MATTERS_VIEW_NONE || view < least)
        return ERR_NOT_FOUND;
    *out = *m;
    return OK;
}

enum err matters_find(struct ctx *cx, int64_t county, int64_t id, enum matters_view least,
                      struct matter *out)
{
    struct matter m;
    enum err e = matters_load(cx, county, id, &m);
    return e ? e : if_seen(cx, &m, least, out);
}

enum err matters_by_number(struct ctx *cx, int64_t county, str number, enum matters_view least,
                           struct matter *out)
{
    struct matter m;
    struct rows rows =
        db_query(cx, &matters_sql_by_number, db_int("county", county), db_text("number", number));
    enum err e = read_one(cx, &rows, &m);
    return e ? e : if_seen(cx, &m, least, out);
}

/* "532503-" and 26 letters: the county says where to look, the letters are the secret. */
static enum err read_token(str token, int64_t *county, unsigned char hash[32])
{
    str rest = token;
    str place = str_cut(&rest, '-');
    if (token.len > 47 || rest.len != 26 || str_int(place, county))
        return ERR_NOT_FOUND;
    crypto_hash_sha256(hash, (const unsigned char *)token.at, token.len);
    return OK;
}

enum err matters_by_token(struct ctx *cx, str token, struct matter *out)
{
    int64_t county;
    unsigned char hash[32];
    enum err e = read_token(token, &county, hash);
    if (e)
        return e;
    struct rows rows = db_query(cx, &matters_sql_by_token, db_int("county", county),
                                db_blob("token", (str){(const char *)hash, sizeof hash}));
    return read_one(cx, &rows, out);
}

enum err matters_by_ref(struct ctx *cx, int64_t county, str system, str number, struct matter *out)
{
    int64_t id;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_by_ref, db_int("county", county),
                                  db_text("system", system), db_text("number", number));
        enum err e = db_one(&rows);
        if (e)
            return e;
        id = db_get_int(&rows, 0);
    }
    return matters_load(cx, county, id, out);
}
