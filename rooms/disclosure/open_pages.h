/* open_pages: what the pages of publications show, filled by *_web.c, written by *.html. */
#pragma once
#include "rooms/disclosure/disclosure_own.h"

enum { OPEN_QUESTIONS = 50, OPEN_MONTHS = 6, OPEN_VERSIONS = 20 };

struct open_line {
    int n;                          /* in the order it was written, from 1 */
    str item, note, amount, change; /* change: against the period before, or "" */
    int64_t amount_fen;
};
struct open_file {
    str href, thumb, name; /* thumb "": a document */
    str key;
};
struct open_month {
    str label, brief, in, out;
    int in_h, out_h, x; /* of its bars */
};
/* The words of one publication, the same for residents, authors and whoever checks. */
struct open_words {
    const struct publication *p;
    bool money;
    const struct open_line *in, *out, *other; /* biggest first; other: as written */
    int n_in, n_out, n_other;
    str closing, opening, total_in, total_out, change; /* change of the closing */
    int bar_in, bar_out;                               /* of 400 */
    const str *gist, *body;
    int n_gist, n_body;
    const struct open_file *files;
    int n_files;
    const struct open_month *months;
    int n_months;
    str top; /* what the bars reach up to */
    str ask; /* address to ask about a line: its number behind it; "": not here */
};
struct open_version {
    str href, label;
};
struct open_answer {
    str body, answer, about;
    int64_t at_ms;
    bool objection;
};
struct open_page {
    struct frame_place place; /* whose page it is */
    struct open_words w;
    str slug, base, home, stream, owner, author, checked, digest, before, after, stays;
    const struct open_version *versions;
    int n_versions;
    const struct open_answer *answers;
    int n_answers, waiting;
    str newer;  /* the one that replaced it */
    str reason; /* of a withdrawal */
    int64_t object_ms;
};
struct open_row {
    str href, title, about, gist, amount;
    int64_t at_ms;
    bool inherited, corrected, withdrawn;
};
struct open_late {
    str title;
    int64_t due_ms, waiting_ms;
};
struct open_tab {
    str href, label;
    bool on;
};
struct open_list {
    struct frame_place place;
    str slug, home, stream, words, next, feed, table;
    struct open_tab tabs[DISCLOSURE_STREAMS + 1];
    const struct open_row *rows;
    int n;
    const struct open_late *late;
    int n_late;
    bool has_money; /* the month at a glance */
    struct open_words money;
    str money_href, money_title;
};
struct open_ask {
    struct frame_place place;
    const struct publication *p;
    str back, action, line; /* line: what it is about */
    int n;
    bool may_object;
};
struct open_receipt {
    struct frame_place place;
    str back, number, link;
    const struct question *q;
    str title, until;
};

/* Fills the words of a publication whose lines are there; `before` may be NULL. `shown`: files as
 * everybody may see them. */
enum err open_words(struct ctx *cx, const struct publication *p, const struct publication *before,
                    bool shown, struct open_words *out) MUST_CHECK;
enum err open_place(struct req *rq, struct frame_place *out) MUST_CHECK; /* of the address */
str open_yuan(struct arena *mem, int64_t fen);                           /* 1234.50, for tables */
str open_address(struct ctx *cx, const struct publication *p); /* of the page for everybody */

enum err open_list_show(struct req *rq);
enum err open_feed(struct req *rq);
enum err open_show(struct req *rq);
enum err open_proof(struct req *rq);
enum err open_month_show(struct req *rq);
enum err open_ask_show(struct req *rq);
enum err open_ask_send(struct req *rq);
enum err open_question_show(struct req *rq);

/* ---- for those who work on it ------------------------------------------------------ */

struct desk_row {
    str href, title, place, state, about;
    enum frame_look look;
    int64_t due_ms;
    bool late;
};
struct desk_open {
    const struct desk_row *mine, *rest, *done; /* what waits for the reader; for others; public */
    int n_mine, n_rest, n_done;
    str next;
    bool may_write, may_plan;
    int questions;
};
struct desk_line { /* a row of the form */
    str side, item, amount, note;
};
struct desk_new {
    struct frame_choice item, place;
};
struct desk_page {
    const struct publication *p;
    struct open_words w;
    str place, saved, action, public_href, period;
    const char *state; /* msgid */
    enum frame_look look;
    const struct disclosure_warning *warnings;
    int n_warnings;
    const struct moves_form *moves;
    int n_moves;
    const struct frame_step *steps;
    int n_steps;
    bool may_write, may_correct, elder;
    /* the form */
    str title, gist, body, opening;
    const struct desk_line *lines;
    int n_lines;
    int64_t draft;
    str older; /* version it corrects */
};
struct desk_plan_row {
    str place, item, cycle, next;
    int64_t scope;
    str code;
};
struct desk_plan {
    const struct desk_plan_row *rows;
    int n;
    struct frame_choice item, place;
    bool saved;
};
struct desk_question_row {
    str href, title, about, state;
    enum frame_look look;
    int64_t due_ms;
};
struct desk_questions {
    const struct desk_question_row *rows;
    int n;
    bool done;
};
struct desk_question {
    const struct question *q;
    const struct publication *p;
    str about, public_href, action, saved, state;
    enum frame_look look;
    const struct moves_form *moves;
    int n_moves;
    const struct frame_step *steps;
    int n_steps;
};

enum err desk_open_list(struct req *rq);
enum err desk_open_new(struct req *rq);
enum err desk_open_start(struct req *rq);
enum err desk_open_show(struct req *rq);
enum err desk_open_save(struct req *rq);
enum err desk_open_move(struct req *rq);
enum err desk_open_correct(struct req *rq);
enum err desk_open_blur(struct req *rq);
enum err desk_open_plan(struct req *rq);
enum err desk_open_plan_send(struct req *rq);
enum err desk_question_list(struct req *rq);
enum err desk_question_show(struct req *rq);
enum err desk_question_move(struct req *rq);
void desk_form_fill(struct ctx *cx, const struct publication *p, struct desk_page *page);
void desk_item_options(struct ctx *cx, bool regular, struct frame_choice *out);
/* Show `because` on the page of the one in the address. */
enum err desk_open_page(struct req *rq, const struct publication *p, enum err because,
                        struct desk_page *page);
