/* open311_post.c: requests and updates that other systems send. */
#include "rooms/cases/open311.h"

#include "civic/forms/forms.h"
#include "kit/http/http.h"
#include "rooms/cases/open311_sql.h"

enum { ANSWERS_MOST = 100 };

/* ---- what was sent ----------------------------------------------------- */

static str degrees(struct req *rq, const char *name)
{
    return str_trim(web_field(rq, name));
}

/* Coordinates that are no place on earth are an error, not a guess. */
static bool read_spot(struct req *rq, struct cases_spot *out, enum err *answered)
{
    double lat, lon;
    str la = degrees(rq, "lat"), lo = degrees(rq, "long");
    out->words = str_clean_line(rq->cx->mem, web_field(rq, "address_string"));
    out->words = utf8_head(out->words, 120);
    if (la.len && lo.len) {
        if (str_double(la, &lat) || str_double(lo, &lon) || lat < -90 || lat > 90 || lon < -180 ||
            lon > 180 || (lat == 0 && lon == 0)) {
            *answered = open311_error(rq, 400, _("{name} is not a position"), S("lat, long"));
            return false;
        }
        out->measured = true;
        out->lat_u = (int64_t)lround(lat * 1e6);
        out->lon_u = (int64_t)lround(lon * 1e6);
        return true;
    }
    if (out->words.len || web_field(rq, "address_id").len)
        return true;
    *answered = open311_error(rq, 400, _("{name} required"), S("lat, long or address_string"));
    return false;
}

/* attribute[CODE]=v and attribute[CODE][]=v; the name without its brackets, or "". */
static str attribute_name(str field)
{
    if (!str_starts(field, S("attribute[")))
        return STR_NONE;
    str rest = {field.at + 10, field.len - 10};
    return str_cut(&rest, ']');
}

static bool read_answers(struct req *rq, const struct category *c, str *json, enum err *answered)
{
    struct form f;
    struct forms_answer answers[ANSWERS_MOST];
    size_t i = 0;
    int n = 0;
    str name, value;
    *json = STR_NONE;
    if (!c->form.len || cases_category_form(rq->cx, c, &f))
        return true;
    while (n < ANSWERS_MOST && web_field_each(rq, &i, &name, &value))
        if (attribute_name(name).len)
            answers[n++] = (struct forms_answer){attribute_name(name), value};
    for (int k = 0; k < f.n; k++) {
        bool given = false;
        for (int j = 0; j < n; j++)
            given |= str_eq(answers[j].key, f.fields[k].key) && answers[j].value.len;
        if (f.fields[k].must && !given) {
            *answered = open311_error(rq, 400, _("{name} required"), f.fields[k].key);
            return false;
        }
    }
    if (!forms_check(rq->cx, &f, answers, n, true, json))
        return true;
    *answered = open311_error(rq, 400, _("{name} cannot be read"), S("attribute"));
    return false;
}

static bool read_category(struct req *rq, struct category *c, enum err *answered)
{
    str code = web_field(rq, "service_code");
    if (!code.len) {
        *answered = open311_error(rq, 400, _("{name} required"), S("service_code"));
        return false;
    }
    enum err e = cases_category_find(rq->cx, rq->county, code, c);
    if (e == ERR_NOT_FOUND)
        *answered = open311_error(rq, 404, _("service_code {name} was not found"), code);
    else if (e)
        *answered = e;
    return !e;
}

/* Given and family name as two fields; Chinese names are written without a space. */
static str name_of(struct req *rq)
{
    str first = str_clean_line(rq->cx->mem, web_field(rq, "first_name"));
    str last = str_clean_line(rq->cx->mem, web_field(rq, "last_name"));
    if (str_is(last, "-"))
        last = STR_NONE;
    return utf8_head(str_fmt(rq->cx->mem, "%.*s%.*s", STR_ARG(last), STR_ARG(first)), 40);
}

/* ---- a request --------------------------------------------------------- */

static enum err take_all_files(struct req *rq, struct cases_files *files)
{
    enum err e = OK;
    for (const struct upload *u = rq->uploads; !e && u; u = u->next) {
        const char *field = str_z(rq->cx->mem, u->field);
        bool seen = false;
        for (const struct upload *v = rq->uploads; v != u; v = v->next)
            seen |= str_eq(v->field, u->field);
        if (!seen)
            e = cases_take(rq, field, "report", files);
    }
    return e;
}

static enum err answer_created(struct req *rq, const char *number)
{
    json_t *list = json_pack("[{s:s, s:n, s:n}]", "service_request_id", number, "service_notice",
                             "account_id");
    return open311_answer(rq, "service_requests", list);
}

