/* wechat_send.c: template messages. The platform opens itself by a token, good for two hours, that
 * every process gets alike ("stable"); what an error number means decides who tries again. */
#include "civic/notices/wechat.h"
#include "kit/http/http.h"

#include <jansson.h>
#include <pthread.h>

#define PLATFORM   "https://api.weixin.qq.com"
#define TOKEN_MOST 600
#define EARLY_MS   300000 /* before its end a token is asked for again */

enum what { WHAT_TEXT, WHAT_NUMBER, WHAT_TIME };
struct wechat {
    struct wechat_options o;
    struct {
        char name[32];
        enum what what;
    } field[WECHAT_FIELDS];
    int n;
    pthread_mutex_t lock; /* of what follows */
    char token[TOKEN_MOST];
    int64_t until_ms; /* steady clock; 0: no token */
};

/* ---- options ----------------------------------------------------------- */

static bool add_field(struct wechat *w, str pair)
{
    static const char *const whats[] = {"text", "number", "time"};
    str name = str_cut(&pair, '=');
    for (size_t i = 0; i < COUNT(whats); i++)
        if (str_is(pair, whats[i]) && name.len && name.len < sizeof w->field[0].name &&
            w->n < WECHAT_FIELDS) {
            snprintf(w->field[w->n].name, sizeof w->field[0].name, "%.*s", STR_ARG(name));
            w->field[w->n++].what = (enum what)i;
            return true;
        }
    return false;
}

static const char *read_options(struct wechat *w, struct arena *mem)
{
    const struct wechat_options *o = &w->o;
    str fields = str_of(o->fields);
    if (!o->keys.app_id || !o->secret || !o->keys.token)
        return "wechat-app-id needs wechat-secret and wechat-token";
    if (!wechat_has_key(&o->keys, mem))
        return "wechat-aes-key is the 43 characters that the platform's page shows";
    while (fields.len) {
        str pair = str_cut(&fields, ' ');
        if (pair.len && !add_field(w, pair))
            return "wechat-fields is a list like \"thing1=text character_string2=number "
                   "time3=time\"";
    }
    return o->template && !w->n ? "wechat-template needs wechat-fields" : NULL;
}

enum err wechat_open(const struct wechat_options *o, struct wechat **out, str *why,
                     struct arena *mem)
{
    struct wechat *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->o = *o;
    pthread_mutex_init(&w->lock, NULL);
    const char *wrong = read_options(w, mem);
    if (wrong) {
        *why = str_of(wrong);
        wechat_done(w);
        return ERR_INVALID;
    }
    *out = w;
    return OK;
}

void wechat_done(struct wechat *w)
{
    if (!w)
        return;
    pthread_mutex_destroy(&w->lock);
    free(w);
}

const struct wechat_keys *wechat_keys_of(const struct wechat *w)
{
    return &w->o.keys;
}

const char *wechat_name(const struct wechat *w)
{
    return w->o.name ? w->o.name : "";
}

/* ---- asking the platform ----------------------------------------------- */

static str text_of(struct arena *mem, json_t *j)
{
    size_t len = j ? json_dumpb(j, NULL, 0, JSON_COMPACT) : 0;
    char *at = arena_alloc(mem, len + 1);
    if (len)
        (void)json_dumpb(j, at, len, JSON_COMPACT);
    json_decref(j);
    return (str){at, len};
}

/* *answer is the caller's to decref. ERR_BUSY: not reached, or nothing that makes sense. */
static enum err ask(struct ctx *cx, const struct wechat *w, const char *path, str body,
                    json_t **answer)
{
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    struct http_answer a;
    str why;
    struct http_ask q = {.url = str_fmt(cx->mem, "%s%s", w->o.api ? w->o.api : PLATFORM, path).at,
                         .headers = headers,
                         .body = body,
                         .most = 65536,
                         .near = true};
    if (http_call(cx->notices->http, &q, &a, &why, cx->mem) || a.status != 200)
        return ERR_BUSY;
    *answer = json_loadb(a.body.at, a.body.len, 0, NULL);
    return json_is_object(*answer) ? OK : ERR_BUSY;
}

/* ---- the token --------------------------------------------------------- */

static bool known_token(struct wechat *w, char *out)
{
    pthread_mutex_lock(&w->lock);
    bool good = clock_steady_ns() / 1000000 < w->until_ms;
    if (good)
        memcpy(out, w->token, TOKEN_MOST);
    pthread_mutex_unlock(&w->lock);
    return good;
}

static void keep_token(struct wechat *w, const char *token, int64_t seconds)
{
    pthread_mutex_lock(&w->lock);
    snprintf(w->token, sizeof w->token, "%s", token);
    w->until_ms = clock_steady_ns() / 1000000 + seconds * 1000 - EARLY_MS;
    pthread_mutex_unlock(&w->lock);
}

/* A token of letters, digits, - and _ alone goes into an address as it is. */
static bool is_token(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    return n > 0 && n < TOKEN_MOST && !s[n];
}

