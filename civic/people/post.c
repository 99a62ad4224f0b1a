/* post: what an account may do today, who can be given a task, and the roles that say so. */
#include "civic/people/people_own.h"
#include "civic/room.h"

const char *const people_kind_names[PEOPLE_KINDS] = {"resident", "staff"};

/* ---- loading the actor ------------------------------------------------- */

static struct post post_at(const struct rows *r)
{
    struct post p = {.id = db_get_int(r, 8),
                     .org = db_get_int(r, 9),
                     .scope = db_get_int(r, 10),
                     .role = db_keep_text(r, 11),
                     .org_name = db_keep_text(r, 12),
                     .acts = db_keep_text(r, 13)};
    p.scope_end = people_scope_end(p.scope);
    return p;
}

static enum err load(struct ctx *cx, struct posts *out)
{
    bool has_factor = false, needs_factor = false;
    AUTO_ROWS rows = db_query(cx, &people_sql_posts, db_int("day", day_of_ms(cx->now)),
                              db_int("county", cx->county), db_int("account", cx->actor));
    while (db_next(&rows)) {
        if (!str_is(db_get_text(&rows, 2), "open"))
            return ERR_NOT_FOUND;
        out->kind = (enum people_kind)db_get_enum(&rows, 0, people_kind_names, PEOPLE_KINDS);
        out->loaded = true;
        out->name = db_keep_text(&rows, 1);
        out->must_change = db_get_int(&rows, 3);
        out->epoch = db_get_int(&rows, 4);
        out->person = db_get_int(&rows, 5);
        has_factor = db_get_int(&rows, 6) || db_get_int(&rows, 7);
        if (db_get_null(&rows, 8) || out->n == POSTS_MAX)
            continue;
        needs_factor |= db_get_int(&rows, 14) != 0;
        out->at[out->n++] = post_at(&rows);
    }
    enum err e = db_end(&rows);
    if (!e && !out->loaded)
        e = ERR_NOT_FOUND;
    out->must_enrol = needs_factor && !has_factor;
    return e;
}

enum err people_load(struct ctx *cx)
{
    struct posts *p = NEW(cx->mem, struct posts);
    enum err e = cx->actor ? load(cx, p) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) {
        cx->county = cx->actor = 0;
        cx->posts = NULL;
    }
    if (e)
        return e;
    if (p->must_change || p->must_enrol)
        p->n = 0; /* closed until the first password and the second factor are the person's own */
    cx->posts = p;
    cx->post = 0;
    return OK;
}

/* ---- who can do it ----------------------------------------------------- */

enum err people_holders(struct ctx *cx, int64_t county, const char *act, int64_t scope, int64_t org,
                        struct people_holder *out, int max, int *n)
{
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &people_sql_holders, db_int("county", county),
                 db_int("day", day_of_ms(cx->now)), db_int("org", org), db_int("scope", scope),
                 db_text("act", str_fmt(cx->mem, "%% %s%%", act)));
    while (db_next(&rows) && count < max) {
        struct post p = {.org = db_get_int(&rows, 2),
                         .scope = db_get_int(&rows, 5),
                         .acts = db_get_text(&rows, 6)};
        p.scope_end = people_scope_end(p.scope);
        if (!post_may(&p, act, scope, org))
            continue;
        out[count++] = (struct people_holder){.account = db_get_int(&rows, 0),
                                              .post = db_get_int(&rows, 1),
                                              .org = p.org,
                                              .scope = p.scope,
                                              .name = db_keep_text(&rows, 3),
                                              .phone = db_keep_text(&rows, 4)};
    }
    enum err e = db_end(&rows);
    if (e)
        return e;
    *n = count;
    return OK;
}

enum err people_workers(struct ctx *cx, int64_t county, int64_t org, struct people_worker **out,
                        int *n)
{
    int count = 0;
    struct people_worker *list = NEW_N(cx->mem, struct people_worker, PEOPLE_WORKERS_MAX);
    AUTO_ROWS rows = db_query(cx, &people_sql_org_posts, db_int("county", county),
                              db_int("org", org), db_int("day", day_of_ms(cx->now)));
    for (; count < PEOPLE_WORKERS_MAX && db_next(&rows); count++)
        list[count] =
            (struct people_worker){.name = db_keep_text(&rows, 2),
                                   .login = db_keep_text(&rows, 3),
                                   .label = db_keep_text(&rows, cx->lang == LANG_ZH ? 5 : 6)};
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = list;
    *n = count;
    return OK;
}

