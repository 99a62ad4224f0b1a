/* sql_schema.c: the walk over a schema: its numbered blocks, the statements in them and the marks
 * before those. The tables are made in sql_table.c. */
#include "tools/sql_schema.h"

#include <glob.h>

static const char *const class_names[] = {"county", "reference", "local", "door", "index"};

static bool skips(const struct sql_maker *m, int e)
{
    return m->only >= 0 && (m->only == SQL_SQLITE) != (e == SQL_SQLITE);
}

static void statement(struct sql_maker *m, const struct sql_token *t, int n)
{
    static const char *const data[] = {"INSERT", "UPDATE", "DELETE", NULL};
    bool table = sql_is(&t[0], "CREATE") && n > 1 && sql_is(&t[1], "TABLE");
    bool virtual = sql_is(&t[0], "CREATE") && n > 3 && sql_is(&t[1], "VIRTUAL");
    bool index =
        sql_is(&t[0], "CREATE") && n > 1 && (sql_is(&t[1], "INDEX") || sql_is(&t[1], "UNIQUE"));
    if (table) {
        sql_create_table(m, t, n);
        return;
    }
    if (virtual && !m->block->out[0].mem)
        sql_add_table(m, t[3].text, SQL_INDEX, t[0].line);
    if (!m->block->out[0].mem && sql_is(&t[0], "ALTER") && n > 6)
        sql_note_added(m, t, n);
    if (!m->block->out[0].mem)
        return;
    if (virtual && m->only != SQL_SQLITE)
        sql_complain(m->src, t[0].line, "before CREATE VIRTUAL TABLE: -- [sqlite]");
    if (sql_is(&t[0], "ALTER")) {
        sql_alter_table(m, t, n);
        return;
    }
    if (!virtual && !index && !sql_any(&t[0], data))
        sql_complain(m->src, t[0].line,
                     "a block creates tables and indexes, adds columns, fills them");
    if (index)
        sql_check_index(m, t, n);
    for (int e = 0; e < SQL_ENGINES; e++)
        if (!skips(m, e)) {
            sql_put_tokens(m, e, t, n);
            buf_z(&m->block->out[e], ";\n");
        }
}

/* ---- blocks ------------------------------------------------------------ */

static void note(struct sql_maker *m, const struct sql_token *t)
{
    str why = t->text; /* "county, clustered: why" */
    str s = str_trim(str_cut(&why, ':'));
    str first = str_trim(str_cut(&s, ','));
    if (str_is(first, "[sqlite]"))
        m->only = SQL_SQLITE;
    if (str_is(first, "[pg]"))
        m->only = SQL_PG;
    for (int c = 0; c < SQL_INDEX; c++)
        if (str_is(first, class_names[c])) {
            m->class = c;
            m->clustered = str_is(str_trim(s), "clustered");
        }
}

/* A line "-- block N" ends the block before and starts the next. */
static bool starts_block(const struct sql_token *t, int64_t *number)
{
    str s = str_trim(t->text);
    if (t->kind != T_COMMENT || !str_starts(s, S("block ")))
        return false;
    s = (str){s.at + 6, s.len - 6};
    return str_int(str_trim(s), number) == OK;
}

static struct sql_block *block_new(struct sql_maker *m, const struct sql_token *t, int64_t number,
                                   bool emit)
{
    struct sql_block *b = NEW(m->src->mem, struct sql_block);
    int want = m->block ? m->block->number + 1 : 1;
    if (number != want)
        sql_complain(m->src, t->line, "block %d comes next", want);
    b->number = want;
    b->line = t->line;
    b->source.at = t->text.at - 2;
    for (int e = 0; emit && e < SQL_ENGINES; e++)
        b->out[e] = buf_new(m->src->mem, 1u << 20);
    if (m->block)
        m->block->next = b;
    return b;
}

static void end_block(struct sql_block *b, const char *end)
{
    b->source.len = (size_t)(end - b->source.at);
    b->source = str_trim(b->source);
}

/* One statement from *i up to its ';'. Comments inside it explain columns. */
static void take_statement(struct sql_maker *m, int *i)
{
    struct sql_source *src = m->src;
    struct sql_token *t = NEW_N(src->mem, struct sql_token, (size_t)(src->n - *i));
    int n = 0, line = src->tokens[*i].line;
    for (; !sql_is(&src->tokens[*i], ";"); (*i)++) {
        if (src->tokens[*i].kind == T_END)
            sql_complain(src, line, "statement without its ';'");
        if (src->tokens[*i].kind != T_COMMENT)
            t[n++] = src->tokens[*i];
    }
    (*i)++;
    statement(m, t, n);
    m->class = m->only = -1;
}

struct sql_block *sql_blocks(struct sql_source *src, const struct sql_table *tables,
                             struct sql_table **found)
{
    struct sql_maker m = {.src = src, .tables = tables, .found = found, .class = -1, .only = -1};
    struct sql_block *first = NULL;
    for (int i = 0; src->tokens[i].kind != T_END;) {
        const struct sql_token *t = &src->tokens[i];
        int64_t number;
        if (starts_block(t, &number)) {
            if (m.block)
                end_block(m.block, t->text.at - 2);
            m.block = block_new(&m, t, number, tables != NULL);
            first = first ? first : m.block;
            i++;
        } else if (t->kind == T_COMMENT) {
            note(&m, t);
            i++;
        } else if (!m.block) {
            sql_complain(src, t->line, "the file starts with a line -- block 1");
        } else {
            take_statement(&m, &i);
        }
    }
    if (m.block)
        end_block(m.block, src->text.at + src->text.len);
    return first;
}

struct sql_table *sql_tables(struct arena *mem, const char *root)
{
    struct sql_table *found = NULL;
    glob_t g;
    str pattern = str_fmt(mem, "%s/*/*/*_schema.sql", root);
    if (glob(pattern.at, 0, NULL, &g))
        return NULL;
    for (size_t i = 0; i < g.gl_pathc; i++)
        sql_blocks(sql_read(mem, str_keep(mem, str_of(g.gl_pathv[i])).at), NULL, &found);
    globfree(&g);
    return found;
}
