/* proof.c: whoever walks the grids and says what is to be seen at a case has been there. A phone
 * that gives no position, a rough one or one from far away is answered with words and leads to the
 * list of reasons, never to a lost form. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "civic/places/geo.h"
#include "rooms/cases/proof_sql.h" /* generated */

const char *const cases_why_names[CASES_WHYS] = {"",          "no_signal", "indoors", "no_pin",
                                                 "wrong_pin", "unsafe",    "private", "other"};
const char *const cases_why_labels[CASES_WHYS] = {
    "",
    N_("The phone finds no position here"),
    N_("It is inside a building"),
    N_("The case has no point on the map"),
    N_("The point on the map is wrong"),
    N_("Going near is dangerous"),
    N_("People would be in the photo"),
    N_("Something else"),
};

enum cases_why cases_why_named(str name)
{
    int w = 0;
    while (w < CASES_WHYS && !str_is(name, cases_why_names[w]))
        w++;
    return (enum cases_why)w;
}

/* ---- what is a look ----------------------------------------------------- */

bool cases_is_look(const struct flow *f, const struct flow_move *move)
{
    for (int i = 0; i < move->n_who; i++) {
        int t =
            move->who[i].kind == FLOW_BY_TASK ? flow_task_find(f, str_of(move->who[i].word)) : -1;
        if (t < 0 || f->tasks[t].kind != FLOW_CHECK)
            return false;
    }
    return move->n_who > 0;
}

bool cases_must_show(const struct ctx *cx, const struct flow *f, const struct flow_move *move)
{
    return cases_is_look(f, move) && may_somewhere(cx, ACT_FIELD);
}

/* ---- near enough, or why not -------------------------------------------- */

static int64_t metres_off(const struct casefile *c, const struct cases_spot *at)
{
    if (!c->spot.measured || !at->measured || at->accuracy_m > CASES_PROOF_ROUGH_M)
        return -1;
    return geo_metres(
        (struct geo_point){.lon = (int32_t)c->spot.lon_u, .lat = (int32_t)c->spot.lat_u},
        (struct geo_point){.lon = (int32_t)at->lon_u, .lat = (int32_t)at->lat_u});
}

static enum err not_near(struct ctx *cx, const struct casefile *c, const struct cases_spot *at,
                         int64_t metres, int64_t limit)
{
    struct tr_arg args[] = {
        TR("m", str_fmt(cx->mem, "%lld", (long long)(metres < 0 ? at->accuracy_m : metres))),
        TR("limit", str_fmt(cx->mem, "%lld", (long long)limit))};
    if (!c->spot.measured)
        return fail_field(cx, "why",
                          _("This case has no point on the map. Choose that below, and save."));
    if (!at->measured)
        return fail_field(
            cx, "here",
            _("The phone gave no position. Tap “I am here” once more, or choose below "
              "why not."));
    if (metres < 0)
        return fail_field_args(cx, "here",
                               _("The phone knows its position only to {m} m. Step into the open "
                                 "and tap “I am here” once more, or choose below why not."),
                               args, 1);
    return fail_field_args(cx, "here",
                           _("You are {m} m away; {limit} m is near enough. Go there and tap “I am "
                             "here” once more, or choose below why not."),
                           args, COUNT(args));
}

static enum err check_why(struct ctx *cx, const struct casefile *c, const struct cases_proof *p)
{
    if (p->why == CASES_WHYS)
        return fail_field(cx, "why", _("Choose from the list."));
    if (p->why == CASES_WHY_NO_PIN && c->spot.measured)
        return fail_field(cx, "why", _("This case has a point on the map. Choose another reason."));
    if ((p->why == CASES_WHY_WRONG_PIN || p->why == CASES_WHY_OTHER) && !p->words.len)
        return fail_field(cx, "why_words", _("Say it in a few words."));
    return OK;
}

/* A photo of before the day says nothing of now; most phones' photos come without their time. */
static bool is_old(const struct ctx *cx, const struct cases_files *files)
{
    for (int i = 0; files && i < files->n; i++)
        if (files->at[i].file.taken_ms && cx->now - files->at[i].file.taken_ms > CASES_PHOTO_OLD_MS)
            return true;
    return false;
}

static enum err check_photo(struct ctx *cx, const struct cases_move *in)
{
    bool none = in->proof->why == CASES_WHY_UNSAFE || in->proof->why == CASES_WHY_PRIVATE;
    if (!in->in.photos && !none)
        return fail_field(cx, "photo", _("Take a photo of what is there now."));
    if (is_old(cx, in->files))
        return fail_field(cx, "photo",
                          _("This photo is more than a day old. Take one of what is there now."));
    return OK;
}

static enum err judge(struct ctx *cx, const struct casefile *c, const struct cases_move *in,
                      struct cases_shown *out)
{
    const struct cases_proof *p = in->proof;
    struct cases_proof_limit limit;
    enum err e = cases_proof_limit(cx, c->m.county, &limit);
    if (e)
        return e;
    *out = (struct cases_shown){
        .why = p->why, .words = p->words, .metres = metres_off(c, &p->at), .limit_m = limit.metres};
    bool near = out->metres >= 0 && out->metres <= limit.metres;
    e = check_why(cx, c, p);
    if (!e && !near && p->why == CASES_WHY_NONE)
        e = not_near(cx, c, &p->at, out->metres, limit.metres);
    enum err photo = check_photo(cx, in);
    return e ? e : photo;
}

