/* demo.c: Mengzi as the demo shows it: its real places in both editions, made-up borders,
 * organisations, accounts, residents, and cases. Every step may be repeated: what is there stays.
 */
#include "app/demo.h"
#include "app/app.h"
#include "app/demo_map.h"

#include "civic/homes/homes.h"
#include "civic/matters/matters.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "rooms/callout/callout.h"
#include "rooms/cases/cases.h"
#include "rooms/devices/devices.h"
#include "rooms/disclosure/disclosure.h"
#include "rooms/emergency/emergency.h"
#include "rooms/facilities/facilities.h"
#include "rooms/field/phone.h"
#include "rooms/hotline/hotline.h"
#include "rooms/joint/joint.h"
#include "rooms/mediation/mediation.h"
#include "rooms/rolls/rolls.h"
#include "rooms/slips/slips.h"

#define MENGZI 532503000000000

extern const str demo_data_orgs, demo_data_accounts, demo_data_residents;
extern const str demo_data_groups;
extern const str demo_data_disputes, demo_data_publications, demo_data_publication_lines;
extern const str demo_data_slips;
extern const str demo_data_roll, demo_data_categories, demo_data_cases, demo_data_scenes;
extern const str demo_data_devices, demo_data_device_events;
extern const str places_data_provinces_2016, places_data_cities_2016, places_data_areas_2016,
    places_data_streets_2016, places_data_villages_2016, places_data_provinces_2023,
    places_data_cities_2023, places_data_areas_2023, places_data_streets_2023,
    places_data_villages_2023;

/* ---- organisations and accounts ---------------------------------------- */

static str column(const struct csv *c, const struct csv *head, const char *name)
{
    return csv_field(c, csv_column(head, str_of(name)));
}

/* Calls `add` for every line of a file. */
static enum err each_line(struct ctx *cx, int64_t county, str file,
                          enum err (*add)(struct ctx *, int64_t, const struct csv *,
                                          const struct csv *))
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    enum err e = OK;
    csv_open(c, cx->mem, file);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (!e && csv_next(c))
        e = add(cx, county, c, head);
    return e ? e : c->err;
}

static enum org_kind kind_named(str name)
{
    int k = 0;
    while (k < ORG_KINDS && !str_is(name, org_kind_name((enum org_kind)k)))
        k++;
    return (enum org_kind)k;
}

static enum err add_org(struct ctx *cx, int64_t county, const struct csv *c, const struct csv *head)
{
    struct org o = {.county = county,
                    .kind = kind_named(column(c, head, "kind")),
                    .name = column(c, head, "name"),
                    .code = column(c, head, "code"),
                    .phone = column(c, head, "phone")},
               there;
    int64_t id;
    enum err e = place_parse(column(c, head, "place"), &o.place);
    if (e)
        return e;
    o.scope = o.place;
    if (org_find_code(cx, county, o.code, &there) == OK)
        return OK;
    e = org_add(cx, &o, &id);
    if (e || (o.kind != ORG_GOVERNMENT && o.kind != ORG_COMMITTEE))
        return e; /* a department's or a company's number is not the place's */
    return places_set_phone(cx, o.place, o.phone, S("8:00–20:00"));
}

static enum err give_post(struct ctx *cx, int64_t county, int64_t account, const struct csv *c,
                          const struct csv *head)
{
    struct post_new p = {.county = county,
                         .account = account,
                         .role = column(c, head, "role"),
                         .from_day = day_of_ms(cx->now) - 365}; /* before the demo's cases */
    struct org o;
    int64_t id;
    enum err e = org_find_code(cx, county, column(c, head, "org"), &o);
    p.org = o.id;
    if (!e)
        e = place_parse(column(c, head, "place"), &p.scope);
    return e ? e : post_give(cx, &p, &id);
}

