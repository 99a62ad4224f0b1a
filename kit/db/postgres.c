/* postgres.c: the same door on PostgreSQL. */
#include "kit/db/engine.h"

enum err postgres_open(const char *url, const struct db_options *o, struct db **out, str *why,
                       struct arena *mem)
{
    (void)url;
    (void)o;
    (void)out;
    (void)mem;
    *why = S("this build has no PostgreSQL yet");
    return ERR_FAULT;
}
