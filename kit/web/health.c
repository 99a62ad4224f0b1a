/* health.c: is the process alive, can it serve, and what has it done. */
#include "kit/web/job.h"

static enum err healthz(struct req *rq)
{
    return web_bytes(rq, "text/plain; charset=utf-8", S("ok\n"));
}

/* What the program can do without is said behind the word, and does not take it out of service. */
static str ready(struct req *rq)
{
    const struct web_options *o = &rq->job->web->o;
    const char *remark = o->remark ? o->remark(o->unwell_arg) : NULL;
    return str_fmt(rq->cx->mem, "ready\n%s", remark ? remark : "");
}

/* Ready: a read works now, if this is a node that writes, writing does too, and so does whatever
 * else the program lives on. */
static enum err readyz(struct req *rq)
{
    const struct web_options *o = &rq->job->web->o;
    enum err e = o->db ? db_ping(rq->cx) : OK;
    bool writes = !o->db || o->read_only || db_can_write(o->db);
    const char *unwell = !e && writes && o->unwell ? o->unwell(o->unwell_arg) : NULL;
    if (!e && writes && !unwell)
        return web_bytes(rq, "text/plain; charset=utf-8", ready(rq));
    web_status(rq, 503);
    if (unwell)
        return web_bytes(rq, "text/plain; charset=utf-8", str_of(unwell));
    return web_bytes(rq, "text/plain; charset=utf-8",
                     e ? S("the database cannot be read\n")
                       : S("the database cannot be written\n"));
}

static void gauge(struct buf *b, const char *name, const char *type, long long n)
{
    buf_fmt(b, "# TYPE linli_%s %s\nlinli_%s %lld\n", name, type, name, n);
}

static long long resident_bytes(void)
{
    long long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (!f)
        return 0;
    if (fscanf(f, "%*d %lld", &pages) != 1)
        pages = 0;
    fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static void count_requests(struct buf *b, struct web *w)
{
    buf_z(b, "# TYPE linli_requests_total counter\n");
    for (int i = 2; i < 6; i++)
        buf_fmt(b, "linli_requests_total{status=\"%dxx\"} %lld\n", i,
                (long long)atomic_load(&w->counts.requests[i]));
    buf_fmt(b, "# TYPE linli_request_seconds_total counter\nlinli_request_seconds_total %.6f\n",
            (double)atomic_load(&w->counts.ns) / 1e9);
    gauge(b, "requests_refused_full_total", "counter", atomic_load(&w->counts.full));
    gauge(b, "requests_limited_total", "counter", atomic_load(&w->counts.limited));
    gauge(b, "page_cache_hits_total", "counter", atomic_load(&w->counts.hits));
}

static enum err metrics(struct req *rq)
{
    struct web *w = rq->job->web;
    struct buf b = buf_new(rq->job->mem, 1 << 20);
    count_requests(&b, w);
    if (w->readers) {
        gauge(&b, "queue_readers", "gauge", queue_length(w->readers));
        gauge(&b, "queue_writers", "gauge", queue_length(w->writers));
        gauge(&b, "queue_slow", "gauge", queue_length(w->slow));
    }
    gauge(&b, "streams", "gauge", streams_count(w->streams));
    gauge(&b, "resident_bytes", "gauge", resident_bytes());
    gauge(&b, "start_time_seconds", "gauge", w->born_ms / 1000);
    if (w->o.metrics)
        w->o.metrics(&b, rq->cx);
    return web_bytes(rq, "text/plain; version=0.0.4", buf_done(&b));
}

/* What the proxy refuses before we see it is said in our words: its error_page points here. */
static enum err refused_by_proxy(struct req *rq)
{
    str status = web_param(rq, "status");
    if (str_is(status, "413"))
        return fail(rq->cx, ERR_TOO_BIG, _("This is too large to be sent here."));
    if (str_is(status, "429"))
        return fail(rq->cx, ERR_TOO_MANY, _("Too many tries. Please wait a little."));
    return ERR_NOT_FOUND;
}

const struct route health_routes[] = {
    {GET, "/errors/:status", refused_by_proxy, ACT_PUBLIC, ROUTE_NO_CSRF},
    {GET, "/healthz", healthz, ACT_PUBLIC, ROUTE_NO_CSRF | ROUTE_INLINE},
    {GET, "/readyz", readyz, ACT_PUBLIC, ROUTE_NO_CSRF},
    {GET, "/metrics", metrics, ACT_LOCAL, ROUTE_NO_CSRF},
    {0},
};
