/* bundle.c: a file of what waited on a phone: whose it is, and taking it apart. */
#include "rooms/field/bundle.h"

#include "civic/people/people.h"
#include "kit/seal/seal.h"
#include "rooms/field/outbox.h"

#include <jansson.h>

static const str magic = {"LINLI1\n", 7};

/* ---- whose ---------------------------------------------------------------- */

static const struct seal_where ticket_where = {"outbox", "ticket", 0, 0};

static struct seal_key ticket_key(const struct ctx *cx)
{
    struct seal_key k;
    seal_derive(cx->seal, "outbox ticket", k.at);
    return k;
}

str bundle_ticket(struct ctx *cx, int64_t county, int64_t account)
{
    struct seal_key k = ticket_key(cx);
    str sealed =
        seal_text(&k, ticket_where,
                  str_fmt(cx->mem, "%lld.%lld", (long long)county, (long long)account), cx->mem);
    seal_key_wipe(&k);
    return str_hex(cx->mem, sealed.at, sealed.len);
}

static enum err read_ticket(struct ctx *cx, str hex, int64_t *county, int64_t *account)
{
    struct seal_key k = ticket_key(cx);
    str plain, sealed = {NULL, hex.len / 2};
    if (hex.len % 2 || hex.len > 400)
        return ERR_INVALID;
    char *at = arena_alloc(cx->mem, sealed.len + 1);
    sealed.at = at;
    enum err e = str_unhex(hex, at, sealed.len);
    if (!e)
        e = seal_read(&k, ticket_where, sealed, &plain, cx->mem);
    seal_key_wipe(&k);
    if (e)
        return ERR_INVALID;
    return str_int(str_cut(&plain, '.'), county) || str_int(plain, account) ? ERR_INVALID : OK;
}

enum err bundle_open(struct ctx *cx, str file, int64_t *county, int64_t *account, str *plain)
{
    enum { IV = SEAL_GCM_IV };
    str rest = {file.at + magic.len, file.len - magic.len};
    if (!str_starts(file, magic))
        return ERR_INVALID;
    enum err e = read_ticket(cx, str_cut(&rest, '\n'), county, account);
    if (e || rest.len < IV)
        return ERR_INVALID;
    struct seal_key k = outbox_key(cx, *county, *account);
    e = seal_gcm_read(&k, (str){rest.at, IV}, (str){rest.at + IV, rest.len - IV}, plain, cx->mem);
    seal_key_wipe(&k);
    return e;
}

/* ---- taking apart ----------------------------------------------------------- */

static str text_of(struct arena *mem, const json_t *o, const char *name)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_string(v))
        return S("");
    return str_keep(mem, (str){json_string_value(v), json_string_length(v)});
}

static enum err read_values(struct arena *mem, const json_t *list, struct bundle_item *out)
{
    size_t n = json_array_size(list);
    if (n > BUNDLE_VALUES_MAX)
        return ERR_INVALID;
    out->values = NEW_N(mem, struct bundle_value, n);
    for (size_t i = 0; i < n; i++) {
        const json_t *pair = json_array_get(list, i);
        const json_t *name = json_array_get(pair, 0), *value = json_array_get(pair, 1);
        if (!json_is_string(name) || !json_is_string(value))
            return ERR_INVALID;
        out->values[out->n_values++] = (struct bundle_value){
            str_keep(mem, (str){json_string_value(name), json_string_length(name)}),
            str_keep(mem, (str){json_string_value(value), json_string_length(value)})};
    }
    return OK;
}

/* The photos lie behind the JSON in its order: `rest` shrinks by each. */
static enum err read_files(struct arena *mem, const json_t *list, str *rest,
                           struct bundle_item *out)
{
    size_t n = json_array_size(list);
    if (n > BUNDLE_FILES_MAX)
        return ERR_INVALID;
    out->files = NEW_N(mem, struct bundle_file, n);
    for (size_t i = 0; i < n; i++) {
        const json_t *f = json_array_get(list, i);
        json_int_t size = json_integer_value(json_object_get(f, "size"));
        if (size < 0 || (size_t)size > rest->len)
            return ERR_INVALID;
        out->files[out->n_files++] =
            (struct bundle_file){text_of(mem, f, "field"), {rest->at, (size_t)size}};
        *rest = (str){rest->at + size, rest->len - (size_t)size};
    }
    return OK;
}

static enum err read_item(struct arena *mem, const json_t *o, str *rest, struct bundle_item *out)
{
    *out = (struct bundle_item){.uuid = text_of(mem, o, "uuid"),
                                .path = text_of(mem, o, "path"),
                                .title = text_of(mem, o, "title"),
                                .at_ms = json_integer_value(json_object_get(o, "at")),
                                .text = json_is_true(json_object_get(o, "text")),
                                .got = json_is_true(json_object_get(o, "got"))};
    enum err e = read_values(mem, json_object_get(o, "values"), out);
    return e ? e : read_files(mem, json_object_get(o, "files"), rest, out);
}

static enum err read_items(struct arena *mem, const json_t *list, str rest, struct bundle *out)
{
    size_t n = json_array_size(list);
    enum err e = n > BUNDLE_ITEMS_MAX ? ERR_INVALID : OK;
    struct bundle b = {.items = NEW_N(mem, struct bundle_item, e ? 0 : n)};
    for (size_t i = 0; !e && i < n; i++)
        e = read_item(mem, json_array_get(list, i), &rest, &b.items[b.n++]);
    if (!e)
        *out = b;
    return e;
}

enum err bundle_read(struct arena *mem, str plain, struct bundle *out)
{
    const unsigned char *at = (const unsigned char *)plain.at;
    if (plain.len < 4)
        return ERR_INVALID;
    size_t len = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
    if (len > plain.len - 4)
        return ERR_INVALID;
    json_t *list = json_loadb(plain.at + 4, len, 0, NULL);
    enum err e = json_is_array(list)
                     ? read_items(mem, list, (str){plain.at + 4 + len, plain.len - 4 - len}, out)
                     : ERR_INVALID;
    json_decref(list);
    return e;
}
