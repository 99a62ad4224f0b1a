/* insight_test.c: a month of 23 cases with known times, walked through the real flows; every count
 * is compared with what was counted by hand, below. */
#include "rooms/insight/insight_test.h"
#include "civic/matters/test_matters.h"

/* Limits of case-full: verify 30, accept, file and dispatch 15 minutes of working time, handle 2
 * working days from the dispatch, check 60 minutes, the whole 7 working days from filing. The front
 * of most cases: reported 9:00, verified 9:20, accepted 9:30, filed 9:40, dispatched 9:50. */
#define FRONT(d, unit)                                                                             \
    "found_true " d " 09:20,accept " d " 09:30,file " d " 09:40,dispatch:" unit " " d " 09:50,"
#define BACK(d, t1, t2, t3) "feed_back " d " " t1 ",found_done " d " " t2 ",close " d " " t3 ","

static const struct sample samples[] = {
    /* 1 */ {.at = "03-02 09:00",
             .course = FRONT("03-02", "lights")
                 BACK("03-03", "10:00", "10:30", "11:00") "word_yes "
                                                          "03-03 12:00,rate:5 03-03 12:01"},
    /* 2 handled late: the limit was 03-05 09:50 */
    {.at = "03-03 09:00",
     .course = FRONT("03-03", "lights")
         BACK("03-06", "10:00", "10:30", "11:00") "word_partly 03-06 12:00,rate:3 03-06 12:01"},
    /* 3 opened again by the resident, then solved */
    {.at = "03-04 09:00",
     .course = FRONT("03-04", "water")
         BACK("03-04", "15:00", "15:30",
              "16:00") "word_no 03-05 "
                       "09:00,dispatch:water 03-05 09:10," BACK("03-06", "09:00", "09:30",
                                                                "10:00") "word_yes 03-06 11:00"},
    /* 4 found undone and done again; the resident is silent */
    {.at = "03-05 09:00",
     .course = FRONT("03-05", "water") "feed_back 03-06 10:00,found_undone 03-06 10:30," BACK(
         "03-09", "09:00", "09:30", "10:00")},
    /* 5 given two more days, until 03-13 09:50; silent */
    {.at = "03-09 09:00",
     .course = FRONT("03-09", "lights") "ask_longer 03-10 09:00,extend 03-10 10:00," BACK(
         "03-12", "10:00", "10:30", "11:00")},
    /* 6 sent back and dispatched to another unit */
    {.at = "03-10 09:00",
     .course = FRONT("03-10", "lights") "ask_return 03-10 10:30,return 03-10 11:00,dispatch:water "
                                        "03-10 11:10," BACK("03-11", "10:00", "10:30",
                                                            "11:00") "word_yes 03-11 12:00"},
    /* 7 never handled: due 03-13 09:50, the whole 03-20 09:40 */
    {.at = "03-11 09:00", .course = FRONT("03-11", "water")},
    /* 8 not due before April */
    {.at = "03-30 09:00", .course = FRONT("03-30", "lights")},
    /* 9 on hold */
    {.at = "03-26 09:00",
     .course = FRONT("03-26", "lights") "ask_hold 03-26 10:30,hold 03-26 11:00"},
    /* 10 refused */
    {.at = "03-13 09:00", .course = "found_true 03-13 09:20,refuse 03-13 09:30"},
    /* 11 verified late, accepted, not filed */
    {.at = "03-13 09:00",
     .course = "found_true 03-13 10:00,accept 03-13 10:10,decline 03-13 10:20"},
    /* 12 void */
    {.at = "03-16 09:00", .course = "void 03-16 09:10"},
    /* 13 merged with 7 */
    {.at = "03-16 09:00", .course = "merge:7 03-16 09:10"},
    /* 14 by a grid worker; checked late: the limit was 03-17 17:00 */
    {.at = "03-17 09:00",
     .start = "accepting",
     .source = "worker",
     .course = "accept 03-17 09:10,file 03-17 09:20,dispatch:water 03-17 09:30,feed_back 03-17 "
               "16:00,found_done 03-18 09:00,close 03-18 09:30"},
    /* 15 by the hotline, in the other grid: accepted, filed and dispatched late */
    {.at = "03-18 09:00",
     .source = "hotline",
     .category = "event-0203",
     .grid = 2,
     .course = "found_true 03-18 09:20,accept 03-18 09:40,file 03-18 10:00,dispatch:lights 03-18 "
               "10:20," BACK("03-19", "10:00", "10:30", "11:00") "word_yes 03-19 12:00,rate:4 "
                                                                 "03-19 12:01"},
    /* 16 solved on the spot */
    {.at = "03-19 09:00", .course = "solve_on_spot 03-19 09:30,word_yes 03-19 10:00"},
    /* 17 the small way, in the other grid: 3 working days from the acceptance */
    {.at = "03-20 09:00",
     .flow = "case-small",
     .category = "event-0203",
     .grid = 2,
     .course = "accept 03-20 10:00,feed_back 03-23 10:00,word_yes 03-23 12:00"},
    /* 18 the kind was changed after filing; checked, not closed */
    {.at = "03-24 09:00",
     .course = FRONT("03-24", "lights") "kind:event-0203 03-24 10:00,feed_back 03-25 10:00,"
                                        "found_done 03-25 10:30"},
    /* 19 the whole late: until 03-11 09:40; handled late: until 03-04 09:50; silent */
    {.at = "03-02 09:00",
     .course = FRONT("03-02", "water") BACK("03-20", "10:00", "10:30", "11:00")},
    /* 20 handled late: until 03-25 09:50 */
    {.at = "03-23 09:00",
     .course =
         FRONT("03-23", "lights") BACK("03-27", "10:00", "10:30", "11:00") "word_yes 03-27 12:00"},
    /* 21 reported in February, handled late in March: Saturday 02-28 was worked, so until
     * 03-02 09:50; silent */
    {.at = "02-27 09:00",
     .course = FRONT("02-27", "lights") BACK("03-03", "10:00", "10:30", "11:00")},
    /* 22 due in April, but handled early in March; the resident can still answer */
    {.at = "03-31 09:00",
     .course = FRONT("03-31", "lights") BACK("03-31", "15:00", "15:30", "16:00")},
    /* 23 the resident says no, and nobody has dispatched it again (until 03-26 14:15) */
    {.at = "03-25 09:00",
     .course =
         FRONT("03-25", "lights") BACK("03-26", "10:00", "10:30", "11:00") "word_no 03-26 12:00"},
};

