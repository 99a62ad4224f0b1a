/* hotline (热线台): the desk that takes calls: who calls and what they reported before, entry by a
 * few keys, the same matter again, and calling back. This header is the room's door.
 *
 * Kept true here, whoever calls:
 *  - a number is looked up by its blind index alone; every look is written to the access log of
 * each person found, and what is shown is masked;
 *  - the desk sees of a caller's matters those that its posts may see; of the others, that they
 * are;
 *  - a caller is affected by a matter once, however often they call;
 *  - a number waits for a call-back once; a call-back ends by being reached, after three tries that
 *    nobody answered, or by being put aside;
 *  - to whoever has no post for its place a call-back does not exist.
 * Times are ms UTC.
 */
#pragma once
#include "civic/people/signin.h"
#include "rooms/cases/cases.h"

#define ACT_HOTLINE "hotline.desk"

/* ---- who calls ----------------------------------------------------------- */

struct hotline_person {
    int64_t person, account;
    str name, tongue; /* masked; the language they like to speak, "" unknown */
};
struct hotline_caller {
    str phone; /* canonical */
    struct hotline_person at[PHONE_PEOPLE_MAX];
    int n; /* 0: a number not known here */
};
/* ERR_INVALID names the field phone. Writes the log: never inside db_write. */
enum err hotline_look(struct ctx *cx, str phone, struct hotline_caller *out) MUST_CHECK;

enum { HOTLINE_CASES_MAX = 12 };
/* What they reported or are affected by, open ones first, newest first; *hidden: how many more
 * there are that this desk may not see. */
enum err hotline_matters(struct ctx *cx, const struct hotline_caller *c, struct matter *out, int *n,
                         int *hidden) MUST_CHECK;

/* The caller as somebody who can be told and asked: the person chosen of that number, or one made
 * of number and name. */
struct hotline_who {
    str phone, name; /* name: as they said it, for somebody new */
    int64_t person;  /* one of the caller's, 0: somebody new */
};
/* Called about this matter: `same` adds them to those it affects, else they only asked. */
enum err hotline_called(struct ctx *cx, const struct casefile *c, const struct hotline_who *who,
                        bool same) MUST_CHECK;
/* Registers what they say; in->phone and in->name are the caller's. A repeat of the same form
 * answers with the first number. `back`: the call-back that this was, or 0. */
enum err hotline_register(struct ctx *cx, const struct cases_report *in,
                          const struct hotline_who *who, int64_t back,
                          struct cases_receipt *out) MUST_CHECK;

/* ---- call-backs ------------------------------------------------------------ */

enum hotline_end { HOTLINE_OPEN, HOTLINE_REACHED, HOTLINE_GIVEN_UP, HOTLINE_DROPPED, HOTLINE_ENDS };
extern const char *const hotline_end_names[HOTLINE_ENDS];

struct hotline_back {
    int64_t county, id, scope, person;
    int64_t calls, tries, called_ms, tried_ms, row_ver;
    enum hotline_end state;
    str phone; /* masked */
};
enum { HOTLINE_TRIES_MOST = 3, HOTLINE_BACKS_MAX = 100 };

/* Somebody called, or asks to be called, for this place; no right is asked, for it comes from the
 * exchange or from a page. */
enum err hotline_missed(struct ctx *cx, int64_t county, int64_t scope, str phone, str name,
                        int64_t called_ms) MUST_CHECK;
/* Open ones within the actor's posts, the first call first. */
enum err hotline_backs(struct ctx *cx, struct hotline_back *out, int max, int *n) MUST_CHECK;
enum err hotline_back_find(struct ctx *cx, int64_t id, struct hotline_back *out) MUST_CHECK;
/* The number to dial, recorded as unmasked with the reason "call-back". */
enum err hotline_back_number(struct ctx *cx, const struct hotline_back *b, str *phone) MUST_CHECK;
/* REACHED, DROPPED, or OPEN: nobody answered, which the third time is GIVEN_UP. ERR_CONFLICT: a
 * colleague was faster. */
enum err hotline_back_end(struct ctx *cx, const struct hotline_back *b,
                          enum hotline_end end) MUST_CHECK;

/* ---- asking for the resident's word ---------------------------------------- */

/* Closed cases whose reporter has said nothing yet, newest first, of the actor's places. */
enum err hotline_silent(struct ctx *cx, struct matter *out, int max, int *n) MUST_CHECK;

/* What the demo shows of the desk: call-backs. */
enum err hotline_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;

extern const struct room hotline_room; /* for app/rooms.c */
