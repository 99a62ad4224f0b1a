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

bool notices_is_stop(str text)
{
    static const char *const words[] = {"T",
                                        "t",
                                        "TD",
                                        "td",
                                        "R",
                                        "r",
                                        "\xe9\x80\x80\xe8\xae\xa2",  /* unsubscribe */
                                        "\xe6\x8b\x92\xe6\x94\xb6"}; /* refuse */
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(str_trim(text), words[i]))
            return true;
    return false;
}

/* ---- which question it answers ----------------------------------------- */

static struct rows questions(struct ctx *cx, const struct notices_asker *who)
{
    int64_t since = cx->now - WEEK_MS;
    if (who->account)
        return db_query(cx, &notices_sql_asking_account, db_int("county", who->county),
                        db_int("account", who->account), db_int("since", since));
    return db_query(cx, &notices_sql_asking, db_int("county", who->county),
                    db_blob("phone_hash", seal_hash_bytes(&who->phone)), db_int("since", since));
}

/* The newest open one, or the one whose number ends so. */
static enum err find_question(struct ctx *cx, const struct notices_asker *who, str number,
                              int64_t *id)
{
    AUTO_ROWS rows = questions(cx, who);
    while (db_next(&rows))
        if (str_ends(db_get_text(&rows, 1), number)) {
            *id = db_get_int(&rows, 0);
            return OK;
        }
    return rows.err ? rows.err : ERR_NOT_FOUND;
}

struct reply {
    struct notice n;
    const struct notices_kind *kind;
    const char *via;
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
    as.via = str_of(r->via);
    as.idem = NULL;
    enum err e = r->n.account ? people_load(&as) : OK;
    if (!e)
        e = db_write(&as, answer_tx, r);
    return e == ERR_BUSY || e == ERR_FAULT ? e : OK; /* no longer wanted: the asker is done */
}

enum err notices_take_typed(struct ctx *cx, const struct notices_asker *who, const char *via,
                            str text, enum notices_typed *out)
{
    struct typed t = read_typed(cx, text);
    struct notice_row row;
    int64_t id = 0;
    *out = t.answer ? TYPED_NOBODY_ASKED : TYPED_UNCLEAR;
    if (!t.answer)
        return OK;
    enum err e = find_question(cx, who, t.number, &id);
    if (!e)
        e = notices_load(cx, who->county, id, &row);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct reply r = {row.n, notices_kind_named(cx, row.n.kind), via, t.answer};
    if (!r.kind || !r.kind->reply)
        return OK;
    *out = TYPED_TAKEN;
    return answer_as(cx, &r);
}

/* ---- by text message --------------------------------------------------- */

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
    struct notices_asker who = {0};
    enum notices_typed typed = TYPED_UNCLEAR;
    int64_t asked = 0;
    if (people_read_phone(from, &phone))
        return ERR_INVALID;
    if (notices_is_stop(text))
        return notices_stop_texts(cx, str_of(phone.text));
    who.phone = seal_index(cx->seal, "sms", str_of(phone.text));
    enum err e = door_find(cx, "sms", seal_hash_bytes(&who.phone), &who.county, &asked);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e; /* nobody was asked under this number */
    e = notices_take_typed(cx, &who, "sms", text, &typed);
    return e || typed != TYPED_UNCLEAR ? e : say_unclear(cx, who.county, asked, str_of(phone.text));
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
