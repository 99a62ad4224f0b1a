/* visit_web.c: the list of visits due, the form at the door, and the addresses of visits. */
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/visit_html.h" /* generated */
#include "rooms/field/visit_own.h"
#include "rooms/field/visit_schema.h"

enum { DUE_AHEAD = 3, DUE_SHOWN = 60, TOLD_SHOWN = 8, BEFORE_SHOWN = 3 };

/* ---- who is due ---------------------------------------------------------------- */

str visit_needs_text(struct ctx *cx, unsigned needs)
{
    struct buf b = buf_new(cx->mem, 400);
    for (int k = 0; k < NEED_KINDS; k++)
        if (needs & 1u << k) {
            buf_str(&b, b.len ? S(" · ") : S(""));
            buf_str(&b, tr(cx->lang, home_need_labels[k]));
        }
    return buf_done(&b);
}

/* "Nobody opened, 3 November": so that the next one goes at another hour. */
static str last_text(struct ctx *cx, int64_t household)
{
    struct visit_past last;
    int n = 0;
    struct household h = {.county = cx->county, .id = household};
    if (visit_list(cx, &h, &last, 1, &n) || !n || last.outcome == VISIT_MET)
        return STR_NONE;
    str when = frame_time_text(cx->mem, cx->lang, last.at_ms, cx->now);
    return str_fmt(cx->mem, "%.*s · %.*s",
                   STR_ARG(tr(cx->lang, visit_outcome_labels[last.outcome])), STR_ARG(when));
}

static int by_day(const void *a, const void *b)
{
    const struct visit_line_page *x = a, *y = b;
    if (x->next_day != y->next_day)
        return x->next_day < y->next_day ? -1 : 1;
    return str_cmp(x->line, y->line);
}

/* Due by a day, longest due first; *more: not all are here. */
static enum err fill_due(struct ctx *cx, int64_t by, struct visit_line_page **out, int *n,
                         bool *more)
{
    struct homes_line *lines = NEW_N(cx->mem, struct homes_line, DUE_SHOWN);
    struct visit_line_page *rows = NEW_N(cx->mem, struct visit_line_page, DUE_SHOWN);
    struct homes_filter f = {.county = cx->county, .need = HOMES_ANY_NEED, .due_by = by};
    int64_t next = 0;
    enum err e = homes_list(cx, &f, lines, DUE_SHOWN, n, &next);
    for (int i = 0; !e && i < *n; i++)
        rows[i] = (struct visit_line_page){.id = lines[i].id,
                                           .next_day = lines[i].next_day,
                                           .line = lines[i].line,
                                           .head = lines[i].head,
                                           .why = visit_needs_text(cx, lines[i].needs),
                                           .tongue = home_tongue_label(cx, lines[i].tongue),
                                           .grid = grid_words(cx, cx->county, lines[i].scope),
                                           .last = last_text(cx, lines[i].id),
                                           .late = lines[i].next_day < day_of_ms(cx->now),
                                           .questions = lines[i].questions};
    if (!e && *n)
        qsort(rows, (size_t)*n, sizeof *rows, by_day);
    *out = rows;
    *more = next != 0;
    return e;
}

enum err visit_due_pages(struct ctx *cx, str *out, int max, int *n)
{
    struct visit_line_page *at = NULL;
    bool more;
    int due = 0;
    enum err e = fill_due(cx, day_of_ms(cx->now) + DUE_AHEAD, &at, &due, &more);
    for (*n = 0; !e && *n < due && *n < max; ++*n)
        out[*n] = str_fmt(cx->mem, "/field/households/%lld/visit", (long long)at[*n].id);
    return e;
}

