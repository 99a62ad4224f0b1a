/* judge: row by row, may it enter, what is doubtful, and whose household it belongs to. Within a
 * household what stands in the row above holds until something else does. */
#include "rooms/rolls/rolls_own.h"

#include "civic/places/places.h"

enum { FAMILY_MAX = 30, SEEN_BITS = 17, SEEN = 1 << SEEN_BITS };

struct rolls_judge {
    struct ctx *cx;
    const struct rolls_import *im;
    const struct sheets_words *words;
    int64_t family;
    int members;
    str above[ROLL_FIELDS];
    uint64_t *seen; /* first bytes of the hashes of numbers, open addressing; 0 is free */
    str grid;       /* asked for last, and its code */
    int64_t grid_code;
};

struct rolls_judge *rolls_judge_new(struct ctx *cx, const struct rolls_import *im)
{
    struct rolls_judge *j = NEW(cx->mem, struct rolls_judge);
    *j = (struct rolls_judge){.cx = cx, .im = im, .words = rolls_words(cx)};
    j->seen = NEW_N(cx->mem, uint64_t, SEEN);
    return j;
}

/* ---- what words mean -------------------------------------------------------- */

static int meant(struct ctx *cx, const char *kind, const char *const *names, int n, str typed)
{
    str means = sheets_means(rolls_words(cx), cx->mem, kind, typed);
    return home_word(names, n, means.len ? means : typed);
}

struct resident rolls_resident(struct ctx *cx, const str *cells)
{
    struct people_phone phone;
    struct resident r = {.p = {.name = cells[ROLL_NAME], .id_number = cells[ROLL_ID]}};
    int relation = meant(cx, "relation", home_relation_names, HOME_RELATIONS, cells[ROLL_RELATION]);
    int stay = meant(cx, "stay", home_stay_names, HOME_STAYS, cells[ROLL_STAY]);
    int tongue = meant(cx, "tongue", home_tongue_names, TONGUES, cells[ROLL_TONGUE]);
    r.relation = relation < HOME_RELATIONS ? (enum home_relation)relation : HOME_RELATIVE;
    r.stay = stay < HOME_STAYS ? (enum home_stay)stay : HOME_REGISTERED;
    if (tongue < TONGUES)
        r.p.tongue = str_of(home_tongue_names[tongue]);
    if (!people_read_phone(cells[ROLL_PHONE], &phone))
        r.p.phone = str_keep(cx->mem, str_of(phone.text));
    return r;
}

static bool ends_with_number(str name, str typed)
{
    size_t n = 0;
    while (n < name.len && (unsigned char)name.at[n] >= 0x80)
        n++;
    str digits = {name.at + n, 0};
    while (n < name.len && name.at[n] >= '0' && name.at[n] <= '9')
        n++, digits.len++;
    return digits.len && str_eq(digits, typed);
}

/* By code, by name, by the last three digits, or by the number in the name. */
int64_t rolls_grid(struct ctx *cx, const struct rolls_import *im, str typed)
{
    struct grid *grids;
    int64_t code = 0, number = 0;
    int n = 0;
    int64_t community =
        place_level_of(im->scope) > PLACE_COMMUNITY ? place_parent(im->scope) : im->scope;
    if (!typed.len)
        return im->scope;
    if (grid_list(cx, im->county, community, false, &grids, &n))
        return 0;
    if (place_parse(typed, &code))
        code = 0;
    if (str_int(typed, &number))
        number = 0;
    for (int i = 0; i < n; i++)
        if (grids[i].purpose == GRID_SOCIAL && place_within(grids[i].code, im->scope) &&
            (grids[i].code == code || str_eq(grids[i].name, typed) ||
             (number && grids[i].code % 1000 == number) || ends_with_number(grids[i].name, typed)))
            return grids[i].code;
    return 0;
}

