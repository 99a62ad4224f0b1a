/* open.c: a matter comes into being, gets a receipt and a number. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"
#include "kit/seal/seal.h"

#include <sodium.h>

/* ---- before the transaction -------------------------------------------- */

/* 128 bits. The same form sent again must be answered with the same receipt, and the database knows
 * a token only as its hash: so a request that carries an idempotency key gets its token from that
 * key and a secret of the instance. */
static void make_bits(const struct ctx *cx, unsigned char out[16])
{
    unsigned char key[32], mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state st;
    if (!cx->idem || !cx->seal) {
        randombytes_buf(out, 16);
        return;
    }
    seal_derive(cx->seal, "receipt token", key);
    crypto_auth_hmacsha256_init(&st, key, sizeof key);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)cx->idem->key.at, cx->idem->key.len);
    crypto_auth_hmacsha256_update(&st, cx->idem->body, sizeof cx->idem->body);
    crypto_auth_hmacsha256_final(&st, mac);
    memcpy(out, mac, 16);
    sodium_memzero(key, sizeof key);
    sodium_memzero(mac, sizeof mac);
}

/* Letters and digits that nobody confuses on paper; 26 of them hold 128 bits. */
static void write_token(const struct ctx *cx, int64_t county, char out[48])
{
    static const char letters[33] = "0123456789abcdefghjkmnpqrstvwxyz";
    unsigned char bytes[17] = {0};
    make_bits(cx, bytes);
    int n = snprintf(out, 48, "%lld-", (long long)county);
    for (int i = 0; i < 26; i++) {
        int bit = i * 5;
        unsigned two = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        out[n++] = letters[two >> (11 - bit % 8) & 31];
    }
    out[n] = 0;
    sodium_memzero(bytes, sizeof bytes);
}

/* What the matter will be, as far as its rules need it. */
static struct matter first_form(const struct ctx *cx, const struct matters_new *in)
{
    const struct flow_state *s = &in->f->states[in->at];
    return (struct matter){.county = in->county,
                           .id = in->id,
                           .row_ver = 1,
                           .place = in->place,
                           .scope = in->scope,
                           .kind = str_of(in->kind),
                           .state = str_of(s->name),
                           .category = in->category,
                           .title = in->title,
                           .source = in->source,
                           .open = true,
                           .flags = in->flags | (in->reporter ? 0 : MATTERS_ANONYMOUS),
                           .opened_ms = in->opened_ms ? in->opened_ms : cx->now,
                           .changed_ms = cx->now,
                           .round = 1,
                           .flow = in->f,
                           .at = in->at};
}

/* Looked up before the write: a task may as well go to whoever held the desk a moment ago. */
static enum err find_desks(struct ctx *cx, struct matters_new *in)
{
    const struct flow_state *s = &in->f->states[in->at];
    struct matter m = first_form(cx, in);
    enum err e = OK;
    for (int i = 0; !e && i < s->n_tasks; i++) {
        struct owner o;
        struct wanted w = {.m = &m,
                           .def = &in->f->tasks[s->tasks[i]],
                           .subjects = in->subjects,
                           .n_subjects = in->n_subjects};
        e = matters_owner(cx, &w, &o);
        if (!e)
            in->desks[i] = (struct matters_desk){o.desk, o.org, o.account};
    }
    return e;
}

static enum err find_flow(struct ctx *cx, struct matters_new *in)
{
    const struct matters_kind *k = matters_kind_find(cx, str_of(in->kind));
    str name = in->flow.len ? in->flow : str_of(k && k->flow ? k->flow : "");
    enum err e = flow_current(cx, name, &in->f);
    if (e)
        return e == ERR_NOT_FOUND ? fail(cx, ERR_FAULT, _("No flow has been loaded yet.")) : e;
    in->at = in->start.len ? flow_state_find(in->f, in->start) : in->f->initial;
    bool may_start = in->at == in->f->initial || (in->at >= 0 && in->f->starts >> in->at & 1);
    return may_start ? OK : ERR_FAULT;
}

enum err matters_prepare(struct ctx *cx, struct matters_new *in)
{
    if (in->n_subjects > MATTERS_SUBJECTS_MAX)
        return fail(cx, ERR_INVALID, _("Too many at once."));
    enum err e = find_flow(cx, in);
    if (e)
        return e;
    e = matters_calendar(cx, in->county, &in->cal);
    if (e)
        return e;
    in->id = db_new_id(cx);
    if (!in->no_token) {
        write_token(cx, in->county, in->token);
        crypto_hash_sha256(in->token_hash, (const unsigned char *)in->token, strlen(in->token));
    }
    return find_desks(cx, in);
}

