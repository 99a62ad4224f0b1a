/* signin: staff sign in with a name, a password and, where a role asks, a second factor. Five
 * wrong tries close the account's door for fifteen minutes, whether or not the name exists. */
#include "civic/people/people_own.h"

static const struct attempt_rule account_rule = {"sign_in", 5, 15 * MINUTE_MS, 15 * MINUTE_MS};
static const struct attempt_rule client_rule = {"sign_in_client", 60, 15 * MINUTE_MS, 0};
static const struct attempt_rule desk_rule = {"desk", 5, 15 * MINUTE_MS, 15 * MINUTE_MS};

struct secrets {
    str password, pin, totp, name;
    int64_t totp_step, epoch;
    bool open, staff;
};

static enum err secrets_find(struct ctx *cx, int64_t county, int64_t id, struct secrets *out)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_account_secrets, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct secrets){
        .password = db_keep_text(&rows, 0),
        .pin = db_keep_text(&rows, 1),
        .totp = str_keep(cx->mem, db_get_blob(&rows, 2)),
        .totp_step = db_get_int(&rows, 3),
        .epoch = db_get_int(&rows, 4),
        .open = str_is(db_get_text(&rows, 6), "open"),
        .name = db_keep_text(&rows, 7),
        .staff = str_is(db_get_text(&rows, 8), "staff"),
    };
    return OK;
}

static enum err count(struct ctx *cx, const struct attempt_rule *rule, const struct seal_hash *who)
{
    int64_t until;
    enum err e = attempt_count(cx, rule, who, &until);
    return e ? e : until ? attempt_refuse(cx, until) : OK;
}

static enum err count_client(struct ctx *cx, str client)
{
    struct seal_hash who = seal_sha256(client);
    return client.len ? count(cx, &client_rule, &who) : OK;
}

static enum err wrong(struct ctx *cx)
{
    return fail(cx, ERR_DENIED,
                _("The account name or the password is wrong. After five wrong tries the account "
                  "closes for 15 minutes."));
}

/* ---- the steps --------------------------------------------------------- */

static enum err check_password(struct ctx *cx, const struct sign_in *in,
                               const struct seal_hash *index, int64_t *county, int64_t *id,
                               struct secrets *s)
{
    enum err e = door_find(cx, "account", seal_hash_bytes(index), county, id);
    if (!e)
        e = secrets_find(cx, *county, *id, s);
    if (e == ERR_NOT_FOUND || (!e && !s->staff)) {
        seal_password_spend(in->password);
        return wrong(cx);
    }
    if (e)
        return e;
    e = seal_password_check(in->password, s->password);
    if (e)
        return e == ERR_DENIED || e == ERR_INVALID ? wrong(cx) : e;
    if (!s->open)
        return fail(cx, ERR_DENIED,
                    _("This account is disabled. Ask your security administrator."));
    return OK;
}

static enum err check_factor(struct ctx *cx, const struct sign_in *in, int64_t county, int64_t id,
                             const struct secrets *s)
{
    if (!s->totp.len)
        return OK;
    if (!in->code.len)
        return fail_field(cx, "code", _("Type the six digits that your phone shows now."));
    enum err e = account_totp(cx, county, id, s->totp, s->totp_step, in->code);
    if (e == ERR_DENIED || e == ERR_INVALID)
        return fail_field(cx, "code",
                          _("These six digits do not fit or were used already. Wait "
                            "for the next ones."));
    return e;
}

struct seen_args {
    int64_t county, id;
    const struct session *session;
    str token;
};

static enum err sign_in_tx(struct ctx *cx, void *arg)
{
    const struct seen_args *a = arg;
    enum err e = session_open(cx, a->session, a->token);
    return e ? e
             : db_exec(cx, NULL, &people_sql_account_seen, db_int("now", cx->now),
                       db_int("county", a->county), db_int("id", a->id));
}

enum err sign_in_staff(struct ctx *cx, const struct sign_in *in, str *token)
{
    struct secrets s;
    int64_t county, id;
    str login = people_login_clean(cx->mem, in->login);
    struct seal_hash index = people_login_index(cx, login);
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = count_client(cx, in->client);
    if (!e)
        e = count(cx, &account_rule, &index);
    if (!e)
        e = check_password(cx, in, &index, &county, &id, &s);
    if (!e)
        e = check_factor(cx, in, county, id, &s);
    if (!e)
        e = attempt_clear(cx, &account_rule, &index);
    if (e)
        return e;
    struct session session = {.kind = SESSION_STAFF,
                              .county = county,
                              .account = id,
                              .epoch = s.epoch,
                              .device = in->device};
    struct seen_args a = {county, id, &session, seal_token(cx->mem)};
    e = db_write(cx, sign_in_tx, &a);
    if (!e)
        *token = a.token;
    return e;
}

/* ---- at a shared desk, and before a change ----------------------------- */

/* Counted per account, not per session, so parking again buys no more tries. */
static struct seal_hash account_key(struct ctx *cx, int64_t county, int64_t id)
{
    return seal_sha256(str_fmt(cx->mem, "%lld/%lld", (long long)county, (long long)id));
}

enum err sign_in_parked(struct ctx *cx, const struct session *s, str secret)
{
    struct secrets own;
    struct seal_hash who = account_key(cx, s->county, s->account);
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = count(cx, &desk_rule, &who);
    if (!e)
        e = secrets_find(cx, s->county, s->account, &own);
    if (e)
        return e;
    if (!own.open || own.epoch != s->epoch)
        return fail(cx, ERR_SIGN_IN, _("This session has ended. Sign in again."));
    bool pin = own.pin.len && secret.len == CODE_DIGITS;
    if (seal_password_check(secret, pin ? own.pin : own.password))
        return fail_field(cx, "secret", _("Wrong PIN or password."));
    return attempt_clear(cx, &desk_rule, &who);
}

enum err sign_in_again(struct ctx *cx, int64_t county, int64_t account, str password)
{
    struct secrets own;
    struct seal_hash who = account_key(cx, county, account);
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = count(cx, &desk_rule, &who);
    if (!e)
        e = secrets_find(cx, county, account, &own);
    if (e)
        return e;
    if (seal_password_check(password, own.password))
        return fail_field(cx, "old", _("The present password is wrong."));
    return attempt_clear(cx, &desk_rule, &who);
}

/* By the security administrator, when somebody cannot wait a quarter of an hour. */
enum err account_unlock(struct ctx *cx, int64_t county, int64_t id)
{
    struct account a;
    if (!keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, county))
        return ERR_NOT_FOUND;
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = account_find(cx, county, id, &a);
    if (e)
        return e;
    struct seal_hash index = people_login_index(cx, a.login), who = account_key(cx, county, id);
    e = attempt_clear(cx, &account_rule, &index);
    return e ? e : attempt_clear(cx, &desk_rule, &who);
}
