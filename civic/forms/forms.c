/* forms.c: a form from its text, its canonical text, and where forms are kept. */
#include "civic/forms/forms.h"

#include "civic/forms/forms_sql.h"
#include "kit/base/yaml.h"

#include <sodium.h>

const char *const forms_type_names[FORMS_TYPES] = {"text",   "line",  "number", "date",
                                                   "single", "multi", "notice"};

str forms_say(const struct forms_text *t, enum lang lang)
{
    return t->in[lang].len ? t->in[lang] : t->in[LANG_ZH];
}

/* ---- reading ----------------------------------------------------------- */

struct reader {
    struct arena *mem;
    str why;
};

static enum err complain(struct reader *r, const struct yaml *at, const char *what)
{
    r->why = str_fmt(r->mem, "line %d: %s%s%.*s", at->line, what, at->key.len ? ": " : "",
                     (int)at->key.len, at->key.len ? at->key.at : "");
    return ERR_INVALID;
}

static bool is_key(str s)
{
    if (s.len < 1 || s.len > 40)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') ||
              s.at[i] == '_'))
            return false;
    return true;
}

static enum err known_keys(struct reader *r, const struct yaml *map, const char *const *keys, int n)
{
    for (const struct yaml *c = map->first; c; c = c->next) {
        bool known = false;
        for (int i = 0; i < n; i++)
            known |= str_is(c->key, keys[i]);
        if (!known)
            return complain(r, c, "no such key");
    }
    return OK;
}

static str word(const struct yaml *map, const char *key)
{
    const struct yaml *v = yaml_find(map, key);
    return v && v->type == YAML_WORD ? v->text : STR_NONE;
}

static enum err read_number(struct reader *r, const struct yaml *map, const char *key, int64_t *out)
{
    const struct yaml *v = yaml_find(map, key);
    if (v && (v->type != YAML_WORD || str_int(v->text, out)))
        return complain(r, v, "a whole number belongs here");
    return OK;
}

static enum err read_yes(struct reader *r, const struct yaml *map, const char *key, bool *out)
{
    const struct yaml *v = yaml_find(map, key);
    if (!v)
        return OK;
    if (!str_is(v->text, "yes") && !str_is(v->text, "no"))
        return complain(r, v, "yes or no belongs here");
    *out = str_is(v->text, "yes");
    return OK;
}

/* {zh: …, en: …}, or one word that both languages share. */
static enum err read_text(struct reader *r, const struct yaml *v, struct forms_text *out)
{
    if (!v)
        return OK;
    if (v->type == YAML_WORD && v->text.len) {
        out->in[LANG_ZH] = v->text;
        return OK;
    }
    if (v->type != YAML_MAP || !word(v, "zh").len)
        return complain(r, v, "a text is {zh: …, en: …}");
    out->in[LANG_ZH] = word(v, "zh");
    out->in[LANG_EN] = word(v, "en");
    return OK;
}

static enum err read_choice(struct reader *r, const struct yaml *v, struct forms_choice *c)
{
    static const char *const keys[] = {"zh", "en", "stop"};
    if (!is_key(v->key))
        return complain(r, v, "a key is small letters, digits and _");
    c->key = v->key;
    enum err e = v->type == YAML_MAP ? known_keys(r, v, keys, COUNT(keys)) : OK;
    if (!e)
        e = read_text(r, v, &c->label);
    return e ? e : read_text(r, yaml_find(v, "stop"), &c->stop);
}

static enum err read_choices(struct reader *r, const struct yaml *v, struct forms_field *f)
{
    const struct yaml *list = yaml_find(v, "choices");
    bool wanted = f->type == FORMS_SINGLE || f->type == FORMS_MULTI;
    if (wanted != (list != NULL))
        return complain(r, list ? list : v, "choices belong to single and multi");
    if (!list)
        return OK;
    if (list->type != YAML_MAP || list->n < 1 || list->n > FORMS_CHOICES_MAX)
        return complain(r, list, "choices are a map of one to sixty");
    struct forms_choice *c = NEW_N(r->mem, struct forms_choice, (size_t)list->n);
    f->choices = c;
    for (const struct yaml *one = list->first; one; one = one->next) {
        enum err e = read_choice(r, one, &c[f->n_choices++]);
        if (e)
            return e;
    }
    return OK;
}

/* What is written where nothing is said. */
static void defaults(struct forms_field *f)
{
    static const int64_t most[FORMS_TYPES] = {
        [FORMS_TEXT] = 2000, [FORMS_LINE] = 120, [FORMS_NUMBER] = INT64_C(1000000000000)};
    f->most = most[f->type];
    if (f->type == FORMS_NUMBER)
        f->least = -f->most;
}

