/* devices (摄像头与传感器): cameras and sensors report, people decide. This header is the room's
 * door.
 *
 * Kept true here, whoever calls:
 *  - nothing that a machine reports becomes a case until a person has confirmed it: an event is
 *    open, then filed (as a case) or dismissed (with a reason), once;
 *  - a burst is one event: what the same device says of the same kind within its window is counted
 *    there, with three pictures at most; so is what it says while the case made of it is open;
 *  - who reports is known: the device's own token by HTTP, the broker's rules by MQTT;
 *  - a clock that is wrong by more than a day back or five minutes ahead is not believed: the time
 *    of arrival counts, and the registry shows how wrong it is;
 *  - a device silent for longer than its interval is told to its owner once, and so is its return;
 *  - what is refused is counted by day and reason, in as many rows as there are reasons;
 *  - only the hash of a token is stored; a picture is quarantined and made anew like any other,
 *    and one of an event that was dismissed is forgotten after 30 days.
 *
 * Values in thousandths of the unit of the kind; sure is confidence in per cent, -1 unknown.
 */
#pragma once
#include "civic/frame/frame.h"
#include "civic/media/media.h"
#include "civic/room.h"

enum device_kind {
    DEVICE_WATER, /* level, metres */
    DEVICE_TILT,  /* of a manhole cover, degrees */
    DEVICE_SMOKE, /* obscuration, per cent of a metre */
    DEVICE_CAMERA,
    DEVICE_OTHER,
    DEVICE_KINDS
};
extern const char *const device_kind_names[DEVICE_KINDS];
const char *device_kind_label(enum device_kind k); /* msgid */
const char *device_kind_unit(enum device_kind k);  /* "m", or "" */

enum {
    DEVICE_CODE_MAX = 40,
    DEVICE_PHOTOS_MAX = 3,
    DEVICE_PHOTO_BYTES = 2 << 20,
    DEVICE_MESSAGE_BYTES = 4 << 20, /* with its picture as base64 */
    DEVICES_MAX = 500
};

struct device {
    int64_t county, id, place, scope, org, row_ver;
    str code, name, spot, category, token_hash;
    enum device_kind kind;
    bool located, has_alarm, has_value, has_battery;
    int64_t lat_u, lon_u;
    int64_t alarm_at, sure_least; /* an alarm from there on */
    int64_t window_ms, quiet_ms;
    int64_t added_ms, heard_ms, silent_ms, clock_off_ms, closed_ms; /* 0: never, not */
    int64_t value, battery;
};

/* By the system administrator, each with a fact. ERR_INVALID names fields; ERR_CONFLICT: somebody
 * was faster, or the code is taken. */
enum err device_add(struct ctx *cx, const struct device *in, int64_t *id) MUST_CHECK;
enum err device_change(struct ctx *cx, const struct device *in) MUST_CHECK;
enum err device_close(struct ctx *cx, const struct device *d) MUST_CHECK;
/* A new token instead of any before; *secret is shown once. */
enum err device_token(struct ctx *cx, const struct device *d, str *secret) MUST_CHECK;

/* These ask no right. */
enum err device_find(struct ctx *cx, int64_t county, int64_t id, struct device *out) MUST_CHECK;
enum err device_find_code(struct ctx *cx, int64_t county, str code, struct device *out) MUST_CHECK;
enum err device_by_token(struct ctx *cx, str secret, struct device *out) MUST_CHECK;
/* Those in use within lo..hi, by code; *out in cx->mem. */
enum err device_list(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, struct device **out,
                     int *n) MUST_CHECK;

struct device_rate { /* of what was decided within 90 days, tests left out */
    int64_t device, decided, wrong;
};
enum err device_rates(struct ctx *cx, int64_t county, struct device_rate **out, int *n) MUST_CHECK;
enum err device_rate(struct ctx *cx, int64_t county, int64_t device,
                     struct device_rate *out) MUST_CHECK;

/* ---- what a device says -------------------------------------------------- */

struct device_said {
    bool alarm;     /* else a state: it lives, and what it measures */
    bool more;      /* belongs to something told before, or to nothing */
    str what;       /* "water_level", "person": letters, digits and _ */
    str occurrence; /* the device's own name of what happened, or "" */
    str text;
    int sure, battery; /* -1: not said */
    bool has_value, located;
    int64_t value, lat_u, lon_u;
    int64_t at_ms; /* by its clock; 0: not said */
    str photo;     /* bytes, or "" */
};
/* The formats, each pure: bytes in, bounded clean text out, or ERR_INVALID. They are read with a
 * parser that knows no entities and no documents types; what is not known is passed over. */
enum err device_read_json(str body, bool alarm, struct device_said *out,
                          struct arena *mem) MUST_CHECK; /* ours: docs/api/devices.md */
enum err device_read_hikvision(str xml, struct device_said *out, struct arena *mem) MUST_CHECK;
enum err device_read_dahua(str json, struct device_said *out, struct arena *mem) MUST_CHECK;
enum err device_read_frigate(str json, str *camera, struct device_said *out,
                             struct arena *mem) MUST_CHECK;
