/* part.c: what this part hands to the program. */
#include "civic/facilities/facilities_own.h"

#include "civic/facilities/facilities_schema.h"
#include "civic/facilities/facilities_sql.h"
#include "civic/places/places.h"

static const struct places_rekey rekey = {"facilities", &facilities_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey, NULL};

static const struct act_label acts[] = {
    {ACT_FACILITIES_READ, N_("See the facilities of a place")},
    {ACT_FACILITIES_KEEP, N_("Keep the facilities of a place")},
    {0},
};

const struct room facilities_part = {
    .name = "facility", .schema = &facilities_schema, .acts = acts, .rekeys = rekeys};
