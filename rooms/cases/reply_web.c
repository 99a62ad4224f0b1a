/* reply_web.c: the page where an organisation keeps its reply templates. */
#include "rooms/cases/reply.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/staff_reply_html.h" /* generated */

struct reply_fields {
    str title, body, code;
    int64_t org, seen;
};
static const struct field fields[] = {
    FIELD(struct reply_fields, title, 1, REPLY_TITLE_MAX, N_("Short name of the template")),
    FIELD_AREA(struct reply_fields, body, 1, REPLY_BODY_MAX, N_("Text of the template")),
    FIELD(struct reply_fields, code, 0, 40, N_("Kind")),
    FIELD(struct reply_fields, org, 1, INT64_MAX, N_("Organisation")),
    FIELD(struct reply_fields, seen, 0, INT64_MAX, N_("Version")),
    {0}};

/* ---- what stands on the pages ------------------------------------------ */

static enum err fill_orgs(struct ctx *cx, struct replies_page *p)
{
    struct choice *list = NEW_N(cx->mem, struct choice, POSTS_MAX);
    enum err e = OK;
    for (int i = 0; !e && cx->posts && i < cx->posts->n; i++) {
        struct org o;
        str key = str_fmt(cx->mem, "%lld", (long long)cx->posts->at[i].org);
        bool again = false;
        for (int k = 0; k < p->n_orgs; k++)
            again |= str_eq(list[k].key, key);
        if (again)
            continue;
        e = org_find(cx, cx->county, cx->posts->at[i].org, &o);
        list[p->n_orgs++] = (struct choice){key, o.name};
    }
    p->orgs = list;
    return e;
}

static str kind_of(struct ctx *cx, const struct replies_page *p, str code)
{
    for (int i = 0; i < p->all.n; i++)
        if (str_eq(p->all.at[i].code, code))
            return cases_category_name(&p->all.at[i], cx->lang);
    return code.len ? code : tr(cx->lang, _("All kinds"));
}

static struct reply_row row_of(struct ctx *cx, const struct replies_page *p,
                               const struct reply_template *t)
{
    struct reply_row r = {.id = t->id,
                          .row_ver = t->row_ver,
                          .title = t->title,
                          .body = t->body,
                          .code = t->code,
                          .kind = kind_of(cx, p, t->code),
                          .org_key = str_fmt(cx->mem, "%lld", (long long)t->org)};
    for (int i = 0; i < p->n_orgs; i++)
        if (str_eq(p->orgs[i].key, r.org_key))
            r.org = p->orgs[i].label;
    return r;
}

static enum err fill(struct ctx *cx, struct replies_page *p)
{
    struct reply_template *list;
    enum err e = fill_orgs(cx, p);
    if (!e)
        e = cases_category_names(cx, cx->county, &p->all);
    if (!e)
        e = reply_list(cx, STR_NONE, &list, &p->n);
    struct reply_row *rows = NEW_N(cx->mem, struct reply_row, e ? 0 : p->n);
    for (int i = 0; !e && i < p->n; i++)
        rows[i] = row_of(cx, p, &list[i]);
    p->rows = rows;
    return e;
}

static enum err show_list(struct req *rq, enum err because)
{
    struct replies_page p = {0};
    enum err e = fill(rq->cx, &p);
    if (e)
        return e;
    p.saved = web_query_has(rq, "saved");
    staff_reply_html_list(rq->page, &p);
    return because;
}

static enum err find_here(struct req *rq, struct reply_template *t)
{
    int64_t id;
    return str_int(web_param(rq, "id"), &id) ? ERR_NOT_FOUND : reply_find(rq->cx, id, t);
}

static enum err show_one(struct req *rq, const struct reply_template *t, enum err because)
{
    struct replies_page p = {0};
    enum err e = fill(rq->cx, &p);
    if (e)
        return e;
    p.one = row_of(rq->cx, &p, t);
    staff_reply_html_one(rq->page, &p);
    return because;
}

/* ---- handlers ---------------------------------------------------------- */

enum err reply_pages(struct req *rq)
{
    return show_list(rq, OK);
}

enum err reply_page(struct req *rq)
{
    struct reply_template t;
    enum err e = find_here(rq, &t);
    return e ? e : show_one(rq, &t, OK);
}

static enum err read_into(struct req *rq, struct reply_template *t)
{
    struct reply_fields f = {0};
    enum err e = form_read(rq, fields, &f);
    if (e)
        return e;
    t->title = f.title;
    t->body = f.body;
    t->code = f.code;
    t->org = f.org;
    t->row_ver = f.seen;
    return reply_save(rq->cx, t);
}

enum err reply_add(struct req *rq)
{
    struct reply_template t = {.id = 0};
    enum err e = read_into(rq, &t);
    if (e == ERR_INVALID)
        return show_list(rq, e);
    return e ? e : web_redirect(rq, "/desk/replies?saved=1");
}

enum err reply_change(struct req *rq)
{
    struct reply_template t, was;
    enum err e = find_here(rq, &t);
    if (e)
        return e;
    was = t;
    e = read_into(rq, &t);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_one(rq, &was, e);
    return e ? e : web_redirect(rq, "/desk/replies?saved=1");
}

enum err reply_drop(struct req *rq)
{
    struct reply_template t;
    enum err e = find_here(rq, &t);
    if (!e && str_int(web_field(rq, "seen"), &t.row_ver))
        e = ERR_INVALID;
    if (!e)
        e = reply_retire(rq->cx, &t);
    return e ? e : web_redirect(rq, "/desk/replies?saved=1");
}
