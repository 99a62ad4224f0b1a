/* frame (页面框架): what stands around and inside every page: head, header bar, tabs, staff
 * navigation, footer, print lines; and the components that pages are made of.
 *
 * Kept true here:
 *  - one h1 per page is the page's own; landmarks, skip link and language are the frame's;
 *  - a page without JavaScript does everything; components enhance;
 *  - every status is a mark, a word and a colour together;
 *  - dates are said as people say them, with the weekday, and relative only beside absolute.
 */
#pragma once
#include "kit/web/web.h"

/* The seven looks of a status; marks fill up as work nears its end, the diamond is "your turn". */
enum frame_look {
    LOOK_NEW,
    LOOK_SENT, /* new, and handed on */
    LOOK_DOING,
    LOOK_ASK,
    LOOK_PART,
    LOOK_DONE,
    LOOK_BAD,
    LOOK_GREY,
    LOOKS
};

enum frame_tab {
    FRAME_NO_TAB,
    FRAME_HOME,
    FRAME_REPORT,
    FRAME_CASES,
    FRAME_ME,
    FRAME_TODAY, /* from here on: a grid worker's */
    FRAME_FIELD_NEW,
    FRAME_FIELD_HOMES,
    FRAME_FIELD_ME
};
/* The act of the inbox's door /desk: who lacks it is led elsewhere. */
#define ACT_DESK "cases.work"
/* The act of the grid worker's pages. */
#define ACT_FIELD "field.work"

/* A page of a room needs none of these: its link says of which addresses it is. */
enum frame_nav { FRAME_NO_NAV, FRAME_FIELD, FRAME_INBOX, FRAME_SEARCH, FRAME_ADMIN, FRAME_AUDIT };

struct frame_place {  /* the community whose page this is; slug "" on pages of no place */
    str name, parent; /* the community, its town */
    str slug;         /* alias, or the code without trailing zeros */
    str phone, hours; /* a number that somebody answers, and when; "" hides the block */
    int64_t code;
    str reports; /* who takes reports here, "" if nobody does: no tab leads to them */
};
struct frame {
    const char *title;               /* msgid */
    str title_text;                  /* or ready-made */
    const struct frame_place *place; /* NULL: none */
    str back; /* address of the page above: a back link instead of the brand */
    const char
        *back_form; /* or the form whose button go=back leads there, keeping what was typed */
    enum frame_tab tab;
    enum frame_nav nav;
    bool narrow, wide, hero; /* width of <main>; hero: the page writes its own .page inside */
    bool staff;    /* top bar and side navigation; the page writes its own <main class="work"> */
    bool wall;     /* a screen that anybody may see: nothing of who is signed in */
    bool field;    /* a grid worker's, made for a phone: own tabs, and works without network */
    bool three;    /* staff with a third column: the page writes <main> and <aside> */
    str feed;      /* address of an Atom feed, or "" */
    bool coded;    /* it has a QR code of its own: none at the foot of its print */
    int64_t inbox; /* staff: open tasks, 0 hides the number */
};
void frame_open(struct html *h, const struct frame *f);
void frame_close(struct html *h);

/* The page for an error, for the gate of the program: plain words and a way out. */
void frame_error_page(struct req *rq, enum err e);

struct room;
extern const struct room frame_room; /* /, /about, /prefs, /help/phone, the small files */

/* ---- components -------------------------------------------------------- */

struct choice { /* one of a menu */
    str key, label;
};

void frame_icon(struct html *h, str name);                      /* a word stands beside it */
void frame_tag(struct html *h, enum frame_look look, str text); /* mark + word + colour */
void frame_flag(struct html *h, const char *msgid);             /* red flag: Urgent, Late */
void frame_errsum(struct html *h); /* from cx->failure; nothing if none */
void frame_empty(struct html *h, const char *title, const char *advice);
void frame_call(struct html *h, const struct frame_place *p); /* a human way out */
void frame_qr(struct html *h, str text);                      /* SVG of a QR code */
/* As `| path` in a template: a whole local address, or "#". */
void frame_address(struct html *h, str address);
/* The next page of a list by key; nothing if next is "". */
void frame_next(struct html *h, str next);
/* A local address as somebody elsewhere types it: https://host/… An answer that holds one has no
 * copies for others, since the host is the asker's word. */
str frame_whole(struct req *rq, str path);
/* This page with all that was asked of it, in another format ("print"); NULL: as it is. */
str frame_as(const struct html *h, const char *format);
/* Leads to the page as it is printed; there, where there is script, prints. */
void frame_print_button(struct html *h);
/* The block a reporter keeps: number and QR. `link` is the whole address the code leads to. */
void frame_receipt(struct html *h, str number, str link);

