/* Values and texts of a template; see mkhtml.h. */
#define _GNU_SOURCE
#include "mkhtml.h"

#include <ctype.h>
#include <string.h>

const char *c_end(const char *p, const char *to, const char *stops)
{
    int nested = 0;
    for (; p < to; p++) {
        if (*p == '"' || *p == '\'') {
            char q = *p;
            for (p++; p < to && *p != q; p++)
                if (*p == '\\')
                    p++;
            continue;
        }
        if (!nested && strchr(stops, *p))
            return p;
        if (strchr("({[", *p))
            nested++;
        else if (strchr(")}]", *p))
            nested--;
    }
    return NULL;
}

char *trimmed(const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    return tool_copy(from, (size_t)(to - from));
}

/* A msgid as the catalogue has it: trimmed, with each run of white space as one blank. */
static char *folded(const char *from, const char *to)
{
    char *z = trimmed(from, to), *put = z;
    for (char *p = z; *p; p++)
        if (!isspace((unsigned char)*p))
            *put++ = *p;
        else if (put[-1] != ' ')
            *put++ = ' ';
    *put = 0;
    return z;
}

/* "app.css" -> ASSET_APP_CSS, which the C compiler knows or not. */
static void put_asset(const char *name, size_t len)
{
    text_z(&t.body, "    html_asset(h, ASSET_");
    for (size_t i = 0; i < len; i++) {
        char c = isalnum((unsigned char)name[i]) ? (char)toupper((unsigned char)name[i]) : '_';
        text_add(&t.body, &c, 1);
    }
    text_z(&t.body, ");\n");
}

/* Takes "| filter" off the end of an expression; NULL if there is none. */
static char *take_filter(char *expr)
{
    char *bar = strrchr(expr, '|');
    if (!bar || bar == expr || bar[-1] == '|' || strpbrk(bar, "\"')]}"))
        return NULL;
    *bar = 0;
    char *name = trimmed(bar + 1, bar + 1 + strlen(bar + 1));
    char *clean = trimmed(expr, bar);
    memmove(expr, clean, strlen(clean) + 1);
    return name;
}

void put_value(char *expr)
{
    if (!may_hold_value())
        return;
    code_line();
    size_t len = strlen(expr);
    if (strncmp(expr, "asset(\"", 7) == 0 && len > 9 && strcmp(expr + len - 2, "\")") == 0) {
        put_asset(expr + 7, len - 9);
        t.here.value_len++;
        return;
    }
    bool url = t.here.place == VALUE && is_url_attr();
    char *filter = take_filter(expr);
    const char *call = url ? "html_url" : "html_put";
    bool whole = url && t.here.value_len == 0;
    if (filter && strcmp(filter, "url") == 0)
        call = "html_url";
    else if (filter && strcmp(filter, "path") == 0)
        call = "html_path";
    else if (filter && strcmp(filter, "address") == 0)
        call = "html_address";
    else if (filter && strcmp(filter, "link") == 0)
        call = "html_link";
    else if (filter)
        tool_error(t.file, t.line, "there is no filter `%s`", filter);
    if (whole && strcmp(call, "html_url") == 0)
        tool_error(t.file, t.line,
                   "a whole address from a value: use asset(), | path, | address or | link");
    if (!whole && strncmp(call, "html_put", 8) != 0 && strncmp(call, "html_url", 8) != 0)
        tool_error(t.file, t.line, "| %s stands for a whole address", filter);
    text_fmt(&t.body, "    %s(h, %s);\n", call, expr);
    t.here.value_len++;
}

static void put_args(const char *from, const char *to)
{
    text_z(&t.body, "(struct tr_arg[]){");
    int n = 0;
    while (from < to) {
        const char *comma = c_end(from, to, ",");
        const char *stop = comma ? comma : to;
        const char *is = memchr(from, '=', (size_t)(stop - from));
        if (!is) {
            tool_error(t.file, t.line, "a placeholder is written `name = expression`");
            break;
        }
        text_fmt(&t.body, "%s{\"%s\", html_arg(h, %s)}", n ? ", " : "", trimmed(from, is),
                 trimmed(is + 1, stop));
        n++;
        from = stop + 1;
    }
    text_fmt(&t.body, "}, %d);\n", n);
}

static void put_c_string(const char *z)
{
    text_z(&t.body, "\"");
    text_c(&t.body, z, strlen(z));
    text_z(&t.body, "\"");
}

static void put_plural(const char *from, const char *bar, const char *to)
{
    const char *slash = memmem(from, (size_t)(bar - from), " / ", 3);
    if (!slash || bar == to) {
        tool_error(t.file, t.line, "a plural is written {{_n One case / {n} cases | count }}");
        return;
    }
    text_z(&t.body, "    html_tr_count(h, ");
    put_c_string(folded(from, slash));
    text_z(&t.body, ", ");
    put_c_string(folded(slash + 3, bar));
    text_fmt(&t.body, ", %s);\n", trimmed(bar + 1, to));
}

void put_words(const char *from, const char *to)
{
    bool plural = from[0] == 'n' && isspace((unsigned char)from[1]);
    if (!may_hold_value())
        return;
    if (t.here.place == VALUE && is_url_attr())
        tool_error(t.file, t.line, "UI text inside an address");
    code_line();
    const char *bar = memchr(from, '|', (size_t)(to - from));
    if (plural) {
        put_plural(from + 1, bar ? bar : to, to);
    } else {
        text_fmt(&t.body, "    html_tr%s(h, ", bar ? "_args" : "");
        put_c_string(folded(from, bar ? bar : to));
        text_z(&t.body, bar ? ", " : ");\n");
        if (bar)
            put_args(bar + 1, to);
    }
    t.here.value_len++;
}
