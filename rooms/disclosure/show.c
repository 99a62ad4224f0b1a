/* show.c: lists of publications, and what whoever reads one is warned of. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/search/search.h"
#include "rooms/disclosure/disclosure_own.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/mask.h"

/* ---- what is public ------------------------------------------------------------ */

static enum err read_all(struct ctx *cx, int64_t county, struct rows *r, struct publication *out,
                         int max, int *n)
{
    int got = 0;
    while (got < max && db_next(r)) {
        struct publication p = disclosure_read(cx, county, r);
        if (p.item)
            out[got++] = p;
    }
    *n = got;
    return r->err;
}

static bool newer(const struct publication *a, const struct publication *b)
{
    return a->published_ms != b->published_ms ? a->published_ms > b->published_ms : a->id > b->id;
}

/* Two lists, newest first, become one of at most `max`. */
static int merge(struct publication *all, int n, const struct publication *more, int k, int max,
                 struct publication *room)
{
    int i = 0, j = 0, got = 0;
    memcpy(room, all, (size_t)n * sizeof *room);
    while (got < max && (i < n || j < k))
        all[got++] = j == k || (i < n && newer(&room[i], &more[j])) ? room[i++] : more[j++];
    return got;
}

static enum err of_place(struct ctx *cx, const struct disclosure_filter *f, int64_t scope,
                         struct publication *out, int max, int *n)
{
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_shown, db_int("county", f->county), db_int("scope", scope),
                 db_text("stream", f->stream), db_text("item", f->item),
                 db_int("before_ms", f->before_ms ? f->before_ms : INT64_MAX),
                 db_int("before_id", f->before_ms ? f->before_id : INT64_MAX), db_int("max", max));
    return read_all(cx, f->county, &r, out, max, n);
}

/* The place, its town, its county: each has an index of its own. */
static int levels_of(int64_t place, int64_t out[3])
{
    int n = 0;
    for (enum place_level l = PLACE_COUNTY; l <= PLACE_COMMUNITY; l++)
        if (place_level_of(place) >= l)
            out[n++] = place_above(place, l);
    return n;
}

static enum err list_by_time(struct ctx *cx, const struct disclosure_filter *f,
                             struct publication *out, int max, int *n)
{
    int64_t scopes[3];
    int levels = levels_of(f->place, scopes);
    struct publication *more = NEW_N(cx->mem, struct publication, (size_t)max);
    struct publication *room = NEW_N(cx->mem, struct publication, (size_t)max);
    enum err e = OK;
    *n = 0;
    for (int i = 0; !e && i < levels; i++) {
        int k = 0;
        e = of_place(cx, f, scopes[i], more, max, &k);
        *n = e ? *n : merge(out, *n, more, k, max, room);
    }
    return e;
}

/* ---- words ------------------------------------------------------------------------ */

static bool holds_at(const struct publication *p, int64_t place)
{
    return p->scope == place || place_within(place, p->scope);
}

static bool fits(const struct disclosure_filter *f, const struct publication *p)
{
    return p->published_ms && !p->replaced_by && !str_is(p->over, "ended") &&
           holds_at(p, f->place) &&
           (!f->stream.len || str_is(f->stream, disclosure_stream_names[p->item->stream])) &&
           (!f->item.len || str_eq(f->item, p->item->code));
}

static enum err add_hits(struct ctx *cx, const struct disclosure_filter *f, int64_t within,
                         struct publication *out, int max, int *n)
{
    struct search_hit hits[SEARCH_MOST];
    struct search_ask ask = {.county = f->county,
                             .text = f->words,
                             .within = within,
                             .kind = "publication",
                             .before = f->before_id};
    int k = 0;
    enum err e = search_find(cx, &ask, hits, SEARCH_MOST, &k);
    for (int i = 0; !e && i < k && *n < max; i++) {
        e = disclosure_load(cx, f->county, hits[i].id, &out[*n]);
        if (e == ERR_NOT_FOUND) {
            e = OK; /* the index is a moment behind */
            continue;
        }
        if (!e && fits(f, &out[*n]))
            (*n)++;
    }
    return e;
}