/* ---- fields of forms ---------------------------------------------------- */

/* What was typed is filled in again, the message of a broken field stands above it and the error
 * summary links to it: the field's id is "f-" and its name, the input's is
 * its name. Every text is a msgid unless it is a str. */
struct frame_input {
    const char *name, *label, *hint;
    const char *type;         /* NULL: text */
    const char *autocomplete; /* NULL: off */
    bool optional;            /* says so beside the label */
    int rows;                 /* over 0: several lines */
    int64_t most;             /* code points, 0: no limit of the browser's */
    str value;                /* shown unless something was typed already */
};
void frame_input(struct html *h, const struct frame_input *in);
bool frame_is_wrong(struct html *h, const char *field);
void frame_field_error(struct html *h, const char *field); /* the message, or nothing */

struct frame_option {
    const char *value;
    str text, hint, icon; /* hint and icon may be empty */
};
struct frame_choice {
    const char *name, *label, *hint;
    str chosen; /* unless something was chosen already; "" chooses nothing */
    const struct frame_option *options;
    int n;
    bool optional;
};
/* The communities where the actor may, of a grid's post that grid; with `above` the places of posts
 * that hold communities stand before them. One alone is chosen. */
enum err frame_places(struct ctx *cx, const char *act, bool above,
                      struct frame_choice *out) MUST_CHECK;
void frame_chips(struct html *h, const struct frame_choice *c);  /* short words, four in a row */
void frame_picks(struct html *h, const struct frame_choice *c);  /* sentences, one in a row */
void frame_select(struct html *h, const struct frame_choice *c); /* a menu, in filters */
/* Photos: shrunk before they travel and blurred by brush where there is script. The form has
 * novalidate: the input says `required` only so that CSS can tell whether something was chosen. */
void frame_photos(struct html *h, const char *name, const char *label, int most);
void frame_photo_field(struct html *h, const char *name, str label, int most); /* in a .field */
/* One file, in our words and not the browser's; the same of novalidate. `hint`: an element name-h
 * says more. */
void frame_file(struct html *h, const char *name, const char *accept, bool hint);
void frame_voice(struct html *h); /* a recording, name "voice" */
/* The brush over a photo that is kept here: fills the form's hidden field "blur". */
void frame_brush(struct html *h, str photo);

/* A map of our own areas and pins. Between open and close stands what the server draws: it stays
 * until somebody taps for the live map, and for good without script. */
struct frame_map {
    str areas, pins;       /* addresses of GeoJSON; pins may be empty */
    const char *label;     /* msgid: what the map shows */
    const char *lat, *lon; /* ids of inputs that a tap sets, or NULL */
};
void frame_map_open(struct html *h, const struct frame_map *m);
void frame_map_close(struct html *h, const struct frame_map *m);

/* The drawn map: areas shaded by a number that stands in them, a legend, and a table. */
struct geo_shape;
struct frame_area {
    const struct geo_shape *shape;
    str name, href; /* href "" : no link */
    int64_t n;      /* not finished */
    bool chosen;
};
void frame_draw_map(struct html *h, const struct frame_area *areas, int n, const char *label);
/* The outlines with their names alone; one with a number is marked as one to look at. A list stands
 * beside it. */
void frame_draw_outlines(struct html *h, const struct frame_area *areas, int n, const char *label);

/* ---- what happened ------------------------------------------------------ */

struct frame_step { /* one <li> of <ol class="timeline"> */
    enum frame_look look;
    str title, by, words; /* words: what was said, may be empty */
    int64_t at_ms;
};
void frame_step(struct html *h, const struct frame_step *s);

/* ---- words for time, numbers, people ------------------------------------ */

void frame_day(struct html *h, int64_t ms);  /* <time>, Monday 9 November, in Chinese order */
void frame_time(struct html *h, int64_t ms); /* … 16:20 */
void frame_due(struct html *h, int64_t ms);  /* absolute, and beside it how far */
void frame_today(struct html *h);
str frame_day_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now);
str frame_time_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now);
str frame_left_text(struct arena *mem, enum lang lang, int64_t ms, int64_t now);
void frame_phone(struct html *h, str phone); /* 3-4-4 */
str frame_phone_text(struct arena *mem, str phone);
void frame_money(struct html *h, int64_t fen); /* 48,300.00 yuan */
str frame_money_text(struct arena *mem, enum lang lang, int64_t fen);
