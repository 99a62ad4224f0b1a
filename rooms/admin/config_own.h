/* config_own: what the pages of the system administrator's configuration share: categories and
 * their questions, time limits, the calendar. */
#pragma once
#include "civic/people/behind.h"
#include "rooms/admin/admin_own.h"
#include "rooms/cases/cases.h"

struct admin_categories {
    const struct category *const *at; /* this page of those found */
    const struct category_numbers *const *numbers;
    int n, found;
    str kind, set, part, next;
};
struct admin_category {
    struct category c;
    struct category_numbers n;
    str number; /* typed for a new one */
    bool is_new;
    const struct frame_option *owners, *icons;
    int n_owners, n_icons, n_questions;
};
struct admin_questions {
    struct category c;
    struct form form;
    struct forms_field f; /* in the editor */
    str choices;          /* its choices, one a line */
    str least, most;
    bool editing; /* one that is there already */
};

struct admin_limits {
    struct category c;
    str word;      /* the place as typed */
    int64_t place; /* and found; the county's own code if nothing was typed */
    struct category_limit now[CATEGORY_STAGES]; /* n 0: the flow's */
    struct category_limit *all;
    int n;
    const struct frame_option *orgs;
    int n_orgs;
    struct category_limit fill; /* what the form begins with: one to change or to put back */
};
struct admin_days { /* one after the other, alike; one of the county's own stands alone */
    struct calendar_day d;
    int64_t last;
};
struct admin_calendar {
    struct calendar cal;
    int64_t year;
    bool provisional;
    const struct admin_days *days; /* of the year, that differ from the plain week */
    int n;
    str hours;
    str from, limit, unit; /* of the sample */
    struct calendar_why why;
};
enum { FLOWS_SHOWN = 100 };
struct admin_flows {
    const struct flow_stored *at;
    int n;
    const struct flow *flow;       /* the one drawn */
    const struct flow_stored *one; /* its line */
};
struct admin_flow_change { /* of a state or step; "" where it is not */
    bool move;
    str name, was, is;
};
struct admin_flow_check {
    str text, findings;
    const struct flow *f, *now; /* checked without findings; the current one of its name or NULL */
    struct admin_flow_change *changes;
    int n_changes;
    bool same;
};
const char *admin_flow_standing(const struct flow_state *s); /* msgid */
str admin_flow_who(struct ctx *cx, const struct flow *f, const struct flow_move *m);
str admin_flow_needs(struct ctx *cx, const struct flow_move *m);
int admin_flow_leaves(const struct flow *f, int state); /* how many steps begin there */

#define ADMIN_ROOMS 16
struct admin_room { /* one room at one place */
    struct place at;
    const struct room *room;
    struct people_stand now;
    const struct frame_option *choices; /* posts that could stand behind it */
    int n;
};
struct admin_rooms {
    struct place at;
    struct admin_room rooms[ADMIN_ROOMS];
    int n;
    const struct place *below;
    const struct admin_room *cells; /* n of each place below */
    int n_below;
};
str admin_room_from(struct ctx *cx, const struct admin_room *v); /* the place above, or "" */
bool admin_room_own(const struct admin_room *v);                 /* set at this very place */

const char *admin_stage_label(str stage); /* msgid */
str admin_limit_text(struct ctx *cx, const struct category_limit *l);
str admin_limit_place(struct ctx *cx, const struct category_limit *l);
/* Of its page, with its form filled with this limit. */
str admin_limit_address(struct ctx *cx, str code, const struct category_limit *l);
str admin_limit_org_code(struct ctx *cx, const struct category_limit *l);
str admin_limit_org(struct ctx *cx, const struct category_limit *l);
str admin_day_text(struct arena *mem, int64_t day); /* 2026-11-05 */

/* The category of ":code" that lives; ERR_NOT_FOUND also for whoever may not edit this county. */
enum err admin_category_of(struct req *rq, struct category *out) MUST_CHECK;
const char *admin_question_type(enum forms_type t); /* msgid */

handler admin_category_list, admin_category_new, admin_category_add, admin_category_show;
handler admin_category_change, admin_category_withdraw;
handler admin_flow_list, admin_flow_show, admin_flow_new, admin_flow_check, admin_flow_again;
handler admin_limit_list, admin_limit_set, admin_limit_clear;
handler admin_look_show, admin_look_set;
handler admin_calendar_show, admin_calendar_put, admin_calendar_drop, admin_calendar_hours;
handler admin_rooms_show, admin_room_show, admin_room_switch;
handler admin_question_list, admin_question_save, admin_question_order;
