#include "kit/test/test.h"
#include "kit/web/asset_names.h"
#include "kit/web/assets.h"

TEST(the_smallest_form_that_is_allowed_is_sent)
{
    const struct asset *css = asset_named(S("app.css"));
    const char *encoding = "";
    CHECK(css == &assets[ASSET_APP_CSS]);
    CHECK(asset_find(str_of(css->path)) == css);
    CHECK(asset_find(S("/assets/app.css")) == NULL);
    CHECK(asset_choose(css, S("gzip, deflate, br"), &encoding).at == css->br.at);
    CHECK(str_is(str_of(encoding), "br"));
    CHECK(asset_choose(css, S("br;q=0, gzip;q=0.5"), &encoding).at == css->gz.at);
    CHECK(asset_choose(css, S("brx, identity"), &encoding).at == css->plain.at);
    CHECK(encoding == NULL);
    CHECK(css->br.len < css->gz.len && css->gz.len < css->plain.len);
    CHECK(str_find((str){(const char *)css->plain.at, css->plain.len}, S("--paper")) != SIZE_MAX);
}

TEST(what_every_page_loads_keeps_within_its_budget)
{
    CHECK(assets[ASSET_APP_CSS].br.len <= 12 * 1024);
    CHECK(assets[ASSET_APP_JS].br.len <= 8 * 1024);
    CHECK(assets[ASSET_MAP_JS].br.len + assets[ASSET_MAP_CSS].br.len <= 45 * 1024);
}
