/* patrol.c: plans of patrols and their routes. */
#include "rooms/field/patrol_own.h"

#include "civic/people/people.h"
#include "civic/places/places.h"

const char *const patrol_per_names[PATROL_PERS] = {"day", "week", "month"};

/* ---- hours ---------------------------------------------------------------- */

static bool read_clock(str s, int *minute)
{
    int64_t h, m;
    str hour = str_cut(&s, ':');
    if (str_int(hour, &h) || str_int(s, &m) || s.len != 2 || h < 0 || h > 24 || m < 0 || m > 59)
        return false;
    *minute = (int)(h * 60 + m);
    return *minute <= 24 * 60;
}

static bool read_window(str word, int *from, int *to)
{
    str begin = str_cut(&word, '-');
    return read_clock(begin, from) && read_clock(word, to) && *from != *to;
}

/* Full-width and Chinese marks as people type them. */
static str plain_marks(struct arena *mem, str s)
{
    static const struct {
        const char *from;
        char to;
    } marks[] = {{"：", ':'}, {"—", '-'},  {"–", '-'},
                 {"～", '-'}, {"~", '-'},  {"\xe8\x87\xb3" /* U+81F3, until */, '-'},
                 {"，", ' '}, {"、", ' '}, {",", ' '},
                 {"；", ' '}, {";", ' '}};
    struct buf b = buf_new(mem, 400);
    while (s.len) {
        size_t i = 0;
        while (i < COUNT(marks) && !str_starts(s, str_of(marks[i].from)))
            i++;
        size_t used = i < COUNT(marks) ? strlen(marks[i].from) : 1;
        buf_char(&b, i < COUNT(marks) ? marks[i].to : s.at[0]);
        s = (str){s.at + used, s.len - used};
    }
    return buf_done(&b);
}

enum err patrol_read_windows(struct ctx *cx, str typed, str *out)
{
    str rest = plain_marks(cx->mem, utf8_head(typed, 100));
    struct buf b = buf_new(cx->mem, 200);
    while (rest.len) {
        int from, to;
        str word = str_trim(str_cut(&rest, ' '));
        if (!word.len)
            continue;
        if (!read_window(word, &from, &to))
            return fail_field(cx, "windows", _("Write hours like 08:00-11:00 19:00-21:00."));
        buf_fmt(&b, "%s%02d:%02d-%02d:%02d", b.len ? " " : "", from / 60, from % 60, to / 60,
                to % 60);
    }
    *out = buf_done(&b);
    return OK;
}

bool patrol_in_hours(const struct patrol_plan *p, int64_t now)
{
    struct civil c = civil_of_ms(now);
    int minute = c.hour * 60 + c.minute, from, to;
    str rest = p->windows;
    while (rest.len) {
        str word = str_cut(&rest, ' ');
        if (!read_window(word, &from, &to))
            continue;
        if (from < to ? minute >= from && minute < to : minute >= from || minute < to)
            return true; /* or over midnight */
    }
    return !p->windows.len;
}

/* ---- reading --------------------------------------------------------------- */

static struct patrol_plan read_plan(struct rows *r, int64_t county)
{
    return (struct patrol_plan){.county = county,
                                .id = db_get_int(r, 0),
                                .scope = db_get_int(r, 1),
                                .name = db_keep_text(r, 2),
                                .times = db_get_int(r, 3),
                                .per = db_get_enum(r, 4, patrol_per_names, PATROL_PERS),
                                .windows = db_keep_text(r, 5),
                                .account = db_get_int(r, 6),
                                .from_day = db_get_int(r, 7),
                                .live = db_get_int(r, 8),
                                .row_ver = db_get_int(r, 9)};
}

static enum err read_grids(struct ctx *cx, struct patrol_plan *p)
{
    AUTO_ROWS r = db_query(cx, &patrol_sql_grids, db_int("county", p->county),
                           db_int("plan", p->id), db_int("max", PATROL_GRIDS_MAX));
    p->n_grids = 0;
    while (p->n_grids < PATROL_GRIDS_MAX && db_next(&r))
        p->grids[p->n_grids++] = db_get_int(&r, 0);
    return db_end(&r);
}

