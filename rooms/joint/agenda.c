/* agenda.c: which cases wait for a meeting, kept as facts come; and each with the units that said
 * it is not theirs. */
#include "rooms/joint/joint_own.h"
#include "rooms/joint/joint_sql.h"

#include <jansson.h>

enum { FACTS_MOST = 200 };

/* ---- following the facts ----------------------------------------------------- */

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    if (strcmp(f->subject_kind, "matter") != 0)
        return OK;
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_is(m.kind, "case")))
        return OK;
    if (e)
        return e;
    return str_is(m.state, "hard") ? db_exec(cx, NULL, &joint_sql_wait, db_int("county", m.county),
                                             db_int("case_id", m.id), db_int("scope", m.scope),
                                             db_int("since", f->at_ms))
                                   : db_exec(cx, NULL, &joint_sql_wait_no_more,
                                             db_int("county", m.county), db_int("case_id", m.id));
}

static const char *const kinds[] = {"matter.moved", "matter.migrated", NULL};
const struct facts_subscriber joint_keep = {.name = "joint.keep", .kinds = kinds, .take = take};

/* ---- who objected --------------------------------------------------------------- */

static const struct flow_move *move_of(const struct matter *m, const struct fact *f)
{
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *name = json_string_value(json_object_get(payload, "move"));
    int i = name ? flow_move_find(m->flow, str_of(name)) : -1;
    json_decref(payload);
    return i < 0 ? NULL : &m->flow->moves[i];
}

