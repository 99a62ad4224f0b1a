/* job: one request inside kit/web, from its first header to the last byte of its answer.
 * For the files of kit/web alone.
 *
 * Kept true here (stack: the suspend contract):
 *  - everything a worker reads was copied into the job before the connection was suspended;
 *  - a worker touches the connection once, to resume it, as its last act on the job;
 *  - a job and its arena die in one place, when libmicrohttpd says the request is completed;
 *  - a temporary file that nobody moved away is removed with its job.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"
#include "kit/web/web.h"
#include <pthread.h>
#include <stdatomic.h>

enum {
    TARGET_MAX = 8192,        /* bytes of path and query */
    QUERY_FIELDS_MAX = 100,   /* pairs in a query */
    FORM_FIELDS_MAX = 1000,   /* pairs in a form */
    FORM_MAX = 64 << 10,      /* a form's bytes where the route says nothing */
    FILES_MAX = 32 << 20,     /* the same of a route that takes files */
    TYPED_MAX = 16 << 20,     /* bytes of all fields beside files */
    UPLOADS_MAX = 30,         /* file parts in one request */
    PAGE_FIRST = 16 << 10,    /* first size of a page's buffer */
    PAGE_MAX = 16 << 20,      /* and its last */
    JOB_MS_MAX = 20000,       /* a read that waited so long in its queue is answered with 503 */
    BODY_GRACE_MAX = 1 << 20, /* bytes of an over-long body swallowed before the line is cut */
};

struct pair {
    str name, value;
};
struct pairs {
    struct pair *at;
    size_t n, cap;
};
void pairs_add(struct arena *mem, struct pairs *p, str name, str value);
const struct pair *pairs_find(const struct pairs *p, str name);        /* NULL if absent */
const struct pair *pairs_find_header(const struct pairs *p, str name); /* any case */
size_t pairs_count_header(const struct pairs *p, str name);

enum body_kind { BODY_NONE, BODY_FORM, BODY_PARTS, BODY_TEXT, BODY_FILE };
enum job_state { JOB_NEW, JOB_READING, JOB_WORKING, JOB_DONE };

struct answer {
    int status; /* 0: 200, or what the error says */
    str type, body, location;
    bool has_body;        /* body was set by the handler; else it is the page */
    struct pairs headers; /* beside those that answer_finish adds */
    int fd;               /* a file, or -1 */
    int64_t fd_at, fd_len, fd_size;
    int64_t cache_s; /* public pages; -1: the default */
    bool misuse;     /* a form on a cacheable page: a programmer's mistake */
    bool personal;   /* it has something of its own, such as a form's key: no copies */
    bool hang_up;    /* the connection cannot be used again */
    bool streams;
};

struct stream; /* stream.c */
struct multipart;

struct web_job {
    struct req rq;
    struct ctx cx;
    struct html html;
    struct buf page;
    struct arena *mem;
    struct web *web;
    enum job_state state;

    str target; /* as it came */
    bool english, head, secure, local, proxied;
    bool within;      /* part of another request, sent by a handler */
    bool blind;       /* rendered without knowing who asks; copies may be kept */
    unsigned allowed; /* methods this path knows, as bits */
    struct pairs headers, query, params, fields;

    enum err refused; /* before the handler: bad path, body or framing */
    int refused_status;
    enum body_kind body_kind;
    struct buf body;
    size_t body_max, received;
    struct multipart *parts;
    struct upload **last_upload, **last_passed;
    size_t n_uploads, written, typed; /* files; their bytes on disk; bytes of other fields */
    bool passing;                     /* the file part being received is passed over */
    int upload_fd;                    /* of the file part being received, or -1 */
    void *upload_hash;
    struct pairs upload_hashes; /* field, SHA-256 in hex */
    struct pair part;           /* the field part being received */
    struct buf part_value;

    struct idem idem;
    struct answer answer;
    enum err outcome;
    int64_t started_ns;
    struct peer *peer;
    void *connection; /* struct MHD_Connection, or NULL in web_call */
    struct stream *stream;
    unsigned all_writes;  /* cache.c: what had changed when it began */
    struct web_job *next; /* in a queue */
};

