/* questions.c: what a category asks beyond the usual: its extra questions, a photo, its help. A
 * page carries the blocks of all categories and the style sheet shows the chosen one's, so nothing
 * has to be fetched and no script is needed; a browser too old for that shows them all, each under
 * its category's name. */
#include "rooms/cases/cases_own.h"

/* The style sheet (web/src/components.css, .asks-N) knows so many. */
enum { ASKS_MAX = 40, ANSWERS_MAX = 400 };

static bool asks_something(const struct category *c)
{
    return c->form.len || c->evidence.len || c->help.len;
}

static enum err read_ask(struct ctx *cx, const struct category *c, struct case_ask *out)
{
    *out = (struct case_ask){.code = c->code,
                             .kind = cases_category_plain(c, cx->lang),
                             .help = cases_category_help(c, cx->lang),
                             .photo = c->evidence};
    struct form *f = NEW(cx->mem, struct form);
    enum err e = cases_category_form(cx, c, f);
    if (!e)
        out->form = f;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* The chosen one first: however many there are, a form that comes back shows its questions. */
enum err cases_asks(struct ctx *cx, const struct categories *all, str chosen, struct case_asks *out)
{
    struct case_ask *at = NEW_N(cx->mem, struct case_ask, ASKS_MAX);
    enum err e = OK;
    out->n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; !e && i < all->n && out->n < ASKS_MAX; i++)
            if (asks_something(&all->at[i]) && str_eq(all->at[i].code, chosen) == (pass == 0))
                e = read_ask(cx, &all->at[i], &at[out->n++]);
    out->at = at;
    return e;
}

int cases_ask_of(const struct case_asks *asks, str code)
{
    for (int i = 0; i < asks->n; i++)
        if (str_eq(asks->at[i].code, code))
            return i;
    return -1;
}

/* Questions of a category that is gone are not asked: the report itself says that it is gone. */
enum err cases_read_answers(struct req *rq, str code, str *json)
{
    struct category c;
    struct form f;
    int64_t county = rq->county ? rq->county : rq->cx->county; /* a resident's page, or a desk */
    *json = STR_NONE;
    enum err e = cases_category_find(rq->cx, county, code, &c);
    if (!e)
        e = cases_category_form(rq->cx, &c, &f);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct forms_answer *answers = NEW_N(rq->cx->mem, struct forms_answer, ANSWERS_MAX);
    int n = forms_sent(rq, answers, ANSWERS_MAX);
    return forms_check(rq->cx, &f, answers, n, false, json);
}

/* The answers with the questions of the revision the case was reported under. */
enum err cases_answered(struct ctx *cx, const struct casefile *c, bool open_only,
                        struct case_answers *out)
{
    struct form *f = NEW(cx->mem, struct form);
    *out = (struct case_answers){.form = NULL};
    if (!c->answers.len)
        return OK;
    enum err e = cases_category_form(cx, &c->category, f);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    if (forms_has_answers(cx->mem, f, c->answers, open_only))
        *out = (struct case_answers){f, c->answers, open_only};
    return OK;
}

/* ---- finding a kind ------------------------------------------------------ */

void cases_find_kinds(struct req *rq, const struct categories *all, const struct case_asks *asks,
                      struct kind_find *out)
{
    enum { MOST = 12 };
    struct arena *mem = rq->cx->mem;
    struct category *at = NEW_N(mem, struct category, MOST);
    out->typed =
        str_clean_line(mem, rq->method == GET ? web_query(rq, "q") : web_field(rq, "find"));
    out->typed = utf8_head(out->typed, 40);
    out->n = cases_category_search(mem, all, out->typed, at, MOST);
    out->at = at;
    out->asks = asks;
}
