/* upload: what a form brings, opened by what its first bytes say it is. */
#include "civic/sheets/sheets.h"

#include "civic/media/media.h"
#include "kit/child/child.h"
#include "kit/web/web.h"

#include <fcntl.h>

static enum err read_book(struct req *rq, const struct upload *u, struct sheets_table *out)
{
    str text;
    int fd = open(u->path.at, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_FAULT;
    enum err e = child_sheet(rq->cx, media_child(rq->cx), fd, &text);
    close(fd);
    return e ? e : sheets_read_cells(rq->cx, text, out);
}

static enum err read_upload(struct req *rq, const struct upload *u, str bytes,
                            struct sheets_table *out)
{
    switch (child_kind_of(bytes.at, bytes.len)) {
    case CHILD_OFFICE:
        return read_book(rq, u, out);
    case CHILD_OFFICE_OLD:
        return fail(rq->cx, ERR_INVALID,
                    _("This is an old .xls file. Open it, save it as .xlsx and choose that."));
    case CHILD_UNKNOWN:
        return sheets_read_lines(rq->cx, bytes, out);
    default:
        return fail(rq->cx, ERR_INVALID, _("This is no table. Choose an .xlsx or .csv file."));
    }
}

enum err sheets_blame(struct ctx *cx, const char *field, enum err e)
{
    str said = cx->failure.text;
    if ((e != ERR_INVALID && e != ERR_TOO_BIG) || !said.len)
        return e;
    struct tr_arg at[] = {TR("said", said)};
    cx->failure.text = STR_NONE;
    return fail_field_args(cx, field, N_("{said}"), at, 1);
}

enum err sheets_take(struct req *rq, const char *file, const char *paste, struct sheets_source *src,
                     struct sheets_table *out)
{
    struct ctx *cx = rq->cx;
    const struct upload *u = web_upload(rq, file);
    str pasted = paste ? web_field(rq, paste) : STR_NONE;
    if (u && u->size) {
        enum err e = web_upload_bytes(cx, u, SHEETS_FILE, &src->bytes);
        if (e == ERR_TOO_BIG)
            return fail_field(cx, file, _("This file is larger than 20 MB."));
        src->name = utf8_head(str_clean_line(cx->mem, u->name), 120);
        return sheets_blame(cx, file, e ? e : read_upload(rq, u, src->bytes, out));
    }
    if (!str_trim(pasted).len)
        return fail_field(cx, file, _("Choose a file, or paste the rows below."));
    *src = (struct sheets_source){.name = S(""), .bytes = pasted};
    return sheets_blame(cx, file, sheets_read_lines(cx, pasted, out));
}
