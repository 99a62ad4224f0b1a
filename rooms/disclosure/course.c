/* course.c: what the flow of a publication asks and does: who may check, what becomes public and
 * cannot change any more, what is erased. */
#include "civic/people/people.h"
#include "rooms/disclosure/disclosure_own.h"
#include "rooms/disclosure/disclosure_sql.h"

#include <jansson.h>

/* ---- the bytes that are proved ------------------------------------------------ */

static json_t *text(str s)
{
    return json_stringn(s.len ? s.at : "", s.len);
}

static json_t *lines_json(const struct publication *p)
{
    json_t *all = json_array();
    for (int i = 0; i < p->n_lines; i++) {
        const struct disclosure_line *l = &p->lines[i];
        json_t *one = json_object();
        json_object_set_new(one, "side", json_string(disclosure_side_names[l->side]));
        json_object_set_new(one, "item", text(l->item));
        json_object_set_new(one, "amount_fen", json_integer(l->amount_fen));
        json_object_set_new(one, "note", text(l->note));
        json_array_append_new(all, one);
    }
    return all;
}

str disclosure_canonical(struct ctx *cx, const struct publication *p)
{
    json_t *j = json_object();
    json_object_set_new(j, "format", json_string("linli-publication-1"));
    json_object_set_new(j, "number", text(p->number));
    json_object_set_new(j, "place", json_integer(p->place));
    json_object_set_new(j, "item", text(p->item->code));
    json_object_set_new(j, "period", text(p->period));
    json_object_set_new(j, "version", json_integer(p->version));
    json_object_set_new(j, "title", text(p->title));
    json_object_set_new(j, "summary", text(p->gist));
    json_object_set_new(j, "body", text(p->body));
    json_object_set_new(j, "published", text(time_text(cx->mem, p->published_ms)));
    json_object_set_new(j, "checked", text(p->how));
    json_object_set_new(j, "lines", lines_json(p));
    if (p->has_opening)
        json_object_set_new(j, "opening_fen", json_integer(p->opening_fen));
    size_t len = json_dumpb(j, NULL, 0, JSON_COMPACT | JSON_SORT_KEYS);
    char *at = arena_alloc(cx->mem, len + 1);
    json_dumpb(j, at, len, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(j);
    return (str){at, len};
}

/* What the log promised, from the rows as they are now. */
static enum err bytes_again(struct ctx *cx, int64_t county, int64_t subject, int64_t leaf, str *out)
{
    struct publication p;
    (void)leaf;
    enum err e = disclosure_load(cx, county, subject, &p);
    if (!e && (!p.published_ms || p.over.len))
        return ERR_NOT_FOUND;
    if (!e)
        e = disclosure_lines(cx, &p);
    if (!e)
        *out = disclosure_canonical(cx, &p);
    return e;
}

const struct ledger_source disclosure_ledger[] = {{"publication", bytes_again, true}, {0}};

/* ---- guards ------------------------------------------------------------------- */

static enum err complete(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct publication p;
    (void)arg;
    enum err e = disclosure_load(cx, s->m->county, s->m->id, &p);
    if (!e)
        e = disclosure_lines(cx, &p);
    if (e)
        return e;
    if (!p.gist.len)
        return fail(cx, ERR_CONFLICT, _("Write first what one minute should tell."));
    if (!p.n_lines && !p.body.len)
        return fail(cx, ERR_CONFLICT, _("There is nothing in it yet: write lines or words."));
    return OK;
}

static enum err ask_check(struct ctx *cx, const struct matters_step *s, bool wanted)
{
    const struct disclosure_item *i = disclosure_item(cx, s->m->category);
    return i && i->check == wanted ? OK : fail(cx, ERR_DENIED, _("It takes another way."));
}

static enum err needs_check(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return ask_check(cx, s, true);
}

static enum err needs_no_check(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return ask_check(cx, s, false);
}

static enum err not_owed(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct publication p;
    (void)arg;
    enum err e = disclosure_load(cx, s->m->county, s->m->id, &p);
    if (e || !p.due_ms)
        return e;
    return fail(cx, ERR_CONFLICT,
                _("It has to be published. If nothing happened, say so and publish that."));
}

static enum err not_writer(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    AUTO_ROWS r = db_query(cx, &disclosure_sql_is_writer, db_int("county", s->m->county),
                           db_int("id", s->m->id), db_int("account", cx->actor));
    enum err e = db_one(&r);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e ? e : fail(cx, ERR_DENIED, _("Whoever has written in it does not check it."));
}

static enum err second_person(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct publication p;
    (void)arg;
    enum err e = disclosure_load(cx, s->m->county, s->m->id, &p);
    if (e || p.withdraw_by != cx->actor)
        return e;
    return fail(cx, ERR_DENIED, _("Withdrawing takes a second person."));
}

const struct matters_guard disclosure_guards[] = {{"complete", complete},
                                                  {"needs_check", needs_check},
                                                  {"needs_no_check", needs_no_check},
                                                  {"not_owed", not_owed},
                                                  {"not_writer", not_writer},
                                                  {"second_person", second_person},
                                                  {0}};

/* ---- effects ---------------------------------------------------------------------- */

static struct fact fact_of(const struct publication *p, const char *kind)
{
    return (struct fact){.county = p->county,
                         .place = p->place,
                         .scope = p->scope,
                         .subject_kind = "publication",
                         .subject = p->id,
                         .kind = kind,
                         .to = p->period,
                         .audience = FACTS_PUBLIC};
}

/* One correction of a publication becomes public, never two. */
static enum err take_its_place(struct ctx *cx, const struct publication *p)
{
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &disclosure_sql_replace, db_int("by", p->id),
                         db_int("county", p->county), db_int("id", p->replaces));
    return e || changed ? e
                        : fail(cx, ERR_CONFLICT, _("Another correction became public meanwhile."));
}

