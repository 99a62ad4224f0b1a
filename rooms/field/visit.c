/* visit.c: visits, and what is heard at them. */
#include "rooms/field/visit_own.h"

#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "kit/seal/seal.h"

const char *const visit_outcome_names[VISIT_OUTCOMES] = {"met", "nobody", "unwelcome"};
const char *const visit_outcome_labels[VISIT_OUTCOMES] = {
    N_("Spoke with them"), N_("Nobody opened"), N_("They wanted no visit")};

const char *const visit_what_names[CHANGES] = {"phone",    "moved",   "new",       "name",
                                               "relation", "address", "id-number", "other"};
const char *const visit_what_labels[CHANGES] = {
    N_("Another phone number"), N_("Moved away or died"),   N_("Somebody lives here too"),
    N_("The name is wrong"),    N_("How they are related"), N_("The address is wrong"),
    N_("The identity number"),  N_("Something else")};

enum err visit_form(struct ctx *cx, struct form *out)
{
    str why = STR_NONE;
    enum err e = forms_current(cx, S("visit"), out);
    return e == ERR_NOT_FOUND ? forms_read(cx->mem, visit_form_data, out, &why) : e;
}

/* ---- what was typed -------------------------------------------------------- */

static const struct resident *resident_of(const struct household *h, int64_t id)
{
    for (int i = 0; i < h->n; i++)
        if (h->residents[i].id == id)
            return &h->residents[i];
    return NULL;
}

static const struct home_question *question_of(const struct household *h, int64_t id)
{
    for (int i = 0; i < h->n_questions; i++)
        if (h->questions[i].id == id)
            return &h->questions[i];
    return NULL;
}

static enum err check_value(struct ctx *cx, const char *field, const struct visit_line *l)
{
    struct people_phone phone;
    struct people_id id;
    if (!l->said.len && l->what != CHANGE_MOVED)
        return fail_field(cx, field, _("Write how it is now."));
    if (l->what == CHANGE_PHONE && people_read_phone(l->said, &phone))
        return fail_field(cx, field, _("This is not a phone number."));
    if (l->what == CHANGE_ID_NUMBER && people_read_id(l->said, day_of_ms(cx->now), &id))
        return fail_field(cx, field,
                          _("This is not an identity number: eighteen characters, and the last one "
                            "checks the others."));
    return OK;
}

static enum err check_line(struct ctx *cx, const struct household *h, const struct visit_line *l)
{
    bool of_one = l->what == CHANGE_PHONE || l->what == CHANGE_MOVED || l->what == CHANGE_NAME ||
                  l->what == CHANGE_ID_NUMBER;
    if (of_one && !resident_of(h, l->resident))
        return fail_field(cx, "who", _("Choose whom it is about."));
    return check_value(cx, "said", l);
}

static enum visit_what what_of(enum home_question_kind kind)
{
    return kind == ASK_PHONE       ? CHANGE_PHONE
           : kind == ASK_ID_NUMBER ? CHANGE_ID_NUMBER
           : kind == ASK_RELATION  ? CHANGE_RELATION
                                   : CHANGE_OTHER;
}

/* A wrong answer is one more thing heard. */
static enum err add_answer(struct ctx *cx, const struct household *h,
                           const struct visit_question *a, struct visit_plan *p)
{
    const struct home_question *q = question_of(h, a->id);
    if (!q)
        return ERR_NOT_FOUND;
    if (a->answer != VISIT_WRONG)
        return OK;
    const char *field = str_z(cx->mem, str_fmt(cx->mem, "q-%lld", (long long)a->id));
    struct visit_line l = {.what = what_of(q->kind), .resident = q->resident, .said = a->said};
    if (!resident_of(h, l.resident) && l.what < CHANGE_OTHER)
        l.what = CHANGE_OTHER;
    if (p->n == VISIT_LINES_MAX)
        return fail_field(cx, field, _("That is too much for one visit. Save, and begin another."));
    p->lines[p->n++] = l;
    return check_value(cx, field, &l);
}

