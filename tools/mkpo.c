/* mkpo: compiles the catalogues in po/ into kit/base/tr_table.h's table, and holds the texts of
 * the program against them.
 *
 *     mkpo SOURCE_ROOT DIRS… -- zh_CN.po en.po out.c out.d
 *
 * Texts are _("…"), N_("…") and tr_count(…, "one", "many", …) in C, {{_ … }} in templates, and
 * whatever is quoted in a flow (data/flows).
 * A text without Chinese is an error at its place, placeholders must agree, a line of the
 * catalogue that nobody uses is a warning. The .d file names everything that was read. */
#define _GNU_SOURCE
#include "tool.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ZH, EN, LANGUAGES };
struct entry {
    char *msgid;
    char *plural;          /* msgid_plural, or NULL */
    char *text[LANGUAGES]; /* NULL: none */
    char *many[LANGUAGES];
    const char *po; /* where its Chinese stands */
    int po_line;
    bool used;
};
struct table {
    struct entry *rows;
    size_t n, cap;
};
static struct table table;
static struct text deps;
static const char *file; /* being read */

/* ---- the table, sorted by msgid ------------------------------------------ */

static size_t place_of(const char *msgid, bool *found)
{
    size_t low = 0, high = table.n;
    *found = false;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(msgid, table.rows[mid].msgid);
        if (c == 0) {
            *found = true;
            return mid;
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

static struct entry *row_for(const char *msgid)
{
    bool found;
    size_t i = place_of(msgid, &found);
    if (found)
        return &table.rows[i];
    if (table.n == table.cap) {
        table.cap = table.cap ? table.cap * 2 : 1024;
        table.rows = realloc(table.rows, table.cap * sizeof table.rows[0]);
        if (!table.rows)
            abort();
    }
    memmove(&table.rows[i + 1], &table.rows[i], (table.n - i) * sizeof table.rows[0]);
    table.n++;
    table.rows[i] = (struct entry){.msgid = tool_copy(msgid, strlen(msgid))};
    return &table.rows[i];
}

/* ---- C string literals --------------------------------------------------- */

static char escaped(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    default:
        return c;
    }
}

/* Adds the literal at *p (a quote) and moves behind it. */
static void add_literal(const char **p, struct text *out)
{
    const char *q = *p + 1;
    for (; *q && *q != '"' && *q != '\n'; q++) {
        char c = *q;
        if (c == '\\' && q[1])
            c = escaped(*++q);
        text_add(out, &c, 1);
    }
    *p = *q == '"' ? q + 1 : q;
}

static const char *skip_space(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

/* Neighbouring literals are one string; NULL if there is none at *p. */
static char *take_string(const char **p)
{
    struct text t = {0};
    const char *q = skip_space(*p);
    if (*q != '"')
        return NULL;
    text_add(&t, "", 0);
    for (; *q == '"'; q = skip_space(q))
        add_literal(&q, &t);
    *p = q;
    return t.at;
}

/* ---- the catalogues ------------------------------------------------------ */

struct po_entry {
    char *msgid, *plural, *text, *many;
    int line;
    bool fuzzy;
};

static void merge(char **slot, char *value, const struct po_entry *e)
{
    if (!value || !*value)
        return;
    if (*slot && strcmp(*slot, value) != 0)
        tool_error(file, e->line, "\"%s\" is translated twice, differently", e->msgid);
    *slot = value;
}

static void keep(struct po_entry *e, int lang)
{
    if (e->msgid && *e->msgid && !e->fuzzy) {
        struct entry *row = row_for(e->msgid);
        merge(&row->plural, e->plural, e);
        merge(&row->text[lang], e->text, e);
        merge(&row->many[lang], e->many, e);
        if (lang == ZH || !row->po) {
            row->po = file;
            row->po_line = e->line;
        }
    }
    *e = (struct po_entry){0};
}

static char **slot_of(struct po_entry *e, const char *keyword, size_t len)
{
    static const char *const words[] = {"msgid", "msgid_plural", "msgstr", "msgstr[0]",
                                        "msgstr[1]"};
    char **const slots[] = {&e->msgid, &e->plural, &e->text, &e->text, &e->many};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && memcmp(words[i], keyword, len) == 0)
            return slots[i];
    return NULL;
}

static int lines_between(const char *a, const char *b)
{
    int n = 0;
    for (; a < b; a++)
        n += *a == '\n';
    return n;
}

static void read_po(const char *path, int lang)
{
    struct text in = tool_read(path);
    struct po_entry e = {0};
    int line = 1;
    file = path;
    text_fmt(&deps, " %s", path);
    for (const char *p = in.at; *p;) {
        const char *start = p;
        if (*p == '#' || *p == '\n') {
            if (*p == '#' && (e.text || !e.msgid))
                keep(&e, lang);
            const char *stop = strchrnul(p, '\n');
            e.fuzzy |= *p == '#' && memmem(p, (size_t)(stop - p), ", fuzzy", 7) != NULL;
            p = *stop ? stop + 1 : stop;
        } else {
            size_t len = strcspn(p, " \t\"\n");
            char **slot = slot_of(&e, p, len);
            if (slot == &e.msgid && e.msgid) {
                keep(&e, lang);
                slot = &e.msgid;
            }
            if (slot == &e.msgid)
                e.line = line;
            p += len;
            char *value = take_string(&p);
            if (!slot || !value) {
                tool_error(path, line, "neither msgid nor msgstr");
                p = strchrnul(p, '\n');
            } else {
                *slot = value;
            }
        }
        line += lines_between(start, p);
    }
    keep(&e, lang);
}

/* ---- what the program says ------------------------------------------------ */

static bool has_placeholder(const char *text, const char *name, size_t len)
{
    for (const char *p = text; (p = strchr(p, '{')); p++)
        if (strncmp(p + 1, name, len) == 0 && p[1 + len] == '}')
            return true;
    return false;
}

static bool covers(const char *a, const char *b)
{
    for (const char *p = a; (p = strchr(p, '{')); p++) {
        const char *close = strchr(p, '}');
        if (close && !has_placeholder(b, p + 1, (size_t)(close - p - 1)))
            return false;
    }
    return true;
}

static void check_placeholders(const struct entry *row)
{
    const char *said = row->plural ? row->plural : row->msgid;
    for (int lang = 0; lang < LANGUAGES; lang++) {
        const char *text = row->many[lang] ? row->many[lang] : row->text[lang];
        if (text && (!covers(said, text) || !covers(text, said)))
            tool_error(row->po, row->po_line, "placeholders differ: \"%s\" and \"%s\"", said, text);
    }
}

static void use(const char *msgid, const char *many, int line)
{
    bool found;
    size_t i = place_of(msgid, &found);
    if (!found || !table.rows[i].text[ZH]) {
        tool_error(file, line, "no Chinese for \"%s\" in po/zh_CN.po", msgid);
        return;
    }
    struct entry *row = &table.rows[i];
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
            return take_string(p);
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
        one = take_string(&args);
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
            const char *open = skip_space(p);
            if (*open == '(')
                use_call(start, (size_t)(p - start), open + 1, line);
        } else {
            p++;
        }
        line += lines_between(start, p);
    }
}

