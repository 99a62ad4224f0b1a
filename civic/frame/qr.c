/* qr.c: a QR code as SVG: one path of runs, four modules of quiet around it. */
#include "civic/frame/frame.h"

#include <qrencode.h>

static void put_row(struct html *h, const unsigned char *row, int width, int y)
{
    for (int x = 0; x < width; x++) {
        int from = x;
        while (x < width && (row[x] & 1))
            x++;
        if (x > from)
            buf_fmt(h->out, "M%d %dh%dv1h-%dz", from + 4, y + 4, x - from, x - from);
    }
}

void frame_qr(struct html *h, str text)
{
    QRcode *code = QRcode_encodeString(str_z(h->out->mem, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!code)
        return; /* too long: the number beside it still works */
    int side = code->width + 8;
    buf_fmt(h->out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", side,
            side);
    html_tr(h, _("QR code of this matter"));
    buf_fmt(h->out, "\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"", side, side);
    for (int y = 0; y < code->width; y++)
        put_row(h, code->data + y * code->width, code->width, y);
    buf_z(h->out, "\"/></svg>");
    QRcode_free(code);
}
