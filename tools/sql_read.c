/* sql_read.c: a .sql file as tokens. */
#include "tools/sql.h"

#include <strings.h>

void sql_complain(const struct sql_source *src, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s:%d: ", src->path, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

bool sql_is(const struct sql_token *t, const char *word)
{
    return (t->kind == T_WORD || t->kind == T_OP) && t->text.len == strlen(word) &&
           strncasecmp(t->text.at, word, t->text.len) == 0;
}

bool sql_any(const struct sql_token *t, const char *const *words)
{
    for (; *words; words++)
        if (sql_is(t, *words))
            return true;
    return false;
}

str sql_read_text(struct arena *mem, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct buf b = buf_new(mem, 4u << 20);
    char part[65536];
    size_t n;
    if (!f) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    while ((n = fread(part, 1, sizeof part, f)))
        buf_add(&b, part, n);
    fclose(f);
    return buf_done(&b);
}

static str base_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    str s = str_of(slash ? slash + 1 : path);
    if (str_ends(s, S("_schema.sql")))
        s.len -= strlen("_schema.sql");
    else if (str_ends(s, S(".sql")))
        s.len -= strlen(".sql");
    return s;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The length of the token at p; the caller has skipped white space. */
static size_t token_at(const struct sql_source *src, str p, int line, enum sql_token_kind *kind)
{
    size_t n = 1;
    char c = p.at[0], next = p.len > 1 ? p.at[1] : 0;
    *kind = T_OP;
    if (c == '-' && next == '-') {
        *kind = T_COMMENT;
        while (n < p.len && p.at[n] != '\n')
            n++;
    } else if (c == '\'') {
        *kind = T_STRING;
        while (n < p.len && (p.at[n] != '\'' || (n + 1 < p.len && p.at[n + 1] == '\'')))
            n += p.at[n] == '\'' ? 2 : 1;
        if (n++ >= p.len)
            sql_complain(src, line, "string without its end");
    } else if (isdigit((unsigned char)c) || is_word(c)) {
        *kind = isdigit((unsigned char)c) ? T_NUMBER : T_WORD;
        while (n < p.len && (is_word(p.at[n]) || (*kind == T_NUMBER && p.at[n] == '.')))
            n++;
    } else if (c == ':' && is_word(next)) {
        *kind = T_PARAM;
        while (n < p.len && is_word(p.at[n]))
            n++;
    } else if (p.len > 1 && strchr("<>!|:@-", c) && next && strchr("=>|:@", next)) {
        n = 2 + (c == '-' && p.len > 2 && p.at[2] == '>');
    } else if (c == '"' || c == '`' || c == '$' || c == '?' || c == '\\') {
        sql_complain(src, line, "'%c' is not part of our SQL: names unquoted, parameters :name", c);
    }
    return n;
}

static void add_token(struct sql_source *src, struct sql_token t)
{
    if ((src->n & (src->n - 1)) == 0) { /* the array is full: double it */
        struct sql_token *more = NEW_N(src->mem, struct sql_token, src->n ? src->n * 2 : 1);
        if (src->n)
            memcpy(more, src->tokens, (size_t)src->n * sizeof *more);
        src->tokens = more;
    }
    src->tokens[src->n++] = t;
}

struct sql_source *sql_read(struct arena *mem, const char *path)
{
    struct sql_source *src = NEW(mem, struct sql_source);
    int line = 1;
    bool space = false;
    *src = (struct sql_source){path, sql_read_text(mem, path), base_of(path), NULL, 0, mem};
    for (str rest = src->text; rest.len;) {
        if (isspace((unsigned char)rest.at[0])) {
            line += rest.at[0] == '\n';
            space = true;
            rest = (str){rest.at + 1, rest.len - 1};
            continue;
        }
        enum sql_token_kind kind;
        size_t n = token_at(src, rest, line, &kind);
        size_t mark = kind == T_COMMENT ? 2 : kind == T_PARAM;
        add_token(src, (struct sql_token){kind, {rest.at + mark, n - mark}, line, space});
        for (size_t i = 0; i < n; i++)
            line += rest.at[i] == '\n';
        space = kind == T_COMMENT;
        rest = (str){rest.at + n, rest.len - n};
    }
    add_token(src, (struct sql_token){T_END, STR_NONE, line, false});
    return src;
}
