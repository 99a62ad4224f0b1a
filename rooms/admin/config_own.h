/* config_own: what the pages of the system administrator's configuration share: categories and
 * their questions. */
#pragma once
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

/* The category of ":code" that lives; ERR_NOT_FOUND also for whoever may not edit this county. */
enum err admin_category_of(struct req *rq, struct category *out) MUST_CHECK;
const char *admin_question_type(enum forms_type t); /* msgid */

handler admin_category_list, admin_category_new, admin_category_add, admin_category_show;
handler admin_category_change, admin_category_withdraw;
handler admin_question_list, admin_question_save, admin_question_order;
