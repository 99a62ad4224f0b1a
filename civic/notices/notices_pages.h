/* notices_pages: what the pages of civic/notices show. */
#pragma once
#include "civic/notices/notices_own.h"

#define NOTICES_PAGE  30
#define NOTICES_KINDS 40

struct notices_choice {
    const char *name, *label;
    bool wanted;
};
struct notices_page {
    const struct notice *at;
    int n;
    int64_t unread;
    str next;
    struct notices_wishes wishes;
    struct notices_choice kind[NOTICES_KINDS];
    int kinds;
    const char *official; /* name of the official account of WeChat, NULL: there is none */
    bool saved;
};
