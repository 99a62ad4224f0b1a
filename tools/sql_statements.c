/* sql_statements.c: named statements with parameters, and the rules they obey. */
#include "tools/sql.h"

static const char *const forbidden[] = {
    "MERGE",        "TRUNCATE",  "ILIKE",     "REGEXP", "GLOB",   "SIMILAR", "CURRENT_TIMESTAMP",
    "CURRENT_DATE", "LOCALTIME", "LISTEN",    "NOTIFY", "PRAGMA", "VACUUM",  "CURRENT_TIME",
    "ATTACH",       "INTERVAL",  "TRIGGER",   "CREATE", "DROP",   "ALTER",   "BEGIN",
    "COMMIT",       "ROLLBACK",  "SAVEPOINT", NULL};
static const char *const forbidden_calls[] = {
    "percentile_cont", "string_agg", "group_concat", "array_agg",
    "json_extract",    "json_each",  "now",          "datetime",
    "strftime",        "julianday",  "unixepoch",    "random",
    "randomblob",      "nextval",    "currval",      "last_insert_rowid",
    "ifnull",          "iif",        "extract",      "gen_random_uuid",
    "total",           "pg_notify",  "date",         "pg_advisory_xact_lock",
    "printf",          "time",       "format",       NULL};
/* What a dialect body may say and a common text may not. */
static const char *const dialect_only[] = {"MATCH", "rowid", "SKIP", "::", "@@", NULL};
static const char *const dialect_calls[] = {
    "unnest",          "to_tsvector", "to_tsquery", "phraseto_tsquery",
    "plainto_tsquery", "bm25",        "instr",      "position",
    "strpos",          "ANY",         NULL};
static const char *const changes[] = {"INSERT", "UPDATE", "DELETE", NULL};

struct finding { /* what the walk over one statement met */
    int county_tables, county_equal, county_given, county_insert;
    bool dialect;
};

static bool is_county(const struct sql_token *t)
{
    return sql_is(t, "county");
}

static void check_words(const struct sql_source *src, const struct sql_statement *s,
                        const struct sql_token *t, int n, bool dialect)
{
    for (int i = 0; i < n; i++) {
        bool call = i + 1 < n && sql_is(&t[i + 1], "(");
        bool column = i && sql_is(&t[i - 1], ".");
        if (column)
            continue;
        if (sql_any(&t[i], forbidden) || (call && sql_any(&t[i], forbidden_calls)))
            sql_complain(src, t[i].line, "%.*s: %.*s is not in the subset all engines share",
                         STR_ARG(s->name), STR_ARG(t[i].text));
        if (!dialect && (sql_any(&t[i], dialect_only) || (call && sql_any(&t[i], dialect_calls))))
            sql_complain(src, t[i].line, "%.*s: %.*s needs a [sqlite] and a [pg] body",
                         STR_ARG(s->name), STR_ARG(t[i].text));
        if (sql_is(&t[i], "REPLACE") && !call)
            sql_complain(src, t[i].line, "REPLACE: write ON CONFLICT (full key) DO UPDATE");
        if (sql_is(&t[i], "INSERT") && i + 1 < n && sql_is(&t[i + 1], "OR"))
            sql_complain(src, t[i].line, "INSERT OR: write ON CONFLICT (full key) DO ...");
        if (sql_is(&t[i], "SELECT") && i + 1 < n && sql_is(&t[i + 1], "*"))
            sql_complain(src, t[i].line, "SELECT *: columns are read by position, name them");
        if (sql_is(&t[i], "FOR") && i + 1 < n && sql_is(&t[i + 1], "UPDATE") && !dialect)
            sql_complain(src, t[i].line, "FOR UPDATE: compare and set row_ver instead");
        if (sql_is(&t[i], "(") && i + 1 < n && sql_any(&t[i + 1], changes))
            sql_complain(src, t[i].line, "no statement inside another may change data");
        if (sql_is(&t[i], "RECURSIVE") && s->widest == SQL_COUNTY)
            sql_complain(src, t[i].line, "no recursion over county tables: use a range of codes");
    }
}

/* A name defined by WITH name AS ( in the same statement. */
static bool is_cte(const struct sql_token *t, int n, str name)
{
    for (int i = 0; i + 2 < n; i++)
        if (t[i].kind == T_WORD && str_eq(t[i].text, name) && i > 0 &&
            (sql_is(&t[i - 1], "WITH") || sql_is(&t[i - 1], ",") || sql_is(&t[i - 1], "RECURSIVE")))
            for (int j = i + 1; j + 1 < n && j < i + 40; j++)
                if (sql_is(&t[j], "AS"))
                    return sql_is(&t[j + 1], "(");
    return false;
}

