/* flow_test.c: what a flow file may say, and what it must not. */
#include "civic/matters/test_matters.h"

static const char small[] =
    "name: f\nkind: case\nversion: 1\ninitial: a\n"
    "clocks:\n  whole: {label: W, limit: 2 workday, steps: [80, late@150]}\n"
    "tasks:\n  do: {label: Do, kind: lead, act: x.do, to: place}\n"
    "states:\n"
    "  a: {label: A, resident: A, shows: submitted, tasks: [do]}\n"
    "  b: {label: B, resident: B, shows: solved, standing: final}\n"
    "moves:\n"
    "  go: {label: Go, told: Gone, from: a, to: b, who: task do}\n";

static const struct flow *parse(struct ctx *cx, const char *text)
{
    const struct flow *f = NULL;
    str why = STR_NONE;
    enum err e = flow_read(cx->mem, str_of(text), &f, &why);
    if (e)
        print_error("    %.*s\n", STR_ARG(why));
    CHECK_OK(e);
    return f;
}

/* The text with one thing put in the place of another. */
static str with(struct ctx *cx, const char *from, const char *to)
{
    const char *at = strstr(small, from);
    CHECK(at);
    return str_fmt(cx->mem, "%.*s%s%s", (int)(at - small), small, to, at + strlen(from));
}

static void refused(struct ctx *cx, const char *from, const char *to, const char *reason)
{
    const struct flow *f;
    str why = STR_NONE;
    CHECK_ERR(flow_read(cx->mem, with(cx, from, to), &f, &why), ERR_INVALID);
    if (str_find(why, str_of(reason)) == SIZE_MAX)
        print_error("    %.*s\n", STR_ARG(why));
    CHECK(str_find(why, str_of(reason)) != SIZE_MAX);
}

static void complained(struct ctx *cx, const char *from, const char *to, const char *about)
{
    str why = STR_NONE;
    const struct flow *f;
    CHECK_OK(flow_read(cx->mem, with(cx, from, to), &f, &why));
    str all = flow_check(cx, f);
    if (str_find(all, str_of(about)) == SIZE_MAX)
        print_error("    %.*s\n", STR_ARG(all));
    CHECK(str_find(all, str_of(about)) != SIZE_MAX);
}

TEST(the_shipped_flows_have_nothing_wrong)
{
    struct town t;
    test_town(cx, &t);
    cx->rooms = NULL; /* they belong to the program's rooms */
    for (const str *const *text = flow_shipped; *text; text++) {
        const struct flow *f;
        str why = STR_NONE;
        CHECK_OK(flow_read(cx->mem, **text, &f, &why));
        CHECK_STR(flow_check(cx, f), "");
    }
}

static bool is_chinese(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] >= 0x80)
            return true;
    return false;
}

TEST(every_word_of_the_shipped_flows_has_its_chinese)
{
    for (const str *const *text = flow_shipped; *text; text++) {
        const struct flow *f;
        str why = STR_NONE;
        CHECK_OK(flow_read(cx->mem, **text, &f, &why));
        for (int i = 0; i < f->n_states; i++)
            CHECK(is_chinese(tr(LANG_ZH, f->states[i].label)) &&
                  is_chinese(tr(LANG_ZH, f->states[i].resident)));
        for (int i = 0; i < f->n_tasks; i++)
            CHECK(is_chinese(tr(LANG_ZH, f->tasks[i].label)));
        for (int i = 0; i < f->n_moves; i++) {
            CHECK(is_chinese(tr(LANG_ZH, f->moves[i].label)));
            CHECK(is_chinese(tr(LANG_ZH, f->moves[i].told)));
            for (int k = 0; k < f->moves[i].n_reasons; k++)
                CHECK(is_chinese(tr(LANG_ZH, f->moves[i].reasons[k].label)));
        }
    }
}

TEST(reasons_are_asked_where_they_matter_and_nowhere_else)
{
    static const char *const may[] = {
        "found_false",      "refuse",   "decline", "void",     "ask_return", "give_back",
        "ask_return_again", "ask_hold", "hold",    "withdraw", "grant"};
    for (const str *const *text = flow_shipped; *text; text++) {
        const struct flow *f;
        str why = STR_NONE;
        CHECK_OK(flow_read(cx->mem, **text, &f, &why));
        for (int i = 0; i < f->n_moves; i++)
            if (f->moves[i].needs & FLOW_NEED_REASON)
                CHECK(flow_name_in(may, COUNT(may), str_of(f->moves[i].name)) >= 0);
    }
}

