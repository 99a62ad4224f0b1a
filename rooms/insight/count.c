/* count.c: for what a case counts in each step, and in which moment. All that the figures say about
 * one case is decided here and stored as bits; the figures add up rows and know nothing. */
#include "rooms/insight/insight_own.h"

#define BIT(m)   ((int64_t)1 << (m))
#define NOT_TIME -1

/* Somebody who lives here, or the desk that wrote down what such a person said. */
static bool is_public(str source)
{
    static const char *const words[] = {"resident", "hotline", "wechat", "open311", "media"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(source, words[i]))
            return true;
    return false;
}

/* Done early: when it was done; else when it was due; without a limit: when it was done. */
static int64_t moment(int64_t done, int64_t due)
{
    if (!done || !due)
        return done ? done : due;
    return done < due ? done : due;
}

static int64_t took(const struct case_course *c, int stage)
{
    return c->done_ms[stage] && c->from_ms[stage] ? c->done_ms[stage] - c->from_ms[stage]
                                                  : NOT_TIME;
}

/* A step with a limit: what was to be done, what was, what was in time. */
static struct case_count count_step(const struct case_course *c, int stage,
                                    enum insight_measure due, enum insight_measure done,
                                    enum insight_measure in_time)
{
    struct case_count n = {.at_ms = moment(c->done_ms[stage], c->due_ms[stage]),
                           .bits = BIT(due),
                           .took_ms = took(c, stage)};
    if (c->done_ms[stage])
        n.bits |= BIT(done) | (c->late[stage] ? 0 : BIT(in_time));
    return n;
}

static struct case_count count_report(const struct case_course *c)
{
    struct case_count n = {c->m.opened_ms, BIT(M_REPORTED), NOT_TIME};
    if (c->done_ms[STAGE_ACCEPT] || c->out == OUT_MERGED)
        n.bits |= BIT(M_VALID);
    return n;
}

static struct case_count count_accept(const struct case_course *c)
{
    struct case_count n = count_step(c, STAGE_ACCEPT, M_ACCEPT_DUE, M_ACCEPTED, M_ACCEPTED_IN_TIME);
    bool done = c->done_ms[STAGE_ACCEPT];
    if (done && !c->declined)
        n.bits |= BIT(M_ACCEPTED_RIGHT);
    if (done && c->done_ms[STAGE_FILE])
        n.bits |= BIT(M_ACCEPTED_FILED);
    if (c->refused)
        n.at_ms = 0;
    return n;
}

static struct case_count count_file(const struct case_course *c)
{
    struct case_count n = {c->done_ms[STAGE_FILE], BIT(M_FILED_OR_HELD), took(c, STAGE_FILE)};
    bool facility = str_starts(c->m.category, S("facility"));
    if (c->out == OUT_HELD) {
        n.bits |= BIT(M_HELD);
        return n;
    }
    n.bits |= BIT(M_FILED) | (c->late[STAGE_FILE] ? 0 : BIT(M_FILED_IN_TIME)) |
              (c->kind_changed ? 0 : BIT(M_FILED_RIGHT));
    if (is_public(c->m.source))
        n.bits |= BIT(M_FILED_PUBLIC) | (facility ? BIT(M_MISSED) | BIT(M_FILED_FOUND) : 0);
    if (str_is(c->m.source, "worker"))
        n.bits |= BIT(M_FILED_FOUND);
    return n;
}

static struct case_count count_dispatch(const struct case_course *c)
{
    struct case_count n =
        count_step(c, STAGE_DISPATCH, M_DISPATCH_DUE, M_DISPATCHED, M_DISPATCHED_IN_TIME);
    if (c->done_ms[STAGE_DISPATCH])
        n.bits |= c->m.returns ? BIT(M_RETURNED) : BIT(M_DISPATCHED_RIGHT);
    return n;
}

static struct case_count count_handle(const struct case_course *c)
{
    struct case_count n = count_step(c, STAGE_HANDLE, M_HANDLE_DUE, M_HANDLED, M_HANDLED_IN_TIME);
    if (!c->done_ms[STAGE_HANDLE])
        n.bits |= BIT(M_UNHANDLED_LATE); /* it counts from its limit on */
    else if (c->late[STAGE_HANDLE])
        n.bits |= BIT(M_HANDLED_LATE);
    if (c->m.extensions)
        n.bits |= BIT(M_EXTENDED);
    return n;
}

static struct case_count count_check(const struct case_course *c)
{
    struct case_count n = count_step(c, STAGE_CHECK, M_CHECK_DUE, M_CHECK_DUE, M_CHECKED_IN_TIME);
    return n;
}

static struct case_count count_close(const struct case_course *c)
{
    struct case_count n = count_step(c, STAGE_CLOSE, M_CLOSE_DUE, M_CLOSED, M_CLOSED_IN_TIME);
    if (c->m.reworks || c->m.reopens)
        n.bits |= BIT(M_REWORKED);
    if (c->done_ms[STAGE_CLOSE])
        n.took_ms = c->done_ms[STAGE_CLOSE] - c->m.opened_ms;
    return n;
}

static struct case_count count_word(const struct case_course *c)
{
    static const enum insight_measure said[MATTERS_WORDS] = {M_NOT_SAID, M_SAID_YES, M_SAID_PARTLY,
                                                             M_SAID_NO, M_SILENT};
    struct case_count n = {c->first_closed_ms, BIT(M_ASKED), c->first_closed_ms - c->m.opened_ms};
    for (int w = 0; w < MATTERS_WORDS; w++)
        if (strcmp(c->word, matters_word_names[w]) == 0)
            n.bits |= BIT(said[w]);
    if (c->m.reopens)
        n.bits |= BIT(M_REOPENED);
    if (c->m.rating)
        n.bits |= BIT(M_RATED) | (c->m.rating >= 4 ? BIT(M_CONTENT) : 0);
    if (!is_public(c->m.source))
        n.at_ms = 0;
    return n;
}

static bool counts_in(const struct case_course *c, enum insight_step s)
{
    if (c->out == OUT_VOID)
        return false;
    if (c->out == OUT_HELD)
        return s == INSIGHT_FILE;
    if (c->out == OUT_MERGED)
        return s == INSIGHT_REPORT;
    return !c->on_spot || (s != INSIGHT_DISPATCH && s != INSIGHT_HANDLE && s != INSIGHT_CHECK &&
                           s != INSIGHT_CLOSE);
}

void course_count(const struct case_course *c, struct case_count out[INSIGHT_STEPS])
{
    const struct case_count all[INSIGHT_STEPS] = {
        [INSIGHT_REPORT] = count_report(c),
        [INSIGHT_VERIFY] =
            count_step(c, STAGE_VERIFY, M_VERIFY_DUE, M_VERIFY_DUE, M_VERIFIED_IN_TIME),
        [INSIGHT_ACCEPT] = count_accept(c),
        [INSIGHT_FILE] = count_file(c),
        [INSIGHT_DISPATCH] = count_dispatch(c),
        [INSIGHT_HANDLE] = count_handle(c),
        [INSIGHT_CHECK] = count_check(c),
        [INSIGHT_CLOSE] = count_close(c),
        [INSIGHT_WORD] = count_word(c),
    };
    for (int s = 0; s < INSIGHT_STEPS; s++) {
        out[s] = all[s];
        if (!counts_in(c, (enum insight_step)s))
            out[s].at_ms = 0;
        if (c->out == OUT_APPEAL)
            out[s].bits |= BIT(INSIGHT_EXCLUDED);
    }
}
