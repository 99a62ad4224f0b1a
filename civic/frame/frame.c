/* frame.c: opens and closes a page around what the room writes. */
#include "civic/frame/frame.h"

#include "civic/frame/frame_html.h"
#include "civic/frame/inside.h"
#include "civic/people/people.h"
#include "civic/room.h"

struct around { /* what the page being written still needs at its end */
    struct frame frame;
    bool has_call;
};

void frame_open(struct html *h, const struct frame *f)
{
    struct around *a = NEW(h->out->mem, struct around);
    a->frame = *f;
    h->around = a;
    if (f->wall)
        frame_html_wall(h, &a->frame);
    else if (f->staff)
        frame_html_staff(h, &a->frame);
    else
        frame_html_open(h, &a->frame);
}

void frame_note_call(struct html *h)
{
    struct around *a = h->around;
    if (a)
        a->has_call = true;
}

bool frame_has_call(const struct html *h)
{
    const struct around *a = h->around;
    return a->has_call;
}

void frame_close(struct html *h)
{
    assert(h->around);
    const struct frame *f = &((const struct around *)h->around)->frame;
    if (f->wall)
        frame_html_wall_close(h);
    else if (f->staff)
        frame_html_staff_close(h, f);
    else
        frame_html_close(h, f);
}

/* ---- what the templates ask ---------------------------------------------- */

const char *frame_lang_tag(const struct html *h)
{
    return h->cx->lang == LANG_EN ? "en" : "zh-CN";
}

const char *frame_other_tag(const struct html *h)
{
    return h->cx->lang == LANG_EN ? "zh-CN" : "en";
}

/* Each catalogue names the other language. */
const char *frame_other_name(const struct html *h)
{
    return tr(h->cx->lang, _("In Chinese")).at;
}

bool frame_is_print(const struct html *h)
{
    return h->rq && h->rq->print;
}

str frame_whole(struct req *rq, str path)
{
    bool tls = str_is(web_header(rq, "X-Forwarded-Proto"), "https");
    web_no_copies(rq);
    return str_fmt(rq->cx->mem, "%s://%.*s%.*s", tls ? "https" : "http",
                   STR_ARG(web_header(rq, "Host")), STR_ARG(path));
}

str frame_as(const struct html *h, const char *format)
{
    struct buf b = buf_new(h->out->mem, 2 * h->rq->query.len + h->rq->path.len + 32);
    str rest = h->rq->query;
    char before = '?';
    buf_str(&b, h->rq->path);
    while (rest.len) {
        str one = str_cut(&rest, '&');
        if (!one.len || str_starts(one, S("format=")))
            continue;
        buf_char(&b, before);
        buf_str(&b, one);
        before = '&';
    }
    if (format)
        buf_fmt(&b, "%cformat=%s", before, format);
    return buf_done(&b);
}

void frame_print_button(struct html *h)
{
    frame_html_print_button(h);
}

bool frame_is_elder(const struct html *h)
{
    return h->rq && h->rq->elder;
}

bool frame_is_max(const struct html *h)
{
    return h->rq && h->rq->max_size;
}

bool frame_has_errors(const struct html *h)
{
    const struct failure *f = &h->cx->failure;
    return f->fields || f->err == ERR_INVALID || f->err == ERR_CONFLICT;
}

str frame_title(const struct html *h, const struct frame *f)
{
    str page = f->title ? tr(h->cx->lang, f->title) : f->title_text;
    str site = f->place && f->place->name.len ? f->place->name : tr(h->cx->lang, _("Linli"));
    if (!page.len || str_eq(page, site))
        return site;
    return str_fmt(h->out->mem, "%.*s - %.*s", STR_ARG(page), STR_ARG(site));
}

str frame_here(const struct html *h)
{
    if (!h->rq)
        return S("/");
    const struct req *rq = h->rq;
    if (rq->method != GET || !rq->query.len)
        return rq->path;
    return str_fmt(h->out->mem, "%.*s?%.*s", STR_ARG(rq->path), STR_ARG(rq->query));
}

str frame_org(const struct html *h)
{
    const struct posts *p = h->cx->posts;
    return p && p->n && p->at[0].org_name.len ? p->at[0].org_name : tr(h->cx->lang, _("Linli"));
}

str frame_who(const struct html *h)
{
    return h->cx->posts ? h->cx->posts->name : STR_NONE;
}

static bool has_class(const struct html *h, enum act_class least, enum act_class most)
{
    const struct posts *p = h->cx->posts;
    for (int i = 0; p && i < p->n; i++)
        for (str acts = p->at[i].acts; acts.len;) {
            str act = str_cut(&acts, ' ');
            enum act_class c = people_act_class(act);
            if (act.len && c >= least && c <= most)
                return true;
        }
    return false;
}

bool frame_desk(const struct html *h)
{
    return may_somewhere(h->cx, ACT_DESK);
}

bool frame_field(const struct html *h)
{
    return may_somewhere(h->cx, ACT_FIELD);
}

/* The page of the link, or one below it. */
static bool is_under(const struct html *h, const char *href)
{
    str path = h->rq->path, top = str_of(href);
    return str_starts(path, top) && (path.len == top.len || path.at[top.len] == '/');
}

void frame_room_links(struct html *h)
{
    for (const struct room *const *r = rooms_of(h->cx); *r; r++)
        for (const struct room_link *l = (*r)->links; l && l->label; l++)
            if (may_somewhere(h->cx, l->act))
                frame_html_nav_item(h, is_under(h, l->href), str_of(l->href), str_of(l->icon),
                                    l->label, 0);
}

/* A page that says the database is not there asks it for nothing. */
void frame_banners(struct html *h, const struct frame *f)
{
    enum err e = h->cx->failure.err;
    if (!h->rq || !h->cx->db || e == ERR_FAULT || e == ERR_BUSY)
        return;
    for (const struct room *const *r = rooms_of(h->cx); *r; r++)
        if ((*r)->banner)
            (*r)->banner(h, f);
}

bool frame_works(const struct html *h)
{
    return has_class(h, ACT_CLASS_BUSINESS, ACT_CLASS_BUSINESS);
}

bool frame_keeps(const struct html *h)
{
    return has_class(h, ACT_CLASS_SYSTEM, ACT_CLASS_SECURITY);
}

bool frame_audits(const struct html *h)
{
    return has_class(h, ACT_CLASS_AUDIT, ACT_CLASS_AUDIT);
}
