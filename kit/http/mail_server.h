/* mail_server: a real mail server for tests: exim4 on loopback, in a folder of its own, which
 * takes mail for anybody@mail.test into one file and refuses everything else. */
#pragma once
#include "kit/base/base.h"

struct mail_server {
    const char *url, *dir;
    int pid;
};
bool mail_server_start(struct mail_server *s, struct arena *mem); /* false: not installed */
/* All that has arrived, once it holds this; waits for it up to ten seconds, then gives nothing. */
str mail_server_box(const struct mail_server *s, const char *holds, struct arena *mem);
void mail_server_stop(struct mail_server *s);