static enum err add_account(struct ctx *cx, int64_t county, const struct csv *c,
                            const struct csv *head)
{
    struct account_new in = {.county = county,
                             .login = column(c, head, "login"),
                             .name = column(c, head, "name"),
                             .phone = column(c, head, "phone"),
                             .password = S("linli-demo"),
                             .waived = true};
    struct account there;
    int64_t id;
    str password;
    if (account_find_login(cx, in.login, &there) == OK)
        return OK;
    enum err e = account_add(cx, &in, &password, &id);
    return e ? e : give_post(cx, county, id, c, head);
}

/* ---- residents --------------------------------------------------------- */

static enum err add_resident(struct ctx *cx, int64_t county, const struct csv *c,
                             const struct csv *head)
{
    int64_t id;
    enum err e = resident_add(cx, county, column(c, head, "phone"), column(c, head, "name"), &id);
    return e == ERR_CONFLICT ? OK : e; /* there already */
}

static enum err add_people(struct ctx *cx, int64_t county, str *why)
{
    enum err e = app_load_roles(cx, why);
    if (!e)
        e = each_line(cx, county, demo_data_orgs, add_org);
    if (!e)
        e = each_line(cx, county, demo_data_accounts, add_account);
    return e ? e : each_line(cx, county, demo_data_residents, add_resident);
}

/* ---- flows and categories ---------------------------------------------- */

static enum err add_flows(struct ctx *cx, str *why)
{
    enum err e = flow_load_shipped(cx);
    if (e)
        *why = cx->failure.text;
    if (!e)
        e = places_set_flow(cx, MENGZI, "case", S("case-full"));
    if (!e) /* a mountain town with three cadres per village */
        e = places_set_flow(cx, 532503106000000, "case", S("case-small"));
    return e;
}

/* ---- places ------------------------------------------------------------ */

#define EDITION(y)                                                                                 \
    {                                                                                              \
        .provinces = places_data_provinces_##y, .cities = places_data_cities_##y,                  \
        .areas = places_data_areas_##y, .streets = places_data_streets_##y,                        \
        .villages = places_data_villages_##y, .under = MENGZI                                      \
    }

static enum err add_places(struct ctx *cx)
{
    struct places_import editions[] = {EDITION(2016), EDITION(2023)};
    struct places_counts counts;
    editions[0].day = day_of_civil(2016, 7, 31);
    editions[1].day = day_of_civil(2023, 6, 30);
    enum err e = OK;
    for (size_t i = 0; !e && i < COUNT(editions); i++)
        e = places_load(cx, &editions[i], &counts);
    return e;
}

static enum err add_categories(struct ctx *cx, int64_t county)
{
    struct categories all;
    enum err e = cases_category_list(cx, county, &all);
    return e || all.n ? e : cases_load_categories(cx, county, demo_data_categories);
}

static enum err add_cases(struct ctx *cx, int64_t county, int cases)
{
    struct matter one;
    int n = 0;
    struct matters_list_filter f = {
        .county = county, .lo = MENGZI, .hi = place_end(MENGZI), .open = -1, .listed = true};
    enum err e = matters_list(cx, &f, &one, 1, &n);
    if (e || n)
        return e;
    e = cases_demo_load(cx, county, demo_data_cases, demo_data_scenes, cases);
    if (!e)
        e = cases_demo_past(cx, county, demo_data_cases, cases == DEMO_CASES ? 200 : 0);
    if (!e && cases)
        e = hotline_demo_load(cx, county);
    if (!e && cases)
        e = cases_demo_groups(cx, county, demo_data_groups);
    return !e && cases ? slips_demo_load(cx, county, demo_data_slips) : e;
}

static enum err add_devices(struct ctx *cx, int64_t county, int cases)
{
    struct devices_demo in = {demo_data_devices, demo_data_device_events, demo_data_scenes};
    enum err e = cases ? devices_demo_load(cx, county, &in) : OK;
    return e || !cases ? e : demo_field(cx, county);
}

