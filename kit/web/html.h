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
 *   {{_ Close }}                                    UI text from po/, escaped
 *   {{_ Due {day} | day = expr, who = expr }}       with named placeholders (str values)
 *   {{_n One case / {n} cases | expr }}             plural
 *   {{ asset("app.css") }}                          hashed address of an embedded file; build error
 *                                                   if there is no such file
 *   {{# a comment #}}
 * A Chinese literal in a template is a build error: texts live in po/.
 */
#pragma once
#include "kit/base/base.h"

struct html {
    struct buf *out;
    struct ctx *cx; /* language, time, actor */
    struct req *rq; /* the request being answered, or NULL (mail, print jobs, tests) */
};

void html_lit(struct html *h, const char *at, size_t len); /* written by mkhtml only */
void html_text(struct html *h, str s);                     /* escaped */
void html_z(struct html *h, const char *z);
void html_int(struct html *h, int64_t n);
void html_url_str(struct html *h, str s);
void html_url_z(struct html *h, const char *z);
void html_url_int(struct html *h, int64_t n);
void html_tr(struct html *h, const char *msgid); /* looked up and escaped */
void html_tr_args(struct html *h, const char *msgid, const struct tr_arg *args, size_t n);
void html_tr_count(struct html *h, const char *one, const char *many, int64_t n);
#define html_put(h, x)                                                                             \
    _Generic((x), str: html_text, char *: html_z, const char *: html_z, default: html_int)((h), (x))
#define html_url(h, x)                                                                             \
    _Generic((x), str: html_url_str, char *: html_url_z, const char *: html_url_z,                 \
             default: html_url_int)((h), (x))