/* By hand, for March, seen on 1 April at 9:00; case numbers behind. */
static const int64_t by_hand[INSIGHT_MEASURES] = {
    [M_REPORTED] = 20,           /* all but 9 on hold, 12 void, 21 February */
    [M_VALID] = 19,              /* but 10 */
    [M_VERIFY_DUE] = 17,         /* but also 13 merged, 14 and 17, which nobody verifies */
    [M_VERIFIED_IN_TIME] = 16,   /* but 11 */
    [M_ACCEPT_DUE] = 18,         /* of the 20 not 10 refused, 13 merged */
    [M_ACCEPTED] = 18,           /* */
    [M_ACCEPTED_IN_TIME] = 17,   /* but 15 */
    [M_ACCEPTED_RIGHT] = 17,     /* but 11 */
    [M_ACCEPTED_FILED] = 17,     /* but 11 */
    [M_FILED_OR_HELD] = 18,      /* and 9 */
    [M_HELD] = 1,                /* 9 */
    [M_FILED] = 17,              /* */
    [M_FILED_IN_TIME] = 16,      /* but 15 */
    [M_FILED_RIGHT] = 16,        /* but 18 */
    [M_FILED_PUBLIC] = 16,       /* but 14 */
    [M_FILED_FOUND] = 14,        /* 14, and the public ones but 15, 17, 18 which are events */
    [M_MISSED] = 13,             /* those without 14 */
    [M_DISPATCH_DUE] = 16,       /* filed, but 16 on the spot */
    [M_DISPATCHED] = 15,         /* but 23, which is to be dispatched again */
    [M_DISPATCHED_IN_TIME] = 14, /* but 15 */
    [M_DISPATCHED_RIGHT] = 14,   /* but 6 */
    [M_RETURNED] = 1,            /* 6 */
    [M_HANDLE_DUE] = 15,         /* 1-7 14 15 17-22 */
    [M_HANDLED] = 14,            /* but 7 */
    [M_HANDLED_IN_TIME] = 10,    /* */
    [M_HANDLED_LATE] = 4,        /* 2 19 20 21 */
    [M_UNHANDLED_LATE] = 1,      /* 7 */
    [M_EXTENDED] = 1,            /* 5 */
    [M_CHECK_DUE] = 14,          /* 1-6 14 15 17-22 */
    [M_CHECKED_IN_TIME] = 13,    /* but 14 */
    [M_CLOSE_DUE] = 14,          /* 1-7 14 15 17 19-22 */
    [M_CLOSED] = 13,             /* but 7 */
    [M_CLOSED_IN_TIME] = 12,     /* but 19 */
    [M_REWORKED] = 2,            /* 3 4 */
    [M_ASKED] = 14,              /* 1-6 15 16 17 19-23 */
    [M_SAID_YES] = 7,            /* 1 3 6 15 16 17 20 */
    [M_SAID_PARTLY] = 1,         /* 2 */
    [M_SAID_NO] = 1,             /* 23 */
    [M_SILENT] = 4,              /* 4 5 19 21 */
    [M_NOT_SAID] = 1,            /* 22 */
    [M_REOPENED] = 2,            /* 3 23 */
    [M_RATED] = 3,               /* 1 2 15 */
    [M_CONTENT] = 2,             /* 1 15 */
};

