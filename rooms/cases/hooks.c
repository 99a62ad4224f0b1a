/* hooks.c: what the flows of cases may name beyond what every kind has. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"

/* A category that belongs to a department is not pushed to a community: nobody inherits work by
 * having reported it. "consent" on the input says that the community agreed. */
static enum err unit_may_take(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct category c;
    struct org o;
    (void)arg;
    if (s->asking || !s->in->n_orgs)
        return OK;
    enum err e = cases_category_find(cx, s->m->county, s->m->category, &c);
    if (e == ERR_NOT_FOUND)
        return OK; /* withdrawn meanwhile: nobody owns it */
    if (!e)
        e = org_find(cx, s->m->county, s->in->orgs[0], &o);
    if (e)
        return e;
    if (o.kind == ORG_COMMITTEE && !str_is(c.owner, "community"))
        return fail_field(cx, "org",
                          _("This kind belongs to a department. A community gets it only if it "
                            "agrees."));
    return OK;
}

static enum err onspot_allowed(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct category c;
    (void)arg;
    enum err e = cases_category_find(cx, s->m->county, s->m->category, &c);
    if (!e && !c.onspot)
        return fail(cx, ERR_CONFLICT, _("This kind is not solved on the spot; pass it on."));
    return e;
}

const struct matters_guard cases_guards[] = {
    {"unit_may_take", unit_may_take},
    {"onspot_allowed", onspot_allowed},
    {0},
};
const struct matters_effect cases_effects[] = {{0}};

static const struct {
    const char *name, *label;
} sources[] = {
    {"resident", N_("Resident")},
    {"worker", N_("Grid worker")},
    {"hotline", N_("Hotline")},
    {"department", N_("Another department")},
    {"property", N_("Property company")},
    {"superior", N_("Superior office")},
    {"media", N_("Media")},
    {"sensor", N_("Camera or sensor")},
    {"wechat", N_("WeChat group")},
    {"open311", N_("Another system")},
};

const char *cases_source_label(str source)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (str_is(source, sources[i].name))
            return sources[i].label;
    return N_("Another system");
}
