/* What the files of this room share among themselves. */
#pragma once
#include "civic/notices/notices.h"
#include "civic/places/places.h"
#include "rooms/cases/cases_form.h"

enum { CASES_PAGE = 25, CASES_MINE = 10 };

/* ---- pages (cases_page.c) ---------------------------------------------- */

/* The post that takes reports at a place, as residents read it; "" where the room is closed. */
enum err cases_reports_by(struct ctx *cx, int64_t county, int64_t code, str *who) MUST_CHECK;
/* The page of a closed room, with 404: whom to call instead. */
enum err cases_closed_page(struct req *rq, const struct frame_place *p) MUST_CHECK;
str cases_home_of(struct req *rq, const struct frame_place *p); /* "/c/hzy" */

/* A line of a list for whoever may see it: title, state, who acts until when. */
enum err cases_row(struct ctx *cx, const struct casefile *c, enum matters_view view,
                   struct case_row *out) MUST_CHECK;
/* The running clock that readers are told of; due_ms 0 if none runs. */
enum err cases_clock(struct ctx *cx, const struct matter *m, struct matters_clock *out) MUST_CHECK;
enum err cases_steps(struct ctx *cx, const struct casefile *c, enum matters_view view,
                     struct frame_step **out, int *n) MUST_CHECK;

/* ---- what a category asks (questions.c) --------------------------------- */

enum err cases_asks(struct ctx *cx, const struct categories *all, str chosen,
                    struct case_asks *out) MUST_CHECK;
/* The kinds that the field "find" of a form, or ?q= of the address, looks for. */
void cases_find_kinds(struct req *rq, const struct categories *all, const struct case_asks *asks,
                      struct kind_find *out);
enum err cases_answered(struct ctx *cx, const struct casefile *c, bool open_only,
                        struct case_answers *out) MUST_CHECK;

/* ---- files (cases_media.c) --------------------------------------------- */

enum err cases_file_refused(struct ctx *cx, const char *field, enum err e) MUST_CHECK;
/* Inside db_write. */
enum err cases_add_files(struct ctx *cx, const struct matter *m,
                         const struct cases_files *files) MUST_CHECK;
extern const struct media_door cases_media;

/* Inside db_write: words of the actor, for staff or for the reporter too. */
enum err cases_keep_note(struct ctx *cx, const struct matter *m, const char *audience,
                         str body) MUST_CHECK;

/* Inside db_write, after the move was found to be the actor's: how the look was shown. */
enum err cases_keep_proof(struct ctx *cx, const struct casefile *c,
                          const struct cases_move *in) MUST_CHECK;

/* Inside db_write: after every move, what lists read of it. */
enum err cases_touch(struct ctx *cx, const struct matter *m) MUST_CHECK;

extern const struct matters_guard cases_guards[];
extern const struct matters_effect cases_effects[];
const char *cases_source_label(str source); /* msgid */

/* ---- the phone's own matters (cases_token.c) ---------------------------- */

/* A cookie of at most ten receipt tokens: what was reported from this browser. */
enum { CASES_TOKENS = 10 };
#define CASES_COOKIE "linli_matters"
int cases_tokens(const struct req *rq, str out[CASES_TOKENS]); /* newest first */
/* The token among them that opens this matter, or STR_NONE. */
str cases_token_for(struct req *rq, const struct matter *m);

extern const struct facts_subscriber cases_subscriber;
extern const struct notices_kind cases_notices[];

/* ---- the desk ----------------------------------------------------------- */

/* The filter that the address names; p->here is that filter as a query. */
void desk_read_filter(struct req *rq, struct inbox_page *p);
enum err desk_fill_inbox(struct req *rq, struct inbox_page *p) MUST_CHECK;
/* Tasks of any kind of matter (each with its `of`) as rows; of cases what this room knows. */
enum err desk_rows(struct ctx *cx, const struct task *tasks, int n,
                   struct inbox_row *out) MUST_CHECK;
