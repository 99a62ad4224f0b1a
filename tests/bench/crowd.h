/* crowd: many clients who report a problem at once, over all communities of the demo county,
 * through rooms/cases and without HTTP; for the benchmarks that need them or what they leave. */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"
#include "kit/seal/seal.h"

_Noreturn void crowd_die(const char *what, str why);
struct ctx crowd_context(struct arena *mem, struct db *db, const struct seal *seal);
struct db *crowd_open(struct arena *mem, const char *path);
/* Nanoseconds until `total` reports by `clients` threads are stored in the database file and every
 * subscriber has seen them. The county has been loaded. */
int64_t crowd_report(struct arena *mem, struct seal *seal, const char *path, int clients,
                     int64_t total);
