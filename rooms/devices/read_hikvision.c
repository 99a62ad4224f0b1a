/* read_hikvision.c: the alarm of an ISAPI camera: EventNotificationAlert, XML. Its plain children
 * count, and of what lies deeper the target alone; document types and entities are refused. */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/read_own.h"

#include <expat.h>

enum { VALUE_MOST = 512, NAME_MOST = 40, DEPTH_MOST = 20 };

struct reading {
    XML_Parser parser;
    struct arena *mem;
    int depth;
    bool bad, right; /* right: the root is an alarm */
    char name[NAME_MOST];
    struct buf value;
    str type, state, description, time, target, uid;
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
    if (++r->depth > DEPTH_MOST) {
        refuse(r, name, NULL, NULL, 0);
        return;
    }
    if (r->depth == 1)
        r->right = strcmp(name, "EventNotificationAlert") == 0;
    snprintf(r->name, sizeof r->name, "%s", name);
    r->value.len = 0;
}

static void XMLCALL add(void *arg, const XML_Char *at, int len)
{
    struct reading *r = arg;
    if (r->value.len + (size_t)len < VALUE_MOST)
        buf_add(&r->value, at, (size_t)len);
}

static void keep(struct reading *r, const char *name, int depth, str *to)
{
    if (strcmp(r->name, name) == 0 && (!depth || r->depth == depth) && !to->len)
        *to = utf8_head(str_clean_line(r->mem, buf_done(&r->value)), 200);
}

static void XMLCALL end(void *arg, const XML_Char *name)
{
    struct reading *r = arg;
    (void)name;
    keep(r, "eventType", 2, &r->type);
    keep(r, "eventState", 2, &r->state);
    keep(r, "eventDescription", 2, &r->description);
    keep(r, "dateTime", 2, &r->time);
    keep(r, "UUID", 2, &r->uid);
    keep(r, "targetType", 0, &r->target);
    keep(r, "detectionTarget", 0, &r->target);
    r->name[0] = '\0'; /* what stands behind a child belongs to nobody */
    r->depth--;
}

static str what_of(const struct reading *r)
{
    static const struct {
        const char *type, *what;
    } words[] = {{"VMD", "motion"},
                 {"fielddetection", "intrusion"},
                 {"linedetection", "crossing"},
                 {"regionEntrance", "intrusion"},
                 {"regionExiting", "intrusion"},
                 {"loitering", "loitering"},
                 {"group", "crowd"},
                 {"parking", "parking"},
                 {"unattendedBaggage", "left"},
                 {"attendedBaggage", "taken"},
                 {"fireDetection", "fire"},
                 {"smokeDetection", "smoke"},
                 {"smokeAndFireDetection", "fire"},
                 {"shelteralarm", "covered"},
                 {"tamperdetection", "covered"},
                 {"videoloss", "no_picture"},
                 {"IO", "alarm"}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcasecmp(str_z(r->mem, r->type), words[i].type) == 0)
            return str_of(words[i].what);
    return device_word(r->type, r->mem);
}

/* Cameras write the time with zone, without (then it is local), or not at all. */
static int64_t time_of(const struct reading *r)
{
    int64_t ms = 0;
    str with_zone = str_fmt(r->mem, "%.*s+08:00", STR_ARG(r->time));
    return r->time.len && (time_parse(r->time, &ms) == OK || time_parse(with_zone, &ms) == OK) ? ms
                                                                                               : 0;
}

/* A camera that has nothing to say sends "videoloss, inactive" from time to time. */
static struct device_said said_of(const struct reading *r)
{
    struct device_said s = device_nothing_said();
    bool human = str_is(r->target, "human"), vehicle = str_is(r->target, "vehicle");
    bool beat = strcasecmp(str_z(r->mem, r->type), "heartBeat") == 0;
    s.alarm = !beat && !str_is(r->state, "inactive");
    s.what = s.alarm ? what_of(r) : STR_NONE;
    if (s.alarm && str_is(s.what, "motion") && (human || vehicle))
        s.what = human ? S("person") : S("vehicle");
    s.text = r->description;
    s.occurrence = utf8_head(r->uid, 64);
    s.at_ms = time_of(r);
    return s;
}

enum err device_read_hikvision(str xml, struct device_said *out, struct arena *mem)
{
    struct reading r = {.mem = mem, .value = buf_new(mem, VALUE_MOST)};
    if (xml.len > DEVICE_MESSAGE_BYTES)
        return ERR_INVALID;
    r.parser = XML_ParserCreate("UTF-8");
    if (!r.parser)
        abort();
    XML_SetUserData(r.parser, &r);
    XML_SetDoctypeDeclHandler(r.parser, refuse, NULL);
    XML_SetElementHandler(r.parser, begin, end);
    XML_SetCharacterDataHandler(r.parser, add);
    bool good = XML_Parse(r.parser, xml.at, (int)xml.len, XML_TRUE) == XML_STATUS_OK && !r.bad;
    XML_ParserFree(r.parser);
    if (!good || !r.right || !r.type.len)
        return ERR_INVALID;
    *out = said_of(&r);
    return OK;
}
