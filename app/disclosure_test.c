/* disclosure_test: publications go through the people of the demo: nobody checks what they wrote,
 * nothing public changes, two withdraw, what is late is told, drafts do not exist for others. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "civic/search/search.h"
#include "kit/seal/seal.h"
#include "kit/test/test.h"
#include "rooms/disclosure/disclosure.h"

#define COUNTY  532503
#define VILLAGE 532503005202000 /* its accountant is the town's */
#define OTHER   532503005203000

static void begin(struct ctx *cx)
{
    demo_begin(cx, 0);
    demo_be(cx, "accountant");
}

static struct publication opened(struct ctx *cx, const char *item, const char *period)
{
    struct publication p;
    struct disclosure_new in = {
        .county = COUNTY, .place = VILLAGE, .item = str_of(item), .period = str_of(period)};
    int64_t id = 0;
    bool there = false;
    CHECK_OK(disclosure_open(cx, &in, &id, &there));
    CHECK_OK(disclosure_load(cx, COUNTY, id, &p));
    return p;
}

static const struct disclosure_line lines[] = {
    {DISCLOSURE_IN, {"Rent", 4}, {NULL, 0}, 3000000},
    {DISCLOSURE_OUT, {"Road", 4}, {"paid to 13800000001", 19}, 1850000},
};

static struct disclosure_text words(void)
{
    return (struct disclosure_text){.title = S("Money of October"),
                                    .gist = S("More came in than went out."),
                                    .has_opening = true,
                                    .opening_fen = 100,
                                    .lines = lines,
                                    .n_lines = COUNT(lines)};
}

static void fill(struct ctx *cx, struct publication *p)
{
    struct disclosure_text t = words();
    int masked = 0;
    CHECK_OK(disclosure_save(cx, p, &t, &masked));
    CHECK_OK(disclosure_load(cx, COUNTY, p->id, p));
}

static enum err step(struct ctx *cx, struct publication *p, const char *move,
                     struct disclosure_move in)
{
    CHECK_OK(disclosure_load(cx, COUNTY, p->id, p));
    in.move = move;
    in.seen = p->row_ver;
    return disclosure_step(cx, p, &in);
}

static const struct disclosure_move nothing;

/* Written and sent by the accountant, checked by the supervisor. */
static struct publication published(struct ctx *cx, const char *item, const char *period)
{
    demo_be(cx, "accountant");
    struct publication p = opened(cx, item, period);
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
    demo_be(cx, "supervisor");
    CHECK_OK(step(cx, &p, "pass", nothing));
    CHECK(p.published_ms);
    return p;
}

static int64_t count_shown(struct ctx *cx, int64_t place)
{
    struct publication all[20];
    struct disclosure_filter f = {.county = COUNTY, .place = place};
    int n = 0;
    CHECK_OK(disclosure_shown(cx, &f, all, COUNT(all), &n));
    return n;
}

/* ---- the course ------------------------------------------------------------------- */

TEST(a_publication_is_public_with_the_check_and_not_before)
{
    struct publication p, q;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    CHECK_STR(p.title, "2026\xe5\xb9\xb4"
                       "2\xe6\x9c\x88\xe8\xb4\xa2\xe5\x8a\xa1\xe6\x94\xb6\xe6\x94\xaf");
    CHECK_ERR(step(cx, &p, "send", nothing), ERR_CONFLICT); /* there is nothing in it */
    fill(cx, &p);
    CHECK_INT(p.in_fen, 3000000);
    CHECK_INT(disclosure_closing(&p), 1150100);
    CHECK_OK(step(cx, &p, "send", nothing));
    CHECK_ERR(disclosure_find_public(cx, COUNTY, p.number, &q), ERR_NOT_FOUND);
    CHECK_INT(count_shown(cx, VILLAGE), 0);
    demo_be(cx, "supervisor");
    CHECK_OK(step(cx, &p, "pass", nothing));
    CHECK_STR(p.how, "phone");
    CHECK_OK(disclosure_find_public(cx, COUNTY, p.number, &q));
    CHECK_INT(count_shown(cx, VILLAGE), 1);
    CHECK_INT(count_shown(cx, OTHER), 0);
}

