/* told.c: who hears of a publication: whoever has to write it, check it, or agree to a withdrawal;
 * the town, of what became public; and whoever asked, of the answer. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_own.h"

#include <jansson.h>

enum { HEARERS_MOST = 40 };
enum occasion { UP, NEAR, LATE, CHECK, DEPUTY, BACK, PUBLIC, CONFIRM, ASKED, ANSWERED, OCCASIONS };

const struct notices_kind disclosure_notices[] = {
    [UP] = {.name = "disclosure.up",
            .label = N_("When something is to be published"),
            .text = N_("{place}: {title} is to be published by {due} ({number})"),
            .when = NOTICES_DIGEST},
    [NEAR] = {.name = "disclosure.near",
              .label = N_("When the day to publish is near"),
              .text = N_("{place}: {title} is not public yet, the last day is {due} ({number})"),
              .when = NOTICES_SOON},
    [LATE] = {.name = "disclosure.late",
              .text = N_("{place}: {title} should be public by now; residents see that it is late"),
              .when = NOTICES_SOON},
    [CHECK] = {.name = "disclosure.check",
               .label = N_("When something is to be checked"),
               .text = N_("{place}: {title} waits for your check, two working days ({number})"),
               .when = NOTICES_SOON},
    [DEPUTY] = {.name = "disclosure.deputy",
                .text = N_("{place}: {title} was not checked in two days; please check it now"),
                .when = NOTICES_SOON},
    [BACK] = {.name = "disclosure.back",
              .text = N_("{place}: {title} came back from the committee to be mended ({number})"),
              .when = NOTICES_SOON},
    [PUBLIC] = {.name = "disclosure.public",
                .label = N_("When a village of mine has published something"),
                .text = N_("{place} has published: {title} ({number})"),
                .when = NOTICES_DIGEST},
    [CONFIRM] = {.name = "disclosure.confirm",
                 .text = N_("{place}: {title} is to be withdrawn; a second person has to agree"),
                 .when = NOTICES_SOON},
    [ASKED] = {.name = "disclosure.asked",
               .label = N_("When residents ask about a publication"),
               .text = N_("{place}: a question about {title}, ten days to answer ({number})"),
               .when = NOTICES_SOON},
    [ANSWERED] = {.name = "disclosure.answered",
                  .label = N_("When my question is answered"),
                  .text = N_("Your question about {title} is answered ({number})"),
                  .when = NOTICES_SOON},
    [OCCASIONS] = {0},
};

/* ---- what has happened ------------------------------------------------------------ */

static bool is_move(const struct fact *f, const char *name)
{
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *move = json_string_value(json_object_get(payload, "move"));
    bool same = move && strcmp(move, name) == 0;
    json_decref(payload);
    return same;
}

static int occasion_of_move(const struct fact *f)
{
    if (str_is(f->to, "checking"))
        return is_move(f, "not_checked") ? DEPUTY : CHECK;
    if (is_move(f, "give_back"))
        return BACK;
    if (str_is(f->to, "published") && !str_is(f->from, "withdrawing"))
        return PUBLIC;
    return str_is(f->to, "withdrawing") ? CONFIRM : -1;
}

static int occasion_of(const struct matter *m, const struct fact *f)
{
    bool moved = strcmp(f->kind, "matter.moved") == 0;
    bool opened = strcmp(f->kind, "matter.opened") == 0;
    if (str_is(m->kind, "publication_question"))
        return opened || is_move(f, "pass_to_committee") ? ASKED
               : moved && str_is(f->to, "answered")      ? ANSWERED
                                                         : -1;
    if (opened)
        return str_is(f->to, "due") ? UP : -1;
    if (moved)
        return occasion_of_move(f);
    if (strcmp(f->kind, "matter.step") == 0 && str_is(f->from, "publish"))
        return str_is(f->to, "80") ? NEAR : LATE;
    return -1;
}

