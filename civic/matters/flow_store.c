/* flow_store.c: flows kept by hash, the check before serving, and moving matters to a new flow. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

/* ---- storing and finding ----------------------------------------------- */

static enum err load_tx(struct ctx *cx, void *arg)
{
    const struct flow *f = arg;
    enum err e = db_exec(cx, NULL, &matters_sql_flow_retire, db_word("name", f->name),
                         db_word("hash", f->hash));
    if (e)
        return e;
    return db_exec(cx, NULL, &matters_sql_flow_add, db_word("hash", f->hash),
                   db_word("name", f->name), db_word("kind", f->kind),
                   db_int("version", f->version), db_text("body", f->text), db_int("now", cx->now));
}

enum err flow_load(struct ctx *cx, const struct flow *f)
{
    str wrong = flow_check(cx, f);
    struct flow own = *f;
    if (wrong.len)
        return fail_with(cx, ERR_INVALID, _("The flow cannot be used: {why}"), TR("why", wrong));
    return db_write(cx, load_tx, &own);
}

static const void *make(struct arena *mem, const void *arg)
{
    const struct flow *f;
    const str *text = arg;
    str why;
    return flow_read(mem, *text, &f, &why) ? NULL : f;
}

static enum err read_body(struct ctx *cx, str hash, str *out)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_flow, db_text("hash", hash));
    enum err e = db_one(&rows);
    if (!e)
        *out = db_keep_text(&rows, 0);
    return e;
}

enum err flow_find(struct ctx *cx, str hash, const struct flow **out)
{
    const struct flow *f = db_memo(cx->db, hash, NULL, NULL);
    str text;
    if (!f) {
        enum err e = read_body(cx, hash, &text);
        if (e)
            return e;
        f = db_memo(cx->db, hash, make, &text);
    }
    if (!f || !str_is(hash, f->hash))
        return ERR_FAULT; /* the row is not what its hash says */
    *out = f;
    return OK;
}

enum err flow_current(struct ctx *cx, str name, const struct flow **out)
{
    str hash;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_flow_current, db_text("name", name));
        enum err e = db_one(&rows);
        if (e)
            return e;
        hash = db_keep_text(&rows, 0);
    }
    return flow_find(cx, hash, out);
}

enum err flow_list_current(struct ctx *cx, const struct flow **out, int max, int *n)
{
    str hashes[FLOW_CURRENT_MAX];
    int found = 0, most = max < FLOW_CURRENT_MAX ? max : FLOW_CURRENT_MAX;
    {
        AUTO_ROWS rows = db_query(cx, &matters_sql_flows_current, db_int("max", most));
        while (found < most && db_next(&rows))
            hashes[found++] = db_keep_text(&rows, 0);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    for (int i = 0; i < found; i++) {
        enum err e = flow_find(cx, hashes[i], &out[i]);
        if (e)
            return e;
    }
    *n = found;
    return OK;
}

enum err flow_one_county(struct ctx *cx, bool *alone)
{
    AUTO_ROWS rows = db_query_args(cx, &matters_sql_served, NULL, 0);
    enum err e = db_one(&rows);
    *alone = !e && db_get_int(&rows, 0) == db_get_int(&rows, 1);
    return e;
}

/* ---- all of them -------------------------------------------------------- */

enum { FLOWS_MAX = 500 };
struct stored {
    str name, hash;
    int64_t version;
};

static enum err list_flows(struct ctx *cx, struct stored *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_flow_names);
    for (*n = 0; *n < FLOWS_MAX && db_next(&rows); (*n)++)
        out[*n] =
            (struct stored){db_keep_text(&rows, 0), db_keep_text(&rows, 1), db_get_int(&rows, 2)};
    return rows.err;
}

static bool is_called(const struct stored *s, str word)
{
    int64_t version = 0;
    str rest = word;
    str name = str_cut(&rest, '@');
    if (word.len >= 8 && str_starts(s->hash, word))
        return true;
    return rest.len && str_eq(name, s->name) && !str_int(rest, &version) && version == s->version;
}

enum err flow_pick(struct ctx *cx, str word, const struct flow **out)
{
    struct stored *all = NEW_N(cx->mem, struct stored, FLOWS_MAX);
    int n = 0;
    enum err e = flow_current(cx, word, out);
    if (e != ERR_NOT_FOUND)
        return e;
    e = list_flows(cx, all, &n);
    for (int i = 0; !e && i < n; i++)
        if (is_called(&all[i], word))
            return flow_find(cx, all[i].hash, out);
    return e ? e : ERR_NOT_FOUND;
}

