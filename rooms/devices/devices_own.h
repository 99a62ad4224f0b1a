/* devices_own: shared by the files of this room. */
#pragma once
#include "civic/facts/facts.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/cases/cases.h"
#include "rooms/devices/devices.h"
#include "rooms/devices/devices_sql.h" /* generated */

extern const struct jobs_kind devices_silent_job, devices_old_job;
extern const struct notices_kind devices_notices[];

/* A fact about a device or an event, for staff of its place. */
struct device_fact {
    const char *kind, *subject_kind;
    int64_t county, scope, subject;
    str to, reason;
};
enum err device_fact(struct ctx *cx, const struct device_fact *f) MUST_CHECK;
/* Inside db_write: the owner's people are told that it fell silent or is back. */
enum err devices_tell(struct ctx *cx, const struct device *d, bool back) MUST_CHECK;
/* Inside db_write: the door of this secret instead of the one before. */
enum err device_put_token(struct ctx *cx, const struct device *d, str secret) MUST_CHECK;

/* Inside db_write; `photos` of `photo` are added. */
struct device_event_new {
    const struct device *d; /* or NULL, then the rest says where */
    int64_t county, id, place, scope, lat_u, lon_u;
    bool located;
    str spot;
    const char *source;
    const struct device_said *said;
    int64_t n, happened_ms;
    const struct media_new *photo; /* or NULL */
};
enum err device_event_insert(struct ctx *cx, const struct device_event_new *in) MUST_CHECK;
enum err device_photo_add(struct ctx *cx, const struct media_new *photo, int64_t county,
                          int64_t event) MUST_CHECK;
static inline struct db_arg device_maybe(const char *name, bool has, int64_t v)
{
    return has ? db_int(name, v) : db_null(name);
}

handler devices_push, devices_desk, devices_event, devices_event_file, devices_event_dismiss;
handler devices_snapshot, devices_snapshot_send;
handler devices_registry, devices_new, devices_add, devices_show, devices_change, devices_new_token;
handler devices_close;
void devices_problem(struct req *rq, enum err e);
