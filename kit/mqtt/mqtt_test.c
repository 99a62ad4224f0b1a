/* mqtt_test: against a real broker (mosquitto, a throw-away one on loopback). */
#include "kit/mqtt/broker.h"
#include "kit/mqtt/mqtt.h"
#include "kit/test/test.h"

#include <stdatomic.h>

struct heard {
    _Atomic int n, large, busy, changes;
    _Atomic bool up;
};

static enum err take(void *arg, const struct mqtt_message *m, int n, struct arena *mem)
{
    struct heard *h = arg;
    (void)mem;
    if (h->busy > 0) {
        h->busy--;
        return ERR_BUSY;
    }
    for (int i = 0; i < n; i++)
        h->large += m[i].large;
    h->n += n;
    return OK;
}

static void changed(void *arg, bool up)
{
    struct heard *h = arg;
    h->up = up;
    h->changes++;
}

static const char *const topics[] = {"$share/linli/linli/+/+/event", NULL};

static struct mqtt_options options_of(const struct broker *b, struct heard *h)
{
    return (struct mqtt_options){.url = b->url,
                                 .topics = topics,
                                 .most = 100,
                                 .queue = 8,
                                 .take = take,
                                 .changed = changed,
                                 .arg = h};
}

/* Waits for something that will happen, up to a minute on a machine that is busy. */
#define WAIT(what)                                                                                 \
    for (int i_ = 0; !(what) && i_ < 12000; i_++)                                                  \
        usleep(5000);                                                                              \
    CHECK(what)

static void publish(const struct broker *b, const char *text, int times)
{
    CHECK(broker_publish(b, "linli/532503/gq-001/event", str_of(text), times));
}

TEST(what_devices_publish_is_heard_each_once_though_the_queue_is_short)
{
    struct broker b;
    struct heard h = {.busy = 2};
    struct mqtt *m = NULL;
    str why = STR_NONE;
    CHECK(broker_start(&b, test_dir(), cx->mem)); /* which script/bootstrap installs */
    struct mqtt_options o = options_of(&b, &h);
    CHECK_OK(mqtt_start(&o, &m, &why));
    WAIT(h.up);
    CHECK_OK(mqtt_try(&o, &why)); /* it has subscribed, and by the same broker so have we */
    publish(&b, "{}", 500);
    publish(&b,
            "0123456789012345678901234567890123456789012345678901234567890123456789"
            "0123456789012345678901234567890123456789",
            1);
    WAIT(h.n == 501);
    CHECK_INT(h.large, 1);
    CHECK_INT(h.busy, 0); /* what could not be taken was given again */
    mqtt_stop(m);
    CHECK_INT(h.n, 501);
    broker_kill(&b);
}

TEST(a_broker_that_is_gone_is_found_again)
{
    struct broker b;
    struct heard h = {0};
    struct mqtt *m = NULL;
    str why = STR_NONE;
    CHECK(broker_start(&b, test_dir(), cx->mem));
    struct mqtt_options o = options_of(&b, &h);
    broker_kill(&b);
    CHECK_ERR(mqtt_try(&o, &why), ERR_BUSY);
    CHECK_OK(mqtt_start(&o, &m, &why)); /* not there at the start */
    CHECK(!mqtt_is_connected(m));
    CHECK(broker_again(&b));
    WAIT(mqtt_is_connected(m));
    broker_kill(&b);
    WAIT(!mqtt_is_connected(m));
    CHECK(broker_again(&b));
    WAIT(mqtt_is_connected(m));
    CHECK_OK(mqtt_try(&o, &why));
    publish(&b, "{}", 1);
    WAIT(h.n == 1);
    CHECK_INT(h.changes, 3);
    mqtt_stop(m);
    broker_kill(&b);
}

TEST(an_address_that_is_none_is_said_and_stopping_waits_for_nobody)
{
    static const char *const bad[] = {"http://a", "mqtt://", "mqtt://a:0", "mqtt://a:x", "a"};
    struct broker b = {.url = "mqtt://127.0.0.1:1"};
    struct heard h = {0};
    str why = STR_NONE;
    struct mqtt *m = NULL;
    struct mqtt_options o = options_of(&b, &h);
    for (size_t i = 0; i < COUNT(bad); i++) {
        o.url = bad[i];
        CHECK_ERR(mqtt_start(&o, &m, &why), ERR_INVALID);
    }
    o.url = b.url;
    CHECK_OK(mqtt_start(&o, &m, &why));
    mqtt_stop(m); /* while the library waits before it looks again */
}
