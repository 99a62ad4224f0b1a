/* matters.c: words, a row read, and small changes. Finding one and who may see it: find.c; lists:
 * list.c. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_schema.h"
#include "civic/matters/matters_sql.h"

const char *const matters_outcome_names[MATTERS_OUTCOMES] = {
    "", "solved", "partly", "answered", "declined", "void", "merged"};
const char *const matters_word_names[MATTERS_WORDS] = {"", "yes", "partly", "no", "silent"};
const char *const matters_shown_names[MATTERS_SHOWNS] = {
    "submitted", "registered", "handed",   "handling", "held",   "your_word",  "solved",
    "partly",    "answered",   "declined", "void",     "merged", "unconfirmed"};
const char *const matters_party_names[MATTERS_PARTIES] = {"reporter", "affected", "follower",
                                                          "subject"};
static const char *const shown_labels[MATTERS_SHOWNS] = {
    N_("Submitted"),
    N_("Registered, will be handled"),
    N_("Handed on"),
    N_("Being handled"),
    N_("Put aside"),
    N_("Waiting for your word"),
    N_("Solved"),
    N_("Partly solved"),
    N_("Answered"),
    N_("Not accepted"),
    N_("Does not count"),
    N_("Merged"),
    N_("Closed, not confirmed by the resident")};

const char *matters_shown_label(enum matters_shown s)
{
    return shown_labels[s];
}

const struct act_label matters_acts[] = {
    {ACT_MATTERS_ASSIGN, N_("Give tasks to others")},
    {0},
};

const struct matters_kind *matters_kind_find(const struct ctx *cx, str name)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct matters_kind *const *k = (*r)->kinds; k && *k; k++)
            if (str_is(name, (*k)->name))
                return *k;
    return NULL;
}

/* Solved says what the handlers say; only the resident's word makes it more than that. */
static enum matters_shown shown_closed(const struct matter *m)
{
    switch (m->outcome) {
    case MATTERS_DECLINED:
        return MATTERS_SHOWN_DECLINED;
    case MATTERS_VOID:
        return MATTERS_SHOWN_VOID;
    case MATTERS_MERGED:
        return MATTERS_SHOWN_MERGED;
    case MATTERS_ANSWERED:
        return MATTERS_SHOWN_ANSWERED;
    default:
        break;
    }
    if (m->word == MATTERS_SILENT)
        return MATTERS_SHOWN_UNCONFIRMED;
    if (m->word == MATTERS_NO_WORD)
        return m->flow->states[m->at].standing == FLOW_FINAL && !m->merged_into
                   ? MATTERS_SHOWN_UNCONFIRMED
                   : MATTERS_SHOWN_YOUR_WORD;
    return m->outcome == MATTERS_PARTLY || m->word == MATTERS_IN_PART ? MATTERS_SHOWN_PARTLY
                                                                      : MATTERS_SHOWN_SOLVED;
}

enum matters_shown matters_shown(const struct matter *m)
{
    if (!m->open)
        return shown_closed(m);
    int i = flow_name_in(matters_shown_names, MATTERS_SHOWNS, str_of(m->flow->states[m->at].shows));
    return i < 0 ? MATTERS_SHOWN_HANDLING : (enum matters_shown)i;
}

/* ---- rows -------------------------------------------------------------- */

