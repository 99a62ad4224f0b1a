/* pages: what the templates of this room are given. */
#pragma once
#include "rooms/devices/devices.h"

#include "rooms/cases/cases.h"

enum { ALARM_PAGE = 30 };

struct alarm_row {
    struct device_event e;
    str place, what, value, thumb, full;
    enum frame_look look;
    const char *state; /* msgid */
};
struct alarm_list {
    struct alarm_row rows[ALARM_PAGE];
    int n;
    int64_t waiting;
    str state, kind, device_name, device, next, filed;
    bool filtered, dismissed;
    struct frame_option states[4], kinds[DEVICE_KINDS + 1];
};
struct alarm_photo {
    str thumb, full;
    int64_t at_ms;
};
struct alarm_page {
    struct alarm_row a;
    struct alarm_photo photos[DEVICE_PHOTOS_MAX];
    int n_photos, n_pending;
    struct categories all;
    str category; /* suggested */
    struct device_rate rate;
    str who;                   /* decided */
    struct alarm_row near_[5]; /* what the device reported before */
    int n_near;
    struct frame_option reasons[5];
};
struct snapshot_page {
    struct frame_option cameras[DEVICES_MAX + 1];
    int n_cameras;
    struct frame_choice camera, what, community;
};
struct registry_row {
    struct device d;
    struct device_rate rate;
    str place, org, value;
};
struct registry_page {
    const struct registry_row *rows;
    int n;
    struct device_refused refused[DEVICE_REFUSALS];
    int n_refused;
    bool mqtt;
};
struct device_page {
    struct device d;
    bool is_new;
    str place, secret, address; /* secret: made just now; address: with it, for cameras */
    const struct org *orgs;
    int n_orgs;
    struct categories all;
    struct device_rate rate;
    str alarm_at, window, quiet, lat, lon;
};
str device_rate_text(struct arena *mem, const struct device_rate *r); /* "25 %" or "—" */
const char *device_refusal_label(str reason);
