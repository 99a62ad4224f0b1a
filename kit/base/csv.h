/* csv: lines of comma-separated fields as strangers' spreadsheets write them (RFC 4180).
 *
 * Kept true here:
 *  - text comes out as UTF-8 whatever went in: UTF-8 with or without a mark, UTF-16 with a mark,
 *    else GB18030 (which holds GBK and GB2312); bytes that are none of these are ERR_INVALID;
 *  - a field is a view of the text where it can be, and lives in the arena where quotes had to be
 *    taken out; CRLF, LF and CR end a line, empty lines are left out;
 *  - a quote that never closes, or something behind a closing quote, is ERR_INVALID with its line.
 */
#pragma once
#include "kit/base/base.h"

enum { CSV_FIELDS = 128, CSV_FIELD_MAX = 65536 };

/* The whole file as checked UTF-8 without its mark; a view of `raw` if it already is. */
enum err csv_decode(struct arena *mem, str raw, str *text) MUST_CHECK;

struct csv {
    struct arena *mem;
    str rest;
    char sep; /* ',' unless the caller knows better */
    int line; /* of the record read last, from 1; quoted newlines count */
    int next_line;
    int n; /* fields read last; those beyond CSV_FIELDS are ERR_TOO_BIG */
    str field[CSV_FIELDS];
    enum err err;
};
void csv_open(struct csv *c, struct arena *mem, str text);
bool csv_next(struct csv *c);                   /* false at the end or on error: see c->err */
int csv_column(const struct csv *c, str name);  /* in the record read last (the heading), or -1 */
str csv_field(const struct csv *c, int column); /* "" if the record has no such column */
/* For writing: quoted where it must be, and so that no spreadsheet takes it for a formula. */
void csv_write(struct buf *b, str field);
