/* What the templates of the room are given: plain values, already masked for their reader. */
#pragma once
#include "civic/frame/frame.h"
#include "civic/moves/moves.h"
#include "civic/places/places.h"
#include "rooms/cases/cases.h"

struct case_row { /* one line of a list */
    int64_t county, id, scope, row_ver;
    str no; /* HZY-26-00123 */
    str title, category, spot, place_name;
    str line;             /* who acts until when, in one line */
    enum frame_look look; /* mark and colour of its state */
    str shown;            /* and its word */
    str state;            /* the flow's state */
    int64_t opened_ms, due_ms, affected;
    int64_t lat_u, lon_u;
    str reply;
    bool open, late, urgent, public, private;
};

struct case_photo {
    str key, full, thumb, alt;
    int64_t at_ms;
    bool sound, after, released;
};
struct case_ask {                /* what one category asks beyond the usual */
    str code, kind, help, photo; /* photo: "", "ask" or "must" */
    const struct form *form;     /* or NULL */
};
struct case_asks {
    const struct case_ask *at;
    int n;
};
struct case_answers {
    const struct form *form; /* NULL: nothing to show */
    str json;
    bool open_only; /* for the public: fields marked public alone */
};
int cases_ask_of(const struct case_asks *asks, str code); /* index, or -1 */

struct kind_find { /* categories looked for by name, pinyin or initials */
    str typed;
    const struct category *at;
    int n;
    const char *name; /* of the choice among them */
    str chosen;
    const struct case_asks *asks;
    bool staff; /* calls them as staff do */
};

struct kept_file {           /* sent with a form that is shown again */
    str word, name, picture; /* picture: address, or "" */
    bool sound;
};

/* Which one of the things that stand there. */
struct pick_row {
    str no, text, hint; /* no: its identifier */
};
struct facility_pick {
    struct pick_row one; /* chosen already; no "" if none is */
    str code;            /* its kind */
    str typed, from;     /* from: where an element asks for rows */
    const struct pick_row *at;
    int n;
    bool scanned, asked; /* asked: it was looked for, so none found is worth saying */
};

struct report_page {
    struct frame_place place;
    struct facility_pick facility;
    str home, slug;
    str code, code_all; /* chosen so far */
    const struct category *chips;
    int n_chips;
    struct categories all;
    struct case_asks asks;
    struct kind_find find;
    str preset, qr, where; /* the place a scanned code gave */
    str lat, lon;
    bool wants_private, open_contact;
    struct kept_file kept[10];
    int n_kept;
    const struct case_row *similar;
    int n_similar;
};

struct paste_page {
    const struct group_line *lines; /* waits: those that are to be told something */
    int n, waiting;
    str done; /* number just registered */
    str told;
    struct kept_file kept[10];
    int n_kept;
};

/* Reporting with one question on a page. CHECK, the last on the way, shows the answers; SEE is
 * reached from there alone. */
enum guided_step {
    GUIDED_SAY,
    GUIDED_PHOTO,
    GUIDED_KIND,
    GUIDED_ASK, /* what the kind asks beyond the usual; passed over if nothing */
    GUIDED_PLACE,
    GUIDED_CALL,
    GUIDED_CHECK,
    GUIDED_SEE,
    GUIDED_STEPS
};
struct guided_page {
    struct report_page r;
    enum guided_step step;
    bool first; /* nothing has been sent yet */
    int at, of; /* question at of so many; 0: beside the way */
    struct kept_file shown[10];
    int n_shown;                  /* of r.kept: those this page asks about */
    const struct case_ask *about; /* what the kind explains or asks, or NULL */
    const struct case_ask *ask;   /* the same if it asks a question of its own */
    str kind, phone;              /* the answers in words, for the last page */
    int n_photos, n_sounds;
};
struct guided_pair {
    str name, value;
};
bool guided_carry(const struct html *h, enum guided_step step, size_t *i, struct guided_pair *out);
const char *guided_name(enum guided_step step);
bool guided_hides(const struct guided_page *g, const struct kept_file *k);

struct case_page {
    struct frame_place place;
    str home, slug, heading;
    struct case_row c;
    str body;            /* the reporter's own words, or the public text */
    str handler;         /* unit that answered */
    str desk, next;      /* whose desk it is on, what comes next and when */
    str word_by;         /* until when the resident may answer */
    str link, link_path; /* the receipt, whole and local */
    const struct case_photo *photos, *pairs;
    int n_photos, n_pairs;
    const struct frame_step *steps;
    int n_steps;
    struct case_answers answers;
    bool mine, just, may_word, may_rate, may_reopen;
};

struct home_notice {
    str key, title, body, owner, until; /* key: in the address of its picture */
};
struct home_page {
    struct frame_place place;
    str home, slug;
    const struct case_row *mine, *new;
    int n_mine, n_new;
    int64_t open, unread; /* unread: messages of whoever is signed in */
    const struct home_notice *notices;
    int n_notices;
    str worker, worker_phone, worker_hours, phone;
};

