/* audit_web: what was done, who looked, and desks where two accounts are always one device. As
 * pages and, with the same filters, as CSV. */
#include "kit/base/csv.h"
#include "rooms/admin/admin_html.h"
#include "rooms/admin/admin_own.h"

#include "civic/people/signin.h"

#define CSV_ROWS 5000

/* ---- filters ------------------------------------------------------------ */

enum err admin_period(struct req *rq, struct admin_period *out)
{
    struct admin_period p = {.to_ms = INT64_MAX};
    int64_t day;
    p.from = web_query(rq, "from");
    p.to = web_query(rq, "to");
    if (p.from.len && day_parse(p.from, &day))
        return fail_field(rq->cx, "from", _("Write the day like 2026-11-05."));
    if (p.from.len)
        p.from_ms = ms_of_day(day);
    if (p.to.len && day_parse(p.to, &day))
        return fail_field(rq->cx, "to", _("Write the day like 2026-11-05."));
    if (p.to.len)
        p.to_ms = ms_of_day(day + 1);
    *out = p;
    return OK;
}

int64_t admin_who(struct req *rq)
{
    struct account a;
    str who = str_trim(web_query(rq, "who"));
    if (!who.len)
        return 0;
    return account_find_login(rq->cx, who, &a) || a.county != rq->cx->county ? -1 : a.id;
}

/* "?a=b&c=d" of the filters that are set, then `last`. */
static str address(struct req *rq, const char *const *names, const char *last, int64_t value)
{
    struct buf b = buf_new(rq->cx->mem, 4096);
    struct html piece = {.out = &b, .cx = rq->cx};
    for (; *names; names++) {
        str v = web_query(rq, *names);
        if (!v.len)
            continue;
        buf_fmt(&b, "%c%s=", b.len ? '&' : '?', *names);
        html_url_str(&piece, v);
    }
    if (last)
        buf_fmt(&b, "%c%s=", b.len ? '&' : '?', last);
    if (last && value)
        buf_int(&b, value);
    else if (last)
        buf_z(&b, "csv");
    return b.over ? STR_NONE : buf_done(&b);
}

static const char *const fact_filters[] = {"kind", "who", "from", "to", NULL};
static const char *const look_filters[] = {"who", "from", "to", NULL};

static int64_t before_of(struct req *rq)
{
    int64_t n;
    str word = web_query(rq, "before");
    return word.len && str_int(word, &n) == OK ? n : INT64_MAX;
}

/* ---- facts -------------------------------------------------------------- */

static str login_of(struct ctx *cx, const struct fact *f)
{
    struct account a;
    if (!f->actor || account_find(cx, f->actor_county, f->actor, &a))
        return STR_NONE;
    return a.login.len ? a.login : people_name(cx, f->actor_county, f->actor);
}

static enum err facts_filtered(struct req *rq, struct facts_filter *out)
{
    struct admin_period p;
    enum err e = admin_period(rq, &p);
    if (e)
        return e;
    *out = (struct facts_filter){.kind = web_query(rq, "kind"),
                                 .actor = admin_who(rq),
                                 .from_ms = p.from_ms,
                                 .to_ms = p.to_ms,
                                 .before = before_of(rq)};
    return OK;
}

static void fact_line(struct buf *b, struct ctx *cx, const struct fact *f)
{
    const str field[] = {time_text(cx->mem, f->at_ms),
                         str_fmt(cx->mem, "%lld", (long long)f->pos),
                         str_of(f->kind),
                         str_of(f->subject_kind),
                         str_fmt(cx->mem, "%lld", (long long)f->subject),
                         f->from,
                         f->to,
                         f->reason,
                         login_of(cx, f),
                         f->via};
    for (size_t i = 0; i < COUNT(field); i++) {
        if (i)
            buf_char(b, ',');
        csv_write(b, field[i]);
    }
    buf_z(b, "\r\n");
}

