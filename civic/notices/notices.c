/* notices.c: telling: a row in the transaction of what happened, and when it leaves. */
#include "civic/notices/notices_own.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people.h"

#define HOUR_MS 3600000

/* ---- kinds ------------------------------------------------------------- */

const struct notices_kind notices_own_kinds[] = {
    {.name = NOTICES_CODE_KIND,
     .text = N_("Your code is {code}. It is good for 5 minutes. Tell nobody."),
     .when = NOTICES_NOW},
    {.name = NOTICES_UNCLEAR_KIND,
     .text = N_("We did not understand. Please reply with the number 1, 2 or 3 alone."),
     .when = NOTICES_NOW},
    {.name = NOTICES_DIGEST_KIND,
     .text = N_("{n} matters moved today: {title}. Ask your community."),
     .when = NOTICES_SOON},
    {0}};

static const struct notices_kind *among(const struct notices_kind *k, str name)
{
    for (; k && k->name; k++)
        if (str_is(name, k->name))
            return k;
    return NULL;
}

const struct notices_kind *notices_kind_named(struct ctx *cx, str name)
{
    const struct notices_kind *found = among(notices_own_kinds, name);
    for (const struct room *const *r = rooms_of(cx); !found && *r; r++)
        found = among((*r)->notices, name);
    return found;
}

/* ---- when -------------------------------------------------------------- */

static int hour_or(int hour, int otherwise, const struct ctx *cx)
{
    const struct notices *o = cx->notices;
    bool set = o && (o->quiet_from || o->quiet_to || o->digest_at);
    return set ? hour : otherwise;
}

static int quiet_from(const struct ctx *cx)
{
    return hour_or(cx->notices ? cx->notices->quiet_from : 0, 22, cx);
}

static int quiet_to(const struct ctx *cx)
{
    return hour_or(cx->notices ? cx->notices->quiet_to : 0, 7, cx);
}

static int64_t next_hour(const struct ctx *cx, int hour)
{
    int64_t at = ms_of_day(day_of_ms(cx->now)) + hour * HOUR_MS;
    return at > cx->now ? at : at + DAY_MS;
}

int64_t notices_quiet_end(const struct ctx *cx)
{
    int from = quiet_from(cx), to = quiet_to(cx), hour = civil_of_ms(cx->now).hour;
    bool quiet = from <= to ? hour >= from && hour < to : hour >= from || hour < to;
    return quiet ? next_hour(cx, to) : 0;
}

int64_t notices_digest_time(const struct ctx *cx)
{
    return next_hour(cx, hour_or(cx->notices ? cx->notices->digest_at : 0, 18, cx));
}

static str name_of(struct ctx *cx, int64_t id)
{
    return str_fmt(cx->mem, "%lld", (long long)id);
}

static enum err dispatch(struct ctx *cx, int64_t county, str key, enum notices_when when)
{
    int64_t later = when == NOTICES_NOW ? 0 : notices_quiet_end(cx);
    if (!later)
        return jobs_send(cx, county, notices_send_job.name, key, S(""));
    struct jobs_timer t = {.county = county, .key = key, .due_ms = later, .payload = S("")};
    return jobs_timer_set(cx, notices_later_job.name, &t);
}

enum err notices_dispatch(struct ctx *cx, int64_t county, int64_t id, enum notices_when when)
{
    return dispatch(cx, county, name_of(cx, id), when);
}

/* A key names one message: the second way needs its own. */
enum err notices_dispatch_again(struct ctx *cx, int64_t county, int64_t id)
{
    return dispatch(cx, county, str_fmt(cx->mem, "%lld again", (long long)id), NOTICES_SOON);
}

static enum err fire_later(struct ctx *cx, const struct jobs_timer *t)
{
    return jobs_send(cx, t->county, notices_send_job.name, t->key, S(""));
}

const struct jobs_kind notices_later_job = {.name = "notices.later", .fire = fire_later};

/* ---- telling ----------------------------------------------------------- */

struct telling {
    const struct notice_new *n;
    const struct notices_kind *kind;
    struct notices_wishes wishes;
    int64_t id;
    str text;
    bool wanted;
};

static enum err read_wishes(struct ctx *cx, struct telling *t)
{
    t->wishes = (struct notices_wishes){.sms = true, .lang = cx->lang};
    t->wanted = true;
    if (!t->n->account)
        return OK;
    enum err e = notices_find_wishes(cx, t->n->county, t->n->account, &t->wishes);
    if (!e && t->kind->label)
        e = notices_wants(cx, t->n->county, t->n->account, t->kind->name, &t->wanted);
    return e;
}

static const char *channel(const struct telling *t, bool has)
{
    if (!has || !t->wanted)
        return "no";
    return t->kind->when == NOTICES_DIGEST ? "digest" : "wait";
}

/* By the official account or by text. One that asks comes even to those who want none: it is the
 * resident's turn. */
static bool by_sms(const struct telling *t)
{
    return t->wishes.sms || t->wishes.wechat.len || t->kind->reply || !t->kind->label;
}