struct list_page {
    struct frame_place place;
    str slug;
    int64_t grid;                   /* only this one of the community's, or 0 */
    const struct frame_area *areas; /* the drawn map */
    int n_areas;
    bool made_up; /* its borders are for show */
    struct categories all;
    str code, state, q, feed;
    str next, table; /* the list as narrowed: what is older, and as CSV from the newest */
    const struct case_row *rows;
    int n;
    struct cases_figures figures;
};

struct inbox_row { /* a task of a case, or of any other matter */
    struct moves_row r;
    int64_t matter, task;
    str spot, owner;
    str why; /* it was refused */
};
struct inbox_page {
    struct categories all;
    const struct choice *views, *tasks, *places, *dues;
    int n_views, n_tasks, n_places, n_dues;
    str view, code, task, place, due, sort, q; /* as chosen */
    int64_t at;                                /* the place, 0: any */
    str here, next, bulk;                      /* the filter as a query; addresses that keep it */
    bool filtered, counted;
    int count;
    const struct inbox_row *rows;
    int n;
    str told;                        /* what came of the last step */
    const struct inbox_row *refused; /* what did not */
    int n_refused, done;
};

struct colleague {
    int64_t account, open; /* tasks it has */
    int can;               /* of those ticked */
    str name;
};
struct give_page {
    str bulk, back;
    const struct inbox_row *rows;
    int n;
    const struct colleague *colleagues;
    int n_colleagues;
};

struct copy_field {
    str label, value;
    int64_t most, over; /* characters it takes there; how many are too many */
};
struct copy_page {
    str no, title, heading, system, number, due;
    int64_t ref;
    const struct copy_field *fields;
    int n;
};

struct reply_row {
    int64_t id, row_ver;
    str title, body, code, kind, org, org_key;
};
struct replies_page {
    struct categories all;
    const struct choice *orgs;
    int n_orgs;
    const struct reply_row *rows;
    int n;
    struct reply_row one; /* being edited */
    bool saved;
};

struct desk_note {
    str who, text;
    int64_t at_ms;
};
struct desk_handover { /* a case handed to another system */
    int64_t id, at_ms;
    str text;
    bool failed;
};
struct desk_page {
    struct case_row c;
    str heading, saved, state;
    str reporter, plain, source, unit, body, public_text, desk, due, chosen;
    str left_words; /* typed with a step that is no longer there */
    const str *why;
    int n_why;
    str facility, facility_no; /* what it is about; no "": no page of it for this reader */
    const struct choice *refs;
    int n_refs;
    const struct desk_handover *handovers;
    int n_handovers;
    struct frame_choice handover_to; /* where it may still go */
    const struct case_photo *photos;
    int n_photos;
    const struct frame_step *steps;
    int n_steps;
    const struct desk_note *notes;
    int n_notes;
    const struct desk_note *told; /* who: on what occasion; text: how far it got */
    int n_told;
    const struct desk_note *looks; /* who: how it was shown; text: words */
    int n_looks;
    str look_at; /* where the actor's own look is made, or "" */
    const struct moves_form *moves;
    int n_moves;
    const struct case_row *duplicates;
    int n_duplicates;
    struct case_answers answers;
    bool may_unmask, may_release;
    bool inserting;                /* a template into the reply */
    str lacks;                     /* what the answer does not say before it goes out, or "" */
    const struct room_line *lines; /* what other rooms say of it */
    int n_lines;
    bool may_slip; /* hands it to somebody without an account */
};

struct search_mark { /* a piece of a line; hit: it is what was looked for */
    str text;
    bool hit;
};
struct search_row {
    struct case_row c;
    str href;
    const struct search_mark *title;
    int n_title;
};
enum search_group { SEARCH_MINE, SEARCH_WORK, SEARCH_PUBLIC, SEARCH_GROUPS };
struct search_page {
    struct frame_place place; /* looked for within it; code 0: in the whole county */
    str words;
    const struct place *places;
    int n_places;
    struct search_row *rows[SEARCH_GROUPS];
    int n[SEARCH_GROUPS];
    int64_t before, next; /* 0: the first page; there is none */
    bool staff;
};

struct phone_page {
    bool group;       /* it was said in a chat group */
    const str *names; /* who spoke there, to choose from */
    int n_names;
    const str *groups; /* that reported before */
    int n_groups;
    struct kept_file kept[10];
    int n_kept;
    bool drafted; /* out of what was pasted: to be checked */
    struct facility_pick facility;
    str areas;            /* address of the grids to point at */
    const str *buildings; /* to choose from, where the community is known */
    int n_buildings;
    struct frame_choice source, community;
    struct categories all;
    str code;
    struct case_asks asks;
    struct kind_find find;
};
