/* cases_work.c: what is done with a case: steps, words and notes, what the public reads of it, and
 * others who join. The course of a case is its flow's (civic/matters). */
#include "rooms/cases/cases.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/quality.h"

/* ---- stepping on ------------------------------------------------------- */

enum err cases_touch(struct ctx *cx, const struct matter *m)
{
    return db_exec(cx, NULL, &cases_sql_touch, db_int("open", m->open), db_int("scope", m->scope),
                   db_int("now", cx->now), db_int("county", m->county), db_int("id", m->id));
}

enum err cases_keep_note(struct ctx *cx, const struct matter *m, const char *audience, str body)
{
    return db_exec(cx, NULL, &cases_sql_note_insert, db_int("county", m->county),
                   db_int("id", db_new_id(cx)), db_int("case_id", m->id),
                   db_word("audience", audience), db_int("account", cx->actor),
                   db_text("body", body), db_int("now", cx->now));
}

struct move_args {
    const struct casefile *c;
    const struct cases_move *in;
    struct matter m; /* result */
};

/* An answer that leaves the house says what was done, when and by whom, or why it need not. */
static enum err is_good_enough(struct ctx *cx, const struct move_args *a)
{
    const struct matter *m = &a->m;
    struct org o = {.name = STR_NONE};
    bool goes_out;
    unsigned lacks;
    enum err e = quality_matters(cx, m, &goes_out);
    if (e || !goes_out)
        return e;
    if (m->lead_org && (e = org_find(cx, m->county, m->lead_org, &o)) && e != ERR_NOT_FOUND)
        return e;
    e = quality_read(cx, a->in->in.outcome, a->in->say, o.name, &lacks);
    if (e || !lacks)
        return e;
    if (!quality_is_reason(a->in->pass))
        return fail_field_args(cx, "say",
                               _("{what} Add it, or choose below why it may go out as it is."),
                               &(struct tr_arg){"what", quality_text(cx, lacks)}, 1);
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = "case.answer_passed",
                     .reason = a->in->pass,
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

/* A move that chooses an outcome answers the resident; other words stay with the step. */
static enum err keep_words(struct ctx *cx, const struct move_args *a)
{
    const struct cases_move *in = a->in;
    if (!in->say.len)
        return OK;
    int at = flow_move_find(a->c->m.flow, str_of(in->move));
    bool answers = at >= 0 && a->c->m.flow->moves[at].needs & FLOW_NEED_OUTCOME;
    enum err e = answers ? is_good_enough(cx, a) : OK;
    if (e)
        return e;
    if (in->in.outcome.len)
        return db_exec(cx, NULL, &cases_sql_reply, db_text("reply", in->say),
                       db_int("org", a->m.lead_org), db_int("now", cx->now),
                       db_int("county", a->m.county), db_int("id", a->m.id));
    return cases_keep_note(cx, &a->m, "staff", in->say);
}

/* Whoever may take the step saw the thing: what it is now is said with it. */
static enum err set_facility(struct ctx *cx, const struct move_args *a)
{
    for (int i = 0; a->c->facility && i < FACILITY_STATES; i++)
        if (str_is(a->in->facility_state, facility_state_names[i]))
            return facility_set_state(cx, a->c->m.county, a->c->facility, (enum facility_state)i);
    return OK;
}

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    a->m = a->c->m;
    a->m.row_ver = a->in->seen;
    enum err e = matters_move(cx, &a->m, a->in->move, &a->in->in);
    if (!e)
        e = cases_keep_proof(cx, a->c, a->in);
    if (!e)
        e = cases_add_files(cx, &a->m, a->in->files);
    if (!e)
        e = keep_words(cx, a);
    if (!e)
        e = set_facility(cx, a);
    return e ? e : cases_touch(cx, &a->m);
}

enum err cases_move(struct ctx *cx, struct casefile *c, const struct cases_move *in)
{
    struct move_args a = {.c = c, .in = in};
    enum err e = db_write(cx, move_tx, &a);
    if (e)
        return e;
    str ignored;
    if (!db_idem_repeat(cx, &ignored))
        c->m = a.m;
    return OK;
}