TEST(nobody_checks_what_they_wrote)
{
    struct publication p;
    int64_t post = 0;
    struct account a;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
    CHECK_ERR(step(cx, &p, "pass", nothing), ERR_DENIED);
    /* not even with the committee's post in the other hand */
    CHECK_OK(account_find_login(cx, S("accountant"), &a));
    demo_be(cx, "security");
    struct org o;
    CHECK_OK(org_find_code(cx, COUNTY, S("hjz-jw"), &o));
    struct post_new give = {
        .county = COUNTY, .account = a.id, .org = o.id, .scope = VILLAGE, .role = S("supervisor")};
    CHECK_OK(post_give(cx, &give, &post));
    demo_be(cx, "accountant");
    CHECK_ERR(step(cx, &p, "pass", nothing), ERR_DENIED);
    CHECK_ERR(step(cx, &p, "give_back",
                   (struct disclosure_move){.in = {.reason = S("sums"), .text = S("Add again.")}}),
              ERR_DENIED);
    CHECK_STR(p.state, "checking");
}

TEST(a_check_on_paper_is_handed_in_with_a_photo_by_somebody_else)
{
    struct disclosure_move paper = {.in = {.photos = 1}};
    struct publication p;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
    CHECK_ERR(step(cx, &p, "pass_on_paper", paper), ERR_DENIED);
    demo_be(cx, "town-xinansuo");
    CHECK_ERR(step(cx, &p, "pass_on_paper", nothing), ERR_INVALID);
    CHECK_OK(step(cx, &p, "pass_on_paper", paper));
    CHECK_STR(p.how, "paper");
}

TEST(what_is_not_checked_in_two_working_days_goes_to_the_deputy_and_is_told_in_public)
{
    struct publication p, late[4];
    int n = 0;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
    demo_be(cx, "supervisor2");
    CHECK_ERR(step(cx, &p, "pass", nothing), ERR_DENIED); /* not yet */
    test_clock(cx, cx->now + 3 * DAY_MS);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(disclosure_late(cx, COUNTY, VILLAGE, late, COUNT(late), &n));
    CHECK_INT(n, 1);
    CHECK(late[0].waiting_ms != 0);
    demo_be(cx, "supervisor2");
    CHECK_OK(step(cx, &p, "pass", nothing));
    CHECK_OK(disclosure_late(cx, COUNTY, VILLAGE, late, COUNT(late), &n));
    CHECK_INT(n, 0);
}

TEST(what_the_committee_gives_back_is_mended_and_sent_again)
{
    struct publication p;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
    struct disclosure_text t = words();
    int masked;
    CHECK_ERR(disclosure_save(cx, &p, &t, &masked), ERR_CONFLICT); /* it is with the committee */
    demo_be(cx, "supervisor");
    CHECK_ERR(step(cx, &p, "give_back", nothing), ERR_INVALID);
    CHECK_OK(step(cx, &p, "give_back",
                  (struct disclosure_move){.in = {.reason = S("sums"), .text = S("Add again.")}}));
    demo_be(cx, "accountant");
    fill(cx, &p);
    CHECK_OK(step(cx, &p, "send", nothing));
}

TEST(guides_and_policies_need_no_check_and_hold_everywhere_below)
{
    struct publication p;
    struct disclosure_new in = {
        .county = COUNTY, .place = 532503000000000, .item = S("service-policy")};
    int64_t id = 0;
    bool there;
    begin(cx);
    demo_be(cx, "publisher");
    CHECK_OK(disclosure_open(cx, &in, &id, &there));
    CHECK_OK(disclosure_load(cx, COUNTY, id, &p));
    fill(cx, &p);
    CHECK_ERR(step(cx, &p, "send", nothing), ERR_DENIED);
    CHECK_OK(step(cx, &p, "publish", nothing));
    CHECK_INT(count_shown(cx, VILLAGE), 1);
    CHECK_INT(count_shown(cx, 532503001008000), 1);
}

/* ---- after it is public ------------------------------------------------------------- */

TEST(nothing_public_is_replaced_by_anybody)
{
    struct publication p, was;
    struct disclosure_text t = words();
    int masked;
    begin(cx);
    p = published(cx, "finance-month", "2026-02");
    CHECK_OK(disclosure_lines(cx, &p));
    was = p;
    t.title = S("Something else");
    static const char *const people[] = {"accountant", "supervisor", "town-xinansuo", "admin"};
    for (size_t i = 0; i < COUNT(people); i++) {
        demo_be(cx, people[i]);
        CHECK(disclosure_save(cx, &p, &t, &masked) != OK);
    }
    demo_be(cx, "accountant");
    CHECK_OK(disclosure_load(cx, COUNTY, p.id, &p));
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK(str_eq(disclosure_canonical(cx, &p), disclosure_canonical(cx, &was)));
    struct ledger_entry entry;
    CHECK_OK(ledger_find(cx, COUNTY, p.leaf, &entry));
    struct buf b = buf_new(cx->mem, 100000);
    buf_str(&b, entry.salt);
    buf_str(&b, disclosure_canonical(cx, &p));
    struct seal_hash h = seal_sha256(buf_done(&b));
    CHECK(str_eq(seal_hash_bytes(&h), p.digest)); /* anybody can compute it */
}

