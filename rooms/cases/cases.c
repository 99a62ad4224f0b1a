/* cases.c: reporting and finding. What is then done with a case: cases_work.c. */
#include "rooms/cases/cases.h"

#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "civic/places/places.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/group.h"

/* ---- reporting --------------------------------------------------------- */

struct open_args {
    const struct cases_report *in;
    const struct category *category;
    const struct matters_new *matter;
    struct matters_opened opened; /* result */
};

static bool is_by_resident(const struct cases_report *in)
{
    return strcmp(in->source, "resident") == 0;
}

static struct db_arg measured(const char *name, const struct cases_spot *at, int64_t v)
{
    return at->measured ? db_int(name, v) : db_null(name);
}

static enum err insert_case(struct ctx *cx, const struct open_args *a, int64_t contact)
{
    const struct cases_report *in = a->in;
    const struct cases_spot *at = &in->spot;
    return db_exec(cx, NULL, &cases_sql_insert, db_int("county", in->county),
                   db_int("id", a->matter->id), db_int("scope", a->matter->scope),
                   db_word("number", ""), db_text("code", a->category->code),
                   db_int("rev", a->category->rev), db_text("body", in->body),
                   db_text("answers", in->answers), db_int("wants_private", in->wants_private),
                   db_int("may_contact", in->may_contact), db_int("contact", contact),
                   measured("lat", at, at->lat_u), measured("lon", at, at->lon_u),
                   measured("accuracy", at, at->accuracy_m), db_text("spot", at->words),
                   db_text("outside", in->outside), db_int("opened", a->matter->opened_ms),
                   db_int_or_null("facility", in->facility));
}

/* Whoever left a phone without signing in, and whoever staff know by name alone (out of a chat
 * group): a person of its own, sealed, with no account. */
static enum err add_contact(struct ctx *cx, const struct cases_report *in, int64_t reporter,
                            int64_t *id)
{
    struct person p = {.county = in->county, .name = in->name, .phone = in->phone};
    *id = 0;
    bool known = in->phone.len || (in->name.len && !is_by_resident(in));
    return known && !reporter ? person_add(cx, &p, id) : OK;
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    int64_t county = a->in->county, id = a->matter->id, contact;
    enum err e = matters_open(cx, a->matter, &a->opened);
    if (!e)
        e = add_contact(cx, a->in, a->matter->reporter, &contact);
    if (!e)
        e = insert_case(cx, a, contact);
    if (!e && a->in->facility)
        e = facility_reported(cx, county, a->in->facility);
    if (!e)
        e = cases_add_files(cx, &(struct matter){.county = county, .id = id}, a->in->files);
    if (!e && strcmp(a->in->source, "wechat") == 0)
        e = group_keep(cx, county, id, a->in->group);
    if (!e)
        e = matters_number(cx, a->matter, &a->opened);
    if (!e)
        e = db_exec(cx, NULL, &cases_sql_number, db_word("number", a->opened.number),
                    db_int("county", county), db_int("id", id));
    if (!e && a->in->sender)
        e = db_exec(cx, NULL, &cases_sql_sender_insert, db_int("county", county),
                    db_int("key", a->in->sender), db_word("number", a->opened.number),
                    db_int("case_id", id));
    if (!e && cx->idem)
        e = db_idem_result(cx, str_of(a->opened.number));
    return e;
}

/* Where the report belongs: the grid under the spot if there is one, else the community. */
static enum err locate(struct ctx *cx, const struct cases_report *in, int64_t *scope)
{
    struct place_hit hits[2];
    int n = 0;
    *scope = in->community;
    if (!in->spot.measured)
        return OK;
    enum err e = places_grid_at(cx, in->county, in->spot.lat_u, in->spot.lon_u, hits, 2, &n);
    if (!e && n)
        *scope = hits[0].code;
    return e;
}

/* One line for staff: the kind, and where. */
static str staff_title(struct ctx *cx, const struct category *c, const struct cases_spot *at)
{
    if (!at->words.len)
        return c->name;
    return str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(c->name), STR_ARG(at->words));
}

static unsigned flags_of(const struct cases_report *in, const struct category *c, bool signed_in)
{
    return (c->private || in->wants_private ? MATTERS_SENSITIVE : 0u) |
           (c->urgent || in->urgent ? MATTERS_URGENT : 0u) | (signed_in ? 0u : MATTERS_ANONYMOUS);
}