/* The leaf is of the words as this transaction finds them, so it is made in here. */
static enum err seal_words(struct ctx *cx, const struct publication *p)
{
    struct ledger_leaf leaf =
        ledger_leaf(cx, p->county, "publication", p->id, disclosure_canonical(cx, p));
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &disclosure_sql_publish, db_int("now", p->published_ms),
                db_text("how", p->how), db_int("by", cx->actor), db_int("object", p->object_ms),
                db_int("until", p->until_ms), db_blob("digest", seal_hash_bytes(&leaf.hash)),
                db_int("leaf", leaf.id), db_int("county", p->county), db_int("id", p->id));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("It is public already."));
    return e ? e : ledger_add(cx, &leaf);
}

static int64_t end_of_day(int64_t now, int days)
{
    return days ? ms_of_day(day_of_ms(now) + days + 1) - 1 : 0;
}

int64_t disclosure_until(const struct disclosure_item *i, int64_t now)
{
    int days = i->show_days;
    if (days && days < i->object_days)
        days = i->object_days;
    return end_of_day(now, days);
}

static enum err publish(struct ctx *cx, const struct matters_step *s, const char *how)
{
    struct publication p;
    enum err e = disclosure_load(cx, s->m->county, s->m->id, &p);
    if (!e)
        e = disclosure_lines(cx, &p);
    if (e)
        return e;
    p.published_ms = cx->now;
    p.how = str_of(how);
    p.object_ms = end_of_day(cx->now, p.item->object_days);
    p.until_ms = disclosure_until(p.item, cx->now);
    e = seal_words(cx, &p);
    if (!e && p.replaces)
        e = take_its_place(cx, &p);
    struct fact f = fact_of(&p, p.replaces ? "publication.corrected" : "publication.published");
    return e ? e : facts_add(cx, &f);
}

static enum err wait_on(struct ctx *cx, const struct matters_step *s, int64_t since)
{
    return db_exec(cx, NULL, &disclosure_sql_wait, db_int("now", since),
                   db_int("county", s->m->county), db_int("id", s->m->id));
}