/* ---- inside ------------------------------------------------------------ */

static enum err insert(struct ctx *cx, const struct matters_new *in, const struct matter *m)
{
    str token = {(const char *)in->token_hash, sizeof in->token_hash};
    return db_exec(
        cx, NULL, &matters_sql_add, db_int("county", m->county), db_int("id", m->id),
        db_word("kind", in->kind), db_word("flow", in->f->hash), db_text("state", m->state),
        db_int("place", m->place), db_int("scope", m->scope), db_text("category", m->category),
        db_text("title", m->title), db_text("source", m->source),
        in->no_token ? db_null("token") : db_blob("token", token), db_int("flags", m->flags),
        db_int("listed", m->flags & MATTERS_LISTED ? 1 : 0), db_int("opened", m->opened_ms),
        db_int("now", cx->now), db_int("actor", cx->actor));
}

static enum err add_parties(struct ctx *cx, const struct matters_new *in)
{
    enum err e = OK;
    struct matters_subject reporter = {in->reporter, 0};
    if (in->reporter)
        e = matters_party_add(cx, in->county, in->id, MATTERS_REPORTER, &reporter, in->may_contact);
    for (int i = 0; !e && i < in->n_subjects; i++)
        e = matters_party_add(cx, in->county, in->id, MATTERS_SUBJECT, &in->subjects[i], false);
    return e;
}

static enum err add_tasks(struct ctx *cx, const struct matters_new *in, const struct matter *m,
                          struct clocks *c)
{
    const struct flow_state *s = &in->f->states[in->at];
    enum err e = OK;
    for (int i = 0; !e && i < s->n_tasks; i++) {
        const struct flow_task *def = &in->f->tasks[s->tasks[i]];
        struct owner o = {in->desks[i].place, in->desks[i].org, in->desks[i].account};
        const char *clock = def->clock >= 0 ? in->f->clocks[def->clock].name : NULL;
        e = matters_task_open(cx, m, def, &o, matters_due_by(c, clock));
    }
    return e;
}

enum err matters_open(struct ctx *cx, const struct matters_new *in, struct matters_opened *out)
{
    const struct flow_state *s = &in->f->states[in->at];
    struct matter m = first_form(cx, in);
    struct run r = {.was = m, .now = m, .clocks = NEW(cx->mem, struct clocks)};
    enum err e = insert(cx, in, &m);
    if (!e)
        e = add_parties(cx, in);
    r.clocks->cal = in->cal;
    if (!e)
        e = matters_tick_all(cx, &r, s->clocks, s->n_clocks, NULL);
    if (!e)
        e = matters_clocks_save(cx, &m, r.clocks);
    if (!e)
        e = add_tasks(cx, in, &m, r.clocks);
    struct fact f = {
        .county = m.county,
        .place = m.place,
        .scope = m.scope,
        .subject_kind = "matter",
        .subject = m.id,
        .kind = "matter.opened",
        .to = m.state,
        .payload = str_of(matters_json(
            cx->mem, (const char *const[]){"kind", in->kind, "source", str_z(cx->mem, m.source),
                                           "category", str_z(cx->mem, m.category), NULL})),
        .audience = FACTS_REPORTER};
    if (!e)
        e = facts_add(cx, &f);
    if (!e)
        out->id = m.id;
    return e;
}

/* ---- the number -------------------------------------------------------- */

static enum err count_up(struct ctx *cx, const struct matters_new *in, int year, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_count_up, db_int("county", in->county),
                              db_text("alias", in->alias), db_int("year", year));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *n = db_get_int(&rows, 0);
    return db_next(&rows) ? ERR_FAULT : db_end(&rows);
}

enum err matters_number(struct ctx *cx, const struct matters_new *in, struct matters_opened *out)
{
    int64_t n = 0;
    int year = civil_of_ms(in->opened_ms ? in->opened_ms : cx->now).year;
    assert(in->alias.len && in->alias.len <= 20); /* every place that receives matters has one */
    enum err e = count_up(cx, in, year, &n);
    if (!e && n == 1) /* perhaps the county's first: from now on its calendar is watched */
        e = db_exec(cx, NULL, &matters_sql_mark_add, db_int("county", in->county));
    if (e)
        return e;
    snprintf(out->number, sizeof out->number, "%.*s-%02d-%05lld", STR_ARG(in->alias), year % 100,
             (long long)n);
    return db_exec(cx, NULL, &matters_sql_number, db_word("number", out->number),
                   db_int("county", in->county), db_int("id", in->id));
}
