/* sql: what tools/mksql knows about the .sql files of the program.
 *
 * Kept true here: a file that breaks a rule of the project's SQL (one text for SQLite, PostgreSQL
 * and Citus; every statement on residents' data names its county) makes no C; the complaint says
 * file:line, the rule and the reason.
 */
#pragma once
#include "kit/base/base.h"

enum sql_engine { SQL_SQLITE, SQL_PG, SQL_CITUS, SQL_ENGINES };
enum sql_class { SQL_COUNTY, SQL_REFERENCE, SQL_LOCAL, SQL_DOOR, SQL_INDEX, SQL_CLASSES };

enum sql_token_kind { T_END, T_WORD, T_NUMBER, T_STRING, T_PARAM, T_OP, T_COMMENT };
struct sql_token {
    enum sql_token_kind kind;
    str text; /* of a parameter and a comment: without its mark */
    int line;
    bool space; /* white space before it */
};
struct sql_source { /* one file as tokens, ended by T_END */
    const char *path;
    str text, base; /* base: file name without .sql or _schema.sql */
    struct sql_token *tokens;
    int n;
    struct arena *mem;
};

struct sql_column {
    str name;
    char type; /* i, r, t or b */
    bool key;  /* in the primary key */
    struct sql_column *next;
};
struct sql_table {
    str name;
    enum sql_class class;
    const char *path;
    struct sql_table *next;
    struct sql_column *columns;
};

/* Reading; a broken file ends the program. */
struct sql_source *sql_read(struct arena *mem, const char *path);
str sql_read_text(struct arena *mem, const char *path);
_Noreturn void sql_complain(const struct sql_source *src, int line, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
bool sql_is(const struct sql_token *t, const char *word); /* a word, any case; or an operator */
bool sql_any(const struct sql_token *t, const char *const *words); /* NULL-terminated */
/* The tables of every *_schema.sql two directories below root. */
struct sql_table *sql_tables(struct arena *mem, const char *root);
const struct sql_table *sql_table_find(const struct sql_table *list, str name);

/* ---- statements -------------------------------------------------------- */

enum { SQL_PARAMS = 96 };
struct sql_statement {
    str name;
    int line;
    bool global, writes;
    enum sql_class widest;
    struct sql_token *body[2]; /* SQL_SQLITE, SQL_PG; the same unless a dialect is named */
    int n[2];
    str params[SQL_PARAMS];
    int n_params;
    struct sql_statement *next;
};
struct sql_statement *sql_statements(struct sql_source *src, const struct sql_table *tables);
void sql_check(const struct sql_source *src, struct sql_statement *s,
               const struct sql_table *tables);
void sql_write(struct buf *b, const struct sql_statement *s, enum sql_engine e);

/* ---- schema ------------------------------------------------------------ */

struct sql_block {
    int number, line;
    str source;
    struct buf out[SQL_ENGINES];
    struct sql_block *next;
};
/* tables may be NULL while they are being collected: then nothing but the classes is read. */
struct sql_block *sql_blocks(struct sql_source *src, const struct sql_table *tables,
                             struct sql_table **found);