static enum err wait_for_check(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return wait_on(cx, s, cx->now);
}

static enum err unwait(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return wait_on(cx, s, 0);
}

static enum err drop(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &disclosure_sql_over, db_word("over", "dropped"),
                   db_int("now", cx->now), db_int("county", s->m->county), db_int("id", s->m->id));
}

static enum err ask_withdrawal(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &disclosure_sql_ask_withdrawal, db_int("by", cx->actor),
                   db_text("reason", s->in->reason), db_int("county", s->m->county),
                   db_int("id", s->m->id));
}

static enum err forget_files(struct ctx *cx, const struct publication *p)
{
    struct media_file f[2 * DISCLOSURE_FILES_MAX];
    int n = 0;
    enum err e = media_list(cx, p->county, "disclosure", p->id, f, COUNT(f), &n);
    for (int i = 0; !e && i < n; i++) {
        if (f[i].released)
            e = media_withdraw(cx, p->county, f[i].id);
        if (!e)
            e = media_forget(cx, p->county, f[i].id);
    }
    return e;
}

/* The log keeps hash and reason, and that it was taken back. */
static enum err unseal_words(struct ctx *cx, const struct publication *p, const char *over)
{
    struct ledger_withdrawal w;
    str why = p->withdraw_reason.len ? p->withdraw_reason : str_of(over);
    enum err e = ledger_withdrawal(cx, p->county, p->leaf, why, &w);
    return e ? e : ledger_withdraw(cx, &w);
}

/* The words, the lines, the pictures and the salt: what is left proves nothing of what it said. */
static enum err erase_words(struct ctx *cx, const struct publication *p, const char *over)
{
    str title =
        str_fmt(cx->mem, "%.*s%.*s", STR_ARG(disclosure_period_text(cx->mem, LANG_ZH, p->period)),
                STR_ARG(p->item->name[LANG_ZH]));
    enum err e =
        db_exec(cx, NULL, &disclosure_sql_erase, db_text("title", title), db_word("over", over),
                db_int("now", cx->now), db_int("county", p->county), db_int("id", p->id));
    if (!e)
        e = db_exec(cx, NULL, &disclosure_sql_lines_drop, db_int("county", p->county),
                    db_int("id", p->id));
    if (!e)
        e = db_exec(cx, NULL, &disclosure_sql_findings_drop, db_int("county", p->county),
                    db_int("id", p->id));
    if (!e)
        e = unseal_words(cx, p, over);
    return e ? e : forget_files(cx, p);
}

static enum err finish(struct ctx *cx, const struct matters_step *s, const char *over,
                       const char *kind)
{
    struct publication p;
    enum err e = disclosure_load(cx, s->m->county, s->m->id, &p);
    if (!e)
        e = erase_words(cx, &p, over);
    struct fact f = fact_of(&p, kind);
    f.reason = p.withdraw_reason;
    return e ? e : facts_add(cx, &f);
}

static enum err erase(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return finish(cx, s, "withdrawn", "publication.withdrawn");
}

static enum err end(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return finish(cx, s, "ended", "publication.ended");
}

const struct matters_effect disclosure_effects[] = {{"publish", publish},
                                                    {"wait", wait_for_check},
                                                    {"unwait", unwait},
                                                    {"drop", drop},
                                                    {"ask_withdrawal", ask_withdrawal},
                                                    {"erase", erase},
                                                    {"end", end},
                                                    {0}};

/* ---- when it is due ------------------------------------------------------------------ */

enum err disclosure_limit(struct ctx *cx, const struct matter *m, const char *clock,
                          struct matters_limit *out)
{
    struct publication p;
    if (strcmp(clock, "publish") != 0)
        return ERR_NOT_FOUND;
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_due, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&r);
    p.due_ms = e ? 0 : db_get_int(&r, 0);
    if (e || !p.due_ms)
        return e ? e : ERR_NOT_FOUND;
    int64_t days = day_of_ms(p.due_ms) - day_of_ms(m->opened_ms);
    *out = (struct matters_limit){days > 0 ? days : 1, CALENDAR_DAY};
    return OK;
}

