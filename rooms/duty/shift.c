/* shift.c: the handover of a shift. */
#include "rooms/duty/shift.h"

#include "civic/places/places.h"
#include "rooms/duty/duty_sql.h"

enum { USUAL_SHIFT_MS = 12 * 3600 * 1000 };

/* ---- the shift that runs ------------------------------------------------ */

static enum err read_begin(struct ctx *cx, struct duty_shift *s)
{
    AUTO_ROWS rows =
        db_query(cx, &duty_sql_shift_last, db_int("county", cx->county), db_int("scope", s->scope));
    enum err e = db_one(&rows);
    s->from_ms = e ? s->to_ms - USUAL_SHIFT_MS : db_get_int(&rows, 0);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err read_happened(struct ctx *cx, struct duty_shift *s)
{
    AUTO_ROWS rows = db_query(cx, &duty_sql_log_count, db_int("county", cx->county),
                              db_int("lo", s->scope), db_int("hi", place_end(s->scope)),
                              db_int("from", s->from_ms), db_int("to", s->to_ms));
    while (db_next(&rows))
        s->happened[db_get_enum(&rows, 0, duty_event_names, DUTY_EVENTS)] = db_get_int(&rows, 1);
    return db_end(&rows);
}

/* The head of the queue: what the next one has to see first. */
static enum err read_named(struct ctx *cx, const struct duty_filter *f, struct duty_shift *s)
{
    struct duty_row rows[DUTY_NAMED_MAX];
    struct buf b = buf_new(cx->mem, 2000);
    int n = 0;
    enum err e = duty_list(cx, f, rows, DUTY_NAMED_MAX, &n);
    for (int i = 0; !e && i < n; i++) {
        struct matter m;
        e = matters_load(cx, cx->county, rows[i].matter, &m);
        if (!e)
            buf_fmt(&b, "%s%.*s", b.len ? " " : "", STR_ARG(m.number));
    }
    s->named = buf_done(&b);
    return e;
}

enum err duty_shift_now(struct ctx *cx, int64_t scope, struct duty_shift *out)
{
    struct duty_shift s = {.scope = scope, .to_ms = cx->now, .giver = cx->actor};
    struct duty_filter f = {.county = cx->county, .lo = scope, .hi = place_end(scope), .stage = -1};
    enum err e = read_begin(cx, &s);
    if (!e)
        e = read_happened(cx, &s);
    if (!e)
        e = duty_count(cx, &f, &s.open);
    if (!e)
        e = read_named(cx, &f, &s);
    if (!e)
        *out = s;
    return e;
}

/* ---- figures as a line --------------------------------------------------- */

static int64_t *figure(struct duty_shift *s, int i)
{
    if (i < DUTY_EVENTS)
        return &s->happened[i];
    i -= DUTY_EVENTS;
    return i < DUTY_STAGES ? &s->open.stage[i] : i == DUTY_STAGES ? &s->open.today : &s->open.late;
}

enum { FIGURES = DUTY_EVENTS + DUTY_STAGES + 2 };

static str figures_text(struct ctx *cx, struct duty_shift *s)
{
    struct buf b = buf_new(cx->mem, 500);
    for (int i = 0; i < FIGURES; i++)
        buf_fmt(&b, "%s%lld", i ? " " : "", (long long)*figure(s, i));
    return buf_done(&b);
}

static void figures_read(str text, struct duty_shift *s)
{
    for (int i = 0; i < FIGURES && text.len; i++)
        if (str_int(str_cut(&text, ' '), figure(s, i)))
            *figure(s, i) = 0;
}

/* ---- giving and taking --------------------------------------------------- */

static enum err tell(struct ctx *cx, const struct duty_shift *s, const char *kind)
{
    return facts_add(cx, &(struct fact){.county = cx->county,
                                        .place = s->scope,
                                        .scope = s->scope,
                                        .subject_kind = "shift",
                                        .subject = s->id,
                                        .kind = kind,
                                        .audience = FACTS_STAFF});
}

static enum err give_tx(struct ctx *cx, void *arg)
{
    struct duty_shift *s = arg;
    int64_t added = 0;
    enum err e =
        db_exec(cx, &added, &duty_sql_shift_add, db_int("county", cx->county), db_int("id", s->id),
                db_int("scope", s->scope), db_int("from", s->from_ms), db_int("to", s->to_ms),
                db_int("giver", cx->actor), db_int("taker", s->taker), db_text("notes", s->notes),
                db_text("figures", figures_text(cx, s)), db_text("named", s->named));
    if (e)
        return e;
    if (!added)
        return fail(cx, ERR_CONFLICT, _("This shift has just been handed over by somebody else."));
    if (!may(cx, ACT_DUTY_SHIFT, s->scope, NO_ORG))
        return ERR_NOT_FOUND;
    e = db_exec(cx, NULL, &duty_sql_log_forget, db_int("county", cx->county),
                db_int("before", cx->now - DUTY_LOG_MS));
    if (!e)
        e = tell(cx, s, "shift.given");
    return e ? e : db_idem_result(cx, str_fmt(cx->mem, "/duty/handover/%lld", (long long)s->id));
}

enum err duty_shift_give(struct ctx *cx, struct duty_shift *s)
{
    s->id = db_new_id(cx);
    return db_write(cx, give_tx, s);
}

static enum err take_tx(struct ctx *cx, void *arg)
{
    const struct duty_shift *s = arg;
    int64_t taken = 0;
    enum err e = db_exec(cx, &taken, &duty_sql_shift_take, db_int("taker", cx->actor),
                         db_int("now", cx->now), db_int("county", cx->county), db_int("id", s->id));
    if (e)
        return e;
    if (!taken)
        return fail(cx, ERR_CONFLICT, _("Somebody has taken this shift over already."));
    if (!may(cx, ACT_DUTY_SHIFT, s->scope, NO_ORG))
        return ERR_NOT_FOUND;
    if (s->giver == cx->actor)
        return fail(cx, ERR_DENIED,
                    _("Whoever hands over does not take over: somebody else signs."));
    if (s->taker && s->taker != cx->actor)
        return fail(cx, ERR_DENIED, _("This shift was handed to somebody else."));
    return tell(cx, s, "shift.taken");
}

enum err duty_shift_take(struct ctx *cx, const struct duty_shift *s)
{
    struct duty_shift copy = *s;
    return db_write(cx, take_tx, &copy);
}

/* ---- reading ------------------------------------------------------------- */

static struct duty_shift read_shift(const struct rows *r)
{
    struct duty_shift s = {.id = db_get_int(r, 0),
                           .scope = db_get_int(r, 1),
                           .from_ms = db_get_int(r, 2),
                           .to_ms = db_get_int(r, 3),
                           .giver = db_get_int(r, 4),
                           .taker = db_get_int(r, 5),
                           .given_ms = db_get_int(r, 3),
                           .taken_ms = db_get_int(r, 6),
                           .notes = db_keep_text(r, 7),
                           .named = db_keep_text(r, 9)};
    figures_read(db_get_text(r, 8), &s);
    return s;
}

enum err duty_shift_find(struct ctx *cx, int64_t id, struct duty_shift *out)
{
    AUTO_ROWS rows =
        db_query(cx, &duty_sql_shift_find, db_int("county", cx->county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    struct duty_shift s = read_shift(&rows);
    if (!may(cx, ACT_DUTY_SHIFT, s.scope, NO_ORG))
        return ERR_NOT_FOUND;
    *out = s;
    return OK;
}

enum err duty_shift_list(struct ctx *cx, int64_t before, struct duty_shift *out, int max, int *n)
{
    struct posts_reach r;
    int got = 0;
    posts_reach(cx, ACT_DUTY_SHIFT, &r);
    AUTO_ROWS rows = db_query(cx, &duty_sql_shift_list, db_int("county", cx->county),
                              POSTS_RANGE_ARGS(r), db_int("before", before), db_int("max", max));
    while (got < max && db_next(&rows))
        out[got++] = read_shift(&rows);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}
