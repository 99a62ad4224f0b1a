/* The figures of a place say what counting its released cases one by one says, after anything that
 * may happen to one of them. */
#include "app/app.h"
#include "app/test_demo.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

#define COUNTY 532503
#define WHOLE  532503000000000
#define HERE   532503001008000
#define THERE  532503106201000

enum { CASES_MOST = 500 };

static void load(struct ctx *cx)
{
    demo_begin(cx, 150);
}

static int released(struct ctx *cx, int64_t place, int open, struct matter *out)
{
    int n = 0;
    struct matters_list_filter f = {.county = COUNTY,
                                    .lo = place,
                                    .hi = place_end(place),
                                    .kind = S("case"),
                                    .open = open,
                                    .listed = true};
    CHECK_OK(matters_list(cx, &f, out, CASES_MOST, &n));
    CHECK(n < CASES_MOST);
    return n;
}

static bool is_late(struct ctx *cx, const struct matter *m)
{
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0;
    CHECK_OK(matters_clocks(cx, m, k, &n));
    for (int i = 0; m->open && i < n; i++)
        if (str_is(k[i].name, "whole") && k[i].state == MATTERS_CLOCK_RUNNING &&
            k[i].due_ms < cx->now)
            return true;
    return false;
}

/* The released cases of the county, one by one. */
struct counted {
    struct matter *at;
    bool *late;
    int n;
};

static struct counted look(struct ctx *cx)
{
    struct counted all = {.at = NEW_N(cx->mem, struct matter, CASES_MOST),
                          .late = NEW_N(cx->mem, bool, CASES_MOST)};
    all.n = released(cx, WHOLE, -1, all.at);
    for (int i = 0; i < all.n; i++)
        all.late[i] = is_late(cx, &all.at[i]);
    return all;
}

static struct cases_figures recount(const struct counted *all, int64_t place, int64_t since)
{
    struct cases_figures f = {.n = 0};
    for (int i = 0; i < all->n; i++) {
        const struct matter *m = &all->at[i];
        if (m->scope < place || m->scope > place_end(place))
            continue;
        f.received += m->opened_ms >= since;
        f.confirmed += m->opened_ms >= since && m->word == MATTERS_YES;
        f.open += m->open;
        f.late += all->late[i];
    }
    return f;
}

static struct cases_figures check_of(struct ctx *cx, const struct counted *all, int64_t place,
                                     int64_t since)
{
    struct cases_figures f, r = recount(all, place, since), sum = {.n = 0};
    CHECK_OK(cases_count(cx, COUNTY, place, since, &f));
    CHECK_INT(f.received, r.received);
    CHECK_INT(f.confirmed, r.confirmed);
    CHECK_INT(f.open, r.open);
    CHECK_INT(f.late, r.late);
    for (int i = 0; i < f.n; i++) {
        sum.open += f.at[i].open;
        sum.late += f.at[i].late;
        CHECK(f.at[i].scope >= place && f.at[i].scope <= place_end(place));
        CHECK(!i || f.at[i].scope > f.at[i - 1].scope);
    }
    CHECK_INT(sum.open, f.open);
    CHECK_INT(sum.late, f.late);
    return f;
}

static struct cases_figures check_place(struct ctx *cx, int64_t place, int64_t since)
{
    struct counted all = look(cx);
    return check_of(cx, &all, place, since);
}

/* The county, its towns and its communities; since ever, this week and just now. */
static struct cases_figures check_all(struct ctx *cx)
{
    const int64_t since[] = {0, cx->now - 7 * DAY_MS, cx->now};
    struct counted all = look(cx);
    for (size_t k = 0; k < COUNT(since); k++)
        for (int level = PLACE_TOWN; level <= PLACE_COMMUNITY; level++) {
            struct place *at;
            int n = 0;
            CHECK_OK(places_list_level(cx, WHOLE, (enum place_level)level, &at, &n));
            CHECK(n > 10);
            for (int i = 0; i < n; i++)
                check_of(cx, &all, at[i].code, since[k]);
        }
    return check_of(cx, &all, WHOLE, 0);
}

static struct matter one(struct ctx *cx, int open)
{
    struct matter *m = NEW_N(cx->mem, struct matter, CASES_MOST);
    CHECK(released(cx, WHOLE, open, m) > 0);
    return m[0];
}

static void show(struct ctx *cx, const struct matter *m, bool yes)
{
    struct casefile c;
    demo_be(cx, "duty");
    CHECK_OK(cases_load(cx, m, &c));
    CHECK_OK(cases_release(cx, &c, S("as told"), yes));
}

