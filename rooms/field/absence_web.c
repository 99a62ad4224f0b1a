/* absence_web.c: who is away, and who stands in: the posts of the one are lent to the other, so
 * that tasks, patrols and visits of those days follow by themselves. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/absence_html.h" /* generated */
#include "rooms/field/visit_own.h"

enum { LOANS_SHOWN = 60, TASKS_MOST = 100 };

static enum err fill_workers(struct ctx *cx, struct absence_page *v)
{
    struct posts_reach r;
    struct frame_option *out = NEW_N(cx->mem, struct frame_option, PEOPLE_AT_MAX + 1);
    int64_t last = 0;
    posts_reach(cx, ACT_PEOPLE_STAND_IN, &r);
    out[v->n_workers++] =
        (struct frame_option){.value = "", .text = tr(cx->lang, _("Please choose"))};
    for (int k = 0; k < r.ranges; k++) {
        struct people_at *all;
        int n = 0;
        enum err e = people_at(cx, cx->county, r.lo[k], r.hi[k], &all, &n);
        if (e)
            return e;
        for (int i = 0; i < n && v->n_workers <= PEOPLE_AT_MAX; i++)
            if (place_level_of(all[i].scope) > PLACE_COMMUNITY && all[i].account != last) {
                last = all[i].account;
                out[v->n_workers++] = (struct frame_option){
                    .value = all[i].login.len ? str_z(cx->mem, all[i].login) : "",
                    .text = str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(all[i].name),
                                    STR_ARG(places_name(cx, all[i].scope)))};
            }
    }
    v->workers = out;
    return OK;
}

static enum err fill_loans(struct ctx *cx, struct absence_page *v)
{
    struct post_lent *lent = NEW_N(cx->mem, struct post_lent, LOANS_SHOWN);
    struct absence_row *rows = NEW_N(cx->mem, struct absence_row, LOANS_SHOWN);
    int64_t today = day_of_ms(cx->now);
    enum err e = post_loans(cx, cx->county, lent, LOANS_SHOWN, &v->n);
    for (int i = 0; !e && i < v->n; i++)
        rows[i] = (struct absence_row){.post = lent[i].id,
                                       .who = people_name(cx, cx->county, lent[i].account),
                                       .stand_in = people_name(cx, cx->county, lent[i].stand_in),
                                       .grid = places_name(cx, lent[i].scope),
                                       .from_day = lent[i].from_day,
                                       .to_day = lent[i].to_day,
                                       .now = lent[i].from_day <= today && lent[i].to_day >= today,
                                       .over = lent[i].to_day < today};
    v->rows = rows;
    return e;
}

static enum err show(struct req *rq, enum err because)
{
    struct failure told = rq->cx->failure;
    struct absence_page v = {.n = 0};
    enum err e = fill_workers(rq->cx, &v);
    if (!e)
        e = fill_loans(rq->cx, &v);
    if (e)
        return e;
    rq->cx->failure = told;
    absence_html_page(rq->page, &v);
    return because;
}

enum err absence_list(struct req *rq)
{
    return show(rq, OK);
}

/* ---- saving ----------------------------------------------------------------- */

struct absence_fields {
    str account, stand_in, from_day, to_day;
};
static const struct field absence_fields[] = {
    FIELD(struct absence_fields, account, 1, 40, N_("Who is away")),
    FIELD(struct absence_fields, stand_in, 1, 40, N_("Who stands in")),
    FIELD(struct absence_fields, from_day, 1, 10, N_("First day")),
    FIELD(struct absence_fields, to_day, 1, 10, N_("Last day")),
    {0},
};

static enum err read_loan(struct req *rq, struct post_loan *out)
{
    struct absence_fields f = {.account = STR_NONE};
    struct account a = {.id = 0}, b = {.id = 0};
    struct ctx *cx = rq->cx;
    enum err e = form_read(rq, absence_fields, &f);
    if (e)
        return e;
    if (account_find_login(cx, f.account, &a))
        e = fail_field(cx, "account", _("Choose from the list."));
    if (account_find_login(cx, f.stand_in, &b))
        e = fail_field(cx, "stand_in", _("Choose from the list."));
    *out = (struct post_loan){.county = cx->county, .account = a.id, .stand_in = b.id};
    if (day_parse(f.from_day, &out->from_day))
        e = fail_field(cx, "from_day", _("Write the day like 2026-11-05."));
    if (day_parse(f.to_day, &out->to_day))
        e = fail_field(cx, "to_day", _("Write the day like 2026-11-05."));
    return e;
}

/* What the one who is away had taken is given to the stand-in; the rest lies in trays, and follows
 * the posts. What cannot be given stays where it is. */
static enum err give_tasks(struct ctx *cx, const struct post_loan *loan, int *given)
{
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MOST);
    struct ctx away = *cx;
    int n = 0;
    struct matters_inbox_filter f = {.county = loan->county, .box = MATTERS_BOX_MINE};
    away.actor = loan->account;
    away.posts = NULL;
    away.idem = NULL;
    enum err e = people_load(&away);
    if (!e)
        e = matters_inbox(&away, &f, tasks, TASKS_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        if (tasks[i].account != loan->account)
            continue;
        struct failure before = cx->failure;
        if (matters_hand_over(cx, &tasks[i], loan->stand_in) == OK)
            ++*given;
        cx->failure = before;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err absence_add(struct req *rq)
{
    struct post_loan loan;
    int given = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = read_loan(rq, &loan);
    if (!e)
        e = post_lend(rq->cx, &loan);
    if (!e && loan.from_day <= day_of_ms(rq->cx->now))
        e = give_tasks(rq->cx, &loan, &given);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/absences?saved=1");
}

enum err absence_end(struct req *rq)
{
    int64_t post;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_field(rq, "post"), &post))
        return ERR_INVALID;
    enum err e = post_take_back(rq->cx, rq->cx->county, post);
    if (e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/absences?saved=1");
}
