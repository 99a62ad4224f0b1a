/* give: posts are given and ended by the security administrator, never to oneself, and never so
 * that one account holds two of the hands that must stay apart. */
#include "civic/people/people_own.h"

/* ---- reading ----------------------------------------------------------- */

enum err post_list(struct ctx *cx, int64_t county, int64_t account, struct post_line *out, int max,
                   int *n)
{
    int count = 0;
    int64_t today = day_of_ms(cx->now);
    AUTO_ROWS rows = db_query(cx, &people_sql_account_posts, db_int("county", county),
                              db_int("account", account));
    for (; count < max && db_next(&rows); count++) {
        struct post_line *p = &out[count];
        *p = (struct post_line){.id = db_get_int(&rows, 0),
                                .org = db_get_int(&rows, 1),
                                .org_name = db_keep_text(&rows, 2),
                                .role = db_keep_text(&rows, 3),
                                .label = db_keep_text(&rows, cx->lang == LANG_ZH ? 4 : 5),
                                .scope = db_get_int(&rows, 6),
                                .from_day = db_get_int(&rows, 7),
                                .to_day = db_get_int(&rows, 8),
                                .acts = db_keep_text(&rows, 10)};
        p->in_force = p->from_day <= today && p->to_day >= today;
    }
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

enum err role_list(struct ctx *cx, struct role *out, int max, int *n)
{
    int count = 0;
    AUTO_ROWS rows = db_query_args(cx, &people_sql_roles, NO_ARGS);
    for (; count < max && db_next(&rows); count++)
        out[count] = (struct role){.role = db_keep_text(&rows, 0),
                                   .label = db_keep_text(&rows, cx->lang == LANG_ZH ? 1 : 2),
                                   .factor = db_get_int(&rows, 3),
                                   .acts = db_keep_text(&rows, 4)};
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

/* ---- changing ---------------------------------------------------------- */

struct give_args {
    struct post_new in;
    int64_t id;
};

static enum err role_acts(struct ctx *cx, str role, str *acts)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_role_acts, db_text("role", role));
    enum err e = db_one(&rows);
    if (e == ERR_NOT_FOUND)
        return fail_field(cx, "role", _("Choose a role."));
    if (!e)
        *acts = db_keep_text(&rows, 0);
    return e;
}

static enum act_class class_of(str acts)
{
    acts = str_trim(acts);
    return people_act_class(str_cut(&acts, ' '));
}

/* The rule that keeps administrators apart holds over every post, past its day or not yet begun,
 * that overlaps the new one. */
static enum err fits_others(struct ctx *cx, const struct post_new *in, str acts)
{
    struct post_line at[64];
    int n, overlap = 0;
    enum err e = post_list(cx, in->county, in->account, at, COUNT(at), &n);
    for (int i = 0; !e && i < n; i++) {
        if (at[i].to_day < in->from_day || at[i].from_day > in->to_day)
            continue;
        if (class_of(at[i].acts) != class_of(acts))
            return fail(cx, ERR_CONFLICT,
                        _("System, security, audit and business must stay in different hands: "
                          "this account already holds a post of another kind."));
        overlap++;
    }
    if (!e && overlap >= POSTS_MAX)
        return fail(cx, ERR_CONFLICT, _("An account holds at most four posts at a time."));
    return e;
}

static enum err org_is_open(struct ctx *cx, const struct post_new *in)
{
    struct org o;
    enum err e = org_find(cx, in->county, in->org, &o);
    if (e == ERR_NOT_FOUND || (!e && o.closed))
        return fail_field(cx, "org", _("Choose an organisation."));
    return e;
}

static enum err lock_account(struct ctx *cx, int64_t county, int64_t id)
{
    int64_t changed;
    enum err e =
        db_exec(cx, &changed, &people_sql_account_lock, db_int("county", county), db_int("id", id));
    return !e && !changed ? ERR_NOT_FOUND : e;
}

static enum err give_tx(struct ctx *cx, void *arg)
{
    const struct give_args *a = arg;
    const struct post_new *in = &a->in;
    str acts;
    if (!keeps_accounts(cx, ACT_SECURITY_POSTS, in->county))
        return ERR_NOT_FOUND;
    if (in->account == cx->actor)
        return fail(cx, ERR_DENIED, _("Nobody gives a post to themselves."));
    enum err e = lock_account(cx, in->county, in->account);
    if (!e)
        e = role_acts(cx, in->role, &acts);
    if (!e)
        e = org_is_open(cx, in);
    if (!e)
        e = fits_others(cx, in, acts);
    if (!e)
        e = db_exec(cx, NULL, &people_sql_post_add, db_int("county", in->county),
                    db_int("id", a->id), db_int("account", in->account), db_int("org", in->org),
                    db_text("role", in->role), db_int("place", in->scope),
                    db_int("scope", in->scope), db_int("from_day", in->from_day),
                    db_int("to_day", in->to_day), db_int("given_by", cx->actor));
    return e ? e
             : people_fact(cx, "post.given", in->county, in->scope, in->account, STR_NONE, in->role,
                           STR_NONE);
}

enum err post_give(struct ctx *cx, const struct post_new *in, int64_t *id)
{
    struct give_args a = {.in = *in};
    if (!a.in.from_day)
        a.in.from_day = day_of_ms(cx->now);
    if (!a.in.to_day)
        a.in.to_day = POST_NO_END;
    if (a.in.to_day < a.in.from_day)
        return fail_field(cx, "to_day", _("A post ends after it begins."));
    a.id = db_new_id(cx);
    enum err e = db_write(cx, give_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

struct end_args {
    int64_t county, post, account, last_day;
};

static enum err end_tx(struct ctx *cx, void *arg)
{
    const struct end_args *a = arg;
    int64_t changed;
    if (!keeps_accounts(cx, ACT_SECURITY_POSTS, a->county))
        return ERR_NOT_FOUND;
    enum err e =
        db_exec(cx, &changed, &people_sql_post_end, db_int("to_day", a->last_day),
                db_int("county", a->county), db_int("id", a->post), db_int("account", a->account));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("This post has ended already."));
    return e ? e
             : people_fact(cx, "post.ended", a->county, 0, a->account, STR_NONE, STR_NONE,
                           STR_NONE);
}

/* From this moment: yesterday was its last day. */
enum err post_end(struct ctx *cx, int64_t county, int64_t account, int64_t post)
{
    struct end_args a = {county, post, account, day_of_ms(cx->now) - 1};
    return db_write(cx, end_tx, &a);
}
