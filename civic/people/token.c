/* token: what machines bring: given, found, revoked. */
#include "civic/people/people_own.h"

/* What a token may ever grant; a person's acts (moves, unmasking, administration) are none. */
static const char *const grants[] = {ACT_OPEN311_SEND, "cases.read", "cases.private",
                                     "cases.enter"};

static const char *granted(str word)
{
    for (size_t i = 0; i < COUNT(grants); i++)
        if (str_is(word, grants[i]))
            return grants[i];
    return NULL;
}

/* "cases.read,cases.enter" as typed, in the form of a role's acts. */
static enum err read_acts(struct ctx *cx, str typed, str *out)
{
    struct buf b = buf_new(cx->mem, 512);
    char *text = str_z(cx->mem, typed);
    for (char *c = text; *c; c++)
        *c = *c == ',' ? ' ' : *c;
    buf_char(&b, ' ');
    for (str rest = str_of(text); rest.len;) {
        str word = str_cut(&rest, ' ');
        if (word.len && !granted(word))
            return fail(cx, ERR_INVALID,
                        _("A token may have: open311.send, cases.read, cases.private, "
                          "cases.enter."));
        if (word.len &&
            str_find(buf_done(&b), str_fmt(cx->mem, " %.*s ", STR_ARG(word))) == SIZE_MAX)
            buf_fmt(&b, "%.*s ", STR_ARG(word));
    }
    *out = buf_done(&b);
    return out->len > 1 ? OK : fail(cx, ERR_INVALID, _("Say what the token is for."));
}

/* ---- give and revoke ---------------------------------------------------- */

struct add_args {
    struct token t;
    struct seal_hash hash;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct add_args *a = arg;
    const struct token *t = &a->t;
    enum err e = db_exec(cx, NULL, &people_sql_token_insert, db_int("county", t->county),
                         db_int("id", t->id), db_text("name", t->name), db_int("scope", t->scope),
                         db_text("acts", t->acts), db_int("now", clock_real_ms()),
                         db_int("until", t->until_ms));
    if (!e)
        e = door_open(cx, "token", seal_hash_bytes(&a->hash), t->county, t->id, 0);
    return e ? e
             : people_fact(cx, "token.added", t->county, t->scope, t->id, STR_NONE,
                           str_trim(t->acts), STR_NONE);
}

enum err token_add(struct ctx *cx, const struct token *in, int64_t *id, str *secret)
{
    str token = seal_token(cx->mem);
    struct add_args a = {*in, seal_sha256(token)};
    if (!keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, in->county))
        return ERR_DENIED;
    a.t.name = utf8_head(str_clean_line(cx->mem, in->name), 80);
    if (!a.t.name.len)
        return fail(cx, ERR_INVALID, _("Give the token a name, so that it can be told apart."));
    enum err e = read_acts(cx, in->acts, &a.t.acts);
    a.t.id = db_new_id(cx);
    if (!e)
        e = db_write(cx, add_tx, &a);
    if (e)
        return e;
    *id = a.t.id;
    *secret = token;
    return OK;
}

static enum err revoke_tx(struct ctx *cx, void *arg)
{
    const struct token *t = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &people_sql_token_revoke, db_int("now", clock_real_ms()),
                         db_int("county", t->county), db_int("id", t->id));
    if (!e && !changed)
        return fail(cx, ERR_NOT_FOUND, _("There is no such token, or it was revoked before."));
    return e ? e
             : people_fact(cx, "token.revoked", t->county, 0, t->id, STR_NONE, STR_NONE, STR_NONE);
}

enum err token_revoke(struct ctx *cx, int64_t county, int64_t id)
{
    struct token t = {.county = county, .id = id};
    if (!keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, county))
        return ERR_DENIED;
    return db_write(cx, revoke_tx, &t);
}

/* ---- find ---------------------------------------------------------------- */

static struct token read_row(const struct rows *r, int64_t county)
{
    return (struct token){.county = county,
                          .id = db_get_int(r, 0),
                          .name = db_keep_text(r, 1),
                          .scope = db_get_int(r, 2),
                          .acts = db_keep_text(r, 3),
                          .since_ms = db_get_int(r, 4),
                          .until_ms = db_get_int(r, 5)};
}

enum err token_find(struct ctx *cx, str secret, struct token *out)
{
    struct seal_hash hash = seal_sha256(secret);
    int64_t county, id;
    enum err e = door_find(cx, "token", seal_hash_bytes(&hash), &county, &id);
    if (e)
        return e;
    AUTO_ROWS rows = db_query(cx, &people_sql_token, db_int("county", county), db_int("id", id));
    e = db_one(&rows);
    if (e)
        return e;
    *out = read_row(&rows, county);
    return out->until_ms && out->until_ms <= clock_real_ms() ? ERR_NOT_FOUND : OK;
}

enum err token_list(struct ctx *cx, int64_t county, struct token *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS rows =
        db_query(cx, &people_sql_token_list, db_int("county", county), db_int("max", max));
    while (got < max && db_next(&rows))
        out[got++] = read_row(&rows, county);
    *n = got;
    return db_end(&rows);
}

/* ---- act ------------------------------------------------------------------ */

static struct post post_of(const struct token *t)
{
    return (struct post){.id = t->id,
                         .org = NO_ORG,
                         .scope = t->scope,
                         .scope_end = people_scope_end(t->scope),
                         .role = S("token"),
                         .acts = t->acts};
}

bool token_may(const struct token *t, const char *act)
{
    struct post p = post_of(t);
    return post_may(&p, act, t->scope, NO_ORG);
}

void token_act(struct ctx *cx, const struct token *t)
{
    struct posts *p = NEW(cx->mem, struct posts);
    *p = (struct posts){.kind = PEOPLE_STAFF, .name = t->name, .loaded = true, .n = 1};
    p->at[0] = post_of(t);
    cx->county = t->county;
    cx->actor = t->id;
    cx->post = 0;
    cx->posts = p;
    cx->via = S("token");
}
