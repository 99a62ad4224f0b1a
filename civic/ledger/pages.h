/* pages: what the pages of the ledger show. */
#pragma once
#include "civic/ledger/ledger.h"

struct ledger_page {
    int64_t log;
    str name, slug; /* of the county; "" for the instance's own log */
    bool any;       /* was anything signed yet */
    struct ledger_checkpoint newest;
    str key;
};
