/* words.c: one publication as it is read: what one minute tells, sums, the biggest lines first,
 * what has changed, pictures. */
#include "civic/places/places.h"
#include "rooms/disclosure/open_pages.h"

enum { BAR = 400, HIGH = 130, STEP = 53 };

str open_address(struct ctx *cx, const struct publication *p)
{
    str slug = places_slug(cx, p->scope);
    return str_fmt(cx->mem, "/c/%.*s/open/%.*s", STR_ARG(slug), STR_ARG(p->number));
}

str open_yuan(struct arena *mem, int64_t fen)
{
    int64_t size = fen < 0 ? -fen : fen;
    return str_fmt(mem, "%s%lld.%02d", fen < 0 ? "-" : "", (long long)(size / 100),
                   (int)(size % 100));
}

/* Lines of a text, empty ones left out. */
static int cut_lines(struct arena *mem, str text, const str **out)
{
    enum { MOST = 400 };
    str *all = NEW_N(mem, str, MOST);
    int n = 0;
    while (text.len && n < MOST) {
        str one = str_trim(str_cut(&text, '\n'));
        if (one.len)
            all[n++] = one;
    }
    *out = all;
    return n;
}

/* ---- lines ------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
    const struct open_line *x = a, *y = b;
    if (x->amount_fen != y->amount_fen)
        return x->amount_fen < y->amount_fen ? 1 : -1;
    return x->n - y->n;
}

static str signed_money(struct ctx *cx, int64_t fen)
{
    str s = frame_money_text(cx->mem, cx->lang, fen);
    return fen > 0 ? str_fmt(cx->mem, "+%.*s", STR_ARG(s)) : s;
}

static str change_of(struct ctx *cx, const struct disclosure_line *l,
                     const struct publication *before)
{
    const struct disclosure_line *was = before ? disclosure_same(before, l) : NULL;
    if (!was || was->amount_fen == l->amount_fen)
        return STR_NONE;
    const struct tr_arg by = TR("by", signed_money(cx, l->amount_fen - was->amount_fen));
    return tr_fill(cx->mem, cx->lang, _("{by} against the period before"), &by, 1);
}

static struct open_line *pick_side(struct ctx *cx, const struct publication *p,
                                   const struct publication *before, enum disclosure_side side,
                                   int *n)
{
    struct open_line *all = NEW_N(cx->mem, struct open_line, (size_t)p->n_lines + 1);
    for (int i = 0; i < p->n_lines; i++) {
        const struct disclosure_line *l = &p->lines[i];
        if (l->side != side)
            continue;
        all[(*n)++] =
            (struct open_line){.n = i + 1,
                               .item = l->item,
                               .note = l->note,
                               .amount = l->amount_fen || side != DISCLOSURE_NO_SIDE
                                             ? frame_money_text(cx->mem, cx->lang, l->amount_fen)
                                             : STR_NONE,
                               .change = change_of(cx, l, before),
                               .amount_fen = l->amount_fen};
    }
    if (side != DISCLOSURE_NO_SIDE)
        qsort(all, (size_t)*n, sizeof *all, by_size);
    return all;
}

/* ---- sums ---------------------------------------------------------------------------- */

static int share(int64_t part, int64_t whole, int of)
{
    return whole > 0 ? (int)(part * of / whole) : 0;
}

static void fill_sums(struct ctx *cx, const struct publication *p, const struct publication *before,
                      struct open_words *w)
{
    int64_t most = p->in_fen > p->out_fen ? p->in_fen : p->out_fen;
    w->total_in = frame_money_text(cx->mem, cx->lang, p->in_fen);
    w->total_out = frame_money_text(cx->mem, cx->lang, p->out_fen);
    w->bar_in = share(p->in_fen, most, BAR);
    w->bar_out = share(p->out_fen, most, BAR);
    if (!p->has_opening)
        return;
    w->opening = frame_money_text(cx->mem, cx->lang, p->opening_fen);
    w->closing = frame_money_text(cx->mem, cx->lang, disclosure_closing(p));
    if (before && before->has_opening) {
        const struct tr_arg by =
            TR("by", signed_money(cx, disclosure_closing(p) - disclosure_closing(before)));
        w->change = tr_fill(cx->mem, cx->lang, _("{by} against the period before"), &by, 1);
    }
}

/* ---- the last months --------------------------------------------------------------------- */

struct past {
    const struct publication *at[OPEN_MONTHS]; /* oldest first; NULL: not public */
    str period[OPEN_MONTHS];
    int64_t most;
};

