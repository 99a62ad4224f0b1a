/* draft_web.c: beginning a publication and writing in it: the form, its lines, its pictures. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/sheets/accounts.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/open_pages.h"
#include "rooms/disclosure/staff_html.h" /* generated */

enum { ROWS_LEAST = 8, ROWS_MORE = 10, ROWS_MOST = 400 };

/* ---- the form ------------------------------------------------------------------------- */

static void fill_rows(struct ctx *cx, const struct publication *p, struct desk_page *page)
{
    int n = p->n_lines < ROWS_MOST ? p->n_lines : ROWS_MOST;
    page->n_lines = n + 3 > ROWS_LEAST ? n + 3 : ROWS_LEAST;
    struct desk_line *rows = NEW_N(cx->mem, struct desk_line, (size_t)page->n_lines);
    for (int i = 0; i < n; i++) {
        const struct disclosure_line *l = &p->lines[i];
        rows[i] = (struct desk_line){.side = str_of(disclosure_side_names[l->side]),
                                     .item = l->item,
                                     .amount = l->amount_fen || l->side != DISCLOSURE_NO_SIDE
                                                   ? open_yuan(cx->mem, l->amount_fen)
                                                   : STR_NONE,
                                     .note = l->note};
    }
    page->lines = rows;
}

/* What the period before ended with is what this one begins with. */
static str opening_of(struct ctx *cx, const struct publication *p)
{
    struct publication before;
    if (p->has_opening)
        return open_yuan(cx->mem, p->opening_fen);
    if (p->draft > 1 || disclosure_before(cx, p, &before) || !before.has_opening)
        return STR_NONE;
    return open_yuan(cx->mem, disclosure_closing(&before));
}

void desk_form_fill(struct ctx *cx, const struct publication *p, struct desk_page *page)
{
    page->title = p->title;
    page->gist = p->gist;
    page->body = p->body;
    page->draft = p->draft;
    if (p->item->form == DISCLOSURE_MONEY)
        page->opening = opening_of(cx, p);
    fill_rows(cx, p, page);
}

/* The rows as they were typed, some empty ones behind. */
static void rows_typed(struct req *rq, struct desk_page *page, int more)
{
    int n = 0;
    while (n < ROWS_MOST && web_field_at(rq, "item", (size_t)n).at)
        n++;
    page->n_lines = n + more < ROWS_LEAST ? ROWS_LEAST : n + more;
    struct desk_line *rows = NEW_N(rq->cx->mem, struct desk_line, (size_t)page->n_lines);
    for (int i = 0; i < n; i++)
        rows[i] = (struct desk_line){.side = web_field_at(rq, "side", (size_t)i),
                                     .item = web_field_at(rq, "item", (size_t)i),
                                     .amount = web_field_at(rq, "amount", (size_t)i),
                                     .note = web_field_at(rq, "note", (size_t)i)};
    page->lines = rows;
}

static bool read_line(struct req *rq, size_t i, struct disclosure_line *out)
{
    struct ctx *cx = rq->cx;
    str amount = str_trim(web_field_at(rq, "amount", i));
    int side =
        disclosure_word(web_field_at(rq, "side", i), disclosure_side_names, DISCLOSURE_SIDES);
    *out = (struct disclosure_line){
        .side = side < 0 ? DISCLOSURE_NO_SIDE : (enum disclosure_side)side,
        .item = utf8_head(str_clean_line(cx->mem, web_field_at(rq, "item", i)), 80),
        .note = utf8_head(str_clean_line(cx->mem, web_field_at(rq, "note", i)), 120)};
    return !amount.len || sheets_money(amount, 100, &out->amount_fen) == MONEY_READ;
}

static enum err bad_amount(struct ctx *cx, size_t i)
{
    const struct tr_arg n = TR("n", str_fmt(cx->mem, "%zu", i + 1));
    return fail_field_args(cx, "line", _("Line {n}: the amount is no number like 1,234.50"), &n, 1);
}

static enum err read_lines(struct req *rq, struct disclosure_text *out)
{
    struct disclosure_line *all = NEW_N(rq->cx->mem, struct disclosure_line, ROWS_MOST);
    enum err e = OK;
    for (size_t i = 0; i < ROWS_MOST && web_field_at(rq, "item", i).at; i++) {
        struct disclosure_line *l = &all[out->n_lines];
        if (!read_line(rq, i, l))
            e = bad_amount(rq->cx, i);
        if (l->item.len || l->amount_fen || l->note.len)
            out->n_lines++;
    }
    out->lines = all;
    return e;
}

