/* mkpo_scan.c: what the program says: the texts in its C, its templates and its flows. */
#define _GNU_SOURCE
#include "mkpo.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *file; /* being read */

static void use(const char *msgid, const char *many, int line)
{
    struct po_row *row = po_row_find(msgid);
    if (!row || !row->text[PO_ZH]) {
        tool_error(file, line, "no Chinese for \"%s\" in po/zh_CN.po", msgid);
        return;
    }
    row->used = true;
    if (!many)
        return;
    if (row->plural && strcmp(row->plural, many) != 0)
        tool_error(file, line, "\"%s\" has another plural in po/: \"%s\"", msgid, row->plural);
    row->plural = tool_copy(many, strlen(many));
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The next string literal inside the call that p stands in, or NULL when the call ends. */
static char *next_argument_string(const char **p)
{
    int nested = 0;
    for (; **p && nested >= 0; (*p)++) {
        if (**p == '"')
            return po_string(p);
        nested += **p == '(';
        nested -= **p == ')';
    }
    return NULL;
}

static void use_call(const char *name, size_t len, const char *args, int line)
{
    bool plain = (len == 1 && *name == '_') || (len == 2 && memcmp(name, "N_", 2) == 0);
    bool plural = (len == 8 && memcmp(name, "tr_count", 8) == 0) ||
                  (len == 13 && memcmp(name, "html_tr_count", 13) == 0);
    char *one = NULL, *many = NULL;
    if (plain)
        one = po_string(&args);
    else if (plural && (one = next_argument_string(&args)))
        many = next_argument_string(&args);
    if (one && (plain || many))
        use(one, many, line);
}

static const char *skip_c_string(const char *p)
{
    char q = *p++;
    while (*p && *p != q && *p != '\n')
        p += *p == '\\' && p[1] ? 2 : 1;
    return *p ? p + 1 : p;
}

static void scan_c(const char *p, const char *stop, int line)
{
    while (*p && p < stop) {
        const char *start = p;
        if (p[0] == '/' && p[1] == '*') {
            const char *close = strstr(p, "*/");
            p = close ? close + 2 : p + strlen(p);
        } else if (*p == '"' || *p == '\'') {
            p = skip_c_string(p);
        } else if (is_name(*p)) {
            while (is_name(*p))
                p++;
            const char *open = po_skip_space(p);
            if (*open == '(')
                use_call(start, (size_t)(p - start), open + 1, line);
        } else {
            p++;
        }
        line += po_lines_between(start, p);
    }
}

static char *folded(const char *from, const char *to)
{
    struct text t = {0};
    text_add(&t, "", 0);
    for (from = po_skip_space(from); from < to; from++) {
        if (!isspace((unsigned char)*from))
            text_add(&t, from, 1);
        else if (t.len && t.at[t.len - 1] != ' ')
            text_add(&t, " ", 1);
    }
    while (t.len && t.at[t.len - 1] == ' ')
        t.at[--t.len] = 0;
    return t.at;
}

/* The end of a text: at "|" or "}}", but {names} belong to it. */
static const char *words_end(const char *p)
{
    while (*p && *p != '|' && !(p[0] == '}' && p[1] == '}'))
        p += *p == '{' ? strcspn(p, "}\n") + 1 : 1;
    return p;
}

static void use_words(const char *p, int line)
{
    const char *stop = words_end(p), *slash;
    if (p[0] != 'n' || !isspace((unsigned char)p[1]))
        use(folded(p, stop), NULL, line);
    else if ((slash = memmem(p, (size_t)(stop - p), " / ", 3)))
        use(folded(p + 1, slash), folded(slash + 3, stop), line);
}

static void scan_template(const char *in)
{
    int line = 1;
    const char *counted = in;
    for (const char *p = in; (p = strstr(p, "{{")); p += 2) {
        line += po_lines_between(counted, p);
        counted = p;
        const char *close = strstr(p, p[2] == '#' ? "#}}" : "}}");
        if (!close)
            return;
        if (p[2] == '_')
            use_words(p + 3, line);
        else if (p[2] != '#')
            scan_c(p + 2, close, line);
        else
            p = close;
    }
}

/* In a flow, what stands between double quotes is a text for people, and nothing else is. */
static void scan_flow(const char *p)
{
    for (int line = 1; *p; p++) {
        line += *p == '\n';
        if (*p == '#')
            p += strcspn(p, "\n") - 1;
        if (*p != '"')
            continue;
        const char *close = strpbrk(p + 1, "\"\n");
        if (!close || *close != '"')
            continue;
        use(strndup(p + 1, (size_t)(close - p - 1)), NULL, line);
        p = close;
    }
}

static bool ends_with(const char *z, const char *tail)
{
    size_t n = strlen(z), m = strlen(tail);
    return n >= m && strcmp(z + n - m, tail) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void scan_one(const char *path)
{
    bool c = ends_with(path, ".c") || ends_with(path, ".h"), html = ends_with(path, ".html");
    bool flow = ends_with(path, ".yaml");
    if (!c && !html && !flow) {
        if (!strchr(strrchr(path, '/'), '.'))
            po_scan(path);
        return;
    }
    if (ends_with(path, "_test.c"))
        return;
    text_fmt(&po_deps, " %s", path);
    file = path;
    struct text in = tool_read(path);
    if (c)
        scan_c(in.at, in.at + in.len, 1);
    else if (flow)
        scan_flow(in.at);
    else
        scan_template(in.at);
}

/* A folder is read too: a new file in it is noticed by the folder's time. */
void po_scan(const char *dir)
{
    char *names[4096];
    size_t n = 0;
    DIR *d = opendir(dir);
    if (!d)
        return;
    text_fmt(&po_deps, " %s", dir);
    for (struct dirent *f; (f = readdir(d)) && n < 4096;)
        if (f->d_name[0] != '.' && asprintf(&names[n], "%s/%s", dir, f->d_name) > 0)
            n++;
    closedir(d);
    qsort(names, n, sizeof names[0], by_name);
    for (size_t i = 0; i < n; i++)
        scan_one(names[i]);
}
