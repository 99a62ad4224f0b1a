/* places.c: looking places up, today and through the years. */
#include "civic/places/places.h"

#include "civic/places/places_sql.h"

#define CHAIN_MAX 16 /* editions a code can be behind */

/* ---- one place --------------------------------------------------------- */

static struct place read_place(struct ctx *cx, const struct rows *r)
{
    return (struct place){
        .code = db_get_int(r, 0),
        .county = db_get_int(r, 1),
        .level = db_get_enum(r, 2, place_level_names, PLACE_LEVELS),
        .name = str_keep(cx->mem, db_get_text(r, 3)),
    };
}

static enum err alias_read(struct ctx *cx, int64_t code, str *out)
{
    AUTO_ROWS rows = db_query(cx, &places_sql_alias_of, db_int("code", code));
    enum err e = db_one(&rows);
    if (!e)
        *out = db_keep_text(&rows, 0);
    return e;
}

static str alias_of(struct ctx *cx, int64_t code)
{
    str alias = STR_NONE;
    return alias_read(cx, code, &alias) ? STR_NONE : alias;
}

str places_slug(struct ctx *cx, int64_t code)
{
    str alias = alias_of(cx, code);
    return alias.len ? alias : place_text(cx->mem, code);
}

enum err places_alias(struct ctx *cx, int64_t code, str *out)
{
    str alias = STR_NONE;
    enum err e = alias_read(cx, code, &alias);
    if (e && e != ERR_NOT_FOUND)
        return e;
    char *upper = str_z(cx->mem, e ? place_text(cx->mem, code) : alias);
    for (char *p = upper; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    *out = str_of(upper);
    return OK;
}

enum err places_find(struct ctx *cx, int64_t code, struct place *out)
{
    struct place p;
    {
        AUTO_ROWS rows = db_query(cx, &places_sql_by_code, db_int("code", code));
        enum err e = db_one(&rows);
        if (e)
            return e;
        p = read_place(cx, &rows);
    }
    p.slug = places_slug(cx, code);
    *out = p;
    return OK;
}

str places_name(struct ctx *cx, int64_t code)
{
    AUTO_ROWS rows = db_query(cx, &places_sql_last, db_int("code", code));
    return db_next(&rows) ? db_keep_text(&rows, 2) : S("");
}

/* ---- lists ------------------------------------------------------------- */

static enum err list(struct ctx *cx, int64_t code, enum place_level level, int most,
                     struct place **out, int *n)
{
    struct place *all = NEW_N(cx->mem, struct place, most);
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &places_sql_list, db_int("lo", code), db_int("hi", place_end(code)),
                 db_word("level", place_level_names[level]), db_int("n", most));
    while (count < most && db_next(&rows)) {
        all[count] = read_place(cx, &rows);
        all[count].slug = db_keep_text(&rows, 4);
        if (!all[count].slug.len)
            all[count].slug = place_text(cx->mem, all[count].code);
        count++;
    }
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = all;
    *n = count;
    return OK;
}

/* Above the county a range holds hundreds of thousands of villages: step over each subtree. */
static enum err list_by_steps(struct ctx *cx, int64_t code, enum place_level level,
                              struct place **out, int *n)
{
    enum { MOST = 100 };
    struct place *all = NEW_N(cx->mem, struct place, MOST);
    int count = 0;
    for (int64_t from = code; count < MOST;) {
        {
            AUTO_ROWS rows =
                db_query(cx, &places_sql_first, db_int("lo", from), db_int("hi", place_end(code)),
                         db_word("level", place_level_names[level]));
            enum err e = db_one(&rows);
            if (e == ERR_NOT_FOUND)
                break;
            if (e)
                return e;
            all[count] = read_place(cx, &rows);
        }
        all[count].slug = places_slug(cx, all[count].code);
        from = all[count++].code + place_span(level);
    }
    *out = all;
    *n = count;
    return OK;
}

enum err places_list(struct ctx *cx, int64_t code, struct place **out, int *n)
{
    enum place_level level = place_level_of(code);
    if (level >= PLACE_COMMUNITY)
        return ERR_NOT_FOUND;
    if (level >= PLACE_COUNTY)
        return list(cx, code, level + 1, 1000, out, n);
    return list_by_steps(cx, code, level + 1, out, n);
}

enum err places_list_level(struct ctx *cx, int64_t code, enum place_level level, struct place **out,
                           int *n)
{
    return list(cx, code, level, 5000, out, n);
}

enum err places_communities(struct ctx *cx, int64_t lo, int64_t hi, int64_t *out, int max, int *n)
{
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &places_sql_list, db_int("lo", lo), db_int("hi", hi),
                 db_word("level", place_level_names[PLACE_COMMUNITY]), db_int("n", max));
    while (count < max && db_next(&rows))
        out[count++] = db_get_int(&rows, 0);
    *n = count;
    return db_end(&rows);
}

