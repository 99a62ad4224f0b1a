/* wechat_read.c: the platform's XML: one flat element with plain children. */
#include "civic/notices/wechat.h"

#include <expat.h>

enum { VALUE_MOST = 8192, NAME_MOST = 40 };

struct reading {
    struct wechat_said *said;
    struct arena *mem;
    int depth;
    char name[NAME_MOST];
    struct buf value;
    XML_Parser parser;
    bool bad;
};

static void XMLCALL refuse(void *arg, const XML_Char *name, const XML_Char *sysid,
                           const XML_Char *pubid, int internal)
{
    (void)name, (void)sysid, (void)pubid, (void)internal;
    struct reading *r = arg;
    r->bad = true;
    XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL begin(void *arg, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = arg;
    (void)attributes;
    if (++r->depth != 2)
        return;
    snprintf(r->name, sizeof r->name, "%s", name);
    r->value = buf_new(r->mem, VALUE_MOST);
}

static void XMLCALL add(void *arg, const XML_Char *at, int len)
{
    struct reading *r = arg;
    if (r->depth == 2 && r->value.len + (size_t)len < VALUE_MOST)
        buf_add(&r->value, at, (size_t)len);
}

static void keep(struct reading *r, str value)
{
    struct wechat_said *s = r->said;
    const struct {
        const char *name;
        str *to;
    } words[] = {{"FromUserName", &s->from}, {"ToUserName", &s->to}, {"MsgType", &s->type},
                 {"Content", &s->text},      {"Event", &s->event},   {"Status", &s->status}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(r->name, words[i].name) == 0)
            *words[i].to = value;
    if (strcmp(r->name, "MsgID") == 0 && str_int(value, &s->message))
        s->message = 0;
}

static void XMLCALL end(void *arg, const XML_Char *name)
{
    struct reading *r = arg;
    (void)name;
    if (r->depth-- == 2)
        keep(r, buf_done(&r->value));
}

static void clean(struct wechat_said *s, struct arena *mem)
{
    s->from = utf8_head(str_clean_line(mem, s->from), 64);
    s->to = utf8_head(str_clean_line(mem, s->to), 64);
    s->text = utf8_head(str_clean_line(mem, s->text), WECHAT_TEXT_MOST);
}

enum err wechat_read(str xml, struct wechat_said *out, struct arena *mem)
{
    struct reading r = {.said = out, .mem = mem};
    *out = (struct wechat_said){0};
    r.parser = XML_ParserCreate("UTF-8");
    if (!r.parser)
        abort();
    XML_SetUserData(r.parser, &r);
    XML_SetDoctypeDeclHandler(r.parser, refuse, NULL);
    XML_SetElementHandler(r.parser, begin, end);
    XML_SetCharacterDataHandler(r.parser, add);
    bool good = XML_Parse(r.parser, xml.at, (int)xml.len, XML_TRUE) == XML_STATUS_OK && !r.bad;
    XML_ParserFree(r.parser);
    if (!good || !out->from.len)
        return ERR_INVALID;
    clean(out, mem);
    return OK;
}

/* Before its signature was checked nothing of it is parsed: the two marks are looked for. */
str wechat_read_encrypted(str xml)
{
    static const char open[] = "<Encrypt><![CDATA[", close[] = "]]></Encrypt>";
    size_t from = str_find(xml, str_of(open)), skip = sizeof open - 1;
    if (from == SIZE_MAX)
        return STR_NONE;
    str rest = {xml.at + from + skip, xml.len - from - skip};
    size_t n = str_find(rest, str_of(close));
    return n == SIZE_MAX ? STR_NONE : (str){rest.at, n};
}
