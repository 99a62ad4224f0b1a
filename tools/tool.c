#define _GNU_SOURCE
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int tool_errors;

/* A generator ends when it is done and leaves the freeing to that: no leak to a sanitizer. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

void text_add(struct text *t, const char *at, size_t len)
{
    if (t->len + len + 1 > t->cap) {
        t->cap = (t->len + len + 1) * 2;
        t->at = realloc(t->at, t->cap);
        if (!t->at)
            abort();
    }
    if (len)
        memcpy(t->at + t->len, at, len);
    t->len += len;
    t->at[t->len] = 0;
}

void text_z(struct text *t, const char *z)
{
    text_add(t, z, strlen(z));
}

void text_fmt(struct text *t, const char *fmt, ...)
{
    va_list ap;
    char *z = NULL;
    va_start(ap, fmt);
    int n = vasprintf(&z, fmt, ap);
    va_end(ap);
    if (n < 0)
        abort();
    text_add(t, z, (size_t)n);
    free(z);
}

void text_c(struct text *t, const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)at[i];
        if (c == '"' || c == '\\' || c == '?') /* '?': no trigraphs */
            text_fmt(t, "\\%c", c);
        else if (c == '\n')
            text_z(t, "\\n");
        else if (c < 32 || c == 127)
            text_fmt(t, "\\%03o", c);
        else
            text_add(t, &at[i], 1);
    }
}

struct text tool_read(const char *path)
{
    struct text t = {0};
    char block[65536];
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        text_add(&t, block, n);
    if (ferror(f)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    fclose(f);
    text_add(&t, "", 0);
    return t;
}

static bool is_same(const char *path, const struct text *t)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    fclose(f);
    struct text old = tool_read(path);
    return old.len == t->len && memcmp(old.at, t->at, t->len) == 0;
}

void tool_write(const char *path, const struct text *t)
{
    if (is_same(path, t))
        return;
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(t->at, 1, t->len, f) != t->len || fclose(f) != 0) {
        fprintf(stderr, "%s: cannot be written\n", path);
        exit(1);
    }
}

char *tool_copy(const char *at, size_t len)
{
    char *z = malloc(len + 1);
    if (!z)
        abort();
    memcpy(z, at, len);
    z[len] = 0;
    return z;
}

static void say(const char *file, int line, const char *what, const char *fmt, va_list ap)
{
    fprintf(stderr, "%s:%d: %s: ", file, line, what);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
}

void tool_error(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(file, line, "error", fmt, ap);
    va_end(ap);
    tool_errors++;
}

void tool_warn(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(file, line, "warning", fmt, ap);
    va_end(ap);
}
