/* slips.c: giving a slip, finding it, ending it. */
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "rooms/slips/slips_own.h"
#include "rooms/slips/slips_sql.h"

const char *const slip_state_names[SLIP_STATES] = {"open", "answered", "accepted", "sent_back",
                                                   "taken_back"};

bool slip_is_over(const struct slip *s, int64_t now)
{
    return s->state == SLIP_OPEN && (s->until_ms <= now || s->tries >= SLIP_TRIES_MOST);
}

/* ---- finding ------------------------------------------------------------- */

static struct slip read_slip(int64_t county, const struct rows *r)
{
    return (struct slip){.county = county,
                         .id = db_get_int(r, 0),
                         .scope = db_get_int(r, 1),
                         .case_id = db_get_int(r, 2),
                         .row_ver = db_get_int(r, 3),
                         .account = db_get_int(r, 4),
                         .org = db_get_int(r, 5),
                         .number = db_keep_text(r, 6),
                         .handler = db_keep_text(r, 7),
                         .ask = db_keep_text(r, 8),
                         .state = (enum slip_state)db_get_enum(r, 9, slip_state_names, SLIP_STATES),
                         .tries = db_get_int(r, 10),
                         .made_ms = db_get_int(r, 11),
                         .until_ms = db_get_int(r, 12),
                         .answered_ms = db_get_int(r, 13),
                         .way = db_keep_text(r, 14),
                         .outcome = db_keep_text(r, 15),
                         .answer = db_keep_text(r, 16)};
}

