/* edition_moves.c: which ranges of codes became which, in an order that can be done one by one.
 *
 * Codes are reused across editions now and then: a move must not bring rows into a range that
 * another move has still to empty. Moves are put in that order; where they go round in a circle,
 * one range waits below zero until its place is free. */
#include "civic/places/edition.h"

#define PARKED 2000000000000000 /* beyond all codes */

static bool meets(int64_t lo, int64_t hi, int64_t lo2, int64_t hi2)
{
    return lo <= hi2 && lo2 <= hi;
}

static bool blocked_by(const struct places_move *m, const struct places_move *other)
{
    return meets(m->lo * m->keep + m->shift, m->hi * m->keep + m->shift, other->lo, other->hi);
}

struct order {
    struct places_move *wait, *out;
    size_t n, n_out;
};

static bool is_blocked(const struct order *o, size_t i)
{
    for (size_t j = 0; j < o->n; j++)
        if (j != i && blocked_by(&o->wait[i], &o->wait[j]))
            return true;
    return false;
}

static void take(struct order *o, size_t i)
{
    o->out[o->n_out++] = o->wait[i];
    o->wait[i] = o->wait[--o->n];
}

/* Most moves lead to codes that nobody leaves: they need no place in the order. Both lists are
 * short for a county; sources ascend, so one search tells. */
static bool is_free(const struct places_move *m, const struct places_move *sources, size_t n)
{
    int64_t lo = m->lo * m->keep + m->shift, hi = m->hi * m->keep + m->shift;
    size_t from = 0, to = n;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (sources[mid].hi < lo)
            from = mid + 1;
        else
            to = mid;
    }
    return from == n || sources[from].lo > hi;
}

/* A waiting range steps aside; its move starts from there, later. Nothing leads to where it stands
 * now, so each range does this at most once. */
static void park(struct order *o)
{
    struct places_move *m = o->wait;
    while (m->lo < 0)
        m++;
    struct places_move aside = *m;
    aside.keep = 1;
    aside.shift = -PARKED;
    o->out[o->n_out++] = aside;
    m->lo -= PARKED;
    m->hi -= PARKED;
    m->shift += m->keep ? PARKED : 0;
}

static void put_in_order(struct arena *mem, struct edition_plan *p, struct places_move *all,
                         size_t n)
{
    struct order o = {NEW_N(mem, struct places_move, n + 1),
                      NEW_N(mem, struct places_move, 2 * n + 1), 0, 0};
    for (size_t i = 0; i < n; i++)
        if (is_free(&all[i], all, n))
            o.out[o.n_out++] = all[i];
        else
            o.wait[o.n++] = all[i];
    while (o.n) {
        size_t before = o.n;
        for (size_t i = 0; i < o.n;)
            if (is_blocked(&o, i))
                i++;
            else
                take(&o, i);
        if (o.n == before)
            park(&o);
    }
    p->moves = o.out;
    p->n_moves = o.n_out;
}

static int by_lo(const void *a, const void *b)
{
    int64_t x = ((const struct places_move *)a)->lo, y = ((const struct places_move *)b)->lo;
    return (x > y) - (x < y);
}

/* Today's code of an old town; the county's if the town is gone too. */
static int64_t town_today(const struct edition_plan *p, const struct place_matching *m,
                          int64_t town)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->at[i].was && m->at[i].was->code == town)
            return m->at[i].is ? m->at[i].is->code : p->code;
    return p->code;
}

static bool move_of(const struct edition_plan *p, const struct place_matching *m,
                    const struct place_change *c, struct places_move *out)
{
    if (c->kind != PLACE_RECODED && c->kind != PLACE_GONE)
        return false;
    bool town = c->was->level == PLACE_TOWN;
    *out = (struct places_move){.county = p->county,
                                .lo = c->was->code,
                                .hi = town ? c->was->code : place_end(c->was->code)};
    if (c->kind == PLACE_RECODED) {
        out->keep = 1;
        out->shift = c->is->code - c->was->code;
    } else {
        out->shift = town ? p->code : town_today(p, m, place_parent(c->was->code));
    }
    return true;
}

void edition_moves(struct arena *mem, struct edition_plan *p, const struct place_matching *m)
{
    struct places_move *all = NEW_N(mem, struct places_move, m->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++)
        n += move_of(p, m, &m->at[i], &all[n]);
    if (p->old_code && p->old_code != p->code)
        all[n++] =
            (struct places_move){p->county, p->old_code, p->old_code, 1, p->code - p->old_code};
    qsort(all, n, sizeof *all, by_lo);
    put_in_order(mem, p, all, n);
}
