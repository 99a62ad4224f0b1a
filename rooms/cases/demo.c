/* demo.c: a few hundred cases in every state, made from data/demo/cases.csv by walking each case
 * along its flow as the people it needs. Seeded by number, laid out backwards from the clock. */
#include "rooms/cases/cases_own.h"
#include "rooms/cases/demo_photos.h"

#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/base/csv.h"

enum { LINES_MOST = 200, STEPS_OF_CASE = 16, TASKS_OF_CASE = 32, SCENES_MOST = 20 };

struct line { /* of the file */
    str code, setting, text, where, reply, outcome;
    const struct demo_scene *scene; /* NULL: nobody took a photo */
};
struct demo {
    int64_t county;
    struct line lines[LINES_MOST];
    int n_lines;
    struct demo_scene scenes[SCENES_MOST];
    int n_scenes;
    struct place *communities;
    int n_communities;
};

/* splitmix64: the same numbers on every machine. */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static int64_t pick(int i, int salt, int64_t n)
{
    return (int64_t)(mix((uint64_t)i * 1000 + (uint64_t)salt) % (uint64_t)n);
}

/* ---- what is on the way ------------------------------------------------ */

/* How far a case has come: the moves it will take, in the words of both flows; a move that the
 * flow does not offer is passed over. */
static const struct course {
    const char *moves[STEPS_OF_CASE];
    int share; /* per cent */
} courses[] = {
    {{NULL}, 7},
    {{"found_true", NULL}, 6},
    {{"found_true", "accept", NULL}, 4},
    {{"found_true", "accept", "file", NULL}, 6},
    {{"found_true", "accept", "file", "dispatch", NULL}, 20},
    {{"found_true", "accept", "file", "dispatch", "feed_back", NULL}, 6},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", NULL}, 4},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", "close", NULL}, 10},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", "close", "word_yes",
      "rate", NULL},
     22},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", "close", "word_partly",
      NULL},
     4},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", "close", "word_no",
      NULL},
     3},
    {{"found_true", "refuse", NULL}, 3},
    {{"found_true", "accept", "decline", NULL}, 1},
    {{"found_true", "accept", "file", "dispatch", "ask_hold", "hold", NULL}, 2},
    {{"found_true", "accept", "file", "dispatch", "ask_return", "return", "dispatch", NULL}, 2},
    {{"found_true", "accept", "file", "dispatch", "feed_back", "found_done", "close", "word_no",
      "dispatch", "feed_back", "found_done", "close", "word_yes", NULL},
     0},
};

/* In the first grid of the community whose staff the demo has: one to look whether it is so, one
 * whether it is done. */
enum { DEMO_TO_VERIFY = 0, DEMO_TO_CHECK = 3, DEMO_CHECKING = 5 };

static const struct course *course_of(int i)
{
    if (i == DEMO_TO_VERIFY || i == DEMO_TO_CHECK)
        return &courses[i == DEMO_TO_VERIFY ? 0 : DEMO_CHECKING];
    int64_t at = pick(i, 1, 100);
    for (size_t k = 0; k < COUNT(courses); k++)
        if ((at -= courses[k].share) < 0)
            return &courses[k];
    return &courses[0];
}

/* ---- acting as those who do it ------------------------------------------ */

static enum err be(struct ctx *cx, int64_t county, int64_t account)
{
    cx->county = county;
    cx->actor = account;
    cx->posts = NULL;
    cx->post = 0;
    return account ? people_load(cx) : OK;
}

/* Those who may do an open task: its owner, or whoever holds a post for it there. */
static enum err workers_of(struct ctx *cx, const struct task *t, struct people_holder *out, int max,
                           int *n)
{
    *n = 0;
    if (t->account) {
        out[(*n)++] = (struct people_holder){.account = t->account};
        return OK;
    }
    return people_holders(cx, t->county, str_z(cx->mem, t->act), t->scope, t->org, out, max, n);
}

