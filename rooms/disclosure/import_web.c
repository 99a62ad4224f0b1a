/* import_web.c: a table is dropped or pasted, looked at with what was found beside it, mended, and
 * becomes a draft. What was looked at comes along in the form: nothing is kept before. */
#include "rooms/disclosure/import_html.h" /* generated */
#include "rooms/disclosure/import_pages.h"
#include "rooms/disclosure/open_pages.h"

#include "civic/people/people.h"
#include "civic/places/places.h"

enum { FIXES_MOST = 100 };

/* ---- what the form says -------------------------------------------------------------- */

static bool read_mapping(const struct req *rq, enum accounts_field *out)
{
    bool any = false;
    for (int c = 0; c < SHEETS_COLUMNS; c++) {
        str word = web_field(rq, str_fmt(rq->cx->mem, "c%d", c).at);
        out[c] = ACC_IGNORED;
        for (int f = 0; f < ACC_FIELDS; f++)
            if (str_is(word, accounts_field_names[f]))
                out[c] = (enum accounts_field)f;
        any |= word.len > 0;
    }
    return any;
}

/* "a7-3" holds the amount of row 7, column 3; "leave" is ticked with rows. */
static bool read_fix(struct req *rq, str name, str value, struct accounts_fix *out)
{
    int64_t row = 0, column = 0;
    *out = (struct accounts_fix){.leave_out = str_is(name, "leave")};
    if (out->leave_out) {
        if (str_int(value, &row))
            return false;
    } else {
        if (!str_starts(name, S("a")))
            return false;
        str rest = {name.at + 1, name.len - 1}, first = str_cut(&rest, '-');
        if (str_int(first, &row) || str_int(rest, &column) || !str_trim(value).len)
            return false;
        if (sheets_money(value, 100, &out->amount_fen) != MONEY_READ)
            return false;
    }
    out->row = (int)row;
    out->column = (int)column;
    (void)rq;
    return row > 0 && row <= INT32_MAX && column >= 0 && column <= SHEETS_COLUMNS;
}

static int read_fixes(struct req *rq, struct accounts_fix *out)
{
    size_t i = 0;
    int n = 0;
    str name, value;
    while (n < FIXES_MOST && web_field_each(rq, &i, &name, &value))
        n += read_fix(rq, name, value, &out[n]);
    return n;
}

/* ---- reading ---------------------------------------------------------------------------- */

static void as_lines(struct ctx *cx, struct sheets_table *t)
{
    for (int r = 0; r < t->n; r++)
        for (int c = 0; c < t->rows[r].n; c++)
            t->rows[r].cells[c].text = str_clean_line(cx->mem, t->rows[r].cells[c].text);
}

static void use_period(struct req *rq, struct accounts *a)
{
    str typed = str_trim(web_field(rq, "period"));
    struct disclosure_period p;
    if (disclosure_period_read(typed, &p))
        return;
    for (int i = 0; i < a->n_lines; i++)
        if (!a->lines[i].period.len || str_eq(a->lines[i].period, a->period))
            a->lines[i].period = typed;
    a->period = typed;
}

static enum err read_accounts(struct req *rq, struct sheets_table *t, struct import_page *p,
                              struct import *im)
{
    struct ctx *cx = rq->cx;
    enum accounts_field mapping[SHEETS_COLUMNS];
    struct accounts_fix *fixes = NEW_N(cx->mem, struct accounts_fix, FIXES_MOST);
    struct accounts_how how = {.file_name = p->file_name, .fixes = fixes};
    how.n_fixes = read_fixes(rq, fixes);
    p->fixes = fixes;
    p->n_fixes = how.n_fixes;
    bool said = read_mapping(rq, mapping);
    if (said)
        how.mapping = mapping;
    enum err e = accounts_read(cx, accounts_words(cx), t, &how, &im->a);
    if (!e && !said)
        e = accounts_recall(cx, cx->county, ACT_DISCLOSURE_WRITE, &im->a);
    if (!e && im->a.remembered) {
        memcpy(mapping, im->a.mapping, sizeof mapping);
        how.mapping = mapping;
        e = accounts_read(cx, accounts_words(cx), t, &how, &im->a);
        im->a.remembered = true;
    }
    if (!e)
        use_period(rq, &im->a);
    return sheets_blame(cx, "file", e);
}

