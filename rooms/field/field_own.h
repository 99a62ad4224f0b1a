/* field_own: shared by the files of this room. */
#pragma once
#include "rooms/cases/cases_form.h"
#include "rooms/field/field.h"

enum { FIELD_TASKS_MAX = 50, FIELD_MINE_MAX = 5 };

struct field_task {
    struct case_row c;
    str todo, to; /* to: its page */
    int64_t due_ms;
    bool late;
};
struct field_page {
    str name, grids; /* of the worker; of the grids */
    const struct field_task *tasks, *mine;
    int n, n_mine;
    int64_t unread;
    struct field_load week, month;
};

struct field_grid {
    str code, name;
};
struct field_new_page {
    struct report_page r;
    const struct field_grid *grids;
    int n_grids;
    str grid; /* chosen */
    struct kept_file after[CASES_FILES_MAX];
    int n_after;
};

/* Names of the actor's grids, each after its community if there are several of those. */
enum err field_name_grids(struct ctx *cx, const struct field_grid **out, int *n) MUST_CHECK;

enum err field_today(struct req *rq);
enum err field_me(struct req *rq);
enum err field_new(struct req *rq);
enum err field_new_send(struct req *rq);
