/* outbox_test: what a phone sends later, by the people of the demo: photos in pieces, both clocks,
 * phones bound and taken away, files for the desk. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/signin.h"
#include "kit/child/child.h"
#include "kit/child/sample.h"
#include "kit/test/test.h"
#include "rooms/field/bundle.h"
#include "rooms/field/field.h"
#include "rooms/field/outbox.h"
#include "rooms/field/phone.h"

#include <openssl/evp.h>

#define COUNTY 532503
#define GRID   532503001008001
#define UUID   "0123456789abcdef0123456789abcdef"

static struct child *begin(struct ctx *cx)
{
    struct child *child;
    str why = STR_NONE;
    demo_begin(cx, 0);
    CHECK_OK(child_start(&(struct child_options){.at_once = 1}, &child, &why, cx->mem));
    CHECK_OK(media_start(test_dir(), cx->seal, child, &cx->media, &why, cx->mem));
    demo_be(cx, "grid1");
    return child;
}

static int64_t report(struct ctx *cx, const struct outbox_note *note)
{
    struct field_report in = {.r = {.county = COUNTY,
                                    .community = GRID,
                                    .code = S("facility-0118"),
                                    .source = "worker",
                                    .spot = {.words = S("3")}},
                              .note = note};
    struct cases_receipt out;
    CHECK_OK(field_report(cx, &in, &out));
    return out.id;
}

static int64_t photos_of(struct ctx *cx, int64_t id)
{
    int64_t n = 0;
    CHECK_OK(media_count(cx, COUNTY, "cases", id, "report", MEDIA_PHOTO, &n));
    return n;
}

/* ---- photos in pieces ----------------------------------------------------- */

static struct outbox_piece piece(str photo, int64_t at, size_t len, bool late)
{
    len = (size_t)at + len > photo.len ? photo.len - (size_t)at : len;
    return (struct outbox_piece){.uuid = S(UUID),
                                 .field = S("photo"),
                                 .at = at,
                                 .size = (int64_t)photo.len,
                                 .bytes = {photo.at + at, len},
                                 .late = late};
}

TEST(a_photo_in_pieces_joins_what_its_text_became_once)
{
    struct child *child = begin(cx);
    struct sample s = sample_scene(cx->mem, 64, 48, 6);
    str photo = sample_jpeg(cx->mem, &s);
    struct outbox_note note = {.uuid = S(UUID), .written_ms = cx->now, .claimed_ms = cx->now};
    struct outbox_piece p = piece(photo, 0, 500, true);
    struct outbox_have h;
    CHECK_ERR(outbox_put(cx, COUNTY, &p, &h), ERR_NOT_FOUND); /* its text is not here */
    int64_t id = report(cx, &note);
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h));
    CHECK(h.at == 500 && !h.done);
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h)); /* the answer was lost */
    CHECK_INT(h.at, 500);
    p = piece(photo, 700, 100, true); /* too far on */
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h));
    CHECK_INT(h.at, 500);
    CHECK_OK(outbox_has(cx, COUNTY, S(UUID), 0, &h));
    CHECK_INT(h.at, 500);
    p = piece(photo, 500, photo.len, true);
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h));
    CHECK(h.done);
    CHECK_INT(photos_of(cx, id), 1);
    p = piece(photo, 0, photo.len, true); /* all of it once more */
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h));
    CHECK(h.done);
    CHECK_INT(photos_of(cx, id), 1);
    demo_be(cx, "grid2"); /* a colleague's key is another key */
    CHECK_ERR(outbox_put(cx, COUNTY, &p, &h), ERR_NOT_FOUND);
    child_stop(child);
}

