/* amount: money, months and days as people write them in cells. */
#include "civic/sheets/accounts.h"

enum { FULL_WIDTH = 0xFEE0, MOST_DIGITS = 15 };

/* Digits, brackets, points and signs of either width are the same. */
static uint32_t half_width(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - FULL_WIDTH;
    return c == 0x2212 || c == 0x2014 || c == 0x2013 ? '-' : c;
}

struct money {
    int64_t whole, part;       /* part: the digits behind the point, `places` of them */
    int digits, places, group; /* group: digits since the last comma, -1 without */
    bool point, minus, opened, closed, fine;
    int64_t per_unit;
};

static bool take_digit(struct money *m, int d)
{
    if (m->closed || m->digits > MOST_DIGITS)
        return false;
    if (!m->point) {
        m->whole = m->whole * 10 + d;
        m->digits += m->whole > 0;
        m->group += m->group >= 0;
        return true;
    }
    if (m->places < 8) {
        m->part = m->part * 10 + d;
        m->places++;
    } else
        m->fine |= d != 0;
    return true;
}

/* Ten thousands and yuan stand behind the number, in this order. */
static bool take_sign(struct money *m, uint32_t c, bool digits)
{
    switch (c) {
    case '-':
        m->minus = true;
        return !digits && !m->point;
    case '+':
        return !digits;
    case '(':
        m->minus = m->opened = true;
        return !digits;
    case ')':
        m->closed = true;
        return m->opened;
    case ',':
        if (m->point || !digits || (m->group < 0 ? m->digits > 3 : m->group != 3))
            return false;
        m->group = 0;
        return true;
    case '.':
        if (m->point)
            return false;
        m->point = true;
        return !m->closed && (m->group < 0 || m->group == 3);
    case 0xA5:   /* yen sign */
    case 0xFFE5: /* in full width */
        return !digits;
    case 0x4E07: /* ten thousand */
        m->per_unit = 1000000;
        m->closed = m->opened = true;
        return digits;
    case 0x5143: /* yuan */
        m->per_unit = m->per_unit == 1000000 && m->closed ? m->per_unit : 100;
        m->closed = m->opened = true;
        return digits;
    case 0x6574: /* "exactly" */
        return m->closed;
    default:
        return false;
    }
}

static int64_t in_fen(struct money *m)
{
    int64_t scale = 1, fen = m->whole * m->per_unit;
    for (int i = 0; i < m->places; i++)
        scale *= 10;
    int64_t rest = m->part * m->per_unit;
    m->fine |= rest % scale != 0;
    fen += (rest + scale / 2) / scale;
    return m->minus ? -fen : fen;
}

enum sheets_money sheets_money(str s, int64_t fen_per_unit, int64_t *fen)
{
    struct money m = {.group = -1, .per_unit = fen_per_unit};
    bool digits = false;
    while (s.len) {
        uint32_t c = half_width(utf8_next(&s));
        if (c <= ' ' || c == 0x3000 || c == 0xA0)
            continue;
        bool digit = c >= '0' && c <= '9';
        if (digit ? !take_digit(&m, (int)(c - '0')) : !take_sign(&m, c, digits))
            return c == '/' && !digits && !s.len ? MONEY_NONE : MONEY_WRONG;
        digits |= digit;
    }
    if (!digits)
        return m.opened || m.point ? MONEY_WRONG : MONEY_NONE;
    if (m.opened != m.closed || (m.group >= 0 && m.group != 3 && !m.point) ||
        m.digits > MOST_DIGITS - 2 || (m.digits > 9 && m.per_unit > 100))
        return MONEY_WRONG;
    *fen = in_fen(&m);
    return m.fine ? MONEY_FINE : MONEY_READ;
}

/* ---- months ------------------------------------------------------------------- */

enum { YEAR = 0x5E74, MONTH = 0x6708, DAY = 0x65E5, QUARTER = 0x5B63, ORDINAL = 0x7B2C };