static bool offers(struct ctx *cx, const struct matter *m, const char *move, str token)
{
    struct matters_offer o[32];
    int n = 0;
    if (matters_offers(cx, m, token, o, COUNT(o), &n))
        return false;
    for (int i = 0; i < n; i++)
        if (strcmp(o[i].move->name, move) == 0 && !o[i].waits.len)
            return true;
    return false;
}

static enum err become_mover(struct ctx *cx, const struct matter *m, const char *move, bool *found)
{
    struct task tasks[TASKS_OF_CASE];
    struct people_holder who[8];
    int n = 0, holders = 0;
    *found = false;
    enum err e = matters_tasks(cx, m, tasks, COUNT(tasks), &n);
    for (int i = 0; !e && i < n && !*found; i++) {
        if (tasks[i].state != MATTERS_TASK_OPEN)
            continue;
        e = workers_of(cx, &tasks[i], who, COUNT(who), &holders);
        for (int k = 0; !e && k < holders && !*found; k++) {
            e = be(cx, m->county, who[k].account);
            *found = !e && offers(cx, m, move, STR_NONE);
        }
    }
    return e;
}

/* ---- one case ----------------------------------------------------------- */

struct life { /* of one case while it is made */
    const struct demo *d;
    const struct line *line;
    int i;
    int64_t community, reporter;
    struct cases_receipt receipt;
    struct casefile c;
    struct demo_photos photos;
    bool released;
    int64_t ago_ms; /* over 0: one of the months before, ended and not shown to the public */
};

/* The department that the list names; what belongs to a community or a property company goes to
 * the one there, else to the town. */
static enum err first_org(struct ctx *cx, const struct life *l, int64_t *org)
{
    struct category_limit limit = {.org = 0};
    struct org *orgs;
    int n = 0;
    int64_t town = place_above(l->community, PLACE_TOWN);
    enum org_kind kind = str_is(l->c.category.owner, "property") ? ORG_PROPERTY : ORG_COMMITTEE;
    enum err e =
        cases_category_limit(cx, l->d->county, l->line->code, S("handle"), l->c.m.scope, &limit);
    *org = limit.org;
    if (*org || (e && e != ERR_NOT_FOUND))
        return *org ? OK : e;
    e = org_list(cx, l->d->county, town, place_end(town), ORG_KINDS, &orgs, &n);
    for (int i = 0; !e && i < n; i++)
        if (orgs[i].scope == l->community ? orgs[i].kind == kind
                                          : orgs[i].kind == ORG_GOVERNMENT && !*org)
            *org = orgs[i].id;
    if (e || *org)
        return e;
    struct org other;
    e = org_find_code(cx, l->d->county, S("minzheng"), &other);
    if (!e)
        *org = other.id;
    return e;
}

/* Words stand with the steps that ask for them, and with no other. */
static bool asks_words(const struct matter *m, const char *move)
{
    int i = flow_move_find(m->flow, str_of(move));
    return i >= 0 && m->flow->moves[i].needs & FLOW_NEED_TEXT;
}

static const char *reason_of(const struct matter *m, const char *move)
{
    int i = flow_move_find(m->flow, str_of(move));
    return i >= 0 && m->flow->moves[i].n_reasons ? m->flow->moves[i].reasons[0].code : "";
}

static enum err fill_input(struct ctx *cx, struct life *l, const char *move, struct cases_move *out)
{
    *out = (struct cases_move){.move = move, .seen = l->c.m.row_ver};
    out->in.reason = str_of(reason_of(&l->c.m, move));
    if (asks_words(&l->c.m, move))
        out->say = out->in.text = l->line->reply;
    out->in.photos = 1;
    if (strcmp(move, "feed_back") == 0 && l->photos.files[1].n) {
        l->photos.files[1].at[0].file.added_ms = cx->now;
        out->files = &l->photos.files[1];
    }
    out->in.why_no_photo = l->line->where;
    out->in.until_ms = cx->now + 20 * DAY_MS;
    out->in.rating = (int)(3 + pick(l->i, 9, 3));
    if (strcmp(move, "feed_back") == 0)
        out->in.outcome = l->line->outcome;
    if (strcmp(move, "dispatch") != 0 && strcmp(move, "accept") != 0)
        return OK;
    out->in.n_orgs = 1;
    return first_org(cx, l, &out->in.orgs[0]);
}

