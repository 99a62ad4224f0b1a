/* desk_web.c: the page of one publication for those who work on it, its steps, and the list. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/open_pages.h"
#include "rooms/disclosure/staff_html.h" /* generated */

enum { WORK_MOST = 200 };

/* ---- the list ------------------------------------------------------------------------ */

static enum frame_look look_of(const struct publication *p, bool late)
{
    if (late)
        return LOOK_BAD;
    return str_is(p->state, "due")           ? LOOK_NEW
           : str_is(p->state, "draft")       ? LOOK_DOING
           : str_is(p->state, "checking")    ? LOOK_SENT
           : str_is(p->state, "withdrawing") ? LOOK_ASK
           : str_is(p->state, "published")   ? LOOK_DONE
                                             : LOOK_GREY;
}

static enum err state_label(struct ctx *cx, const struct publication *p, const char **out)
{
    struct matter m;
    enum err e = matters_load(cx, p->county, p->id, &m);
    if (!e)
        *out = m.flow->states[m.at].label;
    return e;
}

static enum err row_of(struct ctx *cx, const struct publication *p, struct desk_row *out)
{
    const char *label = NULL;
    bool late = !p->published_ms && p->due_ms && p->due_ms < cx->now;
    enum err e = state_label(cx, p, &label);
    *out =
        (struct desk_row){.href = str_fmt(cx->mem, "/desk/open/%.*s", STR_ARG(p->number)),
                          .title = p->title,
                          .place = places_name(cx, p->scope),
                          .state = tr(cx->lang, late    ? _("Late")
                                                : label ? label
                                                        : ""),
                          .about = tr(cx->lang, disclosure_stream_label(p->item->stream, p->scope)),
                          .look = look_of(p, late),
                          .late = late,
                          .due_ms = p->published_ms ? 0 : p->due_ms};
    return e;
}

/* Would the reader have the next step? */
static bool waits_for_me(struct ctx *cx, const struct publication *p)
{
    if (str_is(p->state, "checking"))
        return may(cx, ACT_DISCLOSURE_CHECK, p->scope, NO_ORG) ||
               (p->waiting_ms && may(cx, ACT_DISCLOSURE_DEPUTY, p->scope, NO_ORG));
    return may(cx, ACT_DISCLOSURE_WRITE, p->scope, NO_ORG);
}

static int by_due(const void *a, const void *b)
{
    const struct desk_row *x = a, *y = b;
    int64_t l = x->due_ms ? x->due_ms : INT64_MAX, r = y->due_ms ? y->due_ms : INT64_MAX;
    return l < r ? -1 : l > r;
}

static enum err fill_work(struct ctx *cx, struct desk_open *p)
{
    struct publication *all = NEW_N(cx->mem, struct publication, WORK_MOST);
    struct desk_row *mine = NEW_N(cx->mem, struct desk_row, WORK_MOST);
    struct desk_row *rest = NEW_N(cx->mem, struct desk_row, WORK_MOST);
    int n = 0;
    enum err e = disclosure_work(cx, all, WORK_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        e = row_of(cx, &all[i],
                   waits_for_me(cx, &all[i]) ? &mine[p->n_mine++] : &rest[p->n_rest++]);
    qsort(mine, (size_t)p->n_mine, sizeof *mine, by_due);
    qsort(rest, (size_t)p->n_rest, sizeof *rest, by_due);
    p->mine = mine;
    p->rest = rest;
    return e;
}

static enum err fill_done(struct req *rq, struct desk_open *p)
{
    struct ctx *cx = rq->cx;
    struct publication *all = NEW_N(cx->mem, struct publication, DISCLOSURE_PAGE);
    struct desk_row *rows = NEW_N(cx->mem, struct desk_row, DISCLOSURE_PAGE);
    int64_t before = 0;
    if (str_int(web_query(rq, "before"), &before))
        before = 0;
    enum err e = disclosure_done(cx, before, all, DISCLOSURE_PAGE, &p->n_done);
    for (int i = 0; !e && i < p->n_done; i++)
        e = row_of(cx, &all[i], &rows[i]);
    if (!e && p->n_done == DISCLOSURE_PAGE)
        p->next =
            str_fmt(cx->mem, "/desk/open?before=%lld", (long long)all[p->n_done - 1].published_ms);
    p->done = rows;
    return e;
}

enum err desk_open_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct desk_open p = {.may_write = may_somewhere(cx, ACT_DISCLOSURE_WRITE),
                          .may_plan = may_somewhere(cx, ACT_DISCLOSURE_PLAN)};
    struct matters_inbox_filter f = {
        .county = cx->county, .box = MATTERS_BOX_ALL, .kind = S("publication_question")};
    enum err e = fill_work(cx, &p);
    if (!e)
        e = fill_done(rq, &p);
    if (!e)
        e = matters_inbox_count(cx, &f, &p.questions);
    if (!e)
        desk_html_list(rq->page, &p);
    return e;
}

