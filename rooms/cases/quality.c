/* quality.c: reading an answer for what was done, when, by whom. */
#include "rooms/cases/quality.h"

#include "civic/people/people.h"
#include "kit/base/csv.h"

extern const str reply_words_data; /* data/cases/reply_words.csv */

enum { ANSWER_LEAST = 8 }; /* code points that say anything beyond empty phrases */

const struct quality_reason quality_reasons[QUALITY_REASONS] = {
    {"told", N_("The resident was told on the phone or on the spot")},
    {"question", N_("A question answered: nothing was to be done")},
    {"attached", N_("It stands in an attached letter")},
};

bool quality_is_reason(str code)
{
    for (int i = 0; i < QUALITY_REASONS; i++)
        if (str_is(code, quality_reasons[i].code))
            return true;
    return false;
}

/* ---- words in a text ------------------------------------------------------- */

static bool is_number(uint32_t c)
{
    static const uint32_t digits[] = {0x4e00, 0x4e8c, 0x4e24, 0x4e09, 0x56db, 0x4e94, 0x516d,
                                      0x4e03, 0x516b, 0x4e5d, 0x5341, 0x96f6, 0x534a, 0x51e0};
    if ((c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19))
        return true;
    for (size_t i = 0; i < COUNT(digits); i++)
        if (c == digits[i])
            return true;
    return false;
}

static str skip_number(str s)
{
    for (str next = s; s.len && is_number(utf8_next(&next)); s = next) {
    }
    return s;
}

/* How many bytes of the text's beginning the words take, 0 if it begins otherwise; '#' is a number.
 */
static size_t begins(str text, str words)
{
    str rest = text;
    while (words.len) {
        uint32_t want = utf8_next(&words);
        if (want == '#') {
            str after = skip_number(rest);
            if (after.len == rest.len)
                return 0;
            rest = after;
        } else if (!rest.len || utf8_next(&rest) != want) {
            return 0;
        }
    }
    return text.len - rest.len;
}

static bool holds(str text, str words)
{
    while (text.len) {
        if (begins(text, words))
            return true;
        utf8_next(&text);
    }
    return false;
}

/* ---- the rules ------------------------------------------------------------- */

static const char *const parts[QUALITY_PARTS] = {"did", "when", "who", "why"};

struct rules {
    str said;       /* the answer without its empty phrases */
    unsigned found; /* bits */
};

/* Without the phrase, wherever it stands. */
static str without(struct arena *mem, str text, str phrase)
{
    struct buf b = buf_new(mem, text.len + 1);
    while (text.len) {
        size_t n = begins(text, phrase);
        str next = text;
        utf8_next(&next);
        if (!n)
            buf_add(&b, text.at, text.len - next.len);
        text = n ? (str){text.at + n, text.len - n} : next;
    }
    return buf_done(&b);
}

static void take_rule(struct ctx *cx, const struct csv *c, str answer, struct rules *r)
{
    if (str_is(c->field[0], "hollow")) {
        r->said = without(cx->mem, r->said, c->field[1]);
        return;
    }
    for (int p = 0; p < QUALITY_PARTS; p++)
        if (str_is(c->field[0], parts[p]) && !(r->found & QUALITY_BIT(p)) &&
            holds(answer, c->field[1]))
            r->found |= QUALITY_BIT(p);
}

static size_t letters(str s)
{
    size_t n = 0;
    while (s.len) {
        uint32_t c = utf8_next(&s);
        n += c > ' ' && !(c >= 0x3000 && c <= 0x303f) && !(c >= 0xff00 && c <= 0xff0f);
    }
    return n;
}

static unsigned wanted(str outcome)
{
    return str_is(outcome, "answered")
               ? QUALITY_BIT(QUALITY_WHY) | QUALITY_BIT(QUALITY_WHO)
               : QUALITY_BIT(QUALITY_DID) | QUALITY_BIT(QUALITY_WHEN) | QUALITY_BIT(QUALITY_WHO);
}

enum err quality_read(struct ctx *cx, str outcome, str answer, str unit, unsigned *lacks)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct rules r = {.said = answer};
    csv_open(c, cx->mem, reply_words_data);
    if (!csv_next(c))
        return ERR_FAULT;
    while (csv_next(c))
        take_rule(cx, c, answer, &r);
    if (unit.len && str_find(answer, unit) != SIZE_MAX)
        r.found |= QUALITY_BIT(QUALITY_WHO);
    if (letters(r.said) < ANSWER_LEAST)
        r.found &= ~(QUALITY_BIT(QUALITY_DID) | QUALITY_BIT(QUALITY_WHY));
    *lacks = wanted(outcome) & ~r.found;
    return c->err;
}

str quality_text(struct ctx *cx, unsigned lacks)
{
    static const char *const labels[QUALITY_PARTS] = {N_("what was done"), N_("when"),
                                                      N_("by whom"), N_("why not")};
    struct buf b = buf_new(cx->mem, 400);
    for (int p = 0; p < QUALITY_PARTS; p++)
        if (lacks & QUALITY_BIT(p)) {
            buf_str(&b, b.len ? tr(cx->lang, _(", ")) : STR_NONE);
            buf_str(&b, tr(cx->lang, labels[p]));
        }
    struct tr_arg what = TR("what", buf_done(&b));
    return tr_fill(cx->mem, cx->lang, _("The answer does not say: {what}."), &what, 1);
}

/* ---- of a case -------------------------------------------------------------- */

enum err quality_matters(struct ctx *cx, const struct matter *m, bool *yes)
{
    struct matters_ref ref;
    int n = 0;
    *yes = true;
    if (str_is(m->source, "hotline"))
        return OK;
    enum err e = matters_refs(cx, m, &ref, 1, &n);
    *yes = n > 0;
    return e;
}

enum err quality_of(struct ctx *cx, const struct casefile *c, unsigned *lacks)
{
    struct org o = {.name = STR_NONE};
    bool goes_out = false;
    *lacks = 0;
    enum err e = c->reply.len ? quality_matters(cx, &c->m, &goes_out) : OK;
    if (e || !goes_out)
        return e;
    if (c->reply_org && (e = org_find(cx, c->m.county, c->reply_org, &o)) && e != ERR_NOT_FOUND)
        return e;
    return quality_read(cx, str_of(matters_outcome_names[c->m.outcome]), c->reply, o.name, lacks);
}
