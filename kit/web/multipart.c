/* multipart.c: multipart/form-data (RFC 7578), read as it arrives in pieces of any size, with
 * one window of fixed size. What browsers do not send is refused: a preamble, nested parts,
 * padding behind a boundary, an unfinished end. */
#include "kit/web/job.h"

enum { WINDOW = 16384, HEAD_MAX = 4096, BOUNDARY_MAX = 70 };
enum state { BEFORE, AFTER_BOUNDARY, HEAD, DATA, FINISHED };

struct multipart {
    struct arena *mem;
    const struct multipart_sink *sink;
    void *arg;
    enum state state;
    enum err err;
    size_t used, mark_len;
    char mark[BOUNDARY_MAX + 8]; /* CR LF "--" boundary */
    char window[WINDOW];
};

/* The value of a parameter of a header, `name="…"` or `name=token`. */
static bool header_param(struct arena *mem, str h, const char *name, str *out)
{
    size_t n = strlen(name);
    bool quoted = false;
    for (size_t i = 0; i < h.len; i++) {
        if (h.at[i] == '"' && h.at[i ? i - 1 : 0] != '\\')
            quoted = !quoted;
        if (quoted || h.at[i] != ';')
            continue;
        str rest = str_trim((str){h.at + i + 1, h.len - i - 1});
        if (rest.len <= n || strncasecmp(rest.at, name, n) != 0 || rest.at[n] != '=')
            continue;
        rest = (str){rest.at + n + 1, rest.len - n - 1};
        if (!rest.len || rest.at[0] != '"') {
            *out = str_trim(str_cut(&rest, ';'));
            return true;
        }
        struct buf b = buf_new(mem, rest.len);
        for (size_t k = 1; k < rest.len; k++) {
            if (rest.at[k] == '"') {
                *out = buf_done(&b);
                return true;
            }
            if (rest.at[k] == '\\' && k + 1 < rest.len && rest.at[k + 1] == '"')
                k++;
            buf_char(&b, rest.at[k]);
        }
        return false;
    }
    return false;
}

/* Browsers write '"', CR and LF of a name as %22, %0D and %0A and nothing else (WHATWG). */
static str unquote(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        str rest = {s.at + i, s.len - i};
        bool esc = str_starts(rest, S("%22"));
        if (esc || str_starts(rest, S("%0D")) || str_starts(rest, S("%0A"))) {
            buf_char(&b, esc ? '"' : ' ');
            i += 2;
        } else {
            buf_char(&b, s.at[i]);
        }
    }
    return buf_done(&b);
}

struct multipart *multipart_new(struct arena *mem, str content_type,
                                const struct multipart_sink *sink, void *arg)
{
    str boundary;
    if (!header_param(mem, content_type, "boundary", &boundary) || !boundary.len ||
        boundary.len > BOUNDARY_MAX)
        return NULL;
    for (size_t i = 0; i < boundary.len; i++)
        if (boundary.at[i] < ' ' || boundary.at[i] > '~')
            return NULL;
    struct multipart *m = NEW(mem, struct multipart);
    m->mem = mem;
    m->sink = sink;
    m->arg = arg;
    m->mark_len = (size_t)snprintf(m->mark, sizeof m->mark, "\r\n--%.*s", STR_ARG(boundary));
    memcpy(m->window, "\r\n", 2); /* so that the first boundary looks like all others */
    m->used = 2;
    return m;
}

static void drop(struct multipart *m, size_t n)
{
    memmove(m->window, m->window + n, m->used - n);
    m->used -= n;
}

static bool header_is(str line, const char *name, str *value)
{
    size_t n = strlen(name);
    if (line.len <= n || strncasecmp(line.at, name, n) != 0 || line.at[n] != ':')
        return false;
    *value = str_trim((str){line.at + n + 1, line.len - n - 1});
    return true;
}

static enum err open_part(struct multipart *m, str head)
{
    str disposition = S(""), type = S(""), name, file = S("");
    while (head.len) {
        str line = str_cut(&head, '\n');
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        if (!header_is(line, "Content-Disposition", &disposition))
            header_is(line, "Content-Type", &type);
    }
    if (!str_starts(disposition, S("form-data")) ||
        !header_param(m->mem, disposition, "name", &name))
        return ERR_INVALID;
    bool is_file = header_param(m->mem, disposition, "filename", &file);
    name = unquote(m->mem, name);
    file = unquote(m->mem, file);
    if (!utf8_ok(name) || !utf8_ok(file) || !utf8_ok(type))
        return ERR_INVALID;
    return m->sink->open(m->arg, name, is_file, file, str_keep(m->mem, type));
}

/* Each step takes what it can from the window; false: it needs more bytes. */

static bool step_boundary(struct multipart *m)
{
    if (m->state == BEFORE) {
        if (m->used < m->mark_len)
            return false;
        if (memcmp(m->window, m->mark, m->mark_len) != 0)
            m->err = ERR_INVALID;
        drop(m, m->mark_len);
        m->state = AFTER_BOUNDARY;
        return true;
    }
    if (m->used < 2)
        return false;
    if (memcmp(m->window, "--", 2) == 0)
        m->state = FINISHED;
    else if (memcmp(m->window, "\r\n", 2) == 0)
        m->state = HEAD;
    else
        m->err = ERR_INVALID;
    drop(m, m->state == HEAD ? 0 : 2); /* the CR LF begins the head, which may be empty */
    return true;
}

static bool step_head(struct multipart *m)
{
    char *end = memmem(m->window, m->used, "\r\n\r\n", 4);
    /* the last three bytes may begin its end: where the pieces were cut must decide nothing */
    size_t len = end ? (size_t)(end - m->window) : m->used > 3 ? m->used - 3 : 0;
    if (len > HEAD_MAX)
        m->err = ERR_INVALID;
    if (!end)
        return m->err != OK;
    if (!m->err)
        m->err = open_part(m, str_keep(m->mem, (str){m->window, len}));
    drop(m, len + 4);
    m->state = DATA;
    return true;
}

static bool step_data(struct multipart *m)
{
    char *end = memmem(m->window, m->used, m->mark, m->mark_len);
    size_t sure = end                         ? (size_t)(end - m->window)
                  : m->used > m->mark_len - 1 ? m->used - (m->mark_len - 1)
                                              : 0;
    if (sure)
        m->err = m->sink->data(m->arg, m->window, sure);
    drop(m, sure);
    if (!end)
        return m->err != OK;
    drop(m, m->mark_len);
    m->state = AFTER_BOUNDARY;
    if (!m->err)
        m->err = m->sink->close(m->arg);
    return true;
}

static bool step(struct multipart *m)
{
    switch (m->state) {
    case BEFORE:
    case AFTER_BOUNDARY:
        return step_boundary(m);
    case HEAD:
        return step_head(m);
    case DATA:
        return step_data(m);
    default: /* an epilogue says nothing */
        m->used = 0;
        return false;
    }
}

enum err multipart_feed(struct multipart *m, const char *at, size_t len)
{
    while (len && !m->err) {
        size_t n = WINDOW - m->used < len ? WINDOW - m->used : len;
        memcpy(m->window + m->used, at, n);
        m->used += n;
        at += n;
        len -= n;
        while (!m->err && step(m))
            ;
    }
    return m->err;
}

enum err multipart_end(const struct multipart *m)
{
    return m->err ? m->err : m->state == FINISHED ? OK : ERR_INVALID;
}
