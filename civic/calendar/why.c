/* why.c: the steps of an explanation as sentences for people. */
#include "civic/calendar/calendar.h"

#define TEXT(mem, lang, msgid, ...)                                                                \
    tr_fill((mem), (lang), (msgid), (struct tr_arg[]){__VA_ARGS__},                                \
            COUNT(((struct tr_arg[]){__VA_ARGS__})))

static str number(struct arena *mem, int64_t n)
{
    return str_fmt(mem, "%lld", (long long)n);
}

static str day_text(struct arena *mem, enum lang lang, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    return TEXT(mem, lang, _("{month}/{day}"), TR("month", number(mem, c.month)),
                TR("day", number(mem, c.day)));
}

static str time_of_day(struct arena *mem, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    return str_fmt(mem, "%d:%02d", c.hour, c.minute);
}

static str moment_text(struct arena *mem, enum lang lang, int64_t ms)
{
    return str_fmt(mem, "%.*s %.*s", STR_ARG(day_text(mem, lang, ms)),
                   STR_ARG(time_of_day(mem, ms)));
}

/* One day, or from the first to the last; to_ms is the midnight after the last. */
static str days_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    str first = day_text(mem, lang, s->from_ms), last = day_text(mem, lang, s->to_ms - 1);
    if (day_of_ms(s->from_ms) == day_of_ms(s->to_ms - 1))
        return first;
    return TEXT(mem, lang, _("{first} to {last}"), TR("first", first), TR("last", last));
}

static str numbers_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    if (s->first == s->amount)
        return number(mem, s->first);
    return TEXT(mem, lang, _("{first} to {last}"), TR("first", number(mem, s->first)),
                TR("last", number(mem, s->amount)));
}

static str duration_text(struct arena *mem, enum lang lang, int64_t ms)
{
    int64_t hours = ms / 3600000, minutes = ms / 60000 % 60;
    if (!hours)
        return TEXT(mem, lang, _("{minutes} min"), TR("minutes", number(mem, minutes)));
    if (!minutes)
        return TEXT(mem, lang, _("{hours} h"), TR("hours", number(mem, hours)));
    return TEXT(mem, lang, _("{hours} h {minutes} min"), TR("hours", number(mem, hours)),
                TR("minutes", number(mem, minutes)));
}

static str used_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    if (s->first != CALENDAR_WORKDAY && s->first != CALENDAR_DAY)
        return duration_text(mem, lang, s->amount);
    str days = str_fmt(mem, "%.1f", (double)s->amount / DAY_MS);
    return TEXT(mem, lang, _("{days} days"), TR("days", days));
}

static str runs_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    str to = s->to_ms == ms_of_day(day_of_ms(s->to_ms)) ? S("24:00") : time_of_day(mem, s->to_ms);
    return TEXT(mem, lang, _("{from}–{to} counts: {time}."),
                TR("from", moment_text(mem, lang, s->from_ms)), TR("to", to),
                TR("time", duration_text(mem, lang, s->amount)));
}

static str rests_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    str days = days_text(mem, lang, s), name = s->name[lang];
    if (!name.len)
        return TEXT(mem, lang, _("{days}: rest, not counted."), TR("days", days));
    if (s->own)
        return TEXT(mem, lang, _("{days}: {name}, off by the county's own calendar, not counted."),
                    TR("days", days), TR("name", name));
    return TEXT(mem, lang, _("{days}: {name}, not counted."), TR("days", days), TR("name", name));
}

static str made_up_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    const char *msgid =
        s->own ? _("{days}: working day {numbers}, by the county's own calendar: {name}.")
               : _("{days}: working day {numbers}, worked in exchange for {name}.");
    return TEXT(mem, lang, msgid, TR("days", days_text(mem, lang, s)),
                TR("numbers", numbers_text(mem, lang, s)), TR("name", s->name[lang]));
}

static str end_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    struct civil c = civil_of_ms(s->to_ms);
    return TEXT(mem, lang, _("So it is due on {day} {year} at {time}."),
                TR("day", day_text(mem, lang, s->to_ms)), TR("year", number(mem, c.year)),
                TR("time", time_of_day(mem, s->to_ms)));
}

str calendar_step_text(struct arena *mem, enum lang lang, const struct calendar_step *s)
{
    switch (s->kind) {
    case CALENDAR_STARTS:
        return TEXT(mem, lang, _("The clock starts on {when}."),
                    TR("when", moment_text(mem, lang, s->from_ms)));
    case CALENDAR_RESUMES:
        return TEXT(mem, lang, _("The clock runs on from {when}; {used} were used before."),
                    TR("when", moment_text(mem, lang, s->from_ms)),
                    TR("used", used_text(mem, lang, s)));
    case CALENDAR_RUNS:
        return runs_text(mem, lang, s);
    case CALENDAR_COUNTS:
        return TEXT(mem, lang, _("{days}: working day {numbers}."),
                    TR("days", days_text(mem, lang, s)), TR("numbers", numbers_text(mem, lang, s)));
    case CALENDAR_MADE_UP:
        return made_up_text(mem, lang, s);
    case CALENDAR_RESTS:
        return rests_text(mem, lang, s);
    case CALENDAR_MOVES:
        return TEXT(mem, lang, _("{first} is a rest day, so the end moves to {last}."),
                    TR("first", day_text(mem, lang, s->from_ms)),
                    TR("last", day_text(mem, lang, s->to_ms)));
    case CALENDAR_GUESSES:
        return TEXT(mem, lang, _("The holidays of {year} are not published yet: this may move."),
                    TR("year", number(mem, s->amount)));
    default:
        return end_text(mem, lang, s);
    }
}

str calendar_limit_text(struct arena *mem, enum lang lang, enum calendar_unit unit, int64_t n)
{
    switch (unit) {
    case CALENDAR_MINUTE:
        return tr_count(mem, lang, "{n} minute", "{n} minutes", n);
    case CALENDAR_HOUR:
        return tr_count(mem, lang, "{n} hour, day and night", "{n} hours, day and night", n);
    case CALENDAR_WORKMINUTE:
        return tr_count(mem, lang, "{n} working minute", "{n} working minutes", n);
    case CALENDAR_WORKHOUR:
        return tr_count(mem, lang, "{n} working hour", "{n} working hours", n);
    case CALENDAR_WORKDAY:
        return tr_count(mem, lang, "{n} working day", "{n} working days", n);
    default:
        return tr_count(mem, lang, "{n} day", "{n} days", n);
    }
}
