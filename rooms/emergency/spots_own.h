/* spots_own: what the pages of danger spots are given. */
#pragma once
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/spots.h"

struct danger_row {
    struct danger_spot s;
    str kind, place, looked, map;
};
struct dangers_page {
    const struct danger_row *rows;
    int n;
    bool may_keep;
    str saved;
    struct danger_file file; /* one that was refused */
};
struct danger_page {
    struct danger_spot s;
    struct danger_row row;
    struct frame_choice kind, place;
};

struct danger_row danger_row_of(struct ctx *cx, const struct danger_spot *s);
struct danger_row *danger_rows(struct ctx *cx, const struct danger_spot *all, int n);
/* As a list under an order: what it is, where, and whom to call. */
void danger_draw(struct html *h, const struct danger_row *rows, int n);

enum err danger_show_list(struct req *rq);
enum err danger_send_file(struct req *rq);
enum err danger_show_new(struct req *rq);
enum err danger_send_new(struct req *rq);
enum err danger_show_one(struct req *rq);
enum err danger_send_one(struct req *rq);
enum err danger_send_retire(struct req *rq);