/* Per mille of each indicator, from the counts above; the mean in minutes. */
static const struct {
    const char *code;
    int64_t value;
} indicators_by_hand[] = {
    {"close", 929},            /* 13/14 */
    {"said_yes", 500},         /* 7/14 */
    {"said_partly", 71},       /* 1/14 */
    {"said_no", 71},           /* 1/14 */
    {"silent", 286},           /* 4/14 */
    {"not_said", 71},          /* 1/14 */
    {"reopen", 143},           /* 2/14 */
    {"rework", 143},           /* 2/14 */
    {"content", 667},          /* 2/3 */
    {"handle_time", 4570},     /* 63980 minutes / 14 */
    {"handle", 933},           /* 14/15 */
    {"handle_in_time", 667},   /* 10/15 */
    {"handle_late", 267},      /* 4/15 */
    {"unhandled_late", 67},    /* 1/15 */
    {"close_in_time", 857},    /* 12/14 */
    {"verify_in_time", 941},   /* 16/17 */
    {"accept", 1000},          /* 18/18 */
    {"accept_in_time", 944},   /* 17/18 */
    {"file_in_time", 941},     /* 16/17 */
    {"dispatch", 938},         /* 15/16 = 937.5 */
    {"dispatch_in_time", 875}, /* 14/16 */
    {"check_in_time", 929},    /* 13/14 */
    {"extend", 67},            /* 1/15 */
    {"valid", 950},            /* 19/20 */
    {"accept_right", 944},     /* 17/18 */
    {"file", 944},             /* 17/18 */
    {"file_right", 941},       /* 16/17 */
    {"dispatch_right", 875},   /* 14/16 */
    {"return", 67},            /* 1/15 */
    {"hold", 56},              /* 1/18 */
    {"public", 941},           /* 16/17 */
    {"missed", 929},           /* 13/14 */
};

void sample_month(struct ctx *cx, struct town *t, int64_t ids[SAMPLES_MAX])
{
    sample_town(cx, t);
    for (size_t i = 0; i < COUNT(samples); i++)
        ids[i] = sample_make(cx, t, &samples[i], ids);
    test_clock(cx, sample_ms("04-01 09:00"));
    sample_feed(cx); /* the week of silence runs out, and the rows are written */
    sample_feed(cx);
}

static struct insight_figures whole_of(struct ctx *cx, const struct insight_query *q)
{
    struct insight_figures *f;
    int n = 0;
    CHECK_OK(insight_count(cx, q, 0, &f, &n));
    CHECK_INT(n, 1);
    return f[0];
}

TEST(every_count_of_a_month_is_what_was_counted_by_hand)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    sample_month(cx, &t, ids);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    struct insight_figures f = whole_of(cx, &q);
    for (int m = 0; m < INSIGHT_MEASURES; m++) {
        if (f.count[m] != by_hand[m])
            fprintf(stderr, "%s: %lld, by hand %lld\n", insight_counted[m].code,
                    (long long)f.count[m], (long long)by_hand[m]);
        CHECK_INT(f.count[m], by_hand[m]);
        CHECK_INT(f.appealed[m], 0);
    }
}