static bool is_word(const char *move)
{
    return strncmp(move, "word_", 5) == 0 || strcmp(move, "rate") == 0;
}

static enum err take_step(struct ctx *cx, struct life *l, const char *move)
{
    struct cases_move in;
    bool found = false;
    enum err e =
        is_word(move) ? be(cx, l->d->county, l->reporter) : become_mover(cx, &l->c.m, move, &found);
    if (!e && is_word(move))
        found = offers(cx, &l->c.m, move, str_of(l->receipt.token));
    if (e || !found)
        return e;
    e = fill_input(cx, l, move, &in);
    in.in.token = is_word(move) ? str_of(l->receipt.token) : STR_NONE;
    struct cases_proof proof = {.at = l->c.spot};
    int off = (int)pick(l->i, 11, 8);
    proof.at.lat_u += off * 60; /* some steps beside it */
    if (!proof.at.measured)
        proof.why = CASES_WHY_NO_PIN;
    else if (off == 7)
        proof.why = CASES_WHY_INDOORS;
    in.proof = &proof;
    return e ? e : cases_move(cx, &l->c, &in);
}

/* A spot inside the community's grids, if they are drawn. */
static enum err choose_spot(struct ctx *cx, const struct life *l, struct cases_spot *out)
{
    struct grid *grids;
    int n = 0;
    enum err e = grid_list(cx, l->d->county, l->community, true, &grids, &n);
    if (e || !n)
        return e;
    const struct grid *g = &grids[l->i <= DEMO_TO_CHECK ? 0 : pick(l->i, 3, n)];
    if (g->kind != GRID_OUTLINE)
        return OK;
    for (int t = 0; t < 20 && !out->measured; t++) {
        struct place_hit hit[1];
        int hits = 0;
        out->lat_u = g->shape.box.least.lat +
                     pick(l->i, 100 + t, g->shape.box.most.lat - g->shape.box.least.lat + 1);
        out->lon_u = g->shape.box.least.lon +
                     pick(l->i, 200 + t, g->shape.box.most.lon - g->shape.box.least.lon + 1);
        out->accuracy_m = 5 + pick(l->i, 5, 30);
        e = places_grid_at(cx, l->d->county, out->lat_u, out->lon_u, hit, 1, &hits);
        out->measured = !e && hits && hit[0].code == g->code;
    }
    return e;
}

static str phone_of(struct ctx *cx, int i)
{
    return str_fmt(cx->mem, "138000000%02d", (int)pick(i, 10, 50) + 1);
}

/* What stands nearest of that kind, where facilities are known. */
static enum err choose_facility(struct ctx *cx, const struct life *l, struct cases_report *in)
{
    struct facility_near near;
    int n = 0;
    struct facility_around at = {l->d->county, in->spot.lat_u, in->spot.lon_u, l->line->code};
    enum err e = in->spot.measured ? facility_near(cx, &at, &near, 1, &n) : OK;
    if (e || !n || !place_within(near.f.scope, l->community))
        return e;
    in->facility = near.f.id;
    in->spot.lat_u = near.f.lat_u;
    in->spot.lon_u = near.f.lon_u;
    return OK;
}

static enum err report(struct ctx *cx, struct life *l)
{
    struct cases_report in = {.county = l->d->county,
                              .community = l->community,
                              .code = l->line->code,
                              .source = "resident",
                              .body = l->line->text,
                              .may_contact = pick(l->i, 6, 3) == 0};
    l->photos.files[0].at[0].file.added_ms = cx->now;
    in.files = &l->photos.files[0];
    if (!l->reporter)
        in.phone = phone_of(cx, l->i);
    enum err e = choose_spot(cx, l, &in.spot);
    in.spot.words = l->line->where;
    if (!e)
        e = choose_facility(cx, l, &in);
    if (!e)
        e = be(cx, l->d->county, l->reporter);
    if (!e)
        e = cases_open(cx, &in, &l->receipt);
    return e ? e : cases_by_token(cx, str_of(l->receipt.token), &l->c);
}

