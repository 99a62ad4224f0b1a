/* base: what every file of the program may rely on: errors, strings, arenas,
 * growing buffers, the request context, the two clocks, the log, configuration.
 *
 * Kept true here:
 *  - memory is never freed piece by piece: it lives in an arena with a named
 *    lifetime (process, request, loop) and dies with it; running out aborts;
 *  - a str is UTF-8 checked at the door, not NUL-terminated, and never owns;
 *  - a buf cannot grow beyond the limit given when it was made;
 *  - every fallible function returns enum err and leaves its outputs untouched
 *    unless it returns OK.
 */
#pragma once
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(a)               (sizeof(a) / sizeof((a)[0]))

/* ---- errors ------------------------------------------------------------ */

/* What went wrong, as the dispatcher will answer it: 422 401 403 404 409 413 429 503 500. */
enum err {
    OK,
    ERR_INVALID,   /* the input cannot be used; fields say why */
    ERR_SIGN_IN,   /* nobody is signed in, or the session has ended */
    ERR_DENIED,    /* known, but not allowed */
    ERR_NOT_FOUND, /* does not exist, or not for this actor */
    ERR_CONFLICT,  /* somebody was faster, or the step is not possible now */
    ERR_TOO_BIG,
    ERR_TOO_MANY, /* rate limit */
    ERR_BUSY,     /* try again: queue full, database away, disk full */
    ERR_FAULT,    /* ours */
    ERRS
};
const char *err_name(enum err e);
int err_status(enum err e); /* HTTP status; OK is 200 */

/* ---- arenas ------------------------------------------------------------ */

