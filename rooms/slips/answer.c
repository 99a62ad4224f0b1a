/* answer.c: the one answer of a slip, and how it becomes part of the case. */
#include "rooms/slips/slips_own.h"

#include "civic/people/people.h"
#include "rooms/slips/slips_sql.h"

static enum err add_files(struct ctx *cx, const struct slip *s, const struct cases_files *files)
{
    enum err e = OK;
    for (int i = 0; !e && files && i < files->n; i++) {
        struct media_new one = files->at[i];
        one.file.county = s->county;
        one.file.room = S("slips");
        one.file.ref = s->id;
        e = media_add(cx, &one);
    }
    return e;
}

static bool is_outcome(str s)
{
    return str_is(s, "solved") || str_is(s, "partly") || str_is(s, "answered");
}

static enum err check(struct ctx *cx, const struct slip_answer *in)
{
    enum err e = OK;
    if (!is_outcome(in->outcome))
        e = fail_field(cx, "outcome", _("Choose what became of it."));
    if (!in->text.len)
        e = fail_field(cx, "text", _("Write in a few words what was done."));
    return e;
}

/* ---- by code ---------------------------------------------------------------- */

/* OK: the code opens this slip now. ERR_DENIED: it does not; a wrong one has been counted. */
static enum err try_code(struct ctx *cx, str typed, struct slip *out, struct slip_code *code)
{
    int64_t county, id;
    str kept;
    cx->idem = NULL; /* a try is a try, however often the form is sent */
    enum err e = slip_code_read(cx, typed, &county, &id, code);
    if (!e)
        e = slip_load(cx, county, id, out);
    if (e)
        return e == ERR_NOT_FOUND ? slip_code_refuse(cx) : e;
    if (out->state != SLIP_OPEN || slip_is_over(out, cx->now))
        return slip_code_refuse(cx);
    {
        AUTO_ROWS rows =
            db_query(cx, &slips_sql_is_code, db_int("county", county), db_int("id", id));
        e = db_one(&rows);
        if (e)
            return e;
        kept = str_keep(cx->mem, db_get_blob(&rows, 0));
    }
    if (seal_same(kept, seal_hash_bytes(&code->index)))
        return OK;
    e = slip_count_wrong(cx, county, id);
    return e ? e : slip_code_refuse(cx);
}

static enum err opened_tx(struct ctx *cx, void *arg)
{
    return slip_note(cx, arg, "slip.opened", STR_NONE);
}

enum err slip_open(struct ctx *cx, str typed, struct slip *out)
{
    struct slip_code code;
    struct slip s;
    enum err e = try_code(cx, typed, &s, &code);
    if (!e)
        e = db_write(cx, opened_tx, &s);
    if (!e)
        *out = s;
    return e;
}

struct answer_args {
    const struct slip *s;
    const struct slip_answer *in;
    const struct slip_code *code; /* NULL: on paper */
};

static enum err write_answer(struct ctx *cx, const struct answer_args *a, int64_t *changed)
{
    const struct slip *s = a->s;
    if (a->code)
        return db_exec(cx, changed, &slips_sql_answer_by_code, db_text("outcome", a->in->outcome),
                       db_text("answer", a->in->text), db_int("now", cx->now),
                       db_int("county", s->county), db_int("id", s->id),
                       db_blob("code", seal_hash_bytes(&a->code->index)),
                       db_int("most", SLIP_TRIES_MOST));
    return db_exec(cx, changed, &slips_sql_answer_on_paper, db_text("outcome", a->in->outcome),
                   db_text("answer", a->in->text), db_int("now", cx->now),
                   db_int("county", s->county), db_int("id", s->id), db_int("seen", s->row_ver));
}

static enum err answer_tx(struct ctx *cx, void *arg)
{
    const struct answer_args *a = arg;
    int64_t changed = 0;
    enum err e = write_answer(cx, a, &changed);
    if (!e && !changed)
        e = a->code ? slip_code_refuse(cx)
                    : fail(cx, ERR_CONFLICT, _("This slip has changed since. Look again."));
    if (!e && !a->code && !slip_is_mine(cx, a->s))
        e = ERR_NOT_FOUND;
    if (!e)
        e = add_files(cx, a->s, a->in->files);
    if (!e)
        e = slip_close_door(cx, a->s);
    return e ? e : slip_note(cx, a->s, "slip.answered", a->code ? S("code") : S("paper"));
}

