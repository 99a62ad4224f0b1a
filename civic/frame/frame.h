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

enum frame_tab { FRAME_NO_TAB, FRAME_HOME, FRAME_REPORT, FRAME_CASES, FRAME_ME };
enum frame_nav { FRAME_NO_NAV, FRAME_INBOX, FRAME_ADMIN, FRAME_AUDIT };

struct frame_place { /* the community whose page this is; slug "" on pages of no place */
    str name, parent;  /* 红竺园社区, 文澜街道 */
    str slug;          /* alias, or the code without trailing zeros */
    str phone, hours;  /* a number that somebody answers, and when; "" hides the block */
    int64_t code;
};
struct frame {
    const char *title;   /* msgid */
    str title_text;      /* or ready-made */
    const struct frame_place *place; /* NULL: none */
    str back;            /* address of the page above: a back link instead of the brand */
    enum frame_tab tab;
    enum frame_nav nav;
    bool narrow, wide, hero; /* width of <main>; hero: the page writes its own .page inside */
    bool staff;          /* top bar and side navigation; the page writes its own <main class="work"> */
    bool three;          /* staff with a third column: the page writes <main> and <aside> */
    str feed;            /* address of an Atom feed, or "" */
};
void frame_open(struct html *h, const struct frame *f);
void frame_close(struct html *h);

/* ---- components ---- */
void frame_icon(struct html *h, str name);              /* decorative: a word stands beside it */
void frame_tag(struct html *h, enum frame_look look, str text); /* mark + word + colour */
void frame_flag(struct html *h, const char *msgid);     /* red flag: Urgent, Late */
void frame_errsum(struct html *h);                      /* from cx->failure; nothing if none */
void frame_field_error(struct html *h, const char *field); /* the message above a field, or nothing */
void frame_empty(struct html *h, const char *title, const char *advice);
void frame_call(struct html *h, const struct frame_place *p); /* a human way out */
void frame_qr(struct html *h, str text);                /* SVG of a QR code */
/* An address made by the program (already encoded), for href: escaped, refused unless it begins
 * with "/", "?" or the instance's own origin. */
void frame_address(struct html *h, str address);

/* ---- words for time, numbers, people ---- */
void frame_day(struct html *h, int64_t ms);   /* <time>11月9日（周一）</time> */
void frame_time(struct html *h, int64_t ms);  /* … 16:20 */
void frame_due(struct html *h, int64_t ms);   /* absolute, and how far: "today 17:30 · 7 hours left" */
void frame_today(struct html *h);
str frame_day_text(struct arena *mem, enum lang lang, int64_t ms);
str frame_time_text(struct arena *mem, enum lang lang, int64_t ms);
void frame_phone(struct html *h, str phone);  /* 3-4-4 */