static enum err facts_csv(struct req *rq, struct facts_filter *filter)
{
    struct ctx *cx = rq->cx;
    struct buf b = buf_new(cx->mem, 8 << 20);
    struct fact *f = NEW_N(cx->mem, struct fact, ADMIN_PAGE);
    int n = ADMIN_PAGE, rows = 0;
    buf_z(&b, "\xef\xbb\xbf"
              "time,pos,kind,subject_kind,subject,from,to,reason,actor,via\r\n");
    for (; n == ADMIN_PAGE && rows < CSV_ROWS; rows += n) {
        enum err e = facts_newest(cx, cx->county, filter, f, ADMIN_PAGE, &n);
        if (e)
            return e;
        for (int i = 0; i < n; i++)
            fact_line(&b, cx, &f[i]);
        if (n)
            filter->before = f[n - 1].pos;
    }
    web_set_header(rq, "Content-Disposition", S("attachment; filename=\"facts.csv\""));
    return web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

enum err admin_fact_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct facts_filter filter;
    struct admin_facts *v = NEW(cx->mem, struct admin_facts);
    struct fact *f = NEW_N(cx->mem, struct fact, ADMIN_PAGE);
    enum err e = facts_filtered(rq, &filter);
    if (!e && rq->csv)
        return facts_csv(rq, &filter);
    if (!e)
        e = facts_newest(cx, cx->county, &filter, f, ADMIN_PAGE, &v->n);
    if (e && e != ERR_INVALID)
        return e;
    for (int i = 0; i < v->n; i++)
        v->at[i] = (struct admin_fact){f[i], admin_fact_words(cx, &f[i]), login_of(cx, &f[i])};
    if (v->n == ADMIN_PAGE)
        v->next = address(rq, fact_filters, "before", f[v->n - 1].pos);
    v->csv = address(rq, fact_filters, "format", 0);
    admin_html_facts(rq->page, v);
    return e;
}

/* ---- who looked --------------------------------------------------------- */

static void look_line(struct buf *b, struct ctx *cx, const struct people_look *l)
{
    const str field[] = {time_text(cx->mem, l->at_ms),
                         l->login,
                         l->name,
                         l->office,
                         l->act,
                         str_fmt(cx->mem, "%lld", (long long)l->person),
                         l->reason};
    for (size_t i = 0; i < COUNT(field); i++) {
        if (i)
            buf_char(b, ',');
        csv_write(b, field[i]);
    }
    buf_z(b, "\r\n");
}

static enum err looks_csv(struct req *rq, struct people_log_filter *filter)
{
    struct ctx *cx = rq->cx;
    struct buf b = buf_new(cx->mem, 8 << 20);
    struct people_look *l = NEW_N(cx->mem, struct people_look, ADMIN_PAGE);
    int n = ADMIN_PAGE, rows = 0;
    buf_z(&b, "\xef\xbb\xbf"
              "time,account,name,office,act,person,reason\r\n");
    for (; n == ADMIN_PAGE && rows < CSV_ROWS; rows += n) {
        enum err e = people_log(cx, cx->county, filter, l, ADMIN_PAGE, &n);
        if (e)
            return e;
        for (int i = 0; i < n; i++)
            look_line(&b, cx, &l[i]);
        if (n)
            filter->before = l[n - 1].id;
    }
    web_set_header(rq, "Content-Disposition", S("attachment; filename=\"looks.csv\""));
    return web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

static enum err looks_page(struct req *rq, bool unmasked)
{
    struct ctx *cx = rq->cx;
    struct admin_period p = {0};
    struct admin_looks *v = NEW(cx->mem, struct admin_looks);
    enum err e = admin_period(rq, &p);
    struct people_log_filter filter = {.actor = admin_who(rq),
                                       .from_ms = p.from_ms,
                                       .to_ms = p.to_ms,
                                       .before = before_of(rq),
                                       .reasons = unmasked};
    if (!e && rq->csv)
        return looks_csv(rq, &filter);
    if (!e)
        e = people_log(cx, cx->county, &filter, v->at, ADMIN_PAGE, &v->n);
    if (e && e != ERR_INVALID)
        return e;
    v->unmasked = unmasked;
    if (v->n == ADMIN_PAGE)
        v->next = address(rq, look_filters, "before", v->at[v->n - 1].id);
    v->csv = address(rq, look_filters, "format", 0);
    admin_html_looks(rq->page, v);
    return e;
}

enum err admin_access_list(struct req *rq)
{
    return looks_page(rq, false);
}

enum err admin_unmasked_list(struct req *rq)
{
    return looks_page(rq, true);
}

enum err admin_desk_list(struct req *rq)
{
    struct people_pair *pairs;
    int n;
    enum err e = people_pairs(rq->cx, rq->cx->county, &pairs, &n);
    if (!e)
        admin_html_desks(rq->page, pairs, n);
    return e;
}
