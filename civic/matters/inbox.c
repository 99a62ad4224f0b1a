/* inbox.c: the tasks that are the actor's: named ones, the trays of its desks, or all it may do. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

enum { TRAYS_MAX = 2 * POSTS_MAX, COUNT_MAX = 1000 };

struct inbox {
    struct task *at;
    int n, max;
    enum { BY_DUE, BY_AGE, COUNTED } how; /* counted: n alone is set */
};

enum { TASK_COLUMNS = 20 };

static struct task read_row(const struct rows *r, int64_t county)
{
    struct task t = matters_task_read(r, county);
    struct matter *m = NEW(r->cx->mem, struct matter);
    *m = matters_read(r, TASK_COLUMNS);
    t.of = m;
    return t;
}

static int64_t due_key(const struct task *t)
{
    return t->due_ms ? t->due_ms : NO_DUE;
}

static int compare(const struct inbox *box, const struct task *a, const struct task *b)
{
    bool newest = box->how == BY_AGE;
    int64_t x[3] = {newest ? 0 : due_key(a), a->matter, a->id},
            y[3] = {newest ? 0 : due_key(b), b->matter, b->id};
    for (int i = 0; i < 3; i++)
        if (x[i] != y[i])
            return (x[i] < y[i]) != newest ? -1 : 1;
    return 0;
}

/* Keeps the list sorted, without doubles, at most `max` long. */
static void add(struct inbox *box, const struct task *t)
{
    int at = box->n;
    while (at > 0 && compare(box, t, &box->at[at - 1]) < 0)
        at--;
    if (at > 0 && compare(box, t, &box->at[at - 1]) == 0)
        return;
    if (box->n < box->max)
        box->n++;
    for (int i = box->n - 1; i > at; i--)
        box->at[i] = box->at[i - 1];
    if (at < box->max)
        box->at[at] = *t;
}

static enum err take(struct rows *rows, int64_t county, struct inbox *box)
{
    if (box->how == COUNTED) {
        enum err e = db_one(rows);
        box->n += e ? 0 : (int)db_get_int(rows, 0);
        return e;
    }
    while (db_next(rows)) {
        struct task t = read_row(rows, county);
        add(box, &t);
    }
    return db_end(rows);
}

static int64_t due_before(const struct ctx *cx, enum matters_due due)
{
    int64_t today = day_of_ms(cx->now);
    switch (due) {
    case MATTERS_DUE_LATE:
        return cx->now;
    case MATTERS_DUE_TODAY:
        return ms_of_day(today + 1);
    case MATTERS_DUE_WEEK:
        return ms_of_day(today + 7);
    default:
        return INT64_MAX;
    }
}

static int64_t org_at(const struct ctx *cx, int i)
{
    return cx->posts && i < cx->posts->n ? cx->posts->at[i].org : -1;
}

#define FILTER_ARGS(cx, f, max_)                                                                   \
    db_int("county", (f)->county), db_int("me", (cx)->actor),                                      \
        db_int("due_before", due_before((cx), (f)->due)), db_int("lo", (f)->hi ? (f)->lo : 0),     \
        db_int("hi", (f)->hi ? (f)->hi : INT64_MAX), db_text("kind", (f)->kind),                   \
        db_text("task", (f)->task), db_text("category", (f)->category),                            \
        db_int("unreturned", (f)->unreturned ? 1 : 0), db_int("max", (max_))
#define DUE_ARGS(f)                                                                                \
    db_int("after_due", (f)->after_due || !(f)->after_task ? (f)->after_due : NO_DUE),             \
        db_int("after_matter", (f)->after_matter), db_int("after_task", (f)->after_task)
#define AGE_ARGS(f)                                                                                \
    db_int("after_matter", (f)->after_task ? (f)->after_matter : INT64_MAX),                       \
        db_int("after_task", (f)->after_task)
/* The statement of a box as it is asked for: what it needs beside the filter goes with the order.
 */
