/* What a part of the product (a civic part or a room) hands to the program: app/rooms.c lists
 * them, main starts them. Nothing registers itself behind the reader's back. */
#pragma once
#include "kit/db/db.h"
#include "kit/web/web.h"

struct act_label {     /* a right that posts can grant; roles (data) are sets of them */
    const char *act;   /* "cases.dispatch" */
    const char *label; /* msgid */
};
struct matters_kind;     /* civic/matters: flow guards, effects, labels of a room's matters */
struct facts_subscriber; /* civic/facts */
struct jobs_kind;        /* kit/jobs */
struct media_door;       /* civic/media: who may see the files of a room's matters */
struct seal_rewrap;      /* kit/seal: a column of keys wrapped by the key file */
struct notices_kind;     /* civic/notices: what a room tells people */
struct places_rekey;     /* civic/places: a table that carries today's codes */
struct search_source;    /* civic/search: what there is to find of a room's things */
struct ledger_source;    /* civic/ledger: how a room makes the bytes of its leaves again */
struct frame;            /* civic/frame: the page around what a room writes */

/* A room that a place switches on and off. Whoever stands behind it holds a post that grants `act`
 * there. */
struct room_tile {
    const char *label, *about; /* msgids */
    const char *act;
};

/* What a room has to say on the page of another room's matter, and what may be begun there by the
 * reader. Texts in cx->mem, as the reader may know them. */
struct matter;
struct room_line {
    str text, href; /* href "": no page for this reader */
    str icon;       /* of what is begun */
    int64_t at_ms;
    bool begins; /* a button, not a line */
};
enum { ROOM_LINES_MAX = 8 };

/* Where whoever holds `act` enters: in the navigation at the side, in LAYERS order. */
struct room_link {
    const char *label; /* msgid */
    const char *href, *icon, *act;
};

/* Pages that a grid worker's phone keeps for where there is no network. */
struct room_pages {
    void (*add)(struct room_pages *to, str address);
    void *arg;
};

struct room {
    const char *name;
    const struct db_part *schema;            /* or NULL */
    const struct route *routes;              /* ended by {0}, or NULL */
    const struct act_label *acts;            /* ended by {0}, or NULL */
    const struct matters_kind *const *kinds; /* NULL-terminated, or NULL */
    const struct facts_subscriber *const *subscribers;
    const struct jobs_kind *const *jobs;
    const struct media_door *media;     /* or NULL */
    const struct notices_kind *notices; /* ended by {0}, or NULL */
    const struct places_rekey *const *rekeys;
    const struct search_source *search;       /* or NULL */
    const struct seal_rewrap *const *rewraps; /* or NULL */
    const struct room_tile *tile;             /* or NULL: always there */
    const struct room_link *links;            /* ended by {0}, or NULL */
    const struct ledger_source *ledger;       /* ended by {0}, or NULL */
    enum err (*about)(struct ctx *cx, const struct matter *m, struct room_line *out, int max,
                      int *n); /* or NULL */
    /* Writes what has to stand at the head of this page, or nothing: on a public page by its place
     * and the county's facts alone. NULL: never has any. */
    void (*banner)(struct html *h, const struct frame *f);
    enum err (*pack)(struct ctx *cx, struct room_pages *to); /* the actor's, or NULL */
};

extern const struct room *const app_rooms[]; /* app/rooms.c, in LAYERS order, NULL-terminated */
static inline const struct room *const *rooms_of(const struct ctx *cx)
{
    return cx->rooms ? cx->rooms : app_rooms;
}
