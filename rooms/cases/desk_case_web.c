/* desk_case_web.c: one case at the desk of those who work on it. */
#include "rooms/cases/handover.h"

#include "civic/homes/homes.h"
#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/quality.h"
#include "rooms/cases/staff_html.h" /* generated */

enum err desk_find_case(struct req *rq, enum matters_view least, struct casefile *c)
{
    return cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), least, c);
}

enum err desk_back(struct req *rq, enum err e, const struct casefile *c)
{
    return e ? e : web_redirect(rq, "/desk/cases/%.*s?saved=1", STR_ARG(c->m.number));
}

/* ---- what is known ----------------------------------------------------- */

enum err desk_fill_reporter(struct ctx *cx, const struct casefile *c, enum matters_view view,
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
    str tongue = home_tongue_label(cx, who.tongue);
    p->reporter = str_fmt(cx->mem, "%.*s %.*s%s%.*s", STR_ARG(masked.name), STR_ARG(masked.phone),
                          tongue.len ? " · " : "", STR_ARG(tongue));
    p->may_unmask = may(cx, ACT_PEOPLE_UNMASK, c->m.scope, NO_ORG);
    return OK;
}

/* Whoever has it to handle may hand it to somebody without an account (rooms/slips). */
static enum err may_slip(struct ctx *cx, const struct casefile *c, bool *out)
{
    enum { MOST = 64 };
    struct task *t = NEW_N(cx->mem, struct task, MOST);
    int n = 0;
    *out = false;
    if (!c->m.open || !may_somewhere(cx, "slips.give"))
        return OK;
    enum err e = matters_tasks(cx, &c->m, t, MOST, &n);
    for (int i = 0; !e && i < n && !*out; i++)
        *out = t[i].state == MATTERS_TASK_OPEN && matters_is_mine(cx, &t[i], true) &&
               (str_is(t[i].kind, "lead") || str_is(t[i].kind, "assist")) &&
               may(cx, "slips.give", c->m.scope, t[i].org);
    return e;
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
    struct matters_ref refs[DESK_REFS_MAX];
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

static str look_words(struct ctx *cx, const struct casefile *c, const struct cases_shown *s)
{
    str text = cases_shown_text(cx, s);
    int i = flow_move_find(c->m.flow, s->move);
    str found = i < 0 ? s->move : tr(cx->lang, c->m.flow->moves[i].label);
    return str_fmt(cx->mem, "%.*s · %.*s%s%.*s", STR_ARG(found), STR_ARG(text),
                   s->words.len ? " · " : "", STR_ARG(s->words));
}

static enum err fill_looks(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    enum { MOST = 20 };
    struct cases_shown shown[MOST];
    struct desk_note *out = NEW_N(cx->mem, struct desk_note, MOST);
    enum err e = cases_list_shown(cx, &c->m, shown, MOST, &p->n_looks);
    for (int i = 0; !e && i < p->n_looks; i++)
        out[i] = (struct desk_note){.who = people_name(cx, c->m.county, shown[i].account),
                                    .text = look_words(cx, c, &shown[i]),
                                    .at_ms = shown[i].at_ms};
    p->looks = out;
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
    unsigned lacks;
    e = quality_of(cx, c, &lacks);
    if (e)
        return e;
    p->lacks = lacks ? quality_text(cx, lacks) : STR_NONE;
    p->heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(p->c.title), STR_ARG(p->c.no));
    e = may_slip(cx, c, &p->may_slip);
    if (e)
        return e;
    p->may_release = may(cx, ACT_CASES_RELEASE, c->m.scope, c->m.lead_org);
    p->saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    return desk_fill_reporter(cx, c, view, p);
}

/* What it is about, with a way to its page for whoever may see that. */
static enum err fill_facility(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct facility f;
    enum err e = c->facility ? facility_find(cx, c->m.county, c->facility, &f) : ERR_NOT_FOUND;
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    p->facility = str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(cases_facility_text(cx, &f, true)),
                          STR_ARG(tr(cx->lang, facility_state_labels[f.state])));
    if (facility_may_see(cx, &f))
        p->facility_no = f.identifier;
    return OK;
}

/* What other rooms have to do with it: those above this one, which it does not know by name. */
static enum err fill_lines(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    enum { MOST = 3 * ROOM_LINES_MAX };
    struct room_line *lines = NEW_N(cx->mem, struct room_line, MOST);
    enum err e = OK;
    for (const struct room *const *r = rooms_of(cx); !e && *r; r++) {
        int n = 0, left = MOST - p->n_lines;
        if (!(*r)->about)
            continue;
        e = (*r)->about(cx, &c->m, lines + p->n_lines,
                        left < ROOM_LINES_MAX ? left : ROOM_LINES_MAX, &n);
        p->n_lines += n;
    }
    p->lines = lines;
    return e;
}

static enum err fill_all(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    enum err e = fill_page(rq, c, p);
    if (!e)
        e = fill_notes(rq->cx, c, p);
    if (!e)
        e = fill_looks(rq->cx, c, p);
    if (!e)
        e = fill_why(rq->cx, c, p);
    if (!e)
        e = fill_facility(rq->cx, c, p);
    if (!e)
        e = fill_refs(rq->cx, c, p);
    if (!e)
        e = fill_handovers(rq->cx, c, p);
    if (!e)
        e = fill_lines(rq->cx, c, p);
    if (!e)
        e = fill_duplicates(rq->cx, c, p);
    if (!e)
        e = desk_fill_told(rq->cx, c, p);
    if (!e)
        e = desk_fill_moves(rq, c, p);
    return e;
}

/* The page, with whatever sentence a refused step has left in cx->failure. */
enum err desk_show(struct req *rq, enum err because, struct desk_page *p)
{
    struct casefile c;
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
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
    return desk_show(rq, because, &p);
}

enum err desk_case(struct req *rq)
{
    struct desk_page p = {0};
    return desk_show(rq, OK, &p);
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
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, note_fields, &f);
    if (!e)
        e = cases_note(rq->cx, &c, f.note);
    return desk_back(rq, e, &c);
}

enum err desk_public(struct req *rq)
{
    struct casefile c;
    struct text_fields f = {0};
    struct desk_page p = {0};
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, public_fields, &f);
    if (!e)
        e = cases_release(rq->cx, &c, f.public_text, f.show);
    return e == ERR_INVALID ? desk_show(rq, e, &p) : desk_back(rq, e, &c);
}

enum err desk_unmask(struct req *rq)
{
    struct casefile c;
    struct text_fields f = {0};
    struct desk_page p = {0};
    struct person who;
    enum err e = desk_find_case(rq, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = form_read(rq, why_fields, &f);
    if (!e)
        e = person_unmask(rq->cx, c.m.county, c.contact, c.m.scope, c.m.id, f.why, &who);
    if (e)
        return e;
    p.plain = str_fmt(rq->cx->mem, "%.*s %.*s", STR_ARG(who.name), STR_ARG(who.phone));
    return desk_show(rq, OK, &p);
}