/* The act whose holders hear of it. */
static const char *act_of(const struct matter *m, int o)
{
    switch (o) {
    case CHECK:
        return ACT_DISCLOSURE_CHECK;
    case DEPUTY:
        return ACT_DISCLOSURE_DEPUTY;
    case PUBLIC:
        return ACT_DISCLOSURE_PLAN;
    case CONFIRM:
        return ACT_DISCLOSURE_WITHDRAW;
    case ASKED:
        return str_is(m->state, "objected") ? ACT_DISCLOSURE_CHECK : ACT_DISCLOSURE_ANSWER;
    default:
        return ACT_DISCLOSURE_WRITE;
    }
}

/* ---- telling ------------------------------------------------------------------------ */

struct hearers {
    int64_t at[HEARERS_MOST];
    int n;
};

/* The nearest who hold it: a village's own, else the town's. */
static enum err find_holders(struct ctx *cx, const struct matter *m, const char *act, int64_t but,
                             struct hearers *h)
{
    struct people_holder who[HEARERS_MOST];
    int n = 0;
    int64_t nearest = 0;
    enum err e = people_holders(cx, m->county, act, m->scope, NO_ORG, who, HEARERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (who[i].scope > nearest)
            nearest = who[i].scope;
    for (int i = 0; !e && i < n; i++)
        if (who[i].scope == nearest && who[i].account != but)
            h->at[h->n++] = who[i].account;
    return e;
}

static enum err find_askers(struct ctx *cx, const struct matter *m, struct hearers *h)
{
    struct matters_person who[HEARERS_MOST];
    int n = 0;
    enum err e = matters_people(cx, m, who, HEARERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (who[i].account && who[i].as == MATTERS_REPORTER)
            h->at[h->n++] = who[i].account;
    return e;
}

static str address_of(struct ctx *cx, const struct matter *m, int o)
{
    const char *folder = o == ASKED ? "/desk/questions" : "/desk/open";
    if (o == ANSWERED)
        return str_fmt(cx->mem, "/open/questions/%.*s", STR_ARG(m->number));
    return str_fmt(cx->mem, "%s/%.*s", folder, STR_ARG(m->number));
}

static enum err tell(struct ctx *cx, const struct matter *m, int o, const struct fact *f,
                     const struct hearers *h)
{
    struct publication p = {.due_ms = 0};
    enum err e = str_is(m->kind, "publication") ? disclosure_load(cx, m->county, m->id, &p) : OK;
    const struct tr_arg args[] = {TR("title", m->title), TR("number", m->number),
                                  TR("place", places_name(cx, m->scope)),
                                  TR("due", frame_day_text(cx->mem, cx->lang, p.due_ms, cx->now))};
    for (int i = 0; !e && i < h->n; i++) {
        struct notice_new in = {.county = m->county,
                                .account = h->at[i],
                                .kind = disclosure_notices[o].name,
                                .ref = m->id,
                                .number = m->number,
                                .address = address_of(cx, m, o),
                                .fact = f->id,
                                .args = args,
                                .n_args = COUNT(args)};
        e = notices_tell(cx, &in);
    }
    return e;
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    struct hearers h = {.n = 0};
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_starts(m.kind, S("publication"))))
        return OK;
    int o = e ? -1 : occasion_of(&m, f);
    if (e || o < 0 || (f->to.len && strcmp(f->kind, "matter.step") != 0 && !str_eq(f->to, m.state)))
        return e; /* it has gone on: the next fact tells what matters */
    e = o == ANSWERED ? find_askers(cx, &m, &h) : find_holders(cx, &m, act_of(&m, o), f->actor, &h);
    return e ? e : tell(cx, &m, o, f, &h);
}

static const char *const kinds[] = {"matter.opened", "matter.moved", "matter.step", NULL};
const struct facts_subscriber disclosure_told = {
    .name = "disclosure.told", .kinds = kinds, .take = take};