/* ---- job.c: from target and headers to a handler's answer -------------- */

struct web_job *job_new(struct web *w, str target);
void job_free(struct web_job *j); /* removes temporary files */
void job_header(struct web_job *j, str name, str value);
/* All headers are in: finds route, language, formats, limits. False if it is refused without
 * reading its body; the answer is ready then. */
bool job_open(struct web_job *j, str method);
void job_feed(struct web_job *j, const char *at, size_t len);
void job_end_body(struct web_job *j);
bool job_cut(const struct web_job *j); /* the body is too long even to be swallowed */
void job_refuse(struct web_job *j, enum err e, int status); /* answer from memory alone */

/* ---- dispatch.c -------------------------------------------------------- */

void job_run(struct web_job *j);  /* on a worker: gate, handler, answer */
void job_late(struct web_job *j); /* waited too long, or no worker is free */
void job_log(const struct web_job *j);

/* ---- queue.c ----------------------------------------------------------- */

struct queue;
struct queue *queue_new(int threads, size_t stack, int most, void (*run)(struct web_job *j));
/* False if it is full. `ready` runs under the queue's lock, before any worker sees the job. */
bool queue_put(struct queue *q, struct web_job *j, void (*ready)(struct web_job *j));
int queue_length(struct queue *q);
void queue_free(struct queue *q); /* the queue is empty: threads end */

/* ---- route.c ----------------------------------------------------------- */

struct routes; /* all patterns, as a tree */
enum err routes_new(struct arena *mem, const struct route *const *tables, struct routes **out,
                    str *why) MUST_CHECK;
const struct route *routes_find(const struct routes *r, enum method m, str path, unsigned *allowed);
/* The decoded values of a pattern's names; ERR_NOT_FOUND if one is not proper UTF-8. */
enum err route_params(struct arena *mem, const struct route *r, str path,
                      struct pairs *out) MUST_CHECK;

/* ---- form.c ------------------------------------------------------------ */

/* %-decoding without mercy: a bad escape, a NUL or invalid UTF-8 is ERR_INVALID. */
enum err form_unescape(struct arena *mem, str in, bool plus, str *out) MUST_CHECK;
enum err form_decode(struct arena *mem, str in, size_t most, struct pairs *out) MUST_CHECK;

/* ---- fields.c --------------------------------------------------------- */

/* A JSON object in the body becomes fields: text, numbers, true and false, lists of these. */
enum err fields_from_json(struct web_job *j) MUST_CHECK;

/* ---- multipart.c ------------------------------------------------------- */

struct multipart_sink {
    /* A part's head was read. `file`: it has a file name (perhaps empty). */
    enum err (*open)(void *arg, str name, bool file, str file_name, str type);
    enum err (*data)(void *arg, const char *at, size_t len);
    enum err (*close)(void *arg);
};
/* NULL if the content type has no usable boundary. */
struct multipart *multipart_new(struct arena *mem, str content_type,
                                const struct multipart_sink *sink, void *arg);
enum err multipart_feed(struct multipart *m, const char *at, size_t len) MUST_CHECK;
enum err multipart_end(const struct multipart *m) MUST_CHECK; /* ERR_INVALID if cut short */

/* ---- uploads.c: what multipart parts become ---------------------------- */

extern const struct multipart_sink uploads_sink;    /* arg is the job */
enum err uploads_raw(struct web_job *j) MUST_CHECK; /* the whole body is one file */
enum err uploads_write(struct web_job *j, const char *at, size_t len) MUST_CHECK;
enum err uploads_close(struct web_job *j) MUST_CHECK;
void uploads_remove(struct web_job *j);

/* ---- answer.c ---------------------------------------------------------- */

void answer_plain(struct web_job *j, int status, enum err e); /* a small page from memory */
bool answer_error_machine(struct web_job *j, enum err e);     /* false: a page is wanted */
void answer_finish(struct web_job *j);                        /* headers, ETag, 304 */
bool answer_is_public(const struct web_job *j);               /* others than us may keep it */
bool answer_has_copies(const struct web_job *j);              /* we may */

/* ---- csrf.c ------------------------------------------------------------ */

