/* slips_web.c: the addresses of the room. */
#include "rooms/slips/slips_own.h"
#include "rooms/slips/slips_schema.h"
#include "rooms/slips/slips_sql.h"

static const struct route routes[] = {
    {GET, "/desk/slips", slips_show, ACT_SLIPS},
    {GET, "/desk/new-slip", slip_new_show, ACT_SLIPS},
    {POST, "/desk/new-slip", slip_new_send, ACT_SLIPS},
    {GET, "/desk/slips/:id", slip_show, ACT_SLIPS},
    {POST, "/desk/slips/:id", slip_send, ACT_SLIPS},
    {POST, "/desk/slips/:id/paper", slip_paper_send, ACT_SLIPS, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {GET, "/w", work_show, ACT_PUBLIC},
    {POST, "/w", work_open, ACT_TOKEN, .limit = "slip"},
    {POST, "/w/answer", work_answer, ACT_TOKEN, .flags = ROUTE_FILES, .max_body = 80 << 20,
     .limit = "slip"},
    {0},
};

/* Whoever gave the slip looks at what came with its answer. */
static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct slip s;
    return slip_find(rq->cx, f->county, f->ref, &s);
}
static const struct media_door media = {may_see};

static const struct act_label acts[] = {
    {ACT_SLIPS, N_("Give work slips to people without an account")}, {0}};

static const struct places_rekey rekey = {"slips", &slips_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey, NULL};

static const struct room_link links[] = {
    {N_("Work slips"), "/desk/slips", "clipboard-list", ACT_SLIPS}, {0}};

const struct room slips_room = {.name = "slips",
                                .schema = &slips_schema,
                                .routes = routes,
                                .acts = acts,
                                .rekeys = rekeys,
                                .media = &media,
                                .links = links};
