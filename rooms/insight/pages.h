/* pages.h: what the pages of this room show. */
#pragma once
#include "civic/moves/moves.h"
#include "rooms/cases/cases_form.h"
#include "rooms/insight/appeal.h"
#include "rooms/insight/freeze.h"
#include "rooms/insight/insight_own.h"

enum { INSIGHT_TREND = 12, INSIGHT_PAGE = 25, INSIGHT_LEAST = 5 };

struct insight_bar {      /* of a chart, and a line of the table beside it */
    str label, value, of; /* of: "13 / 14" */
    int64_t share;        /* of the longest: 0 to 1000 */
    str href;             /* the page of this part alone, or "" */
    bool empty, few;      /* few: fewer than counts for a rate */
};
struct insight_line { /* an indicator of the table */
    const struct indicator *i;
    struct insight_value v;
    struct insight_value frozen; /* as it was when the month was frozen */
    bool few, corrected;
    int64_t appealed; /* cases that appeals took out of `below` */
    struct insight_value with_appealed;
};
struct insight_page {
    struct insight_query q;
    struct insight_period period;
    struct place at;
    int64_t root;              /* the widest place that the reader may see */
    bool own_org;              /* the reader sees one organisation's figures only */
    str org, category, by, on; /* as chosen; codes */
    str org_name, category_name;
    int chosen; /* the indicator of the charts */
    const struct frame_option *places, *orgs, *kinds;
    int n_places, n_orgs, n_kinds;
    struct insight_figures whole;
    struct insight_line *lines; /* one for each indicator */
    const struct insight_bar *parts, *trend;
    int n_parts, n_trend;
    str here;          /* the filter as a query, without "?" */
    bool running;      /* the period is not over */
    int64_t frozen_ms; /* 0: not frozen, or not for this selection */
    str frozen_by;
    struct score_rule rule;
    struct score score;
};
struct insight_row { /* of the list behind a figure */
    bool shown;      /* else the reader may not open it: kind and place alone */
    struct case_row c;
    str kind, place;
    int64_t at_ms;
    bool appealed;
    bool may_appeal; /* the reader's unit could ask for it not to be counted */
};
struct insight_list {
    struct insight_page p;
    enum insight_measure m;
    struct insight_row rows[INSIGHT_PAGE];
    int n;
    int64_t all;
    str next;
    bool reopen; /* the page of what was done again: two lists to choose from */
};

struct insight_month {
    int64_t first_day, frozen_ms;
    str name, by;
    bool running;
};
struct insight_months {
    struct insight_month at[INSIGHT_TREND];
    bool may; /* freeze */
};
struct insight_samples {
    struct insight_page p;
    struct sample_draw at[INSIGHT_PAGE];
    int n;
};
struct insight_sample {
    struct sample_draw d;
    struct sample_item items[SAMPLE_MOST];
    struct insight_row rows[SAMPLE_MOST];
    int n;
};
struct insight_appeals {
    struct appeal at[INSIGHT_PAGE];
    int n;
};
struct insight_appeal {
    struct appeal a;
    str number, unit, state, chosen; /* number: of the case */
    bool may_open;                   /* the case */
    enum frame_look look;
    struct frame_step *steps;
    int n_steps;
    struct moves_form *forms;
    int n_forms;
};
struct insight_appeal_new {
    struct matter about;
    str body;
};
struct insight_rules {
    struct score_rule rule;
    str body;
    int64_t seen;
};

/* The filter of the address, as far as the reader may see; ERR_NOT_FOUND beyond. */
enum err insight_read_filter(struct req *rq, struct insight_page *p) MUST_CHECK;
enum err insight_fill(struct req *rq, struct insight_page *p) MUST_CHECK;
enum err insight_fill_choices(struct req *rq, struct insight_page *p) MUST_CHECK;
/* At most INSIGHT_PAGE cases as lines, for this reader. */
enum err insight_read_rows(struct ctx *cx, const struct insight_case *k, int n,
                           struct insight_row *out) MUST_CHECK;
/* The same filter with one thing changed. */
str insight_address(struct ctx *cx, const struct insight_page *p, const char *name, str value);
/* Another page with this filter and "&name=value" more. */
str insight_more(struct ctx *cx, const char *path, const struct insight_page *p, const char *more);
str insight_part_name(struct ctx *cx, const struct insight_page *p, str key);

str insight_percent(struct arena *mem, int64_t permille); /* 92.9% */
str insight_time(struct ctx *cx, int64_t ms);             /* 20 minutes, 1.5 hours, 3.1 days */
str insight_value_text(struct ctx *cx, const struct indicator *i, const struct insight_value *v);
str insight_period_name(struct ctx *cx, const struct insight_period *p);
const char *insight_span_label(enum insight_span s); /* msgid */
const char *insight_step_label(enum insight_step s); /* msgid */

const char *insight_level_label(enum score_level l); /* msgid */
enum frame_look insight_level_look(enum score_level l);

enum err insight_csv(struct req *rq, const struct insight_page *p) MUST_CHECK;
enum err insight_xlsx(struct req *rq, const struct insight_page *p) MUST_CHECK;

handler insight_show, insight_cases_show, insight_reopen_show;
handler insight_months_show, insight_months_freeze, insight_rules_show, insight_rules_save;
handler insight_appeals_show, insight_appeal_show, insight_appeal_decide, insight_appeal_new;
handler insight_appeal_send;
handler insight_samples_show, insight_sample_draw, insight_sample_show, insight_sample_say;
