/* grid_plan_web: a proposal for all grids of a community: drawn, typed or read from a file, looked
 * at with everything that is odd about it in words, and then made to hold. */
#include "rooms/admin/grid_html.h"
#include "rooms/admin/grid_own.h"

enum { TEXT_MAX = 4 << 20 };

const char *admin_grid_fate(enum plan_fate f)
{
    static const char *const words[PLAN_FATES] = {N_("stays"), N_("changes"), N_("new"),
                                                  N_("retired"), N_("left out")};
    return words[f];
}

static enum err take_file(struct req *rq, const struct upload *file)
{
    str text = STR_NONE;
    enum err e = file ? web_upload_text(rq->cx, file, TEXT_MAX, &text) : OK;
    if (e == ERR_TOO_BIG)
        return fail_field(rq->cx, "file",
                          _("This file is larger than 4 MB. Choose one community's "
                            "grids only."));
    if (e == ERR_INVALID)
        return fail_field(rq->cx, "file",
                          _("This file is not text in UTF-8. Choose a GeoJSON file."));
    if (!e && file)
        web_field_put(rq, "text", text);
    return e;
}

static enum grid_purpose purpose_of(str word)
{
    return str_is(word, grid_purpose_names[GRID_UNIT]) ? GRID_UNIT : GRID_SOCIAL;
}

/* A plan's lines as lines of the list. */
static enum err show_plan(struct ctx *cx, struct admin_grids *v, const struct grid_plan *p)
{
    struct grid *all = NEW_N(cx->mem, struct grid, p->n + 1);
    for (int i = 0; i < p->n; i++)
        all[i] = p->at[i].g;
    v->plan = p;
    v->warnings = p->warnings;
    v->n_warnings = p->n_warnings;
    v->all_warnings = p->all_warnings;
    enum err e = admin_grid_lines(cx, v, all, p->n);
    for (int i = 0; !e && i < p->n; i++) {
        v->grids[i].plan = &p->at[i];
        v->changed[p->at[i].fate]++;
    }
    return e;
}

/* ---- the corners of one, typed ---------------------------------------------- */

static enum err read_outlines(struct ctx *cx, struct admin_grids *v)
{
    struct grid *all;
    int n = 0, kept = 0;
    enum err e = grid_list(cx, cx->county, v->at.code, true, &all, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].shape.n)
            all[kept++] = all[i];
    v->outlines = e ? NULL : all;
    v->n_outlines = kept;
    return e;
}

/* "103.395612, 23.366204": a comma of either tongue, or blanks between. */
static bool read_corner(struct arena *mem, str line, struct buf *out)
{
    double d[2];
    char *z = str_z(mem, line);
    for (char *c = z; *c; c++)
        if (*c == ',' || *c == '\t' || (unsigned char)*c >= 0x80)
            *c = ' ';
    str rest = str_of(z);
    for (int i = 0; i < 2; i++) {
        rest = str_trim(rest);
        if (str_double(str_cut(&rest, ' '), &d[i]))
            return false;
    }
    if (str_trim(rest).len || !geo_point_ok(d[0], d[1]))
        return false;
    buf_fmt(out, "%s%d %d", out->len ? "," : "", (int)lround(d[0] * GEO_UNIT),
            (int)lround(d[1] * GEO_UNIT));
    return true;
}

static enum err read_corners(struct ctx *cx, str typed, struct geo_shape *out)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    int line = 0;
    while (typed.len) {
        str one = str_trim(str_cut(&typed, '\n'));
        line++;
        struct tr_arg at = {"line", str_fmt(cx->mem, "%d", line)};
        if (one.len && !read_corner(cx->mem, one, &b))
            return fail_field_args(cx, "corners", _("Line {line}: longitude and latitude, please."),
                                   &at, 1);
    }
    return geo_parse(cx->mem, buf_done(&b), out)
               ? fail_field(cx, "corners", _("An outline has at least three corners."))
               : OK;
}

