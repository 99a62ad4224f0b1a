/* told.c: who hears of a callout: whoever is called, the silent once more at four fifths of the
 * time, their heads when it is over, the command centre when there is still no answer; the
 * community, when somebody says that they have come. Each is told once per fact. */
#include "rooms/callout/callout_own.h"

#include <jansson.h>

enum { HEARERS_MOST = 40 };
enum occasion { CALLED, REMINDED, SILENT, CENTRE, ARRIVED, OCCASIONS };

/* What is urgent does not wait for the morning. */
#define KIND(at, name_, label_, text_)                                                             \
    [at] = {.name = name_, .label = label_, .text = text_, .when = NOTICES_SOON},                  \
    [at +                                                                                          \
        OCCASIONS] = {.name = name_ ".urgent", .label = NULL, .text = text_, .when = NOTICES_NOW}

const struct notices_kind callout_notices[] = {
    KIND(CALLED, "callout.called", NULL,
         N_("Called to {place}: {title}. Answer by {due} ({number})")),
    KIND(REMINDED, "callout.reminded", NULL,
         N_("Still to be answered: called to {place}, {title}, by {due} ({number})")),
    KIND(SILENT, "callout.silent", NULL,
         N_("{who} has not answered the call to {place}: {title} ({number})")),
    KIND(CENTRE, "callout.centre", NULL,
         N_("{who} still does not answer the call to {place}: {title} ({number})")),
    KIND(ARRIVED, "callout.arrived", N_("When a department that was called says it is here"),
         N_("{who} is there: {place}, {title} ({number})")),
    [2 * OCCASIONS] = {0},
};

static bool read_occasion(const struct fact *f, enum occasion *out)
{
    static const struct {
        const char *move;
        enum occasion o;
    } all[] = {{"call", CALLED},
               {"nearly_over", REMINDED},
               {"time_over", SILENT},
               {"very_silent", CENTRE},
               {"arrived", ARRIVED}};
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *move = json_string_value(json_object_get(payload, "move"));
    bool found = false;
    for (size_t i = 0; move && i < COUNT(all); i++)
        if (strcmp(all[i].move, move) == 0) {
            *out = all[i].o;
            found = true;
        }
    json_decref(payload);
    return found;
}

static enum err tell(struct ctx *cx, const struct callout *c, enum occasion o,
                     const struct callout_unit *u, const struct fact *f, int64_t account)
{
    const struct tr_arg args[] = {
        TR("who", u->name), TR("place", c->spot.words.len ? c->spot.words : c->m.number),
        TR("title", c->m.title), TR("number", c->m.number),
        TR("due", frame_time_text(cx->mem, cx->lang, c->due_ms, cx->now))};
    struct notice_new in = {
        .county = c->m.county,
        .account = account,
        .kind = callout_notices[o + (c->urgency == CALLOUT_URGENT ? OCCASIONS : 0)].name,
        .ref = c->m.id,
        .number = c->m.number,
        .address = str_fmt(cx->mem, "/desk/callouts/%.*s", STR_ARG(c->m.number)),
        .fact = f->id,
        .args = args,
        .n_args = COUNT(args)};
    return notices_tell(cx, &in);
}

/* Whoever could answer for the unit, its head, the command centre, or the community. */
static enum err tell_holders(struct ctx *cx, const struct callout *c, enum occasion o,
                             const struct callout_unit *u, const struct fact *f)
{
    struct people_holder *h = NEW_N(cx->mem, struct people_holder, HEARERS_MOST);
    bool theirs = o == CALLED || o == REMINDED || o == SILENT;
    const char *act = o == CENTRE    ? "cases.approve_high"
                      : o == ARRIVED ? ACT_CALLOUT_CALL
                      : o == SILENT  ? "matters.assign"
                                     : ACT_CALLOUT_ANSWER;
    int n = 0;
    enum err e = people_holders(cx, c->m.county, act, c->m.scope, theirs ? u->org : NO_ORG, h,
                                HEARERS_MOST, &n);
    int64_t nearest = 0;
    for (int i = 0; !e && i < n; i++)
        nearest = h[i].scope > nearest ? h[i].scope : nearest;
    for (int i = 0; !e && i < n; i++)
        if ((!theirs || h[i].org == u->org) && (o != ARRIVED || h[i].scope == nearest))
            e = tell(cx, c, o, u, f, h[i].account);
    return e;
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct callout c;
    struct matter m;
    struct callout_unit u[MATTERS_ORGS_MAX];
    enum occasion o;
    int n = 0;
    if (strcmp(f->subject_kind, "matter") != 0 || !read_occasion(f, &o))
        return OK;
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && (!str_is(m.kind, "callout") || !m.open)))
        return OK;
    if (!e)
        e = callout_load(cx, &m, &c);
    if (!e)
        e = callout_units(cx, &c, u, &n);
    for (int i = 0; !e && i < n; i++) {
        bool it = o == ARRIVED ? u[i].account == f->actor && u[i].answered_ms == f->at_ms
                               : o == CALLED || !u[i].answer.len;
        if (it)
            e = tell_holders(cx, &c, o, &u[i], f);
    }
    return e;
}

static const char *const kinds[] = {"matter.moved", NULL};
const struct facts_subscriber callout_told = {.name = "callout.told", .kinds = kinds, .take = take};
