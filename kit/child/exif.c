/* exif.c: three facts out of a camera's notes: which way is up, when, and where. The notes are a
 * TIFF structure (EXIF 2.32): offsets from strangers, so every read goes through at(). */
#include "kit/child/child_own.h"

struct tiff {
    const unsigned char *at;
    size_t len;
    bool big; /* byte order */
    int left; /* entries that may still be looked at */
};

#define TAG_ORIENTATION 0x0112
#define TAG_EXIF        0x8769
#define TAG_GPS         0x8825
#define TAG_TAKEN       0x9003 /* DateTimeOriginal */
#define TAG_ZONE        0x9011 /* OffsetTimeOriginal */
#define TAG_LAT_REF     1
#define TAG_LAT         2
#define TAG_LON_REF     3
#define TAG_LON         4
#define ENTRIES_MOST    512

static bool at(const struct tiff *t, size_t from, size_t len)
{
    return from <= t->len && len <= t->len - from;
}

static uint32_t u16(const struct tiff *t, size_t from)
{
    if (!at(t, from, 2))
        return 0;
    const unsigned char *p = t->at + from;
    return t->big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static uint32_t u32(const struct tiff *t, size_t from)
{
    if (!at(t, from, 4))
        return 0;
    uint32_t a = u16(t, from), b = u16(t, from + 2);
    return t->big ? a << 16 | b : b << 16 | a;
}

struct entry {
    uint32_t tag, type, count;
    size_t value; /* where its four bytes stand */
};

/* The i-th entry of the directory at `dir`. */
static bool entry_at(struct tiff *t, size_t dir, uint32_t i, struct entry *e)
{
    if (dir < 8 || i >= u16(t, dir) || !at(t, dir + 2 + 12 * (size_t)i, 12) || t->left-- <= 0)
        return false;
    size_t from = dir + 2 + 12 * (size_t)i;
    *e = (struct entry){u16(t, from), u16(t, from + 2), u32(t, from + 4), from + 8};
    return true;
}

/* Up to `most` bytes of an ASCII value. */
static str text_of(const struct tiff *t, const struct entry *e, size_t most)
{
    size_t from = e->count > 4 ? u32(t, e->value) : e->value;
    if (e->type != 2 || e->count > most + 1 || !at(t, from, e->count))
        return STR_NONE;
    const char *text = (const char *)t->at + from;
    return (str){text, strnlen(text, e->count)};
}

static double rational(const struct tiff *t, size_t from)
{
    uint32_t over = u32(t, from), under = u32(t, from + 4);
    return under ? (double)over / under : NAN;
}

/* Degrees, minutes, seconds. */
static double degrees(const struct tiff *t, const struct entry *e)
{
    size_t from = u32(t, e->value);
    if (e->type != 5 || e->count != 3 || !at(t, from, 24))
        return NAN;
    return rational(t, from) + rational(t, from + 8) / 60 + rational(t, from + 16) / 3600;
}

static void read_gps(struct tiff *t, size_t dir, struct exif *out)
{
    struct entry e;
    double lat = NAN, lon = NAN;
    bool south = false, west = false;
    for (uint32_t i = 0; entry_at(t, dir, i, &e); i++) {
        if (e.tag == TAG_LAT_REF)
            south = str_is(text_of(t, &e, 1), "S");
        else if (e.tag == TAG_LON_REF)
            west = str_is(text_of(t, &e, 1), "W");
        else if (e.tag == TAG_LAT)
            lat = degrees(t, &e);
        else if (e.tag == TAG_LON)
            lon = degrees(t, &e);
    }
    /* Cameras without a fix write 0/0, or nothing that divides. */
    if (!(lat <= 90 && lon <= 180) || (lat < 1e-9 && lon < 1e-9))
        return;
    out->located = true;
    out->lat = south ? -lat : lat;
    out->lon = west ? -lon : lon;
}

static bool two(str s, size_t from, int *out)
{
    if (from + 2 > s.len || !isdigit((unsigned char)s.at[from]) ||
        !isdigit((unsigned char)s.at[from + 1]))
        return false;
    *out = (s.at[from] - '0') * 10 + s.at[from + 1] - '0';
    return true;
}

/* "2025:11:05 16:00:00"; zone "+08:00", "Z" or nothing. */
static int64_t taken_of(str when, str zone)
{
    int century, year, hours = 8, minutes = 0;
    struct civil c = {0};
    if (when.len != 19 || !two(when, 0, &century) || !two(when, 2, &year) ||
        !two(when, 5, &c.month) || !two(when, 8, &c.day) || !two(when, 11, &c.hour) ||
        !two(when, 14, &c.minute) || !two(when, 17, &c.second))
        return 0;
    c.year = century * 100 + year;
    if (c.year < 1990 || c.year > 2100 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 ||
        c.hour > 23 || c.minute > 59 || c.second > 59)
        return 0;
    int64_t shift = 0;
    if (zone.len == 6 && two(zone, 1, &hours) && two(zone, 4, &minutes))
        shift = CHINA_OFFSET_MS - (zone.at[0] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60000;
    return ms_of_civil(c) + shift;
}

static void read_camera(struct tiff *t, size_t dir, struct exif *out)
{
    struct entry e;
    str when = STR_NONE, zone = STR_NONE;
    for (uint32_t i = 0; entry_at(t, dir, i, &e); i++) {
        if (e.tag == TAG_TAKEN)
            when = text_of(t, &e, 19);
        else if (e.tag == TAG_ZONE)
            zone = text_of(t, &e, 6);
    }
    out->taken_ms = taken_of(when, zone);
}

void exif_read(const unsigned char *tiff, size_t len, struct exif *out)
{
    struct tiff t = {.at = tiff, .len = len, .left = ENTRIES_MOST};
    struct entry e;
    *out = (struct exif){.orientation = 1};
    if (len < 8 || (memcmp(tiff, "II", 2) != 0 && memcmp(tiff, "MM", 2) != 0))
        return;
    t.big = tiff[0] == 'M';
    if (u16(&t, 2) != 42)
        return;
    size_t dir = u32(&t, 4);
    for (uint32_t i = 0; entry_at(&t, dir, i, &e); i++) {
        if (e.tag == TAG_ORIENTATION && u16(&t, e.value) >= 1 && u16(&t, e.value) <= 8)
            out->orientation = (int)u16(&t, e.value);
        else if (e.tag == TAG_EXIF)
            read_camera(&t, u32(&t, e.value), out);
        else if (e.tag == TAG_GPS)
            read_gps(&t, u32(&t, e.value), out);
    }
}
