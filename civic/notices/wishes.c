/* wishes.c: what an account wants to hear and how, and what it has heard. */
#include "civic/facts/facts.h"
#include "civic/notices/notices_own.h"
#include "civic/notices/notices_sql.h"
#include "civic/notices/wechat.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/http/http.h"

/* ---- reading ----------------------------------------------------------- */

struct notice_row notices_row(struct ctx *cx, const struct rows *r)
{
    int64_t county = db_get_int(r, 0), id = db_get_int(r, 1);
    struct notice n = {.county = county,
                       .id = id,
                       .account = db_get_int(r, 2),
                       .kind = db_keep_text(r, 3),
                       .number = db_keep_text(r, 4),
                       .address = db_keep_text(r, 5),
                       .ref = db_get_int(r, 6),
                       .text = notices_open(cx, "body", county, id, db_get_blob(r, 7)),
                       .told_ms = db_get_int(r, 8),
                       .read_ms = db_get_int(r, 9),
                       .answered_ms = db_get_int(r, 10),
                       .answer = (int)db_get_int(r, 11),
                       .sms = db_keep_text(r, 12),
                       .mail = db_keep_text(r, 13),
                       .wechat = db_keep_text(r, 16)};
    return (struct notice_row){n, notices_open(cx, "phone", county, id, db_get_blob(r, 14)),
                               db_get_int(r, 15)};
}

enum err notices_load(struct ctx *cx, int64_t county, int64_t id, struct notice_row *out)
{
    AUTO_ROWS rows = db_query(cx, &notices_sql_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (!e)
        *out = notices_row(cx, &rows);
    return e;
}

enum err notices_plain(struct ctx *cx, int64_t county, int64_t id, str *text, str *phone)
{
    struct notice_row row;
    enum err e = notices_load(cx, county, id, &row);
    if (e)
        return e;
    *text = row.n.text;
    *phone = row.phone;
    return OK;
}

enum err notices_list(struct ctx *cx, int64_t before, struct notice *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &notices_sql_of, db_int("county", cx->county), db_int("account", cx->actor),
                 db_int("before", before ? before : INT64_MAX), db_int("max", max));
    int count = 0;
    while (count < max && db_next(&rows))
        out[count++] = notices_row(cx, &rows).n;
    enum err e = rows.err;
    if (!e)
        *n = count;
    return e;
}

enum err notices_about(struct ctx *cx, int64_t county, int64_t ref, struct notice *out, int max,
                       int *n)
{
    AUTO_ROWS rows = db_query(cx, &notices_sql_about, db_int("county", county), db_int("ref", ref),
                              db_int("max", max));
    for (*n = 0; *n < max && db_next(&rows); ++*n)
        out[*n] = notices_row(cx, &rows).n;
    return rows.err;
}

enum err notices_count_unread(struct ctx *cx, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &notices_sql_unread, db_int("county", cx->county),
                              db_int("account", cx->actor));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

static enum err read_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &notices_sql_read, db_int("county", cx->county),
                   db_int("account", cx->actor), db_int("now", cx->now));
}

