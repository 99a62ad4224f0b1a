/* bundle_web.c: at a desk, what waited on a phone is sent as its owner from the file. */
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "rooms/field/bundle_html.h" /* generated */
#include "rooms/field/bundle_own.h"
#include "rooms/field/outbox.h"

#include <jansson.h>

static enum err show(struct req *rq)
{
    struct bundle_page p = {.n = 0};
    bundle_html_page(rq->page, &p);
    return OK;
}

/* ---- may it --------------------------------------------------------------- */

/* The actor's act has to cover a place where the owner has work on the street. */
static enum err may_send(struct ctx *cx, int64_t county, int64_t account)
{
    struct post_line posts[POSTS_MAX * 4];
    int n = 0;
    enum err e = county == cx->county ? post_list(cx, county, account, posts, COUNT(posts), &n)
                                      : ERR_NOT_FOUND;
    for (int i = 0; !e && i < n; i++)
        if (posts[i].in_force && may(cx, ACT_IMPORT, posts[i].scope, NO_ORG))
            return OK;
    return e && e != ERR_NOT_FOUND
               ? e
               : fail_field(cx, "file",
                            _("This file is of somebody who does not work at your "
                              "places."));
}

static enum err note_tx(struct ctx *cx, void *arg)
{
    const struct bundle_sender *s = arg;
    return facts_add(cx, &(struct fact){.county = s->county,
                                        .subject_kind = "account",
                                        .subject = s->account,
                                        .kind = "outbox.imported",
                                        .audience = FACTS_STAFF});
}

/* ---- as the owner ----------------------------------------------------------- */

static enum err session_for(struct ctx *cx, struct bundle_sender *s)
{
    struct ctx owner = *cx;
    owner.county = s->county;
    owner.actor = s->account;
    owner.idem = NULL;
    enum err e = people_load(&owner);
    if (e)
        return fail_field(cx, "file", _("The account of this file is closed."));
    struct session session = {.kind = SESSION_STAFF,
                              .county = s->county,
                              .account = s->account,
                              .epoch = owner.posts->epoch};
    s->token = seal_token(cx->mem);
    return session_open(&owner, &session, s->token);
}

static void close_session(struct ctx *cx, const struct bundle_sender *s)
{
    struct session session;
    if (session_find(cx, s->token, &session) == OK)
        (void)!session_close(cx, &session);
}

static str headers_of(struct ctx *cx, const struct bundle_sender *s, const struct bundle_item *item,
                      bool text)
{
    str cookie = str_fmt(cx->mem, "Cookie: " COOKIE_SESSION "=%.*s\nAccept: application/json\n",
                         STR_ARG(s->token));
    if (!text)
        return str_fmt(cx->mem, "%.*sContent-Type: application/octet-stream\n", STR_ARG(cookie));
    return str_fmt(cx->mem,
                   "%.*sContent-Type: application/x-www-form-urlencoded\nIdempotency-Key: "
                   "%.*s\nX-Outbox: %lld %lld\n",
                   STR_ARG(cookie), STR_ARG(item->uuid), (long long)item->at_ms,
                   (long long)clock_real_ms());
}

/* A text of a JSON answer, "" if it is not there. */
static str member(struct arena *mem, str json, const char *name)
{
    json_t *o = json_loadb(json.at, json.len, 0, NULL);
    const json_t *v = json_object_get(o, name);
    str out = S("");
    if (json_is_string(v))
        out = str_keep(mem, (str){json_string_value(v), json_string_length(v)});
    json_decref(o);
    return out;
}

/* Photos before the text give a word for it each, photos after it join what came of it. */
static enum err send_files(struct req *rq, const struct bundle_sender *s,
                           const struct bundle_item *item, struct buf *words,
                           struct bundle_line *out)
{
    struct ctx *cx = rq->cx;
    for (int n = 0; n < item->n_files; n++) {
        const struct bundle_file *f = &item->files[n];
        struct web_answer a = {.status = 200};
        for (size_t at = 0; at < f->bytes.len && a.status == 200; at += OUTBOX_PIECE_MAX) {
            str piece = {f->bytes.at + at, f->bytes.len - at};
            piece.len = piece.len < OUTBOX_PIECE_MAX ? piece.len : OUTBOX_PIECE_MAX;
            const char *url =
                str_fmt(cx->mem, "/field/outbox/%.*s/photo/%d?field=%.*s&size=%zu&at=%zu&late=%d",
                        STR_ARG(item->uuid), n, STR_ARG(f->field), f->bytes.len, at, item->text)
                    .at;
            enum err e = web_within(rq, "PUT", url, headers_of(cx, s, item, false), piece, &a);
            if (e)
                return e;
        }
        if (a.status != 200)
            out->why = member(cx->mem, a.body, "message");
        else if (words && f->bytes.len)
            buf_fmt(words, "&kept_%.*s=%.*s", STR_ARG(f->field),
                    STR_ARG(member(cx->mem, a.body, "word")));
    }
    return OK;
}

static void put_values(struct buf *b, const struct bundle_item *item)
{
    struct html piece = {.out = b};
    for (int i = 0; i < item->n_values; i++) {
        buf_z(b, i ? "&" : "");
        html_url_str(&piece, item->values[i].name);
        buf_char(b, '=');
        html_url_str(&piece, item->values[i].value);
    }
}

