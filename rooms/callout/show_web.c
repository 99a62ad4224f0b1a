/* show_web.c: the page of one callout: who was called and what they say, for whoever called,
 * whoever is called, and whoever confirms. On a phone one button says "we are here". */
#include "civic/places/geo.h"
#include "civic/places/places.h"
#include "rooms/callout/callout_html.h" /* generated */
#include "rooms/callout/callout_own.h"
#include "rooms/callout/callout_sql.h"

/* ---- the history ------------------------------------------------------------- */

static enum err fill_history(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct moves_words words;
    struct frame_step *steps = NULL;
    enum err e = moves_notes(cx, &callout_sql_notes, &c->m, &words);
    if (!e)
        e = moves_history(cx, &c->m, MATTERS_VIEW_STAFF, &words, &steps, &p->n_steps);
    p->steps = steps;
    if (!e && p->n_steps > 1) { /* it is opened and called in one breath: one line */
        p->steps++;
        p->n_steps--;
    }
    return e;
}

/* ---- who was called ------------------------------------------------------------ */

const char *callout_reason_label(const struct matter *m, str reason)
{
    int i = flow_move_find(m->flow, S("refuse"));
    for (int k = 0; i >= 0 && k < m->flow->moves[i].n_reasons; k++)
        if (str_is(reason, m->flow->moves[i].reasons[k].code))
            return m->flow->moves[i].reasons[k].label;
    return N_("No reason is known");
}

static str arrived_text(struct ctx *cx, const struct callout_unit *u, const struct callout *c)
{
    bool late = u->answered_ms > c->due_ms;
    if (str_is(u->seen, "no"))
        return tr(cx->lang, _("Says it came; the community has not seen it"));
    if (str_is(u->seen, "yes"))
        return tr(cx->lang, late ? _("Came late") : _("Came in time"));
    return tr(cx->lang, _("Says it is here"));
}

static struct callout_unit_row unit_row(struct ctx *cx, const struct callout *c,
                                        const struct callout_unit *u)
{
    bool came = str_is(u->answer, "arrived"), late = cx->now > c->due_ms;
    struct callout_unit_row r = {.key = str_fmt(cx->mem, "%lld", (long long)u->org),
                                 .name = u->name,
                                 .words = u->words,
                                 .at_ms = u->answered_ms};
    if (u->account)
        r.by = people_name(cx, c->m.county, u->account);
    if (came && u->metres >= 0)
        r.reason =
            tr_fill(cx->mem, cx->lang, _("{m} m from the spot"),
                    &(struct tr_arg){"m", str_fmt(cx->mem, "%lld", (long long)u->metres)}, 1);
    if (came) {
        r.said = arrived_text(cx, u, c);
        r.look = str_is(u->seen, "no")        ? LOOK_BAD
                 : !u->seen.len               ? LOOK_ASK
                 : u->answered_ms > c->due_ms ? LOOK_PART
                                              : LOOK_DONE;
    } else if (u->answer.len) {
        r.said = tr(cx->lang, _("Does not come"));
        r.reason = tr(cx->lang, callout_reason_label(&c->m, u->reason));
        r.look = LOOK_GREY;
    } else {
        r.said = tr(cx->lang, late ? _("Has not answered") : _("Not answered yet"));
        r.look = late ? LOOK_BAD : LOOK_SENT;
    }
    return r;
}

static bool answers_for(const struct ctx *cx, int64_t org)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

static bool is_going_on(const struct callout *c)
{
    return str_is(c->m.state, "called") || str_is(c->m.state, "gathered");
}

static enum err fill_units(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct callout_unit u[MATTERS_ORGS_MAX];
    struct callout_unit_row *rows = NEW_N(cx->mem, struct callout_unit_row, MATTERS_ORGS_MAX);
    bool calls = is_going_on(c) && may(cx, ACT_CALLOUT_CALL, c->m.scope, NO_ORG), own = false;
    enum err e = callout_units(cx, c, u, &p->n_units);
    for (int i = 0; !e && i < p->n_units; i++) {
        rows[i] = unit_row(cx, c, &u[i]);
        own |= answers_for(cx, u[i].org);
        rows[i].mine = is_going_on(c) && !u[i].answer.len &&
                       may(cx, ACT_CALLOUT_ANSWER, c->m.scope, u[i].org) &&
                       answers_for(cx, u[i].org);
        rows[i].may_see = calls && str_is(u[i].answer, "arrived") && !u[i].seen.len;
        if (rows[i].mine)
            p->may_answer = u[i].name;
    }
    for (int i = 0; own && i < p->n_units; i++)
        rows[i].may_see = false; /* whoever was called says nothing of who came */
    p->units = rows;
    return e;
}

