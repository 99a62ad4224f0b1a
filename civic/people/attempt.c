/* attempt: how often somebody may try, and when again. Counted before the deed, so that many at
 * once get no more tries than one after the other. */
#include "civic/people/people_own.h"

struct count_args {
    const struct attempt_rule *rule;
    str who;
    int64_t now, until;
};

static enum err attempt_find(struct ctx *cx, struct count_args *a, int64_t *n)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_attempt, db_blob("hash", a->who), db_word("kind", a->rule->kind));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *n = db_get_int(&rows, 0);
    int64_t since = db_get_int(&rows, 1), locked = db_get_int(&rows, 2);
    a->until = 0;
    if (locked > a->now)
        a->until = locked;
    else if (*n > a->rule->most)
        a->until = a->rule->lock_ms ? a->now + a->rule->lock_ms : since + a->rule->window_ms;
    return OK;
}

static enum err count_tx(struct ctx *cx, void *arg)
{
    struct count_args *a = arg;
    int64_t n;
    enum err e = db_exec(cx, NULL, &people_sql_attempt_forget, db_blob("hash", a->who),
                         db_word("kind", a->rule->kind),
                         db_int("window", a->now - a->rule->window_ms), db_int("now", a->now));
    if (!e)
        e = db_exec(cx, NULL, &people_sql_attempt_add, db_blob("hash", a->who),
                    db_word("kind", a->rule->kind), db_int("now", a->now));
    if (!e)
        e = attempt_find(cx, a, &n);
    if (e || !a->until || !a->rule->lock_ms)
        return e;
    return db_exec(cx, NULL, &people_sql_attempt_lock, db_int("until", a->until),
                   db_blob("hash", a->who), db_word("kind", a->rule->kind), db_int("now", a->now));
}

enum err attempt_count(struct ctx *cx, const struct attempt_rule *rule, const struct seal_hash *who,
                       int64_t *until)
{
    struct count_args a = {.rule = rule, .who = seal_hash_bytes(who), .now = clock_real_ms()};
    enum err e = db_write(cx, count_tx, &a);
    if (e)
        return e;
    *until = a.until;
    return OK;
}

static enum err clear_tx(struct ctx *cx, void *arg)
{
    const struct count_args *a = arg;
    return db_exec(cx, NULL, &people_sql_attempt_close, db_blob("hash", a->who),
                   db_word("kind", a->rule->kind));
}

enum err attempt_clear(struct ctx *cx, const struct attempt_rule *rule, const struct seal_hash *who)
{
    struct count_args a = {.rule = rule, .who = seal_hash_bytes(who)};
    return db_write(cx, clear_tx, &a);
}

enum err attempt_refuse(struct ctx *cx, int64_t until)
{
    struct civil c = civil_of_ms(until + MINUTE_MS - 1); /* said in whole minutes, rounded up */
    str clock = str_fmt(cx->mem, "%d:%02d", c.hour, c.minute);
    return fail_with(cx, ERR_TOO_MANY, _("Too many tries. Try again after {time}."),
                     TR("time", clock));
}
