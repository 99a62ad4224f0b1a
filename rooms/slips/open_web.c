/* open_web.c: whoever has only the code: what is to be done, and the one answer. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/slips/slips_html.h" /* generated */
#include "rooms/slips/slips_own.h"

/* A code in the address (from the paper's QR) is filled in and tried by a press of the button: no
 * look at a page uses anything up. */
enum err work_show(struct req *rq)
{
    struct work_page p = {.code = utf8_head(web_query(rq, "code"), SLIP_CODE_MOST),
                          .done = web_query_has(rq, "done")};
    work_html_code(rq->page, &p);
    return OK;
}

static enum err fill(struct ctx *cx, struct work_page *p)
{
    struct matter m;
    struct casefile c;
    struct org o;
    struct case_photo *photos;
    int64_t place = place_above(p->s.scope, PLACE_COMMUNITY);
    str hours;
    enum err e = matters_load(cx, p->s.county, p->s.case_id, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    if (!e)
        e = cases_photos(cx, &c, MATTERS_VIEW_PUBLIC, &photos, &p->n_photos);
    if (e)
        return e;
    p->photos = photos;
    p->kind = cases_category_name(&c.category, cx->lang);
    p->place = places_name(cx, place);
    p->spot = c.spot.words;
    p->due = frame_time_text(cx->mem, cx->lang, p->s.until_ms, cx->now);
    p->org = p->s.org && org_find(cx, p->s.county, p->s.org, &o) == OK ? o.name : p->place;
    places_phone(cx, place, &p->phone, &hours);
    slip_outcomes(cx, &p->outcome);
    return OK;
}

static enum err show_work(struct req *rq, struct work_page *p, enum err because)
{
    struct failure told = rq->cx->failure;
    enum err e = fill(rq->cx, p);
    if (e)
        return e;
    rq->cx->failure = told;
    work_html_work(rq->page, p);
    return because;
}

/* What is wrong with a code stands at its field, with 422 and not as a page of an error. */
static enum err show_code(struct req *rq, str typed)
{
    struct work_page p = {.code = typed};
    struct failure_field *f = NEW(rq->cx->mem, struct failure_field);
    *f = (struct failure_field){"code", rq->cx->failure.text, NULL};
    rq->cx->failure = (struct failure){.fields = f, .err = ERR_INVALID};
    work_html_code(rq->page, &p);
    return ERR_INVALID;
}

struct code_fields {
    str code;
};
static const struct field code_fields[] = {
    FIELD(struct code_fields, code, 1, SLIP_CODE_MOST, N_("Code")), {0}};

enum err work_open(struct req *rq)
{
    struct code_fields f = {.code = STR_NONE};
    struct work_page p = {.done = false};
    enum err e = form_read(rq, code_fields, &f);
    if (e) {
        work_html_code(rq->page, &p);
        return e;
    }
    p.code = f.code;
    e = slip_open(rq->cx, f.code, &p.s);
    if (e == ERR_DENIED)
        return show_code(rq, f.code);
    return e ? e : show_work(rq, &p, OK);
}

struct answer_fields {
    str code, outcome, text;
};
static const struct field answer_fields[] = {
    FIELD(struct answer_fields, code, 1, SLIP_CODE_MOST, N_("Code")),
    FIELD(struct answer_fields, outcome, 0, 20, N_("What became of it")),
    FIELD_AREA(struct answer_fields, text, 0, SLIP_ANSWER_MOST, N_("What was done")),
    {0}};

/* The code first: a stranger's photos are not even looked at. */
enum err work_answer(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct answer_fields f = {.code = STR_NONE};
    struct cases_files files = {.n = 0};
    struct work_page p = {.code = web_field(rq, "code")};
    enum err e = slip_open(cx, p.code, &p.s);
    if (e)
        return e == ERR_DENIED ? show_code(rq, p.code) : e;
    web_set_county(rq, p.s.county);
    cx->idem = NULL; /* a slip has one answer, however often the form is sent */
    enum err taken = cases_take(rq, "photo", "after", &files);
    if (taken && taken != ERR_INVALID)
        return taken;
    e = form_read(rq, answer_fields, &f);
    if (!e)
        e = taken;
    struct slip_answer in = {.outcome = f.outcome, .text = f.text, .files = &files};
    if (!e)
        e = slip_answer_by_code(cx, f.code, &in, &p.s);
    if (e == ERR_DENIED)
        return show_code(rq, p.code);
    if (e == ERR_INVALID) {
        cases_keep(rq, &files, p.form.kept, &p.form.n_kept);
        return show_work(rq, &p, e);
    }
    return e ? e : web_redirect(rq, "/w?done=1");
}