static enum err keep_plans(struct ctx *cx, struct rows *r, int64_t county, struct patrol_plan *out,
                           int max, int *n)
{
    int found = 0;
    while (found < max && db_next(r))
        out[found++] = read_plan(r, county);
    (void)cx;
    *n = found;
    return db_end(r);
}

enum err patrol_plans(struct ctx *cx, int64_t county, struct patrol_plan *out, int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_PATROL_PLAN, &reach);
    enum err e;
    {
        AUTO_ROWS r = db_query(cx, &patrol_sql_plans, db_int("county", county),
                               POSTS_RANGE_ARGS(reach), db_int("max", max));
        e = keep_plans(cx, &r, county, out, max, n);
    }
    for (int i = 0; !e && i < *n; i++)
        e = read_grids(cx, &out[i]);
    return e;
}

bool patrol_named_to(struct ctx *cx, const struct patrol_plan *p)
{
    return !p->account || p->account == cx->actor || post_stands_for(cx, p->county, p->account);
}

enum err patrol_mine(struct ctx *cx, int64_t county, struct patrol_plan *out, int max, int *n)
{
    struct posts_reach reach;
    struct patrol_plan *all = NEW_N(cx->mem, struct patrol_plan, PATROL_PLANS_MAX);
    int found = 0, kept = 0;
    posts_reach(cx, ACT_FIELD, &reach);
    {
        AUTO_ROWS r = db_query(cx, &patrol_sql_mine, db_int("county", county),
                               POSTS_RANGE_ARGS(reach), db_int("max", PATROL_PLANS_MAX));
        enum err e = keep_plans(cx, &r, county, all, PATROL_PLANS_MAX, &found);
        if (e)
            return e;
    }
    for (int i = 0; i < found && kept < max; i++)
        if (patrol_named_to(cx, &all[i]))
            out[kept++] = all[i];
    *n = kept;
    return OK;
}

enum err patrol_load(struct ctx *cx, int64_t county, int64_t id, struct patrol_plan *out)
{
    {
        AUTO_ROWS r = db_query(cx, &patrol_sql_plan, db_int("county", county), db_int("id", id));
        enum err e = db_one(&r);
        if (e)
            return e;
        *out = read_plan(&r, county);
    }
    return read_grids(cx, out);
}

enum err patrol_plan_find(struct ctx *cx, int64_t county, int64_t id, struct patrol_plan *out)
{
    struct patrol_plan p;
    enum err e = patrol_load(cx, county, id, &p);
    if (e)
        return e;
    if (!may(cx, ACT_PATROL_PLAN, p.scope, NO_ORG))
        return ERR_NOT_FOUND;
    *out = p;
    return OK;
}

/* ---- plans ----------------------------------------------------------------- */

static enum err tell(struct ctx *cx, const struct patrol_plan *p, const char *kind)
{
    return facts_add(cx, &(struct fact){.county = p->county,
                                        .place = p->scope,
                                        .scope = p->scope,
                                        .subject_kind = "patrol_plan",
                                        .subject = p->id,
                                        .kind = kind,
                                        .audience = FACTS_STAFF});
}

static enum err put_grids(struct ctx *cx, const struct patrol_plan *p)
{
    enum err e = db_exec(cx, NULL, &patrol_sql_grids_clear, db_int("county", p->county),
                         db_int("plan", p->id));
    for (int i = 0; !e && i < p->n_grids; i++)
        e = db_exec(cx, NULL, &patrol_sql_grid_insert, db_int("county", p->county),
                    db_int("plan", p->id), db_int("grid", p->grids[i]));
    return e;
}

/* Grids of the plan's own community, and a worker who works in one of them. */
static enum err check_for(struct ctx *cx, const struct patrol_plan *p)
{
    struct people_holder h[PEOPLE_HOLDERS_MOST];
    bool works = !p->account;
    if (!p->n_grids)
        return fail_field(cx, "grid", _("Choose at least one grid."));
    for (int i = 0; i < p->n_grids; i++) {
        int n = 0;
        if (place_above(p->grids[i], PLACE_COMMUNITY) != p->scope)
            return fail_field(cx, "grid", _("Choose grids of this community."));
        enum err e =
            works ? OK
                  : people_holders(cx, p->county, ACT_FIELD, p->grids[i], NO_ORG, h, COUNT(h), &n);
        if (e)
            return e;
        for (int k = 0; k < n; k++)
            works = works || h[k].account == p->account;
    }
    return works ? OK : fail_field(cx, "account", _("This worker has none of the grids chosen."));
}

