/* dispatch.c: the gate, the handler, and the one place where an error becomes an answer. */
#include "kit/web/job.h"

#include <sodium.h>

/* ---- may it run -------------------------------------------------------- */

/* A network's share of IPv6 is /64: one house has that many addresses. */
static str limited_client(const struct web_job *j)
{
    str c = j->rq.client;
    int colons = 0;
    for (size_t i = 0; i < c.len; i++)
        if (c.at[i] == ':' && ++colons == 4)
            c.len = i;
    return c;
}

static enum err take_token(struct web_job *j)
{
    static const struct web_rate usual = {"", 60, 60};
    const char *name = j->rq.route->limit;
    const struct web_rate *rate = &usual;
    int wait_s;
    if (!name || j->within)
        return OK;
    for (const struct web_rate *r = j->web->o.rates; r && r->name; r++)
        if (strcmp(r->name, name) == 0)
            rate = r;
    str who = j->cx.actor
                  ? str_fmt(j->mem, "#%lld.%lld", (long long)j->cx.county, (long long)j->cx.actor)
                  : limited_client(j);
    if (limits_take(j->web->limits, str_of(name), who, rate->per_minute, rate->burst,
                    clock_steady_ns() / 1000000, &wait_s))
        return OK;
    atomic_fetch_add(&j->web->counts.limited, 1);
    web_set_header(&j->rq, "Retry-After", str_fmt(j->mem, "%d", wait_s));
    return fail(&j->cx, ERR_TOO_MANY, _("Too many tries. Please wait a little."));
}

bool web_demo(const struct req *rq)
{
    return rq->job->web->o.demo;
}

static bool has_metrics_token(const struct web_job *j)
{
    str token = str_of(j->web->o.metrics_token), given = web_header(&j->rq, "Authorization");
    return token.len && given.len == token.len + 7 && str_starts(given, S("Bearer ")) &&
           sodium_memcmp(given.at + 7, token.at, token.len) == 0;
}

static enum err admit(struct web_job *j)
{
    const char *act = j->rq.route->act;
    const struct web_gate *gate = j->web->o.gate;
    if (strcmp(act, ACT_PUBLIC) == 0 || strcmp(act, ACT_TOKEN) == 0)
        return OK;
    if (strcmp(act, ACT_DEMO) == 0)
        return j->web->o.demo ? OK : ERR_NOT_FOUND;
    if (strcmp(act, ACT_LOCAL) == 0)
        return j->local || has_metrics_token(j) ? OK : ERR_NOT_FOUND;
    return gate && gate->admit ? gate->admit(&j->rq, act) : ERR_NOT_FOUND;
}

/* The phone itself says no origin; a page of another site would say its own. */
static bool comes_from_phone(const struct web_job *j)
{
    str origin = web_header(&j->rq, "Origin"), site = web_header(&j->rq, "Sec-Fetch-Site");
    if (!(j->rq.route->flags & ROUTE_SHARED) || str_is(site, "cross-site") ||
        str_is(site, "same-site"))
        return false;
    return !origin.len || str_is(origin, "null") || csrf_same_origin(&j->rq);
}

static enum err check_origin(struct web_job *j)
{
    const struct web_gate *gate = j->web->o.gate;
    if (j->rq.method == GET || j->rq.route->flags & ROUTE_NO_CSRF || j->within ||
        comes_from_phone(j))
        return OK;
    if (!csrf_same_origin(&j->rq))
        return fail(&j->cx, ERR_DENIED, _("This form came from another site and was not used."));
    str secret = gate && gate->secret ? gate->secret(&j->rq) : STR_NONE;
    if (!secret.len)
        return OK;
    str token = web_field(&j->rq, "_csrf");
    if (!token.len)
        token = web_header(&j->rq, "X-CSRF-Token");
    if (csrf_ok(j->web->o.csrf_key, secret, token))
        return OK;
    return fail(&j->cx, ERR_DENIED,
                _("This form was opened before you signed in. Please open it again."));
}

/* A cacheable page is rendered without knowing who asks: so it cannot tell. */
static enum err gate(struct web_job *j)
{
    const struct web_gate *g = j->web->o.gate;
    enum err e = OK;
    if (g && g->identify && !j->blind)
        e = g->identify(&j->rq);
    if (j->english)
        j->cx.lang = LANG_EN;
    if (!e)
        e = take_token(j);
    if (!e)
        e = admit(j);
    if (!e)
        e = check_origin(j);
    if (!e && j->rq.method != GET)
        e = idem_take(j);
    return e;
}

