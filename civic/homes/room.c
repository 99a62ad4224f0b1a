/* room: what this part hands to the program. */
#include "civic/homes/homes_own.h"
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

const struct room homes_room = {
    .name = "homes", .schema = &homes_schema, .acts = acts, .jobs = jobs, .rekeys = rekeys};