#define ASK(cx, f, how_, name, ...)                                                                \
    ((how_) == COUNTED  ? db_query((cx), &name##_count, __VA_ARGS__)                               \
     : (how_) == BY_AGE ? db_query((cx), &name##_new, __VA_ARGS__, AGE_ARGS(f))                    \
                        : db_query((cx), &name, __VA_ARGS__, DUE_ARGS(f)))
#define SUBJECT_ARGS(cx)                                                                           \
    db_int("org1", org_at((cx), 0)), db_int("org2", org_at((cx), 1)),                              \
        db_int("org3", org_at((cx), 2)), db_int("org4", org_at((cx), 3))

static enum err mine(struct ctx *cx, const struct matters_inbox_filter *f, struct inbox *box)
{
    AUTO_ROWS rows = ASK(cx, f, box->how, matters_sql_inbox_mine, FILTER_ARGS(cx, f, box->max));
    return take(&rows, f->county, box);
}

/* ---- trays ------------------------------------------------------------- */

/* The desk of one post's place (org 0), or of its organisation (desk 0). */
static enum err tray(struct ctx *cx, const struct matters_inbox_filter *f, const struct post *p,
                     bool org, struct inbox *box)
{
    AUTO_ROWS rows =
        ASK(cx, f, box->how, matters_sql_inbox_tray, FILTER_ARGS(cx, f, box->max), SUBJECT_ARGS(cx),
            db_int("org", org ? p->org : 0), db_int("desk", org ? 0 : p->scope),
            db_text("acts", p->acts), db_text("org_acts", org ? p->acts : STR_NONE),
            db_int("post_lo", p->scope), db_int("post_hi", p->scope_end));
    return take(&rows, f->county, box);
}

static enum err desks(struct ctx *cx, const struct matters_inbox_filter *f, struct inbox *box)
{
    enum err e = mine(cx, f, box);
    for (int i = 0; !e && cx->posts && i < cx->posts->n; i++) {
        e = tray(cx, f, &cx->posts->at[i], false, box);
        if (!e)
            e = tray(cx, f, &cx->posts->at[i], true, box);
    }
    return e;
}

/* ---- everything may() allows ------------------------------------------- */

static const struct post *post_at(const struct ctx *cx, int i)
{
    static const struct post nowhere = {.scope = 1, .scope_end = 0, .org = -1};
    return cx->posts && i < cx->posts->n ? &cx->posts->at[i] : &nowhere;
}

/* The community of a post that does not reach beyond it: its neighbours' tasks may be its own. */
static int64_t near_at(const struct ctx *cx, int i)
{
    const struct post *p = post_at(cx, i);
    return p->scope / 1000 == p->scope_end / 1000 && p->scope <= p->scope_end ? p->scope / 1000
                                                                              : -1;
}

#define POST_ARGS(cx, i, n)                                                                        \
    db_int("lo" n, post_at((cx), i)->scope), db_int("hi" n, post_at((cx), i)->scope_end),          \
        db_text("acts" n, post_at((cx), i)->acts), db_int("near" n, near_at((cx), i))

static enum err all(struct ctx *cx, const struct matters_inbox_filter *f, struct inbox *box)
{
    AUTO_ROWS rows = ASK(cx, f, box->how, matters_sql_inbox_all, FILTER_ARGS(cx, f, box->max),
                         SUBJECT_ARGS(cx), POST_ARGS(cx, 0, "1"), POST_ARGS(cx, 1, "2"),
                         POST_ARGS(cx, 2, "3"), POST_ARGS(cx, 3, "4"));
    return take(&rows, f->county, box);
}

static enum err fill(struct ctx *cx, const struct matters_inbox_filter *f, struct inbox *box)
{
    if (!cx->actor || cx->county != f->county)
        return OK; /* nobody has an inbox elsewhere */
    switch (f->box) {
    case MATTERS_BOX_MINE:
        return mine(cx, f, box);
    case MATTERS_BOX_DESK:
        return desks(cx, f, box);
    default:
        return all(cx, f, box);
    }
}

enum err matters_inbox(struct ctx *cx, const struct matters_inbox_filter *f, struct task *out,
                       int max, int *n)
{
    struct inbox box = {out, 0, max, f->newest ? BY_AGE : BY_DUE};
    enum err e = fill(cx, f, &box);
    for (int i = 0; !e && i < box.n; i++)
        e = matters_with_flow(cx, out[i].of);
    if (!e)
        *n = box.n;
    return e;
}

/* Two posts at one desk: its tray is asked twice, and a task must not be counted twice. */
static bool shares_desk(const struct ctx *cx)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        for (int k = 0; k < i; k++)
            if (cx->posts->at[i].scope == cx->posts->at[k].scope ||
                cx->posts->at[i].org == cx->posts->at[k].org)
                return true;
    return false;
}

enum err matters_inbox_count(struct ctx *cx, const struct matters_inbox_filter *f, int *n)
{
    struct arena_point mark = arena_mark(cx->mem);
    struct inbox box = {NULL, 0, COUNT_MAX, COUNTED};
    struct matters_inbox_filter whole = *f;
    whole.after_due = whole.after_matter = whole.after_task = 0;
    if (f->box == MATTERS_BOX_DESK && shares_desk(cx))
        box = (struct inbox){NEW_N(cx->mem, struct task, COUNT_MAX), 0, COUNT_MAX, BY_DUE};
    enum err e = fill(cx, &whole, &box);
    if (!e)
        *n = box.n < COUNT_MAX ? box.n : COUNT_MAX;
    arena_back(cx->mem, mark);
    return e;
}
