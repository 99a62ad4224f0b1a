/* homes_pages: what the pages of this part are given. */
#pragma once
#include "civic/frame/frame.h"
#include "civic/homes/homes_own.h"
#include "civic/places/places.h"

enum { HOMES_PAGE = 30, HOMES_FACTS_MAX = 30 };

struct homes_list_page {
    bool field; /* on the phone; else at the desk */
    bool keeps;
    const struct homes_line *lines;
    int n;
    str *places; /* of the lines */
    str next, find, within, need, told;
    bool filtered;
    int64_t households, residents;
    const struct homes_grid *grids;
    int n_grids;
};
struct homes_step { /* one line of the history */
    str what, by;
    int64_t at_ms;
};
struct homes_page {
    bool field, keeps, unmasks;
    struct household h;
    str place, told;
    int64_t plain; /* the resident shown in plain text, 0: none */
    struct homes_step steps[HOMES_FACTS_MAX];
    int n_steps;
    const struct homes_grid *grids;
    int n_grids;
    const struct resident *one; /* whose form is shown, or NULL */
};

/* Options of a menu from a list of words. */
struct frame_option *homes_options(struct html *h, const char *const *names,
                                   const char *const *labels, int n);
str homes_days(const struct html *h, int64_t every_days);        /* "every 7 days" */
str homes_day(const struct html *h, int64_t day);                /* a date as people say it */
bool homes_is_due(const struct html *h, int64_t day);            /* today or before */
str homes_about(const struct html *h, const struct resident *r); /* relation and age */
str homes_name_of(const struct homes_page *p, int64_t resident);
str homes_line_about(const struct html *h, const struct homes_line *l);
str homes_typed(const struct html *h, const char *name, str otherwise);

enum err homes_list_field(struct req *rq);
enum err homes_list_desk(struct req *rq);
enum err homes_show_field(struct req *rq);
enum err homes_show_desk(struct req *rq);
enum err homes_unmask_field(struct req *rq);
enum err homes_unmask_desk(struct req *rq);
enum err homes_new(struct req *rq);
enum err homes_new_send(struct req *rq);
enum err homes_dwelling_send(struct req *rq);
enum err homes_building_send(struct req *rq);
enum err homes_remove_send(struct req *rq);
enum err homes_resident_new_send(struct req *rq);
enum err homes_resident_form(struct req *rq);
enum err homes_resident_send(struct req *rq);
enum err homes_resident_remove_send(struct req *rq);
enum err homes_need_send(struct req *rq);
enum err homes_need_drop_send(struct req *rq);

/* ---- shared by the handlers ---- */
enum err homes_page_of(struct req *rq, struct homes_page *p) MUST_CHECK;
/* The page again with what was typed and what is wrong, or the error as it is. */
enum err homes_again(struct req *rq, enum err e, struct homes_page *p) MUST_CHECK;
