/* cases_media.c: the photos and recordings of cases: taking them, showing them, deciding who may.
 */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/questions_html.h" /* generated */

enum { FILES_OF_CASE = 60 };

/* ---- what could not be taken, named ------------------------------------- */

enum { NAMED_MOST = 5 };
struct refused {
    struct buf names; /* "a.jpg: why; b.jpg: why" */
    int n;
};

static void add_refused(struct ctx *cx, struct refused *r, str name, str why)
{
    if (!r->n++)
        r->names = buf_new(cx->mem, 4000);
    if (r->n > NAMED_MOST)
        return;
    const struct tr_arg args[] = {{"name", name.len ? name : tr(cx->lang, _("a file"))},
                                  {"why", why}};
    buf_str(&r->names, r->n > 1 ? S(" ") : S(""));
    buf_str(&r->names, tr_fill(cx->mem, cx->lang, _("{name}: {why}"), args, COUNT(args)));
}

static enum err tell_refused(struct ctx *cx, const char *field, struct refused *r)
{
    struct failure_field *f = NEW(cx->mem, struct failure_field);
    if (!r->n)
        return OK;
    if (r->n > NAMED_MOST) {
        buf_str(&r->names, S(" "));
        buf_str(&r->names, tr_count(cx->mem, cx->lang, "One more file was not taken.",
                                    "{n} more files were not taken.", r->n - NAMED_MOST));
    }
    *f = (struct failure_field){field, buf_done(&r->names), cx->failure.fields};
    cx->failure = (struct failure){.fields = f, .err = ERR_INVALID};
    return ERR_INVALID;
}

/* ---- taking --------------------------------------------------------------- */

static void add_file(struct cases_files *out, const struct media_new *m, const char *role)
{
    struct media_new *at = &out->at[out->n++];
    *at = *m;
    at->file.room = S("cases");
    at->file.role = str_of(role);
}

/* What came with the form before and is kept here since. */
static void take_kept(struct req *rq, int64_t county, const char *field, const char *role,
                      struct cases_files *out, int most, struct refused *r)
{
    struct media_new m;
    const char *name = str_z(rq->cx->mem, str_fmt(rq->cx->mem, "kept_%s", field));
    for (size_t i = 0; web_field_at(rq, name, i).len && out->n < most; i++)
        if (media_held(rq->cx, county, web_field_at(rq, name, i), &m) == OK)
            add_file(out, &m, role);
        else
            add_refused(rq->cx, r, STR_NONE,
                        tr(rq->cx->lang, _("It was kept too long here. Please choose it again.")));
}

/* One that is refused says why, and the others are taken all the same. */
static enum err take_upload(struct req *rq, const struct upload *u, const struct media_take *how,
                            struct media_new *out, struct refused *r)
{
    struct ctx *cx = rq->cx;
    struct failure before = cx->failure;
    enum err e = media_take(cx, u, how, out);
    if (e != ERR_INVALID && e != ERR_TOO_BIG)
        return e;
    add_refused(cx, r, u->name, cx->failure.text);
    cx->failure = before;
    return ERR_INVALID;
}

static void tell_passed(struct req *rq, const char *field, struct refused *r)
{
    for (const struct upload *u = rq->passed; u; u = u->next)
        if (str_is(u->field, field))
            add_refused(rq->cx, r, u->name,
                        tr(rq->cx->lang, u->large ? _("It is too large. Please choose it again, "
                                                      "smaller.")
                                                  : _("At most nine photos fit. Send the rest "
                                                      "later.")));
}

enum err cases_take(struct req *rq, const char *field, const char *role, struct cases_files *out)
{
    bool sound = strcmp(role, "voice") == 0;
    struct media_take how = {.county = rq->county ? rq->county : rq->cx->county,
                             .takes = sound ? MEDIA_TAKES(MEDIA_SOUND) : MEDIA_TAKES(MEDIA_PHOTO)};
    int most = sound ? CASES_FILES_MAX : CASES_PHOTOS_MAX;
    struct refused r = {.n = 0};
    struct media_new m;
    take_kept(rq, how.county, field, role, out, most, &r);
    for (const struct upload *u = rq->uploads; u; u = u->next) {
        if (!str_is(u->field, field) || !u->size)
            continue;
        if (out->n == most) {
            add_refused(rq->cx, &r, u->name,
                        tr(rq->cx->lang, _("At most nine photos fit. Send the rest later.")));
            continue;
        }
        enum err e = take_upload(rq, u, &how, &m, &r);
        if (!e)
            add_file(out, &m, role);
        else if (e != ERR_INVALID)
            return e;
    }
    tell_passed(rq, field, &r);
    return tell_refused(rq->cx, field, &r);
}

void cases_keep(struct req *rq, const struct cases_files *files, struct kept_file *out, int *n)
{
    str holder = files->n ? media_holder(rq) : STR_NONE;
    for (*n = 0; *n < files->n; ++*n) {
        const struct media_new *m = &files->at[*n];
        str word = media_hold(rq->cx, m);
        bool sound = m->file.kind == MEDIA_SOUND;
        out[*n] = (struct kept_file){.word = word, .sound = sound, .name = m->name};
        if (!sound && m->file.state == MEDIA_READY)
            out[*n].picture = media_held_address(rq->cx, m, holder);
    }
}

