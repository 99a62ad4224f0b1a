/* cases_page.c: what pages say of a case: its line, its marks, its history, its photos. */
#include "rooms/cases/cases_own.h"

#include "civic/people/behind.h"
#include "rooms/cases/cases_sql.h"

/* ---- the place --------------------------------------------------------- */

enum err cases_reports_by(struct ctx *cx, int64_t county, int64_t code, str *who)
{
    struct people_stand r;
    enum err e = people_stand(cx, county, code, &cases_room, &r);
    if (e)
        return e;
    const struct people_behind *b = r.open ? people_in_charge(&r) : NULL;
    *who = b ? str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(b->org), STR_ARG(b->role)) : STR_NONE;
    return OK;
}

enum err cases_place(struct req *rq, struct frame_place *out)
{
    struct ctx *cx = rq->cx;
    int64_t county, code;
    enum err e = places_resolve(cx, web_param(rq, "c"), &county, &code);
    if (e)
        return e;
    web_set_county(rq, county);
    *out = (struct frame_place){.code = code,
                                .name = places_name(cx, code),
                                .parent = places_name(cx, place_parent(code)),
                                .slug = places_slug(cx, code)};
    places_phone(cx, code, &out->phone, &out->hours);
    return cases_reports_by(cx, county, code, &out->reports);
}

str cases_home_of(struct req *rq, const struct frame_place *p)
{
    return str_fmt(rq->cx->mem, "/c/%.*s", STR_ARG(p->slug));
}

enum err cases_read_phone(struct ctx *cx, const char *field, str typed, str *out)
{
    struct people_phone phone;
    *out = STR_NONE;
    if (!typed.len)
        return OK;
    if (people_read_phone(typed, &phone) || phone.kind != PEOPLE_MOBILE)
        return fail_field(cx, field,
                          _("This is not a mobile number. It has 11 digits and begins with 1."));
    *out = str_keep(cx->mem, str_of(phone.text));
    return OK;
}

/* ---- lines of lists ---------------------------------------------------- */

static str line_of(struct ctx *cx, const struct matter *m, str reply)
{
    struct org o;
    if (!m->open)
        return reply;
    if (m->lead_org && org_find(cx, m->county, m->lead_org, &o) == OK) {
        struct tr_arg who = TR("who", o.name);
        return tr_fill(cx->mem, cx->lang, _("With {who}"), &who, 1);
    }
    return tr(cx->lang, _("The community is looking at it"));
}

static str title_for(struct ctx *cx, const struct matter *m, const struct category *c,
                     str public_text, enum matters_view view)
{
    if (view > MATTERS_VIEW_REPORTER)
        return m->title;
    if (view == MATTERS_VIEW_PUBLIC && public_text.len)
        return public_text;
    return cases_category_plain(c, cx->lang);
}

struct part { /* the room's columns of one row of a list */
    int64_t id, lat_u, lon_u;
    str spot, public_text, reply, place_name;
    bool shown;
    struct category category; /* its words */
};

static void fill_row(struct ctx *cx, const struct matter *m, const struct part *p,
                     enum matters_view view, struct case_row *out)
{
    const struct category *c = &p->category;
    enum matters_shown s = matters_shown(m);
    *out = (struct case_row){
        .county = m->county,
        .id = m->id,
        .scope = m->scope,
        .row_ver = m->row_ver,
        .no = m->number,
        .title = title_for(cx, m, c, p->public_text, view),
        .category = view > MATTERS_VIEW_REPORTER ? cases_category_name(c, cx->lang)
                                                 : cases_category_plain(c, cx->lang),
        .spot = p->spot,
        .place_name = p->place_name,
        .line = line_of(cx, m, p->reply),
        .look = moves_look(s, m->level > 1),
        .shown = tr(cx->lang, view == MATTERS_VIEW_REPORTER || s != MATTERS_SHOWN_YOUR_WORD
                                  ? matters_shown_label(s)
                                  : _("Awaiting the resident's word")),
        .state = m->state,
        .opened_ms = m->opened_ms,
        .affected = 1,
        .lat_u = p->lat_u,
        .lon_u = p->lon_u,
        .reply = p->reply,
        .open = m->open,
        .late = m->open && m->level > 1,
        .urgent = m->flags & MATTERS_URGENT,
        .public = p->shown,
        .private = m->flags & MATTERS_SENSITIVE,
    };
}

