/* show_web.c: one publication for everybody, at an address that stays: page, print, table, and the
 * bytes that are proved. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "kit/seal/seal.h"
#include "rooms/disclosure/open_html.h" /* generated */
#include "rooms/disclosure/open_pages.h"

/* ---- what stands around the words ------------------------------------------------- */

/* "8C41-77E2": enough to compare by eye. */
static str short_digest(struct arena *mem, str digest)
{
    str hex = str_hex(mem, digest.at, digest.len < 4 ? digest.len : 4);
    char *at = str_z(mem, hex);
    for (char *c = at; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return hex.len == 8 ? str_fmt(mem, "%.4s-%s", at, at + 4) : STR_NONE;
}

static str checked_text(struct ctx *cx, const struct publication *p)
{
    const struct tr_arg day =
        TR("day", frame_day_text(cx->mem, cx->lang, p->published_ms, cx->now));
    const char *text = str_is(p->how, "phone") ? _("Checked by the supervisory committee, {day}")
                       : str_is(p->how, "paper")
                           ? _("Checked on paper by the supervisory committee, {day}")
                           : NULL;
    return text ? tr_fill(cx->mem, cx->lang, text, &day, 1) : STR_NONE;
}

static str author_text(struct ctx *cx, const struct publication *p)
{
    str name = people_mask_name(cx->mem, people_name(cx, p->county, p->author));
    const struct tr_arg args[] = {
        TR("who", name), TR("n", str_fmt(cx->mem, "%d", p->version)),
        TR("day", frame_day_text(cx->mem, cx->lang, p->published_ms, cx->now)),
        TR("number", p->number)};
    return tr_fill(cx->mem, cx->lang,
                   name.len ? _("Published by {who} on {day} · version {n} · {number}")
                            : _("Published on {day} · version {n} · {number}"),
                   args, COUNT(args));
}

static str stays_text(struct ctx *cx, const struct publication *p)
{
    const struct tr_arg day = TR("day", frame_day_text(cx->mem, cx->lang, p->until_ms, cx->now));
    return p->until_ms && !p->over.len
               ? tr_fill(cx->mem, cx->lang, _("It is shown until {day}, then it is erased."), &day,
                         1)
               : STR_NONE;
}

static str reason_text(struct ctx *cx, const struct publication *p)
{
    static const struct {
        const char *code, *label;
    } reasons[] = {{"private", N_("It showed personal data.")},
                   {"secret", N_("It showed what is secret by law.")},
                   {"unlawful", N_("A court or an office has ordered it.")},
                   {"wrong_place", N_("It belonged to another place.")}};
    if (str_is(p->over, "ended"))
        return tr(cx->lang, _("Its period is over, and what it listed is erased."));
    for (size_t i = 0; str_is(p->over, "withdrawn") && i < COUNT(reasons); i++)
        if (str_is(p->withdraw_reason, reasons[i].code))
            return tr(cx->lang, reasons[i].label);
    return STR_NONE;
}

/* ---- versions and periods ------------------------------------------------------------ */

static enum err fill_versions(struct ctx *cx, const struct publication *p, struct open_page *out)
{
    struct open_version *all = NEW_N(cx->mem, struct open_version, OPEN_VERSIONS);
    struct publication old = *p;
    enum err e = OK;
    while (!e && old.replaces && out->n_versions < OPEN_VERSIONS) {
        e = disclosure_load(cx, p->county, old.replaces, &old);
        const struct tr_arg args[] = {
            TR("n", str_fmt(cx->mem, "%d", old.version)),
            TR("day", frame_day_text(cx->mem, cx->lang, old.published_ms, cx->now))};
        all[out->n_versions++] = (struct open_version){
            open_address(cx, &old), tr_fill(cx->mem, cx->lang, _("version {n} of {day}"), args, 2)};
    }
    out->versions = all;
    old = *p;
    while (!e && old.replaced_by)
        e = disclosure_load(cx, p->county, old.replaced_by, &old);
    if (!e && old.id != p->id)
        out->newer = open_address(cx, &old);
    return e;
}

static enum err beside(struct ctx *cx, const struct publication *p, int by, str *out)
{
    struct disclosure_period period;
    struct publication other;
    if (disclosure_period_read(p->period, &period))
        return OK;
    period = disclosure_period_next(period, by);
    enum err e = disclosure_of_period(cx, p->county, p->scope, p->item->code,
                                      disclosure_period_write(cx->mem, &period), &other);
    if (!e)
        *out = open_address(cx, &other);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err fill_answers(struct ctx *cx, const struct publication *p, struct open_page *out)
{
    struct question *q = NEW_N(cx->mem, struct question, OPEN_QUESTIONS);
    struct open_answer *all = NEW_N(cx->mem, struct open_answer, OPEN_QUESTIONS);
    enum err e = disclosure_questions(cx, p, q, OPEN_QUESTIONS, &out->n_answers, &out->waiting);
    for (int i = 0; !e && i < out->n_answers; i++)
        all[i] = (struct open_answer){.body = q[i].body,
                                      .answer = q[i].answer,
                                      .objection = q[i].objection,
                                      .at_ms = q[i].answered_ms,
                                      .about = q[i].line && q[i].line <= p->n_lines
                                                   ? p->lines[q[i].line - 1].item
                                                   : STR_NONE};
    out->answers = all;
    return e;
}

static enum err fill_page(struct req *rq, struct publication *p, struct open_page *out)
{
    struct ctx *cx = rq->cx;
    struct publication *before = NEW(cx->mem, struct publication);
    enum err e = disclosure_lines(cx, p);
    if (e)
        return e;
    e = disclosure_before(cx, p, before);
    if (e && e != ERR_NOT_FOUND)
        return e;
    e = open_words(cx, p, e ? NULL : before, true, &out->w);
    if (!e)
        e = fill_versions(cx, p, out);
    if (!e)
        e = beside(cx, p, -1, &out->before);
    if (!e)
        e = beside(cx, p, 1, &out->after);
    if (!e)
        e = fill_answers(cx, p, out);
    out->slug = places_slug(cx, p->scope);
    out->base = open_address(cx, p);
    out->owner = places_name(cx, p->scope);
    out->stream = tr(cx->lang, disclosure_stream_label(p->item->stream, p->scope));
    out->author = author_text(cx, p);
    out->checked = checked_text(cx, p);
    out->digest = short_digest(cx->mem, p->digest);
    out->stays = stays_text(cx, p);
    out->reason = reason_text(cx, p);
    if (!p->over.len)
        out->w.ask = str_fmt(cx->mem, "%.*s/ask?line=", STR_ARG(out->base));
    out->object_ms = p->object_ms >= cx->now ? p->object_ms : 0;
    return e;
}

/* ---- other forms ------------------------------------------------------------------------ */

static enum err write_table(struct req *rq, struct publication *p)
{
    struct arena *mem = rq->cx->mem;
    enum err e = disclosure_lines(rq->cx, p);
    if (e || p->over.len)
        return e ? e : ERR_NOT_FOUND;
    struct buf b = buf_new(mem, 4 << 20);
    buf_z(&b, "\xef\xbb\xbfside,item,yuan,note\r\n");
    for (int i = 0; i < p->n_lines; i++) {
        const struct disclosure_line *l = &p->lines[i];
        buf_fmt(&b, "%s,", disclosure_side_names[l->side]);
        csv_write(&b, l->item);
        buf_fmt(&b, ",%.*s,", STR_ARG(open_yuan(mem, l->amount_fen)));
        csv_write(&b, l->note);
        buf_z(&b, "\r\n");
    }
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

/* Exactly the bytes whose digest is kept. */
static enum err write_canonical(struct req *rq, struct publication *p)
{
    enum err e = disclosure_lines(rq->cx, p);
    if (e || p->over.len)
        return e ? e : ERR_NOT_FOUND;
    return web_json_text(rq, disclosure_canonical(rq->cx, p));
}

static enum err answer(struct req *rq, struct publication *p, struct open_page *page)
{
    if (rq->csv)
        return write_table(rq, p);
    if (rq->json)
        return write_canonical(rq, p);
    page->home = str_fmt(rq->cx->mem, "/c/%.*s/open", STR_ARG(page->place.slug));
    enum err e = fill_page(rq, p, page);
    if (!e)
        open_html_page(rq->page, page);
    return e;
}

enum err open_show(struct req *rq)
{
    struct open_page page = {.waiting = 0};
    struct publication p;
    enum err e = open_place(rq, &page.place);
    if (!e)
        e = disclosure_find_public(rq->cx, rq->county, web_param(rq, "no"), &p);
    if (!e && p.scope != page.place.code && !place_within(page.place.code, p.scope))
        e = ERR_NOT_FOUND;
    return e ? e : answer(rq, &p, &page);
}

/* ---- a month ------------------------------------------------------------------------------ */

static enum err not_there(struct req *rq, struct open_page *page, const struct disclosure_item *i,
                          const struct disclosure_period *period)
{
    struct ctx *cx = rq->cx;
    str word = disclosure_period_write(cx->mem, period);
    const struct tr_arg day =
        TR("day",
           frame_day_text(cx->mem, cx->lang, ms_of_day(disclosure_period_due(i, period)), cx->now));
    page->home = str_fmt(cx->mem, "/c/%.*s/open", STR_ARG(page->place.slug));
    page->owner =
        str_fmt(cx->mem, "%.*s %.*s", STR_ARG(disclosure_period_text(cx->mem, cx->lang, word)),
                STR_ARG(i->name[cx->lang]));
    page->stays = tr_fill(cx->mem, cx->lang, _("The day to publish it is {day}."), &day, 1);
    web_status(rq, 404);
    open_html_none(rq->page, page);
    return OK;
}

enum err open_month_show(struct req *rq)
{
    struct open_page page = {.waiting = 0};
    struct publication p;
    struct disclosure_period period;
    const struct disclosure_item *i = disclosure_item(rq->cx, S("finance-month"));
    str word = web_param(rq, "ym");
    enum err e = open_place(rq, &page.place);
    if (!e && (!i || disclosure_period_read(word, &period) || period.cycle != i->cycle))
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    e = disclosure_of_period(rq->cx, rq->county, page.place.code, i->code, word, &p);
    if (e == ERR_NOT_FOUND)
        return not_there(rq, &page, i, &period);
    return e ? e : answer(rq, &p, &page);
}