static enum err send_text(struct req *rq, const struct bundle_sender *s,
                          const struct bundle_item *item, str body, struct bundle_line *out)
{
    struct web_answer a;
    struct ctx *cx = rq->cx;
    enum err e =
        web_within(rq, "POST", str_z(cx->mem, item->path), headers_of(cx, s, item, true), body, &a);
    str to = e || a.status != 200 ? S("") : member(cx->mem, a.body, "to");
    out->sent = to.len > 0;
    if (!out->sent)
        out->why = member(cx->mem, a.body, "message");
    size_t at = str_find(to, S("="));
    if (at != SIZE_MAX)
        out->number = (str){to.at + at + 1, to.len - at - 1};
    return e;
}

/* Only what a grid worker's pages send: a file opens no other address. */
static bool is_ours(const struct bundle_item *item)
{
    str path = item->path;
    if (str_starts(path, S("/en/")))
        path = (str){path.at + 3, path.len - 3};
    for (size_t i = 0; i < item->uuid.len; i++)
        if (!isxdigit((unsigned char)item->uuid.at[i]) && item->uuid.at[i] != '-')
            return false;
    for (int n = 0; n < item->n_files; n++)
        for (size_t i = 0; i < item->files[n].field.len; i++)
            if (!isalnum((unsigned char)item->files[n].field.at[i]) &&
                item->files[n].field.at[i] != '_')
                return false;
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.at[i] <= ' ' || (unsigned char)path.at[i] >= 0x7f)
            return false;
    return str_starts(path, S("/field/")) && item->uuid.len >= 16 &&
           item->uuid.len <= OUTBOX_UUID_MAX;
}

static enum err send_item(struct req *rq, const struct bundle_sender *s,
                          const struct bundle_item *item, struct bundle_line *out)
{
    struct buf body = buf_new(rq->cx->mem, 4 << 20);
    enum err e = OK;
    *out = (struct bundle_line){.title = item->title};
    if (!is_ours(item)) {
        out->why = tr(rq->cx->lang, _("This cannot be sent from here."));
        return OK;
    }
    put_values(&body, item);
    if (!item->text)
        e = send_files(rq, s, item, &body, out);
    if (!e && !out->why.len)
        e = send_text(rq, s, item, buf_done(&body), out);
    if (!e && out->sent && item->text)
        e = send_files(rq, s, item, NULL, out);
    return e;
}

/* ---- the file ------------------------------------------------------------- */

static enum err read_file(struct req *rq, struct bundle_sender *s, struct bundle *out)
{
    struct ctx *cx = rq->cx;
    const struct upload *u = web_upload(rq, "file");
    str bytes, plain;
    if (!u || !u->size)
        return fail_field(cx, "file", _("Choose the file that the phone exported."));
    enum err e = web_upload_bytes(cx, u, BUNDLE_MOST, &bytes);
    if (!e)
        e = bundle_open(cx, bytes, &s->county, &s->account, &plain);
    if (!e)
        e = bundle_read(cx->mem, plain, out);
    if (e == ERR_INVALID || e == ERR_TOO_BIG)
        return fail_field(cx, "file",
                          _("This is not a file that a phone exported here, or it is damaged."));
    return e ? e : may_send(cx, s->county, s->account);
}

static enum err send_all(struct req *rq, const struct bundle_sender *s, const struct bundle *b,
                         struct bundle_page *p)
{
    struct bundle_line *lines = NEW_N(rq->cx->mem, struct bundle_line, b->n);
    enum err e = OK;
    for (int i = 0; !e && i < b->n; i++) {
        e = send_item(rq, s, &b->items[i], &lines[i]);
        p->sent += lines[i].sent;
        p->n++;
    }
    p->lines = lines;
    p->owner = people_name(rq->cx, s->county, s->account);
    return e;
}

static enum err take(struct req *rq)
{
    struct bundle_page p = {.n = 0};
    struct bundle_sender s = {.county = 0};
    struct bundle b = {.n = 0};
    web_set_county(rq, rq->cx->county);
    rq->cx->idem = NULL; /* each item has a key of its own */
    enum err e = read_file(rq, &s, &b);
    if (e == ERR_INVALID) {
        bundle_html_page(rq->page, &p);
        return e;
    }
    if (!e)
        e = session_for(rq->cx, &s);
    if (!e)
        e = db_write(rq->cx, note_tx, &s);
    if (!e)
        e = send_all(rq, &s, &b, &p);
    if (s.token.len)
        close_session(rq->cx, &s);
    if (!e)
        bundle_html_page(rq->page, &p);
    return e;
}

static const struct route routes[] = {
    {GET, "/desk/outbox", show, ACT_IMPORT},
    {POST, "/desk/outbox", take, ACT_IMPORT, .flags = ROUTE_FILES, .max_body = BUNDLE_MOST,
     .limit = "field"},
    {0},
};
static const struct act_label acts[] = {
    {ACT_IMPORT, N_("Send what a grid worker's phone kept, from a file")}, {0}};

const struct room bundle_room = {.name = "bundle", .routes = routes, .acts = acts};
