/* emergency_own: shared by the files of this room. */
#pragma once
#include "civic/frame/frame.h"
#include "civic/notices/notices.h"
#include "kit/jobs/jobs.h"
#include "rooms/emergency/emergency.h"

#define YEAR_MS ((int64_t)365 * DAY_MS)

extern const struct jobs_kind emergency_end_job, emergency_posts_job, emergency_residents_job,
    emergency_over_job, emergency_second_job;

extern const struct notices_kind emergency_notices[];

/* Inside db_write. */
enum err emergency_fact(struct ctx *cx, const struct emergency *o, const char *kind, str to,
                        str payload) MUST_CHECK;
enum err emergency_timers_set(struct ctx *cx, const struct emergency *o) MUST_CHECK;
enum err emergency_timers_end(struct ctx *cx, const struct emergency *o) MUST_CHECK;
/* Tells whoever is asked to call `n` households of a grid once more; once per grid. */
enum err emergency_ask_second(struct ctx *cx, const struct emergency *o, int64_t grid,
                              int64_t account, int64_t n) MUST_CHECK;
/* Who calls there besides this account, whose post is nearest to the grid; 0: nobody. `first`
 * 0: besides whoever is nearest. */
enum err emergency_second_caller(struct ctx *cx, const struct emergency *o, int64_t grid,
                                 int64_t first, int64_t *out) MUST_CHECK;
/* May marks still come: it runs, or has not been over for long. */
bool emergency_takes_marks(const struct ctx *cx, const struct emergency *o);

/* ---- what the templates are given --------------------------------------------- */

struct emergency_row {
    struct emergency o;
    str name, places, message;
    struct emergency_count all;
};
struct emergencies_page {
    const struct emergency_row *running, *past;
    int n_running, n_past;
    const struct emergency_kind *kinds;
    int n_kinds;
    bool may_order;
};
struct emergency_town { /* places to choose from: a town, and what lies in it */
    str code, name;
    bool may;
    const struct emergency_choice {
        str code, name;
        bool on;
    } * at;
    int n, on; /* on: how many are chosen */
    bool chosen;
};
struct emergency_new_page {
    struct frame_choice kind, level;
    const struct emergency_town *towns;
    int n_towns;
    str hours, second, message, message_en, speech;
};
struct danger_row;
struct emergency_line {
    struct emergency_count c;
    str name, code, second;
    bool may_call;
};
struct emergency_page {
    struct emergency o;
    str name, places, message, by, saved, part;
    struct emergency_count all;
    const struct emergency_line *lines;
    int n;
    int64_t minutes;      /* to nine of ten; -1: not reached */
    bool may_order, mine; /* mine: of the field, the actor's grids alone */
    const struct danger_row *spots;
    int n_spots;
};
struct emergency_call_row {
    const struct emergency_household *h;
    str needs, by, outcome;
};
struct emergency_list_page {
    struct emergency o;
    bool field, may_mark, may_unmask, open_only;
    str name, message, grid, code, at; /* at: address of this list */
    const struct emergency_call_row *rows;
    int n, n_all;
    struct emergency_count count;
    const struct emergency_safe *safe;
    int n_safe;
    const struct danger_row *spots;
    int n_spots;
    str saved;
};
struct emergency_field_page {
    const struct emergency_page *orders;
    int n;
};
struct emergency_say_page {
    struct frame_place place;
    struct emergency o;
    str name, message, back;
    struct frame_choice what;
    bool over; /* nothing runs here any more */
    bool safe; /* just said */
};

int64_t emergency_share(const struct emergency_count *c, int64_t n); /* per cent of households */
enum err emergency_find_of(struct req *rq, const char *act, struct emergency *out) MUST_CHECK;
enum err emergency_fill_counts(struct ctx *cx, const char *act,
                               struct emergency_page *p) MUST_CHECK;
void emergency_banner(struct html *h, const struct frame *f);

enum err emergency_show_all(struct req *rq);
enum err emergency_show_new(struct req *rq);
enum err emergency_send_new(struct req *rq);
enum err emergency_show_one(struct req *rq);
enum err emergency_show_wall(struct req *rq);
enum err emergency_show_speech(struct req *rq);
enum err emergency_send_extend(struct req *rq);
enum err emergency_send_end(struct req *rq);
enum err emergency_stream(struct req *rq);
enum err emergency_say_show(struct req *rq);
enum err emergency_say_send(struct req *rq);
enum err emergency_field_all(struct req *rq);
enum err emergency_field_list(struct req *rq);
enum err emergency_field_send(struct req *rq);
enum err emergency_field_numbers(struct req *rq);
enum err emergency_desk_list(struct req *rq);
enum err emergency_desk_send(struct req *rq);
enum err emergency_desk_numbers(struct req *rq);
enum err emergency_paper_show(struct req *rq);
enum err emergency_paper_send(struct req *rq);
enum err emergency_pack(struct ctx *cx, struct room_pages *to) MUST_CHECK;