void rolls_house(struct ctx *cx, const str *cells, str *building, str *door)
{
    *building = cells[ROLL_BUILDING];
    *door = cells[ROLL_DOOR];
    if (cells[ROLL_ADDRESS].len && (!building->len || !door->len)) {
        str b, d;
        if (rolls_split(rolls_words(cx), cells[ROLL_ADDRESS], &b, &d)) {
            *building = building->len ? *building : b;
            *door = door->len ? *door : d;
        } else if (!building->len)
            *building = cells[ROLL_ADDRESS];
    }
    if (building->len && !door->len) /* a village house without a number is called by its head */
        *door = cells[ROLL_HEAD].len    ? cells[ROLL_HEAD]
                : cells[ROLL_HOUSE].len ? cells[ROLL_HOUSE]
                                        : cells[ROLL_NAME];
    *building = utf8_head(*building, 60);
    *door = utf8_head(*door, 40);
}

/* ---- households ------------------------------------------------------------- */

static const enum rolls_field of_house[] = {ROLL_HOUSE, ROLL_HEAD,    ROLL_BUILDING,
                                            ROLL_DOOR,  ROLL_ADDRESS, ROLL_GRID};

static bool same_house(const struct rolls_judge *j, const str *cells)
{
    for (size_t i = 0; i < COUNT(of_house); i++)
        if (cells[of_house[i]].len && !str_eq(cells[of_house[i]], j->above[of_house[i]]))
            return false;
    return true;
}

static bool says_house(const str *cells)
{
    for (size_t i = 0; i < COUNT(of_house); i++)
        if (cells[of_house[i]].len)
            return true;
    return false;
}

static void join_family(struct rolls_judge *j, str *cells, bool is_head, bool relations)
{
    bool same =
        j->members && j->members < FAMILY_MAX && !is_head && same_house(j, cells) &&
        (relations ? true : says_house(cells) && cells[ROLL_HOUSE].len + cells[ROLL_HEAD].len > 0);
    if (!same) {
        j->family++;
        j->members = 0;
        for (int f = 0; f < ROLL_FIELDS; f++)
            if (f != ROLL_BUILDING && f != ROLL_GRID)
                j->above[f] = STR_NONE;
    }
    if (is_head && !cells[ROLL_HEAD].len)
        cells[ROLL_HEAD] = cells[ROLL_NAME];
    for (size_t i = 0; i < COUNT(of_house); i++) {
        enum rolls_field f = of_house[i];
        if (cells[f].len)
            j->above[f] = cells[f];
        else
            cells[f] = j->above[f];
    }
    j->members++;
}

/* ---- one row ---------------------------------------------------------------- */

static bool seen_before(struct rolls_judge *j, str id_number)
{
    struct seal_hash h = seal_sha256(id_number);
    uint64_t key;
    memcpy(&key, h.at, sizeof key);
    key |= 1;
    for (size_t i = key >> (64 - SEEN_BITS);; i = (i + 1) % SEEN) {
        if (j->seen[i] == key)
            return true;
        if (!j->seen[i]) {
            j->seen[i] = key;
            return false;
        }
    }
}

/* "5.32503E+17": a spreadsheet keeps 15 digits of a number and throws the rest away. */
static bool is_ruined(str s)
{
    size_t at = str_find(s, S("E+"));
    if (at == SIZE_MAX)
        at = str_find(s, S("e+"));
    return at != SIZE_MAX || (s.len == 18 && str_ends(s, S("000")) && s.at[14] == '0');
}

static enum rolls_why judge_id(struct rolls_judge *j, str *id_number, unsigned *asked)
{
    struct people_id id;
    if (!id_number->len) {
        *asked |= 1u << ASK_ID_NUMBER;
        return ROLL_FINE;
    }
    if (!people_read_id(*id_number, day_of_ms(j->cx->now), &id)) {
        *id_number = str_keep(j->cx->mem, str_of(id.text));
        return seen_before(j, *id_number) ? ROLL_TWICE : ROLL_FINE;
    }
    return is_ruined(*id_number) ? ROLL_ID_RUINED : ROLL_ID_WRONG;
}

