/* demo.c: publications of the demo, made up, written and checked by the people it needs, on days
 * that lie as far back as they say. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/sheets/accounts.h"
#include "kit/base/csv.h"
#include "rooms/disclosure/disclosure_own.h"

enum { TALES_MOST = 60, LINES_MOST = 40 };

struct tale { /* a line of data/demo/publications.csv */
    str key, place, item, opening, how, by, check, corrects, title, gist, body;
    int64_t ago, day; /* periods back; days after its end, or (negative) days ago */
    int64_t id;
};
struct book {
    struct tale at[TALES_MOST];
    int n;
    str lines;
};

static enum err be(struct ctx *cx, str login)
{
    struct account a;
    enum err e = account_find_login(cx, login, &a);
    cx->county = a.county;
    cx->actor = e ? 0 : a.id;
    return e ? e : people_load(cx);
}

/* ---- reading ------------------------------------------------------------------------ */

static str column(const struct csv *c, const struct csv *head, const char *name)
{
    return csv_field(c, csv_column(head, str_of(name)));
}

static enum err read_tale(const struct csv *c, const struct csv *head, struct tale *t)
{
    *t = (struct tale){.key = column(c, head, "key"),
                       .place = column(c, head, "place"),
                       .item = column(c, head, "item"),
                       .opening = column(c, head, "opening"),
                       .how = column(c, head, "how"),
                       .by = column(c, head, "by"),
                       .check = column(c, head, "check"),
                       .corrects = column(c, head, "corrects"),
                       .title = column(c, head, "title"),
                       .gist = column(c, head, "gist"),
                       .body = column(c, head, "body")};
    enum err e = str_int(column(c, head, "ago"), &t->ago);
    return e ? e : str_int(column(c, head, "day"), &t->day);
}

static enum err read_book(struct ctx *cx, str file, struct book *b)
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    enum err e = OK;
    csv_open(c, cx->mem, file);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (!e && b->n < TALES_MOST && csv_next(c))
        e = read_tale(c, head, &b->at[b->n++]);
    return e ? e : c->err;
}

static enum err read_lines(struct ctx *cx, const struct book *b, const struct tale *t,
                           struct disclosure_text *out)
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    struct disclosure_line *all = NEW_N(cx->mem, struct disclosure_line, LINES_MOST);
    enum err e = OK;
    csv_open(c, cx->mem, b->lines);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (!e && out->n_lines < LINES_MOST && csv_next(c)) {
        if (!str_eq(column(c, head, "key"), t->key))
            continue;
        struct disclosure_line *l = &all[out->n_lines++];
        int side =
            disclosure_word(column(c, head, "side"), disclosure_side_names, DISCLOSURE_SIDES);
        *l = (struct disclosure_line){.side = (enum disclosure_side)(side < 0 ? 0 : side),
                                      .item = column(c, head, "item"),
                                      .note = column(c, head, "note")};
        if (sheets_money(column(c, head, "yuan"), 100, &l->amount_fen) != MONEY_READ)
            e = ERR_INVALID;
    }
    out->lines = all;
    return e ? e : c->err;
}

/* ---- telling -------------------------------------------------------------------------- */

static enum err walk(struct ctx *cx, int64_t id, const char *move, struct disclosure_move in)
{
    struct publication p;
    enum err e = disclosure_load(cx, cx->county, id, &p);
    in.move = move;
    in.seen = p.row_ver;
    return e ? e : disclosure_step(cx, &p, &in);
}

static str period_of(struct ctx *cx, const struct tale *t, int64_t *published_ms)
{
    const struct disclosure_item *i = disclosure_item(cx, t->item);
    *published_ms = cx->now + t->day * DAY_MS;
    if (!i || i->cycle >= DISCLOSURE_CHANGE)
        return STR_NONE;
    struct disclosure_period p =
        disclosure_period_next(disclosure_period_of(i->cycle, day_of_ms(cx->now)), -(int)t->ago);
    int64_t then = ms_of_day(disclosure_period_end(&p) + t->day - 1) + 10 * 3600000;
    *published_ms = then < cx->now ? then : cx->now - 4 * 3600000;
    return disclosure_period_write(cx->mem, &p);
}

