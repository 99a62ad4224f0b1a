/* answers.c: what was answered, held against the form, as canonical JSON; and shown again. */
#include "civic/forms/forms.h"

#include "kit/base/yaml.h"

#include <jansson.h>

/* ---- one sentence per field --------------------------------------------- */

static const char *input_name(struct ctx *cx, const struct forms_field *f)
{
    return str_z(cx->mem, str_fmt(cx->mem, "f_%.*s", STR_ARG(f->key)));
}

static enum err wrong(struct ctx *cx, const struct forms_field *f, const char *msgid)
{
    return fail_field(cx, input_name(cx, f), msgid);
}

/* The form's own sentence: it stands in the form in both languages, not in po/. */
static enum err stopped(struct ctx *cx, const struct forms_field *f, const struct forms_choice *c)
{
    struct failure_field *x = NEW(cx->mem, struct failure_field);
    *x = (struct failure_field){input_name(cx, f), forms_say(&c->stop, cx->lang), NULL};
    struct failure_field **end = &cx->failure.fields;
    while (*end)
        end = &(*end)->next;
    *end = x;
    cx->failure.err = ERR_INVALID;
    return ERR_INVALID;
}

/* ---- one answer -------------------------------------------------------- */

struct checking {
    struct ctx *cx;
    const struct form *form;
    const struct forms_answer *answers;
    int n;
    struct buf out;
};

static str first_answer(const struct checking *c, const struct forms_field *f)
{
    for (int i = 0; i < c->n; i++)
        if (str_eq(c->answers[i].key, f->key) && str_trim(c->answers[i].value).len)
            return c->answers[i].value;
    return STR_NONE;
}

static int count_chosen(const struct checking *c, const struct forms_field *f, int choice)
{
    int found = 0;
    for (int i = 0; i < c->n; i++)
        if (str_eq(c->answers[i].key, f->key) && str_trim(c->answers[i].value).len)
            found += choice < 0 || str_eq(c->answers[i].value, f->choices[choice].key);
    return found;
}

static void put_key(struct checking *c, const struct forms_field *f)
{
    if (c->out.len > 1)
        buf_char(&c->out, ',');
    yaml_write_word(&c->out, f->key);
    buf_char(&c->out, ':');
}

static enum err check_text(struct checking *c, const struct forms_field *f, str raw)
{
    str s =
        f->type == FORMS_TEXT ? str_clean_text(c->cx->mem, raw) : str_clean_line(c->cx->mem, raw);
    int64_t points = (int64_t)utf8_count(s);
    if (!s.len) /* what was typed cannot be seen */
        return f->must ? wrong(c->cx, f, _("Please answer this.")) : OK;
    if (points < f->least)
        return wrong(c->cx, f, _("This is too short."));
    if (points > f->most)
        return wrong(c->cx, f, _("This is too long."));
    put_key(c, f);
    yaml_write_word(&c->out, s);
    return OK;
}

/* Digits, perhaps a sign and a fraction: kept as written, so that nothing is rounded. */
static bool is_number(str s)
{
    size_t i = s.len && s.at[0] == '-' ? 1 : 0, whole = 0, part = 0;
    for (; i < s.len && isdigit((unsigned char)s.at[i]); i++)
        whole++;
    if (i < s.len && s.at[i] == '.')
        for (i++; i < s.len && isdigit((unsigned char)s.at[i]); i++)
            part++;
    return i == s.len && whole >= 1 && whole <= 15 && part <= 6 && s.at[s.len - 1] != '.';
}

static enum err check_number(struct checking *c, const struct forms_field *f, str raw)
{
    double v = 0;
    str s = str_trim(raw);
    if (!is_number(s) || str_double(s, &v))
        return wrong(c->cx, f, _("Write a number in digits."));
    if (v < (double)f->least)
        return wrong(c->cx, f, _("This number is too small."));
    if (v > (double)f->most)
        return wrong(c->cx, f, _("This number is too large."));
    put_key(c, f);
    yaml_write_word(&c->out, s);
    return OK;
}

static enum err check_date(struct checking *c, const struct forms_field *f, str raw)
{
    int64_t day;
    if (day_parse(str_trim(raw), &day))
        return wrong(c->cx, f, _("Write the day like 2026-03-02."));
    put_key(c, f);
    yaml_write_word(&c->out, str_trim(raw));
    return OK;
}

static enum err check_chosen(struct checking *c, const struct forms_field *f)
{
    int known = 0;
    for (int i = 0; i < f->n_choices; i++) {
        int times = count_chosen(c, f, i);
        known += times;
        if (times && f->choices[i].stop.in[LANG_ZH].len)
            return stopped(c->cx, f, &f->choices[i]);
    }
    return known == count_chosen(c, f, -1) ? OK : wrong(c->cx, f, _("Choose from the list."));
}

static enum err check_single(struct checking *c, const struct forms_field *f, str raw)
{
    enum err e = check_chosen(c, f);
    if (!e && count_chosen(c, f, -1) > 1)
        e = wrong(c->cx, f, _("Choose one only."));
    if (e)
        return e;
    put_key(c, f);
    yaml_write_word(&c->out, raw);
    return OK;
}

