/* web: from a TCP connection to a room's handler and back.
 *
 * Kept true here (house: how one request flows; stack: the suspend contract):
 *  - a route that is not in a table does not exist; a route names the act it needs, and the
 *    gate (civic/people) has admitted the actor before the handler runs;
 *  - GET and HEAD run on readers and never write business rows; the rest run on writers;
 *  - a handler sees only declared fields, UTF-8 checked, within their limits;
 *  - a POST that a cookie authenticated carried its CSRF token; an anonymous one came from no
 *    foreign origin;
 *  - what is answered depends on enum err alone: the handler returns it, the dispatcher turns it
 *    into status and page (or JSON), and logs it.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/web/html.h"

enum method { GET, POST, PUT, METHODS }; /* HEAD is GET without its body */

/* Acts that name no right: anyone; whoever holds the matter's or account's token (the handler
 * checks); anyone signed in; only with --demo; loopback or metrics token. */
#define ACT_PUBLIC    "public"
#define ACT_TOKEN     "token"
#define ACT_SIGNED_IN "signed-in"
#define ACT_DEMO      "demo"
#define ACT_LOCAL     "local"

struct req;
typedef enum err handler(struct req *rq);

enum route_flag {
    ROUTE_CACHE = 1,     /* public page: bytes depend on URL, language and text size alone */
    ROUTE_FILES = 2,     /* multipart with files; see route.max_body */
    ROUTE_STREAM = 4,    /* server-sent hints */
    ROUTE_NO_CSRF = 8,   /* bearer or key authenticated: cookies are ignored */
    ROUTE_SLOW = 16,     /* runs argon2id or the like: its own bounded queue */
    ROUTE_VISITORS = 32, /* the same for whoever brings no cookie but the text size and no
                          * bearer: such visitors see it blind, and copies of it */
    ROUTE_KEEPS = 128,   /* what is typed beside too many or too large files must not be lost: those
                          * files are passed over, named in rq->passed, for the handler to say */
    ROUTE_SHARED = 256,  /* a phone hands something over by itself (Web Share Target): the POST has
                          * no token and no origin of ours; its handler changes nothing and shows a
                          * form for what was handed over */
    ROUTE_BEARER = 64,   /* who asks is told by Authorization: Bearer alone, never by a cookie */
};
struct route {
    enum method method;
    const char *pattern; /* "/c/:c/cases/:no" ; ".:f" may end a pattern: "/services.:f" */
    handler *run;
    const char *act;
    unsigned flags;
    size_t max_body;   /* 0: 64 KiB for forms */
    const char *limit; /* rate limit bucket name, or NULL */
    /* How this address says an error to the machines it is for, instead of page or plain JSON; it
     * writes by web_bytes, the status is set. NULL: as everywhere. */
    void (*error)(struct req *rq, enum err e);
};

/* ---- what a handler asks ----------------------------------------------- */

struct upload {            /* a file part, streamed to a temporary file, never whole in memory */
    str field, name, type; /* as claimed: trust none */
    str path;
    int64_t size;
    bool large; /* among those passed over: for its size, not for their number */
    struct upload *next;
};
struct req {
    struct ctx *cx;
    enum method method;
    str path, query; /* path without the language prefix */
    const struct route *route;
    int64_t county;                  /* set by the handler or by a path resolver of civic/places */
    struct html *page;               /* what the handler writes */
    bool json, csv, print, fragment; /* asked for by ?format=, Accept, or X-Fragment */
    bool elder, max_size;            /* text size cookie */
    str client;       /* address: the proxy's word behind a unix socket, else the peer */
    str fresh_secret; /* for the gate: the CSRF secret of a session opened by this request */
    struct upload *uploads, *passed;
    struct web_job *job; /* kit/web's own */
};
str web_param(const struct req *rq, const char *name); /* from the path */
str web_query(const struct req *rq, const char *name); /* "" if absent */
/* The n-th of those of the same name, "" if there are fewer: boxes ticked in a form that asks. */
str web_query_at(const struct req *rq, const char *name, size_t n);
bool web_query_has(const struct req *rq, const char *name);
str web_header(const struct req *rq, const char *name);
str web_cookie(const struct req *rq, const char *name);
/* The n-th raw value of a form field ("" if absent); for repeated and dynamic fields. */
str web_field(const struct req *rq, const char *name);
str web_field_at(const struct req *rq, const char *name, size_t n);
bool web_field_has(const struct req *rq, const char *name);
/* As if it had been typed: a form shown again holds it. */
void web_field_put(struct req *rq, const char *name, str value);
/* The file chosen in a field, or NULL. */
const struct upload *web_upload(const struct req *rq, const char *field);
/* What is in it, kept in cx->mem, without a byte order mark. ERR_TOO_BIG: more than `max` bytes;
 * ERR_INVALID: not UTF-8; nothing is said of either. */
