/* rolls_web: choosing a list, looking at what would become of it, storing it, taking it back. */
#include "rooms/rolls/rolls_html.h" /* generated */
#include "rooms/rolls/rolls_pages.h"
#include "rooms/rolls/rolls_schema.h"

#include "civic/places/places.h"

/* ---- words ------------------------------------------------------------------- */

str rolls_kind_label(const struct ctx *cx, str kind)
{
    int k = home_word(home_need_names, NEED_KINDS, kind);
    return tr(cx->lang, k < NEED_KINDS ? home_need_labels[k] : N_("residents and households"));
}

str rolls_asked_text(const struct html *h, unsigned asked)
{
    struct buf b = buf_new(h->cx->mem, 1000);
    for (int k = 0; k < ASK_KINDS; k++)
        if (asked & 1u << k)
            buf_fmt(&b, "%s%.*s", b.len ? " " : "",
                    STR_ARG(tr(h->cx->lang, home_question_labels[k])));
    return buf_done(&b);
}

enum frame_look rolls_look(enum rolls_state s)
{
    static const enum frame_look looks[ROLLS_STATES] = {LOOK_ASK, LOOK_DOING, LOOK_DONE, LOOK_DOING,
                                                        LOOK_GREY};
    return looks[s];
}

/* ---- the list of imports, and the form ------------------------------------------ */

static const struct frame_option *kinds_of(struct ctx *cx)
{
    struct frame_option *o = NEW_N(cx->mem, struct frame_option, ROLLS_OPTIONS);
    for (int k = 0; k < ROLLS_OPTIONS; k++) {
        const char *word = k ? home_need_names[k - 1] : "residents";
        o[k] = (struct frame_option){.value = word, .text = rolls_kind_label(cx, str_of(word))};
    }
    return o;
}

static enum err show_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct rolls_import *list = NEW_N(cx->mem, struct rolls_import, ROLLS_LIST);
    struct rolls_list_page p = {.kinds = kinds_of(cx), .told = web_query(rq, "done")};
    enum err e = rolls_list(cx, cx->county, list, ROLLS_LIST, &p.n);
    p.imports = list;
    if (!e)
        e = homes_grids_of(cx, ACT_ROLLS, &p.grids, &p.n_grids);
    if (!e)
        rolls_html_list(rq->page, &p);
    return e;
}

struct new_form {
    str kind, grid, source, basis, purpose, keep, paste;
};
static const struct field new_fields[] = {
    FIELD(struct new_form, kind, 0, 20, N_("Kind of list")),
    FIELD(struct new_form, grid, 0, 15, N_("Grid or community")),
    FIELD(struct new_form, source, 0, 200, N_("Who made this list")),
    FIELD(struct new_form, basis, 0, 200, N_("Rule that allows keeping it")),
    FIELD(struct new_form, purpose, 0, 200, N_("What it is for")),
    FIELD(struct new_form, keep, 0, 10, N_("Keep until")),
    {0}};

static enum err read_list(struct req *rq, struct rolls_new *in, struct sheets_table *t)
{
    struct sheets_source src;
    enum err e = sheets_take(rq, "file", "paste", &src, t);
    if (e)
        return e;
    in->file_name = src.name;
    in->bytes = src.bytes;
    return sheets_blame(rq->cx, "file", rolls_table(rq->cx, t));
}

static enum err send_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct new_form f = {0};
    struct sheets_table *t = NEW(cx->mem, struct sheets_table);
    int64_t id;
    web_set_county(rq, cx->county);
    enum err e = form_read(rq, new_fields, &f);
    struct rolls_new in = {.county = cx->county,
                           .kind = f.kind,
                           .source = f.source,
                           .basis = f.basis,
                           .purpose = f.purpose,
                           .table = t};
    if (place_parse(f.grid, &in.scope))
        in.scope = 0;
    if (day_parse(f.keep, &in.keep_until_day))
        in.keep_until_day = 0;
    if (!e)
        e = read_list(rq, &in, t);
    if (e)
        t->head = -1, t->n = 0;
    if (!e)
        e = rolls_draft(cx, &in, &id);
    if (!e)
        return web_redirect(rq, "/desk/rolls/%lld", (long long)id);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        struct failure told = cx->failure;
        enum err shown = show_list(rq);
        cx->failure = told;
        return shown ? shown : e;
    }
    return e;
}

/* ---- one import ---------------------------------------------------------------------- */

static enum rolls_show show_of(str word)
{
    return str_is(word, "good")    ? ROLLS_SHOW_GOOD
           : str_is(word, "asked") ? ROLLS_SHOW_ASKED
                                   : ROLLS_SHOW_REFUSED;
}

static enum err fill(struct req *rq, struct rolls_import_page *p)
{
    struct ctx *cx = rq->cx;
    struct rolls_row *rows = NEW_N(cx->mem, struct rolls_row, ROLLS_PAGE + 1);
    int64_t id, after = 0;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    web_set_county(rq, cx->county);
    enum err e = rolls_find(cx, cx->county, id, &p->im);
    if (e)
        return e;
    str word = web_query(rq, "show");
    p->show = show_of(word);
    if (!word.len && !p->im.refused && !p->im.known)
        p->show = ROLLS_SHOW_GOOD;
    if (str_int(web_query(rq, "after"), &after))
        after = 0;
    rolls_part(p->im.heads, p->heads, ROLLS_COLUMNS);
    p->place = places_name(cx, p->im.scope);
    p->kind = rolls_kind_label(cx, p->im.kind);
    p->who = people_name(cx, p->im.county, p->im.account);
    p->told = web_query(rq, "done");
    p->can_undo =
        p->im.state == ROLLS_STORED && cx->now - p->im.stored_ms <= ROLLS_UNDO_DAYS * DAY_MS;
    e = rolls_rows(cx, &p->im, p->show, after, rows, ROLLS_PAGE + 1, &p->n);
    if (!e && p->n > ROLLS_PAGE) {
        p->n = ROLLS_PAGE;
        p->next = str_fmt(cx->mem, "/desk/rolls/%lld?show=%.*s&after=%lld", (long long)id,
                          STR_ARG(word), (long long)rows[ROLLS_PAGE - 1].n);
    }
    p->rows = rows;
    return e;
}

