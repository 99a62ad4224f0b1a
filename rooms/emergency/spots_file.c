/* spots_file.c: danger spots from a file of lines: all of them or none. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/spots.h"

enum column { KIND, NAME, PLACE, LAT, LON, KEEPER, PHONE, DEPUTY, DEPUTY_PHONE, NOTE, COLUMNS };
static const char *const headings[COLUMNS] = {N_("Kind of danger"), N_("Name of the spot"),
                                              N_("Place"),          N_("Latitude"),
                                              N_("Longitude"),      N_("Keeper"),
                                              N_("Phone"),          N_("Deputy"),
                                              N_("Deputy phone"),   N_("Note")};

struct reading {
    struct csv *c;
    int at[COLUMNS]; /* -1: there is no such column */
    struct danger_spot *all;
    int n;
};

static str cell(const struct reading *r, enum column k)
{
    return r->at[k] < 0 ? STR_NONE : str_trim(csv_field(r->c, r->at[k]));
}

/* A heading in either language. */
static void find_columns(struct reading *r)
{
    for (int k = 0; k < COLUMNS; k++) {
        r->at[k] = csv_column(r->c, tr(LANG_ZH, headings[k]));
        if (r->at[k] < 0)
            r->at[k] = csv_column(r->c, tr(LANG_EN, headings[k]));
    }
}

static int kind_of(str text)
{
    for (int k = 0; k < DANGER_KINDS; k++)
        if (str_is(text, danger_kind_names[k]) ||
            str_eq(text, tr(LANG_ZH, danger_kind_labels[k])) ||
            str_eq(text, tr(LANG_EN, danger_kind_labels[k])))
            return k;
    return text.len ? DANGER_OTHER : DANGER_KINDS;
}

/* A code, or a name that one place of the county has. */
static int64_t place_of(struct ctx *cx, str text)
{
    enum { FOUND_MAX = 20 };
    struct place found[FOUND_MAX];
    int64_t code = 0, within = 0;
    struct posts_reach reach;
    int n = 0;
    if (!place_parse(text, &code))
        return code;
    posts_reach(cx, ACT_DANGER_SPOTS, &reach);
    within = reach.ranges ? place_above(reach.lo[0], PLACE_COUNTY) : 0;
    if (!text.len || places_search(cx, text, within, found, FOUND_MAX, &n))
        return 0;
    for (int i = 0; i < n; i++)
        if (str_eq(found[i].name, text)) {
            if (code)
                return 0;
            code = found[i].code;
        }
    return code;
}

static bool degrees(str text, int64_t *out)
{
    double d;
    if (str_double(text, &d) || d < -180 || d > 180)
        return false;
    *out = (int64_t)(d * 1e6);
    return true;
}

static struct danger_spot read_line(struct ctx *cx, const struct reading *r)
{
    struct danger_spot s = {
        .county = cx->county,
        .kind = kind_of(cell(r, KIND)),
        .name = str_clean_line(cx->mem, utf8_head(cell(r, NAME), 60)),
        .scope = place_of(cx, cell(r, PLACE)),
        .keeper = {.name = utf8_head(cell(r, KEEPER), 40), .phone = cell(r, PHONE)},
        .deputy = {.name = utf8_head(cell(r, DEPUTY), 40), .phone = cell(r, DEPUTY_PHONE)},
        .note = str_clean_line(cx->mem, utf8_head(cell(r, NOTE), 300))};
    s.located = degrees(cell(r, LAT), &s.lat_u) && degrees(cell(r, LON), &s.lon_u);
    return s;
}

/* Each line is tried; what is wrong with it becomes a sentence, and then none is kept. */
static enum err put_all(struct ctx *cx, void *arg)
{
    const struct reading *r = arg;
    enum err e = OK;
    for (int i = 0; !e && i < r->n; i++) {
        int64_t id;
        e = danger_put(cx, &r->all[i], &id);
    }
    return e;
}

static void say(struct ctx *cx, int line, struct danger_file *out)
{
    const struct failure_field *f = cx->failure.fields;
    if (out->n_said == DANGER_SAID_MAX)
        return;
    struct tr_arg args[] = {TR("n", str_fmt(cx->mem, "%d", line)),
                            TR("why", f ? f->text : cx->failure.text)};
    out->said[out->n_said++] = tr_fill(cx->mem, cx->lang, _("Line {n}: {why}"), args, COUNT(args));
}

enum err danger_import(struct ctx *cx, str raw, struct danger_file *out)
{
    struct reading r = {.c = NEW(cx->mem, struct csv),
                        .all = NEW_N(cx->mem, struct danger_spot, DANGER_LINES_MAX)};
    str text;
    *out = (struct danger_file){.taken = 0};
    if (csv_decode(cx->mem, raw, &text))
        return fail_field(cx, "file", _("This file cannot be read as text."));
    csv_open(r.c, cx->mem, text);
    if (!csv_next(r.c))
        return fail_field(cx, "file", _("Choose a file with a heading and lines."));
    find_columns(&r);
    if (r.at[NAME] < 0 || r.at[PLACE] < 0 || r.at[KEEPER] < 0)
        return fail_field(cx, "file", _("The heading needs the columns name, place and keeper."));
    while (r.n < DANGER_LINES_MAX && csv_next(r.c)) {
        r.all[r.n] = read_line(cx, &r);
        cx->failure = (struct failure){.err = OK};
        if (danger_check(cx, &r.all[r.n++]))
            say(cx, r.c->line, out);
    }
    cx->failure = (struct failure){.err = OK};
    if (r.c->err || r.n == 0)
        return fail_field(cx, "file", _("Choose a file with a heading and lines."));
    if (out->n_said)
        return fail_field(cx, "file", _("Nothing was taken. Mend these lines and send it again."));
    enum err e = db_write(cx, put_all, &r);
    if (!e)
        out->taken = r.n;
    return e;
}
