/* desk_move_web.c: the steps that a case's page offers, and taking one. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/reply.h"

/* ---- the steps on offer ------------------------------------------------ */

static const struct need {
    unsigned need;
    enum move_field_kind kind;
    const char *name, *label, *hint;
} needs[] = {
    {FLOW_NEED_REASON, MOVE_CHOICE, "reason", N_("Reason"), NULL},
    {FLOW_NEED_ORG, MOVE_CHOICE, "org", N_("Who handles it"), NULL},
    {FLOW_NEED_OUTCOME, MOVE_CHOICE, "outcome", N_("What came of it"),
     N_("“Answered” is honest where it cannot be solved: say why.")},
    {FLOW_NEED_TEXT, MOVE_TEXT, "say", N_("In words"),
     N_("Say what was done and what comes next. Not just “handled”.")},
    {FLOW_NEED_PHOTO, MOVE_PHOTO, "photo", N_("Photo"), NULL},
    {FLOW_NEED_AFTER_PHOTO, MOVE_PHOTO, "after", N_("Photo after the work"), NULL},
    {FLOW_NEED_UNTIL, MOVE_DAY, "until", N_("Until which day"), NULL},
    {FLOW_NEED_LIMIT, MOVE_CHOICE, "limit", N_("How much longer"), NULL},
    {FLOW_NEED_RATING, MOVE_CHOICE, "rating", N_("How was it handled?"), NULL},
    {FLOW_NEED_INTO, MOVE_TEXT, "into", N_("Number of the other case"), NULL},
};

static void add_option(struct move_field *f, struct choice *list, str key, str label)
{
    list[f->n++] = (struct choice){key, label};
    f->options = list;
}

/* The unit that the limit of this kind names for the case's place, else the kind's owner; 0: none.
 */
static enum err suggested_org(struct ctx *cx, const struct casefile *c, const struct org *orgs,
                              int n, int64_t *out)
{
    struct category_limit l = {.org = 0};
    enum err e =
        cases_category_limit(cx, c->m.county, c->category.code, S("handle"), c->m.scope, &l);
    *out = 0;
    for (int i = 0; i < n; i++)
        if (l.org ? orgs[i].id == l.org : str_eq(orgs[i].code, c->category.owner))
            *out = orgs[i].id;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err org_options(struct ctx *cx, const struct casefile *c, struct move_field *f)
{
    struct org *orgs;
    int n = 0;
    int64_t county = place_above(c->m.scope, PLACE_COUNTY), suggested = 0;
    enum err e = org_list(cx, c->m.county, county, place_end(county), ORG_KINDS, &orgs, &n);
    if (!e)
        e = suggested_org(cx, c, orgs, n, &suggested);
    struct choice *list = NEW_N(cx->mem, struct choice, n);
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

static enum err fill_options(struct ctx *cx, const struct casefile *c, const struct flow_move *move,
                             unsigned need, struct move_field *f)
{
    struct choice *list = NEW_N(cx->mem, struct choice, FLOW_REASONS_MAX);
    if (need == FLOW_NEED_ORG)
        return org_options(cx, c, f);
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

static enum err fill_move(struct ctx *cx, const struct casefile *c, const struct flow_move *move,
                          struct move_form *out)
{
    struct move_field *fields = NEW_N(cx->mem, struct move_field, COUNT(needs) + 1);
    enum err e = OK;
    *out = (struct move_form){
        .key = str_of(move->name), .label = tr(cx->lang, move->label), .fields = fields};
    for (size_t i = 0; !e && i < COUNT(needs); i++) {
        if (!(move->needs & needs[i].need))
            continue;
        struct move_field *f = &fields[out->n_fields++];
        *f = (struct move_field){.kind = needs[i].kind,
                                 .name_z = needs[i].name,
                                 .label_z = needs[i].label,
                                 .name = str_of(needs[i].name),
                                 .label = tr(cx->lang, needs[i].label),
                                 .hint = needs[i].hint ? tr(cx->lang, needs[i].hint) : STR_NONE,
                                 .must = true};
        e = fill_options(cx, c, move, needs[i].need, f);
        if (needs[i].need == FLOW_NEED_AFTER_PHOTO)
            fields[out->n_fields++] =
                (struct move_field){.kind = MOVE_TEXT,
                                    .name_z = "why_no_photo",
                                    .name = S("why_no_photo"),
                                    .label = tr(cx->lang, _("Or why there is none"))};
    }
    return e;
}

/* Whoever answers may start from a template of their organisation. */
static enum err offer_templates(struct ctx *cx, const struct casefile *c, struct move_form *form)
{
    struct reply_template *t;
    int n = 0;
    enum err e = reply_list(cx, c->category.code, &t, &n);
    struct choice *list = NEW_N(cx->mem, struct choice, e ? 0 : n);
    for (int i = 0; !e && i < n; i++)
        list[i] = (struct choice){str_fmt(cx->mem, "%lld", (long long)t[i].id), t[i].title};
    for (int i = 0; !e && i < form->n_fields; i++)
        if (str_is(form->fields[i].name, "say")) {
            form->fields[i].templates = list;
            form->fields[i].n_templates = n;
        }
    return e;
}

/* What was typed so far, and the template after it. */
static enum err insert_template(struct req *rq, const struct casefile *c, struct move_form *form)
{
    struct ctx *cx = rq->cx;
    struct reply_template t;
    struct matters_clock k;
    int64_t id;
    str typed = web_typed(rq->page, "say");
    if (str_int(web_field(rq, "template"), &id))
        return ERR_NOT_FOUND;
    enum err e = reply_find(cx, id, &t);
    if (!e)
        e = cases_clock(cx, &c->m, &k);
    if (e)
        return e;
    struct reply_words w = {
        .number = c->m.number,
        .place = str_fmt(cx->mem, "%.*s%.*s",
                         STR_ARG(places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY))),
                         STR_ARG(c->spot.words)),
        .deadline = k.due_ms ? frame_time_text(cx->mem, cx->lang, k.due_ms, cx->now) : STR_NONE};
    str text = reply_filled(cx->mem, t.body, &w);
    for (int i = 0; i < form->n_fields; i++)
        if (str_is(form->fields[i].name, "say"))
            form->fields[i].value = str_fmt(cx->mem, "%.*s%s%.*s", STR_ARG(typed),
                                            typed.len ? "\n" : "", STR_ARG(text));
    return OK;
}

enum err desk_fill_moves(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    struct ctx *cx = rq->cx;
    struct matters_offer offers[24];
    int n = 0;
    enum err e = matters_offers(cx, &c->m, STR_NONE, offers, COUNT(offers), &n);
    struct move_form *forms = NEW_N(cx->mem, struct move_form, COUNT(offers));
    for (int i = 0; !e && i < n; i++)
        if (cases_must_show(cx, c->m.flow, offers[i].move))
            p->look_at = str_fmt(cx->mem, "/field/task/%.*s", STR_ARG(c->m.number));
        else if (!offers[i].waits.len)
            e = fill_move(cx, c, offers[i].move, &forms[p->n_moves++]);
    p->moves = forms;
    p->chosen = web_typed(rq->page, "move");
    bool gone = true;
    for (int i = 0; !e && i < p->n_moves; i++) {
        e = offer_templates(cx, c, &forms[i]);
        if (!e && p->inserting && str_eq(forms[i].key, p->chosen))
            e = insert_template(rq, c, &forms[i]);
        gone = gone && !str_eq(forms[i].key, p->chosen);
    }
    if (gone) /* somebody else took the step: what was typed with it can be kept as a note */
        p->left_words = web_typed(rq->page, "say");
    return e;
}

/* ---- steps ------------------------------------------------------------- */

static enum err read_orgs(struct req *rq, struct matters_input *in)
{
    for (size_t i = 0; i < MATTERS_ORGS_MAX && web_field_at(rq, "org", i).len; i++)
        if (str_int(web_field_at(rq, "org", i), &in->orgs[in->n_orgs++]))
            return fail_field(rq->cx, "org", _("Choose who handles it."));
    return OK;
}

static enum err read_limit(struct req *rq, struct matters_input *in)
{
    str text = web_field(rq, "limit");
    if (!text.len)
        return OK;
    if (str_int(str_cut(&text, ' '), &in->limit.n))
        return fail_field(rq->cx, "limit", _("Choose how much longer it takes."));
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(text, calendar_unit_names[u]))
            in->limit.unit = (enum calendar_unit)u;
    return OK;
}

