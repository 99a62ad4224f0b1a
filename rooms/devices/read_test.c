/* read_test.c: the formats of devices: ours, Frigate's, Hikvision's and Dahua's, and what is none.
 */
#include "kit/test/test.h"
#include "rooms/devices/devices.h"

static struct device_said ours(struct ctx *cx, const char *json)
{
    struct device_said s = {0};
    CHECK_OK(device_read_json(str_of(json), true, &s, cx->mem));
    return s;
}

TEST(our_own_messages_are_read_with_numbers_time_and_picture)
{
    struct device_said s = ours(cx, "{\"what\":\"water_level\",\"value\":1.82,\"confidence\":0.87,"
                                    "\"at\":\"2026-03-02T09:00:00+08:00\",\"id\":\"a-1\","
                                    "\"text\":\"  gate \\n two \",\"lat\":23.366,\"long\":103.385,"
                                    "\"battery\":81,\"photo\":\"/9j/AAA=\",\"later\":[1,{}]}");
    CHECK(s.alarm && s.has_value && s.located);
    CHECK_STR(s.what, "water_level");
    CHECK_INT(s.value, 1820);
    CHECK_INT(s.sure, 87);
    CHECK_INT(s.battery, 81);
    CHECK_INT(s.at_ms, TEST_NOW);
    CHECK_INT(s.lat_u, 23366000);
    CHECK_STR(s.occurrence, "a-1");
    CHECK_STR(s.text, "gate two");
    CHECK(str_eq(s.photo, S("\xff\xd8\xff\x00\x00")));
    s = ours(cx, "{\"type\":\"state\"}");
    CHECK(!s.alarm && s.sure == -1 && s.battery == -1 && !s.has_value && !s.located);
}

TEST(what_is_no_message_of_ours_is_refused_whole)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "\"x\"",
        "{\"what\":\"Water level\"}",
        "{\"what\":7}",
        "{\"what\":\"<script>\"}",
        "{\"type\":\"other\"}",
        "{\"type\":1}",
        "{\"value\":\"high\"}",
        "{\"value\":1e300}",
        "{\"confidence\":1.2}",
        "{\"confidence\":-0.1}",
        "{\"battery\":101}",
        "{\"lat\":23.3}",
        "{\"lat\":91,\"long\":1}",
        "{\"at\":\"yesterday\"}",
        "{\"at\":5}",
        "{\"photo\":\"not base64!\"}",
        "{\"photo\":[]}",
        "{\"value\":1,\"value\":2}",
        "{\"what\":\"\xff\"}",
    };
    struct device_said s = {.sure = 42};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(device_read_json(str_of(bad[i]), true, &s, cx->mem), ERR_INVALID);
    CHECK_INT(s.sure, 42); /* untouched */
}

TEST(a_picture_larger_than_allowed_is_refused)
{
    size_t len = DEVICE_PHOTO_BYTES / 3 * 4 + 8;
    char *text = arena_alloc(cx->mem, len + 20);
    int head = snprintf(text, 20, "{\"photo\":\"");
    memset(text + head, 'A', len);
    memcpy(text + head + len, "\"}", 2);
    struct device_said s;
    CHECK_ERR(device_read_json((str){text, (size_t)head + len + 2}, true, &s, cx->mem),
              ERR_INVALID);
}

#define FRIGATE                                                                                    \
    "{\"type\":\"%s\",\"before\":{},\"after\":{\"id\":\"1607123955.475377-mxklsc\","               \
    "\"camera\":\"nanhu_gate\",\"label\":\"%s\",\"top_score\":0.958984375,"                        \
    "\"false_positive\":%s,\"start_time\":1607123955.475377,\"end_time\":null,"                    \
    "\"has_snapshot\":true,\"box\":[424,500,536,712],\"current_zones\":[]}}"

TEST(events_of_frigate_name_camera_object_and_occurrence)
{
    struct device_said s;
    str camera;
    str json = str_fmt(cx->mem, FRIGATE, "new", "person", "false");
    CHECK_OK(device_read_frigate(json, &camera, &s, cx->mem));
    CHECK_STR(camera, "nanhu_gate");
    CHECK_STR(s.what, "person");
    CHECK_STR(s.occurrence, "1607123955.475377-mxklsc");
    CHECK_INT(s.sure, 96);
    CHECK_INT(s.at_ms, 1607123955475);
    CHECK(s.alarm);
    json = str_fmt(cx->mem, FRIGATE, "update", "car", "true");
    CHECK_OK(device_read_frigate(json, &camera, &s, cx->mem));
    CHECK_STR(s.what, "vehicle");
    CHECK(!s.alarm); /* it says itself that it was wrong */
    CHECK_ERR(device_read_frigate(S("{\"type\":\"new\"}"), &camera, &s, cx->mem), ERR_INVALID);
    CHECK_ERR(device_read_frigate(S("{\"type\":\"new\",\"after\":{\"camera\":\"a\"}}"), &camera, &s,
                                  cx->mem),
              ERR_INVALID);
}

