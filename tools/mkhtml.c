/* mkhtml: compiles a template (the language is described in kit/web/html.h) into C.
 *
 *     mkhtml x.html x_html.h x_html.c
 *
 * It follows the HTML while it reads, so it knows where each value stands, and refuses what could
 * not be made safe or would break the rules of the pages: a value outside quotes, a whole address
 * from a value, inline style and script, Chinese text, a block whose branches end in different
 * places. Expressions are C and are checked by the C compiler, at the template's own line. */
#define _GNU_SOURCE
#include "mkhtml.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64 };
enum kind { BLOCK_DEFINE, BLOCK_IF, BLOCK_FOR };
struct block {
    enum kind kind;
    int line;
    struct where start, first_end;
    bool has_end, has_else;
};

struct template t = {.line = 1};
static struct block blocks[MAX_DEPTH];

/* The "}}" that ends a directive begun before p; texts have {names}, code has anything of C. */
static const char *directive_end(const char *p, bool text)
{
    if (text) {
        for (; p + 1 < t.end && *p != '|'; p++) {
            if (p[0] == '}' && p[1] == '}')
                return p;
            if (*p == '{')
                while (p + 1 < t.end && *p != '}')
                    p++;
        }
    }
    const char *stop = c_end(p, t.end, "}");
    return stop && stop + 1 < t.end && stop[1] == '}' ? stop : NULL;
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
    if (must_match && !is_same_place(want, &t.here))
        tool_error(t.file, t.line, "this block leaves the HTML at another place than line %d",
                   b->line);
    if (!b->has_end)
        b->first_end = t.here;
    b->has_end = true;
}

static void open_block(enum kind kind)
{
    settle();
    if (t.depth == MAX_DEPTH) {
        tool_error(t.file, t.line, "blocks are nested too deeply");
        exit(1);
    }
    blocks[t.depth++] = (struct block){.kind = kind, .line = t.line, .start = t.here};
}

static void define(const char *rest)
{
    if (t.depth) {
        tool_error(t.file, t.line, "{{ define }} inside a block that line %d opened",
                   blocks[t.depth - 1].line);
        exit(1);
    }
    const char *paren = strchr(rest, '(');
    if (!paren || strncmp(paren, "(struct html *h", 15) != 0)
        tool_error(t.file, t.line, "the first parameter of a template is `struct html *h`");
    t.here = (struct where){0};
    open_block(BLOCK_DEFINE);
    text_fmt(&t.head, "void %s;\n", rest);
    text_fmt(&t.body, "\n#line %d \"%s\"\nvoid %s\n{\n", t.line, t.file, rest);
}

static void close_block(void)
{
    if (!t.depth) {
        tool_error(t.file, t.line, "{{ end }} without a block");
        return;
    }
    struct block *b = &blocks[t.depth - 1];
    branch_ends(b);
    if (b->kind == BLOCK_IF && !b->has_else && !is_same_place(&b->start, &t.here))
        tool_error(t.file, t.line,
                   "without an {{ else }} the block of line %d must end where it began", b->line);
    if (b->kind == BLOCK_DEFINE && t.here.place != TEXT)
        tool_error(t.file, t.line, "the template of line %d ends inside a tag", b->line);
    flush_lit();
    text_z(&t.body, "}\n");
    t.depth--;
}

static void another_branch(const char *rest)
{
    struct block *b = t.depth ? &blocks[t.depth - 1] : NULL;
    if (!b || b->kind != BLOCK_IF || b->has_else) {
        tool_error(t.file, t.line, "{{ else }} without its {{ if }}");
        return;
    }
    branch_ends(b);
    t.here = b->start;
    flush_lit();
    if (!*rest) {
        b->has_else = true;
        text_z(&t.body, "} else {\n");
        return;
    }
    text_fmt(&t.body, "}\n#line %d \"%s\"\nelse if (%s) {\n", t.line, t.file, rest + 2);
}

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
        text_fmt(&t.head, "#include %s\n", rest);
    } else if ((rest = after_word(z, "define"))) {
        define(rest);
    } else if (!t.depth) {
        tool_error(t.file, t.line, "{{ %s }} outside of {{ define }}", z);
    } else if ((rest = after_word(z, "if"))) {
        open_block(BLOCK_IF);
        code_line();
        text_fmt(&t.body, "    if (%s) {\n", rest);
    } else if ((rest = after_word(z, "for"))) {
        open_block(BLOCK_FOR);
        code_line();
        text_fmt(&t.body, "    for (%s) {\n", rest);
    } else if ((rest = after_word(z, "else"))) {
        another_branch(rest);
    } else if (after_word(z, "end")) {
        close_block();
    } else if ((rest = after_word(z, "let"))) {
        code_line();
        text_fmt(&t.body, "    %s;\n", rest);
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
        tool_error(t.file, t.line, "an empty {{ }}");
        return;
    }
    if (take_structure(z))
        return;
    if (!(rest = after_word(z, "render"))) {
        put_value(z);
        return;
    }
    if (t.here.place != TEXT && t.here.place != VALUE)
        tool_error(t.file, t.line, "{{ render }} inside a tag");
    t.here.value_len++;
    code_line();
    text_fmt(&t.body, "    %s;\n", rest);
}

static void count_lines(const char *from, const char *to)
{
    for (; from < to; from++)
        t.line += *from == '\n';
}

static bool starts_its_line(const char *open, const char *begin)
{
    while (open > begin && (open[-1] == ' ' || open[-1] == '\t'))
        open--;
    return open == begin || open[-1] == '\n';
}

static void take_directive(const char *begin)
{
    bool alone = starts_its_line(t.at, begin);
    const char *open = t.at, *from = t.at + 2;
    bool comment = from < t.end && *from == '#', words = from < t.end && *from == '_';
    const char *to =
        comment ? memmem(from, (size_t)(t.end - from), "#}}", 3) : directive_end(from, words);
    if (!to) {
        tool_error(t.file, t.line, "{{ without its }}");
        exit(1);
    }
    if (words)
        put_words(from + 1, to);
    else if (!comment)
        take_code(from, to);
    t.at = to + (comment ? 3 : 2);
    count_lines(open, t.at);
    t.no_space_next = alone && !words && (t.at == t.end || *t.at == '\n');
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
    t.file = argv[1];
    struct text in = tool_read(t.file);
    t.at = in.at;
    t.end = in.at + in.len;
    char *guard = guard_of(argv[2]);
    text_fmt(&t.head, "/* made from %s */\n#ifndef %s\n#define %s\n", t.file, guard, guard);
    text_z(&t.head, "#include \"kit/web/html.h\"\n");
    text_fmt(&t.body, "/* made from %s */\n#include \"%s\"\n#include \"kit/web/web.h\"\n", t.file,
             argv[2]);
    if (memmem(in.at, in.len, "asset(\"", 7))
        text_z(&t.body, "#include \"kit/web/asset_names.h\"\n");
    while (t.at < t.end) {
        if (t.at + 1 < t.end && t.at[0] == '{' && t.at[1] == '{')
            take_directive(in.at);
        else
            take_char();
    }
    if (t.depth)
        tool_error(t.file, blocks[t.depth - 1].line, "this block has no {{ end }}");
    if (tool_errors)
        return 1;
    text_z(&t.head, "#endif\n");
    tool_write(argv[2], &t.head);
    tool_write(argv[3], &t.body);
    return 0;
}
