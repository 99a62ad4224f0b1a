/* mediation.c: writing a dispute down, finding it, taking a step. */
#include "rooms/mediation/mediation.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/mediation/mediation_own.h"
#include "rooms/mediation/mediation_sql.h"

const char *const mediation_kind_names[MEDIATION_KINDS] = {
    "neighbours", "family", "land", "damage", "debt", "wages", "property", "other"};
static const char *const labels[MEDIATION_KINDS] = {
    N_("Neighbours"),          N_("Marriage and family"), N_("Land, water and forest"),
    N_("Injury and damage"),   N_("Debts and contracts"), N_("Work and wages"),
    N_("Property management"), N_("Other dispute")};

const char *mediation_kind_label(str kind)
{
    for (int i = 0; i < MEDIATION_KINDS; i++)
        if (str_is(kind, mediation_kind_names[i]))
            return labels[i];
    return labels[MEDIATION_KINDS - 1];
}

/* ---- writing down -------------------------------------------------------- */

struct open_args {
    const struct mediation_new *in;
    const struct matters_new *matter;
    struct matters_opened opened; /* result */
};

static enum err add_party(struct ctx *cx, const struct open_args *a,
                          const struct mediation_party *p)
{
    struct person who = {.county = a->in->county, .name = p->name, .phone = p->phone};
    int64_t id = 0;
    enum err e = person_add(cx, &who, &id);
    return e ? e
             : db_exec(cx, NULL, &mediation_sql_party_insert, db_int("county", a->in->county),
                       db_int("id", a->matter->id), db_int("person", id),
                       db_int("other", p->other));
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    struct open_args *a = arg;
    const struct mediation_new *in = a->in;
    enum err e = matters_open(cx, a->matter, &a->opened);
    if (!e)
        e = db_exec(cx, NULL, &mediation_sql_insert, db_int("county", in->county),
                    db_int("id", a->matter->id), db_int("scope", a->matter->scope),
                    db_text("kind", in->kind), db_text("body", in->body),
                    db_int("people", in->people), db_int("now", cx->now));
    for (int i = 0; !e && i < in->n_parties; i++)
        e = add_party(cx, a, &in->party[i]);
    if (!e)
        e = matters_number(cx, a->matter, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, str_of(a->opened.number)) : e;
}

static bool has_side(const struct mediation_new *in, bool other)
{
    for (int i = 0; i < in->n_parties; i++)
        if (in->party[i].other == other && in->party[i].name.len)
            return true;
    return false;
}

static bool is_kind(str kind)
{
    for (int i = 0; i < MEDIATION_KINDS; i++)
        if (str_is(kind, mediation_kind_names[i]))
            return true;
    return false;
}

/* All that is missing is said at once. */
static enum err check_new(struct ctx *cx, const struct mediation_new *in)
{
    enum err e = OK;
    if (!is_kind(in->kind))
        e = fail_field(cx, "kind", _("Choose what it is about."));
    if (!in->body.len)
        e = fail_field(cx, "body", _("Say in a sentence or two what it is about."));
    if (!has_side(in, false))
        e = fail_field(cx, "one", _("Name one side."));
    if (!has_side(in, true))
        e = fail_field(cx, "other", _("Name the other side."));
    if (!in->place || !may(cx, ACT_MEDIATION_ENTER, in->place, NO_ORG))
        e = fail_field(cx, "place", _("Choose a place that you look after."));
    return e;
}

static enum err prepare(struct ctx *cx, const struct mediation_new *in, struct matters_new *out)
{
    str alias;
    enum err e = places_alias(cx, place_above(in->place, PLACE_COMMUNITY), &alias);
    if (e)
        return e;
    *out = (struct matters_new){.kind = "mediation",
                                .start = in->in_group ? S("at_group") : S("at_village"),
                                .county = in->county,
                                .place = in->place,
                                .scope = in->place,
                                .category = in->kind,
                                .title = tr(LANG_ZH, mediation_kind_label(in->kind)),
                                .source = S("worker"),
                                .alias = alias,
                                .flags = MATTERS_SENSITIVE,
                                .no_token = true};
    return matters_prepare(cx, out);
}

enum err mediation_open(struct ctx *cx, const struct mediation_new *in,
                        struct mediation_receipt *out)
{
    struct matters_new matter;
    struct mediation_new all = *in;
    if (all.people < all.n_parties)
        all.people = all.n_parties;
    enum err e = check_new(cx, &all);
    if (!e)
        e = prepare(cx, &all, &matter);
    if (e)
        return e;
    struct open_args a = {.in = &all, .matter = &matter};
    e = db_write(cx, open_tx, &a);
    if (e)
        return e;
    str number = str_of(a.opened.number);
    db_idem_repeat(cx, &number);
    out->id = matter.id;
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    return OK;
}

