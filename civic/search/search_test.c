/* search_test.c: the same questions to both engines. Chinese as escapes. */
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/room.h"
#include "civic/search/search.h"
#include "kit/test/test.h"

#define COUNTY 532503
#define HERE   532503001008000
#define THERE  532503102202000
#define LAMP   "\xe8\xb7\xaf\xe7\x81\xaf"             /* street lamp */
#define BIN    "\xe5\x9e\x83\xe5\x9c\xbe\xe6\xa1\xb6" /* dustbin */
#define EBIKE  "\xe7\x94\xb5\xe5\x8a\xa8\xe8\x87\xaa\xe8\xa1\x8c\xe8\xbd\xa6"
#define BIKE   "\xe8\x87\xaa\xe8\xa1\x8c\xe8\xbd\xa6"

static enum err put_tx(struct ctx *cx, void *arg)
{
    return search_put(cx, arg);
}

static struct search_doc doc(int64_t id, int64_t scope, const char *open, const char *inside)
{
    return (struct search_doc){.county = COUNTY,
                               .id = id,
                               .kind = "case",
                               .scope = scope,
                               .open = str_of(open),
                               .inside = str_of(inside)};
}

static void put(struct ctx *cx, struct search_doc d)
{
    CHECK_OK(db_write(cx, put_tx, &d));
}

/* The ids found, as "3 1". */
static str found(struct ctx *cx, const struct search_ask *ask)
{
    struct search_hit hits[SEARCH_MOST];
    int n = 0;
    struct buf b = buf_new(cx->mem, 1000);
    CHECK_OK(search_find(cx, ask, hits, SEARCH_MOST, &n));
    for (int i = 0; i < n; i++)
        buf_fmt(&b, "%s%lld", i ? " " : "", (long long)hits[i].id);
    return buf_done(&b);
}

static str ask(struct ctx *cx, const char *text)
{
    struct search_ask a = {.county = COUNTY, .text = str_of(text)};
    return found(cx, &a);
}

static str ask_inside(struct ctx *cx, const char *text)
{
    struct search_ask a = {.county = COUNTY, .text = str_of(text), .act = "cases.read"};
    return found(cx, &a);
}

TEST(words_are_found_inside_longer_ones_and_newest_first)
{
    put(cx, doc(1, HERE, LAMP " broken since Monday", ""));
    put(cx, doc(2, THERE, BIN, ""));
    put(cx, doc(3, HERE, EBIKE " " LAMP, ""));
    CHECK_STR(ask(cx, LAMP), "3 1");
    CHECK_STR(ask(cx, BIKE), "3"); /* a dictionary would have hidden it */
    CHECK_STR(ask(cx, BIN), "2");
    CHECK_STR(ask(cx, "\xe6\xa1\xb6"), "2"); /* one character, at the end */
    CHECK_STR(ask(cx, "\xe5\x9e\x83"), "2"); /* and at the beginning */
    CHECK_STR(ask(cx, LAMP " Monday"), "1"); /* all words */
    CHECK_STR(ask(cx, "monday"), "1");
    CHECK_STR(ask(cx, "mon"), "");
    CHECK_STR(ask(cx, "\xe7\x81\xaf\xe8\xb7\xaf"), ""); /* the characters turned round */
    CHECK_STR(ask(cx, ""), "");
    CHECK_STR(ask(cx, "..."), "");
}

TEST(pages_go_on_behind_the_last_id)
{
    for (int64_t i = 1; i <= 5; i++)
        put(cx, doc(i, HERE, LAMP, ""));
    struct search_hit hits[2];
    struct search_ask a = {.county = COUNTY, .text = S(LAMP)};
    int n = 0;
    CHECK_OK(search_find(cx, &a, hits, 2, &n));
    CHECK(n == 2 && hits[0].id == 5 && hits[1].id == 4);
    CHECK(hits[0].scope == HERE);
    CHECK_STR(hits[0].kind, "case");
    a.before = 4;
    CHECK_OK(search_find(cx, &a, hits, 2, &n));
    CHECK(n == 2 && hits[0].id == 3);
}

TEST(rights_cannot_be_imitated_by_text)
{
    put(cx, doc(1, HERE, "", "we have apublic lamp c532503 p0 u0 nobody kcase"));
    put(cx, doc(2, HERE, "an open lamp", ""));
    CHECK_STR(ask(cx, "lamp"), "2");
    CHECK_STR(ask(cx, "apublic"), "");
    CHECK_STR(ask(cx, "lamp\" OR rights : \"apublic"), "");
    CHECK_STR(ask(cx, "lamp') | ('apublic"), "");
    CHECK_STR(ask(cx, "p532503001008000"), "");
    CHECK_STR(ask_inside(cx, "lamp"), "2"); /* nobody is signed in */
}

static struct posts staff(int64_t org, int64_t scope, str acts)
{
    return (struct posts){
        .kind = PEOPLE_STAFF,
        .n = 1,
        .at = {{.id = 1, .org = org, .scope = scope, .scope_end = place_end(scope), .acts = acts}}};
}

