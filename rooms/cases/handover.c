/* handover.c: the systems, and handing a case to one of them. */
#include "rooms/cases/handover.h"

#include "civic/people/people.h"
#include "kit/seal/seal.h"
#include "rooms/cases/handover_sql.h"

const char *const handover_state_names[HANDOVER_STATES] = {"waiting", "handed", "done", "failed"};

/* ---- systems ---------------------------------------------------------------- */

static struct handover_server read_server(const struct rows *r, int64_t county)
{
    return (struct handover_server){.county = county,
                                    .id = db_get_int(r, 0),
                                    .name = db_keep_text(r, 1),
                                    .url = db_keep_text(r, 2),
                                    .jurisdiction = db_keep_text(r, 3),
                                    .has_key = db_get_int(r, 4) == 1,
                                    .live = db_get_int(r, 5) == 1};
}

enum err handover_servers(struct ctx *cx, int64_t county, struct handover_server *out, int max,
                          int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &handover_sql_servers, db_int("county", county), db_int("max", max));
    for (*n = 0; *n < max && db_next(&rows); (*n)++)
        out[*n] = read_server(&rows, county);
    return db_end(&rows);
}

static enum err read_services(struct ctx *cx, struct handover_server *s)
{
    struct buf b = buf_new(cx->mem, 65536);
    AUTO_ROWS rows =
        db_query(cx, &handover_sql_services, db_int("county", s->county), db_int("server", s->id));
    while (db_next(&rows)) {
        str code = db_get_text(&rows, 0), service = db_get_text(&rows, 1);
        buf_fmt(&b, "%.*s %.*s\n", STR_ARG(code), STR_ARG(service));
    }
    s->services = buf_done(&b);
    return db_end(&rows);
}

