/* look_web: how near grid workers have to be to a case when they look at it. */
#include "rooms/admin/config_own.h"
#include "rooms/admin/look_html.h"

struct look_form {
    int64_t metres, seen;
};
static const struct field fields[] = {
    FIELD(struct look_form, metres, 0, INT32_MAX, N_("Near enough, in metres")),
    FIELD(struct look_form, seen, 0, INT64_MAX, N_("Version")),
    {0}};

static enum err show(struct req *rq, enum err because)
{
    struct cases_proof_limit v;
    enum err e = cases_proof_limit(rq->cx, rq->cx->county, &v);
    if (e)
        return e;
    look_html_page(rq->page, &v);
    return because;
}

enum err admin_look_show(struct req *rq)
{
    return show(rq, OK);
}

enum err admin_look_set(struct req *rq)
{
    struct look_form f = {.metres = 0};
    enum err e = form_read(rq, fields, &f);
    if (!e)
        e = cases_proof_limit_set(rq->cx, rq->cx->county,
                                  &(struct cases_proof_limit){f.metres, f.seen});
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/admin/looks?saved=1");
}