TEST(the_canonical_text_reads_back_the_same)
{
    for (const str *const *text = flow_shipped; *text; text++) {
        const struct flow *f, *again;
        str why = STR_NONE;
        CHECK_OK(flow_read(cx->mem, **text, &f, &why));
        again = parse(cx, str_z(cx->mem, f->text));
        CHECK(str_eq(f->text, again->text));
        CHECK(strcmp(f->hash, again->hash) == 0);
    }
}

TEST(comments_and_the_order_of_keys_do_not_make_another_flow)
{
    const struct flow *a = parse(cx, small);
    const struct flow *b = parse(cx, with(cx, "kind: lead, act: x.do", "act: x.do, kind: lead").at);
    const struct flow *c = parse(cx, with(cx, "moves:", "# a comment\nmoves:").at);
    const struct flow *d = parse(cx, with(cx, "label: Go", "label: Walk").at);
    CHECK(strcmp(a->hash, b->hash) == 0);
    CHECK(strcmp(a->hash, c->hash) == 0);
    CHECK(strcmp(a->hash, d->hash) != 0);
}

TEST(a_misspelt_flow_is_refused_with_its_line)
{
    refused(cx, "shows: submitted", "schows: submitted", "line 10: no such key: schows");
    refused(cx, "from: a", "from: c", "no such state: c");
    refused(cx, "task do", "task done", "no such task: done");
    refused(cx, "2 workday", "2 moons", "no such unit");
    refused(cx, "2 workday", "many", "not a number");
    refused(cx, "[80, late@150]", "[80, 70]", "rising");
    refused(cx, "kind: lead", "kind: boss", "none of the words");
    refused(cx, "who: task do", "who: everybody", "who is:");
    refused(cx, "initial: a", "initial: z", "initial is no state");
    refused(cx, "to: b,", "", "needs `to`");
    refused(cx, "version: 1", "version: 0", "name, kind and version");
    refused(cx, "label: Go", "needs: reason, label: Go", "go together");
    refused(cx, "label: Go", "label: Go, label: Go", "twice");
    refused(cx, "label: Go", "label: &x Go", "anchors");
}

TEST(a_flow_that_nobody_could_finish_is_found)
{
    struct town t;
    test_town(cx, &t);
    complained(cx, "from: a, to: b", "from: a, to: stays", "state b: no move leads to it");
    complained(cx, "from: a, to: b", "from: a, to: stays", "state a: a dead end");
    complained(cx, "standing: final", "standing: open", "state b: a dead end");
    complained(cx, "tasks: [do]", "tasks: []", "move go: nobody may make it in state a");
    complained(cx, "tasks: [do]", "tasks: []", "nobody would have it");
    complained(cx, "who: task do", "who: task do, when: [full_moon]",
               "no guard is called full_moon");
    complained(cx, "who: task do", "who: task do, then: [dance]", "no effect is called dance");
    complained(cx, "who: task do", "who: system", "go together");
    complained(cx, "shows: solved", "shows: hope", "cannot be shown");
    complained(cx, "kind: case", "kind: song", "no room registers it");
    complained(cx, "who: task do", "who: task do, outcome: glory", "no outcome is called glory");
}

TEST(a_flow_is_kept_by_its_hash_and_found_by_its_name)
{
    struct town t;
    const struct flow *f, *again;
    test_town(cx, &t);
    CHECK_OK(flow_current(cx, S("case-full"), &f));
    CHECK_OK(flow_find(cx, str_of(f->hash), &again));
    CHECK(f == again);
    CHECK_OK(flow_pick(cx, S("case-full"), &again));
    CHECK(f == again);
    CHECK_OK(flow_pick(cx, S("case-full@2"), &again));
    CHECK(f == again);
    CHECK_OK(flow_pick(cx, (str){f->hash, 10}, &again));
    CHECK(f == again);
    CHECK_ERR(flow_pick(cx, S("case-full@1"), &again), ERR_NOT_FOUND);
    CHECK_ERR(flow_find(cx, S("no such hash"), &again), ERR_NOT_FOUND);
    CHECK_ERR(flow_current(cx, S("no-such-name"), &again), ERR_NOT_FOUND);
}

