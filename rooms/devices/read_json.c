/* read_json.c: JSON of devices: our own schema, Frigate's events, Dahua's alarms. What strangers
 * send is bounded before it is kept, and a word that is none is refused. */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/read_own.h"

#include <jansson.h>
#include <sodium.h>

enum { TEXT_MOST = 200, OCCURRENCE_MOST = 64 };

/* ---- members ------------------------------------------------------------------ */

static str text_of(const json_t *o, const char *name, size_t most, struct arena *mem)
{
    const json_t *v = json_object_get(o, name);
    if (!json_is_string(v))
        return STR_NONE;
    str s = {json_string_value(v), json_string_length(v)};
    s = (str){s.at, s.len < 4 * most ? s.len : 4 * most};
    while (s.len && !utf8_ok(s)) /* cut inside a letter */
        s.len--;
    return utf8_head(str_clean_line(mem, s), most);
}

/* False: there, but no number from least to most. */
static bool number_of(const json_t *o, const char *name, double least, double most, bool *has,
                      double *out)
{
    const json_t *v = json_object_get(o, name);
    *has = v && !json_is_null(v);
    if (!*has)
        return true;
    double n = json_number_value(v);
    if (!json_is_number(v) || !(n >= least && n <= most))
        return false;
    *out = n;
    return true;
}

str device_word(str s, struct arena *mem)
{
    struct buf b = buf_new(mem, DEVICE_CODE_MAX + 1);
    for (size_t i = 0; i < s.len && b.len < DEVICE_CODE_MAX; i++) {
        char c = (char)tolower((unsigned char)s.at[i]);
        buf_char(&b, isalnum((unsigned char)c) ? c : '_');
    }
    return buf_done(&b);
}

static bool is_word(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!islower((unsigned char)s.at[i]) && !isdigit((unsigned char)s.at[i]) && s.at[i] != '_')
            return false;
    return s.len <= DEVICE_CODE_MAX;
}

static json_t *object_of(str body)
{
    json_t *o = json_loadb(body.at ? body.at : "", body.len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(o))
        return o;
    json_decref(o);
    return NULL;
}

struct device_said device_nothing_said(void)
{
    return (struct device_said){.sure = -1, .battery = -1};
}

/* ---- ours ---------------------------------------------------------------------- */

static bool read_numbers(const json_t *o, struct device_said *s)
{
    double value = 0, sure = 0, battery = 0, lat = 0, lon = 0;
    bool has_sure, has_battery, has_lat, has_lon;
    bool good = number_of(o, "value", -1e9, 1e9, &s->has_value, &value) &&
                number_of(o, "confidence", 0, 1, &has_sure, &sure) &&
                number_of(o, "battery", 0, 100, &has_battery, &battery) &&
                number_of(o, "lat", -90, 90, &has_lat, &lat) &&
                number_of(o, "long", -180, 180, &has_lon, &lon);
    if (!good || has_lat != has_lon)
        return false;
    s->value = llround(value * 1000);
    s->sure = has_sure ? (int)lround(sure * 100) : -1;
    s->battery = has_battery ? (int)lround(battery) : -1;
    s->located = has_lat;
    s->lat_u = llround(lat * 1e6);
    s->lon_u = llround(lon * 1e6);
    return true;
}

static bool read_time(const json_t *o, struct device_said *s)
{
    const json_t *v = json_object_get(o, "at");
    return !v || (json_is_string(v) && !time_parse(str_of(json_string_value(v)), &s->at_ms));
}

/* Base64 of a JPEG or PNG; what is in it is for media to say. */
static bool read_photo(const json_t *v, struct device_said *s, struct arena *mem)
{
    size_t len = json_string_length(v), got = 0;
    if (!v || json_is_null(v))
        return true;
    if (!json_is_string(v) || len > DEVICE_PHOTO_BYTES / 3 * 4 + 4)
        return false;
    char *at = arena_room(mem, len / 4 * 3 + 4);
    if (sodium_base642bin((unsigned char *)at, len / 4 * 3 + 4, json_string_value(v), len, "\r\n",
                          &got, NULL, sodium_base64_VARIANT_ORIGINAL))
        return false;
    s->photo = (str){at, got};
    return true;
}

