/* mask.c: see mask.h. */
#include "rooms/disclosure/mask.h"

#include "civic/people/people.h"

enum { RUN_MAX = 40, NEAR = 24 }; /* digits of a number; bytes before it that may name it */

const char *const mask_kind_names[MASK_KINDS] = {"id",    "id_doubtful", "card",
                                                 "phone", "name",        "house"};
static const char *const labels[MASK_KINDS] = {
    N_("Identity number"),      N_("Looks like an identity number"),
    N_("Bank card or account"), N_("Mobile number"),
    N_("Name of a person"),     N_("Number of a house")};

const char *mask_kind_label(enum mask_kind k)
{
    return labels[k];
}

/* ---- characters ------------------------------------------------------------ */

static uint32_t narrow(uint32_t c)
{
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next code point without taking it; 0 at the end. */
static uint32_t peek(str s)
{
    return s.len ? narrow(utf8_next(&s)) : 0;
}

/* ---- one number ------------------------------------------------------------ */

struct run {
    char digits[RUN_MAX + 1];
    int n, groups;
    size_t bytes; /* of the text it takes up */
};

/* A blank or hyphen between two digits belongs to the number. */
static bool is_gap(str s)
{
    uint32_t c = narrow(utf8_next(&s));
    return (c == ' ' || c == '-' || c == 0x3000) && is_digit(peek(s));
}

static void take(struct run *r, str *s, const char *from)
{
    uint32_t c = narrow(utf8_next(s));
    if (is_digit(c) && r->n < RUN_MAX)
        r->digits[r->n++] = (char)c;
    r->bytes = (size_t)(s->at - from);
}

/* Up to so many groups of digits. */
static void read_run(str s, int most, struct run *r)
{
    const char *from = s.at;
    *r = (struct run){.groups = 1};
    while (s.len && (is_digit(peek(s)) || (r->n && is_gap(s)))) {
        if (!is_digit(peek(s)) && ++r->groups > most)
            break;
        take(r, &s, from);
    }
    uint32_t c = peek(s);
    if (r->n == 17 && (c == 'X' || c == 'x')) {
        utf8_next(&s);
        r->digits[r->n++] = 'X';
        r->bytes = (size_t)(s.at - from);
    }
    r->digits[r->n] = 0;
}

/* ---- what it is -------------------------------------------------------------- */

bool mask_is_card(str d)
{
    int sum = 0;
    if (d.len < 16 || d.len > 19)
        return false;
    for (size_t i = 0; i < d.len; i++) {
        int v = d.at[d.len - 1 - i] - '0';
        if (v < 0 || v > 9)
            return false;
        if (i % 2)
            v = v > 4 ? 2 * v - 9 : 2 * v;
        sum += v;
    }
    return sum % 10 == 0;
}

static int number_at(const char *s, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (s[i] - '0');
    return v;
}

static bool is_birth(const char *ymd, int year_digits, int64_t today)
{
    int y = number_at(ymd, year_digits) + (year_digits == 2 ? 1900 : 0);
    int m = number_at(ymd + year_digits, 2), d = number_at(ymd + year_digits + 2, 2);
    if (y < 1900 || m < 1 || m > 12 || d < 1)
        return false;
    int64_t day = day_of_civil(y, m, d);
    struct civil c = civil_of_day(day);
    return c.month == m && c.day == d && day <= today;
}

/* Of a province, or of Hong Kong, Macao, Taiwan, or a foreigner's permanent residence. */
static bool is_area(const char *s)
{
    int p = number_at(s, 2);
    return (p >= 11 && p <= 65) || (p >= 81 && p <= 83) || p >= 90;
}

static bool is_id(const struct run *r, int64_t today, enum mask_kind *out)
{
    struct people_id id;
    *out = MASK_ID;
    if (r->n == 18 && people_read_id(str_of(r->digits), today, &id) == OK)
        return true;
    if (r->n == 15)
        return is_area(r->digits) && is_birth(r->digits + 6, 2, today);
    *out = MASK_ID_DOUBTFUL;
    return r->n == 18 && is_area(r->digits) && is_birth(r->digits + 6, 4, today);
}

static bool ends_with_any(str before, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(before, str_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* "Account", "card number" close before it: whatever its sum, a long number is one. */
static bool is_named_account(str text, size_t at)
{
    static const char *const words[] = {"\u8d26\u53f7", "\u5e10\u53f7", "\u8d26\u6237",
                                        "\u5e10\u6237", "\u5361\u53f7", "\u94f6\u884c\u5361"};
    size_t from = at > NEAR ? at - NEAR : 0;
    return ends_with_any((str){text.at + from, at - from}, words, COUNT(words));
}

static bool is_mobile(const struct run *r, const char **digits)
{
    *digits = r->digits;
    if (r->n == 13 && r->digits[0] == '8' && r->digits[1] == '6')
        *digits += 2;
    return strlen(*digits) == 11 && (*digits)[0] == '1' && (*digits)[1] >= '3';
}

/* ---- the text ------------------------------------------------------------------ */

struct work {
    struct arena *mem;
    str text;
    const struct mask_how *how;
    struct mask_finds *found;
    struct buf out;
};

static str note(struct mask_finds *found, enum mask_kind kind, str shown)
{
    if (found->n < MASK_FINDS_MAX)
        found->at[found->n++] = (struct mask_find){kind, shown};
    return shown;
}

/* Letters, digits or a decimal point beside it make it part of something else: a credit code, a
 * contract, an amount. */
static bool stands_alone(const struct work *w, size_t at, size_t end)
{
    uint32_t before = at ? (unsigned char)w->text.at[at - 1] : 0;
    str rest = {w->text.at + end, w->text.len - end};
    uint32_t after = peek(rest);
    if (is_letter(before) || before == '.' || is_letter(after))
        return false;
    if (after != '.')
        return true;
    utf8_next(&rest);
    return !is_digit(peek(rest));
}

/* What to write instead, or nothing. */
static bool masked(struct work *w, size_t at, const struct run *r, str *shown)
{
    enum mask_kind kind;
    const char *mobile;
    str digits = str_keep(w->mem, str_of(r->digits));
    if (!stands_alone(w, at, at + r->bytes))
        return false;
    if (is_id(r, w->how->today, &kind))
        *shown = note(w->found, kind, people_mask_id(w->mem, digits));
    else if (mask_is_card(digits) || (r->n >= 10 && is_named_account(w->text, at)))
        *shown = note(w->found, MASK_CARD, people_mask_card(w->mem, digits));
    else if (is_mobile(r, &mobile))
        *shown =
            note(w->found, MASK_PHONE,
                 w->how->keep_phones ? str_keep(w->mem, (str){w->text.at + at, r->bytes})
                                     : people_mask_phone(w->mem, str_keep(w->mem, str_of(mobile))));
    else
        return false;
    return true;
}

/* "6 households" are a count; behind a building or a stair the same word is a door. */
static bool is_door(str before)
{
    static const char *const words[] = {"\u680b", "\u5e62", "\u697c", "\u5355\u5143", "\u53f7"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_ends(before, str_of(words[i])))
            return true;
    return false;
}

/* A few digits right before the word for a house, a building, a flat. */
static bool is_house(const struct work *w, const struct run *r, size_t at)
{
    enum { HOUSEHOLD = 0x6237 };
    static const uint32_t words[] = {0x53f7, 0x680b, 0x5e62, 0x5355, 0x5ba4};
    uint32_t c = peek((str){w->text.at + at + r->bytes, w->text.len - at - r->bytes});
    if (!w->how->persons || r->n > 4)
        return false;
    if (c == HOUSEHOLD)
        return is_door((str){w->text.at, at});
    for (size_t i = 0; i < COUNT(words); i++)
        if (c == words[i])
            return true;
    return false;
}

/* A number may be written in groups, and numbers may stand side by side: the longest that is one
 * goes; else the first group is looked at alone. */
static void put_run(struct work *w, size_t at, struct run *r)
{
    str shown, rest = {w->text.at + at, w->text.len - at};
    read_run(rest, RUN_MAX, r);
    for (int most = r->groups; most > 0; most--) {
        read_run(rest, most, r);
        if (masked(w, at, r, &shown)) {
            buf_str(&w->out, shown);
            return;
        }
    }
    if (is_house(w, r, at))
        buf_str(&w->out, note(w->found, MASK_HOUSE, S("*")));
    else
        buf_add(&w->out, w->text.at + at, r->bytes);
}

str mask_text(struct arena *mem, str text, const struct mask_how *how, struct mask_finds *found)
{
    struct work w = {mem, text, how, found, buf_new(mem, 2 * text.len + 64)};
    str rest = text;
    while (rest.len) {
        struct run r;
        size_t at = (size_t)(rest.at - text.at);
        if (is_digit(peek(rest))) {
            put_run(&w, at, &r);
            rest = (str){rest.at + r.bytes, rest.len - r.bytes};
            continue;
        }
        utf8_next(&rest);
        buf_add(&w.out, text.at + at, (size_t)(rest.at - text.at) - at);
    }
    return buf_done(&w.out);
}

str mask_name(struct arena *mem, str name, struct mask_finds *found)
{
    if (!name.len || str_find(name, S("*")) != SIZE_MAX || utf8_count(name) > 12)
        return name;
    return note(found, MASK_NAME, people_mask_name(mem, name));
}
