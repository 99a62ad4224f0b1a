/* desk_web.c: the inbox of staff. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/staff_html.h" /* generated */

/* ---- the inbox --------------------------------------------------------- */

static const struct view {
    const char *key, *label;
    enum matters_box box;
    enum matters_due due;
    bool unreturned;
} views[] = {
    {"desk", N_("My desk"), MATTERS_BOX_DESK, MATTERS_DUE_ANY, false},
    {"mine", N_("Taken by me"), MATTERS_BOX_MINE, MATTERS_DUE_ANY, false},
    {"late", N_("Late"), MATTERS_BOX_DESK, MATTERS_DUE_LATE, false},
    {"today", N_("Due today"), MATTERS_BOX_DESK, MATTERS_DUE_TODAY, false},
    {"all", N_("Everything in my area"), MATTERS_BOX_ALL, MATTERS_DUE_ANY, false},
    {"unreturned", N_("To be entered elsewhere"), MATTERS_BOX_DESK, MATTERS_DUE_ANY, true},
};

static const struct view *view_named(str key)
{
    for (size_t i = 0; i < COUNT(views); i++)
        if (str_is(key, views[i].key))
            return &views[i];
    return &views[0];
}

static struct matters_inbox_filter filter_of(struct req *rq, const struct view *v)
{
    struct matters_inbox_filter f = {.county = rq->cx->county,
                                     .box = v->box,
                                     .kind = S("case"),
                                     .category = web_query(rq, "code"),
                                     .due = v->due,
                                     .unreturned = v->unreturned};
    str after = web_query(rq, "after");
    int64_t *parts[] = {&f.after_due, &f.after_matter, &f.after_task};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (str_int(str_cut(&after, '.'), parts[i]))
            *parts[i] = 0;
    return f;
}

static void fill_views(struct req *rq, const struct view *chosen, struct inbox_page *p)
{
    struct choice *list = NEW_N(rq->cx->mem, struct choice, COUNT(views));
    for (size_t i = 0; i < COUNT(views); i++)
        list[i] = (struct choice){str_of(views[i].key), tr(rq->cx->lang, views[i].label)};
    p->views = list;
    p->n_views = COUNT(views);
    p->view = str_of(chosen->key);
}

static str todo_of(struct ctx *cx, const struct matter *m, const struct task *t)
{
    int i = flow_task_find(m->flow, t->name);
    return i < 0 ? t->name : tr(cx->lang, m->flow->tasks[i].label);
}

static str owner_of(struct ctx *cx, const struct task *t)
{
    struct org o;
    if (t->account)
        return people_name(cx, t->county, t->account);
    return t->org && org_find(cx, t->county, t->org, &o) == OK ? o.name : STR_NONE;
}

/* A page names few owners: each is looked up once. */
static void name_owners(struct ctx *cx, const struct task *tasks, int n, str *out)
{
    for (int i = 0; i < n; i++) {
        int k = 0;
        while (tasks[k].account != tasks[i].account || tasks[k].org != tasks[i].org)
            k++;
        out[i] = k < i ? out[k] : owner_of(cx, &tasks[i]);
    }
}

static bool wanted(const struct inbox_page *p, const struct case_row *c)
{
    return !p->q.len || str_find(c->no, p->q) != SIZE_MAX || str_find(c->title, p->q) != SIZE_MAX ||
           str_find(c->spot, p->q) != SIZE_MAX;
}

/* Adds what is wanted of these tasks to the rows, which have room for them. */
static enum err add_rows(struct ctx *cx, const struct task *tasks, int n, struct inbox_row *rows,
                         struct inbox_page *p)
{
    struct matter *m = NEW_N(cx->mem, struct matter, n);
    struct case_row *lines = NEW_N(cx->mem, struct case_row, n);
    str *owners = NEW_N(cx->mem, str, n);
    int64_t id[CASES_PAGE];
    for (int i = 0; i < n; i++)
        id[i] = tasks[i].matter;
    enum err e = matters_load_some(cx, cx->county, id, n, m);
    if (!e)
        e = cases_rows(cx, m, n, MATTERS_VIEW_STAFF, lines);
    if (!e)
        name_owners(cx, tasks, n, owners);
    for (int i = 0; !e && i < n; i++) {
        if (!wanted(p, &lines[i]))
            continue;
        lines[i].late = tasks[i].due_ms && tasks[i].due_ms < cx->now;
        rows[p->n++] = (struct inbox_row){.c = lines[i],
                                          .task = tasks[i].id,
                                          .due_ms = tasks[i].due_ms,
                                          .todo = todo_of(cx, &m[i], &tasks[i]),
                                          .owner = owners[i]};
    }
    return e;
}

