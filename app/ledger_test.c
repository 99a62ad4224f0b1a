/* ledger_test: what anybody may ask of the ledger, through the whole program, and that the answers
 * hold against each other. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/ledger/ledger.h"
#include "kit/jobs/jobs.h"
#include "kit/test/test.h"

#include <jansson.h>

#define COUNTY 532503
enum { LEAVES = 9, FIRST = 5 };

static int64_t last; /* id of the last leaf */

static enum err add_tx(struct ctx *cx, void *arg)
{
    return ledger_add(cx, arg);
}

static void add(struct ctx *cx, int n)
{
    for (int i = 0; i < n; i++) {
        struct ledger_leaf l = ledger_leaf(cx, COUNTY, "test", i, S("secret until shown"));
        CHECK_OK(db_write(cx, add_tx, &l));
        last = l.id;
    }
}

static str get(struct ctx *cx, const struct web_options *o, str url, int status)
{
    struct web_answer a = {.status = 0};
    CHECK_OK(web_call(o, cx->mem, "GET", str_z(cx->mem, url), "", STR_NONE, &a));
    CHECK_INT(a.status, status);
    return a.body;
}

static json_t *object(str body)
{
    json_t *j = json_loadb(body.at, body.len, 0, NULL);
    CHECK(json_is_object(j));
    return j;
}

static struct ledger_proof proof_of(json_t *j)
{
    struct ledger_proof p = {.n = (int)json_array_size(json_object_get(j, "proof"))};
    CHECK(p.n <= LEDGER_PROOF);
    for (int i = 0; i < p.n; i++) {
        const char *hex = json_string_value(json_array_get(json_object_get(j, "proof"), (size_t)i));
        CHECK_OK(str_unhex(str_of(hex), p.at[i].at, sizeof p.at[i].at));
    }
    return p;
}

static str text_of(json_t *j, const char *name)
{
    return str_of(json_string_value(json_object_get(j, name)));
}

TEST(anybody_can_ask_for_checkpoint_and_proof_and_they_hold)
{
    struct web_gate gate;
    struct ledger_checkpoint older = {.size = 0}, c = {.size = 0};
    struct seal_hash hash;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    add(cx, FIRST);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(ledger_note_read(get(cx, &o, S("/ledger/532503/checkpoint"), 200), &older, cx->mem));
    add(cx, LEAVES - FIRST);
    str leaf = str_fmt(cx->mem, "/ledger/532503/leaf/%lld", (long long)last);
    get(cx, &o, leaf, 404); /* promised only */
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));

    json_t *j = object(get(cx, &o, str_fmt(cx->mem, "%.*s?format=json", STR_ARG(leaf)), 200));
    str note = str_keep(cx->mem, text_of(j, "checkpoint"));
    CHECK(ledger_note_signed(cx->seal, COUNTY, note, cx->mem));
    CHECK_OK(ledger_note_read(note, &c, cx->mem));
    CHECK_INT(c.size - older.size, LEAVES - FIRST);
    CHECK_OK(str_unhex(text_of(j, "hash"), hash.at, sizeof hash.at));
    struct seal_hash entry = ledger_leaf_hash(seal_hash_bytes(&hash));
    struct ledger_proof p = proof_of(j);
    CHECK(ledger_included(&entry, json_integer_value(json_object_get(j, "leaf")), c.size, &p,
                          &c.root));
    CHECK(!json_object_get(j, "salt") && !json_object_get(j, "content")); /* not an open kind */
    json_decref(j);

    j = object(get(cx, &o,
                   str_fmt(cx->mem, "/ledger/532503/consistency?from=%lld&to=%lld&format=json",
                           (long long)older.size, (long long)c.size),
                   200));
    p = proof_of(j);
    json_decref(j);
    CHECK(ledger_consistent(older.size, &older.root, c.size, &c.root, &p));

    str text = get(cx, &o, leaf, 200);
    CHECK(str_starts(text, S("c2sp.org/tlog-proof@v1\nindex ")) && str_ends(text, note));
    str key = get(cx, &o, S("/ledger/532503/key"), 200);
    CHECK_STR(str_trim(key), str_z(cx->mem, ledger_key(cx->seal, COUNTY, cx->mem)));
    str page = get(cx, &o, S("/ledger/532503"), 200);
    CHECK(str_find(page, str_trim(key)) != SIZE_MAX);
}

TEST(what_the_ledger_does_not_have_is_said_so)
{
    struct web_gate gate;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    get(cx, &o, S("/ledger/110101"), 404);
    get(cx, &o, S("/ledger/nowhere/checkpoint"), 404);
    add(cx, 1);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    get(cx, &o, S("/ledger/532503/leaf/1"), 404);
    get(cx, &o, S("/ledger/532503/leaf/one"), 404);
    get(cx, &o, S("/ledger/532503/consistency?from=900000&to=900001"), 404);
    get(cx, &o, S("/ledger/532503/consistency?from=-1"), 422);
    get(cx, &o, S("/ledger/instance"), 200);
}
