/* serve: opens everything in order, waits for a signal, closes everything in reverse.
 *
 * SIGTERM and SIGINT drain and end with status 0: every request that was taken is answered, every
 * write committed. SIGHUP reads LINLI_CONFIG again. */
#include "app/app.h"
#include "civic/facts/facts.h"
#include "civic/frame/frame.h"
#include "civic/matters/matters.h"
#include "civic/media/media.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "kit/http/http.h"
#include "kit/jobs/jobs.h"
#include "kit/seal/seal.h"
#include "rooms/me/me.h"

#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>

struct server {
    struct app *a;
    struct child *child;
    struct http *http;
    struct notices notices;
    struct web_gate gate;
    struct web_options o;
    struct web *web;
    struct jobs *jobs;
    struct control *control;
    struct incoming *incoming;
    _Atomic int64_t asked_ns; /* when the converters were last asked how they are */
    _Atomic bool ill;         /* and what they said */
};

static enum app_exit set_clock(const struct app *a)
{
    const char *now = getenv("LINLI_NOW");
    int64_t ms;
    if (!now || !*now)
        return APP_DONE;
    if (!app_flag(a, "demo"))
        return app_fail(a, "LINLI_NOW is for --demo only");
    if (time_parse(str_of(now), &ms))
        return app_fail(a, "LINLI_NOW is no RFC 3339 instant: %s", now);
    clock_set_business(ms);
    return APP_DONE;
}

static enum app_exit check_schema(struct app *a)
{
    enum db_schema state = DB_SCHEMA_BEHIND;
    str why = STR_NONE;
    enum err e = db_schema_state(a->cx, db_all_parts, &state, &why);
    if (e)
        return app_fail_err(a, e);
    if (state == DB_SCHEMA_BEHIND)
        return app_fail(a, "the schema is behind (%.*s): run \"linli migrate\"", STR_ARG(why));
    return state ? app_fail(a, "the schema does not fit this program: %.*s", STR_ARG(why))
                 : APP_DONE;
}

static enum app_exit open_database(struct app *a)
{
    str why;
    enum err e = app_open(a, app_option(a, "edge") != NULL, &why);
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why));
    if (check_schema(a))
        return APP_FAILED;
    if (!a->cx->seal)
        return app_fail(a, "no key file %s", app_keys(a));
    if (!seal_note_kind(a->cx->seal))
        return app_fail(a, "%s lacks the key that signs the ledger: run \"linli keys init\"",
                        app_keys(a));
    e = seal_bind(a->cx, a->cx->seal);
    return e ? app_fail_err(a, e) : APP_DONE;
}

/* The converters' spawner is forked while this is the only thread. */
static enum app_exit start_child(struct server *s)
{
    str why = STR_NONE;
    struct child_options o = {0};
    if (child_start(&o, &s->child, &why, s->a->mem))
        return app_fail(s->a, "%.*s", STR_ARG(why));
    return APP_DONE;
}

static enum app_exit open_files(struct server *s)
{
    struct app *a = s->a;
    str why = STR_NONE;
    const char *dir = app_path(a, app_setting(a, "data", "var"));
    if (media_start(dir, a->cx->seal, s->child, &a->cx->media, &why, a->mem))
        return app_fail(a, "%.*s", STR_ARG(why));
    return APP_DONE;
}

/* The flows that ship are there from the first start; one that open matters go by and the program
 * cannot follow keeps it from starting. */
static enum app_exit open_flows(struct app *a)
{
    str why = STR_NONE;
    enum err e = flow_load_shipped(a->cx);
    if (!e)
        e = flow_serve_check(a->cx, &why);
    if (why.len)
        return app_fail(a, "%.*s", STR_ARG(why));
    return e ? app_fail_err(a, e) : APP_DONE;
}

static bool is_loopback(const char *listen)
{
    str s = str_of(listen);
    return str_starts(s, S("unix:")) || str_starts(s, S("127.")) || str_starts(s, S("[::1]")) ||
           str_starts(s, S("localhost:"));
}

/* Asking costs a process, and anyone may ask: once in five seconds. */
static const char *unwell(void *arg)
{
    struct server *s = arg;
    int64_t now = clock_steady_ns(), asked = s->asked_ns;
    if ((!asked || now - asked > 5000000000) &&
        atomic_compare_exchange_strong(&s->asked_ns, &asked, now))
        s->ill = !child_is_well(s->child);
    return s->ill ? "photos cannot be converted: the spawner is gone; restart\n" : NULL;
}

static const char *remark(void *arg)
{
    const struct server *s = arg;
    return app_incoming_remark(s->incoming);
}

static enum app_exit start_web(struct server *s)
{
    struct app *a = s->a;
    str why = STR_NONE;
    const char *listen = app_setting(a, "listen", "127.0.0.1:8080");
    s->gate = people_gate;
    s->gate.error_page = me_error_page;
    s->o = (struct web_options){.listen = listen,
                                .db = a->cx->db,
                                .seal = a->cx->seal,
                                .media = a->cx->media,
                                .notices = &s->notices,
                                .gate = &s->gate,
                                .routes = app_routes(a->mem),
                                .tmp_dir = app_data(a, "tmp"),
                                .assets_dir = app_setting(a, "assets-dir", NULL),
                                .demo = app_flag(a, "demo"),
                                .unwell = unwell,
                                .unwell_arg = s,
                                .remark = remark,
                                .metrics_token = app_setting(a, "metrics-token", NULL)};
    enum app_exit bad = app_rates(a, &s->o.rates);
    if (!bad)
        bad = app_streams(a, &s->o.streams);
    if (bad)
        return bad;
    seal_derive(a->cx->seal, "csrf", s->o.csrf_key);
    enum err e = web_start(&s->o, &s->web, &why, a->mem);
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why));
    if (!is_loopback(listen))
        log_event(LOG_WARN, STR_NONE, "serve.listens_wide", "listen", listen, "advice",
                  "strangers belong behind nginx: see packaging/nginx");
    return APP_DONE;
}