static int by_id(const void *a, const void *b)
{
    const struct publication *x = a, *y = b;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* In the place itself, and what holds from above: found in the county, of a level above. */
static enum err list_by_words(struct ctx *cx, const struct disclosure_filter *f,
                              struct publication *out, int max, int *n)
{
    *n = 0;
    enum err e = add_hits(cx, f, f->place, out, max, n);
    if (!e && place_level_of(f->place) > PLACE_COUNTY)
        e = add_hits(cx, f, place_above(f->place, PLACE_COUNTY), out, max, n);
    if (e)
        return e;
    qsort(out, (size_t)*n, sizeof *out, by_id);
    int kept = 0;
    for (int i = 0; i < *n; i++)
        if (!i || out[i].id != out[i - 1].id)
            out[kept++] = out[i];
    *n = kept;
    return OK;
}

enum err disclosure_shown(struct ctx *cx, const struct disclosure_filter *f,
                          struct publication *out, int max, int *n)
{
    return f->words.len ? list_by_words(cx, f, out, max, n) : list_by_time(cx, f, out, max, n);
}

enum err disclosure_of_period(struct ctx *cx, int64_t county, int64_t place, str item, str period,
                              struct publication *out)
{
    int n = 0;
    {
        AUTO_ROWS r =
            db_query(cx, &disclosure_sql_by_period, db_int("county", county),
                     db_int("scope", place), db_text("item", item), db_text("period", period));
        enum err e = read_all(cx, county, &r, out, 1, &n);
        if (e)
            return e;
    }
    return n ? disclosure_lines(cx, out) : ERR_NOT_FOUND;
}

enum err disclosure_late(struct ctx *cx, int64_t county, int64_t place, struct publication *out,
                         int max, int *n)
{
    enum { MOST = 100 };
    struct publication *all = NEW_N(cx->mem, struct publication, MOST);
    int got = 0;
    *n = 0;
    AUTO_ROWS r = db_query(cx, &disclosure_sql_owed, db_int("county", county),
                           db_int("scope", place), db_int("max", MOST));
    enum err e = read_all(cx, county, &r, all, MOST, &got);
    for (int i = 0; !e && i < got && *n < max; i++)
        if ((all[i].due_ms && all[i].due_ms < cx->now) || all[i].waiting_ms)
            out[(*n)++] = all[i];
    return e;
}

/* ---- the actor's work ---------------------------------------------------------------- */

enum err disclosure_work(struct ctx *cx, struct publication *out, int max, int *n)
{
    struct posts_reach reach;
    enum err e = OK;
    posts_reach(cx, ACT_DISCLOSURE_WORK, &reach);
    *n = 0;
    for (int i = 0; !e && i < reach.ranges && *n < max; i++) {
        int k = 0;
        AUTO_ROWS r =
            db_query(cx, &disclosure_sql_work, db_int("county", cx->county),
                     db_int("lo", reach.lo[i]), db_int("hi", reach.hi[i]), db_int("max", max - *n));
        e = read_all(cx, cx->county, &r, out + *n, max - *n, &k);
        *n += k;
    }
    return e;
}

enum err disclosure_done(struct ctx *cx, int64_t before_ms, struct publication *out, int max,
                         int *n)
{
    struct posts_reach reach;
    int64_t before = before_ms ? before_ms : INT64_MAX;
    posts_reach(cx, ACT_DISCLOSURE_WORK, &reach);
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_done, db_int("county", cx->county), db_int("before", before),
                 db_int("since", (before_ms ? before_ms : cx->now) - 400 * DAY_MS),
                 POSTS_RANGE_ARGS(reach), db_int("max", max));
    return read_all(cx, cx->county, &r, out, max, n);
}

/* ---- warnings ---------------------------------------------------------------------------- */

struct warned {
    struct ctx *cx;
    struct disclosure_warning *at;
    int n;
};

static void warn(struct warned *w, bool masked, int line, str text)
{
    if (w->n < DISCLOSURE_WARNINGS_MAX)
        w->at[w->n++] = (struct disclosure_warning){masked, text, line};
}

static enum err warn_masked(struct warned *w, const struct publication *p)
{
    struct ctx *cx = w->cx;
    AUTO_ROWS r = db_query(cx, &disclosure_sql_findings, db_int("county", p->county),
                           db_int("id", p->id), db_int("max", DISCLOSURE_WARNINGS_MAX));
    while (db_next(&r)) {
        int kind = db_get_enum(&r, 0, mask_kind_names, MASK_KINDS);
        str shown = db_keep_text(&r, 2);
        bool kept = str_find(shown, S("*")) == SIZE_MAX;
        const struct tr_arg args[] = {
            TR("what", tr(cx->lang, mask_kind_label((enum mask_kind)kind))), TR("shown", shown)};
        const char *text = kept ? _("{what} {shown} stays: people are to call it")
                                : _("{what}, made unreadable: {shown}");
        warn(w, true, (int)db_get_int(&r, 1), tr_fill(cx->mem, cx->lang, text, args, COUNT(args)));
    }
    return db_end(&r);
}

static bool same_line(const struct disclosure_line *a, const struct disclosure_line *b)
{
    return a->side == b->side && a->amount_fen == b->amount_fen && str_eq(a->item, b->item) &&
           str_eq(a->note, b->note);
}