static const struct field text_fields[] = {
    FIELD(struct disclosure_text, title, 0, 60, N_("Title")),
    FIELD_AREA(struct disclosure_text, gist, 0, 400, N_("In one minute")),
    FIELD_AREA(struct disclosure_text, body, 0, 20000, N_("In words")),
    {0}};

static enum err read_text(struct req *rq, struct disclosure_text *out)
{
    struct ctx *cx = rq->cx;
    str opening = str_trim(web_field(rq, "opening"));
    enum err e = form_read(rq, text_fields, out), lines = read_lines(rq, out);
    out->gist = str_clean_text(cx->mem, out->gist);
    out->body = str_clean_text(cx->mem, out->body);
    if (opening.len) {
        out->has_opening = true;
        if (sheets_money(opening, 100, &out->opening_fen) != MONEY_READ)
            e = fail_field(cx, "opening", _("This is no amount like 1,234.50"));
    }
    return e ? e : lines;
}

/* ---- pictures ---------------------------------------------------------------------------- */

struct files_args {
    const struct publication *p;
    const struct media_new *files;
    int n;
};

static enum err files_tx(struct ctx *cx, void *arg)
{
    const struct files_args *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++) {
        struct media_new one = a->files[i];
        one.file.room = S("disclosure");
        one.file.ref = a->p->id;
        one.file.role = S("shown");
        e = media_add(cx, &one);
    }
    return e;
}

static enum err take_files(struct req *rq, const struct publication *p)
{
    struct media_take how = {.county = p->county,
                             .takes = MEDIA_TAKES(MEDIA_PHOTO) | MEDIA_TAKES(MEDIA_PDF)};
    struct media_new *all = NEW_N(rq->cx->mem, struct media_new, DISCLOSURE_FILES_MAX);
    struct files_args a = {.p = p, .files = all};
    enum err e = OK;
    for (const struct upload *u = rq->uploads; !e && u; u = u->next)
        if (u->size && str_is(u->field, "photo") && a.n < DISCLOSURE_FILES_MAX)
            e = media_take(rq->cx, u, &how, &all[a.n++]);
    if (e == ERR_INVALID || e == ERR_TOO_BIG)
        return fail_field(rq->cx, "photo",
                          _("This is not a photo that can be shown. Choose another."));
    return e || !a.n ? e : db_write(rq->cx, files_tx, &a);
}

static enum err find_file(struct req *rq, const struct publication *p, struct media_file *out)
{
    enum err e = media_find(rq->cx, p->county, web_field(rq, "key"), out);
    if (!e && (!str_is(out->room, "disclosure") || out->ref != p->id || out->released))
        return ERR_NOT_FOUND;
    return e;
}

struct blur_args {
    const struct publication *p;
    const struct media_file *f;
    str shapes;
    bool remove;
};

static enum err blur_tx(struct ctx *cx, void *arg)
{
    const struct blur_args *a = arg;
    if (a->remove)
        return media_forget(cx, a->p->county, a->f->id);
    return db_exec(cx, NULL, &disclosure_sql_blur_put, db_int("county", a->p->county),
                   db_int("id", a->p->id), db_int("media", a->f->id), db_text("shapes", a->shapes));
}

static bool is_writable(struct ctx *cx, const struct publication *p)
{
    return (str_is(p->state, "due") || str_is(p->state, "draft")) &&
           may(cx, ACT_DISCLOSURE_WRITE, p->scope, NO_ORG);
}

enum err desk_open_blur(struct req *rq)
{
    struct publication p;
    struct media_file f;
    struct child_shape shapes[CHILD_SHAPES];
    int n = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = disclosure_find(rq->cx, rq->cx->county, web_param(rq, "no"), &p);
    if (!e && !is_writable(rq->cx, &p))
        e = ERR_NOT_FOUND;
    if (!e)
        e = find_file(rq, &p, &f);
    struct blur_args a = {.p = &p,
                          .f = &f,
                          .shapes = web_field(rq, "blur"),
                          .remove = str_is(web_field(rq, "go"), "remove")};
    if (!e)
        e = media_read_shapes(rq->cx, a.shapes, shapes, &n);
    if (!e)
        e = db_write(rq->cx, blur_tx, &a);
    return e ? e : web_redirect(rq, "/desk/open/%.*s?saved=1", STR_ARG(p.number));
}

/* ---- saving ------------------------------------------------------------------------------------
 */