/* Of the accounts on a number the one of that name; a family number says whose report it is. */
static int64_t account_named(struct ctx *cx, int64_t county, const int64_t *accounts, int n,
                             str name)
{
    for (int i = 0; i < n; i++) {
        struct person p;
        if (!person_of_account(cx, county, accounts[i], &p) && str_eq(p.name, name))
            return accounts[i];
    }
    return n == 1 && !name.len ? accounts[0] : 0;
}

/* Signed in: the actor. Entered by staff with a number: that number's account, made if need be, so
 * that somebody without a smartphone is told and can answer by text. A number that a stranger typed
 * on a page proves nothing and stays a contact. */
static enum err reporter_of(struct ctx *cx, const struct cases_report *in, int64_t *account)
{
    struct seal_hash index;
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    *account = is_by_resident(in) ? cx->actor : 0;
    if (is_by_resident(in) || !in->phone.len || strcmp(in->source, "open311") == 0)
        return OK;
    index = people_phone_index(cx, in->phone);
    enum err e = phone_accounts(cx, in->county, seal_hash_bytes(&index), accounts, &n);
    if (e)
        return e;
    *account = account_named(cx, in->county, accounts, n, in->name);
    return *account ? OK : resident_add(cx, in->county, in->phone, in->name, account);
}

/* What somebody at a desk enters was heard by staff already: it need not be verified first, where
 * the flow knows the difference. */
static enum err start_of(struct ctx *cx, const struct cases_report *in, str flow, str *start)
{
    const struct flow *f;
    *start = STR_NONE;
    if (is_by_resident(in))
        return OK;
    enum err e = flow_current(cx, flow, &f);
    int i = e ? -1 : flow_state_find(f, S("accepting"));
    if (i >= 0 && f->starts >> i & 1)
        *start = S("accepting");
    return e;
}

static enum err prepare(struct ctx *cx, const struct cases_report *in, const struct category *c,
                        int64_t scope, struct matters_new *out)
{
    str start = STR_NONE;
    str flow = places_flow(cx, scope, "case");
    enum err e = start_of(cx, in, flow.len ? flow : S("case-full"), &start);
    if (e)
        return e;
    int64_t reporter;
    e = reporter_of(cx, in, &reporter);
    if (e)
        return e;
    str alias;
    e = places_alias(cx, place_above(scope, PLACE_COMMUNITY), &alias);
    if (e)
        return e;
    *out = (struct matters_new){
        .kind = "case",
        .flow = flow,
        .start = start,
        .county = in->county,
        .place = scope,
        .scope = scope,
        .category = c->code,
        .title = staff_title(cx, c, &in->spot),
        .source = str_of(in->source),
        .alias = alias,
        .flags = flags_of(in, c, reporter != 0),
        .reporter = reporter,
        .may_contact = in->may_contact,
        .subjects = in->subjects,
        .n_subjects = in->n_subjects,
        .opened_ms = in->opened_ms ? in->opened_ms : cx->now,
    };
    return matters_prepare(cx, out);
}

/* Checked here and not by pages alone: reports come by other doors too, and from positions that lie
 * in another place than the page did. Staff who take reports there take down what a caller says. */
static enum err is_open_there(struct ctx *cx, const struct cases_report *in, int64_t scope)
{
    str who, phone, hours;
    if (!is_by_resident(in) && may(cx, ACT_CASES_ENTER, scope, NO_ORG))
        return OK;
    enum err e = cases_reports_by(cx, in->county, scope, &who);
    if (e || who.len)
        return e;
    int64_t place = place_above(scope, PLACE_COMMUNITY);
    places_phone(cx, place, &phone, &hours);
    struct tr_arg args[] = {TR("place", places_name(cx, place)), TR("phone", phone)};
    return fail_args(cx, ERR_CONFLICT,
                     phone.len ? _("{place} does not take reports at the moment, so nothing was "
                                   "saved. Call {phone}, and somebody takes it down for you.")
                               : _("{place} does not take reports at the moment, so nothing was "
                                   "saved."),
                     args, COUNT(args));
}

static bool has_photo(const struct cases_files *files)
{
    for (int i = 0; files && i < files->n; i++)
        if (str_is(files->at[i].file.role, "report"))
            return true;
    return false;
}

