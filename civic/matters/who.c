/* who.c: may this actor make this move now, and has it brought what the move needs. */
#include "civic/matters/matters_own.h"

/* ---- by whom ----------------------------------------------------------- */

static bool named(const char *const *names, int n, str name)
{
    return flow_name_in(names, n, name) >= 0;
}

static bool had(const struct ctx *cx, const struct task *t)
{
    return t->state != MATTERS_TASK_DROPPED &&
           (t->closed_by == cx->actor || (!t->closed_by && t->account == cx->actor));
}

static bool of_my_org(const struct ctx *cx, int64_t org)
{
    for (int i = 0; org && cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

/* Whoever handled does not check; nor, where the flow says so, anyone of the same organisation. */
static enum err kept_apart(struct ctx *cx, const struct run *r)
{
    const struct flow_move *m = r->move;
    for (int i = 0; cx->actor && i < r->n_tasks; i++) {
        const struct task *t = &r->tasks[i];
        bool self = named(m->not_by, m->n_not_by, t->name) && had(cx, t);
        bool org = named(m->not_org, m->n_not_org, t->name) &&
                   (had(cx, t) || (t->state != MATTERS_TASK_DROPPED && of_my_org(cx, t->org)));
        if (self || org)
            return fail(cx, ERR_DENIED, _("Whoever did the work cannot judge it."));
    }
    return OK;
}

/* The open task of this name that is the actor's; another's is only told of. */
static const struct task *my_task(struct ctx *cx, const struct run *r, const char *name,
                                  bool *taken)
{
    for (int i = 0; i < r->n_tasks; i++) {
        const struct task *t = &r->tasks[i];
        if (t->state != MATTERS_TASK_OPEN || !str_is(t->name, name) ||
            (r->in.task && r->in.task != t->id))
            continue;
        if (matters_is_mine(cx, t, false))
            return t;
        *taken |= matters_is_mine(cx, t, true);
    }
    return NULL;
}

static bool is_one(struct ctx *cx, struct run *r, const struct flow_who *w, bool *taken)
{
    switch (w->kind) {
    case FLOW_BY_TASK:
        r->by = r->system ? NULL : my_task(cx, r, w->word, taken);
        return r->by != NULL;
    case FLOW_BY_ACT:
        return cx->county == r->was.county && may(cx, w->word, r->was.scope, r->was.lead_org);
    case FLOW_BY_REPORTER:
        return r->standing.reporter;
    default:
        return false;
    }
}

enum err matters_who(struct ctx *cx, struct run *r)
{
    bool taken = false;
    r->by = NULL;
    if (r->system)
        return OK;
    if (r->standing.subject)
        return ERR_NOT_FOUND;
    for (int i = 0; i < r->move->n_who; i++)
        if (is_one(cx, r, &r->move->who[i], &taken))
            return kept_apart(cx, r);
    if (taken)
        return fail(cx, ERR_CONFLICT, _("Somebody else has just taken this."));
    return fail(cx, ERR_DENIED, _("This step is not yours to take."));
}

/* ---- with what --------------------------------------------------------- */

static bool has_reason(const struct flow_move *m, str code)
{
    for (int i = 0; i < m->n_reasons; i++)
        if (str_is(code, m->reasons[i].code))
            return true;
    return false;
}

static bool fits_outcome(str o)
{
    return str_is(o, "solved") || str_is(o, "partly") || str_is(o, "answered");
}

static enum err need(struct ctx *cx, const struct run *r, unsigned bit, bool given,
                     const char *field, const char *msgid)
{
    return !(r->move->needs & bit) || given ? OK : fail_field(cx, field, msgid);
}

/* Every missing thing is told, not only the first. */
enum err matters_needs(struct ctx *cx, const struct run *r)
{
    const struct matters_input *in = &r->in;
    enum err e[] = {
        need(cx, r, FLOW_NEED_REASON, has_reason(r->move, in->reason), "reason",
             _("Choose a reason.")),
        need(cx, r, FLOW_NEED_TEXT, str_trim(in->text).len > 0, "text", _("Say it in words.")),
        need(cx, r, FLOW_NEED_PHOTO, in->photos > 0, "photo", _("A photo is needed.")),
        need(cx, r, FLOW_NEED_AFTER_PHOTO,
             in->after_photos > 0 || str_trim(in->why_no_photo).len > 0, "after_photo",
             _("Add a photo of how it is now, or say why there is none.")),
        need(cx, r, FLOW_NEED_OUTCOME, fits_outcome(in->outcome), "outcome",
             _("Say how it ended: solved, partly solved, or answered.")),
        need(cx, r, FLOW_NEED_ORG, in->n_orgs > 0 && in->orgs[0], "org",
             _("Choose who is to handle it.")),
        need(cx, r, FLOW_NEED_UNTIL, in->until_ms > cx->now, "until",
             _("Choose a day in the future.")),
        need(cx, r, FLOW_NEED_INTO, in->into && in->into != r->was.id, "into",
             _("Choose the one it belongs to.")),
        need(cx, r, FLOW_NEED_LIMIT, in->limit.n > 0, "limit", _("Say how long.")),
        need(cx, r, FLOW_NEED_RATING, in->rating >= 1 && in->rating <= 5, "rating",
             _("Choose one to five.")),
        need(cx, r, FLOW_NEED_ACCOUNT, in->account != 0, "account", _("Choose a person.")),
        r->move->form && !in->form.len ? fail_field(cx, "form", _("Fill in the form.")) : OK,
        in->rating && (in->rating < 1 || in->rating > 5)
            ? fail_field(cx, "rating", _("Choose one to five."))
            : OK,
        in->n_orgs > MATTERS_ORGS_MAX ? fail_field(cx, "org", _("Too many at once.")) : OK,
    };
    for (size_t i = 0; i < COUNT(e); i++)
        if (e[i])
            return e[i];
    return OK;
}

/* ---- joins ------------------------------------------------------------- */

/* Of the tasks opened since the state was entered. */
bool matters_joined(const struct run *r, const char *task, enum flow_join join, int n)
{
    int open = 0, done = 0;
    for (int i = 0; i < r->n_tasks; i++) {
        const struct task *t = &r->tasks[i];
        if (!str_is(t->name, task) || t->round < r->was.round)
            continue;
        open += t->state == MATTERS_TASK_OPEN;
        done += t->state == MATTERS_TASK_DONE;
    }
    return join == FLOW_ALL ? open == 0 : done >= (join == FLOW_ANY ? 1 : n);
}

/* ---- guards ------------------------------------------------------------ */

static const struct matters_guard *guard_named(const struct matters_kind *k, const char *name)
{
    for (const struct matters_guard *g = matters_guards; g->name; g++)
        if (strcmp(g->name, name) == 0)
            return g;
    for (const struct matters_guard *g = k ? k->guards : NULL; g && g->name; g++)
        if (strcmp(g->name, name) == 0)
            return g;
    return NULL;
}

enum err matters_guards_ask(struct ctx *cx, const struct run *r)
{
    struct matters_step s = {&r->was, r->move, &r->in, r->by, r->asking, r->tasks, r->n_tasks};
    if (r->move->join_task &&
        !matters_joined(r, r->move->join_task, r->move->join, r->move->join_n))
        return fail(cx, ERR_CONFLICT, _("Others have not answered yet."));
    for (int i = 0; i < r->move->n_guards; i++) {
        const struct matters_guard *g = guard_named(r->kind, r->move->guards[i].name);
        enum err e = g ? g->ask(cx, &s, r->move->guards[i].arg)
                       : fail(cx, ERR_FAULT, _("This step is not possible now."));
        if (e)
            return e;
    }
    return OK;
}

/* ---- what could be done now -------------------------------------------- */

static bool is_for_people(const struct flow_move *m)
{
    return !m->on_clock && !m->on_join && !m->on_until;
}

static enum err offer(struct ctx *cx, struct run *r, struct matters_offer *out, int max, int *n)
{
    struct failure before = cx->failure;
    enum err e = matters_who(cx, r);
    if (!e) {
        e = matters_guards_ask(cx, r);
        if (*n < max && (!e || e == ERR_CONFLICT)) {
            out[*n] = (struct matters_offer){r->move, r->by ? r->by->id : 0,
                                             e ? cx->failure.text : STR_NONE};
            (*n)++;
        }
    }
    cx->failure = before;
    return e == ERR_FAULT || e == ERR_BUSY ? e : OK;
}

enum err matters_offers(struct ctx *cx, const struct matter *m, str token,
                        struct matters_offer *out, int max, int *n)
{
    struct run r = {.was = *m, .now = *m, .asking = true, .in = {.token = token}};
    enum err e = matters_run_load(cx, &r);
    int got = 0;
    for (int i = 0; !e && i < m->flow->n_moves; i++) {
        r.move = &m->flow->moves[i];
        if ((r.move->from >> m->at & 1) && is_for_people(r.move))
            e = offer(cx, &r, out, max, &got);
    }
    if (!e)
        *n = got;
    return e;
}
