/* doctor: what is wrong here, and how to mend it. Looks, changes nothing. */
#include "app/app.h"
#include "kit/child/child.h"
#include "kit/mqtt/mqtt.h"
#include "kit/seal/seal.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

struct round {
    struct app *a;
    int wrong;
};

static void good(struct round *r, const char *what, const char *detail)
{
    fprintf(r->a->out, "ok      %s%s%s\n", what, detail ? ": " : "", detail ? detail : "");
}

static void wrong(struct round *r, const char *what, const char *detail, const char *mend)
{
    r->wrong++;
    fprintf(r->a->out, "WRONG   %s: %s\n        %s\n", what, detail, mend);
}

static const char *const known[] = {"db",
                                    "data",
                                    "keys",
                                    "listen",
                                    "assets-dir",
                                    "metrics-token",
                                    "log",
                                    "proxy",
                                    "sms-url",
                                    "sms-secret",
                                    "sms-sign",
                                    "sms-kind",
                                    "sms-ec-name",
                                    "sms-ap-id",
                                    "sms-sign-code",
                                    "sms-add-serial",
                                    "sms-callers",
                                    "mail-url",
                                    "mail-from",
                                    "mail-from-name",
                                    "mail-user",
                                    "mail-password",
                                    "mail-tls",
                                    "wechat-app-id",
                                    "wechat-secret",
                                    "wechat-token",
                                    "wechat-aes-key",
                                    "wechat-name",
                                    "wechat-template",
                                    "wechat-fields",
                                    "wechat-api",
                                    "base-url",
                                    "quiet-from",
                                    "quiet-to",
                                    "digest-at",
                                    "open311-near",
                                    "limit-sign-in",
                                    "limit-report",
                                    "limit-word",
                                    "limit-follow",
                                    "limit-token",
                                    "limit-api",
                                    "limit-open311",
                                    "limit-step",
                                    "limit-field",
                                    "limit-device",
                                    "mqtt",
                                    "mqtt-user",
                                    "mqtt-password",
                                    "mqtt-ca",
                                    "mqtt-frigate",
                                    NULL};

/* Keys nobody reads are typing mistakes. */
static void look_at_conf(struct round *r)
{
    const char *path = getenv("LINLI_CONFIG");
    str text;
    if (!path || !*path || app_read_file(r->a, path, 1 << 20, &text))
        return; /* none, or main has complained */
    int strange = 0;
    while (text.len) {
        str line = str_trim(str_cut(&text, '\n'));
        if (!line.len || line.at[0] == '#')
            continue;
        str key = str_trim(str_cut(&line, '='));
        bool found = false;
        for (int i = 0; known[i]; i++)
            found = found || str_is(key, known[i]);
        if (!found && ++strange)
            wrong(r, "configuration", str_z(r->a->mem, key),
                  "nothing reads this key: is it spelt right?");
    }
    if (!strange)
        good(r, "configuration", path);
}

static void look_at_data(struct round *r)
{
    const char *dir = app_path(r->a, app_setting(r->a, "data", "var"));
    struct statvfs v;
    if (access(dir, W_OK) || statvfs(dir, &v)) {
        wrong(r, "data folder", dir, "make it and give it to the user that serves");
        return;
    }
    double free_gb = (double)v.f_bavail * (double)v.f_frsize / 1e9;
    char text[64];
    snprintf(text, sizeof text, "%.1f GB free", free_gb);
    if (free_gb < 1)
        wrong(r, "disk", text, "make room: below this, writing will soon be refused");
    else
        good(r, "data folder", text);
}

static void look_at_keys(struct round *r)
{
    struct seal *s = NULL;
    str why = STR_NONE;
    const char *path = app_keys(r->a);
    if (access(path, F_OK)) {
        wrong(r, "key file", path,
              "linli keys init makes one; for an existing database bring its own");
        return;
    }
    if (seal_open(path, &s, &why, r->a->mem)) {
        wrong(r, "key file", str_z(r->a->mem, why), "it must be whole, yours, and mode 0600");
        return;
    }
    if (seal_note_kind(s))
        good(r, "key file", path);
    else
        wrong(r, "key file", path, "linli keys init adds the key that signs the ledger");
    seal_done(s);
}