static enum err read_dictionary(struct reader *r, const struct yaml *v, struct forms_field *f)
{
    f->purpose = word(v, "purpose");
    f->basis = word(v, "basis");
    f->source = word(v, "source");
    enum err e = read_number(r, v, "keep_days", &f->keep_days);
    if (!e)
        e = read_yes(r, v, "personal", &f->personal);
    if (!e)
        e = read_yes(r, v, "public", &f->open);
    if (e)
        return e;
    if (f->type != FORMS_NOTICE && !f->purpose.len)
        return complain(r, v, "a field needs its purpose");
    if (f->personal && f->open)
        return complain(r, v, "a personal field is not public");
    if (f->personal && !f->basis.len)
        return complain(r, v, "a personal field needs its legal basis");
    return OK;
}

static enum err read_limits(struct reader *r, const struct yaml *v, struct forms_field *f)
{
    defaults(f);
    enum err e = read_number(r, v, "least", &f->least);
    if (!e)
        e = read_number(r, v, "most", &f->most);
    if (!e)
        e = read_choices(r, v, f);
    if (!e && f->type == FORMS_MULTI && !f->most)
        f->most = f->n_choices;
    if (!e && (f->least > f->most || (f->type <= FORMS_LINE && (f->least < 0 || f->most > 20000))))
        return complain(r, v, "least and most do not fit");
    return e;
}

static enum err read_field(struct reader *r, const struct yaml *v, struct forms_field *f)
{
    static const char *const keys[] = {"type",      "must",     "label",   "help",  "least",
                                       "most",      "choices",  "purpose", "basis", "source",
                                       "keep_days", "personal", "public"};
    if (!is_key(v->key) || v->type != YAML_MAP)
        return complain(r, v, "a field is a key and a map");
    f->key = v->key;
    f->type = FORMS_TYPES;
    for (int i = 0; i < FORMS_TYPES; i++)
        if (str_is(word(v, "type"), forms_type_names[i]))
            f->type = (enum forms_type)i;
    if (f->type == FORMS_TYPES)
        return complain(r, v, "no such type of field");
    enum err e = known_keys(r, v, keys, COUNT(keys));
    if (!e)
        e = read_yes(r, v, "must", &f->must);
    if (!e)
        e = read_text(r, yaml_find(v, "label"), &f->label);
    if (!e)
        e = read_text(r, yaml_find(v, "help"), &f->help);
    if (!e)
        e = read_limits(r, v, f);
    if (!e)
        e = read_dictionary(r, v, f);
    return e || f->label.in[LANG_ZH].len ? e : complain(r, v, "a field needs its label");
}

static enum err read_form(struct reader *r, const struct yaml *root, struct form *f)
{
    static const char *const keys[] = {"name", "version", "fields"};
    const struct yaml *fields = yaml_find(root, "fields");
    if (root->type != YAML_MAP)
        return complain(r, root, "a form is a map");
    enum err e = known_keys(r, root, keys, COUNT(keys));
    if (!e)
        e = read_number(r, root, "version", &f->version);
    if (e)
        return e;
    f->name = word(root, "name");
    if (!f->name.len || f->name.len > 80 || f->version < 1)
        return complain(r, root, "a form needs name and version");
    if (!fields || fields->type != YAML_MAP || fields->n < 1 || fields->n > FORMS_FIELDS_MAX)
        return complain(r, root, "a form has one to sixty fields");
    struct forms_field *list = NEW_N(r->mem, struct forms_field, (size_t)fields->n);
    f->fields = list;
    for (const struct yaml *v = fields->first; !e && v; v = v->next)
        e = read_field(r, v, &list[f->n++]);
    return e;
}

/* ---- canonical text ---------------------------------------------------- */

static void put_text(struct buf *b, const char *key, str s, bool *more)
{
    if (!s.len)
        return;
    buf_fmt(b, "%s\"%s\":", *more ? "," : "", key);
    yaml_write_word(b, s);
    *more = true;
}

static void put_both(struct buf *b, const char *key, const struct forms_text *t, bool *more)
{
    bool inner = false;
    if (!t->in[LANG_ZH].len)
        return;
    buf_fmt(b, "%s\"%s\":{", *more ? "," : "", key);
    put_text(b, "zh", t->in[LANG_ZH], &inner);
    put_text(b, "en", t->in[LANG_EN], &inner);
    buf_char(b, '}');
    *more = true;
}