TEST(figures_are_those_of_a_recount)
{
    load(cx);
    struct cases_figures f = check_all(cx);
    CHECK(f.received > 50);
    CHECK(f.confirmed > 0);
    CHECK(f.open > 0);
    cx->now += 30 * (int64_t)DAY_MS;
    CHECK(check_all(cx).late > f.late);
}

TEST(figures_follow_what_is_withdrawn_and_released_again)
{
    load(cx);
    struct cases_figures before = check_all(cx), gone;
    struct matter m = one(cx, 1);
    show(cx, &m, false);
    gone = check_all(cx);
    CHECK_INT(gone.open, before.open - 1);
    CHECK_INT(gone.received, before.received - 1);
    CHECK_OK(matters_load(cx, COUNTY, m.id, &m));
    show(cx, &m, true);
    CHECK_INT(check_all(cx).open, before.open);
}

TEST(figures_follow_a_merge)
{
    load(cx);
    struct cases_figures before = check_all(cx);
    struct matter *m = NEW_N(cx->mem, struct matter, CASES_MOST);
    int n = released(cx, WHOLE, 1, m), merged = 0;
    for (int i = 1; i < n && !merged; i++) {
        struct casefile c;
        struct cases_move move = {.move = "merge", .in = {.into = m[0].id}};
        demo_be(cx, "duty");
        CHECK_OK(cases_load(cx, &m[i], &c));
        move.seen = c.m.row_ver;
        merged += cases_move(cx, &c, &move) == OK;
    }
    CHECK_INT(merged, 1);
    CHECK_INT(check_all(cx).open, before.open - 1);
}

/* The released of the county by state and kind, against the whole list looked through. */
static void check_lists(struct ctx *cx, int64_t place, int open, str category)
{
    struct matter *m = NEW_N(cx->mem, struct matter, CASES_MOST),
                  *some = NEW_N(cx->mem, struct matter, CASES_MOST);
    struct matters_list_filter f = {.county = COUNTY,
                                    .lo = place,
                                    .hi = place_end(place),
                                    .kind = S("case"),
                                    .category = category,
                                    .open = open,
                                    .listed = true};
    int n = released(cx, place, -1, m), got = 0, at = 0;
    CHECK_OK(matters_list(cx, &f, some, CASES_MOST, &got));
    for (int i = 0; i < n; i++)
        if ((open < 0 || m[i].open == open) && (!category.len || str_eq(m[i].category, category))) {
            CHECK(at < got);
            CHECK_INT(some[at++].id, m[i].id);
        }
    CHECK_INT(at, got);
}

TEST(a_narrowed_list_is_the_whole_one_narrowed)
{
    load(cx);
    struct matter m = one(cx, 1);
    const int64_t places[] = {WHOLE, m.scope / 1000000 * 1000000, m.scope / 1000 * 1000, m.scope};
    for (size_t i = 0; i < COUNT(places); i++)
        for (int open = -1; open <= 1; open++) {
            check_lists(cx, places[i], open, STR_NONE);
            check_lists(cx, places[i], open, m.category);
        }
}

struct renumbering {
    struct places_move move;
    int64_t moved;
};

static enum err renumber_tx(struct ctx *cx, void *arg)
{
    struct renumbering *r = arg;
    const struct places_move *m = &r->move;
    enum err e = OK;
    r->moved = 0;
    for (const struct room *const *room = app_rooms; *room; room++)
        for (const struct places_rekey *const *k = (*room)->rekeys; !e && k && *k; k++) {
            int64_t n = 0;
            e = (*k)->run
                    ? (*k)->run(cx, m, 1000, &n)
                    : db_exec(cx, &n, (*k)->sql, db_int("county", m->county), db_int("lo", m->lo),
                              db_int("hi", m->hi), db_int("keep", m->keep),
                              db_int("shift", m->shift), db_int("most", 1000));
            r->moved += n;
        }
    return e;
}

TEST(figures_follow_a_renumbered_community)
{
    load(cx);
    struct matter m = one(cx, 1);
    int64_t old = m.scope / 1000 * 1000, new = old == HERE ? THERE : HERE;
    struct cases_figures whole = check_all(cx), here = check_place(cx, old, 0),
                         there = check_place(cx, new, 0);
    struct renumbering r = {.move = {COUNTY, old, place_end(old), 1, new - old}};
    CHECK_OK(db_write(cx, renumber_tx, &r));
    CHECK(r.moved > 0);
    CHECK_INT(check_all(cx).received, whole.received);
    CHECK_INT(check_place(cx, old, 0).received, 0);
    CHECK_INT(check_place(cx, new, 0).received, here.received + there.received);
    CHECK_INT(check_place(cx, new, 0).open, here.open + there.open);
}
