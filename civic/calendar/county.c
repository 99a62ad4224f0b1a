/* county.c: the calendar of a county: what ships with the program, what was loaded since, and the
 * county's own days and hours, each change a revision. */
#include "civic/calendar/calendar.h"

#include "civic/calendar/calendar_schema.h"
#include "civic/calendar/calendar_sql.h"
#include "civic/room.h"
#include "kit/db/shelf.h"

#define TABLE_STEP 100000 /* revision = national * step + the county's */

const struct room calendar_room = {.name = "calendar", .schema = &calendar_schema};

/* ---- the table that ships ---------------------------------------------- */

struct shipped {
    struct arena *mem;
    struct calendar cal;
};

static void drop_shipped(void *thing)
{
    arena_free(((struct shipped *)thing)->mem);
}

/* Read once per process; it never changes, so it stays on the shelf while the database is open. */
static enum err take_shipped(struct ctx *cx, struct calendar *out)
{
    AUTO_HOLD hold = {0};
    const struct shipped *s = db_shelf_take(cx->db, "calendar", 0, 0, &hold);
    if (!s) {
        struct arena *mem = arena_new();
        struct shipped *made = NEW(mem, struct shipped);
        made->mem = mem;
        enum err e = calendar_builtin(mem, &made->cal);
        if (e) {
            arena_free(mem);
            return e;
        }
        s = db_shelf_put(cx->db, "calendar", 0, 0, made, drop_shipped, &hold);
    }
    *out = s->cal;
    return OK;
}

/* ---- days -------------------------------------------------------------- */

struct day_list {
    struct calendar_day *at;
    size_t n, cap;
};

static void add_day(struct arena *mem, struct day_list *l, struct calendar_day d)
{
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 32;
        struct calendar_day *more = NEW_N(mem, struct calendar_day, l->cap);
        if (l->n)
            memcpy(more, l->at, l->n * sizeof *more);
        l->at = more;
    }
    l->at[l->n++] = d;
}

static enum err read_list(struct ctx *cx, struct rows *r, bool own, struct day_list *l)
{
    while (db_next(r)) {
        struct calendar_day d = {
            .day = db_get_int(r, 0), .work = db_get_int(r, 1) == 1, .own = own};
        d.name[LANG_EN] = db_keep_text(r, 2);
        d.name[LANG_ZH] = db_keep_text(r, 3);
        add_day(cx->mem, l, d);
    }
    return db_end(r);
}

/* Two ascending lists; where both name a day, the second counts. */
static void merge(struct arena *mem, struct calendar *cal, const struct day_list *over)
{
    if (!over->n)
        return;
    struct calendar_day *all = NEW_N(mem, struct calendar_day, cal->n_days + over->n);
    size_t n = 0, i = 0, j = 0;
    while (i < cal->n_days || j < over->n) {
        bool first = j == over->n || (i < cal->n_days && cal->days[i].day < over->at[j].day);
        if (!first && i < cal->n_days && cal->days[i].day == over->at[j].day)
            i++;
        all[n++] = first ? cal->days[i++] : over->at[j++];
    }
    cal->days = all;
    cal->n_days = n;
}

static enum err load_days(struct ctx *cx, int64_t county, struct calendar *cal)
{
    struct day_list national = {0}, own = {0};
    {
        AUTO_ROWS rows = db_query(cx, &calendar_sql_days);
        enum err e = read_list(cx, &rows, false, &national);
        if (e)
            return e;
    }
    {
        AUTO_ROWS rows = db_query(cx, &calendar_sql_own_days, db_int("county", county));
        enum err e = read_list(cx, &rows, true, &own);
        if (e)
            return e;
    }
    merge(cx->mem, cal, &national);
    merge(cx->mem, cal, &own);
    return OK;
}

/* ---- hours ------------------------------------------------------------- */

