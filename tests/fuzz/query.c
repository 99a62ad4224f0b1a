/* query: any request line and headers through the whole dispatcher: an answer, never a crash. */
#include "kit/web/job.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static enum err show(struct req *rq)
{
    assert(utf8_ok(web_param(rq, "name")) && utf8_ok(web_query(rq, "q")));
    html_text(rq->page, web_param(rq, "name"));
    html_text(rq->page, web_other_language(rq->page));
    str to = web_query(rq, "q");
    return web_redirect(rq, "%.*s", STR_ARG(to));
}

static const struct route site[] = {
    {GET, "/", show, ACT_PUBLIC},
    {GET, "/a/:name", show, ACT_PUBLIC},
    {GET, "/a/:name.:f", show, ACT_PUBLIC, ROUTE_CACHE},
    {POST, "/a/b", show, ACT_PUBLIC},
    {0},
};

/* "/path\nHeader: value\n…" */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static const struct route *const tables[] = {site, NULL};
    const struct web_options o = {.routes = tables};
    struct arena *mem = arena_new();
    struct web_answer a;
    str rest = {(const char *)at, len};
    log_open(LOG_ERROR, -1);
    str url = str_cut(&rest, '\n');
    const char *method = len & 1 ? "GET" : "POST";
    assert(web_ask(&o, mem, method, str_z(mem, url), rest, S("x=y&%E8%B7%AF=1"), &a) == OK);
    assert(a.status >= 200 && a.status < 600);
    assert(!a.location.len || (a.location.at[0] == '/' && a.location.at[1] != '/'));
    arena_free(mem);
    return 0;
}
