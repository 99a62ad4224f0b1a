/* score.c: a score of several rates, and what may not be one. */
#include "kit/base/csv.h"
#include "rooms/insight/freeze.h"
#include "rooms/insight/freeze_sql.h"
#include "rooms/insight/insight_own.h"

extern const str score_shipped; /* data/insight/score.csv */

/* ---- what is never a measure ------------------------------------------------ */

#define QUOTA    N_("a quantity that somebody has to reach")
#define SIGN_INS N_("how often or how long people are signed in")
#define INSTALLS N_("how many have installed, registered or followed something")
#define LIKES    N_("likes, views and clicks")
#define VOTES    N_("how many votes or points somebody gathers")
#define STUDY    N_("hours of study or training")
#define TRACKS   N_("how far or how long somebody walked")
#define PROOFS   N_("photos, screenshots and other traces of work")
#define RANKS    N_("a ranking of people")

extern const str score_words; /* data/insight/forbidden.csv: "word,kind", as fold() leaves words */
static const struct {
    const char *kind, *why; /* why: msgid */
} kinds[] = {
    {"quota", QUOTA},   {"sign_ins", SIGN_INS}, {"installs", INSTALLS},
    {"likes", LIKES},   {"votes", VOTES},       {"study", STUDY},
    {"tracks", TRACKS}, {"proofs", PROOFS},     {"ranks", RANKS},
};

static const char *why_not(str kind)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_is(kind, kinds[i].kind))
            return kinds[i].why;
    return QUOTA;
}