str csrf_token(struct arena *mem, const unsigned char key[32], str secret);
bool csrf_ok(const unsigned char key[32], str secret, str token);
bool csrf_same_origin(const struct req *rq);      /* no word of another origin in the headers */
bool csrf_is_hidden(str field_name);              /* "_csrf", "_key" */
enum err idem_take(struct web_job *j) MUST_CHECK; /* cx->idem from field or header */

/* ---- cookie.c ---------------------------------------------------------- */

#define SIZE_COOKIE "size" /* "elder", "max": read back as rq->elder and rq->max_size */
str cookie_find(str header, str name);

/* ---- limit.c ----------------------------------------------------------- */

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l);
/* One token from the bucket (name, who); false and the seconds to wait if there is none. */
bool limits_take(struct limits *l, str name, str who, double per_minute, double burst,
                 int64_t now_ms, int *wait_s);

/* ---- stream.c ---------------------------------------------------------- */

struct streams;
struct streams *streams_new(int most); /* open at once */
void streams_stop(struct streams *s);  /* every stream ends at its next look */
void streams_free(struct streams *s);
struct stream *stream_open(struct streams *s, struct web_job *j, const char *const *topics, int n);
int64_t stream_read(struct stream *st, char *at, size_t max); /* 0: suspended, -1: the end */
void stream_close(struct stream *st);
void streams_wake(struct streams *s, const char *topic, int64_t position);
int streams_count(struct streams *s);

/* ---- cache.c ----------------------------------------------------------- */

struct cache;
struct cache *cache_new(void);
void cache_free(struct cache *c);
bool cache_applies(const struct web_job *j);
bool cache_answer(struct web_job *j);              /* true: a copy was queued as the answer */
void cache_keep(struct web_job *j);                /* after the page was rendered */
void cache_wrote(struct cache *c, int64_t county); /* 0: any */

/* ---- peers.c: connections, watched ------------------------------------- */

struct peers;
struct peer;
struct peers *peers_new(int idle_s);
void peers_free(struct peers *ps);
void peers_drain(struct peers *ps); /* no more requests: who is in the middle of one hurries */
struct peer *peers_add(struct peers *ps, int fd);
void peers_remove(struct peers *ps, struct peer *p);
void peers_head(struct peers *ps, struct peer *p);   /* waits for the next request */
void peers_body(struct peers *ps, struct peer *p);   /* its head is complete */
void peers_answer(struct peers *ps, struct peer *p); /* so is its body */
void peers_received(struct peers *ps, struct peer *p, size_t bytes);

/* ---- linger.c ---------------------------------------------------------- */

struct linger_list;
struct linger_list *linger_new(void);
void linger_free(struct linger_list *l);
void linger_add(struct linger_list *l, int fd); /* answered; its body is still coming */

/* ---- counts for /metrics ----------------------------------------------- */

struct counts {
    atomic_llong requests[6]; /* by status class; 0: cut off */
    atomic_llong ns, full, limited, hits;
};

/* ---- the server -------------------------------------------------------- */

struct web {
    struct web_options o;
    struct arena *mem;
    struct routes *routes;
    struct limits *limits;
    struct streams *streams;
    struct cache *cache;
    struct peers *peers;
    struct linger_list *linger;
    struct queue *readers, *writers, *slow;
    struct counts counts;
    int64_t born_ms;
    uint64_t boot; /* first half of request ids */
    atomic_uint serial;

    struct MHD_Daemon *daemon;
    int listen_fd, port;
    bool on_unix;
    pthread_mutex_t lock; /* of active and closed */
    pthread_cond_t idle;
    int active; /* jobs between their first header and their completion */
    atomic_bool draining;
    bool closed;
};
int listen_open(struct web *w, const char *listen); /* fd, or -1 and errno */
enum err web_init(struct web *w, const struct web_options *o, struct arena *mem,
                  str *why) MUST_CHECK; /* all but threads and sockets */
void web_done(struct web *w);
extern const struct route health_routes[], static_routes[];

/* A route of kit/web's own that touches memory alone: answered without worker and gate. */
#define ROUTE_INLINE (1u << 16)
