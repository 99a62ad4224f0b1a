/* insight_web.c: routes. */
#include "rooms/insight/insight_own.h"
extern const struct route insight_routes[];
const struct route insight_routes[] = {{0}};
