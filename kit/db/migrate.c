/* migrate.c: numbered blocks of each part, once each, under a lock, never changed afterwards. */
#include "kit/db/db_schema.h"
#include "kit/db/db_sql.h"
#include "kit/db/engine.h"

struct step {
    struct db *db;
    const struct db_part *part;
    const struct db_block *block;
};

/* What the database knows of this block: nothing, the same text, or another. */
static enum err block_known(struct ctx *cx, const struct step *s, bool *known)
{
    AUTO_ROWS rows = db_query(cx, &db_sql_block, db_word("part", s->part->name),
                              db_int("number", s->block->number));
    enum err e = db_one(&rows);
    *known = e == OK;
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    if (!str_is(db_get_text(&rows, 0), s->block->sha256))
        return db_fault(cx, ERR_FAULT, s->part->name,
                        "a block of the schema was changed after it was applied");
    return OK;
}

static enum err lock(struct ctx *cx)
{
    AUTO_ROWS rows = db_query_args(cx, &db_sql_lock, NULL, 0);
    return db_one(&rows);
}

static enum err block_tx(struct ctx *cx, void *arg)
{
    const struct step *s = arg;
    bool there = false, known = false;
    enum err e = cx->db->engine->has_table(cx, cx->conn, "schema_blocks", &there);
    if (!e && there)
        e = lock(cx);
    if (!e && there)
        e = block_known(cx, s, &known);
    if (e || known)
        return e;
    e = cx->db->engine->script(cx, cx->conn, s->block->text[s->db->dialect]);
    if (e)
        return e;
    return db_exec(cx, NULL, &db_sql_block_add, db_word("part", s->part->name),
                   db_int("number", s->block->number), db_word("sha256", s->block->sha256),
                   db_int("now", clock_real_ms()));
}

static enum err migrate_part(struct db *db, const struct db_part *part, str *why, struct arena *mem)
{
    for (int i = 0; i < part->n; i++) {
        struct step s = {db, part, &part->blocks[i]};
        enum err e = ERR_CONFLICT; /* two hosts began an empty database at once: look again */
        for (int tries = 0; e == ERR_CONFLICT && tries < 5; tries++)
            e = db_run_as(db, mem, block_tx, &s, why);
        if (e) {
            *why = str_fmt(mem, "%s, block %d: %.*s", part->name, part->blocks[i].number,
                           STR_ARG(*why));
            return e;
        }
    }
    return OK;
}

enum err db_migrate(struct db *db, const struct db_part *const *parts, str *why, struct arena *mem)
{
    enum err e = migrate_part(db, &db_schema, why, mem);
    for (; !e && *parts; parts++)
        e = migrate_part(db, *parts, why, mem);
    if (!e)
        ids_start(db);
    return e;
}

/* ---- does it fit ------------------------------------------------------- */

struct applied {
    str part, sha256;
    int64_t number;
    struct applied *next;
};

static enum err list_applied(struct ctx *cx, struct applied **list)
{
    AUTO_ROWS rows = db_query_args(cx, &db_sql_blocks, NULL, 0);
    while (db_next(&rows)) {
        struct applied *a = NEW(cx->mem, struct applied);
        *a = (struct applied){db_keep_text(&rows, 0), db_keep_text(&rows, 2), db_get_int(&rows, 1),
                              *list};
        *list = a;
    }
    return db_end(&rows);
}

static enum db_schema block_state(const struct applied *list, const struct db_part *part,
                                  const struct db_block *block)
{
    for (; list; list = list->next)
        if (str_is(list->part, part->name) && list->number == block->number)
            return str_is(list->sha256, block->sha256) ? DB_SCHEMA_FITS : DB_SCHEMA_CHANGED;
    return DB_SCHEMA_BEHIND;
}

enum err db_schema_state(struct ctx *cx, const struct db_part *const *parts, enum db_schema *out,
                         str *why)
{
    static const char *const words[] = {"fits", "is missing", "was changed after it was applied"};
    struct applied *list = NULL;
    bool there = false;
    enum err e = db_has_table(cx, "schema_blocks", &there);
    if (!e && there)
        e = list_applied(cx, &list);
    if (e)
        return e;
    *out = DB_SCHEMA_FITS;
    for (; *parts && *out == DB_SCHEMA_FITS; parts++)
        for (int i = 0; i < (*parts)->n && *out == DB_SCHEMA_FITS; i++) {
            *out = block_state(list, *parts, &(*parts)->blocks[i]);
            *why = str_fmt(cx->mem, "%s, block %d %s", (*parts)->name, (*parts)->blocks[i].number,
                           words[*out]);
        }
    return OK;
}
