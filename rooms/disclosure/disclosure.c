/* disclosure.c: finding a publication, opening a draft, writing in it. */
#include "rooms/disclosure/disclosure.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_own.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/mask.h"

/* ---- finding ---------------------------------------------------------------- */

struct publication disclosure_read(struct ctx *cx, int64_t county, const struct rows *r)
{
    struct publication p = {.county = county, .id = db_get_int(r, 0), .place = db_get_int(r, 1)};
    p.scope = db_get_int(r, 2);
    p.item = disclosure_item(cx, db_get_text(r, 3));
    p.period = db_keep_text(r, 4);
    p.replaces = db_get_int(r, 5);
    p.replaced_by = db_get_int(r, 6);
    p.version = (int)db_get_int(r, 7);
    p.title = db_keep_text(r, 8);
    p.gist = db_keep_text(r, 9);
    p.body = db_keep_text(r, 10);
    p.has_opening = !db_get_null(r, 11);
    p.opening_fen = db_get_int(r, 11);
    p.in_fen = db_get_int(r, 12);
    p.out_fen = db_get_int(r, 13);
    p.draft = db_get_int(r, 14);
    p.author = db_get_int(r, 15);
    p.due_ms = db_get_int(r, 16);
    p.waiting_ms = db_get_int(r, 17);
    p.published_ms = db_get_int(r, 18);
    p.how = db_keep_text(r, 19);
    p.checked_by = db_get_int(r, 20);
    p.object_ms = db_get_int(r, 21);
    p.until_ms = db_get_int(r, 22);
    p.over_ms = db_get_int(r, 23);
    p.over = db_keep_text(r, 24);
    p.withdraw_by = db_get_int(r, 25);
    p.withdraw_reason = db_keep_text(r, 26);
    p.digest = str_keep(cx->mem, db_get_blob(r, 27));
    p.leaf = db_get_int(r, 28);
    p.number = db_keep_text(r, 29);
    p.state = db_keep_text(r, 30);
    p.row_ver = db_get_int(r, 31);
    return p;
}

static enum err read_one(struct ctx *cx, int64_t county, struct rows *r, struct publication *out)
{
    enum err e = db_one(r);
    if (e)
        return e;
    struct publication p = disclosure_read(cx, county, r);
    if (!p.item)
        return ERR_FAULT; /* the list lacks what it once had */
    *out = p;
    return OK;
}

enum err disclosure_load(struct ctx *cx, int64_t county, int64_t id, struct publication *out)
{
    AUTO_ROWS r = db_query(cx, &disclosure_sql_find, db_int("county", county), db_int("id", id));
    return read_one(cx, county, &r, out);
}

static enum err by_number(struct ctx *cx, int64_t county, str number, struct publication *out)
{
    AUTO_ROWS r = db_query(cx, &disclosure_sql_by_number, db_int("county", county),
                           db_text("number", number));
    return read_one(cx, county, &r, out);
}

enum err disclosure_find(struct ctx *cx, int64_t county, str number, struct publication *out)
{
    struct publication p;
    struct matter m;
    enum err e = by_number(cx, county, number, &p);
    if (!e)
        e = matters_find(cx, county, p.id, MATTERS_VIEW_TASK, &m);
    if (!e)
        *out = p;
    return e;
}

enum err disclosure_find_public(struct ctx *cx, int64_t county, str number, struct publication *out)
{
    struct publication p;
    enum err e = by_number(cx, county, number, &p);
    if (!e && !p.published_ms)
        return ERR_NOT_FOUND;
    if (!e)
        *out = p;
    return e;
}

enum err disclosure_lines(struct ctx *cx, struct publication *p)
{
    struct disclosure_line *all = NEW_N(cx->mem, struct disclosure_line, DISCLOSURE_LINES_MAX);
    int n = 0;
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_lines, db_int("county", p->county), db_int("id", p->id));
    while (n < DISCLOSURE_LINES_MAX && db_next(&r)) {
        all[n++] = (struct disclosure_line){.side = (enum disclosure_side)db_get_enum(
                                                &r, 1, disclosure_side_names, DISCLOSURE_SIDES),
                                            .item = db_keep_text(&r, 2),
                                            .amount_fen = db_get_int(&r, 3),
                                            .note = db_keep_text(&r, 4)};
    }
    p->lines = all;
    p->n_lines = n;
    return db_end(&r);
}

