/* cases_form: what other rooms' pages share with those of cases: the parts of a form by which
 * something is reported, and a case as a line, as photos and as what is to do.
 *
 * Kept true here: a form that comes back holds everything that was typed and every file that was
 * fine; a position that cannot be is said so and never stored.
 */
#pragma once
#include "rooms/cases/cases_pages.h"

/* ---- what residents' pages share ----------------------------------------- */

/* The community of ":c" in the address, and rq->county; ERR_NOT_FOUND for any other word. */
enum err cases_place(struct req *rq, struct frame_place *out) MUST_CHECK;
/* A mobile number as typed, canonical; empty stays empty. The sentence stands at the field. */
enum err cases_read_phone(struct ctx *cx, const char *field, str typed, str *out) MUST_CHECK;
/* This browser holds the receipt of what it reported, without an account. */
void cases_remember(struct req *rq, str token);

/* ---- a form that reports ------------------------------------------------ */

/* The kinds on offer at p->place, which is set, and what each asks; the eight shown first are the
 * place's own. */
enum err report_offer(struct req *rq, struct report_page *p) MUST_CHECK;
/* Those kinds, as far as there are such, come before the others. */
void report_put_first(struct ctx *cx, const str *codes, int n, struct report_page *p);
void report_draw_kinds(struct html *h, const struct report_page *p);
void report_draw_questions(struct html *h, const struct report_page *p);
void report_draw_kept(struct html *h, const struct report_page *p);
/* What a phone says of where it is; the sentences stand at the field "spot". */
enum err report_position(struct req *rq, str lat, str lon, str accuracy,
                         struct cases_spot *out) MUST_CHECK;
/* The button beside the search box, or Enter in it before any kind is chosen. */
bool report_looks_for_kind(const struct req *rq, const struct report_page *p);
/* The answers sent with a form, checked against what the category asks; "" if it asks nothing. */
enum err cases_read_answers(struct req *rq, str code, str *json) MUST_CHECK;

/* Which facility it is about: what is on offer at a place, and what was chosen by the fields
 * "facility" (an identifier) and "facility_no" (what is written on its label). A facility gives the
 * report its position, and its words and kind where there are none. */
struct pick_ask {
    int64_t county, community;
    str code, from; /* kind chosen so far; address of the rows */
    bool staff;
    str typed, lat, lon;
};
enum err report_offer_facilities(struct req *rq, const struct pick_ask *ask,
                                 struct facility_pick *out) MUST_CHECK;
void report_draw_facility(struct html *h, const struct facility_pick *p);
enum err report_take_facility(struct req *rq, struct cases_report *io) MUST_CHECK;
/* The names of a community's buildings, to choose from; and the one that the words name: its grid,
 * and its position where no other is known. */
enum err report_buildings(struct ctx *cx, int64_t community, const str **out, int *n) MUST_CHECK;
enum err report_take_building(struct req *rq, struct cases_report *io) MUST_CHECK;
/* Its button was pressed: the form comes back with those on offer. */
bool report_looks_for_facility(const struct req *rq);
/* "Street lamp 08-014". */
str cases_facility_text(struct ctx *cx, const struct facility *f, bool staff);

/* Takes the uploads of a field; refusals are recorded at that field. */
enum err cases_take(struct req *rq, const char *field, const char *role,
                    struct cases_files *out) MUST_CHECK;
/* As a form that is shown again carries them; out has room for CASES_FILES_MAX. */
void cases_keep(struct req *rq, const struct cases_files *files, struct kept_file *out, int *n);

/* ---- a case on a page --------------------------------------------------- */

/* A line each for a page of matters: one query for the room's part. */
enum err cases_rows(struct ctx *cx, const struct matter *m, int n, enum matters_view view,
                    struct case_row *out) MUST_CHECK;
enum err cases_photos(struct ctx *cx, const struct casefile *c, enum matters_view view,
                      struct case_photo **out, int *n) MUST_CHECK;
void cases_draw_photo(struct html *h, const struct case_photo *f);
/* What there is to do, as the flow calls it. */
str desk_todo(struct ctx *cx, const struct matter *m, const struct task *t);
