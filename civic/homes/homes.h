/* homes (住户): buildings, dwellings, households, who lives where and who needs a visit: one base
 * of addresses and people that every room reads, as far as work in the grid needs it.
 *
 * Kept true here, whoever calls:
 *  - a household lies where its building lies, in a grid or, where no grid is known, in a community
 *    or village; a worker sees those of own grids only, others do not exist (ERR_NOT_FOUND);
 *  - name, phone and identity number are sealed with the person's own key (civic/people); here are
 *    blind indexes, by which they are found when typed in full;
 *  - names are shown in full to posts at a community or below it and masked to wider ones; phone
 *    and identity number are masked for everyone; plain text is a POST with a reason, recorded;
 *  - an identity number is on the roll of a county once;
 *  - every change is a fact that carries references and words of lists, never personal data;
 *  - who leaves the roll is erased, and so is who is past the day the data may be kept until;
 *  - special population (released prisoners, drugs, severe mental illness, HIV …) has no place
 * here.
 *
 * Days are counted since 1970 at +08:00. Texts live as long as cx->mem.
 */
#pragma once
#include "civic/people/people.h"
#include "civic/room.h"

#define ACT_HOMES_READ "homes.read" /* see households */
#define ACT_HOMES_KEEP "homes.keep" /* add, change and remove them */
#define ACT_HOMES_UNMASK                                                                           \
    "homes.unmask" /* phone and identity number in plain text, with a reason                       \
                    */

/* ---- words of lists ----------------------------------------------------- */

enum home_purpose {
    HOME_LIVED_IN,
    HOME_EMPTY,
    HOME_SHOP,
    HOME_OFFICE,
    HOME_STORE,
    HOME_OTHER,
    HOME_PURPOSES
};
enum home_relation { /* to the head of the household, after GB/T 4761 */
                     HOME_HEAD,
                     HOME_SPOUSE,
                     HOME_SON,
                     HOME_DAUGHTER,
                     HOME_GRANDCHILD,
                     HOME_PARENT,
                     HOME_GRANDPARENT,
                     HOME_SIBLING,
                     HOME_RELATIVE,
                     HOME_NO_RELATION,
                     HOME_RELATIONS
};
enum home_stay {                   /* of a resident */
                 HOME_REGISTERED,  /* lives where registered */
                 HOME_TEMPORARY,   /* registered elsewhere */
                 HOME_LEFT_BEHIND, /* whose family works away */
                 HOME_ABROAD,      /* from abroad, Hong Kong, Macao, Taiwan */
                 HOME_STAYS
};
enum home_consent { HOME_NOT_ASKED, HOME_AGREED, HOME_REFUSED, HOME_CONSENTS };
enum home_need_kind { /* why somebody looks in regularly */
                      NEED_LONE_ELDER,
                      NEED_LOW_INCOME,
                      NEED_DESTITUTE,
                      NEED_DISABLED,
                      NEED_LEFT_CHILD,
                      NEED_LEFT_ELDER,
                      NEED_ORPHAN,
                      NEED_ILL,
                      NEED_OTHER,
                      NEED_KINDS
};
enum home_tongue {
    TONGUE_PUTONGHUA,
    TONGUE_LOCAL,
    TONGUE_MIAO,
    TONGUE_YI,
    TONGUE_HANI,
    TONGUE_ZHUANG,
    TONGUE_DAI,
    TONGUE_OTHER,
    TONGUES
};
enum home_question_kind { /* left over by an import, for the next visit */
                          ASK_ID_NUMBER,
                          ASK_PHONE,
                          ASK_HEAD,
                          ASK_RELATION,
                          ASK_TWICE, /* the same name at another address */
                          ASK_KINDS
};
/* Words in the database and in addresses, and their msgids. person.tongue is such a word or "". */
extern const char *const home_purpose_names[HOME_PURPOSES], *const home_purpose_labels[];
extern const char *const home_relation_names[HOME_RELATIONS], *const home_relation_labels[];
extern const char *const home_stay_names[HOME_STAYS], *const home_stay_labels[];
extern const char *const home_consent_names[HOME_CONSENTS], *const home_consent_labels[];
extern const char *const home_need_names[NEED_KINDS], *const home_need_labels[];
extern const char *const home_tongue_names[TONGUES], *const home_tongue_labels[];
extern const char *const home_question_names[ASK_KINDS], *const home_question_labels[];
int home_word(const char *const *names, int n, str word); /* n if it is none of them */
str home_tongue_label(const struct ctx *cx, str word);    /* "" if unknown */
/* How often somebody looks in, unless the household says otherwise. */
int64_t homes_rhythm(enum home_need_kind kind);

