/* dev: pages that exist only with --demo. */
#pragma once
#include "civic/room.h"

extern const struct room dev_room;
