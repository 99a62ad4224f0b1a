/* account: staff accounts and their posts, kept by the security administrator; passwords, desk
 * PINs and second factors, kept by their owner. */
#include "civic/people/people_own.h"

#include <string.h>

/* The command line acts for whoever owns the machine; `via` is set by the program, never by a
 * request. */
bool keeps_accounts(struct ctx *cx, const char *act, int64_t county)
{
    if (!cx->actor && str_is(cx->via, "cli"))
        return true;
    return cx->county == county && may_somewhere(cx, act);
}

/* ---- names and passwords ----------------------------------------------- */

bool people_login_ok(str s)
{
    if (s.len < 2 || s.len > 32)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-._", s.at[i]))
            return false;
    return true;
}

str people_login_clean(struct arena *mem, str typed)
{
    char *z = str_z(mem, str_trim(typed));
    for (char *p = z; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return str_of(z);
}

struct seal_hash people_login_index(const struct ctx *cx, str login)
{
    return seal_index(cx->seal, "account", login);
}

static int kinds_of_sign(str s)
{
    bool small = false, big = false, digit = false, other = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        small |= c >= 'a' && c <= 'z';
        big |= c >= 'A' && c <= 'Z';
        digit |= c >= '0' && c <= '9';
        other |= !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }
    return small + big + digit + other;
}

enum err people_password_ok(struct ctx *cx, str login, str password)
{
    if (utf8_count(password) < 10)
        return fail_field(cx, "password", _("A password has at least 10 characters."));
    if (password.len > 256)
        return fail_field(cx, "password", _("A password has at most 256 characters."));
    if (kinds_of_sign(password) < 2)
        return fail_field(cx, "password",
                          _("Mix at least two kinds: small letters, capitals, digits, signs."));
    if (login.len && str_find(password, login) != SIZE_MAX)
        return fail_field(cx, "password", _("The password must not contain the account name."));
    return OK;
}

/* ---- adding ------------------------------------------------------------ */

static enum err account_add_tx(struct ctx *cx, void *arg)
{
    const struct account_new *a = arg;
    struct seal_hash index = people_login_index(cx, a->login);
    if (!keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, a->county))
        return ERR_NOT_FOUND;
    enum err e = door_open(cx, "account", seal_hash_bytes(&index), a->county, a->id, 0);
    if (e == ERR_CONFLICT)
        return fail_field(cx, "login", _("This account name is taken."));
    if (!e)
        e = db_exec(cx, NULL, &people_sql_account_add, db_int("county", a->county),
                    db_int("id", a->id), db_word("kind", "staff"), db_text("login", a->login),
                    db_text("name", a->name), db_text("phone", a->phone), db_null("person"),
                    db_text("password", a->hash), db_int("now", cx->now),
                    db_int("must_change", a->must_change), db_int("factor_waived", a->waived));
    return e ? e
             : people_fact(cx, "account.added", a->county, 0, a->id, STR_NONE, a->login, STR_NONE);
}

static enum err account_check(struct ctx *cx, struct account_new *a)
{
    struct people_phone phone;
    a->login = people_login_clean(cx->mem, a->login);
    a->name = str_clean_line(cx->mem, a->name);
    if (!people_login_ok(a->login))
        return fail_field(cx, "login",
                          _("An account name has 2 to 32 small letters, digits, dots or hyphens."));
    if (!a->name.len || utf8_count(a->name) > 40)
        return fail_field(cx, "name", _("Write the person's name."));
    if (a->phone.len) {
        if (people_read_phone(a->phone, &phone))
            return fail_field(cx, "phone", _("This is not a telephone number."));
        a->phone = str_keep(cx->mem, str_of(phone.text));
    }
    return OK;
}

/* Three groups of four that can be read out on the phone. */
static str first_password(struct arena *mem)
{
    str t = seal_token_short(mem);
    return str_fmt(mem, "%.4s-%.4s-%.4s", t.at, t.at + 4, t.at + 8);
}

