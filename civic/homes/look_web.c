/* look_web: lists of households and one of them, on the phone and at the desk, to look at. */
#include "civic/homes/homes_html.h" /* generated */
#include "civic/homes/homes_pages.h"

#include "civic/facts/facts.h"
#include "civic/places/places.h"

/* ---- words ---------------------------------------------------------------- */

struct frame_option *homes_options(struct html *h, const char *const *names,
                                   const char *const *labels, int n)
{
    struct frame_option *o = NEW_N(h->cx->mem, struct frame_option, n);
    for (int i = 0; i < n; i++)
        o[i] = (struct frame_option){.value = names[i], .text = tr(h->cx->lang, labels[i])};
    return o;
}

str homes_days(const struct html *h, int64_t every_days)
{
    return tr_count(h->cx->mem, h->cx->lang, "every day", "every {n} days", every_days);
}

str homes_day(const struct html *h, int64_t day)
{
    return frame_day_text(h->cx->mem, h->cx->lang, ms_of_day(day), h->cx->now);
}

bool homes_is_due(const struct html *h, int64_t day)
{
    return day <= day_of_ms(h->cx->now);
}

str homes_about(const struct html *h, const struct resident *r)
{
    str relation = tr(h->cx->lang, home_relation_labels[r->relation]);
    if (r->age < 0)
        return relation;
    str age = tr_count(h->cx->mem, h->cx->lang, "1 year old", "{n} years old", r->age);
    return str_fmt(h->cx->mem, "%.*s · %.*s", STR_ARG(relation), STR_ARG(age));
}

str homes_name_of(const struct homes_page *p, int64_t resident)
{
    for (int i = 0; i < p->h.n; i++)
        if (p->h.residents[i].id == resident)
            return p->h.residents[i].p.name;
    return STR_NONE;
}

str homes_line_about(const struct html *h, const struct homes_line *l)
{
    struct buf b = buf_new(h->cx->mem, 400);
    buf_str(&b, l->head);
    buf_fmt(&b, "%s", l->head.len ? " · " : "");
    buf_str(&b, tr_count(h->cx->mem, h->cx->lang, "1 person", "{n} people", l->residents));
    if (l->tongue.len)
        buf_fmt(&b, " · %.*s", STR_ARG(home_tongue_label(h->cx, l->tongue)));
    return buf_done(&b);
}

str homes_typed(const struct html *h, const char *name, str otherwise)
{
    return web_typed_or(h, name, otherwise);
}

/* ---- grids to choose from --------------------------------------------------- */

static void add(struct ctx *cx, struct homes_grid *list, int *n, int64_t code, str name)
{
    if (*n < HOMES_GRIDS_MAX)
        list[(*n)++] = (struct homes_grid){place_text(cx->mem, code), name};
}

/* A post at a grid gives that grid, at a community its grids and itself; a wider one communities.
 */
static enum err add_reach(struct ctx *cx, int64_t code, struct homes_grid *list, int *n)
{
    struct grid *grids, one;
    struct place *below;
    int count = 0;
    enum place_level level = place_level_of(code);
    enum err e = OK;
    if (level == PLACE_GRID) {
        if (grid_find(cx, cx->county, code, &one) == OK)
            add(cx, list, n, code, grid_words(cx, cx->county, one.code));
        return OK;
    }
    if (level == PLACE_COMMUNITY) {
        add(cx, list, n, code, places_name(cx, code));
        e = grid_list(cx, cx->county, code, false, &grids, &count);
        for (int i = 0; !e && i < count; i++)
            if (grids[i].purpose == GRID_SOCIAL)
                add(cx, list, n, grids[i].code, grid_words(cx, cx->county, grids[i].code));
        return e;
    }
    e = places_list(cx, code, &below, &count);
    for (int i = 0; !e && i < count; i++)
        add(cx, list, n, below[i].code, below[i].name);
    return e;
}