static str next_of(struct req *rq, const struct inbox_page *p, const struct task *last)
{
    struct buf q = buf_new(rq->cx->mem, 240);
    for (size_t i = 0; i < p->q.len; i++)
        buf_fmt(&q, "%%%02X", (unsigned char)p->q.at[i]);
    return str_fmt(rq->cx->mem, "/desk?view=%.*s&code=%.*s&q=%.*s&after=%lld.%lld.%lld",
                   STR_ARG(p->view), STR_ARG(p->code), STR_ARG(buf_done(&q)),
                   (long long)last->due_ms, (long long)last->matter, (long long)last->id);
}

/* A page of rows. Words are looked for in task after task until a page is full. */
static enum err fill_rows(struct req *rq, struct matters_inbox_filter *f, struct inbox_page *p)
{
    enum { PAGES_MOST = 40 };
    struct task tasks[CASES_PAGE];
    struct inbox_row *rows = NEW_N(rq->cx->mem, struct inbox_row, 2 * CASES_PAGE);
    enum err e = OK;
    int n = CASES_PAGE;
    for (int i = 0; !e && i < PAGES_MOST && n == CASES_PAGE && p->n < CASES_PAGE; i++) {
        e = matters_inbox(rq->cx, f, tasks, CASES_PAGE, &n);
        if (!e && n)
            e = add_rows(rq->cx, tasks, n, rows, p);
        if (e || !n)
            break;
        f->after_due = tasks[n - 1].due_ms;
        f->after_matter = tasks[n - 1].matter;
        f->after_task = tasks[n - 1].id;
    }
    p->rows = rows;
    if (!e && n == CASES_PAGE)
        p->next = next_of(rq, p, &tasks[n - 1]);
    return e;
}

/* The number of a case that waits for nobody here opens it all the same. */
static bool is_number(struct req *rq, const struct inbox_page *p)
{
    struct casefile c;
    return !p->n && p->q.len &&
           cases_find(rq->cx, rq->cx->county, p->q, MATTERS_VIEW_TASK, &c) == OK;
}

enum err desk_inbox(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct inbox_page p = {0};
    const struct view *v = view_named(web_query(rq, "view"));
    struct matters_inbox_filter f = filter_of(rq, v);
    fill_views(rq, v, &p);
    p.code = f.category;
    p.q = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 60);
    enum err e = cases_category_names(cx, cx->county, &p.all);
    if (!e)
        e = fill_rows(rq, &f, &p);
    if (e)
        return e;
    if (is_number(rq, &p))
        return web_redirect(rq, "/desk/cases/%.*s", STR_ARG(p.q));
    staff_html_inbox(rq->page, &p);
    return OK;
}

/* ---- several at once --------------------------------------------------- */

/* "matter.task" of one ticked row; the task must be the actor's to touch. */
static enum err find_ticked(struct ctx *cx, str value, struct task *out)
{
    struct matter m;
    struct task all[FLOW_TASKS_MAX];
    int64_t matter, id;
    int n = 0;
    if (str_int(str_cut(&value, '.'), &matter) || str_int(value, &id))
        return ERR_INVALID;
    enum err e = matters_find(cx, cx->county, matter, MATTERS_VIEW_TASK, &m);
    if (!e)
        e = matters_tasks(cx, &m, all, FLOW_TASKS_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].id == id && all[i].state == MATTERS_TASK_OPEN) {
            *out = all[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}

static enum err act_on(struct ctx *cx, str act, int64_t to, const struct task *t)
{
    if (str_is(act, "give"))
        return matters_hand_over(cx, t, to);
    return str_is(act, "drop") ? matters_release(cx, t) : matters_claim(cx, t);
}

enum err desk_bulk(struct req *rq)
{
    struct ctx *cx = rq->cx;
    int64_t to = 0;
    int done = 0, refused = 0;
    str act = web_field(rq, "act");
    if (str_is(act, "give") && str_int(web_field(rq, "to"), &to))
        return fail(cx, ERR_INVALID, _("Choose who shall get it."));
    for (size_t i = 0; i < CASES_PAGE && web_field_at(rq, "task", i).len; i++) {
        struct task t;
        enum err e = find_ticked(cx, web_field_at(rq, "task", i), &t);
        if (!e)
            e = act_on(cx, act, to, &t);
        if (e == ERR_FAULT || e == ERR_BUSY)
            return e;
        done += !e;
        refused += e != OK;
    }
    return web_redirect(rq, "/desk?done=%d&refused=%d", done, refused);
}