enum err account_add(struct ctx *cx, const struct account_new *in, str *password, int64_t *id)
{
    struct account_new a = *in;
    enum err e = account_check(cx, &a);
    if (e)
        return e;
    if (!a.password.len) {
        a.password = first_password(cx->mem);
        a.must_change = true;
    }
    e = seal_password(a.password, &a.hash, cx->mem);
    if (e)
        return e;
    a.id = db_new_id(cx);
    e = db_write(cx, account_add_tx, &a);
    if (e)
        return e;
    *password = a.password;
    *id = a.id;
    return OK;
}

/* ---- reading ----------------------------------------------------------- */

const char *const account_state_names[ACCOUNT_STATES] = {"open", "disabled", "erased"};

static struct account account_at(const struct rows *r, int64_t county)
{
    return (struct account){
        .county = county,
        .id = db_get_int(r, 0),
        .kind = (enum people_kind)db_get_enum(r, 1, people_kind_names, PEOPLE_KINDS),
        .login = db_keep_text(r, 2),
        .name = db_keep_text(r, 3),
        .phone = db_keep_text(r, 4),
        .person = db_get_int(r, 5),
        .must_change = db_get_int(r, 6),
        .has_totp = db_get_int(r, 7),
        .state = (enum account_state)db_get_enum(r, 8, account_state_names, ACCOUNT_STATES),
        .created_ms = db_get_int(r, 9),
        .seen_ms = db_get_int(r, 10),
        .row_ver = db_get_int(r, 11),
    };
}

enum err account_find(struct ctx *cx, int64_t county, int64_t id, struct account *out)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_account, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (!e)
        *out = account_at(&rows, county);
    return e;
}

enum err account_find_login(struct ctx *cx, str login, struct account *out)
{
    int64_t county, id;
    struct seal_hash index = people_login_index(cx, people_login_clean(cx->mem, login));
    enum err e = door_find(cx, "account", seal_hash_bytes(&index), &county, &id);
    return e ? e : account_find(cx, county, id, out);
}

enum err account_list(struct ctx *cx, int64_t county, str part, str after, struct account *out,
                      int max, int *n)
{
    int count = 0;
    str like = str_fmt(cx->mem, "%%%.*s%%", STR_ARG(people_login_clean(cx->mem, part)));
    AUTO_ROWS rows = db_query(cx, &people_sql_accounts_staff, db_int("county", county),
                              db_text("after", after), db_text("like", like),
                              db_text("name_like", str_fmt(cx->mem, "%%%.*s%%", STR_ARG(part))),
                              db_int("n", max));
    while (count < max && db_next(&rows))
        out[count++] = account_at(&rows, county);
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

/* ---- passwords, PIN, second factor ------------------------------------- */

struct secret_args {
    int64_t county, id, step;
    str secret;
    bool must_change, by_admin;
};

static enum err password_tx(struct ctx *cx, void *arg)
{
    const struct secret_args *a = arg;
    int64_t changed;
    if (a->by_admin && !keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, a->county))
        return ERR_NOT_FOUND;
    enum err e = db_exec(cx, &changed, &people_sql_account_password, db_text("password", a->secret),
                         db_int("now", cx->now), db_int("must_change", a->must_change),
                         db_int("county", a->county), db_int("id", a->id));
    if (!e && !changed)
        return ERR_NOT_FOUND;
    return e ? e
             : people_fact(cx, a->by_admin ? "account.password_reset" : "account.password",
                           a->county, 0, a->id, STR_NONE, STR_NONE, STR_NONE);
}

enum err account_set_password(struct ctx *cx, int64_t county, int64_t id, str password)
{
    struct secret_args a = {.county = county, .id = id};
    enum err e = seal_password(password, &a.secret, cx->mem);
    return e ? e : db_write(cx, password_tx, &a);
}

enum err account_reset(struct ctx *cx, int64_t county, int64_t id, str *password)
{
    struct secret_args a = {.county = county, .id = id, .must_change = true, .by_admin = true};
    str made = first_password(cx->mem);
    enum err e = seal_password(made, &a.secret, cx->mem);
    if (!e)
        e = db_write(cx, password_tx, &a);
    if (!e)
        *password = made;
    return e;
}