enum { DESK_REFS_MAX = 8 };
/* Who reported, for this reader: masked, and for handlers only if the reporter allowed it. */
enum err desk_fill_reporter(struct ctx *cx, const struct casefile *c, enum matters_view view,
                            struct desk_page *p) MUST_CHECK;
enum err desk_fill_told(struct ctx *cx, const struct casefile *c, struct desk_page *p) MUST_CHECK;
/* The case that the address names. */
enum err desk_find_case(struct req *rq, enum matters_view least, struct casefile *c) MUST_CHECK;
/* To its page, saying that it is saved, unless e. */
enum err desk_back(struct req *rq, enum err e, const struct casefile *c) MUST_CHECK;
/* Its page, with whatever sentence a refused step has left in cx->failure; returns `because`. */
enum err desk_show(struct req *rq, enum err because, struct desk_page *p) MUST_CHECK;
enum err desk_fill_moves(struct req *rq, const struct casefile *c, struct desk_page *p) MUST_CHECK;

extern const struct search_source cases_search; /* what there is to find of a case */

extern const struct route cases_routes[];
enum err search_show(struct req *rq);
/* ---- reporting (report_web.c), shared with the pages of one question each (guided_web.c) ---- */
enum err report_fill(struct req *rq, struct report_page *p) MUST_CHECK;
enum err report_take(struct req *rq, struct cases_files *files) MUST_CHECK;
enum err report_read(struct req *rq, const struct report_page *p, const struct cases_files *files,
                     struct cases_report *out) MUST_CHECK;
enum err report_open(struct req *rq, const struct report_page *p,
                     const struct cases_report *in) MUST_CHECK;
enum err guided_first(struct req *rq);
enum err guided_step(struct req *rq);
enum err guided_send(struct req *rq);
enum err report_form(struct req *rq);
enum err report_kinds(struct req *rq);
enum err report_similar(struct req *rq);
enum err report_facilities(struct req *rq);
enum err desk_facilities(struct req *rq);
enum err facility_scan(struct req *rq);
enum err report_send(struct req *rq);
enum err case_show(struct req *rq);
enum err case_confirm(struct req *rq);
enum err case_rate(struct req *rq);
enum err case_reopen(struct req *rq);
enum err case_follow(struct req *rq);
enum err case_receipt(struct req *rq);
enum err home_show(struct req *rq);
enum err home_notices(struct req *rq);
enum err list_show(struct req *rq);
enum err list_geojson(struct req *rq);
enum err list_feed(struct req *rq);
enum err reply_pages(struct req *rq);
enum err reply_page(struct req *rq);
enum err reply_add(struct req *rq);
enum err reply_change(struct req *rq);
enum err reply_drop(struct req *rq);
enum err desk_copy(struct req *rq);
enum err desk_inbox(struct req *rq);
enum err desk_bulk(struct req *rq);
enum err desk_case(struct req *rq);
enum err desk_move(struct req *rq);
enum err desk_note(struct req *rq);
enum err desk_public(struct req *rq);
enum err desk_photo(struct req *rq);
enum err desk_ref(struct req *rq);
enum err desk_unmask(struct req *rq);
enum err desk_merge(struct req *rq);
/* Shows that form with what was put into its fields (web_field_put) and these files. */
struct chat;
enum err desk_phone_draft(struct req *rq, const struct cases_files *files,
                          const struct chat *said) MUST_CHECK;
/* What is in force at p->place. */
enum err home_list_notices(struct req *rq, struct home_page *p) MUST_CHECK;
enum err case_picture(struct req *rq);
enum err notice_picture(struct req *rq);
enum err desk_paste(struct req *rq);
enum err desk_paste_send(struct req *rq);
enum err desk_paste_shared(struct req *rq);
enum err desk_paste_told(struct req *rq);
enum err desk_phone(struct req *rq);
enum err desk_kinds(struct req *rq);
enum err desk_phone_send(struct req *rq);
