/* due.c: what a place has to publish again and again. When a period is over, its publication comes
 * up by itself, as a matter with its day; nobody has to remember it. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_own.h"
#include "rooms/disclosure/disclosure_sql.h"

enum { AT_ONCE = 50, COMMUNITIES_MOST = 1000 };

/* ---- setting ------------------------------------------------------------------ */

struct duty_args {
    int64_t county;
    const int64_t *places;
    int n;
    const struct disclosure_item *item;
    bool on;
};

static enum err tell_duty(struct ctx *cx, const struct duty_args *a, int64_t place)
{
    return facts_add(
        cx, &(struct fact){.county = a->county,
                           .place = place,
                           .scope = place,
                           .subject_kind = "place",
                           .subject = place,
                           .kind = a->on ? "publication.duty_set" : "publication.duty_dropped",
                           .to = a->item->code,
                           .audience = FACTS_STAFF});
}

static enum err duty_one(struct ctx *cx, const struct duty_args *a, int64_t place)
{
    struct disclosure_period p = disclosure_period_of(a->item->cycle, day_of_ms(cx->now));
    int64_t changed = 0;
    enum err e =
        a->on
            ? db_exec(cx, &changed, &disclosure_sql_duty_put, db_int("county", a->county),
                      db_int("scope", place), db_text("item", a->item->code),
                      db_text("period", disclosure_period_write(cx->mem, &p)),
                      db_int("next", ms_of_day(disclosure_period_end(&p))), db_int("by", cx->actor))
            : db_exec(cx, &changed, &disclosure_sql_duty_drop, db_int("county", a->county),
                      db_int("scope", place), db_text("item", a->item->code));
    return e || !changed ? e : tell_duty(cx, a, place);
}

static enum err duty_tx(struct ctx *cx, void *arg)
{
    const struct duty_args *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++)
        e = duty_one(cx, a, a->places[i]);
    return e;
}

enum err disclosure_duty_set(struct ctx *cx, int64_t county, int64_t place, str item, bool on)
{
    int64_t *all = NEW_N(cx->mem, int64_t, COMMUNITIES_MOST);
    struct duty_args a = {.county = county, .places = all, .on = on};
    a.item = disclosure_item(cx, item);
    if (!a.item || a.item->cycle >= DISCLOSURE_CHANGE)
        return fail_field(cx, "item", _("Choose something that comes up regularly."));
    if (!may(cx, ACT_DISCLOSURE_PLAN, place, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = OK;
    if (place_level_of(place) < PLACE_COMMUNITY)
        e = places_communities(cx, place, place_end(place), all, COMMUNITIES_MOST, &a.n);
    else
        all[a.n++] = place;
    return e ? e : db_write(cx, duty_tx, &a);
}

enum err disclosure_duties(struct ctx *cx, int64_t county, int64_t place,
                           struct disclosure_duty *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS r = db_query(cx, &disclosure_sql_duties, db_int("county", county),
                           db_int("lo", place), db_int("hi", place_end(place)), db_int("max", max));
    while (got < max && db_next(&r))
        out[got++] = (struct disclosure_duty){.scope = db_get_int(&r, 0),
                                              .item = db_keep_text(&r, 1),
                                              .period = db_keep_text(&r, 2),
                                              .next_ms = db_get_int(&r, 3)};
    *n = got;
    return db_end(&r);
}

/* ---- coming up ------------------------------------------------------------------ */

struct come_args {
    int64_t county;
    const struct disclosure_duty *d;
    const struct disclosure_draft *draft; /* NULL: somebody has begun it already */
    const struct matters_new *matter;
    struct matters_opened opened;
};

static enum err go_on(struct ctx *cx, const struct come_args *a, bool *mine)
{
    struct disclosure_period p;
    int64_t changed = 0;
    if (disclosure_period_read(a->d->period, &p))
        return ERR_FAULT;
    struct disclosure_period next = disclosure_period_next(p, 1);
    enum err e = db_exec(cx, &changed, &disclosure_sql_duty_go,
                         db_text("period", disclosure_period_write(cx->mem, &next)),
                         db_int("next", ms_of_day(disclosure_period_end(&next))),
                         db_int("county", a->county), db_int("scope", a->d->scope),
                         db_text("item", a->d->item), db_text("seen", a->d->period));
    *mine = changed == 1;
    return e;
}

static enum err come_tx(struct ctx *cx, void *arg)
{
    struct come_args *a = arg;
    bool mine = false;
    enum err e = go_on(cx, a, &mine);
    return e || !mine || !a->draft ? e : disclosure_put(cx, a->draft, a->matter, &a->opened);
}

static bool is_begun(struct ctx *cx, const struct come_args *a)
{
    AUTO_ROWS r = db_query(cx, &disclosure_sql_of_period, db_int("county", a->county),
                           db_int("scope", a->d->scope), db_text("item", a->d->item),
                           db_text("period", a->d->period));
    return db_one(&r) != ERR_NOT_FOUND;
}

static enum err come_up(struct ctx *cx, int64_t county, const struct disclosure_duty *d)
{
    struct come_args a = {.county = county, .d = d};
    struct disclosure_period p;
    struct matters_new matter;
    struct disclosure_draft draft = {.county = county,
                                     .place = d->scope,
                                     .item = disclosure_item(cx, d->item),
                                     .period = d->period,
                                     .start = S("due"),
                                     .version = 1,
                                     .opened_ms = d->next_ms};
    if (!draft.item || disclosure_period_read(d->period, &p))
        return ERR_FAULT;
    if (!is_begun(cx, &a)) {
        draft.due_ms = ms_of_day(disclosure_period_due(draft.item, &p));
        enum err e = disclosure_prepare(cx, &draft, &matter);
        if (e)
            return e;
        a.draft = &draft;
        a.matter = &matter;
    }
    return db_write(cx, come_tx, &a);
}

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    struct disclosure_duty all[AT_ONCE];
    int n = 0;
    {
        AUTO_ROWS r = db_query(cx, &disclosure_sql_duties_due, db_int("county", county),
                               db_int("now", cx->now));
        while (n < AT_ONCE && db_next(&r))
            all[n++] = (struct disclosure_duty){.scope = db_get_int(&r, 0),
                                                .item = db_keep_text(&r, 1),
                                                .period = db_keep_text(&r, 2),
                                                .next_ms = db_get_int(&r, 3)};
        enum err e = n == AT_ONCE ? OK : db_end(&r);
        if (e)
            return e;
    }
    enum err first = OK;
    for (int i = 0; i < n; i++) { /* one that fails does not keep the others */
        enum err e = come_up(cx, county, &all[i]);
        *did += !e;
        first = first ? first : e;
    }
    return first;
}

const struct jobs_kind disclosure_job = {
    .name = "disclosure", .counties = &disclosure_sql_duty_counties, .step = step};
