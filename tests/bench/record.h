/* record: what a program made SQLite do, so that a bare loop can do exactly the same again.
 *
 * Every connection opened after record_begin is watched; of those that may write, each statement
 * is kept with its bound values, and where a closure (the outermost savepoint) and a transaction
 * ended. record_replay runs that on a copy of the database as it was, with prepared statements and
 * nothing else: no queue, no threads, no savepoints. It is the bare C loop of the budgets.
 */
#pragma once
#include "kit/base/base.h"

struct recording;
struct recording *record_begin(void); /* one at a time; needs memory as long as the program */
void record_end(void);                /* stop watching connections opened from now on */
int64_t record_closures(const struct recording *r);
/* From the copy at `path`: closures in transactions of `batch` each, at most `most` of them.
 * Nanoseconds, or -1 with a sentence on stderr. */
int64_t record_replay(const struct recording *r, const char *path, int64_t batch, int64_t most);

/* Cheap: how many transactions were committed since the program began, while counting. */
void record_count_commits(void);
int64_t record_commits(void);
