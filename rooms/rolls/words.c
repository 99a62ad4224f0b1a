/* words: what words in lists mean, from data/rolls/words.csv, and the words of the room itself. */
#include "rooms/rolls/rolls_own.h"

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

static const void *read_words(struct arena *mem, const void *arg)
{
    (void)arg;
    return sheets_words_read(mem, rolls_data_words);
}

const struct sheets_words *rolls_words(struct ctx *cx)
{
    const struct sheets_words *w = db_memo(cx->db, S("rolls.words"), read_words, NULL);
    assert(w); /* it ships with the program */
    return w;
}

static size_t last_end(str s, str word)
{
    size_t end = 0;
    for (size_t i = 0; i + word.len <= s.len; i++)
        if (memcmp(s.at + i, word.at, word.len) == 0)
            end = i + word.len;
    return end;
}

bool rolls_split(const struct sheets_words *w, str address, str *building, str *door)
{
    str word;
    for (int i = 0; sheets_word_next(w, "split", &i, &word);) {
        size_t end = last_end(address, word);
        if (!end || end == address.len)
            continue;
        *building = str_trim((str){address.at, end});
        *door = str_trim((str){address.at + end, address.len - end});
        return true;
    }
    return false;
}