struct say_args {
    const struct casefile *c;
    enum matters_word word;
    int rating;
    str say, token;
    struct matter m; /* result */
};

static enum err say_tx(struct ctx *cx, void *arg)
{
    struct say_args *a = arg;
    a->m = a->c->m;
    enum err e = matters_say(cx, &a->m, a->word, a->rating, a->token);
    if (!e && a->say.len)
        e = cases_keep_note(cx, &a->m, "reporter", a->say);
    return e ? e : cases_touch(cx, &a->m);
}

enum err cases_say(struct ctx *cx, struct casefile *c, enum matters_word word, int rating, str say,
                   str token)
{
    struct say_args a = {.c = c, .word = word, .rating = rating, .say = say, .token = token};
    return db_write(cx, say_tx, &a);
}

struct note_args {
    const struct casefile *c;
    str body;
};

static enum err note_tx(struct ctx *cx, void *arg)
{
    const struct note_args *a = arg;
    return cases_keep_note(cx, &a->c->m, "staff", a->body);
}

enum err cases_note(struct ctx *cx, const struct casefile *c, str body)
{
    struct note_args a = {c, body};
    enum matters_view view;
    enum err e = matters_view(cx, &c->m, &view);
    if (e)
        return e;
    if (view < MATTERS_VIEW_TASK)
        return ERR_NOT_FOUND;
    if (!body.len)
        return fail_field(cx, "note", _("The note is empty."));
    return db_write(cx, note_tx, &a);
}

/* ---- what the public reads --------------------------------------------- */

struct release_args {
    const struct casefile *c;
    str text;
    bool show;
};

static enum err release_tx(struct ctx *cx, void *arg)
{
    const struct release_args *a = arg;
    struct matter m = a->c->m;
    unsigned set = a->show ? MATTERS_LISTED : 0u, clear = a->show ? 0u : MATTERS_LISTED;
    enum err e = matters_set_flags(cx, &m, set, clear);
    if (e)
        return e;
    if (!may(cx, ACT_CASES_RELEASE, m.scope, m.lead_org))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    e = db_exec(cx, NULL, &cases_sql_release, db_text("text", a->text), db_int("shown", a->show),
                db_int("now", cx->now), db_int("county", m.county), db_int("id", m.id));
    struct fact f = {.county = m.county,
                     .place = m.place,
                     .scope = m.scope,
                     .subject_kind = "matter",
                     .subject = m.id,
                     .kind = "case.worded", /* who follows the facts reads the text anew */
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

enum err cases_release(struct ctx *cx, struct casefile *c, str public_text, bool show)
{
    struct release_args a = {c, public_text, show};
    if (show && !public_text.len)
        return fail_field(cx, "public_text",
                          _("Write what the public may read before showing it."));
    enum err e = db_write(cx, release_tx, &a);
    if (e)
        return e;
    c->public_text = public_text;
    c->shown = show;
    return OK;
}

/* ---- others who are concerned ------------------------------------------ */

struct follow_args {
    const struct casefile *c;
    str phone;
    bool affected;
};

static enum err follow_tx(struct ctx *cx, void *arg)
{
    const struct follow_args *a = arg;
    const struct matter *m = &a->c->m;
    struct person p = {.county = m->county, .phone = a->phone};
    int64_t id = 0;
    if (cx->actor)
        return matters_join_as(cx, m, a->affected ? MATTERS_AFFECTED : MATTERS_FOLLOWER);
    enum err e = a->phone.len ? person_add(cx, &p, &id) : OK;
    if (e)
        return e;
    if (!a->phone.len)
        id = db_new_id(cx); /* somebody, to be counted and not to be reached */
    return db_exec(cx, NULL, &cases_sql_follower_insert, db_int("county", m->county),
                   db_int("case_id", m->id), db_int("person", id), db_int("affected", a->affected),
                   db_int("now", cx->now));
}

enum err cases_follow(struct ctx *cx, const struct casefile *c, str phone, bool affected)
{
    struct follow_args a = {c, phone, affected};
    if (!cx->actor && !phone.len && !affected)
        return fail_field(cx, "phone", _("Where shall we send the news? Give a phone number."));
    return db_write(cx, follow_tx, &a);
}
