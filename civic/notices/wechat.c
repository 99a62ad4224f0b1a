/* wechat.c: who follows the official account, and what followers write to it. */
#include "civic/notices/wechat.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people.h"

#define CODE_MS (INT64_C(15) * 60000)

static struct seal_hash follower(const struct ctx *cx, str openid)
{
    return seal_index(cx->seal, "wechat", openid);
}

/* ---- binding ----------------------------------------------------------- */

struct binding {
    int64_t county, account;
    str openid;
    struct seal_hash hash, code;
};

static enum err code_tx(struct ctx *cx, void *arg)
{
    const struct seal_hash *hash = arg;
    return door_open(cx, "wxbind", seal_hash_bytes(hash), cx->county, cx->actor,
                     clock_real_ms() + CODE_MS);
}

enum err wechat_code(struct ctx *cx, str *code)
{
    *code = seal_code(WECHAT_CODE, cx->mem);
    struct seal_hash hash = seal_index(cx->seal, "wxbind", *code);
    return db_write(cx, code_tx, &hash);
}

static enum err keep_openid(struct ctx *cx, int64_t county, int64_t account, str openid)
{
    str box = openid.len ? notices_close(cx, "wechat", county, account, openid) : STR_NONE;
    return db_exec(cx, NULL, &notices_sql_wish_wechat, db_int("county", county),
                   db_int("account", account),
                   box.len ? db_blob("wechat", box) : db_null("wechat"));
}

/* A follower is one account: what was bound before hears by text again, since the door is gone. */
static enum err bind_tx(struct ctx *cx, void *arg)
{
    const struct binding *b = arg;
    str hash = seal_hash_bytes(&b->hash), code = seal_hash_bytes(&b->code);
    int64_t county, account;
    enum err e = door_find(cx, "wxbind", code, &county, &account); /* used by nobody meanwhile */
    if (!e)
        e = door_close(cx, "wxbind", code);
    if (!e)
        e = door_close(cx, "wechat", hash);
    if (!e)
        e = door_open(cx, "wechat", hash, b->county, b->account, 0);
    return e ? e : keep_openid(cx, b->county, b->account, b->openid);
}

static enum err bind_code(struct ctx *cx, str openid, str code)
{
    struct binding b = {.openid = openid,
                        .hash = follower(cx, openid),
                        .code = seal_index(cx->seal, "wxbind", code)};
    enum err e = door_find(cx, "wxbind", seal_hash_bytes(&b.code), &b.county, &b.account);
    return e ? e : db_write(cx, bind_tx, &b);
}

static enum err unbind_tx(struct ctx *cx, void *arg)
{
    const struct binding *b = arg;
    enum err e = b->openid.len ? door_close(cx, "wechat", seal_hash_bytes(&b->hash)) : OK;
    return e ? e : keep_openid(cx, b->county, b->account, STR_NONE);
}

enum err wechat_unbind(struct ctx *cx)
{
    struct notices_wishes w;
    enum err e = notices_find_wishes(cx, cx->county, cx->actor, &w);
    if (e)
        return e;
    struct binding b = {.county = cx->county, .account = cx->actor, .openid = w.wechat};
    b.hash = follower(cx, b.openid);
    return db_write(cx, unbind_tx, &b);
}

