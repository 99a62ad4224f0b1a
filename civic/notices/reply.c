/* reply.c: what the gateway brings: the answers of people, and how its deliveries went. */
#include "civic/notices/notices_own.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people.h"

#define FIVE_MINUTES_S 300
#define WEEK_MS        (INT64_C(7) * DAY_MS)

/* ---- the gateway's signature ------------------------------------------- */

str notices_sign(const struct ctx *cx, str time, str body, struct arena *mem)
{
    str secret = str_of(cx->notices ? cx->notices->sms_secret : NULL);
    str signed_part = str_fmt(mem, "%.*s.%.*s", STR_ARG(time), STR_ARG(body));
    struct seal_hash h = seal_hmac(secret, signed_part);
    return seal_hash_hex(&h, mem);
}

bool notices_is_signed(const struct ctx *cx, str time, str signature, str body)
{
    int64_t s;
    if (!cx->notices || !cx->notices->sms_secret || !*cx->notices->sms_secret || str_int(time, &s))
        return false;
    int64_t off = clock_real_ms() / 1000 - s;
    return off <= FIVE_MINUTES_S && off >= -FIVE_MINUTES_S &&
           seal_same(signature, notices_sign(cx, time, body, cx->mem));
}

/* ---- what somebody typed ----------------------------------------------- */

struct typed {
    int answer; /* 0: not understood */
    str number; /* digits behind it: the end of a matter's number, or empty */
};

/* Full-width digits as they come from Chinese keyboards. */
static int digit_of(uint32_t c)
{
    if (c >= 0xff10 && c <= 0xff19)
        return (int)(c - 0xff10);
    return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
}

/* "1", "1 00123", "1." and the like. "12" is no answer. */
static struct typed read_typed(struct ctx *cx, str text)
{
    struct typed t = {0};
    struct buf digits = buf_new(cx->mem, 16);
    text = str_trim(text);
    int first = digit_of(utf8_next(&text));
    if (first < 1 || first > 3)
        return t;
    str peek = text;
    if (text.len && digit_of(utf8_next(&peek)) >= 0)
        return t;
    t.answer = first;
    while (text.len) {
        int d = digit_of(utf8_next(&text));
        if (d >= 0)
            buf_char(&digits, (char)('0' + d));
    }
    t.number = buf_done(&digits);
    return t;
}

/* ---- which question it answers ----------------------------------------- */

/* The newest open one, or the one whose number ends so. */
static enum err find_question(struct ctx *cx, int64_t county, const struct seal_hash *phone,
                              const struct typed *t, int64_t *id)
{
    AUTO_ROWS rows =
        db_query(cx, &notices_sql_asking, db_int("county", county),
                 db_blob("phone_hash", seal_hash_bytes(phone)), db_int("since", cx->now - WEEK_MS));
    while (db_next(&rows))
        if (str_ends(db_get_text(&rows, 1), t->number)) {
            *id = db_get_int(&rows, 0);
            return OK;
        }
    return rows.err ? rows.err : ERR_NOT_FOUND;
}

struct reply {
    struct notice n;
    const struct notices_kind *kind;
    int answer;
};

static enum err answer_tx(struct ctx *cx, void *arg)
{
    const struct reply *r = arg;
    int64_t taken = 0;
    enum err e =
        db_exec(cx, &taken, &notices_sql_answer, db_int("answer", r->answer),
                db_int("now", cx->now), db_int("county", r->n.county), db_int("id", r->n.id));
    return e || !taken ? e : r->kind->reply(cx, &r->n, r->answer);
}

/* As the account that was asked; a bare number acts as nobody. */
static enum err answer_as(struct ctx *cx, struct reply *r)
{
    struct ctx as = *cx;
    as.county = r->n.county;
    as.actor = r->n.account;
    as.post = 0;
    as.posts = NULL;
    as.via = S("sms");
    as.idem = NULL;
    enum err e = r->n.account ? people_load(&as) : OK;
    if (!e)
        e = db_write(&as, answer_tx, r);
    return e == ERR_BUSY || e == ERR_FAULT ? e : OK; /* no longer wanted: the gateway is done */
}

static enum err tell_tx(struct ctx *cx, void *arg)
{
    return notices_tell(cx, arg);
}

/* Once per question, by the key of what is told. */
static enum err say_unclear(struct ctx *cx, int64_t county, int64_t asked, str phone)
{
    struct notice_row row;
    enum err e = notices_load(cx, county, asked, &row);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct notice_new n = {.county = county,
                           .account = row.n.account,
                           .phone = phone,
                           .kind = NOTICES_UNCLEAR_KIND,
                           .ref = asked,
                           .number = row.n.number,
                           .fact = asked};
    return db_write(cx, tell_tx, &n);
}

enum err notices_take_reply(struct ctx *cx, str from, str text)
{
    struct people_phone phone;
    int64_t county, asked;
    if (people_read_phone(from, &phone))
        return ERR_INVALID;
    struct seal_hash hash = seal_index(cx->seal, "sms", str_of(phone.text));
    enum err e = door_find(cx, "sms", seal_hash_bytes(&hash), &county, &asked);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e; /* nobody was asked under this number */
    struct typed t = read_typed(cx, text);
    if (!t.answer)
        return say_unclear(cx, county, asked, str_of(phone.text));
    struct notice_row row;
    e = find_question(cx, county, &hash, &t, &asked);
    if (!e)
        e = notices_load(cx, county, asked, &row);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct reply r = {row.n, notices_kind_named(cx, row.n.kind), t.answer};
    return r.kind && r.kind->reply ? answer_as(cx, &r) : OK;
}

/* ---- deliveries -------------------------------------------------------- */

struct report {
    int64_t county, id;
    const char *state;
};

static enum err report_tx(struct ctx *cx, void *arg)
{
    const struct report *r = arg;
    return db_exec(cx, NULL, &notices_sql_report, db_word("state", r->state),
                   db_int("county", r->county), db_int("id", r->id));
}

enum err notices_take_report(struct ctx *cx, str id, str state)
{
    struct report r = {.state = str_is(state, "delivered") ? "there" : "failed"};
    str rest = id;
    str county = str_cut(&rest, '-');
    if (str_int(county, &r.county) || str_int(rest, &r.id) ||
        (!str_is(state, "delivered") && !str_is(state, "failed")))
        return ERR_INVALID;
    return db_write(cx, report_tx, &r);
}
