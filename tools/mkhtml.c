/* mkhtml: compiles a template (the language is described in kit/web/html.h) into C.
 *
 *     mkhtml x.html x_html.h x_html.c
 *
 * It follows the HTML while it reads, so it knows where each value stands, and refuses what could
 * not be made safe or would break the rules of the pages: a value outside quotes, a whole address
 * from a value, inline style and script, Chinese text, a block whose branches end in different
 * places. Expressions are C and are checked by the C compiler, at the template's own line. */
#define _GNU_SOURCE
#include "tool.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum place { /* where in the HTML we are */
             TEXT,
             TAG_NAME,
             TAG, /* inside a tag, between attributes */
             ATTR_NAME,
             BEFORE_VALUE, /* behind the = */
             VALUE,        /* inside quotes */
             COMMENT
};
struct where {
    enum place place;
    bool closing, keep_space; /* </…>; inside <pre> or <textarea> */
    char quote;
    char tag[32], attr[48];
    size_t value_len; /* bytes of the value so far: a value that begins the address is special */
};
enum { MAX_DEPTH = 64 };
enum kind { BLOCK_DEFINE, BLOCK_IF, BLOCK_FOR };
struct block {
    enum kind kind;
    int line;
    struct where start, first_end;
    bool has_end, has_else;
};

static const char *file;
static const char *at, *end; /* the rest of the template */
static int line = 1;
static struct text head, body, lit;
static struct where w;
static struct block blocks[MAX_DEPTH];
static int depth;
static bool no_space_next; /* a directive stood alone on its line: its newline is not content */

/* ---- literals ---------------------------------------------------------- */

static void flush_lit(void)
{
    if (!lit.len)
        return;
    text_z(&body, "    html_lit(h, \"");
    text_c(&body, lit.at, lit.len);
    text_fmt(&body, "\", %zu);\n", lit.len);
    lit.len = 0;
}

static void code_line(void)
{
    flush_lit();
    text_fmt(&body, "#line %d \"%s\"\n", line, file);
}

static bool is_url_attr(void)
{
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(w.attr, names[i]) == 0)
            return true;
    return false;
}

/* Links and forms keep the language of the page; files have one address. */
static bool is_page_attr(void)
{
    return is_url_attr() && strcmp(w.attr, "src") != 0 && strcmp(w.attr, "poster") != 0;
}

static void check_attr(void)
{
    if (strcmp(w.attr, "style") == 0)
        tool_error(file, line, "style= is blocked by the content policy: use a class");
    if (strncmp(w.attr, "on", 2) == 0)
        tool_error(file, line, "%s= is blocked by the content policy: use a custom element",
                   w.attr);
    if (strcmp(w.attr, "srcdoc") == 0 || strcmp(w.attr, "srcset") == 0)
        tool_error(file, line, "%s= is not followed by the escaper", w.attr);
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
    bool raw = strcmp(w.tag, "pre") == 0 || strcmp(w.tag, "textarea") == 0;
    if (raw)
        w.keep_space = !w.closing;
    w.place = TEXT;
    if (strcmp(w.tag, "style") == 0)
        tool_error(file, line, "<style> is blocked by the content policy");
    if (strcmp(w.tag, "script") == 0 && !w.closing && strncmp(at, "</script>", 9) != 0)
        tool_error(file, line, "a script is a file of its own: <script src=…></script>");
}

static void value_begins(char c)
{
    bool is_absolute = c == '/' && (at == end || *at != '/');
    if (w.value_len == 0 && is_page_attr() && is_absolute) {
        flush_lit();
        text_z(&body, "    html_root(h);\n");
    }
    if (w.value_len == 0 && is_url_attr() && isspace((unsigned char)c))
        tool_error(file, line, "an address begins with a blank");
    if (w.value_len == 0 && is_url_attr() && strncasecmp(at - 1, "javascript:", 11) == 0)
        tool_error(file, line, "javascript: addresses are blocked by the content policy");
}

