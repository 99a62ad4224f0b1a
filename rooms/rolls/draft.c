/* draft: a list judged and kept, sealed, until somebody has looked at it. */
#include "rooms/rolls/rolls_own.h"

#include "civic/places/places.h"
#include "kit/child/child.h"

enum { SLICE = 200, TEXT_MAX = 120 };

struct seal_where rolls_where(const char *column, int64_t county, int64_t import)
{
    return (struct seal_where){
        .table = "roll_imports", .column = column, .county = county, .id = import};
}

struct seal_where rolls_row_where(const char *column, int64_t county, int64_t import)
{
    return (struct seal_where){
        .table = "roll_rows", .column = column, .county = county, .id = import};
}

enum err rolls_key(struct ctx *cx, int64_t county, int64_t import, struct seal_key *key)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_key, db_int("county", county), db_int("id", import));
    enum err e = db_one(&rows);
    if (!e && db_get_null(&rows, 0))
        return ERR_NOT_FOUND;
    return e ? e
             : seal_unwrap(cx->seal, db_get_blob(&rows, 0),
                           rolls_where("key_wrapped", county, import), key);
}

/* ---- texts ------------------------------------------------------------------ */

str rolls_join(struct arena *mem, const str *cells, int n)
{
    struct buf b = buf_new(mem, ROLLS_COLUMNS * (CHILD_SHEET_CELL + 2));
    for (int i = 0; i < n; i++) {
        if (i)
            buf_char(&b, CHILD_CELL_END);
        buf_str(&b, cells[i]);
    }
    return buf_done(&b);
}

int rolls_part(str joined, str *out, int max)
{
    int n = 0;
    while (n < max) {
        bool last = memchr(joined.at ? joined.at : "", CHILD_CELL_END, joined.len) == NULL;
        out[n++] = str_cut(&joined, CHILD_CELL_END);
        if (last)
            break;
    }
    return n;
}

static str raw_of(struct arena *mem, const struct sheets_cell *cells, int n)
{
    str texts[ROLLS_COLUMNS];
    for (int i = 0; i < n; i++)
        texts[i] = cells[i].text;
    return rolls_join(mem, texts, n);
}

str rolls_mapping_text(struct arena *mem, const enum rolls_field *mapping, int n)
{
    struct buf b = buf_new(mem, 2000);
    for (int i = 0; i < n; i++)
        buf_fmt(&b, "%s%s", i ? " " : "", rolls_field_names[mapping[i]]);
    return buf_done(&b);
}

void rolls_read_mapping(str text, enum rolls_field *mapping, int n)
{
    for (int i = 0; i < n; i++) {
        int f = home_word(rolls_field_names, ROLL_FIELDS, str_cut(&text, ' '));
        mapping[i] = f < ROLL_FIELDS ? (enum rolls_field)f : ROLL_IGNORED;
    }
}

int64_t rolls_office(const struct ctx *cx)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].id == cx->post)
            return cx->posts->at[i].org;
    return 0;
}

/* ---- what was said of it ----------------------------------------------------- */

enum err rolls_check_said(struct ctx *cx, struct rolls_new *in)
{
    int64_t today = day_of_ms(cx->now);
    enum err e = OK;
    in->source = str_clean_line(cx->mem, in->source);
    in->basis = str_clean_line(cx->mem, in->basis);
    in->purpose = str_clean_line(cx->mem, in->purpose);
    if (utf8_count(in->source) < 2 || utf8_count(in->source) > TEXT_MAX)
        e = fail_field(cx, "source", _("Say who made this list."));
    if (utf8_count(in->basis) < 2 || utf8_count(in->basis) > TEXT_MAX)
        e = fail_field(cx, "basis", _("Say which rule allows you to keep it."));
    if (utf8_count(in->purpose) < 2 || utf8_count(in->purpose) > TEXT_MAX)
        e = fail_field(cx, "purpose", _("Say what it is for."));
    if (in->keep_until_day <= today || in->keep_until_day > today + ROLLS_KEEP_DAYS_MAX)
        e = fail_field(cx, "keep", _("Give a day after today and within ten years."));
    if (!str_is(in->kind, "residents") &&
        home_word(home_need_names, NEED_KINDS, in->kind) == NEED_KINDS)
        e = fail_field(cx, "kind", _("Choose what kind of list it is."));
    if (place_level_of(in->scope) < PLACE_COMMUNITY || !may(cx, ACT_ROLLS, in->scope, NO_ORG))
        e = fail_field(cx, "grid", _("Choose a grid or community of your own."));
    return e;
}

