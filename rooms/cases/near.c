/* near.c: which open cases of a kind are close to a spot. Distances here are hundreds of metres
 * at most, so the plane at that latitude is exact enough (error below 0.1 %). */
#include "rooms/cases/cases.h"
#include "rooms/cases/cases_sql.h"

#define METRES_PER_MICRODEGREE 0.11132
enum { NEAR_METRES = 150 };

static double cos_of(int64_t lat_u)
{
    return cos((double)lat_u / 1e6 * 3.14159265358979 / 180);
}

static int64_t metres_between(const struct cases_spot *a, int64_t lat_u, int64_t lon_u)
{
    double dy = (double)(a->lat_u - lat_u) * METRES_PER_MICRODEGREE;
    double dx = (double)(a->lon_u - lon_u) * METRES_PER_MICRODEGREE * cos_of(a->lat_u);
    return (int64_t)(sqrt(dx * dx + dy * dy) + 0.5);
}

/* Insertion into a short sorted list: out holds the nearest `max` so far. */
static void keep_near(struct cases_near *out, int max, int *n, struct cases_near one)
{
    int at = *n < max ? *n : max - 1;
    if (*n == max && out[at].metres <= one.metres)
        return;
    for (; at > 0 && out[at - 1].metres > one.metres; at--)
        out[at] = out[at - 1];
    out[at] = one;
    if (*n < max)
        (*n)++;
}

enum err cases_list_near(struct ctx *cx, int64_t county, str code, const struct cases_spot *at,
                         int64_t not_id, struct cases_near *out, int max, int *n)
{
    int found = 0;
    if (!at->measured) {
        *n = 0;
        return OK;
    }
    int64_t up = (int64_t)(NEAR_METRES / METRES_PER_MICRODEGREE);
    int64_t side = (int64_t)((double)up / cos_of(at->lat_u));
    AUTO_ROWS rows = db_query(cx, &cases_sql_near, db_int("county", county), db_text("code", code),
                              db_int("south", at->lat_u - up), db_int("north", at->lat_u + up),
                              db_int("west", at->lon_u - side), db_int("east", at->lon_u + side),
                              db_int("not_id", not_id));
    while (db_next(&rows)) {
        int64_t metres = metres_between(at, db_get_int(&rows, 1), db_get_int(&rows, 2));
        if (metres <= NEAR_METRES)
            keep_near(out, max, &found, (struct cases_near){db_get_int(&rows, 0), metres});
    }
    enum err e = db_end(&rows);
    if (!e)
        *n = found;
    return e;
}