struct matter matters_read(const struct rows *r, int at)
{
    return (struct matter){
        .county = db_get_int(r, at),
        .id = db_get_int(r, at + 1),
        .row_ver = db_get_int(r, at + 2),
        .kind = db_keep_text(r, at + 3),
        .flow_hash = db_keep_text(r, at + 4),
        .state = db_keep_text(r, at + 5),
        .open = db_get_int(r, at + 6) == 1,
        .outcome =
            (enum matters_outcome)db_get_enum(r, at + 7, matters_outcome_names, MATTERS_OUTCOMES),
        .word = (enum matters_word)db_get_enum(r, at + 8, matters_word_names, MATTERS_WORDS),
        .place = db_get_int(r, at + 9),
        .scope = db_get_int(r, at + 10),
        .category = db_keep_text(r, at + 11),
        .title = db_keep_text(r, at + 12),
        .source = db_keep_text(r, at + 13),
        .number = db_keep_text(r, at + 14),
        .flags = (unsigned)db_get_int(r, at + 15),
        .merged_into = db_get_int(r, at + 16),
        .lead_org = db_get_int(r, at + 17),
        .opened_ms = db_get_int(r, at + 18),
        .changed_ms = db_get_int(r, at + 19),
        .closed_ms = db_get_int(r, at + 20),
        .until_ms = db_get_int(r, at + 21),
        .rating = (int)db_get_int(r, at + 22),
        .returns = (int)db_get_int(r, at + 23),
        .reworks = (int)db_get_int(r, at + 24),
        .extensions = (int)db_get_int(r, at + 25),
        .holds = (int)db_get_int(r, at + 26),
        .reopens = (int)db_get_int(r, at + 27),
        .level = (int)db_get_int(r, at + 28),
        .round = db_get_int(r, at + 29),
    };
}

/* ---- small changes ----------------------------------------------------- */

const char *matters_json(struct arena *mem, const char *const *name_value)
{
    struct buf b = buf_new(mem, 4096);
    buf_char(&b, '{');
    for (int i = 0; name_value[i]; i += 2)
        if (name_value[i + 1] && *name_value[i + 1]) {
            buf_z(&b, b.len > 1 ? ",\"" : "\"");
            buf_z(&b, name_value[i]);
            buf_z(&b, "\":\"");
            for (const char *c = name_value[i + 1]; *c; c++) {
                if (*c == '"' || *c == '\\')
                    buf_char(&b, '\\');
                if ((unsigned char)*c >= 0x20)
                    buf_char(&b, *c);
            }
            buf_char(&b, '"');
        }
    buf_char(&b, '}');
    return str_z(mem, buf_done(&b));
}

struct flags_args {
    struct matter *m;
    unsigned flags;
};

static enum err flags_tx(struct ctx *cx, void *arg)
{
    const struct flags_args *a = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &matters_sql_flags, db_int("flags", a->flags),
                db_int("listed", a->flags & MATTERS_LISTED ? 1 : 0), db_int("county", a->m->county),
                db_int("id", a->m->id), db_int("seen", a->m->flags));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    struct fact f = {.county = a->m->county,
                     .place = a->m->place,
                     .scope = a->m->scope,
                     .subject_kind = "matter",
                     .subject = a->m->id,
                     .kind = "matter.flagged",
                     .from = str_fmt(cx->mem, "%u", a->m->flags),
                     .to = str_fmt(cx->mem, "%u", a->flags),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err matters_set_flags(struct ctx *cx, struct matter *m, unsigned set, unsigned clear)
{
    struct flags_args a = {m, (m->flags | set) & ~clear};
    if (a.flags == m->flags)
        return OK;
    enum err e = db_write(cx, flags_tx, &a);
    if (!e)
        m->flags = a.flags;
    return e;
}

struct title_args {
    const struct matter *m;
    str category, title;
};

static enum err title_tx(struct ctx *cx, void *arg)
{
    const struct title_args *a = arg;
    enum err e =
        db_exec(cx, NULL, &matters_sql_title, db_text("category", a->category),
                db_text("title", a->title), db_int("county", a->m->county), db_int("id", a->m->id));
    struct fact f = {.county = a->m->county,
                     .place = a->m->place,
                     .scope = a->m->scope,
                     .subject_kind = "matter",
                     .subject = a->m->id,
                     .kind = "matter.categorised",
                     .from = a->m->category,
                     .to = a->category,
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

enum err matters_set_title(struct ctx *cx, struct matter *m, str category, str title)
{
    struct title_args a = {m, category, title};
    enum err e = db_write(cx, title_tx, &a);
    if (!e) {
        m->category = category;
        m->title = title;
    }
    return e;
}

static const struct jobs_kind *const jobs[] = {&matters_job, NULL};
const struct room matters_room = {.name = "matters",
                                  .schema = &matters_schema,
                                  .acts = matters_acts,
                                  .jobs = jobs,
                                  .rekeys = matters_rekeys};