static enum err check_plan(struct ctx *cx, const struct patrol_plan *p)
{
    enum err e = OK;
    if (!p->name.len)
        e = fail_field(cx, "name", _("Give the patrol a name."));
    if (p->times < 1 || p->times > PATROL_TIMES_MAX)
        e = fail_field(cx, "times", _("Once to ten times."));
    if (p->per >= PATROL_PERS)
        e = fail_field(cx, "per", _("Choose from the list."));
    enum err e2 = check_for(cx, p);
    return e ? e : e2;
}

struct plan_args {
    const struct patrol_plan *in;
    int64_t id;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct plan_args *a = arg;
    struct patrol_plan p = *a->in;
    p.id = a->id;
    if (!may(cx, ACT_PATROL_PLAN, p.scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = check_plan(cx, &p);
    if (!e)
        e = db_exec(cx, NULL, &patrol_sql_plan_insert, db_int("county", p.county),
                    db_int("id", p.id), db_int("place", p.scope), db_int("scope", p.scope),
                    db_text("name", p.name), db_int("times", p.times),
                    db_word("per", patrol_per_names[p.per]), db_text("windows", p.windows),
                    db_int("account", p.account), db_int("from_day", day_of_ms(cx->now)));
    if (!e)
        e = put_grids(cx, &p);
    if (!e)
        e = db_idem_result(cx, str_fmt(cx->mem, "/desk/patrols/%lld?saved=1", (long long)p.id));
    return e ? e : tell(cx, &p, "patrol.planned");
}

enum err patrol_plan_add(struct ctx *cx, const struct patrol_plan *in, int64_t *id)
{
    struct plan_args a = {in, db_new_id(cx)};
    enum err e = db_write(cx, add_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct plan_args *a = arg;
    const struct patrol_plan *p = a->in;
    struct patrol_plan now;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &patrol_sql_plan_change, db_int("county", p->county),
                         db_int("id", p->id), db_text("name", p->name), db_int("times", p->times),
                         db_word("per", p->per < PATROL_PERS ? patrol_per_names[p->per] : "day"),
                         db_text("windows", p->windows), db_int("account", p->account),
                         db_int("live", p->live), db_int("seen", p->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    if (!e)
        e = patrol_plan_find(cx, p->county, p->id, &now);
    if (!e && now.scope != p->scope)
        e = ERR_NOT_FOUND;
    if (!e)
        e = check_plan(cx, p);
    if (!e)
        e = put_grids(cx, p);
    return e ? e : tell(cx, p, p->live ? "patrol.plan_changed" : "patrol.plan_ended");
}

enum err patrol_plan_change(struct ctx *cx, const struct patrol_plan *in)
{
    struct plan_args a = {in, in->id};
    return db_write(cx, change_tx, &a);
}

/* ---- the route ------------------------------------------------------------- */

enum { NEVER = 2932896 }; /* 9999-12-31 */

enum err patrol_points_since(struct ctx *cx, int64_t county, int64_t plan, int64_t day,
                             struct patrol_point *out, int max, int *n)
{
    int found = 0;
    AUTO_ROWS r = db_query(cx, &patrol_sql_points, db_int("county", county), db_int("plan", plan),
                           db_int("day", day), db_int("max", max));
    for (; found < max && db_next(&r); found++)
        out[found] = (struct patrol_point){.id = db_get_int(&r, 0),
                                           .at_no = db_get_int(&r, 1),
                                           .name = db_keep_text(&r, 2),
                                           .words = db_keep_text(&r, 3),
                                           .measured = !db_get_null(&r, 4),
                                           .lat_u = db_get_null(&r, 4) ? 0 : db_get_int(&r, 4),
                                           .lon_u = db_get_null(&r, 5) ? 0 : db_get_int(&r, 5),
                                           .from_day = db_get_int(&r, 6),
                                           .gone_day = db_get_int(&r, 7),
                                           .metres = -1};
    *n = found;
    return db_end(&r);
}

enum err patrol_points(struct ctx *cx, int64_t county, int64_t plan, struct patrol_point *out,
                       int *n)
{
    return patrol_points_since(cx, county, plan, day_of_ms(cx->now), out, PATROL_POINTS_MAX, n);
}

struct point_args {
    const struct patrol_plan *p;
    const struct patrol_point *in; /* to be added, or NULL */
    int64_t id;
    int by;
};

/* The plan is as it was seen, and the actor's to plan. */
static enum err touch(struct ctx *cx, const struct patrol_plan *p)
{
    struct patrol_plan now;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &patrol_sql_plan_touch, db_int("county", p->county),
                         db_int("id", p->id), db_int("seen", p->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    return e ? e : patrol_plan_find(cx, p->county, p->id, &now);
}

static enum err place_at(struct ctx *cx, const struct patrol_plan *p, int64_t id, int64_t at_no)
{
    return db_exec(cx, NULL, &patrol_sql_point_move, db_int("county", p->county), db_int("id", id),
                   db_int("plan", p->id), db_int("at_no", at_no));
}

static enum err add_point_tx(struct ctx *cx, void *arg)
{
    const struct point_args *a = arg;
    const struct patrol_point *in = a->in;
    struct patrol_point *all = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    int n = 0;
    enum err e = touch(cx, a->p);
    if (!e)
        e = patrol_points(cx, a->p->county, a->p->id, all, &n);
    if (!e && n == PATROL_POINTS_MAX)
        e = fail_field(cx, "point", _("A route has at most sixty points."));
    if (e)
        return e;
    int64_t last = n ? all[n - 1].at_no : 0;
    return db_exec(cx, NULL, &patrol_sql_point_insert, db_int("county", a->p->county),
                   db_int("id", a->id), db_int("plan", a->p->id), db_int("at_no", last + 1),
                   db_text("name", in->name), db_text("words", in->words),
                   in->measured ? db_int("lat_u", in->lat_u) : db_null("lat_u"),
                   in->measured ? db_int("lon_u", in->lon_u) : db_null("lon_u"),
                   db_int("from_day", day_of_ms(cx->now)), db_int("gone_day", NEVER));
}

enum err patrol_point_add(struct ctx *cx, const struct patrol_plan *p,
                          const struct patrol_point *in)
{
    struct point_args a = {.p = p, .in = in, .id = db_new_id(cx)};
    if (!in->name.len)
        return fail_field(cx, "point", _("Give the point a name."));
    return db_write(cx, add_point_tx, &a);
}

static enum err drop_point_tx(struct ctx *cx, void *arg)
{
    const struct point_args *a = arg;
    int64_t dropped = 0;
    enum err e = touch(cx, a->p);
    if (!e)
        e = db_exec(cx, &dropped, &patrol_sql_point_drop, db_int("county", a->p->county),
                    db_int("id", a->id), db_int("plan", a->p->id),
                    db_int("today", day_of_ms(cx->now)));
    return e || dropped ? e : ERR_NOT_FOUND;
}

enum err patrol_point_drop(struct ctx *cx, const struct patrol_plan *p, int64_t point)
{
    struct point_args a = {.p = p, .id = point};
    return db_write(cx, drop_point_tx, &a);
}

static enum err move_point_tx(struct ctx *cx, void *arg)
{
    const struct point_args *a = arg;
    struct patrol_point *all = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    int n = 0, at = 0;
    enum err e = touch(cx, a->p);
    if (!e)
        e = patrol_points(cx, a->p->county, a->p->id, all, &n);
    if (e)
        return e;
    while (at < n && all[at].id != a->id)
        at++;
    int other = at + a->by;
    if (at == n)
        return ERR_NOT_FOUND;
    if (other < 0 || other >= n)
        return OK; /* it is at the end already */
    e = place_at(cx, a->p, all[at].id, all[other].at_no);
    return e ? e : place_at(cx, a->p, all[other].id, all[at].at_no);
}

enum err patrol_point_move(struct ctx *cx, const struct patrol_plan *p, int64_t point, int by)
{
    struct point_args a = {.p = p, .id = point, .by = by < 0 ? -1 : 1};
    return db_write(cx, move_point_tx, &a);
}
