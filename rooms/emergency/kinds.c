/* kinds.c: kinds of emergencies, from the data that ships, and the words of lists. */
#include "kit/base/csv.h"
#include "rooms/emergency/emergency_own.h"

extern const str emergency_kinds_data;

const char *const emergency_level_names[EMERGENCY_LEVELS] = {"blue", "yellow", "orange", "red"};
const char *const emergency_level_labels[EMERGENCY_LEVELS] = {
    N_("Blue (level IV)"), N_("Yellow (level III)"), N_("Orange (level II)"), N_("Red (level I)")};

const char *const emergency_outcome_names[CALL_OUTCOMES] = {"reached", "no-answer", "moved",
                                                            "refused"};
const char *const emergency_outcome_labels[CALL_OUTCOMES] = {
    N_("Reached"), N_("Gave no answer"), N_("Moved to safety"), N_("Refuses to leave")};

static str column(const struct csv *c, const struct csv *head, const char *name)
{
    return csv_field(c, csv_column(head, str_of(name)));
}

static struct emergency_kind kind_at(const struct csv *c, const struct csv *head)
{
    struct emergency_kind k = {.kind = column(c, head, "kind"),
                               .zh = column(c, head, "zh"),
                               .en = column(c, head, "en"),
                               .icon = column(c, head, "icon"),
                               .message_zh = column(c, head, "message_zh"),
                               .message_en = column(c, head, "message_en"),
                               .speech_zh = column(c, head, "speech_zh")};
    if (str_int(column(c, head, "hours"), &k.hours))
        k.hours = 12;
    return k;
}

enum err emergency_kinds(struct ctx *cx, struct emergency_kind out[EMERGENCY_KINDS_MAX], int *n)
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    csv_open(c, cx->mem, emergency_kinds_data);
    *n = 0;
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (*n < EMERGENCY_KINDS_MAX && csv_next(c))
        out[(*n)++] = kind_at(c, head);
    return c->err;
}

str emergency_kind_text(struct ctx *cx, str kind)
{
    struct emergency_kind all[EMERGENCY_KINDS_MAX];
    int n = 0;
    enum err e = emergency_kinds(cx, all, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_eq(all[i].kind, kind))
            return cx->lang == LANG_EN ? all[i].en : all[i].zh;
    return kind;
}

/* ---- an order in words ------------------------------------------------------- */

static const char *const short_levels[EMERGENCY_LEVELS] = {N_("blue"), N_("yellow"), N_("orange"),
                                                           N_("red")};

str emergency_name(struct ctx *cx, const struct emergency *o)
{
    struct tr_arg args[] = {TR("kind", emergency_kind_text(cx, o->kind)),
                            TR("level", tr(cx->lang, short_levels[o->level]))};
    return tr_fill(cx->mem, cx->lang, _("{kind}, {level} alert"), args, COUNT(args));
}

str emergency_message(const struct ctx *cx, const struct emergency *o)
{
    return cx->lang == LANG_EN && o->message_en.len ? o->message_en : o->message;
}
