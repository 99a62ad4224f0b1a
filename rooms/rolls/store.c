/* store: a draft enters the roll, is taken back, is forgotten: by the job, family after family, so
 * that a long list keeps nobody waiting and goes on where a stopped program left it. */
#include "rooms/rolls/rolls_own.h"

#include "kit/jobs/jobs.h"

enum { SLICE_ROWS = 60, FAMILY_MOST = 40, DROP_MOST = 500 };

/* ---- by one click -------------------------------------------------------------- */

struct move_args {
    int64_t county, id, seen;
    enum rolls_state from, to;
};

static enum err move(struct ctx *cx, const struct move_args *a)
{
    int64_t n = 0;
    enum err e = db_exec(cx, &n, &rolls_sql_state, db_word("to", rolls_state_names[a->to]),
                         db_int("now", cx->now), db_int("county", a->county), db_int("id", a->id),
                         db_word("from", rolls_state_names[a->from]), db_int("seen", a->seen));
    return e || n ? e : fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
}

static enum err move_tx(struct ctx *cx, void *arg)
{
    const struct move_args *a = arg;
    struct rolls_import im;
    enum err e = rolls_find(cx, a->county, a->id, &im);
    if (!e && a->to == ROLLS_UNDOING && cx->now - im.stored_ms > ROLLS_UNDO_DAYS * DAY_MS)
        return fail(cx, ERR_CONFLICT,
                    _("After 30 days an import cannot be taken back as a whole any more."));
    if (!e && a->to == ROLLS_STORING && !im.good)
        return fail(cx, ERR_CONFLICT, _("No row of this list can be stored."));
    return e ? e : move(cx, a);
}

enum err rolls_store(struct ctx *cx, int64_t county, int64_t id, int64_t seen)
{
    struct move_args a = {county, id, seen, ROLLS_DRAFT, ROLLS_STORING};
    return db_write(cx, move_tx, &a);
}

enum err rolls_undo(struct ctx *cx, int64_t county, int64_t id, int64_t seen)
{
    struct move_args a = {county, id, seen, ROLLS_STORED, ROLLS_UNDOING};
    return db_write(cx, move_tx, &a);
}

/* ---- one family ------------------------------------------------------------------ */

struct line { /* of a family */
    int64_t n, family, household, resident, need;
    unsigned asked;
    bool opened; /* this row made the household */
    str cells[ROLL_FIELDS];
};
struct family {
    const struct rolls_import *im;
    struct line *lines;
    int n;
};

static bool need_of(struct ctx *cx, const struct rolls_import *im, const str *cells,
                    enum home_need_kind *out)
{
    str word = im->kind;
    if (str_is(word, "residents"))
        word = sheets_means(rolls_words(cx), cx->mem, "need", cells[ROLL_NEED]);
    int k = home_word(home_need_names, NEED_KINDS, word);
    *out = (enum home_need_kind)k;
    return k < NEED_KINDS;
}

static enum err note_line(struct ctx *cx, const struct rolls_import *im, const struct line *l)
{
    return db_exec(cx, NULL, &rolls_sql_row_made, db_int("household", l->household),
                   db_int_or_null("resident", l->resident), db_int_or_null("need", l->need),
                   db_int("opened", l->opened), db_int("county", im->county),
                   db_int("import", im->id), db_int("n", l->n));
}

static enum err ask(struct ctx *cx, const struct rolls_import *im, const struct line *l)
{
    enum err e = OK;
    int64_t id;
    for (int k = 0; !e && k < ASK_KINDS; k++)
        if (l->asked & 1u << k)
            e = homes_ask(cx, im->county, l->household,
                          &(struct home_question){.kind = (enum home_question_kind)k,
                                                  .resident = l->resident},
                          &id);
    return e;
}

static enum err add_need(struct ctx *cx, const struct rolls_import *im, struct line *l,
                         int64_t resident)
{
    struct home_need need = {.resident = resident};
    if (!need_of(cx, im, l->cells, &need.kind))
        return OK;
    return homes_put_need(cx, im->county, l->household, &need, &l->need);
}

/* Whoever is on the roll already shows where the family lives. */
static enum err find_house(struct ctx *cx, const struct family *f, int64_t *household)
{
    int64_t resident;
    *household = 0;
    for (int i = 0; i < f->n && !*household; i++) {
        str id = f->lines[i].cells[ROLL_ID];
        enum err e =
            id.len ? homes_find_id(cx, f->im->county, id, household, &resident) : ERR_NOT_FOUND;
        if (e && e != ERR_NOT_FOUND)
            return e;
    }
    return OK;
}

static enum err open_house(struct ctx *cx, const struct family *f, int64_t *household)
{
    struct line *first = &f->lines[0];
    struct homes_new in = {.county = f->im->county,
                           .scope = rolls_grid(cx, f->im, first->cells[ROLL_GRID]),
                           .address = utf8_head(first->cells[ROLL_ADDRESS], 120)};
    rolls_house(cx, first->cells, &in.building, &in.door);
    first->opened = true;
    return homes_put(cx, &in, household);
}