/* ---- one household ------------------------------------------------------ */

enum { HOMES_RESIDENTS_MAX = 40, HOMES_NEEDS_MAX = 20, HOMES_QUESTIONS_MAX = 20 };

struct building {
    int64_t county, id, place, scope, row_ver;
    str name;    /* as people say it: "Block 3", "Group 2 of the village" */
    str address; /* the standard address */
    bool located;
    int64_t lat_u, lon_u; /* microdegrees of WGS-84 */
};
struct resident {
    int64_t id, row_ver;
    struct person p; /* p.id is the person; name, phone and number as the audience may see them */
    enum home_relation relation;
    enum home_stay stay;
    enum home_consent consent; /* to visits and calls; on consent_day */
    int64_t consent_day;
    int64_t keep_until_day; /* 0: as long as they live here */
    int age;                /* by the identity number; -1: not known */
};
struct home_need {
    int64_t id, row_ver;
    enum home_need_kind kind;
    int64_t resident;           /* 0: of the household */
    int64_t every_days;         /* 0: when putting, the usual rhythm */
    int64_t last_day, next_day; /* last 0: never been there; next: due */
};
struct home_question {
    int64_t id, household, resident, asked_ms;
    enum home_question_kind kind;
};
struct household {
    int64_t county, id, scope, row_ver;
    str line; /* building and door in one line */
    struct building building;
    int64_t dwelling;
    str door, code; /* code of the house, may be empty */
    enum home_purpose purpose;
    bool rented;
    bool named;                 /* names are in full */
    struct resident *residents; /* head first */
    int n;
    struct home_need *needs;
    int n_needs;
    struct home_question *questions; /* open ones */
    int n_questions;
};
/* Masked for the actor's audience. ERR_NOT_FOUND: not there, or out of reach. */
enum err homes_find(struct ctx *cx, int64_t county, int64_t id, struct household *out) MUST_CHECK;
/* The same in plain text and without asking a right: for code that must act on it (call, print a
 * list under an order) and has asked and recorded. */
enum err homes_load(struct ctx *cx, int64_t county, int64_t id, struct household *out) MUST_CHECK;

/* A look recorded with its reason; everything of that resident in plain text. */
struct homes_unmask {
    int64_t county, household, resident;
    str reason;
};
enum err homes_unmask(struct ctx *cx, const struct homes_unmask *in, struct person *out) MUST_CHECK;

/* ---- lists -------------------------------------------------------------- */

enum { HOMES_ANY_NEED = NEED_KINDS, HOMES_ALL };
struct homes_filter {
    int64_t county;
    int64_t within; /* a place: all of its subtree that the actor may see; 0: all the actor may */
    int need;       /* an enum home_need_kind, HOMES_ANY_NEED, or HOMES_ALL */
    int64_t due_by; /* only with a visit due by that day; 0: whenever */
    bool asked;     /* only those with open questions */
    str find;       /* part of an address; a whole name, phone or identity number */
    int64_t after;  /* the household that ended the page before; 0 at first */
};
struct homes_line {
    int64_t id, scope;
    str line, head; /* head: its name for this audience */
    str tongue;     /* of the head */
    int residents;
    unsigned needs;   /* 1 << kind */
    int64_t next_day; /* the earliest visit due; 0: none */
    int questions;    /* open */
};
/* By place, then by building and door. *next is the last one's id if there are more, else 0. */
enum err homes_list(struct ctx *cx, const struct homes_filter *f, struct homes_line *out, int max,
                    int *n, int64_t *next) MUST_CHECK;
enum err homes_count(struct ctx *cx, int64_t county, int64_t within, int64_t *households,
                     int64_t *residents) MUST_CHECK;

/* Asking no right, for rooms that have asked: how many households lie where of a range, by today's
 * code; *out in cx->mem. And where one lies: ERR_NOT_FOUND if it is not there. */
struct homes_at {
    int64_t scope, households;
};
enum err homes_count_at(struct ctx *cx, int64_t county, int64_t lo, int64_t hi,
                        struct homes_at **out, int *n) MUST_CHECK;
enum err homes_scope(struct ctx *cx, int64_t county, int64_t id, int64_t *scope) MUST_CHECK;

/* ---- changing ----------------------------------------------------------- */

