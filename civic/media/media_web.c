/* media_web.c: the one address under which files are seen. */
#include "civic/facts/facts.h"
#include "civic/media/media_own.h"
#include "civic/media/media_schema.h"
#include "civic/media/media_sql.h"
#include "civic/people/people.h"
#include "kit/jobs/jobs.h"

static bool size_named(str name, enum media_size *out)
{
    static const char *const names[MEDIA_SIZES] = {"full", "thumb", "public", "public-thumb"};
    for (int i = 0; i < MEDIA_SIZES; i++)
        if (str_is(name, names[i])) {
            *out = (enum media_size)i;
            return true;
        }
    return false;
}

/* Released files are for everybody; the rest is for whom the owning room says. */
static enum err may_see(struct req *rq, const struct media_file *f, enum media_size size)
{
    if (size == MEDIA_PUBLIC || size == MEDIA_PUBLIC_THUMB)
        return f->released ? OK : ERR_NOT_FOUND;
    for (const struct room *const *r = rooms_of(rq->cx); *r; r++)
        if (str_is(f->room, (*r)->name) && (*r)->media)
            return (*r)->media->may_see(rq, f);
    return ERR_NOT_FOUND;
}

/* A file to keep carries its sender's name for it; photos and sound are shown in the page. */
static enum err name_it(struct req *rq, const struct media_file *f)
{
    str name = STR_NONE;
    if (f->kind == MEDIA_PHOTO || f->kind == MEDIA_SOUND)
        return OK;
    enum err e = media_name(rq->cx, f, &name);
    if (e)
        return e;
    struct buf b = buf_new(rq->cx->mem, 1024);
    buf_z(&b, f->kind == MEDIA_PDF ? "inline; filename*=UTF-8''" : "attachment; filename*=UTF-8''");
    for (size_t i = 0; i < name.len; i++)
        if (isalnum((unsigned char)name.at[i]) || strchr("-._", name.at[i]))
            buf_char(&b, name.at[i]);
        else
            buf_fmt(&b, "%%%02X", (unsigned char)name.at[i]);
    web_set_header(rq, "Content-Disposition", buf_done(&b));
    return OK;
}

static enum err show_file(struct req *rq)
{
    struct media_file f;
    enum media_size size;
    int64_t county;
    int fd;
    if (str_int(web_param(rq, "county"), &county) || !size_named(web_param(rq, "size"), &size))
        return ERR_NOT_FOUND;
    enum err e = media_find(rq->cx, county, web_param(rq, "key"), &f);
    if (!e)
        e = may_see(rq, &f, size);
    if (!e)
        e = media_open(rq->cx, &f, size, &fd);
    if (e)
        return e;
    e = name_it(rq, &f);
    if (e) {
        close(fd);
        return e;
    }
    if (size == MEDIA_PUBLIC || size == MEDIA_PUBLIC_THUMB)
        web_cache_for(rq, 300); /* short: what is withdrawn must be gone soon */
    return web_fd(rq, str_z(rq->cx->mem, f.type), fd);
}

static const struct route routes[] = {
    {GET, "/media/:county/:key/:size", show_file, ACT_PUBLIC}, /* asks the owning room itself */
    {GET, "/media/held", media_held_show, ACT_PUBLIC}, /* the word, with its browser's cookie */
    {0},
};

static const struct jobs_kind *const jobs[] = {&media_job, NULL};

static const struct seal_rewrap keys = {.table = "media",
                                        .column = "file_key",
                                        .counties = &media_sql_key_counties,
                                        .list = &media_sql_keys,
                                        .set = &media_sql_rewrap};
static const struct seal_rewrap *const rewraps[] = {&keys, NULL};

/* An erased person's files are forgotten with them. */
static enum err take_fact(struct ctx *cx, const struct fact *f)
{
    int64_t accounts[16];
    int n = 0;
    enum err e = people_person_accounts(cx, f->county, f->subject, accounts, COUNT(accounts), &n);
    for (int i = 0; !e && i < n; i++)
        e = media_forget_owner(cx, f->county, f->county, accounts[i]);
    return e;
}

static const char *const erased[] = {"person.erased", NULL};
static const struct facts_subscriber forgetter = {"media", erased, take_fact};
static const struct facts_subscriber *const subscribers[] = {&forgetter, NULL};

const struct room media_room = {.name = "media",
                                .schema = &media_schema,
                                .routes = routes,
                                .jobs = jobs,
                                .subscribers = subscribers,
                                .rewraps = rewraps};
