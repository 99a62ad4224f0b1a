/* facilities.c: finding: by id, by what is written on one, near a position, in lists. */
#include "civic/facilities/facilities_own.h"

#include "civic/facilities/facilities_sql.h"
#include "civic/people/people.h"
#include "civic/places/places.h"

const char *const facility_state_names[FACILITY_STATES] = {"whole", "broken", "lost", "disused",
                                                           "removed"};
const char *const facility_state_labels[FACILITY_STATES] = {
    N_("Facility in order"), N_("Facility damaged"), N_("Facility missing"),
    N_("Facility out of use"), N_("Facility removed")};
const char *const facility_origin_names[FACILITY_ORIGINS] = {"", "survey", "map", "base", "other"};
const char *const facility_origin_labels[FACILITY_ORIGINS] = {
    N_("Not said"), N_("Surveyed"), N_("Topographic map"), N_("Basic geographic data"),
    N_("Other source")};

/* ---- rows --------------------------------------------------------------- */

static struct facility read_row(const struct rows *r, int64_t county)
{
    return (struct facility){
        .county = county,
        .id = db_get_int(r, 0),
        .place = db_get_int(r, 1),
        .scope = db_get_int(r, 2),
        .identifier = db_keep_text(r, 3),
        .code = db_keep_text(r, 4),
        .label = db_keep_text(r, 5),
        .name = db_keep_text(r, 6),
        .state = (enum facility_state)db_get_enum(r, 7, facility_state_names, FACILITY_STATES),
        .origin = (enum facility_origin)db_get_enum(r, 8, facility_origin_names, FACILITY_ORIGINS),
        .placed = !db_get_null(r, 9),
        .lat_u = db_get_int(r, 9),
        .lon_u = db_get_int(r, 10),
        .org_code = db_keep_text(r, 11),
        .org_name = db_keep_text(r, 12),
        .owner_code = db_keep_text(r, 13),
        .owner_name = db_keep_text(r, 14),
        .keeper_code = db_keep_text(r, 15),
        .keeper_name = db_keep_text(r, 16),
        .note = db_keep_text(r, 17),
        .from_day = db_get_int(r, 18),
        .changed_day = db_get_int(r, 19),
        .cases = db_get_int(r, 20),
        .row_ver = db_get_int(r, 21),
    };
}

static enum err read_one(struct rows *r, int64_t county, struct facility *out)
{
    enum err e = db_one(r);
    if (!e)
        *out = read_row(r, county);
    return e;
}

static enum err read_all(struct rows *r, int64_t county, struct facility *out, int max, int *n)
{
    int got = 0;
    while (got < max && db_next(r))
        out[got++] = read_row(r, county);
    enum err e = db_end(r);
    if (!e)
        *n = got;
    return e;
}

/* ---- one ---------------------------------------------------------------- */

enum err facility_find(struct ctx *cx, int64_t county, int64_t id, struct facility *out)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_find, db_int("county", county), db_int("id", id));
    return read_one(&r, county, out);
}

enum err facility_by_identifier(struct ctx *cx, int64_t county, str identifier,
                                struct facility *out)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_by_identifier, db_int("county", county),
                           db_text("identifier", identifier));
    return read_one(&r, county, out);
}

bool facility_may_see(struct ctx *cx, const struct facility *f)
{
    return may(cx, ACT_FACILITIES_READ, f->scope, NO_ORG);
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len;
}

enum err facility_identifier_read(str s, struct facility_identifier *out)
{
    if ((s.len != 16 && s.len != 17) || !all_digits(s))
        return ERR_INVALID;
    struct facility_identifier id = {.serial = 0};
    size_t class = s.len - 12;
    memcpy(id.county, s.at, 6);
    memcpy(id.class, s.at + 6, class);
    enum err e = str_int((str){s.at + s.len - 6, 6}, &id.serial);
    if (e || !id.serial)
        return ERR_INVALID;
    *out = id;
    return OK;
}

/* ---- by what is written on it -------------------------------------------- */

/* Full-width digits and dashes as the plain ones; everything else as it is. */
static str plain(struct arena *mem, str typed)
{
    struct buf b = buf_new(mem, 400);
    for (uint32_t c; (c = utf8_next(&typed));) {
        if (c >= 0xff10 && c <= 0xff19)
            c -= 0xff10 - '0';
        if (c == 0xff0d || (c >= 0x2010 && c <= 0x2015) || c == 0x2212)
            c = '-';
        buf_char(&b, c < 0x80 ? (char)c : ' ');
    }
    return buf_done(&b);
}

