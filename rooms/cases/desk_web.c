/* desk_web.c: the inbox of staff: which tasks, in what order, and what is said of each. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/staff_html.h" /* generated */

/* ---- what is asked for ------------------------------------------------- */

static const struct view {
    const char *key, *label;
    enum matters_box box;
    bool unreturned;
} views[] = {
    {"desk", N_("My desk"), MATTERS_BOX_DESK, false},
    {"mine", N_("Taken by me"), MATTERS_BOX_MINE, false},
    {"all", N_("Everything in my area"), MATTERS_BOX_ALL, false},
    {"unreturned", N_("To be entered elsewhere"), MATTERS_BOX_DESK, true},
};
static const struct {
    const char *key, *label;
} dues[MATTERS_DUES] = {
    [MATTERS_DUE_ANY] = {"", N_("Any time")},
    [MATTERS_DUE_LATE] = {"late", N_("Late")},
    [MATTERS_DUE_TODAY] = {"today", N_("Due today")},
    [MATTERS_DUE_WEEK] = {"week", N_("Due within 7 days")},
};

static const struct view *view_named(str key)
{
    for (size_t i = 0; i < COUNT(views); i++)
        if (str_is(key, views[i].key))
            return &views[i];
    return &views[0];
}

static enum matters_due due_named(str key)
{
    for (int i = 0; i < MATTERS_DUES; i++)
        if (str_is(key, dues[i].key))
            return (enum matters_due)i;
    return MATTERS_DUE_ANY;
}

static void fill_views(struct ctx *cx, struct inbox_page *p)
{
    struct choice *list = NEW_N(cx->mem, struct choice, COUNT(views));
    struct choice *when = NEW_N(cx->mem, struct choice, MATTERS_DUES);
    for (size_t i = 0; i < COUNT(views); i++)
        list[i] = (struct choice){str_of(views[i].key), tr(cx->lang, views[i].label)};
    for (int i = 0; i < MATTERS_DUES; i++)
        when[i] = (struct choice){str_of(dues[i].key), tr(cx->lang, dues[i].label)};
    p->views = list;
    p->n_views = COUNT(views);
    p->dues = when;
    p->n_dues = MATTERS_DUES;
}

static void add_word(struct buf *b, const char *name, str value)
{
    if (!value.len)
        return;
    buf_fmt(b, "%s%s=", b->len ? "&" : "", name);
    for (size_t i = 0; i < value.len; i++)
        buf_fmt(b, "%%%02X", (unsigned char)value.at[i]);
}

/* The filter as a query: pages, the bulk form and the way back from it keep it. */
static str query_of(struct ctx *cx, const struct inbox_page *p)
{
    struct buf b = buf_new(cx->mem, 2000);
    add_word(&b, "view", p->view);
    add_word(&b, "due", p->due);
    add_word(&b, "sort", p->sort);
    add_word(&b, "code", p->code);
    add_word(&b, "task", p->task);
    add_word(&b, "place", p->place);
    add_word(&b, "q", p->q);
    return buf_done(&b);
}

/* A word that means nothing is dropped. */
void desk_read_filter(struct req *rq, struct inbox_page *p)
{
    struct ctx *cx = rq->cx;
    p->view = str_of(view_named(web_query(rq, "view"))->key);
    p->due = str_of(dues[due_named(web_query(rq, "due"))].key);
    p->sort = str_is(web_query(rq, "sort"), "new") ? S("new") : STR_NONE;
    p->code = utf8_head(web_query(rq, "code"), 40);
    p->task = utf8_head(web_query(rq, "task"), 40);
    p->q = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 60);
    if (!place_parse(web_query(rq, "place"), &p->at))
        p->place = place_text(cx->mem, p->at);
    p->filtered = p->due.len || p->code.len || p->task.len || p->q.len || p->place.len;
    p->here = query_of(cx, p);
    p->bulk = str_fmt(cx->mem, "/desk/bulk?%.*s", STR_ARG(p->here));
}

static struct matters_inbox_filter filter_of(struct req *rq, const struct inbox_page *p)
{
    const struct view *v = view_named(p->view);
    struct matters_inbox_filter f = {.county = rq->cx->county,
                                     .box = v->box,
                                     .task = p->task,
                                     .category = p->code,
                                     .lo = p->at,
                                     .hi = p->at ? place_end(p->at) : 0,
                                     .due = due_named(p->due),
                                     .newest = p->sort.len > 0,
                                     .unreturned = v->unreturned};
    str after = web_query(rq, "after");
    int64_t *parts[] = {&f.after_due, &f.after_matter, &f.after_task};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (str_int(str_cut(&after, '.'), parts[i]))
            *parts[i] = 0;
    return f;
}

/* ---- what may be chosen ------------------------------------------------ */

static void add_task(struct ctx *cx, const struct flow_task *t, struct choice *list, int *n)
{
    for (int i = 0; i < *n; i++)
        if (str_is(list[i].key, t->name))
            return;
    list[(*n)++] = (struct choice){str_of(t->name), tr(cx->lang, t->label)};
}

/* What there is to do in the matters of every room, by the flows they follow now. */
static enum err fill_tasks(struct ctx *cx, struct inbox_page *p)
{
    const struct flow *flows[FLOW_CURRENT_MAX];
    int n = 0;
    enum err e = flow_list_current(cx, flows, COUNT(flows), &n);
    struct choice *list = NEW_N(cx->mem, struct choice, n * FLOW_TASKS_MAX);
    for (int k = 0; !e && k < n; k++)
        for (int i = 0; i < flows[k]->n_tasks; i++)
            if (may_somewhere(cx, flows[k]->tasks[i].act))
                add_task(cx, &flows[k]->tasks[i], list, &p->n_tasks);
    p->tasks = list;
    return e;
}