static void put_choice(struct buf *b, const struct forms_choice *c)
{
    bool more = false;
    yaml_write_word(b, c->key);
    buf_z(b, ":{");
    put_text(b, "zh", c->label.in[LANG_ZH], &more);
    put_text(b, "en", c->label.in[LANG_EN], &more);
    put_both(b, "stop", &c->stop, &more);
    buf_char(b, '}');
}

static void put_field(struct buf *b, const struct forms_field *f)
{
    bool more = true;
    yaml_write_word(b, f->key);
    buf_fmt(b, ":{\"type\":\"%s\"", forms_type_names[f->type]);
    if (f->must)
        buf_z(b, ",\"must\":\"yes\"");
    put_both(b, "label", &f->label, &more);
    put_both(b, "help", &f->help, &more);
    buf_fmt(b, ",\"least\":%lld,\"most\":%lld", (long long)f->least, (long long)f->most);
    for (int i = 0; i < f->n_choices; i++) {
        buf_z(b, i ? "," : ",\"choices\":{");
        put_choice(b, &f->choices[i]);
    }
    if (f->n_choices)
        buf_char(b, '}');
    put_text(b, "purpose", f->purpose, &more);
    put_text(b, "basis", f->basis, &more);
    put_text(b, "source", f->source, &more);
    if (f->keep_days)
        buf_fmt(b, ",\"keep_days\":%lld", (long long)f->keep_days);
    if (f->personal)
        buf_z(b, ",\"personal\":\"yes\"");
    if (f->open)
        buf_z(b, ",\"public\":\"yes\"");
    buf_char(b, '}');
}

static void write_form(struct arena *mem, struct form *f)
{
    struct buf b = buf_new(mem, 4 * FORMS_TEXT_MAX);
    unsigned char sum[crypto_hash_sha256_BYTES];
    buf_z(&b, "{\"name\":");
    yaml_write_word(&b, f->name);
    buf_fmt(&b, ",\"version\":%lld,\"fields\":{", (long long)f->version);
    for (int i = 0; i < f->n; i++) {
        if (i)
            buf_char(&b, ',');
        put_field(&b, &f->fields[i]);
    }
    buf_z(&b, "}}");
    f->text = buf_done(&b);
    crypto_hash_sha256(sum, (const unsigned char *)f->text.at, f->text.len);
    sodium_bin2hex(f->hash, sizeof f->hash, sum, sizeof sum);
}

enum err forms_read(struct arena *mem, str text, struct form *out, str *why)
{
    const struct yaml *root;
    struct reader r = {.mem = mem};
    struct form f = {.n = 0};
    if (text.len > 4 * FORMS_TEXT_MAX) {
        *why = S("too long");
        return ERR_INVALID;
    }
    enum err e = yaml_read(mem, text, &root, why);
    if (e)
        return e;
    e = read_form(&r, root, &f);
    if (e) {
        *why = r.why;
        return e;
    }
    write_form(mem, &f);
    *out = f;
    return OK;
}

enum err forms_make(struct arena *mem, str name, int64_t version, const struct forms_field *fields,
                    int n, struct form *out, str *why)
{
    struct form f = {.name = name, .version = version, .fields = fields, .n = n};
    write_form(mem, &f);
    return forms_read(mem, f.text, out, why);
}

/* ---- keeping ----------------------------------------------------------- */

enum err forms_store(struct ctx *cx, const struct form *f)
{
    enum err e =
        db_exec(cx, NULL, &forms_sql_retire, db_text("name", f->name), db_word("hash", f->hash));
    if (e)
        return e;
    return db_exec(cx, NULL, &forms_sql_add, db_word("hash", f->hash), db_text("name", f->name),
                   db_int("version", f->version), db_text("body", f->text), db_int("now", cx->now));
}

static enum err from_row(struct ctx *cx, struct rows *rows, struct form *out)
{
    str why, body;
    enum err e = db_one(rows);
    if (e)
        return e;
    body = db_keep_text(rows, 0);
    return forms_read(cx->mem, body, out, &why) ? ERR_FAULT : OK;
}

enum err forms_find(struct ctx *cx, str hash, struct form *out)
{
    AUTO_ROWS rows = db_query(cx, &forms_sql_by_hash, db_text("hash", hash));
    return from_row(cx, &rows, out);
}

enum err forms_current(struct ctx *cx, str name, struct form *out)
{
    AUTO_ROWS rows = db_query(cx, &forms_sql_current, db_text("name", name));
    return from_row(cx, &rows, out);
}
