/* tool: what the generators share: whole files in, whole files out, complaints with file:line.
 * They run on the developer's machine, read what the project itself wrote, and never free. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct text { /* grows; always NUL-terminated once something was added */
    char *at;
    size_t len, cap;
};
void text_add(struct text *t, const char *at, size_t len);
void text_z(struct text *t, const char *z);
void text_fmt(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* As the inside of a C string literal. */
void text_c(struct text *t, const char *at, size_t len);

struct text tool_read(const char *path); /* exits with a message if it cannot */
/* Leaves an equal file untouched, so that nothing is rebuilt for nothing. */
void tool_write(const char *path, const struct text *t);
char *tool_copy(const char *at, size_t len);
/* "file:line: error: …" on stderr. tool_errors counts them: exit with 1 if there are any. */
void tool_error(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void tool_warn(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
extern int tool_errors;
