/* import.c: a file held against what is there, taken over in slices, and taken back. */
#include "civic/facilities/facilities_own.h"

#include "civic/facilities/facilities_sql.h"
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

enum { SLICE = 60 }; /* rows of one transaction: some milliseconds */

static const char *const states[IMPORT_STATES] = {"looked", "running", "done", "undone"};

/* ---- held against what is there -------------------------------------------- */

/* What the file says of one that is there already: attributes that it lacks stay as they are. */
static void lay_over(const struct facility *was, struct facility *f)
{
#define X(field) f->field = f->field.len ? f->field : was->field;
    FACILITY_TEXT_FIELDS
#undef X
    f->id = was->id;
    f->place = was->place;
    f->row_ver = was->row_ver;
    f->label = was->label;
    f->cases = was->cases;
    f->from_day = f->from_day ? f->from_day : was->from_day;
    f->changed_day = f->changed_day ? f->changed_day : was->changed_day;
    f->origin = f->origin ? f->origin : was->origin;
    if (!f->placed && was->placed) {
        f->placed = true;
        f->lat_u = was->lat_u;
        f->lon_u = was->lon_u;
        f->scope = was->scope;
    }
}

static const char *refused_spot(struct ctx *cx, struct facility *f)
{
    static const char *const why = N_("It stands in no community of this county.");
    enum err e = facility_locate(cx, f);
    cx->failure = (struct failure){.err = OK};
    return e ? why : NULL;
}

static enum err compare(struct ctx *cx, int64_t place, struct facility_row *r)
{
    struct facility was;
    const char *why = refused_spot(cx, &r->f);
    if (!why && !place_within(r->f.scope, place))
        why = N_("It stands outside the place of your post.");
    if (why) {
        r->fate = FACILITY_REFUSED;
        r->why = why;
        return OK;
    }
    if (!r->f.identifier.len)
        return OK;
    enum err e = facility_by_identifier(cx, r->f.county, r->f.identifier, &was);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    if (!place_within(was.scope, place)) {
        r->fate = FACILITY_REFUSED;
        r->why = N_("It stands outside the place of your post.");
        return OK;
    }
    lay_over(&was, &r->f);
    r->fate = facility_equal(&was, &r->f) ? FACILITY_SAME : FACILITY_CHANGED;
    return OK;
}

enum err facility_file_check(struct ctx *cx, int64_t county, int64_t place,
                             struct facility_file *io)
{
    memset(io->count, 0, sizeof io->count);
    for (int i = 0; i < io->n; i++) {
        struct facility_row *r = &io->rows[i];
        r->f.county = county;
        enum err e = r->fate == FACILITY_REFUSED ? OK : compare(cx, place, r);
        if (e)
            return e;
        io->count[r->fate]++;
    }
    return OK;
}

/* ---- what was looked at ------------------------------------------------------ */

struct keep_args {
    const struct facility_import *in;
    int64_t id;
    str text;
};

static enum err keep_tx(struct ctx *cx, void *arg)
{
    const struct keep_args *a = arg;
    const struct facility_import *in = a->in;
    if (!may(cx, ACT_FACILITIES_KEEP, in->scope, NO_ORG))
        return fail(cx, ERR_DENIED, _("You keep no facilities at that place."));
    enum err e = db_exec(cx, NULL, &facilities_sql_import_forget, db_int("county", in->county),
                         db_int("before", cx->now - DAY_MS));
    return e ? e
             : db_exec(cx, NULL, &facilities_sql_import_add, db_int("county", in->county),
                       db_int("id", a->id), db_int("account", cx->actor),
                       db_int("scope", in->scope), db_text("name", in->name),
                       db_text("text", a->text), db_int("total", in->total),
                       db_int("refused", in->refused), db_int("now", cx->now));
}

