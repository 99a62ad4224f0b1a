/* cases (案件): a problem is reported, goes to whoever is responsible, is solved or answered,
 * checked by somebody else, and the reporter has the last word. This header is the room's door.
 *
 * Kept true here, whoever calls (the course itself is a flow, kept by civic/matters):
 *  - the category and its revision are those of the moment of reporting;
 *  - what a resident wrote or photographed is public only after staff set a public text and
 *    released the photos; a sensitive category is never public by itself;
 *  - handlers see who reported only if the reporter allowed it; every look at a full number is a
 *    fact with a reason;
 *  - a category of a department goes to a community only with its consent;
 *  - five submits of one form are one case;
 *  - whoever walks a grid and says what is to be seen there has been there: near the case's point
 *    with a photo of now, or with a reason from a list why not, which stands on the case's page;
 *  - to whoever may not see a case it does not exist.
 *
 * Coordinates are WGS-84 microdegrees. Times are ms UTC.
 */
#pragma once
#include "civic/facilities/facilities.h"
#include "civic/frame/frame.h"
#include "civic/matters/matters.h"
#include "civic/media/media.h"
#include "civic/room.h"
#include "rooms/cases/category.h"

#define ACT_CASES_READ    "cases.read"
#define ACT_CASES_PRIVATE "cases.private"
#define ACT_CASES_ENTER   "cases.enter"   /* report on behalf of somebody */
#define ACT_CASES_RELEASE "cases.release" /* set the public text, release photos */
#define ACT_CASES_MERGE   "cases.merge"
#define ACT_CASES_HEAR    "cases.hear" /* take down the resident's word */
#define ACT_CASES_GRID    "cases.grid" /* the grid worker whom residents may call */
#define ACT_CASES_WORK    ACT_DESK     /* has an inbox: the frame leads there */

extern const struct room cases_room, open311_room, api_room;
void api_problem(struct req *rq, enum err e); /* how /api/v1 says an error: RFC 9457 */

struct cases_spot { /* where, as said and as measured */
    str words;
    bool measured;
    int64_t lat_u, lon_u, accuracy_m;
};

enum { CASES_BODY_MAX = 4000, CASES_PHOTOS_MAX = 9, CASES_FILES_MAX = CASES_PHOTOS_MAX + 1 };

struct cases_files { /* taken already, not yet anybody's: role "report", "after" or "voice" */
    struct media_new at[CASES_FILES_MAX];
    int n;
};

struct cases_report {
    int64_t county, community; /* whose page it came by */
    str code;                  /* of the category */
    const char *source;        /* resident, worker, hotline … */
    str body, answers;
    struct cases_spot spot;
    int64_t facility; /* what it is about, or 0 */
    bool wants_private, may_contact, urgent;
    str name, phone, email;          /* of the reporter; may be empty */
    const struct cases_files *files; /* or NULL */
    str outside;                     /* id at the sender */
    int64_t sender;                  /* token of the system that sent it; 0: none */
    int64_t opened_ms;               /* 0: now */
    const struct matters_subject *subjects;
    int n_subjects;
    str move;  /* "" or a first move of the flow (solved on the spot) */
    str group; /* of source "wechat": the chat group it was said in, or "" */
};
struct cases_receipt {
    int64_t id;
    char number[MATTERS_NUMBER_MAX];
    char token[48]; /* shown once */
    bool repeat;    /* the same form was sent before: this is its first answer */
};
enum err cases_open(struct ctx *cx, const struct cases_report *in,
                    struct cases_receipt *out) MUST_CHECK;

struct casefile {
    struct matter m;
    struct category category;
    str body, answers, public_text, reply, outside;
    int64_t reply_org, contact, facility; /* facility 0: none was named */
    int64_t changed_ms;                   /* of what the public may know */
    struct cases_spot spot;
    bool wants_private, may_contact, shown;
};
enum err cases_find(struct ctx *cx, int64_t county, str number, enum matters_view least,
                    struct casefile *out) MUST_CHECK;