static enum err fill_told(struct ctx *cx, struct visits_page *v)
{
    struct visit_change *c = NEW_N(cx->mem, struct visit_change, TOLD_SHOWN);
    struct visit_told *out = NEW_N(cx->mem, struct visit_told, TOLD_SHOWN);
    enum err e = visit_changes_mine(cx, cx->county, c, TOLD_SHOWN, &v->n_told);
    for (int i = 0; !e && i < v->n_told; i++)
        out[i] = (struct visit_told){.number = c[i].m.number,
                                     .line = c[i].m.title,
                                     .state = tr(cx->lang, c[i].m.flow->states[c[i].m.at].label),
                                     .declined = c[i].declined,
                                     .look = c[i].m.open         ? LOOK_NEW
                                             : c[i].declined.len ? LOOK_GREY
                                                                 : LOOK_DONE,
                                     .at_ms = c[i].at_ms};
    v->told = out;
    return e;
}

enum err visit_due(struct req *rq)
{
    struct visits_page v = {.n = 0};
    struct visit_line_page *at = NULL;
    enum err e = fill_due(rq->cx, day_of_ms(rq->cx->now) + DUE_AHEAD, &at, &v.n, &v.more);
    v.at = at;
    for (int i = 0; !e && i < v.n; i++)
        v.late += at[i].late;
    if (!e)
        e = fill_told(rq->cx, &v);
    if (!e)
        visit_html_due(rq->page, &v);
    return e;
}

enum err visit_overdue(struct req *rq)
{
    struct visits_page v = {.n = 0};
    struct visit_line_page *at = NULL;
    enum err e = fill_due(rq->cx, day_of_ms(rq->cx->now) - 1, &at, &v.n, &v.more);
    v.at = at;
    if (!e)
        visit_html_overdue(rq->page, &v);
    return e;
}

enum err visit_fill_today(struct ctx *cx, struct field_page *page)
{
    struct visit_line_page *at = NULL;
    int n = 0;
    bool more = false;
    enum err e = fill_due(cx, day_of_ms(cx->now), &at, &n, &more);
    page->n_visits = e ? 0 : n;
    for (int i = 0; !e && i < n; i++)
        page->late_visits += at[i].late;
    return e;
}

/* ---- at the door ----------------------------------------------------------------- */

static void fill_asks(struct ctx *cx, struct visit_page *p)
{
    struct visit_ask *out = NEW_N(cx->mem, struct visit_ask, HOMES_QUESTIONS_MAX);
    for (int i = 0; i < p->h.n_questions; i++) {
        const struct home_question *q = &p->h.questions[i];
        str who = STR_NONE;
        for (int k = 0; k < p->h.n; k++)
            if (p->h.residents[k].id == q->resident)
                who = p->h.residents[k].p.name;
        str text = tr(cx->lang, home_question_labels[q->kind]);
        out[i] = (struct visit_ask){
            q->id, who.len ? str_fmt(cx->mem, "%.*s: %.*s", STR_ARG(who), STR_ARG(text)) : text};
    }
    p->asks = out;
    p->n_asks = p->h.n_questions;
}

static enum err fill_before(struct ctx *cx, struct visit_page *p)
{
    struct visit_past past[BEFORE_SHOWN];
    struct visit_before *out = NEW_N(cx->mem, struct visit_before, BEFORE_SHOWN);
    struct form f;
    enum err e = visit_list(cx, &p->h, past, BEFORE_SHOWN, &p->n_before);
    for (int i = 0; !e && i < p->n_before; i++) {
        bool found = past[i].answers.len &&
                     (forms_find(cx, past[i].form, &f) == OK || str_is(past[i].form, p->form.hash));
        const struct form *of = str_is(past[i].form, p->form.hash) ? &p->form : &f;
        out[i] = (struct visit_before){
            .who = people_name(cx, p->h.county, past[i].account),
            .outcome = tr(cx->lang, visit_outcome_labels[past[i].outcome]),
            .said =
                found ? forms_shown(cx->mem, cx->lang, of, past[i].answers, S("how")) : STR_NONE,
            .at_ms = past[i].at_ms};
    }
    p->before = out;
    return e;
}