/* ---- what becomes of it ------------------------------------------------ */

static void write_error(struct web_job *j, enum err e)
{
    const struct web_gate *gate = j->web->o.gate;
    if (!j->answer.status)
        j->answer.status = j->refused_status ? j->refused_status : err_status(e);
    if (answer_error_machine(j, e))
        return;
    j->page = buf_new(j->mem, PAGE_MAX);
    if (gate && gate->error_page)
        gate->error_page(&j->rq, e);
    if (!j->page.len)
        answer_plain(j, j->answer.status, e);
}

/* A closure that did not run again, because the request was a repeat, has its first result
 * stored: an address is where the repeat goes too. */
static void answer_repeat(struct web_job *j)
{
    str result = S("");
    if (db_idem_repeat(&j->cx, &result) && result.len && result.at[0] == '/')
        (void)!web_redirect(&j->rq, "%.*s", STR_ARG(result));
}

/* A form sent by script from where it waited for a network (X-Outbox) is told where the answer is:
 * scripts are not shown the address of a redirect. */
static void answer_outbox(struct web_job *j)
{
    struct answer *a = &j->answer;
    struct buf b = buf_new(j->mem, 2 * TARGET_MAX);
    if (a->status != 303 || !web_header(&j->rq, "X-Outbox").len)
        return;
    buf_z(&b, "{\"to\":\"");
    buf_str(&b, a->location); /* local_address left nothing in it that JSON escapes */
    buf_z(&b, "\"}");
    a->status = 200;
    a->location = STR_NONE;
    (void)!web_json_text(&j->rq, buf_done(&b));
}

static void settle(struct web_job *j, enum err e)
{
    struct answer *a = &j->answer;
    if (!e && (a->misuse || j->page.over))
        e = ERR_FAULT;
    j->outcome = e;
    if (!e)
        answer_repeat(j);
    answer_outbox(j);
    bool form_again = (e == ERR_INVALID || e == ERR_CONFLICT) && j->page.len && !j->rq.json;
    if (e && !form_again && !a->has_body)
        write_error(j, e);
    if (e == ERR_FAULT) {
        const char *why =
            a->misuse ? "a form on a cacheable page" : str_z(j->mem, j->cx.failure.text);
        log_event(LOG_ERROR, j->cx.request_id, "fault", "route",
                  j->rq.route ? j->rq.route->pattern : "", "why", why);
    }
    answer_finish(j);
}

void job_run(struct web_job *j)
{
    enum err e = j->refused;
    char *room = arena_alloc(j->mem, PAGE_FIRST);
    j->page.at = room;
    j->page.cap = PAGE_FIRST;
    if (!e && !(j->rq.route->flags & ROUTE_INLINE))
        e = gate(j);
    if (!e)
        e = j->rq.route->run(&j->rq);
    settle(j, e);
}

void job_late(struct web_job *j)
{
    j->outcome = ERR_BUSY;
    if (!answer_error_machine(j, ERR_BUSY))
        answer_plain(j, 503, ERR_BUSY);
    j->answer.status = 503;
    answer_finish(j);
}

void job_log(const struct web_job *j)
{
    static const char *const methods[METHODS] = {"GET", "POST", "PUT"};
    int64_t us = (clock_steady_ns() - j->started_ns) / 1000;
    char ms[32], status[8], bytes[24];
    struct counts *c = &j->web->counts;
    atomic_fetch_add(&c->requests[j->answer.status / 100 % 6], 1);
    atomic_fetch_add(&c->ns, us * 1000);
    snprintf(ms, sizeof ms, "%lld.%02d", (long long)(us / 1000), (int)(us % 1000 / 10));
    snprintf(status, sizeof status, "%d", j->answer.status);
    snprintf(bytes, sizeof bytes, "%lld",
             (long long)(j->answer.fd >= 0 ? j->answer.fd_len : (int64_t)j->answer.body.len));
    log_event(LOG_INFO, j->cx.request_id, "request", "method",
              j->head ? "HEAD" : methods[j->rq.method], "route",
              j->rq.route ? j->rq.route->pattern : "-", "status", status, "ms", ms, "bytes", bytes);
}
