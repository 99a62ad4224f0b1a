/* question_web: the extra questions of a category: added, changed, ordered and taken away one by
 * one. Each save makes a new version of the form and a new revision of the category, so an answer
 * given before stays an answer to the question that was asked. */
#include "rooms/admin/category_html.h"
#include "rooms/admin/config_own.h"

const char *admin_question_type(enum forms_type t)
{
    static const char *const labels[FORMS_TYPES] = {[FORMS_TEXT] = N_("Several lines of text"),
                                                    [FORMS_LINE] = N_("One line of text"),
                                                    [FORMS_NUMBER] = N_("Number"),
                                                    [FORMS_DATE] = N_("Day"),
                                                    [FORMS_SINGLE] = N_("One of several"),
                                                    [FORMS_MULTI] = N_("Any of several"),
                                                    [FORMS_NOTICE] = N_("Only a text to read")};
    return labels[t];
}

/* ---- the page ----------------------------------------------------------- */

static const struct forms_field *field_of(const struct form *f, str key)
{
    for (int i = 0; i < f->n; i++)
        if (str_eq(f->fields[i].key, key))
            return &f->fields[i];
    return NULL;
}

static str write_choices(struct arena *mem, const struct forms_field *f)
{
    struct buf b = buf_new(mem, FORMS_TEXT_MAX);
    for (int i = 0; i < f->n_choices; i++) {
        const struct forms_text *t = &f->choices[i].label;
        buf_fmt(&b, "%s%.*s", i ? "\n" : "", STR_ARG(t->in[LANG_ZH]));
        if (t->in[LANG_EN].len)
            buf_fmt(&b, " | %.*s", STR_ARG(t->in[LANG_EN]));
    }
    return buf_done(&b);
}

static enum err load(struct req *rq, struct admin_questions *v)
{
    enum err e = admin_category_of(rq, &v->c);
    if (!e)
        e = cases_category_form(rq->cx, &v->c, &v->form);
    if (e == ERR_NOT_FOUND && v->c.code.len)
        e = OK; /* it asks nothing yet */
    return e;
}

/* Numbers that only say what holds anyway are not shown. */
static str limit_text(struct arena *mem, const struct forms_field *f, int64_t n)
{
    bool wide =
        f->type != FORMS_NUMBER || n <= -INT64_C(1000000000000) || n >= INT64_C(1000000000000);
    return wide ? STR_NONE : str_fmt(mem, "%lld", (long long)n);
}

enum err admin_question_list(struct req *rq)
{
    struct admin_questions v = {.f.type = FORMS_SINGLE};
    enum err e = load(rq, &v);
    if (e)
        return e;
    const struct forms_field *f = field_of(&v.form, web_query(rq, "edit"));
    if (f) {
        v.f = *f;
        v.editing = true;
        v.choices = write_choices(rq->cx->mem, f);
        v.least = limit_text(rq->cx->mem, f, f->least);
        v.most = limit_text(rq->cx->mem, f, f->most);
    }
    category_html_questions(rq->page, &v);
    return OK;
}

/* ---- reading one question ------------------------------------------------ */

struct question_form {
    str key, type, label, label_en, help, help_en, choices, least, most, purpose;
    int64_t seen;
    bool must, open;
};
static const struct field fields[] = {
    FIELD(struct question_form, key, 0, 40, N_("Question")),
    FIELD(struct question_form, type, 1, 10, N_("Kind of answer")),
    FIELD(struct question_form, label, 1, 120, N_("Question")),
    FIELD(struct question_form, label_en, 0, 200, N_("The same in English")),
    FIELD(struct question_form, help, 0, 200, N_("Help")),
    FIELD(struct question_form, help_en, 0, 300, N_("The same in English")),
    FIELD_AREA(struct question_form, choices, 0, 4000, N_("Choices")),
    FIELD(struct question_form, least, 0, 13, N_("Least")),
    FIELD(struct question_form, most, 0, 13, N_("Most")),
    FIELD(struct question_form, purpose, 0, 120, N_("Why it is asked")),
    FIELD(struct question_form, seen, 1, INT64_MAX, N_("Version")),
    FIELD(struct question_form, must, 0, 1, N_("Must be answered")),
    FIELD(struct question_form, open, 0, 1, N_("Public")),
    {0}};

static bool is_chosen_from(enum forms_type t)
{
    return t == FORMS_SINGLE || t == FORMS_MULTI;
}