static enum err gather(struct ctx *cx, const struct visit_new *in, struct visit_plan *p)
{
    int64_t today = day_of_ms(cx->now);
    enum err e = OK;
    if (in->next_day && (in->next_day <= today || in->next_day > today + VISIT_NEXT_MOST_DAYS))
        e = fail_field(cx, "next_day", _("Choose a day after today, within a year."));
    for (int i = 0; i < in->n_lines && p->n < VISIT_LINES_MAX; i++) {
        enum err one = check_line(cx, &p->h, &in->lines[i]);
        p->lines[p->n++] = in->lines[i];
        e = e ? e : one;
    }
    for (int i = 0; i < in->n_questions; i++) {
        enum err one = add_answer(cx, &p->h, &in->questions[i], p);
        e = e ? e : one;
    }
    return e;
}

/* ---- before the write -------------------------------------------------------- */

static struct seal_where where(const char *table, const char *column, int64_t county, int64_t id)
{
    return (struct seal_where){.table = table, .column = column, .county = county, .id = id};
}

/* Sealed with the key of the one it is about, else of the head. */
static int64_t person_of(const struct household *h, int64_t resident)
{
    const struct resident *r = resident_of(h, resident);
    return r ? r->p.id : h->n ? h->residents[0].p.id : 0;
}

static enum err seal_one(struct ctx *cx, int64_t county, int64_t person, struct seal_where at,
                         str plain, str *out)
{
    *out = STR_NONE;
    return person && plain.len ? person_seal(cx, county, person, &at, plain, out) : OK;
}

static enum err seal_all(struct ctx *cx, const struct visit_new *in, struct visit_plan *p)
{
    p->person = person_of(&p->h, 0);
    enum err e = seal_one(cx, in->county, p->person, where("visits", "answers", in->county, p->id),
                          in->outcome == VISIT_MET ? in->answers : STR_NONE, &p->answers);
    for (int i = 0; !e && i < p->n; i++)
        e = seal_one(cx, in->county, person_of(&p->h, p->lines[i].resident),
                     where("household_change_lines", "said", in->county, p->change.id + i),
                     p->lines[i].said, &p->said[i]);
    return e;
}

static enum err prepare_change(struct ctx *cx, struct visit_plan *p)
{
    str alias;
    enum err e = places_alias(cx, place_above(p->h.scope, PLACE_COMMUNITY), &alias);
    if (e)
        return e;
    p->change = (struct matters_new){.kind = "household-change",
                                     .county = p->h.county,
                                     .place = p->h.scope,
                                     .scope = p->h.scope,
                                     .title = p->h.line,
                                     .source = S("worker"),
                                     .alias = alias,
                                     .reporter = cx->actor,
                                     .no_token = true,
                                     .opened_ms = cx->now};
    return matters_prepare(cx, &p->change);
}

/* ---- the write ----------------------------------------------------------------- */

static enum err keep_visit(struct ctx *cx, const struct visit_args *a)
{
    const struct visit_new *in = a->in;
    const struct visit_plan *p = a->p;
    int64_t day = day_of_ms(cx->now);
    enum err e =
        db_exec(cx, NULL, &visit_sql_insert, db_int("county", in->county), db_int("id", p->id),
                db_int("household", in->household), db_int("scope", p->h.scope),
                db_int("account", cx->actor), db_word("outcome", visit_outcome_names[in->outcome]),
                db_int("person", p->person), db_text("form", p->form),
                p->answers.len ? db_blob("answers", p->answers) : db_null("answers"),
                db_int("next_day", in->next_day), db_int("day", day), db_int("now", cx->now));
    if (!e && in->outcome == VISIT_MET)
        e = homes_visited(cx, in->county, in->household, day, in->next_day);
    if (e)
        return e;
    return facts_add(cx, &(struct fact){.county = in->county,
                                        .place = p->h.scope,
                                        .scope = p->h.scope,
                                        .subject_kind = "household",
                                        .subject = in->household,
                                        .kind = "home.looked_in",
                                        .to = str_of(visit_outcome_names[in->outcome]),
                                        .audience = FACTS_STAFF});
}

static enum err keep_answers(struct ctx *cx, const struct visit_new *in)
{
    enum err e = OK;
    for (int i = 0; !e && i < in->n_questions; i++)
        if (in->questions[i].answer != VISIT_NOT_KNOWN)
            e = homes_answered(cx, in->county, in->household, in->questions[i].id);
    return e;
}