static void fill_choices(struct ctx *cx, struct visit_page *p)
{
    struct frame_option *what = NEW_N(cx->mem, struct frame_option, CHANGES + 1);
    struct frame_option *who = NEW_N(cx->mem, struct frame_option, (size_t)p->h.n + 1);
    what[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("Nothing has changed"))};
    for (int i = 0; i < CHANGES; i++)
        what[i + 1] = (struct frame_option){.value = visit_what_names[i],
                                            .text = tr(cx->lang, visit_what_labels[i])};
    who[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("The household"))};
    for (int i = 0; i < p->h.n; i++)
        who[i + 1] = (struct frame_option){
            .value = str_fmt(cx->mem, "%lld", (long long)p->h.residents[i].id).at,
            .text = p->h.residents[i].p.name};
    p->what = (struct frame_choice){
        .name = "what", .label = _("What has changed"), .options = what, .n = CHANGES + 1};
    p->who = (struct frame_choice){
        .name = "who", .label = _("Whom it is about"), .options = who, .n = p->h.n + 1};
}

static enum err find_home(struct req *rq, struct household *out)
{
    int64_t id;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    enum err e = homes_find(rq->cx, rq->cx->county, id, out);
    return !e && !may(rq->cx, ACT_FIELD, out->scope, NO_ORG) ? ERR_NOT_FOUND : e;
}

static enum err show(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct visit_page p = {.n_asks = 0};
    unsigned needs = 0;
    enum err e = find_home(rq, &p.h);
    if (!e)
        e = visit_form(cx, &p.form);
    if (!e)
        e = fill_before(cx, &p);
    if (e)
        return e;
    for (int i = 0; i < p.h.n_needs; i++)
        needs |= 1u << p.h.needs[i].kind;
    p.why = visit_needs_text(cx, needs);
    p.tongue = p.h.n ? home_tongue_label(cx, p.h.residents[0].p.tongue) : STR_NONE;
    fill_asks(cx, &p);
    fill_choices(cx, &p);
    cx->failure = told;
    p.open_change = web_field(rq, "what").len || frame_is_wrong(rq->page, "said") ||
                    frame_is_wrong(rq->page, "who");
    visit_html_door(rq->page, &p);
    return because;
}

enum err visit_show(struct req *rq)
{
    return show(rq, OK);
}

/* ---- what came of it --------------------------------------------------------------- */

struct visit_fields {
    str outcome, what, who, said, next_day;
};
static const struct field visit_fields[] = {
    FIELD(struct visit_fields, outcome, 1, 12, N_("How it went")),
    FIELD(struct visit_fields, what, 0, 20, N_("What has changed")),
    FIELD(struct visit_fields, who, 0, 20, N_("Whom it is about")),
    FIELD(struct visit_fields, said, 0, VISIT_SAID_MAX, N_("How it is now")),
    FIELD(struct visit_fields, next_day, 0, 10, N_("Next visit")),
    {0},
};

static enum err read_change(struct ctx *cx, const struct visit_fields *f, struct visit_new *out)
{
    if (!f->what.len)
        return OK;
    struct visit_line *l = &out->lines[out->n_lines++];
    l->said = f->said;
    l->what = CHANGES;
    for (int i = 0; i < CHANGES; i++)
        if (str_is(f->what, visit_what_names[i]))
            l->what = (enum visit_what)i;
    if (l->what == CHANGES)
        return fail_field(cx, "what", _("Choose from the list."));
    return f->who.len && str_int(f->who, &l->resident)
               ? fail_field(cx, "who", _("Choose from the list."))
               : OK;
}