enum err cases_by_token(struct ctx *cx, str token, struct casefile *out) MUST_CHECK;
/* The room's part of a matter already found. */
enum err cases_load(struct ctx *cx, const struct matter *m, struct casefile *out) MUST_CHECK;

/* ---- looking whether it is so (proof.c) --------------------------------- */

/* Why somebody was not shown to be near, or has no photo. */
enum cases_why {
    CASES_WHY_NONE,
    CASES_WHY_NO_SIGNAL,
    CASES_WHY_INDOORS,
    CASES_WHY_NO_PIN,    /* only of a case without a point on the map */
    CASES_WHY_WRONG_PIN, /* in words where it really is */
    CASES_WHY_UNSAFE,    /* needs no photo */
    CASES_WHY_PRIVATE,   /* needs no photo: people would be in it */
    CASES_WHY_OTHER,     /* in words */
    CASES_WHYS
};
extern const char *const cases_why_names[CASES_WHYS];
extern const char *const cases_why_labels[CASES_WHYS]; /* msgids */
enum cases_why cases_why_named(str name);              /* CASES_WHYS: there is none */

/* PROOF_ROUGH_M: what a phone knows worse says nothing. OLD: a photo of longer ago is not of now.
 */
enum { CASES_PROOF_USUAL_M = 100, CASES_PROOF_ROUGH_M = 300, CASES_PHOTO_OLD_MS = 86400000 };
struct cases_proof {
    struct cases_spot at; /* of the phone; its words are not read */
    enum cases_why why;
    str words;
};
/* Is the move a look: made by a task of the kind check and by nothing else. */
bool cases_is_look(const struct flow *f, const struct flow_move *move);
/* Must the actor show to have been there? Those who walk grids must; a desk looks by other means.
 */
bool cases_must_show(const struct ctx *cx, const struct flow *f, const struct flow_move *move);

/* How it was shown, kept without where the phone was: newest first. */
struct cases_shown {
    int64_t at_ms, account;
    int64_t metres, limit_m; /* metres -1: not known */
    str move, words;
    enum cases_why why;
};
enum err cases_list_shown(struct ctx *cx, const struct matter *m, struct cases_shown *out, int max,
                          int *n) MUST_CHECK;
/* One line of it: "34 m from the place", "not shown on the spot: indoors". */
str cases_shown_text(struct ctx *cx, const struct cases_shown *s);

/* How near is near enough, per county; CASES_PROOF_USUAL_M until somebody sets it. Setting needs
 * ACT_SYSTEM_CONFIG and what was seen; each is a fact. */
enum { CASES_PROOF_LEAST_M = 10, CASES_PROOF_MOST_M = 5000 };
struct cases_proof_limit {
    int64_t metres, row_ver;
};
enum err cases_proof_limit(struct ctx *cx, int64_t county,
                           struct cases_proof_limit *out) MUST_CHECK;
enum err cases_proof_limit_set(struct ctx *cx, int64_t county,
                               const struct cases_proof_limit *in) MUST_CHECK;

/* ---- steps -------------------------------------------------------------- */

/* A step of the flow with its words and photos. */
struct cases_move {
    const char *move;
    int64_t seen; /* row_ver of the page the step was taken on */
    struct matters_input in;
    str say;            /* to the resident; becomes the reply where the move feeds back */
    str facility_state; /* a word of facility_state_names: what its facility is now; "": as it was
                         */
    str pass;           /* why an answer may go out that does not say all (quality.h), or "" */
    const struct cases_files *files;
    const struct cases_proof *proof; /* or NULL */
};
/* ERR_INVALID names the fields of matters_move, and here, why, why_words, photo of the proof. */
enum err cases_move(struct ctx *cx, struct casefile *c, const struct cases_move *in) MUST_CHECK;
enum err cases_say(struct ctx *cx, struct casefile *c, enum matters_word word, int rating, str say,
                   str token) MUST_CHECK;

