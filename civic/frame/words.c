/* words.c: days, times, phones and sums as people say them. */
#include "civic/frame/frame.h"

static const char *const weekdays[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                       N_("Fri"), N_("Sat"), N_("Sun")};
static const char *const months[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
                                     N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
                                     N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};

/* The year is said only when it is another one. */
str frame_day_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now)
{
    struct civil c = civil_of_ms(ms);
    bool same_year = civil_of_ms(now).year == c.year;
    const struct tr_arg args[] = {
        TR("weekday", tr(lang, weekdays[c.weekday - 1])),
        TR("month", tr(lang, months[c.month - 1])),
        TR("day", str_fmt(mem, "%d", c.day)),
        TR("year", str_fmt(mem, "%d", c.year)),
    };
    const char *msgid =
        same_year ? _("{weekday} {day} {month}") : _("{weekday} {day} {month} {year}");
    return tr_fill(mem, lang, msgid, args, COUNT(args));
}

str frame_time_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now)
{
    struct civil c = civil_of_ms(ms);
    str day = frame_day_text(mem, lang, ms, now);
    return str_fmt(mem, "%.*s %02d:%02d", STR_ARG(day), c.hour, c.minute);
}

static str days_text(struct arena *mem, enum lang lang, bool late, int64_t days)
{
    return late ? tr_count(mem, lang, "1 day late", "{n} days late", days)
                : tr_count(mem, lang, "1 day left", "{n} days left", days);
}

/* Minutes are counted as hours begun, so that nobody reads "0 hours". */
str frame_left_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now)
{
    bool late = ms < now;
    int64_t gap = late ? now - ms : ms - now;
    if (gap >= 2 * DAY_MS)
        return days_text(mem, lang, late, gap / DAY_MS);
    int64_t hours = (gap + 3599999) / 3600000;
    if (hours <= 1)
        return tr(lang, late ? _("less than an hour late") : _("less than an hour left"));
    return late ? tr_count(mem, lang, "1 hour late", "{n} hours late", hours)
                : tr_count(mem, lang, "1 hour left", "{n} hours left", hours);
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

/* Mobile numbers 3-4-4, numbers at home after the area code 3-4 or 4-4; others as they are. */
str frame_phone_text(struct arena *mem, str phone)
{
    if (phone.len == 11 && phone.at[0] == '1' && all_digits(phone))
        return str_fmt(mem, "%.3s %.4s %.4s", phone.at, phone.at + 3, phone.at + 7);
    str rest = phone, area = str_cut(&rest, '-');
    if (all_digits(area) && all_digits(rest) && (rest.len == 7 || rest.len == 8))
        return str_fmt(mem, "%.*s-%.*s %.4s", STR_ARG(area), (int)rest.len - 4, rest.at,
                       rest.at + rest.len - 4);
    return phone;
}

static void add_grouped(struct buf *b, int64_t n)
{
    if (n >= 1000)
        add_grouped(b, n / 1000);
    buf_fmt(b, n >= 1000 ? ",%03d" : "%d", (int)(n % 1000));
}

str frame_money_text(struct arena *mem, enum lang lang, int64_t fen)
{
    struct buf b = buf_new(mem, 64);
    uint64_t all = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0)
        buf_z(&b, "-");
    add_grouped(&b, (int64_t)(all / 100));
    buf_fmt(&b, ".%02d", (int)(all % 100));
    const struct tr_arg sum = TR("sum", buf_done(&b));
    return tr_fill(mem, lang, _("{sum} yuan"), &sum, 1);
}
