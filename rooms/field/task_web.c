/* task_web.c: going to a case and saying what is to be seen there: one page made for a phone. What
 * counts as having been there is kept by rooms/cases (cases_proof). */
#include "civic/people/people.h"
#include "rooms/field/field_own.h"
#include "rooms/field/task_html.h" /* generated */

/* ---- the page ----------------------------------------------------------- */

static enum err find_case(struct req *rq, struct casefile *c)
{
    web_set_county(rq, rq->cx->county);
    return cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, c);
}

static void add_reasons(struct ctx *cx, const struct flow_move *move, struct frame_choice *c)
{
    struct frame_option *options = NEW_N(cx->mem, struct frame_option, FLOW_REASONS_MAX + 1);
    options[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("Please choose"))};
    for (int i = 0; i < move->n_reasons; i++)
        options[i + 1] = (struct frame_option){.value = move->reasons[i].code,
                                               .text = tr(cx->lang, move->reasons[i].label)};
    *c = (struct frame_choice){.name = "reason",
                               .label = _("If it is not so: why"),
                               .options = options,
                               .n = move->n_reasons + 1};
}

/* The looks that are the actor's to make now. */
static enum err fill_moves(struct ctx *cx, const struct casefile *c, struct field_task_page *p)
{
    enum { MOST = 24 };
    struct matters_offer offers[MOST];
    struct choice *list = NEW_N(cx->mem, struct choice, MOST);
    int n = 0;
    enum err e = matters_offers(cx, &c->m, STR_NONE, offers, MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        const struct flow_move *move = offers[i].move;
        if (offers[i].waits.len || !cases_is_look(c->m.flow, move))
            continue;
        list[p->n_moves++] = (struct choice){str_of(move->name), tr(cx->lang, move->label)};
        if (move->n_reasons)
            add_reasons(cx, move, &p->reasons);
    }
    p->moves = list;
    return e;
}

str field_look_todo(struct ctx *cx, const struct task *t)
{
    return tr(cx->lang, str_is(t->name, "verify") ? _("Go and look whether it is so")
                                                  : _("Go and look whether it is done"));
}

static enum err fill_task(struct ctx *cx, const struct casefile *c, struct field_task_page *p)
{
    enum { MOST = 40 };
    struct task *tasks = NEW_N(cx->mem, struct task, MOST);
    int n = 0;
    enum err e = matters_tasks(cx, &c->m, tasks, MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (tasks[i].state == MATTERS_TASK_OPEN && str_is(tasks[i].kind, "check") &&
            matters_is_mine(cx, &tasks[i], true)) {
            p->todo = field_look_todo(cx, &tasks[i]);
            p->due_ms = tasks[i].due_ms;
        }
    return e;
}

static void fill_why(struct req *rq, const struct casefile *c, struct field_task_page *p)
{
    struct ctx *cx = rq->cx;
    struct frame_option *options = NEW_N(cx->mem, struct frame_option, CASES_WHYS);
    int n = 0;
    options[n++] = (struct frame_option){.value = "", .text = tr(cx->lang, _("Please choose"))};
    for (int w = 1; w < CASES_WHYS; w++)
        if (w != CASES_WHY_NO_PIN || !c->spot.measured)
            options[n++] = (struct frame_option){.value = cases_why_names[w],
                                                 .text = tr(cx->lang, cases_why_labels[w])};
    p->pin = c->spot.measured;
    p->why = (struct frame_choice){.name = "why",
                                   .label = _("Why it cannot be shown"),
                                   .options = options,
                                   .n = n,
                                   .chosen = p->pin ? STR_NONE : S("no_pin")};
    p->open_why = !p->pin || frame_is_wrong(rq->page, "here") || frame_is_wrong(rq->page, "why") ||
                  frame_is_wrong(rq->page, "why_words") || web_field(rq, "why").len;
}

static enum err fill(struct req *rq, const struct casefile *c, struct field_task_page *p)
{
    struct ctx *cx = rq->cx;
    struct cases_proof_limit limit;
    struct case_photo *photos;
    enum err e = cases_rows(cx, &c->m, 1, MATTERS_VIEW_STAFF, &p->c);
    if (!e)
        e = cases_photos(cx, c, MATTERS_VIEW_STAFF, &photos, &p->n_photos);
    if (!e)
        e = fill_moves(cx, c, p);
    if (!e)
        e = fill_task(cx, c, p);
    if (!e)
        e = cases_proof_limit(cx, c->m.county, &limit);
    if (e)
        return e;
    p->photos = photos;
    p->body = c->body;
    p->reply = c->reply;
    p->seen = c->m.row_ver;
    p->limit = str_fmt(cx->mem, "%lld", (long long)limit.metres);
    p->heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(p->c.title), STR_ARG(p->c.no));
    fill_why(rq, c, p);
    return OK;
}

