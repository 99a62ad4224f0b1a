/* child_own: inside kit/child, its tests and its fuzzers only. */
#pragma once
#include "kit/child/child.h"

/* ---- the message protocol: one fixed record each way ------------------- */

enum child_job {
    CHILD_JOB_PING,
    CHILD_JOB_PHOTO,
    CHILD_JOB_REDACT,
    CHILD_JOB_OFFICE,
    CHILD_JOB_SHEET,
    CHILD_JOBS
};
enum child_fault {
    CHILD_FINE,
    CHILD_BROKEN, /* cannot be decoded */
    CHILD_CUT,    /* ends too early */
    CHILD_LARGE,  /* too many pixels */
    CHILD_MOVING, /* an animation */
    CHILD_MACRO,
    CHILD_LOCKED, /* encrypted */
    CHILD_SWOLLEN,
    CHILD_WIDE,  /* a sheet with more columns; the answer's width is the row */
    CHILD_FAT,   /* a cell with more text */
    CHILD_OTHER, /* an Office file, but no workbook */
    CHILD_FAULTS
};
#define CHILD_MAGIC       0x4c4c4331
#define CHILD_THUMB_BYTES (50 * 1024)

struct child_ask {
    uint32_t magic, job, shapes;
    int32_t sheet;
    struct child_shape shape[CHILD_SHAPES];
};
struct child_answer {
    uint32_t magic, job, fault;
    int32_t width, height;
    uint32_t full, thumb; /* bytes written to the output descriptors */
    int64_t taken_ms;
    uint32_t located;
    double lat, lon;
};
/* With an ask travel: the input, and for photos the outputs full and thumb. */
#define CHILD_FDS 3

/* ---- processes --------------------------------------------------------- */

/* To the spawner: pid 0 wants a child, another the end of that one. Back, for a child only: its pid
 * (-1: none) with one end of its socket, under the ticket it was asked for by: an answer that came
 * too late for its asker must not be taken for the next one's. */
struct child_order {
    int32_t pid;
    uint32_t ticket;
};
_Noreturn void child_spawner(int sock, int seconds); /* spawner.c */
_Noreturn void child_work(int sock, int seconds);    /* work.c: one ask, one answer */
bool child_jail(int seconds);                        /* jail.c: limits and seccomp */
int child_hold_only(int sock);                       /* closes the rest; the socket is 3 then */
int32_t child_spawner_pid(const struct child *c);
bool child_send(int sock, const void *at, size_t len, const int *fds, int n);
/* Bytes received, 0 at the end, -1 on error or if it came with more descriptors than wanted. */
ssize_t child_recv(int sock, void *at, size_t len, int *fds, int wanted, int *n);

/* ---- pictures: what runs in the child, callable in-process by tests and fuzzers --- */

struct pixmap {
    int width, height;
    unsigned char *rgb; /* 3 bytes a pixel, rows without gaps */
};
struct exif {
    int orientation; /* 1 to 8; 1 if not said */
    int64_t taken_ms;
    bool located;
    double lat, lon;
};
struct photo_limits {
    int64_t pixels, interlaced; /* of an input, at most */
};
extern const struct photo_limits photo_limits_usual;

void exif_read(const unsigned char *tiff, size_t len, struct exif *out); /* never fails */

/* Scaled to fit CHILD_SIDE while reading; memory from mem. */
enum child_fault photo_read(struct arena *mem, const unsigned char *at, size_t len,
                            const struct photo_limits *most, struct pixmap *out, struct exif *ex);
enum child_fault photo_read_jpeg(struct arena *mem, const unsigned char *at, size_t len,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex);
enum child_fault photo_read_png(struct arena *mem, const unsigned char *at, size_t len,
                                const struct photo_limits *most, struct pixmap *out,
                                struct exif *ex);
enum child_fault photo_read_webp(struct arena *mem, const unsigned char *at, size_t len,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex);
/* JPEG of at most `most` bytes: quality goes down first, then size, which p then has. */
str photo_write(struct arena *mem, struct pixmap *p, size_t most);

bool photo_fits(int64_t width, int64_t height, int64_t pixels);
/* The size that fits into side × side, never larger than it was. */
void photo_fit(int width, int height, int side, int *w, int *h);
struct pixmap pixmap_new(struct arena *mem, int width, int height);
struct pixmap pixmap_turn(struct arena *mem, const struct pixmap *p, int orientation);
struct pixmap pixmap_fit(struct arena *mem, const struct pixmap *p, int side);
void pixmap_redact(struct pixmap *p, const struct child_shape *s);

/* Area averaging, one input row after the other. */
struct scaler {
    struct pixmap *out;
    int in_w, in_h, row; /* row: the next input row */
    int done;            /* output rows finished */
    float *sum;          /* of two output rows: the current and the next */
    float *weight;       /* of each output column's first share, by input column */
    int *column;
};
struct scaler scaler_new(struct arena *mem, int in_w, int in_h, struct pixmap *out);
void scaler_row(struct scaler *s, const unsigned char *rgb);

enum child_fault office_check(const unsigned char *at, size_t len);

/* ---- sheets ------------------------------------------------------------------ */

struct sheet_cell {
    str text;
    bool filled; /* by a merge: what its first cell holds */
};
struct sheet {
    struct sheet_cell **rows; /* CHILD_SHEET_COLS cells each, or NULL */
    int n;
    struct sheet_name {
        str name, rel;
        bool hidden;
    } sheets[CHILD_SHEETS];
    int n_sheets, shown, wide; /* wide: the row that is, from 1 */
};
/* which: of its sheets, or -1 */
enum child_fault sheet_read(struct arena *mem, const unsigned char *at, size_t len, int which,
                            struct sheet *out);
/* First a row of the sheets' names, each behind '+' or, hidden, '-', the one shown behind '*'; then
 * its rows. Empty if it is too much. */
str sheet_text(struct arena *mem, const struct sheet *s);

/* What the styles of a workbook make of numbers. */
enum sheet_style { SHEET_PLAIN, SHEET_DAY, SHEET_HOUR };
enum sheet_style sheet_style_builtin(int64_t number_format);
enum sheet_style sheet_style_of(str code); /* of a format as it is written: "yyyy/m/d" */
/* A number as a spreadsheet shows it; days are counted from 1904 if `late`. */
str sheet_number(struct arena *mem, str typed, enum sheet_style style, bool late);