static bool names_table(const struct sql_token *t, int i)
{
    static const char *const before[] = {"FROM", "JOIN", "INTO", NULL};
    if (i == 0 || t[i].kind != T_WORD)
        return false;
    if (sql_is(&t[i - 1], "FROM") && i > 1 && sql_is(&t[i - 2], "DISTINCT"))
        return false; /* IS NOT DISTINCT FROM */
    bool update = sql_is(&t[i - 1], "UPDATE") && !(i > 1 && sql_is(&t[i - 2], "DO")) &&
                  !(i > 1 && sql_is(&t[i - 2], "FOR"));
    return update || sql_any(&t[i - 1], before);
}

static void count_table(const struct sql_source *src, struct sql_statement *s,
                        const struct sql_token *t, int n, int i, struct finding *f,
                        const struct sql_table *tables)
{
    const struct sql_table *table = sql_table_find(tables, t[i].text);
    if (i + 1 < n && sql_is(&t[i + 1], "(") && !sql_is(&t[i - 1], "INTO"))
        return; /* a table function of a dialect */
    if (!table && is_cte(t, n, t[i].text))
        return;
    if (!table)
        sql_complain(src, t[i].line, "%.*s: no *_schema.sql has a table %.*s", STR_ARG(s->name),
                     STR_ARG(t[i].text));
    if (table->class == SQL_COUNTY)
        s->widest = SQL_COUNTY;
    else if (table->class == SQL_DOOR && s->widest != SQL_COUNTY)
        s->widest = SQL_DOOR;
    else if (table->class == SQL_REFERENCE && s->widest == SQL_LOCAL)
        s->widest = SQL_REFERENCE;
    if (table->class == SQL_COUNTY && !sql_is(&t[i - 1], "INTO"))
        f->county_tables++;
}

/* FROM a, b: the old comma join hides its condition; we do not write it. */
static void check_comma(const struct sql_source *src, const struct sql_token *t, int n, int i)
{
    int j = i + 1;
    if (!sql_is(&t[i - 1], "FROM"))
        return;
    if (j < n && sql_is(&t[j], "AS"))
        j++;
    if (j < n && t[j].kind == T_WORD)
        j++;
    if (j < n && sql_is(&t[j], ","))
        sql_complain(src, t[i].line, "FROM a, b: write JOIN ... ON");
}

static void count_county(const struct sql_token *t, int n, int i, struct finding *f)
{
    if (!is_county(&t[i]) || i + 2 > n)
        return;
    bool equal = i + 2 < n && sql_is(&t[i + 1], "=");
    if (equal && t[i + 2].kind == T_PARAM) {
        f->county_equal++;
        f->county_given++;
    } else if (equal && t[i + 2].kind == T_WORD) {
        f->county_equal++;
    } else if (i > 1 && sql_is(&t[i - 2], "USING")) {
        f->county_equal++;
    } else if (i && sql_is(&t[i - 1], "(") && i > 2 && sql_is(&t[i - 3], "INTO")) {
        f->county_insert++;
    }
}

/* Counted, not proved: as many equalities of county as county tables read. */
static void check_counties(const struct sql_source *src, const struct sql_statement *s,
                           const struct finding *f)
{
    if (s->widest != SQL_COUNTY || s->global)
        return;
    if (!f->county_given && !f->county_insert)
        sql_complain(src, s->line,
                     "%.*s touches a county table without county = :county; if it is meant to "
                     "scan all counties, register it: -- %.*s [global]",
                     STR_ARG(s->name), STR_ARG(s->name));
    if (f->county_equal < f->county_tables)
        sql_complain(src, s->line,
                     "%.*s reads %d county tables but says county = only %d times: a join "
                     "between them includes county, a subquery too",
                     STR_ARG(s->name), f->county_tables, f->county_equal);
}

