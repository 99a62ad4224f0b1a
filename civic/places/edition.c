/* edition.c: an edition meets the database: in bulk where nothing is known yet, else county by
 * county, each in one transaction with what follows from it. */
#include "civic/places/edition.h"

#include "civic/places/edition_sql.h"
#include "civic/places/grids.h"
#include "civic/places/places_sql.h"

struct load {
    const struct places_import *in;
    struct places_counts *counts;
    struct edition e;
    struct place_endings endings;
    struct place_sounds *sounds;
    int64_t done;
};

static void report(struct load *l, int64_t done)
{
    l->done += done;
    if (l->in->progress)
        l->in->progress(l->in->arg, l->done, (int64_t)l->e.n);
}

/* ---- into an empty range ----------------------------------------------- */

struct copy {
    const struct load *l;
    size_t at;
};

static bool is_upper(const struct place_row *r)
{
    return r->level < PLACE_COUNTY;
}

static bool next_place(void *arg, struct db_arg *values)
{
    struct copy *c = arg;
    if (c->at == c->l->e.n)
        return false;
    const struct place_row *r = &c->l->e.rows[c->at++];
    int64_t county = is_upper(r) ? 0 : r->code / place_span(PLACE_COUNTY);
    values[0] = db_int("code", r->code);
    values[1] = db_int("day", c->l->in->day);
    values[2] = db_int("county", county);
    values[3] = db_word("level", place_level_names[r->level]);
    values[4] = db_text("name", r->name);
    return true;
}

static bool next_county(void *arg, struct db_arg *values)
{
    struct copy *c = arg;
    while (c->at < c->l->e.n && c->l->e.rows[c->at].level != PLACE_COUNTY)
        c->at++;
    if (c->at == c->l->e.n)
        return false;
    const struct place_row *r = &c->l->e.rows[c->at++];
    values[0] = db_int("county", r->code / place_span(PLACE_COUNTY));
    values[1] = db_int("day", c->l->in->day);
    values[2] = db_int("code", r->code);
    return true;
}

/* Counties first: a load that was cut short goes on by counties. */
static enum err copy_all(struct ctx *cx, struct load *l)
{
    enum db_copy_how how = l->in->served ? DB_COPY_SLICES : DB_COPY_WHOLE;
    struct copy counties = {.l = l}, places = {.l = l};
    enum err e = db_copy(cx, &edition_sql_copy_counties, next_county, &counties, how, NULL);
    if (!e)
        e = db_copy(cx, &edition_sql_copy, next_place, &places, how, NULL);
    if (!e)
        report(l, (int64_t)l->e.n);
    for (size_t i = 0; !e && i < l->e.n; i++)
        l->counts->added += l->e.rows[i].level >= PLACE_TOWN;
    return e;
}

static enum err is_empty(struct ctx *cx, int64_t lo, int64_t hi, bool *empty)
{
    AUTO_ROWS rows = db_query(cx, &edition_sql_any, db_int("lo", lo), db_int("hi", hi));
    *empty = !db_next(&rows);
    return db_end(&rows);
}

/* ---- one county -------------------------------------------------------- */

static enum err close_place(struct ctx *cx, const struct edition_plan *p, int64_t code,
                            int64_t successor)
{
    return db_exec(cx, NULL, &edition_sql_close, db_int("day", p->day), db_int("code", code),
                   db_int_or_null("successor", successor));
}

static enum err put_place(struct ctx *cx, int64_t day, int64_t county, const struct place_row *r)
{
    return db_exec(cx, NULL, &edition_sql_put, db_int("code", r->code), db_int("day", day),
                   db_int("county", county), db_word("level", place_level_names[r->level]),
                   db_text("name", r->name));
}

/* All old rows are closed before new ones open: a code may pass from one place to another. */
static enum err write_changes(struct ctx *cx, const struct edition_plan *p)
{
    enum err e = OK;
    for (size_t i = 0; !e && i < p->n; i++) {
        const struct place_change *c = &p->changes[i];
        if (c->was && c->kind != PLACE_SAME)
            e = close_place(cx, p, c->was->code, c->is ? c->is->code : 0);
    }
    for (size_t i = 0; !e && i < p->n; i++)
        if (p->changes[i].is && p->changes[i].kind != PLACE_SAME)
            e = put_place(cx, p->day, p->county, p->changes[i].is);
    return e;
}

#define RANGE(m) db_int("county", (m)->county), db_int("lo", (m)->lo), db_int("hi", (m)->hi)

