/* mediation_web.c: the pages of disputes, for those who mediate. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/mediation/mediation_html.h" /* generated */
#include "rooms/mediation/mediation_own.h"
#include "rooms/mediation/mediation_schema.h"
#include "rooms/mediation/mediation_sql.h"

/* ---- the list ---------------------------------------------------------------- */

static enum err fill_figures(struct ctx *cx, struct mediations_page *p)
{
    int64_t n[MEDIATION_KINDS];
    enum err e = mediation_count(cx, cx->now - 365 * DAY_MS, n);
    for (int i = 0; !e && i < MEDIATION_KINDS; i++)
        if (n[i])
            p->kinds[p->n_kinds++] = (struct mediation_figure){
                tr(cx->lang, mediation_kind_label(str_of(mediation_kind_names[i]))), n[i]};
    return e;
}

static enum err show_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct mediation *d = NEW_N(cx->mem, struct mediation, MEDIATION_PAGE);
    struct mediation_row *rows = NEW_N(cx->mem, struct mediation_row, MEDIATION_PAGE);
    struct mediations_page p = {.closed = str_is(web_query(rq, "state"), "closed"),
                                .rows = rows,
                                .may_enter = may_somewhere(cx, ACT_MEDIATION_ENTER)};
    int64_t before;
    if (str_int(web_query(rq, "before"), &before))
        before = INT64_MAX;
    enum err e = mediation_list(cx, p.closed ? 0 : 1, before, d, MEDIATION_PAGE, &p.n);
    if (!e)
        e = fill_figures(cx, &p);
    if (e)
        return e;
    for (int i = 0; i < p.n; i++)
        rows[i] = mediation_row(cx, &d[i]);
    if (p.n == MEDIATION_PAGE)
        p.next = str_fmt(cx->mem, "/desk/mediations?%sbefore=%lld", p.closed ? "state=closed&" : "",
                         (long long)d[p.n - 1].m.id);
    mediation_html_list(rq->page, &p);
    return OK;
}

/* ---- writing one down ---------------------------------------------------------- */

struct new_fields {
    str kind, body, place, one, one_phone, other, other_phone;
    int64_t people, in_group;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, kind, 0, 20, N_("What it is about")),
    FIELD_AREA(struct new_fields, body, 0, 1000, N_("In words, without names")),
    FIELD(struct new_fields, place, 0, 15, N_("Place")),
    FIELD(struct new_fields, one, 0, 60, N_("One side")),
    FIELD(struct new_fields, one_phone, 0, 20, N_("Their number")),
    FIELD(struct new_fields, other, 0, 60, N_("The other side")),
    FIELD(struct new_fields, other_phone, 0, 20, N_("Their number")),
    FIELD(struct new_fields, people, 0, 9999, N_("How many people")),
    FIELD(struct new_fields, in_group, 0, 1, N_("The group tries first")),
    {0}};

static struct frame_choice kind_options(struct ctx *cx)
{
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, MEDIATION_KINDS);
    for (int i = 0; i < MEDIATION_KINDS; i++)
        list[i] = (struct frame_option){
            .value = mediation_kind_names[i],
            .text = tr(cx->lang, mediation_kind_label(str_of(mediation_kind_names[i])))};
    return (struct frame_choice){
        .name = "kind", .label = _("What it is about"), .options = list, .n = MEDIATION_KINDS};
}

static enum err show_form(struct req *rq, enum err because)
{
    struct mediation_new_page p = {.kind = kind_options(rq->cx),
                                   .place = {.name = "place", .label = _("Place")}};
    enum err e = frame_places(rq->cx, ACT_MEDIATION_ENTER, false, &p.place);
    if (e)
        return e;
    mediation_html_new(rq->page, &p);
    return because;
}

static enum err show_new(struct req *rq)
{
    return show_form(rq, OK);
}

