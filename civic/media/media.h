/* media (附件): photos, documents and sound that belong to something, mostly to a matter.
 *
 * Kept true here, whoever calls:
 *  - a file from outside is never served as it came: photos are made anew by kit/child, Office
 *    files are looked into, the rest is taken by its first bytes alone; its name and claimed type
 *    decide nothing;
 *  - everything is private until somebody releases it: the file lies sealed under a key of its
 *    own, and who may see it is asked of the room that owns it, at every look;
 *  - what is released is a second file, with places blurred, made from the first; withdrawing
 *    takes that one away and leaves the first as it was;
 *  - a file is complete on disk before the row that names it is written; files without a row are
 *    swept away an hour later;
 *  - forgetting a file destroys its key: no copy and no backup of the folder opens any more.
 *
 * Taking a file has two steps, since files are made before a transaction: media_take converts and
 * stores, media_add (inside the room's own db_write) makes it belong. The same holds for releasing.
 * Sizes in bytes, times in ms. Files lie under DIR/files/COUNTY/aa/, aa being the first two digits
 * of their SHA-256.
 */
#pragma once
#include "civic/room.h"
#include "kit/child/child.h"
#include "kit/seal/seal.h"

#define MEDIA_PHOTO_MOST    (25ll << 20)
#define MEDIA_DOCUMENT_MOST (40ll << 20)
#define MEDIA_SOUND_MOST    (20ll << 20)
#define MEDIA_WAITING_MOST  200 /* photos of a county that wait for the converter */

enum media_kind { MEDIA_PHOTO, MEDIA_PDF, MEDIA_OFFICE, MEDIA_SOUND, MEDIA_KINDS };
#define MEDIA_TAKES(kind) (1u << (kind))
#define MEDIA_TAKES_ALL   (MEDIA_TAKES(MEDIA_KINDS) - 1)
enum media_state {
    MEDIA_QUARANTINED, /* stored, not converted yet: shown to nobody */
    MEDIA_READY,
    MEDIA_REFUSED, /* could not be converted, or forgotten: its content is gone */
    MEDIA_STATES
};

struct media_file {
    int64_t county, id, row_ver;
    str key;                     /* opens nothing by itself; stands in addresses */
    str room;                    /* the room that answers for it, "cases" */
    int64_t ref;                 /* what it belongs to there: the matter */
    str role;                    /* the room's word: "report", "after", "record" */
    int64_t owner_county, owner; /* who sent it; 0 is nobody signed in */
    enum media_kind kind;
    enum media_state state;
    str type;                          /* media type to serve it with */
    int64_t bytes, taken_ms, added_ms; /* taken_ms 0: not known */
    int width, height;                 /* photos */
    bool released;
};

/* ---- who may see ------------------------------------------------------- */

struct req;
struct media_door { /* in struct room, by the room whose name media_new.room is */
    /* May the one who asks see this file: OK, or ERR_NOT_FOUND. Asked for everything but what is
     * released, which anyone may see. */
    enum err (*may_see)(struct req *rq, const struct media_file *f);
};

/* ---- taking ------------------------------------------------------------ */

struct media_take {
    int64_t county;
    unsigned takes;     /* MEDIA_TAKES(…) of the kinds that the form takes */
    bool want_location; /* the reporter ticked it: only then is the photo's own place read */
};
struct media_new {
    struct media_file file; /* room, ref and role are for the caller to fill before media_add */
    str name;               /* as its sender called it, cleaned */
    bool located;
    double lat, lon; /* WGS-84 */
    struct media_parts *parts;
};
/* Converts and stores an upload. ERR_TOO_BIG, ERR_INVALID, ERR_BUSY with the sentence for whoever
 * sent it. A photo that finds the converter busy waits in quarantine and is ready a little later;
 * ERR_BUSY comes only when too many wait. */
enum err media_take(struct ctx *cx, const struct upload *u, const struct media_take *how,
                    struct media_new *out) MUST_CHECK;
/* The same for bytes that are at hand: pictures from a camera's push, a message, a demo. */
enum err media_take_bytes(struct ctx *cx, str bytes, str name, const struct media_take *how,
                          struct media_new *out) MUST_CHECK;
/* A picture that this program drew itself: nothing in it came from outside, so both its sizes are
 * stored as they are. `public` may be NULL; else it is ready for media_release. */
struct media_drawn {
    str full, thumb, type;
    int width, height;
};
struct media_public;
enum err media_take_drawn(struct ctx *cx, int64_t county, const struct media_drawn *d,
                          struct media_new *out, struct media_public *public) MUST_CHECK;