/* The reporter's word as somebody neutral heard it, on a call or at the door; "no" makes it be done
 * again. By ACT_CASES_HEAR; ERR_DENIED: the actor or its organisation did the work. */
enum cases_way { CASES_BY_CALL, CASES_BY_VISIT, CASES_WAYS };
extern const char *const cases_way_names[CASES_WAYS]; /* call, visit: the fact's `via` */
enum err cases_hear(struct ctx *cx, struct casefile *c, enum matters_word word, str say,
                    enum cases_way way) MUST_CHECK;
/* Somebody without an account here is affected too, or wants to be told; counted once, by
 * ACT_CASES_ENTER there. */
enum err cases_add_follower(struct ctx *cx, const struct casefile *c, int64_t person,
                            bool affected) MUST_CHECK;
/* Whom it affects: the reporter, those with an account, and those without. */
enum err cases_count_affected(struct ctx *cx, const struct matter *m, int64_t *n) MUST_CHECK;

enum err cases_note(struct ctx *cx, const struct casefile *c, str body) MUST_CHECK;
enum err cases_release(struct ctx *cx, struct casefile *c, str public_text, bool show) MUST_CHECK;
enum err cases_follow(struct ctx *cx, const struct casefile *c, str phone,
                      bool affected) MUST_CHECK;

/* ---- lists ------------------------------------------------------------- */

/* Open cases of the same kind near a spot, nearest first: for the reporter and for staff. */
struct cases_near {
    int64_t id, metres;
};
enum err cases_list_near(struct ctx *cx, int64_t county, str code, const struct cases_spot *at,
                         int64_t not_id, struct cases_near *out, int max, int *n) MUST_CHECK;

struct cases_pin {
    int64_t id, scope, lat_u, lon_u;
    str number, code, title;
    bool open;
};
struct cases_box {
    int64_t county, lo, hi;           /* scope */
    int64_t south, west, north, east; /* microdegrees */
};
enum err cases_list_pins(struct ctx *cx, const struct cases_box *box, struct cases_pin *out,
                         int max, int *n) MUST_CHECK;

/* What the public is told of a place in figures, which are counted when asked: `at` by today's code
 * of what is in work, the codes in order. What it costs depends on what is in work and on what was
 * reported since, not on how much was ever finished. */
struct cases_figures {
    int64_t received, confirmed; /* since; of those, solved in the word of their reporter */
    int64_t open, late;          /* now */
    struct cases_at {
        int64_t scope, open, late;
    } * at;
    int n;
};
enum err cases_count(struct ctx *cx, int64_t county, int64_t place, int64_t since_ms,
                     struct cases_figures *out) MUST_CHECK;
/* The same without `received` and `confirmed`. */
enum err cases_count_open(struct ctx *cx, int64_t county, int64_t place,
                          struct cases_figures *out) MUST_CHECK;

/* The cases of a facility, newest first: ids, whether the reader may see them or not. */
enum err cases_of_facility(struct ctx *cx, int64_t county, int64_t facility, int64_t *out, int max,
                           int *n) MUST_CHECK;

/* ---- words ------------------------------------------------------------- */
str cases_title(const struct casefile *c, enum lang lang, enum matters_view view);
/* Loads data/cases/categories.csv into a county that has none; admin edits from there. */
enum err cases_load_categories(struct ctx *cx, int64_t county, str csv) MUST_CHECK;
/* A few hundred cases from data/demo/cases.csv, with pictures of data/demo/scenes.csv if there is a
 * folder for files; people, flows, categories are there already. */
enum err cases_demo_load(struct ctx *cx, int64_t county, str csv, str scenes, int cases) MUST_CHECK;
/* What staff took out of chat groups (data/demo/groups.csv). */
enum err cases_demo_groups(struct ctx *cx, int64_t county, str csv) MUST_CHECK;
/* As many more of the half year before, ended and not released: for figures that compare months. */
enum err cases_demo_past(struct ctx *cx, int64_t county, str csv, int cases) MUST_CHECK;