static char *folded(const char *from, const char *to)
{
    struct text t = {0};
    text_add(&t, "", 0);
    for (from = skip_space(from); from < to; from++) {
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
        line += lines_between(counted, p);
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

static void scan(const char *dir);

static void scan_one(const char *path)
{
    bool c = ends_with(path, ".c") || ends_with(path, ".h"), html = ends_with(path, ".html");
    bool flow = ends_with(path, ".yaml");
    if (!c && !html && !flow) {
        if (!strchr(strrchr(path, '/'), '.'))
            scan(path);
        return;
    }
    if (ends_with(path, "_test.c"))
        return;
    text_fmt(&deps, " %s", path);
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
static void scan(const char *dir)
{
    char *names[4096];
    size_t n = 0;
    DIR *d = opendir(dir);
    if (!d)
        return;
    text_fmt(&deps, " %s", dir);
    for (struct dirent *f; (f = readdir(d)) && n < 4096;)
        if (f->d_name[0] != '.' && asprintf(&names[n], "%s/%s", dir, f->d_name) > 0)
            n++;
    closedir(d);
    qsort(names, n, sizeof names[0], by_name);
    for (size_t i = 0; i < n; i++)
        scan_one(names[i]);
}

/* ---- the result ----------------------------------------------------------- */

static void put_string(struct text *out, const char *z)
{
    if (!z) {
        text_z(out, "NULL");
        return;
    }
    text_z(out, "\"");
    text_c(out, z, strlen(z));
    text_z(out, "\"");
}

static void put_row(struct text *out, const struct entry *row)
{
    const char *const parts[] = {row->msgid, row->text[ZH], row->text[EN], row->many[ZH],
                                 row->many[EN] ? row->many[EN] : row->plural};
    static const char *const between[] = {"    {", ", {", ", ", "}, {", ", "};
    for (size_t i = 0; i < 5; i++) {
        text_z(out, between[i]);
        put_string(out, parts[i]);
    }
    text_z(out, "}},\n");
}

static void write_table(const char *path)
{
    struct text out = {0};
    text_z(&out, "/* made from po/ by tools/mkpo */\n#include \"kit/base/tr_table.h\"\n\n");
    text_z(&out, "const struct tr_entry tr_table[] = {\n");
    for (size_t i = 0; i < table.n; i++) {
        const struct entry *row = &table.rows[i];
        check_placeholders(row);
        if (!row->used)
            tool_warn(row->po, row->po_line, "nobody says \"%s\"", row->msgid);
        put_row(&out, row);
    }
    text_fmt(&out, "    {NULL, {NULL, NULL}, {NULL, NULL}},\n};\n");
    text_fmt(&out, "const size_t tr_entries = %zu;\n", table.n);
    if (!tool_errors)
        tool_write(path, &out);
}

int main(int argc, char **argv)
{
    int dash = 2;
    while (dash < argc && strcmp(argv[dash], "--") != 0)
        dash++;
    if (dash + 5 != argc) {
        fprintf(stderr, "usage: mkpo ROOT DIR… -- zh_CN.po en.po out.c out.d\n");
        return 2;
    }
    text_fmt(&deps, "%s:", argv[dash + 3]);
    read_po(argv[dash + 1], ZH);
    read_po(argv[dash + 2], EN);
    for (int i = 2; i < dash; i++) {
        char *dir = NULL;
        if (asprintf(&dir, "%s/%s", argv[1], argv[i]) > 0)
            scan(dir);
    }
    text_z(&deps, "\n");
    write_table(argv[dash + 3]);
    if (tool_errors)
        return 1;
    tool_write(argv[dash + 4], &deps);
    return 0;
}