/* ---- words on their way into the database ------------------------------------- */

struct clean { /* masked, added up */
    struct disclosure_text text;
    struct disclosure_line *lines;
    int64_t in_fen, out_fen;
    struct mask_finds found;
    int at_line[MASK_FINDS_MAX];
};

/* Says of what was found since `from` in which line it stood. */
static void place_finds(struct clean *c, int from, int line)
{
    for (int i = from; i < c->found.n; i++)
        c->at_line[i] = line;
}

static void clean_line(struct ctx *cx, const struct disclosure_item *item,
                       const struct mask_how *how, struct clean *c, int n)
{
    struct disclosure_line *l = &c->lines[n];
    int from = c->found.n;
    l->item = mask_text(cx->mem, l->item, how, &c->found);
    if (item->persons)
        l->item = mask_name(cx->mem, l->item, &c->found);
    l->note = mask_text(cx->mem, l->note, how, &c->found);
    c->in_fen += l->side == DISCLOSURE_IN ? l->amount_fen : 0;
    c->out_fen += l->side == DISCLOSURE_OUT ? l->amount_fen : 0;
    place_finds(c, from, n + 1);
}

static struct clean *clean_text(struct ctx *cx, const struct disclosure_item *item,
                                const struct disclosure_text *in)
{
    struct clean *c = NEW(cx->mem, struct clean);
    struct mask_how how = {day_of_ms(cx->now), item->keep_phones, item->persons};
    c->text = *in;
    c->text.title = mask_text(cx->mem, in->title, &how, &c->found);
    c->text.gist = mask_text(cx->mem, in->gist, &how, &c->found);
    c->text.body = mask_text(cx->mem, in->body, &how, &c->found);
    place_finds(c, 0, 0);
    c->lines = NEW_N(cx->mem, struct disclosure_line, (size_t)in->n_lines + 1);
    for (int i = 0; i < in->n_lines; i++) {
        c->lines[i] = in->lines[i];
        clean_line(cx, item, &how, c, i);
    }
    c->text.lines = c->lines;
    return c;
}

static enum err put_lines(struct ctx *cx, int64_t county, int64_t id, const struct clean *c)
{
    enum err e = OK;
    for (int i = 0; !e && i < c->text.n_lines; i++)
        e = db_exec(cx, NULL, &disclosure_sql_line_put, db_int("county", county), db_int("id", id),
                    db_int("n", i + 1), db_word("side", disclosure_side_names[c->lines[i].side]),
                    db_text("item", c->lines[i].item), db_int("amount", c->lines[i].amount_fen),
                    db_text("note", c->lines[i].note));
    for (int i = 0; !e && i < c->found.n; i++)
        e = db_exec(cx, NULL, &disclosure_sql_finding_put, db_int("county", county),
                    db_int("id", id), db_word("kind", mask_kind_names[c->found.at[i].kind]),
                    db_int("line", c->at_line[i]), db_text("shown", c->found.at[i].shown));
    return e;
}

static enum err put_writer(struct ctx *cx, int64_t county, int64_t id)
{
    return cx->actor ? db_exec(cx, NULL, &disclosure_sql_writer, db_int("county", county),
                               db_int("id", id), db_int("account", cx->actor))
                     : OK;
}

/* ---- opening --------------------------------------------------------------------- */

static str first_title(struct ctx *cx, const struct disclosure_item *i, str period)
{
    return str_fmt(cx->mem, "%.*s%.*s", STR_ARG(disclosure_period_text(cx->mem, LANG_ZH, period)),
                   STR_ARG(i->name[LANG_ZH]));
}

enum err disclosure_prepare(struct ctx *cx, struct disclosure_draft *d, struct matters_new *out)
{
    str alias;
    enum err e = places_alias(cx, d->place, &alias);
    if (e)
        return e;
    if (!d->title.len)
        d->title = first_title(cx, d->item, d->period);
    *out = (struct matters_new){.kind = "publication",
                                .start = d->start,
                                .county = d->county,
                                .place = d->place,
                                .scope = d->place,
                                .category = d->item->code,
                                .title = d->title,
                                .source = cx->actor ? S("worker") : S("calendar"),
                                .alias = alias,
                                .opened_ms = d->opened_ms,
                                .no_token = true};
    e = matters_prepare(cx, out);
    if (!e && d->due_ms) { /* not on a rest day */
        int64_t day = calendar_workday_after(out->cal, day_of_ms(d->due_ms), 0);
        d->due_ms = ms_of_day(day + 1) - 1;
    }
    return e;
}

