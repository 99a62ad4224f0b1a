/* callout.c: calling departments to the spot, and finding a callout. */
#include "rooms/callout/callout.h"

#include "civic/places/places.h"
#include "rooms/callout/callout_own.h"
#include "rooms/callout/callout_sql.h"

const char *const callout_urgency_names[CALLOUT_URGENCIES] = {"urgent", "normal", "long"};
const char *const callout_urgency_labels[CALLOUT_URGENCIES] = {N_("Urgent"), N_("Within the day"),
                                                               N_("Takes longer")};

/* ---- calling --------------------------------------------------------------- */

struct open_args {
    const struct callout_new *in;
    const struct matters_new *matter;
    struct matters_opened opened; /* result */
};

static enum err insert(struct ctx *cx, const struct open_args *a)
{
    const struct callout_new *in = a->in;
    return db_exec(cx, NULL, &callout_sql_insert, db_int("county", in->county),
                   db_int("id", a->matter->id), db_int("scope", a->matter->scope),
                   db_int("case_id", in->case_id), db_text("category", in->category),
                   db_word("urgency", callout_urgency_names[in->urgency]),
                   db_text("body", in->body), db_text("spot", in->spot.words),
                   db_int("measured", in->spot.measured), db_int("lat", in->spot.lat_u),
                   db_int("lon", in->spot.lon_u), db_int("now", cx->now));
}

/* By when they are to answer, as the clock says that has just been started. */
static enum err copy_due(struct ctx *cx, const struct matter *m)
{
    struct matters_clock *k = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    int n = 0;
    int64_t due = cx->now;
    enum err e = matters_clocks(cx, m, k, &n);
    for (int i = 0; i < n; i++)
        if (str_is(k[i].name, "answer"))
            due = k[i].due_ms;
    return e ? e
             : db_exec(cx, NULL, &callout_sql_due, db_int("due", due), db_int("county", m->county),
                       db_int("id", m->id));
}

/* The matter begins unsaid and calls them in the same breath, so that the flow opens their tasks.
 */
static enum err call(struct ctx *cx, const struct open_args *a)
{
    struct matter m;
    struct matters_input in = {.n_orgs = a->in->n_orgs};
    memcpy(in.orgs, a->in->orgs, sizeof in.orgs);
    enum err e = matters_load(cx, a->in->county, a->matter->id, &m);
    if (!e)
        e = matters_move(cx, &m, "call", &in);
    return e ? e : copy_due(cx, &m);
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    enum err e = matters_open(cx, a->matter, &a->opened);
    if (!e)
        e = insert(cx, a);
    if (!e)
        e = call(cx, a);
    if (!e)
        e = matters_number(cx, a->matter, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, str_of(a->opened.number)) : e;
}

static bool twice(const struct callout_new *in)
{
    for (int i = 0; i < in->n_orgs; i++)
        for (int k = 0; k < i; k++)
            if (in->orgs[i] == in->orgs[k])
                return true;
    return false;
}

/* All that is missing is said at once. */
static enum err check_new(struct ctx *cx, const struct callout_new *in, struct category *kind)
{
    enum err e = OK, none = cases_category_find(cx, in->county, in->category, kind);
    if (none && none != ERR_NOT_FOUND)
        return none;
    if (none)
        e = fail_field(cx, "code", _("Choose the kind of problem."));
    if (!in->body.len)
        e = fail_field(cx, "body", _("Say what they are needed for."));
    if (!in->place || !may(cx, ACT_CALLOUT_CALL, in->place, NO_ORG))
        e = fail_field(cx, "place", _("Choose a place that you look after."));
    if (!in->spot.words.len && !in->spot.measured)
        e = fail_field(cx, "spot", _("Say where they are to come."));
    if (in->urgency >= CALLOUT_URGENCIES)
        e = fail_field(cx, "urgency", _("Choose how urgent it is."));
    if (!in->n_orgs || twice(in))
        e = fail_field(cx, "org", _("Tick whom you call."));
    return e;
}

static enum err prepare(struct ctx *cx, const struct callout_new *in, const struct category *kind,
                        struct matters_new *out)
{
    str alias;
    enum err e = places_alias(cx, place_above(in->place, PLACE_COMMUNITY), &alias);
    if (e)
        return e;
    *out = (struct matters_new){.kind = "callout",
                                .county = in->county,
                                .place = in->place,
                                .scope = in->place,
                                .category = in->category,
                                .title = cases_category_name(kind, LANG_ZH),
                                .source = S("worker"),
                                .alias = alias,
                                .flags = in->urgency == CALLOUT_URGENT ? MATTERS_URGENT : 0u,
                                .no_token = true};
    return matters_prepare(cx, out);
}

enum err callout_open(struct ctx *cx, const struct callout_new *in, struct callout_receipt *out)
{
    struct matters_new matter;
    struct category kind;
    enum err e = check_new(cx, in, &kind);
    if (!e)
        e = prepare(cx, in, &kind, &matter);
    if (e)
        return e;
    struct open_args a = {.in = in, .matter = &matter};
    e = db_write(cx, open_tx, &a);
    if (e)
        return e;
    str number = str_of(a.opened.number);
    db_idem_repeat(cx, &number);
    out->id = matter.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    return OK;
}

