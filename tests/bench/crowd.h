/* crowd: many clients who report a problem at once, over all communities of the demo county,
 * through rooms/cases and without HTTP; for the benchmarks that need them or what they leave. */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"
#include "kit/seal/seal.h"

_Noreturn void crowd_die(const char *what, str why);
struct ctx crowd_context(struct arena *mem, struct db *db, const struct seal *seal);
/* Of a database file or at a postgres:// address, with the connections that `serve` takes. */
struct db *crowd_open(struct arena *mem, const char *where);
struct crowd_plan {
    int clients; /* threads */
    int64_t total;
    bool answered; /* until every client has its number, and no jobs run; else until every
                    * subscriber has seen all reports too */
};
/* Nanoseconds until the reports of the plan are stored. The county has been loaded. */
int64_t crowd_report(struct arena *mem, struct seal *seal, const char *where,
                     const struct crowd_plan *plan);
