/* fill.c: the figures of a page: the whole, its parts, and the periods before it. */
#include "rooms/insight/pages.h"

/* ---- what can be chosen -------------------------------------------------- */

static const char *slug_of(struct ctx *cx, int64_t code)
{
    return str_z(cx->mem, places_slug(cx, code));
}

static void add_place(struct ctx *cx, struct frame_option *list, int *n, int64_t code, str name)
{
    list[(*n)++] = (struct frame_option){.value = slug_of(cx, code), .text = name};
}

/* The way down to the place, its neighbours' level left out, and what lies right below it. */
static enum err fill_places(struct ctx *cx, struct insight_page *p)
{
    struct place *below = NULL;
    int n_below = 0, n = 0;
    enum err e = place_level_of(p->at.code) < PLACE_COMMUNITY
                     ? places_list(cx, p->at.code, &below, &n_below)
                     : OK;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, n_below + PLACE_LEVELS);
    for (enum place_level l = place_level_of(p->root); l <= place_level_of(p->at.code); l++)
        add_place(cx, list, &n, place_above(p->at.code, l),
                  places_name(cx, place_above(p->at.code, l)));
    for (int i = 0; i < n_below; i++)
        add_place(cx, list, &n, below[i].code, str_fmt(cx->mem, "　%.*s", STR_ARG(below[i].name)));
    p->places = list;
    p->n_places = n;
    return e;
}

static enum err fill_orgs(struct ctx *cx, struct insight_page *p)
{
    struct org *orgs;
    int n = 0;
    int64_t all = place_above(p->root, PLACE_COUNTY);
    enum err e = org_list(cx, cx->county, all, place_end(all), ORG_KINDS, &orgs, &n);
    if (e)
        return e;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, n + 1);
    list[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("All units"))};
    for (int i = 0; i < n; i++)
        list[i + 1] =
            (struct frame_option){.value = str_z(cx->mem, orgs[i].code), .text = orgs[i].name};
    p->orgs = list;
    p->n_orgs = n + 1;
    return OK;
}

static enum err fill_kinds(struct ctx *cx, struct insight_page *p)
{
    struct categories all;
    enum err e = cases_category_names(cx, cx->county, &all);
    if (e)
        return e;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, all.n + 1);
    list[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("All kinds"))};
    for (int i = 0; i < all.n; i++)
        list[i + 1] = (struct frame_option){.value = str_z(cx->mem, all.at[i].code),
                                            .text = cases_category_name(&all.at[i], cx->lang)};
    p->kinds = list;
    p->n_kinds = all.n + 1;
    return OK;
}

/* ---- bars ------------------------------------------------------------------ */

str insight_part_name(struct ctx *cx, const struct insight_page *p, str key)
{
    int64_t code;
    struct grid g;
    struct org o;
    struct category c;
    if (p->q.by == INSIGHT_BY_CATEGORY)
        return cases_category_find(cx, cx->county, key, &c) ? key
                                                            : cases_category_name(&c, cx->lang);
    if (str_int(key, &code))
        return key;
    if (p->q.by == INSIGHT_BY_ORG)
        return code && !org_find(cx, cx->county, code, &o) ? o.name
                                                           : tr(cx->lang, _("No unit yet"));
    if (place_level_of(code) == PLACE_GRID && !grid_find(cx, cx->county, code, &g))
        return g.name;
    return places_name(cx, code);
}

static str part_href(struct ctx *cx, const struct insight_page *p, str key)
{
    int64_t code;
    struct org o;
    if (p->q.by == INSIGHT_BY_CATEGORY)
        return insight_address(cx, p, "kind", key);
    if (str_int(key, &code))
        return STR_NONE;
    if (p->q.by == INSIGHT_BY_ORG)
        return code && !org_find(cx, cx->county, code, &o) && o.code.len
                   ? insight_address(cx, p, "org", o.code)
                   : STR_NONE;
    return place_level_of(code) == PLACE_GRID
               ? STR_NONE
               : insight_address(cx, p, "place", place_text(cx->mem, code));
}

static struct insight_bar bar_of(struct ctx *cx, const struct indicator *i,
                                 const struct insight_figures *f)
{
    struct insight_value v = insight_value(i, f);
    struct insight_bar b = {.value = insight_value_text(cx, i, &v),
                            .empty = v.empty,
                            .few = !v.empty && v.below < INSIGHT_LEAST,
                            .share = i->kind == INSIGHT_MEAN ? v.mean_ms : v.permille};
    b.of = i->kind == INSIGHT_MEAN
               ? str_fmt(cx->mem, "%lld", (long long)v.below)
               : str_fmt(cx->mem, "%lld / %lld", (long long)v.above, (long long)v.below);
    return b;
}

/* Times are drawn against the longest of them, rates against the whole. */
static void scale(const struct indicator *i, struct insight_bar *b, int n)
{
    int64_t most = 1;
    if (i->kind == INSIGHT_RATIO)
        return;
    for (int k = 0; k < n; k++)
        most = b[k].share > most ? b[k].share : most;
    for (int k = 0; k < n; k++)
        b[k].share = b[k].share * 1000 / most;
}