static enum err put_line(struct ctx *cx, const struct family *f, struct line *l, int64_t household)
{
    struct resident r = rolls_resident(cx, l->cells);
    int64_t there = 0, resident = 0;
    r.keep_until_day = f->im->keep_until_day;
    l->household = household;
    enum err e = l->cells[ROLL_ID].len
                     ? homes_find_id(cx, f->im->county, l->cells[ROLL_ID], &there, &resident)
                     : ERR_NOT_FOUND;
    if (!e)
        l->household = there;
    else if (e == ERR_NOT_FOUND) {
        e = homes_put_resident(cx, f->im->county, household, &r, &l->resident);
        resident = l->resident;
    }
    if (!e)
        e = add_need(cx, f->im, l, resident);
    if (!e)
        e = ask(cx, f->im, l);
    return e ? e : note_line(cx, f->im, l);
}

static enum err family_tx(struct ctx *cx, void *arg)
{
    struct family *f = arg;
    int64_t household;
    enum err e = find_house(cx, f, &household);
    if (!e && !household)
        e = open_house(cx, f, &household);
    for (int i = 0; !e && i < f->n; i++)
        e = put_line(cx, f, &f->lines[i], household);
    return e;
}

/* Somebody else's roll came first, or it breaks a rule that the look did not know. */
static enum err refuse(struct ctx *cx, const struct family *f)
{
    enum err e = OK;
    for (int i = 0; !e && i < f->n; i++)
        e = db_exec(cx, NULL, &rolls_sql_row_refuse, db_word("why", rolls_why_names[ROLL_TAKEN]),
                    db_int("county", f->im->county), db_int("import", f->im->id),
                    db_int("n", f->lines[i].n));
    return e;
}

/* ---- a slice ---------------------------------------------------------------------- */

struct slice {
    int64_t county, id;
    struct seal_key key;
    bool end;
};

static enum err next_lines(struct ctx *cx, const struct slice *s, struct line *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_rows_next, db_int("county", s->county),
                              db_int("import", s->id), db_int("max", SLICE_ROWS));
    enum err e = OK;
    *n = 0;
    while (!e && *n < SLICE_ROWS && db_next(&rows)) {
        struct line *l = &out[(*n)++];
        str joined = STR_NONE;
        *l = (struct line){.n = db_get_int(&rows, 0),
                           .family = db_get_int(&rows, 1),
                           .asked = (unsigned)db_get_int(&rows, 2)};
        e = seal_read(&s->key, rolls_row_where("fields", s->county, s->id), db_get_blob(&rows, 3),
                      &joined, cx->mem);
        rolls_part(joined, l->cells, ROLL_FIELDS);
    }
    return e ? e : rows.err;
}

static int family_end(const struct line *lines, int from, int n)
{
    int to = from;
    while (to < n && lines[to].family == lines[from].family && to - from < FAMILY_MOST)
        to++;
    return to;
}

static enum err store_slice_tx(struct ctx *cx, void *arg)
{
    struct slice *s = arg;
    struct line *lines = NEW_N(cx->mem, struct line, SLICE_ROWS);
    struct rolls_import im;
    int n = 0, from = 0;
    s->end = false;
    enum err e = rolls_load(cx, s->county, s->id, &im);
    if (!e)
        e = next_lines(cx, s, lines, &n);
    while (!e && from < n) {
        int to = family_end(lines, from, n);
        if (to == n && n == SLICE_ROWS && from)
            break; /* it may go on in the next slice */
        struct family f = {&im, &lines[from], to - from};
        e = db_write(cx, family_tx, &f);
        if (e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_NOT_FOUND)
            e = refuse(cx, &f);
        from = to;
    }
    if (!e)
        e = db_exec(cx, NULL, &rolls_sql_progress, db_int("done", from), db_int("kept", 0),
                    db_int("county", s->county), db_int("id", s->id), db_word("state", "storing"));
    s->end = !n;
    return e || n ? e
                  : move(cx, &(struct move_args){s->county, s->id, 0, ROLLS_STORING, ROLLS_STORED});
}

/* ---- taking back ------------------------------------------------------------------- */

static enum err made_lines(struct ctx *cx, const struct slice *s, struct line *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_rows_made, db_int("county", s->county),
                              db_int("import", s->id), db_int("max", SLICE_ROWS));
    *n = 0;
    while (*n < SLICE_ROWS && db_next(&rows))
        out[(*n)++] = (struct line){.n = db_get_int(&rows, 0),
                                    .household = db_get_int(&rows, 1),
                                    .resident = db_get_int(&rows, 2),
                                    .need = db_get_int(&rows, 3),
                                    .opened = db_get_int(&rows, 4)};
    return rows.err;
}

/* What is not as it was made stays. */
static enum err take_back(struct ctx *cx, int64_t county, const struct line *l, bool *kept)
{
    enum err e = OK;
    bool all = true;
    if (l->need)
        e = homes_take_need(cx, county, l->household, l->need, &all);
    *kept = !all;
    if (!e && l->resident)
        e = homes_take_resident(cx, county, l->household, l->resident, &all);
    *kept |= !all;
    if (e == ERR_NOT_FOUND) /* gone already */
        return OK;
    return e;
}

