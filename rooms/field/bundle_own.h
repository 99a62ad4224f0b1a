/* bundle_own: what the page of a phone's file shows. */
#pragma once
#include "civic/frame/frame.h"
#include "rooms/field/bundle.h"

struct bundle_sender { /* the owner, and a session that lasts as long as the request */
    int64_t county, account;
    str token;
};
struct bundle_line {
    str title, number, why;
    bool sent;
};
struct bundle_page {
    const struct bundle_line *lines;
    int n, sent;
    str owner;
};
