/* places (地点): where things are: the division of the land, its grids, its history and its names.
 * The front door of civic/places; codes by arithmetic are in code.h, shapes in geo.h.
 *
 * Kept true here:
 *  - a row carries `place`, the code of its day, for ever, and `scope`, today's code, for every
 *    question of rights and lists;
 *  - what lay in a division that is gone is found through its successor, or else in its town;
 *  - an alias is unique in the instance and never reassigned;
 *  - what is set for a place holds below it until something nearer is set;
 *  - a point in no grid and a point in two are both answered.
 *
 * Places are reference data, read by code; `county` is the shard number of the county, which stays
 * when its code changes. Texts live as long as cx->mem.
 */
#pragma once
#include "civic/places/code.h"
#include "civic/places/geo.h"
#include "kit/db/db.h"

extern const struct room places_room;

/* ---- names and addresses ----------------------------------------------- */

struct place {
    int64_t code, county; /* county 0 above the county */
    enum place_level level;
    str name;
    str slug; /* for addresses: the alias, or the code without trailing zeros */
};

/* What stands behind "/c/{word}": an alias, or a code in any of its written forms, of today or of
 * a former day (then the successor). The page's own address is places_slug of the code. */
enum err places_resolve(struct ctx *cx, str word, int64_t *county, int64_t *code) MUST_CHECK;
enum err places_find(struct ctx *cx, int64_t code, struct place *out) MUST_CHECK; /* today's */
/* The next level below, by code; at most 1,000. */
enum err places_list(struct ctx *cx, int64_t code, struct place **out, int *n) MUST_CHECK;
/* All of a level below, by code: the communities of a county. */
enum err places_list_level(struct ctx *cx, int64_t code, enum place_level level, struct place **out,
                           int *n) MUST_CHECK;
/* Today's communities from a code to another, at most `max`. */
enum err places_communities(struct ctx *cx, int64_t lo, int64_t hi, int64_t *out, int max,
                            int *n) MUST_CHECK;
/* Places with an alias whose name holds the text or whose initials begin with it; at most max. */
enum err places_search(struct ctx *cx, str text, int64_t within, struct place *out, int max,
                       int *n) MUST_CHECK;
str places_name(struct ctx *cx, int64_t code); /* today's or its last name; "" if unknown */
str places_slug(struct ctx *cx, int64_t code);
/* For numbers: upper-case letters and digits, made when the place was loaded; the digits of its
 * code where the whole country was loaded, which is too large for short names. */
enum err places_alias(struct ctx *cx, int64_t code, str *out) MUST_CHECK;
/* Inside db_write: makes the alias where there is none. `initials` from place_initials. */
enum err places_alias_add(struct ctx *cx, int64_t code, str initials) MUST_CHECK;
/* The shard number of the county a code lies in, today or once; ERR_NOT_FOUND if none. */
enum err places_county(struct ctx *cx, int64_t code, int64_t *county) MUST_CHECK;

/* ---- history ----------------------------------------------------------- */

/* Today's code of a code of any day: itself, its successor, or where it went when it is gone. */
enum err places_today(struct ctx *cx, int64_t code, int64_t *today) MUST_CHECK;
/* The codes of former days that lead to this one, newest first, at most `max`. */
enum err places_former(struct ctx *cx, int64_t code, int64_t *out, int max, int *n) MUST_CHECK;

/* The national tables: provinces, cities, areas, streets, villages as CSV. An edition is loaded
 * into an empty database in bulk, else county by county, each in one transaction; loading the same
 * edition again changes nothing. Then what lies in renumbered places is re-keyed. */
struct places_import {
    str provinces, cities, areas, streets, villages;
    int64_t under; /* 0: everything; aliases are made only for a part of the country */
    int64_t day;   /* of the edition */
    bool served;   /* others work on this database: in slices that nobody notices */
    void (*progress)(void *arg, int64_t done, int64_t total); /* or NULL */
    void *arg;
};
struct places_counts {
    int64_t read[PLACE_LEVELS];
    int64_t same, renamed, recoded, respelled, added, gone; /* towns and communities */
    int64_t rekeyed;                                        /* rows */
};
enum err places_load(struct ctx *cx, const struct places_import *in,
                     struct places_counts *out) MUST_CHECK;

