/* behind: which room is open at a place, and which named posts stand behind it.
 *
 * Kept true here: a room is open where the nearest switch says so and at least one of the two
 * posts named with it is in force today and grants the room's act there. The stand-in carries it
 * while the other post is vacant; with both gone it closes by itself, without anybody's deed.
 */
#pragma once
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/room.h"

struct people_behind {
    int64_t post; /* 0: none was named, or it is not there */
    str name, login, role, org;
    bool serves; /* in force today, with the right the room needs */
};
struct people_stand {
    struct room_switch set; /* place 0: nowhere */
    struct people_behind post, stand_in;
    bool open;
};
/* `room` has a tile. What holds at the place, itself or from further up. */
enum err people_stand(struct ctx *cx, int64_t county, int64_t place, const struct room *room,
                      struct people_stand *out) MUST_CHECK;
/* The one to name first: the post, or the stand-in while the post does not serve; NULL if neither.
 */
const struct people_behind *people_in_charge(const struct people_stand *r);
/* ERR_INVALID with a sentence at "post" or "stand_in": the two are not two posts that serve. */
enum err people_stand_check(struct ctx *cx, int64_t county, int64_t place, const struct room *room,
                            int64_t post, int64_t stand_in) MUST_CHECK;
