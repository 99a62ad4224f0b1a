/* forms.c: the steps on offer, each with what it needs. */
#include "civic/moves/moves.h"
#include "civic/moves/moves_html.h" /* generated */

#include "civic/people/people.h"
#include "civic/places/places.h"

static const struct need {
    unsigned need;
    enum moves_kind kind;
    const char *name, *label, *hint;
} needs[] = {
    {FLOW_NEED_REASON, MOVES_CHOICE, "reason", N_("Reason"), NULL},
    {FLOW_NEED_ORG, MOVES_CHOICE, "org", N_("Who handles it"), NULL},
    {FLOW_NEED_OUTCOME, MOVES_CHOICE, "outcome", N_("What came of it"),
     N_("“Answered” is honest where it cannot be solved: say why.")},
    {FLOW_NEED_TEXT, MOVES_TEXT, "say", N_("In words"),
     N_("Say what was done, when and by whom, and what comes next. Not just “handled”.")},
    {FLOW_NEED_PHOTO, MOVES_PHOTO, "photo", N_("Photo"), NULL},
    {FLOW_NEED_AFTER_PHOTO, MOVES_PHOTO, "after", N_("Photo after the work"), NULL},
    {FLOW_NEED_UNTIL, MOVES_DAY, "until", N_("Until which day"), NULL},
    {FLOW_NEED_LIMIT, MOVES_CHOICE, "limit", N_("How much longer"), NULL},
    {FLOW_NEED_RATING, MOVES_CHOICE, "rating", N_("How was it handled?"), NULL},
    {FLOW_NEED_INTO, MOVES_TEXT, "into", N_("Number of the other case"), NULL},
};

static const struct {
    const char *key, *label;
} outcomes[] = {{"solved", N_("Solved")},
                {"partly", N_("Partly solved")},
                {"answered", N_("Answered: cannot be solved")}},
  limits[] = {{"4 workhour", N_("4 working hours")},
              {"1 workday", N_("1 working day")},
              {"3 workday", N_("3 working days")},
              {"5 workday", N_("5 working days")},
              {"10 workday", N_("10 working days")}};

static void add_option(struct moves_field *f, struct choice *list, str key, str label)
{
    list[f->n++] = (struct choice){key, label};
    f->options = list;
}

static enum err org_options(struct ctx *cx, const struct matter *m, int64_t suggested,
                            struct moves_field *f)
{
    struct org *orgs;
    int n = 0;
    int64_t county = place_above(m->scope, PLACE_COUNTY);
    enum err e = org_list(cx, m->county, county, place_end(county), ORG_KINDS, &orgs, &n);
    struct choice *list = NEW_N(cx->mem, struct choice, e ? 0 : n);
    for (int i = 0; !e && i < n; i++) {
        str key = str_fmt(cx->mem, "%lld", (long long)orgs[i].id);
        if (orgs[i].id == suggested) {
            f->chosen = key;
            f->hint = tr(cx->lang, _("The unit responsible for this kind at this place is chosen; "
                                     "choose another where that is right."));
        }
        add_option(f, list, key, orgs[i].name);
    }
    f->many = true;
    return e;
}

static enum err fill_options(struct ctx *cx, const struct matter *m, const struct flow_move *move,
                             unsigned need, int64_t org, struct moves_field *f)
{
    struct choice *list = NEW_N(cx->mem, struct choice, FLOW_REASONS_MAX);
    if (need == FLOW_NEED_ORG)
        return org_options(cx, m, org, f);
    if (need == FLOW_NEED_REASON)
        for (int i = 0; i < move->n_reasons; i++)
            add_option(f, list, str_of(move->reasons[i].code),
                       tr(cx->lang, move->reasons[i].label));
    if (need == FLOW_NEED_OUTCOME)
        for (size_t i = 0; i < COUNT(outcomes); i++)
            add_option(f, list, str_of(outcomes[i].key), tr(cx->lang, outcomes[i].label));
    if (need == FLOW_NEED_LIMIT)
        for (size_t i = 0; i < COUNT(limits); i++)
            add_option(f, list, str_of(limits[i].key), tr(cx->lang, limits[i].label));
    return OK;
}

static struct moves_field field_of(struct ctx *cx, const struct need *n)
{
    return (struct moves_field){.kind = n->kind,
                                .name_z = n->name,
                                .label_z = n->label,
                                .name = str_of(n->name),
                                .label = tr(cx->lang, n->label),
                                .hint = n->hint ? tr(cx->lang, n->hint) : STR_NONE,
                                .must = true};
}

static enum err fill_form(struct ctx *cx, const struct matter *m, const struct flow_move *move,
                          int64_t org, struct moves_form *out)
{
    struct moves_field *fields = NEW_N(cx->mem, struct moves_field, COUNT(needs) + 1);
    enum err e = OK;
    *out = (struct moves_form){
        .key = str_of(move->name), .label = tr(cx->lang, move->label), .fields = fields};
    for (size_t i = 0; !e && i < COUNT(needs); i++) {
        if (!(move->needs & needs[i].need))
            continue;
        struct moves_field *f = &fields[out->n_fields++];
        *f = field_of(cx, &needs[i]);
        e = fill_options(cx, m, move, needs[i].need, org, f);
        if (needs[i].need == FLOW_NEED_AFTER_PHOTO)
            fields[out->n_fields++] =
                (struct moves_field){.kind = MOVES_TEXT,
                                     .name_z = "why_no_photo",
                                     .name = S("why_no_photo"),
                                     .label = tr(cx->lang, _("Or why there is none"))};
    }
    return e;
}

enum err moves_forms(struct ctx *cx, const struct matter *m, str token, int64_t org,
                     struct moves_form **out, int *n)
{
    struct matters_offer offers[MOVES_OFFERS_MAX];
    int found = 0, made = 0;
    enum err e = matters_offers(cx, m, token, offers, COUNT(offers), &found);
    struct moves_form *forms = NEW_N(cx->mem, struct moves_form, COUNT(offers));
    for (int i = 0; !e && i < found; i++)
        if (!offers[i].waits.len)
            e = fill_form(cx, m, offers[i].move, org, &forms[made++]);
    if (e)
        return e;
    *out = forms;
    *n = made;
    return OK;
}

struct moves_field *moves_field(struct moves_form *f, const char *name)
{
    for (int i = 0; i < f->n_fields; i++)
        if (str_is(f->fields[i].name, name))
            return &f->fields[i];
    return NULL;
}

void moves_show(struct html *h, str action, int64_t seen, const struct moves_form *f, int n,
                str chosen)
{
    moves_html_forms(h, action, seen, f, n, chosen);
}