static enum err keep_change(struct ctx *cx, const struct visit_args *a, struct matters_opened *out)
{
    const struct visit_plan *p = a->p;
    int64_t county = a->in->county, id = p->change.id;
    enum err e = matters_open(cx, &p->change, out);
    if (!e)
        e = db_exec(cx, NULL, &visit_sql_change_insert, db_int("county", county), db_int("id", id),
                    db_int("household", a->in->household), db_int("scope", p->h.scope),
                    db_int("account", cx->actor), db_int("now", cx->now));
    for (int i = 0; !e && i < p->n; i++)
        e = db_exec(cx, NULL, &visit_sql_line_insert, db_int("county", county),
                    db_int("change_id", id), db_int("no", i),
                    db_word("what", visit_what_names[p->lines[i].what]),
                    db_int("resident", p->lines[i].resident),
                    db_int("person", person_of(&p->h, p->lines[i].resident)),
                    p->said[i].len ? db_blob("said", p->said[i]) : db_null("said"));
    if (!e)
        e = matters_number(cx, &p->change, out);
    if (!e)
        e = db_exec(cx, NULL, &visit_sql_change_number, db_word("number", out->number),
                    db_int("county", county), db_int("id", id));
    return e;
}

static enum err save_tx(struct ctx *cx, void *arg)
{
    struct visit_args *a = arg;
    struct household now;
    a->opened = (struct matters_opened){.id = 0};
    enum err e = homes_find(cx, a->in->county, a->in->household, &now);
    if (!e && !may(cx, ACT_FIELD, now.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    if (!e)
        e = keep_visit(cx, a);
    if (!e)
        e = keep_answers(cx, a->in);
    if (!e && a->p->n)
        e = keep_change(cx, a, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, S("/field/visits?saved=1")) : e;
}

enum err visit_save(struct ctx *cx, const struct visit_new *in, str *number)
{
    struct visit_plan *p = NEW(cx->mem, struct visit_plan);
    struct visit_args a = {.in = in, .p = p};
    struct form form;
    p->id = db_new_id(cx);
    enum err e = homes_find(cx, in->county, in->household, &p->h);
    if (!e)
        e = gather(cx, in, p);
    if (!e)
        e = visit_form(cx, &form);
    if (!e && p->n)
        e = prepare_change(cx, p);
    if (!e)
        e = seal_all(cx, in, p);
    if (e)
        return e;
    p->form = str_of(form.hash);
    e = db_write(cx, save_tx, &a);
    if (!e)
        *number = str_keep(cx->mem, str_of(a.opened.number));
    return e;
}

/* ---- what was said before --------------------------------------------------------- */

enum err visit_list(struct ctx *cx, const struct household *h, struct visit_past *out, int max,
                    int *n)
{
    int found = 0;
    enum { MOST = 20 };
    int64_t person[MOST];
    str sealed[MOST];
    max = max < MOST ? max : MOST;
    {
        AUTO_ROWS r = db_query(cx, &visit_sql_of, db_int("county", h->county),
                               db_int("household", h->id), db_int("max", max));
        for (; found < max && db_next(&r); found++) {
            out[found] = (struct visit_past){
                .id = db_get_int(&r, 0),
                .account = db_get_int(&r, 1),
                .outcome = db_get_enum(&r, 2, visit_outcome_names, VISIT_OUTCOMES),
                .form = db_keep_text(&r, 4),
                .next_day = db_get_int(&r, 6),
                .day = db_get_int(&r, 7),
                .at_ms = db_get_int(&r, 8)};
            person[found] = db_get_int(&r, 3);
            sealed[found] = str_keep(cx->mem, db_get_blob(&r, 5));
        }
        enum err e = db_end(&r);
        if (e)
            return e;
    }
    for (int i = 0; i < found; i++) {
        struct seal_where at = where("visits", "answers", h->county, out[i].id);
        if (sealed[i].len &&
            person_unseal(cx, h->county, person[i], &at, sealed[i], &out[i].answers) == ERR_FAULT)
            return ERR_FAULT;
    }
    *n = found;
    return OK;
}
