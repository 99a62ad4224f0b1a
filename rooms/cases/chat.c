/* chat.c: the headings of a copied chat, and what stands between them. WeChat on a computer writes
 * "name date time" above a message, on a phone (mailed or kept as a note) "name  time" below a line
 * with the date, older ones "name:". */
#include "rooms/cases/chat.h"

/* ---- headings ---------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static str last_word(str *rest)
{
    str s = str_trim(*rest);
    size_t at = s.len;
    while (at && s.at[at - 1] != ' ' && s.at[at - 1] != '\t')
        at--;
    *rest = str_trim((str){s.at, at});
    return (str){s.at + at, s.len - at};
}

/* 9:05, 21:14:09, with the colon of either width. */
static bool is_clock(str s)
{
    int parts = 0, digits = 0;
    while (s.len) {
        uint32_t c = utf8_next(&s);
        if (c >= '0' && c <= '9')
            digits++;
        else if ((c != ':' && c != 0xff1a) || !digits || digits > 2 || ++parts > 2)
            return false;
        else
            digits = 0;
    }
    return parts && digits == 2;
}

/* 2026-11-30, 11/30, and with the words for year, month and day: digits with what parts them. */
static bool is_date(str s)
{
    bool digit = false, parted = false;
    while (s.len) {
        uint32_t c = utf8_next(&s);
        bool sign = c == '-' || c == '/' || c == '.' || c == 0x5e74 || c == 0x6708 || c == 0x65e5;
        if (c >= '0' && c <= '9')
            digit = true;
        else if (sign)
            parted = true;
        else
            return false;
    }
    return digit && parted;
}

/* Yesterday, today, morning, a day of the week. */
static bool is_day_word(str s)
{
    static const char *const words[] = {"\u6628\u5929",
                                        "\u4eca\u5929",
                                        "\u524d\u5929",
                                        "\u51cc\u6668",
                                        "\u65e9\u4e0a",
                                        "\u4e0a\u5348",
                                        "\u4e2d\u5348",
                                        "\u4e0b\u5348",
                                        "\u665a\u4e0a",
                                        "AM",
                                        "PM"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(s, words[i]))
            return true;
    return str_starts(s, S("\u661f\u671f")) || (str_starts(s, S("\u5468")) && s.len == 6);
}

/* A word for the part of the day may stand against the time. */
static bool takes_clock(str word, bool *dated)
{
    if (is_clock(word))
        return true;
    if (word.len > 6 && is_day_word((str){word.at, 6}) &&
        is_clock((str){word.at + 6, word.len - 6}))
        return *dated = true;
    return false;
}

struct heading {
    str who;
    bool dated;
};

static bool read_heading(str line, struct heading *out)
{
    str rest = line, before;
    *out = (struct heading){.dated = false};
    if (!takes_clock(last_word(&rest), &out->dated))
        return false;
    for (;;) {
        before = rest;
        str word = last_word(&rest);
        if (!word.len || (!is_date(word) && !is_day_word(word)))
            break;
        out->dated = true;
    }
    out->who = str_trim(before);
    return utf8_count(out->who) <= CHAT_NAME_MOST;
}

/* A name alone with a colon behind it. */
static bool read_name(str line, struct heading *out)
{
    str wide = S("\uff1a");
    size_t cut = str_ends(line, wide) ? wide.len : str_ends(line, S(":")) ? 1 : 0;
    *out = (struct heading){.who = str_trim((str){line.at, line.len - cut})};
    return cut && out->who.len && utf8_count(out->who) <= CHAT_NAME_MOST / 2;
}

/* A line that says no more than the day: in dashes, or alone. */
static bool is_divider(str line)
{
    struct heading h;
    str core = line;
    str dash = S("\u2014");
    while (str_starts(core, dash) || (core.len && core.at[0] == '-'))
        core = core.at[0] == '-' ? (str){core.at + 1, core.len - 1}
                                 : (str){core.at + dash.len, core.len - dash.len};
    while (str_ends(core, dash) || (core.len && core.at[core.len - 1] == '-'))
        core.len -= core.at[core.len - 1] == '-' ? 1 : dash.len;
    core = str_trim(core);
    if (!core.len)
        return line.len > 0;
    return (is_date(core) && is_digit(core.at[0]) && utf8_count(core) >= 8) ||
           (read_heading(core, &h) && !h.who.len);
}

/* "[picture]", "[sound]", in their Chinese: something that text cannot carry. */
static bool is_mark(str line)
{
    return line.len > 2 && line.at[0] == '[' && line.at[line.len - 1] == ']' &&
           utf8_count(line) <= 8;
}

/* ---- messages ---------------------------------------------------------- */

static void name_once(struct chat *c, str who)
{
    for (int i = 0; i < c->n_names; i++)
        if (str_eq(c->names[i], who))
            return;
    if (who.len && c->n_names < CHAT_NAMES_MAX)
        c->names[c->n_names++] = who;
}

static void say(struct chat *c, str who, str text)
{
    if (c->n < CHAT_LINES_MAX)
        c->at[c->n++] = (struct chat_said){who, text};
}

void chat_read(struct arena *mem, str text, struct chat *out)
{
    struct heading h;
    str who = STR_NONE;
    bool apart = true; /* nothing, a blank line or a divider stands above */
    *out = (struct chat){.n = 0};
    while (text.len) {
        str line = str_trim(str_clean_line(mem, str_cut(&text, '\n')));
        bool more = str_trim(text).len > 0;
        if (!line.len || is_divider(line)) {
            apart = true;
        } else if (more && ((read_heading(line, &h) && (h.dated || apart)) ||
                            (apart && read_name(line, &h)))) {
            who = h.who;
            name_once(out, who);
            apart = false;
        } else {
            if (!is_mark(line))
                say(out, who, line);
            apart = false;
        }
    }
}

/* "@name" at `at` of the names known, with the thin space that WeChat puts behind it. */
static size_t called(const struct chat *c, str s)
{
    str thin = S("\u2005");
    for (int i = 0; i < c->n_names; i++) {
        str n = c->names[i];
        str behind = {s.at + 1, s.len - 1};
        if (!str_starts(behind, n))
            continue;
        size_t len = 1 + n.len;
        str rest = {s.at + len, s.len - len};
        return len + (str_starts(rest, thin) ? thin.len : str_starts(rest, S(" ")) ? 1 : 0);
    }
    return 0;
}

str chat_body(struct arena *mem, const struct chat *c)
{
    size_t most = 1;
    for (int i = 0; i < c->n; i++)
        most += c->at[i].text.len + 1;
    struct buf b = buf_new(mem, most);
    for (int i = 0; i < c->n; i++) {
        str t = c->at[i].text;
        for (size_t k = 0; k < t.len;) {
            size_t skip = t.at[k] == '@' ? called(c, (str){t.at + k, t.len - k}) : 0;
            if (!skip)
                buf_char(&b, t.at[k]);
            k += skip ? skip : 1;
        }
        buf_char(&b, '\n');
    }
    return str_trim(buf_done(&b));
}