/* One literal character moves us through the HTML. `at` is already behind it. */
static void step(char c)
{
    bool space = isspace((unsigned char)c) != 0;
    switch (w.place) {
    case TEXT:
        if (c == '<' && strncmp(at, "!--", 3) == 0)
            w.place = COMMENT;
        else if (c == '<' && (isalpha((unsigned char)*at) || *at == '/' || *at == '!')) {
            w.place = TAG_NAME;
            w.closing = false;
            w.tag[0] = 0;
        }
        break;
    case TAG_NAME:
        if (c == '>')
            tag_done();
        else if (space)
            w.place = TAG;
        else if (c == '/' && !w.tag[0])
            w.closing = true;
        else if (c != '/')
            put_in(w.tag, sizeof w.tag, c);
        break;
    case TAG:
        w.attr[0] = 0;
        if (c == '>')
            tag_done();
        else if (!space && c != '/') {
            w.place = ATTR_NAME;
            put_in(w.attr, sizeof w.attr, c);
        }
        break;
    case ATTR_NAME:
        if (c == '=') {
            check_attr();
            w.place = BEFORE_VALUE;
        } else if (c == '>')
            tag_done();
        else if (space)
            w.place = TAG;
        else
            put_in(w.attr, sizeof w.attr, c);
        break;
    case BEFORE_VALUE:
        if (c != '"' && c != '\'')
            tool_error(file, line, "the value of %s= needs quotes", w.attr);
        w.quote = c;
        w.value_len = 0;
        w.place = VALUE;
        break;
    case VALUE:
        if (c == w.quote) {
            w.place = TAG;
            break;
        }
        value_begins(c);
        w.value_len++;
        break;
    case COMMENT:
        if (c == '>' && lit.len >= 2 && memcmp(lit.at + lit.len - 2, "--", 2) == 0)
            w.place = TEXT;
        break;
    }
}