/* By what the body is: ours, Hikvision's XML, Dahua's JSON. *source: the word of the format. */
enum err device_read_any(str body, struct device_said *out, const char **source,
                         struct arena *mem) MUST_CHECK;

enum device_answer {
    DEVICE_HEARD,   /* it lives */
    DEVICE_BELOW,   /* under what counts as an alarm */
    DEVICE_OPENED,  /* a new event */
    DEVICE_COUNTED, /* more of one that is known */
    DEVICE_ANSWERS
};
extern const char *const device_answer_names[DEVICE_ANSWERS];
struct upload;
struct device_take {
    int64_t county, device;
    const struct device_said *said;
    const char *source;
    const struct upload *upload; /* a picture that came beside it, or NULL */
    int64_t n;                   /* so often, one after the other */
    /* results */
    enum device_answer answer;
    int64_t event, clock_off_ms;
};
/* Many at once are one transaction; each that cannot be taken is passed over and its `answer` is
 * DEVICE_ANSWERS. Its picture is taken only where it will be kept. */
enum err device_take(struct ctx *cx, struct device_take *at, int n) MUST_CHECK;

enum device_refusal { DEVICE_UNKNOWN, DEVICE_MALFORMED, DEVICE_OVERSIZED, DEVICE_REFUSALS };
enum err device_refuse(struct ctx *cx, int64_t county, enum device_refusal why, str code,
                       int64_t n) MUST_CHECK;
struct device_refused {
    str reason, code; /* code: the last one, as it called itself */
    int64_t n, last_ms;
};
/* Of the last seven days. */
enum err device_refused(struct ctx *cx, int64_t county, struct device_refused *out, int max,
                        int *n) MUST_CHECK;

/* From a broker: topics linli/{county}/{device}/event and /state, and those of Frigate, whose
 * cameras belong to `frigate` (a county's code, 0: nobody's). ERR_BUSY: all of it again later. */
struct mqtt_message;
extern const char *const device_topics[]; /* to subscribe to, NULL-terminated */
enum err device_hear(struct ctx *cx, const struct mqtt_message *m, int n,
                     int64_t frigate) MUST_CHECK;

/* ---- events, for people ---------------------------------------------------- */

#define ACT_DEVICES "devices.confirm" /* confirm or dismiss what they report */

enum device_state { DEVICE_OPEN, DEVICE_FILED, DEVICE_DISMISSED, DEVICE_STATES };
extern const char *const device_state_names[DEVICE_STATES];
struct device_event {
    int64_t county, id, device, place, scope;
    enum device_kind kind;
    enum device_state state;
    str what, source, spot, said, number, reason, words;
    str device_name, device_code, category; /* of the device today */
    bool located, has_value;
    int64_t lat_u, lon_u, value, sure, photos, n;
    int64_t happened_ms, first_ms, last_ms, decided_ms;
    int64_t matter, account;
};
struct device_filter {
    int64_t county, lo, hi; /* lo 0: everywhere */
    str state, kind;        /* "": any */
    int64_t device;         /* 0: any */
    int64_t before;         /* id; 0: from the newest */
};
/* Those where the actor's posts grant ACT_DEVICES, newest first. */
enum err device_event_list(struct ctx *cx, const struct device_filter *f, struct device_event *out,
                           int max, int *n) MUST_CHECK;
enum err device_event_find(struct ctx *cx, int64_t county, int64_t id,
                           struct device_event *out) MUST_CHECK;
enum err device_event_waiting(struct ctx *cx, int64_t county, int64_t *n) MUST_CHECK;

struct device_filing {
    str category, words; /* words: added to what the device said */
    bool urgent;
};
/* number has room for MATTERS_NUMBER_MAX. ERR_CONFLICT: somebody decided first. */
enum err device_file(struct ctx *cx, const struct device_event *e, const struct device_filing *in,
                     char *number) MUST_CHECK;
extern const char *const device_reasons[];   /* NULL-terminated words of data */
const char *device_reason_label(str reason); /* msgid */
enum err device_dismiss(struct ctx *cx, const struct device_event *e, str reason,
                        str words) MUST_CHECK;

/* Seen on a screen of the video room and entered by hand: an open event. */
struct cases_files;
struct device_seen {
    int64_t county, device, scope; /* device 0: one that is not registered, then scope and spot */
    str what, spot, said;
    int64_t at_ms;
    const struct media_new *photo; /* or NULL */
};
enum err device_see(struct ctx *cx, const struct device_seen *in, int64_t *event) MUST_CHECK;

const char *device_what_label(str what); /* msgid, or NULL: shown as it is */
str device_what_text(const struct ctx *cx, str what);
str device_value_text(struct arena *mem, enum device_kind kind, int64_t value); /* "1.82 m" */

/* A dozen devices and events in every state. */
struct devices_demo {
    str devices, events, scenes; /* files of data/demo */
};
enum err devices_demo_load(struct ctx *cx, int64_t county,
                           const struct devices_demo *in) MUST_CHECK;

extern const struct room devices_room;