/* One range of codes that became another: scope = scope * keep + shift. */
struct places_move {
    int64_t county, lo, hi, keep, shift;
};
/* A part whose table carries today's codes lists one of these in its struct room. Inside db_write:
 * re-key at most `most` rows from lo..hi, say how many. Idempotent: what was moved is out of the
 * range. With a statement that takes :county :lo :hi :keep :shift :most this is all:
 *     UPDATE x SET scope = scope * :keep + :shift WHERE county = :county AND id IN
 *       (SELECT id FROM x WHERE county = :county AND scope BETWEEN :lo AND :hi LIMIT :most) */
struct places_rekey {
    const char *table;
    const struct db_sql *sql; /* or */
    enum err (*run)(struct ctx *cx, const struct places_move *m, int64_t most, int64_t *moved);
};
/* One batch of a county's pending moves; did 0: nothing is left. Standing work of `serve`, and
 * run to the end by places_load. */
enum err places_rekey_step(struct ctx *cx, int64_t county, int64_t *did) MUST_CHECK;

/* ---- what is set per place --------------------------------------------- */

/* A number that somebody answers and when ("Mon to Fri 8:00-18:00"), of the place or the nearest
 * above it that has one; both empty if none. */
void places_phone(struct ctx *cx, int64_t code, str *phone, str *hours);
enum err places_set_phone(struct ctx *cx, int64_t code, str phone, str hours) MUST_CHECK;
/* The flow that matters of a kind follow here ("case-full", "case-small"); "" if none is set. */
str places_flow(struct ctx *cx, int64_t code, const char *kind);
enum err places_set_flow(struct ctx *cx, int64_t code, const char *kind, str flow) MUST_CHECK;

/* A room is open where a switch says so and a post and a stand-in stand behind it. */
struct room_switch {
    int64_t place; /* where it was set; 0: nowhere, so the room is closed */
    bool on;
    int64_t post, stand_in; /* 0: nobody, then it cannot be on */
    int64_t row_ver;
};
enum err places_switch(struct ctx *cx, int64_t code, const char *room,
                       struct room_switch *out) MUST_CHECK;
bool places_is_open(struct ctx *cx, int64_t code, const char *room);
/* All that is set in a county, by room and place. */
#define PLACES_SWITCHES_MAX 2000
struct room_switch_line {
    str room;
    struct room_switch s;
};
enum err places_switches(struct ctx *cx, int64_t county, struct room_switch_line **out,
                         int *n) MUST_CHECK;
/* What holds at a place by that list, without asking again; place 0: nothing is set. */
struct room_switch places_switch_in(const struct room_switch_line *all, int n, const char *room,
                                    int64_t code);
/* `in->row_ver` is the one seen (0: there was none). on without both posts is ERR_INVALID. */
enum err places_set_switch(struct ctx *cx, int64_t code, const char *room,
                           const struct room_switch *in) MUST_CHECK;
/* Takes a place's own setting away: what is set further up holds again. */
enum err places_drop_switch(struct ctx *cx, int64_t code, const char *room,
                            int64_t seen) MUST_CHECK;

/* ---- grids ------------------------------------------------------------- */

enum grid_kind { GRID_OUTLINE, GRID_GROUPS, GRID_HOUSEHOLDS, GRID_POINT, GRID_KINDS };
extern const char *const grid_kind_names[GRID_KINDS];
extern const char *const grid_kind_labels[GRID_KINDS]; /* msgids */
/* The nets over one community: social governance grids, to which its cases go where there are any;
 * unit grids of city management, and responsibility grids, which have no outline of their own: unit
 * grids name theirs. */
enum grid_purpose { GRID_SOCIAL, GRID_UNIT, GRID_DUTY, GRID_PURPOSES };
extern const char *const grid_purpose_names[GRID_PURPOSES];
extern const char *const grid_purpose_labels[GRID_PURPOSES]; /* msgids */
struct grid {
    int64_t county, code, row_ver;
    enum grid_kind kind;
    enum grid_purpose purpose;
    int64_t households; /* as counted by hand; 0: not known */
    int64_t duty;       /* of a unit grid: its responsibility grid, or 0 */
    int64_t from_day;
    str name;
    str parts;              /* GROUPS, HOUSEHOLDS: one per line */
    struct geo_point point; /* POINT */
    struct geo_shape shape; /* OUTLINE, when it was asked for */
    bool made_up;           /* the outline is for show */
};
enum err grid_find(struct ctx *cx, int64_t county, int64_t code, struct grid *out) MUST_CHECK;
/* As people say where: the community and the grid in it; of any other place, or of a grid that is
 * no longer there, the name of the place itself. */
