/* child: files from strangers are opened in processes that can do nothing else.
 *
 * Kept true here:
 *  - no parser of pictures or Office files runs in the server; it runs in a process forked from
 *    a small spawner that main started before its first thread, with limits on memory, CPU time
 *    and file size, without any way to open a file, a socket or a process (seccomp), and with
 *    the descriptors it was sent and no others;
 *  - a process serves one file and ends, so nothing of one person's photo meets another's;
 *  - its death, its silence or a nonsensical answer is an error for that one file only;
 *  - what comes out of a photo is a new JPEG of at most 1600 pixels and 300 KiB, made from
 *    pixels alone: no metadata, no trailing bytes; and a thumbnail of 320 pixels;
 *  - at most `at_once` files are worked on and `waiting` wait; more are ERR_BUSY.
 * In sanitizer builds the memory limit is off and the system calls of the sanitizer's own
 * runtime are allowed besides; everything else is the same.
 */
#pragma once
#include "kit/base/base.h"

/* ---- what a file is, by its first bytes -------------------------------- */

enum child_kind {
    CHILD_UNKNOWN, /* everything not listed: refused, whatever its name says */
    CHILD_JPEG,
    CHILD_PNG,
    CHILD_WEBP,
    CHILD_HEIC, /* known, but not taken: its decoder is not worth the risk */
    CHILD_PDF,
    CHILD_OFFICE,     /* docx, xlsx, pptx, odt, ods: a zip, looked into by a child */
    CHILD_OFFICE_OLD, /* doc, xls, wps: stored as it is, never opened */
    CHILD_WEBM,       /* sound recordings */
    CHILD_OGG,
    CHILD_MP4,
    CHILD_WAV,
    CHILD_AMR,
    CHILD_KINDS
};
#define CHILD_HEAD 64 /* bytes that child_kind_of wants to see, fewer if the file is shorter */
enum child_kind child_kind_of(const void *head, size_t len);
const char *child_kind_type(enum child_kind k); /* media type to serve it with */
bool child_is_photo(enum child_kind k);         /* one that child_photo can take */
bool child_is_sound(enum child_kind k);
/* A PDF by its first and last bytes; nothing in between is read. */
bool child_is_pdf(int fd);

/* ---- the pool ---------------------------------------------------------- */

struct child_options {
    int at_once;      /* 0: 2 */
    int waiting;      /* 0: 64 */
    int64_t patience; /* ms that a file may wait for its turn; 0: 20 000 */
    int seconds;      /* for one file, of CPU and, a little more, by the clock; 0: 20 */
};
struct child;
/* Before the first thread of the process. */
enum err child_start(const struct child_options *o, struct child **out, str *why,
                     struct arena *mem) MUST_CHECK;
void child_stop(struct child *c); /* accepts NULL */
/* Is the spawner there and does a child answer: for /readyz and doctor. */
bool child_is_well(struct child *c);

/* ---- the work ---------------------------------------------------------- */

#define CHILD_SIDE   1600
#define CHILD_THUMB  320
#define CHILD_BYTES  (300 * 1024)
#define CHILD_SHAPES 64

struct child_photo {
    str full, thumb; /* JPEG, in cx->mem */
    int width, height;
    int64_t taken_ms; /* 0: not known. Cameras without a zone are taken to be at +08:00 */
    bool located;     /* only if the location was asked for and the file had one */
    double lat, lon;  /* WGS-84 */
};
/* `in` is read from its beginning. ERR_INVALID: not a photo we take, damaged, cut short;
 * ERR_TOO_BIG: too many pixels; ERR_BUSY: many are waiting, or the spawner is gone. Each with its
 * sentence in cx->failure. */
enum err child_photo(struct ctx *cx, struct child *c, int in, bool want_location,
                     struct child_photo *out) MUST_CHECK;

struct child_shape { /* in pixels of the photo as shown; may lie partly outside */
    int x, y, width, height;
    bool round;
};
/* The same photo with these places made unreadable, encoded anew. */
enum err child_redact(struct ctx *cx, struct child *c, int in, const struct child_shape *shapes,
                      int n, struct child_photo *out) MUST_CHECK;
/* Is it a sound Office file: ERR_INVALID with its sentence if damaged, encrypted, swollen or
 * carrying macros. */
enum err child_office(struct ctx *cx, struct child *c, int in) MUST_CHECK;

/* The cells of one sheet of an .xlsx, as text: each row ended by CHILD_ROW_END, its cells parted by
 * CHILD_CELL_END, lines within a cell by CHILD_CELL_LINE; a cell that a merge covers holds what the
 * first one does, behind CHILD_CELL_FILLED; CHILD_CELL_UNKNOWN is a formula that nobody reckoned.
 * Days as "2026-10-05", with the time behind if they have one. Numbers as a spreadsheet shows them
 * in full, to 15 digits; whole ones beyond that with the exponent that it left of them.
 * ERR_TOO_BIG: more rows, columns, or text in a cell than this. */
#define CHILD_SHEET_ROWS   60000
#define CHILD_SHEET_COLS   64
#define CHILD_SHEET_CELL   16000
#define CHILD_SHEET_BYTES  (24 << 20)
#define CHILD_ROW_END      '\n'
#define CHILD_CELL_END     '\t'
#define CHILD_CELL_FILLED  '\v'
#define CHILD_CELL_LINE    '\f'
#define CHILD_CELL_UNKNOWN '\x0e'
#define CHILD_SHEETS       24
struct child_book {
    str text;
    struct {
        str name;
        bool hidden;
    } sheets[CHILD_SHEETS]; /* of the workbook; those behind are not told of */
    int n, shown;           /* shown: the one whose cells these are */
};
/* which: of the sheets, from 0; -1 is the first that is not hidden. */
enum err child_book(struct ctx *cx, struct child *c, int in, int which,
                    struct child_book *out) MUST_CHECK;
/* The text of the first that is not hidden. */
enum err child_sheet(struct ctx *cx, struct child *c, int in, str *out) MUST_CHECK;