static struct part read_part(const struct rows *r)
{
    return (struct part){.id = db_get_int(r, 0),
                         .spot = db_keep_text(r, 1),
                         .public_text = db_keep_text(r, 2),
                         .reply = db_keep_text(r, 3),
                         .shown = db_get_int(r, 4),
                         .lat_u = db_get_int(r, 5),
                         .lon_u = db_get_int(r, 6),
                         .category = {.name = db_keep_text(r, 7),
                                      .name_en = db_keep_text(r, 8),
                                      .plain = db_keep_text(r, 9),
                                      .plain_en = db_keep_text(r, 10)},
                         .place_name = db_keep_text(r, 11)};
}

static enum err read_parts(struct ctx *cx, const struct matter *m, int n, struct part *out)
{
    int64_t id[CASES_PAGE] = {0};
    for (int i = 0; i < n; i++)
        id[i] = m[i].id;
#define ID(k) db_int("i" #k, id[k - 1])
    AUTO_ROWS rows =
        db_query(cx, &cases_sql_some, db_int("county", m[0].county), ID(1), ID(2), ID(3), ID(4),
                 ID(5), ID(6), ID(7), ID(8), ID(9), ID(10), ID(11), ID(12), ID(13), ID(14), ID(15),
                 ID(16), ID(17), ID(18), ID(19), ID(20), ID(21), ID(22), ID(23), ID(24), ID(25));
#undef ID
    for (int k = 0; k < n && db_next(&rows); k++)
        out[k] = read_part(&rows);
    return db_end(&rows);
}

static enum err rows_of_page(struct ctx *cx, const struct matter *m, int n, enum matters_view view,
                             struct case_row *out)
{
    struct part parts[CASES_PAGE] = {0};
    enum err e = read_parts(cx, m, n, parts);
    for (int i = 0; !e && i < n; i++) {
        const struct part *p = parts;
        while (p < parts + n && p->id != m[i].id)
            p++;
        if (p == parts + n)
            return ERR_FAULT; /* a case without the room's row cannot be */
        fill_row(cx, &m[i], p, view, &out[i]);
    }
    return e;
}

enum err cases_rows(struct ctx *cx, const struct matter *m, int n, enum matters_view view,
                    struct case_row *out)
{
    for (int i = 0; i < n; i += CASES_PAGE) {
        int k = n - i < CASES_PAGE ? n - i : CASES_PAGE;
        enum err e = rows_of_page(cx, m + i, k, view, out + i);
        if (e)
            return e;
    }
    return OK;
}

enum err cases_count_affected(struct ctx *cx, const struct matter *m, int64_t *n)
{
    enum err e = matters_count_affected(cx, m, n);
    if (e)
        return e;
    AUTO_ROWS rows =
        db_query(cx, &cases_sql_affected, db_int("county", m->county), db_int("case_id", m->id));
    e = db_one(&rows);
    if (!e)
        *n += db_get_int(&rows, 0) + 1;
    return e;
}

enum err cases_row(struct ctx *cx, const struct casefile *c, enum matters_view view,
                   struct case_row *out)
{
    struct part p = {.category = c->category,
                     .place_name = places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY)),
                     .spot = c->spot.words,
                     .public_text = c->public_text,
                     .reply = c->reply,
                     .shown = c->shown,
                     .lat_u = c->spot.lat_u,
                     .lon_u = c->spot.lon_u};
    fill_row(cx, &c->m, &p, view, out);
    return cases_count_affected(cx, &c->m, &out->affected);
}

/* ---- the clock that counts --------------------------------------------- */

/* The unit's own, else the whole case's, else that of the stage; what only staff count by (the time
 * for sending back, for answering supervision) is not told to anybody else. */
static int rank_of(str name)
{
    static const char *const order[] = {"department", "whole",  "check", "dispatch",
                                        "file",       "accept", "verify"};
    for (int i = 0; i < (int)COUNT(order); i++)
        if (str_is(name, order[i]))
            return i;
    return -1;
}

enum err cases_clock(struct ctx *cx, const struct matter *m, struct matters_clock *out)
{
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0, best = -1;
    enum err e = matters_clocks(cx, m, k, &n);
    for (int i = 0; !e && i < n; i++)
        if (k[i].state == MATTERS_CLOCK_RUNNING && rank_of(k[i].name) >= 0 &&
            (best < 0 || rank_of(k[i].name) < rank_of(k[best].name)))
            best = i;
    *out = best < 0 ? (struct matters_clock){.due_ms = 0} : k[best];
    return e;
}