enum err flow_list(struct ctx *cx, int64_t county, struct flow_stored *out, int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_flow_list, db_int("county", county), db_int("max", max));
    for (*n = 0; *n < max && db_next(&rows); (*n)++)
        out[*n] = (struct flow_stored){.name = db_keep_text(&rows, 0),
                                       .hash = db_keep_text(&rows, 1),
                                       .version = db_get_int(&rows, 2),
                                       .stored_ms = db_get_int(&rows, 3),
                                       .current = db_get_int(&rows, 4) == 1,
                                       .open = db_get_int(&rows, 5)};
    return db_end(&rows);
}

/* ---- those that ship -------------------------------------------------- */

/* Made from data/flows; one line each, so that two new ones do not meet in one. */
/* clang-format off */
extern const str
    flow_data_appeal,
    flow_data_callout,
    flow_data_case_full,
    flow_data_case_small,
    flow_data_household_change,
    flow_data_joint,
    flow_data_mediation,
    flow_data_publication,
    flow_data_publication_question;
const str *const flow_shipped[] = {
    &flow_data_appeal,
    &flow_data_callout,
    &flow_data_case_full,
    &flow_data_case_small,
    &flow_data_household_change,
    &flow_data_joint,
    &flow_data_mediation,
    &flow_data_publication,
    &flow_data_publication_question,
    NULL,
};
/* clang-format on */

enum err flow_load_shipped(struct ctx *cx)
{
    for (const str *const *text = flow_shipped; *text; text++) {
        const struct flow *f, *there;
        str why;
        enum err e = flow_read(cx->mem, **text, &f, &why);
        if (e)
            return fail_with(cx, e, _("The flow cannot be used: {why}"), TR("why", why));
        if (!matters_kind_find(cx, str_of(f->kind)))
            continue;
        e = flow_current(cx, str_of(f->name), &there);
        if (e == ERR_NOT_FOUND)
            e = flow_load(cx, f);
        if (e)
            return e;
    }
    return OK;
}

/* ---- before serving ---------------------------------------------------- */

static enum err is_used(struct ctx *cx, str hash, bool *used)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_flow_used, db_text("flow", hash));
    *used = db_next(&rows);
    return rows.err;
}

static enum err serve_one(struct ctx *cx, str name, str hash, str *why)
{
    const struct flow *f;
    bool used = false;
    enum err e = flow_find(cx, hash, &f);
    str wrong = e ? S("cannot be read\n") : flow_check(cx, f);
    if (!wrong.len)
        return OK;
    e = is_used(cx, hash, &used);
    if (e || !used)
        return e;
    *why = str_fmt(cx->mem, "flow %.*s (%.12s…), by which open matters go: %.*s", STR_ARG(name),
                   hash.at, STR_ARG(wrong));
    return ERR_INVALID;
}

enum err flow_serve_check(struct ctx *cx, str *why)
{
    struct stored *all = NEW_N(cx->mem, struct stored, FLOWS_MAX);
    int n = 0;
    enum err e = list_flows(cx, all, &n);
    for (int i = 0; !e && i < n; i++)
        e = serve_one(cx, all[i].name, all[i].hash, why);
    return e;
}

/* ---- moving matters to another flow ------------------------------------- */

struct map {
    int to[FLOW_STATES_MAX]; /* by old state; -1: nowhere */
};

static enum err map_line(struct ctx *cx, const struct flow *old, const struct flow *to, str line,
                         struct map *m, str *why)
{
    str rest = line;
    str a = str_trim(str_cut(&rest, '=')), b = str_trim(rest);
    int from = flow_state_find(old, a), into = flow_state_find(to, b);
    if (from < 0 || into < 0) {
        *why = str_fmt(cx->mem, "no such state: %.*s", STR_ARG(from < 0 ? a : b));
        return ERR_INVALID;
    }
    m->to[from] = into;
    return OK;
}

static enum err read_map(struct ctx *cx, const struct flow *old, const struct flow *to, str text,
                         struct map *m, str *why)
{
    for (int i = 0; i < old->n_states; i++)
        m->to[i] = flow_state_find(to, str_of(old->states[i].name));
    while (text.len) {
        str line = str_trim(str_cut(&text, '\n'));
        if (!line.len || line.at[0] == '#')
            continue;
        enum err e = map_line(cx, old, to, line, m, why);
        if (e)
            return e;
    }
    for (int i = 0; i < old->n_states; i++)
        if (m->to[i] < 0 && old->states[i].standing == FLOW_OPEN) {
            *why = str_fmt(cx->mem, "the map says nothing about %s", old->states[i].name);
            return ERR_INVALID;
        }
    return OK;
}