/* ---- the page ------------------------------------------------------------------- */

static enum err fill_photos(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct media_file *files = NEW_N(cx->mem, struct media_file, CALLOUT_PHOTOS_MAX);
    str *out = NEW_N(cx->mem, str, CALLOUT_PHOTOS_MAX);
    enum err e =
        media_list(cx, c->m.county, "callout", c->m.id, files, CALLOUT_PHOTOS_MAX, &p->n_photos);
    for (int i = 0; !e && i < p->n_photos; i++)
        out[i] = media_address(cx->mem, &files[i], MEDIA_FULL);
    p->photos = out;
    return e;
}

/* Answers have a form of their own, made for a phone; seeing, a button per unit. */
static bool has_own_form(str move)
{
    static const char *const own[] = {"arrived", "refuse", "seen", "not_seen", "call"};
    for (size_t i = 0; i < COUNT(own); i++)
        if (str_is(move, own[i]))
            return true;
    return false;
}

static enum err fill_moves(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct moves_form *forms = NULL;
    int n = 0, kept = 0;
    enum err e = moves_forms(cx, &c->m, STR_NONE, 0, &forms, &n);
    for (int i = 0; !e && i < n; i++)
        if (!has_own_form(forms[i].key))
            forms[kept++] = forms[i];
    p->moves = forms;
    p->n_moves = kept;
    return e;
}

static enum err fill_case(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct matter m;
    struct casefile file;
    p->may_make_case = !c->case_id && may(cx, ACT_CALLOUT_CALL, c->m.scope, NO_ORG) &&
                       may(cx, ACT_CASES_ENTER, c->m.scope, NO_ORG);
    if (!c->case_id)
        return OK;
    enum err e = matters_find(cx, c->m.county, c->case_id, MATTERS_VIEW_TASK, &m);
    if (e == ERR_NOT_FOUND)
        return OK; /* not for this reader */
    if (!e)
        e = cases_load(cx, &m, &file);
    if (e)
        return e;
    p->case_no = m.number;
    p->case_title = cases_title(&file, cx->lang, MATTERS_VIEW_STAFF);
    return OK;
}

static void fill_reasons(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    int i = flow_move_find(c->m.flow, S("refuse")), n = 0;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, FLOW_REASONS_MAX + 1);
    list[n++] = (struct frame_option){.value = "", .text = tr(cx->lang, _("Please choose"))};
    for (int k = 0; i >= 0 && k < c->m.flow->moves[i].n_reasons; k++)
        list[n++] =
            (struct frame_option){.value = c->m.flow->moves[i].reasons[k].code,
                                  .text = tr(cx->lang, c->m.flow->moves[i].reasons[k].label)};
    p->reasons =
        (struct frame_choice){.name = "reason", .label = _("Reason"), .options = list, .n = n};
}