/* ---- the page ------------------------------------------------------------------------------ */

static struct import_row row_of(struct ctx *cx, const struct accounts_finding *f)
{
    struct import_row r = {.text = accounts_say(cx, f),
                           .mend = accounts_mend_label(f),
                           .stops = accounts_stops(f->what)};
    if (f->mend == MEND_LEAVE_OUT) {
        r.tick = true;
        r.value = str_fmt(cx->mem, "%d", f->row);
    } else if (f->mend == MEND_AMOUNT) {
        r.typed = true;
        r.field = str_fmt(cx->mem, "a%d-%d", f->row, f->column);
    }
    return r;
}

static void fill(struct req *rq, struct import_page *p, const struct import *im)
{
    struct ctx *cx = rq->cx;
    struct import_row *rows = NEW_N(cx->mem, struct import_row, im->a.n_findings);
    for (int i = 0; i < im->a.n_findings; i++)
        rows[i] = row_of(cx, &im->a.findings[i]);
    p->im = im;
    p->rows = rows;
    p->n_rows = im->a.n_findings;
    p->shown = im->a.n_lines < IMPORT_SHOWN ? im->a.n_lines : IMPORT_SHOWN;
    p->period = im->a.period;
    p->item.chosen = im->item;
    p->asks_period = !im->a.period.len || im->n == 1;
    for (int i = 0; i < im->n; i++)
        p->asks_place |= !im->parts[i].part.village.len;
}

static enum err draw(struct req *rq, struct import_page *p, enum err because)
{
    p->place.name = "place";
    p->place.label = _("Place");
    p->item.name = "item";
    p->item.label = _("What is it about?");
    desk_item_options(rq->cx, true, &p->item);
    enum err e = frame_places(rq->cx, ACT_DISCLOSURE_WRITE, false, &p->place);
    if (!e)
        import_html_page(rq->page, p);
    return e ? e : because;
}

enum err import_show(struct req *rq)
{
    struct import_page p = {.im = NULL};
    return draw(rq, &p, OK);
}

static enum err look(struct req *rq, struct import_page *p, struct import *im,
                     struct sheets_table *t)
{
    struct ctx *cx = rq->cx;
    struct sheets_source src;
    int64_t place = 0;
    enum err e = sheets_take(rq, "file", "text", &src, t);
    if (e)
        return e;
    as_lines(cx, t);
    p->file_name = src.name.len ? src.name : web_field(rq, "file_name");
    e = read_accounts(rq, t, p, im);
    if (e)
        return e;
    if (place_parse(web_field(rq, "place"), &place) ||
        !may(cx, ACT_DISCLOSURE_WRITE, place, NO_ORG))
        place = 0;
    im->item = str_trim(web_field(rq, "item"));
    if (im->item.len && !disclosure_item(cx, im->item))
        im->item = S("");
    e = import_judge(cx, cx->county, place, im);
    p->t = t;
    p->text = sheets_write_lines(cx->mem, t);
    if (!e)
        fill(rq, p, im);
    return e;
}

enum err import_send(struct req *rq)
{
    struct import_page p = {.im = NULL};
    struct import *im = NEW(rq->cx->mem, struct import);
    struct sheets_table *t = NEW(rq->cx->mem, struct sheets_table);
    web_set_county(rq, rq->cx->county);
    enum err e = look(rq, &p, im, t);
    if (!e && str_is(web_field(rq, "go"), "draft")) {
        e = import_draft(rq->cx, rq->cx->county, im);
        p.done = !e;
        if (!e && im->n == 1 && im->parts[0].number.len)
            return web_redirect(rq, "/desk/open/%.*s", STR_ARG(im->parts[0].number));
    }
    if (e && e != ERR_INVALID && e != ERR_CONFLICT && e != ERR_TOO_BIG)
        return e;
    struct failure told = rq->cx->failure;
    enum err drawn = draw(rq, &p, e);
    rq->cx->failure = told;
    return drawn;
}
