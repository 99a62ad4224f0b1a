/* fact_words.c: a fact in words: what was done, about whom, and its two sides. What has no words
 * here is shown as it is stored. */
#include "civic/facilities/facilities.h"
#include "civic/matters/matters.h"
#include "civic/places/places.h"
#include "kit/base/yaml.h"
#include "rooms/admin/admin_own.h"

/* ---- what was done ------------------------------------------------------ */

static const struct {
    const char *kind, *label;
} known[] = {
    {"org.added", N_("Organisation added")},
    {"org.changed", N_("Organisation changed")},
    {"org.closed", N_("Organisation closed")},
    {"account.added", N_("Account added")},
    {"account.disabled", N_("Account disabled")},
    {"account.enabled", N_("Account opened again")},
    {"account.password", N_("Password changed")},
    {"account.password_reset", N_("New first password")},
    {"account.factor", N_("Second factor set up")},
    {"post.given", N_("Post given")},
    {"post.ended", N_("Post ended")},
    {"category.added", N_("Category added")},
    {"category.changed", N_("Category changed")},
    {"category.withdrawn", N_("Category withdrawn")},
    {"limit.set", N_("Time limit set")},
    {"limit.cleared", N_("Time limit cleared")},
    {"calendar.day_put", N_("Day of the calendar changed")},
    {"calendar.day_dropped", N_("Change of a day taken back")},
    {"calendar.hours", N_("Office hours changed")},
    {"flow.loaded", N_("Flow made current")},
    {"room.opened", N_("Room opened")},
    {"room.closed", N_("Room closed")},
    {"room.inherited", N_("Room follows the place above again")},
    {"grid.added", N_("Grid added")},
    {"grid.changed", N_("Grid changed")},
    {"grid.retired", N_("Grid retired")},
    {"household.added", N_("Household added")},
    {"household.changed", N_("Household changed")},
    {"household.removed", N_("Household removed")},
    {"household.resident_added", N_("Resident added")},
    {"household.resident_removed", N_("Resident removed")},
    {"household.need_added", N_("Reason to visit added")},
    {"household.need_removed", N_("Reason to visit removed")},
    {"facility.added", N_("Facility added")},
    {"facility.changed", N_("Facility changed")},
    {"facility.moved", N_("Facility moved")},
    {"facility.state", N_("State of a facility changed")},
    {"facility.withdrawn", N_("Facility of a file taken back")},
    {"ledger.added", N_("Entered in the ledger")},
    {"token.added", N_("Token given")},
    {"token.revoked", N_("Token revoked")},
    {"callout.limit", N_("Time to answer a call set")},
    {"device.added", N_("Device added")},
    {"device.changed", N_("Device changed")},
    {"device.closed", N_("Device retired")},
    {"device.token", N_("Token of a device made")},
    {"device.silent", N_("Device not heard any more")},
    {"device.back", N_("Device heard again")},
    {"device.alarm", N_("Reported by a device")},
    {"device.filed", N_("Alarm filed as a case")},
    {"device.dismissed", N_("Alarm dismissed")},
    {"publication.published", N_("Published")},
    {"publication.corrected", N_("Corrected version published")},
    {"publication.withdrawn", N_("Publication withdrawn")},
    {"publication.ended", N_("Period of a publication over")},
    {"publication.duty_set", N_("Has to be published from now on")},
    {"publication.duty_dropped", N_("Has to be published no more")},
    {"person.erased", N_("Person erased")},
    {"person.unmasked", N_("Personal data unmasked")},
    {"person.exported", N_("Personal data of a place exported in plain text")},
    {"matter.opened", N_("Matter received")},
    {"matter.moved", N_("Step taken")},
    {"matter.step", N_("Deadline near or missed")},
    {"matter.claimed", N_("Task taken")},
    {"matter.released", N_("Task given back")},
    {"matter.handed", N_("Task given to a colleague")},
    {"matter.flagged", N_("Shown to the public, or no longer")},
    {"matter.categorised", N_("Kind of a matter changed")},
    {"matter.excluded", N_("Somebody excluded from a matter")},
    {"matter.joined", N_("Matters joined")},
    {"matter.word", N_("The resident's word")},
    {"matter.referred", N_("Handed to an outside system")},
    {"matter.reference_changed", N_("Number of the outside system changed")},
    {"matter.recomputed", N_("Deadline computed anew")},
    {"matter.migrated", N_("Moved to another flow")},
    {"slip.given", N_("Work slip given")},
    {"slip.opened", N_("Work slip opened by its code")},
    {"slip.refused", N_("Wrong code of a work slip")},
    {"slip.answered", N_("Work slip answered")},
    {"slip.accepted", N_("Answer of a work slip accepted")},
    {"slip.sent_back", N_("Answer of a work slip not accepted")},
    {"slip.taken_back", N_("Work slip taken back")},
    {"case.group_told", N_("A chat group was told")},
    {"case.worded", N_("Public words written")},
    {"case.looked_at", N_("Looked at on the spot")},
    {"emergency.started", N_("Emergency order started")},
    {"emergency.extended", N_("End of an emergency order moved")},
    {"emergency.ended", N_("Emergency order ended")},
    {"emergency.called", N_("Household called under an order")},
    {"emergency.second_asked", N_("Second caller asked")},
    {"danger_spot.added", N_("Danger spot added")},
    {"danger_spot.changed", N_("Danger spot changed")},
    {"danger_spot.gone", N_("Danger spot taken off the list")},
    {"emergency.said_safe", N_("Resident says to be safe")},
    {"patrol.planned", N_("Patrol planned")},
    {"patrol.plan_changed", N_("Plan of a patrol changed")},
    {"patrol.plan_ended", N_("Plan of a patrol ended")},
    {"patrol.started", N_("Patrol started")},
    {"patrol.paused", N_("Patrol paused")},
    {"patrol.resumed", N_("Patrol gone on with")},
    {"patrol.finished", N_("Patrol finished")},
    {"patrol.passed", N_("Point of a patrol passed")},
    {"post.lent", N_("Post lent for an absence")},
    {"home.looked_in", N_("Household visited")},
    {"limit.look_set", N_("Distance for looks set")},
    {"phone.offered", N_("Code for a phone shown")},
    {"phone.bound", N_("Phone bound")},
    {"phone.revoked", N_("Phone taken away")},
    {"outbox.imported", N_("File of a phone brought in")},
    {"case.photo_added", N_("Photo came after its words")},
    {"case.handed_over", N_("Handed to another Open311 server")},
    {"handover_server.changed", N_("Outside system changed")},
    {"media.released", N_("Photo released")},
    {"media.withdrawn", N_("Photo withdrawn")},
    {"media.forgotten", N_("Photo erased")},
    {"reply_template.saved", N_("Reply template saved")},
    {"reply_template.retired", N_("Reply template retired")},
};