/* ---- steps ------------------------------------------------------------------------------ */

struct step_args {
    const struct publication *p;
    const struct disclosure_move *in;
    const struct media_public *public;
    int n_public;
    struct matter m; /* result */
};

static enum err keep_photos(struct ctx *cx, const struct step_args *a)
{
    enum err e = OK;
    for (int i = 0; !e && i < a->in->n_photos; i++) {
        struct media_new one = a->in->photos[i];
        one.file.room = S("disclosure");
        one.file.ref = a->p->id;
        one.file.role = S("paper");
        e = media_add(cx, &one);
    }
    return e;
}

static enum err step_tx(struct ctx *cx, void *arg)
{
    struct step_args *a = arg;
    enum err e = matters_load(cx, a->p->county, a->p->id, &a->m);
    if (e)
        return e;
    a->m.row_ver = a->in->seen;
    e = matters_move(cx, &a->m, a->in->move, &a->in->in);
    if (!e)
        e = keep_photos(cx, a);
    for (int i = 0; !e && i < a->n_public; i++)
        e = media_release(cx, &a->public[i]);
    if (!e && a->in->say.len)
        e = db_exec(cx, NULL, &disclosure_sql_note_put, db_int("county", a->p->county),
                    db_int("publication", a->p->id), db_int("id", db_new_id(cx)),
                    db_int("account", cx->actor), db_text("body", a->in->say),
                    db_int("now", cx->now));
    return e;
}

static bool publishes(const struct matter *m, const char *move)
{
    int i = flow_move_find(m->flow, str_of(move));
    for (int k = 0; i >= 0 && k < m->flow->moves[i].n_effects; k++)
        if (strcmp(m->flow->moves[i].effects[k].name, "publish") == 0)
            return true;
    return false;
}

static str blur_of(struct ctx *cx, const struct publication *p, int64_t media)
{
    AUTO_ROWS r =
        db_query(cx, &disclosure_sql_blurs, db_int("county", p->county), db_int("id", p->id));
    while (db_next(&r))
        if (db_get_int(&r, 0) == media)
            return db_keep_text(&r, 1);
    return STR_NONE;
}

/* What was signed stays private; the rest is made unreadable where the author said so. */
static enum err prepare_files(struct ctx *cx, const struct publication *p, struct media_public *out,
                              int *n)
{
    struct media_file f[2 * DISCLOSURE_FILES_MAX];
    struct child_shape shapes[40];
    int all = 0;
    enum err e = media_list(cx, p->county, "disclosure", p->id, f, COUNT(f), &all);
    for (int i = 0; !e && i < all && *n < DISCLOSURE_FILES_MAX; i++) {
        int k = 0;
        if (!str_is(f[i].role, "shown") || f[i].state != MEDIA_READY || f[i].released)
            continue;
        e = media_read_shapes(cx, blur_of(cx, p, f[i].id), shapes, &k);
        if (!e)
            e = media_prepare(cx, &f[i], shapes, k, &out[(*n)++]);
    }
    return e;
}

enum err disclosure_step(struct ctx *cx, struct publication *p, const struct disclosure_move *in)
{
    struct disclosure_move own = *in;
    struct media_public *public = NEW_N(cx->mem, struct media_public, DISCLOSURE_FILES_MAX);
    struct step_args a = {.p = p, .in = &own, .public = public};
    struct matter m;
    enum err e = matters_load(cx, p->county, p->id, &m);
    if (!e && publishes(&m, in->move)) {
        own.in.until_ms = disclosure_until(p->item, cx->now);
        e = prepare_files(cx, p, public, &a.n_public);
    }
    if (!e)
        e = db_write(cx, step_tx, &a);
    return e ? e : disclosure_load(cx, p->county, p->id, p);
}