TEST(every_indicator_of_a_month_is_what_was_computed_by_hand)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    sample_month(cx, &t, ids);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    struct insight_figures f = whole_of(cx, &q);
    CHECK_INT(COUNT(indicators_by_hand), insight_n_indicators);
    for (int i = 0; i < insight_n_indicators; i++) {
        struct insight_value v = insight_value(&insight_indicators[i], &f);
        CHECK_STR(str_of(insight_indicators[i].code), indicators_by_hand[i].code);
        CHECK(!v.empty);
        CHECK_INT(insight_indicators[i].kind == INSIGHT_MEAN ? v.mean_ms / 60000 : v.permille,
                  indicators_by_hand[i].value);
    }
}

/* Minutes, by hand. Handling, in order: 310 390 1370 1420 1430 1450 1450 4320 4330 4330 5710 5770
 * 5770 25930: the two in the middle are 1450 and 4320, the 13th of 14 is 5770. From report to
 * closing: 420 1470 1560 1560 1560 2940 4440 4440 4500 5820 5880 5880 26040: the 7th of 13, the
 * 12th. Verifying: fourteen times 20, then 30 on the spot, 60; 20 of case 23. */
TEST(medians_and_ninetieths_of_the_steps_are_exact)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    sample_month(cx, &t, ids);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    struct insight_figures f = whole_of(cx, &q);
    CHECK_INT(f.times[INSIGHT_HANDLE].n, 14);
    CHECK_INT(f.times[INSIGHT_HANDLE].median_ms, 2885 * 60000LL);
    CHECK_INT(f.times[INSIGHT_HANDLE].p90_ms, 5770 * 60000LL);
    CHECK_INT(f.times[INSIGHT_CLOSE].n, 13);
    CHECK_INT(f.times[INSIGHT_CLOSE].median_ms, 4440 * 60000LL);
    CHECK_INT(f.times[INSIGHT_CLOSE].p90_ms, 5880 * 60000LL);
    CHECK_INT(f.times[INSIGHT_VERIFY].n, 17);
    CHECK_INT(f.times[INSIGHT_VERIFY].median_ms, 20 * 60000LL);
    CHECK_INT(f.times[INSIGHT_VERIFY].p90_ms, 30 * 60000LL);
    q.org = t.water; /* 3 4 6 14 19: 390 1370 1430 5710 25930 */
    f = whole_of(cx, &q);
    CHECK_INT(f.times[INSIGHT_HANDLE].n, 5);
    CHECK_INT(f.times[INSIGHT_HANDLE].median_ms, 1430 * 60000LL);
    CHECK_INT(f.times[INSIGHT_HANDLE].p90_ms, 25930 * 60000LL);
}

TEST(a_figure_is_as_many_cases_as_its_list_and_the_parts_are_the_whole)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    struct insight_case list[SAMPLES_MAX];
    struct insight_figures *parts;
    int n = 0;
    sample_month(cx, &t, ids);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    struct insight_figures f = whole_of(cx, &q);
    for (int m = 0; m < INSIGHT_MEASURES; m++) {
        CHECK_OK(
            insight_cases(cx, &q, (enum insight_measure)m, INT64_MAX, 0, list, SAMPLES_MAX, &n));
        CHECK_INT(n, f.count[m]);
    }
    q.unit = 1;
    for (q.by = INSIGHT_BY_PLACE; q.by < INSIGHT_BYS; q.by++) {
        int64_t sum[INSIGHT_MEASURES] = {0};
        CHECK_OK(insight_count(cx, &q, 0, &parts, &n));
        CHECK(n > 1);
        for (int i = 0; i < n; i++)
            for (int m = 0; m < INSIGHT_MEASURES; m++)
                sum[m] += parts[i].count[m];
        for (int m = 0; m < INSIGHT_MEASURES; m++)
            CHECK_INT(sum[m], f.count[m]);
    }
}