static enum err fetch_token(struct ctx *cx, struct wechat *w, char *out)
{
    json_t *a = NULL;
    str body = text_of(cx->mem, json_pack("{s:s, s:s, s:s}", "grant_type", "client_credential",
                                          "appid", w->o.keys.app_id, "secret", w->o.secret));
    enum err e = ask(cx, w, "/cgi-bin/stable_token", body, &a);
    const char *token = e ? NULL : json_string_value(json_object_get(a, "access_token"));
    if (token && is_token(token)) {
        keep_token(w, token, json_integer_value(json_object_get(a, "expires_in")));
        snprintf(out, TOKEN_MOST, "%s", token);
    } else {
        e = ERR_BUSY; /* secret or address of ours not accepted: an operator may still mend it */
    }
    json_decref(a);
    return e;
}

static enum err find_token(struct ctx *cx, struct wechat *w, char *out)
{
    return known_token(w, out) ? OK : fetch_token(cx, w, out);
}

/* ---- the message ------------------------------------------------------- */

/* How many characters a field takes, by the kind its name begins with. */
static size_t most_of(const char *field)
{
    static const struct {
        const char *kind;
        size_t most;
    } kinds[] = {{"thing", 20}, {"const", 20}, {"phrase", 5}, {"character_string", 32}};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strncmp(field, kinds[i].kind, strlen(kinds[i].kind)) == 0)
            return kinds[i].most;
    return 200;
}

/* A text goes on in the next field for text; what the last one has no room for is cut there. */
static str next_part(struct ctx *cx, const struct wechat *w, int at, str *rest)
{
    size_t most = most_of(w->field[at].name);
    bool last = true;
    for (int i = at + 1; i < w->n; i++)
        last = last && w->field[i].what != WHAT_TEXT;
    str part = utf8_head(*rest, most);
    if (last && part.len < rest->len)
        return str_fmt(cx->mem, "%.*s\xe2\x80\xa6", STR_ARG(utf8_head(*rest, most - 1)));
    *rest = (str){rest->at + part.len, rest->len - part.len};
    return part;
}

static str value_of(struct ctx *cx, const struct wechat *w, int at, const struct notice *n,
                    str *rest)
{
    struct civil c = civil_of_ms(n->told_ms);
    switch (w->field[at].what) {
    case WHAT_NUMBER:
        return n->number.len ? n->number : S("-");
    case WHAT_TIME:
        return str_fmt(cx->mem, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
                       c.minute);
    default:
        return next_part(cx, w, at, rest);
    }
}

str wechat_body(struct ctx *cx, const struct wechat *w, str openid, const struct notice *n,
                str text)
{
    json_t *data = json_object();
    for (int i = 0; i < w->n; i++) {
        str v = value_of(cx, w, i, n, &text);
        json_object_set_new(data, w->field[i].name,
                            json_pack("{s:s%}", "value", v.len ? v.at : "-", v.len ? v.len : 1));
    }
    str id = str_fmt(cx->mem, "%lld-%lld", (long long)n->county, (long long)n->id);
    json_t *all =
        json_pack("{s:s%, s:s, s:s%, s:o}", "touser", openid.at, openid.len, "template_id",
                  w->o.template, "client_msg_id", id.at, id.len, "data", data);
    if (cx->notices->base_url && n->address.len)
        json_object_set_new(all, "url",
                            json_sprintf("%s%.*s", cx->notices->base_url, STR_ARG(n->address)));
    return text_of(cx->mem, all);
}

/* ---- sending ----------------------------------------------------------- */

/* Of the platform's numbers: ERR_SIGN_IN means another token is needed. */
static enum err meaning_of(json_int_t code)
{
    switch (code) {
    case 0:
        return OK;
    case 40001: /* the token is none, was replaced, or has ended */
    case 40014:
    case 42001:
        return ERR_SIGN_IN;
    case 40003: /* no such follower, not one any more, or refuses messages */
    case 43004:
    case 43019:
    case 43101:
        return ERR_NOT_FOUND;
    case -1: /* busy; too many calls for now */
    case 45009:
    case 45011:
        return ERR_BUSY;
    default:
        return ERR_INVALID;
    }
}

static enum err send_once(struct ctx *cx, struct wechat *w, str body, int64_t *message)
{
    char token[TOKEN_MOST];
    json_t *a = NULL;
    enum err e = find_token(cx, w, token);
    if (e)
        return e;
    const char *path = str_fmt(cx->mem, "/cgi-bin/message/template/send?access_token=%s", token).at;
    e = ask(cx, w, path, body, &a);
    if (!e)
        e = meaning_of(json_integer_value(json_object_get(a, "errcode")));
    if (!e)
        *message = json_integer_value(json_object_get(a, "msgid"));
    json_decref(a);
    return e;
}

enum err wechat_send(struct ctx *cx, struct wechat *w, str openid, const struct notice *n, str text,
                     int64_t *message)
{
    if (!w->o.template)
        return ERR_INVALID;
    str body = wechat_body(cx, w, openid, n, text);
    enum err e = send_once(cx, w, body, message);
    if (e != ERR_SIGN_IN)
        return e;
    keep_token(w, "", 0);
    e = send_once(cx, w, body, message);
    return e == ERR_SIGN_IN ? ERR_BUSY : e;
}
