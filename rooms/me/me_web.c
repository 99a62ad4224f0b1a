/* me_web: what a person sees and decides about the own account and data. */
#include "civic/homes/homes.h"
#include "civic/matters/matters.h"
#include "civic/notices/notices.h"
#include "civic/places/places.h"
#include "rooms/me/me_html.h"
#include "rooms/me/me_own.h"

#include <jansson.h>

static bool is_staff(const struct req *rq)
{
    return rq->cx->posts->kind == PEOPLE_STAFF;
}

/* ---- /me --------------------------------------------------------------- */

static enum err staff_page(struct req *rq)
{
    struct account a;
    struct post_line posts[32];
    int n = 0;
    struct ctx *cx = rq->cx;
    enum err e = account_find(cx, cx->county, cx->actor, &a);
    if (!e)
        e = post_list(cx, cx->county, cx->actor, posts, COUNT(posts), &n);
    if (!e)
        me_html_staff_me(rq->page, &a, posts, n);
    return e;
}

static enum frame_look look_of(const struct matter *m)
{
    if (matters_shown(m) == MATTERS_SHOWN_YOUR_WORD)
        return LOOK_ASK;
    return m->open ? LOOK_DOING : LOOK_DONE;
}

/* Where each is shown is its room's business; the number and the place are enough to get there. */
static enum err my_matters(struct ctx *cx, struct me_matter *out, int *n)
{
    struct matter m[ME_MATTERS_MAX];
    enum err e = matters_list_mine(cx, cx->county, 0, m, ME_MATTERS_MAX, n);
    for (int i = 0; !e && i < *n; i++) {
        str slug = places_slug(cx, place_above(m[i].scope, PLACE_COMMUNITY));
        out[i] =
            (struct me_matter){.title = m[i].title,
                               .number = m[i].number,
                               .state = tr(cx->lang, matters_shown_label(matters_shown(&m[i]))),
                               .look = look_of(&m[i]),
                               .at_ms = m[i].opened_ms};
        out[i].to = str_fmt(cx->mem, "/c/%.*s/%ss/%.*s", STR_ARG(slug), str_z(cx->mem, m[i].kind),
                            STR_ARG(m[i].number));
    }
    return e;
}

static enum err resident_page(struct req *rq, const struct person *p)
{
    struct me_matter mine[ME_MATTERS_MAX];
    int64_t unread = 0;
    int n = 0;
    enum err e = my_matters(rq->cx, mine, &n);
    if (!e)
        e = notices_count_unread(rq->cx, &unread);
    if (!e)
        me_html_me(rq->page, &(struct me_page){p, mine, n, unread});
    return e;
}

enum err me_show(struct req *rq)
{
    struct person p;
    if (is_staff(rq))
        return staff_page(rq);
    enum err e = person_of_account(rq->cx, rq->cx->county, rq->cx->actor, &p);
    return e ? e : resident_page(rq, &p);
}

enum err me_name(struct req *rq)
{
    struct person p;
    if (is_staff(rq))
        return ERR_NOT_FOUND;
    enum err e = person_of_account(rq->cx, rq->cx->county, rq->cx->actor, &p);
    if (e)
        return e;
    struct person changed = p;
    changed.name = web_field(rq, "name");
    changed.tongue = web_field(rq, "tongue");
    if (home_word(home_tongue_names, TONGUES, changed.tongue) == TONGUES)
        changed.tongue = STR_NONE;
    e = person_change(rq->cx, &changed);
    if (e == ERR_INVALID) {
        enum err shown = resident_page(rq, &p);
        return shown ? shown : e;
    }
    return e ? e : web_redirect(rq, "/me?saved=1");
}

/* ---- who looked at my data --------------------------------------------- */

enum err me_privacy(struct req *rq)
{
    struct people_look looks[ME_LOOKS_MAX];
    int n = 0;
    int64_t before = INT64_MAX;
    str word = web_query(rq, "before");
    if (is_staff(rq))
        return ERR_NOT_FOUND;
    if (word.len && str_int(word, &before))
        return ERR_NOT_FOUND;
    enum err e = people_looks(rq->cx, rq->cx->county, rq->cx->posts->person, before, looks,
                              ME_LOOKS_MAX, &n);
    if (e)
        return e;
    str next = STR_NONE;
    if (n == ME_LOOKS_MAX)
        next = str_fmt(rq->cx->mem, "/me/privacy?before=%lld", (long long)looks[n - 1].id);
    me_html_privacy(rq->page, looks, n, next);
    return OK;
}

/* ---- taking the data along --------------------------------------------- */

static json_t *text(str s)
{
    return json_stringn(s.at ? s.at : "", s.len);
}

