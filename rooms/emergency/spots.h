/* spots (危险点): where something can happen, and who answers for it.
 *
 * Kept true here, whoever calls:
 *  - a spot has a keeper with a number that somebody answers; keepers and deputies are sealed as
 *    persons, and erased when others take their place or the spot is gone;
 *  - numbers are masked, but for those who keep the spot, and for callers while an order runs
 * there;
 *  - a file comes in as a whole or not at all, and what is wrong is said line by line.
 * Positions are microdegrees of WGS-84.
 */
#pragma once
#include "rooms/emergency/emergency.h"

enum danger_kind {
    DANGER_SLOPE,
    DANGER_GULLY,
    DANGER_RESERVOIR,
    DANGER_BRIDGE,
    DANGER_HOUSE,
    DANGER_LOW,
    DANGER_OTHER,
    DANGER_KINDS
};
extern const char *const danger_kind_names[DANGER_KINDS];
extern const char *const danger_kind_labels[DANGER_KINDS]; /* msgids */

struct danger_person {
    int64_t person; /* 0: nobody */
    str name, phone;
};
struct danger_spot {
    int64_t county, id, scope, row_ver;
    int kind; /* DANGER_KINDS: none was chosen */
    str name, note;
    bool located;
    int64_t lat_u, lon_u, looked_day; /* looked_day 0: not yet */
    struct danger_person keeper, deputy;
};
enum { DANGER_SPOTS_MAX = 500, DANGER_LINES_MAX = 2000, DANGER_SAID_MAX = 20 };

/* id 0: a new one; else row_ver as seen. ERR_INVALID names place, kind, name, keeper, phone,
 * deputy_phone, position. A position gives it the grid under it. */
enum err danger_put(struct ctx *cx, const struct danger_spot *in, int64_t *id) MUST_CHECK;
/* The same fields, without writing. */
enum err danger_check(struct ctx *cx, const struct danger_spot *in) MUST_CHECK;
enum err danger_retire(struct ctx *cx, const struct danger_spot *in) MUST_CHECK;
/* By ACT_DANGER_SPOTS there, in plain text. */
enum err danger_find(struct ctx *cx, int64_t county, int64_t id,
                     struct danger_spot *out) MUST_CHECK;
/* Of the actor's places by the act, by place; numbers are masked. */
enum err danger_list(struct ctx *cx, const char *act, struct danger_spot *out, int max,
                     int *n) MUST_CHECK;
/* Where an order holds and the actor's posts with the act reach; `grid` not 0: what a caller of
 * that grid has to know. In plain text while it runs. */
enum err danger_of_order(struct ctx *cx, const struct emergency *o, const char *act, int64_t grid,
                         struct danger_spot *out, int max, int *n) MUST_CHECK;

/* Lines of CSV in any order of columns, whose headings are, in either language: kind of danger,
 * name of the spot, place, latitude, longitude, keeper, phone, deputy, deputy phone, note.
 * ERR_INVALID: said[] has a sentence for each bad line. */
struct danger_file {
    int taken;
    str said[DANGER_SAID_MAX];
    int n_said;
};
enum err danger_import(struct ctx *cx, str raw, struct danger_file *out) MUST_CHECK;