str grid_words(struct ctx *cx, int64_t county, int64_t code);
/* Today's grids below a place, by code. */
enum err grid_list(struct ctx *cx, int64_t county, int64_t code, bool shapes, struct grid **out,
                   int *n) MUST_CHECK;
/* Gives the grid the next number of its community that was never used: in->code is the
 * community's, *code the grid's. */
enum err grid_add(struct ctx *cx, const struct grid *in, int64_t *code) MUST_CHECK;
enum err grid_change(struct ctx *cx, const struct grid *in) MUST_CHECK; /* code, row_ver seen */
/* From today; the code is never given again. What lay in it lies in its community then. */
enum err grid_close(struct ctx *cx, int64_t county, int64_t code, int64_t seen) MUST_CHECK;
struct grid_closed {
    int64_t code, from_day, to_day, heir; /* heir: what took its place, a grid or its community */
    enum grid_purpose purpose;
    str name;
};
#define GRIDS_CLOSED_MAX 1000
/* A community's retired grids, the last to go first. */
enum err grid_closed_list(struct ctx *cx, int64_t county, int64_t community,
                          struct grid_closed **out, int *n) MUST_CHECK;
struct grid_count {
    int64_t community, grids;
};
enum err grid_counts(struct ctx *cx, int64_t county, int64_t code, struct grid_count **out,
                     int *n) MUST_CHECK;

/* The outline of a town or community. */
enum err places_set_shape(struct ctx *cx, int64_t county, int64_t code, const struct geo_shape *s,
                          bool made_up) MUST_CHECK;
enum err places_shape(struct ctx *cx, int64_t county, int64_t code,
                      struct geo_shape *out) MUST_CHECK;

/* What stands on the ground against the principles of partition: said, never refused. */
enum grid_trouble {
    GRID_UNCLOSED, /* the outline did not end where it began: closed by us */
    GRID_UNREADABLE,
    GRID_CROSSED, /* it crosses itself */
    GRID_PIECES,
    GRID_OVERLAP,
    GRID_OUTSIDE,
    GRID_GAP,
    GRID_ORDER, /* not numbered from west to east and north to south */
    GRID_AREAS,
    GRID_HOUSEHOLDS_UNEVEN,
    GRID_NUMBER, /* a code of the file that could not be kept */
    GRID_NO_PARENT,
    GRID_TROUBLES
};
struct grid_warning {
    enum grid_trouble what;
    int64_t code, other; /* other 0: against its own parent */
    str text;            /* a sentence in the reader's language, with sizes and names */
};
/* Of these grids of the community, standing or proposed, with their shapes and codes; each net by
 * itself. At most GRID_WARNINGS; *all counts those beyond too. */
enum { GRID_WARNINGS = 300 };
#define GRID_TOLERANCE_M2 0.5 /* of gap and overlap, by the rules for grids */
enum err grid_check(struct ctx *cx, int64_t county, int64_t community, const struct grid *grids,
                    int n_grids, struct grid_warning **out, int *n, int *all) MUST_CHECK;

/* ---- positions --------------------------------------------------------- */

struct place_hit {
    int64_t code; /* of a grid */
};
/* The grids of the county that contain the point, by code; n 0: none has it. */
enum err places_grid_at(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u,
                        struct place_hit *out, int max, int *n) MUST_CHECK;
/* The communities that contain it, where grids are not drawn. */
enum err places_community_at(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u,
                             int64_t *out, int max, int *n) MUST_CHECK;
/* Within the county's bounding box, widened by about 5 km: a position worth keeping at all. True
 * where the county has no geometry. */
bool places_in_county(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u);

/* Where something is, as people say it. */
enum location_kind {
    LOCATION_NONE,
    LOCATION_POINT,
    LOCATION_GROUP,
    LOCATION_HOUSEHOLD,
    LOCATION_LANDMARK,
    LOCATION_BUILDING,
    LOCATION_KINDS
};
extern const char *const location_kind_names[LOCATION_KINDS];
struct place_location {
    enum location_kind kind;
    bool has_point;
    int64_t lat_u, lon_u; /* microdegrees of WGS-84 */
    int64_t accuracy_m;   /* 0: unknown */
    str text;             /* address, or the name of the group, household, landmark, building */
    int64_t community;    /* 0: not known */
    int64_t grid;         /* 0: in none, or in several */
    int grids;            /* how many hold the point */
};
/* Checks what was said and finds grid and community: of the point, else of `community`, where the
 * text may name a group or household of a grid. */
enum err places_locate(struct ctx *cx, int64_t county, struct place_location *io) MUST_CHECK;