/* Most of what is not private has been released by the time it is dispatched. */
static enum err release(struct ctx *cx, struct life *l)
{
    struct people_holder h[4];
    int n = 0;
    if (l->c.m.flags & MATTERS_SENSITIVE || pick(l->i, 7, 10) == 0)
        return OK;
    enum err e =
        people_holders(cx, l->d->county, ACT_CASES_RELEASE, l->c.m.scope, NO_ORG, h, COUNT(h), &n);
    if (e || !n)
        return e;
    e = be(cx, l->d->county, h[0].account);
    if (!e)
        e = cases_release(cx, &l->c, l->line->text, true);
    l->released = !e;
    return e;
}

/* The pictures are shown where the words are. */
static enum err release_photos(struct ctx *cx, struct life *l)
{
    struct people_holder h[4];
    int n = 0;
    if (!l->released)
        return OK;
    enum err e =
        people_holders(cx, l->d->county, ACT_CASES_RELEASE, l->c.m.scope, NO_ORG, h, COUNT(h), &n);
    if (!e)
        e = be(cx, l->d->county, h[0].account);
    return e ? e : demo_photos_release(cx, &l->photos);
}

/* Of the months before only what went its whole way. */
static const struct course *course_of_life(const struct life *l)
{
    static const int whole[] = {8, 8, 8, 8, 8, 7, 9, COUNT(courses) - 1};
    return l->ago_ms ? &courses[whole[pick(l->i, 21, COUNT(whole))]] : course_of(l->i);
}

/* Desks decide within minutes, most of them; the work itself takes a day or two, or longer. */
static int64_t pace(const struct life *l, const char *move)
{
    int64_t slow = pick(l->i, 22, 6) == 0 ? 8 : 1;
    if (strcmp(move, "feed_back") == 0)
        return (3 + pick(l->i, 23, 36)) * slow * 3600000;
    if (is_word(move))
        return (1 + pick(l->i, 24, 30)) * 3600000;
    return (4 + pick(l->i, 25, 9)) * slow * 60000;
}

static enum err live_tx(struct ctx *cx, void *arg)
{
    struct life *l = arg;
    const struct course *course = course_of_life(l);
    int steps = 0;
    while (course->moves[steps])
        steps++;
    /* what still stands at a desk came a moment ago: there the limits are minutes */
    int64_t end = cx->now - pick(l->i, 8, steps < 4 ? 1200 : 12 * 3600) * 1000;
    int64_t step = (2 + pick(l->i, 2, 20)) * 3600000LL;
    struct ctx then = *cx;
    l->released = false;
    then.now = l->ago_ms ? cx->now - l->ago_ms : end - step * steps;
    enum err e = report(&then, l);
    for (int s = 0; !e && s < steps; s++) {
        then.now += l->ago_ms ? pace(l, course->moves[s]) : step;
        if (then.now > cx->now - (steps - s) * 60000) /* slow work ends before the demo begins */
            then.now = cx->now - (steps - s) * 60000;
        if (s == 1 && !l->ago_ms)
            e = release(&then, l);
        if (!e)
            e = take_step(&then, l, course->moves[s]);
    }
    if (!e)
        e = release_photos(&then, l);
    if (e)
        cx->failure = then.failure;
    return e;
}

static const struct line *line_for(const struct demo *d, int i, bool village)
{
    for (int t = 0;; t++) {
        const struct line *l = &d->lines[(i + t * 7) % d->n_lines];
        if (str_is(l->setting, "village") == village)
            return l;
    }
}

/* Every other reporter has signed in at least once. */
static enum err choose_reporter(struct ctx *cx, struct life *l)
{
    struct seal_hash index = people_phone_index(cx, phone_of(cx, l->i));
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    if (l->i % 2)
        return OK;
    enum err e = phone_accounts(cx, l->d->county, seal_hash_bytes(&index), accounts, &n);
    l->reporter = n ? accounts[0] : 0;
    return e;
}

static bool feeds_back(const struct course *c)
{
    int s = 0;
    while (c->moves[s] && strcmp(c->moves[s], "feed_back") != 0)
        s++;
    return c->moves[s];
}