enum err slip_answer_by_code(struct ctx *cx, str typed, const struct slip_answer *in,
                             struct slip *out)
{
    struct slip_code code;
    struct slip s;
    enum err e = try_code(cx, typed, &s, &code);
    if (e)
        return e;
    *out = s;
    e = check(cx, in);
    struct answer_args a = {&s, in, &code};
    return e ? e : db_write(cx, answer_tx, &a);
}

enum err slip_answer_on_paper(struct ctx *cx, const struct slip *s, const struct slip_answer *in)
{
    struct answer_args a = {s, in, NULL};
    enum err e = check(cx, in);
    return e ? e : db_write(cx, answer_tx, &a);
}

/* ---- into the case ------------------------------------------------------------ */

enum err slip_step(struct ctx *cx, const struct casefile *c, const char **move)
{
    struct matters_offer offers[MOVES_OFFERS_MAX];
    int n = 0;
    *move = NULL;
    enum err e = matters_offers(cx, &c->m, STR_NONE, offers, COUNT(offers), &n);
    for (int i = 0; !e && i < n && !*move; i++)
        if (offers[i].task && !offers[i].waits.len && offers[i].move->needs & FLOW_NEED_OUTCOME &&
            !cases_is_look(c->m.flow, offers[i].move))
            *move = offers[i].move->name;
    return e;
}

struct accept_args {
    const struct slip *s;
    struct casefile *c;
    const struct slip_accept *in;
    int photos;
    int64_t files[CASES_FILES_MAX];
    struct casefile done; /* result */
};

static enum err into_case(struct ctx *cx, struct accept_args *a)
{
    enum err e = OK;
    for (int i = 0; !e && i < a->photos; i++)
        e = media_hand_on(
            cx, a->s->county, a->files[i],
            &(struct media_file){.room = S("cases"), .ref = a->s->case_id, .role = S("after")});
    if (e || !a->in->move)
        return e ? e : cases_note(cx, &a->done, a->in->say);
    struct cases_move move = {
        .move = a->in->move,
        .seen = a->in->seen,
        .say = a->in->say,
        .in = {.outcome = a->in->outcome, .text = a->in->say, .after_photos = a->photos}};
    return cases_move(cx, &a->done, &move);
}

static enum err accept_tx(struct ctx *cx, void *arg)
{
    struct accept_args *a = arg;
    const struct slip *s = a->s;
    int64_t changed = 0;
    a->done = *a->c;
    enum err e =
        db_exec(cx, &changed, &slips_sql_end, db_word("to", "accepted"),
                db_int("account", cx->actor), db_int("county", s->county), db_int("id", s->id),
                db_word("was", "answered"), db_int("seen", s->row_ver));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("This slip has changed since. Look again."));
    if (!slip_is_mine(cx, s))
        return ERR_NOT_FOUND;
    e = into_case(cx, a);
    return e ? e : slip_note(cx, s, "slip.accepted", str_of(a->in->move));
}

enum err slip_accept(struct ctx *cx, const struct slip *s, struct casefile *c,
                     const struct slip_accept *in)
{
    struct media_file files[CASES_FILES_MAX];
    struct accept_args a = {.s = s, .c = c, .in = in};
    int n = 0;
    if (!in->say.len)
        return fail_field(cx, "say", _("Write in a few words what was done."));
    enum err e = media_list(cx, s->county, "slips", s->id, files, COUNT(files), &n);
    if (e)
        return e;
    for (int i = 0; i < n; i++)
        if (!str_is(files[i].role, "paper") && files[i].state != MEDIA_REFUSED)
            a.files[a.photos++] = files[i].id;
    e = db_write(cx, accept_tx, &a);
    if (!e)
        *c = a.done;
    return e;
}