/* The converter's sentence stands at the field it concerns. */
enum err cases_file_refused(struct ctx *cx, const char *field, enum err e)
{
    struct failure_field *f = NEW(cx->mem, struct failure_field);
    *f = (struct failure_field){field, cx->failure.text, cx->failure.fields};
    cx->failure.fields = f;
    cx->failure.err = ERR_INVALID;
    return e == ERR_TOO_BIG ? ERR_INVALID : e;
}

enum err cases_add_files(struct ctx *cx, const struct matter *m, const struct cases_files *files)
{
    enum err e = OK;
    for (int i = 0; !e && files && i < files->n; i++) {
        struct media_new one = files->at[i];
        one.file.county = m->county;
        one.file.ref = m->id;
        e = media_add(cx, &one);
    }
    return e;
}

/* ---- showing ----------------------------------------------------------- */

static str alt_of(struct ctx *cx, const struct media_file *f)
{
    if (str_is(f->role, "after"))
        return tr(cx->lang, _("After the work"));
    if (str_is(f->role, "look"))
        return tr(cx->lang, _("When looked at"));
    return tr(cx->lang, f->kind == MEDIA_SOUND ? _("Voice message") : _("As reported"));
}

/* The public gets released derivatives; the reporter and staff what was sent. */
static bool shown_to(const struct media_file *f, enum matters_view view)
{
    return f->state == MEDIA_READY && (view > MATTERS_VIEW_PUBLIC || f->released);
}

enum err cases_photos(struct ctx *cx, const struct casefile *c, enum matters_view view,
                      struct case_photo **out, int *n)
{
    struct media_file *files = NEW_N(cx->mem, struct media_file, FILES_OF_CASE);
    struct case_photo *photos = NEW_N(cx->mem, struct case_photo, FILES_OF_CASE);
    bool inside = view > MATTERS_VIEW_PUBLIC;
    int found = 0, kept = 0;
    enum err e = media_list(cx, c->m.county, "cases", c->m.id, files, FILES_OF_CASE, &found);
    for (int i = 0; !e && i < found; i++)
        if (shown_to(&files[i], view))
            photos[kept++] = (struct case_photo){
                .key = files[i].key,
                .full = media_address(cx->mem, &files[i], inside ? MEDIA_FULL : MEDIA_PUBLIC),
                .thumb =
                    media_address(cx->mem, &files[i], inside ? MEDIA_THUMB : MEDIA_PUBLIC_THUMB),
                .alt = alt_of(cx, &files[i]),
                .at_ms = files[i].added_ms,
                .sound = files[i].kind == MEDIA_SOUND,
                .after = str_is(files[i].role, "after"),
                .released = files[i].released};
    *out = photos;
    *n = kept;
    return e;
}

void cases_draw_photo(struct html *h, const struct case_photo *f)
{
    questions_html_file(h, f);
}

/* ---- who may fetch ----------------------------------------------------- */

static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct matter m;
    enum matters_view view;
    enum err e = matters_load(rq->cx, f->county, f->ref, &m);
    if (!e && cases_token_for(rq, &m).len)
        return OK;
    if (!e)
        e = matters_view(rq->cx, &m, &view);
    if (e)
        return e;
    return view > MATTERS_VIEW_PUBLIC ? OK : ERR_NOT_FOUND;
}

const struct media_door cases_media = {may_see};

/* ---- releasing --------------------------------------------------------- */

struct release_args {
    const struct matter *m;
    const struct media_file *file;
    const struct media_public *public; /* NULL: withdraw */
};

static enum err release_tx(struct ctx *cx, void *arg)
{
    const struct release_args *a = arg;
    if (!may(cx, ACT_CASES_RELEASE, a->m->scope, a->m->lead_org))
        return fail(cx, ERR_DENIED, _("This step is not yours to take."));
    return a->public ? media_release(cx, a->public)
                     : media_withdraw(cx, a->file->county, a->file->id);
}

static enum err release(struct ctx *cx, const struct matter *m, const struct media_file *f,
                        str blur, bool show)
{
    struct media_public made;
    struct child_shape shapes[32];
    struct release_args a = {m, f, show ? &made : NULL};
    int n = COUNT(shapes);
    if (show) {
        enum err e = blur.len ? media_read_shapes(cx, blur, shapes, &n) : OK;
        if (!e)
            e = media_prepare(cx, f, shapes, blur.len ? n : 0, &made);
        if (e)
            return e;
    }
    return db_write(cx, release_tx, &a);
}

enum err desk_photo(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct matter m;
    struct media_file f;
    enum err e = matters_by_number(cx, cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, &m);
    if (!e)
        e = media_find(cx, cx->county, web_field(rq, "photo"), &f);
    if (!e && (!str_is(f.room, "cases") || f.ref != m.id))
        e = ERR_NOT_FOUND;
    if (!e)
        e = release(cx, &m, &f, web_field(rq, "blur"), str_is(web_field(rq, "release"), "1"));
    return e ? e : web_redirect(rq, "/desk/cases/%.*s?saved=1", STR_ARG(m.number));
}
