/* match_test.c: Mengzi from the edition of 2016-07-31 to that of 2023-06-30, counted by hand. */
#include "civic/places/match.h"
#include "kit/base/csv.h"
#include "kit/test/test.h"

extern const str places_data_streets_2016, places_data_villages_2016, places_data_streets_2023,
    places_data_villages_2023;

static void read_rows(struct ctx *cx, str text, enum place_level level, struct place_row *rows,
                      size_t *n)
{
    struct csv c;
    csv_open(&c, cx->mem, text);
    CHECK(csv_next(&c));
    while (csv_next(&c)) {
        CHECK(place_parse(csv_field(&c, 0), &rows[*n].code) == OK);
        rows[*n].level = level;
        rows[(*n)++].name = csv_field(&c, 1);
    }
}

static struct place_matching match_mengzi(struct ctx *cx)
{
    static struct place_row was[200], is[200];
    size_t n_was = 0, n_is = 0;
    struct place_endings endings;
    struct place_sounds *sounds;
    struct place_matching m;
    read_rows(cx, places_data_streets_2016, PLACE_TOWN, was, &n_was);
    read_rows(cx, places_data_villages_2016, PLACE_COMMUNITY, was, &n_was);
    read_rows(cx, places_data_streets_2023, PLACE_TOWN, is, &n_is);
    read_rows(cx, places_data_villages_2023, PLACE_COMMUNITY, is, &n_is);
    CHECK(place_endings_read(cx->mem, &endings) == OK);
    CHECK(place_sounds_open(&sounds) == OK);
    place_match(cx->mem, &endings, sounds, (struct place_edition){was, n_was},
                (struct place_edition){is, n_is}, &m);
    place_sounds_close(sounds);
    return m;
}

static int64_t successor(const struct place_matching *m, int64_t code)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->at[i].was && m->at[i].was->code == code)
            return m->at[i].is ? m->at[i].is->code : -1;
    return 0;
}

TEST(mengzi_2016_to_2023_is_matched_by_name)
{
    struct place_matching m = match_mengzi(cx);
    const size_t *c = m.count[PLACE_COMMUNITY], *t = m.count[PLACE_TOWN];
    CHECK(c[PLACE_SAME] == 47);
    CHECK(c[PLACE_RENAMED] == 0);
    CHECK(c[PLACE_RECODED] == 49);
    CHECK(c[PLACE_NEW] == 10);
    CHECK(c[PLACE_GONE] == 2);
    CHECK(c[PLACE_RESPELLED] == 3);
    CHECK(t[PLACE_SAME] == 8 && t[PLACE_RECODED] == 3 && t[PLACE_NEW] == 2 && t[PLACE_GONE] == 0);
    CHECK(successor(&m, 532503101012000) == 532503003001000); /* Guangming */
    CHECK(successor(&m, 532503102201000) == 532503003207000); /* Bisezhai */
    CHECK(successor(&m, 532503101212000) == 532503002001000); /* Dataizi */
    CHECK(successor(&m, 532503101008000) == 532503001008000); /* Hongzhuyuan */
    CHECK(successor(&m, 532503101201000) == 532503001022000); /* Qilong */
    CHECK(successor(&m, 532503102205000) == 532503102205000); /* respelled */
    CHECK(successor(&m, 532503104201000) == -1);              /* Xin'ansuo village */
    CHECK(successor(&m, 532503201206000) == -1);              /* Tutubai */
    CHECK(successor(&m, 532503104000000) == 532503005000000); /* the town of Xin'ansuo */
}

static size_t match_kinds(struct ctx *cx, struct place_row *was, size_t n_was, struct place_row *is,
                          size_t n_is, enum place_change_kind kind)
{
    struct place_endings endings;
    struct place_matching m;
    CHECK(place_endings_read(cx->mem, &endings) == OK);
    place_match(cx->mem, &endings, NULL, (struct place_edition){was, n_was},
                (struct place_edition){is, n_is}, &m);
    return m.count[PLACE_COMMUNITY][kind];
}

TEST(a_name_that_stands_twice_is_matched_within_its_town_or_not_at_all)
{
    struct place_row was[] = {{532503101000000, S("A"), PLACE_TOWN},
                              {532503101001000, S("xin"), PLACE_COMMUNITY},
                              {532503102000000, S("B"), PLACE_TOWN},
                              {532503102001000, S("xin"), PLACE_COMMUNITY}};
    struct place_row is[] = {{532503101000000, S("A"), PLACE_TOWN},
                             {532503101007000, S("xin"), PLACE_COMMUNITY},
                             {532503102000000, S("B"), PLACE_TOWN},
                             {532503102009000, S("xin"), PLACE_COMMUNITY}};
    CHECK(match_kinds(cx, was, 4, is, 4, PLACE_RECODED) == 2);
    struct place_row elsewhere[] = {{532503103000000, S("C"), PLACE_TOWN},
                                    {532503103007000, S("xin"), PLACE_COMMUNITY},
                                    {532503104000000, S("D"), PLACE_TOWN},
                                    {532503104009000, S("xin"), PLACE_COMMUNITY}};
    CHECK(match_kinds(cx, was, 4, elsewhere, 4, PLACE_RECODED) == 0);
    CHECK(match_kinds(cx, was, 4, elsewhere, 4, PLACE_GONE) == 2);
}

TEST(initials_are_those_people_type)
{
    struct place_sounds *sounds;
    CHECK(place_sounds_open(&sounds) == OK);
    CHECK(str_is(place_sound(sounds, cx->mem, S("\xe7\xba\xa2\xe7\xab\xba\xe5\x9b\xad")),
                 "hong zhu yuan"));
    CHECK(
        str_is(place_initials(sounds, cx->mem, S("\xe7\xba\xa2\xe7\xab\xba\xe5\x9b\xad")), "hzy"));
    CHECK(
        str_is(place_initials(sounds, cx->mem, S("\xe9\x9b\xa8\xe8\xbf\x87\xe9\x93\xba")), "ygp"));
    CHECK(str_is(place_initials(sounds, cx->mem, S("")), ""));
    place_sounds_close(sounds);
}