static enum err fill_parts(struct ctx *cx, struct insight_page *p)
{
    const struct indicator *i = &insight_indicators[p->chosen];
    struct insight_figures *f;
    int n = 0;
    enum err e = insight_count(cx, &p->q, 1u << insight_counted[i->below].step, &f, &n);
    if (e)
        return e;
    struct insight_bar *bars = NEW_N(cx->mem, struct insight_bar, n + 1);
    for (int k = 0; k < n; k++) {
        bars[k] = bar_of(cx, i, &f[k]);
        bars[k].label = insight_part_name(cx, p, f[k].key);
        bars[k].href = part_href(cx, p, f[k].key);
    }
    scale(i, bars, n);
    p->parts = bars;
    p->n_parts = n;
    return OK;
}

static enum err fill_trend(struct ctx *cx, struct insight_page *p)
{
    const struct indicator *i = &insight_indicators[p->chosen];
    struct insight_bar *bars = NEW_N(cx->mem, struct insight_bar, INSIGHT_TREND);
    enum err e = OK;
    for (int k = 0; !e && k < INSIGHT_TREND; k++) {
        struct insight_period at = insight_period_step(&p->period, k + 1 - INSIGHT_TREND);
        struct insight_query q = p->q;
        struct insight_figures *f;
        int n = 0;
        q.by = INSIGHT_WHOLE;
        q.from_ms = ms_of_day(at.from_day);
        q.until_ms = ms_of_day(at.until_day);
        e = insight_count(cx, &q, 1u << insight_counted[i->below].step, &f, &n);
        if (e)
            return e;
        bars[k] = bar_of(cx, i, f);
        bars[k].label = insight_period_name(cx, &at);
        struct civil c = civil_of_day(at.from_day);
        bars[k].href =
            insight_address(cx, p, "on", str_fmt(cx->mem, "%d-%02d-%02d", c.year, c.month, c.day));
    }
    scale(i, bars, INSIGHT_TREND);
    p->trend = bars;
    p->n_trend = INSIGHT_TREND;
    return OK;
}

/* ---- the table -------------------------------------------------------------- */

static void fill_lines(struct ctx *cx, struct insight_page *p)
{
    struct insight_figures with = p->whole;
    p->lines = NEW_N(cx->mem, struct insight_line, insight_n_indicators);
    for (int m = 0; m < INSIGHT_MEASURES; m++)
        with.count[m] += with.appealed[m];
    for (int k = 0; k < insight_n_indicators; k++) {
        const struct indicator *i = &insight_indicators[k];
        struct insight_line *l = &p->lines[k];
        *l = (struct insight_line){.i = i, .v = insight_value(i, &p->whole)};
        l->few = !l->v.empty && l->v.below < INSIGHT_LEAST;
        l->appealed = i->kind == INSIGHT_RATIO ? p->whole.appealed[i->below] : 0;
        l->with_appealed = insight_value(i, &with);
    }
}

enum err insight_fill_choices(struct req *rq, struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    enum err e = fill_places(cx, p);
    if (!e && !p->own_org)
        e = fill_orgs(cx, p);
    return e ? e : fill_kinds(cx, p);
}

/* What was frozen is the whole, places, units and kinds, each by itself: not two of them at once.
 */
static bool stands_alone(const struct insight_page *p, enum insight_by *by, str *part,
                         struct ctx *cx)
{
    bool whole = place_level_of(p->at.code) == PLACE_COUNTY;
    bool grid = place_level_of(p->at.code) == PLACE_GRID;
    *by = p->q.org ? INSIGHT_BY_ORG : p->category.len ? INSIGHT_BY_CATEGORY : INSIGHT_BY_PLACE;
    *part = p->q.org          ? str_fmt(cx->mem, "%lld", (long long)p->q.org)
            : p->category.len ? p->category
                              : str_fmt(cx->mem, "%lld", (long long)p->at.code);
    if (*by == INSIGHT_BY_PLACE && whole) {
        *by = INSIGHT_WHOLE;
        *part = S("");
    }
    return p->period.span == INSIGHT_MONTH && !grid && !(p->q.org && p->category.len) &&
           (whole || (!p->q.org && !p->category.len));
}

static bool differs(const struct insight_value *a, const struct insight_value *b)
{
    return a->above != b->above || a->below != b->below;
}

static enum err fill_frozen(struct ctx *cx, struct insight_page *p)
{
    struct insight_figures then = {.key = STR_NONE};
    struct freeze_month m;
    enum insight_by by;
    str part;
    if (!stands_alone(p, &by, &part, cx))
        return OK;
    enum err e = freeze_find(cx, cx->county, p->period.from_day, &m);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    e = freeze_figures(cx, cx->county, p->period.from_day, by, part, &then);
    if (e && e != ERR_NOT_FOUND)
        return e;
    p->frozen_ms = m.at_ms;
    p->frozen_by = people_name(cx, cx->county, m.account);
    for (int k = 0; k < insight_n_indicators; k++) {
        p->lines[k].frozen = insight_value(p->lines[k].i, &then);
        p->lines[k].corrected = differs(&p->lines[k].frozen, &p->lines[k].v);
    }
    return OK;
}

enum err insight_fill(struct req *rq, struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    struct insight_query q = p->q;
    struct insight_figures *f;
    int n = 0;
    q.by = INSIGHT_WHOLE;
    enum err e = insight_count(cx, &q, 0, &f, &n);
    if (e)
        return e;
    p->whole = *f;
    fill_lines(cx, p);
    e = insight_fill_choices(rq, p);
    if (!e)
        e = fill_frozen(cx, p);
    if (!e)
        e = score_now(cx, cx->county, &p->rule);
    if (!e)
        e = fill_parts(cx, p);
    p->score = score_of(&p->rule, &p->whole, INSIGHT_LEAST);
    return e ? e : fill_trend(cx, p);
}