enum err wechat_openid(struct ctx *cx, int64_t county, int64_t account, str sealed, str *out)
{
    int64_t whose_county, whose;
    *out = sealed.len ? notices_open(cx, "wechat", county, account, sealed) : S("");
    if (!out->len)
        return OK;
    struct seal_hash hash = follower(cx, *out);
    enum err e = door_find(cx, "wechat", seal_hash_bytes(&hash), &whose_county, &whose);
    if (e == ERR_NOT_FOUND || (!e && (whose_county != county || whose != account)))
        *out = S("");
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- what followers write ---------------------------------------------- */

static bool is_code(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len == WECHAT_CODE;
}

static str say(struct ctx *cx, const char *msgid)
{
    return tr(cx->lang, msgid);
}

static enum err take_code(struct ctx *cx, const struct wechat_said *s, str *reply)
{
    enum err e = bind_code(cx, s->from, s->text);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *reply = say(
        cx, e ? _("This code is not valid any more. Open “What I want to be told” for a new one.")
              : _("Done: news of your matters comes here from now on. Write TD to end it."));
    return OK;
}

static enum err take_stop(struct ctx *cx, struct binding *b, str *reply)
{
    *reply = say(cx, _("Nothing more comes here. You find everything under “My messages”."));
    return b->account ? db_write(cx, unbind_tx, b) : OK;
}

static enum err take_answer(struct ctx *cx, const struct binding *b, str text, str *reply)
{
    struct notices_asker who = {.county = b->county, .account = b->account};
    enum notices_typed typed = TYPED_UNCLEAR;
    static const char *const said[] = {
        [TYPED_TAKEN] = N_("Thank you, your answer has been taken down."),
        [TYPED_NOBODY_ASKED] = N_("Nothing is waiting for your answer now."),
        [TYPED_UNCLEAR] = N_("Answer with 1, 2 or 3 where you were asked. To report something, "
                             "open the page of your community."),
    };
    enum err e = b->account ? notices_take_typed(cx, &who, "wechat", text, &typed) : OK;
    if (!e)
        *reply = say(cx, said[typed]);
    return e;
}

static enum err take_text(struct ctx *cx, const struct wechat_said *s, struct binding *b,
                          str *reply)
{
    if (is_code(s->text))
        return take_code(cx, s, reply);
    if (notices_is_stop(s->text))
        return take_stop(cx, b, reply);
    return take_answer(cx, b, s->text, reply);
}

/* ---- events ------------------------------------------------------------ */

struct ending {
    const struct binding *who;
    int64_t message;
    const char *state;
};

/* What the platform could not bring goes by text, at once or when it is no longer quiet. */
static enum err end_tx(struct ctx *cx, void *arg)
{
    const struct ending *t = arg;
    int64_t county = t->who->county, id = 0, changed = 0;
    {
        AUTO_ROWS rows =
            db_query(cx, &notices_sql_wechat_sent, db_int("county", county),
                     db_int("account", t->who->account), db_int("message", t->message));
        enum err e = db_one(&rows);
        if (e)
            return e == ERR_NOT_FOUND ? OK : e;
        id = db_get_int(&rows, 0);
    }
    enum err e = db_exec(cx, &changed, &notices_sql_wechat_ended, db_word("state", t->state),
                         db_int("county", county), db_int("id", id));
    if (e || !changed || strcmp(t->state, "failed") != 0)
        return e;
    return notices_dispatch_again(cx, county, id);
}

static enum err take_event(struct ctx *cx, const struct wechat_said *s, struct binding *b,
                           str *reply)
{
    struct ending t = {b, s->message, str_is(s->status, "success") ? "there" : "failed"};
    if (str_is(s->event, "subscribe"))
        *reply = say(cx, _("Welcome. To hear of your matters here, open “What I want to be told”, "
                           "tap “By WeChat”, and write the eight digits here."));
    if (str_is(s->event, "unsubscribe") && b->account)
        return db_write(cx, unbind_tx, b);
    if (str_is(s->event, "TEMPLATESENDJOBFINISH") && b->account)
        return db_write(cx, end_tx, &t);
    return OK;
}

enum err wechat_take(struct ctx *cx, const struct wechat_said *s, str *reply)
{
    struct binding b = {.openid = s->from, .hash = follower(cx, s->from)};
    *reply = S("");
    cx->idem = NULL; /* what the platform brings twice is told apart by what it changes */
    enum err e = door_find(cx, "wechat", seal_hash_bytes(&b.hash), &b.county, &b.account);
    if (e && e != ERR_NOT_FOUND)
        return e;
    if (str_is(s->type, "event"))
        return take_event(cx, s, &b, reply);
    return take_text(cx, s, &b, reply);
}