enum err facility_import_add(struct ctx *cx, const struct facility_import *in, str text,
                             int64_t *id)
{
    struct keep_args a = {.in = in, .id = db_new_id(cx), .text = text};
    enum err e = db_write(cx, keep_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static struct facility_import read_import(const struct rows *r, int64_t county)
{
    return (struct facility_import){
        .county = county,
        .id = db_get_int(r, 0),
        .account = db_get_int(r, 1),
        .scope = db_get_int(r, 2),
        .name = db_keep_text(r, 3),
        .state = (enum facility_import_state)db_get_enum(r, 4, states, IMPORT_STATES),
        .total = db_get_int(r, 5),
        .done = db_get_int(r, 6),
        .added = db_get_int(r, 7),
        .changed = db_get_int(r, 8),
        .refused = db_get_int(r, 9),
        .kept = db_get_int(r, 10),
        .at_ms = db_get_int(r, 11),
        .row_ver = db_get_int(r, 12)};
}

enum err facility_import_find(struct ctx *cx, int64_t county, int64_t id,
                              struct facility_import *out)
{
    AUTO_ROWS r =
        db_query(cx, &facilities_sql_import_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&r);
    if (e)
        return e;
    struct facility_import found = read_import(&r, county);
    if (!may(cx, ACT_FACILITIES_KEEP, found.scope, NO_ORG))
        return ERR_NOT_FOUND;
    *out = found;
    return OK;
}

enum err facility_import_text(struct ctx *cx, int64_t county, int64_t id, str *out)
{
    AUTO_ROWS r =
        db_query(cx, &facilities_sql_import_text, db_int("county", county), db_int("id", id));
    enum err e = db_one(&r);
    if (!e)
        *out = db_keep_text(&r, 0);
    return e;
}

/* Those of the places that the reader keeps. */
enum err facility_import_list(struct ctx *cx, int64_t county, struct facility_import *out, int max,
                              int *n)
{
    AUTO_ROWS r =
        db_query(cx, &facilities_sql_import_list, db_int("county", county), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&r)) {
        out[got] = read_import(&r, county);
        got += may(cx, ACT_FACILITIES_KEEP, out[got].scope, NO_ORG);
    }
    enum err e = db_end(&r);
    if (!e)
        *n = got;
    return e;
}

/* ---- a slice ----------------------------------------------------------------- */

struct slice_args {
    struct facility_import at; /* as it was before; afterwards as it is */
    const struct facility_file *file;
    enum facility_import_state to;
};

static enum err step(struct ctx *cx, struct facility_import *at, enum facility_import_state to)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &facilities_sql_import_step, db_word("to", states[to]),
                db_int("done", at->done), db_int("added", at->added),
                db_int("changed", at->changed), db_int("kept", at->kept),
                db_int("county", at->county), db_int("id", at->id), db_int("seen", at->row_ver));
    if (!e && !changed)
        e = fail(cx, ERR_CONFLICT, _("Somebody goes on with this file already."));
    at->state = to;
    at->row_ver++;
    return e;
}

static enum err remember(struct ctx *cx, const struct facility_import *at,
                         const struct facility *now, str was)
{
    return db_exec(cx, NULL, &facilities_sql_import_row, db_int("county", at->county),
                   db_int("import", at->id), db_int("facility", now->id),
                   db_int("row_ver", now->row_ver), db_text("was", was));
}

/* Anew, inside the transaction: somebody may have added or changed it since it was looked at. */
static enum err take_row(struct ctx *cx, struct facility_import *at, const struct facility_row *r)
{
    struct facility_row row = *r;
    struct facility was;
    row.fate = FACILITY_NEW;
    enum err e = compare(cx, at->scope, &row);
    if (e || row.fate == FACILITY_SAME || row.fate == FACILITY_REFUSED)
        return e;
    if (row.fate == FACILITY_NEW) {
        row.f.id = db_new_id(cx);
        row.f.from_day = row.f.from_day ? row.f.from_day : day_of_ms(cx->now);
        at->added++;
        e = facility_insert(cx, &row.f, "import");
        return e ? e : remember(cx, at, &row.f, STR_NONE);
    }
    e = facility_find(cx, at->county, row.f.id, &was);
    if (!e)
        e = facility_update(cx, &was, &row.f, "import");
    row.f.row_ver = was.row_ver + 1;
    at->changed++;
    return e ? e : remember(cx, at, &row.f, facility_pack(cx->mem, &was));
}

static enum err slice_tx(struct ctx *cx, void *arg)
{
    struct slice_args *a = arg;
    struct facility_import at = a->at; /* it may run again */
    int64_t end = at.done + SLICE < a->file->n ? at.done + SLICE : a->file->n;
    enum err e = may(cx, ACT_FACILITIES_KEEP, at.scope, NO_ORG) ? OK : ERR_DENIED;
    for (int64_t i = at.done; !e && i < end; i++)
        if (a->file->rows[i].fate != FACILITY_REFUSED)
            e = take_row(cx, &at, &a->file->rows[i]);
    at.done = end;
    if (!e)
        e = step(cx, &at, end == a->file->n ? IMPORT_DONE : IMPORT_RUNNING);
    if (!e)
        a->at = at;
    return e;
}

enum err facility_import_run(struct ctx *cx, struct facility_import *io,
                             const struct facility_kinds *kinds)
{
    struct facility_file file;
    struct facility_import now;
    str text;
    enum err e = facility_import_find(cx, io->county, io->id, &now);
    if (e)
        return e;
    if (now.row_ver != io->row_ver || now.state == IMPORT_DONE || now.state == IMPORT_UNDONE)
        return fail(cx, ERR_CONFLICT, _("This file was taken over already."));
    e = facility_import_text(cx, io->county, io->id, &text);
    if (!e)
        e = facility_file_read(cx, text, kinds, &file);
    if (!e)
        e = facility_file_check(cx, io->county, io->scope, &file);
    struct slice_args a = {.at = *io, .file = &file};
    while (!e && a.at.state != IMPORT_DONE) {
        e = db_write(cx, slice_tx, &a);
        *io = a.at;
    }
    return e;
}

/* ---- taking back -------------------------------------------------------------- */

#define PACKED                                                                                     \
    X(code)                                                                                        \
    X(name)                                                                                        \
    X(org_code) X(org_name) X(owner_code) X(owner_name) X(keeper_code) X(keeper_name) X(note)