/* Small letters and signs without anything between them; full-width letters become plain. */
static str fold(struct ctx *cx, str text)
{
    struct buf b = buf_new(cx->mem, SCORE_BODY_MAX * 4);
    while (text.len) {
        str at = text;
        uint32_t c = utf8_next(&text);
        if (c >= 0xff01 && c <= 0xff5e)
            c -= 0xfee0;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (c < 128 && letter)
            buf_char(&b, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
        else if (c >= 0x3400 && c <= 0x9fff)
            buf_add(&b, at.at, at.len - text.len);
    }
    return buf_done(&b);
}

const char *score_forbidden(struct ctx *cx, str text)
{
    str folded = fold(cx, text), rest = score_words;
    while (rest.len) {
        str kind = str_cut(&rest, '\n'), word = str_cut(&kind, ',');
        if (word.len && str_find(folded, word) != SIZE_MAX)
            return why_not(kind);
    }
    return NULL;
}

/* ---- reading ------------------------------------------------------------------ */

static enum err refuse(struct ctx *cx, int line, str what, const char *why)
{
    const struct tr_arg args[] = {
        {"line", str_fmt(cx->mem, "%d", line)}, {"what", what}, {"why", tr(cx->lang, why)}};
    return fail_field_args(cx, "body", _("Line {line}, “{what}”: refused, since {why}."), args, 3);
}

static enum err refuse_measure(struct ctx *cx, int line, str what, const char *kind)
{
    const struct tr_arg args[] = {
        {"line", str_fmt(cx->mem, "%d", line)}, {"what", what}, {"kind", tr(cx->lang, kind)}};
    return fail_field_args(cx, "body",
                           _("Line {line}, “{what}”: refused, since it counts {kind}. A score is "
                             "made of outcomes alone: rates of the list below."),
                           args, 3);
}

static enum err read_indicator(struct ctx *cx, int at, str word, struct score_line *out)
{
    out->indicator = insight_find(word);
    if (out->indicator < 0) {
        const char *kind = insight_measure_find(word) >= 0 ? QUOTA : score_forbidden(cx, word);
        return kind ? refuse_measure(cx, at, word, kind)
                    : refuse(cx, at, word, N_("it is none of the indicators below"));
    }
    const struct indicator *i = &insight_indicators[out->indicator];
    if (i->kind != INSIGHT_RATIO)
        return refuse(cx, at, word, N_("a time cannot be added to rates"));
    if (i->good == INSIGHT_NEITHER)
        return refuse(cx, at, word,
                      N_("more of it is neither good nor bad, and weighing it would make people "
                         "report or decline more"));
    return OK;
}

/* A target is a percentage; "30 cases" is a quota. */
static enum err read_target(struct ctx *cx, int at, str word, struct score_line *out)
{
    str n = word;
    out->target = -1;
    if (!word.len)
        return OK;
    if (str_ends(n, S("%")))
        n.len--;
    if (str_int(str_trim(n), &out->target) || out->target < 0 || out->target > 100)
        return refuse_measure(cx, at, word, QUOTA);
    return OK;
}

static enum err read_line(struct ctx *cx, const struct csv *c, struct score_line *out)
{
    const char *kind = c->n > 3 ? score_forbidden(cx, c->field[3]) : NULL;
    if (c->n < 2)
        return refuse(cx, c->line, c->field[0], N_("a line is weight,indicator,target,name"));
    if (kind)
        return refuse_measure(cx, c->line, c->field[3], kind);
    enum err e = read_indicator(cx, c->line, str_trim(c->field[1]), out);
    if (!e)
        e = read_target(cx, c->line, c->n > 2 ? str_trim(c->field[2]) : STR_NONE, out);
    if (e)
        return e;
    if (str_int(str_trim(c->field[0]), &out->weight) || out->weight < 1 || out->weight > 100)
        return refuse(cx, c->line, c->field[0], N_("a weight is a number from 1 to 100"));
    out->name = c->n > 3 ? str_keep(cx->mem, str_trim(c->field[3])) : STR_NONE;
    return OK;
}

static enum err twice(struct ctx *cx, int line, const struct score_rule *r,
                      const struct score_line *l)
{
    for (int i = 0; i < r->n; i++)
        if (r->line[i].indicator == l->indicator)
            return refuse(cx, line, str_of(insight_indicators[l->indicator].code),
                          N_("it stands there twice"));
    return OK;
}

/* A remark is read by people, so it demands nothing either. */
static enum err read_remark(struct ctx *cx, const struct csv *c)
{
    for (int i = 0; i < c->n; i++) {
        const char *kind = score_forbidden(cx, c->field[i]);
        if (kind)
            return refuse_measure(cx, c->line, c->field[i], kind);
    }
    return OK;
}

enum err score_read(struct ctx *cx, str body, struct score_rule *out)
{
    struct score_rule r = {.body = body};
    struct csv *c = NEW(cx->mem, struct csv);
    int64_t sum = 0;
    enum err e = OK;
    if (body.len > SCORE_BODY_MAX)
        return fail_field(cx, "body", _("This is too long."));
    csv_open(c, cx->mem, body);
    while (!e && csv_next(c)) {
        struct score_line l = {.weight = 0};
        if (str_is(c->field[0], "weight"))
            continue;
        if (str_starts(c->field[0], S("#"))) {
            e = read_remark(cx, c);
            continue;
        }
        e = r.n == SCORE_LINES ? refuse(cx, c->line, c->field[0], N_("there are too many lines"))
                               : read_line(cx, c, &l);
        if (!e)
            e = twice(cx, c->line, &r, &l);
        if (!e)
            r.line[r.n++] = l;
        sum += l.weight;
    }
    if (!e && c->err)
        return fail_field(cx, "body", _("This is no table of lines with commas."));
    if (!e && sum != 100)
        return fail_field(cx, "body", _("The weights have to be 100 together."));
    if (!e)
        *out = r;
    return e;
}

/* ---- keeping ------------------------------------------------------------------- */

enum err score_now(struct ctx *cx, int64_t county, struct score_rule *out)
{
    AUTO_ROWS rows = db_query(cx, &freeze_sql_rule, db_int("county", county));
    enum err e = db_one(&rows);
    if (e == ERR_NOT_FOUND)
        return score_read(cx, score_shipped, out);
    if (e)
        return e;
    e = score_read(cx, db_keep_text(&rows, 1), out);
    if (e)
        return e;
    out->rev = db_get_int(&rows, 0);
    out->account = db_get_int(&rows, 2);
    out->at_ms = db_get_int(&rows, 3);
    return OK;
}

struct save_args {
    int64_t county, seen;
    str body;
};

static enum err save_tx(struct ctx *cx, void *arg)
{
    const struct save_args *a = arg;
    enum err e = db_exec(cx, NULL, &freeze_sql_rule_put, db_int("county", a->county),
                         db_int("rev", a->seen + 1), db_text("body", a->body),
                         db_int("account", cx->actor), db_int("now", cx->now));
    if (e == ERR_CONFLICT)
        return fail(cx, e, _("Somebody changed this meanwhile. Look again."));
    if (!e && !may(cx, ACT_SYSTEM_CONFIG, a->county * 1000000000, NO_ORG))
        e = ERR_DENIED;
    struct fact f = {.county = a->county,
                     .place = a->county * 1000000000,
                     .scope = a->county * 1000000000,
                     .subject_kind = "score",
                     .subject = a->seen + 1,
                     .kind = "insight.score_changed",
                     .audience = FACTS_AUDIT};
    return e ? e : facts_add(cx, &f);
}

enum err score_save(struct ctx *cx, int64_t county, str body, int64_t seen)
{
    struct score_rule r;
    enum err e = score_read(cx, body, &r);
    if (e)
        return e;
    struct save_args a = {county, seen, body};
    return db_write(cx, save_tx, &a);
}

/* ---- counting -------------------------------------------------------------------- */

struct score score_of(const struct score_rule *r, const struct insight_figures *f, int least)
{
    struct score s = {.total = 0};
    for (int i = 0; i < r->n; i++) {
        const struct indicator *k = &insight_indicators[r->line[i].indicator];
        struct insight_value v = insight_value(k, f);
        int64_t good = k->good == INSIGHT_LESS ? v.below - v.above : v.above;
        if (v.empty || v.below < least) {
            s.empty = true;
            continue;
        }
        s.tenths[i] = (r->line[i].weight * good * 20 + v.below) / (2 * v.below);
        s.total += s.tenths[i];
    }
    s.level = s.total >= 900   ? SCORE_EXCELLENT
              : s.total >= 800 ? SCORE_GOOD
              : s.total >= 600 ? SCORE_FAIR
                               : SCORE_POOR;
    return s;
}