/* Above the headings stands what the list is; below, the words of single rows are judged. */
static enum err check_special(struct ctx *cx, const struct rolls_new *in)
{
    const struct sheets_words *w = rolls_words(cx);
    bool special = sheets_holds(w, "special", in->file_name).len;
    for (int r = 0; r <= in->table->head; r++)
        for (int c = 0; c < in->table->rows[r].n; c++)
            special |= sheets_holds(w, "special", in->table->rows[r].cells[c].text).len > 0;
    return special ? fail_field(cx, "file",
                                _("This is a list of special population. Police, health and "
                                  "justice alone keep it, with named access; it is not taken "
                                  "here."))
                   : OK;
}

static enum err check_file(struct ctx *cx, const struct rolls_new *in, str hash)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_file_known, db_int("county", in->county),
                              db_blob("file_hash", hash), db_text("kind", in->kind));
    enum err e = db_one(&rows);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct civil d = civil_of_ms(db_get_int(&rows, 1));
    struct tr_arg at[] = {TR("day", str_fmt(cx->mem, "%04d-%02d-%02d", d.year, d.month, d.day))};
    return fail_field_args(cx, "file",
                           _("This very file was imported on {day}. Take that import back first "
                             "if it has to come in again."),
                           at, 1);
}

/* ---- the import's own row ----------------------------------------------------- */

struct put_args {
    const struct rolls_new *in;
    struct rolls_import im;
    str file_hash, signature, mapping, key;
    int64_t office;
};

