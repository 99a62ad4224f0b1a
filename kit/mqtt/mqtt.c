/* mqtt.c: the connection, its thread and the address it goes to. */
#include "kit/mqtt/mqtt_own.h"

#include <mosquitto.h>

enum { KEEPALIVE_S = 30, LOOK_MS = 200, SLOWEST_MS = 30000, PATIENCE_MS = 20000, TRY_MS = 10000 };

/* ---- the address --------------------------------------------------------- */

static enum err read_address(const char *url, struct mqtt_address *out)
{
    str rest = str_of(url);
    bool tls = str_starts(rest, S("mqtts://"));
    if (!tls && !str_starts(rest, S("mqtt://")))
        return ERR_INVALID;
    str_cut(&rest, '/');
    str_cut(&rest, '/');
    if (str_ends(rest, S("/")))
        rest.len--;
    str host = str_cut(&rest, ':');
    int64_t port = tls ? 8883 : 1883;
    if (!host.len || host.len >= sizeof out->host ||
        (rest.len && (str_int(rest, &port) || port < 1 || port > 65535)))
        return ERR_INVALID;
    *out = (struct mqtt_address){.port = (int)port, .tls = tls};
    memcpy(out->host, host.at, host.len);
    return OK;
}

/* ---- what the library tells ---------------------------------------- */

static void set_connected(struct mqtt *m, bool on)
{
    bool before = atomic_exchange(&m->connected, on);
    if (before != on && m->o.changed)
        m->o.changed(m->o.arg, on);
}

static void on_connect(struct mosquitto *c, void *arg, int code)
{
    struct mqtt *m = arg;
    m->refused = code;
    if (code)
        return;
    m->subscribed = 0;
    for (const char *const *t = m->o.topics; *t; t++)
        mosquitto_subscribe(c, NULL, *t, 1);
}

static bool has_all(const struct mqtt *m)
{
    int n = 0;
    while (m->o.topics[n])
        n++;
    return m->subscribed >= n;
}

static void on_subscribe(struct mosquitto *c, void *arg, int id, int n, const int *granted)
{
    struct mqtt *m = arg;
    (void)c, (void)id;
    for (int i = 0; i < n; i++)
        m->refused = granted[i] >= 128 ? granted[i] : m->refused;
    m->subscribed++;
    if (m->refused || !has_all(m))
        return;
    m->was_in = true;
    set_connected(m, true); /* not before: what is published until then comes to nobody */
}

static void on_disconnect(struct mosquitto *c, void *arg, int code)
{
    (void)c, (void)code;
    set_connected(arg, false);
}

static void on_message(struct mosquitto *c, void *arg, const struct mosquitto_message *heard)
{
    (void)c;
    mqtt_queue_put(arg, str_of(heard->topic),
                   (str){heard->payload, (size_t)(heard->payloadlen > 0 ? heard->payloadlen : 0)});
}

