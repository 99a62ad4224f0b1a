/* sql_table.c: one table or index, for the registry and as the three texts made of it.
 *
 * SQLite gets STRICT tables (a text in an integer column is refused, as PostgreSQL refuses it),
 * PostgreSQL the same text with its own type names, Citus tables without foreign keys first, then
 * their distribution by county, then the keys. */
#include "tools/sql_schema.h"

static const char *const constraints[] = {"PRIMARY", "UNIQUE",     "CHECK",
                                          "FOREIGN", "CONSTRAINT", NULL};

const struct sql_table *sql_table_find(const struct sql_table *list, str name)
{
    for (; list; list = list->next)
        if (str_eq(list->name, name))
            return list;
    return NULL;
}

void sql_add_table(struct sql_maker *m, str name, enum sql_class class, int line)
{
    const struct sql_table *same = sql_table_find(*m->found, name);
    if (same)
        sql_complain(m->src, line, "table %.*s exists already, in %s", STR_ARG(name), same->path);
    struct sql_table *t = NEW(m->src->mem, struct sql_table);
    *t = (struct sql_table){name, class, m->src->path, *m->found, NULL};
    *m->found = t;
}

/* Up to the next comma outside of brackets: how many tokens of the `n`. */
static int item_len(const struct sql_token *t, int n)
{
    int depth = 0, i = 0;
    for (; i < n && !(depth == 0 && sql_is(&t[i], ",")); i++)
        if (t[i].kind == T_OP)
            depth += sql_is(&t[i], "(") - sql_is(&t[i], ")");
    return i;
}

/* ---- what is in a table, for the registry ------------------------------- */

static int find_word(const struct sql_token *t, int n, const char *word)
{
    for (int i = 0; i < n; i++)
        if (sql_is(&t[i], word))
            return i;
    return n;
}

static void note_column(struct sql_maker *m, struct sql_table *table, const struct sql_token *t,
                        int n)
{
    struct sql_column **end = &table->columns, *c = NEW(m->src->mem, struct sql_column);
    while (*end)
        end = &(*end)->next;
    bool real = sql_is(&t[1], "double"), blob = sql_is(&t[1], "blob");
    bool text = sql_is(&t[1], "text") || sql_is(&t[1], "jsonb");
    *c = (struct sql_column){.name = t[0].text,
                             .type = real   ? 'r'
                                     : blob ? 'b'
                                     : text ? 't'
                                            : 'i',
                             .key = find_word(t, n, "PRIMARY") < n};
    *end = c;
}

static void note_key(struct sql_table *table, const struct sql_token *t, int n)
{
    if (find_word(t, n, "PRIMARY") == n)
        return;
    for (struct sql_column *c = table->columns; c; c = c->next)
        for (int i = 0; i < n; i++)
            c->key |= str_eq(t[i].text, c->name);
}

static void note_items(struct sql_maker *m, struct sql_table *table, const struct sql_token *t,
                       int n)
{
    for (int from = 0, len; from <= n; from += len + 1) {
        len = item_len(t + from, n - from);
        if (sql_any(&t[from], constraints))
            note_key(table, t + from, len);
        else if (len > 1)
            note_column(m, table, t + from, len);
    }
}

/* ALTER TABLE t ADD COLUMN c type …, t[2] being its name. */
void sql_note_added(struct sql_maker *m, const struct sql_token *t, int n)
{
    struct sql_table *to = *m->found;
    while (to && !str_eq(to->name, t[2].text))
        to = to->next;
    if (to)
        note_column(m, to, t + 5, n - 5);
}

/* ---- tokens out -------------------------------------------------------- */

static void put(struct sql_maker *m, int engine, const char *z)
{
    for (int e = 0; e < SQL_ENGINES; e++)
        if (engine < 0 || engine == e)
            buf_z(&m->block->out[e], z);
}

void sql_put_tokens(struct sql_maker *m, int e, const struct sql_token *t, int n)
{
    struct buf *b = &m->block->out[e];
    for (int i = 0; i < n; i++) {
        if (t[i].kind == T_COMMENT)
            continue;
        if (i && t[i].space)
            buf_char(b, ' ');
        buf_str(b, t[i].text);
    }
}

/* ---- one column -------------------------------------------------------- */

