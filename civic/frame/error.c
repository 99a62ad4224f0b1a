/* error.c: the page for an error. What went wrong, in plain words, and a way out. */
#include "civic/frame/frame.h"
#include "civic/frame/inside.h"
#include "civic/frame/pages.h"
#include "civic/frame/pages_html.h"

enum way { WAY_NONE, WAY_HOME, WAY_AGAIN, WAY_SIGN_IN };
struct words {
    const char *title, *advice;
    enum way way;
};

static const struct words words_of[ERRS] = {
    [ERR_INVALID] = {N_("Something is missing"),
                     N_("Please go back and look at what you typed; it is still there."), WAY_NONE},
    [ERR_SIGN_IN] = {N_("Please sign in first"),
                     N_("This page shows what belongs to one person or one office."), WAY_SIGN_IN},
    [ERR_DENIED] = {N_("This page is not for you"),
                    N_("It is kept for those who work on it. If you should see it, ask the "
                       "administrator of your organisation."),
                    WAY_HOME},
    [ERR_NOT_FOUND] = {N_("This page was not found"),
                       N_("A few letters of the address may be missing, or it has moved. You did "
                          "nothing wrong."),
                       WAY_HOME},
    [ERR_CONFLICT] = {N_("Somebody was faster"),
                      N_("This has changed since you opened it. Look at it again, then decide."),
                      WAY_AGAIN},
    [ERR_TOO_BIG] = {N_("That is too large"),
                     N_("Send fewer photos at a time, or smaller ones. What you typed is still "
                        "there when you go back."),
                     WAY_NONE},
    [ERR_TOO_MANY] = {N_("Too many tries in a short time"),
                      N_("Please wait a few minutes, then try again."), WAY_AGAIN},
    [ERR_BUSY] = {N_("Very busy just now"),
                  N_("It was not saved. Please try again in a moment; go back, and what you typed "
                     "is still there."),
                  WAY_AGAIN},
    [ERR_FAULT] =
        {N_("Something broke on our side"),
         N_("It was not saved, and it is not your fault. Those who mend it know already."),
         WAY_HOME},
};

static void put_way(const struct html *h, struct frame_trouble *t, enum way way)
{
    struct arena *mem = h->out->mem;
    bool local = h->rq->method == GET;
    if (way == WAY_HOME) {
        t->to = S("/");
        t->to_label = _("To the first page");
    } else if (way == WAY_SIGN_IN) {
        struct buf b = buf_new(mem, 4096);
        struct html piece = {.out = &b, .cx = h->cx};
        buf_z(&b, "/login?back=");
        html_url_str(&piece, local ? frame_here(h) : S("/"));
        t->to = b.over ? S("/login") : buf_done(&b);
        t->to_label = _("Sign in");
    } else if (way == WAY_AGAIN && local) {
        t->to = frame_here(h);
        t->to_label = _("Look again");
    }
}

void frame_error_page(struct req *rq, enum err e)
{
    struct html *h = rq->page;
    const struct failure *f = &rq->cx->failure;
    const struct words *w = &words_of[e > OK && e < ERRS ? e : ERR_FAULT];
    struct frame_trouble t = {.title = w->title, .advice = w->advice};
    bool ours = e == ERR_FAULT || e <= OK || e >= ERRS;
    if (f->err == e && !ours) {
        t.said = f->text;
        t.fields = f->fields;
    }
    if (ours || e == ERR_BUSY)
        t.reference = rq->cx->request_id;
    put_way(h, &t, w->way);
    pages_html_error(h, &t);
}
