/* code.c: twelve digits that somebody reads out or types from paper. The first six find the slip;
 * only the last six are secret, so wrong tries count against the one slip they were made for. */
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "rooms/slips/slips_own.h"
#include "rooms/slips/slips_sql.h"

enum { DIGITS = 12, FINDS = 6 };

struct slip_code slip_code_of(struct ctx *cx, str digits, int64_t id)
{
    str finds = {digits.at, FINDS};
    return (struct slip_code){
        .text = digits,
        .door = seal_sha256(str_fmt(cx->mem, "slip/%.*s", STR_ARG(finds))),
        .index = seal_index(cx->seal, "slip",
                            str_fmt(cx->mem, "%lld/%.*s", (long long)id, STR_ARG(digits)))};
}

struct slip_code slip_code_new(struct ctx *cx, int64_t id)
{
    str finds = seal_code(FINDS, cx->mem), secret = seal_code(DIGITS - FINDS, cx->mem);
    return slip_code_of(cx, str_fmt(cx->mem, "%.*s%.*s", STR_ARG(finds), STR_ARG(secret)), id);
}

str slip_code_text(struct arena *mem, str d)
{
    assert(d.len == DIGITS);
    return str_fmt(mem, "%.*s %.*s %.*s", 4, d.at, 4, d.at + 4, 4, d.at + 8);
}

enum err slip_code_refuse(struct ctx *cx)
{
    return fail(cx, ERR_DENIED,
                _("This code opens nothing: it was mistyped, is over, or was used already. Ask "
                  "whoever gave it to you."));
}

enum err slip_code_read(struct ctx *cx, str typed, int64_t *county, int64_t *id,
                        struct slip_code *out)
{
    char digits[DIGITS];
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9' || n == DIGITS)
            return slip_code_refuse(cx);
        digits[n++] = c;
    }
    if (n != DIGITS)
        return slip_code_refuse(cx);
    str text = str_keep(cx->mem, (str){digits, n});
    struct slip_code any = slip_code_of(cx, text, 0);
    enum err e = door_find(cx, "slip", seal_hash_bytes(&any.door), county, id);
    if (e)
        return e == ERR_NOT_FOUND ? slip_code_refuse(cx) : e;
    *out = slip_code_of(cx, text, *id);
    return OK;
}

/* ---- a wrong one --------------------------------------------------------- */

struct wrong_args {
    int64_t county, id;
};

static enum err wrong_tx(struct ctx *cx, void *arg)
{
    const struct wrong_args *a = arg;
    struct slip s;
    enum err e = db_exec(cx, NULL, &slips_sql_wrong, db_int("county", a->county),
                         db_int("id", a->id), db_int("most", SLIP_TRIES_MOST));
    if (!e)
        e = slip_load(cx, a->county, a->id, &s);
    return e ? e : slip_note(cx, &s, "slip.refused", STR_NONE);
}

enum err slip_count_wrong(struct ctx *cx, int64_t county, int64_t id)
{
    struct wrong_args a = {county, id};
    return db_write(cx, wrong_tx, &a);
}