TEST(a_photo_before_its_text_gives_a_word_and_what_is_none_is_refused_for_good)
{
    struct child *child = begin(cx);
    struct sample s = sample_scene(cx->mem, 64, 48, 6);
    str photo = sample_jpeg(cx->mem, &s), junk = S("this is not a photo, whatever it says");
    struct outbox_piece p = piece(photo, 0, photo.len, false);
    struct outbox_have h;
    struct media_new m;
    CHECK_OK(outbox_put(cx, COUNTY, &p, &h));
    CHECK(h.done && h.word.len);
    CHECK_OK(media_held(cx, COUNTY, h.word, &m));
    p = piece(junk, 0, junk.len, false);
    p.n = 1;
    CHECK_ERR(outbox_put(cx, COUNTY, &p, &h), ERR_INVALID);
    CHECK_OK(outbox_has(cx, COUNTY, S(UUID), 1, &h));
    CHECK_INT(h.at, 0);
    p.n = 99;
    CHECK_ERR(outbox_put(cx, COUNTY, &p, &h), ERR_INVALID);
    p.n = 2;
    p.size = 100ll << 20;
    CHECK_ERR(outbox_put(cx, COUNTY, &p, &h), ERR_TOO_BIG);
    child_stop(child);
}

/* ---- both clocks ----------------------------------------------------------- */

TEST(a_phone_is_believed_in_how_long_ago_and_a_wrong_clock_is_written_down)
{
    struct child *child = begin(cx);
    struct outbox_note fine = {.uuid = S(UUID), .written_ms = cx->now - 60000};
    struct outbox_note ahead = {.uuid = S("f" UUID), .written_ms = cx->now - 60000};
    fine.claimed_ms = fine.written_ms + 5000;
    ahead.claimed_ms = ahead.written_ms + DAY_MS;
    CHECK(!outbox_is_skewed(&fine) && outbox_is_skewed(&ahead));
    CHECK(report(cx, &fine) && report(cx, &ahead)); /* the page of a case is the journey's */
    child_stop(child);
}

/* ---- phones ------------------------------------------------------------------ */

static int64_t account_of(struct ctx *cx, const char *login)
{
    struct account a;
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    return a.id;
}

static void be_nobody(struct ctx *cx)
{
    cx->county = cx->actor = 0;
    cx->posts = NULL;
}

TEST(a_phone_is_bound_once_by_a_code_of_the_desk_and_opens_until_it_is_taken_away)
{
    struct child *child = begin(cx);
    int64_t worker = account_of(cx, "grid1"), clerk = account_of(cx, "dept-shuiwu");
    struct phone_bound b, again;
    struct phone phones[PHONES_MAX];
    struct session s;
    str code, session;
    int n = 0;
    CHECK_ERR(phone_offer(cx, COUNTY, worker, &code), ERR_NOT_FOUND); /* not one's own */
    demo_be(cx, "secretary");
    CHECK_ERR(phone_offer(cx, COUNTY, clerk, &code), ERR_NOT_FOUND); /* not on the street */
    CHECK_OK(phone_offer(cx, COUNTY, worker, &code));
    be_nobody(cx);
    CHECK_ERR(phone_bind(cx, S("00000000000000000000000000"), S("x"), &b), ERR_NOT_FOUND);
    CHECK_OK(phone_bind(cx, code, S("Redmi 12C"), &b));
    CHECK_INT(b.account, worker);
    be_nobody(cx);
    CHECK_ERR(phone_bind(cx, code, S("Redmi 12C"), &again), ERR_NOT_FOUND);
    be_nobody(cx);
    CHECK_OK(phone_open(cx, b.word, &session));
    CHECK_OK(session_find(cx, session, &s));
    CHECK_INT(s.account, worker);
    CHECK_OK(session_find(cx, b.session, &s));
    demo_be(cx, "security");
    CHECK_OK(phone_list(cx, COUNTY, phones, &n));
    CHECK_INT(n, 1);
    demo_be(cx, "grid2");
    CHECK_ERR(phone_revoke(cx, COUNTY, phones[0].id), ERR_NOT_FOUND);
    demo_be(cx, "security");
    CHECK_OK(phone_revoke(cx, COUNTY, phones[0].id));
    CHECK_ERR(phone_revoke(cx, COUNTY, phones[0].id), ERR_NOT_FOUND);
    be_nobody(cx);
    CHECK_ERR(phone_open(cx, b.word, &session), ERR_DENIED);
    CHECK_ERR(session_find(cx, b.session, &s), ERR_SIGN_IN);
    child_stop(child);
}

