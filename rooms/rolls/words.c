/* words: what words in lists mean, from data/rolls/words.csv, and the words of the room itself. */
#include "rooms/rolls/rolls_own.h"

#include "kit/base/csv.h"
#include "kit/child/child.h"

extern const str rolls_data_words;

const char *const rolls_field_names[ROLL_FIELDS] = {
    "-",        "name", "id",      "phone", "relation", "head",   "house",
    "building", "door", "address", "grid",  "stay",     "tongue", "need"};
const char *const rolls_field_labels[ROLL_FIELDS] = {N_("not used"),
                                                     N_("Name"),
                                                     N_("Identity number"),
                                                     N_("Phone"),
                                                     N_("Relation to the head"),
                                                     N_("Head of the household"),
                                                     N_("Number of the household"),
                                                     N_("Building or villagers' group"),
                                                     N_("Door or house number"),
                                                     N_("Address in one"),
                                                     N_("Grid"),
                                                     N_("Registration"),
                                                     N_("Spoken language"),
                                                     N_("Reason to visit")};
const char *const rolls_why_names[ROLL_WHYS] = {
    "",        "no-name", "long-name", "id-ruined", "id-wrong", "no-address", "grid-unknown",
    "special", "twice",   "known",     "taken"};
const char *const rolls_why_labels[ROLL_WHYS] = {
    "",
    N_("No name"),
    N_("A name has at most 40 characters."),
    N_("The spreadsheet has ruined this identity number: only its first digits are left. Format "
       "the column as text and type it again."),
    N_("This identity number cannot be right: compare it with the card, digit by digit."),
    N_("Neither an address nor a building and door"),
    N_("There is no such grid in this community."),
    N_("Special population is kept by police, health and justice alone and is not taken here."),
    N_("The same identity number stands in an earlier row."),
    N_("On the roll already: nothing to do"),
    N_("Another import put this person on the roll first.")};
const char *const rolls_state_names[ROLLS_STATES] = {"draft", "storing", "stored", "undoing",
                                                     "undone"};
const char *const rolls_state_labels[ROLLS_STATES] = {N_("looked at, not stored"),
                                                      N_("being stored"), N_("stored"),
                                                      N_("being taken back"), N_("taken back")};

enum { WORDS_MAX = 400 };

struct rolls_words {
    struct {
        str kind, word, means;
        str plain; /* the word as it is compared */
    } at[WORDS_MAX];
    int n;
};

/* Small letters; without spaces, stars and whatever stands in brackets. */
static str plain(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, CHILD_SHEET_CELL + 16);
    int depth = 0;
    for (str rest = s; rest.len;) {
        str from = rest;
        uint32_t c = utf8_next(&rest);
        depth += c == '(' || c == 0xFF08;
        bool skip = depth || c <= ' ' || c == 0x3000 || c == '*' || c == ':' || c == 0xFF1A;
        depth -= depth && (c == ')' || c == 0xFF09);
        if (skip)
            continue;
        if (c >= 'A' && c <= 'Z')
            buf_char(&b, (char)(c + 32));
        else
            buf_add(&b, from.at, from.len - rest.len);
    }
    return buf_done(&b);
}

static const void *read_words(struct arena *mem, const void *arg)
{
    struct rolls_words *w = NEW(mem, struct rolls_words);
    struct csv *c = NEW(mem, struct csv);
    (void)arg;
    csv_open(c, mem, rolls_data_words);
    while (csv_next(c) && w->n < WORDS_MAX) {
        w->at[w->n].kind = csv_field(c, 0);
        w->at[w->n].word = csv_field(c, 1);
        w->at[w->n].plain = plain(mem, w->at[w->n].word);
        w->at[w->n++].means = csv_field(c, 2);
    }
    return c->err ? NULL : w;
}

const struct rolls_words *rolls_words(struct ctx *cx)
{
    const struct rolls_words *w = db_memo(cx->db, S("rolls.words"), read_words, NULL);
    assert(w); /* it ships with the program */
    return w;
}

str rolls_means(const struct rolls_words *w, struct arena *mem, const char *kind, str word)
{
    str p = plain(mem, word);
    for (int i = 0; i < w->n; i++)
        if (str_is(w->at[i].kind, kind) && str_eq(w->at[i].plain, p))
            return w->at[i].means;
    return STR_NONE;
}

str rolls_holds(const struct rolls_words *w, const char *kind, str text)
{
    for (int i = 0; i < w->n; i++)
        if (str_is(w->at[i].kind, kind) && str_find(text, w->at[i].word) != SIZE_MAX)
            return w->at[i].word;
    return STR_NONE;
}

static size_t last_end(str s, str word)
{
    size_t end = 0;
    for (size_t i = 0; i + word.len <= s.len; i++)
        if (memcmp(s.at + i, word.at, word.len) == 0)
            end = i + word.len;
    return end;
}

bool rolls_split(const struct rolls_words *w, str address, str *building, str *door)
{
    for (int i = 0; i < w->n; i++) {
        size_t end = str_is(w->at[i].kind, "split") ? last_end(address, w->at[i].word) : 0;
        if (!end || end == address.len)
            continue;
        *building = str_trim((str){address.at, end});
        *door = str_trim((str){address.at + end, address.len - end});
        return true;
    }
    return false;
}
