/* sql_schema: what the walk over a schema (sql_schema.c) and its tables (sql_table.c) share. t are
 * the n tokens of a statement without its ';'. */
#pragma once
#include "tools/sql.h"

struct sql_maker { /* the state of one file's walk */
    struct sql_source *src;
    const struct sql_table *tables;
    struct sql_table **found;
    struct sql_block *block;
    int class; /* of the next CREATE TABLE, or -1 */
    bool clustered;
    int only; /* -1, SQL_SQLITE or SQL_PG: of the next statement */
};

/* The registry: a table, which no other may be called, and a column added later. */
void sql_add_table(struct sql_maker *m, str name, enum sql_class class, int line);
void sql_note_added(struct sql_maker *m, const struct sql_token *t, int n);

/* Into the block of the maker; sql_create_table only into the registry while that is being read. */
void sql_create_table(struct sql_maker *m, const struct sql_token *t, int n);
void sql_alter_table(struct sql_maker *m, const struct sql_token *t, int n);
void sql_put_tokens(struct sql_maker *m, int engine, const struct sql_token *t, int n);

/* Complains of an index that breaks a rule; it is written as it stands. */
void sql_check_index(struct sql_maker *m, const struct sql_token *t, int n);
