/* sample_test.c: see insight_test.h. */
#include "rooms/insight/insight_test.h"

#include "rooms/insight/sample_sql.h"

int64_t sample_ms(const char *at)
{
    int month, day, hour, minute;
    CHECK(sscanf(at, "%d-%d %d:%d", &month, &day, &hour, &minute) == 4);
    return ms_of_civil((struct civil){2026, month, day, hour, minute, 0, 0});
}

void sample_town(struct ctx *cx, struct town *t)
{
    test_clock(cx, sample_ms("02-20 09:00")); /* posts are in force from then on */
    test_town(cx, t);
    const struct room **rooms = NEW_N(cx->mem, const struct room *, 3);
    rooms[0] = cx->rooms[0];
    rooms[1] = &insight_room;
    cx->rooms = rooms;
}

static int64_t unit_of(const struct town *t, str word)
{
    return str_is(word, "lights") ? t->lights : str_is(word, "water") ? t->water : 0;
}

static int64_t worker_of(const struct town *t, const struct matter *m)
{
    return m->lead_org == t->lights ? t->lamp : m->lead_org == t->water ? t->pipe : t->grid2;
}

/* Whose move it is in the sample town. */
static int64_t mover(const struct town *t, const struct matter *m, str move)
{
    bool small = str_is(str_of(m->flow->name), "case-small");
    const struct {
        const char *moves;
        int64_t who;
    } by[] = {
        {" found_true found_done found_undone solve_on_spot ",
         m->scope == T_GRID2 ? t->grid2 : t->grid1},
        {" accept refuse dispatch merge ", small ? t->secretary : t->desk},
        {" file decline void return extend close redo ", t->shift},
        {" hold ", t->leader},
        {" word_yes word_no word_partly rate reopen ", t->resident},
        {" feed_back ask_longer ask_return ask_hold ", worker_of(t, m)},
    };
    char padded[40];
    snprintf(padded, sizeof padded, " %.*s ", STR_ARG(move));
    for (size_t i = 0; i < COUNT(by); i++)
        if (strstr(by[i].moves, padded))
            return by[i].who;
    CHECK(false); /* somebody makes every move */
    return 0;
}

static enum err kind_tx(struct ctx *cx, void *arg)
{
    struct matter *m = arg;
    return matters_set_title(cx, m, S("event-0203"), S("Rubbish"));
}

static void take_step(struct ctx *cx, const struct town *t, struct matter *m, str step,
                      const int64_t *ids)
{
    str word = str_cut(&step, ' '), move = str_cut(&word, ':');
    test_clock(cx, sample_ms(str_z(cx->mem, step)));
    if (str_is(move, "kind")) {
        CHECK_OK(db_write(cx, kind_tx, m));
        return;
    }
    test_act(cx, mover(t, m, move));
    struct matters_input in = *test_input(cx, m, str_z(cx->mem, move));
    int64_t n = 0;
    in.orgs[0] = unit_of(t, word);
    in.n_orgs = in.orgs[0] != 0;
    if (!str_int(word, &n) && str_is(move, "rate"))
        in.rating = (int)n;
    if (n && str_is(move, "merge"))
        in.into = ids[n - 1];
    if (!str_is(move, "extend"))
        in.limit.n = 0;
    cx->failure = (struct failure){0};
    enum err e = matters_move(cx, m, str_z(cx->mem, move), &in);
    if (e)
        fprintf(stderr, "%.*s on %.*s\n", STR_ARG(move), STR_ARG(step));
    CHECK_OK(e);
}

struct open_args {
    const struct matters_new *in;
    struct matters_opened out;
};
static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    enum err e = matters_open(cx, a->in, &a->out);
    return e ? e : matters_number(cx, a->in, &a->out);
}

static void report(struct ctx *cx, const struct town *t, const struct sample *s, struct matter *m)
{
    int64_t grid = s->grid == 2 ? T_GRID2 : T_GRID;
    struct matters_new in = {.kind = "case",
                             .flow = str_of(s->flow ? s->flow : "case-full"),
                             .start = str_of(s->start),
                             .county = T_COUNTY,
                             .place = grid,
                             .scope = grid,
                             .category = str_of(s->category ? s->category : "facility-0118"),
                             .title = S("Lamp"),
                             .source = str_of(s->source ? s->source : "resident"),
                             .alias = S("HZY"),
                             .reporter = t->resident};
    struct open_args a = {.in = &in};
    test_clock(cx, sample_ms(s->at));
    test_act(cx, t->resident);
    CHECK_OK(matters_prepare(cx, &in));
    CHECK_OK(db_write(cx, open_tx, &a));
    CHECK_OK(matters_load(cx, T_COUNTY, a.out.id, m));
}

int64_t sample_make(struct ctx *cx, const struct town *t, const struct sample *s,
                    const int64_t *ids)
{
    struct matter m;
    str rest = str_of(s->course);
    report(cx, t, s, &m);
    while (rest.len) {
        str step = str_cut(&rest, ',');
        take_step(cx, t, &m, step, ids);
    }
    return m.id;
}

void sample_feed_facts(struct ctx *cx)
{
    static const struct jobs_kind *const jobs[] = {&facts_job, NULL};
    CHECK_OK(jobs_run_due(cx, jobs));
}

void sample_feed(struct ctx *cx)
{
    CHECK_OK(jobs_run_due(cx, test_jobs));
}

struct insight_query sample_query(enum insight_span span, const char *month_day)
{
    char at[20];
    snprintf(at, sizeof at, "%s 00:00", month_day);
    struct insight_period p = insight_period_of(span, day_of_ms(sample_ms(at)));
    return (struct insight_query){.county = T_COUNTY,
                                  .lo = T_SCOPE,
                                  .hi = T_SCOPE + 999999999,
                                  .from_ms = ms_of_day(p.from_day),
                                  .until_ms = ms_of_day(p.until_day)};
}

str sample_rows(struct ctx *cx)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    AUTO_ROWS counts = db_query(cx, &sample_sql_counts, db_int("county", T_COUNTY));
    while (db_next(&counts)) {
        for (int i = 0; i < 6; i++)
            buf_fmt(&b, "%lld ", (long long)db_get_int(&counts, i));
        buf_fmt(&b, "%.*s %lld %d\n", STR_ARG(db_get_text(&counts, 6)),
                (long long)db_get_int(&counts, 7), db_get_null(&counts, 7));
    }
    CHECK_OK(db_end(&counts));
    AUTO_ROWS steps = db_query(cx, &sample_sql_steps, db_int("county", T_COUNTY));
    while (db_next(&steps)) {
        buf_fmt(&b, "%.*s %.*s ", STR_ARG(db_get_text(&steps, 0)), STR_ARG(db_get_text(&steps, 1)));
        for (int i = 2; i < 20; i++)
            buf_fmt(&b, "%lld ", (long long)db_get_int(&steps, i));
        buf_char(&b, '\n');
    }
    CHECK_OK(db_end(&steps));
    return buf_done(&b);
}
