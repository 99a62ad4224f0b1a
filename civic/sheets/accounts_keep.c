/* accounts_keep: what offices said columns mean, and which lines were taken before. */
#include "civic/sheets/accounts_own.h"
#include "civic/sheets/sheets_schema.h" /* generated */
#include "civic/sheets/sheets_sql.h"    /* generated */

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/seal/seal.h"

extern const str sheets_data_words; /* data/sheets/words.csv */

static const void *read_words(struct arena *mem, const void *arg)
{
    (void)arg;
    return sheets_words_read(mem, sheets_data_words);
}

const struct sheets_words *accounts_words(struct ctx *cx)
{
    const struct sheets_words *w = db_memo(cx->db, S("sheets.words"), read_words, NULL);
    assert(w); /* it ships with the program */
    return w;
}

/* may() says by which post; a post that grants it, grants it where it stands. */
static int64_t office_of(struct ctx *cx, const char *act)
{
    int n = cx->posts ? cx->posts->n : 0;
    for (int i = 0; i < n; i++)
        if (may(cx, act, cx->posts->at[i].scope, NO_ORG))
            for (int k = 0; k < n; k++)
                if (cx->posts->at[k].id == cx->post)
                    return cx->posts->at[k].org;
    return 0;
}

static struct seal_hash signature_of(struct arena *mem, const struct accounts *a)
{
    struct buf b = buf_new(mem, SHEETS_COLUMNS * 256);
    for (int c = 0; c < a->columns; c++) {
        buf_str(&b, a->heads[c]);
        buf_char(&b, '\t');
    }
    return seal_sha256(buf_done(&b));
}

/* ---- columns ----------------------------------------------------------------- */

static void read_mapping(str text, struct accounts *a)
{
    for (int c = 0; c < a->columns && text.len; c++) {
        str word = str_cut(&text, ',');
        for (int f = 0; f < ACC_FIELDS; f++)
            if (str_is(word, accounts_field_names[f]))
                a->mapping[c] = (enum accounts_field)f;
    }
}

enum err accounts_recall(struct ctx *cx, int64_t county, const char *act, struct accounts *a)
{
    struct seal_hash h = signature_of(cx->mem, a);
    AUTO_ROWS rows =
        db_query(cx, &sheets_sql_mapping, db_int("county", county),
                 db_int("office", office_of(cx, act)), db_blob("signature", seal_hash_bytes(&h)));
    enum err e = db_one(&rows);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    read_mapping(db_get_text(&rows, 0), a);
    a->remembered = true;
    return OK;
}

struct remember_args {
    int64_t county, office;
    str signature, mapping;
};

static enum err remember_tx(struct ctx *cx, void *arg)
{
    const struct remember_args *a = arg;
    return db_exec(cx, NULL, &sheets_sql_remember, db_int("county", a->county),
                   db_int("office", a->office), db_blob("signature", a->signature),
                   db_text("mapping", a->mapping), db_int("now", cx->now));
}

enum err accounts_remember(struct ctx *cx, int64_t county, const char *act,
                           const struct accounts *a)
{
    struct buf b = buf_new(cx->mem, 2000);
    struct seal_hash h = signature_of(cx->mem, a);
    for (int c = 0; c < a->columns; c++)
        buf_fmt(&b, "%s%s", c ? "," : "", accounts_field_names[a->mapping[c]]);
    struct remember_args r = {.county = county,
                              .office = office_of(cx, act),
                              .signature = seal_hash_bytes(&h),
                              .mapping = buf_done(&b)};
    return db_write(cx, remember_tx, &r);
}

/* ---- the same lines again ------------------------------------------------------- */

/* Without days and vouchers: a file that was only dated anew is the same one. */
static struct seal_hash digest_of(struct arena *mem, const struct accounts_part *p)
{
    struct buf b = buf_new(mem, 64 << 20);
    for (int i = 0; i < p->n; i++) {
        const struct accounts_line *l = p->lines[i];
        buf_fmt(&b, "%d\t%lld\t%.*s\t%.*s\n", l->side, (long long)l->amount_fen, STR_ARG(l->item),
                STR_ARG(l->note));
    }
    return seal_sha256(buf_done(&b));
}

enum err accounts_seen(struct ctx *cx, int64_t county, int64_t scope, const struct accounts_part *p,
                       str *period)
{
    struct seal_hash h = digest_of(cx->mem, p);
    AUTO_ROWS rows =
        db_query(cx, &sheets_sql_seen, db_int("county", county), db_int("scope", scope),
                 db_blob("digest", seal_hash_bytes(&h)), db_text("period", p->period));
    enum err e = db_one(&rows);
    *period = e ? S("") : str_keep(cx->mem, db_get_text(&rows, 0));
    return e == ERR_NOT_FOUND ? OK : e;
}

struct note_args {
    int64_t county, scope, id;
    str digest, period;
};

static enum err note_tx(struct ctx *cx, void *arg)
{
    const struct note_args *a = arg;
    return db_exec(cx, NULL, &sheets_sql_note, db_int("county", a->county), db_int("id", a->id),
                   db_int("scope", a->scope), db_blob("digest", a->digest),
                   db_text("period", a->period), db_int("now", cx->now));
}

enum err accounts_note(struct ctx *cx, int64_t county, int64_t scope, const struct accounts_part *p)
{
    struct seal_hash h = digest_of(cx->mem, p);
    struct note_args a = {.county = county,
                          .scope = scope,
                          .id = db_new_id(cx),
                          .digest = seal_hash_bytes(&h),
                          .period = p->period};
    return db_write(cx, note_tx, &a);
}

static const struct places_rekey digests = {.table = "sheet_digests",
                                            .sql = &sheets_sql_digests_rekey};
static const struct places_rekey *const rekeys[] = {&digests, NULL};

const struct room sheets_part = {.name = "sheets", .schema = &sheets_schema, .rekeys = rekeys};