enum err web_upload_text(struct ctx *cx, const struct upload *u, size_t max, str *out) MUST_CHECK;
/* The same as it came, whatever bytes. */
enum err web_upload_bytes(struct ctx *cx, const struct upload *u, size_t max, str *out) MUST_CHECK;
/* Every field in order, for forms as data: false at the end. */
bool web_field_each(const struct req *rq, size_t *i, str *name, str *value);

bool web_demo(const struct req *rq); /* is the program served with --demo */

/* The body as text where it was JSON, XML or plain text. A JSON object's plain members are
 * fields as well. "" otherwise. */
str web_body(const struct req *rq);

/* The county whose rows this request is about: rq->county, and where its idempotency key lives.
 * Call it before db_write, once the address has said which. */
void web_set_county(struct req *rq, int64_t county);

/* ---- declared fields --------------------------------------------------- */

enum field_type { FIELD_INT, FIELD_TEXT, FIELD_LINE, FIELD_BOOL, FIELD_REAL };
struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    int64_t least, most; /* range of an integer, count of code points of a text */
    const char *label;   /* msgid, for "… is missing" */
};
#define FIELD(s, member, least_, most_, label_)                                                    \
    {                                                                                              \
        .name = #member,                                                                           \
        .type = _Generic(((s *)0)->member, str                                                     \
                         : FIELD_LINE, bool                                                        \
                         : FIELD_BOOL, double                                                      \
                         : FIELD_REAL, default                                                     \
                         : FIELD_INT),                                                             \
        .offset = offsetof(s, member), .least = (least_), .most = (most_), .label = (label_)       \
    }
#define FIELD_AREA(s, member, least_, most_, label_)                                               \
    {                                                                                              \
        .name = #member, .type = FIELD_TEXT, .offset = offsetof(s, member), .least = (least_),     \
        .most = (most_), .label = (label_)                                                         \
    } /* several lines */
/* Reads all; every broken field is recorded by fail_field, then ERR_INVALID. int members are
 * int64_t. */
enum err form_read(struct req *rq, const struct field *fields, void *out) MUST_CHECK;

/* ---- what a handler answers -------------------------------------------- */

/* 303 to an address of this instance, given without language prefix: under /en it gets one.
 * A handler whose db_write was a repeat is overruled: if its closure had stored an address by
 * db_idem_result, the repeat is sent there. So a redirect that depends on what was made inside
 * the closure (a number, say) is stored there; one that follows from the request needs nothing. */
enum err web_redirect(struct req *rq, const char *fmt, ...) PRINTF_LIKE(2, 3);
enum err web_json(struct req *rq, const struct field *fields, const void *row);
enum err web_json_text(struct req *rq, str json); /* ready-made by jansson */
enum err web_bytes(struct req *rq, const char *type, str bytes);
enum err web_file(struct req *rq, const char *type, str path); /* sendfile; private: no-store */
enum err web_fd(struct req *rq, const char *type, int fd);     /* the same; closes fd, always */
void web_status(struct req *rq, int status);
void web_set_header(struct req *rq, const char *name, str value);
void web_set_cookie(struct req *rq, const char *name, str value, int64_t max_age_s, bool http_only);
void web_cache_for(struct req *rq, int64_t seconds); /* public pages only */

/* The sentence for an error: what fail() recorded, else the general one. */
str web_sentence(const struct req *rq, enum err e);

/* A form's hidden keys: CSRF token (when a session needs it) and idempotency key. In templates:
 * {{ render web_form_keys(h) }} directly inside every <form method="post">. */
void web_form_keys(struct html *h);
/* The CSRF token of whoever asks, for what sends forms by script; "" if nothing authenticates. */
str web_csrf(struct req *rq);
/* The answer depends on more than address, language and text size: no copies of it. */
void web_no_copies(struct req *rq);
/* What was typed, to fill a form again after ERR_INVALID or an expired session; "" at first. */
str web_typed(const struct html *h, const char *name);
str web_typed_or(const struct html *h, const char *name, str otherwise);
/* The sentence recorded for a field, "" if none. */
str web_field_error(const struct html *h, const char *name);
/* Address of the same page in the other language. */
str web_other_language(const struct html *h);

/* ---- sessions ---------------------------------------------------------- */