str facility_pack(struct arena *mem, const struct facility *f)
{
    struct buf b = buf_new(mem, 8192);
    buf_fmt(&b, "%d,%d,%d,%lld,%lld,%lld,%lld,%lld", f->state, f->origin, f->placed,
            (long long)f->lat_u, (long long)f->lon_u, (long long)f->scope, (long long)f->from_day,
            (long long)f->changed_day);
#define X(field)                                                                                   \
    buf_z(&b, ",.");                                                                               \
    for (size_t i = 0; i < f->field.len; i++)                                                      \
        buf_char(&b, f->field.at[i] == ',' ? '\x1f' : f->field.at[i]);
    PACKED
#undef X
    return buf_done(&b);
}

static str unpack_text(struct arena *mem, str cell)
{
    char *z = str_z(mem, (str){cell.at + 1, cell.len ? cell.len - 1 : 0});
    for (char *c = z; *c; c++)
        *c = *c == '\x1f' ? ',' : *c;
    return str_of(z);
}

enum err facility_unpack(struct arena *mem, str line, struct facility *io)
{
    int64_t n[8];
    for (size_t i = 0; i < COUNT(n); i++)
        if (str_int(str_cut(&line, ','), &n[i]))
            return ERR_FAULT;
    io->state = (enum facility_state)n[0];
    io->origin = (enum facility_origin)n[1];
    io->placed = n[2];
    io->lat_u = n[3];
    io->lon_u = n[4];
    io->scope = n[5];
    io->from_day = n[6];
    io->changed_day = n[7];
#define X(field) io->field = unpack_text(mem, str_cut(&line, ','));
    PACKED
#undef X
    return OK;
}

struct undo_row {
    int64_t facility, row_ver;
    str was;
};

static enum err undo_one(struct ctx *cx, struct facility_import *at, const struct undo_row *u)
{
    struct facility now, before;
    int64_t gone = 0;
    enum err e = facility_find(cx, at->county, u->facility, &now);
    if (e)
        return e;
    if (now.row_ver != u->row_ver || (!u->was.len && now.cases)) {
        at->kept++;
        return OK;
    }
    before = now;
    if (u->was.len) {
        e = facility_unpack(cx->mem, u->was, &before);
        return e ? e : facility_update(cx, &now, &before, "undo");
    }
    e = db_exec(cx, &gone, &facilities_sql_drop, db_int("county", at->county), db_int("id", now.id),
                db_int("seen", now.row_ver));
    return e ? e
             : facts_add(cx, &(struct fact){.county = at->county,
                                            .place = now.place,
                                            .scope = now.scope,
                                            .subject_kind = "facility",
                                            .subject = now.id,
                                            .kind = "facility.withdrawn",
                                            .reason = S("undo"),
                                            .audience = FACTS_STAFF});
}

struct undo_args {
    struct facility_import at;
    int n; /* result: how many were left to look at */
};

static enum err read_undo(struct ctx *cx, const struct facility_import *at, struct undo_row *out,
                          int *n)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_import_rows, db_int("county", at->county),
                           db_int("import", at->id), db_int("max", SLICE));
    *n = 0;
    while (*n < SLICE && db_next(&r))
        out[(*n)++] = (struct undo_row){db_get_int(&r, 0), db_get_int(&r, 1), db_keep_text(&r, 2)};
    return db_end(&r);
}

static enum err undo_tx(struct ctx *cx, void *arg)
{
    struct undo_args *a = arg;
    struct facility_import at = a->at;
    struct undo_row rows[SLICE];
    int n = 0;
    enum err e = may(cx, ACT_FACILITIES_KEEP, at.scope, NO_ORG) ? OK : ERR_DENIED;
    if (!e)
        e = read_undo(cx, &at, rows, &n);
    for (int i = 0; !e && i < n; i++) {
        e = undo_one(cx, &at, &rows[i]);
        if (!e)
            e = db_exec(cx, NULL, &facilities_sql_import_row_done, db_int("county", at.county),
                        db_int("import", at.id), db_int("facility", rows[i].facility));
    }
    if (!e)
        e = step(cx, &at, n < SLICE ? IMPORT_UNDONE : at.state);
    if (!e)
        *a = (struct undo_args){at, n};
    return e;
}

enum err facility_import_undo(struct ctx *cx, struct facility_import *io)
{
    struct undo_args a = {.at = *io};
    enum err e = OK;
    if (io->state == IMPORT_LOOKED || io->state == IMPORT_UNDONE)
        return fail(cx, ERR_CONFLICT, _("There is nothing to take back."));
    if (cx->now - io->at_ms > FACILITIES_UNDO_DAYS * DAY_MS)
        return fail(cx, ERR_CONFLICT,
                    _("After 30 days a file is not taken back any more; change or remove single "
                      "facilities."));
    while (!e && a.at.state != IMPORT_UNDONE)
        e = db_write(cx, undo_tx, &a);
    if (!e)
        *io = a.at;
    return e;
}
