/* match.c: four passes over two lists, each over what the pass before left. */
#include "civic/places/match.h"

struct item {
    const struct place_row *row;
    str root;
    struct item *partner;
    enum place_change_kind kind;
    int64_t town; /* the town's code of today; for the old side through the town's partner */
};
struct side {
    struct item *at, **by_root;
    size_t n;
};

static int by_root(const void *a, const void *b)
{
    const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;
    int c = str_cmp(x->root, y->root);
    return c ? c : (x->row->code > y->row->code) - (x->row->code < y->row->code);
}

/* Within what a name must be the only one: the town of a community, the county of a town, the
 * province of a county. */
static int64_t above_of(const struct place_row *r)
{
    return r->level == PLACE_COUNTY ? place_above(r->code, PLACE_PROVINCE) : place_parent(r->code);
}

static struct side side_of(struct arena *mem, const struct place_endings *endings,
                           enum place_level level, struct place_edition e)
{
    struct side s = {NEW_N(mem, struct item, e.n), NEW_N(mem, struct item *, e.n), 0};
    for (size_t i = 0; i < e.n; i++) {
        if (e.rows[i].level != level)
            continue;
        s.by_root[s.n] = &s.at[s.n];
        s.at[s.n++] = (struct item){.row = &e.rows[i],
                                    .root = place_root(endings, level, e.rows[i].name),
                                    .town = above_of(&e.rows[i])};
    }
    qsort(s.by_root, s.n, sizeof *s.by_root, by_root);
    return s;
}

static void pair(struct item *was, struct item *is, enum place_change_kind kind)
{
    was->partner = is;
    is->partner = was;
    was->kind = is->kind = kind;
}

static struct item *with_code(const struct side *s, int64_t code)
{
    size_t from = 0, to = s->n; /* rows are ascending */
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (s->at[mid].row->code < code)
            from = mid + 1;
        else
            to = mid;
    }
    return from < s->n && s->at[from].row->code == code ? &s->at[from] : NULL;
}

/* The one unmatched item of that own name (in that town, unless 0); NULL if none or several. */
static struct item *only_one(const struct side *s, str root, int64_t town)
{
    size_t from = 0, to = s->n;
    struct item *found = NULL;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (str_cmp(s->by_root[mid]->root, root) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    for (; from < s->n && str_eq(s->by_root[from]->root, root); from++) {
        struct item *x = s->by_root[from];
        if (x->partner || (town && x->town != town))
            continue;
        if (found)
            return NULL;
        found = x;
    }
    return found;
}

static void pair_same_code(struct side *was, struct side *is)
{
    for (size_t i = 0; i < is->n; i++) {
        struct item *x = &is->at[i], *y = with_code(was, x->row->code);
        if (y && !x->partner && !y->partner && str_eq(x->root, y->root))
            pair(y, x, str_eq(x->row->name, y->row->name) ? PLACE_SAME : PLACE_RENAMED);
    }
}

static void pair_same_name(struct side *was, struct side *is, bool in_town)
{
    for (size_t i = 0; i < is->n; i++) {
        struct item *x = &is->at[i];
        int64_t town = in_town ? x->town : 0;
        if (x->partner || only_one(is, x->root, town) != x)
            continue;
        struct item *y = only_one(was, x->root, town);
        if (y)
            pair(y, x, PLACE_RECODED);
    }
}

static void pair_same_sound(struct arena *mem, struct place_sounds *sounds, struct side *was,
                            struct side *is)
{
    for (size_t i = 0; i < is->n && sounds; i++) {
        struct item *x = &is->at[i], *y = with_code(was, x->row->code);
        if (x->partner || !y || y->partner)
            continue;
        struct arena_point p = arena_mark(mem);
        if (str_eq(place_sound(sounds, mem, x->root), place_sound(sounds, mem, y->root)))
            pair(y, x, PLACE_RESPELLED);
        arena_back(mem, p);
    }
}

static void add(struct place_matching *m, enum place_level level, enum place_change_kind kind,
                const struct item *was, const struct item *is)
{
    m->at[m->n++] = (struct place_change){kind, was ? was->row : NULL, is ? is->row : NULL};
    m->count[level][kind]++;
}

static void add_level(struct place_matching *m, enum place_level level, const struct side *was,
                      const struct side *is)
{
    for (size_t i = 0; i < was->n; i++)
        if (was->at[i].partner)
            add(m, level, was->at[i].kind, &was->at[i], was->at[i].partner);
        else
            add(m, level, PLACE_GONE, &was->at[i], NULL);
    for (size_t i = 0; i < is->n; i++)
        if (!is->at[i].partner)
            add(m, level, PLACE_NEW, NULL, &is->at[i]);
}

/* "East village villagers' committee" and "East villagers' committee": every ending goes, for
 * those that are left. */
static void strip_all(const struct place_endings *endings, enum place_level level, struct side *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (str root = s->at[i].root; !s->at[i].partner;) {
            root = place_root(endings, level, root);
            if (root.len == s->at[i].root.len)
                break;
            s->at[i].root = root;
        }
    qsort(s->by_root, s->n, sizeof *s->by_root, by_root);
}

static void match_level(struct arena *mem, const struct place_endings *endings,
                        enum place_level level, struct place_sounds *sounds, struct side *was,
                        struct side *is)
{
    for (int round = 0; round < 2; round++) {
        pair_same_code(was, is);
        pair_same_name(was, is, true);
        pair_same_name(was, is, false);
        strip_all(endings, level, was);
        strip_all(endings, level, is);
    }
    pair_same_sound(mem, sounds, was, is);
}

/* An old community's town, as today's code of that town. */
static void follow_towns(const struct side *towns, struct side *communities)
{
    for (size_t i = 0; i < communities->n; i++) {
        const struct item *town = with_code(towns, communities->at[i].town);
        if (town && town->partner)
            communities->at[i].town = town->partner->row->code;
    }
}

void place_match(struct arena *mem, const struct place_endings *endings,
                 struct place_sounds *sounds, struct place_edition was, struct place_edition is,
                 struct place_matching *out)
{
    *out = (struct place_matching){.at = NEW_N(mem, struct place_change, was.n + is.n)};
    struct side old_towns = side_of(mem, endings, PLACE_TOWN, was);
    struct side new_towns = side_of(mem, endings, PLACE_TOWN, is);
    struct side old = side_of(mem, endings, PLACE_COMMUNITY, was);
    struct side new = side_of(mem, endings, PLACE_COMMUNITY, is);
    match_level(mem, endings, PLACE_TOWN, sounds, &old_towns, &new_towns);
    follow_towns(&old_towns, &old);
    match_level(mem, endings, PLACE_COMMUNITY, sounds, &old, &new);
    add_level(out, PLACE_TOWN, &old_towns, &new_towns);
    add_level(out, PLACE_COMMUNITY, &old, &new);
}

void place_match_counties(struct arena *mem, const struct place_endings *endings,
                          struct place_edition was, struct place_edition is,
                          struct place_matching *out)
{
    *out = (struct place_matching){.at = NEW_N(mem, struct place_change, was.n + is.n)};
    struct side old = side_of(mem, endings, PLACE_COUNTY, was);
    struct side new = side_of(mem, endings, PLACE_COUNTY, is);
    pair_same_code(&old, &new);
    pair_same_name(&old, &new, true);
    add_level(out, PLACE_COUNTY, &old, &new);
}