/* Addresses of photos elsewhere are kept as words: nothing is fetched on a stranger's word. */
static bool read_words(struct req *rq, str *out, enum err *answered)
{
    struct buf b = buf_new(rq->cx->mem, 65536);
    str said = str_clean_text(rq->cx->mem, web_field(rq, "description"));
    if (utf8_count(said) > CASES_BODY_MAX) {
        *answered =
            open311_error(rq, 400, _("{name} is longer than 4000 characters"), S("description"));
        return false;
    }
    buf_str(&b, said);
    for (size_t i = 0; i < 5 && web_field_at(rq, "media_url", i).len; i++) {
        str url = str_clean_line(rq->cx->mem, web_field_at(rq, "media_url", i));
        buf_fmt(&b, "\n%.*s", STR_ARG(utf8_head(url, 190)));
    }
    *out = buf_done(&b);
    return true;
}

static void read_reporter(struct req *rq, struct cases_report *in)
{
    in->name = name_of(rq);
    in->email = str_trim(web_field(rq, "email"));
    if (!http_is_mail_address(in->email))
        in->email = STR_NONE;
    if (cases_read_phone(rq->cx, "phone", web_field(rq, "phone"), &in->phone)) {
        in->phone = STR_NONE; /* a foreign number is no reason to refuse a report */
        rq->cx->failure = (struct failure){0};
    }
}

enum err open311_post(struct req *rq)
{
    enum err e = OK;
    struct token key;
    struct category c;
    struct cases_files files = {.n = 0};
    struct cases_receipt receipt;
    struct cases_report in = {.source = "open311"};
    if (!open311_county(rq, &e) || !open311_key(rq, true, &key, &e) || !read_category(rq, &c, &e) ||
        !read_spot(rq, &in.spot, &e) || !read_answers(rq, &c, &in.answers, &e) ||
        !read_words(rq, &in.body, &e))
        return e;
    in.county = rq->county;
    in.community = key.scope;
    in.code = c.code;
    in.sender = key.id;
    read_reporter(rq, &in);
    e = take_all_files(rq, &files);
    in.files = &files;
    if (!e)
        e = cases_open(rq->cx, &in, &receipt);
    return e ? e : answer_created(rq, receipt.number);
}

/* ---- updates that go out ------------------------------------------------ */

static bool read_window(struct req *rq, int64_t *start, int64_t *end, enum err *answered)
{
    str from = web_query(rq, "start_date"), to = web_query(rq, "end_date");
    *end = rq->cx->now;
    *start = *end - DAY_MS;
    if (!from.len && !to.len)
        return true;
    if (from.len && to.len && open311_time(rq, from, start) && open311_time(rq, to, end))
        return true;
    *answered = open311_error(rq, 400, _("{name} and end_date: both or neither, with zone"),
                              S("start_date"));
    return false;
}

/* The words of the extension's receivers, in lower case. */
static const char *status_word(const struct matter *m)
{
    switch (matters_shown(m)) {
    case MATTERS_SHOWN_SUBMITTED:
        return "for_triage";
    case MATTERS_SHOWN_REGISTERED:
        return "open";
    case MATTERS_SHOWN_HANDED:
        return "investigating";
    case MATTERS_SHOWN_HELD:
        return "action_scheduled";
    case MATTERS_SHOWN_DECLINED:
        return "not_councils_responsibility";
    case MATTERS_SHOWN_VOID:
        return "cancelled";
    case MATTERS_SHOWN_MERGED:
        return "duplicate";
    case MATTERS_SHOWN_ANSWERED:
        return "no_further_action";
    default:
        return m->open ? "in_progress" : m->outcome == MATTERS_SOLVED ? "fixed" : "closed";
    }
}

static enum err add_update(struct req *rq, int64_t id, int64_t at, json_t *list)
{
    struct matter m;
    struct casefile c;
    enum err e = matters_load(rq->cx, rq->county, id, &m); /* the query asked who may see it */
    if (!e)
        e = cases_load(rq->cx, &m, &c);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    str update = str_fmt(rq->cx->mem, "%.*s-%lld", STR_ARG(m.number), (long long)m.row_ver);
    str text = c.reply.len ? c.reply : tr(rq->cx->lang, matters_shown_label(matters_shown(&m)));
    json_array_append_new(
        list, json_pack("{s:o, s:o, s:s, s:o, s:o}", "update_id", open311_text(update),
                        "service_request_id", open311_text(m.number), "status", status_word(&m),
                        "updated_datetime", open311_text(time_text(rq->cx->mem, at)), "description",
                        open311_text(text)));
    return OK;
}

