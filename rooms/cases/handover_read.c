/* handover_read.c: what another Open311 server answers, in JSON. Bytes of a stranger. */
#include "rooms/cases/handover.h"

#include <jansson.h>

enum { WORD_MOST = 60, NOTES_MOST = 1000 };

/* Numbers there are text or, in older servers, bare numbers. */
static str text_of(struct arena *mem, const json_t *o, const char *name, size_t most)
{
    const json_t *v = json_object_get(o, name);
    if (json_is_integer(v))
        return str_fmt(mem, "%lld", (long long)json_integer_value(v));
    if (!json_is_string(v))
        return STR_NONE;
    str s = {json_string_value(v), json_string_length(v)};
    return str_keep(mem, str_trim(utf8_head(str_clean_line(mem, s), most)));
}

/* The list itself, or one wrapped in an object, as some servers do. */
static const json_t *list_of(const json_t *root, const char *name)
{
    return json_is_array(root) ? root : json_object_get(root, name);
}

static void read_request(struct arena *mem, const json_t *list, struct handover_answer *out)
{
    const json_t *first = json_array_get(list, 0);
    out->n = (int)json_array_size(list);
    out->number = text_of(mem, first, "service_request_id", WORD_MOST);
    out->token = text_of(mem, first, "token", WORD_MOST);
    out->status = text_of(mem, first, "status", WORD_MOST);
    out->notes = text_of(mem, first, "status_notes", NOTES_MOST);
}

enum err handover_read(struct arena *mem, str body, struct handover_answer *out)
{
    *out = (struct handover_answer){.n = 0};
    if (body.len > HANDOVER_ANSWER_MAX)
        return ERR_INVALID;
    json_t *root = json_loadb(body.at, body.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = list_of(root, "service_requests");
    const json_t *errors = list ? list : list_of(root, "errors");
    if (json_is_array(list))
        read_request(mem, list, out);
    out->error = text_of(mem, json_array_get(errors, 0), "description", 200);
    bool ok = json_is_array(list) || json_is_array(errors);
    json_decref(root);
    return ok ? OK : ERR_INVALID;
}

/* ---- addresses ------------------------------------------------------------ */

/* "host:port" of http(s)://host:port/path; "" for anything else, a name and password included. */
static str host_of(str url, bool *tls)
{
    *tls = str_starts(url, S("https://"));
    size_t scheme = *tls ? 8 : str_starts(url, S("http://")) ? 7 : 0;
    str rest = {url.at + scheme, url.len - scheme};
    for (size_t i = 0; i < url.len; i++)
        if ((unsigned char)url.at[i] <= ' ' || strchr("@\\?#\"<>", url.at[i]))
            return STR_NONE;
    return scheme ? str_cut(&rest, '/') : STR_NONE;
}

bool handover_url_ok(str url, const char *near_hosts, bool *near)
{
    bool tls;
    str host = host_of(url, &tls), list = str_of(near_hosts ? near_hosts : "");
    *near = false;
    while (host.len && list.len)
        *near |= str_eq(str_cut(&list, ' '), host);
    return host.len && (tls || *near);
}