static str what_of(const struct ctx *cx, const char *kind)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(str_of(kind), known[i].kind))
            return tr(cx->lang, known[i].label);
    return str_of(kind);
}

int admin_fact_kinds(void)
{
    return COUNT(known);
}

const char *admin_fact_kind(int i, const char **label)
{
    *label = known[i].label;
    return known[i].kind;
}

/* ---- about whom --------------------------------------------------------- */

/* What has no number of its own (a category, a flow) is named by its code: {"code":"event-0102"}.
 */
static str code_of(struct ctx *cx, str payload)
{
    const struct yaml *root;
    str why;
    if (!payload.len || yaml_read(cx->mem, payload, &root, &why))
        return STR_NONE;
    const struct yaml *code = yaml_find(root, "code");
    return code && code->type == YAML_WORD ? code->text : STR_NONE;
}

/* The subject by its name: of an account, a post's account, an organisation; a matter's number. */
static str about_of(struct ctx *cx, const struct fact *f, const struct matter *m)
{
    struct account a;
    struct org o;
    bool account =
        str_is(str_of(f->subject_kind), "account") || str_is(str_of(f->subject_kind), "post");
    if (account && account_find(cx, f->county, f->subject, &a) == OK)
        return a.login;
    if (str_is(str_of(f->subject_kind), "org") && org_find(cx, f->county, f->subject, &o) == OK)
        return o.name;
    if (str_is(str_of(f->subject_kind), "place"))
        return places_name(cx, f->scope);
    struct facility thing;
    if (str_is(str_of(f->subject_kind), "facility") &&
        facility_find(cx, f->county, f->subject, &thing) == OK)
        return thing.identifier;
    if (m)
        return m->number;
    return code_of(cx, f->payload);
}