static enum err pin_tx(struct ctx *cx, void *arg)
{
    const struct secret_args *a = arg;
    return db_exec(cx, NULL, &people_sql_account_pin, db_text("pin", a->secret),
                   db_int("county", a->county), db_int("id", a->id));
}

static bool is_pin(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len == 6;
}

enum err account_set_pin(struct ctx *cx, int64_t county, int64_t id, str pin)
{
    struct secret_args a = {.county = county, .id = id};
    if (!is_pin(pin))
        return fail_field(cx, "pin", _("A desk PIN has six digits."));
    enum err e = seal_password(pin, &a.secret, cx->mem);
    return e ? e : db_write(cx, pin_tx, &a);
}

static struct seal_where totp_where(int64_t county, int64_t id)
{
    return (struct seal_where){"accounts", "totp_wrapped", county, id};
}

static enum err totp_tx(struct ctx *cx, void *arg)
{
    const struct secret_args *a = arg;
    enum err e = db_exec(cx, NULL, &people_sql_account_totp, db_blob("totp", a->secret),
                         db_int("step", a->step), db_int("county", a->county), db_int("id", a->id));
    return e ? e
             : people_fact(cx, "account.factor", a->county, 0, a->id, STR_NONE, STR_NONE, STR_NONE);
}

/* The secret (20 bytes) is wrapped like a key, so the rotation of keys takes it along. */
enum err account_set_totp(struct ctx *cx, int64_t county, int64_t id, str secret, str code)
{
    struct secret_args a = {.county = county, .id = id};
    struct seal_key k = {{0}};
    if (secret.len != SEAL_TOTP_SECRET || seal_totp(secret, code, clock_real_ms(), 0, &a.step))
        return fail_field(cx, "code",
                          _("These six digits do not fit. Is the phone's clock right?"));
    memcpy(k.at, secret.at, secret.len);
    a.secret = seal_wrap(cx->seal, &k, totp_where(county, id), cx->mem);
    seal_key_wipe(&k);
    return db_write(cx, totp_tx, &a);
}

static enum err totp_used_tx(struct ctx *cx, void *arg)
{
    const struct secret_args *a = arg;
    int64_t changed;
    enum err e = db_exec(cx, &changed, &people_sql_account_totp_used, db_int("step", a->step),
                         db_int("county", a->county), db_int("id", a->id));
    return !e && !changed ? ERR_DENIED : e;
}

enum err account_totp(struct ctx *cx, int64_t county, int64_t id, str wrapped, int64_t last,
                      str code)
{
    struct secret_args a = {.county = county, .id = id};
    struct seal_key k;
    enum err e = seal_unwrap(cx->seal, wrapped, totp_where(county, id), &k);
    if (!e)
        e = seal_totp((str){(const char *)k.at, SEAL_TOTP_SECRET}, code, clock_real_ms(), last,
                      &a.step);
    seal_key_wipe(&k);
    return e ? e : db_write(cx, totp_used_tx, &a);
}

/* ---- open and disabled ------------------------------------------------- */

struct state_args {
    int64_t county, id;
    const char *from, *to, *fact;
};

static enum err state_tx(struct ctx *cx, void *arg)
{
    const struct state_args *a = arg;
    int64_t changed;
    if (!keeps_accounts(cx, ACT_SECURITY_ACCOUNTS, a->county))
        return ERR_NOT_FOUND;
    if (a->id == cx->actor)
        return fail(cx, ERR_DENIED, _("Nobody can disable the own account."));
    enum err e =
        db_exec(cx, &changed, &people_sql_account_state, db_word("state", a->to),
                db_int("county", a->county), db_int("id", a->id), db_word("from", a->from));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e ? e
             : people_fact(cx, a->fact, a->county, 0, a->id, str_of(a->from), str_of(a->to),
                           STR_NONE);
}

enum err account_disable(struct ctx *cx, int64_t county, int64_t id)
{
    struct state_args a = {county, id, "open", "disabled", "account.disabled"};
    return db_write(cx, state_tx, &a);
}

enum err account_enable(struct ctx *cx, int64_t county, int64_t id)
{
    struct state_args a = {county, id, "disabled", "open", "account.enabled"};
    return db_write(cx, state_tx, &a);
}
