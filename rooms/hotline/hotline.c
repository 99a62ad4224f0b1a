/* hotline.c: who calls, and what becomes of the call. No HTTP, no HTML; SQL only by name. */
#include "rooms/hotline/hotline.h"

#include "civic/people/people.h"
#include "rooms/hotline/hotline_own.h"
#include "rooms/hotline/hotline_sql.h"

/* ---- who calls ----------------------------------------------------------- */

enum err hotline_phone(struct ctx *cx, str typed, str *out)
{
    struct people_phone phone;
    if (people_read_phone(typed, &phone) || phone.kind == PEOPLE_SERVICE)
        return fail_field(cx, "phone", _("This is not a telephone number."));
    *out = str_keep(cx->mem, str_of(phone.text));
    return OK;
}

static enum err accounts_of(struct ctx *cx, int64_t county, str phone, int64_t *accounts, int *n)
{
    struct seal_hash index = people_phone_index(cx, phone);
    return phone_accounts(cx, county, seal_hash_bytes(&index), accounts, n);
}

enum err hotline_look(struct ctx *cx, str typed, struct hotline_caller *out)
{
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    *out = (struct hotline_caller){.n = 0};
    if (!may_somewhere(cx, ACT_HOTLINE))
        return ERR_NOT_FOUND;
    enum err e = hotline_phone(cx, typed, &out->phone);
    if (!e)
        e = accounts_of(cx, cx->county, out->phone, accounts, &n);
    for (int i = 0; !e && i < n; i++) {
        struct person p;
        e = person_of_account(cx, cx->county, accounts[i], &p);
        if (!e)
            e = people_log_access(cx, cx->county, p.id, ACT_HOTLINE, 0);
        if (!e)
            out->at[out->n++] = (struct hotline_person){
                p.id, accounts[i], people_mask_name(cx->mem, p.name), p.tongue};
        e = e == ERR_NOT_FOUND ? OK : e; /* erased meanwhile */
    }
    return e;
}

/* ---- what they reported ---------------------------------------------------- */

struct heap { /* matters of one caller, each once */
    struct matter *at;
    int n, hidden;
    int64_t seen[HOTLINE_SEEN_MAX];
    int n_seen;
};