/* A choice that keeps its Chinese words keeps its key and its warning. */
static struct forms_choice choice_of(struct arena *mem, const struct forms_field *old, str zh,
                                     str en, int at)
{
    struct forms_choice c = {.label = {{[LANG_ZH] = zh, [LANG_EN] = en}}};
    for (int i = 0; old && i < old->n_choices; i++)
        if (str_eq(old->choices[i].label.in[LANG_ZH], zh)) {
            c.key = old->choices[i].key;
            c.stop = old->choices[i].stop;
            return c;
        }
    c.key = str_fmt(mem, "c%d", (old ? old->n_choices : 0) + at + 1);
    return c;
}

static bool key_is_used(const struct forms_choice *c, int n, str key)
{
    for (int i = 0; i < n; i++)
        if (str_eq(c[i].key, key))
            return true;
    return false;
}

static enum err read_choices(struct ctx *cx, str text, const struct forms_field *old,
                             struct forms_field *f)
{
    struct forms_choice *c = NEW_N(cx->mem, struct forms_choice, FORMS_CHOICES_MAX);
    int n = 0;
    while (text.len && n < FORMS_CHOICES_MAX) {
        str line = str_cut(&text, '\n');
        str zh = str_trim(str_cut(&line, '|'));
        if (!zh.len)
            continue;
        c[n] = choice_of(cx->mem, old, zh, str_trim(line), n);
        while (key_is_used(c, n, c[n].key))
            c[n].key = str_fmt(cx->mem, "%.*s_%d", STR_ARG(c[n].key), n);
        n++;
    }
    if (str_trim(text).len)
        return fail_field(cx, "choices", _("At most sixty choices."));
    if (n < 2)
        return fail_field(cx, "choices", _("Write at least two choices, one a line."));
    f->choices = c;
    f->n_choices = n;
    if (f->type == FORMS_MULTI)
        f->most = n;
    return OK;
}

static enum err read_limits(struct ctx *cx, const struct question_form *in, struct forms_field *f)
{
    f->least = -INT64_C(1000000000000);
    f->most = INT64_C(1000000000000);
    if (in->least.len && str_int(in->least, &f->least))
        return fail_field(cx, "least", _("Write a whole number."));
    if (in->most.len && str_int(in->most, &f->most))
        return fail_field(cx, "most", _("Write a whole number."));
    return f->least <= f->most ? OK : fail_field(cx, "most", _("The most is less than the least."));
}

static enum err read_type(struct ctx *cx, const struct question_form *in,
                          const struct forms_field *old, struct forms_field *f)
{
    f->type = FORMS_TYPES;
    for (int t = 0; t < FORMS_TYPES; t++)
        if (str_is(in->type, forms_type_names[t]))
            f->type = (enum forms_type)t;
    if (f->type == FORMS_TYPES)
        return fail_field(cx, "type", _("Choose from the list."));
    if (is_chosen_from(f->type))
        return read_choices(cx, in->choices, old, f);
    if (f->type == FORMS_NUMBER)
        return read_limits(cx, in, f);
    f->most = f->type == FORMS_TEXT ? 2000 : f->type == FORMS_LINE ? 120 : 0;
    return OK;
}

static enum err read_question(struct ctx *cx, const struct question_form *in,
                              const struct forms_field *old, struct forms_field *f)
{
    *f = old ? *old : (struct forms_field){.key = STR_NONE};
    f->choices = NULL;
    f->n_choices = 0;
    f->least = 0;
    f->label = (struct forms_text){{[LANG_ZH] = in->label, [LANG_EN] = in->label_en}};
    f->help = (struct forms_text){{[LANG_ZH] = in->help, [LANG_EN] = in->help_en}};
    f->purpose = in->purpose;
    f->must = in->must;
    f->open = in->open;
    enum err e = read_type(cx, in, old, f);
    if (f->type == FORMS_NOTICE)
        f->must = f->open = false;
    else if (!in->purpose.len)
        e = fail_field(cx, "purpose", _("Say why it is asked: who reports may know."));
    return e;
}

/* ---- saving -------------------------------------------------------------- */

/* Unique among the questions of all categories, since a page shows several forms: facility0118_2.
 */
