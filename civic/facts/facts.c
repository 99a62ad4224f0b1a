/* facts.c: appending, reading, and the numbers. */
#include "civic/facts/facts.h"

#include "civic/facts/facts_own.h"
#include "civic/facts/facts_schema.h"
#include "civic/facts/facts_sql.h"
#include "civic/room.h"

const char *const facts_audience_names[FACTS_AUDIENCES] = {"public", "reporter", "staff", "audit"};

static enum err insert(struct ctx *cx, const struct fact *f, int64_t *pos)
{
    AUTO_ROWS rows =
        db_query(cx, &facts_sql_add, db_int("county", f->county), db_int("subject", f->subject),
                 db_int("id", db_new_id(cx)), db_int("at", cx->now), db_int("place", f->place),
                 db_int("scope", f->scope), db_word("subject_kind", f->subject_kind),
                 db_word("kind", f->kind), db_text("was", f->from), db_text("to", f->to),
                 db_text("reason", f->reason), db_text("payload", f->payload),
                 db_int("audience", f->audience),
                 db_int("actor_county", cx->actor ? cx->county : 0), db_int("actor", cx->actor),
                 db_int("post", cx->actor ? cx->post : 0), db_text("via", cx->via));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *pos = db_get_int(&rows, 0);
    return db_next(&rows) ? ERR_FAULT : db_end(&rows);
}

enum err facts_add(struct ctx *cx, const struct fact *f)
{
    int64_t pos = 0;
    enum err e = insert(cx, f, &pos);
    if (e || pos != 1)
        return e;
    /* the county's first, on SQLite: from now on its standing work is looked for */
    return db_exec(cx, NULL, &facts_sql_head_add, db_int("county", f->county));
}

/* ---- reading ----------------------------------------------------------- */

static struct fact read_fact(const struct rows *r, int64_t county)
{
    return (struct fact){.county = county,
                         .id = db_get_int(r, 0),
                         .pos = db_get_int(r, 1),
                         .at_ms = db_get_int(r, 2),
                         .place = db_get_int(r, 3),
                         .scope = db_get_int(r, 4),
                         .subject_kind = str_z(r->cx->mem, db_get_text(r, 5)),
                         .subject = db_get_int(r, 6),
                         .kind = str_z(r->cx->mem, db_get_text(r, 7)),
                         .from = db_keep_text(r, 8),
                         .to = db_keep_text(r, 9),
                         .reason = db_keep_text(r, 10),
                         .payload = db_keep_text(r, 11),
                         .audience = (enum facts_audience)db_get_int(r, 12),
                         .actor_county = db_get_int(r, 13),
                         .actor = db_get_int(r, 14),
                         .post = db_get_int(r, 15),
                         .via = db_keep_text(r, 16)};
}

static enum err read_facts(struct rows *rows, int64_t county, struct fact *out, int max, int *n)
{
    int got = 0;
    while (got < max && db_next(rows))
        out[got++] = read_fact(rows, county);
    enum err e = db_end(rows);
    if (!e)
        *n = got;
    return e;
}

enum err facts_list(struct ctx *cx, int64_t county, const char *subject_kind, int64_t subject,
                    enum facts_audience audience, int64_t after, struct fact *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &facts_sql_list, db_int("county", county), db_int("subject", subject),
                 db_int("after", after), db_word("subject_kind", subject_kind),
                 db_int("audience", audience), db_int("max", max));
    return read_facts(&rows, county, out, max, n);
}

enum err facts_since(struct ctx *cx, int64_t county, int64_t pos, struct fact *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_since, db_int("county", county), db_int("pos", pos),
                              db_int("max", max));
    return read_facts(&rows, county, out, max, n);
}

enum err facts_newest(struct ctx *cx, int64_t county, const struct facts_filter *f,
                      struct fact *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &facts_sql_newest, db_int("county", county), db_int("before", f->before),
                 db_int("from", f->from_ms), db_int("until", f->to_ms), db_text("kind", f->kind),
                 db_int("actor", f->actor), db_int("max", max));
    return read_facts(&rows, county, out, max, n);
}

static enum err one_number(struct rows *rows, int64_t *out)
{
    enum err e = db_one(rows);
    if (!e)
        *out = db_get_int(rows, 0);
    return e;
}

enum err facts_count(struct ctx *cx, int64_t county, const char *subject_kind, int64_t subject,
                     const char *kind, int64_t *n)
{
    AUTO_ROWS rows =
        db_query(cx, &facts_sql_count, db_int("county", county), db_int("subject", subject),
                 db_word("subject_kind", subject_kind), db_word("kind", kind));
    return one_number(&rows, n);
}

enum err facts_last_pos(struct ctx *cx, int64_t county, int64_t *pos)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_last, db_int("county", county));
    return one_number(&rows, pos);
}

enum err facts_heads(struct ctx *cx, void (*each)(void *arg, int64_t county, int64_t pos),
                     void *arg)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_heads);
    while (db_next(&rows))
        each(arg, db_get_int(&rows, 0), db_get_int(&rows, 1));
    return db_end(&rows);
}

static const struct jobs_kind *const jobs[] = {&facts_job, NULL};
const struct room facts_room = {.name = "facts", .schema = &facts_schema, .jobs = jobs};
