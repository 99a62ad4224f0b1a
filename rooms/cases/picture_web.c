/* picture_web.c: what anybody may read of a case, or a notice, as a long picture for chat groups.
 */
#include "rooms/cases/cases_own.h"

#include "civic/frame/picture.h"
#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"

static enum err send(struct req *rq, const struct frame_picture *p)
{
    str png;
    enum err e = frame_draw_picture(rq->cx, p, &png);
    return e ? e : web_bytes(rq, "image/png", png);
}

/* Whom to call, where somebody answers. */
static str foot_of(struct ctx *cx, const struct frame_place *p)
{
    struct tr_arg args[] = {TR("phone", frame_phone_text(cx->mem, p->phone)),
                            TR("hours", p->hours)};
    return tr_fill(cx->mem, cx->lang,
                   p->phone.len ? _("Scan to read it whole. By telephone: {phone}, {hours}")
                                : _("Scan to read it whole."),
                   args, COUNT(args));
}

static void add_line(struct frame_picture *p, str line)
{
    if (line.len && p->n_lines < (int)COUNT(p->lines))
        p->lines[p->n_lines++] = line;
}

/* ---- a case ------------------------------------------------------------- */

static str answered_by(struct ctx *cx, const struct casefile *c, const struct frame_place *place)
{
    struct org o;
    bool found = c->reply_org && org_find(cx, c->m.county, c->reply_org, &o) == OK;
    return tr_fill(cx->mem, cx->lang, _("{who} says"),
                   &(struct tr_arg){"who", found ? o.name : place->name}, 1);
}

static void fill_case(struct ctx *cx, const struct casefile *c, const struct case_row *row,
                      const struct frame_place *place, struct frame_picture *p)
{
    *p = (struct frame_picture){.head = place->name,
                                .title = row->title,
                                .state = row->shown,
                                .text = row->reply.len ? row->reply : row->line,
                                .foot = foot_of(cx, place)};
    if (row->reply.len)
        p->label = answered_by(cx, c, place);
    struct tr_arg number = TR("number", row->no);
    struct tr_arg day = TR("day", frame_day_text(cx->mem, cx->lang, row->opened_ms, cx->now));
    add_line(p, row->spot);
    add_line(p, tr_fill(cx->mem, cx->lang, _("Number {number}"), &number, 1));
    add_line(p, tr_fill(cx->mem, cx->lang, _("Reported on {day}"), &day, 1));
}

/* Only what was released to everybody; whoever asks is nobody here (ROUTE_CACHE). */
enum err case_picture(struct req *rq)
{
    struct frame_place place;
    struct frame_picture p;
    struct casefile c;
    struct case_row row;
    enum err e = cases_place(rq, &place);
    if (!e)
        e = cases_find(rq->cx, rq->county, web_param(rq, "no"), MATTERS_VIEW_PUBLIC, &c);
    if (!e && (!c.shown || !(c.m.flags & MATTERS_LISTED)))
        e = ERR_NOT_FOUND;
    if (!e)
        e = cases_row(rq->cx, &c, MATTERS_VIEW_PUBLIC, &row);
    if (e)
        return e;
    fill_case(rq->cx, &c, &row, &place, &p);
    p.qr = frame_whole(
        rq, str_fmt(rq->cx->mem, "/c/%.*s/cases/%.*s", STR_ARG(place.slug), STR_ARG(c.m.number)));
    return send(rq, &p);
}

/* ---- a notice ------------------------------------------------------------ */

enum err notice_picture(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct frame_place place;
    struct home_page home = {.n_notices = 0};
    enum err e = cases_place(rq, &place);
    home.place = place;
    if (!e)
        e = home_list_notices(rq, &home);
    if (e)
        return e;
    for (int i = 0; i < home.n_notices; i++) {
        const struct home_notice *n = &home.notices[i];
        if (!str_eq(n->key, web_param(rq, "id")))
            continue;
        struct frame_picture p = {.head = place.name, .title = n->title, .text = n->body};
        struct tr_arg args[] = {TR("who", n->owner), TR("day", n->until)};
        add_line(&p, tr_fill(cx->mem, cx->lang, _("By {who}, valid until {day}"), args, 2));
        p.foot = foot_of(cx, &place);
        p.qr = frame_whole(rq, str_fmt(cx->mem, "/c/%.*s/notices", STR_ARG(place.slug)));
        return send(rq, &p);
    }
    return ERR_NOT_FOUND;
}
