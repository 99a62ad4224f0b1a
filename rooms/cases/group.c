/* group.c: what a group waits for, in words that may stand in it. */
#include "rooms/cases/group.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/group_sql.h"

enum err group_keep(struct ctx *cx, int64_t county, int64_t id, str name)
{
    return db_exec(cx, NULL, &group_sql_insert, db_int("county", county), db_int("case_id", id),
                   db_text("name", name), db_int("account", cx->actor));
}

/* ---- the words --------------------------------------------------------- */

static bool is_sensitive(const struct matter *m)
{
    return m->flags & MATTERS_SENSITIVE;
}

static bool is_over(const struct matter *m)
{
    return !m->open || is_sensitive(m);
}

/* What it says where it is on its way. */
static const char *words_on_the_way(enum matters_shown s, bool dated)
{
    switch (s) {
    case MATTERS_SHOWN_HANDED:
        return dated ? _("What this group reported ({place}, {kind}, number {number}) is with "
                         "{who} now, who answers by {when}.")
                     : _("What this group reported ({place}, {kind}, number {number}) is with "
                         "{who} now.");
    case MATTERS_SHOWN_HANDLING:
        return _("What this group reported ({place}, {kind}, number {number}) is being worked on.");
    case MATTERS_SHOWN_HELD:
        return _("What this group reported ({place}, {kind}, number {number}) is put aside until "
                 "{until}.");
    default:
        return _("What this group reported ({place}, {kind}) is registered under the number "
                 "{number}. How it goes on is told here.");
    }
}

static const char *words_at_the_end(enum matters_shown s, bool answered)
{
    switch (s) {
    case MATTERS_SHOWN_DECLINED:
        return _("What this group reported ({place}, {kind}, number {number}) was not accepted. "
                 "Whoever reported it hears the reason.");
    case MATTERS_SHOWN_VOID:
    case MATTERS_SHOWN_MERGED:
        return _("What this group reported ({place}, {kind}, number {number}) is handled together "
                 "with another report.");
    default:
        return answered ? _("What this group reported ({place}, {kind}, number {number}) is "
                            "finished: {reply}")
                        : _("What this group reported ({place}, {kind}, number {number}) is "
                            "finished. Whoever reported it is told how.");
    }
}

static const char *words_of(const struct casefile *c, bool dated)
{
    const struct matter *m = &c->m;
    if (is_sensitive(m))
        return _("Your report is received under the number {number}. Whoever reported it is told "
                 "how it goes, not this group.");
    return m->open ? words_on_the_way(matters_shown(m), dated)
                   : words_at_the_end(matters_shown(m), c->shown && c->reply.len);
}

enum err group_reply(struct ctx *cx, const struct casefile *c, str *out)
{
    struct matters_clock k;
    struct org o;
    str who = STR_NONE;
    enum err e = cases_clock(cx, &c->m, &k);
    if (e)
        return e;
    if (c->m.lead_org && org_find(cx, c->m.county, c->m.lead_org, &o) == OK)
        who = o.name;
    struct tr_arg args[] = {TR("place", places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY))),
                            TR("kind", cases_category_plain(&c->category, cx->lang)),
                            TR("number", c->m.number),
                            TR("who", who),
                            TR("reply", c->reply),
                            TR("when", frame_day_text(cx->mem, cx->lang, k.due_ms, cx->now)),
                            TR("until", frame_day_text(cx->mem, cx->lang, c->m.until_ms, cx->now))};
    *out = tr_fill(cx->mem, cx->lang, words_of(c, k.due_ms > 0), args, COUNT(args));
    return OK;
}

/* ---- the list ---------------------------------------------------------- */

struct row {
    int64_t id, told_ms, seen;
    str name, told;
};

static enum err read_rows(struct ctx *cx, struct row *out, int *n)
{
    struct posts_reach r;
    posts_reach(cx, ACT_CASES_ENTER, &r);
    AUTO_ROWS rows = db_query(cx, &group_sql_open, db_int("county", cx->county),
                              POSTS_RANGE_ARGS(r), db_int("max", GROUP_LINES_MAX));
    for (*n = 0; *n < GROUP_LINES_MAX && db_next(&rows); ++*n)
        out[*n] = (struct row){.id = db_get_int(&rows, 0),
                               .name = db_keep_text(&rows, 1),
                               .told = db_keep_text(&rows, 2),
                               .told_ms = db_get_int(&rows, 3),
                               .seen = db_get_int(&rows, 4)};
    return db_end(&rows);
}

static enum err fill(struct ctx *cx, const struct row *r, struct group_line *out)
{
    struct matter m;
    enum err e = matters_find(cx, cx->county, r->id, MATTERS_VIEW_TASK, &m);
    if (!e)
        e = cases_load(cx, &m, &out->c);
    if (e)
        return e;
    out->group = r->name;
    out->told = r->told;
    out->told_ms = r->told_ms;
    out->seen = r->seen;
    out->waits = !str_is(r->told, matters_shown_names[matters_shown(&m)]);
    str slug = places_slug(cx, place_above(m.scope, PLACE_COMMUNITY));
    if (out->c.shown && !is_sensitive(&m))
        out->picture =
            str_fmt(cx->mem, "/c/%.*s/cases/%.*s/picture.png", STR_ARG(slug), STR_ARG(m.number));
    return group_reply(cx, &out->c, &out->reply);
}

enum err group_list(struct ctx *cx, struct group_line **out, int *n)
{
    struct row *rows = NEW_N(cx->mem, struct row, GROUP_LINES_MAX);
    struct group_line *lines = NEW_N(cx->mem, struct group_line, GROUP_LINES_MAX);
    int got = 0, at = 0;
    enum err e = read_rows(cx, rows, &got);
    for (int i = 0; !e && i < got; i++) {
        e = fill(cx, &rows[i], &lines[at]);
        at += e == OK;
        e = e == ERR_NOT_FOUND ? OK : e; /* private, and not this reader's */
    }
    *out = lines;
    *n = e ? 0 : at;
    return e;
}

/* ---- told -------------------------------------------------------------- */

struct told_args {
    const struct casefile *c;
    int64_t seen;
};

static enum err told_tx(struct ctx *cx, void *arg)
{
    const struct told_args *a = arg;
    const struct matter *m = &a->c->m;
    const char *shown = matters_shown_names[matters_shown(m)];
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &group_sql_told, db_word("told", shown), db_int("now", cx->now),
                db_int("account", cx->actor), db_int("done", is_over(m)),
                db_int("county", m->county), db_int("case_id", m->id), db_int("seen", a->seen));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("A colleague has just told the group."));
    if (!may(cx, ACT_CASES_ENTER, m->scope, NO_ORG))
        return ERR_NOT_FOUND;
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = "case.group_told",
                     .to = str_of(shown),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err group_told(struct ctx *cx, const struct casefile *c, int64_t seen)
{
    struct told_args a = {c, seen};
    return db_write(cx, told_tx, &a);
}
