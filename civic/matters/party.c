/* party.c: who reported it, whom it affects, whom it is about; and the resident's word. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

#include <sodium.h>

/* ---- how the actor stands to it ---------------------------------------- */

static bool is_subject(const struct ctx *cx, const struct matter *m,
                       const struct matters_subject *s)
{
    struct people_subject p = {m->county, s->account, s->org};
    return people_is_subject(cx, &p, 1);
}

static enum err token_fits(struct ctx *cx, const struct matter *m, str token, bool *fits)
{
    unsigned char hash[32];
    *fits = false;
    if (!token.len)
        return OK;
    crypto_hash_sha256(hash, (const unsigned char *)token.at, token.len);
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_token_of, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    str stored = db_get_blob(&rows, 0);
    *fits = stored.len == sizeof hash && sodium_memcmp(stored.at, hash, sizeof hash) == 0;
    return OK;
}

enum err matters_standing(struct ctx *cx, const struct matter *m, str token, struct standing *out)
{
    struct standing s = {false, false};
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_parties, db_int("county", m->county),
                                  db_int("matter", m->id), db_int("me", cx->actor));
        while (db_next(&rows)) {
            struct matters_subject who = {db_get_int(&rows, 1), db_get_int(&rows, 2)};
            str role = db_get_text(&rows, 0);
            s.subject |= str_is(role, "subject") && is_subject(cx, m, &who);
            s.reporter |= str_is(role, "reporter") && cx->county == m->county;
        }
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    bool fits = false;
    enum err e = token_fits(cx, m, token, &fits);
    s.reporter |= fits;
    if (!e)
        *out = s;
    return e;
}

enum err matters_subjects(struct ctx *cx, const struct matter *m, struct matters_subject *out,
                          int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_parties, db_int("county", m->county),
                              db_int("matter", m->id), db_int("me", 0));
    for (*n = 0; *n < MATTERS_SUBJECTS_MAX && db_next(&rows);)
        out[(*n)++] = (struct matters_subject){db_get_int(&rows, 1), db_get_int(&rows, 2)};
    return db_end(&rows);
}

enum err matters_party_add(struct ctx *cx, int64_t county, int64_t matter, enum matters_party as,
                           const struct matters_subject *who, bool may_contact)
{
    return db_exec(cx, NULL, &matters_sql_party_add, db_int("county", county),
                   db_int("matter", matter), db_word("role", matters_party_names[as]),
                   db_int("account", who->account), db_int("org", who->org),
                   db_int("may_contact", may_contact ? 1 : 0), db_int("now", cx->now));
}

/* ---- joining and leaving ----------------------------------------------- */

struct join_args {
    const struct matter *m;
    enum matters_party as;
};

static enum err join_tx(struct ctx *cx, void *arg)
{
    const struct join_args *a = arg;
    struct matters_subject me = {cx->actor, 0};
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_view(cx, a->m, &view);
    if (e || view == MATTERS_VIEW_NONE)
        return e ? e : ERR_NOT_FOUND;
    return matters_party_add(cx, a->m->county, a->m->id, a->as, &me, false);
}

static enum err leave_tx(struct ctx *cx, void *arg)
{
    const struct join_args *a = arg;
    return db_exec(cx, NULL, &matters_sql_party_drop, db_int("county", a->m->county),
                   db_int("matter", a->m->id), db_word("role", matters_party_names[a->as]),
                   db_int("account", cx->actor));
}

static enum err may_join(struct ctx *cx, enum matters_party as)
{
    assert(as == MATTERS_AFFECTED || as == MATTERS_FOLLOWER);
    return cx->actor ? OK : fail(cx, ERR_SIGN_IN, _("Sign in with your phone number first."));
}

enum err matters_join_as(struct ctx *cx, const struct matter *m, enum matters_party as)
{
    struct join_args a = {m, as};
    enum err e = may_join(cx, as);
    return e ? e : db_write(cx, join_tx, &a);
}

enum err matters_leave(struct ctx *cx, const struct matter *m, enum matters_party as)
{
    struct join_args a = {m, as};
    enum err e = may_join(cx, as);
    return e ? e : db_write(cx, leave_tx, &a);
}

