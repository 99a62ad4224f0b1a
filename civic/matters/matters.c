/* matters.c: words, rows, and who may see what. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_schema.h"
#include "civic/matters/matters_sql.h"
#include "civic/places/places.h"

#include <sodium.h>

const char *const matters_outcome_names[MATTERS_OUTCOMES] = {
    "", "solved", "partly", "answered", "declined", "void", "merged"};
const char *const matters_word_names[MATTERS_WORDS] = {"", "yes", "partly", "no", "silent"};
const char *const matters_shown_names[MATTERS_SHOWNS] = {
    "submitted", "registered", "handed",   "handling", "held",   "your_word",  "solved",
    "partly",    "answered",   "declined", "void",     "merged", "unconfirmed"};
const char *const matters_party_names[MATTERS_PARTIES] = {"reporter", "affected", "follower",
                                                          "subject"};
static const char *const shown_labels[MATTERS_SHOWNS] = {
    N_("Submitted"),
    N_("Registered, will be handled"),
    N_("Handed on"),
    N_("Being handled"),
    N_("Put aside"),
    N_("Waiting for your word"),
    N_("Solved"),
    N_("Partly solved"),
    N_("Answered"),
    N_("Not accepted"),
    N_("Does not count"),
    N_("Merged"),
    N_("Closed, not confirmed by the resident")};

const char *matters_shown_label(enum matters_shown s)
{
    return shown_labels[s];
}

const struct act_label matters_acts[] = {
    {ACT_MATTERS_ASSIGN, N_("Give tasks to others")},
    {0},
};

const struct matters_kind *matters_kind_find(const struct ctx *cx, str name)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct matters_kind *const *k = (*r)->kinds; k && *k; k++)
            if (str_is(name, (*k)->name))
                return *k;
    return NULL;
}

/* Solved says what the handlers say; only the resident's word makes it more than that. */
static enum matters_shown shown_closed(const struct matter *m)
{
    switch (m->outcome) {
    case MATTERS_DECLINED:
        return MATTERS_SHOWN_DECLINED;
    case MATTERS_VOID:
        return MATTERS_SHOWN_VOID;
    case MATTERS_MERGED:
        return MATTERS_SHOWN_MERGED;
    case MATTERS_ANSWERED:
        return MATTERS_SHOWN_ANSWERED;
    default:
        break;
    }
    if (m->word == MATTERS_SILENT)
        return MATTERS_SHOWN_UNCONFIRMED;
    if (m->word == MATTERS_NO_WORD)
        return m->flow->states[m->at].standing == FLOW_FINAL && !m->merged_into
                   ? MATTERS_SHOWN_UNCONFIRMED
                   : MATTERS_SHOWN_YOUR_WORD;
    return m->outcome == MATTERS_PARTLY || m->word == MATTERS_IN_PART ? MATTERS_SHOWN_PARTLY
                                                                      : MATTERS_SHOWN_SOLVED;
}

enum matters_shown matters_shown(const struct matter *m)
{
    if (!m->open)
        return shown_closed(m);
    int i = flow_name_in(matters_shown_names, MATTERS_SHOWNS, str_of(m->flow->states[m->at].shows));
    return i < 0 ? MATTERS_SHOWN_HANDLING : (enum matters_shown)i;
}

/* ---- rows -------------------------------------------------------------- */

struct matter matters_read(const struct rows *r, int at)
{
    return (struct matter){
        .county = db_get_int(r, at),
        .id = db_get_int(r, at + 1),
        .row_ver = db_get_int(r, at + 2),
        .kind = db_keep_text(r, at + 3),
        .flow_hash = db_keep_text(r, at + 4),
        .state = db_keep_text(r, at + 5),
        .open = db_get_int(r, at + 6) == 1,
        .outcome =
            (enum matters_outcome)db_get_enum(r, at + 7, matters_outcome_names, MATTERS_OUTCOMES),
        .word = (enum matters_word)db_get_enum(r, at + 8, matters_word_names, MATTERS_WORDS),
        .place = db_get_int(r, at + 9),
        .scope = db_get_int(r, at + 10),
        .category = db_keep_text(r, at + 11),
        .title = db_keep_text(r, at + 12),
        .source = db_keep_text(r, at + 13),
        .number = db_keep_text(r, at + 14),
        .flags = (unsigned)db_get_int(r, at + 15),
        .merged_into = db_get_int(r, at + 16),
        .lead_org = db_get_int(r, at + 17),
        .opened_ms = db_get_int(r, at + 18),
        .changed_ms = db_get_int(r, at + 19),
        .closed_ms = db_get_int(r, at + 20),
        .until_ms = db_get_int(r, at + 21),
        .rating = (int)db_get_int(r, at + 22),
        .returns = (int)db_get_int(r, at + 23),
        .reworks = (int)db_get_int(r, at + 24),
        .extensions = (int)db_get_int(r, at + 25),
        .holds = (int)db_get_int(r, at + 26),
        .reopens = (int)db_get_int(r, at + 27),
        .level = (int)db_get_int(r, at + 28),
        .round = db_get_int(r, at + 29),
    };
}

