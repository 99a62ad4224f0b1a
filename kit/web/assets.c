/* assets.c: finding an embedded file and choosing its form. */
#include "kit/web/assets.h"
#include "kit/web/html.h"

const struct asset *asset_find(str path)
{
    for (size_t i = 0; i < assets_len; i++)
        if (str_is(path, assets[i].path))
            return &assets[i];
    return NULL;
}

const struct asset *asset_named(str name)
{
    for (size_t i = 0; i < assets_len; i++)
        if (str_is(name, assets[i].name))
            return &assets[i];
    return NULL;
}

/* "gzip;q=0" forbids, anything else that names the coding allows it. */
static bool may_send(str accept, const char *coding)
{
    while (accept.len) {
        str part = str_cut(&accept, ',');
        str name = str_trim(str_cut(&part, ';'));
        if (!str_is(name, coding))
            continue;
        str q = str_trim(part);
        return !str_is(q, "q=0") && !str_starts(q, S("q=0.0"));
    }
    return false;
}

struct asset_body asset_choose(const struct asset *a, str accept_encoding, const char **encoding)
{
    if (a->br.at && may_send(accept_encoding, "br")) {
        *encoding = "br";
        return a->br;
    }
    if (a->gz.at && may_send(accept_encoding, "gzip")) {
        *encoding = "gzip";
        return a->gz;
    }
    *encoding = NULL;
    return a->plain;
}

void html_asset(struct html *h, unsigned asset)
{
    assert(asset < assets_len);
    html_lit(h, assets[asset].path, strlen(assets[asset].path));
}
