/* desk_web.c: the inbox of unconfirmed events, and one event: file it as a case or dismiss it. */
#include "rooms/devices/devices_html.h" /* generated */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/pages.h"

/* ---- a row -------------------------------------------------------------------- */

static enum frame_look look_of(enum device_state s)
{
    static const enum frame_look looks[DEVICE_STATES] = {LOOK_ASK, LOOK_DONE, LOOK_GREY};
    return looks[s];
}

static const char *state_label(enum device_state s)
{
    static const char *const labels[DEVICE_STATES] = {N_("To confirm"), N_("Filed as a case"),
                                                      N_("Dismissed")};
    return labels[s];
}

static void fill_row(struct ctx *cx, const struct device_event *e, struct alarm_row *out)
{
    *out = (struct alarm_row){.e = *e,
                              .place = places_name(cx, place_above(e->scope, PLACE_COMMUNITY)),
                              .what = device_what_text(cx, e->what),
                              .look = look_of(e->state),
                              .state = state_label(e->state)};
    if (e->has_value)
        out->value = device_value_text(cx->mem, e->kind, e->value);
}

static enum err fill_thumb(struct ctx *cx, struct alarm_row *r)
{
    struct media_file f[DEVICE_PHOTOS_MAX];
    int n = 0;
    enum err e = r->e.photos
                     ? media_list(cx, r->e.county, "devices", r->e.id, f, DEVICE_PHOTOS_MAX, &n)
                     : OK;
    for (int i = 0; !e && i < n && !r->thumb.len; i++)
        if (f[i].state == MEDIA_READY) {
            r->thumb = media_address(cx->mem, &f[i], MEDIA_THUMB);
            r->full = media_address(cx->mem, &f[i], MEDIA_FULL);
        }
    return e;
}

static enum err list_rows(struct ctx *cx, const struct device_filter *f, struct alarm_row *out,
                          int max, int *n)
{
    struct device_event *list = NEW_N(cx->mem, struct device_event, max);
    enum err e = device_event_list(cx, f, list, max, n);
    for (int i = 0; !e && i < *n; i++) {
        fill_row(cx, &list[i], &out[i]);
        e = fill_thumb(cx, &out[i]);
    }
    return e;
}

/* ---- the list ------------------------------------------------------------------ */

static str known_word(str word, const char *const *words, int n, str otherwise)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, words[i]))
            return word;
    return otherwise;
}

/* No choice at all: what waits. A word that means nothing is dropped. */
static void read_filter(struct req *rq, struct device_filter *f, struct alarm_list *p)
{
    struct device d;
    str state = web_query(rq, "state");
    *f = (struct device_filter){.county = rq->cx->county};
    p->state = str_is(state, "all")
                   ? state
                   : known_word(state, device_state_names, DEVICE_STATES, S("open"));
    p->kind = known_word(web_query(rq, "kind"), device_kind_names, DEVICE_KINDS, STR_NONE);
    f->state = str_is(p->state, "all") ? STR_NONE : p->state;
    f->kind = p->kind;
    p->device = utf8_head(web_query(rq, "device"), DEVICE_CODE_MAX);
    if (p->device.len && device_find_code(rq->cx, f->county, p->device, &d) == OK) {
        f->device = d.id;
        p->device_name = d.name;
    }
    if (str_int(web_query(rq, "before"), &f->before))
        f->before = 0;
    p->filtered = p->kind.len || p->device_name.len || !str_is(p->state, "open");
}

static void fill_choices(struct ctx *cx, struct alarm_list *p)
{
    for (int i = 0; i < DEVICE_STATES; i++)
        p->states[i] = (struct frame_option){
            device_state_names[i], tr(cx->lang, state_label((enum device_state)i)), .hint = S("")};
    p->states[DEVICE_STATES] = (struct frame_option){"all", tr(cx->lang, _("All of them"))};
    p->kinds[0] = (struct frame_option){"", tr(cx->lang, _("Every kind"))};
    for (int i = 0; i < DEVICE_KINDS; i++)
        p->kinds[i + 1] = (struct frame_option){
            device_kind_names[i], tr(cx->lang, device_kind_label((enum device_kind)i))};
}

static str next_of(struct ctx *cx, const struct alarm_list *p)
{
    if (p->n < ALARM_PAGE)
        return STR_NONE;
    return str_fmt(cx->mem, "/desk/devices?state=%.*s&kind=%.*s&device=%.*s&before=%lld",
                   STR_ARG(p->state), STR_ARG(p->kind),
                   STR_ARG(p->device_name.len ? p->device : STR_NONE),
                   (long long)p->rows[p->n - 1].e.id);
}

