/* homes_demo: made-up households in the grids of a town community and of mountain villages, the
 * same on every machine, their visits laid out around the clock. Their identity numbers name a
 * division that never was. */
#include "civic/homes/homes_own.h"

#include "civic/places/places.h"
#include "kit/base/csv.h"

#include <string.h>

#define DEMO_COMMUNITY 532503001008000
#define DEMO_MOUNTAIN  532503106000000

extern const str demo_data_homes;

enum { WORDS_MAX = 40, BLOCKS = 3, DOORS = 8, HOUSES = 7, VILLAGES = 3, DIVISION = 532590 };

struct pool {
    str at[WORDS_MAX];
    int n;
};
enum pool_kind { SURNAME, MALE, FEMALE, CHILD, ESTATE, BLOCK, DOOR, HOUSE, ADDRESS, POOLS };
struct demo {
    int64_t county;
    struct pool pools[POOLS];
    int made, people;
};

/* splitmix64: the same numbers on every machine. */
static int pick(int i, int salt, int n)
{
    uint64_t x = (uint64_t)i * 1000 + (uint64_t)salt + 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return (int)((x ^ (x >> 31)) % (uint64_t)n);
}

static enum err read_pools(struct ctx *cx, struct demo *d)
{
    static const char *const kinds[POOLS] = {"surname", "male", "female", "child",  "estate",
                                             "block",   "door", "house",  "address"};
    struct csv *c = NEW(cx->mem, struct csv);
    csv_open(c, cx->mem, demo_data_homes);
    while (csv_next(c)) {
        int k = home_word(kinds, POOLS, csv_field(c, 0));
        if (k < POOLS && d->pools[k].n < WORDS_MAX)
            d->pools[k].at[d->pools[k].n++] = csv_field(c, 1);
    }
    return c->err;
}

static str one(const struct demo *d, enum pool_kind k, int i)
{
    const struct pool *p = &d->pools[k];
    return p->n ? p->at[i % p->n] : S("?");
}

static str filled(struct ctx *cx, str pattern, const struct tr_arg *args, int n)
{
    struct buf b = buf_new(cx->mem, 200);
    while (pattern.len) {
        bool put = false;
        for (int i = 0; i < n && pattern.len > 2 && pattern.at[0] == '{'; i++)
            if (pattern.at[1] == args[i].name[0]) {
                buf_str(&b, args[i].value);
                put = true;
            }
        size_t step = put ? 3 : 1;
        if (!put)
            buf_add(&b, pattern.at, 1);
        pattern = (str){pattern.at + step, pattern.len - step};
    }
    return buf_done(&b);
}

static str digits(struct ctx *cx, int n)
{
    return str_fmt(cx->mem, "%d", n);
}

/* ---- people ---------------------------------------------------------------- */

static str id_number(struct ctx *cx, const struct demo *d, int age, bool female)
{
    struct people_id id;
    int year = civil_of_ms(cx->now).year - age - 1;
    int seq = d->people % 499 * 2 + (female ? 2 : 1);
    for (const char *c = "0123456789X"; *c; c++) {
        str s = str_fmt(cx->mem, "%d%04d%02d%02d%03d%c", DIVISION, year, 1 + pick(d->people, 2, 12),
                        1 + pick(d->people, 3, 28), seq, *c);
        if (!people_read_id(s, day_of_ms(cx->now), &id))
            return s;
    }
    return STR_NONE;
}

static struct resident person_of(struct ctx *cx, struct demo *d, enum pool_kind given, str surname,
                                 int age)
{
    int i = ++d->people;
    bool female = given == FEMALE || (given == CHILD && pick(i, 4, 2));
    str name = one(d, given, pick(i, 5, WORDS_MAX));
    static const char *const tongues[] = {"local", "local", "local", "putonghua",
                                          "yi",    "miao",  "hani"};
    return (struct resident){
        .p = {.county = d->county,
              .name = str_fmt(cx->mem, "%.*s%.*s", STR_ARG(surname), STR_ARG(name)),
              .phone = given == CHILD ? STR_NONE : str_fmt(cx->mem, "1380001%04d", i),
              .id_number = id_number(cx, d, age, female),
              .tongue = str_of(tongues[pick(i, 6, COUNT(tongues))])},
        .consent = given == CHILD ? HOME_NOT_ASKED : (enum home_consent)(pick(i, 7, 10) % 9 % 3),
        .stay = HOME_REGISTERED};
}

enum { FAMILY_MAX = 5 };

static void family(struct ctx *cx, struct demo *d, bool lone, struct resident *out, int *n)
{
    int i = d->made, age = lone ? 68 + pick(i, 10, 24) : 30 + pick(i, 10, 35);
    str surname = one(d, SURNAME, pick(i, 11, WORDS_MAX));
    str other = one(d, SURNAME, pick(i, 12, WORDS_MAX));
    out[(*n)++] = person_of(cx, d, lone && pick(i, 13, 2) ? FEMALE : MALE, surname, age);
    if (lone)
        return;
    out[*n] = person_of(cx, d, FEMALE, other, age - 2);
    out[(*n)++].relation = HOME_SPOUSE;
    if (pick(i, 14, 3)) {
        out[*n] = person_of(cx, d, CHILD, surname, 3 + pick(i, 15, 12));
        out[(*n)++].relation = pick(i, 16, 2) ? HOME_SON : HOME_DAUGHTER;
    }
    if (pick(i, 17, 4) == 0) {
        out[*n] = person_of(cx, d, FEMALE, one(d, SURNAME, pick(i, 18, WORDS_MAX)), age + 26);
        out[(*n)++].relation = HOME_PARENT;
    }
}