static enum err put_row(struct ctx *cx, const struct disclosure_draft *d, int64_t id,
                        const struct clean *c)
{
    int64_t added = 0;
    enum err e = db_exec(
        cx, &added, &disclosure_sql_add, db_int("county", d->county), db_int("id", id),
        db_int("place", d->place), db_int("scope", d->place), db_text("item", d->item->code),
        db_word("stream", disclosure_stream_names[d->item->stream]), db_text("period", d->period),
        db_int("replaces", d->replaces), db_int("version", d->version), db_text("title", d->title),
        db_text("gist", c ? c->text.gist : STR_NONE), db_text("body", c ? c->text.body : STR_NONE),
        c && c->text.has_opening ? db_int("opening", c->text.opening_fen) : db_null("opening"),
        db_int("in", c ? c->in_fen : 0), db_int("out", c ? c->out_fen : 0),
        db_int("author", cx->actor), db_int("due", d->due_ms));
    return e || added ? e : fail(cx, ERR_CONFLICT, _("This is being written already."));
}

/* The row comes first: the clock of the matter asks it when it is due. */
enum err disclosure_put(struct ctx *cx, const struct disclosure_draft *d,
                        const struct matters_new *matter, struct matters_opened *out)
{
    struct clean *c = d->text ? clean_text(cx, d->item, d->text) : NULL;
    enum err e = put_row(cx, d, matter->id, c);
    if (!e)
        e = matters_open(cx, matter, out);
    if (!e && c)
        e = put_lines(cx, d->county, matter->id, c);
    if (!e)
        e = put_writer(cx, d->county, matter->id);
    return e ? e : matters_number(cx, matter, out);
}

struct open_args {
    const struct disclosure_draft *d;
    const struct matters_new *matter;
    struct matters_opened opened; /* result */
};

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    enum err e = disclosure_put(cx, a->d, a->matter, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, str_of(a->opened.number)) : e;
}

/* A period that is over, unless another was asked for. */
static enum err read_period(struct ctx *cx, const struct disclosure_new *in,
                            struct disclosure_draft *d)
{
    struct disclosure_period p;
    enum disclosure_cycle c = d->item->cycle;
    if (c == DISCLOSURE_CHANGE || c == DISCLOSURE_ONCE)
        return OK;
    if (!in->period.len) {
        p = disclosure_period_next(disclosure_period_of(c, day_of_ms(cx->now)), -1);
        d->period = disclosure_period_write(cx->mem, &p);
        return OK;
    }
    if (disclosure_period_read(in->period, &p) || p.cycle != c)
        return fail_field(cx, "period", _("Choose the period it is about."));
    d->period = in->period;
    return OK;
}

/* What is there of the period: the one being written, or a refusal since it is public. */
static enum err find_there(struct ctx *cx, const struct disclosure_draft *d, int64_t *id)
{
    struct publication p;
    *id = 0;
    if (!d->period.len || d->replaces)
        return OK;
    AUTO_ROWS r = db_query(cx, &disclosure_sql_of_period, db_int("county", d->county),
                           db_int("scope", d->place), db_text("item", d->item->code),
                           db_text("period", d->period));
    enum err e = read_one(cx, d->county, &r, &p);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    if (p.published_ms)
        return fail(cx, ERR_CONFLICT,
                    _("This period is public already. Open it and choose “Correct it”."));
    *id = p.id;
    return OK;
}

static enum err begin_correction(struct ctx *cx, const struct disclosure_new *in,
                                 struct disclosure_draft *d, struct disclosure_text *text)
{
    struct publication old;
    enum err e = disclosure_load(cx, in->county, in->replaces, &old);
    if (e)
        return e;
    if (!old.published_ms || old.replaced_by || old.over.len)
        return fail(cx, ERR_CONFLICT, _("It cannot be corrected any more."));
    e = disclosure_lines(cx, &old);
    *text = (struct disclosure_text){old.title,       old.gist,  old.body,   old.has_opening,
                                     old.opening_fen, old.lines, old.n_lines};
    d->item = old.item;
    d->place = old.scope;
    d->period = old.period;
    d->title = old.title;
    d->replaces = old.id;
    d->version = old.version + 1;
    d->text = text;
    return e;
}

