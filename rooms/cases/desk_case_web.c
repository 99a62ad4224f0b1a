/* desk_case_web.c: one case at the desk of those who work on it. */
#include "rooms/cases/handover.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/reply.h"
#include "rooms/cases/staff_html.h" /* generated */

static enum err find_case(struct req *rq, enum matters_view least, struct casefile *c)
{
    return cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), least, c);
}

static enum err back(struct req *rq, enum err e, const struct casefile *c)
{
    return e ? e : web_redirect(rq, "/desk/cases/%.*s?saved=1", STR_ARG(c->m.number));
}

/* ---- what is known ----------------------------------------------------- */

/* Who reported, for this reader: masked, and for handlers only if the reporter allowed it. */
static enum err fill_reporter(struct ctx *cx, const struct casefile *c, enum matters_view view,
                              struct desk_page *p)
{
    struct person who;
    struct matters_person people[8];
    int n = 0;
    if (view < MATTERS_VIEW_STAFF && !c->may_contact)
        return OK;
    enum err e = c->contact ? person_find(cx, c->m.county, c->contact, &who) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) {
        e = matters_people(cx, &c->m, people, COUNT(people), &n);
        if (!e)
            e = n && people[0].as == MATTERS_REPORTER
                    ? person_of_account(cx, c->m.county, people[0].account, &who)
                    : ERR_NOT_FOUND;
    }
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct person masked = people_masked(cx->mem, &who);
    p->reporter = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(masked.name), STR_ARG(masked.phone));
    p->may_unmask = may(cx, ACT_PEOPLE_UNMASK, c->m.scope, NO_ORG);
    return OK;
}

/* What was said with a step stands under that step. */
static bool is_told(const struct desk_page *p, str text, int64_t at_ms)
{
    for (int i = 0; i < p->n_steps; i++)
        if (p->steps[i].at_ms == at_ms && str_eq(p->steps[i].words, text))
            return true;
    return false;
}

