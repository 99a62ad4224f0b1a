/* duty.c: reading the board. */
#include "rooms/duty/duty_own.h"

#include "civic/people/people.h"
#include "rooms/duty/duty_sql.h"

const char *const duty_stage_names[DUTY_STAGES] = {"new", "dispatch", "work", "confirm"};

struct rights {
    struct posts_reach read, hidden;
    int64_t org[POSTS_MAX];
};

static struct rights rights_of(struct ctx *cx)
{
    struct rights r;
    posts_reach(cx, ACT_CASES_READ, &r.read);
    posts_reach(cx, ACT_CASES_PRIVATE, &r.hidden);
    for (int i = 0; i < POSTS_MAX; i++)
        r.org[i] = cx->posts && i < cx->posts->n ? cx->posts->at[i].org : -1;
    return r;
}

#define SEEN_ARGS(cx, f, r)                                                                        \
    db_int("county", (f)->county), db_int("lo", (f)->lo), db_int("hi", (f)->hi),                   \
        POSTS_RANGE_ARGS((r).read), db_int("plo1", (r).hidden.lo[0]),                              \
        db_int("phi1", (r).hidden.hi[0]), db_int("plo2", (r).hidden.lo[1]),                        \
        db_int("phi2", (r).hidden.hi[1]), db_int("plo3", (r).hidden.lo[2]),                        \
        db_int("phi3", (r).hidden.hi[2]), db_int("plo4", (r).hidden.lo[3]),                        \
        db_int("phi4", (r).hidden.hi[3]), db_int("me", (cx)->actor), db_int("org1", (r).org[0]),   \
        db_int("org2", (r).org[1]), db_int("org3", (r).org[2]), db_int("org4", (r).org[3])

static int64_t night_of(int64_t now)
{
    return ms_of_day(day_of_ms(now) + 1) - 1;
}

static struct duty_row read_row(const struct rows *r)
{
    return (struct duty_row){.matter = db_get_int(r, 0),
                             .need_ms = db_get_int(r, 1),
                             .due_ms = db_get_int(r, 2),
                             .since_ms = db_get_int(r, 3),
                             .stage =
                                 (enum duty_stage)db_get_enum(r, 4, duty_stage_names, DUTY_STAGES),
                             .task = db_keep_text(r, 5),
                             .urgent = db_get_int(r, 6),
                             .signed_for = db_get_int(r, 7),
                             .near = (int)db_get_int(r, 8)};
}

enum err duty_list(struct ctx *cx, const struct duty_filter *f, struct duty_row *out, int max,
                   int *n)
{
    struct rights r = rights_of(cx);
    const char *stage = f->stage < 0 ? "" : duty_stage_names[f->stage];
    int64_t from = f->when == DUTY_TODAY ? cx->now : INT64_MIN;
    int64_t to = f->when == DUTY_TODAY  ? night_of(cx->now)
                 : f->when == DUTY_LATE ? cx->now - 1
                                        : INT64_MAX;
    AUTO_ROWS rows = db_query(cx, &duty_sql_list, SEEN_ARGS(cx, f, r), db_word("stage", stage),
                              db_int("due_from", from), db_int("due_to", to),
                              db_int("after_need", f->after ? f->after_need : INT64_MIN),
                              db_int("after", f->after), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = read_row(&rows);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

enum err duty_count(struct ctx *cx, const struct duty_filter *f, struct duty_counts *out)
{
    struct rights r = rights_of(cx);
    struct duty_counts c = {.late = 0};
    AUTO_ROWS rows = db_query(cx, &duty_sql_count, SEEN_ARGS(cx, f, r), db_int("now", cx->now),
                              db_int("night", night_of(cx->now)));
    while (db_next(&rows)) {
        int stage = db_get_enum(&rows, 0, duty_stage_names, DUTY_STAGES);
        c.stage[stage] = db_get_int(&rows, 1);
        if (stage == DUTY_CONFIRM)
            continue; /* the resident's time is nobody's lateness */
        c.late += db_get_int(&rows, 2);
        c.today += db_get_int(&rows, 3);
    }
    enum err e = db_end(&rows);
    if (!e)
        *out = c;
    return e;
}

enum err duty_count_places(struct ctx *cx, const struct duty_filter *f, struct duty_at **out,
                           int *n)
{
    struct rights r = rights_of(cx);
    struct duty_at *at = NEW_N(cx->mem, struct duty_at, DUTY_PLACES_MAX);
    int got = 0;
    AUTO_ROWS rows = db_query(cx, &duty_sql_places, SEEN_ARGS(cx, f, r), db_int("now", cx->now),
                              db_int("max", DUTY_PLACES_MAX));
    while (got < DUTY_PLACES_MAX && db_next(&rows))
        at[got++] =
            (struct duty_at){db_get_int(&rows, 0), db_get_int(&rows, 1), db_get_int(&rows, 2)};
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = at;
    *n = got;
    return OK;
}