static void read_questions(struct req *rq, const struct household *h, struct visit_new *out)
{
    struct ctx *cx = rq->cx;
    for (int i = 0; i < h->n_questions; i++) {
        struct visit_question *q = &out->questions[out->n_questions];
        long long id = (long long)h->questions[i].id;
        str answer = web_field(rq, str_z(cx->mem, str_fmt(cx->mem, "ask-%lld", id)));
        *q = (struct visit_question){
            .id = h->questions[i].id,
            .answer = str_is(answer, "right")   ? VISIT_RIGHT
                      : str_is(answer, "wrong") ? VISIT_WRONG
                                                : VISIT_NOT_KNOWN,
            .said = utf8_head(
                str_clean_line(cx->mem,
                               web_field(rq, str_z(cx->mem, str_fmt(cx->mem, "q-%lld", id)))),
                VISIT_SAID_MAX)};
        out->n_questions++;
    }
}

static enum err read_visit(struct req *rq, const struct household *h, struct visit_new *out)
{
    struct ctx *cx = rq->cx;
    struct visit_fields f = {.said = STR_NONE};
    struct forms_answer answers[FORMS_FIELDS_MAX * 2];
    struct form form;
    enum err e = form_read(rq, visit_fields, &f);
    if (e)
        return e;
    *out = (struct visit_new){.county = cx->county, .household = h->id, .outcome = VISIT_OUTCOMES};
    for (int i = 0; i < VISIT_OUTCOMES; i++)
        if (str_is(f.outcome, visit_outcome_names[i]))
            out->outcome = (enum visit_outcome)i;
    if (out->outcome == VISIT_OUTCOMES)
        e = fail_field(cx, "outcome", _("Choose how it went."));
    if (f.next_day.len && day_parse(f.next_day, &out->next_day))
        e = fail_field(cx, "next_day", _("Write the day like 2026-11-05."));
    enum err e2 = read_change(cx, &f, out);
    if (e || e2 || out->outcome != VISIT_MET)
        return e ? e : e2; /* nobody was there to answer */
    read_questions(rq, h, out);
    e = visit_form(cx, &form);
    return e ? e
             : forms_check(cx, &form, answers, forms_sent(rq, answers, COUNT(answers)), false,
                           &out->answers);
}

enum err visit_send(struct req *rq)
{
    struct household h;
    struct visit_new in;
    str number = STR_NONE;
    enum err e = find_home(rq, &h);
    if (e)
        return e;
    e = read_visit(rq, &h, &in);
    if (!e)
        e = visit_save(rq->cx, &in, &number);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/field/visits?saved=1");
}

/* ---- addresses ------------------------------------------------------------------------ */

static const struct route routes[] = {
    {GET, "/field/visits", visit_due, ACT_FIELD},
    {GET, "/field/households/:id/visit", visit_show, ACT_FIELD},
    {POST, "/field/households/:id/visit", visit_send, ACT_FIELD, .limit = "field"},
    {GET, "/desk/visits", visit_overdue, ACT_VISITS_OVERSEE},
    {GET, "/desk/absences", absence_list, ACT_PEOPLE_STAND_IN},
    {POST, "/desk/absences", absence_add, ACT_PEOPLE_STAND_IN},
    {POST, "/desk/absences/end", absence_end, ACT_PEOPLE_STAND_IN},
    {GET, "/desk/changes/:no", visit_change_show, ACT_HOMES_READ},
    {POST, "/desk/changes/:no", visit_change_send, ACT_HOMES_KEEP, .flags = ROUTE_FILES},
    {0},
};
static const struct act_label acts[] = {{ACT_VISITS_OVERSEE, N_("See which visits are overdue")},
                                        {0}};
static const struct matters_kind *const kinds[] = {&visit_change_kind, NULL};
static const struct places_rekey rekey_visits = {"visits", &visit_sql_rekey, NULL};
static const struct places_rekey rekey_changes = {"household_changes", &visit_sql_change_rekey,
                                                  NULL};
static const struct places_rekey *const rekeys[] = {&rekey_visits, &rekey_changes, NULL};

const struct room visit_room = {.name = "visit",
                                .schema = &visit_schema,
                                .routes = routes,
                                .acts = acts,
                                .kinds = kinds,
                                .rekeys = rekeys};