static enum err move_grids(struct ctx *cx, const struct edition_plan *p,
                           const struct places_move *m)
{
    enum err e = db_exec(cx, NULL, &edition_sql_grids_close, RANGE(m), db_int("day", p->day),
                         db_int("keep", m->keep), db_int("shift", m->shift));
    if (!e)
        e = db_exec(cx, NULL, &edition_sql_grids_open, RANGE(m), db_int("day", p->day),
                    db_int("keep", m->keep));
    return e ? e : db_exec(cx, NULL, &edition_sql_grids_parked, db_int("county", m->county));
}

/* What this part keeps per place goes along at once: it is little. */
static enum err move_own(struct ctx *cx, const struct edition_plan *p, const struct places_move *m)
{
    static const struct db_sql *const moves[] = {&edition_sql_shapes_move, &edition_sql_rooms_move,
                                                 &edition_sql_flows_move, &edition_sql_phones_move};
    static const struct db_sql *const drops[] = {&edition_sql_shapes_drop, &edition_sql_rooms_drop,
                                                 &edition_sql_flows_drop, &edition_sql_phones_drop};
    enum err e = move_grids(cx, p, m);
    for (size_t i = 0; !e && i < COUNT(moves); i++)
        e = m->keep ? db_exec(cx, NULL, moves[i], RANGE(m), db_int("shift", m->shift))
                    : db_exec(cx, NULL, drops[i], RANGE(m));
    if (!e && m->keep)
        e = db_exec(cx, NULL, &edition_sql_aliases_move, db_int("lo", m->lo), db_int("hi", m->hi),
                    db_int("shift", m->shift));
    return e;
}

static enum err last_seq(struct ctx *cx, int64_t county, int64_t day, int64_t *seq)
{
    AUTO_ROWS rows =
        db_query(cx, &edition_sql_move_last, db_int("county", county), db_int("edition", day));
    enum err e = db_one(&rows);
    if (!e)
        *seq = db_get_int(&rows, 0);
    return e;
}

static enum err move_put(struct ctx *cx, int64_t day, int64_t seq, const struct places_move *m)
{
    return db_exec(cx, NULL, &edition_sql_move_add, RANGE(m), db_int("edition", day),
                   db_int("seq", seq), db_int("keep", m->keep), db_int("shift", m->shift));
}

enum err edition_move_add(struct ctx *cx, int64_t day, const struct places_move *m)
{
    int64_t seq = 0;
    enum err e = last_seq(cx, m->county, day, &seq);
    return e ? e : move_put(cx, day, seq + 1, m);
}

static enum err write_moves(struct ctx *cx, const struct edition_plan *p)
{
    int64_t seq = 0;
    enum err e = last_seq(cx, p->county, p->day, &seq);
    for (size_t i = 0; !e && i < p->n_moves; i++) {
        const struct places_move *m = &p->moves[i];
        e = move_put(cx, p->day, ++seq, m);
        if (!e)
            e = move_own(cx, p, m);
    }
    return e || !p->n_moves ? e : grids_touch(cx, p->county);
}

static enum err county_tx(struct ctx *cx, void *arg)
{
    const struct edition_plan *p = arg;
    enum err e = OK;
    if (p->old_code && p->old_code != p->code)
        e = db_exec(cx, NULL, &edition_sql_county_close, db_int("county", p->county),
                    db_int("day", p->day));
    if (!e && p->old_code != p->code)
        e = db_exec(cx, NULL, &edition_sql_county_put, db_int("county", p->county),
                    db_int("day", p->day), db_int("code", p->code));
    if (!e)
        e = write_changes(cx, p);
    return e ? e : write_moves(cx, p);
}

static enum err open_rows(struct ctx *cx, int64_t county_code, struct place_edition *out)
{
    enum { MOST = 20000 };
    struct place_row *all = NEW_N(cx->mem, struct place_row, MOST);
    size_t n = 0;
    AUTO_ROWS rows = db_query(cx, &edition_sql_open, db_int("lo", county_code),
                              db_int("hi", county_code + place_span(PLACE_COUNTY) - 1));
    while (n < MOST && db_next(&rows))
        all[n++] = (struct place_row){db_get_int(&rows, 0), db_keep_text(&rows, 2),
                                      db_get_enum(&rows, 1, place_level_names, PLACE_LEVELS)};
    *out = (struct place_edition){all, n};
    return db_end(&rows);
}

static void count_changes(struct places_counts *c, const struct place_matching *m)
{
    for (int level = PLACE_TOWN; level <= PLACE_COMMUNITY; level++) {
        const size_t *n = m->count[level];
        c->same += (int64_t)n[PLACE_SAME];
        c->renamed += (int64_t)n[PLACE_RENAMED];
        c->recoded += (int64_t)n[PLACE_RECODED];
        c->respelled += (int64_t)n[PLACE_RESPELLED];
        c->added += (int64_t)n[PLACE_NEW];
        c->gone += (int64_t)n[PLACE_GONE];
    }
}

