/* patrol_cover.c: how much of a plan was walked. It belongs to the plan and to nobody's name. */
#include "rooms/field/patrol_own.h"

enum { COVER_DAYS_MAX = 400, COVER_POINTS_MAX = 2 * PATROL_POINTS_MAX };

/* The round a day lies in: the day, its week from Monday, its month. */
static int64_t round_of(enum patrol_per per, int64_t day)
{
    struct civil c = civil_of_day(day);
    if (per == PATROL_MONTH)
        return c.year * 12 + c.month;
    return per == PATROL_WEEK ? (day + 3) / 7 : day; /* 1970-01-01 was a Thursday */
}

struct cover {
    const struct patrol_plan *p;
    int64_t first, last; /* of rounds, whole ones only */
    struct patrol_point *points;
    int n;
    int64_t round[COVER_POINTS_MAX], passed[COVER_POINTS_MAX]; /* counting, per point */
};

static bool counts(const struct cover *c, int64_t day)
{
    int64_t r = round_of(c->p->per, day);
    return r >= c->first && r <= c->last;
}

/* Whole rounds between two days, none before the plan, none that is not over. */
static void bound(struct cover *c, int64_t first, int64_t last)
{
    enum patrol_per per = c->p->per;
    int64_t begin = first > c->p->from_day ? first : c->p->from_day;
    c->first = round_of(per, begin);
    if (per != PATROL_DAY && round_of(per, begin - 1) == c->first)
        c->first++;
    c->last = round_of(per, last + 1) - 1;
}

/* What was due: every point that was part of the route through the round, as often as planned. */
static int64_t due_of(const struct cover *c, int64_t first, int64_t last)
{
    int64_t due = 0, before = INT64_MIN;
    for (int64_t day = first; day <= last; day++) {
        int64_t r = round_of(c->p->per, day);
        if (r == before || !counts(c, day))
            continue;
        before = r;
        for (int i = 0; i < c->n; i++)
            due += c->points[i].from_day <= day && c->points[i].gone_day > day ? c->p->times : 0;
    }
    return due;
}

static void count_row(struct cover *c, const struct rows *r, struct patrol_coverage *out)
{
    int64_t day = db_get_int(r, 0), round = round_of(c->p->per, day);
    int i = 0;
    while (i < c->n && c->points[i].id != db_get_int(r, 1))
        i++;
    if (i == c->n || !counts(c, day))
        return;
    if (c->round[i] != round) {
        c->round[i] = round;
        c->passed[i] = 0;
    }
    int64_t room = c->p->times - c->passed[i], n = db_get_int(r, 2), why = db_get_int(r, 3);
    n = n < room ? n : room;
    c->passed[i] += n;
    out->reached += n;
    out->reasons += why < n ? why : n;
}

enum err patrol_covered(struct ctx *cx, const struct patrol_plan *p, int64_t first, int64_t last,
                        struct patrol_coverage *out)
{
    struct cover *c = NEW(cx->mem, struct cover);
    struct patrol_coverage sum = {.due = 0};
    int64_t today = day_of_ms(cx->now);
    last = last < today ? last : today - 1;
    first = last - first > COVER_DAYS_MAX ? last - COVER_DAYS_MAX : first;
    c->p = p;
    c->points = NEW_N(cx->mem, struct patrol_point, COVER_POINTS_MAX);
    bound(c, first, last);
    enum err e =
        patrol_points_since(cx, p->county, p->id, first, c->points, COVER_POINTS_MAX, &c->n);
    if (e)
        return e;
    AUTO_ROWS r = db_query(cx, &patrol_sql_reached, db_int("county", p->county),
                           db_int("plan", p->id), db_int("first", first), db_int("last", last));
    while (db_next(&r))
        count_row(c, &r, &sum);
    e = db_end(&r);
    sum.due = due_of(c, first, last);
    if (sum.reached > sum.due)
        sum.reached = sum.due; /* a point that came or went within a round */
    if (!e)
        *out = sum;
    return e;
}
