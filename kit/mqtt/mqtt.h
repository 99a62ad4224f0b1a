/* mqtt: hears what devices publish at a broker, by libmosquitto on a thread of its own.
 *
 * Kept true here:
 *  - what is heard waits in a queue of bounded length and size; while it is full nothing more is
 *    read from the broker, which then keeps it, so that a flood is slowed and not dropped here;
 *  - `take` is called on one thread, with many at once where many wait; what it could not take
 *    because the database was away is given again;
 *  - a broker that is gone is looked for again, after 1, 2, 4 … 30 seconds, for ever;
 *  - a payload longer than `most` is given without its bytes, marked large;
 *  - several processes may listen: each message comes to one of them (shared subscription).
 * The broker acknowledges what lies in the queue: a crash loses what was in it, a stop does not.
 */
#pragma once
#include "kit/base/base.h"

struct mqtt_message {
    str topic, payload;
    bool large; /* payload is empty: it was longer than allowed */
};
struct mqtt_options {
    const char *url;             /* mqtt://HOST[:PORT] or mqtts://HOST[:PORT] */
    const char *user, *password; /* or NULL */
    const char *ca_file;         /* mqtts; NULL: the system's */
    const char *const *topics;   /* filters, NULL-terminated */
    size_t most;                 /* bytes of a payload */
    int queue;                   /* messages; 0: 1024 */
    /* ERR_BUSY: the same again, a little later. Any other error: they are given up. */
    enum err (*take)(void *arg, const struct mqtt_message *m, int n, struct arena *mem);
    void (*changed)(void *arg, bool connected); /* may be NULL */
    void *arg;
};
struct mqtt;
/* OK also while the broker cannot be reached. ERR_INVALID: the address; `why` says what. */
enum err mqtt_start(const struct mqtt_options *o, struct mqtt **out, str *why) MUST_CHECK;
void mqtt_stop(struct mqtt *m); /* takes what waits, then returns; accepts NULL */
bool mqtt_is_connected(const struct mqtt *m);
/* For doctor: does the broker let us in and subscribe, within ten seconds? ERR_BUSY: `why`. */
enum err mqtt_try(const struct mqtt_options *o, str *why) MUST_CHECK;
