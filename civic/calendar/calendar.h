/* calendar (工作日历): which moments are working time, and when a limit ends.
 *
 * Kept true here:
 *  - a day is a working day if the published table or the county's own table says so, else by its
 *    weekday (State Council notices; 1 January is off in every year);
 *  - the day of the act is not counted (Civil Code 201); a limit in natural days that ends on a
 *    rest day moves to the next working day and ends with that day (203); limits in working days
 *    leave out rest days (Administrative Licensing Law 82);
 *  - a year whose table has not been published is provisional, and every answer that leans on such
 *    a year says so;
 *  - the explanation comes from the same walk as the date, so the two cannot differ.
 *
 * Pure computation over a loaded struct calendar, which is read-only and may be shared by threads;
 * at the end, where a county's calendar comes from and how it is changed.
 * Instants are ms UTC, days are days since 1970-01-01 at +08:00, minutes are minutes of the day.
 */
#pragma once
#include "kit/db/db.h"

extern const struct room calendar_room;

enum calendar_unit {
    CALENDAR_MINUTE,     /* runs day and night */
    CALENDAR_HOUR,       /* the emergency hour: the same by the hour */
    CALENDAR_WORKMINUTE, /* runs inside working periods of working days only */
    CALENDAR_WORKHOUR,
    CALENDAR_WORKDAY,
    CALENDAR_DAY, /* natural days */
    CALENDAR_UNITS
};
extern const char *const calendar_unit_names[CALENDAR_UNITS];
/* "4 working hours" in the language. */
str calendar_limit_text(struct arena *mem, enum lang lang, enum calendar_unit unit, int64_t n);

/* Where a limit in working days ends on its last day. */
enum calendar_end { CALENDAR_SAME_TIME, CALENDAR_CLOSE, CALENDAR_MIDNIGHT, CALENDAR_ENDS };
extern const char *const calendar_end_names[CALENDAR_ENDS];

struct calendar_day { /* an exception from the week */
    int64_t day;
    bool work, own;  /* own: the county's, before the national table's */
    str name[LANGS]; /* of the holiday; a working day names the holiday it makes up for */
};

enum { CALENDAR_PERIODS = 4, CALENDAR_SEASONS = 8, CALENDAR_LIMIT_MAX = 100000 };
struct calendar_period {
    int from, to; /* minutes of the day, from < to, ascending, not touching */
};
struct calendar_hours { /* working periods from a day on (summer and winter times) */
    int64_t from_day;
    int n;
    struct calendar_period periods[CALENDAR_PERIODS];
};

struct calendar {
    int64_t revision;                /* of what it was loaded from; 0 for the built-in one */
    unsigned week;                   /* bit 1 << weekday, Monday is 1 */
    enum calendar_end end;           /* for limits in working days */
    const struct calendar_day *days; /* ascending, one per day */
    size_t n_days;
    struct calendar_hours hours[CALENDAR_SEASONS]; /* ascending; the first reigns before it too */
    int n_hours;
};

/* A clock as the rules need it: one that was paused runs on from `from_ms` with some of its limit
 * used. */
struct calendar_clock {
    int64_t from_ms; /* started, or resumed for the last time */
    enum calendar_unit unit;
    int64_t limit;   /* in units, 0 to CALENDAR_LIMIT_MAX */
    int64_t used_ms; /* before the last pause, as calendar_used measured it; 0 if never paused */
};

/* The national table that ships with the program and Monday to Friday, 08:00–12:00, 14:00–18:00. */
enum err calendar_builtin(struct arena *mem, struct calendar *out) MUST_CHECK;
/* "date,kind,name,name_zh" lines, kind off or work, any order, a date once. bad_line may be NULL.
 */
enum err calendar_read_days(struct arena *mem, str csv, struct calendar_day **days, size_t *n,
                            int *bad_line) MUST_CHECK;
/* "08:00-12:00 14:00-18:00" to periods; ERR_INVALID if empty, overlapping or not ascending. */
enum err calendar_read_periods(str text, struct calendar_hours *out) MUST_CHECK;
str calendar_write_periods(struct arena *mem, const struct calendar_hours *h);

