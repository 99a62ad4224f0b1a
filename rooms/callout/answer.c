/* answer.c: who comes and who does not, whom the community has seen, and what the flow asks of it.
 */
#include "rooms/callout/callout_own.h"
#include "rooms/callout/callout_sql.h"

/* As often as organisations of one callout could be in each other's way. */
enum { TRIES = MATTERS_ORGS_MAX + 2 };

enum err callout_keep_note(struct ctx *cx, const struct matter *m, str body)
{
    return db_exec(cx, NULL, &callout_sql_note_insert, db_int("county", m->county),
                   db_int("callout", m->id), db_int("id", db_new_id(cx)),
                   db_int("account", cx->actor), db_text("body", body), db_int("now", cx->now));
}

/* ---- what an organisation answers ------------------------------------------- */

struct answer_args {
    const struct callout *c;
    const struct callout_answer *in;
};

static enum err keep_photos(struct ctx *cx, const struct answer_args *a)
{
    enum err e = OK;
    for (int i = 0; !e && i < a->in->n_photos; i++) {
        struct media_new one = a->in->photos[i];
        one.file.county = a->c->m.county;
        one.file.room = S("callout");
        one.file.ref = a->c->m.id;
        one.file.role = S("arrival");
        e = media_add(cx, &one);
    }
    return e;
}

/* The matter is read here, not as somebody saw it: the answer of one is no reason to refuse that of
 * another. */
static enum err answer_tx(struct ctx *cx, void *arg)
{
    const struct answer_args *a = arg;
    struct matter m;
    struct callout_input room = {.answer = a->in};
    struct matters_input in = {.reason = a->in->reason, .room = &room};
    enum err e = matters_load(cx, a->c->m.county, a->c->m.id, &m);
    if (!e)
        e = matters_move(cx, &m, a->in->comes ? "arrived" : "refuse", &in);
    return e ? e : keep_photos(cx, a);
}

static bool of_mine(const struct ctx *cx, int64_t org)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

/* Whether an answer of the actor's is still awaited; else says who gave it. */
static enum err is_awaited(struct ctx *cx, const struct callout *c)
{
    struct callout_unit u[MATTERS_ORGS_MAX];
    int n = 0, answered = -1;
    enum err e = callout_units(cx, c, u, &n);
    if (e)
        return e;
    for (int i = 0; i < n; i++) {
        if (of_mine(cx, u[i].org) && !u[i].answer.len)
            return OK;
        answered = of_mine(cx, u[i].org) ? i : answered;
    }
    if (answered < 0)
        return ERR_NOT_FOUND;
    struct tr_arg args[] = {
        TR("who", people_name(cx, c->m.county, u[answered].account)),
        TR("time", frame_time_text(cx->mem, cx->lang, u[answered].answered_ms, cx->now))};
    return fail_args(cx, ERR_CONFLICT, _("{who} has answered for your unit, {time}."), args,
                     COUNT(args));
}

enum err callout_answer(struct ctx *cx, struct callout *c, const struct callout_answer *in)
{
    struct answer_args a = {.c = c, .in = in};
    struct failure before = cx->failure;
    enum err e = ERR_CONFLICT;
    for (int i = 0; e == ERR_CONFLICT && i < TRIES; i++) {
        cx->failure = before;
        e = db_write(cx, answer_tx, &a);
        enum err gone = e == ERR_CONFLICT || e == ERR_DENIED ? is_awaited(cx, c) : OK;
        if (gone)
            return gone;
    }
    return e ? e : matters_load(cx, c->m.county, c->m.id, &c->m);
}

/* ---- whom the community has seen --------------------------------------------- */

struct see_args {
    const struct callout *c;
    int64_t org;
    bool here;
};

static enum err see_tx(struct ctx *cx, void *arg)
{
    const struct see_args *a = arg;
    struct matter m;
    struct callout_input room = {.org = a->org};
    struct matters_input in = {.room = &room};
    enum err e = matters_load(cx, a->c->m.county, a->c->m.id, &m);
    return e ? e : matters_move(cx, &m, a->here ? "seen" : "not_seen", &in);
}

enum err callout_see(struct ctx *cx, struct callout *c, int64_t org, bool here)
{
    struct see_args a = {.c = c, .org = org, .here = here};
    enum err e = db_write(cx, see_tx, &a);
    return e ? e : matters_load(cx, c->m.county, c->m.id, &c->m);
}

/* ---- any other step ------------------------------------------------------------ */

struct move_args {
    const struct callout *c;
    const struct callout_move *in;
    struct matter m; /* result */
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    a->m = a->c->m;
    a->m.row_ver = a->in->seen;
    enum err e = matters_move(cx, &a->m, a->in->move, &a->in->in);
    return e || !a->in->say.len ? e : callout_keep_note(cx, &a->m, a->in->say);
}

enum err callout_move(struct ctx *cx, struct callout *c, const struct callout_move *in)
{
    struct move_args a = {.c = c, .in = in};
    enum err e = db_write(cx, move_tx, &a);
    str ignored;
    if (!e && !db_idem_repeat(cx, &ignored))
        c->m = a.m;
    return e;
}

