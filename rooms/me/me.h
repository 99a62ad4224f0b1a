/* me (我的): signing in and out, changing users at a shared desk, and what a person may know and
 * decide about the own account and data. The rules are civic/people's; this room has the pages.
 *
 * Kept true here:
 *  - whoever has to sign in gets back to where they were, and what they had written is not lost;
 *  - a page of this room shows the signed-in person's own data and nobody else's.
 */
#pragma once
#include "civic/room.h"

extern const struct room me_room;

/* For the program's gate: a page that needs signing in offers it on the spot and keeps what was
 * sent; every other error is civic/frame's. */
void me_error_page(struct req *rq, enum err e);
