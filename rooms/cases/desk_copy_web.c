/* desk_copy_web.c: a case in the order of another system, to be copied across field by field, and
 * the number it has there. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/outside.h"
#include "rooms/cases/staff_copy_html.h" /* generated */

/* ---- values ------------------------------------------------------------ */

static str point_of(struct ctx *cx, const struct cases_spot *s)
{
    if (!s->measured)
        return STR_NONE;
    return str_fmt(cx->mem, "%.6f,%.6f", (double)s->lon_u / 1e6, (double)s->lat_u / 1e6);
}

/* As forms elsewhere want it. */
static str time_of(struct ctx *cx, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    if (!ms)
        return STR_NONE;
    return str_fmt(cx->mem, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

/* The reporter stands there as staff see everybody: masked. */
static str value_of(struct ctx *cx, const struct casefile *c, const struct desk_page *p, str field)
{
    const struct {
        const char *name;
        str value;
    } values[] = {{"number", c->m.number},
                  {"title", c->m.title},
                  {"kind", cases_category_name(&c->category, cx->lang)},
                  {"place", places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY))},
                  {"spot", c->spot.words},
                  {"point", point_of(cx, &c->spot)},
                  {"body", c->body},
                  {"reporter", str_trim(p->reporter)},
                  {"opened", time_of(cx, c->m.opened_ms)},
                  {"due", p->due},
                  {"reply", c->reply}};
    for (size_t i = 0; i < COUNT(values); i++)
        if (str_is(field, values[i].name))
            return values[i].value;
    return STR_NONE;
}

/* ---- the page ---------------------------------------------------------- */

static enum err find_ref(struct req *rq, const struct casefile *c, struct matters_ref *out)
{
    struct matters_ref refs[DESK_REFS_MAX];
    int n = 0;
    int64_t id;
    if (str_int(web_param(rq, "ref"), &id))
        return ERR_NOT_FOUND;
    enum err e = matters_refs(rq->cx, &c->m, refs, COUNT(refs), &n);
    for (int i = 0; !e && i < n; i++)
        if (refs[i].id == id) {
            *out = refs[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}

static void fill_fields(struct ctx *cx, const struct casefile *c, const struct desk_page *known,
                        const struct outside_system *s, struct copy_page *p)
{
    struct copy_field *list = NEW_N(cx->mem, struct copy_field, s->n);
    for (int i = 0; i < s->n; i++) {
        str v = value_of(cx, c, known, s->at[i].field);
        int64_t len = (int64_t)utf8_count(v);
        list[i] = (struct copy_field){.label = s->at[i].label,
                                      .value = v,
                                      .most = s->at[i].most,
                                      .over = len > s->at[i].most ? len - s->at[i].most : 0};
    }
    p->fields = list;
    p->n = s->n;
}

enum err desk_copy(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct casefile c;
    struct matters_ref r;
    struct matters_clock k;
    struct desk_page known = {0};
    struct outside_system *s = NEW(cx->mem, struct outside_system);
    enum matters_view view;
    enum err e = cases_find(cx, cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, &c);
    if (!e)
        e = find_ref(rq, &c, &r);
    if (!e)
        e = outside_find(cx, r.system, s);
    if (!e)
        e = matters_view(cx, &c.m, &view);
    if (!e)
        e = desk_fill_reporter(cx, &c, view, &known);
    if (!e)
        e = cases_clock(cx, &c.m, &k);
    if (e)
        return e;
    known.due = time_of(cx, k.due_ms);
    struct copy_page p = {.no = c.m.number,
                          .title = c.m.title,
                          .system = s->name,
                          .number = r.number,
                          .ref = r.id,
                          .due = r.due_ms ? utf8_head(time_text(cx->mem, r.due_ms), 10) : STR_NONE,
                          .heading =
                              str_fmt(cx->mem, "%.*s %.*s", STR_ARG(s->name), STR_ARG(c.m.number))};
    fill_fields(cx, &c, &known, s, &p);
    staff_copy_html_page(rq->page, &p);
    return OK;
}

/* ---- the number there -------------------------------------------------- */

struct ref_fields {
    str system, number, due;
    int64_t ref, returned;
};
static const struct field ref_fields[] = {
    FIELD(struct ref_fields, system, 0, 40, N_("Other system")),
    FIELD(struct ref_fields, number, 0, 60, N_("Number there")),
    FIELD(struct ref_fields, due, 0, 10, N_("Deadline there")),
    FIELD(struct ref_fields, ref, 0, INT64_MAX, N_("Other system")),
    FIELD(struct ref_fields, returned, 0, 1, N_("result returned there")),
    {0}};

/* Their deadline is a day: the end of it. */
static enum err read_due(struct ctx *cx, str text, int64_t *ms)
{
    int64_t day;
    if (!text.len)
        return OK;
    if (day_parse(text, &day))
        return fail_field(cx, "due", _("Choose a day."));
    *ms = ms_of_day(day + 1) - 1;
    return OK;
}

/* The number there once it is known, and that the result has gone back. */
static enum err change_ref(struct ctx *cx, const struct matter *m, const struct ref_fields *f)
{
    struct matters_ref refs[DESK_REFS_MAX];
    int n = 0;
    enum err e = matters_refs(cx, m, refs, COUNT(refs), &n);
    for (int i = 0; !e && i < n; i++) {
        if (refs[i].id != f->ref)
            continue;
        struct matters_ref was = refs[i];
        if (f->number.len)
            refs[i].number = f->number;
        e = read_due(cx, f->due, &refs[i].due_ms);
        if (e)
            return e;
        refs[i].state = f->returned ? MATTERS_REF_RETURNED : MATTERS_REF_ENTERED;
        return outside_keep(cx, &was, &refs[i]);
    }
    return e ? e : ERR_NOT_FOUND;
}

enum err desk_ref(struct req *rq)
{
    struct casefile c;
    struct ref_fields f = {0};
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, ref_fields, &f);
    if (e)
        return e;
    if (f.ref)
        return desk_back(rq, change_ref(rq->cx, &c.m, &f), &c);
    if (!f.system.len)
        return fail_field(rq->cx, "system", _("Say which system it is."));
    struct matters_ref r = {.county = c.m.county,
                            .matter = c.m.id,
                            .system = f.system,
                            .number = f.number,
                            .state = f.number.len ? MATTERS_REF_ENTERED : MATTERS_REF_TO_ENTER};
    return desk_back(rq, outside_keep(rq->cx, NULL, &r), &c);
}