enum err matters_with_flow(struct ctx *cx, struct matter *m)
{
    enum err e = flow_find(cx, m->flow_hash, &m->flow);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_FAULT : e;
    m->at = flow_state_find(m->flow, m->state);
    return m->at < 0 ? ERR_FAULT : OK;
}

static enum err read_one(struct rows *rows, struct matter *out)
{
    enum err e = db_one(rows);
    if (!e)
        *out = matters_read(rows, 0);
    return e;
}

enum err matters_load(struct ctx *cx, int64_t county, int64_t id, struct matter *out)
{
    struct matter m;
    {
        AUTO_ROWS rows =
            db_query(cx, &matters_sql_by_id, db_int("county", county), db_int("id", id));
        enum err e = read_one(&rows, &m);
        if (e)
            return e;
    }
    enum err e = matters_with_flow(cx, &m);
    if (!e)
        *out = m;
    return e;
}

/* ---- who may see it ---------------------------------------------------- */

static bool task_was_mine(struct ctx *cx, const struct task *t)
{
    if (cx->actor && (t->account == cx->actor || t->closed_by == cx->actor))
        return true;
    return (t->state == MATTERS_TASK_OPEN || t->org) && matters_is_mine(cx, t, true);
}

static enum err by_task(struct ctx *cx, const struct matter *m, bool *yes)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MAX);
    int n = 0;
    *yes = false;
    enum err e = matters_tasks(cx, m, tasks, TASKS_MAX, &n);
    for (int i = 0; !e && i < n && !*yes; i++)
        *yes = task_was_mine(cx, &tasks[i]);
    return e;
}

static bool by_post(struct ctx *cx, const struct matter *m)
{
    const struct matters_kind *k = matters_kind_find(cx, m->kind);
    const char *act = m->flags & MATTERS_SENSITIVE ? k ? k->private_act : NULL
                      : k                          ? k->read_act
                                                   : NULL;
    return act && cx->county == m->county && may(cx, act, m->scope, m->lead_org);
}

enum err matters_view(struct ctx *cx, const struct matter *m, enum matters_view *out)
{
    struct standing s;
    bool task = false;
    enum err e = matters_standing(cx, m, STR_NONE, &s);
    if (!e && cx->actor && !s.subject && cx->county == m->county)
        e = by_task(cx, m, &task);
    if (e)
        return e;
    *out = s.subject                   ? MATTERS_VIEW_NONE
           : by_post(cx, m)            ? MATTERS_VIEW_STAFF
           : task                      ? MATTERS_VIEW_TASK
           : s.reporter                ? MATTERS_VIEW_REPORTER
           : m->flags & MATTERS_LISTED ? MATTERS_VIEW_PUBLIC
                                       : MATTERS_VIEW_NONE;
    return OK;
}

static enum err if_seen(struct ctx *cx, const struct matter *m, enum matters_view least,
                        struct matter *out)
{
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_view(cx, m, &view);
    if (e)
        return e;
    if (view == MATTERS_VIEW_NONE || view < least)
        return ERR_NOT_FOUND;
    *out = *m;
    return OK;
}

enum err matters_find(struct ctx *cx, int64_t county, int64_t id, enum matters_view least,
                      struct matter *out)
{
    struct matter m;
    enum err e = matters_load(cx, county, id, &m);
    return e ? e : if_seen(cx, &m, least, out);
}

enum err matters_by_number(struct ctx *cx, int64_t county, str number, enum matters_view least,
                           struct matter *out)
{
    struct matter m;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_by_number, db_int("county", county),
                                  db_text("number", number));
        enum err e = read_one(&rows, &m);
        if (e)
            return e;
    }
    enum err e = matters_with_flow(cx, &m);
    return e ? e : if_seen(cx, &m, least, out);
}

