/* demo_web: with --demo, every sign-in page offers the accounts that fit it, one tap each. */
#include "rooms/me/me_own.h"

#define DEMO_PASSWORD "linli-demo"
#define DEMO_PHONES   3

static str with_post(struct req *rq, const struct account *a)
{
    struct post_line p;
    int n = 0;
    if (post_list(rq->cx, a->county, a->id, &p, 1, &n) || !n)
        return a->name;
    return str_fmt(rq->cx->mem, "%.*s %.*s %.*s", STR_ARG(a->name), STR_ARG(p.org_name),
                   STR_ARG(p.label));
}

static void list_staff(struct req *rq, struct me_login *out)
{
    struct account a[ME_DEMO_MAX];
    int n = 0;
    int64_t county = people_first_county(rq->cx);
    if (account_list(rq->cx, county, STR_NONE, STR_NONE, a, ME_DEMO_MAX, &n))
        return;
    for (int i = 0; i < n; i++)
        if (a[i].state == ACCOUNT_OPEN)
            out->demo[out->n_demo++] = (struct me_demo){a[i].login, with_post(rq, &a[i])};
}

static str demo_phone(struct req *rq, int i)
{
    return str_fmt(rq->cx->mem, "138000000%02d", i);
}

static enum err demo_account(struct req *rq, str phone, int64_t *county, int64_t *account)
{
    struct seal_hash h = people_phone_index(rq->cx, phone);
    return door_find(rq->cx, "phone", seal_hash_bytes(&h), county, account);
}

static void list_residents(struct req *rq, struct me_login *out)
{
    int64_t county, account;
    for (int i = 1; i <= DEMO_PHONES; i++) {
        struct person p;
        str phone = demo_phone(rq, i);
        if (demo_account(rq, phone, &county, &account) ||
            person_of_account(rq->cx, county, account, &p))
            continue;
        str label = str_fmt(rq->cx->mem, "%.*s %.*s", STR_ARG(p.name), STR_ARG(phone));
        out->demo[out->n_demo++] = (struct me_demo){phone, label};
    }
}

void me_demo_list(struct req *rq, bool staff, struct me_login *out)
{
    if (!web_demo(rq))
        return;
    if (staff)
        list_staff(rq, out);
    else
        list_residents(rq, out);
}

static enum err enter_resident(struct req *rq, str phone)
{
    int64_t county, account;
    str token;
    enum err e = demo_account(rq, phone, &county, &account);
    if (!e)
        e = resident_open(rq->cx, county, account, &token);
    return e ? e : me_enter(rq, token, "/me");
}

enum err me_demo_enter(struct req *rq)
{
    str who = web_field(rq, "who"), token;
    rq->cx->idem = NULL;
    if (str_starts(who, S("138000000")) && who.len == 11)
        return enter_resident(rq, who);
    struct sign_in in = {.login = who, .password = S(DEMO_PASSWORD)};
    enum err e = sign_in_staff(rq->cx, &in, &token);
    return e ? e : me_enter_staff(rq, token);
}