static enum err fill_kind(struct ctx *cx, const struct callout *c, struct callout_page *p)
{
    struct category k;
    enum err e = cases_category_find(cx, c->m.county, c->category, &k);
    p->kind = e ? c->m.title : cases_category_name(&k, cx->lang);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err fill_page(struct req *rq, const struct callout *c, struct callout_page *p)
{
    struct ctx *cx = rq->cx;
    p->c = c;
    p->r = callout_row(cx, c);
    enum err e = fill_kind(cx, c, p);
    if (!e)
        e = fill_units(cx, c, p);
    if (!e)
        e = fill_history(cx, c, p);
    if (!e)
        e = fill_photos(cx, c, p);
    if (!e)
        e = fill_moves(cx, c, p);
    if (!e)
        e = fill_case(cx, c, p);
    fill_reasons(cx, c, p);
    p->urgency = tr(cx->lang, callout_urgency_labels[c->urgency]);
    p->action = str_fmt(cx->mem, "/desk/callouts/%.*s/move", STR_ARG(c->m.number));
    p->saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    return e;
}

static enum err show(struct req *rq, enum err because)
{
    struct callout c;
    struct callout_page p = {0};
    struct failure told = rq->cx->failure;
    enum err e = callout_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (!e)
        e = fill_page(rq, &c, &p);
    if (e)
        return e;
    rq->cx->failure = told;
    callout_html_page(rq->page, &p);
    return because;
}

enum err callout_show(struct req *rq)
{
    return show(rq, OK);
}

static enum err back(struct req *rq, enum err e, const struct callout *c)
{
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/callouts/%.*s?saved=1", STR_ARG(c->m.number));
}

/* ---- what is sent ------------------------------------------------------------------ */

struct answer_fields {
    str answer, reason, words, lat, lon, accuracy;
};
static const struct field answer_fields[] = {
    FIELD(struct answer_fields, answer, 0, 20, N_("Answer")),
    FIELD(struct answer_fields, reason, 0, 40, N_("Reason")),
    FIELD(struct answer_fields, words, 0, 200, N_("In a few words")),
    FIELD(struct answer_fields, lat, 0, 24, N_("Position")),
    FIELD(struct answer_fields, lon, 0, 24, N_("Position")),
    FIELD(struct answer_fields, accuracy, 0, 24, N_("Position")),
    {0}};

/* How far from the spot the phone is; -1 if one of both is not known. */
static int64_t metres_from(struct req *rq, const struct callout *c, const struct answer_fields *f)
{
    struct failure before = rq->cx->failure;
    struct cases_spot at = {.measured = false};
    enum err e = report_position(rq, f->lat, f->lon, f->accuracy, &at);
    rq->cx->failure = before;
    if (e || !at.measured || !c->spot.measured)
        return -1;
    struct geo_point spot = {(int32_t)c->spot.lon_u, (int32_t)c->spot.lat_u};
    return geo_metres(spot, (struct geo_point){(int32_t)at.lon_u, (int32_t)at.lat_u});
}

static enum err take_photos(struct req *rq, struct media_new *out, int *n)
{
    enum { MOST = 4 };
    struct media_take how = {.county = rq->cx->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    enum err e = OK;
    for (const struct upload *u = rq->uploads; !e && u; u = u->next)
        if (u->size && str_is(u->field, "photo") && *n < MOST)
            e = media_take(rq->cx, u, &how, &out[(*n)++]);
    if (e != ERR_INVALID && e != ERR_TOO_BIG)
        return e;
    return fail_field(rq->cx, "photo", _("This is not a photo that can be shown. Choose another."));
}

enum err callout_send_answer(struct req *rq)
{
    struct callout c;
    struct answer_fields f = {.answer = STR_NONE};
    struct media_new photos[4];
    struct callout_answer in = {.photos = photos};
    web_set_county(rq, rq->cx->county);
    enum err e = callout_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (!e)
        e = form_read(rq, answer_fields, &f);
    if (e)
        return e == ERR_INVALID ? show(rq, e) : e;
    in.comes = str_is(f.answer, "here");
    in.reason = in.comes ? STR_NONE : f.reason;
    in.words = str_clean_line(rq->cx->mem, f.words);
    in.metres = metres_from(rq, &c, &f);
    if (in.comes)
        e = take_photos(rq, photos, &in.n_photos);
    if (!e)
        e = callout_answer(rq->cx, &c, &in);
    return back(rq, e, &c);
}

enum err callout_send_seen(struct req *rq)
{
    struct callout c;
    int64_t org;
    enum err e = callout_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (!e)
        e = str_int(web_field(rq, "org"), &org);
    if (!e)
        e = callout_see(rq->cx, &c, org, str_is(web_field(rq, "here"), "yes"));
    return back(rq, e, &c);
}

enum err callout_send_move(struct req *rq)
{
    struct callout c;
    struct moves_step s;
    enum err e = callout_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (e)
        return e;
    e = moves_read(rq, &s);
    struct callout_move move = {.move = s.move, .seen = s.seen, .in = s.in, .say = s.say};
    if (!e)
        e = callout_move(rq->cx, &c, &move);
    return back(rq, e, &c);
}

enum err callout_send_case(struct req *rq)
{
    struct callout c;
    struct cases_receipt r;
    enum err e = callout_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (!e)
        e = callout_make_case(rq->cx, &c, &r);
    return back(rq, e, &c);
}