static enum err read_season(str line, bool first, struct calendar_hours *out)
{
    struct calendar_hours h = {.from_day = 0};
    str rest = line, word = str_cut(&rest, ' ');
    if (day_parse(word, &h.from_day) == OK)
        line = rest;
    else if (!first)
        return ERR_INVALID;
    enum err e = calendar_read_periods(line, &h);
    if (!e)
        *out = h;
    return e;
}

static enum err read_hours(str text, struct calendar *cal)
{
    int n = 0;
    while (str_trim(text).len) {
        str line = str_trim(str_cut(&text, '\n'));
        if (!line.len)
            continue;
        if (n == CALENDAR_SEASONS || read_season(line, n == 0, &cal->hours[n]))
            return ERR_INVALID;
        if (n && cal->hours[n].from_day <= cal->hours[n - 1].from_day)
            return ERR_INVALID;
        n++;
    }
    cal->n_hours = n;
    return n ? OK : ERR_INVALID;
}

str calendar_write_hours(struct arena *mem, const struct calendar *cal)
{
    struct buf b = buf_new(mem, 2000);
    for (int i = 0; i < cal->n_hours; i++) {
        struct civil c = civil_of_day(cal->hours[i].from_day);
        buf_z(&b, i ? "\n" : "");
        if (cal->hours[i].from_day)
            buf_fmt(&b, "%04d-%02d-%02d ", c.year, c.month, c.day);
        buf_str(&b, calendar_write_periods(mem, &cal->hours[i]));
    }
    return buf_done(&b);
}

/* ---- loading ----------------------------------------------------------- */

static enum err table_revision(struct ctx *cx, int64_t *revision)
{
    AUTO_ROWS rows = db_query(cx, &calendar_sql_table);
    enum err e = db_one(&rows);
    if (!e)
        *revision = db_get_int(&rows, 0);
    return e;
}

static enum err own_revision(struct ctx *cx, int64_t county, int64_t *revision)
{
    AUTO_ROWS rows = db_query(cx, &calendar_sql_last, db_int("county", county));
    *revision = db_next(&rows) ? db_get_int(&rows, 0) : 0;
    return db_end(&rows);
}

enum err calendar_revision(struct ctx *cx, int64_t county, int64_t *revision)
{
    int64_t national, own;
    enum err e = table_revision(cx, &national);
    if (!e)
        e = own_revision(cx, county, &own);
    if (!e)
        *revision = national * TABLE_STEP + own;
    return e;
}

static enum err load_hours(struct ctx *cx, int64_t county, struct calendar *cal)
{
    AUTO_ROWS rows = db_query(cx, &calendar_sql_last, db_int("county", county));
    if (!db_next(&rows))
        return db_end(&rows);
    cal->week = (unsigned)db_get_int(&rows, 1);
    cal->end = db_get_enum(&rows, 2, calendar_end_names, CALENDAR_ENDS);
    return read_hours(db_get_text(&rows, 3), cal) ? ERR_FAULT : OK;
}

enum err calendar_load(struct ctx *cx, int64_t county, struct calendar *out)
{
    struct calendar cal;
    int64_t revision;
    enum err e = calendar_revision(cx, county, &revision);
    if (!e)
        e = take_shipped(cx, &cal);
    if (!e)
        e = load_days(cx, county, &cal);
    if (!e)
        e = load_hours(cx, county, &cal);
    if (e)
        return e;
    cal.revision = revision;
    *out = cal;
    return OK;
}

/* ---- changing ---------------------------------------------------------- */

struct change_args {
    int64_t county, seen, revision;
    unsigned week;
    enum calendar_end end;
    str hours, reason;
};