TEST(serving_is_refused_while_an_open_matter_goes_by_what_the_program_lacks)
{
    struct town t;
    struct matter m;
    str why = STR_NONE;
    static const struct room empty = {.name = "empty"};
    static const struct room *const nothing[] = {&empty, NULL};
    const struct room *const *all;
    test_town(cx, &t);
    all = cx->rooms;
    cx->rooms = nothing;
    CHECK_OK(flow_serve_check(cx, &why)); /* nobody goes by it yet */
    cx->rooms = all;
    CHECK_OK(flow_serve_check(cx, &why));
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    CHECK_OK(flow_serve_check(cx, &why));
    cx->rooms = nothing;
    CHECK_ERR(flow_serve_check(cx, &why), ERR_INVALID);
    CHECK(str_find(why, S("no room registers it")) != SIZE_MAX);
}

TEST(a_drawing_has_every_state_and_move)
{
    const struct flow *f = parse(cx, small);
    str d = flow_draw(cx->mem, f, LANG_EN);
    CHECK(str_starts(d, S("stateDiagram-v2\n")));
    CHECK(str_find(d, S("[*] --> a\n")) != SIZE_MAX);
    CHECK(str_find(d, S("a --> b: Go\n")) != SIZE_MAX);
    CHECK(str_find(d, S("b --> [*]\n")) != SIZE_MAX);
}

/* Renames verifying to looking, and its task's label: the map must say so. */
static const struct flow *renamed(struct ctx *cx, const struct flow *old)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    str rest = old->text;
    while (rest.len) {
        size_t at = str_find(rest, S("verifying"));
        size_t n = at == SIZE_MAX ? rest.len : at;
        buf_add(&b, rest.at, n);
        rest = (str){rest.at + n, rest.len - n};
        if (at != SIZE_MAX) {
            buf_z(&b, "looking");
            rest = (str){rest.at + 9, rest.len - 9};
        }
    }
    return parse(cx, str_z(cx->mem, buf_done(&b)));
}

TEST(stored_flows_are_listed_with_what_goes_by_them)
{
    struct town t;
    struct matter m;
    const struct flow *old, *to;
    struct flow_stored all[8];
    int n = 0;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    old = m.flow;
    to = renamed(cx, old);
    cx->now += DAY_MS;
    CHECK_OK(flow_load(cx, to));
    CHECK_OK(flow_list(cx, m.county, all, COUNT(all), &n));
    CHECK(n >= 2);
    CHECK_STR(all[0].name, "case-full");
    CHECK_STR(all[0].hash, to->hash);
    CHECK(all[0].current && all[0].open == 0);
    CHECK_STR(all[1].hash, old->hash);
    CHECK(!all[1].current && all[1].open == 1);
    CHECK_OK(flow_list(cx, m.county + 1, all, COUNT(all), &n));
    CHECK(all[1].open == 0); /* another county's are not counted */
}

TEST(open_matters_move_to_a_new_flow_by_a_map)
{
    struct town t;
    struct matter m;
    const struct flow *old, *to;
    struct flow_migrated done;
    str why = STR_NONE;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    old = m.flow;
    to = renamed(cx, old);
    CHECK_OK(flow_load(cx, to));
    CHECK_OK(flow_current(cx, S("case-full"), &to));
    CHECK_ERR(flow_migrate(cx, old, to, STR_NONE, true, &done, &why), ERR_INVALID);
    CHECK_OK(flow_migrate(cx, old, to, S("verifying = looking\n"), false, &done, &why));
    CHECK_INT(done.matters, 1);
    CHECK_INT(done.moved, 0);
    CHECK_OK(flow_migrate(cx, old, to, S("verifying = looking\n"), true, &done, &why));
    CHECK_INT(done.moved, 1);
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_STR(m.state, "looking");
    CHECK(m.flow == to);
    CHECK_INT(test_open_tasks(cx, &m, "verify"), 1);
    CHECK_INT(test_facts(cx, &m, "matter.migrated"), 1);
    CHECK_OK(test_move(cx, t.grid1, &m, "found_true"));
    CHECK_STR(m.state, "accepting");
}
