/* import.c: rules of publishing from a table. No HTTP, no HTML. */
#include "rooms/disclosure/import.h"

#include "civic/frame/frame.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/mask.h"

enum { PLACES_MOST = 8 };

/* ---- where a part belongs -------------------------------------------------------- */

/* One by that very name, else the only one whose name holds it: two are none. */
static enum err find_within(struct ctx *cx, str village, int64_t within, int64_t *whole,
                            int64_t *part, int *parts)
{
    struct place found[PLACES_MOST];
    int n = 0;
    enum err e = places_search(cx, village, within, found, PLACES_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        if (place_level_of(found[i].code) != PLACE_COMMUNITY)
            continue;
        if (str_eq(found[i].name, village))
            *whole = found[i].code;
        *part = found[i].code;
        ++*parts;
    }
    return e;
}

static enum err find_place(struct ctx *cx, str village, int64_t *out)
{
    struct posts_reach reach;
    int64_t whole = 0, part = 0;
    int parts = 0;
    enum err e = OK;
    posts_reach(cx, ACT_DISCLOSURE_WRITE, &reach);
    for (int r = 0; !e && r < reach.ranges; r++)
        e = find_within(cx, village, reach.lo[r], &whole, &part, &parts);
    *out = whole ? whole : parts == 1 ? part : 0;
    return e;
}

static enum err place_part(struct ctx *cx, int64_t place, struct import_part *p)
{
    enum err e = OK;
    p->place = place;
    if (p->part.village.len)
        e = find_place(cx, p->part.village, &p->place);
    p->place_name = p->place ? places_name(cx, p->place) : p->part.village;
    return e;
}

/* ---- findings beyond the table ------------------------------------------------------ */

static enum err find_same(struct ctx *cx, int64_t county, struct import *im,
                          const struct import_part *p)
{
    str period = S("");
    enum err e = p->place ? accounts_seen(cx, county, p->place, &p->part, &period) : OK;
    if (!e && period.len)
        accounts_find(&im->a, (struct accounts_finding){.what = FOUND_SAME, .text = period});
    return e;
}

static void find_persons(struct ctx *cx, struct import *im)
{
    struct mask_how how = {.today = day_of_ms(cx->now)};
    struct mask_finds *finds = NEW(cx->mem, struct mask_finds);
    for (int i = 0; i < im->a.n_lines; i++) {
        const struct accounts_line *l = &im->a.lines[i];
        finds->n = 0;
        (void)mask_text(cx->mem, l->item, &how, finds);
        (void)mask_text(cx->mem, l->note, &how, finds);
        if (finds->n)
            accounts_find(&im->a, (struct accounts_finding){.what = FOUND_PERSON,
                                                            .row = l->row,
                                                            .column = l->column,
                                                            .text = finds->at[0].shown});
    }
}

static const char *item_for(enum accounts_kind k)
{
    static const char *const items[ACCOUNTS_KINDS] = {"finance-month", "finance-debts",
                                                      "finance-assets", "finance-resources"};
    return items[k];
}

enum err import_judge(struct ctx *cx, int64_t county, int64_t place, struct import *im)
{
    struct accounts_part *parts;
    enum err e = accounts_parts(cx, &im->a, &parts, &im->n);
    if (e)
        return e;
    if (!im->item.len)
        im->item = str_of(item_for(im->a.kind));
    im->parts = NEW_N(cx->mem, struct import_part, im->n);
    for (int i = 0; !e && i < im->n; i++) {
        im->parts[i].part = parts[i];
        e = place_part(cx, place, &im->parts[i]);
        if (!e)
            e = find_same(cx, county, im, &im->parts[i]);
        im->stops |= !im->parts[i].place || !parts[i].period.len;
    }
    find_persons(cx, im);
    for (int i = 0; i < im->a.n_findings; i++)
        im->stops |= accounts_stops(im->a.findings[i].what);
    return e;
}

/* ---- drafts ------------------------------------------------------------------------------ */