static enum err put_tx(struct ctx *cx, void *arg)
{
    const struct put_args *a = arg;
    const struct rolls_new *in = a->in;
    if (!may(cx, ACT_ROLLS, in->scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = check_file(cx, in, a->file_hash);
    return e ? e
             : db_exec(cx, NULL, &rolls_sql_import_put, db_int("county", in->county),
                       db_int("id", a->im.id), db_int("scope", in->scope),
                       db_text("kind", in->kind), db_text("file_name", in->file_name),
                       db_blob("file_hash", a->file_hash), db_blob("signature", a->signature),
                       db_int("office", a->office), db_text("heads", a->im.heads),
                       db_text("mapping", a->mapping), db_int("remembered", a->im.remembered),
                       db_text("source", in->source), db_text("basis", in->basis),
                       db_text("purpose", in->purpose), db_int("keep_until", in->keep_until_day),
                       db_int("account", cx->actor), db_int("now", cx->now),
                       db_blob("key", a->key));
}

static enum err remembered(struct ctx *cx, struct put_args *a)
{
    AUTO_ROWS rows = db_query(cx, &rolls_sql_remembered, db_int("county", a->in->county),
                              db_int("office", a->office), db_blob("signature", a->signature));
    enum err e = db_one(&rows);
    if (!e) {
        rolls_read_mapping(db_get_text(&rows, 0), a->im.mapping, a->im.columns);
        a->im.remembered = true;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- its rows ----------------------------------------------------------------- */

struct row {
    struct rolls_judged j;
    str raw, fields;
};
struct rows_args {
    int64_t county, import;
    const struct row *rows;
    int n;
    bool again;
};

static const char *state_of(const struct rolls_judged *j)
{
    return j->why == ROLL_FINE ? "good" : j->why == ROLL_KNOWN ? "known" : "refused";
}

static enum err rows_tx(struct ctx *cx, void *arg)
{
    const struct rows_args *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++) {
        const struct row *r = &a->rows[i];
        const struct db_arg common[] = {db_int("county", a->county),
                                        db_int("import", a->import),
                                        db_int("n", r->j.n),
                                        db_int("family", r->j.family),
                                        db_word("state", state_of(&r->j)),
                                        db_word("why", rolls_why_names[r->j.why]),
                                        db_int("asked", r->j.asked),
                                        db_blob("fields", r->fields),
                                        db_blob("raw", r->raw)};
        e = db_exec_args(cx, NULL, a->again ? &rolls_sql_row_judge : &rolls_sql_row_put, common,
                         COUNT(common) - a->again);
    }
    return e;
}

struct tally {
    int64_t rows, good, refused, known, asked;
};

static void count_row(struct tally *t, const struct rolls_judged *j)
{
    t->rows++;
    t->good += j->why == ROLL_FINE;
    t->known += j->why == ROLL_KNOWN;
    t->refused += j->why != ROLL_FINE && j->why != ROLL_KNOWN;
    t->asked += j->asked != 0;
}

static void seal_row(struct ctx *cx, const struct rolls_import *im, const struct seal_key *key,
                     str raw, struct row *r)
{
    str joined = rolls_join(cx->mem, r->j.cells, ROLL_FIELDS);
    r->fields = seal_text(key, rolls_row_where("fields", im->county, im->id), joined, cx->mem);
    if (raw.at)
        r->raw = seal_text(key, rolls_row_where("raw", im->county, im->id), raw, cx->mem);
}

struct tally_args {
    int64_t county, import;
    struct tally t;
};

static enum err tally_tx(struct ctx *cx, void *arg)
{
    const struct tally_args *a = arg;
    int64_t n = 0;
    enum err e =
        db_exec(cx, &n, &rolls_sql_counts, db_int("n_rows", a->t.rows), db_int("good", a->t.good),
                db_int("refused", a->t.refused), db_int("known", a->t.known),
                db_int("asked", a->t.asked), db_int("county", a->county), db_int("id", a->import));
    return e || n ? e : ERR_CONFLICT;
}

static enum err flush(struct ctx *cx, struct rows_args *a)
{
    enum err e = a->n ? db_write(cx, rows_tx, a) : OK;
    a->n = 0;
    return e;
}

static enum err put_rows(struct ctx *cx, const struct rolls_import *im, const struct seal_key *key,
                         const struct sheets_table *t)
{
    struct row *list = NEW_N(cx->mem, struct row, SLICE);
    struct rows_args a = {.county = im->county, .import = im->id, .rows = list};
    struct tally_args sum = {.county = im->county, .import = im->id};
    struct rolls_judge *j = rolls_judge_new(cx, im);
    enum err e = OK;
    for (int r = t->head + 1; !e && r < t->n; r++) {
        struct row *one = &list[a.n];
        e = rolls_judge_row(j, t->rows[r].line, t->rows[r].cells, t->rows[r].n, &one->j);
        if (e || !one->j.n)
            continue;
        seal_row(cx, im, key, raw_of(cx->mem, t->rows[r].cells, t->rows[r].n), one);
        count_row(&sum.t, &one->j);
        if (++a.n == SLICE)
            e = flush(cx, &a);
    }
    if (!e)
        e = flush(cx, &a);
    return e ? e : db_write(cx, tally_tx, &sum);
}

static str heads_of(struct arena *mem, const struct sheets_table *t)
{
    str heads[ROLLS_COLUMNS];
    for (int c = 0; c < t->columns; c++)
        heads[c] = utf8_head(t->heads[c], 30);
    return rolls_join(mem, heads, t->columns);
}

enum err rolls_draft(struct ctx *cx, const struct rolls_new *given, int64_t *id)
{
    struct rolls_new in = *given;
    struct put_args a = {.in = &in};
    struct seal_key key = seal_key_new();
    enum err e = rolls_check_said(cx, &in);
    enum err e2 = check_special(cx, &in);
    if (e || e2)
        return e ? e : e2;
    struct seal_hash file = seal_sha256(in.bytes);
    a.im = (struct rolls_import){.county = in.county,
                                 .id = db_new_id(cx),
                                 .scope = in.scope,
                                 .kind = in.kind,
                                 .columns = in.table->columns,
                                 .heads = heads_of(cx->mem, in.table)};
    struct seal_hash signature = seal_sha256(a.im.heads);
    a.file_hash = seal_hash_bytes(&file);
    a.signature = seal_hash_bytes(&signature);
    a.office = rolls_office(cx);
    rolls_guess(cx, in.table, a.im.mapping);
    e = remembered(cx, &a);
    a.mapping = rolls_mapping_text(cx->mem, a.im.mapping, a.im.columns);
    a.key = seal_wrap(cx->seal, &key, rolls_where("key_wrapped", in.county, a.im.id), cx->mem);
    if (!e)
        e = db_write(cx, put_tx, &a);
    if (!e)
        e = put_rows(cx, &a.im, &key, in.table);
    seal_key_wipe(&key);
    if (!e)
        *id = a.im.id;
    return e;
}

enum err rolls_demo_load(struct ctx *cx, int64_t county, int64_t community, str csv)
{
    struct sheets_table *t = NEW(cx->mem, struct sheets_table);
    struct rolls_import one;
    int64_t id;
    int n = 0;
    enum err e = rolls_list(cx, county, &one, 1, &n);
    if (e || n)
        return e;
    e = sheets_read_lines(cx, csv, t);
    if (!e)
        e = rolls_table(cx, t);
    struct rolls_new in = {.county = county,
                           .scope = community,
                           .kind = S("residents"),
                           .source = tr(LANG_ZH, N_("civil affairs of the subdistrict")),
                           .basis = tr(LANG_ZH, N_("rules for minimum living allowances")),
                           .purpose = tr(LANG_ZH, N_("visits to households in need")),
                           .keep_until_day = day_of_ms(cx->now) + 365,
                           .file_name = S("roll.csv"),
                           .bytes = csv,
                           .table = t};
    if (!e)
        e = rolls_draft(cx, &in, &id);
    return e ? e : rolls_store(cx, county, id, 0);
}

/* ---- what the columns hold, said anew ---------------------------------------------- */

struct remap_args {
    const struct rolls_import *im;
    str mapping, signature;
    int64_t office;
};

static enum err remap_tx(struct ctx *cx, void *arg)
{
    const struct remap_args *a = arg;
    int64_t n = 0;
    if (!may(cx, ACT_ROLLS, a->im->scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = db_exec(cx, &n, &rolls_sql_mapping, db_text("mapping", a->mapping),
                         db_int("county", a->im->county), db_int("id", a->im->id),
                         db_int("seen", a->im->row_ver));
    if (!e && !n)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e ? e
             : db_exec(cx, NULL, &rolls_sql_remember, db_int("county", a->im->county),
                       db_int("office", a->office), db_blob("signature", a->signature),
                       db_text("mapping", a->mapping), db_int("now", cx->now));
}

static enum err next_raw(struct ctx *cx, const struct rolls_import *im, const struct seal_key *key,
                         int64_t after, struct row *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &rolls_sql_rows_raw, db_int("county", im->county), db_int("import", im->id),
                 db_int("after", after), db_int("max", SLICE));
    enum err e = OK;
    *n = 0;
    while (!e && *n < SLICE && db_next(&rows)) {
        out[*n].j.n = db_get_int(&rows, 0);
        e = seal_read(key, rolls_row_where("raw", im->county, im->id), db_get_blob(&rows, 1),
                      &out[(*n)++].raw, cx->mem);
    }
    return e ? e : rows.err;
}

static enum err judge_again(struct ctx *cx, const struct rolls_import *im, struct rolls_judge *j,
                            const struct seal_key *key, struct row *r)
{
    struct sheets_cell cells[ROLLS_COLUMNS];
    str texts[ROLLS_COLUMNS];
    int n = rolls_part(r->raw, texts, ROLLS_COLUMNS);
    int64_t number = r->j.n;
    for (int c = 0; c < n; c++)
        cells[c] = (struct sheets_cell){texts[c], false};
    enum err e = rolls_judge_row(j, number, cells, n, &r->j);
    if (!e && !r->j.n) /* a sum now: it was a row before */
        r->j = (struct rolls_judged){.n = number, .why = ROLL_NO_NAME};
    if (!e)
        seal_row(cx, im, key, STR_NONE, r);
    return e;
}

static enum err judge_all(struct ctx *cx, const struct rolls_import *im, const struct seal_key *key)
{
    struct row *list = NEW_N(cx->mem, struct row, SLICE);
    struct rows_args a = {.county = im->county, .import = im->id, .rows = list, .again = true};
    struct tally_args sum = {.county = im->county, .import = im->id};
    struct rolls_judge *j = rolls_judge_new(cx, im);
    int64_t after = 0;
    enum err e = next_raw(cx, im, key, after, list, &a.n);
    while (!e && a.n) {
        for (int i = 0; !e && i < a.n; i++) {
            e = judge_again(cx, im, j, key, &list[i]);
            count_row(&sum.t, &list[i].j);
        }
        after = list[a.n - 1].j.n;
        if (!e)
            e = flush(cx, &a);
        if (!e)
            e = next_raw(cx, im, key, after, list, &a.n);
    }
    return e ? e : db_write(cx, tally_tx, &sum);
}

enum err rolls_remap(struct ctx *cx, const struct rolls_import *im, const enum rolls_field *mapping)
{
    struct rolls_import now = *im;
    struct remap_args a = {.im = im};
    struct seal_hash signature = seal_sha256(im->heads);
    struct seal_key key;
    bool named = false;
    for (int c = 0; c < im->columns; c++) {
        now.mapping[c] = mapping[c];
        named |= mapping[c] == ROLL_NAME;
    }
    if (!named)
        return fail_field(cx, "mapping", _("Say which column holds the name."));
    if (!may(cx, ACT_ROLLS, im->scope, NO_ORG))
        return ERR_NOT_FOUND;
    a.signature = seal_hash_bytes(&signature);
    a.office = rolls_office(cx);
    a.mapping = rolls_mapping_text(cx->mem, now.mapping, im->columns);
    enum err e = rolls_key(cx, im->county, im->id, &key);
    if (!e)
        e = db_write(cx, remap_tx, &a);
    if (!e)
        e = judge_all(cx, &now, &key);
    seal_key_wipe(&key);
    return e;
}