struct arena; /* bump allocator; not thread-safe; zeroed memory */
struct arena_point {
    void *block;
    size_t used;
};
struct arena *arena_new(void);
void arena_free(struct arena *a);  /* accepts NULL */
void arena_reset(struct arena *a); /* keeps its first block */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
/* Not zeroed: for bytes that are written at once. */
void *arena_room(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
struct arena_point arena_mark(const struct arena *a);
void arena_back(struct arena *a, struct arena_point p); /* frees all since the mark */
size_t arena_bytes(const struct arena *a);
#define NEW(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define NEW_N(a, type, n) ((type *)arena_alloc_n((a), sizeof(type), (n)))
void *arena_alloc_n(struct arena *a, size_t size, size_t n) __attribute__((returns_nonnull));

/* ---- strings ----------------------------------------------------------- */

typedef struct str {
    const char *at;
    size_t len;
} str;
#define S(lit)     ((str){"" lit, sizeof(lit) - 1})
#define STR_NONE   ((str){NULL, 0})
#define STR_ARG(s) (int)(s).len, (s).at /* for "%.*s" */

str str_of(const char *z); /* NULL gives the empty string */
bool str_eq(str a, str b);
bool str_is(str a, const char *z);
int str_cmp(str a, str b); /* by bytes, which is by code point in UTF-8 */
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
str str_trim(str s);                    /* ASCII white space and U+3000 */
str str_cut(str *rest, char sep);       /* the part before sep; rest moves behind it */
size_t str_find(str s, str what);       /* index or SIZE_MAX */
str str_keep(struct arena *mem, str s); /* a copy that lives as long as mem */
char *str_z(struct arena *mem, str s);  /* a NUL-terminated copy */
str str_fmt(struct arena *mem, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Whole-string decimal; no sign but '-', no spaces, no overflow. */
enum err str_int(str s, int64_t *out) MUST_CHECK;
enum err str_double(str s, double *out) MUST_CHECK; /* finite only, '.' as point, locale-free */
str str_hex(struct arena *mem, const void *bytes, size_t len);
enum err str_unhex(str s, void *out, size_t len) MUST_CHECK; /* exactly len bytes */

bool utf8_ok(str s);                 /* valid, no surrogates, no overlong, no NUL */
size_t utf8_count(str s);            /* code points of a valid string */
str utf8_head(str s, size_t points); /* the first so many code points */
uint32_t utf8_next(str *s);          /* takes one code point; 0 at the end */
/* One line as people type it: controls, RTL overrides and zero-width marks out, spaces folded. */
str str_clean_line(struct arena *mem, str s);
/* Several lines: the same, but newlines stay (CRLF becomes LF), at most two in a row. */
str str_clean_text(struct arena *mem, str s);

/* ---- buffers ----------------------------------------------------------- */

struct buf {
    char *at;
    size_t len, cap, max;
    struct arena *mem;
    bool over; /* something did not fit: the content is cut, the flag stays */
};
struct buf buf_new(struct arena *mem, size_t max);
void buf_add(struct buf *b, const void *at, size_t len);
void buf_str(struct buf *b, str s);
void buf_z(struct buf *b, const char *z);
void buf_char(struct buf *b, char c);
void buf_int(struct buf *b, int64_t n);
/* As text of XML 1.0: <, > and & escaped; control characters, which it cannot hold, left out. */
void buf_xml(struct buf *b, str s);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *buf_room(struct buf *b, size_t len); /* len writable bytes at the end, or NULL if over */
str buf_done(const struct buf *b);         /* a view; ERR is for the caller to take from b->over */

/* ---- the two clocks ---------------------------------------------------- */

/* The real clock serves ids, leases, sessions, rate limits, TOTP, TLS; rules see cx->now only. */
int64_t clock_real_ms(void);
int64_t clock_steady_ns(void);

/* Business time: the real clock plus an offset that tests and the demo own. Process state. */
int64_t clock_business_ms(void);
void clock_set_business(int64_t ms);    /* runs on from there */
void clock_freeze_business(int64_t ms); /* stands still, for tests */

#define CHINA_OFFSET_MS ((int64_t)28800000) /* +08:00, no summer time */
#define DAY_MS          ((int64_t)86400000)
struct civil {
    int year, month, day, hour, minute, second, weekday; /* Monday is 1 */
};
int64_t day_of_ms(int64_t ms);  /* days since 1970-01-01 at +08:00 */
int64_t ms_of_day(int64_t day); /* its first millisecond */
struct civil civil_of_ms(int64_t ms);
struct civil civil_of_day(int64_t day);
int64_t day_of_civil(int year, int month, int day);
int64_t ms_of_civil(struct civil c);
str time_text(struct arena *mem, int64_t ms);       /* RFC 3339 at +08:00, seconds */
enum err time_parse(str s, int64_t *ms) MUST_CHECK; /* RFC 3339, zone compulsory */
enum err day_parse(str s, int64_t *day) MUST_CHECK; /* YYYY-MM-DD */

/* ---- who asks, in what tongue, and what went wrong --------------------- */

enum lang { LANG_ZH, LANG_EN, LANGS };

struct failure_field {
    const char *field;
    str text;
    struct failure_field *next;
};
/* The one sentence for the human, and one per field; set by fail() and fail_field(). */
struct failure {
    enum err err;
    str text;
    str detail; /* for the log: statement and what the engine said; no values */
    struct failure_field *fields;
};

struct db;      /* kit/db */
struct db_conn; /* kit/db */
struct seal;    /* kit/seal */
struct posts;   /* civic/people */
struct media;   /* civic/media */
struct notices; /* civic/notices */
struct room;    /* civic/room.h */

/* Carried through every call of one request, job or test. Not a bag for rooms to extend. */
struct ctx {
    struct arena *mem; /* lives as long as the request; inside db_write, as the attempt */
    int64_t now;       /* business time, ms UTC; the same for the whole request */
    enum lang lang;
    int64_t county, actor;           /* the account that acts; 0, 0 is nobody */
    const struct posts *posts;       /* what the actor may do, loaded once by civic/people */
    int64_t post;                    /* the post used, once may() has found it; for facts */
    const struct room *const *rooms; /* NULL: the program's own; tests may give others */
    struct db *db;
    const struct seal *seal; /* the open key file; set wherever db is set */
    struct media *media;     /* where files lie and who converts them; set wherever db is set */
    const struct notices *notices; /* how messages leave; NULL: they wait */
    struct db_conn *conn;          /* the open transaction or the borrowed reader, or NULL */
    const struct idem *idem;       /* idempotency key of the request, or NULL (kit/db) */
    bool idem_repeat;              /* set by db_write, asked by db_idem_repeat */
    str idem_result;
    str request_id;
    str via; /* "web", "api", "field", "job", "cli": for facts */
    struct failure failure;
};

/* UI text is written in English between _("…"), looked up in po/ by tools/mkpo's table. */
#define _(text)  (text)
#define N_(text) (text)
struct tr_arg { /* a named placeholder: "{name}" */
    const char *name;
    str value;
};
#define TR(name_, value_) ((struct tr_arg){(name_), (value_)})
str tr(enum lang lang, const char *msgid);
str tr_fill(struct arena *mem, enum lang lang, const char *msgid, const struct tr_arg *args,
            size_t n);
/* Plural by n: English has two forms, Chinese one. {n} is filled. */
str tr_count(struct arena *mem, enum lang lang, const char *one, const char *many, int64_t n);

/* Record the sentence (translated into cx->lang) and return e, for `return fail(...)`. */
enum err fail(struct ctx *cx, enum err e, const char *msgid) MUST_CHECK;
#define fail_with(cx, e, msgid, ...)                                                               \
    fail_args((cx), (e), (msgid), (struct tr_arg[]){__VA_ARGS__},                                  \
              COUNT(((struct tr_arg[]){__VA_ARGS__})))
enum err fail_args(struct ctx *cx, enum err e, const char *msgid, const struct tr_arg *args,
                   size_t n) MUST_CHECK;
/* One sentence for one field; returns ERR_INVALID. Several may be recorded before returning. */
enum err fail_field(struct ctx *cx, const char *field, const char *msgid) MUST_CHECK;
enum err fail_field_args(struct ctx *cx, const char *field, const char *msgid,
                         const struct tr_arg *args, size_t n) MUST_CHECK;

/* ---- the log ----------------------------------------------------------- */

/* JSON lines on stderr: time, level, event, request id, then pairs. No personal data, no paths:
 * callers give route patterns and ids. Library code does not log; the dispatcher, jobs and main do.
 */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };
void log_open(enum log_level least, int fd);
#define log_event(level, request_id, event, ...)                                                   \
    log_pairs((level), (request_id), (event),                                                      \
              (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
void log_pairs(enum log_level level, str request_id, const char *event,
               const char *const *name_value); /* "name", "value", …, NULL */

/* ---- configuration ----------------------------------------------------- */

/* `key = value` lines; '#' starts a comment line. Later lines win. Unknown keys are the
 * caller's business (doctor lists them). */
struct conf;
enum err conf_read(struct arena *mem, str text, struct conf **out, int *bad_line) MUST_CHECK;
str conf_str(const struct conf *c, const char *key, const char *otherwise); /* c may be NULL */
int64_t conf_int(const struct conf *c, const char *key, int64_t otherwise);