/* One to nine, and nought, as they are written out. */
static int digit_of(uint32_t c)
{
    static const uint32_t written[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                       0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    c = half_width(c);
    for (int i = 0; i < 10; i++)
        if (c == written[i] || c == (uint32_t)('0' + i))
            return i;
    return c == 0x96F6 || c == 0x25CB ? 0 : -1;
}

/* In digits or written out, as ten, as ten-two, as two-nought-two-six: the number at the beginning
 * of s, -1 if none stands there. */
static int number_at(str *s)
{
    int n = 0, seen = 0;
    for (str rest = *s; rest.len && seen < 8;) {
        uint32_t c = utf8_next(&rest);
        int d = digit_of(c);
        if (c == 0x5341) { /* ten */
            str after = rest;
            bool more = after.len && digit_of(utf8_next(&after)) >= 0;
            n = (seen ? n : 1) * (more ? 1 : 10);
        } else if (d >= 0)
            n = n * 10 + d;
        else
            break;
        seen++;
        *s = rest;
    }
    return seen ? n : -1;
}

static str period_text(struct arena *mem, int year, int n, bool quarter)
{
    if (year < 2000 || year > 2099 || n < 1 || n > (quarter ? 4 : 12))
        return STR_NONE;
    return quarter ? str_fmt(mem, "%04d-Q%d", year, n) : str_fmt(mem, "%04d-%02d", year, n);
}

/* What follows a year: a sign, then a month or a quarter. */
static str behind_year(struct arena *mem, int year, str s)
{
    str rest = s;
    uint32_t c = half_width(rest.len ? utf8_next(&rest) : 0);
    if (c != YEAR && c != '-' && c != '.' && c != '/' && c != '_')
        return STR_NONE;
    s = rest;
    while (rest.len && (c = half_width(utf8_next(&rest))) && (c == ORDINAL || c == ' ' || c == 'Q'))
        s = rest;
    int n = number_at(&s);
    c = s.len ? utf8_next(&s) : 0;
    return n < 0 ? STR_NONE : period_text(mem, year, n, c == QUARTER);
}

str sheets_period(struct arena *mem, str text)
{
    bool inside = false; /* a number that began before */
    for (str s = text; s.len;) {
        str from = s;
        int n = inside ? -1 : number_at(&s);
        if (n >= 2000 && n <= 2099) {
            str found = behind_year(mem, n, s);
            if (found.len)
                return found;
        } else if (n >= 200001 && n <= 209912) {
            str found = period_text(mem, n / 100, n % 100, false);
            if (found.len)
                return found;
        }
        if (n < 0) {
            s = from;
            utf8_next(&s);
        }
    }
    return STR_NONE;
}

/* ---- days ---------------------------------------------------------------------- */

enum err sheets_day(str s, str period, int64_t *day)
{
    int part[3], n = 0;
    s = str_trim(s);
    while (s.len && n < 3) {
        str from = s;
        part[n] = number_at(&s);
        if (part[n] < 0)
            return ERR_INVALID;
        n++;
        if (n == 1 && part[0] > 20000000 && part[0] < 21000000) { /* 20261005 */
            part[1] = part[0] / 100 % 100;
            part[2] = part[0] % 100;
            part[0] /= 10000;
            n = 3;
            break;
        }
        if (s.len && s.at == from.at)
            return ERR_INVALID;
        if (s.len)
            utf8_next(&s);
    }
    if (n == 2) {
        int64_t year;
        if (period.len < 4 || str_int((str){period.at, 4}, &year))
            return ERR_INVALID;
        part[2] = part[1];
        part[1] = part[0];
        part[0] = (int)year;
        n = 3;
    }
    if (n != 3 || part[0] < 1990 || part[0] > 2099 || part[1] < 1 || part[1] > 12)
        return ERR_INVALID;
    int64_t d = day_of_civil(part[0], part[1], part[2]);
    struct civil c = civil_of_day(d);
    if (c.month != part[1] || c.day != part[2])
        return ERR_INVALID;
    *day = d;
    return OK;
}
