/* desk_bulk_web.c: several tasks at once: taken, given back, or given to a colleague. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/staff_html.h" /* generated */

struct ticked { /* one ticked row; the task is the actor's to see */
    struct matter m;
    struct task t;
    enum err e; /* of the step */
    str why;    /* and the sentence, where it was refused */
};
struct bulk {
    str act;
    int64_t to;
    struct ticked at[CASES_PAGE];
    int n, done;
    str here; /* the filter of the inbox it was ticked in */
};

/* ---- which tasks ------------------------------------------------------- */

/* "matter.task" of one ticked row. */
static enum err find_ticked(struct ctx *cx, str value, struct ticked *out)
{
    struct task all[FLOW_TASKS_MAX];
    int64_t matter, id;
    int n = 0;
    if (str_int(str_cut(&value, '.'), &matter) || str_int(value, &id))
        return ERR_INVALID;
    enum err e = matters_find(cx, cx->county, matter, MATTERS_VIEW_TASK, &out->m);
    if (!e)
        e = matters_tasks(cx, &out->m, all, FLOW_TASKS_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].id == id) {
            out->t = all[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}

static enum err read_ticked(struct req *rq, struct bulk *b)
{
    for (size_t i = 0; i < CASES_PAGE && web_field_at(rq, "task", i).len; i++) {
        enum err e = find_ticked(rq->cx, web_field_at(rq, "task", i), &b->at[b->n]);
        if (e)
            return e;
        b->n++;
    }
    return b->n ? OK : fail(rq->cx, ERR_INVALID, _("Tick the tasks it is about first."));
}

/* ---- the step ---------------------------------------------------------- */

static enum err act_on(struct ctx *cx, const struct bulk *b, const struct task *t)
{
    if (t->state != MATTERS_TASK_OPEN)
        return fail(cx, ERR_CONFLICT, _("This has been done already."));
    if (str_is(b->act, "give"))
        return matters_hand_over(cx, t, b->to);
    return str_is(b->act, "drop") ? matters_release(cx, t) : matters_claim(cx, t);
}

static str sentence_of(struct ctx *cx)
{
    const struct failure *f = &cx->failure;
    return f->text.len ? f->text
           : f->fields ? f->fields->text
                       : tr(cx->lang, _("This task is not yours to take or give."));
}

/* One transaction; a task that is refused ends its own savepoint and leaves the others. */
static enum err bulk_tx(struct ctx *cx, void *arg)
{
    struct bulk *b = arg;
    b->done = 0;
    for (int i = 0; i < b->n; i++) {
        struct ticked *k = &b->at[i];
        k->e = act_on(cx, b, &k->t);
        if (k->e == ERR_FAULT || k->e == ERR_BUSY)
            return k->e;
        b->done += !k->e;
        if (k->e)
            k->why = sentence_of(cx);
        cx->failure = (struct failure){0};
    }
    str back = str_fmt(cx->mem, "/desk?%.*s&done=%d", STR_ARG(b->here), b->done);
    return db_idem_result(cx, back);
}

/* ---- to whom ----------------------------------------------------------- */

static struct colleague *find_colleague(struct colleague *list, int n, int64_t account)
{
    for (int i = 0; i < n; i++)
        if (list[i].account == account)
            return &list[i];
    return NULL;
}

enum { COLLEAGUES_MOST = 60 };

static void add_colleagues(struct ctx *cx, const struct matters_candidate *c, int n,
                           struct colleague *list, int *have)
{
    for (int i = 0; i < n; i++) {
        bool again = false;
        struct colleague *k = find_colleague(list, *have, c[i].account);
        for (int j = 0; j < i; j++) /* two posts of one person */
            again |= c[j].account == c[i].account;
        if (again || c[i].account == cx->actor)
            continue;
        if (!k && *have == COLLEAGUES_MOST)
            continue;
        if (!k) {
            k = &list[(*have)++];
            *k = (struct colleague){.account = c[i].account, .name = c[i].name, .open = c[i].open};
        }
        k->can++;
    }
}

static int by_use(const void *a, const void *b)
{
    const struct colleague *x = a, *y = b;
    if (x->can != y->can)
        return x->can > y->can ? -1 : 1;
    return x->open != y->open ? (x->open < y->open ? -1 : 1) : (x->account > y->account) * 2 - 1;
}

/* Those who could take any of the tasks: who can take most first, then who has least to do. */
static enum err fill_colleagues(struct ctx *cx, const struct bulk *b, struct give_page *p)
{
    struct matters_candidate *c = NEW_N(cx->mem, struct matters_candidate, COLLEAGUES_MOST);
    struct colleague *list = NEW_N(cx->mem, struct colleague, COLLEAGUES_MOST);
    enum err e = OK;
    for (int i = 0; !e && i < b->n; i++) {
        int n = 0;
        e = matters_candidates(cx, &b->at[i].t, c, COLLEAGUES_MOST, &n);
        if (!e)
            add_colleagues(cx, c, n, list, &p->n_colleagues);
    }
    qsort(list, (size_t)p->n_colleagues, sizeof *list, by_use);
    p->colleagues = list;
    return e;
}

static enum err fill_rows(struct ctx *cx, struct bulk *b, struct inbox_row **out)
{
    struct task *tasks = NEW_N(cx->mem, struct task, b->n);
    *out = NEW_N(cx->mem, struct inbox_row, b->n);
    for (int i = 0; i < b->n; i++) {
        tasks[i] = b->at[i].t;
        tasks[i].of = &b->at[i].m;
    }
    enum err e = desk_rows(cx, tasks, b->n, *out);
    for (int i = 0; !e && i < b->n; i++)
        (*out)[i].why = b->at[i].why;
    return e;
}

/* The page that asks to whom, and says of each colleague how much of it is possible. */
static enum err ask_whom(struct req *rq, struct bulk *b, enum err because)
{
    struct inbox_row *rows;
    struct give_page p = {.bulk = str_fmt(rq->cx->mem, "/desk/bulk?%.*s", STR_ARG(b->here)),
                          .back = str_fmt(rq->cx->mem, "/desk?%.*s", STR_ARG(b->here)),
                          .n = b->n};
    enum err e = fill_rows(rq->cx, b, &rows);
    if (!e)
        e = fill_colleagues(rq->cx, b, &p);
    if (e)
        return e;
    p.rows = rows;
    staff_html_give(rq->page, &p);
    return because;
}

/* ---- the answer -------------------------------------------------------- */

/* What could not be done is named with its reason, above the inbox as it is now. */
static enum err show_refused(struct req *rq, struct bulk *b)
{
    struct inbox_page p = {0};
    struct inbox_row *rows;
    enum err e = desk_fill_inbox(rq, &p);
    int kept = 0;
    for (int i = 0; i < b->n; i++)
        if (b->at[i].e)
            b->at[kept++] = b->at[i];
    b->n = kept;
    if (!e)
        e = fill_rows(rq->cx, b, &rows);
    if (e)
        return e;
    p.refused = rows;
    p.n_refused = kept;
    p.done = b->done;
    staff_html_inbox(rq->page, &p);
    return b->done ? OK : b->at[0].e;
}

static enum err show_inbox(struct req *rq, enum err because)
{
    struct inbox_page p = {0};
    enum err e = desk_fill_inbox(rq, &p);
    if (e)
        return e;
    staff_html_inbox(rq->page, &p);
    return because;
}

enum err desk_bulk(struct req *rq)
{
    struct bulk *b = NEW(rq->cx->mem, struct bulk);
    struct inbox_page asked = {0};
    desk_read_filter(rq, &asked);
    b->here = asked.here;
    b->act = web_field(rq, "act");
    enum err e = read_ticked(rq, b);
    if (e == ERR_INVALID)
        return show_inbox(rq, e);
    if (e)
        return e;
    if (str_is(b->act, "give") && !web_field_has(rq, "asked"))
        return ask_whom(rq, b, OK);
    if (str_is(b->act, "give") && str_int(web_field(rq, "to"), &b->to))
        return ask_whom(rq, b, fail_field(rq->cx, "to", _("Choose who shall get it.")));
    e = db_write(rq->cx, bulk_tx, b);
    if (e)
        return e;
    if (b->done < b->n)
        return show_refused(rq, b);
    return web_redirect(rq, "/desk?%.*s&done=%d", STR_ARG(b->here), b->done);
}