static enum err begin(struct ctx *cx, const struct disclosure_new *in, struct disclosure_draft *d,
                      struct disclosure_text *text)
{
    *d = (struct disclosure_draft){.county = in->county,
                                   .place = in->place,
                                   .item = disclosure_item(cx, in->item),
                                   .start = S("draft"),
                                   .version = 1};
    enum err e = in->replaces ? begin_correction(cx, in, d, text) : OK;
    if (e)
        return e;
    if (!d->item)
        return fail_field(cx, "item", _("Choose what it is about."));
    if (!d->place || !may(cx, ACT_DISCLOSURE_WRITE, d->place, NO_ORG))
        return fail_field(cx, "place", _("Choose a place for which you publish."));
    if (in->text)
        d->text = in->text;
    if (d->text && d->text->title.len)
        d->title = d->text->title;
    return in->replaces ? OK : read_period(cx, in, d);
}

enum err disclosure_open(struct ctx *cx, const struct disclosure_new *in, int64_t *id, bool *there)
{
    struct disclosure_draft d;
    struct disclosure_text text;
    struct matters_new matter;
    enum err e = begin(cx, in, &d, &text);
    if (!e)
        e = find_there(cx, &d, id);
    *there = !e && *id;
    if (e || *there)
        return e;
    e = disclosure_prepare(cx, &d, &matter);
    if (e)
        return e;
    struct open_args a = {.d = &d, .matter = &matter};
    e = db_write(cx, open_tx, &a);
    if (!e)
        *id = matter.id;
    return e;
}

/* ---- writing ------------------------------------------------------------------------ */

struct save_args {
    const struct publication *p;
    const struct disclosure_text *in;
    int masked; /* result */
};

static enum err save_row(struct ctx *cx, const struct publication *p, const struct clean *c)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &disclosure_sql_save, db_text("title", c->text.title),
                db_text("gist", c->text.gist), db_text("body", c->text.body),
                c->text.has_opening ? db_int("opening", c->text.opening_fen) : db_null("opening"),
                db_int("in", c->in_fen), db_int("out", c->out_fen), db_int("county", p->county),
                db_int("id", p->id), db_int("seen", p->draft));
    return e || changed
               ? e
               : fail(cx, ERR_CONFLICT,
                      _("Somebody else has saved this meanwhile, or it is with the committee."));
}

static enum err save_tx(struct ctx *cx, void *arg)
{
    struct save_args *a = arg;
    const struct publication *p = a->p;
    struct clean *c = clean_text(cx, p->item, a->in);
    struct matter m;
    enum err e = save_row(cx, p, c);
    if (!e && !may(cx, ACT_DISCLOSURE_WRITE, p->scope, NO_ORG))
        return fail(cx, ERR_DENIED, _("This is not yours to write."));
    if (!e)
        e = db_exec(cx, NULL, &disclosure_sql_lines_drop, db_int("county", p->county),
                    db_int("id", p->id));
    if (!e)
        e = put_lines(cx, p->county, p->id, c);
    if (!e)
        e = put_writer(cx, p->county, p->id);
    if (!e)
        e = matters_load(cx, p->county, p->id, &m);
    if (!e && !str_eq(m.title, c->text.title))
        e = matters_set_title(cx, &m, p->item->code, c->text.title);
    a->masked = c->found.n;
    return e;
}

static enum err check_text(struct ctx *cx, const struct disclosure_text *in)
{
    enum err e = OK;
    int lines = 1;
    if (!in->title.len)
        e = fail_field(cx, "title", _("Give it a title."));
    for (size_t i = 0; i < in->gist.len; i++)
        lines += in->gist.at[i] == '\n';
    if (lines > 5)
        e = fail_field(cx, "gist", _("At most five lines, so that one minute is enough."));
    for (int i = 0; i < in->n_lines; i++)
        if (!in->lines[i].item.len)
            e = fail_field(cx, "line", _("A line has an amount, but nothing says what it is."));
    return e;
}

enum err disclosure_save(struct ctx *cx, const struct publication *p,
                         const struct disclosure_text *in, int *masked)
{
    struct save_args a = {p, in, 0};
    enum err e = check_text(cx, in);
    if (!e)
        e = db_write(cx, save_tx, &a);
    if (!e)
        *masked = a.masked;
    return e;
}
