/* search.c: what there is to find of a case. The open text holds what the public list shows and
 * nothing else; the inside text adds what was said and the answer, which all who may open the case
 * may read. Names, numbers of phones and notes among staff are in neither. */
#include "rooms/cases/cases_own.h"

#include "civic/search/search.h"

enum { TEXT_MOST = 20000 };

static void put(struct buf *b, str text)
{
    buf_str(b, text);
    buf_char(b, '\n');
}

/* Everything of the place's name that somebody may type: grid, community, town. */
static void put_common(struct ctx *cx, struct buf *b, const struct casefile *c)
{
    put(b, c->m.number);
    put(b, c->category.plain);
    put(b, c->category.plain_en);
    put(b, c->spot.words);
    for (enum place_level l = PLACE_TOWN; l <= place_level_of(c->m.scope); l++)
        put(b, places_name(cx, place_above(c->m.scope, l)));
}

static str open_text(struct ctx *cx, const struct casefile *c)
{
    if (!c->shown || !(c->m.flags & MATTERS_LISTED))
        return STR_NONE;
    struct buf b = buf_new(cx->mem, TEXT_MOST);
    put_common(cx, &b, c);
    put(&b, c->public_text);
    put(&b, c->reply);
    return buf_done(&b);
}

static str inside_text(struct ctx *cx, const struct casefile *c)
{
    struct buf b = buf_new(cx->mem, TEXT_MOST);
    put_common(cx, &b, c);
    put(&b, c->category.name);
    put(&b, c->category.name_en);
    put(&b, c->body);
    put(&b, c->public_text);
    put(&b, c->reply);
    return buf_done(&b);
}

static void add_once(int64_t *list, int64_t id)
{
    int i = 0;
    while (i < SEARCH_NAMED && list[i] && list[i] != id)
        i++;
    if (id && i < SEARCH_NAMED)
        list[i] = id;
}

/* Units and people with a task in it, and the reporters. */
static enum err name_finders(struct ctx *cx, const struct matter *m, struct search_doc *out)
{
    enum { MOST = 100 };
    struct task *tasks = NEW_N(cx->mem, struct task, MOST);
    struct matters_person *people = NEW_N(cx->mem, struct matters_person, MOST);
    int n = 0, k = 0;
    enum err e = matters_tasks(cx, m, tasks, MOST, &n);
    if (!e)
        e = matters_people(cx, m, people, MOST, &k);
    for (int i = 0; !e && i < n; i++)
        if (tasks[i].state != MATTERS_TASK_DROPPED) {
            add_once(out->orgs, tasks[i].org);
            add_once(out->accounts, tasks[i].account);
        }
    for (int i = 0; !e && i < k; i++)
        if (people[i].as == MATTERS_REPORTER && people[i].matter == m->id)
            add_once(out->accounts, people[i].account);
    return e;
}

static enum err name_subjects(struct ctx *cx, const struct matter *m, struct search_doc *out)
{
    struct matters_subject s[MATTERS_SUBJECTS_MAX];
    int n = 0;
    enum err e = matters_subjects(cx, m, s, &n);
    for (int i = 0; !e && i < n; i++) {
        add_once(out->not_accounts, s[i].account);
        add_once(out->not_orgs, s[i].org);
    }
    return e;
}

/* A sensitive case is a kind of its own, which only the private act asks for. */
static enum err case_doc(struct ctx *cx, int64_t county, int64_t subject, struct search_doc *out)
{
    struct matter m;
    struct casefile c;
    enum err e = matters_load(cx, county, subject, &m);
    if (!e && !str_is(m.kind, "case"))
        return ERR_NOT_FOUND;
    if (!e)
        e = cases_load(cx, &m, &c);
    if (e)
        return e;
    out->id = m.id;
    out->scope = m.scope;
    out->kind = m.flags & MATTERS_SENSITIVE ? "private" : "case";
    out->open = open_text(cx, &c);
    out->inside = inside_text(cx, &c);
    e = name_finders(cx, &m, out);
    return e ? e : name_subjects(cx, &m, out);
}

const struct search_source cases_search = {.subject_kind = "matter", .doc = case_doc};
