/* grid_own: what the pages of grids share: a community's list, one grid, and a proposal for all. */
#pragma once
#include "civic/places/plan.h"
#include "rooms/admin/admin_own.h"

struct admin_grid { /* one line of a list */
    struct grid g;
    const struct people_at *who; /* whose post is at this very grid */
    int n_who, n_warnings;
    const struct plan_grid *plan; /* of a proposal */
};
struct admin_grids {
    struct place at;
    struct admin_grid *grids;
    int n;
    const struct people_at *who; /* at the community itself */
    int n_who;
    const struct grid_closed *closed;
    int n_closed;
    const struct grid_warning *warnings;
    int n_warnings, all_warnings;
    /* The form of a proposal or of one grid. */
    str text, purpose;
    const struct grid *outlines; /* today's with an outline, whose corners may be typed */
    int n_outlines;
    bool unseen; /* chosen or typed only now: it is shown first */
    const struct grid_plan *plan;
    struct admin_grid one;
    int changed[PLAN_FATES];
};
struct admin_grid_places { /* where to begin: a county's towns and communities */
    struct place at;
    const struct place *towns;
    const struct place *const *below; /* n_below[i] communities of towns[i] */
    const int *n_below;
    int n;
    const struct grid_count *counts;
    int n_counts;
};

enum err admin_grid_place(struct req *rq, struct place *out) MUST_CHECK; /* ":place", a community */
str admin_grid_area(struct ctx *cx, const struct grid *g);               /* "12 345", "" if none */
str admin_grid_number(struct ctx *cx, int64_t code);                     /* fifteen digits */
str admin_grid_name(const struct admin_grids *v, int64_t code);          /* or the community's */
int64_t admin_grid_count(const struct admin_grid_places *v, int64_t community);
const char *admin_grid_fate(enum plan_fate f); /* msgid */
/* v->grids with outlines, workers and warnings, of these grids. */
enum err admin_grid_lines(struct ctx *cx, struct admin_grids *v, const struct grid *all,
                          int n) MUST_CHECK;
/* Inside db_write: what the auditor reads. */
enum err admin_grid_fact(struct ctx *cx, const struct grid *g, const char *kind) MUST_CHECK;
void admin_grid_drawing(struct html *h, const struct admin_grids *v);

handler admin_grid_places, admin_grid_list, admin_grid_add, admin_grid_show, admin_grid_change;
handler admin_grid_retire, admin_grid_draft, admin_grid_check, admin_grid_download;
