/* lab_test.c: tables to try kit/db on. */
#include "kit/db/lab_test.h"

void lab(struct ctx *cx)
{
    static const struct db_part *const parts[] = {&lab_test_schema, NULL};
    str why = STR_NONE;
    enum err e = db_migrate(cx->db, parts, &why, cx->mem);
    CHECK_STR(why, "");
    CHECK_OK(e);
}

enum err lab_add_tx(struct ctx *cx, void *thing)
{
    const struct lab_thing *t = thing;
    enum err e =
        db_exec(cx, NULL, &lab_test_sql_add, db_int("county", LAB_COUNTY), db_int("id", t->id),
                db_word("kind", t->kind ? t->kind : "lamp"), db_text("name", t->name),
                db_real("weight", 2.5), db_blob("photo", S("\0\xff\1")));
    return e ? e : t->then;
}

enum err lab_add(struct ctx *cx, int64_t id, str name)
{
    struct lab_thing t = {.id = id, .name = name};
    return db_write(cx, lab_add_tx, &t);
}

int64_t lab_count(struct ctx *cx)
{
    AUTO_ROWS rows = db_query(cx, &lab_test_sql_count, db_int("county", LAB_COUNTY));
    enum err e = db_one(&rows);
    CHECK_OK(e);
    return e ? -1 : db_get_int(&rows, 0);
}
