/* paste_web.c: out of a chat group into a draft, by paste or from the share menu of a phone; and
 * what to paste back. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/chat.h"
#include "rooms/cases/group.h"
#include "rooms/cases/guess.h"
#include "rooms/cases/paste_html.h" /* generated */

enum { PASTE_MOST = 20000 };

/* ---- what it may be about ---------------------------------------------- */

/* The longest name of a building of the community that stands in the text. */
static enum err guess_spot(struct ctx *cx, int64_t community, str text, str *out)
{
    const str *names;
    int n = 0;
    enum err e = report_buildings(cx, community, &names, &n);
    *out = STR_NONE;
    for (int i = 0; !e && i < n; i++)
        if (names[i].len > out->len && str_find(text, names[i]) != SIZE_MAX)
            *out = names[i];
    return e;
}

/* Fills the fields of the form of a report; what the text does not name stays empty. */
static enum err propose(struct req *rq, const struct chat *c)
{
    struct ctx *cx = rq->cx;
    struct categories all;
    struct guess_places *places = NEW(cx->mem, struct guess_places);
    str body = chat_body(cx->mem, c), spot = STR_NONE;
    enum err e = cases_category_list(cx, cx->county, &all);
    if (!e)
        e = guess_places_load(cx, places);
    if (e)
        return e;
    int64_t community = guess_place(places, body);
    if (!community)
        community = guess_place(places, web_field(rq, "group"));
    if (community)
        e = guess_spot(cx, community, body, &spot);
    web_field_put(rq, "source", S("wechat"));
    web_field_put(rq, "body", utf8_head(body, CASES_BODY_MAX));
    web_field_put(rq, "code", guess_kind(&all, body));
    web_field_put(rq, "name", c->n_names ? c->names[0] : STR_NONE);
    web_field_put(rq, "community", community ? place_text(cx->mem, community) : STR_NONE);
    web_field_put(rq, "spot", utf8_head(spot, 120));
    return e;
}

/* ---- the page ---------------------------------------------------------- */

static enum err show(struct req *rq, struct paste_page *p, enum err because)
{
    struct group_line *lines;
    struct failure told = rq->cx->failure;
    enum err e = group_list(rq->cx, &lines, &p->n);
    if (e)
        return e;
    rq->cx->failure = told;
    p->lines = lines;
    for (int i = 0; i < p->n; i++)
        p->waiting += lines[i].waits;
    paste_html_page(rq->page, p);
    return because;
}

enum err desk_paste(struct req *rq)
{
    struct paste_page p = {.done = web_query(rq, "done")};
    if (web_query_has(rq, "told"))
        p.told = tr(rq->cx->lang, _("Noted that the group was told."));
    return show(rq, &p, OK);
}

/* ---- taking it in ------------------------------------------------------ */

struct paste_fields {
    str text, group, title, url; /* title and url: of what a phone shares */
};
static const struct field paste_fields[] = {
    FIELD_AREA(struct paste_fields, text, 0, PASTE_MOST, N_("What was written in the group")),
    FIELD(struct paste_fields, group, 0, GROUP_NAME_MOST, N_("Which group")),
    FIELD_AREA(struct paste_fields, title, 0, 200, N_("Title")),
    FIELD(struct paste_fields, url, 0, 2000, N_("Address")),
    {0}};

static enum err take_in(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct paste_fields f = {.text = STR_NONE};
    struct paste_page back = {.n = 0};
    struct cases_files files = {.n = 0};
    struct chat *c = NEW(cx->mem, struct chat);
    cx->idem = NULL; /* nothing is done yet that a repeat could repeat */
    enum err taken = cases_take(rq, "photo", "report", &files);
    if (taken && taken != ERR_INVALID)
        return taken;
    enum err e = form_read(rq, paste_fields, &f);
    if (!e && !taken && !f.text.len && !f.title.len && !files.n)
        e = fail_field(cx, "text", _("Paste what was written, or choose a screenshot."));
    if (e || taken) {
        cases_keep(rq, &files, back.kept, &back.n_kept);
        return show(rq, &back, e ? e : taken);
    }
    str all = f.text.len && f.title.len && str_find(f.text, f.title) == SIZE_MAX
                  ? str_fmt(cx->mem, "%.*s\n%.*s", STR_ARG(f.title), STR_ARG(f.text))
              : f.text.len ? f.text
                           : f.title;
    chat_read(cx->mem, all, c);
    e = propose(rq, c);
    return e ? e : desk_phone_draft(rq, &files, c);
}

enum err desk_paste_send(struct req *rq)
{
    return take_in(rq);
}

/* The share menu of a grid worker's phone led here: it is looked at and nothing else. */
enum err desk_paste_shared(struct req *rq)
{
    return take_in(rq);
}

/* ---- told -------------------------------------------------------------- */

enum err desk_paste_told(struct req *rq)
{
    struct casefile c;
    struct paste_page p = {.n = 0};
    int64_t seen;
    enum err e = cases_find(rq->cx, rq->cx->county, web_field(rq, "number"), MATTERS_VIEW_TASK, &c);
    if (!e && str_int(web_field(rq, "seen"), &seen))
        e = ERR_INVALID;
    if (!e)
        e = group_told(rq->cx, &c, seen);
    if (e == ERR_CONFLICT)
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/desk/paste?told=1");
}
