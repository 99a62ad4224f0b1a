/* period.c: days, weeks, months, quarters and years of the calendar, at +08:00. */
#include "rooms/insight/insight.h"

const char *const insight_span_names[INSIGHT_SPANS] = {"day", "week", "month", "quarter", "year"};

static const int months_of[INSIGHT_SPANS] = {
    [INSIGHT_MONTH] = 1, [INSIGHT_QUARTER] = 3, [INSIGHT_YEAR] = 12};

/* Months since the year 0, so that they can be counted on. */
static int64_t month_day(int64_t month)
{
    return day_of_civil((int)(month / 12), (int)(month % 12) + 1, 1);
}

struct insight_period insight_period_of(enum insight_span span, int64_t day)
{
    struct insight_period p = {.span = span, .from_day = day, .until_day = day + 1};
    struct civil c = civil_of_day(day);
    int months = months_of[span];
    if (span == INSIGHT_WEEK) {
        p.from_day = day - (c.weekday - 1);
        p.until_day = p.from_day + 7;
    } else if (months) {
        int64_t month = ((int64_t)c.year * 12 + c.month - 1) / months * months;
        p.from_day = month_day(month);
        p.until_day = month_day(month + months);
    }
    return p;
}

struct insight_period insight_period_step(const struct insight_period *p, int n)
{
    int months = months_of[p->span];
    if (!months)
        return insight_period_of(p->span, p->from_day + n * (p->until_day - p->from_day));
    struct civil c = civil_of_day(p->from_day);
    return insight_period_of(p->span, month_day((int64_t)c.year * 12 + c.month - 1 + n * months));
}