static bool is_digit(str s, size_t i)
{
    return i < s.len && s.at[i] >= '0' && s.at[i] <= '9';
}

/* The longest run of digits that is an identifier: of an address, the end of it. */
static str identifier_in(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        size_t from = i;
        while (is_digit(s, i))
            i++;
        if (i - from == 16 || i - from == 17)
            return (str){s.at + from, i - from};
    }
    return STR_NONE;
}

/* "8-14" for "08-014": as they are written on labels. */
static str label_in(struct arena *mem, str s)
{
    for (size_t i = 1; i < s.len; i++) {
        size_t from = i, to = i + 1;
        int64_t grid, serial;
        if (s.at[i] != '-')
            continue;
        while (from && is_digit(s, from - 1))
            from--;
        while (is_digit(s, to))
            to++;
        if (str_int((str){s.at + from, i - from}, &grid) == OK &&
            str_int((str){s.at + i + 1, to - i - 1}, &serial) == OK)
            return str_fmt(mem, "%02lld-%03lld", (long long)grid, (long long)serial);
    }
    return STR_NONE;
}

static enum err by_label(struct ctx *cx, const struct facility_named *by, str label,
                         struct facility *out, int max, int *n)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_by_label, db_int("county", by->county),
                           db_text("label", label), db_int("lo", by->community),
                           db_int("hi", place_end(by->community)), db_text("code", by->code),
                           db_int("max", max));
    return read_all(&r, by->county, out, max, n);
}

enum err facility_named(struct ctx *cx, const struct facility_named *by, struct facility *out,
                        int max, int *n)
{
    str typed = plain(cx->mem, utf8_head(by->typed, 120));
    str identifier = identifier_in(typed);
    str label = label_in(cx->mem, typed);
    *n = 0;
    if (identifier.len) {
        enum err e = facility_by_identifier(cx, by->county, identifier, out);
        *n = e == OK && out->state != FACILITY_REMOVED;
        return e == ERR_NOT_FOUND ? OK : e;
    }
    if (!label.len) /* a label of one's own may be anything */
        label = str_trim(by->typed);
    return by_label(cx, by, label, out, max, n);
}

/* ---- around a position ---------------------------------------------------- */

#define METRES_PER_MICRODEGREE 0.11132

static double cos_of(int64_t lat_u)
{
    return cos((double)lat_u / 1e6 * 3.14159265358979 / 180);
}

static int64_t metres_to(const struct facility_around *a, int64_t lat_u, int64_t lon_u)
{
    double dy = (double)(a->lat_u - lat_u) * METRES_PER_MICRODEGREE;
    double dx = (double)(a->lon_u - lon_u) * METRES_PER_MICRODEGREE * cos_of(a->lat_u);
    return (int64_t)(sqrt(dx * dx + dy * dy) + 0.5);
}

struct near_list { /* the nearest `max` so far, nearest first */
    struct facility_near *at;
    int n, max;
};

static bool is_near_enough(const struct near_list *l, int64_t metres)
{
    return l->n < l->max || metres < l->at[l->max - 1].metres;
}

static void keep_near(struct near_list *l, const struct facility_near *one)
{
    int at = l->n < l->max ? l->n++ : l->max - 1;
    for (; at > 0 && l->at[at - 1].metres > one->metres; at--)
        l->at[at] = l->at[at - 1];
    l->at[at] = *one;
}

enum { CANDIDATES_MAX = 1000 };

static enum err near_within(struct ctx *cx, const struct facility_around *at, int64_t metres,
                            struct near_list *out)
{
    int64_t up = (int64_t)((double)metres / METRES_PER_MICRODEGREE);
    int64_t side = (int64_t)((double)up / cos_of(at->lat_u));
    AUTO_ROWS r = db_query(cx, &facilities_sql_near, db_int("county", at->county),
                           db_text("code", at->code), db_int("south", at->lat_u - up),
                           db_int("north", at->lat_u + up), db_int("west", at->lon_u - side),
                           db_int("east", at->lon_u + side), db_int("max", CANDIDATES_MAX));
    while (db_next(&r)) {
        struct facility_near one = {.metres = metres_to(at, db_get_int(&r, 9), db_get_int(&r, 10))};
        if (one.metres > metres || !is_near_enough(out, one.metres))
            continue;
        one.f = read_row(&r, at->county);
        keep_near(out, &one);
    }
    return db_end(&r);
}