static enum err read_past(struct ctx *cx, const struct publication *p, struct past *out)
{
    struct disclosure_period period;
    if (disclosure_period_read(p->period, &period))
        return ERR_NOT_FOUND;
    for (int i = 0; i < OPEN_MONTHS; i++) {
        struct disclosure_period then = disclosure_period_next(period, i - OPEN_MONTHS + 1);
        struct publication *one = NEW(cx->mem, struct publication);
        out->period[i] = disclosure_period_write(cx->mem, &then);
        enum err e =
            i == OPEN_MONTHS - 1
                ? (*one = *p, OK)
                : disclosure_of_period(cx, p->county, p->scope, p->item->code, out->period[i], one);
        if (e && e != ERR_NOT_FOUND)
            return e;
        out->at[i] = e ? NULL : one;
        if (!e && one->in_fen > out->most)
            out->most = one->in_fen;
        if (!e && one->out_fen > out->most)
            out->most = one->out_fen;
    }
    return OK;
}

/* A round sum at or above the highest bar. */
static int64_t round_up(int64_t fen)
{
    int64_t step = 100;
    while (step * 10 < fen)
        step *= 10;
    return (fen + step - 1) / step * step;
}

/* Under a bar: the number of the month, or the period as it is written. */
static str short_label(struct ctx *cx, str period)
{
    struct disclosure_period p;
    if (disclosure_period_read(period, &p) || p.cycle != DISCLOSURE_MONTH)
        return period;
    const struct tr_arg n = TR("n", str_fmt(cx->mem, "%d", p.n));
    return tr_fill(cx->mem, cx->lang, _("Month {n}"), &n, 1);
}

static enum err fill_months(struct ctx *cx, const struct publication *p, struct open_words *w)
{
    struct past past = {.most = 0};
    struct open_month *all = NEW_N(cx->mem, struct open_month, OPEN_MONTHS);
    enum err e = read_past(cx, p, &past);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    int64_t top = round_up(past.most);
    for (int i = 0; i < OPEN_MONTHS; i++) {
        const struct publication *one = past.at[i];
        if (!one)
            continue;
        all[w->n_months++] =
            (struct open_month){.brief = short_label(cx, past.period[i]),
                                .label = disclosure_period_text(cx->mem, cx->lang, past.period[i]),
                                .in = frame_money_text(cx->mem, cx->lang, one->in_fen),
                                .out = frame_money_text(cx->mem, cx->lang, one->out_fen),
                                .in_h = share(one->in_fen, top, HIGH),
                                .out_h = share(one->out_fen, top, HIGH),
                                .x = 46 + STEP * i};
    }
    w->months = all;
    w->top = frame_money_text(cx->mem, cx->lang, top);
    return OK;
}

/* ---- pictures ------------------------------------------------------------------------------ */

static enum err fill_files(struct ctx *cx, const struct publication *p, bool shown,
                           struct open_words *w)
{
    struct media_file f[2 * DISCLOSURE_FILES_MAX];
    struct open_file *all = NEW_N(cx->mem, struct open_file, COUNT(f));
    int n = 0;
    enum err e = media_list(cx, p->county, "disclosure", p->id, f, COUNT(f), &n);
    for (int i = 0; !e && i < n; i++) {
        bool photo = f[i].kind == MEDIA_PHOTO;
        if (!str_is(f[i].role, "shown") || f[i].state != MEDIA_READY || (shown && !f[i].released))
            continue;
        struct open_file *one = &all[w->n_files++];
        one->key = str_keep(cx->mem, f[i].key);
        one->href = media_address(cx->mem, &f[i], shown ? MEDIA_PUBLIC : MEDIA_FULL);
        if (photo)
            one->thumb = media_address(cx->mem, &f[i], shown ? MEDIA_PUBLIC_THUMB : MEDIA_THUMB);
        e = media_name(cx, &f[i], &one->name);
    }
    w->files = all;
    return e;
}

enum err open_words(struct ctx *cx, const struct publication *p, const struct publication *before,
                    bool shown, struct open_words *out)
{
    struct open_words w = {.p = p, .money = p->item->form == DISCLOSURE_MONEY};
    w.n_gist = cut_lines(cx->mem, p->gist, &w.gist);
    w.n_body = cut_lines(cx->mem, p->body, &w.body);
    w.in = pick_side(cx, p, before, DISCLOSURE_IN, &w.n_in);
    w.out = pick_side(cx, p, before, DISCLOSURE_OUT, &w.n_out);
    w.other = pick_side(cx, p, before, DISCLOSURE_NO_SIDE, &w.n_other);
    enum err e = OK;
    if (w.money) {
        fill_sums(cx, p, before, &w);
        e = fill_months(cx, p, &w);
    }
    if (!e)
        e = fill_files(cx, p, shown, &w);
    if (!e)
        *out = w;
    return e;
}
