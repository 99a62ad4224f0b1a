/* guided_web.c: reporting with one question on a page, for whoever chose large print. Nothing is
 * kept here between the pages: each is one form that carries the answers so far, photos as words
 * of civic/media, so that it works without script and going back loses nothing. */
#include "rooms/cases/cases_own.h"

#include "rooms/cases/guided_html.h" /* generated */

static const char *const names[GUIDED_STEPS] = {
    [GUIDED_SAY] = "say",     [GUIDED_PHOTO] = "photo", [GUIDED_KIND] = "kind",
    [GUIDED_ASK] = "ask",     [GUIDED_PLACE] = "place", [GUIDED_CALL] = "call",
    [GUIDED_CHECK] = "check", [GUIDED_SEE] = "see",
};

const char *guided_name(enum guided_step step)
{
    return names[step];
}

static enum guided_step step_named(str word)
{
    for (int i = 0; i < GUIDED_STEPS; i++)
        if (str_is(word, names[i]))
            return (enum guided_step)i;
    return GUIDED_SAY;
}

/* ---- whose field is it ------------------------------------------------- */

static const struct {
    const char *field;
    enum guided_step step;
} fields[] = {
    {"body", GUIDED_SAY},       {"voice", GUIDED_SAY},         {"photo", GUIDED_PHOTO},
    {"code", GUIDED_KIND},      {"code_all", GUIDED_KIND},     {"find", GUIDED_KIND},
    {"spot", GUIDED_PLACE},     {"where", GUIDED_PLACE},       {"lat", GUIDED_PLACE},
    {"lon", GUIDED_PLACE},      {"accuracy", GUIDED_PLACE},    {"phone", GUIDED_CALL},
    {"facility", GUIDED_PLACE}, {"facility_no", GUIDED_PLACE}, {"scanned", GUIDED_PLACE},
    {"name", GUIDED_CALL},      {"may_contact", GUIDED_CALL},  {"wants_private", GUIDED_SEE},
};

/* GUIDED_STEPS: none of them. */
static enum guided_step step_of(str field)
{
    for (size_t i = 0; i < COUNT(fields); i++)
        if (str_is(field, fields[i].field))
            return fields[i].step;
    return str_starts(field, S("f_")) ? GUIDED_ASK : GUIDED_STEPS;
}

/* The answers to the questions of other pages, which this one carries hidden. */
bool guided_carry(const struct html *h, enum guided_step step, size_t *i, struct guided_pair *out)
{
    while (web_field_each(h->rq, i, &out->name, &out->value)) {
        enum guided_step owner = step_of(out->name);
        if (owner != GUIDED_STEPS && owner != step && out->value.len)
            return true;
    }
    return false;
}

bool guided_hides(const struct guided_page *g, const struct kept_file *k)
{
    return g->step != (k->sound ? GUIDED_SAY : GUIDED_PHOTO);
}

/* ---- the way ----------------------------------------------------------- */

static void find_ask(struct guided_page *g)
{
    const struct report_page *p = &g->r;
    int i = cases_ask_of(&p->asks, p->code_all.len ? p->code_all : p->code);
    g->about = i < 0 ? NULL : &p->asks.at[i];
    g->ask = g->about && g->about->form ? g->about : NULL;
}

static bool is_on_way(const struct guided_page *g, enum guided_step s)
{
    return s <= GUIDED_CHECK && (s != GUIDED_ASK || g->ask);
}

/* From SEE, which stands beside the way, both directions lead to CHECK. */
static enum guided_step beside(const struct guided_page *g, int direction)
{
    int s = g->step;
    if (s >= GUIDED_CHECK && (s > GUIDED_CHECK || direction > 0))
        return GUIDED_CHECK;
    do
        s += direction;
    while (s > GUIDED_SAY && !is_on_way(g, (enum guided_step)s));
    return s < GUIDED_SAY ? GUIDED_SAY : (enum guided_step)s;
}

static void count_steps(struct guided_page *g)
{
    g->at = g->of = 0;
    for (int s = 0; s <= GUIDED_CHECK; s++)
        if (is_on_way(g, (enum guided_step)s)) {
            g->of++;
            if (s <= (int)g->step)
                g->at++;
        }
    if (g->step > GUIDED_CHECK)
        g->at = 0;
}

/* ---- a page ------------------------------------------------------------ */

static void say_answers(struct req *rq, struct guided_page *g)
{
    struct ctx *cx = rq->cx;
    str code = g->r.code_all.len ? g->r.code_all : g->r.code;
    for (int i = 0; i < g->r.all.n; i++)
        if (str_eq(g->r.all.at[i].code, code))
            g->kind = cases_category_plain(&g->r.all.at[i], cx->lang);
    g->phone = frame_phone_text(cx->mem, web_field(rq, "phone"));
    for (int i = 0; i < g->r.n_kept; i++)
        *(g->r.kept[i].sound ? &g->n_sounds : &g->n_photos) += 1;
}