static enum err address_of(struct ctx *cx, int64_t id, str *address)
{
    AUTO_ROWS rows =
        db_query(cx, &notices_sql_find, db_int("county", cx->county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    struct notice n = notices_row(cx, &rows).n;
    *address = n.address;
    return n.account == cx->actor ? OK : ERR_NOT_FOUND;
}

static enum err read_one_tx(struct ctx *cx, void *arg)
{
    const int64_t *id = arg;
    return db_exec(cx, NULL, &notices_sql_read_one, db_int("county", cx->county), db_int("id", *id),
                   db_int("account", cx->actor), db_int("now", cx->now));
}

enum err notices_read_one(struct ctx *cx, int64_t id, str *address)
{
    enum err e = address_of(cx, id, address);
    return e ? e : db_write(cx, read_one_tx, &id);
}

enum err notices_mark_read(struct ctx *cx)
{
    return db_write(cx, read_tx, NULL);
}

/* ---- wishes ------------------------------------------------------------ */

static const char *const tongues[LANGS] = {"zh", "en"};

enum err notices_find_wishes(struct ctx *cx, int64_t county, int64_t account,
                             struct notices_wishes *out)
{
    *out = (struct notices_wishes){.sms = true, .mail = S(""), .wechat = S(""), .lang = LANG_ZH};
    str follower = STR_NONE;
    {
        AUTO_ROWS rows =
            db_query(cx, &notices_sql_wishes, db_int("county", county), db_int("account", account));
        enum err e = db_one(&rows);
        if (e)
            return e == ERR_NOT_FOUND ? OK : e;
        out->sms = db_get_int(&rows, 0) != 0;
        out->mail = notices_open(cx, "wish", county, account, db_get_blob(&rows, 1));
        out->lang = (enum lang)db_get_enum(&rows, 2, tongues, LANGS);
        follower = str_keep(cx->mem, db_get_blob(&rows, 3));
    }
    return wechat_openid(cx, county, account, follower, &out->wechat);
}

static enum err wish_tx(struct ctx *cx, void *arg)
{
    const struct notices_wishes *w = arg;
    str mail = w->mail.len ? notices_close(cx, "wish", cx->county, cx->actor, w->mail) : STR_NONE;
    return db_exec(cx, NULL, &notices_sql_wish, db_int("county", cx->county),
                   db_int("account", cx->actor), db_int("sms", w->sms),
                   mail.len ? db_blob("mail", mail) : db_null("mail"),
                   db_word("lang", tongues[w->lang]));
}

enum err notices_change_wishes(struct ctx *cx, const struct notices_wishes *w)
{
    struct notices_wishes clean = *w;
    clean.mail = str_trim(w->mail);
    if (clean.mail.len && !http_is_mail_address(clean.mail))
        return fail_field(cx, "mail", _("Write an e-mail address like name@example.com."));
    return db_write(cx, wish_tx, &clean);
}

enum err notices_wants(struct ctx *cx, int64_t county, int64_t account, const char *kind,
                       bool *wants)
{
    AUTO_ROWS rows = db_query(cx, &notices_sql_refused, db_int("county", county),
                              db_int("account", account), db_word("kind", kind));
    enum err e = db_one(&rows);
    if (!e)
        *wants = db_get_int(&rows, 0) == 0;
    return e;
}

struct stop {
    int64_t county, accounts[PHONE_PEOPLE_MAX];
    int n;
};

static enum err stop_tx(struct ctx *cx, void *arg)
{
    const struct stop *s = arg;
    enum err e = OK;
    for (int i = 0; !e && i < s->n; i++)
        e = db_exec(cx, NULL, &notices_sql_wish_sms, db_int("county", s->county),
                    db_int("account", s->accounts[i]), db_int("sms", 0));
    return e;
}

enum err notices_stop_texts(struct ctx *cx, str phone)
{
    struct stop s = {0};
    int64_t ref;
    struct seal_hash index = people_phone_index(cx, phone);
    enum err e = door_find(cx, "phone", seal_hash_bytes(&index), &s.county, &ref);
    if (!e)
        e = phone_accounts(cx, s.county, seal_hash_bytes(&index), s.accounts, &s.n);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e; /* nobody's number: nothing is sent to it but codes */
    return db_write(cx, stop_tx, &s);
}

struct turn {
    const char *kind;
    bool on;
};

static enum err turn_tx(struct ctx *cx, void *arg)
{
    const struct turn *t = arg;
    const struct db_sql *sql = t->on ? &notices_sql_want : &notices_sql_refuse;
    return db_exec(cx, NULL, sql, db_int("county", cx->county), db_int("account", cx->actor),
                   db_word("kind", t->kind));
}

enum err notices_turn(struct ctx *cx, const char *kind, bool on)
{
    const struct notices_kind *k = notices_kind_named(cx, str_of(kind));
    struct turn t = {kind, on};
    if (!k || !k->label)
        return ERR_NOT_FOUND;
    return db_write(cx, turn_tx, &t);
}

/* ---- forgetting -------------------------------------------------------- */

enum err notices_forget(struct ctx *cx, int64_t county, int64_t account)
{
    const struct db_sql *const all[] = {&notices_sql_forget, &notices_sql_forget_wishes,
                                        &notices_sql_forget_refusals};
    enum err e = OK;
    for (size_t i = 0; !e && i < COUNT(all); i++)
        e = db_exec(cx, NULL, all[i], db_int("county", county), db_int("account", account));
    return e;
}
