/* bind.c: the database remembers which key file it belongs to. */
#include "kit/seal/seal_own.h"
#include "kit/seal/seal_sql.h"

struct bind_args {
    str instance;
};

static enum err remember(struct ctx *cx, void *arg)
{
    const struct bind_args *a = arg;
    return db_exec(cx, NULL, &seal_sql_bind, db_text("instance", a->instance),
                   db_int("now", clock_real_ms()));
}

static enum err bound_to(struct ctx *cx, str *instance)
{
    AUTO_ROWS rows = db_query_args(cx, &seal_sql_bound, NULL, 0);
    enum err e = db_one(&rows);
    if (e)
        return e;
    *instance = db_keep_text(&rows, 0);
    return OK;
}

enum err seal_bind(struct ctx *cx, const struct seal *s)
{
    str instance;
    struct bind_args a = {seal_instance(s)};
    enum err e = bound_to(cx, &instance);
    if (e == ERR_NOT_FOUND) {
        e = db_write(cx, remember, &a);
        if (e && e != ERR_CONFLICT) /* somebody was faster: see who */
            return e;
        e = bound_to(cx, &instance);
    }
    if (e)
        return e;
    if (!str_eq(instance, seal_instance(s)))
        return fail(cx, ERR_CONFLICT, _("This key file belongs to another installation."));
    return OK;
}
