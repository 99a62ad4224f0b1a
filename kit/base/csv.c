/* csv.c: reading is one pass with memchr-like scanning; copies only where quotes stand doubled. */
#include "kit/base/csv.h"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

/* Through UTF-16, strictly: the first byte that does not fit is an error. */
static enum err convert(struct arena *mem, const char *from_name, str raw, str *text)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(from_name, &status);
    ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    if (U_FAILURE(status) || raw.len > INT32_MAX / 4) {
        ucnv_close(from);
        return ERR_INVALID;
    }
    UChar *wide = NEW_N(mem, UChar, raw.len + 1);
    int32_t n = ucnv_toUChars(from, wide, (int32_t)raw.len + 1, raw.at, (int32_t)raw.len, &status);
    ucnv_close(from);
    if (U_FAILURE(status))
        return ERR_INVALID;
    int32_t len = 0;
    char *utf8 = arena_alloc(mem, (size_t)n * 3 + 1);
    u_strToUTF8(utf8, n * 3 + 1, &len, wide, n, &status);
    if (U_FAILURE(status) || !utf8_ok((str){utf8, (size_t)len}))
        return ERR_INVALID;
    *text = (str){utf8, (size_t)len};
    return OK;
}

enum err csv_decode(struct arena *mem, str raw, str *text)
{
    if (str_starts(raw, S("\xff\xfe")))
        return convert(mem, "UTF-16LE", (str){raw.at + 2, raw.len - 2}, text);
    if (str_starts(raw, S("\xfe\xff")))
        return convert(mem, "UTF-16BE", (str){raw.at + 2, raw.len - 2}, text);
    if (str_starts(raw, S("\xef\xbb\xbf")))
        raw = (str){raw.at + 3, raw.len - 3};
    if (!utf8_ok(raw))
        return convert(mem, "gb18030", raw, text);
    *text = raw;
    return OK;
}

void csv_open(struct csv *c, struct arena *mem, str text)
{
    *c = (struct csv){.mem = mem, .rest = text, .sep = ',', .next_line = 1};
}

static void skip(struct csv *c, size_t n)
{
    c->rest = (str){c->rest.at + n, c->rest.len - n};
}

static bool at_line_end(const struct csv *c)
{
    return !c->rest.len || c->rest.at[0] == '\n' || c->rest.at[0] == '\r';
}

static void skip_line_end(struct csv *c)
{
    if (!c->rest.len)
        return;
    skip(c, str_starts(c->rest, S("\r\n")) ? 2 : 1);
    c->next_line++;
}

static str plain_field(struct csv *c)
{
    size_t n = 0;
    while (n < c->rest.len && c->rest.at[n] != c->sep && c->rest.at[n] != '\n' &&
           c->rest.at[n] != '\r')
        n++;
    str s = {c->rest.at, n};
    skip(c, n);
    return s;
}

/* "" becomes " */
static str undouble(struct arena *mem, str s)
{
    char *out = arena_alloc(mem, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        out[n++] = s.at[i];
        i += s.at[i] == '"';
    }
    return (str){out, n};
}

static bool quoted_field(struct csv *c, str *out)
{
    size_t n = 1, doubled = 0;
    for (; n < c->rest.len; n++) {
        c->next_line += c->rest.at[n] == '\n';
        if (c->rest.at[n] != '"')
            continue;
        if (n + 1 == c->rest.len || c->rest.at[n + 1] != '"')
            break;
        doubled++;
        n++;
    }
    if (n >= c->rest.len)
        return false; /* never closed */
    str inside = {c->rest.at + 1, n - 1};
    *out = doubled && inside.len <= CSV_FIELD_MAX ? undouble(c->mem, inside) : inside;
    skip(c, n + 1);
    return at_line_end(c) || c->rest.at[0] == c->sep;
}

static bool next_field(struct csv *c)
{
    str s = STR_NONE;
    if (c->rest.len && c->rest.at[0] == '"') {
        if (!quoted_field(c, &s)) {
            c->err = ERR_INVALID;
            return false;
        }
    } else {
        s = plain_field(c);
    }
    if (c->n == CSV_FIELDS || s.len > CSV_FIELD_MAX) {
        c->err = ERR_TOO_BIG;
        return false;
    }
    c->field[c->n++] = s;
    return true;
}

bool csv_next(struct csv *c)
{
    if (c->err)
        return false;
    while (c->rest.len && at_line_end(c))
        skip_line_end(c);
    c->n = 0;
    c->line = c->next_line;
    if (!c->rest.len)
        return false;
    while (next_field(c)) {
        if (at_line_end(c)) {
            skip_line_end(c);
            return true;
        }
        skip(c, 1); /* the separator */
    }
    return false;
}

int csv_column(const struct csv *c, str name)
{
    for (int i = 0; i < c->n; i++)
        if (str_eq(str_trim(c->field[i]), name))
            return i;
    return -1;
}

str csv_field(const struct csv *c, int column)
{
    return column >= 0 && column < c->n ? c->field[column] : S("");
}

static bool is_number(str s)
{
    double value;
    return str_double(s, &value) == OK;
}

void csv_write(struct buf *b, str field)
{
    bool quote = false;
    bool formula = field.len && strchr("=+-@\t\r", field.at[0]) && !is_number(field);
    for (size_t i = 0; i < field.len; i++)
        quote |= strchr(",\"\r\n", field.at[i]) != NULL;
    if (quote || formula)
        buf_char(b, '"');
    if (formula)
        buf_char(b, '\'');
    for (size_t i = 0; i < field.len; i++) {
        if (field.at[i] == '"')
            buf_char(b, '"');
        buf_char(b, field.at[i]);
    }
    if (quote || formula)
        buf_char(b, '"');
}
