/* appeal.c: see appeal.h. */
#include "rooms/insight/appeal.h"
#include "rooms/insight/appeal_sql.h"
#include "rooms/insight/insight_own.h"

/* ---- who ------------------------------------------------------------------- */

/* The unit that handles it, or the community's own committee where the actor stands for a place. */
int64_t appeal_org(struct ctx *cx, const struct matter *about)
{
    const struct posts *p = cx->posts;
    if (!str_is(about->kind, "case"))
        return 0;
    if (about->lead_org && may(cx, ACT_INSIGHT_APPEAL, about->scope, about->lead_org))
        for (int i = 0; i < p->n; i++)
            if (p->at[i].org == about->lead_org)
                return about->lead_org;
    if (!may(cx, ACT_INSIGHT_APPEAL, about->scope, NO_ORG))
        return 0;
    for (int i = 0; i < p->n; i++)
        if (p->at[i].id == cx->post)
            return p->at[i].org;
    return 0;
}

/* ---- opening ----------------------------------------------------------------- */

struct open_args {
    const struct matter *about;
    const struct matters_new *in;
    str body;
    int64_t org;
    struct matters_opened out;
};

static enum err put_appeal(struct ctx *cx, const struct open_args *a)
{
    int64_t added = 0;
    enum err e =
        db_exec(cx, &added, &appeal_sql_add, db_int("county", a->about->county),
                db_int("id", a->out.id), db_int("case_id", a->about->id), db_int("org", a->org),
                db_int("account", cx->actor), db_text("body", a->body), db_int("now", cx->now));
    if (e || added)
        return e;
    return fail(cx, ERR_CONFLICT, _("Your unit has appealed about this case already."));
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    if (appeal_org(cx, a->about) != a->org)
        return ERR_NOT_FOUND;
    enum err e = matters_open(cx, a->in, &a->out);
    if (!e)
        e = put_appeal(cx, a);
    return e ? e : matters_number(cx, a->in, &a->out);
}

enum err appeal_open(struct ctx *cx, const struct matter *about, str body, int64_t *id)
{
    struct open_args a = {.about = about, .body = body, .org = appeal_org(cx, about)};
    struct matters_new in = {.kind = "appeal",
                             .flow = S("appeal"),
                             .county = about->county,
                             .place = about->place,
                             .scope = about->scope,
                             .category = about->category,
                             .title = str_fmt(cx->mem, "%.*s", STR_ARG(about->number)),
                             .source = S("department"),
                             .reporter = cx->actor,
                             .no_token = true};
    if (!a.org)
        return ERR_NOT_FOUND;
    if (!body.len)
        return fail_field(cx, "body", _("Say why the case should not be counted."));
    enum err e = places_alias(cx, place_above(about->scope, PLACE_COMMUNITY), &in.alias);
    if (!e)
        e = matters_prepare(cx, &in);
    if (e)
        return e;
    a.in = &in;
    e = db_write(cx, open_tx, &a);
    if (!e)
        *id = a.out.id;
    return e;
}

/* ---- reading -------------------------------------------------------------------- */

static enum err read_appeal(struct ctx *cx, const struct matter *m, struct appeal *out)
{
    AUTO_ROWS rows =
        db_query(cx, &appeal_sql_find, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct appeal){.m = *m,
                               .id = db_get_int(&rows, 0),
                               .case_id = db_get_int(&rows, 1),
                               .org = db_get_int(&rows, 2),
                               .account = db_get_int(&rows, 3),
                               .body = db_keep_text(&rows, 4),
                               .answer = db_keep_text(&rows, 5),
                               .at_ms = db_get_int(&rows, 6)};
    return e;
}

static enum err load(struct ctx *cx, const struct matter *m, struct appeal *out)
{
    enum err e = str_is(m->kind, "appeal") ? read_appeal(cx, m, out) : ERR_NOT_FOUND;
    return e ? e : matters_load(cx, m->county, out->case_id, &out->about);
}

