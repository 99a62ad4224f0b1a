/* list_web.c: the households of a grid to be called: on a worker's phone, network or not, at the
 * desk, and on paper that comes back. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/calls_html.h" /* generated */
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/spots_own.h"
#include "rooms/field/outbox.h"

/* ---- what is shown ----------------------------------------------------------------- */

static str needs_text(struct ctx *cx, unsigned needs)
{
    struct buf b = buf_new(cx->mem, 400);
    for (int k = 0; k < NEED_KINDS; k++)
        if (needs & 1u << k) {
            buf_str(&b, b.len ? S(" · ") : S(""));
            buf_str(&b, tr(cx->lang, home_need_labels[k]));
        }
    return buf_done(&b);
}

static struct emergency_call_row row_of(struct ctx *cx, const struct emergency_household *h)
{
    struct emergency_call_row r = {.h = h, .needs = needs_text(cx, h->home.needs)};
    if (h->outcome == CALL_OUTCOMES)
        return r;
    struct tr_arg args[] = {TR("name", people_name(cx, cx->county, h->account)),
                            TR("time", frame_time_text(cx->mem, cx->lang, h->at_ms, cx->now))};
    r.outcome = tr(cx->lang, emergency_outcome_labels[h->outcome]);
    r.by = tr_fill(cx->mem, cx->lang, _("{name}, {time}"), args, COUNT(args));
    return r;
}

static bool is_open(const struct emergency_household *h)
{
    return h->asked || h->outcome == CALL_OUTCOMES || h->outcome == CALL_NO_ANSWER;
}

static enum err fill_households(struct ctx *cx, int64_t grid, struct emergency_list_page *p)
{
    struct emergency_household *all;
    enum err e = emergency_list(cx, &p->o, grid, &all, &p->n_all);
    struct emergency_call_row *rows = NEW_N(cx->mem, struct emergency_call_row, e ? 0 : p->n_all);
    for (int i = 0; !e && i < p->n_all; i++) {
        if (all[i].outcome < CALL_OUTCOMES)
            p->count.by[all[i].outcome]++;
        if (!p->open_only || is_open(&all[i]))
            rows[p->n++] = row_of(cx, &all[i]);
    }
    p->count.households = p->n_all;
    p->rows = rows;
    return e;
}

static enum err fill_spots(struct ctx *cx, int64_t grid, struct emergency_list_page *p)
{
    struct danger_spot *all = NEW_N(cx->mem, struct danger_spot, DANGER_SPOTS_MAX);
    enum err e =
        danger_of_order(cx, &p->o, ACT_EMERGENCY_CALL, grid, all, DANGER_SPOTS_MAX, &p->n_spots);
    if (!e)
        p->spots = danger_rows(cx, all, p->n_spots);
    return e;
}

static enum err fill(struct req *rq, struct emergency_list_page *p)
{
    struct ctx *cx = rq->cx;
    int64_t grid;
    struct emergency_safe *safe = NEW_N(cx->mem, struct emergency_safe, EMERGENCY_SAFE_MAX);
    enum err e = emergency_find_of(rq, ACT_EMERGENCY_CALL, &p->o);
    if (e || place_parse(web_param(rq, "grid"), &grid))
        return e ? e : ERR_NOT_FOUND;
    p->open_only = str_is(web_query(rq, "only"), "open");
    p->may_mark = emergency_takes_marks(cx, &p->o);
    p->may_unmask = !p->o.ended_ms && may(cx, ACT_HOMES_UNMASK, grid, NO_ORG);
    p->name = emergency_name(cx, &p->o);
    p->message = emergency_message(cx, &p->o);
    p->grid = grid_words(cx, cx->county, grid);
    p->code = place_text(cx->mem, grid);
    p->at = str_fmt(cx->mem,
                    p->field ? "/field/emergency/%lld/%.*s" : "/desk/emergencies/%lld/grids/%.*s",
                    (long long)p->o.id, STR_ARG(p->code));
    if (web_query_has(rq, "saved"))
        p->saved = tr(cx->lang, _("Saved."));
    e = fill_households(cx, grid, p);
    if (!e)
        e = emergency_safe_list(cx, &p->o, grid, safe, &p->n_safe);
    p->safe = safe;
    return e ? e : fill_spots(cx, grid, p);
}

static enum err show(struct req *rq, bool field, enum err because)
{
    struct emergency_list_page p = {.field = field};
    struct failure told = rq->cx->failure;
    enum err e = fill(rq, &p);
    if (e)
        return e;
    rq->cx->failure = told;
    if (field)
        calls_html_field(rq->page, &p);
    else
        calls_html_desk(rq->page, &p);
    return because;
}

enum err emergency_field_list(struct req *rq)
{
    return show(rq, true, OK);
}

enum err emergency_desk_list(struct req *rq)
{
    return show(rq, false, OK);
}

/* ---- one mark ------------------------------------------------------------------------- */

static int outcome_named(str word)
{
    int i = 0;
    while (i < CALL_OUTCOMES && !str_is(word, emergency_outcome_names[i]))
        i++;
    return i;
}

/* "reached.123": which button of which household. */
static enum err read_mark(struct req *rq, struct emergency_mark *m)
{
    str rest = web_field(rq, "mark"), word = str_cut(&rest, '.');
    int outcome = outcome_named(word);
    if (outcome == CALL_OUTCOMES || str_int(rest, &m->household))
        return fail(rq->cx, ERR_INVALID, _("Choose what came of it."));
    m->outcome = (enum emergency_outcome)outcome;
    return OK;
}