static enum err keep(struct ctx *cx, const struct casefile *c, const char *move,
                     const struct cases_shown *s)
{
    const char *why = cases_why_names[s->why];
    enum err e = db_exec(cx, NULL, &proof_sql_insert, db_int("county", c->m.county),
                         db_int("id", db_new_id(cx)), db_int("case_id", c->m.id),
                         db_word("move", move), db_int("account", cx->actor),
                         db_int("metres", s->metres), db_int("limit_m", s->limit_m),
                         db_word("why", why), db_text("words", s->words), db_int("now", cx->now));
    if (e)
        return e;
    return facts_add(
        cx, &(struct fact){.county = c->m.county,
                           .place = c->m.place,
                           .scope = c->m.scope,
                           .subject_kind = "matter",
                           .subject = c->m.id,
                           .kind = "case.looked_at",
                           .reason = str_of(why),
                           .payload = str_fmt(cx->mem,
                                              "{\"limit\":%lld,\"metres\":%lld,"
                                              "\"move\":\"%s\"}",
                                              (long long)s->limit_m, (long long)s->metres, move),
                           .audience = FACTS_STAFF});
}

enum err cases_keep_proof(struct ctx *cx, const struct casefile *c, const struct cases_move *in)
{
    struct cases_shown shown;
    int i = flow_move_find(c->m.flow, str_of(in->move));
    if (i < 0 || !cases_must_show(cx, c->m.flow, &c->m.flow->moves[i]))
        return OK;
    if (!in->proof)
        return fail(cx, ERR_CONFLICT,
                    _("Look on the spot, and say there what you found: open it under Today."));
    enum err e = judge(cx, c, in, &shown);
    return e ? e : keep(cx, c, c->m.flow->moves[i].name, &shown);
}

/* ---- showing ------------------------------------------------------------ */

enum err cases_list_shown(struct ctx *cx, const struct matter *m, struct cases_shown *out, int max,
                          int *n)
{
    int found = 0;
    AUTO_ROWS r = db_query(cx, &proof_sql_list, db_int("county", m->county),
                           db_int("case_id", m->id), db_int("max", max));
    for (; found < max && db_next(&r); found++)
        out[found] = (struct cases_shown){.at_ms = db_get_int(&r, 0),
                                          .account = db_get_int(&r, 1),
                                          .metres = db_get_int(&r, 2),
                                          .limit_m = db_get_int(&r, 3),
                                          .move = db_keep_text(&r, 4),
                                          .why = cases_why_named(db_get_text(&r, 5)),
                                          .words = db_keep_text(&r, 6)};
    *n = found;
    return db_end(&r);
}

str cases_shown_text(struct ctx *cx, const struct cases_shown *s)
{
    struct tr_arg args[] = {
        TR("m", str_fmt(cx->mem, "%lld", (long long)s->metres)),
        TR("limit", str_fmt(cx->mem, "%lld", (long long)s->limit_m)),
        TR("why", s->why < CASES_WHYS ? tr(cx->lang, cases_why_labels[s->why]) : STR_NONE)};
    if (s->why == CASES_WHY_NONE)
        return tr_fill(cx->mem, cx->lang, _("{m} m from the place ({limit} m is near enough)"),
                       args, COUNT(args));
    return tr_fill(cx->mem, cx->lang,
                   s->metres < 0 ? _("Not shown on the spot: {why}")
                                 : _("{m} m from the place; reason: {why}"),
                   args, COUNT(args));
}

/* ---- the limit ----------------------------------------------------------- */

enum err cases_proof_limit(struct ctx *cx, int64_t county, struct cases_proof_limit *out)
{
    AUTO_ROWS r = db_query(cx, &proof_sql_limit, db_int("county", county));
    enum err e = db_one(&r);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *out = e ? (struct cases_proof_limit){.metres = CASES_PROOF_USUAL_M}
             : (struct cases_proof_limit){db_get_int(&r, 0), db_get_int(&r, 1)};
    return OK;
}

struct limit_args {
    int64_t county;
    const struct cases_proof_limit *in;
};

static enum err limit_tx(struct ctx *cx, void *arg)
{
    const struct limit_args *a = arg;
    int64_t changed = 1, place = a->county * 1000000000;
    enum err e = a->in->row_ver
                     ? db_exec(cx, &changed, &proof_sql_limit_change, db_int("county", a->county),
                               db_int("metres", a->in->metres), db_int("seen", a->in->row_ver))
                     : db_exec(cx, NULL, &proof_sql_limit_add, db_int("county", a->county),
                               db_int("metres", a->in->metres));
    if (e == ERR_CONFLICT || (!e && !changed))
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    if (e)
        return e;
    if (!may(cx, ACT_SYSTEM_CONFIG, place, NO_ORG))
        return ERR_NOT_FOUND;
    return facts_add(cx, &(struct fact){.county = a->county,
                                        .place = place,
                                        .scope = place,
                                        .subject_kind = "place",
                                        .subject = place,
                                        .kind = "limit.look_set",
                                        .to = str_fmt(cx->mem, "%lld", (long long)a->in->metres),
                                        .audience = FACTS_AUDIT});
}

enum err cases_proof_limit_set(struct ctx *cx, int64_t county, const struct cases_proof_limit *in)
{
    struct limit_args a = {county, in};
    if (in->metres < CASES_PROOF_LEAST_M || in->metres > CASES_PROOF_MOST_M)
        return fail_field(cx, "metres", _("Write a distance from 10 to 5,000 metres."));
    return db_write(cx, limit_tx, &a);
}
