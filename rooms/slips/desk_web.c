/* desk_web.c: slips for whoever gives them: the list, a new one on paper, one with its answer. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/slips/slips_html.h" /* generated */
#include "rooms/slips/slips_own.h"

static const struct {
    enum frame_look look;
    const char *label;
} shown[SLIP_STATES] = {
    [SLIP_OPEN] = {LOOK_SENT, N_("Waiting for the answer")},
    [SLIP_ANSWERED] = {LOOK_ASK, N_("Answered: please look")},
    [SLIP_ACCEPTED] = {LOOK_DONE, N_("Accepted")},
    [SLIP_SENT_BACK] = {LOOK_GREY, N_("Not accepted")},
    [SLIP_TAKEN_BACK] = {LOOK_GREY, N_("Taken back")},
};

static enum err find_case(struct ctx *cx, str number, struct casefile *out)
{
    return cases_find(cx, cx->county, number, MATTERS_VIEW_TASK, out);
}

static enum err fill_row(struct ctx *cx, const struct slip *s, struct slip_row *out)
{
    struct matter m;
    enum err e = matters_load(cx, s->county, s->case_id, &m);
    bool over = slip_is_over(s, cx->now);
    *out = (struct slip_row){
        .s = *s,
        .title = e ? STR_NONE : m.title,
        .place = places_name(cx, place_above(s->scope, PLACE_COMMUNITY)),
        .look = over ? LOOK_GREY : shown[s->state].look,
        .shown = tr(cx->lang, over ? _("The code is over") : shown[s->state].label)};
    return e;
}

enum err slips_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct slip *all = NEW_N(cx->mem, struct slip, SLIPS_MAX);
    struct slip_row *rows = NEW_N(cx->mem, struct slip_row, SLIPS_MAX);
    struct slips_page p = {.rows = rows};
    enum err e = slip_list(cx, all, SLIPS_MAX, &p.n);
    for (int i = 0; !e && i < p.n; i++)
        e = fill_row(cx, &all[i], &rows[i]);
    if (!e)
        slips_html_list(rq->page, &p);
    return e;
}

/* ---- a new one --------------------------------------------------------------- */

struct new_fields {
    str number, handler, ask;
    int64_t days;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, number, 1, 40, N_("Number")),
    FIELD(struct new_fields, handler, 0, 40, N_("Who does it")),
    FIELD_AREA(struct new_fields, ask, 0, SLIP_TEXT_MOST, N_("What is to be done")),
    FIELD(struct new_fields, days, 1, SLIP_DAYS_MOST, N_("The code holds")),
    {0}};

static enum err show_new(struct req *rq, const struct casefile *c, enum err because)
{
    static const int days[] = {1, 3, 7, 14};
    struct ctx *cx = rq->cx;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, COUNT(days));
    for (size_t i = 0; i < COUNT(days); i++)
        list[i] = (struct frame_option){
            .value = str_fmt(cx->mem, "%d", days[i]).at,
            .text = tr_count(cx->mem, cx->lang, "{n} day", "{n} days", days[i])};
    struct slip_new_page p = {.no = c->m.number,
                              .title = c->m.title,
                              .place = places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY)),
                              .days = {.name = "days",
                                       .label = _("The code holds"),
                                       .options = list,
                                       .n = COUNT(days),
                                       .chosen = S("3")}};
    slips_html_new(rq->page, &p);
    return because;
}

enum err slip_new_show(struct req *rq)
{
    struct casefile c;
    enum err e = find_case(rq->cx, web_query(rq, "case"), &c);
    return e ? e : show_new(rq, &c, OK);
}

static str due_of(struct ctx *cx, const struct slip *s)
{
    return frame_time_text(cx->mem, cx->lang, s->until_ms, cx->now);
}