TEST(a_correction_points_at_the_old_one_which_stays_readable)
{
    struct publication p, c, other;
    struct disclosure_new in = {.county = COUNTY};
    int64_t id = 0;
    bool there;
    begin(cx);
    p = published(cx, "finance-month", "2026-02");
    demo_be(cx, "accountant");
    in.replaces = p.id;
    CHECK_OK(disclosure_open(cx, &in, &id, &there));
    CHECK_OK(disclosure_load(cx, COUNTY, id, &c));
    CHECK_INT(c.version, 2);
    CHECK_OK(disclosure_lines(cx, &c));
    CHECK_INT(c.n_lines, 2); /* it begins with the words of the old one */
    CHECK_ERR(disclosure_open(cx, &in, &id, &there), ERR_CONFLICT); /* one at a time */
    CHECK_OK(step(cx, &c, "send", nothing));
    CHECK_OK(disclosure_of_period(cx, COUNTY, VILLAGE, S("finance-month"), S("2026-02"), &other));
    CHECK_INT(other.id, p.id); /* the old one counts until the new one is checked */
    demo_be(cx, "supervisor");
    CHECK_OK(step(cx, &c, "pass", nothing));
    CHECK_OK(disclosure_of_period(cx, COUNTY, VILLAGE, S("finance-month"), S("2026-02"), &other));
    CHECK_INT(other.id, c.id);
    CHECK_OK(disclosure_find_public(cx, COUNTY, p.number, &p));
    CHECK_INT(p.replaced_by, c.id);
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_INT(p.n_lines, 2);
    CHECK_INT(count_shown(cx, VILLAGE), 1);
}

TEST(withdrawing_takes_two_people_and_erases_the_words)
{
    struct disclosure_move why = {.in = {.reason = S("private"), .text = S("It names a child.")}};
    struct publication p;
    begin(cx);
    p = published(cx, "finance-month", "2026-02");
    str digest = p.digest;
    demo_be(cx, "accountant");
    CHECK_ERR(step(cx, &p, "withdraw", nothing), ERR_INVALID); /* why? */
    CHECK_OK(step(cx, &p, "withdraw", why));
    CHECK_ERR(step(cx, &p, "agree_to_withdraw", nothing), ERR_DENIED);
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_INT(p.n_lines, 2); /* public until somebody else agrees */
    demo_be(cx, "supervisor");
    CHECK_OK(step(cx, &p, "agree_to_withdraw", nothing));
    CHECK_STR(p.over, "withdrawn");
    CHECK_STR(p.withdraw_reason, "private");
    CHECK(!p.gist.len && !p.body.len);
    CHECK(str_eq(p.digest, digest)); /* what proves the rest stays */
    struct ledger_entry entry;
    CHECK_OK(ledger_find(cx, COUNTY, p.leaf, &entry));
    CHECK(entry.withdrawn_ms && !entry.salt.len);
    CHECK_STR(entry.reason, "private");
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_INT(p.n_lines, 0);
    CHECK_OK(disclosure_find_public(cx, COUNTY, p.number, &p)); /* that it was there */
}

TEST(a_list_of_people_ends_by_itself_and_is_erased)
{
    struct publication p;
    begin(cx);
    p = published(cx, "affairs-dibao", "2025-Q4");
    CHECK(p.object_ms > cx->now + 7 * DAY_MS);
    CHECK(p.until_ms > p.object_ms);
    test_clock(cx, p.until_ms + 1);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(disclosure_load(cx, COUNTY, p.id, &p));
    CHECK_STR(p.over, "ended");
    struct ledger_entry entry;
    CHECK_OK(ledger_find(cx, COUNTY, p.leaf, &entry));
    CHECK(entry.withdrawn_ms && !entry.salt.len);
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_INT(p.n_lines, 0);
    CHECK_INT(count_shown(cx, VILLAGE), 0);
}

/* ---- what must be published --------------------------------------------------------------- */

