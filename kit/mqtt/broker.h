/* broker: a real broker for tests: mosquitto on loopback, which can be killed and come back at the
 * same address. */
#pragma once
#include "kit/base/base.h"

struct broker {
    const char *url, *config;
    int port, pid;
};
bool broker_start(struct broker *b, const char *dir, struct arena *mem); /* false: not installed */
bool broker_again(struct broker *b); /* after broker_kill, where it was */
void broker_kill(struct broker *b);
/* As a device would: QoS 1, and it has arrived when this returns true. */
bool broker_publish(const struct broker *b, const char *topic, str payload, int times);