static enum err show_given(struct req *rq, const struct casefile *c, int64_t id, str code)
{
    struct ctx *cx = rq->cx;
    struct org o;
    int64_t place = place_above(c->m.scope, PLACE_COMMUNITY);
    struct slip_given_page p = {.code = code,
                                .kind = cases_category_name(&c->category, cx->lang),
                                .place = places_name(cx, place),
                                .spot = c->spot.words};
    str hours;
    enum err e = slip_find(cx, cx->county, id, &p.s);
    if (e)
        return e;
    p.due = due_of(cx, &p.s);
    p.org = p.s.org && org_find(cx, cx->county, p.s.org, &o) == OK ? o.name : p.place;
    places_phone(cx, place, &p.phone, &hours);
    str bare = str_fmt(cx->mem, "%.*s%.*s%.*s", 4, code.at, 4, code.at + 5, 4, code.at + 10);
    p.link = frame_whole(rq, str_fmt(cx->mem, "/w?code=%.*s", STR_ARG(bare)));
    slips_html_given(rq->page, &p);
    return OK;
}

/* The code stands in no address and is kept nowhere: this page is the one time it is shown. */
enum err slip_new_send(struct req *rq)
{
    struct casefile c;
    struct new_fields f = {.days = 0};
    int64_t id = 0;
    str code;
    rq->cx->idem = NULL; /* sent twice, it is two slips, and each shows its code */
    enum err e = find_case(rq->cx, web_field(rq, "number"), &c);
    if (e)
        return e;
    e = form_read(rq, new_fields, &f);
    struct slip_new in = {.handler = f.handler, .ask = f.ask, .days = f.days};
    if (!e)
        e = slip_give(rq->cx, &c, &in, &id, &code);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_new(rq, &c, e);
    return e ? e : show_given(rq, &c, id, code);
}

/* ---- one of them ---------------------------------------------------------------- */

void slip_outcomes(struct ctx *cx, struct frame_choice *out)
{
    static const struct {
        const char *value, *label;
    } list[] = {{"solved", N_("It is done")},
                {"partly", N_("Partly done")},
                {"answered", N_("It cannot be done")}};
    struct frame_option *at = NEW_N(cx->mem, struct frame_option, COUNT(list));
    for (size_t i = 0; i < COUNT(list); i++)
        at[i] = (struct frame_option){.value = list[i].value, .text = tr(cx->lang, list[i].label)};
    *out = (struct frame_choice){
        .name = "outcome", .label = _("What became of it"), .options = at, .n = COUNT(list)};
}

static enum err list_photos(struct ctx *cx, const struct slip *s, struct slip_page *p)
{
    struct media_file files[CASES_FILES_MAX];
    struct case_photo *at = NEW_N(cx->mem, struct case_photo, CASES_FILES_MAX);
    int n = 0;
    enum err e = media_list(cx, s->county, "slips", s->id, files, COUNT(files), &n);
    for (int i = 0; !e && i < n; i++)
        if (files[i].state == MEDIA_READY)
            at[p->n_photos++] = (struct case_photo){
                .key = files[i].key,
                .full = media_address(cx->mem, &files[i], MEDIA_FULL),
                .thumb = media_address(cx->mem, &files[i], MEDIA_THUMB),
                .alt = tr(cx->lang,
                          str_is(files[i].role, "paper") ? _("The paper") : _("After the work")),
                .at_ms = files[i].added_ms};
    p->photos = at;
    return e;
}