static enum err send(struct req *rq, bool field)
{
    struct emergency o;
    struct outbox_note note;
    enum err e = emergency_find_of(rq, ACT_EMERGENCY_CALL, &o);
    if (e)
        return e;
    struct emergency_mark m = {.county = o.county, .emergency = o.id, .way = WAY_PAGE};
    if (outbox_of(rq, &note)) {
        m.at_ms = note.written_ms;
        m.way = WAY_PHONE;
    }
    e = read_mark(rq, &m);
    if (!e)
        e = emergency_call(rq->cx, &m);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, field, e);
    if (e)
        return e;
    return web_redirect(rq, "%s/%lld/%s%.*s?saved=1#h%lld",
                        field ? "/field/emergency" : "/desk/emergencies", (long long)o.id,
                        field ? "" : "grids/", STR_ARG(web_param(rq, "grid")),
                        (long long)m.household);
}

enum err emergency_field_send(struct req *rq)
{
    return send(rq, true);
}

enum err emergency_desk_send(struct req *rq)
{
    return send(rq, false);
}

/* ---- numbers ------------------------------------------------------------------------------ */

static enum err numbers(struct req *rq, bool field)
{
    struct emergency o;
    int64_t grid, household = 0;
    enum err e = emergency_find_of(rq, ACT_EMERGENCY_CALL, &o);
    if (e || place_parse(web_param(rq, "grid"), &grid))
        return e ? e : ERR_NOT_FOUND;
    if (web_field(rq, "household").len && str_int(web_field(rq, "household"), &household))
        return ERR_NOT_FOUND;
    e = emergency_show_numbers(rq->cx, &o, grid, household);
    if (e == ERR_CONFLICT)
        return show(rq, field, e);
    if (e)
        return e;
    return web_redirect(rq, "%s/%lld/%s%.*s#h%lld",
                        field ? "/field/emergency" : "/desk/emergencies", (long long)o.id,
                        field ? "" : "grids/", STR_ARG(web_param(rq, "grid")),
                        (long long)household);
}

enum err emergency_field_numbers(struct req *rq)
{
    return numbers(rq, true);
}

enum err emergency_desk_numbers(struct req *rq)
{
    return numbers(rq, false);
}

/* ---- paper --------------------------------------------------------------------------------- */

enum err emergency_paper_show(struct req *rq)
{
    struct emergency_list_page p = {.field = false};
    enum err e = fill(rq, &p);
    if (!e)
        calls_html_paper(rq->page, &p);
    return e;
}

/* One screen for what came back: a line without a choice is as it was. */
enum err emergency_paper_send(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct emergency_list_page p = {.field = false};
    enum err e = fill(rq, &p);
    int taken = 0;
    for (int i = 0; !e && i < p.n; i++) {
        const struct emergency_household *h = p.rows[i].h;
        int outcome =
            outcome_named(web_field(rq, str_fmt(cx->mem, "o-%lld", (long long)h->home.id).at));
        if (outcome == CALL_OUTCOMES || outcome == h->outcome)
            continue;
        e = emergency_call(cx, &(struct emergency_mark){.county = p.o.county,
                                                        .emergency = p.o.id,
                                                        .household = h->home.id,
                                                        .outcome = (enum emergency_outcome)outcome,
                                                        .way = WAY_PAPER});
        taken++;
    }
    if (e)
        return e;
    return web_redirect(rq, "/desk/emergencies/%lld/grids/%.*s?saved=%d", (long long)p.o.id,
                        STR_ARG(web_param(rq, "grid")), taken);
}

/* ---- on a worker's phone --------------------------------------------------------------------- */

static enum err fill_field(struct ctx *cx, struct emergency_page *pages, int *n)
{
    struct emergency all[EMERGENCY_RUNNING_MAX];
    int got = 0;
    enum err e = emergency_running(cx, cx->county, all, &got);
    *n = 0;
    for (int i = 0; !e && i < got; i++)
        if (emergency_touches(cx, &all[i], ACT_EMERGENCY_CALL)) {
            pages[*n] = (struct emergency_page){.o = all[i]};
            e = emergency_fill_counts(cx, ACT_EMERGENCY_CALL, &pages[(*n)++]);
        }
    return e;
}

enum err emergency_field_all(struct req *rq)
{
    struct emergency_page *pages = NEW_N(rq->cx->mem, struct emergency_page, EMERGENCY_RUNNING_MAX);
    struct emergency_field_page p = {.orders = pages};
    enum err e = fill_field(rq->cx, pages, &p.n);
    if (!e)
        calls_html_field_all(rq->page, &p);
    return e;
}

enum err emergency_pack(struct ctx *cx, struct room_pages *to)
{
    enum { GRIDS_KEPT = 12 }; /* a whole town is no day's walk */
    struct emergency_page *pages = NEW_N(cx->mem, struct emergency_page, EMERGENCY_RUNNING_MAX);
    int n = 0;
    enum err e = fill_field(cx, pages, &n);
    if (!e && n)
        to->add(to, S("/field/emergency"));
    for (int i = 0; !e && i < n; i++)
        for (int k = 0; k < pages[i].n && pages[i].n <= GRIDS_KEPT; k++)
            to->add(to, str_fmt(cx->mem, "/field/emergency/%lld/%.*s", (long long)pages[i].o.id,
                                STR_ARG(pages[i].lines[k].code)));
    return e;
}
