/* upload: what a form brings, opened by what its first bytes say it is. */
#include "civic/sheets/sheets.h"

#include "civic/media/media.h"
#include "kit/child/child.h"
#include "kit/web/web.h"

#include <sys/mman.h>

/* An .xlsx with a password is an old container around the encrypted file. */
static bool has_password(str bytes)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return str_find(bytes, (str){name, sizeof name - 1}) != SIZE_MAX;
}

static bool write_all(int fd, str s)
{
    while (s.len) {
        ssize_t n = write(fd, s.at, s.len);
        if (n <= 0)
            return false;
        s = (str){s.at + n, s.len - (size_t)n};
    }
    return true;
}

static enum err read_book(struct ctx *cx, str bytes, int which, struct sheets_table *out)
{
    struct child_book book;
    int fd = memfd_create("linli-book", MFD_CLOEXEC);
    enum err e = fd >= 0 && write_all(fd, bytes) ? child_book(cx, media_child(cx), fd, which, &book)
                                                 : ERR_BUSY;
    if (fd >= 0)
        close(fd);
    if (!e)
        e = sheets_read_cells(cx, book.text, out);
    for (int i = 0; !e && i < book.n; i++) {
        out->sheets[i].name = book.sheets[i].name;
        out->sheets[i].hidden = book.sheets[i].hidden;
        out->n_sheets = i + 1;
        out->shown = book.shown;
    }
    return e;
}

enum err sheets_open(struct ctx *cx, str bytes, int which, struct sheets_table *out)
{
    switch (child_kind_of(bytes.at, bytes.len)) {
    case CHILD_OFFICE:
        return read_book(cx, bytes, which, out);
    case CHILD_OFFICE_OLD:
        if (has_password(bytes))
            return fail(cx, ERR_INVALID,
                        _("This file has a password. Please save it without one and send it "
                          "again."));
        return fail(cx, ERR_INVALID,
                    _("This is an old .xls or .et file. Open it in WPS or Excel, choose “Save as”, "
                      "type “Excel workbook (.xlsx)”, and choose that file here."));
    case CHILD_UNKNOWN:
        return sheets_read_lines(cx, bytes, out);
    default:
        return fail(cx, ERR_INVALID, _("This is no table. Choose an .xlsx or .csv file."));
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

static int which_of(const struct req *rq)
{
    int64_t n;
    return str_int(web_field(rq, "sheet"), &n) || n < 1 || n > CHILD_SHEETS ? -1 : (int)n - 1;
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
        return sheets_blame(cx, file, e ? e : sheets_open(cx, src->bytes, which_of(rq), out));
    }
    if (!str_trim(pasted).len)
        return fail_field(cx, file, _("Choose a file, or paste the rows below."));
    *src = (struct sheets_source){.name = S(""), .bytes = pasted};
    return sheets_blame(cx, file, sheets_read_lines(cx, pasted, out));
}