static void look_at_database(struct round *r)
{
    str why = STR_NONE;
    const char *url = app_db_url(r->a);
    const char *shown =
        strncmp(url, "sqlite:", 7) == 0 ? url : "postgres"; /* no password on screens */
    if (app_open(r->a, true, &why)) {
        wrong(r, "database", str_z(r->a->mem, why), "linli migrate makes it; is the server up?");
        return;
    }
    if (db_ping(r->a->cx))
        wrong(r, "database", shown, "it opens but cannot be read: see the log of the database");
    else
        good(r, "database", shown);
    app_close(r->a);
}

/* Deadlines, sessions and second factors follow the clock. */
static void look_at_clock(struct round *r)
{
    struct timex t = {0};
    if (adjtimex(&t) == TIME_ERROR || t.status & STA_UNSYNC)
        wrong(r, "clock", "not synchronised", "install chrony or systemd-timesyncd");
    else
        good(r, "clock", NULL);
}

/* Photos and Office files are opened in children: can they be made here, and do they answer? */
static void look_at_children(struct round *r)
{
    struct child_options o = {0};
    struct child *c = NULL;
    str why = S("no child answers");
    enum err e = child_start(&o, &c, &why, r->a->mem);
    if (e || !child_is_well(c))
        wrong(r, "converters", str_z(r->a->mem, why),
              "photos cannot be taken: seccomp and fork must be allowed to the user that serves");
    else
        good(r, "converters", NULL);
    child_stop(c);
}

static void look_at_fonts(struct round *r)
{
    static const char *const font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
    if (access(font, R_OK))
        wrong(r, "fonts", "no Chinese font for paper", "apt install fonts-noto-cjk");
    else
        good(r, "fonts", "Noto Sans CJK");
}

static void look_at_broker(struct round *r)
{
    struct mqtt_options o;
    str why = STR_NONE;
    if (!app_mqtt_options(r->a, &o))
        return; /* no devices by a broker here */
    if (mqtt_try(&o, &why))
        wrong(r, "broker of devices", str_z(r->a->mem, why),
              "see mqtt in the configuration, and whether mosquitto runs");
    else
        good(r, "broker of devices", o.url);
}

/* Browsers give a page its store, its camera and its keys only where nobody can listen. */
static void look_at_address(struct round *r)
{
    const char *url = app_setting(r->a, "base-url", "");
    const char *listen = app_setting(r->a, "listen", "127.0.0.1:8080");
    bool near = strncmp(listen, "127.", 4) == 0 || strncmp(listen, "unix:", 5) == 0 ||
                strncmp(listen, "[::1]", 5) == 0;
    bool plain = strncmp(url, "http://", 7) == 0 && strncmp(url, "http://127.", 11) != 0 &&
                 strncmp(url, "http://localhost", 16) != 0;
    if (plain || (!*url && !near))
        wrong(r, "address", *url ? url : listen,
              "without https phones keep nothing for where there is no network, and cannot be "
              "bound: put nginx with a certificate before it, base-url = https://...");
    else
        good(r, "address", *url ? url : listen);
}

static enum app_exit run(struct app *a)
{
    struct round r = {.a = a};
    look_at_conf(&r);
    look_at_data(&r);
    look_at_keys(&r);
    look_at_children(&r); /* before the database starts its threads */
    look_at_database(&r);
    look_at_clock(&r);
    look_at_fonts(&r);
    look_at_broker(&r);
    look_at_address(&r);
    if (r.wrong)
        return app_fail(a, "%d thing(s) to mend", r.wrong);
    return APP_DONE;
}

static const char *const options[] = {"db=", "data=", "keys=", NULL};

const struct cmd cmd_doctor = {
    .name = "doctor",
    .usage = "",
    .summary = "Looks at configuration, database, keys, disk, converters, clock, fonts and "
               "broker, and says how to mend",
    .options = options,
    .run = run,
};
