/* order.c: taking orders in, each once. */
#include "rooms/hotline/order.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/cases/guess.h"

/* ---- what a line means ---------------------------------------------------------- */

static void refuse(struct ctx *cx, struct order_line *l, const char *why)
{
    l->state = ORDER_REFUSED;
    l->why = tr(cx->lang, why);
}

/* Their word for it, else what the words of the order name, else what the system calls any other.
 */
static str code_of(const struct order_system *s, const struct categories *all,
                   const struct order *o)
{
    str any = STR_NONE;
    for (int i = 0; i < s->n_words; i++) {
        if (str_eq(s->words[i].theirs, o->field[ORDER_KIND]))
            return s->words[i].code;
        if (str_is(s->words[i].theirs, "*"))
            any = s->words[i].code;
    }
    str guessed = guess_kind(all, o->field[ORDER_KIND]);
    if (!guessed.len)
        guessed = guess_kind(all, o->field[ORDER_TITLE]);
    return guessed.len ? guessed : any;
}

static const struct category *named(const struct categories *all, str code)
{
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->at[i].code, code))
            return &all->at[i];
    return NULL;
}

static int64_t place_of(const struct guess_places *places, const struct order *o)
{
    static const enum order_field in_turn[] = {ORDER_PLACE, ORDER_SPOT, ORDER_TITLE, ORDER_BODY};
    int64_t code = 0;
    for (size_t i = 0; !code && i < COUNT(in_turn); i++)
        code = guess_place(places, o->field[in_turn[i]]);
    return code;
}

static enum err find_there(struct ctx *cx, const struct order_system *s, struct order_line *l)
{
    struct matter m;
    enum err e = matters_by_ref(cx, cx->county, s->code, l->o.field[ORDER_NUMBER], &m);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    l->state = ORDER_THERE;
    if (may(cx, ACT_CASES_READ, m.scope, NO_ORG))
        l->number = m.number;
    return OK;
}

static enum err understand(struct ctx *cx, const struct order_system *s,
                           const struct categories *all, const struct guess_places *places,
                           struct order_line *l)
{
    l->code = code_of(s, all, &l->o);
    l->community = place_of(places, &l->o);
    const struct category *c = named(all, l->code);
    l->kind = c ? cases_category_name(c, cx->lang) : STR_NONE;
    l->place = l->community ? places_name(cx, l->community) : STR_NONE;
    if (l->o.why) {
        refuse(cx, l, l->o.why);
        return OK;
    }
    if (!c)
        refuse(cx, l, N_("Its kind is not known: add it to the words of this system."));
    else if (!l->community)
        refuse(cx, l, N_("No community of yours is named in it."));
    else if (l->o.opened_ms > cx->now)
        refuse(cx, l, N_("It came in later than now."));
    return find_there(cx, s, l);
}

enum err order_preview(struct ctx *cx, const struct order_system *s, const struct sheets_table *t,
                       struct order_line **out, int *n)
{
    struct order *orders;
    struct categories all;
    struct guess_places *places = NEW(cx->mem, struct guess_places);
    int got = 0;
    enum err e = order_read(cx->mem, s, t, &orders, &got);
    if (!e)
        e = cases_category_list(cx, cx->county, &all);
    if (!e)
        e = guess_places_load(cx, places);
    if (e)
        return e;
    struct order_line *lines = NEW_N(cx->mem, struct order_line, got);
    for (int i = 0; !e && i < got; i++) {
        lines[i].o = orders[i];
        e = understand(cx, s, &all, places, &lines[i]);
    }
    *out = lines;
    *n = got;
    return e;
}

/* ---- taking them in --------------------------------------------------------------- */

struct take_args {
    const struct order_system *s;
    const struct order_line *l;
    struct cases_receipt receipt; /* result */
};

/* A number that is none is left out; what was said stays. */
static str phone_of(struct ctx *cx, str typed)
{
    struct people_phone phone;
    if (!typed.len || people_read_phone(typed, &phone) || phone.kind == PEOPLE_SERVICE)
        return STR_NONE;
    return str_keep(cx->mem, str_of(phone.text));
}

static str body_of(struct ctx *cx, const struct order *o)
{
    str title = o->field[ORDER_TITLE], body = o->field[ORDER_BODY];
    if (!title.len || !body.len || str_find(body, title) != SIZE_MAX)
        return body.len ? body : title;
    return str_fmt(cx->mem, "%.*s\n%.*s", STR_ARG(title), STR_ARG(body));
}

static enum err take_tx(struct ctx *cx, void *arg)
{
    struct take_args *a = arg;
    const struct order *o = &a->l->o;
    struct cases_report in = {.county = cx->county,
                              .community = a->l->community,
                              .code = a->l->code,
                              .source = str_z(cx->mem, a->s->source),
                              .body = body_of(cx, o),
                              .spot = {.words = o->field[ORDER_SPOT]},
                              .name = o->field[ORDER_NAME],
                              .phone = phone_of(cx, o->field[ORDER_PHONE]),
                              .opened_ms = o->opened_ms};
    if (!may(cx, ACT_CASES_ENTER, a->l->community, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = cases_open(cx, &in, &a->receipt);
    struct matters_ref r = {.county = cx->county,
                            .matter = a->receipt.id,
                            .system = a->s->code,
                            .number = o->field[ORDER_NUMBER],
                            .due_ms = o->due_ms,
                            .wins = a->s->wins,
                            .state = MATTERS_REF_ENTERED};
    return e ? e : matters_ref_add(cx, &r);
}

static enum err take(struct ctx *cx, const struct order_system *s, struct order_line *l)
{
    struct take_args a = {.s = s, .l = l};
    cx->failure = (struct failure){.fields = NULL};
    enum err e = db_write(cx, take_tx, &a);
    if (e == ERR_BUSY || e == ERR_FAULT)
        return e;
    if (!e) {
        l->number = str_fmt(cx->mem, "%s", a.receipt.number);
        return OK;
    }
    l->state = ORDER_REFUSED; /* a colleague was faster, or a rule of the place */
    l->why = cx->failure.fields     ? cx->failure.fields->text
             : cx->failure.text.len ? cx->failure.text
                                    : tr(cx->lang, _("It cannot be taken in here."));
    cx->failure = (struct failure){.fields = NULL};
    return OK;
}

enum err order_import(struct ctx *cx, const struct order_system *s, struct order_line *lines, int n,
                      struct order_counts *out)
{
    str via = cx->via;
    enum err e = OK;
    *out = (struct order_counts){0};
    cx->idem = NULL; /* a transaction per order; their number keeps each from coming twice */
    cx->via = S("import");
    for (int i = 0; !e && i < n; i++) {
        if (lines[i].state == ORDER_NEW)
            e = take(cx, s, &lines[i]);
        out->taken += lines[i].state == ORDER_NEW;
        out->there += lines[i].state == ORDER_THERE;
        out->refused += lines[i].state == ORDER_REFUSED;
    }
    cx->via = via;
    return e;
}
