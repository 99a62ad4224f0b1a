/* ref.c: what outside systems call the same matter, so that nobody types it twice unseen. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

const char *const matters_ref_state_names[MATTERS_REF_STATES] = {"to_enter", "entered", "returned"};

static enum err tell(struct ctx *cx, const struct matters_ref *r, const char *kind)
{
    struct matter m;
    enum err e = matters_load(cx, r->county, r->matter, &m);
    struct fact f = {.county = m.county,
                     .place = m.place,
                     .scope = m.scope,
                     .subject_kind = "matter",
                     .subject = m.id,
                     .kind = kind,
                     .from = r->system,
                     .to = str_of(matters_ref_state_names[r->state]),
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct matters_ref *r = arg;
    enum err e = db_exec(cx, NULL, &matters_sql_ref_add, db_int("county", r->county),
                         db_int("matter", r->matter), db_int("id", r->id),
                         db_text("system", r->system), db_text_or_null("number", r->number),
                         db_int("due", r->due_ms), db_int("wins", r->wins ? 1 : 0),
                         db_word("state", matters_ref_state_names[r->state]));
    if (e == ERR_CONFLICT)
        return fail_field(cx, "number", _("Another matter has this number there."));
    return e ? e : tell(cx, r, "matter.referred");
}

static enum err check(struct ctx *cx, const struct matters_ref *r)
{
    if (!r->system.len)
        return fail_field(cx, "system", _("Choose the system."));
    if (r->state != MATTERS_REF_TO_ENTER && !r->number.len)
        return fail_field(cx, "number", _("Write the number it has there."));
    return OK;
}

enum err matters_ref_add(struct ctx *cx, const struct matters_ref *r)
{
    struct matters_ref own = *r;
    enum err e = check(cx, r);
    if (!own.id)
        own.id = db_new_id(cx);
    return e ? e : db_write(cx, add_tx, &own);
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct matters_ref *r = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &matters_sql_ref_change, db_text_or_null("number", r->number),
                db_int("due", r->due_ms), db_int("wins", r->wins ? 1 : 0),
                db_word("state", matters_ref_state_names[r->state]), db_int("county", r->county),
                db_int("matter", r->matter), db_int("id", r->id));
    if (e == ERR_CONFLICT)
        return fail_field(cx, "number", _("Another matter has this number there."));
    if (e || !changed)
        return e ? e : ERR_NOT_FOUND;
    return tell(cx, r, "matter.reference_changed");
}

enum err matters_ref_change(struct ctx *cx, const struct matters_ref *r)
{
    struct matters_ref own = *r;
    enum err e = check(cx, r);
    return e ? e : db_write(cx, change_tx, &own);
}

enum err matters_refs(struct ctx *cx, const struct matter *m, struct matters_ref *out, int max,
                      int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_refs, db_int("county", m->county),
                              db_int("matter", m->id), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] =
            (struct matters_ref){m->county,
                                 m->id,
                                 db_get_int(&rows, 0),
                                 db_keep_text(&rows, 1),
                                 db_keep_text(&rows, 2),
                                 db_get_int(&rows, 3),
                                 db_get_int(&rows, 4) == 1,
                                 (enum matters_ref_state)db_get_enum(
                                     &rows, 5, matters_ref_state_names, MATTERS_REF_STATES)};
    if (!rows.err)
        *n = got;
    return rows.err;
}
