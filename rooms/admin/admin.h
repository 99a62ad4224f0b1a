/* admin (管理): the pages of the three administrators: system (organisations), security (accounts,
 * posts, roles, what was unmasked) and audit (facts, who looked, desks with two users).
 *
 * Kept true here: this room has pages only; what may be done is decided and checked again by the
 * parts whose things are kept, and none of the three sees another's pages or any business data.
 */
#pragma once
#include "civic/room.h"

extern const struct room admin_room;