static unsigned doubts(struct rolls_judge *j, const str *cells, const bool *there)
{
    struct people_phone phone;
    unsigned asked = 0;
    int relation =
        meant(j->cx, "relation", home_relation_names, HOME_RELATIONS, cells[ROLL_RELATION]);
    if (there[ROLL_PHONE] && cells[ROLL_PHONE].len && people_read_phone(cells[ROLL_PHONE], &phone))
        asked |= 1u << ASK_PHONE;
    if (there[ROLL_RELATION] && relation == HOME_RELATIONS)
        asked |= 1u << ASK_RELATION;
    return asked;
}

static bool mentions_special(struct rolls_judge *j, const struct sheets_cell *cells, int n)
{
    for (int c = 0; c < n; c++)
        if (sheets_holds(j->words, "special", cells[c].text).len)
            return true;
    return false;
}

static enum err on_roll(struct rolls_judge *j, const str *cells, enum rolls_why *why,
                        unsigned *asked)
{
    int64_t household, resident, named = 0;
    bool adds = !str_is(j->im->kind, "residents");
    enum err e = cells[ROLL_ID].len
                     ? homes_find_id(j->cx, j->im->county, cells[ROLL_ID], &household, &resident)
                     : ERR_NOT_FOUND;
    if (!e) {
        *why = adds ? *why : ROLL_KNOWN;
        return OK;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = homes_count_named(j->cx, j->im->county, j->im->scope, cells[ROLL_NAME], &named);
    if (!e && named)
        *asked |= 1u << ASK_TWICE;
    return e;
}

static enum rolls_why judge_cells(struct rolls_judge *j, str *cells, unsigned *asked)
{
    str building, door;
    if (!cells[ROLL_NAME].len)
        return ROLL_NO_NAME;
    if (utf8_count(cells[ROLL_NAME]) > 40)
        return ROLL_LONG_NAME;
    enum rolls_why why = judge_id(j, &cells[ROLL_ID], asked);
    if (why)
        return why;
    if (!j->grid_code || !str_eq(j->grid, cells[ROLL_GRID])) {
        j->grid = cells[ROLL_GRID];
        j->grid_code = rolls_grid(j->cx, j->im, j->grid);
    }
    if (!j->grid_code)
        return ROLL_GRID_UNKNOWN;
    rolls_house(j->cx, cells, &building, &door);
    return building.len && door.len ? ROLL_FINE : ROLL_NO_ADDRESS;
}

/* Merged cells were filled from the left: a heading over several columns says nothing of each. */
static void by_field(const struct rolls_judge *j, const struct sheets_cell *in, int n, str *cells,
                     bool *there)
{
    for (int c = 0; c < j->im->columns; c++) {
        enum rolls_field f = j->im->mapping[c];
        there[f] = true;
        if (f && c < n)
            cells[f] = in[c].text;
    }
}

enum err rolls_judge_row(struct rolls_judge *j, int64_t n, const struct sheets_cell *in,
                         int n_cells, struct rolls_judged *out)
{
    bool there[ROLL_FIELDS] = {false};
    struct rolls_judged r = {.n = n};
    by_field(j, in, n_cells, r.cells, there);
    bool total = sheets_holds(j->words, "total", r.cells[ROLL_NAME]).len ||
                 (n_cells && sheets_holds(j->words, "total", in[0].text).len);
    if (total || !n_cells) { /* a sum, or nothing */
        *out = (struct rolls_judged){.n = 0};
        return OK;
    }
    bool is_head = meant(j->cx, "relation", home_relation_names, HOME_RELATIONS,
                         r.cells[ROLL_RELATION]) == HOME_HEAD;
    join_family(j, r.cells, is_head, there[ROLL_RELATION]);
    r.family = j->family;
    r.why = mentions_special(j, in, n_cells) ? ROLL_SPECIAL : judge_cells(j, r.cells, &r.asked);
    if (!there[ROLL_RELATION] && j->members == 1)
        r.cells[ROLL_RELATION] = str_of(home_relation_names[HOME_HEAD]);
    r.asked |= doubts(j, r.cells, there);
    enum err e = r.why ? OK : on_roll(j, r.cells, &r.why, &r.asked);
    if (r.why)
        r.asked = 0;
    if (!e)
        *out = r;
    return e;
}
