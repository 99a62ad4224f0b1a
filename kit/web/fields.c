/* fields.c: what was sent, by name, and declared fields read into a struct. */
#include "kit/web/job.h"

#include <jansson.h>

static str value_of(const struct pairs *p, const char *name)
{
    const struct pair *f = pairs_find(p, str_of(name));
    return f ? f->value : S("");
}

str web_param(const struct req *rq, const char *name)
{
    return value_of(&rq->job->params, name);
}

str web_query(const struct req *rq, const char *name)
{
    return value_of(&rq->job->query, name);
}

bool web_query_has(const struct req *rq, const char *name)
{
    return pairs_find(&rq->job->query, str_of(name)) != NULL;
}

str web_field(const struct req *rq, const char *name)
{
    return value_of(&rq->job->fields, name);
}

bool web_field_has(const struct req *rq, const char *name)
{
    return pairs_find(&rq->job->fields, str_of(name)) != NULL;
}

static str nth_of(const struct pairs *p, const char *name, size_t n)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_is(p->at[i].name, name) && n-- == 0)
            return p->at[i].value;
    return S("");
}

str web_query_at(const struct req *rq, const char *name, size_t n)
{
    return nth_of(&rq->job->query, name, n);
}

str web_field_at(const struct req *rq, const char *name, size_t n)
{
    return nth_of(&rq->job->fields, name, n);
}

void web_field_put(struct req *rq, const char *name, str value)
{
    struct pairs *p = &rq->job->fields;
    for (size_t i = 0; i < p->n; i++)
        if (str_is(p->at[i].name, name)) {
            p->at[i].value = value;
            return;
        }
    pairs_add(rq->cx->mem, p, str_of(name), value);
}

bool web_field_each(const struct req *rq, size_t *i, str *name, str *value)
{
    const struct pairs *p = &rq->job->fields;
    while (*i < p->n && csrf_is_hidden(p->at[*i].name))
        ++*i;
    if (*i == p->n)
        return false;
    *name = p->at[*i].name;
    *value = p->at[(*i)++].value;
    return true;
}

str web_body(const struct req *rq)
{
    return rq->job->body_kind == BODY_TEXT ? buf_done(&rq->job->body) : S("");
}

/* ---- JSON bodies ------------------------------------------------------- */

static bool add_json(struct web_job *j, str name, const json_t *v)
{
    struct arena *mem = j->mem;
    str value = S("");
    if (json_is_string(v))
        value = str_keep(mem, (str){json_string_value(v), json_string_length(v)});
    else if (json_is_integer(v))
        value = str_fmt(mem, "%lld", (long long)json_integer_value(v));
    else if (json_is_real(v))
        value = str_fmt(mem, "%.17g", json_real_value(v));
    else if (json_is_boolean(v))
        value = json_is_true(v) ? S("1") : S("0");
    else
        return true; /* null is absent; deeper things are read by web_body */
    pairs_add(mem, &j->fields, name, value);
    return j->fields.n <= FORM_FIELDS_MAX;
}

static bool add_member(struct web_job *j, str name, const json_t *v)
{
    if (!json_is_array(v))
        return add_json(j, name, v);
    for (size_t i = 0; i < json_array_size(v); i++)
        if (!add_json(j, name, json_array_get(v, i)))
            return false;
    return true;
}

enum err fields_from_json(struct web_job *j)
{
    str type = web_header(&j->rq, "Content-Type"), body = buf_done(&j->body);
    if (!str_starts(type, S("application/json")))
        return OK;
    json_t *root = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, NULL);
    bool fits = root != NULL;
    const char *key;
    json_t *v;
    if (json_is_object(root))
        json_object_foreach(root, key, v) fits =
            fits && add_member(j, str_keep(j->mem, str_of(key)), v);
    json_decref(root);
    return !root ? ERR_INVALID : fits ? OK : ERR_TOO_BIG;
}

/* ---- declared fields --------------------------------------------------- */

static enum err blame(struct ctx *cx, const struct field *f, const char *msgid, int64_t n)
{
    str label = tr(cx->lang, f->label ? f->label : f->name);
    const struct tr_arg args[] = {TR("label", label),
                                  TR("n", str_fmt(cx->mem, "%lld", (long long)n))};
    return fail_field_args(cx, f->name, msgid, args, COUNT(args));
}

