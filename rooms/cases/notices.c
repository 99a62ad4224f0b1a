/* notices.c: what reporters and followers of a case are told, and the answers they send back.
 * The texts are complete without a link; the one that asks takes 1, 2 or 3 as the resident's word.
 */
#include "rooms/cases/cases_own.h"

#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"

enum { PEOPLE_MOST = 64 };

/* ---- the answer -------------------------------------------------------- */

static enum err take_word(struct ctx *cx, const struct notice *n, int answer)
{
    static const enum matters_word words[] = {MATTERS_NO_WORD, MATTERS_YES, MATTERS_IN_PART,
                                              MATTERS_NOT};
    struct matter m;
    struct casefile c;
    enum err e = matters_find(cx, n->county, n->ref, MATTERS_VIEW_REPORTER, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    return e ? e : cases_say(cx, &c, words[answer], 0, STR_NONE, STR_NONE);
}

enum kind { CLOSED, HANDED, DECLINED, HELD, OUT_FAILED, OUT_DONE, KINDS };
const struct notices_kind cases_notices[] = {
    [CLOSED] =
        {
            .name = "cases.closed",
            .label = N_("When something I reported is done"),
            .text = N_(
                "{title} is done, says {who}. Reply 1 solved, 2 partly, 3 not solved ({number})"),
            .when = NOTICES_SOON,
            .reply = take_word,
        },
    [HANDED] =
        {
            .name = "cases.handed",
            .label = N_("When something I reported is handed on"),
            .text = N_("{title} is now with {who} ({number})"),
            .when = NOTICES_DIGEST,
        },
    [DECLINED] =
        {
            .name = "cases.declined",
            .label = N_("When something I reported is not accepted"),
            .text = N_("{title} was not accepted. Questions: {phone} ({number})"),
            .when = NOTICES_SOON,
        },
    [HELD] =
        {
            .name = "cases.held",
            .label = N_("When something I reported is put aside"),
            .text = N_("{title} is put aside until {day} ({number})"),
            .when = NOTICES_DIGEST,
        },
    [OUT_FAILED] =
        {
            .name = "handover.failed",
            .text = N_("{number} could not be handed to {title}: its page says why"),
            .when = NOTICES_SOON,
        },
    [OUT_DONE] =
        {
            .name = "handover.done",
            .text = N_("{title} has closed {number}: see what they say and go on"),
            .when = NOTICES_SOON,
        },
    [KINDS] = {0},
};

/* ---- telling ----------------------------------------------------------- */

static const struct notices_kind *kind_of(const struct matter *m)
{
    switch (matters_shown(m)) {
    case MATTERS_SHOWN_YOUR_WORD:
        return &cases_notices[CLOSED];
    case MATTERS_SHOWN_HANDED:
        return &cases_notices[HANDED];
    case MATTERS_SHOWN_DECLINED:
        return &cases_notices[DECLINED];
    case MATTERS_SHOWN_HELD:
        return &cases_notices[HELD];
    default:
        return NULL;
    }
}

struct telling {
    const struct casefile *c;
    const struct notices_kind *kind;
    int64_t fact;
    struct tr_arg args[5];
};

static enum err tell_one(struct ctx *cx, const struct telling *t, int64_t account, str phone)
{
    const struct matter *m = &t->c->m;
    struct notice_new n = {.county = m->county,
                           .account = account,
                           .phone = phone,
                           .kind = t->kind->name,
                           .ref = m->id,
                           .number = m->number,
                           .fact = t->fact,
                           .args = t->args,
                           .n_args = COUNT(t->args)};
    str slug = places_slug(cx, place_above(m->scope, PLACE_COMMUNITY));
    n.address = str_fmt(cx->mem, "/c/%.*s/cases/%.*s", STR_ARG(slug), STR_ARG(m->number));
    return notices_tell(cx, &n);
}

/* Numbers left without an account: the reporter's, and those of followers. */
static enum err tell_numbers(struct ctx *cx, const struct telling *t)
{
    int64_t persons[PEOPLE_MOST];
    int n = 0;
    if (t->c->contact)
        persons[n++] = t->c->contact;
    {
        AUTO_ROWS rows = db_query(cx, &cases_sql_followers, db_int("county", t->c->m.county),
                                  db_int("case_id", t->c->m.id));
        while (n < PEOPLE_MOST && db_next(&rows))
            persons[n++] = db_get_int(&rows, 0);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    for (int i = 0; i < n; i++) {
        struct person p;
        enum err e = person_find(cx, t->c->m.county, persons[i], &p);
        if (e == ERR_NOT_FOUND || (!e && !p.phone.len))
            continue; /* counted, but left no number; or erased since */
        if (!e)
            e = tell_one(cx, t, 0, p.phone);
        if (e)
            return e;
    }
    return OK;
}

static enum err tell_accounts(struct ctx *cx, const struct telling *t)
{
    struct matters_person people[PEOPLE_MOST];
    int n = 0;
    enum err e = matters_people(cx, &t->c->m, people, PEOPLE_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (people[i].account && people[i].as != MATTERS_SUBJECT)
            e = tell_one(cx, t, people[i].account, STR_NONE);
    return e;
}

static void fill_args(struct ctx *cx, struct telling *t)
{
    const struct casefile *c = t->c;
    struct org o;
    str phone, hours, where = c->spot.words;
    int64_t community = place_above(c->m.scope, PLACE_COMMUNITY);
    str who = c->m.lead_org && org_find(cx, c->m.county, c->m.lead_org, &o) == OK
                  ? o.name
                  : places_name(cx, community);
    str title = cases_category_plain(&c->category, cx->lang);
    places_phone(cx, community, &phone, &hours);
    if (where.len)
        title = str_fmt(cx->mem, "%.*s%.*s", STR_ARG(where), STR_ARG(title));
    t->args[0] = TR("title", title);
    t->args[1] = TR("who", who);
    t->args[2] = TR("number", c->m.number);
    t->args[3] = TR("phone", phone);
    t->args[4] = TR("day", frame_day_text(cx->mem, cx->lang, c->m.until_ms, cx->now));
}

/* After each move, of the state the matter is in now: if it has moved on meanwhile, the next fact
 * tells what matters. */
static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    struct casefile c;
    struct telling t = {.c = &c, .fact = f->id};
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND ||
        (!e && (!str_is(m.kind, "case") || !str_eq(m.state, f->to) || str_eq(f->from, f->to))))
        return OK;
    t.kind = e ? NULL : kind_of(&m);
    if (e || !t.kind)
        return e;
    e = cases_load(cx, &m, &c);
    if (e)
        return e;
    fill_args(cx, &t);
    e = tell_accounts(cx, &t);
    return e ? e : tell_numbers(cx, &t);
}

static const char *const moved[] = {"matter.moved", NULL};
const struct facts_subscriber cases_subscriber = {
    .name = "cases.notices", .kinds = moved, .take = take};