enum err slip_load(struct ctx *cx, int64_t county, int64_t id, struct slip *out)
{
    AUTO_ROWS rows = db_query(cx, &slips_sql_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (!e)
        *out = read_slip(county, &rows);
    return e;
}

bool slip_is_mine(struct ctx *cx, const struct slip *s)
{
    if (!cx->actor || cx->county != s->county || !may(cx, ACT_SLIPS, s->scope, s->org))
        return false;
    bool mine = s->account == cx->actor;
    for (int i = 0; s->org && cx->posts && i < cx->posts->n; i++)
        mine |= cx->posts->at[i].org == s->org;
    return mine;
}

enum err slip_find(struct ctx *cx, int64_t county, int64_t id, struct slip *out)
{
    struct slip s;
    enum err e = slip_load(cx, county, id, &s);
    if (!e && !slip_is_mine(cx, &s))
        e = ERR_NOT_FOUND;
    if (!e)
        *out = s;
    return e;
}

enum err slip_list(struct ctx *cx, struct slip *out, int max, int *n)
{
    enum { MOST = 500 };
    int at = 0;
    struct slip *all = NEW_N(cx->mem, struct slip, MOST);
    int got = 0;
    {
        AUTO_ROWS rows =
            db_query(cx, &slips_sql_waiting, db_int("county", cx->county), db_int("max", MOST));
        while (got < MOST && db_next(&rows))
            all[got++] = read_slip(cx->county, &rows);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    for (int answered = 1; answered >= 0; answered--)
        for (int i = 0; i < got && at < max; i++)
            if ((all[i].state == SLIP_ANSWERED) == answered && slip_is_mine(cx, &all[i]))
                out[at++] = all[i];
    *n = at;
    return OK;
}

enum err slip_note(struct ctx *cx, const struct slip *s, const char *kind, str to)
{
    struct fact f = {.county = s->county,
                     .place = s->scope,
                     .scope = s->scope,
                     .subject_kind = "matter",
                     .subject = s->case_id,
                     .kind = kind,
                     .to = to,
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

/* ---- giving -------------------------------------------------------------- */

struct give_args {
    const struct casefile *c;
    const struct slip_new *in;
    int64_t id, until_ms, end_real_ms;
    struct slip_code code;
};

/* The open task of handling it that is the actor's. */
static enum err my_task(struct ctx *cx, const struct matter *m, struct task *out)
{
    enum { MOST = 64 };
    struct task *tasks = NEW_N(cx->mem, struct task, MOST);
    int n = 0;
    enum err e = matters_tasks(cx, m, tasks, MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        const struct task *t = &tasks[i];
        bool work = str_is(t->kind, "lead") || str_is(t->kind, "assist");
        if (work && t->state == MATTERS_TASK_OPEN && matters_is_mine(cx, t, true)) {
            *out = *t;
            return OK;
        }
    }
    return e ? e
             : fail(cx, ERR_CONFLICT,
                    _("Only whoever has this case to handle gives a slip for it."));
}

static enum err give_tx(struct ctx *cx, void *arg)
{
    struct give_args *a = arg;
    const struct matter *m = &a->c->m;
    struct task t;
    enum err e = my_task(cx, m, &t);
    if (!e && !may(cx, ACT_SLIPS, m->scope, t.org))
        e = ERR_NOT_FOUND;
    if (!e)
        e = door_open(cx, "slip", seal_hash_bytes(&a->code.door), m->county, a->id, a->end_real_ms);
    if (!e)
        e = db_exec(cx, NULL, &slips_sql_insert, db_int("county", m->county), db_int("id", a->id),
                    db_int("scope", m->scope), db_int("case_id", m->id),
                    db_text("number", m->number), db_int("account", cx->actor),
                    db_int("org", t.org), db_text("handler", a->in->handler),
                    db_text("ask", a->in->ask), db_blob("door", seal_hash_bytes(&a->code.door)),
                    db_blob("code", seal_hash_bytes(&a->code.index)), db_int("now", cx->now),
                    db_int("until", a->until_ms));
    struct slip s = {.county = m->county, .scope = m->scope, .case_id = m->id};
    return e ? e : slip_note(cx, &s, "slip.given", STR_NONE);
}

/* The digits that find a slip may be another's already: then with others. */
enum err slip_give(struct ctx *cx, const struct casefile *c, const struct slip_new *in, int64_t *id,
                   str *code)
{
    struct task mine;
    int64_t life = in->days * DAY_MS;
    struct give_args a = {.c = c,
                          .in = in,
                          .id = db_new_id(cx),
                          .until_ms = cx->now + life,
                          .end_real_ms = clock_real_ms() + life};
    if (!in->ask.len)
        return fail_field(cx, "ask", _("Write what is to be done."));
    if (in->days < 1 || in->days > SLIP_DAYS_MOST)
        return fail_field(cx, "days", _("Choose how long the code holds."));
    enum err e = my_task(cx, &c->m, &mine);
    for (int i = 0; !e && i < 5; i++) {
        a.code = in->code.len ? slip_code_of(cx, in->code, a.id) : slip_code_new(cx, a.id);
        e = db_write(cx, give_tx, &a);
        if (e != ERR_CONFLICT)
            break;
        e = i < 4 ? OK : ERR_CONFLICT;
    }
    if (e)
        return e;
    *id = a.id;
    *code = slip_code_text(cx->mem, a.code.text);
    return OK;
}

/* ---- ending -------------------------------------------------------------- */

enum err slip_close_door(struct ctx *cx, const struct slip *s)
{
    str door;
    {
        AUTO_ROWS rows =
            db_query(cx, &slips_sql_is_code, db_int("county", s->county), db_int("id", s->id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        door = str_keep(cx->mem, db_get_blob(&rows, 1));
    }
    return door_close(cx, "slip", door);
}

struct end_args {
    const struct slip *s;
    enum slip_state was, to;
};

static enum err end_tx(struct ctx *cx, void *arg)
{
    static const char *const kinds[SLIP_STATES] = {
        [SLIP_SENT_BACK] = "slip.sent_back", [SLIP_TAKEN_BACK] = "slip.taken_back"};
    const struct end_args *a = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &slips_sql_end, db_word("to", slip_state_names[a->to]),
                         db_int("account", cx->actor), db_int("county", a->s->county),
                         db_int("id", a->s->id), db_word("was", slip_state_names[a->was]),
                         db_int("seen", a->s->row_ver));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("This slip has changed since. Look again."));
    if (!slip_is_mine(cx, a->s))
        return ERR_NOT_FOUND;
    if (a->to == SLIP_TAKEN_BACK)
        e = slip_close_door(cx, a->s);
    return e ? e : slip_note(cx, a->s, kinds[a->to], STR_NONE);
}

enum err slip_end(struct ctx *cx, const struct slip *s, enum slip_state to)
{
    assert(to == SLIP_SENT_BACK || to == SLIP_TAKEN_BACK);
    struct end_args a = {s, to == SLIP_SENT_BACK ? SLIP_ANSWERED : SLIP_OPEN, to};
    return db_write(cx, end_tx, &a);
}