/* ---- files for the desk -------------------------------------------------------- */

/* As a browser seals: the tag behind the text. */
static str sealed(struct ctx *cx, const struct seal_key *k, str plain)
{
    static const unsigned char iv[SEAL_GCM_IV] = {1, 2, 3};
    unsigned char *out = NEW_N(cx->mem, unsigned char, plain.len + 16 + SEAL_GCM_IV);
    int n = 0, last = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    memcpy(out, iv, sizeof iv);
    CHECK(EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, k->at, iv) == 1);
    CHECK(EVP_EncryptUpdate(c, out + SEAL_GCM_IV, &n, (const unsigned char *)plain.at,
                            (int)plain.len) == 1);
    CHECK(EVP_EncryptFinal_ex(c, out + SEAL_GCM_IV + n, &last) == 1);
    CHECK(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, 16, out + SEAL_GCM_IV + plain.len) == 1);
    EVP_CIPHER_CTX_free(c);
    return (str){(char *)out, plain.len + 16 + SEAL_GCM_IV};
}

static str file_of(struct ctx *cx, str ticket, str box)
{
    struct buf b = buf_new(cx->mem, 4096);
    buf_z(&b, "LINLI1\n");
    buf_str(&b, ticket);
    buf_char(&b, '\n');
    buf_str(&b, box); /* any bytes */
    return buf_done(&b);
}

TEST(a_file_is_what_its_owners_phone_wrote_or_it_is_refused)
{
    struct child *child = begin(cx);
    int64_t worker = account_of(cx, "grid1"), other = account_of(cx, "grid2"), county, account;
    struct seal_key k = outbox_key(cx, COUNTY, worker);
    struct bundle b;
    static const char json[] = "[{\"uuid\":\"" UUID "\",\"at\":5,\"path\":\"/field/new\",\"title\":"
                               "\"t\",\"text\":true,\"values\":[[\"code\",\"x\"]],\"files\":"
                               "[{\"field\":\"photo\",\"size\":3}]}]";
    str plain = str_fmt(cx->mem, "XXXX%sabc", json), got;
    memcpy((char *)(uintptr_t)plain.at, (char[]){0, 0, 0, (char)(sizeof json - 1)}, 4);
    str box = sealed(cx, &k, plain);
    str file = file_of(cx, bundle_ticket(cx, COUNTY, worker), box);
    CHECK_OK(bundle_open(cx, file, &county, &account, &got));
    CHECK(county == COUNTY && account == worker && str_eq(got, plain));
    CHECK_OK(bundle_read(cx->mem, got, &b));
    CHECK(b.n == 1 && b.items[0].text && b.items[0].n_values == 1);
    CHECK_STR(b.items[0].files[0].bytes, "abc");
    got.len--; /* a photo that ends early */
    CHECK_ERR(bundle_read(cx->mem, got, &b), ERR_INVALID);
    file = file_of(cx, bundle_ticket(cx, COUNTY, other), box); /* under another's name */
    CHECK_ERR(bundle_open(cx, file, &county, &account, &got), ERR_INVALID);
    file = file_of(cx, S("00"), box);
    CHECK_ERR(bundle_open(cx, file, &county, &account, &got), ERR_INVALID);
    CHECK_ERR(bundle_open(cx, S("LINLI1\n"), &county, &account, &got), ERR_INVALID);
    CHECK_ERR(bundle_open(cx, S(""), &county, &account, &got), ERR_INVALID);
    child_stop(child);
}