enum err matters_people(struct ctx *cx, const struct matter *m, struct matters_person *out, int max,
                        int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_people, db_int("county", m->county),
                              db_int("matter", m->id), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = (struct matters_person){
            db_get_int(&rows, 0),
            (enum matters_party)db_get_enum(&rows, 1, matters_party_names, MATTERS_PARTIES),
            db_get_int(&rows, 2) == 1, db_get_int(&rows, 3)};
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

enum err matters_count_affected(struct ctx *cx, const struct matter *m, int64_t *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_affected, db_int("county", m->county), db_int("matter", m->id));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

/* ---- whom it is about -------------------------------------------------- */

struct subject_args {
    const struct matter *m;
    const struct matters_subject *s;
};

static enum err lift_task(struct ctx *cx, struct wanted *w, const struct task *t)
{
    int def = flow_task_find(w->m->flow, t->name);
    if (def < 0)
        return OK;
    struct owner o;
    w->def = &w->m->flow->tasks[def];
    w->org = t->org;
    enum err e = matters_owner(cx, w, &o);
    if (e || (o.desk == t->desk && o.org == t->org && (!t->account || o.account == t->account)))
        return e;
    return db_exec(cx, NULL, &matters_sql_task_move, db_int("desk", o.desk), db_int("org", o.org),
                   db_int("account", o.account), db_int("county", t->county),
                   db_int("matter", t->matter), db_int("id", t->id));
}

static enum err lift_tasks(struct ctx *cx, const struct matter *m)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MAX);
    struct matters_subject subjects[MATTERS_SUBJECTS_MAX];
    struct wanted w = {.m = m, .subjects = subjects, .tasks = tasks};
    enum err e = matters_subjects(cx, m, subjects, &w.n_subjects);
    if (!e)
        e = matters_tasks(cx, m, tasks, TASKS_MAX, &w.n_tasks);
    for (int i = 0; !e && i < w.n_tasks; i++)
        if (tasks[i].state == MATTERS_TASK_OPEN)
            e = lift_task(cx, &w, &tasks[i]);
    return e;
}

static enum err subject_tx(struct ctx *cx, void *arg)
{
    const struct subject_args *a = arg;
    const struct matter *m = a->m;
    enum err e = matters_party_add(cx, m->county, m->id, MATTERS_SUBJECT, a->s, false);
    if (!e)
        e = lift_tasks(cx, m);
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = "matter.excluded",
                     .audience = FACTS_AUDIT};
    return e ? e : facts_add(cx, &f);
}

enum err matters_add_subject(struct ctx *cx, struct matter *m, const struct matters_subject *s)
{
    struct subject_args a = {m, s};
    assert((s->account != 0) != (s->org != 0));
    return db_write(cx, subject_tx, &a);
}

/* ---- the resident's word ----------------------------------------------- */

static const struct flow_move *word_move(const struct matter *m, enum matters_word word)
{
    for (int i = 0; i < m->flow->n_moves; i++) {
        const struct flow_move *move = &m->flow->moves[i];
        for (int k = 0; k < move->n_who; k++)
            if (move->who[k].kind == FLOW_BY_REPORTER && move->word &&
                strcmp(move->word, matters_word_names[word]) == 0 && (move->from >> m->at & 1))
                return move;
    }
    return NULL;
}

struct say_args {
    struct matter *m;
    enum matters_word word;
    int rating;
    str token;
    bool heard;
};

/* "No" in one of the merged threads makes the matter itself be done again. */
static enum err redo_whole(struct ctx *cx, const struct matter *m)
{
    struct matter whole;
    enum err e = matters_load(cx, m->county, m->merged_into, &whole);
    const struct flow_move *move = e ? NULL : word_move(&whole, MATTERS_NOT);
    struct matters_input in = {.text = S("merged")};
    return move ? matters_move_by_system(cx, &whole, move, &in, 1) : e;
}

static enum err say_merged_tx(struct ctx *cx, void *arg)
{
    const struct say_args *a = arg;
    const struct matter *m = a->m;
    struct standing s;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &matters_sql_word, db_word("word", matters_word_names[a->word]),
                db_int("rating", a->rating), db_int("county", m->county), db_int("id", m->id),
                db_int("seen", m->row_ver));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    e = matters_standing(cx, m, a->token, &s);
    if (e || !(s.reporter || a->heard) || s.subject)
        return e ? e : ERR_NOT_FOUND;
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = "matter.word",
                     .from = str_of(matters_word_names[m->word]),
                     .to = str_of(matters_word_names[a->word]),
                     .audience = FACTS_REPORTER};
    e = facts_add(cx, &f);
    return e || a->word != MATTERS_NOT ? e : redo_whole(cx, m);
}

static enum err say(struct ctx *cx, const struct say_args *a)
{
    struct matter *m = a->m;
    struct say_args args = *a;
    if (m->merged_into) {
        enum err e = db_write(cx, say_merged_tx, &args);
        return e ? e : matters_load(cx, m->county, m->id, m);
    }
    const struct flow_move *move = word_move(m, a->word);
    struct matters_input in = {.rating = a->rating, .token = a->token, .heard = a->heard};
    if (!move)
        return fail(cx, ERR_CONFLICT, _("Your word is not asked for at this step."));
    return matters_move(cx, m, move->name, &in);
}

enum err matters_say(struct ctx *cx, struct matter *m, enum matters_word word, int rating,
                     str token)
{
    return say(cx, &(struct say_args){m, word, rating, token, false});
}

enum err matters_hear(struct ctx *cx, struct matter *m, enum matters_word word)
{
    return say(cx, &(struct say_args){m, word, 0, STR_NONE, true});
}