static bool read_ours(const json_t *o, struct device_said *s, struct arena *mem)
{
    const json_t *type = json_object_get(o, "type"), *what = json_object_get(o, "what");
    if (type && !json_is_string(type))
        return false;
    str word = str_of(json_string_value(type));
    if (word.len && !str_is(word, "event") && !str_is(word, "state"))
        return false;
    s->alarm = word.len ? str_is(word, "event") : s->alarm;
    s->what = text_of(o, "what", DEVICE_CODE_MAX + 1, mem);
    s->occurrence = text_of(o, "id", OCCURRENCE_MOST, mem);
    s->text = text_of(o, "text", TEXT_MOST, mem);
    return (!what || json_is_string(what)) && is_word(s->what) && read_numbers(o, s) &&
           read_time(o, s) && read_photo(json_object_get(o, "photo"), s, mem);
}

enum err device_read_json(str body, bool alarm, struct device_said *out, struct arena *mem)
{
    struct device_said s = device_nothing_said();
    json_t *o = object_of(body);
    s.alarm = alarm;
    bool good = o && read_ours(o, &s, mem);
    json_decref(o);
    if (good)
        *out = s;
    return good ? OK : ERR_INVALID;
}

/* ---- Frigate -------------------------------------------------------------------- */

static str frigate_what(str label)
{
    static const char *const vehicles[] = {"car", "truck", "bus", "motorcycle", "bicycle"};
    static const char *const animals[] = {"dog", "cat", "bird", "horse", "cow", "sheep"};
    for (size_t i = 0; i < COUNT(vehicles); i++)
        if (str_is(label, vehicles[i]))
            return S("vehicle");
    for (size_t i = 0; i < COUNT(animals); i++)
        if (str_is(label, animals[i]))
            return S("animal");
    return label;
}

/* {"type": "new" | "update" | "end", "before": {…}, "after": {"id", "camera", "label", …}} */
static bool read_frigate(const json_t *o, str *camera, struct device_said *s, struct arena *mem)
{
    const json_t *after = json_object_get(o, "after");
    double score = 0, start = 0;
    bool has_score, has_start;
    if (!json_is_object(after) || !json_is_string(json_object_get(o, "type")) ||
        !number_of(after, "top_score", 0, 1, &has_score, &score) ||
        !number_of(after, "start_time", 0, 1e10, &has_start, &start))
        return false;
    str label = device_word(text_of(after, "label", DEVICE_CODE_MAX, mem), mem);
    *camera = text_of(after, "camera", DEVICE_CODE_MAX + 1, mem);
    s->alarm = !json_is_true(json_object_get(after, "false_positive")) &&
               !json_is_true(json_object_get(after, "stationary"));
    s->what = frigate_what(label);
    s->occurrence = text_of(after, "id", OCCURRENCE_MOST, mem);
    s->sure = has_score ? (int)lround(score * 100) : -1;
    s->at_ms = llround(start * 1000);
    return camera->len && label.len;
}

enum err device_read_frigate(str json, str *camera, struct device_said *out, struct arena *mem)
{
    struct device_said s = device_nothing_said();
    str name = STR_NONE;
    json_t *o = object_of(json);
    bool good = o && read_frigate(o, &name, &s, mem);
    json_decref(o);
    if (!good)
        return ERR_INVALID;
    *camera = name;
    *out = s;
    return OK;
}

/* ---- Dahua ---------------------------------------------------------------------- */

