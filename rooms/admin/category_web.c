/* category_web: the kinds of cases, by the system administrator. A kind is addressed by its code;
 * every edit is a revision, so cases reported before keep what they were asked and called. */
#include "rooms/admin/category_html.h"
#include "rooms/admin/config_own.h"

/* ---- the list ----------------------------------------------------------- */

static bool has(str text, str part)
{
    return str_find(text, part) != SIZE_MAX;
}

static bool is_meant(const struct category *c, const struct category_numbers *n, str part)
{
    bool found = !part.len || has(c->name, part) || has(c->plain, part) || has(c->code, part) ||
                 has(c->name_en, part);
    for (int s = 0; s < CATEGORY_STANDARDS; s++)
        found |= has(n->in[s], part);
    return found;
}

static bool is_in_set(const struct category *c, str set)
{
    if (str_is(set, "town"))
        return c->chip;
    if (str_is(set, "rural"))
        return c->rural_chip;
    if (str_is(set, "asks"))
        return c->form.len;
    return !str_is(set, "private") || c->private;
}

/* "?kind=…&set=…&q=…&from=N" of the next page. */
static str next_page(struct req *rq, int from)
{
    static const char *const names[] = {"kind", "set", "q"};
    struct buf b = buf_new(rq->cx->mem, 4096);
    struct html piece = {.out = &b, .cx = rq->cx};
    buf_fmt(&b, "?from=%d", from);
    for (size_t i = 0; i < COUNT(names); i++) {
        buf_fmt(&b, "&%s=", names[i]);
        html_url_str(&piece, web_query(rq, names[i]));
    }
    return b.over ? STR_NONE : buf_done(&b);
}

static void choose(struct req *rq, const struct categories *all, const struct category_numbers *n,
                   int64_t from, struct admin_categories *v)
{
    const struct category **at = NEW_N(rq->cx->mem, const struct category *, ADMIN_PAGE);
    const struct category_numbers **numbers =
        NEW_N(rq->cx->mem, const struct category_numbers *, ADMIN_PAGE);
    for (int i = 0; i < all->n; i++) {
        const struct category *c = &all->at[i];
        if ((v->kind.len && !str_eq(v->kind, c->kind)) || !is_in_set(c, v->set) ||
            !is_meant(c, &n[i], v->part))
            continue;
        if (v->found++ < from || v->n == ADMIN_PAGE)
            continue;
        numbers[v->n] = &n[i];
        at[v->n++] = c;
    }
    v->at = at;
    v->numbers = numbers;
    if (v->found > from + v->n)
        v->next = next_page(rq, (int)from + v->n);
}

enum err admin_category_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct categories all;
    int64_t from = 0;
    struct admin_categories v = {.kind = web_query(rq, "kind"),
                                 .set = web_query(rq, "set"),
                                 .part = str_trim(web_query(rq, "q"))};
    enum err e = cases_category_list(cx, cx->county, &all);
    if (e)
        return e;
    struct category_numbers *n = NEW_N(cx->mem, struct category_numbers, (size_t)all.n + 1);
    e = cases_category_all_numbers(cx, cx->county, &all, n);
    if (e)
        return e;
    if (str_int(web_query(rq, "from"), &from) || from < 0)
        from = 0;
    choose(rq, &all, n, from, &v);
    category_html_list(rq->page, &v);
    return OK;
}

/* ---- one ---------------------------------------------------------------- */

enum err admin_category_of(struct req *rq, struct category *out)
{
    struct ctx *cx = rq->cx;
    if (!may(cx, ACT_SYSTEM_CONFIG, cx->county * 1000000000, NO_ORG))
        return ERR_NOT_FOUND;
    return cases_category_find(cx, cx->county, web_param(rq, "code"), out);
}

static bool is_there(const struct frame_option *list, int n, str value)
{
    for (int i = 0; i < n; i++)
        if (str_is(value, list[i].value))
            return true;
    return false;
}

