/* choose.c: which unit a case should go to: the one that has most of the last of its kind in the
 * same town, else in the county, else the one that the time limits name. Counted from where cases
 * ended up, so a unit that sends its cases back is not proposed again. */
#include "rooms/duty/duty_own.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/duty/duty_sql.h"

enum { LAST_MOST = 200, LEAST = 3, UNITS_MOST = 60 };

struct tally { /* of one unit: in the county, and in the town among them */
    int64_t org, all, here;
};
struct past {
    struct tally at[UNITS_MOST];
    int n;
    int64_t all, here;
};

static enum err read_past(struct ctx *cx, const struct matter *m, struct past *p)
{
    AUTO_ROWS rows =
        db_query(cx, &duty_sql_choices, db_int("county", m->county), db_text("code", m->category),
                 db_int("town", place_above(m->scope, PLACE_TOWN)), db_int("most", LAST_MOST));
    while (p->n < UNITS_MOST && db_next(&rows)) {
        struct tally *t = &p->at[p->n++];
        *t = (struct tally){db_get_int(&rows, 0), db_get_int(&rows, 1), db_get_int(&rows, 2)};
        p->all += t->all;
        p->here += t->here;
    }
    return db_end(&rows);
}

/* ---- who could get it --------------------------------------------------- */

/* A department's kind is never proposed to a community; a community's or a company's unit only for
 * its own place. */
static bool fits(const struct matter *m, const struct category *c, const struct org *o)
{
    if (o->kind == ORG_DEPARTMENT)
        return true;
    if (!place_within(m->scope, o->scope))
        return false;
    return o->kind == ORG_GOVERNMENT || o->kind == ORG_PROPERTY ||
           (o->kind == ORG_COMMITTEE && str_is(c->owner, "community"));
}

enum err duty_units(struct ctx *cx, const struct casefile *c, struct org **out, int *n)
{
    int64_t county = place_above(c->m.scope, PLACE_COUNTY);
    struct org *all;
    int k = 0, kept = 0;
    enum err e = org_list(cx, c->m.county, county, place_end(county), ORG_KINDS, &all, &k);
    for (int i = 0; !e && i < k; i++)
        if (fits(&c->m, &c->category, &all[i]))
            all[kept++] = all[i];
    if (e)
        return e;
    *out = all;
    *n = kept;
    return OK;
}

static bool among(const struct org *units, int n, int64_t org)
{
    for (int i = 0; i < n; i++)
        if (units[i].id == org)
            return true;
    return false;
}

/* ---- the best of them --------------------------------------------------- */

static void best_of(const struct past *p, const struct org *units, int n, bool here,
                    struct duty_choice *out)
{
    int64_t of = here ? p->here : p->all;
    if (of < LEAST)
        return;
    for (int i = 0; i < p->n; i++) {
        int64_t k = here ? p->at[i].here : p->at[i].all;
        if (k > out->n && among(units, n, p->at[i].org))
            *out = (struct duty_choice){
                .org = p->at[i].org, .why = here ? DUTY_HERE : DUTY_COUNTY, .n = k, .of = of};
    }
}

/* The unit that the limit of this kind names for the place, else the kind's owner. */
static enum err by_rule(struct ctx *cx, const struct casefile *c, const struct org *units, int n,
                        struct duty_choice *out)
{
    struct category_limit l = {.org = 0};
    enum err e =
        cases_category_limit(cx, c->m.county, c->category.code, S("handle"), c->m.scope, &l);
    for (int i = 0; i < n; i++)
        if (l.org ? units[i].id == l.org : str_eq(units[i].code, c->category.owner))
            *out = (struct duty_choice){.org = units[i].id, .why = DUTY_BY_RULE};
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err duty_choose(struct ctx *cx, const struct casefile *c, const struct org *units, int n,
                     struct duty_choice *out)
{
    struct past *p = NEW(cx->mem, struct past);
    *out = (struct duty_choice){.org = 0};
    enum err e = read_past(cx, &c->m, p);
    if (e)
        return e;
    best_of(p, units, n, true, out);
    if (!out->org)
        best_of(p, units, n, false, out);
    return out->org ? OK : by_rule(cx, c, units, n, out);
}

str duty_choice_why(struct ctx *cx, const struct duty_choice *c)
{
    if (c->why == DUTY_BY_RULE)
        return tr(cx->lang, _("by the list of duties"));
    if (!c->org)
        return tr(cx->lang, _("nobody has had this kind yet: choose"));
    struct tr_arg a[] = {
        {"p", str_fmt(cx->mem, "%lld", (long long)((c->n * 200 + c->of) / (2 * c->of)))},
        {"of", str_fmt(cx->mem, "%lld", (long long)c->of)}};
    return tr_fill(cx->mem, cx->lang,
                   c->why == DUTY_HERE ? _("{p} % of the last {of} of this kind in this town")
                                       : _("{p} % of the last {of} of this kind"),
                   a, COUNT(a));
}

/* ---- where cases ended up ----------------------------------------------- */

static bool was_theirs(const struct matter *m)
{
    switch (matters_shown(m)) {
    case MATTERS_SHOWN_SUBMITTED:
    case MATTERS_SHOWN_REGISTERED: /* sent back, or not sent yet */
    case MATTERS_SHOWN_DECLINED:
    case MATTERS_SHOWN_VOID:
    case MATTERS_SHOWN_MERGED:
        return false;
    default:
        return m->lead_org != 0;
    }
}

enum err duty_keep_choice(struct ctx *cx, const struct matter *m)
{
    if (!was_theirs(m))
        return db_exec(cx, NULL, &duty_sql_choice_drop, db_int("county", m->county),
                       db_int("matter", m->id));
    return db_exec(cx, NULL, &duty_sql_choice_put, db_int("county", m->county),
                   db_int("matter", m->id), db_text("code", m->category),
                   db_int("town", place_above(m->scope, PLACE_TOWN)), db_int("org", m->lead_org),
                   db_int("opened", m->opened_ms));
}
