/* door: from a hash to its county; and facts, by the hook. */
#include "civic/people/people_own.h"

enum err door_open(struct ctx *cx, const char *kind, str hash, int64_t county, int64_t ref,
                   int64_t expires_ms)
{
    return db_exec(cx, NULL, &people_sql_door_open, db_blob("hash", hash), db_word("kind", kind),
                   db_int("county", county), db_int("ref", ref), db_int("expires", expires_ms));
}

enum err door_find(struct ctx *cx, const char *kind, str hash, int64_t *county, int64_t *ref)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_door_find, db_blob("hash", hash),
                              db_word("kind", kind), db_int("now", clock_real_ms()));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *county = db_get_int(&rows, 0);
    *ref = db_get_int(&rows, 1);
    return OK;
}

enum err door_close(struct ctx *cx, const char *kind, str hash)
{
    return db_exec(cx, NULL, &people_sql_door_close, db_blob("hash", hash), db_word("kind", kind));
}

enum err people_fact(struct ctx *cx, const char *kind, int64_t county, int64_t scope, int64_t ref,
                     str from, str to, str reason)
{
    struct people_fact f = {.kind = kind,
                            .county = county,
                            .scope = scope,
                            .ref = ref,
                            .from = from,
                            .to = to,
                            .reason = reason};
    return people_hooks.fact ? people_hooks.fact(cx, &f) : OK;
}