/* "532503-" and 26 letters: the county says where to look, the letters are the secret. */
static enum err read_token(str token, int64_t *county, unsigned char hash[32])
{
    str rest = token;
    str place = str_cut(&rest, '-');
    if (token.len > 47 || rest.len != 26 || str_int(place, county))
        return ERR_NOT_FOUND;
    crypto_hash_sha256(hash, (const unsigned char *)token.at, token.len);
    return OK;
}

enum err matters_by_token(struct ctx *cx, str token, struct matter *out)
{
    int64_t county;
    unsigned char hash[32];
    struct matter m;
    enum err e = read_token(token, &county, hash);
    if (e)
        return e;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_by_token, db_int("county", county),
                                  db_blob("token", (str){(const char *)hash, sizeof hash}));
        e = read_one(&rows, &m);
        if (e)
            return e;
    }
    e = matters_with_flow(cx, &m);
    if (!e)
        *out = m;
    return e;
}

enum err matters_by_ref(struct ctx *cx, int64_t county, str system, str number, struct matter *out)
{
    int64_t id;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_by_ref, db_int("county", county),
                                  db_text("system", system), db_text("number", number));
        enum err e = db_one(&rows);
        if (e)
            return e;
        id = db_get_int(&rows, 0);
    }
    return matters_load(cx, county, id, out);
}

/* ---- small changes ----------------------------------------------------- */

const char *matters_json(struct arena *mem, const char *const *name_value)
{
    struct buf b = buf_new(mem, 4096);
    buf_char(&b, '{');
    for (int i = 0; name_value[i]; i += 2)
        if (name_value[i + 1] && *name_value[i + 1]) {
            buf_z(&b, b.len > 1 ? ",\"" : "\"");
            buf_z(&b, name_value[i]);
            buf_z(&b, "\":\"");
            for (const char *c = name_value[i + 1]; *c; c++) {
                if (*c == '"' || *c == '\\')
                    buf_char(&b, '\\');
                if ((unsigned char)*c >= 0x20)
                    buf_char(&b, *c);
            }
            buf_char(&b, '"');
        }
    buf_char(&b, '}');
    return str_z(mem, buf_done(&b));
}

struct flags_args {
    struct matter *m;
    unsigned flags;
};

