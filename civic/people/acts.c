/* acts: the rights that this part knows, and what follows a place that is renumbered. */
#include "civic/people/people_own.h"
#include "civic/people/people_schema.h"
#include "civic/places/places.h"
#include "civic/room.h"

static const struct act_label acts[] = {
    {ACT_SYSTEM_ORGS, N_("Keep organisations")},
    {ACT_SYSTEM_CONFIG, N_("Keep categories, limits, forms and calendars")},
    {ACT_SECURITY_ACCOUNTS, N_("Create, disable and unlock accounts")},
    {ACT_SECURITY_POSTS, N_("Give and end posts")},
    {ACT_SECURITY_ROLES, N_("See what each role may do")},
    {ACT_SECURITY_UNMASKED, N_("Review what was unmasked")},
    {ACT_AUDIT_FACTS, N_("Read the log of facts")},
    {ACT_AUDIT_ACCESS, N_("Read the log of who looked at personal data")},
    {ACT_PEOPLE_STAND_IN, N_("Enter absences and who stands in")},
    {ACT_PEOPLE_READ, N_("See residents, masked")},
    {ACT_PEOPLE_UNMASK, N_("Unmask personal data, with a reason")},
    {0},
};

static const struct places_rekey orgs = {.table = "orgs", .sql = &people_sql_orgs_rekey};
static const struct places_rekey posts = {.table = "posts", .sql = &people_sql_posts_rekey};
static const struct places_rekey tokens = {.table = "tokens", .sql = &people_sql_tokens_rekey};
static const struct places_rekey *const rekeys[] = {&orgs, &posts, &tokens, NULL};

static const struct seal_rewrap persons = {.table = "persons",
                                           .column = "key_wrapped",
                                           .counties = &people_sql_person_counties,
                                           .list = &people_sql_person_keys,
                                           .set = &people_sql_person_rewrap};
static const struct seal_rewrap factors = {.table = "accounts",
                                           .column = "totp_wrapped",
                                           .counties = &people_sql_factor_counties,
                                           .list = &people_sql_factor_keys,
                                           .set = &people_sql_factor_rewrap};
static const struct seal_rewrap *const rewraps[] = {&persons, &factors, NULL};

static const struct jobs_kind *const jobs[] = {&people_sweep_job, NULL};

const struct room people_room = {.name = "people",
                                 .schema = &people_schema,
                                 .acts = acts,
                                 .jobs = jobs,
                                 .rekeys = rekeys,
                                 .rewraps = rewraps};