/* ---- finding --------------------------------------------------------------- */

enum err mediation_load(struct ctx *cx, const struct matter *m, struct mediation *out)
{
    AUTO_ROWS rows =
        db_query(cx, &mediation_sql_find, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct mediation){.m = *m,
                                  .kind = db_keep_text(&rows, 0),
                                  .body = db_keep_text(&rows, 1),
                                  .people = db_get_int(&rows, 2)};
    return e;
}

enum err mediation_find(struct ctx *cx, int64_t county, str number, struct mediation *out)
{
    struct matter m;
    enum err e = matters_by_number(cx, county, number, MATTERS_VIEW_TASK, &m);
    if (!e && !str_is(m.kind, "mediation"))
        return ERR_NOT_FOUND;
    return e ? e : mediation_load(cx, &m, out);
}

enum err mediation_parties(struct ctx *cx, const struct mediation *d,
                           struct mediation_party out[MEDIATION_PARTIES_MAX], int *n)
{
    int found = 0;
    {
        AUTO_ROWS rows = db_query(cx, &mediation_sql_parties, db_int("county", d->m.county),
                                  db_int("id", d->m.id), db_int("max", MEDIATION_PARTIES_MAX));
        while (found < MEDIATION_PARTIES_MAX && db_next(&rows))
            out[found++] = (struct mediation_party){.person = db_get_int(&rows, 0),
                                                    .other = db_get_int(&rows, 1)};
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    for (int i = 0; i < found; i++) {
        struct person p;
        enum err e = person_find(cx, d->m.county, out[i].person, &p);
        if (e)
            return e;
        p = people_masked(cx->mem, &p);
        out[i].name = p.name;
        out[i].phone = p.phone;
    }
    *n = found;
    return OK;
}

enum err mediation_handovers(struct ctx *cx, const struct mediation *d,
                             struct mediation_handover *out, int *n)
{
    AUTO_ROWS r = db_query(cx, &mediation_sql_handovers, db_int("county", d->m.county),
                           db_int("id", d->m.id), db_int("max", MEDIATION_HANDOVERS_MAX));
    *n = 0;
    while (*n < MEDIATION_HANDOVERS_MAX && db_next(&r))
        out[(*n)++] = (struct mediation_handover){.office = db_keep_text(&r, 0),
                                                  .receipt = db_keep_text(&r, 1),
                                                  .result = db_keep_text(&r, 2),
                                                  .handed_ms = db_get_int(&r, 3),
                                                  .receipt_ms = db_get_int(&r, 4),
                                                  .ended_ms = db_get_int(&r, 5)};
    return db_end(&r);
}

/* ---- steps ------------------------------------------------------------------ */

struct move_args {
    const struct mediation *d;
    const struct mediation_move *in;
    struct matter m; /* result */
};

static enum err keep_photos(struct ctx *cx, const struct move_args *a)
{
    enum err e = OK;
    for (int i = 0; !e && i < a->in->n_photos; i++) {
        struct media_new one = a->in->photos[i];
        one.file.county = a->m.county;
        one.file.room = S("mediation");
        one.file.ref = a->m.id;
        one.file.role = S("agreement");
        e = media_add(cx, &one);
    }
    return e;
}

static enum err move_tx(struct ctx *cx, void *arg)
{
    struct move_args *a = arg;
    a->m = a->d->m;
    a->m.row_ver = a->in->seen;
    enum err e = matters_move(cx, &a->m, a->in->move, &a->in->in);
    if (!e)
        e = keep_photos(cx, a);
    if (!e && a->in->say.len)
        e = db_exec(cx, NULL, &mediation_sql_note_insert, db_int("county", a->m.county),
                    db_int("mediation", a->m.id), db_int("id", db_new_id(cx)),
                    db_int("account", cx->actor), db_text("body", a->in->say),
                    db_int("now", cx->now));
    return e;
}

enum err mediation_move(struct ctx *cx, struct mediation *d, const struct mediation_move *in)
{
    struct move_args a = {.d = d, .in = in};
    str ignored;
    enum err e = db_write(cx, move_tx, &a);
    if (!e && !db_idem_repeat(cx, &ignored))
        d->m = a.m;
    return e;
}
