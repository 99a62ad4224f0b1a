/* handover_job.c: the calls: a case goes out once, and is asked after until ours is closed. */
#include "rooms/cases/handover.h"

#include "civic/people/people.h"
#include "kit/http/http.h"
#include "kit/jobs/jobs.h"
#include "rooms/cases/handover_sql.h"

enum { TRIES_MOST = 12, ASK_MS = 15 * 60 * 1000, TIMEOUT_MS = 20000 };

/* ---- a call ----------------------------------------------------------------- */

struct call_out {
    const struct handover *h;
    struct handover_server s;
    struct matter m;
    struct casefile c;
    str key;      /* of the server */
    struct buf b; /* "a=b&c=d" so far */
};

static void put_escaped(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (isalnum(c) || strchr("-._~", c))
            buf_char(b, (char)c);
        else
            buf_fmt(b, "%%%02X", c);
    }
}

static void put_pair(struct buf *b, const char *name, str value)
{
    if (!value.len)
        return;
    buf_fmt(b, "%s%s=", b->len ? "&" : "", name);
    put_escaped(b, value);
}

static enum err open_call(struct ctx *cx, const struct handover *h, struct call_out *out)
{
    *out = (struct call_out){.h = h, .b = buf_new(cx->mem, 65536)};
    enum err e = handover_server_find(cx, h->county, h->server, &out->s);
    if (!e)
        e = handover_key(cx, &out->s, &out->key);
    if (!e)
        e = matters_load(cx, h->county, h->case_id, &out->m);
    if (!e)
        e = cases_load(cx, &out->m, &out->c);
    put_pair(&out->b, "jurisdiction_id", out->s.jurisdiction);
    put_pair(&out->b, "api_key", out->key);
    return e;
}

static enum err call(struct ctx *cx, const struct call_out *c, struct http_ask *q,
                     struct http_answer *a)
{
    str why;
    if (!cx->notices || !cx->notices->http)
        return ERR_BUSY;
    if (!handover_url_ok(c->s.url, cx->notices->near_hosts, &q->near))
        return ERR_DENIED;
    q->timeout_ms = TIMEOUT_MS;
    q->most = HANDOVER_ANSWER_MAX;
    return http_call(cx->notices->http, q, a, &why, cx->mem);
}

/* ---- what became of it ------------------------------------------------------ */

struct outcome {
    const struct handover *seen;
    struct handover now;
    const struct matter *m;
};

static int64_t wait_of(const struct handover *h)
{
    int64_t ms = h->state == HANDOVER_DONE ? DAY_MS : ASK_MS;
    for (int64_t i = 0; i < h->misses && ms < DAY_MS; i++)
        ms *= 2;
    return ms < DAY_MS ? ms : DAY_MS;
}

static enum err ask_later(struct ctx *cx, const struct handover *h)
{
    struct jobs_timer t = {.county = h->county,
                           .key = str_fmt(cx->mem, "%lld", (long long)h->id),
                           .due_ms = cx->now + wait_of(h),
                           .ref = h->id,
                           .payload = S("{}")};
    return jobs_timer_set(cx, "handover.ask", &t);
}

/* The number there as an outside reference; done once they are. */
static enum err keep_ref(struct ctx *cx, const struct outcome *o)
{
    struct matters_ref refs[HANDOVER_LIST_MAX];
    int n = 0;
    enum matters_ref_state state =
        o->now.state == HANDOVER_DONE ? MATTERS_REF_RETURNED : MATTERS_REF_ENTERED;
    enum err e = o->now.number.len ? matters_refs(cx, o->m, refs, COUNT(refs), &n) : OK;
    if (e || !o->now.number.len)
        return e;
    for (int i = 0; i < n; i++)
        if (str_eq(refs[i].system, o->now.name) && str_eq(refs[i].number, o->now.number)) {
            bool same = refs[i].state == state;
            refs[i].state = state;
            return same ? OK : matters_ref_change(cx, &refs[i]);
        }
    struct matters_ref r = {.county = o->now.county,
                            .matter = o->m->id,
                            .system = o->now.name,
                            .number = o->now.number,
                            .state = state};
    return matters_ref_add(cx, &r);
}