static enum err may_report(struct ctx *cx, const struct cases_report *in, const struct category *c)
{
    if (str_is(c->evidence, "must") && is_by_resident(in) && !has_photo(in->files))
        return fail_field(cx, "photo", _("For this kind we need at least one photo."));
    if (!c->anonymous && !cx->actor && !in->phone.len)
        return fail_field(cx, "phone",
                          _("For this kind we need a phone number, so that we can ask you back."));
    return OK;
}

enum err cases_open(struct ctx *cx, const struct cases_report *in, struct cases_receipt *out)
{
    struct category category;
    struct matters_new matter;
    int64_t scope = 0;
    enum err e = cases_category_find(cx, in->county, in->code, &category);
    if (e == ERR_NOT_FOUND)
        return fail_field(cx, "code", _("This kind is no longer on the list. Choose another."));
    if (!e)
        e = may_report(cx, in, &category);
    if (!e)
        e = locate(cx, in, &scope);
    if (!e)
        e = is_open_there(cx, in, scope);
    if (!e)
        e = prepare(cx, in, &category, scope, &matter);
    if (e)
        return e;
    struct open_args a = {.in = in, .category = &category, .matter = &matter};
    e = db_write(cx, open_tx, &a);
    if (e)
        return e;
    str number = str_of(a.opened.number);
    out->repeat = db_idem_repeat(cx, &number);
    out->id = matter.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    snprintf(out->token, sizeof out->token, "%s", matter.token);
    return OK;
}

/* ---- finding ----------------------------------------------------------- */

enum err cases_load(struct ctx *cx, const struct matter *m, struct casefile *out)
{
    struct casefile c = {.m = *m};
    str code;
    int64_t rev;
    {
        AUTO_ROWS rows =
            db_query(cx, &cases_sql_find, db_int("county", m->county), db_int("id", m->id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        code = db_keep_text(&rows, 0);
        rev = db_get_int(&rows, 1);
        c.body = db_keep_text(&rows, 2);
        c.answers = db_keep_text(&rows, 3);
        c.wants_private = db_get_int(&rows, 4);
        c.may_contact = db_get_int(&rows, 5);
        c.contact = db_get_int(&rows, 6);
        c.shown = db_get_int(&rows, 7);
        c.public_text = db_keep_text(&rows, 8);
        c.reply = db_keep_text(&rows, 9);
        c.reply_org = db_get_int(&rows, 10);
        c.spot = (struct cases_spot){.words = db_keep_text(&rows, 14),
                                     .measured = !db_get_null(&rows, 11),
                                     .lat_u = db_get_int(&rows, 11),
                                     .lon_u = db_get_int(&rows, 12),
                                     .accuracy_m = db_get_int(&rows, 13)};
        c.outside = db_keep_text(&rows, 15);
        c.facility = db_get_int(&rows, 16);
        c.changed_ms = db_get_int(&rows, 17);
    }
    enum err e = cases_category_at(cx, m->county, code, rev, &c.category);
    if (e)
        return e;
    *out = c;
    return OK;
}

enum err cases_find(struct ctx *cx, int64_t county, str number, enum matters_view least,
                    struct casefile *out)
{
    struct matter m;
    enum err e = matters_by_number(cx, county, number, least, &m);
    return e ? e : cases_load(cx, &m, out);
}

enum err cases_by_token(struct ctx *cx, str token, struct casefile *out)
{
    struct matter m;
    enum err e = matters_by_token(cx, token, &m);
    return e ? e : cases_load(cx, &m, out);
}

enum err cases_of_facility(struct ctx *cx, int64_t county, int64_t facility, int64_t *out, int max,
                           int *n)
{
    AUTO_ROWS r = db_query(cx, &cases_sql_of_facility, db_int("county", county),
                           db_int("facility", facility), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&r))
        out[got++] = db_get_int(&r, 0);
    enum err e = db_end(&r);
    if (!e)
        *n = got;
    return e;
}

/* ---- words ------------------------------------------------------------- */

str cases_title(const struct casefile *c, enum lang lang, enum matters_view view)
{
    if (view <= MATTERS_VIEW_PUBLIC)
        return cases_category_plain(&c->category, lang);
    return view == MATTERS_VIEW_REPORTER ? cases_category_plain(&c->category, lang) : c->m.title;
}
