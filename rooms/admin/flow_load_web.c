/* flow_load_web: a flow pasted or chosen as a file by the system administrator is checked, drawn,
 * held against the current one of its name, and loaded; a former one is made current again. */
#include "rooms/admin/config_own.h"
#include "rooms/admin/flow_html.h"

enum { CHANGES_MOST = 2 * (FLOW_STATES_MAX + FLOW_MOVES_MAX) };

/* ---- what differs ---------------------------------------------------------- */

static str state_text(struct ctx *cx, const struct flow *f, int i)
{
    const struct flow_state *s = &f->states[i];
    return str_fmt(cx->mem, "%.*s · %.*s · %.*s", STR_ARG(tr(cx->lang, s->label)),
                   STR_ARG(tr(cx->lang, admin_flow_standing(s))),
                   STR_ARG(tr(cx->lang, s->resident)));
}

static void add_from(struct buf *b, struct ctx *cx, const struct flow *f, const struct flow_move *m)
{
    bool first = true;
    for (int i = 0; i < f->n_states; i++)
        if (m->from >> i & 1) {
            if (!first)
                buf_z(b, cx->lang == LANG_ZH ? "\xe3\x80\x81" : ", ");
            buf_str(b, tr(cx->lang, f->states[i].label));
            first = false;
        }
}

static str move_text(struct ctx *cx, const struct flow *f, int i)
{
    const struct flow_move *m = &f->moves[i];
    struct buf b = buf_new(cx->mem, 16 * 1024);
    str needs = admin_flow_needs(cx, m);
    buf_str(&b, tr(cx->lang, m->label));
    buf_z(&b, " · ");
    add_from(&b, cx, f, m);
    buf_z(&b, " → ");
    buf_str(&b, tr(cx->lang, m->to < 0 ? _("stays") : f->states[m->to].label));
    buf_z(&b, " · ");
    buf_str(&b, admin_flow_who(cx, f, m));
    buf_z(&b, needs.len ? " · " : "");
    buf_str(&b, needs);
    return buf_done(&b);
}

static void add_change(struct admin_flow_check *v, bool move, const char *name, str was, str is)
{
    if (!str_eq(was, is) && v->n_changes < CHANGES_MOST)
        v->changes[v->n_changes++] = (struct admin_flow_change){move, str_of(name), was, is};
}

/* A state or step of the same name is the same; one that was renamed is one gone and one new. */
static void compare(struct ctx *cx, struct admin_flow_check *v)
{
    const struct flow *old = v->now, *f = v->f;
    v->changes = NEW_N(cx->mem, struct admin_flow_change, CHANGES_MOST);
    for (int i = 0; i < f->n_states; i++) {
        int k = flow_state_find(old, str_of(f->states[i].name));
        add_change(v, false, f->states[i].name, k < 0 ? STR_NONE : state_text(cx, old, k),
                   state_text(cx, f, i));
    }
    for (int i = 0; i < f->n_moves; i++) {
        int k = flow_move_find(old, str_of(f->moves[i].name));
        add_change(v, true, f->moves[i].name, k < 0 ? STR_NONE : move_text(cx, old, k),
                   move_text(cx, f, i));
    }
    for (int i = 0; i < old->n_states; i++)
        if (flow_state_find(f, str_of(old->states[i].name)) < 0)
            add_change(v, false, old->states[i].name, state_text(cx, old, i), STR_NONE);
    for (int i = 0; i < old->n_moves; i++)
        if (flow_move_find(f, str_of(old->moves[i].name)) < 0)
            add_change(v, true, old->moves[i].name, move_text(cx, old, i), STR_NONE);
}

/* ---- checking -------------------------------------------------------------- */