static str gist_of(struct ctx *cx, const struct import *im, const struct import_part *p,
                   bool balance)
{
    int64_t left = im->a.opening_fen + p->part.in_fen - p->part.out_fen;
    const struct tr_arg args[] = {TR("in", frame_money_text(cx->mem, LANG_ZH, p->part.in_fen)),
                                  TR("out", frame_money_text(cx->mem, LANG_ZH, p->part.out_fen)),
                                  TR("left", frame_money_text(cx->mem, LANG_ZH, left))};
    if (im->a.kind != ACCOUNTS_FLOW)
        return tr_count(cx->mem, LANG_ZH, "One entry, line by line below.",
                        "{n} entries, line by line below.", p->part.n);
    return balance ? tr_fill(cx->mem, LANG_ZH, N_("In: {in}. Out: {out}. Left: {left}."), args, 3)
                   : tr_fill(cx->mem, LANG_ZH, N_("In: {in}. Out: {out}."), args, 2);
}

static const struct disclosure_line *lines_of(struct ctx *cx, const struct accounts_part *p)
{
    static const enum disclosure_side sides[] = {
        [SIDE_IN] = DISCLOSURE_IN, [SIDE_OUT] = DISCLOSURE_OUT, [SIDE_NONE] = DISCLOSURE_NO_SIDE};
    struct disclosure_line *out = NEW_N(cx->mem, struct disclosure_line, p->n);
    for (int i = 0; i < p->n; i++)
        out[i] = (struct disclosure_line){.side = sides[p->lines[i]->side],
                                          .item = utf8_head(p->lines[i]->item, 80),
                                          .note = utf8_head(p->lines[i]->note, 120),
                                          .amount_fen = p->lines[i]->amount_fen};
    return out;
}

static enum err fill_draft(struct ctx *cx, int64_t county, int64_t id, bool there,
                           struct disclosure_text *text, struct import_part *p)
{
    struct publication draft;
    int masked;
    enum err e = disclosure_load(cx, county, id, &draft);
    if (!e)
        e = disclosure_lines(cx, &draft);
    if (e)
        return e;
    p->number = draft.number;
    p->state = !there ? IMPORT_NEW : draft.n_lines ? IMPORT_THERE : IMPORT_FILLED;
    text->title = draft.title;
    return p->state == IMPORT_FILLED ? disclosure_save(cx, &draft, text, &masked) : OK;
}

static enum err draft_part(struct ctx *cx, int64_t county, const struct import *im,
                           struct import_part *p)
{
    bool alone = im->n == 1 && im->a.has_opening;
    struct disclosure_text text = {.gist = gist_of(cx, im, p, alone),
                                   .has_opening = alone,
                                   .opening_fen = alone ? im->a.opening_fen : 0,
                                   .lines = lines_of(cx, &p->part),
                                   .n_lines = p->part.n};
    struct disclosure_new in = {.county = county,
                                .place = p->place,
                                .item = im->item,
                                .period = p->part.period,
                                .text = &text};
    int64_t id = 0;
    bool there = false;
    enum err e = disclosure_open(cx, &in, &id, &there);
    if (e == ERR_CONFLICT) {
        p->state = IMPORT_PUBLIC;
        cx->failure.text = STR_NONE;
        return OK;
    }
    if (!e)
        e = fill_draft(cx, county, id, there, &text, p);
    return e ? e : accounts_note(cx, county, p->place, &p->part);
}

enum err import_draft(struct ctx *cx, int64_t county, struct import *im)
{
    enum err e = OK;
    if (im->stops)
        return fail(cx, ERR_CONFLICT, _("Something has to be mended first."));
    for (int i = 0; i < im->n; i++)
        if (im->parts[i].part.n > DISCLOSURE_LINES_MAX)
            return fail(cx, ERR_TOO_BIG,
                        _("A publication has at most 2,000 lines. Please send it in parts."));
    for (int i = 0; !e && i < im->n; i++)
        e = draft_part(cx, county, im, &im->parts[i]);
    return e ? e : accounts_remember(cx, county, ACT_DISCLOSURE_WRITE, &im->a);
}
