/* html: the page being written. Templates (x.html, compiled by tools/mkhtml) write through it.
 *
 * Kept true here: everything that comes from a value is escaped for the place where it stands
 * (text and quoted attribute, or URL with `| url`); raw bytes can be written by kit/web only.
 *
 * Template language, one C function per block:
 *   {{ include "rooms/cases/cases.h" }}            a C header the expressions need (top of file)
 *   {{ define cases_html_show(struct html *h, const struct casefile *c) }} … {{ end }}
 *   {{ if expr }} … {{ else if expr }} … {{ else }} … {{ end }}
 *   {{ for init; cond; step }} … {{ end }}         as in C
 *   {{ let TYPE name = expr }}                      a C declaration
 *   {{ render call(h, …) }}                         another template or a C function writing to h
 *   {{ expr }}                                      escaped; str, char*, or any integer (_Generic)
 *   {{ expr | url }}                                one URL path segment or query value, %-encoded
 *   {{ expr | path }}                               a whole address inside this site ("/c/hzy"), in
 *                                                   the language of the page
 *   {{ expr | address }}                            the same, just as it stands
 *   {{ expr | link }}                               a whole foreign address, http(s) only
 *   {{_ Close }}                                    UI text from po/, escaped
 *   {{_ Due {day} | day = expr, who = expr }}       with named placeholders (str values)
 *   {{_n One case / {n} cases | expr }}             plural
 *   {{ asset("app.css") }}                          hashed address of an embedded file; build error
 *                                                   if there is no such file
 *   {{# a comment #}}
 *
 * Where a value stands decides: in href, src, action, formaction, poster and cite a bare value is
 * %-encoded as with `| url`, and a value that is the whole address needs one of the last three
 * filters (an address they refuse becomes "#"). An href or action that begins with "/" keeps the
 * language of the page by itself. A value outside quotes, style=, on…=, an inline script and a
 * Chinese literal are build errors: texts live in po/.
 */
#pragma once
#include "kit/base/base.h"

struct html {
    struct buf *out;
    struct ctx *cx; /* language, time, actor */
    struct req *rq; /* the request being answered, or NULL (mail, print jobs, tests) */
    void *around;   /* whoever opened the page (civic/frame) closes it by this */
};

void html_lit(struct html *h, const char *at, size_t len); /* written by mkhtml only */
void html_text(struct html *h, str s);                     /* escaped */
void html_z(struct html *h, const char *z);
void html_int(struct html *h, int64_t n);
void html_url_str(struct html *h, str s);
void html_url_z(struct html *h, const char *z);
void html_url_int(struct html *h, int64_t n);
void html_root(struct html *h);                  /* "/en" on English pages: before "/…" */
void html_path(struct html *h, str address);     /* "/…", "?…", "#…", else "#" */
void html_address(struct html *h, str address);  /* the same, no language added */
void html_link(struct html *h, str address);     /* "http://…", "https://…" only, else "#" */
void html_asset(struct html *h, unsigned asset); /* kit/web/assets.h */
void html_tr(struct html *h, const char *msgid); /* looked up and escaped */
void html_tr_args(struct html *h, const char *msgid, const struct tr_arg *args, size_t n);
void html_tr_count(struct html *h, const char *one, const char *many, int64_t n);
#define html_put(h, x)                                                                             \
    _Generic((x), str: html_text, char *: html_z, const char *: html_z, default: html_int)((h), (x))
#define html_url(h, x)                                                                             \
    _Generic((x), str: html_url_str, char *: html_url_z, const char *: html_url_z,                 \
             default: html_url_int)((h), (x))
/* A placeholder's value from whatever it is. */
str html_arg_str(struct html *h, str s);
str html_arg_z(struct html *h, const char *z);
str html_arg_int(struct html *h, int64_t n);
#define html_arg(h, x)                                                                             \
    _Generic((x), str: html_arg_str, char *: html_arg_z, const char *: html_arg_z,                 \
             default: html_arg_int)((h), (x))
