/* lend: the posts of somebody who is away, lent to a colleague for those days. Nobody gets by it
 * what is not of their own kind of work: the stand-in holds the same role in the same organisation.
 */
#include "civic/people/people_own.h"

enum { LEND_MOST_DAYS = 92, LOANS_OF_ONE = 64 };

struct lend_args {
    const struct post_loan *in;
    int64_t ids[POSTS_MAX];
    int lent; /* result */
};

static bool holds_the_same(const struct post_line *of, const struct post_line *own, int n)
{
    for (int i = 0; i < n; i++)
        if (own[i].in_force && own[i].org == of->org && str_eq(own[i].role, of->role))
            return true;
    return false;
}

static bool covers(const struct post_line *own, int n, const struct post_line *of)
{
    for (int i = 0; i < n; i++)
        if (own[i].in_force && str_eq(own[i].role, of->role) && own[i].scope == of->scope)
            return true;
    return false;
}

/* One account holds at most POSTS_MAX at a time, lent ones among them. */
static int at_a_time(const struct post_line *own, int n, const struct post_loan *in)
{
    int overlap = 0;
    for (int i = 0; i < n; i++)
        overlap += own[i].to_day >= in->from_day && own[i].from_day <= in->to_day;
    return overlap;
}

static enum err lend_one(struct ctx *cx, struct lend_args *a, const struct post_line *p)
{
    const struct post_loan *in = a->in;
    int64_t last = p->to_day < in->to_day ? p->to_day : in->to_day;
    enum err e = db_exec(cx, NULL, &people_sql_post_lend, db_int("county", in->county),
                         db_int("id", a->ids[a->lent]), db_int("account", in->stand_in),
                         db_int("org", p->org), db_text("role", p->role), db_int("scope", p->scope),
                         db_int("from_day", in->from_day), db_int("to_day", last),
                         db_int("given_by", cx->actor), db_int("lent_by", in->account));
    a->lent++;
    return e ? e
             : people_fact(cx, "post.lent", in->county, p->scope, in->stand_in, STR_NONE, p->role,
                           STR_NONE);
}

static enum err lend_tx(struct ctx *cx, void *arg)
{
    struct lend_args *a = arg;
    const struct post_loan *in = a->in;
    struct post_line posts[LOANS_OF_ONE], own[LOANS_OF_ONE];
    int n = 0, n_own = 0;
    a->lent = 0;
    int64_t changed = 0; /* the stand-in's posts change for one at a time */
    enum err e = db_exec(cx, &changed, &people_sql_account_lock, db_int("county", in->county),
                         db_int("id", in->stand_in));
    if (!e && !changed)
        e = ERR_NOT_FOUND;
    if (!e)
        e = post_list(cx, in->county, in->account, posts, LOANS_OF_ONE, &n);
    if (!e)
        e = post_list(cx, in->county, in->stand_in, own, LOANS_OF_ONE, &n_own);
    for (int i = 0; !e && i < n && a->lent < POSTS_MAX; i++) {
        if (!posts[i].in_force || covers(own, n_own, &posts[i]))
            continue;
        if (!may(cx, ACT_PEOPLE_STAND_IN, posts[i].scope, NO_ORG))
            return ERR_NOT_FOUND;
        if (!holds_the_same(&posts[i], own, n_own))
            return fail_field(cx, "stand_in",
                              _("Choose a colleague who does the same work in the same "
                                "organisation."));
        if (at_a_time(own, n_own, in) + a->lent >= POSTS_MAX)
            return fail_field(cx, "stand_in",
                              _("This colleague has four posts in that time already."));
        e = lend_one(cx, a, &posts[i]);
    }
    if (!e && !a->lent)
        return fail_field(cx, "account",
                          _("There is nothing to be lent: no post is in force that "
                            "the colleague does not hold already."));
    return e;
}

enum err post_lend(struct ctx *cx, const struct post_loan *in)
{
    struct lend_args a = {.in = in};
    int64_t today = day_of_ms(cx->now);
    if (in->account == in->stand_in)
        return fail_field(cx, "stand_in", _("Nobody stands in for themselves."));
    if (in->stand_in == cx->actor)
        return fail_field(cx, "stand_in", _("Nobody gives a post to themselves."));
    if (in->from_day < today)
        return fail_field(cx, "from_day", _("An absence begins today or later."));
    if (in->to_day < in->from_day)
        return fail_field(cx, "to_day", _("An absence ends after it begins."));
    if (in->to_day - in->from_day >= LEND_MOST_DAYS)
        return fail_field(cx, "to_day",
                          _("For more than three months the security administrator gives a post."));
    for (int i = 0; i < POSTS_MAX; i++)
        a.ids[i] = db_new_id(cx);
    return db_write(cx, lend_tx, &a);
}

enum err post_loans(struct ctx *cx, int64_t county, struct post_lent *out, int max, int *n)
{
    struct posts_reach r;
    int found = 0;
    posts_reach(cx, ACT_PEOPLE_STAND_IN, &r);
    AUTO_ROWS rows = db_query(cx, &people_sql_loans, db_int("county", county), POSTS_RANGE_ARGS(r),
                              db_int("since", day_of_ms(cx->now) - 30), db_int("max", max));
    for (; found < max && db_next(&rows); found++)
        out[found] = (struct post_lent){.id = db_get_int(&rows, 0),
                                        .stand_in = db_get_int(&rows, 1),
                                        .account = db_get_int(&rows, 2),
                                        .scope = db_get_int(&rows, 3),
                                        .from_day = db_get_int(&rows, 4),
                                        .to_day = db_get_int(&rows, 5)};
    *n = found;
    return db_end(&rows);
}

bool post_stands_for(struct ctx *cx, int64_t county, int64_t account)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_stands_for, db_int("county", county), db_int("account", cx->actor),
                 db_int("lent_by", account), db_int("day", day_of_ms(cx->now)));
    return db_one(&rows) == OK;
}

struct back_args {
    int64_t county, post;
};

static enum err back_tx(struct ctx *cx, void *arg)
{
    const struct back_args *a = arg;
    int64_t changed = 0, scope = 0, stand_in = 0;
    {
        AUTO_ROWS rows =
            db_query(cx, &people_sql_loan, db_int("county", a->county), db_int("id", a->post));
        enum err e = db_one(&rows);
        if (e)
            return e;
        scope = db_get_int(&rows, 0);
        stand_in = db_get_int(&rows, 1);
    }
    if (!may(cx, ACT_PEOPLE_STAND_IN, scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e =
        db_exec(cx, &changed, &people_sql_post_end, db_int("to_day", day_of_ms(cx->now) - 1),
                db_int("county", a->county), db_int("id", a->post), db_int("account", stand_in));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("This post has ended already."));
    return e ? e
             : people_fact(cx, "post.ended", a->county, scope, stand_in, STR_NONE, STR_NONE,
                           STR_NONE);
}

enum err post_take_back(struct ctx *cx, int64_t county, int64_t post)
{
    struct back_args a = {county, post};
    return db_write(cx, back_tx, &a);
}
