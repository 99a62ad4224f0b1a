/* door: from a hash to its county; and the log of who looked at whose data. */
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

struct access_args {
    int64_t county, id, person, ref;
    const char *act;
    str reason;
};

static enum err access_tx(struct ctx *cx, void *arg)
{
    const struct access_args *a = arg;
    return db_exec(cx, NULL, &people_sql_access_add, db_int("county", a->county),
                   db_int("id", a->id), db_int("now", cx->now), db_int("actor_county", cx->county),
                   db_int("actor", cx->actor), db_int("post", cx->post),
                   db_int("person", a->person), db_word("act", a->act), db_int("ref", a->ref),
                   db_text("reason", a->reason));
}

enum err people_log_access(struct ctx *cx, int64_t county, int64_t person, const char *act,
                           int64_t ref)
{
    struct access_args a = {county, db_new_id(cx), person, ref, act, STR_NONE};
    return db_write(cx, access_tx, &a);
}

/* Log and fact in one transaction: the plain text is given out only after both are written. */
static enum err unmask_tx(struct ctx *cx, void *arg)
{
    const struct access_args *a = arg;
    enum err e = access_tx(cx, arg);
    if (e)
        return e;
    /* why, in words that somebody wrote, is in the log: facts carry no free text */
    return people_fact(cx, "person.unmasked", a->county, 0, a->person, STR_NONE, STR_NONE,
                       STR_NONE);
}

enum err person_unmask(struct ctx *cx, int64_t county, int64_t id, int64_t scope, int64_t ref,
                       str reason, struct person *out)
{
    if (!may(cx, ACT_PEOPLE_UNMASK, scope, NO_ORG))
        return ERR_NOT_FOUND;
    if (utf8_count(reason) < 4)
        return fail_field(cx, "reason", _("Say why you need to see this."));
    struct person p;
    enum err e = person_find(cx, county, id, &p);
    if (e)
        return e;
    struct access_args a = {county, db_new_id(cx), id, ref, ACT_PEOPLE_UNMASK, reason};
    e = db_write(cx, unmask_tx, &a);
    if (e)
        return e;
    *out = p;
    return OK;
}

enum err people_looks(struct ctx *cx, int64_t county, int64_t person, int64_t before,
                      struct people_look *out, int max, int *n)
{
    int count = 0;
    AUTO_ROWS rows = db_query(cx, &people_sql_access_of_person, db_int("county", county),
                              db_int("person", person), db_int("before", before), db_int("n", max));
    for (; count < max && db_next(&rows); count++) {
        out[count] = (struct people_look){.id = db_get_int(&rows, 0),
                                          .at_ms = db_get_int(&rows, 1),
                                          .act = db_keep_text(&rows, 2),
                                          .ref = db_get_int(&rows, 3),
                                          .reason = db_keep_text(&rows, 4),
                                          .office = db_keep_text(&rows, 5),
                                          .name = db_keep_text(&rows, 6),
                                          .person = person};
        out[count].unmasked = str_is(out[count].act, ACT_PEOPLE_UNMASK);
    }
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}
