/* mqtt_own: shared by the files of kit/mqtt. */
#pragma once
#include "kit/mqtt/mqtt.h"

#include <pthread.h>
#include <stdatomic.h>

struct mosquitto;
struct waiting { /* one allocation: topic, then payload */
    size_t topic, payload;
    bool large;
    struct waiting *next;
    char at[];
};
struct mqtt_address {
    char host[256];
    int port;
    bool tls;
};
struct mqtt {
    struct mqtt_options o;
    struct mqtt_address to;
    struct mosquitto *client; /* the listener's alone while it runs */
    bool running, working;
    _Atomic bool connected, leave;
    bool was_in; /* since it was last looked for */
    _Atomic int subscribed, refused;
    pthread_t listener, worker;
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    struct waiting *first, **last;
    int n;
    size_t bytes;
    bool closed, stop; /* nothing more is put in; nothing more is waited for */
};

struct mqtt *mqtt_queue_new(const struct mqtt_options *o);
enum err mqtt_queue_start(struct mqtt *m) MUST_CHECK; /* the thread that takes */
/* Waits for room; forgets the message once the queue is closed. */
void mqtt_queue_put(struct mqtt *m, str topic, str payload);
void mqtt_queue_close(struct mqtt *m);
void mqtt_queue_end(struct mqtt *m); /* when what waits has been taken */
void mqtt_queue_free(struct mqtt *m);