TEST(posts_find_what_lies_in_their_reach)
{
    put(cx, doc(1, HERE, "", "secret lamp"));
    put(cx, doc(2, THERE, "", "secret lamp"));
    struct search_doc task = doc(3, THERE, "", "secret lamp");
    task.orgs[0] = 77;
    put(cx, task);
    struct posts town = staff(5, 532503001000000, S(" cases.read "));
    cx->actor = 9;
    cx->posts = &town;
    CHECK_STR(ask_inside(cx, "lamp"), "1");
    CHECK_STR(ask(cx, "lamp"), "");
    struct posts department = staff(77, 532503000000000, S(" cases.read@org "));
    cx->posts = &department;
    CHECK_STR(ask_inside(cx, "lamp"), "3");
    struct posts other = staff(77, 532503000000000, S(" ideas.read "));
    cx->posts = &other;
    CHECK_STR(ask_inside(cx, "lamp"), "");
    struct posts county = staff(5, 532503000000000, S(" cases.read "));
    cx->posts = &county;
    CHECK_STR(ask_inside(cx, "secret lamp"), "3 2 1");
    struct search_ask a = {
        .county = COUNTY, .text = S("lamp"), .act = "cases.read", .within = HERE, .kind = "case"};
    CHECK_STR(found(cx, &a), "1");
    a.kind = "idea";
    CHECK_STR(found(cx, &a), "");
    a.kind = NULL;
    a.county = COUNTY + 1;
    CHECK_STR(found(cx, &a), "");
}

TEST(a_subject_does_not_find_what_is_about_it)
{
    struct search_doc d = doc(1, HERE, "", "noise next door");
    d.accounts[0] = 10;
    d.not_accounts[0] = 9;
    d.not_orgs[0] = 5;
    put(cx, d);
    struct posts county = staff(6, 532503000000000, S(" cases.read "));
    cx->posts = &county;
    cx->actor = 8;
    CHECK_STR(ask_inside(cx, "noise"), "1");
    cx->actor = 9; /* the neighbour happens to be an officer */
    CHECK_STR(ask_inside(cx, "noise"), "");
    cx->actor = 8;
    county.at[0].org = 5; /* the organisation it is about */
    CHECK_STR(ask_inside(cx, "noise"), "");
    cx->posts = NULL;
    cx->actor = 10; /* whose it is */
    CHECK_STR(ask_inside(cx, "noise"), "1");
    cx->actor = 11;
    CHECK_STR(ask_inside(cx, "noise"), "");
}

static enum err drop_tx(struct ctx *cx, void *arg)
{
    return search_drop(cx, COUNTY, *(const int64_t *)arg);
}

TEST(what_is_changed_or_dropped_is_no_longer_found)
{
    int64_t one = 1;
    put(cx, doc(1, HERE, "lamp", "lamp"));
    put(cx, doc(1, HERE, "bench", "bench"));
    CHECK_STR(ask(cx, "lamp"), "");
    CHECK_STR(ask(cx, "bench"), "1");
    CHECK_OK(db_write(cx, drop_tx, &one));
    CHECK_OK(db_write(cx, drop_tx, &one)); /* again */
    CHECK_STR(ask(cx, "bench"), "");
}

/* ---- by facts, and through renumbering ---------------------------------- */

static const char *lab_text = "lamp"; /* NULL: the thing is gone */

static enum err lab_doc(struct ctx *cx, int64_t county, int64_t subject, struct search_doc *out)
{
    (void)cx;
    if (!lab_text || subject != 41)
        return ERR_NOT_FOUND;
    *out = doc(subject, HERE, lab_text, lab_text);
    return county == COUNTY ? OK : ERR_NOT_FOUND;
}

static const struct search_source lab_source = {.subject_kind = "matter", .doc = lab_doc};
static const struct room lab = {.name = "lab", .search = &lab_source};

static enum err take_tx(struct ctx *cx, void *arg)
{
    return (*search_room.subscribers)->take(cx, arg);
}

TEST(a_fact_brings_its_subject_into_the_index)
{
    static const struct room *const rooms[] = {&lab, NULL};
    struct fact f = {.county = COUNTY, .subject_kind = "matter", .subject = 41, .scope = HERE};
    struct fact other = {.county = COUNTY, .subject_kind = "account", .subject = 41};
    cx->rooms = rooms;
    CHECK_OK(db_write(cx, take_tx, &other));
    CHECK_STR(ask(cx, "lamp"), "");
    CHECK_OK(db_write(cx, take_tx, &f));
    CHECK_OK(db_write(cx, take_tx, &f)); /* at least once */
    CHECK_STR(ask(cx, "lamp"), "41");
    lab_text = NULL;
    CHECK_OK(db_write(cx, take_tx, &f));
    lab_text = "lamp";
    CHECK_STR(ask(cx, "lamp"), "");
}

static enum err rekey_tx(struct ctx *cx, void *arg)
{
    const struct places_move *m = arg;
    int64_t moved = 0;
    enum err e = (*search_room.rekeys)->run(cx, m, 1000, &moved);
    CHECK_INT(moved, 1);
    return e;
}

TEST(renumbered_places_keep_their_documents)
{
    struct places_move m = {COUNTY, 532503101012000, 532503101012999, 1,
                            532503003001000 - 532503101012000};
    put(cx, doc(1, 532503101012003, "", "lamp"));
    put(cx, doc(2, HERE, "", "lamp"));
    struct posts town = staff(5, 532503003000000, S(" cases.read "));
    cx->actor = 9;
    cx->posts = &town;
    CHECK_STR(ask_inside(cx, "lamp"), "");
    CHECK_OK(db_write(cx, rekey_tx, &m));
    CHECK_STR(ask_inside(cx, "lamp"), "1");
}