/* 256 random bits in a __Host- or plain cookie; the database knows only SHA-256 of it. The gate
 * is civic/people's; kit/web keeps no session state. */
struct web_gate {
    /* Fill cx->actor, county, posts, lang from the cookies or the bearer header. */
    enum err (*identify)(struct req *rq);
    /* May this actor use a route that needs this act? ERR_SIGN_IN, ERR_DENIED, ERR_NOT_FOUND. */
    enum err (*admit)(struct req *rq, const char *act);
    /* The CSRF secret of the session or matter cookie that authenticates, or STR_NONE. */
    str (*secret)(const struct req *rq);
    /* Write the page for an error (frame, sentence, way out). The status is set. */
    void (*error_page)(struct req *rq, enum err e);
};

/* ---- streams of hints -------------------------------------------------- */

/* A handler of a ROUTE_STREAM route names its topics ("county/532503/board"); anyone may wake a
 * topic; the stream says only "topic position", coalesced to four a second. */
enum err web_stream(struct req *rq, const char *const *topics, int n);
struct web;
void web_wake(struct web *w, const char *topic, int64_t position);
/* How far a county's facts went, by whatever process: a position not heard before makes the
 * kept copies of its public pages stale. 0: whatever any page shows. */
void web_changed(struct web *w, int64_t county, int64_t position);

/* ---- running ----------------------------------------------------------- */

/* Tries per client address or, once signed in, per account. */
struct web_rate {
    const char *name; /* of route.limit */
    double per_minute, burst;
};
/* A page that is one too many asks again at its own pace: see web/src/live-region.js. */
#define WEB_STREAMS      2000
#define WEB_STREAMS_MOST 50000

struct web_options {
    const char *listen; /* ADDR:PORT or unix:PATH */
    struct db *db;
    const struct seal *seal; /* goes into every ctx, as db does */
    struct media *media;     /* likewise */
    const struct notices *notices;
    const struct web_gate *gate;
    const struct route *const *routes; /* tables, NULL-terminated; patterns are unique */
    const char *tmp_dir;
    const char *assets_dir; /* NULL: embedded */
    bool demo;
    bool read_only;       /* an edge node: ready without a writer */
    bool trust_proxy;     /* X-Forwarded-For from a loopback peer; implied by unix: */
    int writers, readers; /* 0: the house's defaults */
    int idle_s;           /* a silent connection lives so long; 0: 30 */
    int streams;          /* pages that are told by themselves at once; 0: WEB_STREAMS */
    unsigned char csrf_key[32];
    const struct web_rate *rates; /* ended by {0}; a bucket not named has 60 a minute */
    /* What keeps it from being ready besides the database, a line for /readyz, or NULL. */
    const char *(*unwell)(void *arg);
    void *unwell_arg;
    const char *(*remark)(void *arg); /* ready all the same, but this is missing; or NULL */
    const char *metrics_token;        /* lets /metrics be read from afar; NULL: loopback only */
    void (*metrics)(struct buf *out, struct ctx *cx); /* more lines for /metrics, or NULL */
};
enum err web_start(const struct web_options *o, struct web **out, str *why,
                   struct arena *mem) MUST_CHECK;
void web_stop(struct web *w); /* drains: every job ends, then returns */
int web_port(const struct web *w);

struct web_answer;
/* Another request as part of this one, as whoever its headers say, and answered before this one:
 * for a handler that sends what somebody wrote where there was no network. No rate limit and no
 * CSRF token are asked for it, everything else is. Never inside db_write. */
enum err web_within(struct req *rq, const char *method, const char *url, str headers, str body,
                    struct web_answer *out) MUST_CHECK;

/* What kit/web serves itself: health, embedded files; NULL-terminated tables. */
extern const struct route *const web_own_routes[];

/* In-process client for tests: the same dispatcher, no socket. */
struct web_answer {
    int status;
    str type, body, location;
    str cookies; /* Set-Cookie lines */
    str headers; /* the other lines */
};
enum err web_call(const struct web_options *o, struct arena *mem, const char *method,
                  const char *url, const char *cookie, str form, struct web_answer *out) MUST_CHECK;
/* The same with header lines ("Accept: application/json\nCookie: …"). A body that begins with
 * "--" is sent as multipart, with '{' or '[' as JSON, unless the headers say otherwise. */
enum err web_ask(const struct web_options *o, struct arena *mem, const char *method,
                 const char *url, str headers, str body, struct web_answer *out) MUST_CHECK;
/* "_key=…&_csrf=…" of the first form of a page, to be sent back with its fields. */
str web_keys_of(struct arena *mem, str page);
