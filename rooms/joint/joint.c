/* joint.c: calling a meeting, changing it, finding it. */
#include "rooms/joint/joint.h"

#include "civic/places/places.h"
#include "rooms/joint/joint_own.h"
#include "rooms/joint/joint_sql.h"

enum { HOLDERS_MOST = 40 };

bool joint_is_own(const struct ctx *cx, int64_t org)
{
    for (int i = 0; org && cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

static enum err can_attend(struct ctx *cx, int64_t county, int64_t org, int64_t scope, bool *yes)
{
    struct people_holder *h = NEW_N(cx->mem, struct people_holder, HOLDERS_MOST);
    int n = 0;
    *yes = false;
    enum err e = people_holders(cx, county, ACT_JOINT_ATTEND, scope, org, h, HOLDERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        *yes |= h[i].org == org;
    return e;
}

enum err joint_orgs(struct ctx *cx, int64_t county, struct org **out, int *n)
{
    int64_t top = county * 1000000000;
    struct org *all;
    int found = 0, kept = 0;
    enum err e = org_list(cx, county, top, place_end(top), ORG_KINDS, &all, &found);
    for (int i = 0; !e && i < found; i++) {
        bool can = false;
        e = can_attend(cx, county, all[i].id, all[i].scope, &can);
        if (can)
            all[kept++] = all[i];
    }
    *out = all;
    *n = kept;
    return e;
}

/* ---- calling --------------------------------------------------------------- */

struct open_args {
    const struct joint_new *in;
    const struct matters_new *matter;
    int64_t with_task[JOINT_INVITED_MAX]; /* whose people reach the whole place */
    int n_with_task;
    struct matters_opened opened; /* result */
};

static struct matters_limit minutes_till(const struct ctx *cx, int64_t at_ms)
{
    int64_t n = (at_ms - cx->now + 59999) / 60000;
    return (struct matters_limit){n > CALENDAR_LIMIT_MAX ? CALENDAR_LIMIT_MAX : n, CALENDAR_MINUTE};
}

static enum err call(struct ctx *cx, const struct open_args *a)
{
    struct matter m;
    struct matters_input in = {.n_orgs = a->n_with_task, .limit = minutes_till(cx, a->in->at_ms)};
    memcpy(in.orgs, a->with_task, sizeof in.orgs);
    enum err e = matters_load(cx, a->in->county, a->matter->id, &m);
    return e ? e : matters_move(cx, &m, "call", &in);
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    const struct joint_new *in = a->in;
    enum err e = matters_open(cx, a->matter, &a->opened);
    if (!e)
        e = db_exec(cx, NULL, &joint_sql_insert, db_int("county", in->county),
                    db_int("id", a->matter->id), db_int("scope", a->matter->scope),
                    db_int("at", in->at_ms), db_text("room", in->room),
                    db_text("chair", in->chair));
    for (int i = 0; !e && i < in->n_orgs; i++)
        e = db_exec(cx, NULL, &joint_sql_invite, db_int("county", in->county),
                    db_int("meeting", a->matter->id), db_int("org", in->orgs[i]));
    if (!e)
        e = call(cx, a);
    if (!e)
        e = matters_number(cx, a->matter, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, str_of(a->opened.number)) : e;
}

/* All that is missing is said at once. */
static enum err check_new(struct ctx *cx, const struct joint_new *in)
{
    enum err e = OK;
    if (!in->place || !may(cx, ACT_JOINT_HOLD, in->place, NO_ORG))
        e = fail_field(cx, "place", _("Choose a place that you look after."));
    if (in->at_ms <= cx->now)
        e = fail_field(cx, "day", _("Choose a day and an hour still to come."));
    if (!in->room.len)
        e = fail_field(cx, "room", _("Say where the meeting is."));
    if (!in->chair.len)
        e = fail_field(cx, "chair", _("Say who chairs it."));
    return e;
}

static enum err prepare(struct ctx *cx, const struct joint_new *in, struct matters_new *out)
{
    str alias;
    enum err e = places_alias(cx, in->place, &alias);
    if (e)
        return e;
    *out = (struct matters_new){.kind = "joint",
                                .county = in->county,
                                .place = in->place,
                                .scope = in->place,
                                .title = tr(LANG_ZH, _("Joint meeting")),
                                .source = S("worker"),
                                .alias = alias,
                                .no_token = true};
    return matters_prepare(cx, out);
}

static enum err find_tasks(struct ctx *cx, struct open_args *a)
{
    enum err e = OK;
    for (int i = 0; !e && i < a->in->n_orgs; i++) {
        bool can = false;
        e = can_attend(cx, a->in->county, a->in->orgs[i], a->in->place, &can);
        if (can)
            a->with_task[a->n_with_task++] = a->in->orgs[i];
    }
    return e;
}

enum err joint_open(struct ctx *cx, const struct joint_new *in, struct joint_receipt *out)
{
    struct matters_new matter;
    struct open_args a = {.in = in, .matter = &matter};
    enum err e = check_new(cx, in);
    if (!e && !in->n_orgs)
        e = fail_field(cx, "org", _("Tick whom you invite."));
    if (!e)
        e = prepare(cx, in, &matter);
    if (!e)
        e = find_tasks(cx, &a);
    if (!e)
        e = db_write(cx, open_tx, &a);
    if (e)
        return e;
    str number = str_of(a.opened.number);
    db_idem_repeat(cx, &number);
    out->id = matter.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    return OK;
}

/* ---- changing ---------------------------------------------------------------- */

struct change_args {
    const struct joint *j;
    const struct joint_new *in;
    int64_t seen;
};

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct change_args *a = arg;
    struct matter m = a->j->m;
    struct matters_input in = {.limit = minutes_till(cx, a->in->at_ms)};
    m.row_ver = a->seen;
    enum err e = matters_move(cx, &m, "change", &in);
    return e ? e
             : db_exec(cx, NULL, &joint_sql_change, db_int("at", a->in->at_ms),
                       db_text("room", a->in->room), db_text("chair", a->in->chair),
                       db_int("county", m.county), db_int("id", m.id));
}

enum err joint_change(struct ctx *cx, struct joint *j, int64_t seen, const struct joint_new *in)
{
    struct joint_new there = *in;
    struct change_args a = {j, &there, seen};
    there.place = j->m.scope;
    enum err e = check_new(cx, &there);
    if (!e)
        e = db_write(cx, change_tx, &a);
    if (!e)
        e = matters_load(cx, j->m.county, j->m.id, &j->m);
    return e ? e : joint_load(cx, &j->m, j);
}

struct move_args {
    const struct joint *j;
    const char *move;
    int64_t seen;
    const struct matters_input *in;
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    const struct move_args *a = arg;
    struct matter m = a->j->m;
    m.row_ver = a->seen;
    enum err e = matters_move(cx, &m, a->move, a->in);
    if (e || !a->in->text.len)
        return e;
    return db_exec(cx, NULL, &joint_sql_words, db_text("words", a->in->text),
                   db_int("county", m.county), db_int("id", m.id));
}

enum err joint_move(struct ctx *cx, struct joint *j, const char *move, int64_t seen,
                    const struct matters_input *in)
{
    struct move_args a = {j, move, seen, in};
    enum err e = db_write(cx, move_tx, &a);
    if (!e)
        e = matters_load(cx, j->m.county, j->m.id, &j->m);
    return e ? e : joint_load(cx, &j->m, j);
}

static enum err leave_undecided(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return joint_leave_undecided(cx, s->m);
}
const struct matters_effect joint_effects[] = {{"leave_undecided", leave_undecided}, {0}};

/* ---- finding ------------------------------------------------------------------ */

enum err joint_load(struct ctx *cx, const struct matter *m, struct joint *out)
{
    struct matter own = *m; /* may be out's */
    AUTO_ROWS rows =
        db_query(cx, &joint_sql_find, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct joint){.m = own,
                              .at_ms = db_get_int(&rows, 0),
                              .room = db_keep_text(&rows, 1),
                              .chair = db_keep_text(&rows, 2),
                              .words = db_keep_text(&rows, 3)};
    return e;
}

/* The organisation of the actor's i-th post, if that post attends for it; -1: none. */
static int64_t own_org(struct ctx *cx, int i)
{
    const struct post *p = cx->posts && i < cx->posts->n ? &cx->posts->at[i] : NULL;
    return p && may(cx, ACT_JOINT_ATTEND, p->scope, p->org) ? p->org : -1;
}

static enum err is_invited(struct ctx *cx, int64_t county, int64_t id, bool *yes)
{
    AUTO_ROWS r =
        db_query(cx, &joint_sql_is_invited, db_int("county", county), db_int("meeting", id),
                 db_int("org1", own_org(cx, 0)), db_int("org2", own_org(cx, 1)),
                 db_int("org3", own_org(cx, 2)), db_int("org4", own_org(cx, 3)));
    *yes = db_next(&r);
    return r.err;
}

static enum err id_of(struct ctx *cx, int64_t county, str number, int64_t *id)
{
    AUTO_ROWS r =
        db_query(cx, &joint_sql_id_of, db_int("county", county), db_text("number", number));
    enum err e = db_one(&r);
    if (!e)
        *id = db_get_int(&r, 0);
    return e;
}

/* By the act at its place, or by an invitation of the own organisation, wherever that sits. */
enum err joint_find(struct ctx *cx, int64_t county, str number, struct joint *out)
{
    struct matter m;
    int64_t id;
    bool invited = false;
    enum err e = id_of(cx, county, number, &id);
    if (!e)
        e = matters_load(cx, county, id, &m);
    if (!e && !may(cx, ACT_JOINT_READ, m.scope, NO_ORG)) {
        e = is_invited(cx, county, id, &invited);
        if (!e && (!invited || cx->county != county))
            return ERR_NOT_FOUND;
    }
    return e ? e : joint_load(cx, &m, out);
}

enum err joint_invited(struct ctx *cx, const struct joint *j,
                       struct joint_org out[JOINT_INVITED_MAX], int *n)
{
    int found = 0;
    AUTO_ROWS r = db_query(cx, &joint_sql_invited, db_int("county", j->m.county),
                           db_int("meeting", j->m.id), db_int("max", JOINT_INVITED_MAX));
    while (found < JOINT_INVITED_MAX && db_next(&r))
        out[found++] = (struct joint_org){db_get_int(&r, 0), db_keep_text(&r, 1)};
    enum err e = db_end(&r);
    if (!e)
        *n = found;
    return e;
}

static enum err list_ids(struct ctx *cx, bool open, int64_t *out, int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_JOINT_READ, &reach);
    *n = 0;
    AUTO_ROWS r = db_query(cx, &joint_sql_list, db_int("county", cx->county), db_int("open", open),
                           db_int("before_at", INT64_MAX), db_int("before", INT64_MAX),
                           db_int("max", max), db_int("own1", own_org(cx, 0)),
                           db_int("own2", own_org(cx, 1)), db_int("own3", own_org(cx, 2)),
                           db_int("own4", own_org(cx, 3)), POSTS_RANGE_ARGS(reach));
    while (*n < max && db_next(&r))
        out[(*n)++] = db_get_int(&r, 0);
    return db_end(&r);
}

enum err joint_list(struct ctx *cx, bool open, struct joint *out, int max, int *n)
{
    int64_t *ids = NEW_N(cx->mem, int64_t, max);
    int found = 0;
    enum err e = list_ids(cx, open, ids, max, &found);
    for (int i = 0; !e && i < found; i++) {
        struct matter m;
        e = matters_load(cx, cx->county, ids[i], &m);
        if (!e)
            e = joint_load(cx, &m, &out[i]);
    }
    if (!e)
        *n = found;
    return e;
}