static enum err fill_notes(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    enum { MOST = 200 };
    struct desk_note *notes = NEW_N(cx->mem, struct desk_note, MOST);
    int64_t who[MOST];
    {
        AUTO_ROWS rows = db_query(cx, &cases_sql_notes, db_int("county", c->m.county),
                                  db_int("case_id", c->m.id));
        while (p->n_notes < MOST && db_next(&rows)) {
            if (is_told(p, db_get_text(&rows, 2), db_get_int(&rows, 3)))
                continue;
            who[p->n_notes] = db_get_int(&rows, 1);
            notes[p->n_notes++] =
                (struct desk_note){.text = db_keep_text(&rows, 2), .at_ms = db_get_int(&rows, 3)};
        }
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    for (int i = 0; i < p->n_notes; i++)
        notes[i].who =
            who[i] ? people_name(cx, c->m.county, who[i]) : tr(cx->lang, _("The reporter"));
    p->notes = notes;
    return OK;
}

static enum err fill_why(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct matters_clock k;
    struct calendar cal;
    struct calendar_why why;
    enum err e = cases_clock(cx, &c->m, &k);
    if (e || !k.due_ms)
        return e;
    e = calendar_load(cx, c->m.county, &cal);
    if (e)
        return e;
    calendar_explain(&cal, &k.k, cx->mem, &why);
    str *lines = NEW_N(cx->mem, str, why.n);
    for (size_t i = 0; i < why.n; i++)
        lines[i] = calendar_step_text(cx->mem, cx->lang, &why.steps[i]);
    p->why = lines;
    p->n_why = (int)why.n;
    p->due = frame_time_text(cx->mem, cx->lang, k.due_ms, cx->now);
    return OK;
}

static const char *const ref_states[MATTERS_REF_STATES] = {
    [MATTERS_REF_TO_ENTER] = N_("to be entered there"),
    [MATTERS_REF_ENTERED] = N_("entered there"),
    [MATTERS_REF_RETURNED] = N_("result returned there"),
};

static str ref_text(struct ctx *cx, const struct matters_ref *r)
{
    return str_fmt(cx->mem, "%.*s %.*s (%.*s)", STR_ARG(r->system), STR_ARG(r->number),
                   STR_ARG(tr(cx->lang, ref_states[r->state])));
}

static enum err fill_refs(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct matters_ref refs[8];
    enum err e = matters_refs(cx, &c->m, refs, COUNT(refs), &p->n_refs);
    struct choice *list = NEW_N(cx->mem, struct choice, COUNT(refs));
    for (int i = 0; !e && i < p->n_refs; i++)
        list[i] = (struct choice){str_fmt(cx->mem, "%lld", (long long)refs[i].id),
                                  ref_text(cx, &refs[i])};
    p->refs = list;
    return e;
}

static enum err fill_offers(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct handover_offer offers[HANDOVER_SERVERS_MAX];
    int n = 0;
    enum err e = handover_may(cx, &c->m) ? handover_offers(cx, c, offers, COUNT(offers), &n) : OK;
    struct frame_option *options = NEW_N(cx->mem, struct frame_option, COUNT(offers));
    for (int i = 0; !e && i < n; i++)
        options[i] =
            (struct frame_option){.value = str_fmt(cx->mem, "%lld", (long long)offers[i].server).at,
                                  .text = offers[i].name};
    p->handover_to = (struct frame_choice){
        .name = "server", .label = _("Other system"), .options = options, .n = n};
    return e;
}

static enum err fill_handovers(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct handover list[HANDOVER_LIST_MAX];
    struct desk_handover *out = NEW_N(cx->mem, struct desk_handover, COUNT(list));
    enum err e = handover_list(cx, &c->m, list, COUNT(list), &p->n_handovers);
    for (int i = 0; !e && i < p->n_handovers; i++)
        out[i] =
            (struct desk_handover){list[i].id, list[i].at_ms, handover_text(cx, &list[i]),
                                   list[i].state == HANDOVER_FAILED && handover_may(cx, &c->m)};
    p->handovers = out;
    return e ? e : fill_offers(cx, c, p);
}

static enum err fill_duplicates(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct cases_near near[3];
    struct matter m[COUNT(near)];
    struct case_row *rows = NEW_N(cx->mem, struct case_row, COUNT(near));
    int n = 0, found = 0;
    if (!c->m.open || !may(cx, ACT_CASES_MERGE, c->m.scope, NO_ORG))
        return OK;
    enum err e = cases_list_near(cx, c->m.county, c->category.code, &c->spot, c->m.id, near,
                                 COUNT(near), &n);
    for (int i = 0; !e && i < n; i++)
        if (matters_find(cx, c->m.county, near[i].id, MATTERS_VIEW_TASK, &m[found]) == OK)
            found++;
    if (!e)
        e = cases_rows(cx, m, found, MATTERS_VIEW_STAFF, rows);
    p->duplicates = rows;
    p->n_duplicates = e ? 0 : found;
    return e;
}

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

static enum err org_options(struct ctx *cx, const struct casefile *c, struct move_field *f)
{
    struct org *orgs;
    int n = 0;
    int64_t county = place_above(c->m.scope, PLACE_COUNTY);
    enum err e = org_list(cx, c->m.county, county, place_end(county), ORG_KINDS, &orgs, &n);
    struct choice *list = NEW_N(cx->mem, struct choice, n);
    for (int i = 0; !e && i < n; i++) {
        str key = str_fmt(cx->mem, "%lld", (long long)orgs[i].id);
        if (str_eq(orgs[i].code, c->category.owner))
            f->chosen = key;
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

static enum err fill_moves(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    struct ctx *cx = rq->cx;
    struct matters_offer offers[24];
    int n = 0;
    enum err e = matters_offers(cx, &c->m, STR_NONE, offers, COUNT(offers), &n);
    struct move_form *forms = NEW_N(cx->mem, struct move_form, COUNT(offers));
    for (int i = 0; !e && i < n; i++)
        if (!offers[i].waits.len)
            e = fill_move(cx, c, offers[i].move, &forms[p->n_moves++]);
    p->moves = forms;
    p->chosen = web_typed(rq->page, "move");
    for (int i = 0; !e && i < p->n_moves; i++) {
        e = offer_templates(cx, c, &forms[i]);
        if (!e && p->inserting && str_eq(forms[i].key, p->chosen))
            e = insert_template(rq, c, &forms[i]);
    }
    return e;
}

/* ---- the page ---------------------------------------------------------- */

static enum err fill_page(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    struct ctx *cx = rq->cx;
    enum matters_view view;
    struct case_photo *photos;
    struct frame_step *steps;
    struct org o;
    enum err e = matters_view(cx, &c->m, &view);
    if (!e)
        e = cases_row(cx, c, view, &p->c);
    if (!e)
        e = cases_photos(cx, c, view, &photos, &p->n_photos);
    if (!e)
        e = cases_steps(cx, c, view, &steps, &p->n_steps);
    if (e)
        return e;
    p->photos = photos;
    p->steps = steps;
    e = cases_answered(cx, c, false, &p->answers);
    if (e)
        return e;
    p->body = c->body;
    p->public_text = c->public_text;
    p->state = tr(cx->lang, c->m.flow->states[c->m.at].label);
    p->source = tr(cx->lang, cases_source_label(c->m.source));
    p->unit =
        c->m.lead_org && org_find(cx, c->m.county, c->m.lead_org, &o) == OK ? o.name : STR_NONE;
    p->heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(p->c.title), STR_ARG(p->c.no));
    p->may_release = may(cx, ACT_CASES_RELEASE, c->m.scope, c->m.lead_org);
    p->saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    return fill_reporter(cx, c, view, p);
}

static enum err fill_all(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    enum err e = fill_page(rq, c, p);
    if (!e)
        e = fill_notes(rq->cx, c, p);
    if (!e)
        e = fill_why(rq->cx, c, p);
    if (!e)
        e = fill_refs(rq->cx, c, p);
    if (!e)
        e = fill_handovers(rq->cx, c, p);
    if (!e)
        e = fill_duplicates(rq->cx, c, p);
    if (!e)
        e = fill_moves(rq, c, p);
    return e;
}

/* The page, with whatever sentence a refused step has left in cx->failure. */
static enum err show(struct req *rq, enum err because, struct desk_page *p)
{
    struct casefile c;
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = fill_all(rq, &c, p);
    if (e)
        return e;
    staff_html_case(rq->page, p);
    return because;
}

enum err desk_show_again(struct req *rq, enum err because)
{
    struct desk_page p = {0};
    return show(rq, because, &p);
}

enum err desk_case(struct req *rq)
{
    struct desk_page p = {0};
    return show(rq, OK, &p);
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
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (e)
        return e;
    if (web_field_has(rq, "insert")) {
        struct desk_page p = {.inserting = true};
        return show(rq, OK, &p);
    }
    move.move = str_z(rq->cx->mem, web_field(rq, "move"));
    e = read_move(rq, &move);
    if (!e)
        e = take_photos(rq, &move, &files);
    if (!e)
        e = cases_move(rq->cx, &c, &move);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        struct desk_page p = {0};
        return show(rq, e, &p); /* what was typed stays */
    }
    return back(rq, e, &c);
}

enum err desk_merge(struct req *rq)
{
    struct casefile c;
    struct cases_move move = {.move = "merge"};
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = read_into(rq, &move.in);
    if (e)
        return e;
    move.seen = c.m.row_ver;
    return back(rq, cases_move(rq->cx, &c, &move), &c);
}

/* ---- notes, public text, numbers --------------------------------------- */

struct text_fields {
    str note, public_text, why;
    int64_t show;
};
static const struct field note_fields[] = {
    FIELD_AREA(struct text_fields, note, 0, 2000, N_("Add a note")), {0}};
static const struct field public_fields[] = {
    FIELD_AREA(struct text_fields, public_text, 0, 1000, N_("Public text")),
    FIELD(struct text_fields, show, 0, 1, N_("Show to the public")),
    {0}};
static const struct field why_fields[] = {
    FIELD(struct text_fields, why, 1, 40, N_("Why do you need the number?")), {0}};

enum err desk_note(struct req *rq)
{
    struct casefile c;
    struct text_fields f = {0};
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, note_fields, &f);
    if (!e)
        e = cases_note(rq->cx, &c, f.note);
    return back(rq, e, &c);
}

