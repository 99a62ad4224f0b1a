/* time.c: two clocks, and dates at +08:00 without the C library's time zones.
 * Civil days after Howard Hinnant's public algorithms (proleptic Gregorian). */
#include "kit/base/base.h"

#include <stdatomic.h>

static _Atomic int64_t business_offset; /* business - real, when it runs */
static _Atomic int64_t business_frozen; /* 0: it runs */

int64_t clock_real_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_steady_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_business_ms(void)
{
    int64_t frozen = atomic_load(&business_frozen);
    return frozen ? frozen : clock_real_ms() + atomic_load(&business_offset);
}

void clock_set_business(int64_t ms)
{
    atomic_store(&business_frozen, 0);
    atomic_store(&business_offset, ms - clock_real_ms());
}

void clock_freeze_business(int64_t ms)
{
    atomic_store(&business_frozen, ms);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t day_of_ms(int64_t ms)
{
    return floor_div(ms + CHINA_OFFSET_MS, DAY_MS);
}

int64_t ms_of_day(int64_t day)
{
    return day * DAY_MS - CHINA_OFFSET_MS;
}

int64_t day_of_civil(int year, int month, int day)
{
    int64_t y = year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct civil civil_of_day(int64_t day)
{
    int64_t z = day + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    return (struct civil){.year = (int)(yoe + era * 400 + (month <= 2)),
                          .month = (int)month,
                          .day = (int)(doy - (153 * mp + 2) / 5 + 1),
                          .weekday = (int)(((day % 7) + 7 + 3) % 7 + 1)};
}

struct civil civil_of_ms(int64_t ms)
{
    int64_t day = day_of_ms(ms);
    int64_t second = floor_div(ms - ms_of_day(day), 1000);
    struct civil c = civil_of_day(day);
    c.hour = (int)(second / 3600);
    c.minute = (int)(second / 60 % 60);
    c.second = (int)(second % 60);
    return c;
}

int64_t ms_of_civil(struct civil c)
{
    return ms_of_day(day_of_civil(c.year, c.month, c.day)) +
           ((c.hour * 60LL + c.minute) * 60 + c.second) * 1000;
}

str time_text(struct arena *mem, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    return str_fmt(mem, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day, c.hour,
                   c.minute, c.second);
}

/* A fixed number of digits at the start of s. */
static bool take_digits(str *s, int n, int *out)
{
    int value = 0;
    if (s->len < (size_t)n)
        return false;
    for (int i = 0; i < n; i++) {
        if (s->at[i] < '0' || s->at[i] > '9')
            return false;
        value = value * 10 + (s->at[i] - '0');
    }
    *s = (str){s->at + n, s->len - (size_t)n};
    *out = value;
    return true;
}

static bool take_char(str *s, const char *any)
{
    if (!s->len || !s->at[0] || !strchr(any, s->at[0]))
        return false;
    *s = (str){s->at + 1, s->len - 1};
    return true;
}

static bool take_date(str *s, struct civil *c)
{
    if (!take_digits(s, 4, &c->year) || !take_char(s, "-") || !take_digits(s, 2, &c->month) ||
        !take_char(s, "-") || !take_digits(s, 2, &c->day))
        return false;
    struct civil same = civil_of_day(day_of_civil(c->year, c->month, c->day));
    return c->year >= 1 && same.month == c->month && same.day == c->day && c->day > 0;
}

enum err day_parse(str s, int64_t *day)
{
    struct civil c;
    if (!take_date(&s, &c) || s.len)
        return ERR_INVALID;
    *day = day_of_civil(c.year, c.month, c.day);
    return OK;
}

static bool take_zone(str *s, int64_t *offset_ms)
{
    int hour = 0, minute = 0;
    char sign = s->len ? s->at[0] : 0;
    *offset_ms = 0;
    if (take_char(s, "Zz"))
        return true;
    /* A raw '+' in a query decodes to a space; it can only have meant '+'. */
    if (!take_char(s, "+- ") || !take_digits(s, 2, &hour))
        return false;
    take_char(s, ":");
    if (!take_digits(s, 2, &minute) || hour > 23 || minute > 59)
        return false;
    *offset_ms = (hour * 60 + minute) * 60000LL * (sign == '-' ? -1 : 1);
    return true;
}

enum err time_parse(str s, int64_t *ms)
{
    struct civil c = {0};
    int64_t offset;
    int fraction = 0;
    if (!take_date(&s, &c) || !take_char(&s, "Tt ") || !take_digits(&s, 2, &c.hour) ||
        !take_char(&s, ":") || !take_digits(&s, 2, &c.minute) || !take_char(&s, ":") ||
        !take_digits(&s, 2, &c.second) || c.hour > 23 || c.minute > 59 || c.second > 59)
        return ERR_INVALID;
    if (take_char(&s, ".")) {
        int scale = 100;
        for (int d; take_digits(&s, 1, &d); scale /= 10)
            fraction += d * scale;
    }
    if (!take_zone(&s, &offset) || s.len)
        return ERR_INVALID;
    *ms = ms_of_civil(c) + CHINA_OFFSET_MS - offset + fraction;
    return OK;
}
