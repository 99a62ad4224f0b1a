/* outgoing.c: how messages leave, from the settings. */
#include "app/app.h"
#include "civic/notices/notices.h"
#include "kit/http/http.h"

static const char *setting(const struct app *a, const char *name)
{
    const char *v = app_setting(a, name, "");
    return *v ? v : NULL;
}

static enum app_exit read_hour(const struct app *a, const char *name, const char *usual, int *out)
{
    int64_t hour;
    if (str_int(str_of(app_setting(a, name, usual)), &hour) || hour < 0 || hour > 23)
        return app_fail(a, "%s is an hour from 0 to 23", name);
    *out = (int)hour;
    return APP_DONE;
}

/* The official account of WeChat, where there is one. */
static enum app_exit open_wechat(struct app *a, struct notices *n)
{
    str why = STR_NONE;
    struct wechat_options o = {.keys = {.token = setting(a, "wechat-token"),
                                        .aes_key = setting(a, "wechat-aes-key"),
                                        .app_id = setting(a, "wechat-app-id")},
                               .secret = setting(a, "wechat-secret"),
                               .api = setting(a, "wechat-api"),
                               .name = setting(a, "wechat-name"),
                               .template = setting(a, "wechat-template"),
                               .fields = setting(a, "wechat-fields")};
    if (o.keys.app_id && wechat_open(&o, &n->wechat, &why, a->mem))
        return app_fail(a, "%.*s", STR_ARG(why));
    return APP_DONE;
}

/* Texts by China Mobile's platform instead of a gateway of ours. */
static enum app_exit read_yunmas(struct app *a, struct notices *n)
{
    const char *kind = app_setting(a, "sms-kind", "gateway");
    if (strcmp(kind, "gateway") == 0)
        return APP_DONE;
    struct yunmas *y = NEW(a->mem, struct yunmas);
    *y = (struct yunmas){.ec_name = setting(a, "sms-ec-name"),
                         .ap_id = setting(a, "sms-ap-id"),
                         .sign_code = setting(a, "sms-sign-code"),
                         .add_serial = setting(a, "sms-add-serial"),
                         .callers = setting(a, "sms-callers")};
    if (strcmp(kind, "yunmas") != 0)
        return app_fail(a, "sms-kind is gateway or yunmas");
    if (!n->sms_url || !n->sms_secret || !y->ec_name || !y->ap_id || !y->sign_code)
        return app_fail(a, "sms-kind yunmas needs sms-url, sms-secret, sms-ec-name, sms-ap-id and "
                           "sms-sign-code");
    n->yunmas = y;
    return APP_DONE;
}

/* How messages leave. A gateway without a secret would let anybody answer for anybody. */
enum app_exit app_open_outgoing(struct app *a, struct http **http, struct notices *n)
{
    str why = STR_NONE;
    struct http_options o = {.proxy = setting(a, "proxy")};
    if (http_start(&o, http, &why, a->mem))
        return app_fail(a, "%.*s", STR_ARG(why));
    *n = (struct notices){.http = *http,
                          .demo = app_flag(a, "demo"),
                          .sms_url = setting(a, "sms-url"),
                          .sms_secret = setting(a, "sms-secret"),
                          .sms_sign = setting(a, "sms-sign"),
                          .mail_url = setting(a, "mail-url"),
                          .mail_from = setting(a, "mail-from"),
                          .mail_from_name = app_setting(a, "mail-from-name", "Linli"),
                          .mail_user = setting(a, "mail-user"),
                          .mail_password = setting(a, "mail-password"),
                          .mail_tls = strcmp(app_setting(a, "mail-tls", "yes"), "no") != 0,
                          .near_hosts = setting(a, "open311-near"),
                          .base_url = setting(a, "base-url")};
    enum app_exit e = read_yunmas(a, n);
    if (e)
        return e;
    if (n->sms_url && !n->yunmas && (!n->sms_secret || strlen(n->sms_secret) < 32))
        return app_fail(a, "sms-url needs sms-secret, of 32 characters or more");
    if (n->mail_url && !(n->mail_from && http_is_mail_address(str_of(n->mail_from))))
        return app_fail(a, "mail-url needs mail-from, an address");
    e = open_wechat(a, n);
    if (!e)
        e = read_hour(a, "quiet-from", "22", &n->quiet_from);
    if (!e)
        e = read_hour(a, "quiet-to", "7", &n->quiet_to);
    return e ? e : read_hour(a, "digest-at", "18", &n->digest_at);
}