/* The type at t[1..]; how many tokens it takes. */
static int type_at(struct sql_maker *m, const struct sql_token *t, int n, const char *out[2])
{
    static const struct {
        const char *name, *sqlite, *pg;
    } types[] = {
        {"text", "TEXT", "text"},   {"integer", "INTEGER", "integer"},
        {"blob", "BLOB", "bytea"},  {"bigint", "INTEGER", "bigint"},
        {"jsonb", "TEXT", "jsonb"}, {"double", "REAL", "double precision"},
    };
    for (size_t i = 0; n > 1 && i < COUNT(types); i++)
        if (sql_is(&t[1], types[i].name)) {
            out[0] = types[i].sqlite;
            out[1] = types[i].pg;
            return sql_is(&t[1], "double") ? 2 : 1;
        }
    sql_complain(m->src, t[0].line,
                 "%.*s: the types are text, integer, bigint, double precision, blob, jsonb",
                 STR_ARG(t[0].text));
}

static bool names_county(const struct sql_token *t, int n)
{
    return find_word(t, n, "county") < n;
}

/* K6: a foreign key stays inside the county or goes to a reference table. */
static void check_reference(struct sql_maker *m, enum sql_class class, const struct sql_token *t,
                            int n, int at)
{
    if (at + 1 >= n)
        return;
    const struct sql_table *to = sql_table_find(m->tables, t[at + 1].text);
    if (!to)
        sql_complain(m->src, t[at].line, "no table %.*s", STR_ARG(t[at + 1].text));
    bool inside = class == SQL_COUNTY && to->class == SQL_COUNTY && names_county(t, at);
    if (to->class != SQL_REFERENCE && !inside && !(class == SQL_LOCAL && to->class == SQL_LOCAL))
        sql_complain(m->src, t[at].line,
                     "a foreign key stays inside the county (county, x) or goes to a reference "
                     "table");
}

struct column_out {
    struct sql_maker *m;
    str table;
    enum sql_class class;
    struct buf *keys; /* ALTER TABLE ... ADD FOREIGN KEY for Citus */
    bool first[SQL_ENGINES], county, county_key;
};

static void put_comma(struct column_out *c, int e)
{
    buf_z(&c->m->block->out[e], c->first[e] ? "\n  " : ",\n  ");
    c->first[e] = false;
}

static void put_key(struct column_out *c, const struct sql_token *t, int n, str column)
{
    buf_fmt(c->keys, "ALTER TABLE %.*s ADD ", STR_ARG(c->table));
    if (column.len)
        buf_fmt(c->keys, "FOREIGN KEY (%.*s) ", STR_ARG(column));
    for (int i = 0; i < n; i++) {
        if (i && t[i].space)
            buf_char(c->keys, ' ');
        buf_str(c->keys, t[i].text);
    }
    buf_z(c->keys, ";\n");
}

static void column(struct column_out *c, const struct sql_token *t, int n)
{
    const char *type[2];
    int used = 1 + type_at(c->m, t, n, type);
    int ref = find_word(t, n, "REFERENCES");
    check_reference(c->m, c->class, t, n, ref);
    if (sql_is(&t[0], "county")) {
        c->county = true;
        if (c->class == SQL_COUNTY && !(sql_is(&t[1], "integer") && sql_is(&t[2], "NOT")))
            sql_complain(c->m->src, t[0].line, "county integer NOT NULL");
    }
    if (find_word(t, n, "AUTOINCREMENT") < n || find_word(t, n, "GENERATED") < n)
        sql_complain(c->m->src, t[0].line, "ids are made by db_new_id");
    bool key = find_word(t, n, "PRIMARY") < n || find_word(t, n, "UNIQUE") < n;
    c->county_key |= key && sql_is(&t[0], "county");
    if (c->class == SQL_COUNTY && key && !sql_is(&t[0], "county"))
        sql_complain(c->m->src, t[0].line, "keys of a county table are written (county, ...)");
    for (int e = 0; e < SQL_ENGINES; e++) {
        struct buf *b = &c->m->block->out[e];
        put_comma(c, e);
        buf_fmt(b, "%.*s %s", STR_ARG(t[0].text), type[e != SQL_SQLITE]);
        int to = e == SQL_CITUS ? ref : n;
        if (used < to)
            buf_char(b, ' ');
        sql_put_tokens(c->m, e, t + used, to - used);
    }
    if (ref < n)
        put_key(c, t + ref, n - ref, t[0].text);
}

static void constraint(struct column_out *c, const struct sql_token *t, int n)
{
    if (find_word(t, n, "DEFERRABLE") < n)
        sql_complain(c->m->src, t[0].line, "DEFERRABLE: a broken key is found at its statement");
    bool key = find_word(t, n, "PRIMARY") < n, foreign = find_word(t, n, "FOREIGN") < n;
    if (key || find_word(t, n, "UNIQUE") < n) {
        int open = find_word(t, n, "(");
        c->county_key |= key && open + 1 < n && sql_is(&t[open + 1], "county");
        if (c->class == SQL_COUNTY && !names_county(t, n))
            sql_complain(c->m->src, t[0].line, "every key of a county table contains county");
    }
    if (foreign)
        check_reference(c->m, c->class, t, n, find_word(t, n, "REFERENCES"));
    for (int e = 0; e < SQL_ENGINES; e++) {
        if (foreign && e == SQL_CITUS)
            continue;
        put_comma(c, e);
        sql_put_tokens(c->m, e, t, n);
    }
    if (foreign)
        put_key(c, t, n, STR_NONE);
}

