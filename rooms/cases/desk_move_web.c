/* desk_move_web.c: the steps that a case's page offers, and taking one. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/quality.h"
#include "rooms/cases/reply.h"

/* ---- the steps on offer ------------------------------------------------ */

/* The unit that the limit of this kind names for the case's place, else the kind's owner; 0: none.
 */
static enum err suggested_org(struct ctx *cx, const struct casefile *c, int64_t *out)
{
    struct category_limit l = {.org = 0};
    struct org o = {.id = 0};
    enum err e =
        cases_category_limit(cx, c->m.county, c->category.code, S("handle"), c->m.scope, &l);
    if (e == ERR_NOT_FOUND || (!e && !l.org))
        e = org_find_code(cx, c->m.county, c->category.owner, &o);
    *out = l.org ? l.org : o.id;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Whoever answers may start from a template of their organisation. */
static enum err offer_templates(struct ctx *cx, const struct casefile *c, struct moves_form *form)
{
    struct reply_template *t;
    int n = 0;
    enum err e = reply_list(cx, c->category.code, &t, &n);
    struct choice *list = NEW_N(cx->mem, struct choice, e ? 0 : n);
    for (int i = 0; !e && i < n; i++)
        list[i] = (struct choice){str_fmt(cx->mem, "%lld", (long long)t[i].id), t[i].title};
    struct moves_field *say = moves_field(form, "say");
    if (!e && say) {
        say->templates = list;
        say->n_templates = n;
    }
    return e;
}

/* What was typed so far, and the template after it. */
static enum err insert_template(struct req *rq, const struct casefile *c, struct moves_form *form)
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
    struct moves_field *say = moves_field(form, "say");
    if (say)
        say->value =
            str_fmt(cx->mem, "%.*s%s%.*s", STR_ARG(typed), typed.len ? "\n" : "", STR_ARG(text));
    return OK;
}

/* With the step that says what came of it, and with the one that closes: what its facility is now.
 */
static void offer_facility(struct ctx *cx, const struct casefile *c, struct moves_form *form)
{
    int at = flow_move_find(c->m.flow, form->key);
    const struct flow_move *move = at < 0 ? NULL : &c->m.flow->moves[at];
    bool closes = move && move->to >= 0 && c->m.flow->states[move->to].standing == FLOW_CLOSED;
    if (!c->facility || !move || !(closes || move->needs & FLOW_NEED_OUTCOME))
        return;
    struct choice *list = NEW_N(cx->mem, struct choice, FACILITY_STATES);
    struct moves_field *fields = NEW_N(cx->mem, struct moves_field, form->n_fields + 1);
    for (int i = 0; i < FACILITY_STATES; i++)
        list[i] = (struct choice){str_of(facility_state_names[i]),
                                  tr(cx->lang, facility_state_labels[i])};
    for (int i = 0; i < form->n_fields; i++)
        fields[i] = form->fields[i];
    fields[form->n_fields++] =
        (struct moves_field){.kind = MOVES_CHOICE,
                             .name_z = "facility_state",
                             .label_z = _("The facility is now"),
                             .name = S("facility_state"),
                             .label = tr(cx->lang, _("The facility is now")),
                             .hint = tr(cx->lang, _("Leave it empty if nothing changed.")),
                             .options = list,
                             .n = FACILITY_STATES};
    form->fields = fields;
}

/* Once an answer was refused for what it lacks: why it may go out all the same. */
static void offer_pass(struct req *rq, struct moves_form *form)
{
    struct ctx *cx = rq->cx;
    struct choice *list = NEW_N(cx->mem, struct choice, QUALITY_REASONS);
    struct moves_field *fields = NEW_N(cx->mem, struct moves_field, form->n_fields + 1);
    if (!str_eq(form->key, web_typed(rq->page, "move")) || !web_field_error(rq->page, "say").len)
        return;
    for (int i = 0; i < form->n_fields; i++)
        fields[i] = form->fields[i];
    for (int i = 0; i < QUALITY_REASONS; i++)
        list[i] = (struct choice){str_of(quality_reasons[i].code),
                                  tr(cx->lang, quality_reasons[i].label)};
    fields[form->n_fields++] =
        (struct moves_field){.kind = MOVES_CHOICE,
                             .name_z = "pass",
                             .name = S("pass"),
                             .label = tr(cx->lang, _("Why it may go out as it is")),
                             .options = list,
                             .n = QUALITY_REASONS};
    form->fields = fields;
}

/* What asks to be shown on the spot has a page of its own, made for a phone. */
static void leave_looks(struct ctx *cx, const struct casefile *c, struct moves_form *forms,
                        struct desk_page *p)
{
    int kept = 0;
    for (int i = 0; i < p->n_moves; i++) {
        int at = flow_move_find(c->m.flow, forms[i].key);
        if (at >= 0 && cases_must_show(cx, c->m.flow, &c->m.flow->moves[at]))
            p->look_at = str_fmt(cx->mem, "/field/task/%.*s", STR_ARG(c->m.number));
        else
            forms[kept++] = forms[i];
    }
    p->n_moves = kept;
}

enum err desk_fill_moves(struct req *rq, const struct casefile *c, struct desk_page *p)
{
    struct ctx *cx = rq->cx;
    struct moves_form *forms = NULL;
    int64_t org = 0;
    enum err e = suggested_org(cx, c, &org);
    if (!e)
        e = moves_forms(cx, &c->m, STR_NONE, org, &forms, &p->n_moves);
    if (!e)
        leave_looks(cx, c, forms, p);
    p->moves = forms;
    p->chosen = web_typed(rq->page, "move");
    bool gone = true;
    for (int i = 0; !e && i < p->n_moves; i++) {
        e = offer_templates(cx, c, &forms[i]);
        offer_facility(cx, c, &forms[i]);
        offer_pass(rq, &forms[i]);
        if (!e && p->inserting && str_eq(forms[i].key, p->chosen))
            e = insert_template(rq, c, &forms[i]);
        gone = gone && !str_eq(forms[i].key, p->chosen);
    }
    if (gone) /* somebody else took the step: what was typed with it can be kept as a note */
        p->left_words = web_typed(rq->page, "say");
    return e;
}

/* ---- steps ------------------------------------------------------------- */

static enum err read_move(struct req *rq, struct cases_move *out)
{
    struct moves_step s;
    enum err e = moves_read(rq, &s);
    if (!e)
        *out = (struct cases_move){.move = s.move,
                                   .seen = s.seen,
                                   .in = s.in,
                                   .say = s.say,
                                   .facility_state = web_field(rq, "facility_state"),
                                   .pass = web_field(rq, "pass")};
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
        e = moves_read_into(rq, &move.in);
    if (e)
        return e;
    move.seen = c.m.row_ver;
    return desk_back(rq, cases_move(rq->cx, &c, &move), &c);
}