/* ---- from what to what -------------------------------------------------- */

/* States of the matter's flow, or the name of a clock and how much of it is used up. */
static str matter_word(struct ctx *cx, const struct matter *m, const char *kind, str word)
{
    bool clock = str_is(str_of(kind), "matter.step") || str_is(str_of(kind), "matter.recomputed");
    int64_t percent;
    if (!clock) {
        int s = flow_state_find(m->flow, word);
        return s < 0 ? word : tr(cx->lang, m->flow->states[s].label);
    }
    int c = flow_clock_find(m->flow, word);
    if (c >= 0)
        return tr(cx->lang, m->flow->clocks[c].label);
    if (!str_int(word, &percent))
        return str_fmt(cx->mem, "%.*s %%", STR_ARG(word));
    return str_is(word, "leader") ? tr(cx->lang, N_("The leaders have been told")) : word;
}

/* The flags of a matter, which stand in a fact as one number. */
static str flag_words(struct ctx *cx, str word)
{
    static const char *const label[] = {N_("Sensitive"), N_("Public"), N_("Hard case"),
                                        N_("Urgent"), N_("Anonymous")};
    int64_t flags;
    struct buf b = buf_new(cx->mem, 400);
    if (str_int(word, &flags))
        return word;
    for (size_t i = 0; i < COUNT(label); i++)
        if (flags & (INT64_C(1) << i))
            buf_fmt(&b, "%s%.*s", b.len ? " + " : "", STR_ARG(tr(cx->lang, label[i])));
    return buf_done(&b);
}

static str role_word(struct ctx *cx, str word)
{
    struct role *roles = NEW_N(cx->mem, struct role, ADMIN_ROLES);
    int n = 0;
    if (role_list(cx, roles, ADMIN_ROLES, &n))
        return word;
    for (int i = 0; i < n; i++)
        if (str_eq(roles[i].role, word))
            return roles[i].label;
    return word;
}

static str side(struct ctx *cx, const struct fact *f, const struct matter *m, str word)
{
    if (!word.len)
        return word;
    if (str_is(str_of(f->kind), "matter.flagged"))
        return flag_words(cx, word);
    for (int i = 0; str_is(str_of(f->subject_kind), "facility") && i < FACILITY_STATES; i++)
        if (str_is(word, facility_state_names[i]))
            return tr(cx->lang, facility_state_labels[i]);
    if (m)
        return matter_word(cx, m, f->kind, word);
    return str_starts(str_of(f->kind), S("post.")) ? role_word(cx, word) : word;
}

struct admin_words admin_fact_words(struct ctx *cx, const struct fact *f)
{
    struct matter *m = NEW(cx->mem, struct matter);
    bool matter = str_is(str_of(f->subject_kind), "matter") &&
                  matters_load(cx, f->county, f->subject, m) == OK;
    const struct matter *known_matter = matter ? m : NULL;
    return (struct admin_words){.what = what_of(cx, f->kind),
                                .about = about_of(cx, f, known_matter),
                                .from = side(cx, f, known_matter, f->from),
                                .to = side(cx, f, known_matter, f->to)};
}
