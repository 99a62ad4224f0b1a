/* shift_web.c: the page by which a shift is handed over, what was handed over before, and the
 * screen on the wall. */
#include "civic/places/places.h"
#include "rooms/duty/shift.h"
#include "rooms/duty/shift_html.h" /* generated */
#include "rooms/duty/shift_own.h"

static int64_t home_of(struct ctx *cx)
{
    struct posts_reach r;
    posts_reach(cx, ACT_DUTY_SHIFT, &r);
    return r.ranges ? r.lo[0] : 0;
}

/* ---- the cases named ----------------------------------------------------- */

static enum err fill_named(struct ctx *cx, str numbers, struct shift_page *p)
{
    p->rows = NEW_N(cx->mem, struct duty_ticket, DUTY_NAMED_MAX);
    while (numbers.len && p->n < DUTY_NAMED_MAX) {
        struct casefile c;
        enum err e = duty_read_case(cx, str_cut(&numbers, ' '), &c);
        if (e == ERR_NOT_FOUND)
            continue; /* not for this reader */
        if (!e)
            e = cases_rows(cx, &c.m, 1, MATTERS_VIEW_STAFF, &p->rows[p->n].c);
        if (e)
            return e;
        p->n++;
    }
    return OK;
}

static void fill_people(struct ctx *cx, struct shift_page *p)
{
    p->place = places_name(cx, p->s.scope);
    p->giver = people_name(cx, cx->county, p->s.giver);
    if (p->s.taker)
        p->taker = people_name(cx, cx->county, p->s.taker);
    p->may_take =
        !p->s.taken_ms && p->s.giver != cx->actor && (!p->s.taker || p->s.taker == cx->actor);
}

/* ---- handing over -------------------------------------------------------- */

static enum err fill_next(struct ctx *cx, struct shift_page *p)
{
    struct people_holder *who = NEW_N(cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, PEOPLE_HOLDERS_MOST + 1);
    int n = 0, k = 0;
    enum err e = people_holders(cx, cx->county, ACT_DUTY_SHIFT, p->s.scope, NO_ORG, who,
                                PEOPLE_HOLDERS_MOST, &n);
    list[k++] = (struct frame_option){"", tr(cx->lang, _("whoever comes")), STR_NONE, STR_NONE};
    for (int i = 0; !e && i < n; i++)
        if (who[i].account != cx->actor && (i == 0 || who[i].account != who[i - 1].account))
            list[k++] = (struct frame_option){
                str_z(cx->mem, str_fmt(cx->mem, "%lld", (long long)who[i].account)), who[i].name,
                STR_NONE, STR_NONE};
    p->next = (struct frame_choice){
        .name = "taker", .label = _("Who takes over"), .options = list, .n = k};
    return e;
}

static enum err fill_past(struct ctx *cx, struct shift_page *p)
{
    struct duty_shift *past = NEW_N(cx->mem, struct duty_shift, SHIFTS_SHOWN);
    struct shift_line *lines = NEW_N(cx->mem, struct shift_line, SHIFTS_SHOWN);
    enum err e = duty_shift_list(cx, INT64_MAX, past, SHIFTS_SHOWN, &p->n_past);
    for (int i = 0; !e && i < p->n_past; i++)
        lines[i] = (struct shift_line){
            .s = past[i],
            .giver = people_name(cx, cx->county, past[i].giver),
            .taker = past[i].taker ? people_name(cx, cx->county, past[i].taker) : STR_NONE};
    p->past = lines;
    return e;
}

static enum err show_form(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct shift_page p = {.n = 0};
    enum err e = duty_shift_now(cx, home_of(cx), &p.s);
    if (!e)
        e = fill_named(cx, p.s.named, &p);
    if (!e)
        e = fill_next(cx, &p);
    if (!e)
        e = fill_past(cx, &p);
    if (e)
        return e;
    fill_people(cx, &p);
    shift_html_form(rq->page, &p);
    return because;
}

enum err duty_shift_page(struct req *rq)
{
    return show_form(rq, OK);
}

/* Somebody who could take it, or nobody named. */
static enum err read_taker(struct req *rq, struct duty_shift *s)
{
    struct people_holder *who = NEW_N(rq->cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    int n = 0;
    if (!web_field(rq, "taker").len)
        return OK;
    enum err e = people_holders(rq->cx, rq->cx->county, ACT_DUTY_SHIFT, s->scope, NO_ORG, who,
                                PEOPLE_HOLDERS_MOST, &n);
    if (!e && str_int(web_field(rq, "taker"), &s->taker))
        s->taker = -1;
    for (int i = 0; !e && i < n; i++)
        if (who[i].account == s->taker && s->taker != rq->cx->actor)
            return OK;
    return e ? e : fail_field(rq->cx, "taker", _("Choose somebody who has a post for this."));
}

enum err duty_shift_send(struct req *rq)
{
    struct duty_shift s;
    enum err e = duty_shift_now(rq->cx, home_of(rq->cx), &s);
    if (!e)
        e = read_taker(rq, &s);
    if (!e) {
        s.notes = utf8_head(str_trim(web_field(rq, "notes")), DUTY_NOTES_MAX);
        e = duty_shift_give(rq->cx, &s);
    }
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_form(rq, e);
    return e ? e : web_redirect(rq, "/duty/handover/%lld", (long long)s.id);
}

/* ---- one that was handed over -------------------------------------------- */

static enum err find(struct req *rq, struct duty_shift *s)
{
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return duty_shift_find(rq->cx, id, s);
}

static enum err show_one(struct req *rq, enum err because)
{
    struct shift_page p = {.n = 0};
    enum err e = find(rq, &p.s);
    if (!e)
        e = fill_named(rq->cx, p.s.named, &p);
    if (e)
        return e;
    fill_people(rq->cx, &p);
    shift_html_one(rq->page, &p);
    return because;
}

enum err duty_shift_show(struct req *rq)
{
    return show_one(rq, OK);
}

enum err duty_shift_sign(struct req *rq)
{
    struct duty_shift s;
    enum err e = find(rq, &s);
    if (!e)
        e = duty_shift_take(rq->cx, &s);
    if (e == ERR_CONFLICT)
        return show_one(rq, e);
    return e ? e : web_redirect(rq, "/duty/handover/%lld", (long long)s.id);
}

/* ---- the screen on the wall ---------------------------------------------- */

/* Kinds and communities only: titles and spots name houses. */
enum err duty_wall(struct req *rq)
{
    struct board_page b = {.n = 0};
    struct wall_page p = {.n = 0};
    struct duty_filter f;
    struct duty_row rows[WALL_ROWS];
    struct duty_ticket *t = NEW_N(rq->cx->mem, struct duty_ticket, WALL_ROWS);
    enum err e = duty_read_filter(rq, &b, &f);
    f.stage = -1;
    f.when = DUTY_ANY_TIME;
    f.after = 0;
    if (!e)
        e = duty_count(rq->cx, &f, &p.counts);
    if (!e)
        e = duty_list(rq->cx, &f, rows, WALL_ROWS, &p.n);
    if (!e)
        e = duty_tickets(rq->cx, rows, p.n, t);
    if (!e)
        e = duty_fill_map(rq->cx, &f, &b);
    if (e)
        return e;
    p.rows = t;
    p.drawn = b.drawn;
    p.n_drawn = b.n_drawn;
    p.name = places_name(rq->cx, b.at);
    shift_html_wall(rq->page, &p);
    return OK;
}