struct homes_new {
    int64_t county, scope; /* a grid, or a community or village */
    str building, address, door, code;
    enum home_purpose purpose;
    bool rented;
    const struct resident *residents; /* the head first */
    int n;
    const struct home_need *needs; /* resident: 1 + index in residents, 0 for the household */
    int n_needs;
};
/* Each asks ACT_HOMES_KEEP for the place, checks what was typed by fail_field, leaves a fact, and
 * is ERR_CONFLICT where row_ver is not the one seen. */
enum err homes_add(struct ctx *cx, const struct homes_new *in, int64_t *id) MUST_CHECK;
enum err homes_change(struct ctx *cx, const struct household *in) MUST_CHECK; /* the dwelling */
enum err homes_remove(struct ctx *cx, int64_t county, int64_t id, int64_t seen) MUST_CHECK;
/* Of a place, by name, for whoever takes down where something is: nobody's data. */
enum err homes_buildings(struct ctx *cx, int64_t county, int64_t place, struct building *out,
                         int max, int *n) MUST_CHECK;
enum err homes_building_change(struct ctx *cx, const struct building *in) MUST_CHECK;

enum err homes_resident_add(struct ctx *cx, int64_t county, int64_t household,
                            const struct resident *in, int64_t *id) MUST_CHECK;
/* An empty name, phone or identity number leaves what is there; "-" takes the numbers away. */
enum err homes_resident_change(struct ctx *cx, int64_t county, int64_t household,
                               const struct resident *in) MUST_CHECK;
/* Their data is erased. The last one takes the household along. */
enum err homes_resident_remove(struct ctx *cx, int64_t county, int64_t household, int64_t id,
                               int64_t seen) MUST_CHECK;

enum err homes_need_add(struct ctx *cx, int64_t county, int64_t household,
                        const struct home_need *in, int64_t *id) MUST_CHECK;
enum err homes_need_remove(struct ctx *cx, int64_t county, int64_t household,
                           int64_t id) MUST_CHECK;

/* Inside db_write, without right or look at what was typed: for rooms that have asked themselves.
 */
/* Finds or makes building and dwelling by their names. ERR_CONFLICT: an identity number is on the
 * roll already. */
enum err homes_put(struct ctx *cx, const struct homes_new *in, int64_t *id) MUST_CHECK;
enum err homes_put_resident(struct ctx *cx, int64_t county, int64_t household,
                            const struct resident *in, int64_t *id) MUST_CHECK;
enum err homes_drop(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
enum err homes_put_need(struct ctx *cx, int64_t county, int64_t household,
                        const struct home_need *in, int64_t *id) MUST_CHECK;
/* Taken away only if nobody changed it since it was put, as *all says; the last resident takes the
 * household along where nothing else was noted of it. */
enum err homes_take_need(struct ctx *cx, int64_t county, int64_t household, int64_t need,
                         bool *all) MUST_CHECK;
enum err homes_take_resident(struct ctx *cx, int64_t county, int64_t household, int64_t resident,
                             bool *all) MUST_CHECK;
/* Somebody was there: every need of the household is due again a rhythm later, or on next_day where
 * that is not 0. */
enum err homes_visited(struct ctx *cx, int64_t county, int64_t household, int64_t day,
                       int64_t next_day) MUST_CHECK;
enum err homes_ask(struct ctx *cx, int64_t county, int64_t household,
                   const struct home_question *in, int64_t *id) MUST_CHECK;
enum err homes_answered(struct ctx *cx, int64_t county, int64_t household,
                        int64_t question) MUST_CHECK;

/* What a typed field must be: trimmed and checked in *io, sentences by fail_field. */
enum err homes_check_resident(struct ctx *cx, struct resident *io) MUST_CHECK;
/* Who has this identity number: ERR_NOT_FOUND if nobody. */
enum err homes_find_id(struct ctx *cx, int64_t county, str id_number, int64_t *household,
                       int64_t *resident) MUST_CHECK;

/* How many of this name there are in a place. */
enum err homes_count_named(struct ctx *cx, int64_t county, int64_t within, str name,
                           int64_t *n) MUST_CHECK;

/* The grids that the actor's posts reach with this act, to choose from: of a community its own too,
 * of wider posts the places right below. *out in cx->mem. */
enum { HOMES_GRIDS_MAX = 60 };
struct homes_grid {
    str code, name;
};
enum err homes_grids_of(struct ctx *cx, const char *act, const struct homes_grid **out,
                        int *n) MUST_CHECK;

/* A few hundred made-up households in grids of a town and of villages. */
enum err homes_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;

extern const struct room homes_room; /* pages, schema and the job that erases; for app/rooms.c */