static enum err undo_slice_tx(struct ctx *cx, void *arg)
{
    struct slice *s = arg;
    struct line lines[SLICE_ROWS];
    int n = 0, left = 0;
    enum err e = made_lines(cx, s, lines, &n);
    for (int i = 0; !e && i < n; i++) {
        bool kept = false;
        e = take_back(cx, s->county, &lines[i], &kept);
        left += kept;
        if (!e)
            e = db_exec(cx, NULL, &rolls_sql_row_undone, db_word("state", kept ? "kept" : "undone"),
                        db_int("county", s->county), db_int("import", s->id),
                        db_int("n", lines[i].n));
    }
    if (!e)
        e = db_exec(cx, NULL, &rolls_sql_progress, db_int("done", -n), db_int("kept", left),
                    db_int("county", s->county), db_int("id", s->id), db_word("state", "undoing"));
    return e || n ? e
                  : move(cx, &(struct move_args){s->county, s->id, 0, ROLLS_UNDOING, ROLLS_UNDONE});
}

/* ---- forgetting -------------------------------------------------------------------- */

static enum err drop_tx(struct ctx *cx, void *arg)
{
    const struct slice *s = arg;
    int64_t n = 0;
    enum err e = db_exec(cx, &n, &rolls_sql_rows_drop, db_int("county", s->county),
                         db_int("import", s->id), db_int("most", DROP_MOST));
    if (!e && !n)
        e = db_exec(cx, NULL, &rolls_sql_key_drop, db_int("county", s->county),
                    db_int("id", s->id));
    return e || n ? e
                  : db_exec(cx, NULL, &rolls_sql_import_drop, db_int("county", s->county),
                            db_int("id", s->id));
}

struct throw_args {
    struct slice s;
    int64_t seen;
};

static enum err throw_tx(struct ctx *cx, void *arg)
{
    const struct throw_args *a = arg;
    struct rolls_import im;
    int64_t n = 1;
    enum err e = rolls_find(cx, a->s.county, a->s.id, &im);
    if (!e && im.state != ROLLS_DRAFT)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    while (!e && n)
        e = db_exec(cx, &n, &rolls_sql_rows_drop, db_int("county", a->s.county),
                    db_int("import", a->s.id), db_int("most", SHEETS_ROWS));
    return e ? e
             : db_exec(cx, NULL, &rolls_sql_import_drop, db_int("county", a->s.county),
                       db_int("id", a->s.id));
}

enum err rolls_drop(struct ctx *cx, int64_t county, int64_t id, int64_t seen)
{
    struct throw_args a = {{.county = county, .id = id}, seen};
    return db_write(cx, throw_tx, &a);
}

/* ---- the job ------------------------------------------------------------------------ */

static enum err next_work(struct ctx *cx, struct slice *s, bool *undo)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_work, db_int("county", s->county));
    enum err e = db_one(&rows);
    if (e)
        return e;
    s->id = db_get_int(&rows, 0);
    *undo = str_is(db_get_text(&rows, 1), "undoing");
    return OK;
}

static enum err next_old(struct ctx *cx, struct slice *s)
{
    AUTO_ROWS rows =
        db_query(cx, &rolls_sql_old, db_int("county", s->county), db_int("draft", cx->now - DAY_MS),
                 db_int("old", cx->now - (ROLLS_UNDO_DAYS + 1) * DAY_MS));
    enum err e = db_one(&rows);
    if (!e)
        s->id = db_get_int(&rows, 0);
    return e;
}

/* The history says who imported; the job only does it. */
static enum err as_importer(struct ctx *cx, const struct slice *s, struct ctx *before)
{
    struct rolls_import im;
    *before = *cx;
    enum err e = rolls_load(cx, s->county, s->id, &im);
    if (!e) {
        cx->county = s->county;
        cx->actor = im.account;
    }
    return e;
}

static void as_before(struct ctx *cx, const struct ctx *before)
{
    cx->county = before->county;
    cx->actor = before->actor;
}

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    struct slice s = {.county = county};
    struct ctx before;
    bool undo = false;
    *did = 0;
    enum err e = next_work(cx, &s, &undo);
    if (e == ERR_NOT_FOUND) {
        e = next_old(cx, &s);
        if (!e)
            e = db_write(cx, drop_tx, &s);
        *did = !e;
        return e == ERR_NOT_FOUND ? OK : e;
    }
    if (!e)
        e = as_importer(cx, &s, &before);
    if (e)
        return e;
    if (!undo)
        e = rolls_key(cx, county, s.id, &s.key);
    if (!e)
        e = db_write(cx, undo ? undo_slice_tx : store_slice_tx, &s);
    seal_key_wipe(&s.key);
    as_before(cx, &before);
    *did = !e;
    return e;
}

const struct jobs_kind rolls_job = {
    .name = "rolls", .counties = &rolls_sql_work_counties, .step = step};