enum err field_look(struct req *rq)
{
    struct casefile c;
    struct field_task_page p = {.n_moves = 0};
    enum err e = find_case(rq, &c);
    if (!e)
        e = fill(rq, &c, &p);
    if (!e)
        task_html_page(rq->page, &p);
    return e;
}

/* ---- saying what was found ----------------------------------------------- */

struct look_fields {
    str move, reason, say, why, why_words, lat, lon, accuracy;
    int64_t seen;
};
static const struct field look_fields[] = {
    FIELD(struct look_fields, move, 0, 40, N_("What did you find?")),
    FIELD(struct look_fields, reason, 0, 40, N_("Reason")),
    FIELD_AREA(struct look_fields, say, 0, 2000, N_("Say a little more")),
    FIELD(struct look_fields, why, 0, 20, N_("Why it cannot be shown")),
    FIELD(struct look_fields, why_words, 0, 200, N_("In a few words")),
    FIELD(struct look_fields, lat, 0, 24, N_("Are you at the place?")),
    FIELD(struct look_fields, lon, 0, 24, N_("Are you at the place?")),
    FIELD(struct look_fields, accuracy, 0, 24, N_("Are you at the place?")),
    FIELD(struct look_fields, seen, 1, INT64_MAX, N_("Version")),
    {0},
};

/* A position that cannot be read is none, one outside the county is far away: the sentences about
 * being there lead on. */
void field_read_here(struct req *rq, str lat, str lon, str accuracy, struct cases_spot *out)
{
    struct failure before = rq->cx->failure;
    struct cases_spot at = {.measured = false};
    if (report_position(rq, lat, lon, accuracy, &at)) {
        at.measured = at.lat_u && at.lon_u;
        rq->cx->failure = before;
    }
    *out = at;
}

static enum err read_look(struct req *rq, const struct casefile *c, struct cases_move *out,
                          struct cases_proof *proof)
{
    struct look_fields f = {.seen = 0};
    enum err e = form_read(rq, look_fields, &f);
    if (e)
        return e;
    int i = flow_move_find(c->m.flow, f.move);
    if (i < 0 || !cases_is_look(c->m.flow, &c->m.flow->moves[i]))
        return fail_field(rq->cx, "move", _("Choose what you found."));
    *proof = (struct cases_proof){.why = cases_why_named(f.why), .words = f.why_words};
    field_read_here(rq, f.lat, f.lon, f.accuracy, &proof->at);
    out->move = c->m.flow->moves[i].name;
    out->seen = f.seen;
    out->say = f.say;
    out->in.text = f.say;
    out->in.reason = c->m.flow->moves[i].n_reasons ? f.reason : STR_NONE;
    out->proof = proof;
    return OK;
}

/* The form as it was, with the photos that were fine kept here. */
static enum err show_again(struct req *rq, enum err because, const struct casefile *seen,
                           const struct cases_files *files)
{
    struct field_task_page p = {.n_moves = 0};
    struct casefile c = *seen;
    struct failure told = rq->cx->failure;
    enum err e = find_case(rq, &c);
    rq->cx->failure = told;
    if (!e)
        e = fill(rq, &c, &p);
    if (e)
        return e;
    rq->cx->failure = told;
    cases_keep(rq, files, p.kept, &p.n_kept);
    task_html_page(rq->page, &p);
    return because;
}

enum err field_look_send(struct req *rq)
{
    struct casefile c;
    struct cases_move move = {.move = ""};
    struct cases_proof proof;
    struct cases_files files = {.n = 0};
    enum err e = find_case(rq, &c);
    if (e)
        return e;
    enum err taken = cases_take(rq, "photo", "look", &files);
    if (taken && taken != ERR_INVALID)
        return taken;
    move.files = &files;
    move.in.photos = files.n;
    e = read_look(rq, &c, &move, &proof);
    if (!e)
        e = taken;
    if (!e)
        e = cases_move(rq->cx, &c, &move);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_again(rq, e, &c, &files);
    return e ? e : web_redirect(rq, "/field?done=%.*s", STR_ARG(c.m.number));
}
