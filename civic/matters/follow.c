/* follow.c: who follows what happens in a place: those who have a matter there. */
#include "civic/matters/matters.h"
#include "civic/matters/matters_sql.h"
#include "kit/db/db.h"

enum err matters_followers(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, int64_t since_ms,
                           int64_t after, int64_t *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_followers, db_int("county", county), db_int("lo", lo / 1000),
                 db_int("hi", hi / 1000), db_int("first", lo), db_int("last", hi),
                 db_int("since", since_ms), db_int("after", after), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = db_get_int(&rows, 0);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

enum err matters_follows(struct ctx *cx, int64_t county, int64_t account, int64_t lo, int64_t hi,
                         bool *out)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_follows, db_int("county", county),
                              db_int("account", account), db_int("lo", lo), db_int("hi", hi));
    enum err e = db_one(&rows);
    *out = !e;
    return e == ERR_NOT_FOUND ? OK : e;
}
