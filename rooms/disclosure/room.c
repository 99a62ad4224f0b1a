/* room.c: what this room hands to the program. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/disclosure_schema.h"
#include "rooms/disclosure/disclosure_sql.h"
#include "rooms/disclosure/import_pages.h"
#include "rooms/disclosure/open_pages.h"

static const struct route routes[] = {
    {GET, "/c/:c/open", open_list_show, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/open.atom", open_feed, ACT_PUBLIC},
    {GET, "/c/:c/open/finance/:ym", open_month_show, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/open/:no", open_show, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/open/:no/proof", open_proof, ACT_PUBLIC},
    {GET, "/c/:c/open/:no/ask", open_ask_show, ACT_PUBLIC},
    {POST, "/c/:c/open/:no/ask", open_ask_send, ACT_PUBLIC, .limit = "report"},
    {GET, "/open/questions/:no", open_question_show, ACT_PUBLIC, .limit = "token"},
    {GET, "/desk/open", desk_open_list, ACT_DISCLOSURE_WORK},
    {GET, "/desk/open/new", desk_open_new, ACT_DISCLOSURE_WRITE},
    {POST, "/desk/open", desk_open_start, ACT_DISCLOSURE_WRITE},
    {GET, "/desk/open/import", import_show, ACT_DISCLOSURE_WRITE},
    {POST, "/desk/open/import", import_send, ACT_DISCLOSURE_WRITE, .flags = ROUTE_FILES,
     .max_body = 26 << 20, .limit = "rolls"},
    {GET, "/desk/open/plan", desk_open_plan, ACT_DISCLOSURE_PLAN},
    {POST, "/desk/open/plan", desk_open_plan_send, ACT_DISCLOSURE_PLAN},
    {GET, "/desk/open/:no", desk_open_show, ACT_DISCLOSURE_WORK},
    {POST, "/desk/open/:no/save", desk_open_save, ACT_DISCLOSURE_WRITE, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/open/:no/blur", desk_open_blur, ACT_DISCLOSURE_WRITE},
    {POST, "/desk/open/:no/correct", desk_open_correct, ACT_DISCLOSURE_WRITE},
    {POST, "/desk/open/:no/move", desk_open_move, ACT_DISCLOSURE_WORK, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {GET, "/desk/questions", desk_question_list, ACT_DISCLOSURE_WORK},
    {GET, "/desk/questions/:no", desk_question_show, ACT_DISCLOSURE_WORK},
    {POST, "/desk/questions/:no/move", desk_question_move, ACT_DISCLOSURE_WORK,
     .flags = ROUTE_FILES, .max_body = 1 << 20},
    {0},
};

static const struct act_label acts[] = {
    {ACT_DISCLOSURE_WORK, N_("See what is being published")},
    {ACT_DISCLOSURE_WRITE, N_("Write publications")},
    {ACT_DISCLOSURE_CHECK, N_("Check publications for the supervisory committee")},
    {ACT_DISCLOSURE_DEPUTY, N_("Check publications after two working days")},
    {ACT_DISCLOSURE_PAPER, N_("Hand in a check signed on paper")},
    {ACT_DISCLOSURE_WITHDRAW, N_("Withdraw publications, as one of two")},
    {ACT_DISCLOSURE_ANSWER, N_("Answer questions about publications")},
    {ACT_DISCLOSURE_PLAN, N_("Say what places have to publish")},
    {0},
};

static const struct matters_kind publication = {.name = "publication",
                                                .label = N_("Publication"),
                                                .read_act = ACT_DISCLOSURE_WORK,
                                                .private_act = ACT_DISCLOSURE_WORK,
                                                .flow = "publication",
                                                .desk = "/desk/open/",
                                                .guards = disclosure_guards,
                                                .effects = disclosure_effects,
                                                .limit = disclosure_limit};
static const struct matters_kind question = {.name = "publication_question",
                                             .label = N_("Question about a publication"),
                                             .read_act = ACT_DISCLOSURE_ANSWER,
                                             .private_act = ACT_DISCLOSURE_ANSWER,
                                             .flow = "publication-question",
                                             .desk = "/desk/questions/",
                                             .guards = question_guards,
                                             .effects = question_effects};
static const struct matters_kind *const kinds[] = {&publication, &question, NULL};

static enum err rekey_duties(struct ctx *cx, const struct places_move *m, int64_t most,
                             int64_t *moved)
{
    return db_exec(cx, moved, &disclosure_sql_rekey_duties, db_int("keep", m->keep),
                   db_int("shift", m->shift), db_int("county", m->county), db_int("lo", m->lo),
                   db_int("hi", m->hi), db_int("most", most));
}
static const struct places_rekey rekey = {"publications", &disclosure_sql_rekey, NULL};
static const struct places_rekey duties = {"publication_duties", NULL, rekey_duties};
static const struct places_rekey *const rekeys[] = {&rekey, &duties, NULL};

static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct matter m;
    return matters_find(rq->cx, f->county, f->ref, MATTERS_VIEW_TASK, &m);
}
static const struct media_door media = {may_see};

static const struct facts_subscriber *const subscribers[] = {&disclosure_told, NULL};
static const struct jobs_kind *const jobs[] = {&disclosure_job, NULL};
static const struct room_link links[] = {
    {N_("Publishing"), "/desk/open", "file-check", ACT_DISCLOSURE_WORK}, {0}};

const struct room disclosure_room = {.name = "disclosure",
                                     .schema = &disclosure_schema,
                                     .routes = routes,
                                     .acts = acts,
                                     .kinds = kinds,
                                     .subscribers = subscribers,
                                     .jobs = jobs,
                                     .media = &media,
                                     .notices = disclosure_notices,
                                     .rekeys = rekeys,
                                     .search = &disclosure_search,
                                     .links = links,
                                     .ledger = disclosure_ledger};