#define HIKVISION                                                                                  \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EventNotificationAlert version=\"2.0\" "         \
    "xmlns=\"http://www.isapi.org/ver20/XMLSchema\">\n<ipAddress>192.0.2.64</ipAddress>\n"         \
    "<portNo>80</portNo>\n<protocol>HTTP</protocol>\n"                                             \
    "<macAddress>44:a6:42:00:00:01</macAddress>\n<channelID>1</channelID>\n"                       \
    "<dateTime>%s</dateTime>\n<activePostCount>1</activePostCount>\n<eventType>%s</eventType>\n"   \
    "<eventState>%s</eventState>\n<eventDescription>%s</eventDescription>\n"                       \
    "<DetectionRegionList><DetectionRegionEntry><regionID>1</regionID>"                            \
    "<sensitivityLevel>50</sensitivityLevel><detectionTarget>human</detectionTarget>"              \
    "</DetectionRegionEntry></DetectionRegionList>\n</EventNotificationAlert>\n"

static struct device_said hikvision(struct ctx *cx, const char *time, const char *type,
                                    const char *state)
{
    struct device_said s = {0};
    const char *source;
    str xml = str_fmt(cx->mem, HIKVISION, time, type, state, "fielddetection alarm");
    CHECK_OK(device_read_any(xml, &s, &source, cx->mem));
    CHECK_STR(str_of(source), "hikvision");
    return s;
}

TEST(alarms_of_hikvision_are_read_with_any_of_their_times)
{
    struct device_said s = hikvision(cx, "2026-03-02T09:00:00+08:00", "fielddetection", "active");
    CHECK(s.alarm);
    CHECK_STR(s.what, "intrusion");
    CHECK_STR(s.text, "fielddetection alarm");
    CHECK_INT(s.at_ms, TEST_NOW);
    s = hikvision(cx, "2026-03-02T09:00:00", "VMD", "active");
    CHECK_INT(s.at_ms, TEST_NOW);
    CHECK_STR(s.what, "person"); /* moving, and the target is a human */
    s = hikvision(cx, "soon", "videoloss", "inactive");
    CHECK(!s.alarm); /* how it says that it lives */
    CHECK_INT(s.at_ms, 0);
    s = hikvision(cx, "", "faceSnap", "active");
    CHECK_STR(s.what, "facesnap");
}

TEST(xml_with_a_document_type_or_too_deep_is_refused)
{
    static const char *const bad[] = {
        ("<?xml version=\"1.0\"?><!DOCTYPE EventNotificationAlert [<!ENTITY a \"x\">]>"
         "<EventNotificationAlert><eventType>&a;</eventType></EventNotificationAlert>"),
        "<EventNotificationAlert><eventType>VMD</eventType>",
        "<Other><eventType>VMD</eventType></Other>",
        "<EventNotificationAlert></EventNotificationAlert>",
        "<EventNotificationAlert><eventType>&nope;</eventType></EventNotificationAlert>",
        "<EventNotificationAlert><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
        "<",
    };
    struct device_said s;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(device_read_hikvision(str_of(bad[i]), &s, cx->mem), ERR_INVALID);
}

TEST(alarms_of_dahua_are_read_alone_and_in_a_list)
{
    struct device_said s;
    const char *source;
    CHECK_OK(device_read_any(S("{\"Code\":\"CrossLineDetection\",\"Action\":\"Start\",\"Index\":0,"
                               "\"Data\":{\"Name\":\"IVS-1\",\"UTC\":1772413200,"
                               "\"Object\":{\"ObjectType\":\"Human\",\"Confidence\":80}}}"),
                             &s, &source, cx->mem));
    CHECK_STR(str_of(source), "dahua");
    CHECK(s.alarm);
    CHECK_STR(s.what, "crossing");
    CHECK_STR(s.text, "IVS-1");
    CHECK_INT(s.sure, 80);
    CHECK_INT(s.at_ms, TEST_NOW);
    CHECK_OK(device_read_any(S("{\"Events\":[{\"Code\":\"VideoMotion\",\"Action\":\"Stop\"}],"
                               "\"Picture\":{\"NormalPic\":{\"Content\":\"/9j/AAA=\"}}}"),
                             &s, &source, cx->mem));
    CHECK(!s.alarm);
    CHECK_INT(s.photo.len, 5);
    CHECK_ERR(device_read_dahua(S("{\"Events\":[]}"), &s, cx->mem), ERR_INVALID);
    CHECK_ERR(device_read_dahua(S("{\"Events\":[7]}"), &s, cx->mem), ERR_INVALID);
    CHECK_ERR(device_read_dahua(S("{\"Code\":\"A\",\"Data\":{\"UTC\":\"now\"}}"), &s, cx->mem),
              ERR_INVALID);
}

TEST(values_are_said_in_the_unit_of_the_kind_without_idle_zeros)
{
    CHECK_STR(device_value_text(cx->mem, DEVICE_WATER, 1820), "1.82 m");
    CHECK_STR(device_value_text(cx->mem, DEVICE_WATER, 2000), "2 m");
    CHECK_STR(device_value_text(cx->mem, DEVICE_WATER, -50), "-0.05 m");
    CHECK_STR(device_value_text(cx->mem, DEVICE_TILT, 34500), "34.5\xc2\xb0");
    CHECK_STR(device_value_text(cx->mem, DEVICE_OTHER, 1001), "1.001");
}