static void show(struct req *rq, struct guided_page *g)
{
    for (int i = 0; i < g->r.n_kept; i++)
        if (!guided_hides(g, &g->r.kept[i]))
            g->shown[g->n_shown++] = g->r.kept[i];
    find_ask(g);
    count_steps(g);
    say_answers(rq, g);
    /* so that a phone's own back key shows the page before, and not a question about sending */
    web_set_header(rq, "Cache-Control", S("private, no-cache"));
    guided_html_page(rq->page, g);
}

enum err guided_first(struct req *rq)
{
    struct guided_page g = {.first = true};
    enum err e = report_fill(rq, &g.r);
    if (!e && !g.r.place.reports.len)
        return cases_closed_page(rq, &g.r.place);
    if (!e)
        show(rq, &g);
    return e;
}

/* ---- what was wrong ---------------------------------------------------- */

/* Leaves the complaints that belong to this step alone. True if there are any. */
static bool keep_own(struct failure *told, enum guided_step step)
{
    struct failure_field **at = &told->fields;
    while (*at)
        if (step_of(str_of((*at)->field)) == step)
            at = &(*at)->next;
        else
            *at = (*at)->next;
    return told->fields;
}

/* The earliest question whose answer was refused; CHECK if the complaint is about none. */
static enum guided_step first_wrong(const struct failure *told)
{
    enum guided_step first = GUIDED_STEPS;
    for (const struct failure_field *f = told->fields; f; f = f->next)
        if (step_of(str_of(f->field)) < first)
            first = step_of(str_of(f->field));
    return first == GUIDED_STEPS ? GUIDED_CHECK : first;
}

static enum err show_step(struct req *rq, enum err e, struct guided_page *g,
                          const struct cases_files *files)
{
    struct failure told = rq->cx->failure;
    struct guided_page fresh = {.step = g->step};
    enum err again = report_fill(rq, &fresh.r);
    if (again)
        return again;
    rq->cx->failure = told;
    cases_keep(rq, files, fresh.r.kept, &fresh.r.n_kept);
    show(rq, &fresh);
    return e;
}

/* The page of the first question whose answer was refused. */
static enum err show_wrong(struct req *rq, enum err e, struct guided_page *g,
                           const struct cases_files *files)
{
    g->step = first_wrong(&rq->cx->failure);
    if (g->step != GUIDED_CHECK)
        keep_own(&rq->cx->failure, g->step);
    return show_step(rq, e, g, files);
}

/* ---- going on, back, elsewhere, and sending ---------------------------- */

static enum err send_it(struct req *rq, struct guided_page *g, const struct cases_files *files,
                        struct cases_report *in, enum err e)
{
    in->files = files;
    if (!e)
        e = report_open(rq, &g->r, in);
    return e == ERR_INVALID || e == ERR_CONFLICT ? show_wrong(rq, e, g, files) : e;
}

/* Sending has its own address: a page drawn by an older version is drawn anew, with its answers. */
static enum err show_unsent(struct req *rq, struct guided_page *g, const struct cases_files *files)
{
    rq->cx->failure = (struct failure){.err = OK};
    g->step = GUIDED_CHECK;
    return show_step(
        rq, fail(rq->cx, ERR_INVALID, _("It is not sent yet. Please press Send again.")), g, files);
}

/* In every direction what was chosen is taken in first: nothing is lost. */
static enum err take(struct req *rq, struct guided_page *g, struct cases_files *files)
{
    enum err e = report_fill(rq, &g->r);
    if (e)
        return e;
    e = report_take(rq, files);
    if (e)
        return e == ERR_INVALID ? show_wrong(rq, e, g, files) : e;
    find_ask(g);
    return OK;
}

/* An address of its own: sending is counted like any other report, going on is not. */
enum err guided_send(struct req *rq)
{
    struct guided_page g = {.step = GUIDED_CHECK};
    struct cases_report in = {0};
    struct cases_files files = {.n = 0};
    enum err e = take(rq, &g, &files);
    if (e)
        return e;
    e = report_read(rq, &g.r, &files, &in);
    return e && e != ERR_INVALID ? e : send_it(rq, &g, &files, &in, e);
}

enum err guided_step(struct req *rq)
{
    struct guided_page g = {.step = step_named(web_field(rq, "step"))};
    struct cases_report in;
    struct cases_files files = {.n = 0};
    str go = web_field(rq, "go");
    enum err e = take(rq, &g, &files);
    if (e)
        return e;
    bool finding = g.step == GUIDED_KIND && !str_is(go, "back") && report_looks_for_kind(rq, &g.r);
    if (finding)
        return show_step(rq, OK, &g, &files);
    e = report_read(rq, &g.r, &files, &in);
    if (e && e != ERR_INVALID)
        return e;
    if (str_is(go, "send"))
        return show_unsent(rq, &g, &files);
    bool forward = !str_is(go, "back") && !str_starts(go, S("to-"));
    if (forward && keep_own(&rq->cx->failure, g.step))
        return show_step(rq, ERR_INVALID, &g, &files);
    rq->cx->failure = (struct failure){.err = OK};
    g.step = str_starts(go, S("to-")) ? step_named((str){go.at + 3, go.len - 3})
                                      : beside(&g, forward ? 1 : -1);
    return show_step(rq, OK, &g, &files);
}