static enum err tell(struct ctx *cx, const struct outcome *o)
{
    bool failed = o->now.state == HANDOVER_FAILED;
    struct tr_arg args[] = {TR("title", o->now.name), TR("number", o->m->number)};
    struct notice_new n = {.county = o->now.county,
                           .account = o->now.account,
                           .kind = failed ? "handover.failed" : "handover.done",
                           .ref = o->m->id,
                           .number = o->m->number,
                           .address = str_fmt(cx->mem, "/desk/cases/%.*s", STR_ARG(o->m->number)),
                           .args = args,
                           .n_args = COUNT(args)};
    if (o->now.state == o->seen->state || o->now.state < HANDOVER_DONE)
        return OK;
    return notices_tell(cx, &n);
}

static enum err outcome_tx(struct ctx *cx, void *arg)
{
    const struct outcome *o = arg;
    const struct handover *h = &o->now;
    int64_t mine = 0;
    enum err e = db_exec(
        cx, &mine, &handover_sql_result, db_word("state", handover_state_names[h->state]),
        db_text("number", h->number), db_text("token", h->token), db_text("said", h->said),
        db_text("notes", h->notes), db_text("problem", h->problem), db_text("told", h->told),
        db_int("misses", h->misses), db_int("at", h->at_ms), db_int("county", h->county),
        db_int("id", h->id), db_word("seen", handover_state_names[o->seen->state]));
    if (e || !mine)
        return e; /* somebody else has settled it */
    e = keep_ref(cx, o);
    if (!e && (h->state == HANDOVER_HANDED || h->state == HANDOVER_DONE))
        e = ask_later(cx, h);
    return e ? e : tell(cx, o);
}

static enum err settle(struct ctx *cx, const struct call_out *c, const struct handover *now)
{
    struct outcome o = {c->h, *now, &c->m};
    return db_write(cx, outcome_tx, &o);
}

/* ---- sending ------------------------------------------------------------------ */

static str degrees(struct arena *mem, int64_t micro)
{
    return str_fmt(mem, "%.6f", (double)micro / 1e6);
}

static str request_body(struct ctx *cx, struct call_out *c)
{
    const struct cases_spot *at = &c->c.spot;
    put_pair(&c->b, "service_code", c->h->service);
    if (at->measured) {
        put_pair(&c->b, "lat", degrees(cx->mem, at->lat_u));
        put_pair(&c->b, "long", degrees(cx->mem, at->lon_u));
    }
    str where = at->words.len ? at->words : places_name(cx, c->m.scope);
    put_pair(&c->b, "address_string", where);
    put_pair(&c->b, "description",
             str_fmt(cx->mem, "%.*s\n%.*s", STR_ARG(c->h->body), STR_ARG(c->m.number)));
    return buf_done(&c->b);
}

static bool is_later(int status)
{
    return status >= 500 || status == 408 || status == 425 || status == 429;
}

/* The row as it is after an answer to the request, or to none. */
static struct handover after_sending(struct ctx *cx, const struct handover *h, enum err e,
                                     const struct http_answer *a, int tries)
{
    struct handover now = *h;
    struct handover_answer r = {.n = 0};
    bool readable = !e && handover_read(cx->mem, a->body, &r) == OK;
    now.at_ms = cx->now;
    now.state = HANDOVER_FAILED;
    now.told = STR_NONE;
    if (e == ERR_DENIED)
        now.problem = S("denied");
    else if (e == ERR_BUSY || (!e && is_later(a->status))) {
        now.problem = S("unreachable");
        now.state = tries < TRIES_MOST ? HANDOVER_WAITING : HANDOVER_FAILED;
    } else if (!e && a->status >= 300) {
        now.problem = S("refused");
        now.told = r.error.len ? r.error : str_fmt(cx->mem, "HTTP %d", a->status);
    } else if (!readable || !(r.number.len || r.token.len)) {
        now.problem = S("unreadable");
    } else {
        now.state = HANDOVER_HANDED;
        now.problem = STR_NONE;
        now.number = r.number;
        now.token = r.number.len ? STR_NONE : r.token;
    }
    return now;
}