static enum err owner_options(struct ctx *cx, struct admin_category *v)
{
    struct org *orgs;
    int n = 0, k = 0;
    enum err e = org_list(cx, cx->county, 0, INT64_MAX, ORG_DEPARTMENT, &orgs, &n);
    if (e)
        return e;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, (size_t)n + 3);
    list[k++] = (struct frame_option){.value = "community",
                                      .text = tr(cx->lang, _("The community at the place"))};
    list[k++] = (struct frame_option){.value = "property",
                                      .text = tr(cx->lang, _("The property company at the place"))};
    for (int i = 0; i < n; i++)
        list[k++] =
            (struct frame_option){.value = str_z(cx->mem, orgs[i].code), .text = orgs[i].name};
    if (v->c.owner.len && !is_there(list, k, v->c.owner)) /* a department not set up here yet */
        list[k++] = (struct frame_option){.value = str_z(cx->mem, v->c.owner), .text = v->c.owner};
    v->owners = list;
    v->n_owners = k;
    return OK;
}

/* The pictures in use: what the sprite has and people know. */
static enum err icon_options(struct ctx *cx, struct admin_category *v)
{
    struct categories all;
    enum err e = cases_category_list(cx, cx->county, &all);
    if (e)
        return e;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, (size_t)all.n + 1);
    int n = 0;
    list[n++] = (struct frame_option){.value = "triangle-alert", .text = S("triangle-alert")};
    for (int i = 0; i < all.n; i++)
        if (!is_there(list, n, all.at[i].icon))
            list[n++] = (struct frame_option){.value = str_z(cx->mem, all.at[i].icon),
                                              .text = all.at[i].icon};
    v->icons = list;
    v->n_icons = n;
    return OK;
}

static enum err show(struct req *rq, struct admin_category *v, enum err because)
{
    struct form f;
    enum err e = owner_options(rq->cx, v);
    if (!e)
        e = icon_options(rq->cx, v);
    if (e)
        return e;
    if (cases_category_form(rq->cx, &v->c, &f) == OK)
        v->n_questions = f.n;
    category_html_one(rq->page, v);
    return because;
}

enum err admin_category_new(struct req *rq)
{
    struct admin_category v = {.is_new = true, .c.anonymous = true};
    return show(rq, &v, OK);
}

enum err admin_category_show(struct req *rq)
{
    struct admin_category v = {.is_new = false};
    enum err e = admin_category_of(rq, &v.c);
    if (!e)
        e = cases_category_numbers(rq->cx, rq->cx->county, v.c.code, &v.n);
    return e ? e : show(rq, &v, OK);
}

/* ---- changing ----------------------------------------------------------- */

struct category_form {
    str kind, number, name, name_en, plain, plain_en, icon, help, help_en, also, owner, evidence,
        gb2013, gb2026;
    int64_t chip, rural_chip, seen;
    bool private, anonymous, urgent, onspot;
};
static const struct field fields[] = {
    FIELD(struct category_form, kind, 0, 20, N_("Facility or event")),
    FIELD(struct category_form, number, 0, 8, N_("Number")),
    FIELD(struct category_form, name, 1, 40, N_("Name for staff")),
    FIELD(struct category_form, name_en, 0, 80, N_("The same in English")),
    FIELD(struct category_form, plain, 1, 40, N_("Name for residents")),
    FIELD(struct category_form, plain_en, 0, 80, N_("The same in English")),
    FIELD(struct category_form, icon, 1, 40, N_("Picture")),
    FIELD_AREA(struct category_form, help, 0, 300, N_("Help for whoever reports")),
    FIELD_AREA(struct category_form, help_en, 0, 300, N_("The same in English")),
    FIELD(struct category_form, also, 0, 200, N_("Other words for it")),
    FIELD(struct category_form, owner, 1, 40, N_("Who is responsible")),
    FIELD(struct category_form, evidence, 0, 8, N_("Photos")),
    FIELD(struct category_form, gb2013, 0, 12, N_("Number in GB/T 30428.2-2013")),
    FIELD(struct category_form, gb2026, 0, 12, N_("Number in GB/T 47678.5-2026")),
    FIELD(struct category_form, chip, 0, 99, N_("Place on the form of a town community")),
    FIELD(struct category_form, rural_chip, 0, 99, N_("Place on the form of a village")),
    FIELD(struct category_form, seen, 0, INT64_MAX, N_("Version")),
    FIELD(struct category_form, private, 0, 1, N_("Sensitive")),
    FIELD(struct category_form, anonymous, 0, 1, N_("Without a name")),
    FIELD(struct category_form, urgent, 0, 1, N_("Urgent")),
    FIELD(struct category_form, onspot, 0, 1, N_("On the spot")),
    {0}};