static void check_body(const struct sql_source *src, struct sql_statement *s, enum sql_engine e,
                       bool dialect, const struct sql_table *tables)
{
    const struct sql_token *t = s->body[e];
    int n = s->n[e];
    struct finding f = {0};
    for (int i = 0; i < n; i++) {
        if (names_table(t, i)) {
            check_comma(src, t, n, i);
            count_table(src, s, t, n, i, &f, tables);
        }
        count_county(t, n, i, &f);
        if (sql_any(&t[i], changes) && !(i && sql_is(&t[i - 1], "DO")) &&
            !(i && sql_is(&t[i - 1], "FOR")) && !(i && sql_is(&t[i - 1], "ON")))
            s->writes = true;
    }
    if (n && sql_is(&t[0], "INSERT") && n > 3 && s->widest == SQL_COUNTY && !f.county_insert)
        sql_complain(src, s->line, "%.*s: county is the first column of the INSERT",
                     STR_ARG(s->name));
    check_words(src, s, t, n, dialect);
    check_counties(src, s, &f);
}

static int param_of(struct sql_statement *s, str name)
{
    for (int i = 0; i < s->n_params; i++)
        if (str_eq(s->params[i], name))
            return i;
    return -1;
}

static void collect_params(const struct sql_source *src, struct sql_statement *s)
{
    for (int i = 0; i < s->n[SQL_SQLITE]; i++) {
        const struct sql_token *t = &s->body[SQL_SQLITE][i];
        if (t->kind != T_PARAM || param_of(s, t->text) >= 0)
            continue;
        if (s->n_params == SQL_PARAMS - 1)
            sql_complain(src, t->line, "more than %d parameters", SQL_PARAMS - 1);
        s->params[s->n_params++] = t->text;
    }
    unsigned char met[SQL_PARAMS] = {0};
    int count = 0;
    for (int i = 0; i < s->n[SQL_PG]; i++) {
        const struct sql_token *t = &s->body[SQL_PG][i];
        int p = t->kind == T_PARAM ? param_of(s, t->text) : -1;
        if (t->kind == T_PARAM && p < 0)
            sql_complain(src, t->line, ":%.*s is not in the [sqlite] body", STR_ARG(t->text));
        if (p >= 0 && !met[p]++)
            count++;
    }
    if (count != s->n_params)
        sql_complain(src, s->line, "%.*s: the [pg] body lacks a parameter of the [sqlite] body",
                     STR_ARG(s->name));
}

void sql_check(const struct sql_source *src, struct sql_statement *s,
               const struct sql_table *tables)
{
    bool dialect = s->body[SQL_SQLITE] != s->body[SQL_PG];
    if (!s->body[SQL_SQLITE] || !s->body[SQL_PG])
        sql_complain(src, s->line, "%.*s has a body for one engine only", STR_ARG(s->name));
    if (dialect && strstr(src->path, "rooms/"))
        sql_complain(src, s->line, "dialect bodies live in kit and civic only");
    s->widest = SQL_LOCAL;
    check_body(src, s, SQL_SQLITE, dialect, tables);
    if (dialect)
        check_body(src, s, SQL_PG, dialect, tables);
    collect_params(src, s);
}

/* ---- reading ----------------------------------------------------------- */

struct head {
    str name;
    bool global, sqlite, pg, part;
};

/* Tokens that several statements share, spliced in where they say @name. */
struct part {
    str name; /* without the file's mark */
    struct sql_token *at;
    int n;
    struct part *next;
};

/* "-- cases_sql_find [global]: why". False: an ordinary comment. */
static bool read_head(struct sql_source *src, const struct sql_token *t, struct head *h)
{
    str rest = str_trim(t->text);
    str mark = str_fmt(src->mem, "%.*s_sql_", STR_ARG(src->base));
    size_t n = 0;
    while (n < rest.len && (isalnum((unsigned char)rest.at[n]) || rest.at[n] == '_'))
        n++;
    *h = (struct head){.name = {rest.at, n}};
    if (!str_starts(h->name, mark)) {
        if (str_find(h->name, S("_sql_")) != SIZE_MAX)
            sql_complain(src, t->line, "names in this file start with %.*s", STR_ARG(mark));
        return false;
    }
    rest = (str){rest.at + n, rest.len - n};
    str flags = str_trim(str_cut(&rest, ':'));
    while (flags.len) {
        str one = str_trim(str_cut(&flags, ']'));
        flags = str_trim(flags);
        if (str_is(one, "[global"))
            h->global = true;
        else if (str_is(one, "[sqlite"))
            h->sqlite = true;
        else if (str_is(one, "[pg"))
            h->pg = true;
        else if (str_is(one, "[part"))
            h->part = true;
        else
            sql_complain(src, t->line,
                         "after the name: [global], [sqlite], [pg], [part], then a colon");
    }
    return true;
}