/* In the order of the form, each once. */
static enum err check_multi(struct checking *c, const struct forms_field *f)
{
    int chosen = 0;
    enum err e = check_chosen(c, f);
    for (int i = 0; i < f->n_choices; i++)
        chosen += count_chosen(c, f, i) > 0;
    if (!e && chosen < f->least)
        e = wrong(c->cx, f, _("Choose more."));
    if (!e && chosen > f->most)
        e = wrong(c->cx, f, _("These are too many."));
    if (e)
        return e;
    put_key(c, f);
    buf_char(&c->out, '[');
    for (int i = 0, more = 0; i < f->n_choices; i++)
        if (count_chosen(c, f, i)) {
            if (more++)
                buf_char(&c->out, ',');
            yaml_write_word(&c->out, f->choices[i].key);
        }
    buf_char(&c->out, ']');
    return OK;
}

static enum err check_field(struct checking *c, const struct forms_field *f)
{
    str raw = first_answer(c, f);
    if (f->type == FORMS_NOTICE)
        return OK;
    if (!raw.len)
        return f->must ? wrong(c->cx, f, _("Please answer this.")) : OK;
    if (!utf8_ok(raw))
        return wrong(c->cx, f, _("This cannot be read."));
    switch (f->type) {
    case FORMS_NUMBER:
        return check_number(c, f, raw);
    case FORMS_DATE:
        return check_date(c, f, raw);
    case FORMS_SINGLE:
        return check_single(c, f, raw);
    case FORMS_MULTI:
        return check_multi(c, f);
    default:
        return check_text(c, f, raw);
    }
}

static const struct forms_field *field_named(const struct form *f, str key)
{
    for (int i = 0; i < f->n; i++)
        if (str_eq(f->fields[i].key, key))
            return &f->fields[i];
    return NULL;
}

enum err forms_check(struct ctx *cx, const struct form *f, const struct forms_answer *answers,
                     int n, bool strict, str *json)
{
    struct checking c = {cx, f, answers, n, buf_new(cx->mem, 4 * FORMS_TEXT_MAX)};
    enum err worst = OK;
    buf_char(&c.out, '{');
    for (int i = 0; strict && i < n; i++) {
        const struct forms_field *known = field_named(f, answers[i].key);
        if (!known || known->type == FORMS_NOTICE)
            return fail(cx, ERR_INVALID, _("There is an answer to a question nobody asked."));
    }
    for (int i = 0; i < f->n; i++) {
        enum err e = check_field(&c, &f->fields[i]);
        worst = worst ? worst : e;
    }
    buf_char(&c.out, '}');
    if (!worst && c.out.over)
        return fail(cx, ERR_TOO_BIG, _("These answers are too long."));
    if (!worst)
        *json = buf_done(&c.out);
    return worst;
}

/* ---- JSON -------------------------------------------------------------- */

enum { ANSWERS_MAX = FORMS_FIELDS_MAX * FORMS_CHOICES_MAX };

static bool add_value(struct ctx *cx, const char *key, const json_t *v, struct forms_answer *out,
                      int *n)
{
    if (*n == ANSWERS_MAX)
        return false;
    str value = STR_NONE;
    if (json_is_string(v))
        value = str_keep(cx->mem, (str){json_string_value(v), json_string_length(v)});
    else if (json_is_integer(v))
        value = str_fmt(cx->mem, "%lld", (long long)json_integer_value(v));
    else
        return json_is_null(v);
    out[(*n)++] = (struct forms_answer){str_keep(cx->mem, str_of(key)), value};
    return true;
}

static bool add_pair(struct ctx *cx, const char *key, const json_t *v, struct forms_answer *out,
                     int *n)
{
    if (!json_is_array(v))
        return add_value(cx, key, v, out, n);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!add_value(cx, key, json_array_get(v, i), out, n))
            return false;
    return true;
}

enum err forms_check_json(struct ctx *cx, const struct form *f, str text, str *json)
{
    json_error_t why;
    struct forms_answer *answers = NEW_N(cx->mem, struct forms_answer, ANSWERS_MAX);
    int n = 0;
    bool fits = text.len <= FORMS_TEXT_MAX;
    json_t *root = fits ? json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &why) : NULL;
    fits = json_is_object(root);
    const char *key;
    json_t *value;
    json_object_foreach(root, key, value) fits = fits && add_pair(cx, key, value, answers, &n);
    json_decref(root);
    if (!fits)
        return fail(cx, ERR_INVALID, _("These answers cannot be read."));
    return forms_check(cx, f, answers, n, true, json);
}

/* ---- shown again ------------------------------------------------------- */

static str label_of(const struct forms_field *f, enum lang lang, str key)
{
    for (int i = 0; i < f->n_choices; i++)
        if (str_eq(f->choices[i].key, key))
            return forms_say(&f->choices[i].label, lang);
    return key;
}

str forms_shown(struct arena *mem, enum lang lang, const struct form *f, str json, str key)
{
    const struct yaml *root;
    str why;
    const struct forms_field *field = field_named(f, key);
    if (!json.len || yaml_read(mem, json, &root, &why) || !field)
        return STR_NONE;
    const struct yaml *v = yaml_find(root, str_z(mem, key));
    if (!v)
        return STR_NONE;
    if (v->type == YAML_WORD)
        return label_of(field, lang, v->text);
    struct buf b = buf_new(mem, FORMS_TEXT_MAX);
    for (const struct yaml *c = v->first; c; c = c->next) {
        if (b.len)
            buf_str(&b, tr(lang, _(", ")));
        buf_str(&b, label_of(field, lang, c->text));
    }
    return buf_done(&b);
}

bool forms_has_answers(struct arena *mem, const struct form *f, str json, bool open_only)
{
    for (int i = 0; i < f->n; i++)
        if ((f->fields[i].open || !open_only) &&
            forms_shown(mem, LANG_ZH, f, json, f->fields[i].key).len)
            return true;
    return false;
}