/* Inside db_write: the file belongs elsewhere from now on: to room, ref and role of `to`. */
enum err media_hand_on(struct ctx *cx, int64_t county, int64_t id,
                       const struct media_file *to) MUST_CHECK;
/* Inside db_write. */
enum err media_add(struct ctx *cx, const struct media_new *m) MUST_CHECK;

/* A taken file as a word that the form it came with carries while it is shown again: sealed, so
 * that nobody else makes one, and worth nothing in another county, after fifty minutes, or once the
 * file belongs somewhere (ERR_NOT_FOUND: it has to be chosen again). */
str media_hold(struct ctx *cx, const struct media_new *m);
enum err media_held(struct ctx *cx, int64_t county, str held, struct media_new *out) MUST_CHECK;
/* The address of the small picture of a held photo. Its word shows and nothing else: it cannot be
 * sent as a held file, it shows nothing to a browser but the holder, and nothing after fifty
 * minutes or once the photo belongs somewhere. */
str media_held_address(struct ctx *cx, const struct media_new *m, str holder);
str media_holder(
    struct req *rq); /* this browser's name, from its cookie, which is set if need be */

/* ---- finding ----------------------------------------------------------- */

/* These ask no right: the room has asked. */
enum err media_find(struct ctx *cx, int64_t county, str key, struct media_file *out) MUST_CHECK;
enum err media_list(struct ctx *cx, int64_t county, const char *room, int64_t ref,
                    struct media_file *out, int max, int *n) MUST_CHECK;
/* Of one role: may a move be made that needs a photo? Refused ones do not count. */
enum err media_count(struct ctx *cx, int64_t county, const char *room, int64_t ref,
                     const char *role, enum media_kind kind, int64_t *n) MUST_CHECK;
/* As its sender called it; "" once forgotten. */
enum err media_name(struct ctx *cx, const struct media_file *f, str *out) MUST_CHECK;

enum media_size { MEDIA_FULL, MEDIA_THUMB, MEDIA_PUBLIC, MEDIA_PUBLIC_THUMB, MEDIA_SIZES };
/* "/media/532503/0123…/thumb". Public sizes of files that are not released answer not found. */
str media_address(struct arena *mem, const struct media_file *f, enum media_size size);
/* The content; a descriptor for the caller to close, of memory if it had to be unsealed. */
enum err media_open(struct ctx *cx, const struct media_file *f, enum media_size size,
                    int *fd) MUST_CHECK;

/* ---- releasing and forgetting ------------------------------------------ */

/* "x,y,w,h" or "x,y,w,h,round", several with ';', in pixels of the full size: what the brush, or a
 * form without it, sends. */
enum err media_read_shapes(struct ctx *cx, str text, struct child_shape *out, int *n) MUST_CHECK;

struct media_public {
    int64_t county, id, seen; /* row_ver */
    str full, thumb;
};
/* Makes the released file: a photo with these places unreadable (n may be 0), a document or a
 * sound as it is. */
enum err media_prepare(struct ctx *cx, const struct media_file *f, const struct child_shape *shapes,
                       int n, struct media_public *out) MUST_CHECK;
/* Inside db_write, each with a fact about the file. ERR_CONFLICT: somebody was faster. */
enum err media_release(struct ctx *cx, const struct media_public *p) MUST_CHECK;
enum err media_withdraw(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
enum err media_forget(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
/* All that an account sent: for the erasure of a person, whose own fact says so. */
enum err media_forget_owner(struct ctx *cx, int64_t county, int64_t owner_county,
                            int64_t owner) MUST_CHECK;

/* Where a stored file lies below DIR/files, by the hash that its row names: for copies of all. */
str media_stored(struct arena *mem, int64_t county, int64_t id, str hash);

/* The converters, for parts that read strangers' files by themselves; NULL without. */
struct child *media_child(const struct ctx *cx);

/* ---- running ----------------------------------------------------------- */

/* `dir` is LINLI_DATA. Its folder of files must be this instance's: a marker in it says so, made
 * when the folder is. Two hosts may share it. */
enum err media_start(const char *dir, const struct seal *seal, struct child *child,
                     struct media **out, str *why, struct arena *mem) MUST_CHECK;
/* Removes files of a county that no row names and that are older than an hour by the real clock;
 * the job does it hourly. */
enum err media_sweep(struct ctx *cx, int64_t county, int64_t *removed) MUST_CHECK;

extern const struct room media_room; /* the route, and the jobs that convert and sweep */
