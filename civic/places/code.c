/* code.c: arithmetic on place codes. */
#include "civic/places/code.h"

const char *const place_level_names[PLACE_LEVELS] = {"all",  "province",  "city", "county",
                                                     "town", "community", "grid"};
const char *const place_level_labels[PLACE_LEVELS] = {
    N_("everywhere"), N_("province"),  N_("city"), N_("county"),
    N_("town"),       N_("community"), N_("grid")};

static const int64_t spans[PLACE_LEVELS] = {
    1000000000000000, 10000000000000, 100000000000, 1000000000, 1000000, 1000, 1};
static const size_t digits[PLACE_LEVELS] = {0, 2, 4, 6, 9, 12, 15};

int64_t place_span(enum place_level level)
{
    return spans[level];
}

enum place_level place_level_of(int64_t code)
{
    enum place_level level = PLACE_ALL;
    while (level < PLACE_GRID && code % spans[level])
        level++;
    return level;
}

bool place_ok(int64_t code)
{
    if (code < 10 * spans[PLACE_PROVINCE] || code >= spans[PLACE_ALL])
        return false;
    enum place_level last = place_level_of(code);
    for (enum place_level level = PLACE_PROVINCE; level < last; level++)
        if (code % spans[level - 1] / spans[level] == 0)
            /* a city that stands for its own county */
            if (level != PLACE_COUNTY)
                return false;
    return true;
}

int64_t place_above(int64_t code, enum place_level level)
{
    return code - code % spans[level];
}

int64_t place_parent(int64_t code)
{
    enum place_level level = place_level_of(code);
    return level <= PLACE_PROVINCE ? 0 : code - code % spans[level - 1];
}

int64_t place_end(int64_t code)
{
    return code + spans[place_level_of(code)] - 1;
}

bool place_within(int64_t inner, int64_t outer)
{
    return inner >= outer && inner <= place_end(outer);
}

str place_text(struct arena *mem, int64_t code)
{
    str s = str_fmt(mem, "%015lld", (long long)code);
    return (str){s.at, digits[place_level_of(code)]};
}

enum err place_parse(str s, int64_t *code)
{
    int64_t n = 0;
    enum place_level level = PLACE_PROVINCE;
    while (level < PLACE_LEVELS && digits[level] != s.len)
        level++;
    if (level == PLACE_LEVELS || str_int(s, &n) || n < 0)
        return ERR_INVALID;
    n *= spans[level];
    if (!place_ok(n) || (place_level_of(n) != level && level != PLACE_GRID &&
                         !(level == PLACE_COUNTY && place_level_of(n) == PLACE_CITY)))
        return ERR_INVALID;
    *code = n;
    return OK;
}

bool place_is_village(int64_t code)
{
    int64_t tail = code % spans[PLACE_TOWN] / spans[PLACE_COMMUNITY];
    return (tail >= 200 && tail <= 399) || (tail >= 500 && tail <= 599);
}
