/* walk.c: a log from its first leaf on, page by page, for verifying and for the export. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/ledger_sql.h"

enum err walk_leaves(struct ctx *cx, int64_t log, int64_t from, struct walked *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS r = db_query(cx, &ledger_sql_walk, db_int("county", log), db_int("from", from),
                           db_int("max", max));
    while (got < max && db_next(&r))
        out[got++] = (struct walked){.index = db_get_int(&r, 0),
                                     .id = db_get_int(&r, 1),
                                     .kind = db_keep_text(&r, 2),
                                     .subject = db_get_int(&r, 3),
                                     .hash = str_keep(cx->mem, db_get_blob(&r, 4)),
                                     .salt = str_keep(cx->mem, db_get_blob(&r, 5)),
                                     .at_ms = db_get_int(&r, 6),
                                     .withdrawn_ms = db_get_int(&r, 7),
                                     .reason = db_keep_text(&r, 8),
                                     .pos = db_get_int(&r, 9)};
    *n = got;
    return db_end(&r);
}

enum err walk_joins(struct ctx *cx, int64_t from, struct joined *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS r = db_query(cx, &ledger_sql_joins, db_int("county", LEDGER_INSTANCE),
                           db_int("from", from), db_int("max", max));
    while (got < max && db_next(&r))
        out[got++] = (struct joined){.index = db_get_int(&r, 0),
                                     .log = db_get_int(&r, 1),
                                     .size = db_get_int(&r, 2),
                                     .note = db_keep_text(&r, 3)};
    *n = got;
    return db_end(&r);
}

const struct ledger_source *source_of(const struct ctx *cx, str kind)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct ledger_source *s = (*r)->ledger; s && s->kind; s++)
            if (str_is(kind, s->kind))
                return s;
    return NULL;
}
