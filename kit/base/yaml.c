/* yaml.c: libyaml's events to a tree, with limits. */
#include "kit/base/yaml.h"

#include <yaml.h>

struct reader {
    yaml_parser_t parser;
    struct arena *mem;
    str why;
    int nodes;
};

static enum err complain(struct reader *r, size_t line, const char *what)
{
    r->why = str_fmt(r->mem, "line %zu: %s", line + 1, what);
    return ERR_INVALID;
}

static enum err next_event(struct reader *r, yaml_event_t *e)
{
    if (!yaml_parser_parse(&r->parser, e))
        return complain(r, r->parser.problem_mark.line,
                        r->parser.problem ? r->parser.problem : "cannot be read");
    return OK;
}

static enum err read_node(struct reader *r, yaml_event_t *e, int depth, struct yaml **out);

static enum err no_key_twice(struct reader *r, const struct yaml *map, const struct yaml *key)
{
    for (const struct yaml *c = map->first; c; c = c->next)
        if (str_eq(c->key, key->text))
            return complain(r, (size_t)key->line - 1, "this key stands here twice");
    return OK;
}

/* One key and its value, `e` being the key's event. */
static enum err read_pair(struct reader *r, yaml_event_t *e, int depth, const struct yaml *map,
                          struct yaml **out)
{
    struct yaml *key;
    enum err x = read_node(r, e, depth, &key);
    if (x)
        return x;
    if (key->type != YAML_WORD)
        return complain(r, (size_t)key->line - 1, "a key must be a word");
    x = no_key_twice(r, map, key);
    if (x)
        return x;
    yaml_event_t value;
    x = next_event(r, &value);
    if (x)
        return x;
    x = read_node(r, &value, depth, out);
    yaml_event_delete(&value);
    if (!x)
        (*out)->key = key->text;
    return x;
}

static enum err read_children(struct reader *r, struct yaml *in, int depth)
{
    yaml_event_type_t end = in->type == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    struct yaml **tail = &in->first;
    for (;;) {
        yaml_event_t e;
        enum err x = next_event(r, &e);
        if (x)
            return x;
        bool done = e.type == end;
        if (!done)
            x = in->type == YAML_MAP ? read_pair(r, &e, depth, in, tail)
                                     : read_node(r, &e, depth, tail);
        yaml_event_delete(&e);
        if (done || x)
            return x;
        tail = &(*tail)->next;
        in->n++;
    }
}

static bool has_anchor_or_tag(const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        return e->data.scalar.anchor || (e->data.scalar.tag && !e->data.scalar.plain_implicit &&
                                         !e->data.scalar.quoted_implicit);
    case YAML_SEQUENCE_START_EVENT:
        return e->data.sequence_start.anchor || e->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return e->data.mapping_start.anchor || e->data.mapping_start.tag;
    default:
        return true; /* an alias, or something that is no node */
    }
}

static enum err read_node(struct reader *r, yaml_event_t *e, int depth, struct yaml **out)
{
    if (has_anchor_or_tag(e))
        return complain(r, e->start_mark.line, "anchors, aliases and tags are not used here");
    if (depth > YAML_DEPTH_MAX || ++r->nodes > YAML_NODES_MAX)
        return complain(r, e->start_mark.line, "too much, or too deep");
    struct yaml *node = NEW(r->mem, struct yaml);
    node->line = (int)e->start_mark.line + 1;
    node->type = e->type == YAML_SCALAR_EVENT           ? YAML_WORD
                 : e->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST
                                                        : YAML_MAP;
    if (node->type == YAML_WORD) {
        str s = {(const char *)e->data.scalar.value, e->data.scalar.length};
        if (!utf8_ok(s))
            return complain(r, e->start_mark.line, "not UTF-8, or a NUL");
        node->text = str_keep(r->mem, s);
    } else {
        enum err x = read_children(r, node, depth + 1);
        if (x)
            return x;
    }
    *out = node;
    return OK;
}

static enum err skip(struct reader *r, yaml_event_type_t wanted, const char *otherwise)
{
    yaml_event_t e;
    enum err x = next_event(r, &e);
    if (x)
        return x;
    bool right = e.type == wanted;
    size_t line = e.start_mark.line;
    yaml_event_delete(&e);
    return right ? OK : complain(r, line, otherwise);
}

static enum err read_document(struct reader *r, struct yaml **out)
{
    enum err x = skip(r, YAML_STREAM_START_EVENT, "cannot be read");
    if (!x)
        x = skip(r, YAML_DOCUMENT_START_EVENT, "there is nothing in it");
    yaml_event_t e;
    if (!x)
        x = next_event(r, &e);
    if (x)
        return x;
    x = read_node(r, &e, 0, out);
    yaml_event_delete(&e);
    if (!x)
        x = skip(r, YAML_DOCUMENT_END_EVENT, "something follows the document");
    return x ? x : skip(r, YAML_STREAM_END_EVENT, "only one document is read");
}

enum err yaml_read(struct arena *mem, str text, const struct yaml **out, str *why)
{
    struct reader r = {.mem = mem};
    if (!yaml_parser_initialize(&r.parser))
        return ERR_FAULT;
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text.at, text.len);
    struct yaml *root = NULL;
    enum err x = read_document(&r, &root);
    yaml_parser_delete(&r.parser);
    if (x)
        *why = r.why;
    else
        *out = root;
    return x;
}

const struct yaml *yaml_find(const struct yaml *map, const char *key)
{
    if (!map || map->type != YAML_MAP)
        return NULL;
    for (const struct yaml *c = map->first; c; c = c->next)
        if (str_is(c->key, key))
            return c;
    return NULL;
}

void yaml_write_word(struct buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            buf_fmt(b, "\\%c", c);
        else if (c == '\n')
            buf_z(b, "\\n");
        else if (c < 0x20 || c == 0x7f)
            buf_fmt(b, "\\u%04x", c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}
