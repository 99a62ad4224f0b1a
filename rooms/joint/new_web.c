/* new_web.c: calling a meeting, and changing when and where it is. */
#include "civic/places/places.h"
#include "rooms/joint/joint_html.h" /* generated */
#include "rooms/joint/joint_own.h"

struct new_fields {
    str day, clock, room, chair, place, seen;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, day, 0, 10, N_("Day")),
    FIELD(struct new_fields, clock, 0, 5, N_("Hour")),
    FIELD(struct new_fields, room, 0, JOINT_TEXT_MAX, N_("Where")),
    FIELD(struct new_fields, chair, 0, JOINT_TEXT_MAX, N_("Who chairs it")),
    FIELD(struct new_fields, place, 0, 15, N_("Whose cases")),
    FIELD(struct new_fields, seen, 0, 20, N_("Version")),
    {0}};

/* The places of the actor's posts, so far as they hold meetings. */
static void place_options(struct ctx *cx, struct frame_choice *out)
{
    struct posts_reach reach;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, POSTS_MAX);
    posts_reach(cx, ACT_JOINT_HOLD, &reach);
    for (int r = 0; r < reach.ranges; r++)
        list[out->n++] =
            (struct frame_option){.value = str_z(cx->mem, place_text(cx->mem, reach.lo[r])),
                                  .text = places_name(cx, reach.lo[r])};
    out->options = list;
    out->chosen = out->n ? str_of(list[0].value) : STR_NONE;
}

static bool is_ticked(const struct req *rq, str key)
{
    for (size_t i = 0; web_field_at(rq, "org", i).len; i++)
        if (str_eq(web_field_at(rq, "org", i), key))
            return true;
    return false;
}

/* Has led a case that waits: it will be asked. */
static bool has_led(struct ctx *cx, const struct joint_item *items, int n, int64_t org)
{
    enum { MOST = 60 };
    struct task *t = NEW_N(cx->mem, struct task, MOST);
    for (int i = 0; i < n; i++) {
        int tasks = 0;
        if (matters_tasks(cx, &items[i].c.m, t, MOST, &tasks))
            return false;
        for (int k = 0; k < tasks; k++)
            if (t[k].org == org && str_is(t[k].kind, "lead"))
                return true;
    }
    return false;
}

/* Those that have had a case of the agenda are ticked until somebody ticks. */
static enum err fill_orgs(struct req *rq, struct joint_new_page *p)
{
    struct ctx *cx = rq->cx;
    struct org *orgs;
    struct joint_item *items;
    int n = 0, n_items = 0, hidden = 0;
    int64_t place = cx->county * 1000000000;
    if (p->place.n && place_parse(p->place.chosen, &place))
        return ERR_NOT_FOUND;
    enum err e = joint_orgs(cx, cx->county, &orgs, &n);
    if (!e)
        e = joint_agenda(cx, cx->county, place, &items, &n_items, &hidden);
    struct joint_tick *list = NEW_N(cx->mem, struct joint_tick, e ? 0 : n);
    for (int i = 0; !e && i < n; i++) {
        str key = str_fmt(cx->mem, "%lld", (long long)orgs[i].id);
        bool likely = has_led(cx, items, n_items, orgs[i].id);
        list[p->n_orgs++] = (struct joint_tick){
            key, orgs[i].name, rq->method == POST ? is_ticked(rq, key) : likely, likely};
    }
    p->orgs = list;
    return e;
}

static enum err show_form(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct joint_new_page p = {.place = {.name = "place", .label = _("Whose cases")},
                               .clock = S("09:00"),
                               .chair = cx->posts ? cx->posts->name : STR_NONE};
    struct failure told = cx->failure;
    place_options(cx, &p.place);
    enum err e = fill_orgs(rq, &p);
    if (e)
        return e;
    cx->failure = told;
    joint_html_new(rq->page, &p);
    return because;
}

enum err joint_new_form(struct req *rq)
{
    return show_form(rq, OK);
}

/* "09:30" of a day; 0 if it is none. */
static int64_t moment_of(str day, str clock)
{
    int64_t d, hour, minute;
    if (day_parse(day, &d) || clock.len != 5 || clock.at[2] != ':' ||
        str_int((str){clock.at, 2}, &hour) || str_int((str){clock.at + 3, 2}, &minute) ||
        hour > 23 || minute > 59)
        return 0;
    return ms_of_day(d) + (hour * 60 + minute) * 60000;
}

static enum err read_orgs(struct req *rq, struct joint_new *in)
{
    size_t i = 0;
    for (; web_field_at(rq, "org", i).len && in->n_orgs < JOINT_INVITED_MAX; i++)
        if (str_int(web_field_at(rq, "org", i), &in->orgs[in->n_orgs++]))
            return fail_field(rq->cx, "org", _("Tick whom you invite."));
    return web_field_at(rq, "org", i).len
               ? fail_field(rq->cx, "org", _("Not more than eight at once."))
               : OK;
}

static enum err read_new(struct req *rq, struct joint_new *in, int64_t *seen)
{
    struct new_fields f = {.day = STR_NONE};
    enum err e = form_read(rq, new_fields, &f);
    if (e)
        return e;
    *in = (struct joint_new){.county = rq->cx->county,
                             .at_ms = moment_of(f.day, f.clock),
                             .room = str_clean_line(rq->cx->mem, f.room),
                             .chair = str_clean_line(rq->cx->mem, f.chair)};
    if (place_parse(f.place, &in->place))
        in->place = 0; /* said with the others that are missing */
    if (str_int(f.seen, seen))
        *seen = 0;
    return read_orgs(rq, in);
}

enum err joint_new_send(struct req *rq)
{
    struct joint_new in;
    struct joint_receipt r;
    int64_t seen;
    web_set_county(rq, rq->cx->county);
    enum err e = read_new(rq, &in, &seen);
    if (!e)
        e = joint_open(rq->cx, &in, &r);
    if (e == ERR_INVALID)
        return show_form(rq, e);
    return e ? e : web_redirect(rq, "/desk/joint/%s?saved=1", r.number);
}

/* ---- another time or place ----------------------------------------------------------- */

static enum err show_change(struct req *rq, const struct joint *j, enum err because)
{
    struct ctx *cx = rq->cx;
    struct civil d = civil_of_ms(j->at_ms);
    struct joint_new_page p = {
        .no = j->m.number,
        .seen = j->m.row_ver,
        .room = j->room,
        .chair = j->chair,
        .day = str_fmt(cx->mem, "%04d-%02d-%02d", d.year, d.month, d.day),
        .clock = str_fmt(cx->mem, "%02d:%02d",
                         (int)((j->at_ms - ms_of_day(day_of_ms(j->at_ms))) / 3600000),
                         (int)((j->at_ms - ms_of_day(day_of_ms(j->at_ms))) / 60000 % 60))};
    joint_html_new(rq->page, &p);
    return because;
}

enum err joint_change_form(struct req *rq)
{
    struct joint j;
    enum err e = joint_find(rq->cx, rq->cx->county, web_param(rq, "no"), &j);
    return e ? e : show_change(rq, &j, OK);
}

enum err joint_change_send(struct req *rq)
{
    struct joint j;
    struct joint_new in;
    int64_t seen;
    enum err e = joint_find(rq->cx, rq->cx->county, web_param(rq, "no"), &j);
    if (!e)
        e = read_new(rq, &in, &seen);
    if (!e)
        e = joint_change(rq->cx, &j, seen, &in);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_change(rq, &j, e);
    return e ? e : web_redirect(rq, "/desk/joint/%.*s?saved=1", STR_ARG(j.m.number));
}