/* The shard number of a new county is its code, unless an older county carries that number. */
#define FIRST_OTHER 900000
static enum err new_county(struct ctx *cx, int64_t code, int64_t *county)
{
    int64_t own = code / place_span(PLACE_COUNTY);
    AUTO_ROWS rows = db_query(cx, &edition_sql_county_taken, db_int("county", own));
    enum err e = db_one(&rows);
    if (e)
        return e;
    bool taken = db_get_int(&rows, 0) > 0;
    int64_t highest = db_get_int(&rows, 1);
    *county = !taken ? own : highest >= FIRST_OTHER ? highest + 1 : FIRST_OTHER;
    return OK;
}

static enum err change_county(struct ctx *cx, struct load *l, const struct place_change *c)
{
    const struct place_row *known = c->is ? c->is : c->was;
    struct edition_plan p = {
        .code = known->code, .old_code = c->was ? c->was->code : 0, .day = l->in->day};
    struct place_edition was = {0}, is = {0};
    struct place_matching m;
    enum err e = c->was ? places_county(cx, c->was->code, &p.county)
                        : new_county(cx, known->code, &p.county);
    if (!e && c->was)
        e = open_rows(cx, c->was->code, &was);
    if (e)
        return e;
    if (c->is)
        is = edition_part(&l->e, c->is->code, c->is->code + place_span(PLACE_COUNTY) - 1);
    place_match(cx->mem, &l->endings, l->sounds, was, is, &m);
    count_changes(l->counts, &m);
    if (c->is) /* a county that is gone keeps its rows and posts as they are */
        edition_moves(cx->mem, &p, &m);
    m.at[m.n++] = *c; /* the county itself */
    p.changes = m.at;
    p.n = m.n;
    return db_write(cx, county_tx, &p);
}

/* ---- all of it --------------------------------------------------------- */

static enum err open_level(struct ctx *cx, const struct load *l, enum place_level level,
                           struct place_edition *out)
{
    enum { MOST = 5000 };
    struct place_row *all = NEW_N(cx->mem, struct place_row, MOST);
    size_t n = 0;
    AUTO_ROWS rows =
        db_query(cx, &edition_sql_open_level, db_int("lo", l->in->under),
                 db_int("hi", place_end(l->in->under)), db_word("level", place_level_names[level]));
    while (n < MOST && db_next(&rows))
        all[n++] = (struct place_row){db_get_int(&rows, 0), db_keep_text(&rows, 1), level};
    *out = (struct place_edition){all, n};
    return db_end(&rows);
}

static const struct place_row *with_code(struct place_edition e, int64_t code)
{
    for (size_t i = 0; i < e.n; i++)
        if (e.rows[i].code == code)
            return &e.rows[i];
    return NULL;
}

static enum err upper_tx(struct ctx *cx, void *arg)
{
    const struct edition_plan *p = arg;
    return write_changes(cx, p);
}

/* Provinces and cities keep their codes; only names and existence change. */
static enum err change_upper(struct ctx *cx, struct load *l)
{
    struct edition_plan p = {.day = l->in->day};
    struct place_change *all = NEW_N(cx->mem, struct place_change, l->e.n + 1);
    enum err e = OK;
    for (size_t i = 0; !e && i < l->e.n; i++) {
        const struct place_row *r = &l->e.rows[i];
        struct place was;
        if (!is_upper(r))
            continue;
        e = places_find(cx, r->code, &was);
        if (e == ERR_NOT_FOUND) {
            all[p.n++] = (struct place_change){PLACE_NEW, NULL, r};
            e = OK;
        } else if (!e && !str_eq(was.name, r->name)) {
            all[p.n++] = (struct place_change){PLACE_RENAMED, r, r};
        }
    }
    p.changes = all;
    return e || !p.n ? e : db_write(cx, upper_tx, &p);
}

static enum err close_lost_cities(struct ctx *cx, struct load *l)
{
    struct edition_plan p = {.day = l->in->day};
    struct place_edition cities;
    if (l->in->under)
        return OK;
    enum err e = open_level(cx, l, PLACE_CITY, &cities);
    if (e)
        return e;
    struct place_change *all = NEW_N(cx->mem, struct place_change, cities.n + 1);
    for (size_t i = 0; i < cities.n; i++)
        if (!edition_part(&l->e, cities.rows[i].code, cities.rows[i].code).n)
            all[p.n++] = (struct place_change){PLACE_GONE, &cities.rows[i], NULL};
    p.changes = all;
    return p.n ? db_write(cx, upper_tx, &p) : OK;
}