/* A flow holds for every county of the program. */
static enum err may_load(struct ctx *cx)
{
    bool alone = false;
    if (!may(cx, ACT_SYSTEM_CONFIG, cx->county * 1000000000, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = flow_one_county(cx, &alone);
    if (e || alone)
        return e;
    return fail(cx, ERR_DENIED,
                _("Several counties share this program, and a flow holds for all of them: whoever "
                  "keeps the server loads it with linli flow load."));
}

/* The file chosen stands in for what was typed, and is shown in its place. */
static enum err take_file(struct req *rq, const struct upload *file)
{
    str text = STR_NONE;
    enum err e = file ? web_upload_text(rq->cx, file, FLOW_TEXT_MAX, &text) : OK;
    if (e == ERR_TOO_BIG)
        return fail_field(
            rq->cx, "file",
            _("This file is larger than 256 KB; no flow is that long. Choose the flow "
              "file, ending in .yaml."));
    if (e == ERR_INVALID)
        return fail_field(rq->cx, "file",
                          _("This file is not text in UTF-8. Save it as UTF-8 text, or choose the "
                            "flow file, ending in .yaml."));
    if (!e && file && !str_trim(text).len)
        return fail_field(rq->cx, "file", _("This file is empty. Choose another."));
    if (!e && file)
        web_field_put(rq, "text", text);
    return e;
}

/* ERR_INVALID: v->findings or the field says why. */
static enum err check(struct req *rq, struct admin_flow_check *v)
{
    struct ctx *cx = rq->cx;
    enum err e = take_file(rq, web_upload(rq, "file"));
    v->text = web_field(rq, "text");
    if (e)
        return e;
    if (!str_trim(v->text).len)
        return fail_field(cx, "text", _("Paste the text of a flow first, or choose its file."));
    e = flow_read_in(cx->mem, cx->lang, v->text, &v->f, &v->findings);
    if (e)
        return e;
    v->findings = flow_check_in(cx, cx->lang, v->f);
    if (v->findings.len)
        return ERR_INVALID;
    e = flow_current(cx, str_of(v->f->name), &v->now);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    v->same = strcmp(v->now->hash, v->f->hash) == 0;
    compare(cx, v);
    return OK;
}

enum err admin_flow_new(struct req *rq)
{
    struct admin_flow_check v = {.n_changes = 0};
    enum err e = may_load(rq->cx);
    if (!e)
        flow_html_check(rq->page, &v);
    return e;
}

/* ---- loading --------------------------------------------------------------- */

static enum err load_tx(struct ctx *cx, void *arg)
{
    const struct flow *f = arg;
    int64_t county = cx->county * 1000000000;
    enum err e = flow_load(cx, f);
    if (e)
        return e;
    return facts_add(cx, &(struct fact){.county = cx->county,
                                        .place = county,
                                        .scope = county,
                                        .subject_kind = "flow",
                                        .kind = "flow.loaded",
                                        .to = str_fmt(cx->mem, "%s@%lld %.12s", f->name,
                                                      (long long)f->version, f->hash),
                                        .audience = FACTS_AUDIT});
}

static enum err load(struct req *rq, const struct flow *f)
{
    struct flow own = *f;
    enum err e = db_write(rq->cx, load_tx, &own);
    return e ? e : web_redirect(rq, "/admin/flows/%s?saved=1", f->hash);
}

enum err admin_flow_check(struct req *rq)
{
    struct admin_flow_check v = {.n_changes = 0};
    enum err e = may_load(rq->cx);
    if (e)
        return e;
    e = check(rq, &v);
    bool unseen = web_upload(rq, "file") != NULL; /* chosen only now: it is shown first */
    if (!e && !unseen && str_is(web_field(rq, "do"), "load"))
        return load(rq, v.f);
    if (!e || e == ERR_INVALID)
        flow_html_check(rq->page, &v);
    return e;
}

enum err admin_flow_again(struct req *rq)
{
    const struct flow *f;
    enum err e = may_load(rq->cx);
    if (!e)
        e = flow_pick(rq->cx, web_param(rq, "flow"), &f);
    return e ? e : load(rq, f);
}