enum err devices_desk(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct alarm_list *p = NEW(cx->mem, struct alarm_list);
    struct device_filter f;
    read_filter(rq, &f, p);
    fill_choices(cx, p);
    enum err e = list_rows(cx, &f, p->rows, ALARM_PAGE, &p->n);
    if (!e)
        e = device_event_waiting(cx, cx->county, &p->waiting);
    if (e)
        return e;
    p->next = next_of(cx, p);
    p->filed = utf8_head(str_clean_line(cx->mem, web_query(rq, "filed")), MATTERS_NUMBER_MAX);
    p->dismissed = web_query_has(rq, "dismissed");
    devices_html_list(rq->page, p);
    return OK;
}

/* ---- one event ------------------------------------------------------------------- */

static enum err fill_photos(struct ctx *cx, struct alarm_page *p)
{
    struct media_file f[DEVICE_PHOTOS_MAX];
    int n = 0;
    enum err e = media_list(cx, p->a.e.county, "devices", p->a.e.id, f, DEVICE_PHOTOS_MAX, &n);
    for (int i = 0; !e && i < n; i++) {
        if (f[i].state == MEDIA_READY)
            p->photos[p->n_photos++] =
                (struct alarm_photo){media_address(cx->mem, &f[i], MEDIA_THUMB),
                                     media_address(cx->mem, &f[i], MEDIA_FULL), f[i].added_ms};
        p->n_pending += f[i].state == MEDIA_QUARANTINED;
    }
    return e;
}

static enum err fill_before(struct ctx *cx, struct alarm_page *p)
{
    struct device_filter f = {
        .county = p->a.e.county, .device = p->a.e.device, .before = p->a.e.id};
    if (!f.device)
        return OK;
    enum err e = list_rows(cx, &f, p->near_, COUNT(p->near_), &p->n_near);
    return e ? e : device_rate(cx, f.county, f.device, &p->rate);
}

static void fill_reasons(struct ctx *cx, struct alarm_page *p)
{
    for (size_t i = 0; device_reasons[i]; i++)
        p->reasons[i] = (struct frame_option){
            device_reasons[i], tr(cx->lang, device_reason_label(str_of(device_reasons[i])))};
}

static enum err find_event(struct req *rq, struct device_event *out)
{
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return device_event_find(rq->cx, rq->cx->county, id, out);
}

/* `because`: why it is shown again. */
static enum err show_event(struct req *rq, const struct device_event *ev, enum err because)
{
    struct ctx *cx = rq->cx;
    struct alarm_page *p = NEW(cx->mem, struct alarm_page);
    fill_row(cx, ev, &p->a);
    fill_reasons(cx, p);
    enum err e = fill_photos(cx, p);
    if (!e)
        e = fill_before(cx, p);
    if (!e)
        e = cases_category_names(cx, cx->county, &p->all);
    if (e)
        return e;
    str typed = web_field(rq, "category");
    p->category = typed.len ? typed : ev->category;
    if (ev->account)
        p->who = people_name(cx, ev->county, ev->account);
    devices_html_event(rq->page, p);
    return because;
}

enum err devices_event(struct req *rq)
{
    struct device_event ev;
    enum err e = find_event(rq, &ev);
    return e ? e : show_event(rq, &ev, OK);
}

struct file_form {
    str category, words;
    bool urgent;
};
static const struct field file_fields[] = {
    FIELD(struct file_form, category, 0, 40, N_("Kind of problem")),
    FIELD_AREA(struct file_form, words, 0, 500, N_("What you add")),
    FIELD(struct file_form, urgent, 0, 1, N_("Urgent")),
    {0}};

static bool is_shown_again(enum err e)
{
    return e == ERR_INVALID || e == ERR_CONFLICT;
}

enum err devices_event_file(struct req *rq)
{
    struct device_event ev;
    struct file_form in = {0};
    char number[MATTERS_NUMBER_MAX] = "";
    enum err e = find_event(rq, &ev);
    if (e)
        return e;
    e = form_read(rq, file_fields, &in);
    if (!e)
        e = device_file(rq->cx, &ev, &(struct device_filing){in.category, in.words, in.urgent},
                        number);
    if (is_shown_again(e) && find_event(rq, &ev) == OK)
        return show_event(rq, &ev, e);
    return e ? e : web_redirect(rq, "/desk/devices?filed=%s", number);
}

struct dismiss_form {
    str reason, dismissed_words;
};
static const struct field dismiss_fields[] = {
    FIELD(struct dismiss_form, reason, 0, 20, N_("Why it is dismissed")),
    FIELD(struct dismiss_form, dismissed_words, 0, 200, N_("What you add")),
    {0}};

enum err devices_event_dismiss(struct req *rq)
{
    struct device_event ev;
    struct dismiss_form in = {0};
    enum err e = find_event(rq, &ev);
    if (e)
        return e;
    e = form_read(rq, dismiss_fields, &in);
    if (!e)
        e = device_dismiss(rq->cx, &ev, in.reason, in.dismissed_words);
    if (is_shown_again(e) && find_event(rq, &ev) == OK)
        return show_event(rq, &ev, e);
    return e ? e : web_redirect(rq, "/desk/devices?dismissed=1");
}