/* ---- one ----------------------------------------------------------------------------------- */

static enum err fill_course(struct ctx *cx, const struct publication *p, struct desk_page *out)
{
    struct moves_words words;
    struct moves_form *forms = NULL;
    struct frame_step *steps = NULL;
    struct matter m;
    enum err e = matters_load(cx, p->county, p->id, &m);
    if (!e)
        e = moves_notes(cx, &disclosure_sql_notes, &m, &words);
    if (!e)
        e = moves_history(cx, &m, MATTERS_VIEW_STAFF, &words, &steps, &out->n_steps);
    if (!e)
        e = moves_forms(cx, &m, STR_NONE, 0, &forms, &out->n_moves);
    if (!e)
        out->state = m.flow->states[m.at].label;
    if (!e && out->n_steps)
        steps[0].title = tr(cx->lang, p->due_ms ? _("It came up: its period is over") : _("Begun"));
    out->steps = steps;
    out->moves = forms;
    return e;
}

static enum err fill_words(struct ctx *cx, struct publication *p, struct desk_page *out)
{
    struct disclosure_warning *w =
        NEW_N(cx->mem, struct disclosure_warning, DISCLOSURE_WARNINGS_MAX);
    struct publication *before = NEW(cx->mem, struct publication);
    enum err e = disclosure_lines(cx, p);
    if (!e)
        e = disclosure_warnings(cx, p, w, &out->n_warnings);
    if (!e)
        e = disclosure_before(cx, p, before);
    if (e && e != ERR_NOT_FOUND)
        return e;
    out->warnings = w;
    if (p->published_ms) /* what was masked then is no news */
        out->n_warnings = 0;
    return open_words(cx, p, e ? NULL : before, p->published_ms != 0, &out->w);
}

static enum err fill_older(struct ctx *cx, const struct publication *p, struct desk_page *out)
{
    struct publication old;
    if (!p->replaces)
        return OK;
    enum err e = disclosure_load(cx, p->county, p->replaces, &old);
    if (!e)
        out->older = open_address(cx, &old);
    return e;
}

/* The form saves and sends; sending alone would leave behind what was just typed. Those two come
 * first in the flow. */
static void leave_sending(struct desk_page *page)
{
    while (page->n_moves &&
           (str_is(page->moves->key, "send") || str_is(page->moves->key, "publish"))) {
        page->moves++;
        page->n_moves--;
    }
}

enum err desk_open_page(struct req *rq, const struct publication *found, enum err because,
                        struct desk_page *page)
{
    struct ctx *cx = rq->cx;
    struct publication *p = NEW(cx->mem, struct publication);
    *p = *found;
    page->p = p;
    enum err e = fill_words(cx, p, page);
    if (!e)
        e = fill_course(cx, p, page);
    if (!e)
        e = fill_older(cx, p, page);
    if (e)
        return e;
    bool writing = str_is(p->state, "due") || str_is(p->state, "draft");
    page->place = places_name(cx, p->scope);
    page->action = str_fmt(cx->mem, "/desk/open/%.*s", STR_ARG(p->number));
    page->look = look_of(p, !p->published_ms && p->due_ms && p->due_ms < cx->now);
    page->may_write = writing && may(cx, ACT_DISCLOSURE_WRITE, p->scope, NO_ORG);
    page->may_correct = str_is(p->state, "published") && !p->replaced_by &&
                        may(cx, ACT_DISCLOSURE_WRITE, p->scope, NO_ORG);
    if (p->published_ms)
        page->public_href = open_address(cx, p);
    if (page->may_write)
        leave_sending(page);
    if (page->may_write && !page->lines)
        desk_form_fill(cx, p, page);
    if (rq->print)
        desk_html_paper(rq->page, page);
    else
        desk_html_page(rq->page, page);
    return because;
}

