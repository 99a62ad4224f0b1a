/* days.c: the tables a calendar is made of, read from text. */
#include "civic/calendar/calendar.h"

extern const str calendar_data_holidays; /* data/calendar/holidays.csv, compiled in */

static int by_day(const void *a, const void *b)
{
    int64_t x = ((const struct calendar_day *)a)->day, y = ((const struct calendar_day *)b)->day;
    return (x > y) - (x < y);
}

static enum err read_day(struct arena *mem, str line, struct calendar_day *out)
{
    str date = str_cut(&line, ','), kind = str_cut(&line, ',');
    str name = str_cut(&line, ','), name_zh = line;
    enum err e = day_parse(date, &out->day);
    if (e)
        return e;
    out->work = str_is(kind, "work");
    if (!out->work && !str_is(kind, "off"))
        return ERR_INVALID;
    if (name.len > 120 || name_zh.len > 120 || str_find(name_zh, S(",")) != SIZE_MAX)
        return ERR_INVALID;
    out->name[LANG_EN] = str_keep(mem, str_trim(name));
    out->name[LANG_ZH] = str_keep(mem, str_trim(name_zh));
    return OK;
}

static size_t lines_in(str text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.len; i++)
        n += text.at[i] == '\n';
    return n;
}

/* Sorts; false when a day stands twice. */
static bool in_order(struct calendar_day *days, size_t n)
{
    qsort(days, n, sizeof *days, by_day);
    for (size_t i = 1; i < n; i++)
        if (days[i].day == days[i - 1].day)
            return false;
    return true;
}

enum err calendar_read_days(struct arena *mem, str csv, struct calendar_day **days, size_t *n,
                            int *bad_line)
{
    struct calendar_day *all = NEW_N(mem, struct calendar_day, lines_in(csv));
    size_t count = 0;
    if (str_starts(csv, S("\xef\xbb\xbf")))
        csv = (str){csv.at + 3, csv.len - 3};
    for (int line_no = 1; csv.len; line_no++) {
        str line = str_trim(str_cut(&csv, '\n'));
        if (!line.len || (line_no == 1 && str_starts(line, S("date,"))))
            continue;
        if (!utf8_ok(line) || read_day(mem, line, &all[count])) {
            if (bad_line)
                *bad_line = line_no;
            return ERR_INVALID;
        }
        count++;
    }
    if (!in_order(all, count))
        return ERR_INVALID;
    *days = all;
    *n = count;
    return OK;
}

/* "08:00", and "24:00" for the end of the day. */
static enum err read_minute(str s, int *out)
{
    int64_t hour, minute;
    if (s.len != 5 || s.at[2] != ':')
        return ERR_INVALID;
    if (str_int((str){s.at, 2}, &hour) || str_int((str){s.at + 3, 2}, &minute))
        return ERR_INVALID;
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 1440)
        return ERR_INVALID;
    *out = (int)(hour * 60 + minute);
    return OK;
}

enum err calendar_read_periods(str text, struct calendar_hours *out)
{
    struct calendar_hours h = {.from_day = out->from_day};
    text = str_trim(text);
    while (text.len) {
        str period = str_cut(&text, ' ');
        str from = str_cut(&period, '-');
        struct calendar_period p;
        if (h.n == CALENDAR_PERIODS || read_minute(from, &p.from) || read_minute(period, &p.to))
            return ERR_INVALID;
        if (p.from >= p.to || (h.n && p.from <= h.periods[h.n - 1].to))
            return ERR_INVALID;
        h.periods[h.n++] = p;
        text = str_trim(text);
    }
    if (!h.n)
        return ERR_INVALID;
    *out = h;
    return OK;
}

str calendar_write_periods(struct arena *mem, const struct calendar_hours *h)
{
    struct buf b = buf_new(mem, 200);
    for (int i = 0; i < h->n; i++)
        buf_fmt(&b, "%s%02d:%02d-%02d:%02d", i ? " " : "", h->periods[i].from / 60,
                h->periods[i].from % 60, h->periods[i].to / 60, h->periods[i].to % 60);
    return buf_done(&b);
}

enum err calendar_builtin(struct arena *mem, struct calendar *out)
{
    struct calendar cal = {.week = 0x3e, .n_hours = 1}; /* Monday to Friday */
    struct calendar_day *days;
    enum err e = calendar_read_days(mem, calendar_data_holidays, &days, &cal.n_days, NULL);
    if (e)
        return e;
    cal.days = days;
    e = calendar_read_periods(S("08:00-12:00 14:00-18:00"), &cal.hours[0]);
    if (e)
        return e;
    *out = cal;
    return OK;
}