/* ---- finding ---------------------------------------------------------------- */

static struct callout read_callout(const struct rows *r)
{
    return (struct callout){.case_id = db_get_int(r, 0),
                            .category = db_keep_text(r, 1),
                            .urgency = (enum callout_urgency)db_get_enum(
                                r, 2, callout_urgency_names, CALLOUT_URGENCIES),
                            .body = db_keep_text(r, 3),
                            .spot = {.words = db_keep_text(r, 4),
                                     .measured = db_get_int(r, 5),
                                     .lat_u = db_get_int(r, 6),
                                     .lon_u = db_get_int(r, 7)},
                            .called_ms = db_get_int(r, 8),
                            .due_ms = db_get_int(r, 9)};
}

enum err callout_load(struct ctx *cx, const struct matter *m, struct callout *out)
{
    AUTO_ROWS rows =
        db_query(cx, &callout_sql_find, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = read_callout(&rows);
    out->m = *m;
    return OK;
}

enum err callout_find(struct ctx *cx, int64_t county, str number, struct callout *out)
{
    struct matter m;
    enum err e = matters_by_number(cx, county, number, MATTERS_VIEW_TASK, &m);
    if (!e && !str_is(m.kind, "callout"))
        return ERR_NOT_FOUND;
    return e ? e : callout_load(cx, &m, out);
}

enum err callout_of_case(struct ctx *cx, int64_t county, int64_t case_id, struct callout *out,
                         int max, int *n)
{
    int64_t *ids = NEW_N(cx->mem, int64_t, max);
    int found = 0;
    {
        AUTO_ROWS rows = db_query(cx, &callout_sql_of_case, db_int("county", county),
                                  db_int("case_id", case_id), db_int("max", max));
        while (found < max && db_next(&rows)) {
            ids[found] = db_get_int(&rows, 10);
            out[found++] = read_callout(&rows);
        }
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    enum err e = OK;
    for (int i = 0; !e && i < found; i++)
        e = matters_load(cx, county, ids[i], &out[i].m);
    if (!e)
        *n = found;
    return e;
}

enum err callout_units(struct ctx *cx, const struct callout *c,
                       struct callout_unit out[MATTERS_ORGS_MAX], int *n)
{
    int found = 0;
    AUTO_ROWS r = db_query(cx, &callout_sql_units, db_int("county", c->m.county),
                           db_int("callout", c->m.id), db_int("max", MATTERS_ORGS_MAX));
    while (found < MATTERS_ORGS_MAX && db_next(&r))
        out[found++] = (struct callout_unit){.org = db_get_int(&r, 0),
                                             .name = db_keep_text(&r, 1),
                                             .answer = db_keep_text(&r, 2),
                                             .answered_ms = db_get_int(&r, 3),
                                             .account = db_get_int(&r, 4),
                                             .reason = db_keep_text(&r, 5),
                                             .words = db_keep_text(&r, 6),
                                             .metres = db_get_int(&r, 7),
                                             .seen = db_keep_text(&r, 8),
                                             .seen_ms = db_get_int(&r, 9)};
    enum err e = db_end(&r);
    if (!e)
        *n = found;
    return e;
}

/* ---- whom to call ------------------------------------------------------------ */

enum err callout_orgs(struct ctx *cx, int64_t county, int64_t place, struct org **out, int *n)
{
    struct people_holder *h = NEW_N(cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    struct org *all;
    int holders = 0, orgs = 0, kept = 0;
    int64_t top = place_above(place, PLACE_COUNTY);
    enum err e = org_list(cx, county, top, place_end(top), ORG_KINDS, &all, &orgs);
    for (int i = 0; !e && i < orgs; i++) {
        e = people_holders(cx, county, ACT_CALLOUT_ANSWER, place, all[i].id, h, PEOPLE_HOLDERS_MOST,
                           &holders);
        bool can = false;
        for (int k = 0; !e && k < holders; k++)
            can |= h[k].org == all[i].id;
        if (can)
            all[kept++] = all[i];
    }
    *out = all;
    *n = kept;
    return e;
}

static void add_once(int64_t org, int64_t *out, int max, int *n)
{
    for (int i = 0; i < *n; i++)
        if (out[i] == org)
            return;
    if (org && *n < max)
        out[(*n)++] = org;
}

/* The unit that the limit of the kind names for the place, and the kind's owner. */
enum err callout_likely(struct ctx *cx, int64_t county, str category, int64_t place, int64_t *out,
                        int max, int *n)
{
    struct category kind = {.owner = STR_NONE};
    struct category_limit limit = {.org = 0};
    struct org owner = {.id = 0};
    *n = 0;
    enum err e = cases_category_find(cx, county, category, &kind);
    if (!e)
        e = cases_category_limit(cx, county, category, S("handle"), place, &limit);
    if (!e)
        add_once(limit.org, out, max, n);
    if (!e || e == ERR_NOT_FOUND)
        e = org_find_code(cx, county, kind.owner, &owner);
    if (!e)
        add_once(owner.id, out, max, n);
    return e == ERR_NOT_FOUND ? OK : e;
}
