/* why.c: why a case stands where it stands on the board, in words: lateness, doubles, who has not
 * taken it on, what waits for a decision. */
#include "rooms/duty/duty_own.h"

#include "civic/people/people.h"

enum { WORDS_MOST = 600 };

str duty_lasted(struct ctx *cx, int64_t ms)
{
    int64_t minutes = ms < 0 ? 0 : ms / 60000;
    int64_t n = minutes < 60 ? minutes : minutes < 48 * 60 ? minutes / 60 : minutes / (24 * 60);
    const char *msgid = minutes < 60        ? N_("{minutes} min")
                        : minutes < 48 * 60 ? N_("{hours} h")
                                            : N_("{days} days");
    const char *arg = minutes < 60 ? "minutes" : minutes < 48 * 60 ? "hours" : "days";
    struct tr_arg a = {arg, str_fmt(cx->mem, "%lld", (long long)n)};
    return tr_fill(cx->mem, cx->lang, msgid, &a, 1);
}

static str with(struct ctx *cx, const char *msgid, const char *name, str value)
{
    struct tr_arg a = {name, value};
    return tr_fill(cx->mem, cx->lang, msgid, &a, 1);
}

static str number(struct ctx *cx, int64_t n)
{
    return str_fmt(cx->mem, "%lld", (long long)n);
}

/* ---- each reason ------------------------------------------------------- */

/* What is to be done next, unless the unit's own work is meant or the stage says it. */
static str to_do(struct ctx *cx, const struct duty_row *r, const struct matter *m)
{
    int i = flow_task_find(m->flow, r->task);
    if (i < 0 || r->stage == DUTY_DISPATCH || m->flow->tasks[i].kind == FLOW_LEAD)
        return STR_NONE;
    return tr(cx->lang, m->flow->tasks[i].label);
}

static str unit_of(struct ctx *cx, const struct matter *m)
{
    struct org o;
    return m->lead_org && org_find(cx, m->county, m->lead_org, &o) == OK ? o.name : STR_NONE;
}

/* Handed to a unit, where nobody has taken it on yet. */
static str untaken(struct ctx *cx, const struct duty_row *r, const struct matter *m)
{
    str who = unit_of(cx, m);
    if (!who.len || r->signed_for || matters_shown(m) != MATTERS_SHOWN_HANDED)
        return who;
    struct tr_arg a[] = {TR("who", who), TR("time", duty_lasted(cx, cx->now - r->since_ms))};
    return tr_fill(cx->mem, cx->lang, _("{who} has not taken it on for {time}"), a, COUNT(a));
}

static str waiting(struct ctx *cx, const struct duty_row *r)
{
    str time = duty_lasted(cx, cx->now - r->since_ms);
    if (r->stage == DUTY_DISPATCH)
        return with(cx, _("waiting {time} to be dispatched"), "time", time);
    if (r->stage == DUTY_CONFIRM)
        return with(cx, _("closed {time} ago"), "time", time);
    return STR_NONE;
}

static str level_word(struct ctx *cx, const struct matter *m)
{
    static const char *const words[] = {NULL, N_("yellow"), N_("red"), N_("pressed by a leader")};
    return m->level > 0 && m->level < (int)COUNT(words) ? tr(cx->lang, words[m->level]) : STR_NONE;
}

static str again(struct ctx *cx, const struct matter *m)
{
    if (m->reopens)
        return tr(cx->lang, _("the resident says it is not solved"));
    if (m->returns)
        return with(cx, _("sent back {n} times"), "n", number(cx, m->returns));
    return m->reworks ? tr(cx->lang, _("being done again")) : STR_NONE;
}

/* ---- together ---------------------------------------------------------- */

static void add(struct buf *b, str word)
{
    if (!word.len)
        return;
    if (b->len)
        buf_z(b, " · ");
    buf_str(b, word);
}

/* The one thing, with its look. */
static void choose_first(struct ctx *cx, const struct duty_row *r, const struct matter *m,
                         struct duty_why *out)
{
    int64_t night = ms_of_day(day_of_ms(cx->now) + 1);
    bool waits = r->stage != DUTY_CONFIRM;
    if (waits && r->due_ms < cx->now)
        *out = (struct duty_why){LOOK_BAD, frame_left_text(cx->mem, cx->lang, r->due_ms, cx->now),
                                 STR_NONE};
    else if (r->urgent)
        *out = (struct duty_why){LOOK_BAD, tr(cx->lang, _("Urgent")), STR_NONE};
    else if (r->near)
        *out = (struct duty_why){
            LOOK_ASK, with(cx, _("Perhaps the same ×{n}"), "n", number(cx, r->near + 1)), STR_NONE};
    else if (waits && r->due_ms < night)
        *out = (struct duty_why){LOOK_DOING,
                                 with(cx, _("due {time}"), "time",
                                      frame_time_text(cx->mem, cx->lang, r->due_ms, cx->now)),
                                 STR_NONE};
    else
        *out = (struct duty_why){r->stage == DUTY_CONFIRM ? LOOK_ASK
                                 : r->stage == DUTY_WORK  ? LOOK_SENT
                                                          : LOOK_NEW,
                                 tr(cx->lang, m->flow->states[m->at].label), STR_NONE};
}

void duty_why(struct ctx *cx, const struct duty_row *r, const struct matter *m,
              struct duty_why *out)
{
    struct buf b = buf_new(cx->mem, WORDS_MOST);
    bool late = r->stage != DUTY_CONFIRM && r->due_ms < cx->now;
    choose_first(cx, r, m, out);
    add(&b, late && r->urgent ? tr(cx->lang, _("Urgent")) : STR_NONE);
    add(&b, r->near && (late || r->urgent)
                ? with(cx, _("Perhaps the same ×{n}"), "n", number(cx, r->near + 1))
                : STR_NONE);
    add(&b, untaken(cx, r, m));
    add(&b, level_word(cx, m));
    add(&b, again(cx, m));
    add(&b, waiting(cx, r));
    add(&b, to_do(cx, r, m));
    out->rest = buf_done(&b);
}
