/* ask.c: a question about a publication or one line of it, an objection against it, and the answer.
 */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_own.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/mask.h"

enum { QUESTIONS_MOST = 200 };

/* ---- asking ---------------------------------------------------------------------- */

struct ask_args {
    const struct question_new *in;
    const struct matters_new *matter;
    str body;
    struct matters_opened opened; /* result */
};

static enum err ask_tx(struct ctx *cx, void *arg)
{
    struct ask_args *a = arg;
    enum err e = matters_open(cx, a->matter, &a->opened);
    if (!e)
        e = db_exec(cx, NULL, &disclosure_sql_question_add, db_int("county", a->in->county),
                    db_int("id", a->matter->id), db_int("publication", a->in->publication),
                    db_int("line", a->in->line), db_int("objection", a->in->objection),
                    db_int("open", a->in->open_wish), db_text("body", a->body),
                    db_int("now", cx->now));
    if (!e)
        e = matters_number(cx, a->matter, &a->opened);
    return !e && cx->idem ? db_idem_result(cx, str_of(a->opened.number)) : e;
}

static enum err check_question(struct ctx *cx, const struct question_new *in,
                               const struct publication *p)
{
    enum err e = OK;
    if (!in->body.len)
        e = fail_field(cx, "body", _("Say in a sentence what you would like to know."));
    if (in->line < 0 || in->line > p->n_lines)
        e = fail_field(cx, "line", _("There is no such line."));
    if (in->objection && p->object_ms < cx->now)
        e = fail_field(cx, "objection",
                       _("The time for objections is over. Ask a question instead."));
    return e;
}

static enum err prepare(struct ctx *cx, const struct question_new *in, const struct publication *p,
                        struct matters_new *out)
{
    str alias;
    enum err e = places_alias(cx, p->scope, &alias);
    if (e)
        return e;
    *out = (struct matters_new){.kind = "publication_question",
                                .start = in->objection ? S("objected") : S("asked"),
                                .county = in->county,
                                .place = p->place,
                                .scope = p->scope,
                                .category = p->item->code,
                                .title = p->title,
                                .source = S("resident"),
                                .alias = alias,
                                .flags = MATTERS_SENSITIVE,
                                .reporter = cx->actor};
    return matters_prepare(cx, out);
}

/* A question may stand in public one day: it is masked like everything else here. */
static str clean_body(struct ctx *cx, str body)
{
    struct mask_finds *found = NEW(cx->mem, struct mask_finds);
    struct mask_how how = {.today = day_of_ms(cx->now)};
    return mask_text(cx->mem, body, &how, found);
}

enum err disclosure_ask(struct ctx *cx, const struct question_new *in, struct question_receipt *out)
{
    struct publication p;
    struct matters_new matter;
    enum err e = disclosure_load(cx, in->county, in->publication, &p);
    if (!e && (!p.published_ms || p.over.len))
        return ERR_NOT_FOUND;
    if (!e)
        e = disclosure_lines(cx, &p);
    if (!e)
        e = check_question(cx, in, &p);
    if (!e)
        e = prepare(cx, in, &p, &matter);
    if (e)
        return e;
    struct ask_args a = {.in = in, .matter = &matter, .body = clean_body(cx, in->body)};
    e = db_write(cx, ask_tx, &a);
    if (e)
        return e;
    str number = str_of(a.opened.number);
    db_idem_repeat(cx, &number);
    snprintf(out->number, sizeof out->number, "%.*s", STR_ARG(number));
    snprintf(out->token, sizeof out->token, "%s", matter.token);
    return OK;
}

/* ---- reading ------------------------------------------------------------------------ */

static enum err load_question(struct ctx *cx, const struct matter *m, struct question *out)
{
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_question, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&r);
    if (!e)
        *out = (struct question){.m = *m,
                                 .publication = db_get_int(&r, 0),
                                 .line = (int)db_get_int(&r, 1),
                                 .objection = db_get_int(&r, 2),
                                 .open_wish = db_get_int(&r, 3),
                                 .body = db_keep_text(&r, 4),
                                 .answer = db_keep_text(&r, 5),
                                 .open_answer = db_get_int(&r, 6),
                                 .asked_ms = db_get_int(&r, 7),
                                 .answered_ms = db_get_int(&r, 8),
                                 .answered_by = db_get_int(&r, 9)};
    return e;
}

enum err disclosure_question(struct ctx *cx, int64_t county, str number, str token,
                             struct question *out)
{
    struct matter m;
    enum err e = token.len ? matters_by_token(cx, token, &m)
                           : matters_by_number(cx, county, number, MATTERS_VIEW_REPORTER, &m);
    if (!e && (!str_is(m.kind, "publication_question") || !str_eq(m.number, number)))
        return ERR_NOT_FOUND;
    return e ? e : load_question(cx, &m, out);
}

static enum err list_ids(struct ctx *cx, const struct publication *p, int64_t *ids, int *n)
{
    AUTO_ROWS r = db_query(cx, &disclosure_sql_questions, db_int("county", p->county),
                           db_int("publication", p->id), db_int("max", QUESTIONS_MOST));
    while (*n < QUESTIONS_MOST && db_next(&r))
        ids[(*n)++] = db_get_int(&r, 0);
    return db_end(&r);
}

enum err disclosure_questions(struct ctx *cx, const struct publication *p, struct question *out,
                              int max, int *n, int *waiting)
{
    int64_t ids[QUESTIONS_MOST];
    int all = 0, got = 0;
    enum err e = list_ids(cx, p, ids, &all);
    *waiting = 0;
    for (int i = 0; !e && i < all && got < max; i++) {
        struct matter m = {.county = p->county, .id = ids[i]};
        e = load_question(cx, &m, &out[got]);
        if (e)
            break;
        *waiting += !out[got].answered_ms;
        got += out[got].answered_ms && out[got].open_answer;
    }
    *n = got;
    return e;
}

/* ---- answering -------------------------------------------------------------------------- */

static enum err may_be_public(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct question q;
    (void)arg;
    enum err e = load_question(cx, s->m, &q);
    if (e || q.open_wish)
        return e;
    return fail(cx, ERR_DENIED, _("Whoever asked wants the answer for themselves alone."));
}

const struct matters_guard question_guards[] = {{"may_be_public", may_be_public}, {0}};

static enum err keep_answer(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    return db_exec(cx, NULL, &disclosure_sql_answer, db_text("answer", s->in->text),
                   db_int("open", strcmp(arg, "public") == 0), db_int("now", cx->now),
                   db_int("by", cx->actor), db_int("county", s->m->county), db_int("id", s->m->id));
}

const struct matters_effect question_effects[] = {{"keep_answer", keep_answer}, {0}};

struct answer_args {
    struct matter m;
    const char *move;
    struct matters_input in;
};

static enum err answer_tx(struct ctx *cx, void *arg)
{
    struct answer_args *a = arg;
    struct matter m = a->m;
    return matters_move(cx, &m, a->move, &a->in);
}

enum err disclosure_answer(struct ctx *cx, struct question *q, const char *move, int64_t seen,
                           str say)
{
    struct answer_args a = {.m = q->m, .move = move, .in = {.text = clean_body(cx, say)}};
    a.m.row_ver = seen;
    enum err e = db_write(cx, answer_tx, &a);
    struct matter m;
    if (!e)
        e = matters_load(cx, q->m.county, q->m.id, &m);
    return e ? e : load_question(cx, &m, q);
}