static json_t *looks_json(struct req *rq)
{
    struct people_look looks[ME_LOOKS_MAX];
    int n = 0;
    json_t *list = json_array();
    if (people_looks(rq->cx, rq->cx->county, rq->cx->posts->person, INT64_MAX, looks, ME_LOOKS_MAX,
                     &n))
        n = 0;
    for (int i = 0; i < n; i++) {
        json_t *one = json_object();
        json_object_set_new(one, "at", text(time_text(rq->cx->mem, looks[i].at_ms)));
        json_object_set_new(one, "office", text(looks[i].office));
        json_object_set_new(one, "name", text(looks[i].name));
        json_object_set_new(one, "unmasked", json_boolean(looks[i].unmasked));
        json_object_set_new(one, "reason", text(looks[i].reason));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *matters_json(struct req *rq)
{
    struct me_matter mine[ME_MATTERS_MAX];
    int n = 0;
    json_t *list = json_array();
    if (my_matters(rq->cx, mine, &n))
        n = 0;
    for (int i = 0; i < n; i++) {
        json_t *one = json_object();
        json_object_set_new(one, "number", text(mine[i].number));
        json_object_set_new(one, "state", text(mine[i].state));
        json_object_set_new(one, "opened", text(time_text(rq->cx->mem, mine[i].at_ms)));
        json_array_append_new(list, one);
    }
    return list;
}

/* jansson allocates for itself; the text moves into the request's arena at once. */
static str json_kept(struct arena *mem, json_t *j)
{
    size_t len = json_dumpb(j, NULL, 0, JSON_INDENT(2));
    char *at = arena_alloc(mem, len + 1);
    json_dumpb(j, at, len, JSON_INDENT(2));
    json_decref(j);
    return (str){at, len};
}

enum err me_data(struct req *rq)
{
    struct person p;
    if (is_staff(rq))
        return ERR_NOT_FOUND;
    enum err e = person_of_account(rq->cx, rq->cx->county, rq->cx->actor, &p);
    if (e)
        return e;
    json_t *j = json_object();
    json_object_set_new(j, "name", text(p.name));
    json_object_set_new(j, "phone", text(p.phone));
    json_object_set_new(j, "id_number", text(p.id_number));
    json_object_set_new(j, "spoken_language", text(p.tongue));
    json_object_set_new(j, "matters", matters_json(rq));
    json_object_set_new(j, "looked_at", looks_json(rq));
    web_set_header(rq, "Content-Disposition", S("attachment; filename=\"linli-my-data.json\""));
    return web_json_text(rq, json_kept(rq->cx->mem, j));
}

enum err me_erase_show(struct req *rq)
{
    if (is_staff(rq))
        return ERR_NOT_FOUND;
    me_html_erase(rq->page);
    return OK;
}

enum err me_erase(struct req *rq)
{
    if (is_staff(rq))
        return ERR_NOT_FOUND;
    if (!web_field(rq, "sure").len) {
        enum err e = fail_field(rq->cx, "sure", _("Tick the box if you are sure."));
        me_html_erase(rq->page);
        return e;
    }
    enum err e = person_erase(rq->cx, rq->cx->county, rq->cx->posts->person);
    if (e)
        return e;
    web_set_cookie(rq, COOKIE_SESSION, S("0"), 0, true);
    me_html_erased(rq->page);
    return OK;
}

/* ---- staff: password, desk PIN, second factor --------------------------- */

enum err me_password_show(struct req *rq)
{
    if (!is_staff(rq))
        return ERR_NOT_FOUND;
    me_html_password(rq->page, rq->cx->posts->must_change);
    return OK;
}

static enum err new_password(struct req *rq)
{
    struct account a;
    struct ctx *cx = rq->cx;
    str password = web_field(rq, "password");
    enum err e = account_find(cx, cx->county, cx->actor, &a);
    if (!e)
        e = people_password_ok(cx, a.login, password);
    if (!e && !str_eq(password, web_field(rq, "password_again")))
        e = fail_field(cx, "password_again", _("The two passwords differ."));
    if (!e && str_eq(password, web_field(rq, "old")))
        e = fail_field(cx, "password", _("The new password is the old one."));
    if (!e)
        e = sign_in_again(cx, cx->county, cx->actor, web_field(rq, "old"));
    return e ? e : account_set_password(cx, cx->county, cx->actor, password);
}

/* Every session ends with the old password; this browser gets a new one at once. */
enum err me_password(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct session s;
    cx->idem = NULL;
    if (!is_staff(rq))
        return ERR_NOT_FOUND;
    enum err e = new_password(rq);
    if (e == ERR_INVALID || e == ERR_TOO_MANY) {
        web_status(rq, err_status(e));
        me_html_password(rq->page, cx->posts->must_change);
        return ERR_INVALID;
    }
    if (!e)
        e = session_of(rq, &s);
    if (!e)
        e = session_close(cx, &s);
    if (!e)
        e = people_load(cx);
    if (e)
        return e;
    str token = seal_token(cx->mem);
    s.epoch = cx->posts->epoch;
    e = session_open(cx, &s, token);
    return e ? e : me_enter_staff(rq, token);
}

enum err me_pin(struct req *rq)
{
    struct ctx *cx = rq->cx;
    cx->idem = NULL;
    if (!is_staff(rq))
        return ERR_NOT_FOUND;
    enum err e = sign_in_again(cx, cx->county, cx->actor, web_field(rq, "old"));
    if (!e)
        e = account_set_pin(cx, cx->county, cx->actor, str_trim(web_field(rq, "pin")));
    if (e != ERR_INVALID && e != ERR_TOO_MANY)
        return e ? e : web_redirect(rq, "/me?saved=1");
    web_status(rq, err_status(e));
    e = staff_page(rq);
    return e ? e : ERR_INVALID;
}

/* The secret waits in the form, in base32 as the app wants it; it counts only once the six digits
 * have shown that the phone has it. */
static void factor_page(struct req *rq, str secret)
{
    struct ctx *cx = rq->cx;
    str uri = seal_totp_uri(secret, S("Linli"), cx->posts->name, cx->mem);
    me_html_factor(rq->page, seal_base32(cx->mem, secret), str_hex(cx->mem, secret.at, secret.len),
                   uri);
}

enum err me_factor_show(struct req *rq)
{
    char *secret = arena_alloc(rq->cx->mem, SEAL_TOTP_SECRET);
    if (!is_staff(rq))
        return ERR_NOT_FOUND;
    seal_random(secret, SEAL_TOTP_SECRET);
    factor_page(rq, (str){secret, SEAL_TOTP_SECRET});
    return OK;
}

enum err me_factor(struct req *rq)
{
    struct ctx *cx = rq->cx;
    char *secret = arena_alloc(cx->mem, SEAL_TOTP_SECRET);
    cx->idem = NULL;
    if (!is_staff(rq))
        return ERR_NOT_FOUND;
    if (str_unhex(web_field(rq, "proposed"), secret, SEAL_TOTP_SECRET))
        return web_redirect(rq, "/me/factor");
    str s = {secret, SEAL_TOTP_SECRET};
    enum err e = sign_in_again(cx, cx->county, cx->actor, web_field(rq, "old"));
    if (!e)
        e = account_set_totp(cx, cx->county, cx->actor, s, str_trim(web_field(rq, "code")));
    if (e != ERR_INVALID && e != ERR_TOO_MANY)
        return e ? e : web_redirect(rq, "/me?saved=1");
    web_status(rq, err_status(e));
    factor_page(rq, s);
    return ERR_INVALID;
}

/* ---- routes ------------------------------------------------------------- */

#define FORM_WITH_KEPT (256 << 10)

static const struct route routes[] = {
    {GET, "/login", me_login_show, ACT_PUBLIC},
    {POST, "/login", me_login_send, ACT_PUBLIC, .max_body = FORM_WITH_KEPT, .limit = "sign-in"},
    {GET, "/login/who", me_who_show, ACT_PUBLIC},
    {POST, "/login/who", me_who_choose, ACT_PUBLIC, .max_body = FORM_WITH_KEPT, .limit = "sign-in"},
    {POST, "/login/other", me_other, ACT_SIGNED_IN},
    {POST, "/logout", me_leave, ACT_PUBLIC},
    {GET, "/staff/login", me_staff_show, ACT_PUBLIC},
    {POST, "/staff/login", me_staff_send, ACT_PUBLIC, ROUTE_SLOW, FORM_WITH_KEPT, "sign-in"},
    {GET, "/staff/desk", me_desk_show, ACT_PUBLIC},
    {POST, "/staff/desk", me_desk_change, ACT_PUBLIC, ROUTE_SLOW, 0, "sign-in"},
    {POST, "/staff/desk/lock", me_desk_lock, ACT_SIGNED_IN},
    {POST, "/staff/desk/drop", me_desk_drop, ACT_PUBLIC},
    {GET, "/me", me_show, ACT_SIGNED_IN},
    {POST, "/me/name", me_name, ACT_SIGNED_IN},
    {GET, "/me/privacy", me_privacy, ACT_SIGNED_IN},
    {GET, "/me/data", me_data, ACT_SIGNED_IN},
    {GET, "/me/erase", me_erase_show, ACT_SIGNED_IN},
    {POST, "/me/erase", me_erase, ACT_SIGNED_IN},
    {GET, "/me/password", me_password_show, ACT_SIGNED_IN},
    {POST, "/me/password", me_password, ACT_SIGNED_IN, ROUTE_SLOW, 0, "sign-in"},
    {POST, "/me/pin", me_pin, ACT_SIGNED_IN, ROUTE_SLOW, 0, "sign-in"},
    {GET, "/me/factor", me_factor_show, ACT_SIGNED_IN},
    {POST, "/me/factor", me_factor, ACT_SIGNED_IN, ROUTE_SLOW, 0, "sign-in"},
    {POST, "/dev/sign-in", me_demo_enter, ACT_DEMO, ROUTE_SLOW},
    {0},
};

const struct room me_room = {.name = "me", .routes = routes};