struct change {
    int64_t id, at;
};

static enum err list_changes(struct req *rq, const struct token *key, int64_t start, int64_t end,
                             struct change *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(rq->cx, &open311_sql_changed, db_int("county", rq->county),
                              db_int("start", start), db_int("end", end), db_int("key", key->id));
    while (*n < max && db_next(&rows))
        out[(*n)++] = (struct change){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return db_end(&rows);
}

enum err open311_updates(struct req *rq)
{
    enum { MOST = 1000 };
    enum err e = OK;
    int64_t start, end;
    int n = 0;
    struct change *changes = NEW_N(rq->cx->mem, struct change, MOST);
    struct token key;
    if (!open311_county(rq, &e) || !open311_key(rq, false, &key, &e) ||
        !read_window(rq, &start, &end, &e))
        return e;
    json_t *list = json_array();
    e = list_changes(rq, &key, start, end, changes, MOST, &n);
    for (int i = 0; !e && i < n; i++)
        e = add_update(rq, changes[i].id, changes[i].at, list);
    if (!e)
        return open311_answer(rq, "service_request_updates", list);
    json_decref(list);
    return e;
}

/* ---- updates that come in ---------------------------------------------- */

struct update_args {
    const struct token *key;
    const struct casefile *c;
    str update, text;
    int64_t id, at;
    bool known; /* result: it was taken before */
};

static enum err find_update(struct ctx *cx, struct update_args *a)
{
    AUTO_ROWS rows = db_query(cx, &open311_sql_update_find, db_int("county", a->c->m.county),
                              db_int("key", a->key->id), db_text("update", a->update));
    enum err e = db_one(&rows);
    a->known = e == OK;
    if (a->known)
        a->id = db_get_int(&rows, 0);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err update_tx(struct ctx *cx, void *arg)
{
    struct update_args *a = arg;
    enum err e = find_update(cx, a);
    if (e || a->known)
        return e;
    e = db_exec(cx, NULL, &open311_sql_update_insert, db_int("county", a->c->m.county),
                db_int("key", a->key->id), db_text("update", a->update),
                db_int("case_id", a->c->m.id), db_int("id", a->id), db_int("at", a->at));
    return e ? e : cases_keep_note(cx, &a->c->m, "staff", a->text);
}

static bool read_update(struct req *rq, struct update_args *a, enum err *answered)
{
    static const char *const needed[] = {"service_request_id", "update_id", "updated_datetime",
                                         "status", "description"};
    for (size_t i = 0; i < COUNT(needed); i++)
        if (!web_field(rq, needed[i]).len) {
            *answered = open311_error(rq, 400, _("{name} required"), str_of(needed[i]));
            return false;
        }
    if (!open311_time(rq, web_field(rq, "updated_datetime"), &a->at)) {
        *answered = open311_error(rq, 400, _("{name} is not a date with time and zone"),
                                  S("updated_datetime"));
        return false;
    }
    a->update = utf8_head(web_field(rq, "update_id"), 100);
    a->text = str_fmt(rq->cx->mem, "%.*s [%.*s] %.*s", STR_ARG(a->key->name),
                      STR_ARG(utf8_head(web_field(rq, "status"), 40)),
                      STR_ARG(utf8_head(str_clean_text(rq->cx->mem, web_field(rq, "description")),
                                        CASES_BODY_MAX)));
    return true;
}

enum err open311_update_post(struct req *rq)
{
    enum err e = OK;
    struct token key;
    struct casefile c;
    struct matter m;
    struct update_args a = {.key = &key, .c = &c, .id = db_new_id(rq->cx)};
    if (!open311_county(rq, &e) || !open311_key(rq, true, &key, &e) || !read_update(rq, &a, &e))
        return e;
    str number = web_field(rq, "service_request_id");
    e = open311_by_number(rq->cx, rq->county, number, &key, &m);
    if (e == ERR_NOT_FOUND)
        return open311_error(rq, 404, _("service_request_id {name} was not found"), number);
    if (!e)
        e = cases_load(rq->cx, &m, &c);
    if (!e)
        e = db_write(rq->cx, update_tx, &a);
    if (e)
        return e;
    str id = str_fmt(rq->cx->mem, "%lld", (long long)a.id);
    json_t *list = json_pack("[{s:o}]", "update_id", open311_text(id));
    return open311_answer(rq, "service_request_updates", list);
}