static void take_fields(const struct category_form *in, struct admin_category *v)
{
    struct category *c = &v->c;
    c->name = in->name;
    c->name_en = in->name_en;
    c->plain = in->plain;
    c->plain_en = in->plain_en;
    c->icon = in->icon;
    c->help = in->help;
    c->help_en = in->help_en;
    c->also = in->also;
    c->owner = in->owner;
    c->evidence = str_is(in->evidence, "none") ? STR_NONE : in->evidence;
    c->chip = in->chip;
    c->rural_chip = in->rural_chip;
    c->private = in->private;
    c->anonymous = in->anonymous;
    c->urgent = in->urgent;
    c->onspot = in->onspot;
    v->n.in[CATEGORY_GB2013] = in->gb2013;
    v->n.in[CATEGORY_GB2026] = in->gb2026;
}

static bool is_digits(str s, size_t least)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] < '0' || s.at[i] > '9')
            return false;
    return s.len >= least;
}

static enum err check_fields(struct ctx *cx, const struct admin_category *v)
{
    enum err e = OK;
    if (!is_there(v->icons, v->n_icons, v->c.icon))
        e = fail_field(cx, "icon", _("Choose from the list."));
    if (!is_there(v->owners, v->n_owners, v->c.owner))
        e = fail_field(cx, "owner", _("Choose from the list."));
    if (v->c.evidence.len && !str_is(v->c.evidence, "ask") && !str_is(v->c.evidence, "must"))
        e = fail_field(cx, "evidence", _("Choose from the list."));
    if (!is_digits(v->n.in[CATEGORY_GB2013], 0))
        e = fail_field(cx, "gb2013", _("A number has digits only."));
    if (!is_digits(v->n.in[CATEGORY_GB2026], 0))
        e = fail_field(cx, "gb2026", _("A number has digits only."));
    return e;
}

static enum err read_fields(struct req *rq, struct category_form *in, struct admin_category *v)
{
    enum err read = form_read(rq, fields, in);
    take_fields(in, v);
    enum err e = owner_options(rq->cx, v);
    if (!e)
        e = icon_options(rq->cx, v);
    if (!e && !read)
        e = check_fields(rq->cx, v);
    return e ? e : read;
}

/* A form that is refused comes back as it was typed. */
static enum err save(struct req *rq, struct admin_category *v, enum err e)
{
    struct category_edit edit = {.category = &v->c, .numbers = &v->n};
    if (!e)
        e = cases_category_save(rq->cx, rq->cx->county, &edit);
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e ? e : web_redirect(rq, "/admin/categories/%.*s?saved=1", STR_ARG(v->c.code));
    web_status(rq, err_status(e));
    return show(rq, v, ERR_INVALID);
}

enum err admin_category_add(struct req *rq)
{
    struct admin_category v = {.is_new = true};
    struct category_form in = {.seen = 0};
    enum err e = read_fields(rq, &in, &v);
    v.number = in.number;
    v.c.kind = in.kind;
    if (!e && !str_is(in.kind, "facility") && !str_is(in.kind, "event"))
        e = fail_field(rq->cx, "kind", _("Choose from the list."));
    if (!e && !is_digits(in.number, 4))
        e = fail_field(rq->cx, "number",
                       _("The number has four digits or more: class, then number."));
    v.c.code = str_fmt(rq->cx->mem, "%.*s-%.*s", STR_ARG(in.kind), STR_ARG(in.number));
    v.n.in[CATEGORY_LEGACY] = in.number;
    return save(rq, &v, e);
}

enum err admin_category_change(struct req *rq)
{
    struct admin_category v = {.is_new = false};
    struct category_form in = {.seen = 0};
    enum err e = admin_category_of(rq, &v.c);
    if (!e)
        e = cases_category_numbers(rq->cx, rq->cx->county, v.c.code, &v.n);
    if (e)
        return e;
    e = read_fields(rq, &in, &v);
    v.c.rev = in.seen;
    return save(rq, &v, e);
}

enum err admin_category_withdraw(struct req *rq)
{
    struct category c;
    int64_t seen = 0;
    enum err e = admin_category_of(rq, &c);
    if (!e && str_int(web_field(rq, "seen"), &seen))
        e = ERR_INVALID;
    if (!e)
        e = cases_category_withdraw(rq->cx, rq->cx->county, c.code, seen);
    return e ? e : web_redirect(rq, "/admin/categories?saved=1");
}
