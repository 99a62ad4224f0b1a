/* export.c: the figures as a table for office programs. */
#include "rooms/insight/pages.h"

#include "kit/base/csv.h"

#include "rooms/insight/xlsx.h"

#include <sys/mman.h>
#include <unistd.h>

enum { COLUMNS = 8 };
static const char *const heads[COLUMNS] = {N_("Group"),   N_("Indicator"), N_("Value"),
                                           N_("Counted"), N_("Of"),        N_("What is counted"),
                                           N_("Formula"), N_("Basis")};

static str value_of(struct ctx *cx, const struct insight_line *l)
{
    return insight_value_text(cx, l->i, &l->v);
}

static void texts_of(struct ctx *cx, const struct insight_line *l, str out[COLUMNS])
{
    out[0] = tr(cx->lang, insight_group_labels[l->i->group]);
    out[1] = tr(cx->lang, l->i->label);
    out[2] = value_of(cx, l);
    out[3] = str_fmt(cx->mem, "%lld", (long long)l->v.above);
    out[4] = str_fmt(cx->mem, "%lld", (long long)l->v.below);
    out[5] = tr(cx->lang, insight_counted[l->i->below].label);
    out[6] = tr(cx->lang, l->i->words);
    out[7] = str_fmt(cx->mem, "%s, %.*s", l->i->sure, STR_ARG(tr(cx->lang, l->i->source)));
}

static str title_of(struct ctx *cx, const struct insight_page *p)
{
    return str_fmt(cx->mem, "%.*s %.*s %.*s %.*s", STR_ARG(p->at.name),
                   STR_ARG(insight_period_name(cx, &p->period)), STR_ARG(p->org_name),
                   STR_ARG(p->category_name));
}

static void name_file(struct req *rq, const struct insight_page *p, const char *kind)
{
    str period = insight_period_name(rq->cx, &p->period);
    str safe = str_find(period, S(" ")) == SIZE_MAX ? period : p->on;
    web_set_header(
        rq, "Content-Disposition",
        str_fmt(rq->cx->mem, "attachment; filename=\"insight-%.*s.%s\"", STR_ARG(safe), kind));
}

enum err insight_csv(struct req *rq, const struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_z(&b, "\xef\xbb\xbf"); /* so that office programs read it as UTF-8 */
    for (int c = 0; c < COLUMNS; c++) {
        buf_z(&b, c ? "," : "");
        csv_write(&b, tr(cx->lang, heads[c]));
    }
    for (int k = 0; k < insight_n_indicators; k++) {
        str text[COLUMNS];
        texts_of(cx, &p->lines[k], text);
        for (int c = 0; c < COLUMNS; c++) {
            buf_z(&b, c ? "," : "\r\n");
            csv_write(&b, text[c]);
        }
    }
    buf_z(&b, "\r\n");
    name_file(rq, p, "csv");
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

/* ---- .xlsx ---------------------------------------------------------------- */

static void put_text(struct ctx *cx, lxw_worksheet *s, int row, int col, str text)
{
    worksheet_write_string(s, (uint32_t)row, (uint16_t)col, str_z(cx->mem, text), NULL);
}

static void put_figures(struct ctx *cx, lxw_workbook *w, const struct insight_page *p)
{
    lxw_worksheet *s = workbook_add_worksheet(w, str_z(cx->mem, tr(cx->lang, _("Figures"))));
    lxw_format *percent = workbook_add_format(w);
    format_set_num_format(percent, "0.0%");
    put_text(cx, s, 0, 0, title_of(cx, p));
    for (int c = 0; c < COLUMNS; c++)
        put_text(cx, s, 1, c, tr(cx->lang, heads[c]));
    for (int k = 0; k < insight_n_indicators; k++) {
        const struct insight_line *l = &p->lines[k];
        str text[COLUMNS];
        texts_of(cx, l, text);
        for (int c = 0; c < COLUMNS; c++)
            put_text(cx, s, k + 2, c, text[c]);
        if (!l->v.empty && l->i->kind == INSIGHT_RATIO)
            worksheet_write_number(s, (uint32_t)(k + 2), 2, (double)l->v.above / (double)l->v.below,
                                   percent);
        for (int c = 3; c < 5 && l->i->kind == INSIGHT_RATIO; c++)
            worksheet_write_number(s, (uint32_t)(k + 2), (uint16_t)c,
                                   (double)(c == 3 ? l->v.above : l->v.below), NULL);
    }
    worksheet_set_column(s, 0, 1, 24, NULL);
    worksheet_set_column(s, 5, 7, 40, NULL);
}

static void put_bars(struct ctx *cx, lxw_workbook *w, const char *name, const struct insight_bar *b,
                     int n, const struct indicator *i)
{
    lxw_worksheet *s = workbook_add_worksheet(w, str_z(cx->mem, tr(cx->lang, name)));
    put_text(cx, s, 0, 0, tr(cx->lang, i->label));
    for (int k = 0; k < n; k++) {
        put_text(cx, s, k + 1, 0, b[k].label);
        put_text(cx, s, k + 1, 1, b[k].value);
        put_text(cx, s, k + 1, 2, b[k].of);
    }
    worksheet_set_column(s, 0, 0, 28, NULL);
}

/* Into a file without a name: nothing is left behind, and it is sent as it is. */
enum err insight_xlsx(struct req *rq, const struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    const struct indicator *i = &insight_indicators[p->chosen];
    int fd = memfd_create("xlsx", MFD_CLOEXEC);
    if (fd < 0)
        return ERR_FAULT;
    lxw_workbook *w = workbook_new(str_z(cx->mem, str_fmt(cx->mem, "/proc/self/fd/%d", fd)));
    if (!w) {
        close(fd);
        return ERR_FAULT;
    }
    put_figures(cx, w, p);
    put_bars(cx, w, _("Parts"), p->parts, p->n_parts, i);
    put_bars(cx, w, _("Periods"), p->trend, p->n_trend, i);
    if (workbook_close(w)) {
        close(fd);
        return ERR_FAULT;
    }
    name_file(rq, p, "xlsx");
    return web_fd(rq, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fd);
}