static enum err keep(struct ctx *cx, struct heap *h, int64_t id)
{
    for (int i = 0; i < h->n_seen; i++)
        if (h->seen[i] == id)
            return OK;
    if (h->n_seen == HOTLINE_SEEN_MAX)
        return OK;
    h->seen[h->n_seen++] = id;
    if (h->n == HOTLINE_CASES_MAX)
        return OK;
    enum err e = matters_find(cx, cx->county, id, MATTERS_VIEW_TASK, &h->at[h->n]);
    h->n += e == OK;
    h->hidden += e == ERR_NOT_FOUND;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err keep_own(struct ctx *cx, struct heap *h, int64_t account)
{
    struct ctx as = *cx; /* whose list it is; read alone */
    struct matter *own = NEW_N(cx->mem, struct matter, HOTLINE_CASES_MAX);
    int n = 0;
    as.actor = account;
    enum err e = matters_list_mine(&as, cx->county, 0, own, HOTLINE_CASES_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        e = keep(cx, h, own[i].id);
    return e;
}

static enum err keep_called(struct ctx *cx, struct heap *h, int64_t person)
{
    int64_t ids[20];
    int n = 0;
    {
        AUTO_ROWS rows = db_query(cx, &hotline_sql_calls_of, db_int("county", cx->county),
                                  db_int("person", person));
        while (n < (int)COUNT(ids) && db_next(&rows))
            ids[n++] = db_get_int(&rows, 0);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    enum err e = OK;
    for (int i = 0; !e && i < n; i++)
        e = keep(cx, h, ids[i]);
    return e;
}

/* Open before closed; of the same sort the newer first. */
static int by_need(const void *a, const void *b)
{
    const struct matter *x = a, *y = b;
    if (x->open != y->open)
        return x->open ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

enum err hotline_matters(struct ctx *cx, const struct hotline_caller *c, struct matter *out, int *n,
                         int *hidden)
{
    struct heap h = {.at = out};
    enum err e = OK;
    for (int i = 0; !e && i < c->n; i++) {
        e = keep_own(cx, &h, c->at[i].account);
        if (!e)
            e = keep_called(cx, &h, c->at[i].person);
    }
    if (e)
        return e;
    if (h.n)
        qsort(out, (size_t)h.n, sizeof *out, by_need);
    *n = h.n;
    *hidden = h.hidden;
    return OK;
}

/* ---- the caller as a person ------------------------------------------------ */

struct known {
    int64_t person;
    str name; /* in full: for the rule that finds the account */
};

static enum err make_known(struct ctx *cx, const struct hotline_who *who, struct known *out)
{
    struct person p;
    int64_t account;
    enum err e = resident_add(cx, cx->county, who->phone, who->name, &account);
    if (!e)
        e = person_of_account(cx, cx->county, account, &p);
    if (!e)
        *out = (struct known){p.id, p.name};
    return e;
}

/* The one chosen, the one of that name, or the only one where no name was said. */
static bool is_meant(const struct hotline_who *who, const struct person *p, int n)
{
    if (who->person)
        return p->id == who->person;
    return who->name.len ? str_eq(p->name, who->name) : n == 1;
}

static enum err know(struct ctx *cx, const struct hotline_who *who, struct known *out)
{
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    *out = (struct known){0};
    if (!who->phone.len)
        return OK;
    enum err e = accounts_of(cx, cx->county, who->phone, accounts, &n);
    for (int i = 0; !e && i < n; i++) {
        struct person p;
        e = person_of_account(cx, cx->county, accounts[i], &p);
        if (!e && is_meant(who, &p, n)) {
            *out = (struct known){p.id, p.name};
            return OK;
        }
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    if (e)
        return e;
    if (who->person)
        return ERR_NOT_FOUND; /* not of this number */
    if (n && !who->name.len)
        return fail_field(cx, "who", _("Several people share this number: choose who calls."));
    return make_known(cx, who, out);
}

static enum err log_call(struct ctx *cx, int64_t person, int64_t matter, const char *kind)
{
    if (!person)
        return OK;
    return db_exec(cx, NULL, &hotline_sql_call_insert, db_int("county", cx->county),
                   db_int("id", db_new_id(cx)), db_int("person", person), db_int("matter", matter),
                   db_word("kind", kind), db_int("account", cx->actor), db_int("now", cx->now));
}

/* ---- the same matter ------------------------------------------------------- */

struct called_args {
    const struct casefile *c;
    const struct hotline_who *who;
    bool same;
};

static enum err called_tx(struct ctx *cx, void *arg)
{
    const struct called_args *a = arg;
    const struct matter *m = &a->c->m;
    struct known k;
    enum err e = know(cx, a->who, &k);
    if (!e && !k.person)
        e = fail_field(cx, "phone", _("Write the number of the caller first."));
    if (!e && a->same)
        e = cases_add_follower(cx, a->c, k.person, true);
    if (!e)
        e = log_call(cx, k.person, m->id, a->same ? "same" : "asked");
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = a->same ? "hotline.same" : "hotline.asked",
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

enum err hotline_called(struct ctx *cx, const struct casefile *c, const struct hotline_who *who,
                        bool same)
{
    struct called_args a = {c, who, same};
    if (!may(cx, ACT_HOTLINE, c->m.scope, NO_ORG))
        return ERR_NOT_FOUND;
    return db_write(cx, called_tx, &a);
}

/* ---- a new matter ---------------------------------------------------------- */

struct register_args {
    const struct cases_report *in;
    const struct hotline_who *who;
    int64_t back;
    struct cases_receipt receipt; /* result */
};

static enum err end_back(struct ctx *cx, int64_t id)
{
    struct hotline_back b;
    enum err e = id ? hotline_back_find(cx, id, &b) : ERR_NOT_FOUND;
    if (e || b.state != HOTLINE_OPEN)
        return e == ERR_NOT_FOUND ? OK
                                  : e; /* a colleague was faster: the report counts all the same */
    return hotline_back_end(cx, &b, HOTLINE_REACHED);
}

static enum err register_tx(struct ctx *cx, void *arg)
{
    struct register_args *a = arg;
    struct cases_report in = *a->in;
    struct known k;
    enum err e = know(cx, a->who, &k);
    in.name = k.name;
    if (!e)
        e = end_back(cx, a->back); /* before the number, which whoever shares it waits for */
    if (!e)
        e = cases_open(cx, &in, &a->receipt);
    return e ? e : log_call(cx, k.person, a->receipt.id, "new");
}

enum err hotline_register(struct ctx *cx, const struct cases_report *in,
                          const struct hotline_who *who, int64_t back, struct cases_receipt *out)
{
    struct register_args a = {.in = in, .who = who, .back = back};
    if (!may(cx, ACT_CASES_ENTER, in->community, NO_ORG))
        return fail_field(cx, "where", _("Choose the community it concerns."));
    enum err e = db_write(cx, register_tx, &a);
    if (e)
        return e;
    str number = str_of(a.receipt.number);
    out->repeat = db_idem_repeat(cx, &number);
    out->id = a.receipt.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    return OK;
}

/* ---- whose word is awaited ------------------------------------------------- */

enum err hotline_silent(struct ctx *cx, struct matter *out, int max, int *n)
{
    struct posts_reach r;
    struct matter *some = NEW_N(cx->mem, struct matter, max);
    enum err e = OK;
    *n = 0;
    posts_reach(cx, ACT_CASES_HEAR, &r);
    for (int i = 0; !e && i < r.ranges; i++) {
        struct matters_list_filter f = {.county = cx->county,
                                        .lo = r.lo[i],
                                        .hi = r.hi[i],
                                        .kind = S("case"),
                                        .state = S("closed")};
        int got = 0;
        e = matters_list(cx, &f, some, max, &got);
        for (int k = 0; !e && k < got && *n < max; k++)
            if (some[k].word == MATTERS_NO_WORD)
                out[(*n)++] = some[k];
    }
    return e;
}