static int64_t id_of(str key)
{
    int64_t id;
    return str_int(str_cut(&key, '-'), &id) ? 0 : id;
}

static enum err send_case(struct ctx *cx, const struct jobs_message *m)
{
    struct handover h;
    struct call_out c;
    struct http_answer a = {0};
    enum err e = handover_find(cx, m->county, id_of(m->key), &h);
    if (e || h.state != HANDOVER_WAITING)
        return e;
    e = open_call(cx, &h, &c);
    if (e)
        return e;
    str once = str_fmt(cx->mem, "Idempotency-Key: linli-handover-%lld-%lld", (long long)h.county,
                       (long long)h.id);
    const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded; charset=utf-8",
                                   once.at, NULL};
    struct http_ask q = {.method = "POST",
                         .url = str_fmt(cx->mem, "%.*s/requests.json", STR_ARG(c.s.url)).at,
                         .headers = headers,
                         .body = request_body(cx, &c)};
    e = call(cx, &c, &q, &a);
    struct handover now = after_sending(cx, &h, e, &a, m->tries);
    e = settle(cx, &c, &now);
    return e ? e : now.state == HANDOVER_WAITING ? ERR_BUSY : OK;
}

const struct jobs_kind handover_send_job = {.name = "handover.send", .send = send_case};

/* ---- asking after it ------------------------------------------------------------ */

/* Inside the transaction of the timer: the call is a message of its own, and the next look is set
 * here so that it comes whatever becomes of this one. */
static enum err fire_ask(struct ctx *cx, const struct jobs_timer *t)
{
    struct handover h;
    struct matter m;
    enum err e = handover_find(cx, t->county, t->ref, &h);
    if (!e)
        e = matters_load(cx, t->county, h.case_id, &m);
    if (e || !m.open)
        return e == ERR_NOT_FOUND ? OK : e;
    str key = str_fmt(cx->mem, "%lld-%lld", (long long)t->ref, (long long)t->due_ms);
    e = ask_later(cx, &h);
    return e ? e : jobs_send(cx, t->county, "handover.ask", key, S("{}"));
}

static struct handover after_asking(struct ctx *cx, const struct handover *h, enum err e,
                                    const struct http_answer *a)
{
    struct handover now = *h;
    struct handover_answer r = {.n = 0};
    bool readable = !e && a->status < 300 && handover_read(cx->mem, a->body, &r) == OK;
    now.misses = h->misses + 1;
    if (!readable || !r.n) {
        now.problem = !e && (a->status == 404 || readable) ? S("hidden") : S("unreachable");
        return now;
    }
    now.misses = 0;
    now.problem = now.told = STR_NONE;
    if (r.number.len && !h->number.len)
        now.number = r.number;
    if (r.status.len && !(str_eq(r.status, h->said) && str_eq(r.notes, h->notes))) {
        now.said = r.status;
        now.notes = r.notes;
        now.at_ms = cx->now;
    }
    now.state = str_is(now.said, "closed") ? HANDOVER_DONE : HANDOVER_HANDED;
    return now;
}

static enum err ask(struct ctx *cx, const struct jobs_message *m)
{
    struct handover h;
    struct call_out c;
    struct http_answer a = {0};
    enum err e = handover_find(cx, m->county, id_of(m->key), &h);
    if (e || (h.state != HANDOVER_HANDED && h.state != HANDOVER_DONE))
        return e;
    e = open_call(cx, &h, &c);
    if (e || !c.m.open)
        return e;
    struct buf url = buf_new(cx->mem, 4096);
    buf_fmt(&url, "%.*s/%s/", STR_ARG(c.s.url), h.number.len ? "requests" : "tokens");
    put_escaped(&url, h.number.len ? h.number : h.token);
    str query = buf_done(&c.b);
    buf_fmt(&url, ".json%s%.*s", query.len ? "?" : "", STR_ARG(query));
    struct http_ask q = {.url = str_z(cx->mem, buf_done(&url))};
    e = call(cx, &c, &q, &a);
    struct handover now = after_asking(cx, &h, e, &a);
    return settle(cx, &c, &now);
}

const struct jobs_kind handover_ask_job = {.name = "handover.ask", .fire = fire_ask, .send = ask};