enum err desk_public(struct req *rq)
{
    struct casefile c;
    struct text_fields f = {0};
    struct desk_page p = {0};
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, public_fields, &f);
    if (!e)
        e = cases_release(rq->cx, &c, f.public_text, f.show);
    return e == ERR_INVALID ? show(rq, e, &p) : back(rq, e, &c);
}

struct ref_fields {
    str system, number;
    int64_t ref, returned;
};
static const struct field ref_fields[] = {
    FIELD(struct ref_fields, system, 0, 40, N_("Other system")),
    FIELD(struct ref_fields, number, 0, 60, N_("Number there")),
    FIELD(struct ref_fields, ref, 0, INT64_MAX, N_("Other system")),
    FIELD(struct ref_fields, returned, 0, 1, N_("result returned there")),
    {0}};

/* The number there once it is known, and that the result has gone back. */
static enum err change_ref(struct ctx *cx, const struct matter *m, const struct ref_fields *f)
{
    struct matters_ref refs[8];
    int n = 0;
    enum err e = matters_refs(cx, m, refs, COUNT(refs), &n);
    for (int i = 0; !e && i < n; i++) {
        if (refs[i].id != f->ref)
            continue;
        if (f->number.len)
            refs[i].number = f->number;
        refs[i].state = f->returned ? MATTERS_REF_RETURNED : MATTERS_REF_ENTERED;
        return matters_ref_change(cx, &refs[i]);
    }
    return e ? e : ERR_NOT_FOUND;
}

enum err desk_ref(struct req *rq)
{
    struct casefile c;
    struct ref_fields f = {0};
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, ref_fields, &f);
    if (e)
        return e;
    if (f.ref)
        return back(rq, change_ref(rq->cx, &c.m, &f), &c);
    if (!f.system.len)
        return fail_field(rq->cx, "system", _("Say which system it is."));
    struct matters_ref r = {.county = c.m.county,
                            .matter = c.m.id,
                            .system = f.system,
                            .number = f.number,
                            .state = f.number.len ? MATTERS_REF_ENTERED : MATTERS_REF_TO_ENTER};
    return back(rq, matters_ref_add(rq->cx, &r), &c);
}

enum err desk_unmask(struct req *rq)
{
    struct casefile c;
    struct text_fields f = {0};
    struct desk_page p = {0};
    struct person who;
    enum err e = find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, why_fields, &f);
    if (!e)
        e = person_unmask(rq->cx, c.m.county, c.contact, c.m.scope, c.m.id, f.why, &who);
    if (e)
        return e;
    p.plain = str_fmt(rq->cx->mem, "%.*s %.*s", STR_ARG(who.name), STR_ARG(who.phone));
    return show(rq, OK, &p);
}