static str new_key(struct arena *mem, const struct category *c, const struct form *f)
{
    struct buf b = buf_new(mem, 64);
    for (size_t i = 0; i < c->code.len; i++)
        if (c->code.at[i] != '-')
            buf_char(&b, c->code.at[i]);
    str word = buf_done(&b);
    for (int n = 1;; n++) {
        str key = str_fmt(mem, "%.*s_%d", STR_ARG(word), n);
        if (!field_of(f, key))
            return key;
    }
}

static enum err keep(struct req *rq, struct admin_questions *v, int64_t seen,
                     const struct forms_field *list, int n)
{
    struct ctx *cx = rq->cx;
    struct form made = {.n = 0};
    str why = STR_NONE,
        name = str_fmt(cx->mem, "case-%lld-%.*s", (long long)cx->county, STR_ARG(v->c.code));
    int64_t version = str_eq(v->form.name, name) ? v->form.version + 1 : 1;
    if (n && forms_make(cx->mem, name, version, list, n, &made, &why)) {
        struct tr_arg arg = TR("why", why);
        return fail_field_args(cx, "label", _("This cannot be kept: {why}"), &arg, 1);
    }
    v->c.rev = seen;
    struct category_edit edit = {.category = &v->c, .form = &made};
    return cases_category_save(cx, cx->county, &edit);
}

/* The list with one question replaced, or with a new one at the end. */
static enum err put_question(struct req *rq, struct admin_questions *v, int64_t seen)
{
    struct forms_field *list = NEW_N(rq->cx->mem, struct forms_field, FORMS_FIELDS_MAX + 1);
    int n = 0;
    for (; n < v->form.n; n++)
        list[n] = v->editing && str_eq(v->form.fields[n].key, v->f.key) ? v->f : v->form.fields[n];
    if (!v->editing && n == FORMS_FIELDS_MAX)
        return fail_field(rq->cx, "label", _("A category has at most sixty questions."));
    if (!v->editing)
        list[n++] = v->f;
    return keep(rq, v, seen, list, n);
}

static enum err done(struct req *rq, struct admin_questions *v, enum err e)
{
    if (!e)
        return web_redirect(rq, "/admin/categories/%.*s/questions?saved=1", STR_ARG(v->c.code));
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    web_status(rq, err_status(e));
    category_html_questions(rq->page, v);
    return ERR_INVALID;
}

enum err admin_question_save(struct req *rq)
{
    struct admin_questions v = {.editing = false};
    struct question_form in = {.seen = 0};
    enum err e = load(rq, &v);
    if (e)
        return e;
    e = form_read(rq, fields, &in);
    const struct forms_field *old = in.key.len ? field_of(&v.form, in.key) : NULL;
    if (in.key.len && !old)
        return fail(rq->cx, ERR_CONFLICT, _("This question is gone. Look again."));
    v.editing = old != NULL;
    v.choices = in.choices;
    v.least = in.least;
    v.most = in.most;
    enum err wrong = read_question(rq->cx, &in, old, &v.f);
    if (!old)
        v.f.key = new_key(rq->cx->mem, &v.c, &v.form);
    if (!e && !wrong)
        e = put_question(rq, &v, in.seen);
    return done(rq, &v, e ? e : wrong);
}

/* up=KEY, down=KEY or drop=KEY. */
enum err admin_question_order(struct req *rq)
{
    struct admin_questions v = {.f.type = FORMS_SINGLE};
    int64_t seen = 0;
    enum err e = load(rq, &v);
    if (e)
        return e;
    str up = web_field(rq, "up"), down = web_field(rq, "down"), drop = web_field(rq, "drop");
    struct forms_field *list = NEW_N(rq->cx->mem, struct forms_field, FORMS_FIELDS_MAX);
    int n = 0;
    for (int i = 0; i < v.form.n; i++)
        if (!str_eq(v.form.fields[i].key, drop))
            list[n++] = v.form.fields[i];
    for (int i = 0; i < n; i++) {
        bool swap = (i && str_eq(list[i].key, up)) || (i + 1 < n && str_eq(list[i].key, down));
        int other = str_eq(list[i].key, up) ? i - 1 : i + 1;
        if (!swap)
            continue;
        struct forms_field was = list[i];
        list[i] = list[other];
        list[other] = was;
        break;
    }
    if (str_int(web_field(rq, "seen"), &seen))
        seen = 0;
    return done(rq, &v, keep(rq, &v, seen ? seen : -1, list, n));
}
