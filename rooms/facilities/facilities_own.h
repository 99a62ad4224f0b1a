/* facilities_own: shared by the files of this room. */
#pragma once
#include "civic/facilities/facilities.h"
#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "rooms/cases/cases_form.h"
#include "rooms/facilities/facilities.h"

enum {
    FACILITIES_PAGE = 50,
    FACILITIES_CSV_MAX = 20000,
    FACILITIES_PINS_MAX = 2000,
    FACILITIES_SHEETS_MAX = 10,
    FACILITIES_PER_SHEET = 24,
    FACILITIES_CASES_MAX = 20,
    FACILITIES_SHOWN_MAX = 100 /* rows of a file that are shown */
};

struct facility_line {
    struct facility f;
    str text, kind, place; /* "Street lamp 08-014"; its kind; community and grid */
};

struct facilities_list {
    struct facility_filter filter;
    struct categories kinds; /* those of facilities alone */
    const struct place *places;
    int n_places;
    const struct facility_line *rows;
    int n;
    int64_t count[FACILITY_STATES];
    str here, next; /* the filter as a query; the next page's address */
    str slug;       /* of the one place chosen, whose grids are drawn; "" */
    bool may_keep, filtered;
};

struct facility_event {
    str what, from, to, who;
    int64_t at_ms;
};
struct facility_page {
    struct facility_line at;
    struct categories kinds;
    str slug, scan; /* of its community; the address in its code */
    const struct case_row *cases;
    const bool *opens; /* the reader may open that case */
    int n_cases;
    int hidden; /* cases that are not for this reader */
    const struct facility_event *events;
    int n_events;
    bool may_keep, saved;
};

struct facility_labels {
    const struct facility_line *rows;
    const str *scans; /* the address in each code */
    int n;
    str back, next;
};

struct facility_imports {
    const struct place *places;
    int n_places;
    const struct facility_import *list;
    int n;
    struct facility_import at; /* the one that is looked at */
    struct facility_file file;
    str place;
    bool may_undo;
};

/* ---- what pages need ------------------------------------------------------- */

/* Categories of facilities, of which the names are used. */
enum err facilities_kinds(struct ctx *cx, struct categories *out) MUST_CHECK;
str facilities_kind(struct ctx *cx, const struct categories *kinds, str code);
void facilities_name(struct ctx *cx, const struct categories *kinds, const struct facility *f,
                     struct facility_line *out);
/* Communities where the actor has the act. */
enum err facilities_places(struct ctx *cx, const char *act, const struct place **out,
                           int *n) MUST_CHECK;
str facilities_scan(struct req *rq, str identifier); /* the whole address in its code */
/* ":no" of the address, for whoever may see it. */
enum err facilities_of_address(struct req *rq, struct facility *out) MUST_CHECK;
/* The filter that the address names, also for labels and the table. */
enum err facilities_read_filter(struct req *rq, struct facilities_list *p) MUST_CHECK;

enum frame_look facilities_look(enum facility_state s);
void facilities_draw_degrees(struct html *h, const struct facility *f);

handler facilities_show_list, facilities_geojson, facilities_new, facilities_new_send;
handler facilities_show, facilities_change, facilities_show_labels;
handler facilities_imports, facilities_import_send, facilities_import_show, facilities_import_do;
