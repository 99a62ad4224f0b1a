/* rooms.c: every part of the product, once, in LAYERS order. A new room is one line here. */
#include "app/app.h"
#include "app/dev.h"
#include "civic/calendar/calendar.h"
#include "civic/facilities/facilities.h"
#include "civic/facts/facts.h"
#include "civic/frame/frame.h"
#include "civic/homes/homes.h"
#include "civic/ledger/ledger.h"
#include "civic/matters/matters.h"
#include "civic/media/media.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/search/search.h"
#include "civic/sheets/accounts.h"
#include "kit/jobs/jobs.h"
#include "rooms/admin/admin.h"
#include "rooms/callout/callout.h"
#include "rooms/cases/cases.h"
#include "rooms/devices/devices.h"
#include "rooms/disclosure/disclosure.h"
#include "rooms/duty/duty.h"
#include "rooms/emergency/emergency.h"
#include "rooms/facilities/facilities.h"
#include "rooms/field/field.h"
#include "rooms/field/outbox.h"
#include "rooms/field/patrol.h"
#include "rooms/field/phone.h"
#include "rooms/field/visit.h"
#include "rooms/hotline/hotline.h"
#include "rooms/insight/insight.h"
#include "rooms/joint/joint.h"
#include "rooms/me/me.h"
#include "rooms/mediation/mediation.h"
#include "rooms/rolls/rolls.h"
#include "rooms/slips/slips.h"

/* One line each, so that two new rooms do not meet in one. */
/* clang-format off */
const struct room *const app_rooms[] = {
    &places_room,
    &people_room,
    &frame_room,
    &calendar_room,
    &facts_room,
    &facilities_part,
    &ledger_part,
    &search_room,
    &media_room,
    &sheets_part,
    &homes_room,
    &matters_room,
    &notices_room,
    &cases_room,
    &open311_room,
    &api_room,
    &me_room,
    &rolls_room,
    &admin_room,
    &facilities_room,
    &field_room,
    &mediation_room,
    &callout_room,
    &joint_room,
    &slips_room,
    &outbox_room,
    &emergency_room,
    &insight_room,
    &devices_room,
    &duty_room,
    &patrol_room,
    &bundle_room,
    &phone_room,
    &visit_room,
    &hotline_room,
    &disclosure_room,
    &dev_room, /* --demo only */
    NULL,
};
/* clang-format on */

const struct route *const *app_routes(struct arena *mem)
{
    size_t n = 0;
    const struct route **tables = NEW_N(mem, const struct route *, COUNT(app_rooms));
    for (const struct room *const *r = app_rooms; *r; r++)
        if ((*r)->routes)
            tables[n++] = (*r)->routes;
    return tables;
}

const struct jobs_kind *const *app_jobs(struct arena *mem)
{
    size_t n = 0;
    for (const struct room *const *r = app_rooms; *r; r++)
        for (const struct jobs_kind *const *k = (*r)->jobs; k && *k; k++)
            n++;
    const struct jobs_kind **all = NEW_N(mem, const struct jobs_kind *, n + 1);
    n = 0;
    for (const struct room *const *r = app_rooms; *r; r++)
        for (const struct jobs_kind *const *k = (*r)->jobs; k && *k; k++)
            all[n++] = *k;
    return all;
}