/* ---- one table --------------------------------------------------------- */

static void put_distribution(struct sql_maker *m, str table, enum sql_class class)
{
    struct buf *b = &m->block->out[SQL_CITUS];
    if (class == SQL_COUNTY)
        buf_fmt(b, "SELECT create_distributed_table('%.*s', 'county');\n", STR_ARG(table));
    else if (class == SQL_DOOR)
        buf_fmt(b, "SELECT create_distributed_table('%.*s', 'hash');\n", STR_ARG(table));
    else if (class == SQL_REFERENCE)
        buf_fmt(b, "SELECT create_reference_table('%.*s');\n", STR_ARG(table));
}

/* The columns and constraints between the outer brackets, t[0] behind '('. */
static void table_items(struct column_out *c, const struct sql_token *t, int n)
{
    for (int from = 0, len; from <= n; from += len + 1) {
        len = item_len(t + from, n - from);
        if (!len)
            sql_complain(c->m->src, t[from ? from - 1 : 0].line, "a column is missing here");
        if (sql_any(&t[from], constraints))
            constraint(c, t + from, len);
        else
            column(c, t + from, len);
    }
}

void sql_create_table(struct sql_maker *m, const struct sql_token *t, int n)
{
    if (m->class < 0)
        sql_complain(m->src, t[0].line,
                     "before CREATE TABLE: -- county, -- reference, -- door "
                     "or -- local");
    if (n < 6 || t[2].kind != T_WORD || !sql_is(&t[3], "(") || !sql_is(&t[n - 1], ")"))
        sql_complain(m->src, t[0].line, "write CREATE TABLE name ( ... );");
    if (!m->block->out[0].mem) {
        sql_add_table(m, t[2].text, (enum sql_class)m->class, t[0].line);
        note_items(m, *m->found, t + 4, n - 5);
        return;
    }
    struct buf keys = buf_new(m->src->mem, 65536);
    struct column_out c = {.m = m,
                           .table = t[2].text,
                           .class = (enum sql_class)m->class,
                           .keys = &keys,
                           .first = {true, true, true}};
    put(m, -1, "CREATE TABLE ");
    for (int e = 0; e < SQL_ENGINES; e++)
        buf_fmt(&m->block->out[e], "%.*s (", STR_ARG(c.table));
    table_items(&c, t + 4, n - 5);
    put(m, SQL_SQLITE, m->clustered ? "\n) STRICT, WITHOUT ROWID;\n" : "\n) STRICT;\n");
    put(m, SQL_PG, "\n);\n");
    put(m, SQL_CITUS, "\n);\n");
    if (c.class == SQL_COUNTY && !(c.county && c.county_key))
        sql_complain(m->src, t[0].line, "%.*s: county is the first column of the primary key",
                     STR_ARG(c.table));
    put_distribution(m, c.table, c.class);
    buf_str(&m->block->out[SQL_CITUS], buf_done(&keys));
}

void sql_check_index(struct sql_maker *m, const struct sql_token *t, int n)
{
    int on = find_word(t, n, "ON");
    const struct sql_table *table = on + 1 < n ? sql_table_find(m->tables, t[on + 1].text) : NULL;
    if (m->tables && !table)
        sql_complain(m->src, t[0].line, "index on a table no schema has");
    if (table && table->class == SQL_COUNTY && sql_is(&t[1], "UNIQUE") &&
        !names_county(t + on, n - on))
        sql_complain(m->src, t[0].line, "every key of a county table contains county");
}

/* ALTER TABLE t ADD COLUMN c type ...: type names differ per engine. */
void sql_alter_table(struct sql_maker *m, const struct sql_token *t, int n)
{
    const char *type[2];
    if (n < 7 || !sql_is(&t[3], "ADD") || !sql_is(&t[4], "COLUMN"))
        sql_complain(m->src, t[0].line, "a migration only adds: ALTER TABLE t ADD COLUMN ...");
    int used = 6 + type_at(m, t + 5, n - 5, type);
    for (int e = 0; e < SQL_ENGINES; e++) {
        sql_put_tokens(m, e, t, 6);
        buf_fmt(&m->block->out[e], " %s%s", type[e != SQL_SQLITE], used < n ? " " : "");
        sql_put_tokens(m, e, t + used, n - used);
        buf_z(&m->block->out[e], ";\n");
    }
}