enum err homes_grids_of(struct ctx *cx, const char *act, const struct homes_grid **out, int *n)
{
    struct posts_reach r;
    struct homes_grid *list = NEW_N(cx->mem, struct homes_grid, HOMES_GRIDS_MAX);
    enum err e = OK;
    posts_reach(cx, act, &r);
    *n = 0;
    for (int i = 0; !e && i < r.ranges; i++)
        e = add_reach(cx, r.lo[i], list, n);
    *out = list;
    return e;
}

/* ---- lists ------------------------------------------------------------------ */

static int need_of(str word)
{
    int k = home_word(home_need_names, NEED_KINDS, word);
    return k < NEED_KINDS ? k : str_is(word, "any") ? HOMES_ANY_NEED : HOMES_ALL;
}

static str next_address(struct req *rq, const struct homes_list_page *p, int64_t next)
{
    if (!next)
        return STR_NONE;
    struct buf b = buf_new(rq->cx->mem, 1000);
    buf_fmt(&b,
            "%s?after=%lld&grid=%.*s&need=%.*s&q=", p->field ? "/field/households" : "/desk/homes",
            (long long)next, STR_ARG(p->within), STR_ARG(p->need));
    for (size_t i = 0; i < p->find.len; i++)
        buf_fmt(&b, "%%%02X", (unsigned char)p->find.at[i]);
    return buf_done(&b);
}

static enum err list(struct req *rq, struct homes_list_page *p)
{
    struct ctx *cx = rq->cx;
    struct homes_line *lines = NEW_N(cx->mem, struct homes_line, HOMES_PAGE);
    struct homes_filter f = {.county = cx->county};
    int64_t next = 0;
    p->find = str_clean_line(cx->mem, utf8_head(web_query(rq, "q"), 60));
    p->need = web_query(rq, "need");
    f.find = p->find;
    f.need = need_of(p->need);
    f.asked = str_is(p->need, "asked");
    if (place_parse(web_query(rq, "grid"), &f.within))
        f.within = 0;
    p->within = f.within ? place_text(cx->mem, f.within) : STR_NONE;
    if (f.need == HOMES_ALL && !f.asked)
        p->need = STR_NONE;
    if (str_int(web_query(rq, "after"), &f.after))
        f.after = 0;
    p->filtered = p->find.len || p->need.len || p->within.len;
    enum err e = homes_list(cx, &f, lines, HOMES_PAGE, &p->n, &next);
    p->lines = lines;
    p->places = NEW_N(cx->mem, str, HOMES_PAGE);
    for (int i = 0; !e && i < p->n; i++)
        p->places[i] = i && lines[i].scope == lines[i - 1].scope
                           ? p->places[i - 1]
                           : grid_words(cx, cx->county, lines[i].scope);
    p->next = next_address(rq, p, next);
    if (!e)
        e = homes_count(cx, cx->county, f.within, &p->households, &p->residents);
    if (!e)
        e = homes_grids_of(cx, ACT_HOMES_READ, &p->grids, &p->n_grids);
    p->keeps = may_somewhere(cx, ACT_HOMES_KEEP);
    p->told = web_query(rq, "done");
    return e;
}

enum err homes_list_field(struct req *rq)
{
    struct homes_list_page p = {.field = true};
    enum err e = list(rq, &p);
    if (!e)
        homes_html_field_list(rq->page, &p);
    return e;
}

enum err homes_list_desk(struct req *rq)
{
    struct homes_list_page p = {.field = false};
    enum err e = list(rq, &p);
    if (!e)
        homes_html_desk_list(rq->page, &p);
    return e;
}

/* ---- one household ---------------------------------------------------------- */

