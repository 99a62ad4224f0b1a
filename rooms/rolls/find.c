/* find: imports and their rows, to be looked at. */
#include "rooms/rolls/rolls_own.h"

/* ---- finding -------------------------------------------------------------------- */

static void import_at(struct ctx *cx, const struct rows *r, struct rolls_import *im)
{
    str heads[ROLLS_COLUMNS];
    im->scope = db_get_int(r, 0);
    im->row_ver = db_get_int(r, 1);
    im->account = db_get_int(r, 2);
    im->kind = db_keep_text(r, 3);
    im->file_name = db_keep_text(r, 4);
    im->source = db_keep_text(r, 5);
    im->basis = db_keep_text(r, 6);
    im->purpose = db_keep_text(r, 7);
    im->state = (enum rolls_state)db_get_enum(r, 8, rolls_state_names, ROLLS_STATES);
    im->keep_until_day = db_get_int(r, 9);
    im->made_ms = db_get_int(r, 10);
    im->stored_ms = db_get_int(r, 11);
    im->rows = db_get_int(r, 12);
    im->good = db_get_int(r, 13);
    im->refused = db_get_int(r, 14);
    im->known = db_get_int(r, 15);
    im->asked = db_get_int(r, 16);
    im->done = db_get_int(r, 17);
    im->left = db_get_int(r, 18);
    im->heads = str_keep(cx->mem, db_get_text(r, 19));
    im->columns = rolls_part(im->heads, heads, ROLLS_COLUMNS);
    rolls_read_mapping(db_get_text(r, 20), im->mapping, im->columns);
    im->remembered = db_get_int(r, 21);
}

static enum err load(struct ctx *cx, int64_t county, int64_t id, struct rolls_import *out)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_import, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct rolls_import){.county = county, .id = id};
    import_at(cx, &rows, out);
    return OK;
}

enum err rolls_load(struct ctx *cx, int64_t county, int64_t id, struct rolls_import *out)
{
    return load(cx, county, id, out);
}

enum err rolls_find(struct ctx *cx, int64_t county, int64_t id, struct rolls_import *out)
{
    struct rolls_import im;
    enum err e = load(cx, county, id, &im);
    if (!e && !may(cx, ACT_ROLLS, im.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    if (!e)
        *out = im;
    return e;
}

enum err rolls_list(struct ctx *cx, int64_t county, struct rolls_import *out, int max, int *n)
{
    struct posts_reach r;
    int count = 0;
    posts_reach(cx, ACT_ROLLS, &r);
    {
        AUTO_ROWS rows = db_query(cx, &rolls_sql_imports, db_int("county", county),
                                  POSTS_RANGE_ARGS(r), db_int("n", max));
        while (count < max && db_next(&rows))
            out[count++].id = db_get_int(&rows, 0);
        if (rows.err)
            return rows.err;
    }
    enum err e = OK;
    for (int i = 0; !e && i < count; i++)
        e = load(cx, county, out[i].id, &out[i]);
    if (!e)
        *n = count;
    return e;
}

/* ---- rows to look at ----------------------------------------------------------------- */

static void show_cells(struct ctx *cx, str joined, struct rolls_row *r)
{
    int n = rolls_part(joined, r->cells, ROLL_FIELDS);
    (void)n;
    if (r->why != ROLL_ID_RUINED && r->why != ROLL_ID_WRONG)
        r->cells[ROLL_ID] = people_mask_id(cx->mem, r->cells[ROLL_ID]);
    r->cells[ROLL_PHONE] = people_mask_phone(cx->mem, r->cells[ROLL_PHONE]);
}

enum err rolls_rows(struct ctx *cx, const struct rolls_import *im, enum rolls_show show,
                    int64_t after, struct rolls_row *out, int max, int *n)
{
    static const struct db_sql *const lists[ROLLS_SHOWS] = {
        &rolls_sql_rows_refused, &rolls_sql_rows_asked, &rolls_sql_rows_good};
    struct seal_key key;
    bool open = rolls_key(cx, im->county, im->id, &key) == OK;
    enum err e = OK;
    *n = 0;
    AUTO_ROWS rows = db_query(cx, lists[show], db_int("county", im->county),
                              db_int("import", im->id), db_int("after", after), db_int("max", max));
    while (!e && *n < max && db_next(&rows)) {
        struct rolls_row *r = &out[(*n)++];
        int why = home_word(rolls_why_names, ROLL_WHYS, db_get_text(&rows, 1));
        str joined = STR_NONE;
        *r = (struct rolls_row){.n = db_get_int(&rows, 0),
                                .why = why < ROLL_WHYS ? (enum rolls_why)why : ROLL_FINE,
                                .asked = (unsigned)db_get_int(&rows, 2),
                                .household = db_get_int(&rows, 4)};
        if (open && !db_get_null(&rows, 3))
            e = seal_read(&key, rolls_row_where("fields", im->county, im->id),
                          db_get_blob(&rows, 3), &joined, cx->mem);
        if (!e)
            show_cells(cx, joined, r);
    }
    seal_key_wipe(&key);
    return e ? e : rows.err;
}