static enum err show_one(struct req *rq)
{
    struct rolls_import_page p = {.n = 0};
    enum err e = fill(rq, &p);
    if (e)
        return e;
    if (p.im.state == ROLLS_STORING || p.im.state == ROLLS_UNDOING)
        web_set_header(rq, "Refresh", S("3"));
    rolls_html_one(rq->page, &p);
    return OK;
}

static enum err again(struct req *rq, enum err e, struct rolls_import_page *p, const char *done)
{
    if (!e)
        return web_redirect(rq, "/desk/rolls/%lld?done=%s", (long long)p->im.id, done);
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    struct failure told = rq->cx->failure;
    enum err filled = fill(rq, p);
    rq->cx->failure = told;
    if (filled)
        return filled;
    rolls_html_one(rq->page, p);
    return e;
}

struct seen_form {
    int64_t seen;
};
static const struct field seen_fields[] = {
    FIELD(struct seen_form, seen, 1, INT64_MAX, N_("Version")), {0}};

static enum err columns(struct req *rq)
{
    struct rolls_import_page p = {.n = 0};
    struct seen_form f = {0};
    enum rolls_field mapping[ROLLS_COLUMNS] = {ROLL_IGNORED};
    enum err e = fill(rq, &p);
    if (e)
        return e;
    e = form_read(rq, seen_fields, &f);
    for (int c = 0; c < p.im.columns; c++) {
        const char *name = str_fmt(rq->cx->mem, "c%d", c).at;
        int field = home_word(rolls_field_names, ROLL_FIELDS, web_field(rq, name));
        mapping[c] = field < ROLL_FIELDS ? (enum rolls_field)field : ROLL_IGNORED;
    }
    p.im.row_ver = f.seen;
    return again(rq, e ? e : rolls_remap(rq->cx, &p.im, mapping), &p, "columns");
}

typedef enum err step_fn(struct ctx *cx, int64_t county, int64_t id, int64_t seen);

static enum err step(struct req *rq, step_fn *take, const char *done)
{
    struct rolls_import_page p = {.n = 0};
    struct seen_form f = {0};
    enum err e = fill(rq, &p);
    if (e)
        return e;
    e = form_read(rq, seen_fields, &f);
    return again(rq, e ? e : take(rq->cx, p.im.county, p.im.id, f.seen), &p, done);
}

static enum err store(struct req *rq)
{
    return step(rq, rolls_store, "storing");
}

static enum err undo(struct req *rq)
{
    return step(rq, rolls_undo, "undoing");
}

static enum err drop(struct req *rq)
{
    struct rolls_import_page p = {.n = 0};
    enum err e = fill(rq, &p);
    if (!e)
        e = rolls_drop(rq->cx, p.im.county, p.im.id, p.im.row_ver);
    return e ? again(rq, e, &p, "") : web_redirect(rq, "/desk/rolls?done=dropped");
}

/* ---- what the room hands to the program ------------------------------------------------ */

static const struct route routes[] = {
    {GET, "/desk/rolls", show_list, ACT_ROLLS},
    {POST, "/desk/rolls", send_list, ACT_ROLLS, .flags = ROUTE_FILES, .max_body = 26 << 20,
     .limit = "rolls"},
    {GET, "/desk/rolls/:id", show_one, ACT_ROLLS},
    {GET, "/desk/rolls-paper", rolls_paper, ACT_ROLLS},
    {POST, "/desk/rolls-paper", rolls_paper_send, ACT_ROLLS, .flags = ROUTE_FILES,
     .max_body = 30 << 20, .limit = "rolls"},
    {POST, "/desk/rolls/:id/columns", columns, ACT_ROLLS, .limit = "rolls"},
    {POST, "/desk/rolls/:id/store", store, ACT_ROLLS},
    {POST, "/desk/rolls/:id/undo", undo, ACT_ROLLS},
    {POST, "/desk/rolls/:id/drop", drop, ACT_ROLLS},
    {0},
};
static const struct act_label acts[] = {{ACT_ROLLS, N_("Import lists of residents")}, {0}};
static const struct jobs_kind *const jobs[] = {&rolls_job, NULL};
static const struct places_rekey imports = {.table = "roll_imports",
                                            .sql = &rolls_sql_imports_rekey};
static const struct places_rekey *const rekeys[] = {&imports, NULL};
static const struct seal_rewrap keys = {.table = "roll_imports",
                                        .column = "key_wrapped",
                                        .counties = &rolls_sql_key_counties,
                                        .list = &rolls_sql_keys,
                                        .set = &rolls_sql_rewrap};
static const struct seal_rewrap *const rewraps[] = {&keys, NULL};

const struct room rolls_room = {.name = "rolls",
                                .schema = &rolls_schema,
                                .routes = routes,
                                .acts = acts,
                                .jobs = jobs,
                                .rekeys = rekeys,
                                .rewraps = rewraps};