static str said(struct ctx *cx, const struct fact *f)
{
    static const struct {
        const char *kind, *to, *label;
    } words[] = {{"household.added", "", N_("Household added")},
                 {"household.changed", "dwelling", N_("House or door changed")},
                 {"household.changed", "building", N_("Building changed")},
                 {"household.changed", "resident", N_("Resident changed")},
                 {"household.resident_added", NULL, N_("Resident added")},
                 {"household.resident_removed", NULL, N_("Resident removed")},
                 {"household.need_added", NULL, N_("Reason to visit added")},
                 {"household.need_removed", NULL, N_("Reason to visit removed")}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(str_of(f->kind), words[i].kind) && (!words[i].to || str_is(f->to, words[i].to)))
            return tr(cx->lang, words[i].label);
    return str_of(f->kind);
}

static enum err fill_steps(struct ctx *cx, struct homes_page *p)
{
    struct fact facts[HOMES_FACTS_MAX];
    enum err e = facts_list(cx, p->h.county, "household", p->h.id, FACTS_STAFF, 0, facts,
                            HOMES_FACTS_MAX, &p->n_steps);
    for (int i = 0; !e && i < p->n_steps; i++)
        p->steps[i] =
            (struct homes_step){.what = said(cx, &facts[i]),
                                .by = people_name(cx, facts[i].actor_county, facts[i].actor),
                                .at_ms = facts[i].at_ms};
    return e;
}

enum err homes_page_of(struct req *rq, struct homes_page *p)
{
    struct ctx *cx = rq->cx;
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    web_set_county(rq, cx->county);
    enum err e = homes_find(cx, cx->county, id, &p->h);
    if (!e)
        e = fill_steps(cx, p);
    if (e)
        return e;
    p->place = grid_words(cx, cx->county, p->h.scope);
    p->keeps = may(cx, ACT_HOMES_KEEP, p->h.scope, NO_ORG);
    p->unmasks = may(cx, ACT_HOMES_UNMASK, p->h.scope, NO_ORG);
    p->told = web_query(rq, "done");
    return p->keeps ? homes_grids_of(cx, ACT_HOMES_KEEP, &p->grids, &p->n_grids) : OK;
}

enum err homes_show_field(struct req *rq)
{
    struct homes_page p = {.field = true};
    enum err e = homes_page_of(rq, &p);
    if (!e)
        homes_html_field_one(rq->page, &p);
    return e;
}

enum err homes_show_desk(struct req *rq)
{
    struct homes_page p = {.field = false};
    enum err e = homes_page_of(rq, &p);
    if (!e)
        homes_html_desk_one(rq->page, &p);
    return e;
}

/* ---- plain text, against a reason ------------------------------------------- */

struct why_form {
    int64_t resident;
    str why;
};
static const struct field why_fields[] = {
    FIELD(struct why_form, resident, 1, INT64_MAX, N_("Resident")),
    FIELD(struct why_form, why, 1, 80, N_("Why do you need the number?")),
    {0}};

static enum err unmask(struct req *rq, struct homes_page *p)
{
    struct why_form f = {0};
    struct person plain;
    enum err e = homes_page_of(rq, p);
    if (!e)
        e = form_read(rq, why_fields, &f);
    struct homes_unmask in = {p->h.county, p->h.id, f.resident, f.why};
    if (!e)
        e = homes_unmask(rq->cx, &in, &plain);
    for (int i = 0; !e && i < p->h.n; i++)
        if (p->h.residents[i].id == f.resident)
            p->h.residents[i].p = plain;
    if (!e)
        p->plain = f.resident;
    return e;
}

enum err homes_unmask_field(struct req *rq)
{
    struct homes_page p = {.field = true};
    enum err e = unmask(rq, &p);
    if (!e || e == ERR_INVALID)
        homes_html_field_one(rq->page, &p);
    return e;
}

enum err homes_unmask_desk(struct req *rq)
{
    struct homes_page p = {.field = false};
    enum err e = unmask(rq, &p);
    if (!e || e == ERR_INVALID)
        homes_html_desk_one(rq->page, &p);
    return e;
}