static enum err make_case(struct ctx *cx, const struct demo *d, int i, int64_t ago_ms)
{
    struct life l = {.d = d, .i = i, .ago_ms = ago_ms};
    enum err e = choose_reporter(cx, &l);
    if (e)
        return e;
    /* every third in the community whose staff the demo has, the rest anywhere */
    l.community = i % 3 == 0 ? 532503001008000 : d->communities[pick(i, 4, d->n_communities)].code;
    l.line = line_for(d, i, place_is_village(l.community));
    if (cx->media && l.line->scene && !ago_ms)
        e = demo_photos_take(cx, d->county, l.line->scene, feeds_back(course_of(i)), &l.photos);
    return e ? e : db_write(cx, live_tx, &l);
}

/* ---- all of them -------------------------------------------------------- */

/* Drawn once, however many cases show it. */
static enum err find_scene(struct ctx *cx, str file, str name, struct demo *d,
                           const struct demo_scene **out)
{
    int i = 0;
    *out = NULL;
    if (!name.len || !file.len || !cx->media)
        return OK;
    while (i < d->n_scenes && !str_eq(d->scenes[i].name, name))
        i++;
    if (i == SCENES_MOST)
        return ERR_TOO_BIG;
    *out = &d->scenes[i];
    return i < d->n_scenes ? OK : demo_scene_draw(cx, file, name, &d->scenes[d->n_scenes++]);
}

static enum err read_lines(struct ctx *cx, str file, str scenes, struct demo *d)
{
    enum err e = OK;
    struct csv *c = NEW(cx->mem, struct csv);
    csv_open(c, cx->mem, file);
    if (!csv_next(c))
        return ERR_INVALID;
    while (!e && d->n_lines < LINES_MOST && csv_next(c)) {
        str code = c->field[0]; /* facility0118 is facility-0118 here */
        struct line *l = &d->lines[d->n_lines++];
        *l = (struct line){.code = str_fmt(cx->mem, "%.*s-%.*s", (int)code.len - 4, code.at, 4,
                                           code.at + code.len - 4),
                           .setting = c->field[1],
                           .text = c->field[2],
                           .where = c->field[3],
                           .reply = c->field[4],
                           .outcome = c->field[5]};
        e = find_scene(cx, scenes, c->field[6], d, &l->scene);
    }
    return e ? e : c->err;
}

/* Working hours of a day of the last half year. */
static int64_t some_time_ago(const struct ctx *cx, int i)
{
    int64_t day = day_of_ms(cx->now) - 14 - pick(i, 26, 160);
    return cx->now - ms_of_day(day) - (9 * 60 + pick(i, 27, 420)) * 60000;
}

enum err cases_demo_past(struct ctx *cx, int64_t county, str file, int cases)
{
    struct demo *d = NEW(cx->mem, struct demo);
    struct ctx own = *cx;
    d->county = county;
    enum err e = read_lines(cx, file, STR_NONE, d);
    if (!e)
        e = places_list_level(cx, county * 1000000000, PLACE_COMMUNITY, &d->communities,
                              &d->n_communities);
    for (int i = 0; !e && i < cases; i++) {
        struct arena_point mark = arena_mark(own.mem);
        e = make_case(&own, d, 5000 + i, some_time_ago(cx, i));
        arena_back(own.mem, mark);
    }
    if (e)
        cx->failure = own.failure;
    return e;
}

enum err cases_demo_load(struct ctx *cx, int64_t county, str file, str scenes, int cases)
{
    struct demo *d = NEW(cx->mem, struct demo);
    int64_t code = county * 1000000000;
    struct ctx own = *cx;
    d->county = county;
    enum err e = read_lines(cx, file, scenes, d);
    if (!e)
        e = places_list_level(cx, code, PLACE_COMMUNITY, &d->communities, &d->n_communities);
    for (int i = 0; !e && i < cases; i++) {
        struct arena_point mark = arena_mark(own.mem);
        e = make_case(&own, d, i, 0);
        if (e)
            cx->failure = own.failure;
        else
            arena_back(own.mem, mark);
    }
    return e;
}
