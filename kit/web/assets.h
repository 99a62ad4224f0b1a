/* assets: the files that browsers run, embedded in the program.
 *
 * Kept true here: an address contains the hash of its bytes, so it may be cached for ever
 * (Cache-Control: public, max-age=31536000, immutable) and old pages never meet new files.
 * The table is made by tools/mkassets from what web/build.mjs wrote, sorted by name;
 * kit/web/asset_names.h numbers it. Bytes are followed by a NUL that is not counted.
 */
#pragma once
#include "kit/base/base.h"

struct asset_body {
    const unsigned char *at; /* NULL: not kept in this form */
    size_t len;
};
struct asset {
    const char *name; /* "app.css" */
    const char *path; /* "/assets/app.1f2e3d4c.css" */
    const char *type; /* Content-Type */
    const char *etag; /* with its quotes */
    struct asset_body plain, gz, br;
};
extern const struct asset assets[];
extern const size_t assets_len;

const struct asset *asset_find(str path);  /* by address; NULL if there is none */
const struct asset *asset_named(str name); /* by name */
/* The smallest form that Accept-Encoding allows; *encoding is NULL, "gzip" or "br". */
struct asset_body asset_choose(const struct asset *a, str accept_encoding, const char **encoding);