/* The key (county, revision) lets only one of two who saw the same revision through. */
static enum err add_revision(struct ctx *cx, struct change_args *a)
{
    int64_t own;
    enum err e = own_revision(cx, a->county, &own);
    if (!e)
        e = db_exec(cx, NULL, &calendar_sql_add, db_int("county", a->county),
                    db_int("revision", own + 1), db_int("week", a->week),
                    db_word("ends", calendar_end_names[a->end]), db_text("hours", a->hours),
                    db_text("reason", a->reason), db_int("actor", cx->actor),
                    db_int("now", cx->now));
    return e ? e : calendar_revision(cx, a->county, &a->revision);
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    struct change_args *a = arg;
    int64_t now;
    enum err e = calendar_revision(cx, a->county, &now);
    if (!e && now != a->seen)
        e = fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    return e ? e : add_revision(cx, a);
}

enum err calendar_change(struct ctx *cx, int64_t county, const struct calendar_change *in,
                         int64_t *revision)
{
    struct calendar cal = {0};
    if (!(in->week & 0xfe) || in->week & ~0xfeu)
        return fail_field(cx, "week", _("At least one day of the week must be worked."));
    if (read_hours(in->hours, &cal))
        return fail_field(cx, "hours", _("Write working hours like 08:00-12:00 14:00-18:00."));
    struct change_args a = {.county = county,
                            .seen = in->seen,
                            .week = in->week,
                            .end = in->end,
                            .hours = calendar_write_hours(cx->mem, &cal),
                            .reason = str_clean_line(cx->mem, in->reason)};
    enum err e = db_write(cx, change_tx, &a);
    if (!e)
        *revision = a.revision;
    return e;
}

struct days_args {
    int64_t county, drop;
    const struct calendar_day *days;
    size_t n;
};

static enum err put_day(struct ctx *cx, int64_t county, const struct calendar_day *d)
{
#define DAY_ARGS                                                                                   \
    db_int("day", d->day), db_int("work", d->work), db_text("name", d->name[LANG_EN]),             \
        db_text("name_zh", d->name[LANG_ZH])
    if (county)
        return db_exec(cx, NULL, &calendar_sql_own_day_put, DAY_ARGS, db_int("county", county));
    return db_exec(cx, NULL, &calendar_sql_day_put, DAY_ARGS);
}

/* A county's days make a new revision of its hours, which stay what they were. */
static enum err touch(struct ctx *cx, int64_t county)
{
    struct calendar cal;
    int64_t revision;
    if (!county) {
        enum err e = table_revision(cx, &revision);
        return e ? e
                 : db_exec(cx, NULL, &calendar_sql_table_add, db_int("revision", revision + 1),
                           db_int("now", cx->now));
    }
    enum err e = calendar_load(cx, county, &cal);
    if (e)
        return e;
    struct change_args a = {.county = county,
                            .week = cal.week,
                            .end = cal.end,
                            .hours = calendar_write_hours(cx->mem, &cal),
                            .reason = S("days")};
    return add_revision(cx, &a);
}

static enum err days_tx(struct ctx *cx, void *arg)
{
    const struct days_args *a = arg;
    enum err e = OK;
    for (size_t i = 0; !e && i < a->n; i++)
        e = put_day(cx, a->county, &a->days[i]);
    if (!e && a->drop)
        e = db_exec(cx, NULL, &calendar_sql_own_day_drop, db_int("county", a->county),
                    db_int("day", a->drop));
    return e ? e : touch(cx, a->county);
}

enum err calendar_put_days(struct ctx *cx, int64_t county, str csv, int *bad_line)
{
    struct days_args a = {.county = county};
    struct calendar_day *days;
    enum err e = calendar_read_days(cx->mem, csv, &days, &a.n, bad_line);
    if (e)
        return fail(cx, e, _("The days cannot be read: date,off or work,name,Chinese name."));
    a.days = days;
    return db_write(cx, days_tx, &a);
}

enum err calendar_put_day(struct ctx *cx, int64_t county, const struct calendar_day *d)
{
    struct days_args a = {.county = county, .days = d, .n = 1};
    return db_write(cx, days_tx, &a);
}

enum err calendar_drop_day(struct ctx *cx, int64_t county, int64_t day)
{
    struct days_args a = {.county = county, .drop = day};
    return db_write(cx, days_tx, &a);
}