bool calendar_is_workday(const struct calendar *cal, int64_t day);
bool calendar_is_worktime(const struct calendar *cal, int64_t ms);
/* The year has no published table. */
bool calendar_is_provisional(const struct calendar *cal, int64_t day);
/* Some day from the first to the last lies in such a year, so a due date between may still move. */
bool calendar_may_move(const struct calendar *cal, int64_t from_ms, int64_t due_ms);
/* The working day after `day`, n days on; the day itself for n = 0 if it is one, else the next. */
int64_t calendar_workday_after(const struct calendar *cal, int64_t day, int64_t n);
int64_t calendar_workdays_between(const struct calendar *cal, int64_t after_day, int64_t to_day);

int64_t calendar_due(const struct calendar *cal, const struct calendar_clock *k);
/* What of the limit is used at `at`: stored when the clock is paused. More than the limit when it
 * is missed; resumed, such a clock is due at once. */
int64_t calendar_used(const struct calendar *cal, const struct calendar_clock *k, int64_t at);
/* The due date after the calendar changed. A deadline met or still running at `at` (when the clock
 * stopped, or now) is not turned into a missed one: then the old one stays. */
int64_t calendar_recompute(const struct calendar *cal, const struct calendar_clock *k,
                           int64_t old_due, int64_t at);

/* ---- why is this due then ---------------------------------------------- */

enum calendar_step_kind {
    CALENDAR_STARTS,    /* at from_ms */
    CALENDAR_RESUMES,   /* at from_ms, amount ms used before */
    CALENDAR_RUNS,      /* from_ms to to_ms counts amount ms */
    CALENDAR_COUNTS,    /* the days of from_ms to to_ms are working days number first to amount */
    CALENDAR_MADE_UP,   /* one such day, a weekend worked for the holiday `name`, or `own` */
    CALENDAR_RESTS,     /* the days of from_ms to to_ms do not count; `name` may be empty */
    CALENDAR_MOVES,     /* from the rest day of from_ms to the working day of to_ms */
    CALENDAR_GUESSES,   /* the table of year `amount` is not published */
    CALENDAR_ENDS_THEN, /* due at to_ms */
    CALENDAR_STEPS
};
struct calendar_step {
    enum calendar_step_kind kind;
    int64_t from_ms, to_ms, first, amount;
    str name[LANGS];
    bool own; /* by the county's own calendar */
};
struct calendar_why {
    struct calendar_step *steps; /* in arena, in the order to be told */
    size_t n;
    int64_t due_ms;
    bool provisional;
};
void calendar_explain(const struct calendar *cal, const struct calendar_clock *k, struct arena *mem,
                      struct calendar_why *out);
/* One sentence for people. */
str calendar_step_text(struct arena *mem, enum lang lang, const struct calendar_step *s);

/* ---- a county's own ---------------------------------------------------- */

/* The national table of the program and of the database, the county's days and hours. The revision
 * grows with every change of any of them: a clock that names an older one is to be recomputed. */
enum err calendar_load(struct ctx *cx, int64_t county, struct calendar *out) MUST_CHECK;
enum err calendar_revision(struct ctx *cx, int64_t county, int64_t *revision) MUST_CHECK;

struct calendar_change {
    unsigned week;
    enum calendar_end end;
    str hours;    /* seasons, one a line: "2026-05-01 08:30-12:00 15:00-18:30"; the first may leave
                     its day out */
    str reason;   /* a code or a few words for the revision's history */
    int64_t seen; /* revision loaded; ERR_CONFLICT if there is a newer one */
};
enum err calendar_change(struct ctx *cx, int64_t county, const struct calendar_change *in,
                         int64_t *revision) MUST_CHECK;
str calendar_write_hours(struct arena *mem, const struct calendar *cal); /* as in .hours */
/* Lines as calendar_read_days takes them, for the whole country (county 0) or one county. */
enum err calendar_put_days(struct ctx *cx, int64_t county, str csv, int *bad_line) MUST_CHECK;
/* One day of a county's own, and taken back. */
enum err calendar_put_day(struct ctx *cx, int64_t county, const struct calendar_day *d) MUST_CHECK;
enum err calendar_drop_day(struct ctx *cx, int64_t county, int64_t day) MUST_CHECK;