enum err appeal_find(struct ctx *cx, int64_t county, str number, struct appeal *out)
{
    struct matter m;
    enum err e = matters_by_number(cx, county, number, MATTERS_VIEW_REPORTER, &m);
    return e ? e : load(cx, &m, out);
}

enum err appeal_list(struct ctx *cx, int64_t county, int64_t before, struct appeal *out, int max,
                     int *n)
{
    enum { MOST = 50 };
    int64_t ids[MOST];
    struct posts_reach r, own;
    int got = 0;
    posts_reach(cx, ACT_INSIGHT, &r);
    posts_reach(cx, ACT_INSIGHT_APPEAL, &own);
    {
        AUTO_ROWS rows =
            db_query(cx, &appeal_sql_list, db_int("county", county), db_int("before", before),
                     POSTS_RANGE_ARGS(r), db_int("org1", own.org[0]), db_int("org2", own.org[1]),
                     db_int("org3", own.org[2]), db_int("org4", own.org[3]),
                     db_int("max", max < MOST ? max : MOST));
        while (got < max && got < MOST && db_next(&rows))
            ids[got++] = db_get_int(&rows, 0);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    enum err e = OK;
    for (int i = 0; !e && i < got; i++) {
        struct matter m;
        e = matters_load(cx, county, ids[i], &m);
        if (!e)
            e = load(cx, &m, &out[i]);
    }
    if (!e)
        *n = got;
    return e;
}

/* ---- deciding --------------------------------------------------------------------- */

struct move_args {
    struct appeal *a;
    const char *move;
    const struct matters_input *in;
    str say;
    struct matter now;
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    a->now = a->a->m;
    enum err e = matters_move(cx, &a->now, a->move, a->in);
    if (e || !a->say.len)
        return e;
    return db_exec(cx, NULL, &appeal_sql_answer, db_text("answer", a->say),
                   db_int("county", a->now.county), db_int("id", a->now.id));
}

enum err appeal_move(struct ctx *cx, struct appeal *a, const char *move,
                     const struct matters_input *in, str say)
{
    struct move_args args = {a, move, in, say, a->m};
    enum err e = db_write(cx, move_tx, &args);
    if (!e)
        a->m = args.now;
    return e;
}

static bool holds_post_in(const struct ctx *cx, int64_t org)
{
    for (int i = 0; org && cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org == org)
            return true;
    return false;
}

static enum err decider_apart(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct appeal a;
    (void)arg;
    enum err e = load(cx, s->m, &a);
    if (e)
        return e;
    if (a.account == cx->actor || holds_post_in(cx, a.org) || holds_post_in(cx, a.about.lead_org))
        return fail(cx, ERR_CONFLICT,
                    _("Somebody else has to decide: this concerns your own unit."));
    return OK;
}

static enum err take_out(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct appeal a;
    (void)arg;
    enum err e = load(cx, s->m, &a);
    if (!e)
        e = db_exec(cx, NULL, &appeal_sql_exclude, db_int("county", a.m.county),
                    db_int("id", a.case_id), db_int("appeal", a.id), db_int("now", cx->now));
    if (!e)
        e = insight_rebuild(cx, a.m.county, a.case_id);
    struct fact f = {.county = a.m.county,
                     .place = a.about.place,
                     .scope = a.about.scope,
                     .subject_kind = "matter",
                     .subject = a.case_id,
                     .kind = "insight.excluded",
                     .reason = s->in->reason,
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

static const struct matters_guard guards[] = {{"decider_apart", decider_apart}, {0}};
static const struct matters_effect effects[] = {{"take_out", take_out}, {0}};
const struct matters_kind appeal_kind = {.name = "appeal",
                                         .label = N_("Appeal"),
                                         .read_act = ACT_INSIGHT,
                                         .private_act = ACT_INSIGHT_DECIDE,
                                         .flow = "appeal",
                                         .desk = "/insight/appeals/",
                                         .guards = guards,
                                         .effects = effects};