TEST(places_units_kinds_and_periods_have_their_own_figures)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    sample_month(cx, &t, ids);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    q.lo = q.hi = T_GRID2; /* 15 17 */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLED], 2);
    q.lo = T_COMMUNITY;
    q.hi = T_COMMUNITY + 999;
    q.category = S("event-0203"); /* 15 17 18 */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLED], 3);
    q.category = STR_NONE;
    q.org = t.lights; /* 1 2 5 15 18 20 21 22; late 2 20 21 */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLED], 8);
    CHECK_INT(whole_of(cx, &q).count[M_HANDLED_LATE], 3);
    q = sample_query(INSIGHT_DAY, "03-03"); /* 1, handled early */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLE_DUE], 1);
    q = sample_query(INSIGHT_DAY, "03-02"); /* 21, by its limit */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLE_DUE], 1);
    q = sample_query(INSIGHT_WEEK, "03-05"); /* 2 to 8 March: 1 2 3 19 21 */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLE_DUE], 5);
    q = sample_query(INSIGHT_QUARTER, "03-05"); /* and 21 */
    CHECK_INT(whole_of(cx, &q).count[M_REPORTED], 21);
    q = sample_query(INSIGHT_YEAR, "07-05"); /* nothing of April is due at nine */
    CHECK_INT(whole_of(cx, &q).count[M_HANDLE_DUE], 15);
    q = sample_query(INSIGHT_MONTH, "04-15");
    CHECK(insight_value(&insight_indicators[0], &(struct insight_figures){0}).empty);
    CHECK(insight_value(&insight_indicators[insight_find(S("handle"))],
                        &(struct insight_figures){.count = {[M_HANDLE_DUE] = 0}})
              .empty);
    CHECK_INT(whole_of(cx, &q).count[M_HANDLE_DUE], 0);
}

/* ---- the rows ------------------------------------------------------------ */

struct again {
    const int64_t *ids;
    int n;
};
static enum err again_tx(struct ctx *cx, void *arg)
{
    const struct again *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++)
        e = insight_rebuild(cx, T_COUNTY, a->ids[i]);
    return e;
}
static enum err all_again_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return facts_again(cx, T_COUNTY, "insight");
}

/* What the subscriber wrote as the facts came is what is made from the matters afterwards, and
 * telling everything twice changes nothing. */
TEST(rows_made_again_are_the_rows_kept_fact_by_fact)
{
    struct town t;
    int64_t ids[SAMPLES_MAX];
    sample_town(cx, &t);
    for (size_t i = 0; i < COUNT(samples); i++) {
        ids[i] = sample_make(cx, &t, &samples[i], ids);
        sample_feed_facts(cx); /* as it goes */
    }
    test_clock(cx, sample_ms("04-01 09:00"));
    sample_feed(cx);
    sample_feed(cx);
    str kept = sample_rows(cx);
    struct again a = {ids, COUNT(samples)};
    CHECK_OK(db_write(cx, again_tx, &a));
    CHECK(kept.len > 2000);
    CHECK_STR(sample_rows(cx), str_z(cx->mem, kept));
    CHECK_OK(db_write(cx, all_again_tx, NULL));
    sample_feed(cx);
    CHECK_STR(sample_rows(cx), str_z(cx->mem, kept));
}

TEST(periods_begin_and_end_where_the_calendar_says)
{
    struct insight_period p = insight_period_of(INSIGHT_WEEK, day_of_civil(2026, 3, 1));
    CHECK_INT(p.from_day, day_of_civil(2026, 2, 23)); /* a Sunday ends its week */
    CHECK_INT(p.until_day, day_of_civil(2026, 3, 2));
    p = insight_period_of(INSIGHT_QUARTER, day_of_civil(2026, 12, 31));
    CHECK_INT(p.from_day, day_of_civil(2026, 10, 1));
    CHECK_INT(p.until_day, day_of_civil(2027, 1, 1));
    p = insight_period_of(INSIGHT_MONTH, day_of_civil(2026, 1, 31));
    p = insight_period_step(&p, -2);
    CHECK_INT(p.from_day, day_of_civil(2025, 11, 1));
    CHECK_INT(p.until_day, day_of_civil(2025, 12, 1));
    p = insight_period_step(&p, 3);
    CHECK_INT(p.from_day, day_of_civil(2026, 2, 1));
    p = insight_period_of(INSIGHT_YEAR, day_of_civil(2026, 2, 1));
    CHECK_INT(insight_period_step(&p, -1).from_day, day_of_civil(2025, 1, 1));
    p = insight_period_of(INSIGHT_DAY, day_of_civil(2026, 3, 1));
    CHECK_INT(insight_period_step(&p, -1).from_day, day_of_civil(2026, 2, 28));
}