static enum err flags_tx(struct ctx *cx, void *arg)
{
    const struct flags_args *a = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &matters_sql_flags, db_int("flags", a->flags),
                db_int("listed", a->flags & MATTERS_LISTED ? 1 : 0), db_int("county", a->m->county),
                db_int("id", a->m->id), db_int("seen", a->m->flags));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    struct fact f = {.county = a->m->county,
                     .place = a->m->place,
                     .scope = a->m->scope,
                     .subject_kind = "matter",
                     .subject = a->m->id,
                     .kind = "matter.flagged",
                     .from = str_fmt(cx->mem, "%u", a->m->flags),
                     .to = str_fmt(cx->mem, "%u", a->flags),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err matters_set_flags(struct ctx *cx, struct matter *m, unsigned set, unsigned clear)
{
    struct flags_args a = {m, (m->flags | set) & ~clear};
    if (a.flags == m->flags)
        return OK;
    enum err e = db_write(cx, flags_tx, &a);
    if (!e)
        m->flags = a.flags;
    return e;
}

struct title_args {
    const struct matter *m;
    str category, title;
};

static enum err title_tx(struct ctx *cx, void *arg)
{
    const struct title_args *a = arg;
    enum err e =
        db_exec(cx, NULL, &matters_sql_title, db_text("category", a->category),
                db_text("title", a->title), db_int("county", a->m->county), db_int("id", a->m->id));
    struct fact f = {.county = a->m->county,
                     .place = a->m->place,
                     .scope = a->m->scope,
                     .subject_kind = "matter",
                     .subject = a->m->id,
                     .kind = "matter.categorised",
                     .from = a->m->category,
                     .to = a->category,
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

enum err matters_set_title(struct ctx *cx, struct matter *m, str category, str title)
{
    struct title_args a = {m, category, title};
    enum err e = db_write(cx, title_tx, &a);
    if (!e) {
        m->category = category;
        m->title = title;
    }
    return e;
}

/* ---- lists ------------------------------------------------------------- */

struct list_rights {
    struct posts_reach read, hidden;
    int64_t org[POSTS_MAX];
};

static void orgs_of(const struct ctx *cx, int64_t org[POSTS_MAX])
{
    for (int i = 0; i < POSTS_MAX; i++)
        org[i] = cx->posts && i < cx->posts->n ? cx->posts->at[i].org : -1;
}

static struct list_rights rights_of(struct ctx *cx, str kind)
{
    struct list_rights r;
    const struct matters_kind *k = matters_kind_find(cx, kind);
    posts_reach(cx, k && k->read_act ? k->read_act : "", &r.read);
    posts_reach(cx, k && k->private_act ? k->private_act : "", &r.hidden);
    orgs_of(cx, r.org);
    return r;
}

#define LIST_ARGS(cx, f, r, max_)                                                                  \
    db_int("county", (f)->county), db_int("before", (f)->before ? (f)->before : INT64_MAX),        \
        db_text("kind", (f)->kind), db_text("category", (f)->category),                            \
        db_text("state", (f)->state), db_int("open", (f)->open),                                   \
        db_int("listed", (f)->listed ? 1 : 0), POSTS_RANGE_ARGS((r).read),                         \
        db_int("plo1", (r).hidden.lo[0]), db_int("phi1", (r).hidden.hi[0]),                        \
        db_int("plo2", (r).hidden.lo[1]), db_int("phi2", (r).hidden.hi[1]),                        \
        db_int("plo3", (r).hidden.lo[2]), db_int("phi3", (r).hidden.hi[2]),                        \
        db_int("plo4", (r).hidden.lo[3]), db_int("phi4", (r).hidden.hi[3]),                        \
        db_int("me", (cx)->actor), db_int("org1", (r).org[0]), db_int("org2", (r).org[1]),         \
        db_int("org3", (r).org[2]), db_int("org4", (r).org[3]), db_int("lo", (f)->lo),             \
        db_int("hi", (f)->hi), db_int("max", (max_))

static enum err read_list(struct ctx *cx, struct rows *rows, struct matter *out, int max, int *n)
{
    int got = 0;
    while (got < max && db_next(rows))
        out[got++] = matters_read(rows, 0);
    enum err e = db_end(rows);
    db_rows_close(rows);
    for (int i = 0; !e && i < got; i++)
        e = matters_with_flow(cx, &out[i]);
    if (!e)
        *n = got;
    return e;
}

#define TOLD_ARGS(f, max_)                                                                         \
    db_int("county", (f)->county), db_int("before", (f)->before ? (f)->before : INT64_MAX),        \
        db_text("kind", (f)->kind), db_text("category", (f)->category),                            \
        db_text("state", (f)->state), db_int("open", (f)->open), db_int("lo", (f)->lo),            \
        db_int("hi", (f)->hi), db_int("max", (max_))

static bool one_community(const struct matters_list_filter *f)
{
    return f->lo / 1000 == f->hi / 1000;
}

enum err matters_list(struct ctx *cx, const struct matters_list_filter *f, struct matter *out,
                      int max, int *n)
{
    struct list_rights r = rights_of(cx, f->kind);
    if (f->listed && f->open == 1) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_listed_in_work, TOLD_ARGS(f, max));
        return read_list(cx, &rows, out, max, n);
    }
    if (f->listed && f->category.len && one_community(f)) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_listed_of, TOLD_ARGS(f, max),
                                  db_int("community", f->lo / 1000));
        return read_list(cx, &rows, out, max, n);
    }
    if (one_community(f)) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_of_community, LIST_ARGS(cx, f, r, max),
                                  db_int("community", f->lo / 1000));
        return read_list(cx, &rows, out, max, n);
    }
    AUTO_ROWS rows = db_query(cx, &matters_sql_of_range, LIST_ARGS(cx, f, r, max));
    return read_list(cx, &rows, out, max, n);
}

enum err matters_tally_listed(struct ctx *cx, int64_t county, str kind, int64_t place,
                              int64_t since_ms, struct matters_tally *out)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_tally_listed, db_int("county", county), db_text("kind", kind),
                 db_int("lo", place), db_int("hi", place_end(place)), db_int("since", since_ms));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct matters_tally){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return e;
}

enum err matters_list_mine(struct ctx *cx, int64_t county, int64_t before, struct matter *out,
                           int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_mine, db_int("county", county), db_int("me", cx->actor),
                 db_int("before", before ? before : INT64_MAX), db_int("max", max));
    return read_list(cx, &rows, out, max, n);
}

static const struct jobs_kind *const jobs[] = {&matters_job, NULL};
const struct room matters_room = {.name = "matters",
                                  .schema = &matters_schema,
                                  .acts = matters_acts,
                                  .jobs = jobs,
                                  .rekeys = matters_rekeys};
