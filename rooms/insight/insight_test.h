/* insight_test.h: cases with known times for the tests of this room. */
#pragma once
#include "civic/matters/test_matters.h"
#include "rooms/insight/insight.h"

enum { SAMPLES_MAX = 40 };
struct sample {
    const char *at;                               /* reported, "MM-DD hh:mm" of 2026 */
    const char *flow, *start, *source, *category; /* NULL: case-full, "", resident, a lamp */
    int grid;                                     /* 2, else the first */
    const char *course; /* "move[:unit, rating or case] MM-DD hh:mm,…" */
};
int64_t sample_ms(const char *at);
void sample_town(struct ctx *cx, struct town *t); /* the town, and this room listening */
/* `ids` of those made before, by number, for merging. */
int64_t sample_make(struct ctx *cx, const struct town *t, const struct sample *s,
                    const int64_t *ids);
void sample_feed(struct ctx *cx); /* time passes, facts are told */
void sample_feed_facts(struct ctx *cx);
struct insight_query sample_query(enum insight_span span, const char *month_day);
str sample_rows(struct ctx *cx); /* all that is stored, as text */
/* The month of insight_test.c, seen on 1 April at 9:00. */
void sample_month(struct ctx *cx, struct town *t, int64_t ids[SAMPLES_MAX]);
