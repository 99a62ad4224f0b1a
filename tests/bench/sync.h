/* sync: what syncing to disk costs, and a disk on which it costs more.
 *
 * The program's own fdatasync stands before the library's (SQLite calls it by name), so a bench can
 * count, and add what a slower disk would take: without that, a disk that does not really sync
 * (memory behind it, a write cache) makes "commits together" against "commits alone" a comparison
 * of nothing. */
#pragma once
#include "kit/base/base.h"

void sync_slow_down(int64_t us); /* added to every sync from now on; 0: as the disk is */
struct sync_cost {
    int64_t n, ns;
};
struct sync_cost sync_so_far(void);