static str dahua_what(str code, struct arena *mem)
{
    static const struct {
        const char *code, *what;
    } words[] = {{"VideoMotion", "motion"},
                 {"SmartMotionHuman", "person"},
                 {"SmartMotionVehicle", "vehicle"},
                 {"CrossLineDetection", "crossing"},
                 {"CrossRegionDetection", "intrusion"},
                 {"WanderDetection", "loitering"},
                 {"ParkingDetection", "parking"},
                 {"TrafficParking", "parking"},
                 {"LeftDetection", "left"},
                 {"TakenAwayDetection", "taken"},
                 {"CrowdDetection", "crowd"},
                 {"FireDetection", "fire"},
                 {"SmokeDetection", "smoke"},
                 {"VideoBlind", "covered"},
                 {"VideoLoss", "no_picture"},
                 {"AlarmLocal", "alarm"},
                 {"FireWarning", "fire"}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(code, words[i].code))
            return str_of(words[i].what);
    return device_word(code, mem);
}

/* The time of the event as the camera knows it: seconds of UTC. */
static bool dahua_time(const json_t *data, struct device_said *s)
{
    double utc = 0;
    bool has;
    if (!json_is_object(data))
        return true;
    bool good = number_of(data, "UTC", 0, 1e10, &has, &utc);
    s->at_ms = llround(utc * 1000);
    return good;
}

static bool dahua_sure(const json_t *data, struct device_said *s)
{
    const json_t *object = json_object_get(data, "Object");
    double sure = 0;
    bool has;
    if (!json_is_object(object))
        return true;
    if (!number_of(object, "Confidence", 0, 255, &has, &sure))
        return false;
    if (has)
        s->sure = (int)lround(sure > 100 ? sure / 2.55 : sure);
    return true;
}

/* {"Code": "CrossLineDetection", "Action": "Start" | "Stop" | "Pulse", "Index": 0, "Data": {…}},
 * alone or first in "Events"; a picture beside it as a part or as Picture.NormalPic.Content. */
static bool read_dahua(const json_t *o, struct device_said *s, struct arena *mem)
{
    const json_t *list = json_object_get(o, "Events");
    const json_t *ev = json_array_size(list) ? json_array_get(list, 0) : o;
    const json_t *data = json_object_get(ev, "Data");
    str code = text_of(ev, "Code", 60, mem), action = text_of(ev, "Action", 10, mem);
    if (!json_is_object(ev) || !code.len)
        return false;
    s->alarm = !str_is(action, "Stop");
    s->what = dahua_what(code, mem);
    s->text = text_of(data, "Name", TEXT_MOST, mem);
    const json_t *picture = json_object_get(json_object_get(o, "Picture"), "NormalPic");
    return dahua_time(data, s) && dahua_sure(data, s) &&
           read_photo(json_object_get(picture, "Content"), s, mem);
}

enum err device_read_dahua(str json, struct device_said *out, struct arena *mem)
{
    struct device_said s = device_nothing_said();
    json_t *o = object_of(json);
    bool good = o && read_dahua(o, &s, mem);
    json_decref(o);
    if (good)
        *out = s;
    return good ? OK : ERR_INVALID;
}

/* ---- by what it is --------------------------------------------------------------- */

static bool is_dahua(str body)
{
    json_t *o = object_of(body);
    bool is = json_object_get(o, "Events") || json_object_get(o, "Code");
    json_decref(o);
    return is;
}

enum err device_read_any(str body, struct device_said *out, const char **source, struct arena *mem)
{
    str s = str_trim(body);
    bool xml = str_starts(s, S("<")) || str_starts(s, S("\xef\xbb\xbf<"));
    bool dahua = !xml && is_dahua(s);
    enum err e = xml     ? device_read_hikvision(s, out, mem)
                 : dahua ? device_read_dahua(s, out, mem)
                         : device_read_json(s, true, out, mem);
    if (!e)
        *source = xml ? "hikvision" : dahua ? "dahua" : "http";
    return e;
}