TEST(what_is_due_comes_up_by_itself_is_told_when_late_and_clears_when_public)
{
    struct publication late[4], p;
    int n = 0;
    begin(cx);
    demo_be(cx, "town-xinansuo");
    CHECK_OK(disclosure_duty_set(cx, COUNTY, VILLAGE, S("finance-month"), true));
    CHECK_ERR(disclosure_duty_set(cx, COUNTY, 532503001008000, S("finance-month"), true),
              ERR_NOT_FOUND); /* another town's */
    test_clock(cx, ms_of_day(day_of_civil(2026, 4, 1)) + 60000);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem))); /* once */
    demo_be(cx, "accountant");
    struct publication work[8];
    CHECK_OK(disclosure_work(cx, work, COUNT(work), &n));
    CHECK_INT(n, 1);
    CHECK_STR(work[0].period, "2026-03");
    CHECK_STR(work[0].state, "due");
    CHECK_OK(disclosure_late(cx, COUNTY, VILLAGE, late, COUNT(late), &n));
    CHECK_INT(n, 0);
    test_clock(cx, ms_of_day(day_of_civil(2026, 4, 13)));
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(disclosure_late(cx, COUNTY, VILLAGE, late, COUNT(late), &n));
    CHECK_INT(n, 1);
    p = published(cx, "finance-month", "2026-03"); /* goes on with the one that is due */
    CHECK_INT(p.id, work[0].id);
    CHECK_OK(disclosure_late(cx, COUNTY, VILLAGE, late, COUNT(late), &n));
    CHECK_INT(n, 0);
}

TEST(a_period_is_published_once)
{
    struct disclosure_new in = {
        .county = COUNTY, .place = VILLAGE, .item = S("finance-month"), .period = S("2026-02")};
    int64_t id = 0;
    bool there;
    begin(cx);
    published(cx, "finance-month", "2026-02");
    demo_be(cx, "accountant");
    CHECK_ERR(disclosure_open(cx, &in, &id, &there), ERR_CONFLICT);
    in.period = S("2026-Q1");
    CHECK_ERR(disclosure_open(cx, &in, &id, &there), ERR_INVALID);
}

TEST(periods_follow_each_other_over_the_year)
{
    struct disclosure_period p;
    CHECK_OK(disclosure_period_read(S("2025-12"), &p));
    p = disclosure_period_next(p, 1);
    CHECK_STR(disclosure_period_write(cx->mem, &p), "2026-01");
    CHECK_OK(disclosure_period_read(S("2025-Q4"), &p));
    CHECK_INT(disclosure_period_end(&p), day_of_civil(2026, 1, 1));
    CHECK_INT(disclosure_period_due(disclosure_item(cx, S("affairs-dibao")), &p),
              day_of_civil(2026, 1, 20));
    p = disclosure_period_next(p, -4);
    CHECK_STR(disclosure_period_write(cx->mem, &p), "2024-Q4");
    CHECK_ERR(disclosure_period_read(S("2025-13"), &p), ERR_INVALID);
    CHECK_ERR(disclosure_period_read(S("2025-Q5"), &p), ERR_INVALID);
    CHECK_ERR(disclosure_period_read(S("25-01"), &p), ERR_INVALID);
}

/* ---- what is kept from sight ---------------------------------------------------------------- */

TEST(what_was_masked_is_told_to_author_and_committee)
{
    struct disclosure_warning w[DISCLOSURE_WARNINGS_MAX];
    struct publication p;
    int n = 0;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_STR(p.lines[1].note, "paid to 138****0001");
    CHECK_OK(disclosure_warnings(cx, &p, w, &n));
    CHECK_INT(n, 1);
    CHECK(w[0].masked && w[0].line == 2);
}

TEST(a_balance_that_does_not_follow_from_the_last_one_is_pointed_out)
{
    struct disclosure_warning w[DISCLOSURE_WARNINGS_MAX];
    struct publication p;
    int n = 0, sums = 0;
    begin(cx);
    published(cx, "finance-month", "2026-01");
    demo_be(cx, "accountant");
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_OK(disclosure_warnings(cx, &p, w, &n));
    for (int i = 0; i < n; i++)
        sums += !w[i].masked;
    CHECK_INT(sums, 1);
}

TEST(a_draft_is_not_there_for_anybody_else)
{
    struct publication p, q;
    begin(cx);
    p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    static const char *const others[] = {"grid1", "dept-minzheng", "secretary", "supervisor-hzy",
                                         "clerk", "leader",        "publisher"};
    for (size_t i = 0; i < COUNT(others); i++) {
        demo_be(cx, others[i]);
        enum err e = disclosure_find(cx, COUNTY, p.number, &q);
        /* the county's own publisher sees the county */
        CHECK(strcmp(others[i], "publisher") == 0 ? e == OK : e == ERR_NOT_FOUND);
    }
    struct web_gate gate;
    struct web_options site = demo_site(cx, &gate);
    struct web_answer a;
    str at = str_fmt(cx->mem, "/c/532503005202/open/%.*s", STR_ARG(p.number));
    CHECK_OK(web_call(&site, cx->mem, "GET", str_z(cx->mem, at), "", STR_NONE, &a));
    CHECK_INT(a.status, 404);
    CHECK_OK(web_call(&site, cx->mem, "GET", "/c/532503005202/open", "", STR_NONE, &a));
    CHECK_INT(a.status, 200);
    CHECK(str_find(a.body, S("Money of October")) == SIZE_MAX);
}

