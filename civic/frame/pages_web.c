/* pages_web.c: the pages and small files that belong to no room. */
#include "civic/frame/choose.h"
#include "civic/frame/frame.h"
#include "civic/frame/gallery_html.h"
#include "civic/frame/pages.h"
#include "civic/frame/pages_html.h"
#include "civic/room.h"
#include "kit/web/asset_names.h"
#include "kit/web/assets.h"

#define YEAR_S 31536000

static enum err show_about(struct req *rq)
{
    pages_html_about(rq->page);
    return OK;
}

static enum err show_phone(struct req *rq)
{
    pages_html_phone(rq->page);
    return OK;
}

static str back_of(struct req *rq)
{
    str back = web_query(rq, "back");
    return back.len ? back : S("/");
}

static enum err show_prefs(struct req *rq)
{
    pages_html_prefs(rq->page, back_of(rq));
    return OK;
}

/* A link, not a form: it changes nothing but how this device is shown the same page. */
static enum err choose_size(struct req *rq)
{
    str size = web_param(rq, "size");
    bool normal = str_is(size, "normal");
    if (!normal && !str_is(size, "elder") && !str_is(size, "max"))
        return ERR_NOT_FOUND;
    web_set_cookie(rq, "size", normal ? S("") : size, normal ? 0 : YEAR_S, true);
    return web_redirect(rq, "%s", str_z(rq->cx->mem, back_of(rq)));
}

static enum err show_manifest(struct req *rq)
{
    str json =
        str_fmt(rq->cx->mem,
                "{\"name\":\"%s\",\"short_name\":\"%s\",\"start_url\":\"/\",\"display\":"
                "\"standalone\",\"background_color\":\"#f7f5f0\",\"theme_color\":\"#084a85\","
                "\"icons\":[{\"src\":\"%s\",\"sizes\":\"192x192\",\"type\":\"image/png\"},"
                "{\"src\":\"%s\",\"sizes\":\"512x512\",\"type\":\"image/png\"}]}",
                tr(LANG_ZH, _("Linli")).at, tr(LANG_ZH, _("Linli")).at,
                assets[ASSET_ICON_192_PNG].path, assets[ASSET_ICON_512_PNG].path);
    web_cache_for(rq, 86400);
    return web_bytes(rq, "application/manifest+json", json);
}

/* The grid worker's pages put on a phone by themselves: its share menu leads to a draft. */
static enum err show_field_manifest(struct req *rq)
{
    str name =
        str_fmt(rq->cx->mem, "%s %s", tr(LANG_ZH, _("Linli")).at, tr(LANG_ZH, _("Grid work")).at);
    str json = str_fmt(
        rq->cx->mem,
        "{\"id\":\"/field\",\"name\":\"%.*s\",\"short_name\":\"%.*s\",\"start_url\":\"/field\","
        "\"display\":\"standalone\",\"background_color\":\"#f7f5f0\",\"theme_color\":\"#084a85\","
        "\"icons\":[{\"src\":\"%s\",\"sizes\":\"192x192\",\"type\":\"image/png\"},"
        "{\"src\":\"%s\",\"sizes\":\"512x512\",\"type\":\"image/png\"}],"
        "\"share_target\":{\"action\":\"/field/shared\",\"method\":\"POST\","
        "\"enctype\":\"multipart/form-data\",\"params\":{\"title\":\"title\",\"text\":\"text\","
        "\"url\":\"url\",\"files\":[{\"name\":\"photo\",\"accept\":[\"image/*\"]}]}}}",
        STR_ARG(name), STR_ARG(name), assets[ASSET_ICON_192_PNG].path,
        assets[ASSET_ICON_512_PNG].path);
    web_cache_for(rq, 86400);
    return web_bytes(rq, "application/manifest+json", json);
}

static enum err show_robots(struct req *rq)
{
    web_cache_for(rq, 86400);
    return web_bytes(rq, "text/plain; charset=utf-8",
                     S("User-agent: *\nDisallow: /q/\nDisallow: /me\nDisallow: /desk\n"
                       "Disallow: /admin\nDisallow: /prefs\nDisallow: /login\n"));
}

/* Names and errors are borrowed from other pages: the gallery has no texts of its own. */
static enum err show_gallery(struct req *rq)
{
    enum lang l = rq->cx->lang;
    const struct frame_option chips[] = {
        {"a", tr(l, _("Police")), STR_NONE, S("lightbulb")},
        {"b", tr(l, _("Fire")), STR_NONE, S("trash-2")},
        {"c", tr(l, _("Ambulance")), STR_NONE, S("manhole")},
        {"d", tr(l, _("Photo")), STR_NONE, S("droplets")},
    };
    (void)!fail_field(rq->cx, "words", _("Something is missing"));
    gallery_html_page(rq->page, chips, COUNT(chips));
    return OK;
}

static const struct route routes[] = {
    {GET, "/", choose_show, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/c/:c/grids.geojson", frame_show_grids, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/about", show_about, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/help/phone", show_phone, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/prefs", show_prefs, ACT_PUBLIC},
    {GET, "/prefs/size/:size", choose_size, ACT_PUBLIC},
    {GET, "/manifest.webmanifest", show_manifest, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/field/manifest.webmanifest", show_field_manifest, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/robots.txt", show_robots, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/dev/gallery", show_gallery, ACT_DEMO},
    {0},
};

const struct room frame_room = {.name = "frame", .routes = routes};