static enum err read_into(struct req *rq, struct matters_input *in)
{
    struct matter other;
    str number = web_field(rq, "into");
    if (!number.len)
        return OK;
    enum err e =
        matters_by_number(rq->cx, rq->cx->county, str_trim(number), MATTERS_VIEW_TASK, &other);
    if (e == ERR_NOT_FOUND)
        return fail_field(rq->cx, "into", _("There is no case of this number here."));
    in->into = e ? 0 : other.id;
    return e;
}

static enum err read_until(struct req *rq, struct matters_input *in)
{
    int64_t day;
    str text = web_field(rq, "until");
    if (!text.len)
        return OK;
    if (day_parse(text, &day))
        return fail_field(rq->cx, "until", _("Choose a day."));
    in->until_ms = ms_of_day(day) + 9 * 3600000LL;
    return OK;
}

static enum err read_move(struct req *rq, struct cases_move *out)
{
    struct matters_input *in = &out->in;
    in->reason = web_field(rq, "reason");
    in->outcome = web_field(rq, "outcome");
    in->why_no_photo = str_clean_line(rq->cx->mem, web_field(rq, "why_no_photo"));
    out->say = str_clean_text(rq->cx->mem, web_field(rq, "say"));
    in->text = out->say;
    enum err e = str_int(web_field(rq, "seen"), &out->seen);
    if (!e)
        e = read_orgs(rq, in);
    if (!e)
        e = read_limit(rq, in);
    if (!e)
        e = read_until(rq, in);
    if (!e)
        e = read_into(rq, in);
    return e;
}

static enum err take_photos(struct req *rq, struct cases_move *out, struct cases_files *files)
{
    enum err e = cases_take(rq, "photo", "report", files);
    out->in.photos = files->n;
    if (!e)
        e = cases_take(rq, "after", "after", files);
    out->in.after_photos = files->n - out->in.photos;
    out->files = files;
    return e;
}

enum err desk_move(struct req *rq)
{
    struct casefile c;
    struct cases_move move = {0};
    struct cases_files files = {.n = 0};
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (e)
        return e;
    if (web_field_has(rq, "insert")) {
        struct desk_page p = {.inserting = true};
        return desk_show(rq, OK, &p);
    }
    move.move = str_z(rq->cx->mem, web_field(rq, "move"));
    e = read_move(rq, &move);
    if (!e)
        e = take_photos(rq, &move, &files);
    if (!e)
        e = cases_move(rq->cx, &c, &move);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        struct desk_page p = {0};
        return desk_show(rq, e, &p); /* what was typed stays */
    }
    return desk_back(rq, e, &c);
}

enum err desk_merge(struct req *rq)
{
    struct casefile c;
    struct cases_move move = {.move = "merge"};
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = read_into(rq, &move.in);
    if (e)
        return e;
    move.seen = c.m.row_ver;
    return desk_back(rq, cases_move(rq->cx, &c, &move), &c);
}
