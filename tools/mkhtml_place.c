/* Follows the HTML of a template, character by character; see mkhtml.h. */
#include "mkhtml.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

void flush_lit(void)
{
    if (!t.lit.len)
        return;
    text_z(&t.body, "    html_lit(h, \"");
    text_c(&t.body, t.lit.at, t.lit.len);
    text_fmt(&t.body, "\", %zu);\n", t.lit.len);
    t.lit.len = 0;
}

void code_line(void)
{
    flush_lit();
    text_fmt(&t.body, "#line %d \"%s\"\n", t.line, t.file);
}

bool is_url_attr(void)
{
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(t.here.attr, names[i]) == 0)
            return true;
    return false;
}

/* Links and forms keep the language of the page; files have one address. */
static bool is_page_attr(void)
{
    return is_url_attr() && strcmp(t.here.attr, "src") != 0 && strcmp(t.here.attr, "poster") != 0;
}

static void check_attr(void)
{
    if (strcmp(t.here.attr, "style") == 0)
        tool_error(t.file, t.line, "style= is blocked by the content policy: use a class");
    if (strncmp(t.here.attr, "on", 2) == 0)
        tool_error(t.file, t.line, "%s= is blocked by the content policy: use a custom element",
                   t.here.attr);
    if (strcmp(t.here.attr, "srcdoc") == 0 || strcmp(t.here.attr, "srcset") == 0)
        tool_error(t.file, t.line, "%s= is not followed by the escaper", t.here.attr);
}

static void put_in(char *name, size_t size, char c)
{
    size_t n = strlen(name);
    if (n + 1 < size) {
        name[n] = (char)tolower((unsigned char)c);
        name[n + 1] = 0;
    }
}

static void tag_done(void)
{
    bool raw = strcmp(t.here.tag, "pre") == 0 || strcmp(t.here.tag, "textarea") == 0;
    if (raw)
        t.here.keep_space = !t.here.closing;
    t.here.place = TEXT;
    if (strcmp(t.here.tag, "style") == 0)
        tool_error(t.file, t.line, "<style> is blocked by the content policy");
    if (strcmp(t.here.tag, "script") == 0 && !t.here.closing && strncmp(t.at, "</script>", 9) != 0)
        tool_error(t.file, t.line, "a script is a file of its own: <script src=…></script>");
}

static void value_begins(char c)
{
    bool is_absolute = c == '/' && (t.at == t.end || *t.at != '/');
    if (t.here.value_len == 0 && is_page_attr() && is_absolute) {
        flush_lit();
        text_z(&t.body, "    html_root(h);\n");
    }
    if (t.here.value_len == 0 && is_url_attr() && isspace((unsigned char)c))
        tool_error(t.file, t.line, "an address begins with a blank");
    if (t.here.value_len == 0 && is_url_attr() && strncasecmp(t.at - 1, "javascript:", 11) == 0)
        tool_error(t.file, t.line, "javascript: addresses are blocked by the content policy");
}

/* One literal character moves us through the HTML. `at` is already behind it. */
static void step(char c)
{
    bool space = isspace((unsigned char)c) != 0;
    switch (t.here.place) {
    case TEXT:
        if (c == '<' && strncmp(t.at, "!--", 3) == 0)
            t.here.place = COMMENT;
        else if (c == '<' && (isalpha((unsigned char)*t.at) || *t.at == '/' || *t.at == '!')) {
            t.here.place = TAG_NAME;
            t.here.closing = false;
            t.here.tag[0] = 0;
        }
        break;
    case TAG_NAME:
        if (c == '>')
            tag_done();
        else if (space)
            t.here.place = TAG;
        else if (c == '/' && !t.here.tag[0])
            t.here.closing = true;
        else if (c != '/')
            put_in(t.here.tag, sizeof t.here.tag, c);
        break;
    case TAG:
        t.here.attr[0] = 0;
        if (c == '>')
            tag_done();
        else if (!space && c != '/') {
            t.here.place = ATTR_NAME;
            put_in(t.here.attr, sizeof t.here.attr, c);
        }
        break;
    case ATTR_NAME:
        if (c == '=') {
            check_attr();
            t.here.place = BEFORE_VALUE;
        } else if (c == '>')
            tag_done();
        else if (space)
            t.here.place = TAG;
        else
            put_in(t.here.attr, sizeof t.here.attr, c);
        break;
    case BEFORE_VALUE:
        if (c != '"' && c != '\'')
            tool_error(t.file, t.line, "the value of %s= needs quotes", t.here.attr);
        t.here.quote = c;
        t.here.value_len = 0;
        t.here.place = VALUE;
        break;
    case VALUE:
        if (c == t.here.quote) {
            t.here.place = TAG;
            break;
        }
        value_begins(c);
        t.here.value_len++;
        break;
    case COMMENT:
        if (c == '>' && t.lit.len >= 2 && memcmp(t.lit.at + t.lit.len - 2, "--", 2) == 0)
            t.here.place = TEXT;
        break;
    }
}

static void check_chinese(void)
{
    const unsigned char *p = (const unsigned char *)t.at;
    if ((p[0] >> 4) != 0xE || t.end - t.at < 3)
        return;
    unsigned c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    bool cjk = (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
               (c >= 0xFF00 && c <= 0xFFEF);
    if (cjk)
        tool_error(t.file, t.line, "Chinese text (%.3s) belongs to po/: write {{_ … }} in English",
                   t.at);
}

static void take_space(void)
{
    bool newline = false;
    while (t.at < t.end && isspace((unsigned char)*t.at)) {
        if (*t.at == '\n') {
            newline = true;
            t.line++;
        }
        t.at++;
    }
    bool drop = t.no_space_next && newline && t.here.place == TEXT;
    char c = newline && t.here.place == TEXT ? '\n' : ' ';
    if (drop || !t.depth)
        return;
    step(c);
    text_add(&t.lit, &c, 1);
}

void take_char(void)
{
    char c = *t.at;
    if (isspace((unsigned char)c) && !t.here.keep_space && t.here.place != VALUE &&
        t.here.place != COMMENT) {
        take_space();
        t.no_space_next = false;
        return;
    }
    t.no_space_next = false;
    check_chinese();
    if (!t.depth)
        tool_error(t.file, t.line, "text outside of {{ define }}");
    t.at++;
    step(c);
    text_add(&t.lit, &c, 1);
    if (c == '\n')
        t.line++;
}

/* Between attributes a name may have just ended; that is the same place as a blank behind it. */
void settle(void)
{
    if (t.here.place == ATTR_NAME || (t.here.place == TAG_NAME && t.here.tag[0]))
        t.here.place = TAG;
}

bool may_hold_value(void)
{
    settle();
    if (t.here.place == TEXT || t.here.place == VALUE)
        return true;
    tool_error(t.file, t.line,
               t.here.place == COMMENT ? "a value inside a comment"
                                       : "a value outside quotes cannot be made safe");
    return false;
}