static str said(struct ctx *cx, str how)
{
    const char *text = str_is(how, "masked")
                           ? _("Saved. Some numbers were made unreadable: look at the list, then "
                               "send it.")
                       : str_is(how, "sent")   ? _("Sent to the supervisory committee. With its "
                                                     "check it is public at once.")
                       : str_is(how, "public") ? _("It is public now.")
                       : how.len               ? _("Saved.")
                                               : NULL;
    return text ? tr(cx->lang, text) : STR_NONE;
}

enum err desk_open_show(struct req *rq)
{
    struct publication p;
    struct desk_page page = {.saved = said(rq->cx, web_query(rq, "saved"))};
    enum err e = disclosure_find(rq->cx, rq->cx->county, web_param(rq, "no"), &p);
    return e ? e : desk_open_page(rq, &p, OK, &page);
}

/* ---- steps ------------------------------------------------------------------------------------
 */

static enum err take_paper(struct req *rq, struct media_new *out, int *n)
{
    struct media_take how = {.county = rq->cx->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    enum err e = OK;
    *n = 0;
    for (const struct upload *u = rq->uploads; !e && u; u = u->next)
        if (u->size && str_is(u->field, "photo") && *n < DISCLOSURE_FILES_MAX)
            e = media_take(rq->cx, u, &how, &out[(*n)++]);
    if (e != ERR_INVALID && e != ERR_TOO_BIG)
        return e;
    return fail_field(rq->cx, "photo", _("This is not a photo that can be shown. Choose another."));
}

enum err desk_open_move(struct req *rq)
{
    struct publication p;
    struct moves_step s;
    struct media_new *photos = NEW_N(rq->cx->mem, struct media_new, DISCLOSURE_FILES_MAX);
    int n = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = disclosure_find(rq->cx, rq->cx->county, web_param(rq, "no"), &p);
    if (e)
        return e;
    e = moves_read(rq, &s);
    if (!e)
        e = take_paper(rq, photos, &n);
    s.in.photos = n;
    struct disclosure_move move = {
        .move = s.move, .seen = s.seen, .in = s.in, .say = s.say, .photos = photos, .n_photos = n};
    if (!e)
        e = disclosure_step(rq->cx, &p, &move);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        struct desk_page page = {.n_lines = 0};
        return desk_open_page(rq, &p, e, &page);
    }
    return e ? e
             : web_redirect(rq, "/desk/open/%.*s?saved=%s", STR_ARG(p.number),
                            str_is(p.state, "published")  ? "public"
                            : str_is(p.state, "checking") ? "sent"
                                                          : "1");
}

enum err desk_open_correct(struct req *rq)
{
    struct publication p;
    int64_t id = 0;
    bool there;
    web_set_county(rq, rq->cx->county);
    enum err e = disclosure_find(rq->cx, rq->cx->county, web_param(rq, "no"), &p);
    struct disclosure_new in = {.county = rq->cx->county, .replaces = e ? 0 : p.id};
    if (!e)
        e = disclosure_open(rq->cx, &in, &id, &there);
    if (e == ERR_CONFLICT) {
        struct desk_page page = {.n_lines = 0};
        return desk_open_page(rq, &p, e, &page);
    }
    if (!e)
        e = disclosure_load(rq->cx, rq->cx->county, id, &p);
    return e ? e : web_redirect(rq, "/desk/open/%.*s", STR_ARG(p.number));
}
