/* paper_web: a list on paper: one household per screen beside a photo of the page. The photo is
 * shown and never kept: it is gone an hour later. */
#include "rooms/rolls/rolls_html.h" /* generated */
#include "rooms/rolls/rolls_pages.h"

#include "civic/media/media.h"
#include "civic/places/places.h"

/* ---- what is typed ---------------------------------------------------------- */

struct paper_form {
    str grid, source, basis, purpose, keep, held, building, door;
    int64_t entered;
};
static const struct field paper_fields[] = {
    FIELD(struct paper_form, grid, 0, 15, N_("Grid or community")),
    FIELD(struct paper_form, source, 0, 120, N_("Who made this list")),
    FIELD(struct paper_form, basis, 0, 120, N_("Rule that allows keeping it")),
    FIELD(struct paper_form, purpose, 0, 120, N_("What it is for")),
    FIELD(struct paper_form, keep, 0, 10, N_("Keep until")),
    FIELD(struct paper_form, held, 0, 2000, N_("Photo of the page")),
    FIELD(struct paper_form, building, 0, 80, N_("Building or villagers' group")),
    FIELD(struct paper_form, door, 0, 60, N_("Door or house number")),
    FIELD(struct paper_form, entered, 0, 100000, N_("Entered so far")),
    {0}};

static str member_field(struct req *rq, const char *name, int i)
{
    return web_field(rq, str_fmt(rq->cx->mem, "%s%d", name, i).at);
}

/* Lines without a name are none. */
static int read_members(struct req *rq, int64_t keep_until, struct resident *out)
{
    int n = 0;
    for (int i = 0; i < ROLLS_MEMBERS; i++) {
        int relation =
            home_word(home_relation_names, HOME_RELATIONS, member_field(rq, "relation", i));
        struct resident r = {.p = {.name = str_clean_line(rq->cx->mem, member_field(rq, "name", i)),
                                   .id_number = member_field(rq, "id", i),
                                   .phone = member_field(rq, "phone", i)},
                             .keep_until_day = keep_until};
        r.relation = relation < HOME_RELATIONS ? (enum home_relation)relation : HOME_RELATIVE;
        if (r.p.name.len)
            out[n++] = r;
    }
    if (n)
        out[0].relation = HOME_HEAD;
    return n;
}

/* ---- the page --------------------------------------------------------------- */

static enum err draw(struct req *rq, struct rolls_paper_page *p)
{
    struct media_new m;
    enum err e = homes_grids_of(rq->cx, ACT_ROLLS, &p->grids, &p->n_grids);
    if (!e && p->held.len && media_held(rq->cx, rq->cx->county, p->held, &m) == OK)
        p->picture = media_held_address(rq->cx, &m, media_holder(rq));
    if (!e)
        rolls_html_paper(rq->page, p);
    return e;
}

enum err rolls_paper(struct req *rq)
{
    struct rolls_paper_page p = {.n_grids = 0};
    return draw(rq, &p);
}

static enum err take_photo(struct req *rq, struct rolls_paper_page *p)
{
    const struct upload *u = web_upload(rq, "photo");
    struct media_take how = {.county = rq->cx->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    struct media_new m;
    if (!u || !u->size)
        return OK;
    enum err e = media_take(rq->cx, u, &how, &m);
    if (!e)
        p->held = media_hold(rq->cx, &m);
    return e;
}

static enum err add(struct req *rq, const struct paper_form *f)
{
    struct resident members[ROLLS_MEMBERS];
    struct rolls_new said = {.county = rq->cx->county,
                             .kind = S("residents"),
                             .source = f->source,
                             .basis = f->basis,
                             .purpose = f->purpose};
    struct homes_new in = {
        .county = rq->cx->county, .building = f->building, .door = f->door, .residents = members};
    int64_t id;
    if (place_parse(f->grid, &in.scope))
        in.scope = 0;
    said.scope = in.scope;
    if (day_parse(f->keep, &said.keep_until_day))
        said.keep_until_day = 0;
    enum err e = rolls_check_said(rq->cx, &said);
    in.n = read_members(rq, said.keep_until_day, members);
    if (!in.n)
        e = fail_field(rq->cx, "name0", _("Write the name, at most 40 characters."));
    return e ? e : homes_add(rq->cx, &in, &id);
}

/* What was one household's goes, what is the page's stays. */
static void next_household(struct req *rq)
{
    static const char *const names[] = {"name", "relation", "id", "phone"};
    for (int i = 0; i < ROLLS_MEMBERS; i++)
        for (size_t k = 0; k < COUNT(names); k++)
            web_field_put(rq, str_fmt(rq->cx->mem, "%s%d", names[k], i).at, S(""));
    web_field_put(rq, "door", S(""));
}

enum err rolls_paper_send(struct req *rq)
{
    struct rolls_paper_page p = {.n_grids = 0};
    struct paper_form f = {0};
    web_set_county(rq, rq->cx->county);
    enum err e = form_read(rq, paper_fields, &f);
    p.held = f.held;
    p.entered = f.entered;
    if (!e)
        e = take_photo(rq, &p);
    bool saves = str_is(web_field(rq, "go"), "save");
    if (!e && saves)
        e = add(rq, &f);
    if (e && e != ERR_INVALID && e != ERR_CONFLICT && e != ERR_TOO_BIG)
        return e;
    if (!e && saves) {
        p.entered++;
        p.saved = true;
        next_household(rq);
    }
    struct failure told = rq->cx->failure;
    enum err drawn = draw(rq, &p);
    rq->cx->failure = told;
    return drawn ? drawn : e;
}
