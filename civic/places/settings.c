/* settings.c: what is set for a place and inherited below it. Ancestors are few and their codes
 * come from arithmetic, and a deeper code is a larger number: the nearest is the largest found. */
#include "civic/places/places.h"

#include "civic/places/places_sql.h"

struct chain { /* a code and what lies above it, down from the county */
    int64_t county, grid, community, town, above;
};
#define CHAIN_ARGS(c)                                                                              \
    db_int("county", (c).county), db_int("grid", (c).grid), db_int("community", (c).community),    \
        db_int("town", (c).town), db_int("above", (c).above)

static enum err chain_of(struct ctx *cx, int64_t code, struct chain *out)
{
    struct chain c = {.grid = code,
                      .community = place_above(code, PLACE_COMMUNITY),
                      .town = place_above(code, PLACE_TOWN),
                      .above = place_above(code, PLACE_COUNTY)};
    enum err e = places_county(cx, code, &c.county);
    if (e)
        return e;
    *out = c;
    return OK;
}

/* ---- telephone and flow ------------------------------------------------ */

void places_phone(struct ctx *cx, int64_t code, str *phone, str *hours)
{
    struct chain c;
    *phone = *hours = S("");
    if (chain_of(cx, code, &c))
        return;
    AUTO_ROWS rows = db_query(cx, &places_sql_phone, CHAIN_ARGS(c));
    if (!db_next(&rows))
        return;
    *phone = db_keep_text(&rows, 0);
    *hours = db_keep_text(&rows, 1);
}

struct set_text {
    int64_t county, place;
    const char *kind;
    str a, b;
};

static enum err set_phone_tx(struct ctx *cx, void *arg)
{
    const struct set_text *s = arg;
    return db_exec(cx, NULL, &places_sql_phone_set, db_int("county", s->county),
                   db_int("place", s->place), db_text("phone", s->a), db_text("hours", s->b));
}

enum err places_set_phone(struct ctx *cx, int64_t code, str phone, str hours)
{
    struct set_text s = {.place = code, .a = phone, .b = hours};
    enum err e = places_county(cx, code, &s.county);
    return e ? e : db_write(cx, set_phone_tx, &s);
}

str places_flow(struct ctx *cx, int64_t code, const char *kind)
{
    struct chain c;
    if (chain_of(cx, code, &c))
        return S("");
    AUTO_ROWS rows = db_query(cx, &places_sql_flow, CHAIN_ARGS(c), db_word("kind", kind));
    return db_next(&rows) ? db_keep_text(&rows, 0) : S("");
}

static enum err set_flow_tx(struct ctx *cx, void *arg)
{
    const struct set_text *s = arg;
    return db_exec(cx, NULL, &places_sql_flow_set, db_int("county", s->county),
                   db_int("place", s->place), db_word("kind", s->kind), db_text("flow", s->a));
}

enum err places_set_flow(struct ctx *cx, int64_t code, const char *kind, str flow)
{
    struct set_text s = {.place = code, .kind = kind, .a = flow};
    enum err e = places_county(cx, code, &s.county);
    return e ? e : db_write(cx, set_flow_tx, &s);
}

/* ---- rooms ------------------------------------------------------------- */

enum err places_switch(struct ctx *cx, int64_t code, const char *room, struct room_switch *out)
{
    struct chain c;
    enum err e = chain_of(cx, code, &c);
    if (e)
        return e;
    AUTO_ROWS rows = db_query(cx, &places_sql_room, CHAIN_ARGS(c), db_word("room", room));
    e = db_one(&rows);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *out = e ? (struct room_switch){.place = 0}
             : (struct room_switch){.place = db_get_int(&rows, 0),
                                    .on = db_get_int(&rows, 1) == 1,
                                    .post = db_get_int(&rows, 2),
                                    .stand_in = db_get_int(&rows, 3),
                                    .row_ver = db_get_int(&rows, 4)};
    return OK;
}

bool places_is_open(struct ctx *cx, int64_t code, const char *room)
{
    struct room_switch s;
    return places_switch(cx, code, room, &s) == OK && s.on;
}

struct set_room {
    int64_t county, place;
    const char *room;
    const struct room_switch *in;
};

static enum err set_room_tx(struct ctx *cx, void *arg)
{
    const struct set_room *s = arg;
    int64_t changed = 0;
#define ROOM_ARGS                                                                                  \
    db_int("county", s->county), db_int("place", s->place), db_word("room", s->room),              \
        db_int("on", s->in->on), db_int_or_null("post", s->in->post),                              \
        db_int_or_null("stand_in", s->in->stand_in), db_int("now", cx->now)
    enum err e = s->in->row_ver ? OK : db_exec(cx, NULL, &places_sql_room_add, ROOM_ARGS);
    if (e == ERR_CONFLICT)
        return fail(cx, e, _("Somebody changed this first."));
    if (e || !s->in->row_ver)
        return e;
    e = db_exec(cx, &changed, &places_sql_room_change, ROOM_ARGS, db_int("seen", s->in->row_ver));
    if (e)
        return e;
    return changed ? OK : fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
}

enum err places_set_switch(struct ctx *cx, int64_t code, const char *room,
                           const struct room_switch *in)
{
    struct set_room s = {.place = code, .room = room, .in = in};
    if (in->on && (!in->post || !in->stand_in || in->post == in->stand_in))
        return fail(cx, ERR_INVALID, _("A room opens only with a post and a stand-in behind it."));
    enum err e = places_county(cx, code, &s.county);
    return e ? e : db_write(cx, set_room_tx, &s);
}

struct drop_room {
    int64_t county, place, seen;
    const char *room;
};

static enum err drop_room_tx(struct ctx *cx, void *arg)
{
    const struct drop_room *d = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &places_sql_room_drop, db_int("county", d->county),
                db_int("place", d->place), db_word("room", d->room), db_int("seen", d->seen));
    if (e)
        return e;
    return changed ? OK : fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
}

enum err places_drop_switch(struct ctx *cx, int64_t code, const char *room, int64_t seen)
{
    struct drop_room d = {.place = code, .seen = seen, .room = room};
    enum err e = places_county(cx, code, &d.county);
    return e ? e : db_write(cx, drop_room_tx, &d);
}

enum err places_switches(struct ctx *cx, int64_t county, struct room_switch_line **out, int *n)
{
    struct room_switch_line *list = NEW_N(cx->mem, struct room_switch_line, PLACES_SWITCHES_MAX);
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &places_sql_rooms, db_int("county", county), db_int("n", PLACES_SWITCHES_MAX));
    for (; count < PLACES_SWITCHES_MAX && db_next(&rows); count++)
        list[count] = (struct room_switch_line){.room = db_keep_text(&rows, 1),
                                                .s = {.place = db_get_int(&rows, 0),
                                                      .on = db_get_int(&rows, 2) == 1,
                                                      .post = db_get_int(&rows, 3),
                                                      .stand_in = db_get_int(&rows, 4),
                                                      .row_ver = db_get_int(&rows, 5)}};
    *out = list;
    *n = count;
    return db_end(&rows);
}

struct room_switch places_switch_in(const struct room_switch_line *all, int n, const char *room,
                                    int64_t code)
{
    struct room_switch nearest = {.place = 0};
    for (int i = 0; i < n; i++)
        if (str_is(all[i].room, room) && code >= all[i].s.place &&
            code <= place_end(all[i].s.place) && all[i].s.place >= nearest.place)
            nearest = all[i].s;
    return nearest;
}