/* Live pages hear how far a county's facts went. */
static void wake_county(void *arg, int64_t county, int64_t pos)
{
    struct server *s = arg;
    char topic[40];
    snprintf(topic, sizeof topic, "county/%lld", (long long)county);
    web_wake(s->web, topic, pos);
    web_changed(s->web, county, pos);
}

static void after_round(struct ctx *cx, void *arg)
{
    enum err e = facts_heads(cx, wake_county, arg);
    if (e)
        log_event(LOG_WARN, STR_NONE, "serve.no_heads", "why", err_name(e));
}

static enum app_exit start_rest(struct server *s)
{
    struct app *a = s->a;
    str why = STR_NONE;
    struct jobs_options j = {.db = a->cx->db,
                             .kinds = app_jobs(a->mem),
                             .rooms = app_rooms,
                             .seal = a->cx->seal,
                             .media = a->cx->media,
                             .notices = &s->notices,
                             .round = after_round,
                             .arg = s};
    enum err e = jobs_start(&j, &s->jobs);
    if (e)
        return app_fail(a, "the jobs did not start: %s", err_name(e));
    if (db_engine_of(a->cx->db) == DB_SQLITE && control_start(a, &s->control, &why))
        return app_fail(a, "%.*s", STR_ARG(why));
    return APP_DONE;
}

/* What devices publish is taken as a job would. */
static enum app_exit start_incoming(struct server *s)
{
    const struct ctx *cx = s->a->cx;
    struct ctx like = {.lang = LANG_ZH,
                       .rooms = app_rooms,
                       .db = cx->db,
                       .seal = cx->seal,
                       .media = cx->media,
                       .notices = &s->notices,
                       .request_id = S("mqtt"),
                       .via = S("mqtt")};
    return app_open_incoming(s->a, &like, &s->incoming);
}

static void stop(struct server *s)
{
    app_close_incoming(s->incoming);
    http_abort(s->http); /* so that no job waits for an answer from outside */
    control_stop(s->control);
    jobs_stop(s->jobs); /* before the web, which it wakes; what is due waits for the next start */
    if (s->web)
        web_stop(s->web);
    http_stop(s->http);
    wechat_done(s->notices.wechat);
    child_stop(s->child);
}

/* log = debug | info | warn | error: also changed by SIGHUP. */
static void set_log(const struct app *a)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    const char *word = app_setting(a, "log", "info");
    enum log_level level = LOG_INFO;
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(word, names[i]) == 0)
            level = (enum log_level)i;
    log_open(level, STDERR_FILENO);
}

static void reread(struct app *a)
{
    if (app_read_conf(a))
        return; /* it has complained; what was in force stays */
    set_log(a);
    log_event(LOG_INFO, STR_NONE, "serve.reread");
}

static enum app_exit wait_for_the_end(struct server *s, const sigset_t *signals)
{
    const char *listen = s->o.listen;
    bool local = strncmp(listen, "unix:", 5) == 0;
    fprintf(s->a->out, "linli serves at %s%s\n", local ? "" : "http://", listen);
    fflush(s->a->out);
    log_event(LOG_INFO, STR_NONE, "serve.started", "listen", listen);
    for (;;) {
        int got = 0;
        if (sigwait(signals, &got))
            continue;
        if (got != SIGHUP)
            break;
        reread(s->a);
    }
    log_event(LOG_INFO, STR_NONE, "serve.stopping");
    stop(s);
    app_close(s->a);
    log_event(LOG_INFO, STR_NONE, "serve.stopped");
    return APP_DONE;
}

/* A request's memory is of use to the next one: giving it back to the system after each and
 * having it zeroed again costs more than most pages. */
static void keep_memory(void)
{
    enum { KEPT = 4 << 20 }; /* at most, at the end of each of malloc's heaps */
    mallopt(M_TRIM_THRESHOLD, KEPT);
    mallopt(M_MMAP_THRESHOLD, KEPT);
}

static enum app_exit run(struct app *a)
{
    struct server s = {.a = a};
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before the first thread: all inherit it */
    signal(SIGPIPE, SIG_IGN);
    keep_memory();

    set_log(a);
    enum app_exit e = app_make_data(a);
    if (!e)
        e = set_clock(a);
    if (!e)
        e = start_child(&s);
    if (!e)
        e = open_database(a);
    if (!e)
        e = open_files(&s);
    if (!e)
        e = open_flows(a);
    if (!e)
        e = app_open_outgoing(a, &s.http, &s.notices);
    if (!e)
        e = start_incoming(&s);
    if (!e)
        e = start_web(&s);
    if (!e)
        e = start_rest(&s);
    if (!e)
        return wait_for_the_end(&s, &signals);
    stop(&s);
    app_close(a);
    return e;
}

static const char *const options[] = {"db=",   "data=",       "keys=",          "listen=", "demo",
                                      "edge=", "assets-dir=", "metrics-token=", "log=",    NULL};

const struct cmd cmd_serve = {
    .name = "serve",
    .usage = "[--db URL] [--listen ADDR:PORT|unix:PATH] [--demo] [--edge URL]",
    .summary = "Serves; SIGTERM ends it when everything taken is answered, SIGHUP rereads "
               "LINLI_CONFIG",
    .options = options,
    .run = run,
};