enum { PLACES_MOST = 120 };

static enum err add_below(struct ctx *cx, int64_t code, struct choice *list, int *n)
{
    struct place *at;
    int k = 0;
    if (place_level_of(code) >= PLACE_COMMUNITY)
        return OK;
    enum err e = places_list(cx, code, &at, &k);
    for (int i = 0; !e && i < k && *n < PLACES_MOST; i++)
        list[(*n)++] = (struct choice){place_text(cx->mem, at[i].code), at[i].name};
    return e;
}

/* The places right below those of one's posts, and below the one that is chosen. */
static enum err fill_places(struct ctx *cx, struct inbox_page *p)
{
    struct choice *list = NEW_N(cx->mem, struct choice, PLACES_MOST + 1);
    enum err e = OK;
    if (p->at)
        list[p->n_places++] = (struct choice){p->place, places_name(cx, p->at)};
    for (int i = 0; !e && cx->posts && i < cx->posts->n; i++)
        if (!p->at || place_within(p->at, cx->posts->at[i].scope))
            e = add_below(cx, p->at ? p->at : cx->posts->at[i].scope, list, &p->n_places);
    p->places = list;
    return e;
}

/* ---- rows -------------------------------------------------------------- */

str desk_todo(struct ctx *cx, const struct matter *m, const struct task *t)
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

static bool wanted(const struct inbox_page *p, const struct inbox_row *r)
{
    return !p->q.len || str_find(r->r.no, p->q) != SIZE_MAX ||
           str_find(r->r.title, p->q) != SIZE_MAX || str_find(r->spot, p->q) != SIZE_MAX;
}

/* What this room knows of the cases among them. */
static enum err add_case_words(struct ctx *cx, const struct task *tasks, int n,
                               struct inbox_row *rows)
{
    struct matter *m = NEW_N(cx->mem, struct matter, n);
    struct case_row *lines = NEW_N(cx->mem, struct case_row, n);
    int *at = NEW_N(cx->mem, int, n), cases = 0;
    for (int i = 0; i < n; i++)
        if (str_is(tasks[i].of->kind, "case")) {
            at[cases] = i;
            m[cases++] = *tasks[i].of;
        }
    enum err e = cases_rows(cx, m, cases, MATTERS_VIEW_STAFF, lines);
    for (int i = 0; !e && i < cases; i++) {
        struct inbox_row *r = &rows[at[i]];
        r->spot = lines[i].spot;
        r->r.kind = STR_NONE; /* most are cases: only what is not is named */
        r->r.look = lines[i].look;
        r->r.shown = lines[i].shown;
    }
    return e;
}

enum err desk_rows(struct ctx *cx, const struct task *tasks, int n, struct inbox_row *out)
{
    str *owners = NEW_N(cx->mem, str, n);
    name_owners(cx, tasks, n, owners);
    for (int i = 0; i < n; i++) {
        out[i] =
            (struct inbox_row){.matter = tasks[i].matter, .task = tasks[i].id, .owner = owners[i]};
        moves_row(cx, &tasks[i], &out[i].r);
    }
    return add_case_words(cx, tasks, n, out);
}

/* Adds what is wanted of these tasks to the rows, which have room for them. */
static enum err add_rows(struct ctx *cx, const struct task *tasks, int n, struct inbox_row *rows,
                         struct inbox_page *p)
{
    struct inbox_row *all = NEW_N(cx->mem, struct inbox_row, n);
    enum err e = desk_rows(cx, tasks, n, all);
    for (int i = 0; !e && i < n; i++)
        if (wanted(p, &all[i]))
            rows[p->n++] = all[i];
    return e;
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
        p->next =
            str_fmt(rq->cx->mem, "/desk?%.*s&after=%lld.%lld.%lld", STR_ARG(p->here),
                    (long long)f->after_due, (long long)f->after_matter, (long long)f->after_task);
    return e;
}

/* How many there are in all; words are not counted, since they are looked for page by page. */
static enum err fill_count(struct req *rq, const struct matters_inbox_filter *f,
                           struct inbox_page *p)
{
    p->count = p->n;
    p->counted = !p->q.len;
    if (p->q.len || (!p->next.len && !web_query(rq, "after").len))
        return OK;
    return matters_inbox_count(rq->cx, f, &p->count);
}

/* ---- the page ---------------------------------------------------------- */

/* The number of a case that waits for nobody here opens it all the same. */
static bool is_number(struct req *rq, const struct inbox_page *p)
{
    struct casefile c;
    return !p->n && p->q.len &&
           cases_find(rq->cx, rq->cx->county, p->q, MATTERS_VIEW_TASK, &c) == OK;
}

enum err desk_fill_inbox(struct req *rq, struct inbox_page *p)
{
    struct ctx *cx = rq->cx;
    desk_read_filter(rq, p);
    struct matters_inbox_filter f = filter_of(rq, p);
    fill_views(cx, p);
    enum err e = cases_category_names(cx, cx->county, &p->all);
    if (!e)
        e = fill_tasks(cx, p);
    if (!e)
        e = fill_places(cx, p);
    if (!e)
        e = fill_rows(rq, &f, p);
    return e ? e : fill_count(rq, &f, p);
}

enum err desk_inbox(struct req *rq)
{
    struct inbox_page p = {0};
    int64_t done = 0;
    enum err e = desk_fill_inbox(rq, &p);
    if (e)
        return e;
    if (is_number(rq, &p))
        return web_redirect(rq, "/desk/cases/%.*s", STR_ARG(p.q));
    if (!str_int(web_query(rq, "done"), &done) && done > 0)
        p.told = tr_count(rq->cx->mem, rq->cx->lang, "One task done.", "{n} tasks done.", done);
    staff_html_inbox(rq->page, &p);
    return OK;
}