static struct sql_statement *statement_named(struct sql_source *src, struct sql_statement **list,
                                             const struct head *h, int line)
{
    struct sql_statement **end = list;
    for (; *end; end = &(*end)->next)
        if (str_eq((*end)->name, h->name)) {
            if (!(h->sqlite || h->pg))
                sql_complain(src, line, "%.*s is named twice", STR_ARG(h->name));
            return *end;
        }
    *end = NEW(src->mem, struct sql_statement);
    (*end)->name = h->name;
    (*end)->line = line;
    return *end;
}

struct body {
    struct sql_token *at;
    int n, room;
};

static void add_tokens(struct sql_source *src, struct body *b, const struct sql_token *t, int n)
{
    if (b->n + n > b->room) {
        int room = 2 * (b->n + n);
        struct sql_token *more = NEW_N(src->mem, struct sql_token, (size_t)room);
        if (b->n)
            memcpy(more, b->at, (size_t)b->n * sizeof *more);
        b->at = more;
        b->room = room;
    }
    memcpy(b->at + b->n, t, (size_t)n * sizeof *t);
    b->n += n;
}

/* @name. A part is defined above its first use and may itself say @other. */
static void splice(struct sql_source *src, struct body *b, const struct part *parts,
                   const struct sql_token *name)
{
    for (; parts; parts = parts->next)
        if (str_eq(parts->name, name->text)) {
            int from = b->n;
            add_tokens(src, b, parts->at, parts->n);
            b->at[from].space = true;
            return;
        }
    sql_complain(src, name->line, "no part above is called @%.*s", STR_ARG(name->text));
}

/* The tokens up to ';' as one array without comments; *i moves behind it. */
static struct body body_at(struct sql_source *src, const struct part *parts, int *i)
{
    struct body b = {0};
    for (int from = *i; !sql_is(&src->tokens[*i], ";"); (*i)++) {
        const struct sql_token *t = &src->tokens[*i];
        if (t->kind == T_END)
            sql_complain(src, src->tokens[from].line, "statement without its ';'");
        if (sql_is(t, "@") && t[1].kind == T_WORD && !t[1].space)
            splice(src, &b, parts, &src->tokens[++*i]);
        else if (t->kind != T_COMMENT)
            add_tokens(src, &b, t, 1);
    }
    (*i)++;
    return b;
}

static struct part *part_of(struct sql_source *src, str name, struct body b, struct part *below)
{
    struct part *p = NEW(src->mem, struct part);
    size_t mark = src->base.len + strlen("_sql_");
    *p = (struct part){{name.at + mark, name.len - mark}, b.at, b.n, below};
    return p;
}

struct sql_statement *sql_statements(struct sql_source *src, const struct sql_table *tables)
{
    struct sql_statement *list = NULL;
    struct part *parts = NULL;
    struct head h = {0};
    bool named = false;
    for (int i = 0; src->tokens[i].kind != T_END;) {
        struct sql_token *t = &src->tokens[i];
        if (t->kind == T_COMMENT) {
            struct head next;
            if (read_head(src, t, &next)) {
                h = next;
                named = true;
            }
            i++;
            continue;
        }
        if (!named)
            sql_complain(src, t->line, "a statement needs its name: -- %.*s_sql_...",
                         STR_ARG(src->base));
        struct body b = body_at(src, parts, &i);
        named = false;
        if (h.part) {
            parts = part_of(src, h.name, b, parts);
            continue;
        }
        struct sql_statement *s = statement_named(src, &list, &h, t->line);
        s->global |= h.global;
        for (int e = SQL_SQLITE; e <= SQL_PG; e++)
            if (e == SQL_SQLITE ? !h.pg : !h.sqlite) {
                s->body[e] = b.at;
                s->n[e] = b.n;
            }
    }
    for (struct sql_statement *s = list; s; s = s->next)
        sql_check(src, s, tables);
    return list;
}

void sql_write(struct buf *b, const struct sql_statement *s, enum sql_engine e)
{
    const struct sql_token *t = s->body[e];
    for (int i = 0; i < s->n[e]; i++) {
        if (i && t[i].space)
            buf_char(b, ' ');
        if (t[i].kind == T_PARAM) {
            int p = 0;
            while (!str_eq(s->params[p], t[i].text))
                p++;
            buf_fmt(b, "%c%d", e == SQL_SQLITE ? '?' : '$', p + 1);
        } else if (e == SQL_PG && sql_is(&t[i], "blob") && i && sql_is(&t[i - 1], "AS")) {
            buf_z(b, "bytea");
        } else {
            buf_str(b, t[i].text);
        }
    }
}