/* ---- a case of it --------------------------------------------------------------- */

struct case_args {
    const struct callout *c;
    const struct cases_report *report;
    struct cases_receipt out; /* result */
};

static enum err case_tx(struct ctx *cx, void *arg)
{
    struct case_args *a = arg;
    const struct matter *m = &a->c->m;
    int64_t taken = 0;
    enum err e = db_exec(cx, &taken, &callout_sql_take_case, db_int("county", m->county),
                         db_int("id", m->id));
    if (!e && !taken)
        return fail(cx, ERR_CONFLICT, _("It has become a case already. Look again."));
    if (!e)
        e = cases_open(cx, a->report, &a->out);
    return e ? e
             : db_exec(cx, NULL, &callout_sql_set_case, db_int("case_id", a->out.id),
                       db_int("county", m->county), db_int("id", m->id));
}

enum err callout_make_case(struct ctx *cx, const struct callout *c, struct cases_receipt *out)
{
    struct cases_report report = {.county = c->m.county,
                                  .community = place_above(c->m.scope, PLACE_COMMUNITY),
                                  .code = c->category,
                                  .source = "worker",
                                  .body = c->body,
                                  .spot = c->spot,
                                  .urgent = c->m.flags & MATTERS_URGENT};
    struct case_args a = {.c = c, .report = &report};
    if (!may(cx, ACT_CASES_ENTER, c->m.scope, NO_ORG))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    enum err e = db_write(cx, case_tx, &a);
    if (!e)
        *out = a.out;
    return e;
}

/* ---- guards and effects that the flow names --------------------------------------- */

static enum err count_units(struct ctx *cx, const struct matter *m, int64_t *silent,
                            int64_t *unseen)
{
    AUTO_ROWS rows = db_query(cx, &callout_sql_unit_count, db_int("county", m->county),
                              db_int("callout", m->id));
    enum err e = db_one(&rows);
    if (!e) {
        *silent = db_get_int(&rows, 0);
        *unseen = db_get_int(&rows, 1);
    }
    return e;
}

static enum err some_silent(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    int64_t silent = 0, unseen = 0;
    (void)arg;
    enum err e = count_units(cx, s->m, &silent, &unseen);
    return e || silent ? e : fail(cx, ERR_CONFLICT, _("All have answered."));
}

static enum err all_seen(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    int64_t silent = 0, unseen = 0;
    (void)arg;
    enum err e = count_units(cx, s->m, &silent, &unseen);
    return e || !unseen ? e
                        : fail(cx, ERR_CONFLICT,
                               _("First say of each unit that says it came whether it is here."));
}

/* Which unit is meant is only known once the button is pressed. */
static enum err unit_says_here(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    const struct callout_input *room = s->in->room;
    (void)arg;
    return s->asking || (room && room->org) ? OK : fail(cx, ERR_CONFLICT, _("Choose a unit."));
}

static enum err ask_units(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    enum err e = OK;
    (void)arg;
    for (int i = 0; !e && i < s->in->n_orgs; i++)
        e = db_exec(cx, NULL, &callout_sql_unit_insert, db_int("county", s->m->county),
                    db_int("callout", s->m->id), db_int("org", s->in->orgs[i]));
    return e;
}

static enum err write_answer(struct ctx *cx, const struct matters_step *s, const char *answer)
{
    static const struct callout_answer nothing = {.metres = -1};
    const struct callout_input *room = s->in->room;
    const struct callout_answer *a = room && room->answer ? room->answer : &nothing;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &callout_sql_unit_answer, db_word("answer", answer),
                         db_int("now", cx->now), db_int("account", cx->actor),
                         db_text("reason", a->reason), db_text("words", a->words),
                         db_int("metres", a->metres), db_int("county", s->m->county),
                         db_int("callout", s->m->id), db_int("org", s->task ? s->task->org : 0));
    return e || changed ? e : fail(cx, ERR_CONFLICT, _("Your unit has answered already."));
}

static enum err unit_arrives(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return write_answer(cx, s, "arrived");
}

static enum err unit_refuses(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return write_answer(cx, s, "refused");
}

static enum err write_seen(struct ctx *cx, const struct matters_step *s, const char *seen)
{
    const struct callout_input *room = s->in->room;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &callout_sql_unit_seen, db_word("seen", seen),
                         db_int("now", cx->now), db_int("county", s->m->county),
                         db_int("callout", s->m->id), db_int("org", room ? room->org : 0));
    return e || changed ? e
                        : fail(cx, ERR_CONFLICT,
                               _("This unit has not said that it is here, or it was said of it "
                                 "already. Look again."));
}

static enum err unit_seen(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return write_seen(cx, s, "yes");
}

static enum err unit_not_seen(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return write_seen(cx, s, "no");
}

const struct matters_guard callout_guards[] = {
    {"some_silent", some_silent}, {"all_seen", all_seen}, {"unit_says_here", unit_says_here}, {0}};
const struct matters_effect callout_effects[] = {
    {"ask_units", ask_units}, {"unit_arrives", unit_arrives},   {"unit_refuses", unit_refuses},
    {"unit_seen", unit_seen}, {"unit_not_seen", unit_not_seen}, {0}};