static enum err add_phones(struct ctx *cx, int64_t county)
{
    struct account a;
    enum err e = account_find_login(cx, S("grid1"), &a);
    return e ? e : phone_demo(cx, county, a.id);
}

/* ---- rooms --------------------------------------------------------------- */

static enum err post_of(struct ctx *cx, int64_t county, const char *login, int64_t *post)
{
    struct account a;
    struct post_line lines[POSTS_MAX];
    int n = 0;
    enum err e = account_find_login(cx, str_of(login), &a);
    if (!e)
        e = post_list(cx, county, a.id, lines, COUNT(lines), &n);
    if (!e && !n)
        e = ERR_NOT_FOUND;
    if (!e)
        *post = lines[0].id;
    return e;
}

static enum err open_cases(struct ctx *cx, int64_t county, int64_t place, const char *post,
                           const char *stand_in)
{
    struct room_switch s, on = {.on = true};
    enum err e = places_switch(cx, place, "cases", &s);
    if (e || s.place == place)
        return e;
    e = post_of(cx, county, post, &on.post);
    if (!e)
        e = post_of(cx, county, stand_in, &on.stand_in);
    return e ? e : places_set_switch(cx, place, "cases", &on);
}

/* In the whole county, and by the people of the place where there are some. */
static enum err open_rooms(struct ctx *cx, int64_t county)
{
    enum err e = open_cases(cx, county, MENGZI, "duty", "desk12345");
    if (!e)
        e = open_cases(cx, county, 532503106000000, "town-mingjiu", "duty");
    return e ? e : open_cases(cx, county, 532503001008000, "clerk", "secretary");
}

/* As the clerk of the community brings it in. */
static enum err add_roll(struct ctx *cx, int64_t county)
{
    struct ctx before = *cx;
    struct account clerk;
    enum err e = account_find_login(cx, S("clerk"), &clerk);
    cx->county = county;
    cx->actor = clerk.id;
    if (!e)
        e = people_load(cx);
    if (!e)
        e = rolls_demo_load(cx, county, 532503001008000, demo_data_roll);
    cx->county = before.county;
    cx->actor = before.actor;
    cx->posts = before.posts;
    return e;
}

/* Whoever may run the command on this machine keeps its organisations. */
static const struct posts keeper = {
    .kind = PEOPLE_STAFF,
    .n = 1,
    .at = {{.scope = 0, .scope_end = INT64_MAX, .acts = {" system.orgs ", 13}}},
};

enum err demo_load(struct ctx *cx, int cases, str *why)
{
    int64_t county;
    cx->posts = &keeper;
    enum err e = places_resolve(cx, S("532503"), &county, &(int64_t){0});
    if (e == ERR_NOT_FOUND)
        e = add_places(cx);
    if (!e)
        e = places_county(cx, MENGZI, &county);
    if (!e)
        e = demo_map(cx, county);
    if (!e)
        e = add_people(cx, county, why);
    if (!e)
        e = add_flows(cx, why);
    if (!e)
        e = add_categories(cx, county);
    if (!e)
        e = open_rooms(cx, county);
    if (!e && cases)
        e = homes_demo_load(cx, county);
    if (!e && cases)
        e = add_roll(cx, county);
    if (!e && cases)
        e = mediation_demo_load(cx, county, demo_data_disputes);
    if (!e && cases)
        e = disclosure_demo_load(cx, county, demo_data_publications, demo_data_publication_lines);
    if (!e && cases)
        e = emergency_demo_load(cx, county);
    if (!e)
        e = facilities_demo_load(cx, county, 532503001008000);
    if (!e)
        e = add_cases(cx, county, cases);
    if (!e && cases)
        e = callout_demo_load(cx, county);
    if (!e && cases)
        e = joint_demo_load(cx, county);
    if (!e && cases)
        e = add_phones(cx, county);
    return e ? e : add_devices(cx, county, cases);
}