static enum err fill(struct req *rq, const struct slip *s, struct slip_page *p)
{
    struct ctx *cx = rq->cx;
    struct matter m;
    struct casefile c;
    const char *move = NULL;
    enum err e = fill_row(cx, s, &p->r);
    if (!e)
        e = matters_find(cx, s->county, s->case_id, MATTERS_VIEW_TASK, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    if (!e)
        e = cases_rows(cx, &m, 1, MATTERS_VIEW_STAFF, &p->c);
    if (!e)
        e = list_photos(cx, s, p);
    if (!e && s->state == SLIP_ANSWERED)
        e = slip_step(cx, &c, &move);
    if (e)
        return e;
    p->may_step = move;
    p->over = slip_is_over(s, cx->now);
    p->seen = m.row_ver;
    slip_outcomes(cx, &p->outcome);
    p->outcome.chosen = s->outcome;
    return OK;
}

static enum err find_slip(struct req *rq, struct slip *s)
{
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return slip_find(rq->cx, rq->cx->county, id, s);
}

static enum err show(struct req *rq, const struct slip *seen, struct slip_page *p, enum err because)
{
    struct failure told = rq->cx->failure;
    struct slip s = *seen;
    enum err e = slip_find(rq->cx, s.county, s.id, &s); /* as it is now */
    if (!e)
        e = fill(rq, &s, p);
    if (e)
        return e;
    rq->cx->failure = told;
    slips_html_one(rq->page, p);
    return because;
}

enum err slip_show(struct req *rq)
{
    struct slip s;
    struct slip_page p = {.seen = 0};
    enum err e = find_slip(rq, &s);
    if (e)
        return e;
    if (web_query_has(rq, "saved"))
        p.told = tr(rq->cx->lang, _("Saved."));
    return show(rq, &s, &p, OK);
}

struct accept_fields {
    str outcome, say;
    int64_t seen, case_seen;
};
static const struct field accept_fields[] = {
    FIELD(struct accept_fields, outcome, 0, 20, N_("What became of it")),
    FIELD_AREA(struct accept_fields, say, 0, SLIP_ANSWER_MOST, N_("What was done")),
    FIELD(struct accept_fields, seen, 1, INT64_MAX, N_("Version")),
    FIELD(struct accept_fields, case_seen, 0, INT64_MAX, N_("Version")),
    {0}};

static enum err accept(struct req *rq, const struct slip *s, const struct accept_fields *f)
{
    struct ctx *cx = rq->cx;
    struct matter m;
    struct casefile c;
    const char *move = NULL;
    enum err e = matters_find(cx, s->county, s->case_id, MATTERS_VIEW_TASK, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    if (!e && str_is(web_field(rq, "go"), "report"))
        e = slip_step(cx, &c, &move);
    struct slip_accept in = {
        .move = move, .outcome = f->outcome, .say = f->say, .seen = f->case_seen};
    if (!e)
        e = slip_accept(cx, s, &c, &in);
    return e ? e : web_redirect(rq, "/desk/cases/%.*s?saved=1", STR_ARG(s->number));
}

enum err slip_send(struct req *rq)
{
    struct slip s;
    struct slip_page p = {.seen = 0};
    struct accept_fields f = {.seen = 0};
    str go = web_field(rq, "go");
    enum err e = find_slip(rq, &s);
    if (e)
        return e;
    e = form_read(rq, accept_fields, &f);
    s.row_ver = f.seen;
    if (!e && (str_is(go, "report") || str_is(go, "keep")))
        e = accept(rq, &s, &f);
    else if (!e)
        e = slip_end(rq->cx, &s, str_is(go, "send_back") ? SLIP_SENT_BACK : SLIP_TAKEN_BACK);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &s, &p, e);
    if (e || str_is(go, "report") || str_is(go, "keep"))
        return e;
    return web_redirect(rq, "/desk/slips/%lld?saved=1", (long long)s.id);
}

/* ---- the paper came back ----------------------------------------------------------- */

struct paper_fields {
    str outcome, text;
    int64_t seen;
};
static const struct field paper_fields[] = {
    FIELD(struct paper_fields, outcome, 0, 20, N_("What became of it")),
    FIELD_AREA(struct paper_fields, text, 0, SLIP_ANSWER_MOST, N_("What stands on the paper")),
    FIELD(struct paper_fields, seen, 1, INT64_MAX, N_("Version")),
    {0}};

enum err slip_paper_send(struct req *rq)
{
    struct slip s;
    struct slip_page p = {.seen = 0};
    struct paper_fields f = {.seen = 0};
    struct cases_files files = {.n = 0};
    enum err e = find_slip(rq, &s);
    if (e)
        return e;
    enum err taken = cases_take(rq, "photo", "paper", &files);
    if (taken && taken != ERR_INVALID)
        return taken;
    e = form_read(rq, paper_fields, &f);
    if (!e)
        e = taken;
    if (!e && !files.n)
        e = fail_field(rq->cx, "photo",
                       _("Take a photo of the paper: it stands beside what you "
                         "type."));
    s.row_ver = f.seen;
    struct slip_answer in = {.outcome = f.outcome, .text = f.text, .files = &files};
    if (!e)
        e = slip_answer_on_paper(rq->cx, &s, &in);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        cases_keep(rq, &files, p.form.kept, &p.form.n_kept);
        return show(rq, &s, &p, e);
    }
    return e ? e : web_redirect(rq, "/desk/slips/%lld?saved=1", (long long)s.id);
}