TEST(what_is_public_is_found_by_words_of_two_letters)
{
    struct publication all[4];
    struct disclosure_filter f = {.county = COUNTY, .place = VILLAGE, .words = S("road")};
    int n = 0;
    begin(cx);
    struct publication p = opened(cx, "finance-month", "2026-02");
    fill(cx, &p);
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(disclosure_shown(cx, &f, all, COUNT(all), &n));
    CHECK_INT(n, 0); /* a draft */
    CHECK_OK(step(cx, &p, "send", nothing));
    demo_be(cx, "supervisor");
    CHECK_OK(step(cx, &p, "pass", nothing));
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
    CHECK_OK(disclosure_shown(cx, &f, all, COUNT(all), &n));
    CHECK_INT(n, 1);
}

/* ---- questions ---------------------------------------------------------------------------------
 */

TEST(a_question_is_answered_in_public_or_for_whoever_asked)
{
    struct publication p;
    struct question q, all[4];
    struct question_receipt r;
    int n = 0, waiting = 0;
    begin(cx);
    p = published(cx, "finance-month", "2026-02");
    struct question_new in = {.publication = p.id,
                              .county = COUNTY,
                              .line = 2,
                              .open_wish = true,
                              .body = S("Why so much? 13800000002")};
    cx->posts = NULL;
    cx->actor = 0;
    CHECK_OK(disclosure_ask(cx, &in, &r));
    in.open_wish = false;
    struct question_receipt own;
    CHECK_OK(disclosure_ask(cx, &in, &own));
    CHECK_ERR(disclosure_question(cx, COUNTY, str_of(r.number), STR_NONE, &q), ERR_NOT_FOUND);
    CHECK_OK(disclosure_question(cx, COUNTY, str_of(r.number), str_of(r.token), &q));
    CHECK_STR(q.body, "Why so much? 138****0002");
    CHECK_ERR(disclosure_question(cx, COUNTY, str_of(own.number), str_of(r.token), &q),
              ERR_NOT_FOUND); /* a token opens its own question */
    demo_be(cx, "supervisor");
    CHECK_ERR(disclosure_answer(cx, &q, "answer_publicly", q.m.row_ver, S("No.")), ERR_DENIED);
    demo_be(cx, "accountant");
    CHECK_OK(disclosure_question(cx, COUNTY, str_of(own.number), STR_NONE, &q));
    CHECK_ERR(disclosure_answer(cx, &q, "answer_publicly", q.m.row_ver, S("So.")), ERR_DENIED);
    CHECK_OK(disclosure_answer(cx, &q, "answer_privately", q.m.row_ver, S("So.")));
    CHECK_OK(disclosure_question(cx, COUNTY, str_of(r.number), STR_NONE, &q));
    CHECK_OK(disclosure_answer(cx, &q, "answer_publicly", q.m.row_ver, S("Gravel.")));
    CHECK_OK(disclosure_questions(cx, &p, all, COUNT(all), &n, &waiting));
    CHECK_INT(n, 1);
    CHECK_INT(waiting, 0);
    CHECK_STR(all[0].answer, "Gravel.");
    CHECK_OK(disclosure_question(cx, COUNTY, str_of(own.number), str_of(own.token), &q));
    CHECK_STR(q.answer, "So.");
}

TEST(an_objection_goes_to_the_committee_within_its_days)
{
    struct publication p;
    struct question q;
    struct question_receipt r;
    begin(cx);
    p = published(cx, "affairs-dibao", "2025-Q4");
    struct question_new in = {.publication = p.id,
                              .county = COUNTY,
                              .objection = true,
                              .body = S("This family owns a shop.")};
    CHECK_OK(disclosure_ask(cx, &in, &r));
    demo_be(cx, "accountant");
    CHECK_OK(disclosure_question(cx, COUNTY, str_of(r.number), str_of(r.token), &q));
    CHECK_ERR(disclosure_answer(cx, &q, "answer_privately", q.m.row_ver, S("No.")), ERR_DENIED);
    demo_be(cx, "supervisor");
    CHECK_OK(disclosure_answer(cx, &q, "answer_privately", q.m.row_ver, S("We look.")));
    test_clock(cx, p.object_ms + 1);
    CHECK_ERR(disclosure_ask(cx, &in, &r), ERR_INVALID);
}