enum err handover_server_find(struct ctx *cx, int64_t county, int64_t id,
                              struct handover_server *out)
{
    {
        AUTO_ROWS rows =
            db_query(cx, &handover_sql_server, db_int("county", county), db_int("id", id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        *out = read_server(&rows, county);
    }
    return read_services(cx, out);
}

static struct seal_where key_at(const struct handover_server *s, const char *column)
{
    return (struct seal_where){"handover_servers", column, s->county, s->id};
}

enum err handover_key(struct ctx *cx, const struct handover_server *s, str *key)
{
    struct seal_key k;
    *key = STR_NONE;
    if (!s->has_key)
        return OK;
    AUTO_ROWS rows =
        db_query(cx, &handover_sql_key, db_int("county", s->county), db_int("id", s->id));
    enum err e = db_one(&rows);
    if (!e)
        e = seal_unwrap(cx->seal, db_get_blob(&rows, 0), key_at(s, "key_wrapped"), &k);
    if (e)
        return e;
    e = seal_read(&k, key_at(s, "key_sealed"), db_get_blob(&rows, 1), key, cx->mem);
    seal_key_wipe(&k);
    return e;
}

struct put_args {
    const struct handover_server *s;
    str wrapped, sealed;
};

static enum err put_services(struct ctx *cx, const struct handover_server *s)
{
    str rest = s->services;
    enum err e = db_exec(cx, NULL, &handover_sql_services_clear, db_int("county", s->county),
                         db_int("server", s->id));
    while (!e && rest.len) {
        str line = str_trim(str_cut(&rest, '\n'));
        str code = str_cut(&line, ' ');
        if (code.len)
            e = db_exec(cx, NULL, &handover_sql_service_insert, db_int("county", s->county),
                        db_int("server", s->id), db_text("code", code),
                        db_text("service", str_trim(line)));
    }
    if (e == ERR_CONFLICT)
        return fail_field(cx, "services", _("A category stands there twice."));
    return e;
}

static enum err put_tx(struct ctx *cx, void *arg)
{
    const struct put_args *a = arg;
    const struct handover_server *s = a->s;
    struct fact f = {.county = s->county,
                     .subject_kind = "handover_server",
                     .subject = s->id,
                     .kind = "handover_server.changed",
                     .to = s->live ? S("live") : S("off"),
                     .audience = FACTS_AUDIT};
    enum err e = db_exec(cx, NULL, &handover_sql_server_put, db_int("county", s->county),
                         db_int("id", s->id), db_text("name", s->name), db_text("url", s->url),
                         db_text("jurisdiction", s->jurisdiction), db_int("live", s->live));
    if (e == ERR_CONFLICT)
        return fail_field(cx, "name", _("Another system has this name."));
    if (!e && a->sealed.len)
        e = db_exec(cx, NULL, &handover_sql_key_put, db_blob("wrapped", a->wrapped),
                    db_blob("sealed", a->sealed), db_int("county", s->county), db_int("id", s->id));
    if (!e)
        e = put_services(cx, s);
    return e ? e : facts_add(cx, &f);
}

static enum err check_services(struct ctx *cx, const struct handover_server *s)
{
    int n = 0;
    for (str rest = s->services; rest.len;) {
        struct category c;
        str line = str_trim(str_cut(&rest, '\n')), all = line;
        str code = str_cut(&line, ' ');
        struct tr_arg bad = TR("line", utf8_head(all, 40));
        if (!all.len)
            continue;
        if (++n > HANDOVER_SERVICES_MAX || !str_trim(line).len || str_trim(line).len > 60)
            return fail_field_args(cx, "services",
                                   _("Write our category and their service code: {line}"), &bad, 1);
        if (!str_is(code, "*") && cases_category_find(cx, s->county, code, &c))
            return fail_field_args(cx, "services", _("There is no such category: {line}"), &bad, 1);
    }
    return n ? OK : fail_field(cx, "services", _("Say which categories it takes."));
}

static enum err check_server(struct ctx *cx, struct handover_server *s)
{
    bool near;
    const char *hosts = cx->notices ? cx->notices->near_hosts : NULL;
    while (s->url.len && s->url.at[s->url.len - 1] == '/')
        s->url.len--;
    if (!s->name.len)
        return fail_field(cx, "name", _("Give the system a name."));
    if (!handover_url_ok(s->url, hosts, &near))
        return fail_field(cx, "url",
                          _("The address begins with https://. Systems inside the own network are "
                            "named in the setting open311-near."));
    return check_services(cx, s);
}

enum err handover_server_put(struct ctx *cx, struct handover_server *s)
{
    struct put_args a = {.s = s};
    enum err e = check_server(cx, s);
    if (e)
        return e;
    if (!may_somewhere(cx, ACT_SYSTEM_CONFIG))
        return ERR_DENIED;
    s->id = s->id ? s->id : db_new_id(cx);
    if (s->key.len) {
        struct seal_key k = seal_key_new();
        a.wrapped = seal_wrap(cx->seal, &k, key_at(s, "key_wrapped"), cx->mem);
        a.sealed = seal_text(&k, key_at(s, "key_sealed"), s->key, cx->mem);
        seal_key_wipe(&k);
    }
    return db_write(cx, put_tx, &a);
}

/* ---- handovers --------------------------------------------------------------- */

static struct handover read_row(const struct rows *r, int64_t county)
{
    return (struct handover){
        .county = county,
        .id = db_get_int(r, 0),
        .case_id = db_get_int(r, 1),
        .server = db_get_int(r, 2),
        .account = db_get_int(r, 3),
        .state = (enum handover_state)db_get_enum(r, 4, handover_state_names, HANDOVER_STATES),
        .attempt = db_get_int(r, 5),
        .service = db_keep_text(r, 6),
        .body = db_keep_text(r, 7),
        .number = db_keep_text(r, 8),
        .token = db_keep_text(r, 9),
        .said = db_keep_text(r, 10),
        .notes = db_keep_text(r, 11),
        .problem = db_keep_text(r, 12),
        .told = db_keep_text(r, 13),
        .misses = db_get_int(r, 14),
        .at_ms = db_get_int(r, 15),
        .name = db_keep_text(r, 16)};
}

enum err handover_list(struct ctx *cx, const struct matter *m, struct handover *out, int max,
                       int *n)
{
    AUTO_ROWS rows = db_query(cx, &handover_sql_list, db_int("county", m->county),
                              db_int("case_id", m->id), db_int("max", max));
    for (*n = 0; *n < max && db_next(&rows); (*n)++)
        out[*n] = read_row(&rows, m->county);
    return db_end(&rows);
}

enum err handover_find(struct ctx *cx, int64_t county, int64_t id, struct handover *out)
{
    AUTO_ROWS rows = db_query(cx, &handover_sql_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (!e)
        *out = read_row(&rows, county);
    return e;
}

enum err handover_offers(struct ctx *cx, const struct casefile *c, struct handover_offer *out,
                         int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &handover_sql_offers, db_int("county", c->m.county),
                 db_text("code", c->category.code), db_int("case_id", c->m.id), db_int("max", max));
    for (*n = 0; *n < max && db_next(&rows); (*n)++)
        out[*n] = (struct handover_offer){db_get_int(&rows, 0), db_keep_text(&rows, 1),
                                          db_keep_text(&rows, 2)};
    return db_end(&rows);
}

bool handover_may(struct ctx *cx, const struct matter *m)
{
    return m->open && may(cx, ACT_CASES_HANDOVER, m->scope, m->lead_org);
}

/* ---- words ------------------------------------------------------------------- */

static const char *problem_text(const struct handover *h)
{
    if (str_is(h->problem, "unreachable"))
        return h->state == HANDOVER_WAITING
                   ? _("{who} cannot be reached at the moment. It is tried again.")
               : h->state == HANDOVER_FAILED
                   ? _("{who} could not be reached for hours. Call them, then try again.")
                   : _("{who} cannot be reached at the moment. What they last said stands.");
    if (str_is(h->problem, "refused"))
        return _("{who} did not take it: {told}");
    if (str_is(h->problem, "unreadable"))
        return _("{who} gave an answer that cannot be read. Ask there whether the case has "
                 "arrived before you try again.");
    if (str_is(h->problem, "denied"))
        return _("The address of {who} may not be called. The system administrator can mend it.");
    return _("{who} no longer shows this number.");
}

static const char *state_text(const struct handover *h)
{
    if (h->state == HANDOVER_WAITING)
        return _("On its way to {who}");
    if (h->state == HANDOVER_FAILED)
        return _("Not handed to {who}");
    if (!h->number.len)
        return _("Handed to {who}; they have given no number yet");
    return h->said.len ? _("Handed to {who}, number {number}. They say: {said}")
                       : _("Handed to {who}, number {number}");
}

str handover_text(struct ctx *cx, const struct handover *h)
{
    str said = str_is(h->said, "open")     ? tr(cx->lang, _("open there"))
               : str_is(h->said, "closed") ? tr(cx->lang, _("closed there"))
                                           : h->said;
    struct tr_arg args[] = {TR("who", h->name), TR("number", h->number), TR("said", said),
                            TR("told", h->told)};
    struct buf b = buf_new(cx->mem, 8192);
    buf_str(&b, tr_fill(cx->mem, cx->lang, state_text(h), args, COUNT(args)));
    if (h->notes.len)
        buf_fmt(&b, ": %.*s", STR_ARG(h->notes));
    if (h->problem.len) {
        str text = tr_fill(cx->mem, cx->lang, problem_text(h), args, COUNT(args));
        buf_fmt(&b, " · %.*s", STR_ARG(text));
    }
    return buf_done(&b);
}

/* ---- handing over -------------------------------------------------------------- */

struct hand_args {
    const struct casefile *c;
    const struct handover_offer *to;
    str text;
    int64_t id;
};

static enum err send(struct ctx *cx, int64_t county, int64_t id, int64_t attempt)
{
    str key = str_fmt(cx->mem, "%lld-%lld", (long long)id, (long long)attempt);
    str payload = str_fmt(cx->mem, "{\"id\":\"%lld\"}", (long long)id);
    return jobs_send(cx, county, "handover.send", key, payload);
}

static enum err tell(struct ctx *cx, const struct matter *m, str to)
{
    struct fact f = {.county = m->county,
                     .place = m->place,
                     .scope = m->scope,
                     .subject_kind = "matter",
                     .subject = m->id,
                     .kind = "case.handed_over",
                     .to = to,
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

static enum err hand_tx(struct ctx *cx, void *arg)
{
    const struct hand_args *a = arg;
    const struct matter *m = &a->c->m;
    enum err e = db_exec(
        cx, NULL, &handover_sql_insert, db_int("county", m->county), db_int("id", a->id),
        db_int("case_id", m->id), db_int("server", a->to->server), db_int("account", cx->actor),
        db_text("service", a->to->service), db_text("body", a->text), db_int("now", cx->now));
    if (e == ERR_CONFLICT)
        return fail(cx, e, _("It was handed there already."));
    if (!e)
        e = send(cx, m->county, a->id, 1);
    return e ? e : tell(cx, m, a->to->name);
}

enum err handover_hand(struct ctx *cx, const struct casefile *c, int64_t server, str text)
{
    struct handover_offer offers[HANDOVER_SERVERS_MAX];
    int n = 0;
    if (!handover_may(cx, &c->m))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    if (!text.len)
        return fail_field(cx, "handover_text", _("Write what they are to know."));
    enum err e = handover_offers(cx, c, offers, COUNT(offers), &n);
    for (int i = 0; !e && i < n; i++)
        if (offers[i].server == server) {
            struct hand_args a = {c, &offers[i], text, db_new_id(cx)};
            return db_write(cx, hand_tx, &a);
        }
    return e ? e : fail_field(cx, "server", _("Choose a system that takes this kind."));
}

static enum err again_tx(struct ctx *cx, void *arg)
{
    const struct handover *h = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &handover_sql_again, db_int("account", cx->actor),
                         db_int("county", h->county), db_int("id", h->id));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("It is being tried already."));
    return e ? e : send(cx, h->county, h->id, h->attempt + 1);
}

enum err handover_again(struct ctx *cx, const struct matter *m, int64_t id)
{
    struct handover h;
    enum err e = handover_find(cx, m->county, id, &h);
    if (e || h.case_id != m->id)
        return e ? e : ERR_NOT_FOUND;
    if (!handover_may(cx, m))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    return db_write(cx, again_tx, &h);
}
