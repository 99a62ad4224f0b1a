/* told.c: whoever is invited hears of a meeting, of its change, and that the minutes are there.
 * Each is told once per fact. */
#include "rooms/joint/joint_own.h"

#include <jansson.h>

enum { HEARERS_MOST = 40 };
enum occasion { CALLED, CHANGED, HELD, OFF, OCCASIONS };

const struct notices_kind joint_notices[] = {
    [CALLED] = {"joint.called", NULL,
                N_("Joint meeting on {due}, {room}. The agenda is in your inbox ({number})"),
                NOTICES_SOON, NULL},
    [CHANGED] = {"joint.changed", NULL, N_("The joint meeting is now on {due}, {room} ({number})"),
                 NOTICES_SOON, NULL},
    [HELD] = {"joint.held", N_("When the minutes of a joint meeting are there"),
              N_("The minutes of the joint meeting of {due} are there ({number})"), NOTICES_SOON,
              NULL},
    [OFF] = {"joint.off", NULL, N_("The joint meeting on {due} is called off ({number})"),
             NOTICES_SOON, NULL},
    [OCCASIONS] = {0},
};

static bool read_occasion(const struct fact *f, enum occasion *out)
{
    static const char *const moves[OCCASIONS] = {"call", "change", "hold", "withdraw"};
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *move = json_string_value(json_object_get(payload, "move"));
    bool found = false;
    for (int i = 0; move && i < OCCASIONS; i++)
        if (strcmp(moves[i], move) == 0) {
            *out = (enum occasion)i;
            found = true;
        }
    json_decref(payload);
    return found;
}

static enum err tell(struct ctx *cx, const struct joint *j, enum occasion o, int64_t fact,
                     int64_t account)
{
    const struct tr_arg args[] = {TR("due", frame_time_text(cx->mem, cx->lang, j->at_ms, cx->now)),
                                  TR("room", j->room), TR("number", j->m.number)};
    struct notice_new in = {.county = j->m.county,
                            .account = account,
                            .kind = joint_notices[o].name,
                            .ref = j->m.id,
                            .number = j->m.number,
                            .address = str_fmt(cx->mem, "/desk/joint/%.*s", STR_ARG(j->m.number)),
                            .fact = fact,
                            .args = args,
                            .n_args = COUNT(args)};
    return notices_tell(cx, &in);
}

/* An office of a town or a community has its posts there, not over the whole county. */
static enum err tell_org(struct ctx *cx, const struct joint *j, enum occasion o, int64_t fact,
                         int64_t org)
{
    struct people_holder *h = NEW_N(cx->mem, struct people_holder, HEARERS_MOST);
    struct org unit;
    int n = 0;
    enum err e = org_find(cx, j->m.county, org, &unit);
    if (!e)
        e = people_holders(cx, j->m.county, ACT_JOINT_ATTEND, unit.scope, org, h, HEARERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (h[i].org == org)
            e = tell(cx, j, o, fact, h[i].account);
    return e;
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    struct joint j;
    struct joint_org orgs[JOINT_INVITED_MAX];
    enum occasion o;
    int n = 0;
    if (strcmp(f->subject_kind, "matter") != 0 || !read_occasion(f, &o))
        return OK;
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_is(m.kind, "joint")))
        return OK;
    if (!e)
        e = joint_load(cx, &m, &j);
    if (!e)
        e = joint_invited(cx, &j, orgs, &n);
    for (int i = 0; !e && i < n; i++)
        e = tell_org(cx, &j, o, f->id, orgs[i].org);
    return e;
}

static const char *const kinds[] = {"matter.moved", NULL};
const struct facts_subscriber joint_told = {.name = "joint.told", .kinds = kinds, .take = take};