enum err people_at(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, struct people_at **out,
                   int *n)
{
    int count = 0;
    struct people_at *list = NEW_N(cx->mem, struct people_at, PEOPLE_AT_MAX);
    AUTO_ROWS rows =
        db_query(cx, &people_sql_place_posts, db_int("county", county), db_int("lo", lo),
                 db_int("hi", hi), db_int("day", day_of_ms(cx->now)), db_int("n", PEOPLE_AT_MAX));
    for (; count < PEOPLE_AT_MAX && db_next(&rows); count++)
        list[count] = (struct people_at){.post = db_get_int(&rows, 0),
                                         .account = db_get_int(&rows, 1),
                                         .name = db_keep_text(&rows, 2),
                                         .login = db_keep_text(&rows, 3),
                                         .role = db_keep_text(&rows, 4),
                                         .label = db_keep_text(&rows, cx->lang == LANG_ZH ? 5 : 6),
                                         .org = db_get_int(&rows, 7),
                                         .org_name = db_keep_text(&rows, 8),
                                         .scope = db_get_int(&rows, 9),
                                         .from_day = db_get_int(&rows, 10),
                                         .to_day = db_get_int(&rows, 11)};
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = list;
    *n = count;
    return OK;
}

/* ---- names ------------------------------------------------------------- */

static str staff_name(struct ctx *cx, int64_t county, int64_t account, bool *is_staff)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_account, db_int("county", county), db_int("id", account));
    if (db_one(&rows))
        return STR_NONE;
    *is_staff = str_is(db_get_text(&rows, 1), "staff");
    return db_keep_text(&rows, 3);
}

/* A resident without a name is called by the masked number. */
static str person_called(struct arena *mem, const struct person *p, bool masked)
{
    if (p->name.len)
        return masked ? people_mask_name(mem, p->name) : p->name;
    return people_mask_phone(mem, p->phone);
}

str people_name(struct ctx *cx, int64_t county, int64_t account)
{
    bool is_staff = false, self = county == cx->county && account == cx->actor;
    struct person p;
    str name = account ? staff_name(cx, county, account, &is_staff) : STR_NONE;
    if (is_staff || !account)
        return name;
    if (person_of_account(cx, county, account, &p))
        return STR_NONE;
    return person_called(cx->mem, &p, !self);
}

/* ---- roles ------------------------------------------------------------- */

struct role_line {
    str role, zh, en, acts;
    int64_t factor;
};

static bool is_known(str act, const struct act_label *const *known)
{
    for (; *known; known++)
        for (const struct act_label *a = *known; a->act; a++)
            if (str_is(act, a->act))
                return true;
    return false;
}

static str without_org(str word)
{
    return str_ends(word, S("@org")) ? (str){word.at, word.len - 4} : word;
}

/* Every act known, all of one class; written as " a b@org ". */
static enum err acts_read(struct arena *mem, str list, const struct act_label *const *known,
                          str *acts, str *why)
{
    struct buf b = buf_new(mem, 8192);
    int class = -1;
    buf_char(&b, ' ');
    while (list.len) {
        str word = str_trim(str_cut(&list, ' ')), act = without_org(word);
        if (!word.len)
            continue;
        if (!is_known(act, known)) {
            *why = str_fmt(mem, "unknown act %.*s", STR_ARG(act));
            return ERR_INVALID;
        }
        if (class >= 0 && class != (int)people_act_class(act)) {
            *why = str_fmt(mem, "%.*s mixes administrators or business", STR_ARG(act));
            return ERR_INVALID;
        }
        class = (int)people_act_class(act);
        buf_str(&b, word);
        buf_char(&b, ' ');
    }
    *acts = buf_done(&b);
    return b.over ? ERR_TOO_BIG : OK;
}

static enum err role_read(struct arena *mem, str line, const struct act_label *const *known,
                          struct role_line *out, str *why)
{
    out->role = str_cut(&line, ',');
    out->zh = str_cut(&line, ',');
    out->en = str_cut(&line, ',');
    str factor = str_cut(&line, ',');
    if (!out->role.len || !out->zh.len || !out->en.len || str_int(factor, &out->factor)) {
        *why = str_fmt(mem, "expected role,zh,en,factor,acts: %.*s", STR_ARG(out->role));
        return ERR_INVALID;
    }
    enum err e = acts_read(mem, str_trim(line), known, &out->acts, why);
    if (e)
        *why = str_fmt(mem, "role %.*s: %.*s", STR_ARG(out->role), STR_ARG(*why));
    return e;
}

struct roles_args {
    struct role_line at[64];
    int n;
};

static enum err roles_tx(struct ctx *cx, void *arg)
{
    const struct roles_args *a = arg;
    enum err e = OK;
    for (int i = 0; !e && i < a->n; i++)
        e = db_exec(cx, NULL, &people_sql_role_set, db_text("role", a->at[i].role),
                    db_text("zh", a->at[i].zh), db_text("en", a->at[i].en),
                    db_int("factor", a->at[i].factor), db_text("acts", a->at[i].acts));
    return e;
}

enum err people_roles_load(struct ctx *cx, str csv, const struct act_label *const *known, str *why)
{
    struct roles_args *a = NEW(cx->mem, struct roles_args);
    str_cut(&csv, '\n'); /* the heading */
    while (csv.len) {
        str line = str_trim(str_cut(&csv, '\n'));
        if (!line.len)
            continue;
        if (a->n == COUNT(a->at)) {
            *why = S("too many roles");
            return ERR_TOO_BIG;
        }
        enum err e = role_read(cx->mem, line, known, &a->at[a->n++], why);
        if (e)
            return e;
    }
    return db_write(cx, roles_tx, a);
}
