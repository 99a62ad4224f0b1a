/* room: what this part hands to the program. */
#include "civic/homes/homes_pages.h"
#include "civic/homes/homes_schema.h"
#include "civic/places/places.h"

static const struct act_label acts[] = {
    {ACT_HOMES_READ, N_("See households and who lives there")},
    {ACT_HOMES_KEEP, N_("Keep households and who lives there")},
    {ACT_HOMES_UNMASK, N_("See phone and identity number of a resident, with a reason")},
    {0},
};

static const struct places_rekey buildings = {.table = "buildings",
                                              .sql = &homes_sql_buildings_rekey};
static const struct places_rekey dwellings = {.table = "dwellings",
                                              .sql = &homes_sql_dwellings_rekey};
static const struct places_rekey households = {.table = "households",
                                               .sql = &homes_sql_households_rekey};
static const struct places_rekey residents = {.table = "residents",
                                              .sql = &homes_sql_residents_rekey};
static const struct places_rekey needs = {.table = "needs", .sql = &homes_sql_needs_rekey};
static const struct places_rekey questions = {.table = "homes_questions",
                                              .sql = &homes_sql_questions_rekey};
static const struct places_rekey *const rekeys[] = {&buildings, &dwellings, &households, &residents,
                                                    &needs,     &questions, NULL};
static const struct jobs_kind *const jobs[] = {&homes_kept_job, NULL};

static const struct route routes[] = {
    {GET, "/field/households", homes_list_field, ACT_HOMES_READ, .limit = "homes"},
    {GET, "/field/households/:id", homes_show_field, ACT_HOMES_READ},
    {POST, "/field/households/:id/unmask", homes_unmask_field, ACT_HOMES_UNMASK, .limit = "unmask"},
    {GET, "/desk/homes", homes_list_desk, ACT_HOMES_READ, .limit = "homes"},
    {GET, "/desk/new-home", homes_new, ACT_HOMES_KEEP},
    {POST, "/desk/new-home", homes_new_send, ACT_HOMES_KEEP},
    {GET, "/desk/homes/:id", homes_show_desk, ACT_HOMES_READ},
    {POST, "/desk/homes/:id", homes_dwelling_send, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/unmask", homes_unmask_desk, ACT_HOMES_UNMASK, .limit = "unmask"},
    {POST, "/desk/homes/:id/building", homes_building_send, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/remove", homes_remove_send, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/residents", homes_resident_new_send, ACT_HOMES_KEEP},
    {GET, "/desk/homes/:id/residents/:resident", homes_resident_form, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/residents/:resident", homes_resident_send, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/residents/:resident/remove", homes_resident_remove_send,
     ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/needs", homes_need_send, ACT_HOMES_KEEP},
    {POST, "/desk/homes/:id/needs/drop", homes_need_drop_send, ACT_HOMES_KEEP},
    {0},
};

static const struct room_link links[] = {
    {N_("Households and people"), "/desk/homes", "users", ACT_HOMES_READ}, {0}};

const struct room homes_room = {.name = "homes",
                                .schema = &homes_schema,
                                .routes = routes,
                                .acts = acts,
                                .jobs = jobs,
                                .rekeys = rekeys,
                                .links = links};
