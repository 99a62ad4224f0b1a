/* read.c: a step's form as it was sent. */
#include "civic/moves/moves.h"

static enum err read_orgs(struct req *rq, struct matters_input *in)
{
    for (size_t i = 0; i < MATTERS_ORGS_MAX && web_field_at(rq, "org", i).len; i++)
        if (str_int(web_field_at(rq, "org", i), &in->orgs[in->n_orgs++]))
            return fail_field(rq->cx, "org", _("Choose who handles it."));
    return OK;
}

static enum err read_limit(struct req *rq, struct matters_input *in)
{
    str text = web_field(rq, "limit");
    if (!text.len)
        return OK;
    if (str_int(str_cut(&text, ' '), &in->limit.n))
        return fail_field(rq->cx, "limit", _("Choose how much longer it takes."));
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(text, calendar_unit_names[u]))
            in->limit.unit = (enum calendar_unit)u;
    return OK;
}

enum err moves_read_into(struct req *rq, struct matters_input *in)
{
    struct matter other;
    str number = web_field(rq, "into");
    if (!number.len)
        return OK;
    enum err e =
        matters_by_number(rq->cx, rq->cx->county, str_trim(number), MATTERS_VIEW_TASK, &other);
    if (e == ERR_NOT_FOUND)
        return fail_field(rq->cx, "into", _("There is no case of this number here."));
    in->into = e ? 0 : other.id;
    return e;
}

static enum err read_until(struct req *rq, struct matters_input *in)
{
    int64_t day;
    str text = web_field(rq, "until");
    if (!text.len)
        return OK;
    if (day_parse(text, &day))
        return fail_field(rq->cx, "until", _("Choose a day."));
    in->until_ms = ms_of_day(day) + 9 * 3600000LL;
    return OK;
}

static enum err read_rating(struct req *rq, struct matters_input *in)
{
    int64_t n;
    str text = web_field(rq, "rating");
    if (!text.len)
        return OK;
    if (str_int(text, &n) || n < 1 || n > 5)
        return fail_field(rq->cx, "rating", _("Choose one to five."));
    in->rating = (int)n;
    return OK;
}

enum err moves_read(struct req *rq, struct moves_step *out)
{
    struct matters_input *in = &out->in;
    *out = (struct moves_step){.move = str_z(rq->cx->mem, web_field(rq, "move"))};
    in->reason = web_field(rq, "reason");
    in->outcome = web_field(rq, "outcome");
    in->why_no_photo = str_clean_line(rq->cx->mem, web_field(rq, "why_no_photo"));
    out->say = str_clean_text(rq->cx->mem, web_field(rq, "say"));
    in->text = out->say;
    enum err e = str_int(web_field(rq, "seen"), &out->seen);
    if (!e)
        e = read_orgs(rq, in);
    if (!e)
        e = read_limit(rq, in);
    if (!e)
        e = read_until(rq, in);
    if (!e)
        e = read_rating(rq, in);
    if (!e)
        e = moves_read_into(rq, in);
    return e;
}
