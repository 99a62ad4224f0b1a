/* told.c: who hears that a unit's time runs out: at four fifths whoever has the work, when it is
 * over the unit's head and the duty officers too, then the head of the centre; and that a unit has
 * not answered. At night only of what is urgent. Each is told once per fact. */
#include "rooms/duty/duty_own.h"

#include "civic/notices/notices.h"
#include "civic/people/people.h"

#include <jansson.h>

enum { HEARERS_MOST = 40, TASKS_MOST = 40 };

enum occasion { YELLOW, RED, LEADER, PRESSED, SILENT, OCCASIONS };

#define KIND(at, name_, label_, text_)                                                             \
    [at] = {.name = name_, .label = label_, .text = text_, .when = NOTICES_SOON},                  \
    [at +                                                                                          \
        OCCASIONS] = {.name = name_ ".urgent", .label = NULL, .text = text_, .when = NOTICES_NOW}

const struct notices_kind duty_notices[] = {
    KIND(YELLOW, "duty.yellow", N_("When the time for my work is nearly over"),
         N_("{title}: four fifths of the time are gone, due {due} ({number})")),
    KIND(RED, "duty.red", NULL,
         N_("{title} at {who} is late. Say by {answer} what hinders it ({number})")),
    KIND(LEADER, "duty.leader", NULL, N_("{title} at {who} is very late ({number})")),
    KIND(PRESSED, "duty.pressed", NULL,
         N_("{title}: the command centre presses. Answer by {answer} ({number})")),
    KIND(SILENT, "duty.silent", NULL,
         N_("{who} has not answered the supervision of {title} ({number})")),
    [2 * OCCASIONS] = {0},
};

/* ---- what has happened --------------------------------------------------- */

static const struct flow_move *move_of(const struct matter *m, const struct fact *f)
{
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *name = json_string_value(json_object_get(payload, "move"));
    int i = name ? flow_move_find(m->flow, str_of(name)) : -1;
    json_decref(payload);
    return i < 0 ? NULL : &m->flow->moves[i];
}

/* A move that sets a level; whose it is says whether time or a person did. */
static bool read_level(const struct matter *m, const struct fact *f, enum occasion *out)
{
    const struct flow_move *v = move_of(m, f);
    for (int i = 0; v && i < v->n_effects; i++) {
        int64_t level;
        if (strcmp(v->effects[i].name, "level") != 0 || str_int(str_of(v->effects[i].arg), &level))
            continue;
        *out = !v->on_clock ? PRESSED : level == 1 ? YELLOW : level == 2 ? RED : LEADER;
        return true;
    }
    return false;
}

static bool read_occasion(const struct matter *m, const struct fact *f, enum occasion *out)
{
    if (strcmp(f->kind, "matter.moved") == 0)
        return read_level(m, f, out);
    *out = SILENT;
    return strcmp(f->kind, "matter.step") == 0 && str_is(f->from, "supervision") &&
           str_is(f->to, "100");
}

/* ---- who hears of it ----------------------------------------------------- */

struct hearers {
    int64_t at[HEARERS_MOST];
    int n;
};

static void add(struct hearers *h, int64_t account)
{
    for (int i = 0; i < h->n; i++)
        if (h->at[i] == account)
            return;
    if (h->n < HEARERS_MOST)
        h->at[h->n++] = account;
}

static enum err add_holders(struct ctx *cx, const struct matter *m, const char *act, int64_t org,
                            struct hearers *h)
{
    struct people_holder who[HEARERS_MOST];
    int n = 0;
    enum err e = people_holders(cx, m->county, act, m->scope, org, who, HEARERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        add(h, who[i].account);
    return e;
}

/* Whoever has taken the work on, else everybody of the unit who could. */
static enum err add_handlers(struct ctx *cx, const struct matter *m, struct hearers *h)
{
    struct task *t = NEW_N(cx->mem, struct task, TASKS_MOST);
    int n = 0;
    enum err e = matters_tasks(cx, m, t, TASKS_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        if (t[i].state != MATTERS_TASK_OPEN || !str_is(t[i].kind, "lead"))
            continue;
        if (t[i].account)
            add(h, t[i].account);
        else
            e = add_holders(cx, m, str_z(cx->mem, t[i].act), t[i].org, h);
    }
    return e;
}

static enum err find_hearers(struct ctx *cx, const struct matter *m, enum occasion o,
                             struct hearers *h)
{
    enum err e = o == SILENT ? OK : add_handlers(cx, m, h);
    if (!e && (o == RED || o == LEADER || o == PRESSED) && m->lead_org)
        e = add_holders(cx, m, "matters.assign", m->lead_org, h);
    if (!e && (o == RED || o == SILENT))
        e = add_holders(cx, m, "cases.dispatch", NO_ORG, h);
    if (!e && (o == LEADER || o == SILENT))
        e = add_holders(cx, m, "cases.approve_high", NO_ORG, h);
    return e;
}

/* ---- telling ------------------------------------------------------------- */

static str due_of(struct ctx *cx, const struct matters_clock *k, int n, const char *name)
{
    for (int i = n - 1; i >= 0; i--)
        if (str_is(k[i].name, name))
            return frame_time_text(cx->mem, cx->lang, k[i].due_ms, cx->now);
    return STR_NONE;
}

static enum err tell(struct ctx *cx, const struct matter *m, enum occasion o, int64_t fact,
                     const struct hearers *h)
{
    struct matters_clock *k = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    struct org unit = {.name = STR_NONE};
    int n = 0;
    enum err e = matters_clocks(cx, m, k, &n);
    if (!e && m->lead_org)
        e = org_find(cx, m->county, m->lead_org, &unit);
    const struct tr_arg args[] = {TR("title", m->title), TR("number", m->number),
                                  TR("who", unit.name), TR("due", due_of(cx, k, n, "department")),
                                  TR("answer", due_of(cx, k, n, "supervision"))};
    for (int i = 0; !e && i < h->n; i++) {
        struct notice_new in = {
            .county = m->county,
            .account = h->at[i],
            .kind = duty_notices[o + (m->flags & MATTERS_URGENT ? OCCASIONS : 0)].name,
            .ref = m->id,
            .number = m->number,
            .address = str_fmt(cx->mem, "/desk/cases/%.*s", STR_ARG(m->number)),
            .fact = fact,
            .args = args,
            .n_args = COUNT(args)};
        e = notices_tell(cx, &in);
    }
    return e;
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    enum occasion o;
    struct hearers h = {.n = 0};
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && (!str_is(m.kind, "case") || !m.open)))
        return OK; /* over meanwhile: nobody is to be pressed */
    if (e || !read_occasion(&m, f, &o))
        return e;
    e = find_hearers(cx, &m, o, &h);
    return e ? e : tell(cx, &m, o, f->id, &h);
}

static const char *const kinds[] = {"matter.moved", "matter.step", NULL};
const struct facts_subscriber duty_told = {.name = "duty.told", .kinds = kinds, .take = take};