static enum err read_text(struct ctx *cx, const struct field *f, str raw, str *out)
{
    str s = f->type == FIELD_LINE ? str_clean_line(cx->mem, raw) : str_clean_text(cx->mem, raw);
    int64_t n = (int64_t)utf8_count(s);
    if (n > f->most)
        return blame(cx, f, _("{label}: at most {n} characters."), f->most);
    if (n == 0 && f->least > 0)
        return blame(cx, f, _("{label} is missing."), 0);
    if (n < f->least)
        return blame(cx, f, _("{label}: at least {n} characters."), f->least);
    *out = s;
    return OK;
}

/* Digits as Chinese input methods make them, U+FF10 to U+FF19, count as digits. */
static str narrow(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, s.len + 1);
    while (s.len) {
        str one = s;
        uint32_t c = utf8_next(&s);
        one.len = (size_t)(s.at - one.at);
        if (c >= 0xff0d && c <= 0xff19)
            buf_char(&b, (char)(c - 0xfee0));
        else
            buf_str(&b, one);
    }
    return buf_done(&b);
}

static enum err in_range(struct ctx *cx, const struct field *f, double n)
{
    if (n < (double)f->least)
        return blame(cx, f, _("{label}: {n} or more."), f->least);
    if (n > (double)f->most)
        return blame(cx, f, _("{label}: {n} or less."), f->most);
    return OK;
}

static enum err read_int(struct ctx *cx, const struct field *f, str raw, int64_t *out)
{
    str s = str_trim(narrow(cx->mem, raw));
    int64_t n = 0;
    if (!s.len && (f->least > 0 || f->most < 0))
        return blame(cx, f, _("{label} is missing."), 0);
    if (s.len && str_int(s, &n))
        return blame(cx, f, _("{label} must be a whole number."), 0);
    if (n < f->least || n > f->most)
        return in_range(cx, f, n < f->least ? -HUGE_VAL : HUGE_VAL);
    *out = n;
    return OK;
}

static enum err read_real(struct ctx *cx, const struct field *f, str raw, double *out)
{
    str s = str_trim(narrow(cx->mem, raw));
    double n = 0;
    if (s.len && str_double(s, &n))
        return blame(cx, f, _("{label} must be a number."), 0);
    enum err e = s.len ? in_range(cx, f, n) : OK;
    if (!e)
        *out = n;
    return e;
}

static enum err read_bool(struct ctx *cx, const struct field *f, str raw, bool *out)
{
    static const char *const yes[] = {"1", "on", "true", "yes"};
    static const char *const no[] = {"", "0", "off", "false", "no"};
    for (size_t i = 0; i < COUNT(yes); i++)
        if (str_is(raw, yes[i])) {
            *out = true;
            return OK;
        }
    for (size_t i = 0; i < COUNT(no); i++)
        if (str_is(raw, no[i])) {
            *out = false;
            return OK;
        }
    return blame(cx, f, _("{label} must be yes or no."), 0);
}

enum err form_read(struct req *rq, const struct field *fields, void *out)
{
    enum err e = OK, one;
    for (const struct field *f = fields; f->name; f++) {
        str raw = web_field(rq, f->name);
        void *at = (char *)out + f->offset;
        if (f->type == FIELD_TEXT || f->type == FIELD_LINE)
            one = read_text(rq->cx, f, raw, at);
        else if (f->type == FIELD_INT)
            one = read_int(rq->cx, f, raw, at);
        else if (f->type == FIELD_REAL)
            one = read_real(rq->cx, f, raw, at);
        else
            one = read_bool(rq->cx, f, raw, at);
        e = one ? one : e;
    }
    return e;
}

/* ---- a form shown again ------------------------------------------------ */

str web_typed(const struct html *h, const char *name)
{
    return h->rq ? web_field(h->rq, name) : S("");
}

str web_typed_or(const struct html *h, const char *name, str otherwise)
{
    return h->rq && web_field_has(h->rq, name) ? web_field(h->rq, name) : otherwise;
}

str web_field_error(const struct html *h, const char *name)
{
    for (const struct failure_field *f = h->cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, name) == 0)
            return f->text;
    return S("");
}

str web_other_language(const struct html *h)
{
    if (!h->rq)
        return S("/");
    const struct web_job *j = h->rq->job;
    str path = j->rq.path, query = j->rq.query;
    if (!j->english && str_is(path, "/"))
        path = S("");
    return str_fmt(h->cx->mem, "%s%.*s%s%.*s", j->english ? "" : "/en", STR_ARG(path),
                   query.len ? "?" : "", STR_ARG(query));
}