static void warn_twice(struct warned *w, const struct publication *p)
{
    struct ctx *cx = w->cx;
    int most = p->n_lines < 300 ? p->n_lines : 300;
    for (int i = 1; i < most; i++)
        for (int k = 0; k < i; k++)
            if (same_line(&p->lines[i], &p->lines[k])) {
                const struct tr_arg args[] = {TR("a", str_fmt(cx->mem, "%d", k + 1)),
                                              TR("b", str_fmt(cx->mem, "%d", i + 1))};
                warn(w, false, i + 1,
                     tr_fill(cx->mem, cx->lang, _("Lines {a} and {b} are the same"), args, 2));
                break;
            }
}

static str money(struct ctx *cx, int64_t fen)
{
    return frame_money_text(cx->mem, cx->lang, fen);
}

enum err disclosure_before(struct ctx *cx, const struct publication *p, struct publication *out)
{
    struct disclosure_period period;
    if (disclosure_period_read(p->period, &period))
        return ERR_NOT_FOUND;
    period = disclosure_period_next(period, -1);
    return disclosure_of_period(cx, p->county, p->scope, p->item->code,
                                disclosure_period_write(cx->mem, &period), out);
}

static void warn_balance(struct warned *w, const struct publication *p,
                         const struct publication *before)
{
    struct ctx *cx = w->cx;
    if (!p->has_opening || !before->has_opening || p->opening_fen == disclosure_closing(before))
        return;
    const struct tr_arg args[] = {TR("here", money(cx, p->opening_fen)),
                                  TR("there", money(cx, disclosure_closing(before)))};
    warn(w, false, 0,
         tr_fill(cx->mem, cx->lang,
                 _("It begins with {here}, but the period before ended with {there}"), args, 2));
}

const struct disclosure_line *disclosure_same(const struct publication *p,
                                              const struct disclosure_line *l)
{
    for (int i = 0; i < p->n_lines; i++)
        if (p->lines[i].side == l->side && str_eq(p->lines[i].item, l->item))
            return &p->lines[i];
    return NULL;
}

/* A third more or less than last time, and not only small change. */
static void warn_changes(struct warned *w, const struct publication *p,
                         const struct publication *before)
{
    enum { SMALL_FEN = 50000 };
    struct ctx *cx = w->cx;
    for (int i = 0; i < p->n_lines; i++) {
        const struct disclosure_line *l = &p->lines[i], *was = disclosure_same(before, l);
        int64_t by = was ? l->amount_fen - was->amount_fen : 0;
        int64_t size = by < 0 ? -by : by;
        if (!was || size < SMALL_FEN || size * 10 <= was->amount_fen * 3)
            continue;
        const struct tr_arg args[] = {TR("item", l->item), TR("was", money(cx, was->amount_fen)),
                                      TR("now", money(cx, l->amount_fen))};
        warn(w, false, i + 1,
             tr_fill(cx->mem, cx->lang, _("{item}: {was} before, {now} now. Residents may ask why"),
                     args, 3));
    }
}

enum err disclosure_warnings(struct ctx *cx, const struct publication *p,
                             struct disclosure_warning *out, int *n)
{
    struct warned w = {cx, out, 0};
    struct publication before;
    enum err e = warn_masked(&w, p);
    if (!e)
        warn_twice(&w, p);
    if (!e && p->item->form == DISCLOSURE_MONEY && !p->n_lines)
        warn(&w, false, 0, tr(cx->lang, _("There are no lines: is it true that no money moved?")));
    if (!e) {
        e = disclosure_before(cx, p, &before);
        if (!e) {
            warn_balance(&w, p, &before);
            warn_changes(&w, p, &before);
        }
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    *n = w.n;
    return e;
}

/* ---- what there is to find ---------------------------------------------------------------- */

enum { TEXT_MOST = 60000 };

static void put(struct buf *b, str s)
{
    buf_str(b, s);
    buf_char(b, '\n');
}

static str open_text(struct ctx *cx, const struct publication *p)
{
    if (!p->published_ms || p->replaced_by || p->over.len)
        return STR_NONE;
    struct buf b = buf_new(cx->mem, TEXT_MOST);
    put(&b, p->title);
    put(&b, p->number);
    put(&b, p->item->name[LANG_ZH]);
    put(&b, p->item->name[LANG_EN]);
    put(&b, places_name(cx, p->scope));
    put(&b, p->gist);
    put(&b, p->body);
    for (int i = 0; i < p->n_lines; i++) {
        put(&b, p->lines[i].item);
        put(&b, p->lines[i].note);
    }
    return buf_done(&b);
}

static enum err publication_doc(struct ctx *cx, int64_t county, int64_t subject,
                                struct search_doc *out)
{
    struct publication p;
    enum err e = disclosure_load(cx, county, subject, &p);
    if (!e)
        e = disclosure_lines(cx, &p);
    if (e)
        return e;
    out->id = p.id;
    out->kind = "publication";
    out->scope = p.scope;
    out->open = open_text(cx, &p);
    out->inside = out->open; /* drafts are not found by words */
    return OK;
}

const struct search_source disclosure_search = {.subject_kind = "matter", .doc = publication_doc};
