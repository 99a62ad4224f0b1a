/* import_web.c: a file of facilities: chosen, looked at, taken over, taken back. */
#include "rooms/facilities/facilities_own.h"

#include "civic/people/people.h"
#include "kit/base/csv.h"
#include "rooms/facilities/facility_import_html.h" /* generated */

/* ---- what files need to know of categories ------------------------------------ */

static enum err read_kinds(struct ctx *cx, struct facility_kinds *out)
{
    struct categories all;
    enum err e = facilities_kinds(cx, &all);
    if (e)
        return e;
    struct category_numbers *numbers = NEW_N(cx->mem, struct category_numbers, (size_t)all.n + 1);
    struct facility_kind *at = NEW_N(cx->mem, struct facility_kind, (size_t)all.n + 1);
    e = cases_category_all_numbers(cx, cx->county, &all, numbers);
    for (int i = 0; !e && i < all.n; i++)
        at[i] = (struct facility_kind){.code = all.at[i].code,
                                       .name = all.at[i].name,
                                       .name_en = all.at[i].name_en,
                                       .five = numbers[i].in[CATEGORY_GB2026]};
    *out = (struct facility_kinds){at, all.n};
    return e;
}

/* ---- choosing -------------------------------------------------------------------- */

static enum err show_all(struct req *rq, enum err because)
{
    enum { MOST = 30 };
    struct ctx *cx = rq->cx;
    struct facility_imports p = {.n = 0};
    struct facility_import *list = NEW_N(cx->mem, struct facility_import, MOST);
    struct failure told = cx->failure;
    enum err e = facilities_places(cx, ACT_FACILITIES_KEEP, &p.places, &p.n_places);
    if (!e)
        e = facility_import_list(cx, cx->county, list, MOST, &p.n);
    if (e)
        return e;
    p.list = list;
    cx->failure = told;
    facility_import_html_all(rq->page, &p);
    return because;
}

enum err facilities_imports(struct req *rq)
{
    return show_all(rq, OK);
}

/* As far as the actor's post reaches that keeps facilities: rows beyond it are refused. */
static int64_t place_of(struct ctx *cx)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_FACILITIES_KEEP, &reach);
    return reach.ranges ? reach.lo[0] : 0;
}

static enum err take_text(struct req *rq, const struct upload *file, str *out)
{
    enum err e = web_upload_bytes(rq->cx, file, FACILITIES_TEXT_MAX, out);
    return e == ERR_TOO_BIG
               ? fail_field(rq->cx, "file",
                            _("This table is too large. At most 20,000 rows at a time."))
               : e;
}

static enum err look(struct req *rq, int64_t *id)
{
    struct ctx *cx = rq->cx;
    const struct upload *file = web_upload(rq, "file");
    struct facility_file table;
    struct facility_kinds kinds;
    str raw, text;
    if (!file)
        return fail_field(cx, "file", _("Choose a file."));
    enum err e = take_text(rq, file, &raw);
    if (!e && csv_decode(cx->mem, raw, &text))
        e = fail_field(cx, "file", _("This file is no table of text. Save it as CSV."));
    if (!e)
        e = read_kinds(cx, &kinds);
    if (!e)
        e = facility_file_read(cx, text, &kinds, &table);
    if (e)
        return e;
    struct facility_import in = {.county = cx->county,
                                 .scope = place_of(cx),
                                 .name = utf8_head(str_clean_line(cx->mem, file->name), 80),
                                 .total = table.n,
                                 .refused = table.count[FACILITY_REFUSED]};
    return facility_import_add(cx, &in, text, id);
}

enum err facilities_import_send(struct req *rq)
{
    int64_t id;
    enum err e = look(rq, &id);
    if (e == ERR_INVALID)
        return show_all(rq, e);
    return e ? e : web_redirect(rq, "/desk/facility-imports/%lld", (long long)id);
}

/* ---- looking at it ------------------------------------------------------------------ */

static enum err of_address(struct req *rq, struct facility_import *out)
{
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return facility_import_find(rq->cx, rq->cx->county, id, out);
}

static enum err read_table(struct ctx *cx, struct facility_imports *p)
{
    struct facility_kinds kinds;
    str text;
    enum err e = read_kinds(cx, &kinds);
    if (!e)
        e = facility_import_text(cx, cx->county, p->at.id, &text);
    if (!e)
        e = facility_file_read(cx, text, &kinds, &p->file);
    return e ? e : facility_file_check(cx, cx->county, p->at.scope, &p->file);
}

static enum err show_one(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct facility_imports p = {.n = 0};
    struct failure told = cx->failure;
    enum err e = of_address(rq, &p.at);
    if (!e && (p.at.state == IMPORT_LOOKED || p.at.state == IMPORT_RUNNING))
        e = read_table(cx, &p);
    if (e)
        return e;
    cx->failure = told;
    p.place = places_name(cx, p.at.scope);
    p.may_undo = p.at.state == IMPORT_DONE && cx->now - p.at.at_ms <= FACILITIES_UNDO_DAYS * DAY_MS;
    facility_import_html_one(rq->page, &p);
    return because;
}

enum err facilities_import_show(struct req *rq)
{
    return show_one(rq, OK);
}

enum err facilities_import_do(struct req *rq)
{
    struct facility_import at;
    struct facility_kinds kinds;
    enum err e = of_address(rq, &at);
    if (!e)
        e = read_kinds(rq->cx, &kinds);
    if (!e)
        e = str_is(web_field(rq, "do"), "undo") ? facility_import_undo(rq->cx, &at)
                                                : facility_import_run(rq->cx, &at, &kinds);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_one(rq, e);
    return e ? e : web_redirect(rq, "/desk/facility-imports/%lld?saved=1", (long long)at.id);
}
