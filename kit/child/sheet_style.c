/* sheet_style.c: numbers as their author sees them: a serial that is a day, 15 digits of a double.
 */
#include "kit/child/child_own.h"

enum { SERIAL_OF_1970 = 25569, SERIAL_MOST = 2958465, LATE = 1462 };

enum sheet_style sheet_style_builtin(int64_t f)
{
    if ((f >= 18 && f <= 21) || (f >= 45 && f <= 47) || f == 32 || f == 33)
        return SHEET_HOUR;
    return (f >= 14 && f <= 22) || (f >= 27 && f <= 36) || (f >= 50 && f <= 58) ? SHEET_DAY
                                                                                : SHEET_PLAIN;
}

/* What stands in quotes or brackets or behind a stroke is no letter of the format. */
enum sheet_style sheet_style_of(str code)
{
    bool day = false, hour = false, month = false;
    char until = 0;
    for (size_t i = 0; i < code.len; i++) {
        char c = code.at[i];
        if (until) {
            until = c == until ? 0 : until;
            continue;
        }
        if (c == ';') /* the others are for negative numbers and texts */
            break;
        until = c == '"' ? '"' : c == '[' ? ']' : 0;
        if (c == '[' && i + 1 < code.len && strchr("hHmMsS", code.at[i + 1]))
            hour = true; /* [h]: hours that went by */
        i += c == '\\' || c == '_' || c == '*';
        day |= c == 'y' || c == 'Y' || c == 'd' || c == 'D';
        hour |= c == 'h' || c == 'H' || c == 's' || c == 'S';
        month |= c == 'm' || c == 'M';
    }
    if (str_starts(code, S("General")) || str_starts(code, S("@")))
        return SHEET_PLAIN;
    return day ? SHEET_DAY : hour ? SHEET_HOUR : month ? SHEET_DAY : SHEET_PLAIN;
}

static str when(struct arena *mem, double serial, enum sheet_style style, bool late)
{
    int64_t day = (int64_t)floor(serial) + (late ? LATE : 0);
    int64_t second = (int64_t)floor((serial - floor(serial)) * 86400 + 0.5);
    if (second == 86400) {
        second = 0;
        day++;
    }
    day += day < 60; /* the day 60 is a 29 February 1900 that never was */
    struct civil c = civil_of_day(day - SERIAL_OF_1970);
    str clock = str_fmt(mem, "%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60),
                        (int)(second % 60));
    if (style == SHEET_HOUR && serial < 1)
        return clock;
    str date = str_fmt(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
    return second ? str_fmt(mem, "%.*s %.*s", STR_ARG(date), STR_ARG(clock)) : date;
}

/* 1234.5600000000001 is what a file keeps of 1234.56. */
static str fifteen_digits(struct arena *mem, double d)
{
    str s = str_fmt(mem, "%.15g", d);
    if (str_find(s, S("e")) == SIZE_MAX)
        return s;
    s = str_fmt(mem, "%.18f", d);
    while (s.len && s.at[s.len - 1] == '0')
        s.len--;
    if (s.len && s.at[s.len - 1] == '.')
        s.len--;
    return s.len ? s : S("0");
}

/* As the file writes it, with an exponent perhaps; not one of those is "inf" or hexadecimal. */
static bool is_double(str s, double *out)
{
    char text[40], *end;
    if (!s.len || s.len >= sizeof text || strspn(s.at, "0123456789+-.eE") < s.len)
        return false;
    memcpy(text, s.at, s.len);
    text[s.len] = 0;
    *out = strtod(text, &end);
    return end == text + s.len && isfinite(*out);
}

str sheet_number(struct arena *mem, str s, enum sheet_style style, bool late)
{
    double d;
    if (!is_double(s, &d) || fabs(d) >= 1e15)
        return s;
    if (style != SHEET_PLAIN && d >= 0 && d <= SERIAL_MOST)
        return when(mem, d, style, late);
    return fifteen_digits(mem, d == 0 ? 0 : d);
}