static enum err secure(struct mosquitto *c, const struct mqtt_options *o)
{
    int e = o->ca_file ? mosquitto_tls_set(c, o->ca_file, NULL, NULL, NULL, NULL)
                       : mosquitto_int_option(c, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    return e ? ERR_INVALID : OK;
}

static struct mosquitto *make_client(struct mqtt *m)
{
    struct mosquitto *c = mosquitto_new(NULL, true, m);
    if (!c)
        abort();
    mosquitto_int_option(c, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_connect_callback_set(c, on_connect);
    mosquitto_subscribe_callback_set(c, on_subscribe);
    mosquitto_disconnect_callback_set(c, on_disconnect);
    mosquitto_message_callback_set(c, on_message);
    if (m->o.user)
        mosquitto_username_pw_set(c, m->o.user, m->o.password);
    return c;
}

/* ---- the thread ---------------------------------------------------------------- */

static int64_t now_ms(void)
{
    return clock_steady_ns() / 1000000;
}

/* Until the connection is lost, never came about, or the program ends. The library's own thread
 * would give up for good on some errors, a name that is not resolved among them. */
static void stay(struct mqtt *m)
{
    int64_t began = now_ms();
    if (mosquitto_connect_async(m->client, m->to.host, m->to.port, KEEPALIVE_S))
        return;
    while (!m->leave && mosquitto_loop(m->client, LOOK_MS, 1) == MOSQ_ERR_SUCCESS)
        if (!m->connected && now_ms() - began > PATIENCE_MS)
            break;
}

static void wait_before(struct mqtt *m, int64_t ms)
{
    for (int64_t until = now_ms() + ms; !m->leave && now_ms() < until;)
        usleep(50000);
}

static void *listen_to(void *arg)
{
    struct mqtt *m = arg;
    int64_t wait_ms = 1000;
    while (!m->leave) {
        m->was_in = false;
        stay(m);
        mosquitto_disconnect(m->client);
        (void)mosquitto_loop(m->client, 0, 1);
        set_connected(m, false);
        wait_ms = m->was_in ? 1000 : wait_ms;
        wait_before(m, wait_ms);
        wait_ms = wait_ms * 2 < SLOWEST_MS ? wait_ms * 2 : SLOWEST_MS;
    }
    return NULL;
}

/* ---- starting and stopping ----------------------------------------------------- */

static enum err go(struct mqtt *m, str *why)
{
    m->client = make_client(m);
    if (m->to.tls && secure(m->client, &m->o)) {
        *why = S("the certificates for mqtts cannot be read");
        return ERR_INVALID;
    }
    enum err e = mqtt_queue_start(m);
    if (!e)
        m->running = pthread_create(&m->listener, NULL, listen_to, m) == 0;
    if (!m->running)
        *why = S("the threads for mqtt did not start");
    return m->running ? OK : ERR_BUSY;
}

enum err mqtt_start(const struct mqtt_options *o, struct mqtt **out, str *why)
{
    struct mqtt_address to;
    if (read_address(o->url, &to)) {
        *why = S("mqtt is mqtt://HOST:PORT or mqtts://HOST:PORT");
        return ERR_INVALID;
    }
    mosquitto_lib_init();
    struct mqtt *m = mqtt_queue_new(o);
    m->to = to;
    enum err e = go(m, why);
    if (e) {
        mqtt_stop(m);
        return e;
    }
    *out = m;
    return OK;
}

void mqtt_stop(struct mqtt *m)
{
    if (!m)
        return;
    m->leave = true;
    mqtt_queue_close(m); /* so that whoever hears does not wait for room */
    if (m->running)
        pthread_join(m->listener, NULL);
    mqtt_queue_end(m);
    mosquitto_destroy(m->client);
    mosquitto_lib_cleanup();
    mqtt_queue_free(m);
}

bool mqtt_is_connected(const struct mqtt *m)
{
    return m->connected;
}

/* ---- doctor ----------------------------------------------------------------------- */

static enum err take_none(void *arg, const struct mqtt_message *m, int n, struct arena *mem)
{
    (void)arg, (void)m, (void)n, (void)mem;
    return OK;
}

enum err mqtt_try(const struct mqtt_options *o, str *why)
{
    static const char *const nothing[] = {"linli/doctor", NULL};
    struct mqtt_options own = *o;
    struct mqtt *m = NULL;
    own.topics = nothing;
    own.take = take_none;
    own.changed = NULL;
    enum err e = mqtt_start(&own, &m, why);
    if (e)
        return e;
    for (int ms = 0; ms < TRY_MS && !m->subscribed && !m->refused; ms += 20)
        usleep(20000);
    bool in = m->subscribed && !m->refused;
    *why = m->refused ? S("the broker refuses us: see mqtt-user, mqtt-password and its rules")
                      : S("the broker cannot be reached");
    mqtt_stop(m);
    return in ? OK : ERR_BUSY;
}