/* The organisation of the post by which it was said, whether that post has ended or not. */
static enum err unit_of(struct ctx *cx, const struct fact *f, str *name)
{
    enum { MOST = 40 };
    struct post_line *lines = NEW_N(cx->mem, struct post_line, MOST);
    int n = 0;
    *name = tr(cx->lang, _("A unit"));
    enum err e = post_list(cx, f->county, f->actor, lines, MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (lines[i].id == f->post)
            *name = lines[i].org_name;
    return e;
}

static str reason_text(struct ctx *cx, const struct flow_move *v, str reason)
{
    for (int i = 0; i < v->n_reasons; i++)
        if (str_is(reason, v->reasons[i].code))
            return tr(cx->lang, v->reasons[i].label);
    return reason;
}

static bool objects(const struct flow_move *v)
{
    return strcmp(v->name, "ask_return") == 0 || strcmp(v->name, "ask_return_again") == 0;
}

static enum err fill_objections(struct ctx *cx, struct joint_item *i)
{
    const struct matter *m = &i->c.m;
    struct fact *facts = NEW_N(cx->mem, struct fact, FACTS_MOST);
    int n = 0;
    enum err e = facts_list(cx, m->county, "matter", m->id, FACTS_STAFF, 0, facts, FACTS_MOST, &n);
    for (int k = 0; !e && k < n && i->n_objections < JOINT_OBJECTIONS_MAX; k++) {
        if (strcmp(facts[k].kind, "matter.moved") != 0)
            continue;
        const struct flow_move *v = move_of(m, &facts[k]);
        if (!v || !objects(v))
            continue;
        struct joint_objection *o = &i->objections[i->n_objections++];
        e = unit_of(cx, &facts[k], &o->unit);
        o->reason = reason_text(cx, v, facts[k].reason);
        o->at_ms = facts[k].at_ms;
    }
    return e;
}

/* ---- what the reader may know of a case -------------------------------------------- */

static enum err is_about_reader(struct ctx *cx, const struct matter *m, bool *yes)
{
    struct matters_subject s[MATTERS_SUBJECTS_MAX];
    int n = 0;
    *yes = false;
    enum err e = matters_subjects(cx, m, s, &n);
    for (int i = 0; !e && i < n; i++)
        *yes |= (s[i].account && s[i].account == cx->actor) || joint_is_own(cx, s[i].org);
    return e;
}

/* Whom it is about never sees it; a private one is for those alone who may see it anyway. */
static enum err may_read(struct ctx *cx, const struct matter *m, bool *yes)
{
    enum matters_view view = MATTERS_VIEW_NONE;
    bool about = false;
    enum err e = matters_view(cx, m, &view);
    if (!e)
        e = is_about_reader(cx, m, &about);
    *yes = !about && (view >= MATTERS_VIEW_TASK || !(m->flags & MATTERS_SENSITIVE));
    return e;
}

static enum err add_item(struct ctx *cx, int64_t county, int64_t id, struct joint_item *out,
                         bool *may)
{
    struct matter m;
    enum err e = matters_load(cx, county, id, &m);
    if (!e)
        e = may_read(cx, &m, may);
    if (e || !*may)
        return e;
    e = cases_load(cx, &m, &out->c);
    return e ? e : fill_objections(cx, out);
}

/* ---- the agenda ------------------------------------------------------------------- */

struct waiting {
    int64_t id, since_ms;
};

static enum err list_waiting(struct ctx *cx, int64_t county, int64_t place, struct waiting *out,
                             int *n)
{
    *n = 0;
    AUTO_ROWS r = db_query(cx, &joint_sql_waiting, db_int("county", county), db_int("lo", place),
                           db_int("hi", place_end(place)), db_int("max", JOINT_AGENDA_MAX));
    while (*n < JOINT_AGENDA_MAX && db_next(&r))
        out[(*n)++] = (struct waiting){db_get_int(&r, 0), db_get_int(&r, 1)};
    return db_end(&r);
}

enum err joint_agenda(struct ctx *cx, int64_t county, int64_t place, struct joint_item **out,
                      int *n, int *hidden)
{
    struct waiting w[JOINT_AGENDA_MAX];
    struct joint_item *list = NEW_N(cx->mem, struct joint_item, JOINT_AGENDA_MAX);
    int all = 0, found = 0;
    *hidden = 0;
    enum err e = list_waiting(cx, county, place, w, &all);
    for (int i = 0; !e && i < all; i++) {
        bool may = false;
        list[found] = (struct joint_item){.since_ms = w[i].since_ms};
        e = add_item(cx, county, w[i].id, &list[found], &may);
        if (!e && may && !str_is(list[found].c.m.state, "hard"))
            continue; /* decided a moment ago */
        found += may;
        *hidden += !may;
    }
    *out = list;
    *n = found;
    return e;
}

/* ---- what was decided ---------------------------------------------------------------- */

static enum err fill_units(struct ctx *cx, const struct joint *j, struct joint_item *i)
{
    struct buf b = buf_new(cx->mem, 1000);
    AUTO_ROWS r =
        db_query(cx, &joint_sql_units, db_int("county", j->m.county), db_int("meeting", j->m.id),
                 db_int("case_id", i->c.m.id), db_int("max", MATTERS_ORGS_MAX));
    while (db_next(&r)) {
        if (db_get_int(&r, 1)) {
            i->lead = db_keep_text(&r, 0);
            continue;
        }
        if (b.len)
            buf_str(&b, tr(cx->lang, _(", ")));
        buf_str(&b, db_get_text(&r, 0));
    }
    i->assist = buf_done(&b);
    return db_end(&r);
}

static enum err list_decisions(struct ctx *cx, const struct joint *j, struct joint_item *out,
                               int64_t *ids, int *n)
{
    *n = 0;
    AUTO_ROWS r = db_query(cx, &joint_sql_decisions, db_int("county", j->m.county),
                           db_int("meeting", j->m.id), db_int("max", JOINT_AGENDA_MAX));
    while (*n < JOINT_AGENDA_MAX && db_next(&r)) {
        bool decided = db_get_int(&r, 1);
        ids[*n] = db_get_int(&r, 0);
        out[(*n)++] = (struct joint_item){.decided = decided,
                                          .left = !decided,
                                          .words = db_keep_text(&r, 3),
                                          .limit.n = db_get_int(&r, 4),
                                          .due_ms = db_get_int(&r, 6)};
        for (int u = 0; u < CALENDAR_UNITS; u++)
            if (str_is(db_get_text(&r, 5), calendar_unit_names[u]))
                out[*n - 1].limit.unit = (enum calendar_unit)u;
    }
    return db_end(&r);
}

enum err joint_decisions(struct ctx *cx, const struct joint *j, struct joint_item **out, int *n,
                         int *hidden)
{
    struct joint_item *list = NEW_N(cx->mem, struct joint_item, JOINT_AGENDA_MAX);
    int64_t ids[JOINT_AGENDA_MAX];
    int all = 0, found = 0;
    *hidden = 0;
    enum err e = list_decisions(cx, j, list, ids, &all);
    for (int i = 0; !e && i < all; i++) {
        bool may = false;
        struct joint_item one = list[i];
        e = add_item(cx, j->m.county, ids[i], &one, &may);
        if (!e && may)
            e = fill_units(cx, j, &one);
        if (!e && may)
            list[found++] = one;
        *hidden += !may;
    }
    *out = list;
    *n = found;
    return e;
}
