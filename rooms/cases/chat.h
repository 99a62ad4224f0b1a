/* chat (群聊天): what somebody copied out of a WeChat group, as messages with who wrote them.
 *
 * Kept true here:
 *  - nothing is made up: a message is what stands in the text, in its order, and a line is taken
 * for a heading (a name and a time) only where it looks like one that WeChat writes;
 *  - the text of a draft holds neither the names nor the times of headings, nor a mark for a
 * picture that was not copied along. Pure: text in, messages out.
 */
#pragma once
#include "kit/base/base.h"

enum { CHAT_LINES_MAX = 200, CHAT_NAMES_MAX = 8, CHAT_NAME_MOST = 30 };

struct chat_said {
    str who, text; /* who "": nobody is named */
};
struct chat {
    struct chat_said at[CHAT_LINES_MAX];
    int n;
    str names[CHAT_NAMES_MAX]; /* each once, in the order of their first word */
    int n_names;
};
void chat_read(struct arena *mem, str text, struct chat *out);
/* All that was said, a line each, without who called whom by "@". */
str chat_body(struct arena *mem, const struct chat *c);
