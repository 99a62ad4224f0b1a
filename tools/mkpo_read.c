/* mkpo_read.c: the catalogues: what stands in a .po file, and the C string literals it is written
 * in. A translation marked fuzzy counts as none. */
#define _GNU_SOURCE
#include "mkpo.h"

#include <ctype.h>
#include <string.h>

static const char *file; /* being read */

int po_lines_between(const char *a, const char *b)
{
    int n = 0;
    for (; a < b; a++)
        n += *a == '\n';
    return n;
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

const char *po_skip_space(const char *p)
{
    while (isspace((unsigned char)*p))
        p++;
    return p;
}

/* Neighbouring literals are one string; NULL if there is none at *p. */
char *po_string(const char **p)
{
    struct text t = {0};
    const char *q = po_skip_space(*p);
    if (*q != '"')
        return NULL;
    text_add(&t, "", 0);
    for (; *q == '"'; q = po_skip_space(q))
        add_literal(&q, &t);
    *p = q;
    return t.at;
}

/* ---- the catalogues ------------------------------------------------------ */

struct entry {
    char *msgid, *plural, *text, *many;
    int line;
    bool fuzzy;
};

static void merge(char **slot, char *value, const struct entry *e)
{
    if (!value || !*value)
        return;
    if (*slot && strcmp(*slot, value) != 0)
        tool_error(file, e->line, "\"%s\" is translated twice, differently", e->msgid);
    *slot = value;
}

static void keep(struct entry *e, int lang)
{
    if (e->msgid && *e->msgid && !e->fuzzy) {
        struct po_row *row = po_row_for(e->msgid);
        merge(&row->plural, e->plural, e);
        merge(&row->text[lang], e->text, e);
        merge(&row->many[lang], e->many, e);
        if (lang == PO_ZH || !row->po) {
            row->po = file;
            row->po_line = e->line;
        }
    }
    *e = (struct entry){0};
}

static char **slot_of(struct entry *e, const char *keyword, size_t len)
{
    static const char *const words[] = {"msgid", "msgid_plural", "msgstr", "msgstr[0]",
                                        "msgstr[1]"};
    char **const slots[] = {&e->msgid, &e->plural, &e->text, &e->text, &e->many};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && memcmp(words[i], keyword, len) == 0)
            return slots[i];
    return NULL;
}

void po_read(const char *path, int lang)
{
    struct text in = tool_read(path);
    struct entry e = {0};
    int line = 1;
    file = path;
    text_fmt(&po_deps, " %s", path);
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
            char *value = po_string(&p);
            if (!slot || !value) {
                tool_error(path, line, "neither msgid nor msgstr");
                p = strchrnul(p, '\n');
            } else {
                *slot = value;
            }
        }
        line += po_lines_between(start, p);
    }
    keep(&e, lang);
}