/* Names stand apart by the enumeration comma; the number is the first one's. */
static enum err add_side(struct ctx *cx, struct mediation_new *in, str names, str phone,
                         const char *field, bool other)
{
    struct people_phone p = {.text = ""};
    if (phone.len && people_read_phone(phone, &p))
        return fail_field(cx, field, _("This is not a phone number."));
    str number = str_keep(cx->mem, str_of(p.text));
    while (names.len && in->n_parties < MEDIATION_PARTIES_MAX) {
        size_t at = str_find(names, S("\u3001"));
        str name = str_trim((str){names.at, at == SIZE_MAX ? names.len : at});
        names = at == SIZE_MAX ? STR_NONE : (str){names.at + at + 3, names.len - at - 3};
        if (name.len)
            in->party[in->n_parties++] =
                (struct mediation_party){.other = other, .name = name, .phone = number};
        number = STR_NONE;
    }
    return OK;
}

static enum err read_new(struct req *rq, struct mediation_new *in)
{
    struct new_fields f = {0};
    enum err e = form_read(rq, new_fields, &f);
    if (e)
        return e;
    *in = (struct mediation_new){.county = rq->cx->county,
                                 .kind = f.kind,
                                 .body = str_clean_text(rq->cx->mem, f.body),
                                 .people = f.people < 2 ? 2 : f.people,
                                 .in_group = f.in_group};
    if (place_parse(f.place, &in->place))
        in->place = 0; /* said with the others that are missing */
    e = add_side(rq->cx, in, f.one, f.one_phone, "one_phone", false);
    enum err e2 = add_side(rq->cx, in, f.other, f.other_phone, "other_phone", true);
    return e ? e : e2;
}

static enum err send_new(struct req *rq)
{
    struct mediation_new in;
    struct mediation_receipt r;
    web_set_county(rq, rq->cx->county);
    enum err e = read_new(rq, &in);
    if (!e)
        e = mediation_open(rq->cx, &in, &r);
    if (e == ERR_INVALID)
        return show_form(rq, e);
    if (e)
        return e;
    /* who wrote it down may have no task of it: then the list, or the own day */
    struct mediation d;
    if (mediation_find(rq->cx, rq->cx->county, str_of(r.number), &d))
        return web_redirect(rq, "/desk?saved=1");
    return web_redirect(rq, "/desk/mediations/%s?saved=1", r.number);
}

/* ---- the room -------------------------------------------------------------------- */

static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct matter m;
    return matters_find(rq->cx, f->county, f->ref, MATTERS_VIEW_TASK, &m);
}
static const struct media_door media = {may_see};

static const struct route routes[] = {
    {GET, "/desk/mediations", show_list, ACT_MEDIATION_READ},
    {GET, "/desk/new-mediation", show_new, ACT_MEDIATION_ENTER},
    {POST, "/desk/new-mediation", send_new, ACT_MEDIATION_ENTER},
    {GET, "/desk/mediations/:no", mediation_show, ACT_DESK},
    {POST, "/desk/mediations/:no/move", mediation_send_move, ACT_DESK, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/mediations/:no/unmask", mediation_send_unmask, ACT_PEOPLE_UNMASK},
    {0},
};

static const struct act_label acts[] = {
    {ACT_MEDIATION_ENTER, N_("Write down a dispute")},
    {ACT_MEDIATION_READ, N_("See disputes")},
    {"mediation.group", N_("Mediate in the group")},
    {"mediation.village", N_("Mediate in the village")},
    {"mediation.town", N_("Mediate in the town")},
    {"mediation.county", N_("Mediate in the county")},
    {0},
};

static const struct matters_kind kind = {.name = "mediation",
                                         .label = N_("Dispute"),
                                         .read_act = ACT_MEDIATION_READ,
                                         .private_act = ACT_MEDIATION_READ,
                                         .flow = "mediation",
                                         .desk = "/desk/mediations/",
                                         .effects = mediation_effects};
static const struct matters_kind *const kinds[] = {&kind, NULL};

static const struct places_rekey rekey = {"mediations", &mediation_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey, NULL};

static const struct room_link links[] = {
    {N_("Disputes"), "/desk/mediations", "heart-handshake", ACT_MEDIATION_READ}, {0}};

const struct room mediation_room = {.name = "mediation",
                                    .schema = &mediation_schema,
                                    .routes = routes,
                                    .acts = acts,
                                    .kinds = kinds,
                                    .rekeys = rekeys,
                                    .media = &media,
                                    .links = links};
