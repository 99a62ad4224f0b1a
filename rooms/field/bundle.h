/* bundle (导出的待发送): what waits on a phone as one file, to be sent from a desk.
 *
 * Kept true here, whoever calls:
 *  - the file is sealed by its owner's key: it is what that phone wrote, or it is refused;
 *  - an item is sent as its owner, under its own key: taken from a file, from the phone, or from
 *    both, in whatever order and however often, it is one thing;
 *  - whoever brings it in has an act for it at the owner's places, and a fact says so.
 *
 * The file: "LINLI1\n", the owner's word in hex, "\n", 12 bytes of nonce, AES-256-GCM of: four
 * bytes of length (big end first), that much JSON, the photos one after another in its order.
 */
#pragma once
#include "kit/base/base.h"

#define ACT_IMPORT "field.import" /* send for grid workers of a place what their phones kept */
enum {
    BUNDLE_MOST = 96 << 20,
    BUNDLE_ITEMS_MAX = 500,
    BUNDLE_FILES_MAX = 20,
    BUNDLE_VALUES_MAX = 200
};

struct bundle_value {
    str name, value;
};
struct bundle_file {
    str field, bytes;
};
struct bundle_item {
    str uuid, path, title;
    int64_t at_ms; /* when it was written, by the phone's clock */
    bool text;     /* its text goes before its photos */
    bool got;      /* the text was received already: photos alone are missing */
    struct bundle_value *values;
    struct bundle_file *files;
    int n_values, n_files;
};
struct bundle {
    struct bundle_item *items;
    int n;
};

/* The owner's word: for the owner's own browser, to be written into the file. */
str bundle_ticket(struct ctx *cx, int64_t county, int64_t account);
/* Whose file it is, and what is in it; ERR_INVALID: not one of ours, or damaged. */
enum err bundle_open(struct ctx *cx, str file, int64_t *county, int64_t *account,
                     str *plain) MUST_CHECK;
/* What was sealed, taken apart; bytes are views. */
enum err bundle_read(struct arena *mem, str plain, struct bundle *out) MUST_CHECK;
