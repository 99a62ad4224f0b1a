/* words: what may stand in a household's fields, as it is stored and as it is said. */
#include "civic/homes/homes_own.h"

const char *const home_purpose_names[HOME_PURPOSES] = {"lived-in", "empty", "shop",
                                                       "office",   "store", "other"};
const char *const home_purpose_labels[HOME_PURPOSES] = {N_("lived in"), N_("empty"),
                                                        N_("shop"),     N_("office or workshop"),
                                                        N_("store"),    N_("something else")};

const char *const home_relation_names[HOME_RELATIONS] = {
    "head",   "spouse",      "son",     "daughter", "grandchild",
    "parent", "grandparent", "sibling", "relative", "none"};
const char *const home_relation_labels[HOME_RELATIONS] = {N_("head of the household"),
                                                          N_("wife or husband"),
                                                          N_("son"),
                                                          N_("daughter"),
                                                          N_("grandchild"),
                                                          N_("father or mother"),
                                                          N_("grandparent"),
                                                          N_("brother or sister"),
                                                          N_("another relative"),
                                                          N_("not related")};

const char *const home_stay_names[HOME_STAYS] = {"registered", "temporary", "left-behind",
                                                 "abroad"};
const char *const home_stay_labels[HOME_STAYS] = {N_("registered here"), N_("registered elsewhere"),
                                                  N_("family works away"),
                                                  N_("from abroad, Hong Kong, Macao or Taiwan")};

const char *const home_consent_names[HOME_CONSENTS] = {"not-asked", "agreed", "refused"};
const char *const home_consent_labels[HOME_CONSENTS] = {
    N_("not asked yet"), N_("agreed to visits and calls"), N_("wants no visits or calls")};

const char *const home_need_names[NEED_KINDS] = {"lone-elder", "low-income", "destitute",
                                                 "disabled",   "left-child", "left-elder",
                                                 "orphan",     "ill",        "other"};
const char *const home_need_labels[NEED_KINDS] = {N_("elderly, lives alone"),
                                                  N_("minimum living allowance"),
                                                  N_("destitute, cared for"),
                                                  N_("disabled person"),
                                                  N_("child left behind"),
                                                  N_("elderly left behind"),
                                                  N_("orphan"),
                                                  N_("seriously ill"),
                                                  N_("another reason to visit")};

const char *const home_tongue_names[TONGUES] = {"putonghua", "local",  "miao", "yi",
                                                "hani",      "zhuang", "dai",  "other"};
const char *const home_tongue_labels[TONGUES] = {
    N_("Putonghua"), N_("the local Chinese"), N_("Miao"), N_("Yi"), N_("Hani"), N_("Zhuang"),
    N_("Dai"),       N_("another language")};

const char *const home_question_names[ASK_KINDS] = {"id-number", "phone", "head", "relation",
                                                    "twice"};
const char *const home_question_labels[ASK_KINDS] = {
    N_("Compare the identity number with the card."), N_("Ask for the phone number."),
    N_("Ask who is the head of the household."), N_("Ask how this person belongs to the family."),
    N_("The same name stands at another address: ask where this person lives.")};

int home_word(const char *const *names, int n, str word)
{
    int i = 0;
    while (i < n && !str_is(word, names[i]))
        i++;
    return i;
}

str home_tongue_label(const struct ctx *cx, str word)
{
    int t = home_word(home_tongue_names, TONGUES, word);
    return t < TONGUES ? tr(cx->lang, home_tongue_labels[t]) : word;
}

/* Weekly for those who depend on it, by the rules for grid work. */
int64_t homes_rhythm(enum home_need_kind kind)
{
    static const int64_t days[NEED_KINDS] = {7, 7, 7, 30, 14, 14, 14, 30, 90};
    return days[kind];
}

/* ---- texts of a household ------------------------------------------------- */

/* Digits are filled to six places, so that 10 stands behind 9. */
static str sorted(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, 2000);
    for (size_t i = 0; i < s.len;) {
        size_t n = 0;
        while (i + n < s.len && s.at[i + n] >= '0' && s.at[i + n] <= '9')
            n++;
        for (size_t k = n; n && k < 6; k++)
            buf_char(&b, '0');
        buf_add(&b, s.at + i, n ? n : 1);
        i += n ? n : 1;
    }
    return buf_done(&b);
}

str homes_found(struct arena *mem, str typed)
{
    struct buf b = buf_new(mem, 2000);
    for (str s = typed; s.len;) {
        str rest = s;
        uint32_t c = utf8_next(&rest);
        if (c >= 'A' && c <= 'Z')
            buf_char(&b, (char)(c + 'a' - 'A'));
        else if (c != ' ' && c != 0x3000)
            buf_add(&b, s.at, s.len - rest.len);
        s = rest;
    }
    return buf_done(&b);
}

struct homes_text homes_text_of(struct arena *mem, str building, str door)
{
    str line = door.len && building.len
                   ? str_fmt(mem, "%.*s %.*s", STR_ARG(building), STR_ARG(door))
                   : str_keep(mem, building.len ? building : door);
    return (struct homes_text){line, sorted(mem, line), homes_found(mem, line)};
}