static enum err change_all(struct ctx *cx, struct load *l)
{
    struct place_edition was;
    struct place_matching m;
    enum err e = change_upper(cx, l);
    if (!e)
        e = open_level(cx, l, PLACE_COUNTY, &was);
    if (e)
        return e;
    place_match_counties(cx->mem, &l->endings, was, (struct place_edition){l->e.rows, l->e.n}, &m);
    for (size_t i = 0; !e && i < m.n; i++) {
        struct arena_point p = arena_mark(cx->mem);
        e = change_county(cx, l, &m.at[i]);
        arena_back(cx->mem, p);
        report(l, (int64_t)(l->e.n / (m.n + 1)));
    }
    return e ? e : close_lost_cities(cx, l);
}

/* ---- aliases ----------------------------------------------------------- */

struct initials {
    int64_t code;
    str text;
};
struct alias_args {
    const struct initials *at;
    size_t n;
};

static enum err aliases_tx(struct ctx *cx, void *arg)
{
    const struct alias_args *a = arg;
    enum err e = OK;
    for (size_t i = 0; !e && i < a->n; i++)
        e = places_alias_add(cx, a->at[i].code, a->at[i].text);
    return e;
}

/* Only for a part of the country: two counties' worth of names stay short. */
static enum err make_aliases(struct ctx *cx, struct load *l)
{
    struct initials *all = NEW_N(cx->mem, struct initials, l->e.n + 1);
    struct alias_args a = {.at = all};
    if (!l->in->under)
        return OK;
    for (size_t i = 0; i < l->e.n; i++) {
        const struct place_row *r = &l->e.rows[i];
        if (r->level >= PLACE_COUNTY)
            all[a.n++] = (struct initials){
                r->code,
                place_initials(l->sounds, cx->mem, place_root(&l->endings, r->level, r->name))};
    }
    return db_write(cx, aliases_tx, &a);
}

/* ---- the door ---------------------------------------------------------- */

static enum err is_older(struct ctx *cx, const struct places_import *in, bool *older)
{
    AUTO_ROWS rows = db_query(cx, &edition_sql_newest, db_int("lo", in->under),
                              db_int("hi", place_end(in->under)));
    enum err e = db_one(&rows);
    if (!e)
        *older = !db_get_null(&rows, 0) && db_get_int(&rows, 0) > in->day;
    return e;
}

static enum err loaded_tx(struct ctx *cx, void *arg)
{
    const struct places_import *in = arg;
    return db_exec(cx, NULL, &edition_sql_loaded, db_int("day", in->day), db_int("lo", in->under),
                   db_int("hi", place_end(in->under)), db_int("now", cx->now));
}

static enum err moving_county(struct ctx *cx, int64_t *county)
{
    AUTO_ROWS rows = db_query(cx, &edition_sql_moving);
    enum err e = db_one(&rows);
    if (!e)
        *county = db_get_int(&rows, 0);
    return e;
}

static enum err rekey_all(struct ctx *cx, const struct load *l)
{
    int64_t county, did;
    enum err e;
    while ((e = moving_county(cx, &county)) == OK) {
        do
            e = edition_rekey(cx, county, &did, &l->counts->rekeyed);
        while (!e && did);
        if (e)
            return e;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err load(struct ctx *cx, struct load *l)
{
    bool older = false, empty = false;
    const struct places_import *in = l->in;
    enum err e = is_older(cx, in, &older);
    if (e)
        return e;
    if (older)
        return fail(cx, ERR_CONFLICT, _("A newer edition has been loaded already."));
    e = is_empty(cx, in->under ? place_above(in->under, PLACE_PROVINCE) : 0,
                 place_end(in->under ? place_above(in->under, PLACE_PROVINCE) : 0), &empty);
    if (!e)
        e = empty ? copy_all(cx, l) : change_all(cx, l);
    if (!e)
        e = make_aliases(cx, l);
    if (!e)
        e = db_write(cx, loaded_tx, (void *)(uintptr_t)in);
    return e || empty ? e : rekey_all(cx, l);
}

enum err places_load(struct ctx *cx, const struct places_import *in, struct places_counts *out)
{
    struct places_counts counts = {0};
    struct load l = {.in = in, .counts = &counts};
    if (in->under && !place_ok(in->under))
        return fail(cx, ERR_INVALID, _("This is not a place code."));
    enum err e = edition_read(cx, in, &l.e, &counts);
    if (!e && (in->under ? !with_code((struct place_edition){l.e.rows, l.e.n}, in->under) : !l.e.n))
        e = fail(cx, ERR_NOT_FOUND, _("The files hold nothing of this place."));
    if (!e)
        e = place_endings_read(cx->mem, &l.endings);
    if (!e)
        e = place_sounds_open(&l.sounds);
    if (e)
        return e;
    e = load(cx, &l);
    place_sounds_close(l.sounds);
    if (!e)
        *out = counts;
    return e;
}