/* Today's grids with that one's outline as it was typed, instead of the text. */
static enum err take_corners(struct req *rq, struct admin_grids *v)
{
    struct ctx *cx = rq->cx;
    str typed = web_field(rq, "corners");
    int64_t code;
    if (!str_trim(typed).len)
        return OK;
    if (str_int(web_field(rq, "corners_of"), &code))
        return fail_field(cx, "corners", _("Choose from the list."));
    struct grid *all;
    int n = 0;
    bool there = false;
    enum err e = grid_list(cx, cx->county, v->at.code, true, &all, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].code == code && all[i].shape.n) {
            there = true;
            e = read_corners(cx, typed, &all[i].shape);
        }
    if (e)
        return e;
    if (!there)
        return fail_field(cx, "corners", _("Choose from the list."));
    web_field_put(rq, "text", plan_text(cx, all, n));
    web_field_put(rq, "corners", STR_NONE);
    return OK;
}

static enum err read_plan(struct req *rq, struct admin_grids *v)
{
    struct ctx *cx = rq->cx;
    struct grid_plan *p = NEW(cx->mem, struct grid_plan);
    const char *why = NULL;
    enum err e = read_outlines(cx, v);
    if (!e)
        e = take_file(rq, web_upload(rq, "file"));
    bool typed = str_trim(web_field(rq, "corners")).len;
    if (!e && typed)
        e = take_corners(rq, v);
    v->unseen = web_upload(rq, "file") || typed;
    v->text = web_field(rq, "text");
    v->purpose = web_field(rq, "purpose");
    if (e)
        return e;
    if (!str_trim(v->text).len)
        return fail_field(cx, "text", _("Draw the grids, paste their GeoJSON, or choose a file."));
    e = plan_read(cx, cx->county, v->at.code, v->text, purpose_of(v->purpose), p, &why);
    if (e == ERR_INVALID && why)
        return fail_field(cx, "text", why);
    return e ? e : show_plan(cx, v, p);
}

enum err admin_grid_draft(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    struct ctx *cx = rq->cx;
    struct grid *all;
    int n = 0;
    enum err e = admin_grid_place(rq, &v.at);
    if (!e)
        e = grid_list(cx, cx->county, v.at.code, true, &all, &n);
    if (e)
        return e;
    v.text = plan_text(cx, all, n);
    e = read_outlines(cx, &v);
    if (e)
        return e;
    grid_html_draft(rq->page, &v);
    return OK;
}

/* ---- making it hold --------------------------------------------------------- */

static enum err apply_tx(struct ctx *cx, void *arg)
{
    static const char *const kinds[PLAN_FATES] = {[PLAN_CHANGED] = "grid.changed",
                                                  [PLAN_NEW] = "grid.added",
                                                  [PLAN_RETIRED] = "grid.retired"};
    const struct grid_plan *p = arg;
    enum err e = plan_apply(cx, p);
    for (int i = 0; !e && i < p->n; i++)
        if (kinds[p->at[i].fate])
            e = admin_grid_fact(cx, &p->at[i].g, kinds[p->at[i].fate]);
    return e;
}

static enum err apply(struct req *rq, const struct grid_plan *p)
{
    struct grid_plan own = *p;
    int64_t seen = -1;
    if (str_int(web_field(rq, "seen"), &seen) || seen != own.version)
        return fail(rq->cx, ERR_CONFLICT,
                    _("Somebody changed grids of this county meanwhile. Look at the proposal once "
                      "more."));
    return db_write(rq->cx, apply_tx, &own);
}

enum err admin_grid_check(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    enum err e = admin_grid_place(rq, &v.at);
    if (e)
        return e;
    e = read_plan(rq, &v);
    if (!e && !v.unseen && str_is(web_field(rq, "do"), "apply")) {
        e = apply(rq, v.plan);
        if (!e)
            return web_redirect(rq, "/admin/grids/%.*s?saved=1", STR_ARG(v.at.slug));
    }
    if (!e || e == ERR_INVALID || e == ERR_CONFLICT)
        grid_html_draft(rq->page, &v);
    return e;
}