static void check_chinese(void)
{
    const unsigned char *p = (const unsigned char *)at;
    if ((p[0] >> 4) != 0xE || end - at < 3)
        return;
    unsigned c = (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
    bool cjk = (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
               (c >= 0xFF00 && c <= 0xFFEF);
    if (cjk)
        tool_error(file, line, "Chinese text (%.3s) belongs to po/: write {{_ … }} in English", at);
}

static void take_space(void)
{
    bool newline = false;
    while (at < end && isspace((unsigned char)*at)) {
        if (*at == '\n') {
            newline = true;
            line++;
        }
        at++;
    }
    bool drop = no_space_next && newline && w.place == TEXT;
    char c = newline && w.place == TEXT ? '\n' : ' ';
    if (drop || !depth)
        return;
    step(c);
    text_add(&lit, &c, 1);
}

static void take_char(void)
{
    char c = *at;
    if (isspace((unsigned char)c) && !w.keep_space && w.place != VALUE && w.place != COMMENT) {
        take_space();
        no_space_next = false;
        return;
    }
    no_space_next = false;
    check_chinese();
    if (!depth)
        tool_error(file, line, "text outside of {{ define }}");
    at++;
    step(c);
    text_add(&lit, &c, 1);
    if (c == '\n')
        line++;
}

/* ---- directives -------------------------------------------------------- */

/* The end of C text: behind strings, characters and nested brackets, at one of `stops` or NULL. */
static const char *c_end(const char *p, const char *to, const char *stops)
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

/* The "}}" that ends a directive begun before p; texts have {names}, code has anything of C. */
static const char *directive_end(const char *p, bool text)
{
    if (text) {
        for (; p + 1 < end && *p != '|'; p++) {
            if (p[0] == '}' && p[1] == '}')
                return p;
            if (*p == '{')
                while (p + 1 < end && *p != '}')
                    p++;
        }
    }
    const char *stop = c_end(p, end, "}");
    return stop && stop + 1 < end && stop[1] == '}' ? stop : NULL;
}

static char *trimmed(const char *from, const char *to)
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

/* Between attributes a name may have just ended; that is the same place as a blank behind it. */
static void settle(void)
{
    if (w.place == ATTR_NAME || (w.place == TAG_NAME && w.tag[0]))
        w.place = TAG;
}

static bool is_same_place(const struct where *a, const struct where *b)
{
    return a->place == b->place && a->keep_space == b->keep_space &&
           (a->place != VALUE || (a->quote == b->quote && strcmp(a->attr, b->attr) == 0));
}

static void branch_ends(struct block *b)
{
    settle();
    const struct where *want = b->has_end ? &b->first_end : &b->start;
    bool must_match = b->has_end || b->kind != BLOCK_IF;
    if (must_match && !is_same_place(want, &w))
        tool_error(file, line, "this block leaves the HTML at another place than line %d", b->line);
    if (!b->has_end)
        b->first_end = w;
    b->has_end = true;
}

static void open_block(enum kind kind)
{
    settle();
    if (depth == MAX_DEPTH) {
        tool_error(file, line, "blocks are nested too deeply");
        exit(1);
    }
    blocks[depth++] = (struct block){.kind = kind, .line = line, .start = w};
}

static void define(const char *rest)
{
    if (depth) {
        tool_error(file, line, "{{ define }} inside a block that line %d opened",
                   blocks[depth - 1].line);
        exit(1);
    }
    const char *paren = strchr(rest, '(');
    if (!paren || strncmp(paren, "(struct html *h", 15) != 0)
        tool_error(file, line, "the first parameter of a template is `struct html *h`");
    w = (struct where){0};
    open_block(BLOCK_DEFINE);
    text_fmt(&head, "void %s;\n", rest);
    text_fmt(&body, "\n#line %d \"%s\"\nvoid %s\n{\n", line, file, rest);
}

static void close_block(void)
{
    if (!depth) {
        tool_error(file, line, "{{ end }} without a block");
        return;
    }
    struct block *b = &blocks[depth - 1];
    branch_ends(b);
    if (b->kind == BLOCK_IF && !b->has_else && !is_same_place(&b->start, &w))
        tool_error(file, line, "without an {{ else }} the block of line %d must end where it began",
                   b->line);
    if (b->kind == BLOCK_DEFINE && w.place != TEXT)
        tool_error(file, line, "the template of line %d ends inside a tag", b->line);
    flush_lit();
    text_z(&body, "}\n");
    depth--;
}

static void another_branch(const char *rest)
{
    struct block *b = depth ? &blocks[depth - 1] : NULL;
    if (!b || b->kind != BLOCK_IF || b->has_else) {
        tool_error(file, line, "{{ else }} without its {{ if }}");
        return;
    }
    branch_ends(b);
    w = b->start;
    flush_lit();
    if (!*rest) {
        b->has_else = true;
        text_z(&body, "} else {\n");
        return;
    }
    text_fmt(&body, "}\n#line %d \"%s\"\nelse if (%s) {\n", line, file, rest + 2);
}

/* ---- values ------------------------------------------------------------ */

static bool may_hold_value(void)
{
    settle();
    if (w.place == TEXT || w.place == VALUE)
        return true;
    tool_error(file, line,
               w.place == COMMENT ? "a value inside a comment"
                                  : "a value outside quotes cannot be made safe");
    return false;
}

/* "app.css" -> ASSET_APP_CSS, which the C compiler knows or not. */
static void put_asset(const char *name, size_t len)
{
    text_z(&body, "    html_asset(h, ASSET_");
    for (size_t i = 0; i < len; i++) {
        char c = isalnum((unsigned char)name[i]) ? (char)toupper((unsigned char)name[i]) : '_';
        text_add(&body, &c, 1);
    }
    text_z(&body, ");\n");
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

static void put_value(char *expr)
{
    if (!may_hold_value())
        return;
    code_line();
    size_t len = strlen(expr);
    if (strncmp(expr, "asset(\"", 7) == 0 && len > 9 && strcmp(expr + len - 2, "\")") == 0) {
        put_asset(expr + 7, len - 9);
        w.value_len++;
        return;
    }
    bool url = w.place == VALUE && is_url_attr();
    char *filter = take_filter(expr);
    const char *call = url ? "html_url" : "html_put";
    bool whole = url && w.value_len == 0;
    if (filter && strcmp(filter, "url") == 0)
        call = "html_url";
    else if (filter && strcmp(filter, "path") == 0)
        call = "html_path";
    else if (filter && strcmp(filter, "address") == 0)
        call = "html_address";
    else if (filter && strcmp(filter, "link") == 0)
        call = "html_link";
    else if (filter)
        tool_error(file, line, "there is no filter `%s`", filter);
    if (whole && strcmp(call, "html_url") == 0)
        tool_error(file, line,
                   "a whole address from a value: use asset(), | path, | address or | link");
    if (!whole && strncmp(call, "html_put", 8) != 0 && strncmp(call, "html_url", 8) != 0)
        tool_error(file, line, "| %s stands for a whole address", filter);
    text_fmt(&body, "    %s(h, %s);\n", call, expr);
    w.value_len++;
}

static void put_args(const char *from, const char *to)
{
    text_z(&body, "(struct tr_arg[]){");
    int n = 0;
    while (from < to) {
        const char *comma = c_end(from, to, ",");
        const char *stop = comma ? comma : to;
        const char *is = memchr(from, '=', (size_t)(stop - from));
        if (!is) {
            tool_error(file, line, "a placeholder is written `name = expression`");
            break;
        }
        text_fmt(&body, "%s{\"%s\", html_arg(h, %s)}", n ? ", " : "", trimmed(from, is),
                 trimmed(is + 1, stop));
        n++;
        from = stop + 1;
    }
    text_fmt(&body, "}, %d);\n", n);
}

static void put_c_string(const char *z)
{
    text_z(&body, "\"");
    text_c(&body, z, strlen(z));
    text_z(&body, "\"");
}

static void put_plural(const char *from, const char *bar, const char *to)
{
    const char *slash = memmem(from, (size_t)(bar - from), " / ", 3);
    if (!slash || bar == to) {
        tool_error(file, line, "a plural is written {{_n One case / {n} cases | count }}");
        return;
    }
    text_z(&body, "    html_tr_count(h, ");
    put_c_string(folded(from, slash));
    text_z(&body, ", ");
    put_c_string(folded(slash + 3, bar));
    text_fmt(&body, ", %s);\n", trimmed(bar + 1, to));
}

static void put_words(const char *from, const char *to)
{
    bool plural = from[0] == 'n' && isspace((unsigned char)from[1]);
    if (!may_hold_value())
        return;
    if (w.place == VALUE && is_url_attr())
        tool_error(file, line, "UI text inside an address");
    code_line();
    const char *bar = memchr(from, '|', (size_t)(to - from));
    if (plural) {
        put_plural(from + 1, bar ? bar : to, to);
    } else {
        text_fmt(&body, "    html_tr%s(h, ", bar ? "_args" : "");
        put_c_string(folded(from, bar ? bar : to));
        text_z(&body, bar ? ", " : ");\n");
        if (bar)
            put_args(bar + 1, to);
    }
    w.value_len++;
}

/* ---- one directive after the other -------------------------------------- */

static const char *after_word(const char *z, const char *word)
{
    size_t n = strlen(word);
    if (strncmp(z, word, n) != 0 || (z[n] && !isspace((unsigned char)z[n])))
        return NULL;
    for (z += n; isspace((unsigned char)*z);)
        z++;
    return z;
}

/* True if it was one of the words that make structure rather than output. */
static bool take_structure(char *z)
{
    const char *rest;
    if ((rest = after_word(z, "include"))) {
        text_fmt(&head, "#include %s\n", rest);
    } else if ((rest = after_word(z, "define"))) {
        define(rest);
    } else if (!depth) {
        tool_error(file, line, "{{ %s }} outside of {{ define }}", z);
    } else if ((rest = after_word(z, "if"))) {
        open_block(BLOCK_IF);
        code_line();
        text_fmt(&body, "    if (%s) {\n", rest);
    } else if ((rest = after_word(z, "for"))) {
        open_block(BLOCK_FOR);
        code_line();
        text_fmt(&body, "    for (%s) {\n", rest);
    } else if ((rest = after_word(z, "else"))) {
        another_branch(rest);
    } else if (after_word(z, "end")) {
        close_block();
    } else if ((rest = after_word(z, "let"))) {
        code_line();
        text_fmt(&body, "    %s;\n", rest);
    } else {
        return false;
    }
    return true;
}

static void take_code(const char *from, const char *to)
{
    char *z = trimmed(from, to);
    const char *rest;
    if (!*z) {
        tool_error(file, line, "an empty {{ }}");
        return;
    }
    if (take_structure(z))
        return;
    if (!(rest = after_word(z, "render"))) {
        put_value(z);
        return;
    }
    if (w.place != TEXT && w.place != VALUE)
        tool_error(file, line, "{{ render }} inside a tag");
    w.value_len++;
    code_line();
    text_fmt(&body, "    %s;\n", rest);
}

static void count_lines(const char *from, const char *to)
{
    for (; from < to; from++)
        line += *from == '\n';
}

static bool starts_its_line(const char *open, const char *begin)
{
    while (open > begin && (open[-1] == ' ' || open[-1] == '\t'))
        open--;
    return open == begin || open[-1] == '\n';
}

static void take_directive(const char *begin)
{
    bool alone = starts_its_line(at, begin);
    const char *open = at, *from = at + 2;
    bool comment = from < end && *from == '#', words = from < end && *from == '_';
    const char *to =
        comment ? memmem(from, (size_t)(end - from), "#}}", 3) : directive_end(from, words);
    if (!to) {
        tool_error(file, line, "{{ without its }}");
        exit(1);
    }
    if (words)
        put_words(from + 1, to);
    else if (!comment)
        take_code(from, to);
    at = to + (comment ? 3 : 2);
    count_lines(open, at);
    no_space_next = alone && !words && (at == end || *at == '\n');
}

static char *guard_of(const char *path)
{
    char *z = tool_copy(path, strlen(path));
    for (char *p = z; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
    return z;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: mkhtml x.html x_html.h x_html.c\n");
        return 2;
    }
    file = argv[1];
    struct text in = tool_read(file);
    at = in.at;
    end = in.at + in.len;
    char *guard = guard_of(argv[2]);
    text_fmt(&head, "/* made from %s */\n#ifndef %s\n#define %s\n", file, guard, guard);
    text_z(&head, "#include \"kit/web/html.h\"\n");
    text_fmt(&body, "/* made from %s */\n#include \"%s\"\n#include \"kit/web/web.h\"\n", file,
             argv[2]);
    if (memmem(in.at, in.len, "asset(\"", 7))
        text_z(&body, "#include \"kit/web/asset_names.h\"\n");
    while (at < end) {
        if (at + 1 < end && at[0] == '{' && at[1] == '{')
            take_directive(in.at);
        else
            take_char();
    }
    if (depth)
        tool_error(file, blocks[depth - 1].line, "this block has no {{ end }}");
    if (tool_errors)
        return 1;
    text_z(&head, "#endif\n");
    tool_write(argv[2], &head);
    tool_write(argv[3], &body);
    return 0;
}
