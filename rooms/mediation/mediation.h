/* mediation (矛盾纠纷调解): disputes between people, settled by talking, one level after the other.
 * This header is the room's door.
 *
 * Kept true here, whoever calls (the course is the flow `mediation`, kept by civic/matters):
 *  - a dispute is sensitive from the first moment: nobody but those with a task of it and those
 *    whose post grants ACT_MEDIATION_READ there see it; a party that works here is its subject;
 *  - there are two sides, each with at least one party; names and numbers are sealed and masked,
 *    every unmasking is a fact with a reason;
 *  - a hand-over to police, justice or petition office is a row with receipt and end, and the
 *    number stays the same across all offices;
 *  - the signed agreement is a private photo of the step that closed it.
 */
#pragma once
#include "civic/matters/matters.h"
#include "civic/media/media.h"

#define ACT_MEDIATION_ENTER "mediation.enter"
#define ACT_MEDIATION_READ  "mediation.read"

enum { MEDIATION_PARTIES_MAX = 8, MEDIATION_KINDS = 8, MEDIATION_PHOTOS_MAX = 9 };
extern const char *const mediation_kind_names[MEDIATION_KINDS]; /* "neighbours", ... */
const char *mediation_kind_label(str kind);                     /* msgid */

struct mediation_party {
    int64_t person;
    bool other;      /* of the second side */
    str name, phone; /* when written down; masked when read */
};
struct mediation_new {
    int64_t county, place; /* a community, or a grid of it */
    str kind, body;        /* body: what it is about, without names */
    int64_t people;        /* how many are involved */
    struct mediation_party party[MEDIATION_PARTIES_MAX];
    int n_parties;
    bool in_group; /* the group tries first */
};
struct mediation_receipt {
    int64_t id;
    char number[MATTERS_NUMBER_MAX];
};
/* ERR_INVALID names the fields kind, body, place, one, other, phone. */
enum err mediation_open(struct ctx *cx, const struct mediation_new *in,
                        struct mediation_receipt *out) MUST_CHECK;

struct mediation {
    struct matter m;
    str kind, body;
    int64_t people;
};
enum err mediation_find(struct ctx *cx, int64_t county, str number,
                        struct mediation *out) MUST_CHECK;
enum err mediation_parties(struct ctx *cx, const struct mediation *d,
                           struct mediation_party out[MEDIATION_PARTIES_MAX], int *n) MUST_CHECK;

struct mediation_move {
    const char *move;
    int64_t seen;
    struct matters_input in;
    str say;
    const struct media_new *photos;
    int n_photos;
};
enum err mediation_move(struct ctx *cx, struct mediation *d,
                        const struct mediation_move *in) MUST_CHECK;

struct mediation_handover {
    str office, receipt, result; /* office: police, justice, petition */
    int64_t handed_ms, receipt_ms, ended_ms;
};
enum { MEDIATION_HANDOVERS_MAX = 20 };
enum err mediation_handovers(struct ctx *cx, const struct mediation *d,
                             struct mediation_handover *out, int *n) MUST_CHECK;

/* Those of the actor's places, newest first. open: 1, 0, or -1 for any. */
enum err mediation_list(struct ctx *cx, int open, int64_t before, struct mediation *out, int max,
                        int *n) MUST_CHECK;
/* By kind, since a time, in the actor's places. */
enum err mediation_count(struct ctx *cx, int64_t since_ms, int64_t out[MEDIATION_KINDS]) MUST_CHECK;

/* The made-up disputes of data/demo/disputes.csv, for a county that has none; once the demo's
 * people are there. Who acts afterwards is left as it was. */
enum err mediation_demo_load(struct ctx *cx, int64_t county, str csv) MUST_CHECK;

extern const struct room mediation_room; /* for app/rooms.c */