struct migrate_args {
    int64_t county, id;
    const struct flow *old, *to;
    const struct map *map;
};

/* Tasks the new flow does not open in this state are dropped; those it lacks are opened. */
static enum err migrate_tasks(struct ctx *cx, struct run *r)
{
    const struct flow_state *s = &r->now.flow->states[r->now.at];
    bool there[FLOW_RULES_MAX] = {false};
    enum err e = OK;
    for (int i = 0; !e && i < r->n_tasks; i++) {
        bool keep = false;
        for (int k = 0; k < s->n_tasks; k++)
            if (r->tasks[i].state == MATTERS_TASK_OPEN &&
                str_is(r->tasks[i].name, r->now.flow->tasks[s->tasks[k]].name))
                keep = there[k] = true;
        if (r->tasks[i].state == MATTERS_TASK_OPEN && !keep)
            e = matters_task_close(cx, &r->tasks[i], MATTERS_TASK_DROPPED);
    }
    for (int k = 0; !e && k < s->n_tasks; k++)
        if (!there[k])
            e = matters_open_tasks(cx, r, &s->tasks[k], 1);
    return e;
}

static enum err migrate_tell(struct ctx *cx, const struct run *r)
{
    struct fact f = {.county = r->now.county,
                     .place = r->now.place,
                     .scope = r->now.scope,
                     .subject_kind = "matter",
                     .subject = r->now.id,
                     .kind = "matter.migrated",
                     .from = r->was.state,
                     .to = r->now.state,
                     .payload = str_of(matters_json(
                         cx->mem, (const char *const[]){"old", r->was.flow->hash, "new",
                                                        r->now.flow->hash, NULL})),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

static enum err migrate_tx(struct ctx *cx, void *arg)
{
    const struct migrate_args *a = arg;
    struct run *r = NEW(cx->mem, struct run);
    int64_t changed = 0;
    enum err e = matters_load(cx, a->county, a->id, &r->was);
    if (e || r->was.flow != a->old || !r->was.open)
        return e;
    r->system = true;
    r->now = r->was;
    r->now.flow = a->to;
    r->now.at = a->map->to[r->was.at];
    r->now.state = str_of(a->to->states[r->now.at].name);
    r->now.open = a->to->states[r->now.at].standing == FLOW_OPEN;
    r->now.round = r->was.row_ver + 1;
    r->now.row_ver = r->was.row_ver + 1;
    e = db_exec(cx, &changed, &matters_sql_migrate, db_word("flow", a->to->hash),
                db_text("state", r->now.state), db_int("open", r->now.open ? 1 : 0),
                db_int("county", a->county), db_int("id", a->id), db_int("seen", r->was.row_ver));
    if (e || !changed)
        return e ? e : ERR_BUSY;
    e = matters_run_load(cx, r);
    r->clocks = NEW(cx->mem, struct clocks);
    if (!e)
        e = matters_clocks_load(cx, &r->was, r->clocks);
    if (!e)
        e = migrate_tasks(cx, r);
    return e ? e : migrate_tell(cx, r);
}

static enum err list_of_flow(struct ctx *cx, const char *hash, struct migrate_args *out, int max,
                             int64_t county, int64_t after, int *n)
{
    AUTO_ROWS rows = db_query(cx, &matters_sql_of_flow, db_word("flow", hash),
                              db_int("after_county", county), db_int("after", after));
    for (*n = 0; *n < max && db_next(&rows); (*n)++) {
        out[*n].county = db_get_int(&rows, 0);
        out[*n].id = db_get_int(&rows, 1);
    }
    return rows.err;
}

enum err flow_migrate(struct ctx *cx, const struct flow *old, const struct flow *new_flow, str map,
                      bool apply, struct flow_migrated *out, str *why)
{
    enum { PAGE = 200 };
    struct map m;
    struct flow_migrated done = {0, 0, 0};
    struct migrate_args *list = NEW_N(cx->mem, struct migrate_args, PAGE);
    int n = PAGE;
    int64_t county = 0, after = 0;
    enum err e = read_map(cx, old, new_flow, map, &m, why);
    while (!e && n == PAGE) {
        e = list_of_flow(cx, old->hash, list, PAGE, county, after, &n);
        for (int i = 0; !e && i < n; i++) {
            struct migrate_args a = {list[i].county, list[i].id, old, new_flow, &m};
            enum err x = apply ? db_write(cx, migrate_tx, &a) : OK;
            done.matters++;
            done.moved += apply && !x;
            done.failed += x != OK;
            county = a.county;
            after = a.id;
        }
    }
    if (!e)
        *out = done;
    return e;
}