/* ---- households ------------------------------------------------------------ */

static void why_visit(const struct demo *d, bool lone, bool village, struct home_need *out, int *n)
{
    int i = d->made;
    if (lone)
        out[(*n)++] = (struct home_need){.kind = NEED_LONE_ELDER, .resident = 1};
    if (pick(i, 20, 9) == 0)
        out[(*n)++] = (struct home_need){.kind = NEED_LOW_INCOME};
    if (pick(i, 21, 13) == 0)
        out[(*n)++] = (struct home_need){.kind = NEED_DISABLED, .resident = 1};
    if (village && !lone && pick(i, 22, 5) == 0)
        out[(*n)++] = (struct home_need){.kind = NEED_LEFT_CHILD};
}

static enum err add_home(struct ctx *cx, struct demo *d, int64_t scope, str building, str door,
                         bool village)
{
    struct resident people[FAMILY_MAX];
    struct home_need needs[4];
    int64_t id, today = day_of_ms(cx->now);
    int i = ++d->made;
    bool lone = pick(i, 30, 6) == 0;
    struct homes_new in = {.county = d->county,
                           .scope = scope,
                           .building = building,
                           .address = village ? STR_NONE : one(d, ADDRESS, 0),
                           .door = door,
                           .rented = pick(i, 31, 7) == 0,
                           .residents = people,
                           .needs = needs};
    family(cx, d, lone, people, &in.n);
    for (int k = 0; k < in.n; k++)
        if (in.rented)
            people[k].stay = HOME_TEMPORARY;
    why_visit(d, lone, village, needs, &in.n_needs);
    for (int k = 0; k < in.n_needs; k++)
        needs[k].next_day = today + pick(i, 32, 12) - 2;
    enum err e = homes_put(cx, &in, &id);
    if (!e && pick(i, 33, 23) == 0)
        e = homes_ask(cx, d->county, id, &(struct home_question){.kind = ASK_PHONE}, &id);
    return e;
}

struct grid_args {
    struct demo *d;
    const struct grid *g;
    int number;
};

static enum err add_blocks(struct ctx *cx, const struct grid_args *a)
{
    enum err e = OK;
    for (int b = 1; !e && b <= BLOCKS; b++) {
        struct tr_arg block[] = {TR("n", digits(cx, b))};
        str name = str_fmt(cx->mem, "%.*s%.*s", STR_ARG(one(a->d, ESTATE, a->number)),
                           STR_ARG(filled(cx, one(a->d, BLOCK, 0), block, 1)));
        for (int k = 0; !e && k < DOORS; k++) {
            struct tr_arg door[] = {TR("u", digits(cx, 1 + k / 4)), TR("f", digits(cx, 1 + k % 4)),
                                    TR("r", digits(cx, 1 + k % 2))};
            e = add_home(cx, a->d, a->g->code, name, filled(cx, one(a->d, DOOR, 0), door, 3),
                         false);
        }
    }
    return e;
}

static enum err add_groups(struct ctx *cx, const struct grid_args *a)
{
    enum err e = OK;
    str rest = a->g->parts;
    while (!e && rest.len) {
        str group = str_cut(&rest, '\n');
        for (int k = 1; !e && k <= HOUSES; k++) {
            struct tr_arg house[] = {TR("n", digits(cx, k))};
            e = add_home(cx, a->d, a->g->code, group, filled(cx, one(a->d, HOUSE, 0), house, 1),
                         true);
        }
    }
    return e;
}

/* May run again: what is counted starts where it started. */
static enum err grid_tx(struct ctx *cx, void *arg)
{
    struct grid_args *a = arg;
    struct demo before = *a->d;
    enum err e = a->g->kind == GRID_GROUPS ? add_groups(cx, a) : add_blocks(cx, a);
    if (e)
        *a->d = before;
    return e;
}

static enum err add_place(struct ctx *cx, struct demo *d, int64_t place)
{
    struct grid *grids;
    int n = 0;
    enum err e = grid_list(cx, d->county, place, false, &grids, &n);
    for (int i = 0; !e && i < n; i++)
        if (grids[i].purpose == GRID_SOCIAL)
            e = db_write(cx, grid_tx, &(struct grid_args){d, &grids[i], i});
    return e;
}

static enum err is_loaded(struct ctx *cx, int64_t county, bool *there)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_any, db_int("county", county));
    enum err e = db_one(&rows);
    *there = !e;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err homes_demo_load(struct ctx *cx, int64_t county)
{
    struct demo *d = NEW(cx->mem, struct demo);
    struct place *villages;
    bool there;
    int n = 0;
    d->county = county;
    enum err e = is_loaded(cx, county, &there);
    if (e || there)
        return e;
    e = read_pools(cx, d);
    if (!e)
        e = add_place(cx, d, DEMO_COMMUNITY);
    if (!e)
        e = places_list(cx, DEMO_MOUNTAIN, &villages, &n);
    for (int i = 0; !e && i < n && i < VILLAGES; i++)
        e = add_place(cx, d, villages[i].code);
    return e;
}