static enum err show_typed(struct req *rq, const struct publication *p, int more, enum err because)
{
    struct publication now = *p;
    struct desk_page page = {.title = web_field(rq, "title"),
                             .gist = web_field(rq, "gist"),
                             .body = web_field(rq, "body"),
                             .opening = web_field(rq, "opening")};
    enum err e = disclosure_load(rq->cx, p->county, p->id, &now);
    rows_typed(rq, &page, more);
    page.draft = now.draft; /* whoever was faster has been told of: the next saving counts */
    return e ? e : desk_open_page(rq, &now, because, &page);
}

static enum err send_on(struct req *rq, struct publication *p)
{
    struct disclosure_move move = {.move = p->item->check ? "send" : "publish"};
    enum err e = disclosure_load(rq->cx, p->county, p->id, p);
    move.seen = p->row_ver;
    if (!e)
        e = disclosure_step(rq->cx, p, &move);
    if (e == ERR_CONFLICT || e == ERR_INVALID)
        return show_typed(rq, p, 0, e);
    return e ? e
             : web_redirect(rq, "/desk/open/%.*s?saved=%s", STR_ARG(p->number),
                            p->published_ms ? "public" : "sent");
}

enum err desk_open_save(struct req *rq)
{
    struct publication p;
    struct disclosure_text text = {.n_lines = 0};
    int masked = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = disclosure_find(rq->cx, rq->cx->county, web_param(rq, "no"), &p);
    if (!e && !may(rq->cx, ACT_DISCLOSURE_WRITE, p.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    if (str_is(web_field(rq, "go"), "more"))
        return show_typed(rq, &p, ROWS_MORE, OK);
    if (str_int(web_field(rq, "draft"), &p.draft))
        return ERR_INVALID;
    e = read_text(rq, &text);
    if (!e)
        e = take_files(rq, &p);
    if (!e)
        e = disclosure_save(rq->cx, &p, &text, &masked);
    if (e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_TOO_BIG)
        return show_typed(rq, &p, 0, e);
    if (e)
        return e;
    if (str_is(web_field(rq, "go"), "send") && !masked)
        return send_on(rq, &p);
    return web_redirect(rq, "/desk/open/%.*s?saved=%s", STR_ARG(p.number), masked ? "masked" : "1");
}

/* ---- beginning ------------------------------------------------------------ */

void desk_item_options(struct ctx *cx, bool regular, struct frame_choice *out)
{
    const struct disclosure_items *all = disclosure_items(cx);
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, DISCLOSURE_ITEMS_MAX);
    for (int i = 0; i < all->n; i++) {
        const struct disclosure_item *item = &all->at[i];
        if (regular && item->cycle >= DISCLOSURE_CHANGE)
            continue;
        list[out->n++] = (struct frame_option){
            .value = str_z(cx->mem, item->code),
            .text = str_fmt(cx->mem, "%.*s · %.*s",
                            STR_ARG(tr(cx->lang, disclosure_stream_label(item->stream, 0))),
                            STR_ARG(item->name[cx->lang]))};
    }
    out->options = list;
}

static enum err show_new(struct req *rq, enum err because)
{
    struct desk_new p = {.item = {.name = "item", .label = _("What is it about?")},
                         .place = {.name = "place", .label = _("Place")}};
    desk_item_options(rq->cx, false, &p.item);
    enum err e = frame_places(rq->cx, ACT_DISCLOSURE_WRITE, true, &p.place);
    if (e)
        return e;
    desk_html_new(rq->page, &p);
    return because;
}

enum err desk_open_new(struct req *rq)
{
    return show_new(rq, OK);
}

struct new_fields {
    str place, item, period;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, place, 0, 15, N_("Place")),
    FIELD(struct new_fields, item, 0, 40, N_("What is it about?")),
    FIELD(struct new_fields, period, 0, 7, N_("Period")),
    {0}};

enum err desk_open_start(struct req *rq)
{
    struct new_fields f = {.place = STR_NONE};
    struct disclosure_new in = {.county = rq->cx->county};
    struct publication p;
    int64_t id = 0;
    bool there = false;
    web_set_county(rq, rq->cx->county);
    enum err e = form_read(rq, new_fields, &f);
    if (!e && place_parse(f.place, &in.place))
        in.place = 0; /* said with the others that are missing */
    in.item = f.item;
    in.period = str_trim(f.period);
    if (!e)
        e = disclosure_open(rq->cx, &in, &id, &there);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_new(rq, e);
    if (!e)
        e = disclosure_load(rq->cx, rq->cx->county, id, &p);
    return e ? e : web_redirect(rq, "/desk/open/%.*s", STR_ARG(p.number));
}
