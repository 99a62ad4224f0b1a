/* incoming.c: what devices publish at a broker, where the settings name one. */
#include "app/app.h"
#include "kit/mqtt/mqtt.h"
#include "rooms/devices/devices.h"

struct incoming {
    struct ctx like; /* a ctx for each batch is made after it */
    struct mqtt *mqtt;
    int64_t frigate;
};

static const char *setting(const struct app *a, const char *name)
{
    const char *v = app_setting(a, name, "");
    return *v ? v : NULL;
}

static enum err take(void *arg, const struct mqtt_message *m, int n, struct arena *mem)
{
    struct incoming *in = arg;
    struct ctx cx = in->like;
    cx.mem = mem;
    cx.now = clock_business_ms();
    enum err e = device_hear(&cx, m, n, in->frigate);
    if (e)
        log_event(LOG_WARN, cx.request_id, "mqtt.not_taken", "why", err_name(e), "detail",
                  str_z(mem, cx.failure.detail));
    return e;
}

static void changed(void *arg, bool connected)
{
    (void)arg;
    log_event(connected ? LOG_INFO : LOG_WARN, STR_NONE,
              connected ? "mqtt.connected" : "mqtt.lost");
}

bool app_mqtt_options(const struct app *a, struct mqtt_options *out)
{
    *out = (struct mqtt_options){.url = setting(a, "mqtt"),
                                 .user = setting(a, "mqtt-user"),
                                 .password = setting(a, "mqtt-password"),
                                 .ca_file = setting(a, "mqtt-ca"),
                                 .topics = device_topics,
                                 .most = DEVICE_MESSAGE_BYTES,
                                 .take = take,
                                 .changed = changed};
    return out->url != NULL;
}

enum app_exit app_open_incoming(struct app *a, const struct ctx *like, struct incoming **out)
{
    struct mqtt_options o;
    struct incoming *in = NEW(a->mem, struct incoming);
    const char *frigate = setting(a, "mqtt-frigate");
    str why = STR_NONE;
    if (!app_mqtt_options(a, &o))
        return APP_DONE;
    if (frigate && (str_int(str_of(frigate), &in->frigate) || strlen(frigate) != 6))
        return app_fail(a, "mqtt-frigate is the six digits of a county: %s", frigate);
    in->like = *like;
    o.arg = in;
    if (mqtt_start(&o, &in->mqtt, &why))
        return app_fail(a, "%.*s", STR_ARG(why));
    *out = in;
    return APP_DONE;
}

void app_close_incoming(struct incoming *in)
{
    if (in)
        mqtt_stop(in->mqtt);
}

const char *app_incoming_remark(const struct incoming *in)
{
    return in && !mqtt_is_connected(in->mqtt) ? "the broker of devices (mqtt) is not reached\n"
                                              : NULL;
}
