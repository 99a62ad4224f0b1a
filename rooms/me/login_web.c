/* login_web: residents sign in with a phone number and the code sent to it. */
#include "civic/places/places.h"
#include "rooms/me/me_html.h"
#include "rooms/me/me_own.h"

/* The community the person came from says where a number not known yet belongs. */
static int64_t county_of_back(struct req *rq, str back)
{
    int64_t county = 0, code;
    if (!str_starts(back, S("/c/")))
        return 0;
    str rest = {back.at + 3, back.len - 3};
    str word = str_cut(&rest, '/');
    word = str_cut(&word, '?');
    return places_resolve(rq->cx, word, &county, &code) ? 0 : county;
}

enum err me_login_show(struct req *rq)
{
    struct me_login v = {.back = me_back(rq, "")};
    me_demo_list(rq, false, &v);
    me_html_login(rq->page, &v);
    return OK;
}

/* The form again. A refusal is an answer to what was typed, so it stands above the form. */
static enum err login_again(struct req *rq, str back, bool sent, enum err e)
{
    struct me_login v = {.back = back, .phone = web_field(rq, "phone"), .sent = sent};
    bool refused = e == ERR_INVALID || e == ERR_DENIED || e == ERR_TOO_MANY;
    if (e && !refused)
        return e;
    if (e)
        web_status(rq, err_status(e));
    me_demo_list(rq, false, &v);
    me_html_login(rq->page, &v);
    return e ? ERR_INVALID : OK;
}

/* Several persons on the number: a session that may do nothing but say who it is. */
static enum err ask_who(struct req *rq, const struct code_answer *a)
{
    struct session s = {
        .kind = SESSION_WHO, .county = a->county, .phone_index = seal_hash_bytes(&a->phone)};
    str token = seal_token(rq->cx->mem);
    enum err e = session_open(rq->cx, &s, token);
    if (e)
        return e;
    web_set_cookie(rq, COOKIE_SESSION, token, 600, true);
    struct me_who v = {.back = me_back(rq, "/me"), .n = a->n};
    for (int i = 0; i < a->n; i++)
        v.name[i] = people_name(rq->cx, a->county, a->account[i]);
    rq->fresh_secret = people_secret(rq->cx->mem, token);
    me_html_who(rq->page, &v);
    return OK;
}

static enum err let_in(struct req *rq, struct code_answer *a, str phone)
{
    str token;
    enum err e = OK;
    if (a->n > 1)
        return ask_who(rq, a);
    if (a->n == 0)
        e = resident_add(rq->cx, a->county, phone, STR_NONE, &a->account[0]);
    if (!e)
        e = resident_open(rq->cx, a->county, a->account[0], &token);
    return e ? e : me_enter(rq, token, "/me");
}

enum err me_login_send(struct req *rq)
{
    struct code_answer a;
    str phone = web_field(rq, "phone"), code = str_trim(web_field(rq, "code"));
    str back = me_back(rq, "");
    int64_t county = county_of_back(rq, back);
    enum err e;
    if (!code.len) { /* also when Enter was pressed in the number's field */
        e = code_send(rq->cx, phone, county, rq->client);
        return login_again(rq, back, !e, e);
    }
    e = code_check(rq->cx, phone, county, code, &a);
    return e ? login_again(rq, back, true, e) : let_in(rq, &a, phone);
}

/* ---- a family's number -------------------------------------------------- */

static enum err who_of(struct req *rq, struct session *s, struct code_answer *a)
{
    enum err e = session_of(rq, s);
    if (!e && s->kind != SESSION_WHO)
        e = ERR_SIGN_IN;
    return e ? e : phone_accounts(rq->cx, s->county, s->phone_index, a->account, &a->n);
}

static void who_page(struct req *rq, const struct session *s, const struct code_answer *a)
{
    struct me_who v = {.back = me_back(rq, "/me"), .n = a->n};
    for (int i = 0; i < a->n; i++)
        v.name[i] = people_name(rq->cx, s->county, a->account[i]);
    me_html_who(rq->page, &v);
}

enum err me_who_show(struct req *rq)
{
    struct session s;
    struct code_answer a;
    enum err e = who_of(rq, &s, &a);
    if (!e)
        who_page(rq, &s, &a);
    return e;
}

/* A new person of the number: the number itself is read from one who is there already. */
static enum err add_person(struct req *rq, const struct session *s, const struct code_answer *a,
                           str name, int64_t *account)
{
    struct person first;
    if (!str_trim(name).len)
        return fail_field(rq->cx, "name", _("Write your name, or choose one above."));
    if (a->n == 0 || a->n >= PHONE_PEOPLE_MAX)
        return fail(rq->cx, ERR_CONFLICT, _("This number has too many names already."));
    enum err e = person_of_account(rq->cx, s->county, a->account[0], &first);
    if (!e)
        e = resident_add(rq->cx, s->county, first.phone, name, account);
    return e == ERR_CONFLICT ? fail(rq->cx, e, _("This name stands above already: choose it.")) : e;
}

static enum err chosen(struct req *rq, const struct session *s, const struct code_answer *a,
                       int64_t *account)
{
    int64_t i;
    if (str_int(web_field(rq, "person"), &i) || i < 0 || i >= a->n)
        return add_person(rq, s, a, web_field(rq, "name"), account);
    *account = a->account[i];
    return OK;
}

enum err me_who_choose(struct req *rq)
{
    struct session s;
    struct code_answer a;
    int64_t account = 0;
    str token;
    rq->cx->idem = NULL;
    enum err e = who_of(rq, &s, &a);
    if (e)
        return e;
    e = chosen(rq, &s, &a, &account);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        who_page(rq, &s, &a);
        return ERR_INVALID;
    }
    if (!e)
        e = session_close(rq->cx, &s);
    if (!e)
        e = resident_open(rq->cx, s.county, account, &token);
    return e ? e : me_enter(rq, token, "/me");
}

/* From a session of one person back to the question who it is. */
enum err me_other(struct req *rq)
{
    struct person p;
    struct session s;
    struct code_answer a = {.county = rq->cx->county};
    rq->cx->idem = NULL;
    enum err e = person_of_account(rq->cx, rq->cx->county, rq->cx->actor, &p);
    if (!e)
        e = session_of(rq, &s);
    if (!e)
        e = session_close(rq->cx, &s);
    if (e)
        return e;
    rq->cx->actor = 0; /* from here on the names are others' */
    a.phone = people_phone_index(rq->cx, p.phone);
    e = phone_accounts(rq->cx, a.county, seal_hash_bytes(&a.phone), a.account, &a.n);
    return e ? e : ask_who(rq, &a);
}

enum err me_leave(struct req *rq)
{
    struct session s;
    rq->cx->idem = NULL;
    enum err e = session_of(rq, &s);
    if (!e)
        e = session_close(rq->cx, &s);
    if (e && e != ERR_SIGN_IN)
        return e;
    web_set_cookie(rq, COOKIE_SESSION, S("0"), 0, true);
    bool staff = rq->cx->posts && rq->cx->posts->kind == PEOPLE_STAFF;
    return web_redirect(rq, "%s", staff ? "/staff/login" : "/");
}
