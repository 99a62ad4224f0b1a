/* words.c: what devices report, in words. */
#include "rooms/devices/devices_own.h"

static const struct {
    const char *what, *label;
} known[] = {
    {"water_level", N_("High water")},
    {"tilt", N_("Manhole cover moved")},
    {"smoke", N_("Smoke detected")},
    {"fire", N_("Fire seen")},
    {"flood", N_("Street under water")},
    {"motion", N_("Something moves")},
    {"person", N_("A person seen")},
    {"vehicle", N_("A vehicle seen")},
    {"animal", N_("An animal seen")},
    {"intrusion", N_("Somebody in a closed area")},
    {"crossing", N_("A line crossed")},
    {"loitering", N_("Somebody stays long")},
    {"crowd", N_("A crowd")},
    {"parking", N_("Parked where it must not")},
    {"left", N_("Something left behind")},
    {"taken", N_("Something taken away")},
    {"rubbish", N_("Rubbish lying about")},
    {"stall", N_("Stalls on the pavement")},
    {"covered", N_("The camera is covered")},
    {"no_picture", N_("The camera has no picture")},
    {"alarm", N_("Alarm contact closed")},
};

const char *device_what_label(str what)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(what, known[i].what))
            return known[i].label;
    return NULL;
}

str device_what_text(const struct ctx *cx, str what)
{
    const char *label = device_what_label(what);
    return label ? tr(cx->lang, label) : what;
}

/* "1.82 m": no zeros at the end, no number without its unit. */
str device_value_text(struct arena *mem, enum device_kind kind, int64_t value)
{
    const char *unit = device_kind_unit(kind);
    int64_t size = value < 0 ? -value : value;
    struct buf b = buf_new(mem, 60);
    buf_fmt(&b, "%s%lld", value < 0 ? "-" : "", (long long)(size / 1000));
    int rest = (int)(size % 1000);
    if (rest)
        buf_fmt(&b,
                rest % 10    ? ".%03d"
                : rest % 100 ? ".%02d"
                             : ".%01d",
                rest % 10    ? rest
                : rest % 100 ? rest / 10
                             : rest / 100);
    buf_fmt(&b, "%s%s", *unit && kind != DEVICE_TILT ? " " : "", unit);
    return buf_done(&b);
}
