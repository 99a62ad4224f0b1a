/* inside: what the frame's own templates ask the frame. */
#pragma once
#include "civic/frame/frame.h"

const char *frame_lang_tag(const struct html *h);   /* "zh-CN" */
const char *frame_other_tag(const struct html *h);  /* of the other language */
const char *frame_other_name(const struct html *h); /* the other language, in itself */
bool frame_is_elder(const struct html *h);          /* large print, also the largest */
bool frame_is_max(const struct html *h);
bool frame_has_errors(const struct html *h);
bool frame_is_print(const struct html *h);
str frame_title(const struct html *h, const struct frame *f); /* "page - place" */
str frame_here(const struct html *h);                         /* path and query of this page */
str frame_org(const struct html *h);
str frame_who(const struct html *h);
bool frame_desk(const struct html *h);  /* may enter the inbox */
bool frame_field(const struct html *h); /* has a grid worker's day */
void frame_room_links(struct html *h);  /* where the actor enters the rooms */
/* What rooms have to say at the head of every page it concerns. */
void frame_banners(struct html *h, const struct frame *f);
bool frame_works(const struct html *h); /* some post does business */
bool frame_keeps(const struct html *h); /* system or security administration */
bool frame_audits(const struct html *h);

/* A page that shows the number itself gets no second one from the footer. */
void frame_note_call(struct html *h);
bool frame_has_call(const struct html *h);

/* One look of a status: class of the tag, symbol of its mark, class of a timeline's line. */
struct frame_look_form {
    const char *tag, *mark, *line;
};
extern const struct frame_look_form frame_looks[LOOKS];