static int64_t told(const struct book *b, str key)
{
    for (int i = 0; i < b->n; i++)
        if (key.len && str_eq(b->at[i].key, key))
            return b->at[i].id;
    return 0;
}

static enum err write_tale(struct ctx *cx, const struct book *b, struct tale *t, str period)
{
    struct disclosure_new in = {
        .county = cx->county, .item = t->item, .period = period, .replaces = told(b, t->corrects)};
    struct disclosure_text text = {.title = t->title, .gist = t->gist, .body = t->body};
    struct publication p;
    bool there;
    int masked;
    enum err e = place_parse(t->place, &in.place);
    if (!e)
        e = read_lines(cx, b, t, &text);
    if (!e && t->opening.len) {
        text.has_opening = true;
        if (sheets_money(t->opening, 100, &text.opening_fen) != MONEY_READ)
            e = ERR_INVALID;
    }
    if (!e)
        e = disclosure_open(cx, &in, &t->id, &there);
    if (!e)
        e = disclosure_load(cx, cx->county, t->id, &p);
    if (!e && !text.title.len)
        text.title = p.title;
    return e ? e : disclosure_save(cx, &p, &text, &masked);
}

static enum err check_tale(struct ctx *cx, const struct tale *t)
{
    static const struct disclosure_move nothing;
    if (str_is(t->how, "none"))
        return walk(cx, t->id, "publish", nothing);
    enum err e = walk(cx, t->id, "send", nothing);
    if (e || str_is(t->how, "checking"))
        return e;
    cx->now += 3 * 3600000;
    e = be(cx, t->check);
    if (e)
        return e;
    return str_is(t->how, "paper")
               ? walk(cx, t->id, "pass_on_paper", (struct disclosure_move){.in = {.photos = 1}})
               : walk(cx, t->id, "pass", nothing);
}

static enum err tell(struct ctx *cx, struct book *b, struct tale *t)
{
    int64_t now = cx->now, then;
    str period = period_of(cx, t, &then);
    enum err e = be(cx, t->by);
    cx->now = then;
    if (!e)
        e = write_tale(cx, b, t, period);
    if (!e)
        e = check_tale(cx, t);
    cx->now = now;
    return e;
}

/* ---- what has to be published ------------------------------------------------------------ */

static enum err plan(struct ctx *cx, const char *by, int64_t place, const char *item)
{
    int64_t now = cx->now;
    enum err e = be(cx, str_of(by));
    cx->now -= 100 * DAY_MS;
    if (!e)
        e = disclosure_duty_set(cx, cx->county, place, str_of(item), true);
    cx->now = now;
    return e;
}

static enum err plan_all(struct ctx *cx, int64_t county)
{
    int64_t did = 1;
    enum err e = plan(cx, "town-xinansuo", 532503005202000, "finance-month");
    if (!e)
        e = plan(cx, "town-xinansuo", 532503005202000, "affairs-dibao");
    if (!e)
        e = plan(cx, "town-wenlan", 532503001008000, "finance-month");
    if (!e)
        e = plan(cx, "town-wenlan", 532503001008000, "party-fees");
    cx->actor = 0;
    cx->posts = NULL;
    while (!e && did) {
        did = 0;
        e = disclosure_job.step(cx, county, &did);
    }
    return e;
}

/* Who acts afterwards is left as it was; where there is something already, nothing is told. */
enum err disclosure_demo_load(struct ctx *cx, int64_t county, str csv, str lines)
{
    const struct posts *posts = cx->posts;
    int64_t actor = cx->actor, own = cx->county;
    struct book *b = NEW(cx->mem, struct book);
    struct publication one;
    struct disclosure_filter f = {.county = county, .place = 532503005202000};
    int n = 0;
    enum err e = disclosure_shown(cx, &f, &one, 1, &n);
    b->lines = lines;
    if (!e && !n)
        e = read_book(cx, csv, b);
    for (int i = 0; !e && i < b->n; i++)
        e = tell(cx, b, &b->at[i]);
    if (!e && !n)
        e = plan_all(cx, county);
    cx->posts = posts;
    cx->actor = actor;
    cx->county = own;
    return e;
}