static enum err add(struct ctx *cx, const struct telling *t, int64_t *added)
{
    const struct notice_new *n = t->n;
    int64_t county = n->county;
    str phone = n->account ? STR_NONE : notices_close(cx, "phone", county, t->id, n->phone);
    return db_exec(cx, added, &notices_sql_add, db_int("county", county), db_int("id", t->id),
                   db_int("account", n->account), db_int_or_null("fact", n->fact),
                   db_word("kind", n->kind), db_int("ref", n->ref),
                   db_text("number", n->number.len ? n->number : S("")),
                   db_text("address", n->address.len ? n->address : S("")),
                   db_blob("body", notices_close(cx, "body", county, t->id, t->text)),
                   phone.len ? db_blob("phone", phone) : db_null("phone"),
                   db_int("asks", t->kind->reply != NULL), db_word("sms", channel(t, by_sms(t))),
                   db_word("mail", channel(t, t->wishes.mail.len > 0)), db_int("now", cx->now));
}

static enum err leave(struct ctx *cx, const struct telling *t)
{
    const struct notice_new *n = t->n;
    if (!t->wanted || (!by_sms(t) && !t->wishes.mail.len))
        return OK;
    if (t->kind->when != NOTICES_DIGEST)
        return notices_dispatch(cx, n->county, t->id, t->kind->when);
    struct jobs_timer timer = {.county = n->county,
                               .key = name_of(cx, n->account),
                               .due_ms = notices_digest_time(cx),
                               .ref = n->account,
                               .payload = S("")};
    return jobs_timer_set(cx, notices_digest_job.name, &timer);
}

enum err notices_tell(struct ctx *cx, const struct notice_new *n)
{
    struct telling t = {.n = n, .kind = notices_kind_named(cx, str_of(n->kind))};
    int64_t added = 0;
    assert(t.kind && (n->account || n->phone.len));
    enum err e = read_wishes(cx, &t);
    if (e)
        return e;
    t.id = db_new_id(cx);
    t.text = notices_fit(cx, t.wishes.lang, t.kind->text, n->args, n->n_args, notices_most(cx));
    e = add(cx, &t, &added);
    return e || !added ? e : leave(cx, &t);
}

enum err notices_send_code(struct ctx *cx, int64_t county, str phone, str code)
{
    if (!cx->notices || !(cx->notices->demo || cx->notices->sms_url))
        return fail(cx, ERR_BUSY, _("No text messages can be sent at the moment."));
    struct tr_arg args[] = {TR("code", code)};
    return notices_tell(cx, &(struct notice_new){.county = county,
                                                 .phone = phone,
                                                 .kind = NOTICES_CODE_KIND,
                                                 .args = args,
                                                 .n_args = COUNT(args)});
}

/* ---- the day's digest -------------------------------------------------- */

struct gathered {
    int64_t id[50];
    str number[50];
    int n;
};

static enum err gather(struct ctx *cx, int64_t county, int64_t account, struct gathered *g)
{
    AUTO_ROWS rows =
        db_query(cx, &notices_sql_waiting, db_int("county", county), db_int("account", account));
    while (g->n < (int)COUNT(g->id) && db_next(&rows)) {
        g->id[g->n] = db_get_int(&rows, 0);
        g->number[g->n++] = db_keep_text(&rows, 1);
    }
    return rows.err;
}

static bool is_named(const struct gathered *g, int i)
{
    for (int j = 0; j < i; j++)
        if (str_eq(g->number[j], g->number[i]))
            return true;
    return g->number[i].len == 0;
}

/* Each matter once, however often it moved. */
static str numbers_of(struct ctx *cx, const struct gathered *g, int *matters)
{
    struct buf b = buf_new(cx->mem, 4096);
    *matters = 0;
    for (int i = 0; i < g->n; i++)
        if (!is_named(g, i)) {
            buf_z(&b, (*matters)++ ? ", " : "");
            buf_str(&b, g->number[i]);
        }
    return buf_done(&b);
}

static enum err merge(struct ctx *cx, const struct jobs_timer *t, const struct gathered *g)
{
    int matters;
    str numbers = numbers_of(cx, g, &matters);
    struct tr_arg args[] = {TR("n", name_of(cx, matters ? matters : g->n)), TR("title", numbers)};
    struct notice_new n = {.county = t->county,
                           .account = t->ref,
                           .kind = NOTICES_DIGEST_KIND,
                           .ref = g->id[0],
                           .fact = g->id[0], /* the same digest is made once */
                           .args = args,
                           .n_args = COUNT(args)};
    enum err e = notices_tell(cx, &n);
    for (int i = 0; !e && i < g->n; i++)
        e = db_exec(cx, NULL, &notices_sql_merge, db_int("county", t->county),
                    db_int("id", g->id[i]), db_int("digest", g->id[0]));
    return e;
}

/* By itself: the only one of the day, or for a bare number, which has no digest of its own. */
static enum err hurry(struct ctx *cx, int64_t county, int64_t id)
{
    enum err e = db_exec(cx, NULL, &notices_sql_hurry, db_int("county", county), db_int("id", id));
    return e ? e : notices_dispatch(cx, county, id, NOTICES_SOON);
}

static enum err fire_digest(struct ctx *cx, const struct jobs_timer *t)
{
    struct gathered g = {.n = 0};
    enum err e = gather(cx, t->county, t->ref, &g);
    if (e || !g.n)
        return e;
    if (g.n > 1 && t->ref)
        return merge(cx, t, &g);
    for (int i = 0; !e && i < g.n; i++)
        e = hurry(cx, t->county, g.id[i]);
    return e;
}

const struct jobs_kind notices_digest_job = {.name = "notices.digests", .fire = fire_digest};
