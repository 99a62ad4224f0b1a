/* words.c: figures, durations and periods as people say them. */
#include "rooms/insight/pages.h"

str insight_percent(struct arena *mem, int64_t permille)
{
    return str_fmt(mem, "%lld.%lld%%", (long long)permille / 10, (long long)permille % 10);
}

static str said(struct ctx *cx, const char *msgid, int64_t tenths)
{
    struct tr_arg n = {"n", tenths % 10 ? str_fmt(cx->mem, "%lld.%lld", (long long)tenths / 10,
                                                  (long long)tenths % 10)
                                        : str_fmt(cx->mem, "%lld", (long long)tenths / 10)};
    return tr_fill(cx->mem, cx->lang, msgid, &n, 1);
}

str insight_time(struct ctx *cx, int64_t ms)
{
    int64_t minutes = (ms + 30000) / 60000;
    if (minutes < 120)
        return said(cx, _("{n} min"), minutes * 10);
    if (minutes < 48 * 60)
        return said(cx, _("{n} h"), (minutes * 10 + 30) / 60);
    return said(cx, _("{n} days"), (minutes * 10 + 720) / 1440);
}

str insight_value_text(struct ctx *cx, const struct indicator *i, const struct insight_value *v)
{
    if (v->empty)
        return S("—");
    return i->kind == INSIGHT_MEAN ? insight_time(cx, v->mean_ms)
                                   : insight_percent(cx->mem, v->permille);
}

static str day_text(struct arena *mem, int64_t day)
{
    struct civil c = civil_of_day(day);
    return str_fmt(mem, "%d-%02d-%02d", c.year, c.month, c.day);
}

str insight_period_name(struct ctx *cx, const struct insight_period *p)
{
    struct civil c = civil_of_day(p->from_day);
    switch (p->span) {
    case INSIGHT_DAY:
        return day_text(cx->mem, p->from_day);
    case INSIGHT_WEEK:
        return str_fmt(cx->mem, "%.*s – %.*s", STR_ARG(day_text(cx->mem, p->from_day)),
                       STR_ARG(day_text(cx->mem, p->until_day - 1)));
    case INSIGHT_MONTH:
        return str_fmt(cx->mem, "%d-%02d", c.year, c.month);
    case INSIGHT_QUARTER:
        return str_fmt(cx->mem, "%d Q%d", c.year, (c.month + 2) / 3);
    default:
        return str_fmt(cx->mem, "%d", c.year);
    }
}

const char *insight_span_label(enum insight_span s)
{
    static const char *const labels[INSIGHT_SPANS] = {N_("A day"), N_("A week"), N_("A month"),
                                                      N_("A quarter"), N_("A year")};
    return labels[s];
}

const char *insight_step_label(enum insight_step s)
{
    static const char *const labels[INSIGHT_STEPS] = {
        [INSIGHT_REPORT] = N_("Reporting"),
        [INSIGHT_VERIFY] = N_("Verifying"),
        [INSIGHT_ACCEPT] = N_("Accepting"),
        [INSIGHT_FILE] = N_("Filing"),
        [INSIGHT_DISPATCH] = N_("Dispatching"),
        [INSIGHT_HANDLE] = N_("Handling, from dispatch to report back"),
        [INSIGHT_CHECK] = N_("Checking"),
        [INSIGHT_CLOSE] = N_("From the report to the closing"),
        [INSIGHT_WORD] = N_("From a resident's report to the first closing"),
    };
    return labels[s];
}

const char *insight_level_label(enum score_level l)
{
    static const char *const labels[SCORE_LEVELS] = {N_("Excellent level"), N_("Good level"),
                                                     N_("Fair level"), N_("Poor level")};
    return labels[l];
}

enum frame_look insight_level_look(enum score_level l)
{
    static const enum frame_look looks[SCORE_LEVELS] = {LOOK_DONE, LOOK_DOING, LOOK_PART, LOOK_BAD};
    return looks[l];
}
