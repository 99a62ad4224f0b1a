/* desk_told.c: what people were told of a case, and how far it got: so that whoever is asked "why
 * did nobody tell me" can answer. To whom stays hidden. */
#include "rooms/cases/cases_own.h"

#include "civic/notices/notices.h"

enum { TOLD_MOST = 60 };

struct channel_word {
    const char *state, *word;
};
static const struct channel_word texts[] = {{"wait", N_("text on its way")},
                                            {"digest", N_("comes with the day's digest")},
                                            {"sent", N_("text sent")},
                                            {"there", N_("text arrived")},
                                            {"failed", N_("no text arrived")},
                                            {"shown", N_("text, in the demo only")},
                                            {"merged", N_("came with the day's digest")}};
static const struct channel_word mails[] = {
    {"wait", N_("mail on its way")}, {"sent", N_("mail sent")}, {"failed", N_("no mail arrived")}};
static const struct channel_word chats[] = {{"sent", N_("sent by WeChat")},
                                            {"there", N_("arrived by WeChat")},
                                            {"failed", N_("not by WeChat")}};
static const char *const answers[] = {NULL, N_("answer: solved"), N_("answer: partly"),
                                      N_("answer: not solved")};

static void add(struct ctx *cx, struct buf *b, const char *word)
{
    buf_fmt(b, "%s%.*s", b->len ? " · " : "", STR_ARG(tr(cx->lang, word)));
}

static void add_state(struct ctx *cx, struct buf *b, const struct channel_word *list, size_t n,
                      str state)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(state, list[i].state))
            add(cx, b, list[i].word);
}

static str state_of(struct ctx *cx, const struct notice *n)
{
    struct buf b = buf_new(cx->mem, 1000);
    add_state(cx, &b, chats, COUNT(chats), n->wechat);
    add_state(cx, &b, texts, COUNT(texts), n->sms);
    add_state(cx, &b, mails, COUNT(mails), n->mail);
    if (!b.len)
        add(cx, &b, n->read_ms ? N_("read on the site") : N_("on the site only"));
    if (n->answer)
        add(cx, &b, answers[n->answer]);
    return buf_done(&b);
}

/* What staff were told themselves has no label: nobody may turn it off. */
enum err desk_fill_told(struct ctx *cx, const struct casefile *c, struct desk_page *p)
{
    struct notice *at = NEW_N(cx->mem, struct notice, TOLD_MOST);
    struct desk_note *told = NEW_N(cx->mem, struct desk_note, TOLD_MOST);
    int n = 0;
    enum err e = notices_about(cx, c->m.county, c->m.id, at, TOLD_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        const struct notices_kind *k = notices_kind_named(cx, at[i].kind);
        if (k && k->label)
            told[p->n_told++] = (struct desk_note){.who = tr(cx->lang, k->label),
                                                   .text = state_of(cx, &at[i]),
                                                   .at_ms = at[i].told_ms};
    }
    p->told = told;
    return e;
}
