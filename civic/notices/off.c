/* off.c: turning off by one tap, without signing in. */
#include "civic/notices/notices_own.h"

str notices_off_mark(const struct ctx *cx, const struct notices_off *o)
{
    unsigned char key[32];
    seal_derive(cx->seal, "notices.off", key);
    str what = str_fmt(cx->mem, "%lld.%lld.%.*s", (long long)o->county, (long long)o->account,
                       STR_ARG(o->kind));
    struct seal_hash h = seal_hmac((str){(const char *)key, sizeof key}, what);
    return utf8_head(seal_hash_hex(&h, cx->mem), 32);
}

str notices_off_query(const struct ctx *cx, const struct notices_off *o)
{
    return str_fmt(cx->mem, "c=%lld&a=%lld&k=%.*s&s=%.*s", (long long)o->county,
                   (long long)o->account, STR_ARG(o->kind), STR_ARG(notices_off_mark(cx, o)));
}

/* As the account whose mail it was. */
enum err notices_turn_off(struct ctx *cx, const struct notices_off *o)
{
    struct ctx as = *cx;
    struct notices_wishes w;
    as.county = o->county;
    as.actor = o->account;
    as.via = S("mail");
    if (!str_is(o->kind, "mail"))
        return notices_turn(&as, str_z(cx->mem, o->kind), false);
    enum err e = notices_find_wishes(&as, o->county, o->account, &w);
    w.mail = S("");
    return e ? e : notices_change_wishes(&as, &w);
}
