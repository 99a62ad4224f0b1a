/* media_own: inside civic/media only. */
#pragma once
#include "civic/media/media.h"

struct media {
    const char *dir; /* LINLI_DATA/files */
    struct child *child;
};
enum { MEDIA_FIRST_VER = 1 }; /* row_ver of a row just added (media_sql_add) */
struct media_parts {          /* what a row says and a caller need not know */
    str file_key, name;
    str full, thumb; /* hashes */
};
extern const char *const media_kind_names[MEDIA_KINDS];
extern const char *const media_state_names[MEDIA_STATES];

/* ---- store.c: files by the hash of what lies there --------------------- */

/* Where the bytes stand, for their seal. */
struct media_place {
    int64_t county, id;
    const char *column; /* "full", "thumb" … */
};
/* Stores what `in` holds from its beginning; key NULL: as it is. The hash names it. */
enum err media_put(struct ctx *cx, struct media_place where, const struct seal_key *key, int in,
                   str *hash) MUST_CHECK;
enum err media_put_bytes(struct ctx *cx, struct media_place where, const struct seal_key *key,
                         str bytes, str *hash) MUST_CHECK;
/* A descriptor at its beginning. ERR_NOT_FOUND: gone from the disk. */
enum err media_get(struct ctx *cx, struct media_place where, const struct seal_key *key, str hash,
                   int *fd) MUST_CHECK;
bool media_is_stored(struct ctx *cx, int64_t county, int64_t id, str hash);
enum err media_held_show(struct req *rq) MUST_CHECK; /* hold.c: its picture */
int media_memory(str bytes);                         /* an unnamed file; -1 if there is no room */

/* The key of a stored file. ERR_NOT_FOUND: forgotten. */
enum err media_key_of(struct ctx *cx, int64_t county, int64_t id, str blob,
                      struct seal_key *out) MUST_CHECK;
struct seal_where media_where(struct media_place p);

/* ---- take.c ------------------------------------------------------------ */

struct media_content {
    str file_key, name, hash[MEDIA_SIZES];
};
enum err media_content(struct ctx *cx, int64_t county, int64_t id,
                       struct media_content *out) MUST_CHECK;
/* Stores a converted photo's two sizes. */
enum err media_put_photo(struct ctx *cx, int64_t county, int64_t id, const struct seal_key *key,
                         const char *const columns[2], const struct child_photo *p, str *full,
                         str *thumb) MUST_CHECK;

extern const struct jobs_kind media_job; /* media_job.c */