/* % and _ of the text stand for themselves. */
static str like(struct arena *mem, const char *before, str text)
{
    struct buf b = buf_new(mem, 400);
    buf_z(&b, before);
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("%_!", text.at[i]))
            buf_char(&b, '!');
        buf_char(&b, (char)tolower((unsigned char)text.at[i]));
    }
    buf_char(&b, '%');
    return buf_done(&b);
}

enum err places_search(struct ctx *cx, str text, int64_t within, struct place *out, int max, int *n)
{
    int count = 0;
    text = str_trim(text);
    if (!text.len || text.len > 100) {
        *n = 0;
        return OK;
    }
    AUTO_ROWS rows =
        db_query(cx, &places_sql_search, db_int("lo", within), db_int("hi", place_end(within)),
                 db_text("like", like(cx->mem, "%", text)),
                 db_text("begin", like(cx->mem, "", text)), db_int("n", max));
    while (count < max && db_next(&rows)) {
        out[count] = read_place(cx, &rows);
        out[count++].slug = db_keep_text(&rows, 4);
    }
    enum err e = db_end(&rows);
    if (e)
        return e;
    *n = count;
    return OK;
}

/* ---- counties and history ---------------------------------------------- */

enum err places_county(struct ctx *cx, int64_t code, int64_t *county)
{
    AUTO_ROWS rows =
        db_query(cx, &places_sql_county, db_int("code", place_above(code, PLACE_COUNTY)));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *county = db_get_int(&rows, 0);
    return OK;
}

/* One step: open (*next = code), renamed or recoded (its successor), gone (its parent). */
static enum err follow(struct ctx *cx, int64_t code, bool *open, int64_t *next)
{
    AUTO_ROWS rows = db_query(cx, &places_sql_last, db_int("code", code));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *open = db_get_null(&rows, 0);
    *next = *open ? code : db_get_int(&rows, 1);
    if (!*next)
        *next = place_parent(code);
    return OK;
}

/* A grid goes with its community, and keeps its number if that has a successor. */
static enum err grid_today(struct ctx *cx, int64_t code, int64_t *today)
{
    int64_t community = place_above(code, PLACE_COMMUNITY), now = 0;
    enum err e = places_today(cx, community, &now);
    if (e)
        return e;
    *today = place_level_of(now) == PLACE_COMMUNITY ? now + (code - community) : now;
    return OK;
}

enum err places_today(struct ctx *cx, int64_t code, int64_t *today)
{
    bool open = false;
    if (place_level_of(code) == PLACE_GRID)
        return grid_today(cx, code, today);
    for (int i = 0; i < CHAIN_MAX; i++) {
        enum err e = follow(cx, code, &open, &code);
        if (e)
            return e;
        if (open) {
            *today = code;
            return OK;
        }
    }
    return ERR_NOT_FOUND;
}

enum err places_former(struct ctx *cx, int64_t code, int64_t *out, int max, int *n)
{
    int count = 0;
    for (int from = -1; from < count && count < max; from++) {
        AUTO_ROWS rows =
            db_query(cx, &places_sql_former, db_int("code", from < 0 ? code : out[from]),
                     db_int("n", max - count));
        while (count < max && db_next(&rows))
            out[count++] = db_get_int(&rows, 0);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    *n = count;
    return OK;
}

/* ---- aliases ----------------------------------------------------------- */

static enum err alias_code(struct ctx *cx, str alias, int64_t *code)
{
    AUTO_ROWS rows = db_query(cx, &places_sql_alias_find, db_text("alias", alias));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *code = db_get_int(&rows, 0);
    return OK;
}

enum err places_alias_add(struct ctx *cx, int64_t code, str initials)
{
    enum { MOST = 100000 };
    int64_t taken;
    if (alias_of(cx, code).len)
        return OK;
    if (!initials.len)
        initials = S("p");
    for (int i = 1; i < MOST; i++) {
        str alias = i == 1 ? initials : str_fmt(cx->mem, "%.*s%d", STR_ARG(initials), i);
        enum err e = alias_code(cx, alias, &taken);
        if (e == OK)
            continue;
        if (e != ERR_NOT_FOUND)
            return e;
        return db_exec(cx, NULL, &places_sql_alias_add, db_text("alias", alias),
                       db_int("code", code), db_text("initials", initials));
    }
    return ERR_TOO_MANY;
}

static bool is_digits(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len > 0;
}

enum err places_resolve(struct ctx *cx, str word, int64_t *county, int64_t *code)
{
    int64_t found = 0, today = 0, shard = 0;
    if (word.len > 20)
        return ERR_NOT_FOUND;
    char *lower = str_z(cx->mem, word);
    for (char *p = lower; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    enum err e =
        is_digits(word) ? place_parse(word, &found) : alias_code(cx, str_of(lower), &found);
    if (e)
        return e == ERR_INVALID ? ERR_NOT_FOUND : e;
    e = places_today(cx, found, &today);
    if (e)
        return e;
    if (place_level_of(today) >= PLACE_COUNTY && (e = places_county(cx, today, &shard)))
        return e;
    *county = shard;
    *code = today;
    return OK;
}
