/* look: who looked at whose data, and why; for the person, the auditor, the security
 * administrator. */
#include "civic/people/people_own.h"

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

enum err person_unmask_by(struct ctx *cx, const char *act, const struct people_unmask *in,
                          struct person *out)
{
    if (!may(cx, act, in->scope, NO_ORG))
        return ERR_NOT_FOUND;
    if (utf8_count(in->reason) < 4)
        return fail_field(cx, "reason", _("Say why you need to see this."));
    struct person p;
    enum err e = person_find(cx, in->county, in->id, &p);
    if (e)
        return e;
    struct access_args a = {in->county, db_new_id(cx),     in->id,
                            in->ref,    ACT_PEOPLE_UNMASK, in->reason};
    e = db_write(cx, unmask_tx, &a);
    if (e)
        return e;
    *out = p;
    return OK;
}

enum err person_unmask(struct ctx *cx, int64_t county, int64_t id, int64_t scope, int64_t ref,
                       str reason, struct person *out)
{
    struct people_unmask in = {county, id, scope, ref, reason};
    return person_unmask_by(cx, ACT_PEOPLE_UNMASK, &in, out);
}

static enum err unseal_tx(struct ctx *cx, void *arg)
{
    const struct access_args *a = arg;
    enum err e = access_tx(cx, arg);
    return e ? e
             : people_fact(cx, "person.exported", a->county, a->ref, 0, STR_NONE, STR_NONE,
                           STR_NONE);
}

enum err people_unseal(struct ctx *cx, int64_t county, int64_t scope, str reason)
{
    if (!may(cx, ACT_PEOPLE_UNMASK, scope, NO_ORG))
        return fail(cx, ERR_DENIED,
                    _("No post of this account may see personal data in this whole place."));
    if (utf8_count(reason) < 4)
        return fail_field(cx, "reason", _("Say why you need to see this."));
    struct access_args a = {county, db_new_id(cx), 0, scope, ACT_PEOPLE_UNMASK, reason};
    return db_write(cx, unseal_tx, &a);
}

static struct people_look look_at(const struct rows *r)
{
    struct people_look l = {.id = db_get_int(r, 0),
                            .at_ms = db_get_int(r, 1),
                            .act = db_keep_text(r, 2),
                            .ref = db_get_int(r, 3),
                            .reason = db_keep_text(r, 4),
                            .office = db_keep_text(r, 5),
                            .name = db_keep_text(r, 6),
                            .login = db_keep_text(r, 7),
                            .person = db_get_int(r, 8)};
    l.unmasked = str_is(l.act, ACT_PEOPLE_UNMASK);
    return l;
}

static enum err look_list(struct rows *rows, struct people_look *out, int max, int *n)
{
    int count = 0;
    while (count < max && db_next(rows))
        out[count++] = look_at(rows);
    enum err e = db_end(rows);
    if (!e)
        *n = count;
    return e;
}

enum err people_looks(struct ctx *cx, int64_t county, int64_t person, int64_t before,
                      struct people_look *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_access_of_person, db_int("county", county),
                              db_int("person", person), db_int("before", before), db_int("n", max));
    return look_list(&rows, out, max, n);
}

enum err people_log(struct ctx *cx, int64_t county, const struct people_log_filter *f,
                    struct people_look *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_access, db_int("county", county), db_int("before", f->before),
                 db_int("from", f->from_ms), db_int("to", f->to_ms), db_int("actor", f->actor),
                 db_int("reasons", f->reasons), db_int("n", max));
    return look_list(&rows, out, max, n);
}

static struct people_pair pair_at(const struct rows *r)
{
    return (struct people_pair){.login = {db_keep_text(r, 0), db_keep_text(r, 1)},
                                .name = {db_keep_text(r, 2), db_keep_text(r, 3)},
                                .sign_ins = {db_get_int(r, 4), db_get_int(r, 5)},
                                .last_ms = db_get_int(r, 6)};
}

enum err people_pairs(struct ctx *cx, int64_t county, struct people_pair **out, int *n)
{
    int count = 0;
    struct people_pair *list = NEW_N(cx->mem, struct people_pair, PEOPLE_PAIRS_MAX);
    AUTO_ROWS rows = db_query(cx, &people_sql_devices_shared, db_int("county", county),
                              db_int("least", PEOPLE_PAIRS_LEAST));
    while (count < PEOPLE_PAIRS_MAX && db_next(&rows))
        list[count++] = pair_at(&rows);
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = list;
    *n = count;
    return OK;
}
