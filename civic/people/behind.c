/* behind: the posts behind a room's switch. */
#include "civic/people/behind.h"

#include "civic/people/people_own.h"

static struct people_behind read_post(struct ctx *cx, const struct rows *r, int64_t place,
                                      const char *act)
{
    struct post p = {
        .org = db_get_int(r, 6), .scope = db_get_int(r, 7), .acts = db_get_text(r, 13)};
    p.scope_end = people_scope_end(p.scope);
    return (struct people_behind){.post = db_get_int(r, 5),
                                  .name = db_keep_text(r, 8),
                                  .login = db_keep_text(r, 9),
                                  .role = db_keep_text(r, cx->lang == LANG_ZH ? 10 : 11),
                                  .org = db_keep_text(r, 12),
                                  .serves =
                                      db_get_int(r, 14) == 1 && post_may(&p, act, place, NO_ORG)};
}

enum err people_stand(struct ctx *cx, int64_t county, int64_t place, const struct room *room,
                      struct people_stand *out)
{
    struct people_stand found = {.open = false};
    AUTO_ROWS rows =
        db_query(cx, &people_sql_stand, db_int("county", county), db_word("room", room->name),
                 db_int("day", day_of_ms(cx->now)), db_int("grid", place),
                 db_int("community", place_above(place, PLACE_COMMUNITY)),
                 db_int("town", place_above(place, PLACE_TOWN)),
                 db_int("above", place_above(place, PLACE_COUNTY)));
    while (db_next(&rows)) {
        found.set = (struct room_switch){.place = db_get_int(&rows, 0),
                                         .on = db_get_int(&rows, 1) == 1,
                                         .post = db_get_int(&rows, 2),
                                         .stand_in = db_get_int(&rows, 3),
                                         .row_ver = db_get_int(&rows, 4)};
        if (db_get_null(&rows, 5))
            continue;
        struct people_behind b = read_post(cx, &rows, place, room->tile->act);
        *(b.post == found.set.post ? &found.post : &found.stand_in) = b;
    }
    enum err e = db_end(&rows);
    if (e)
        return e;
    found.open = found.set.on && people_in_charge(&found);
    *out = found;
    return OK;
}

const struct people_behind *people_in_charge(const struct people_stand *r)
{
    return r->post.serves ? &r->post : r->stand_in.serves ? &r->stand_in : NULL;
}

static bool holds(const struct people_holder *who, int n, int64_t post)
{
    for (int i = 0; i < n; i++)
        if (who[i].post == post)
            return true;
    return false;
}

enum err people_stand_check(struct ctx *cx, int64_t county, int64_t place, const struct room *room,
                            int64_t post, int64_t stand_in)
{
    struct people_holder *who = NEW_N(cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    int n = 0;
    enum err e = people_holders(cx, county, room->tile->act, place, NO_ORG, who,
                                PEOPLE_HOLDERS_MOST, &n),
             e2 = OK;
    if (e)
        return e;
    if (!holds(who, n, post))
        e = fail_field(cx, "post",
                       _("Choose the post that answers for this room here. If the right one is not "
                         "on the list, the security administrator gives it under “Accounts and "
                         "posts”."));
    if (!holds(who, n, stand_in))
        e2 = fail_field(cx, "stand_in",
                        _("Choose a stand-in too: a second post that takes over when the first is "
                          "away. If there is none, the security administrator gives one under "
                          "“Accounts and posts”."));
    else if (stand_in == post)
        e2 = fail_field(cx, "stand_in",
                        _("The stand-in must be another post than the one that answers for it."));
    return e ? e : e2;
}