/* A small box first: in a street full of lamps the nearest are in it, and few rows are read. */
enum err facility_near(struct ctx *cx, const struct facility_around *at, struct facility_near *out,
                       int max, int *n)
{
    struct near_list l = {.at = out, .max = max};
    enum err e = near_within(cx, at, FACILITIES_NEAR_M / 4, &l);
    if (!e && l.n < max) {
        l.n = 0;
        e = near_within(cx, at, FACILITIES_NEAR_M, &l);
    }
    if (!e)
        *n = l.n;
    return e;
}

/* ---- lists ---------------------------------------------------------------- */

enum err facility_of_kind(struct ctx *cx, const struct facility_named *by, struct facility *out,
                          int max, int *n)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_of_kind, db_int("county", by->county),
                           db_int("lo", by->community), db_int("hi", place_end(by->community)),
                           db_text("code", by->code), db_int("max", max));
    return read_all(&r, by->county, out, max, n);
}

/* What somebody looks for stands between wildcards; their own ones mean nothing. */
static str pattern(struct arena *mem, str q, bool starts)
{
    struct buf b = buf_new(mem, 400);
    if (!starts)
        buf_char(&b, '%');
    for (size_t i = 0; i < q.len; i++)
        buf_char(&b, q.at[i] == '%' || q.at[i] == '_' ? ' ' : q.at[i]);
    buf_char(&b, '%');
    return buf_done(&b);
}

static struct rows query_list(struct ctx *cx, const struct facility_filter *f, int max)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_FACILITIES_READ, &reach);
    int64_t lo = f->place, hi = f->place ? place_end(f->place) : INT64_MAX;
    if (f->most)
        return db_query(cx, &facilities_sql_most, db_int("county", f->county), db_int("lo", lo),
                        db_int("hi", hi), POSTS_RANGE_ARGS(reach), db_text("code", f->code),
                        db_text("state", f->state), db_int("max", max));
    str q = utf8_head(str_trim(f->q), 60), label = label_in(cx->mem, plain(cx->mem, q));
    return db_query(cx, &facilities_sql_list, db_int("county", f->county), db_int("lo", lo),
                    db_int("hi", hi), POSTS_RANGE_ARGS(reach), db_int("after", f->after),
                    db_text("code", f->code), db_text("state", f->state),
                    db_text("q", label.len ? label : q),
                    db_text("starts", pattern(cx->mem, q, true)),
                    db_text("holds", pattern(cx->mem, q, false)), db_int("max", max));
}

enum err facility_list(struct ctx *cx, const struct facility_filter *f, struct facility *out,
                       int max, int *n)
{
    AUTO_ROWS r = query_list(cx, f, max);
    return read_all(&r, f->county, out, max, n);
}

enum err facility_counts(struct ctx *cx, int64_t county, int64_t place,
                         int64_t out[FACILITY_STATES])
{
    struct posts_reach reach;
    posts_reach(cx, ACT_FACILITIES_READ, &reach);
    AUTO_ROWS r =
        db_query(cx, &facilities_sql_counts, db_int("county", county), db_int("lo", place),
                 db_int("hi", place ? place_end(place) : INT64_MAX), POSTS_RANGE_ARGS(reach));
    memset(out, 0, FACILITY_STATES * sizeof *out);
    while (db_next(&r))
        out[db_get_enum(&r, 0, facility_state_names, FACILITY_STATES)] = db_get_int(&r, 1);
    return db_end(&r);
}

enum err facility_list_box(struct ctx *cx, const struct facility_box *b, struct facility *out,
                           int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_FACILITIES_READ, &reach);
    AUTO_ROWS r =
        db_query(cx, &facilities_sql_box, db_int("county", b->county), db_int("south", b->south),
                 db_int("north", b->north), db_int("west", b->west), db_int("east", b->east),
                 POSTS_RANGE_ARGS(reach), db_text("code", b->code), db_int("max", max));
    return read_all(&r, b->county, out, max, n);
}
