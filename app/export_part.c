/* export_part.c: which rows leave when one place is exported: its own and those below it, and what
 * they refer to elsewhere (the department that handled a case, the resident who reported it), never
 * a neighbour's.
 *
 * A table may have several rules: a row leaves if one of them says so. What rows that leave refer
 * to is gathered until nothing is added. */
#include "app/export.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/seal/seal.h"

enum set {
    MATTERS,
    HOUSEHOLDS,
    FACILITIES,
    ROLLS,
    ACCOUNTS,
    HOME,
    PERSONS,
    ORGS,
    POSTS,
    SERVERS,
    TOKENS,
    ALIASES,
    DEVICES,
    ALARMS,
    PLANS,
    EMERGENCIES,
    SETS
};
enum how {
    EVERY,     /* shared by all */
    OF_COUNTY, /* shared by the county */
    NEVER,     /* of the moment: sign-ins, messages under way */
    WITHIN,    /* the column is a code of the place or below */
    ALONG,     /* or of a place above */
    SPANS,     /* lo to hi meets the place */
    COMMON,    /* of the county, and the column is 0 */
    LISTED     /* the column is in the set */
};
struct rule {
    const char *table;
    enum how how;
    const char *column;
    enum set set;
};
static const struct rule rules[] = {
    {"seal_instance", EVERY, NULL, 0},
    {"flows", EVERY, NULL, 0},
    {"forms", EVERY, NULL, 0},
    {"calendar_days", EVERY, NULL, 0},
    {"calendar_tables", EVERY, NULL, 0},
    {"idem", NEVER, NULL, 0},
    {"timers", NEVER, NULL, 0},
    {"outbox", NEVER, NULL, 0},
    {"outbox_parts", NEVER, NULL, 0},
    {"sessions", NEVER, NULL, 0},
    {"codes", NEVER, NULL, 0},
    {"attempts", NEVER, NULL, 0},
    {"place_editions", SPANS, NULL, 0},
    {"place_moves", SPANS, NULL, 0},
    {"places", ALONG, "code", 0},
    {"places", WITHIN, "successor", 0}, /* the codes of former days */
    {"counties", OF_COUNTY, NULL, 0},
    {"place_aliases", ALONG, "code", 0},
    {"place_versions", OF_COUNTY, NULL, 0},
    {"place_shapes", ALONG, "code", 0},
    {"place_shapes_past", ALONG, "code", 0},
    {"grids", WITHIN, "scope", 0},
    {"facilities", WITHIN, "scope", 0},
    {"facility_serials", OF_COUNTY, NULL, 0},
    {"facility_imports", WITHIN, "scope", 0},
    {"facility_import_rows", LISTED, "facility", FACILITIES},
    {"room_switches", ALONG, "place", 0},
    {"place_flows", ALONG, "place", 0},
    {"place_phones", ALONG, "place", 0},
    {"orgs", WITHIN, "scope", 0},
    {"orgs", LISTED, "id", ORGS},
    {"persons", LISTED, "id", PERSONS},
    {"accounts", LISTED, "id", ACCOUNTS},
    {"posts", WITHIN, "scope", 0},
    {"posts", LISTED, "id", POSTS},
    {"devices", LISTED, "account", HOME},
    {"access_log", LISTED, "ref", MATTERS},
    {"access_log", LISTED, "ref", HOUSEHOLDS},
    {"door", LISTED, "ref", ACCOUNTS},
    {"door", LISTED, "ref", TOKENS},
    {"tokens", WITHIN, "scope", 0},
    {"calendars", OF_COUNTY, NULL, 0},
    {"calendar_own_days", OF_COUNTY, NULL, 0},
    {"facts", WITHIN, "scope", 0},
    {"fact_heads", OF_COUNTY, NULL, 0},
    {"fact_cursors", OF_COUNTY, NULL, 0},
    {"ledger_leaves", NEVER, NULL, 0}, /* a log has one place where it grows */
    {"ledger_heads", NEVER, NULL, 0},
    {"ledger_tiles", NEVER, NULL, 0},
    {"ledger_checkpoints", NEVER, NULL, 0},
    {"ledger_joins", NEVER, NULL, 0},
    {"media", LISTED, "ref", MATTERS},
    {"media_sweeps", OF_COUNTY, NULL, 0},
    {"buildings", WITHIN, "scope", 0},
    {"dwellings", WITHIN, "scope", 0},
    {"households", WITHIN, "scope", 0},
    {"residents", WITHIN, "scope", 0},
    {"needs", WITHIN, "scope", 0},
    {"homes_questions", WITHIN, "scope", 0},
    {"sheet_mappings", OF_COUNTY, NULL, 0},
    {"sheet_digests", WITHIN, "scope", 0},
    {"roll_imports", WITHIN, "scope", 0},
    {"roll_rows", LISTED, "import", ROLLS},
    {"roll_mappings", OF_COUNTY, NULL, 0},
    {"matters", WITHIN, "scope", 0},
    {"parties", LISTED, "matter", MATTERS},
    {"tasks", LISTED, "matter", MATTERS},
    {"clocks", LISTED, "matter", MATTERS},
    {"clock_steps", LISTED, "matter", MATTERS},
    {"numbers", LISTED, "alias", ALIASES},
    {"outside_refs", LISTED, "matter", MATTERS},
    {"turns", WITHIN, "scope", 0},
    {"clock_marks", OF_COUNTY, NULL, 0},
    {"notices", LISTED, "ref", MATTERS},
    {"notice_wishes", LISTED, "account", ACCOUNTS},
    {"notice_refusals", LISTED, "account", ACCOUNTS},
    {"categories", OF_COUNTY, NULL, 0},
    {"category_numbers", OF_COUNTY, NULL, 0},
    {"category_limits", SPANS, NULL, 0},
    {"cases", LISTED, "id", MATTERS},
    {"case_followers", LISTED, "case_id", MATTERS},
    {"case_notes", LISTED, "case_id", MATTERS},
    {"case_proofs", LISTED, "case_id", MATTERS},
    {"case_proof_limits", OF_COUNTY, NULL, 0},
    {"case_groups", LISTED, "case_id", MATTERS},
    {"reply_templates", COMMON, "org", 0},
    {"reply_templates", LISTED, "org", ORGS},
    {"home_notices", WITHIN, "scope", 0},
    {"open311_updates", LISTED, "case_id", MATTERS},
    {"open311_requests", LISTED, "case_id", MATTERS},
    {"field_reports", LISTED, "id", MATTERS},
    {"hotline_calls", LISTED, "matter", MATTERS},
    {"outside_typed", LISTED, "matter", MATTERS},
    {"hotline_backs", WITHIN, "scope", 0},
    {"case_steps", WITHIN, "scope", 0},
    {"case_counts", WITHIN, "scope", 0},
    {"case_exclusions", LISTED, "id", MATTERS},
    {"callouts", LISTED, "id", MATTERS},
    {"callout_units", LISTED, "callout", MATTERS},
    {"callout_notes", LISTED, "callout", MATTERS},
    {"callout_limits", OF_COUNTY, NULL, 0},
    {"joint_meetings", LISTED, "id", MATTERS},
    {"joint_invited", LISTED, "meeting", MATTERS},
    {"joint_waiting", LISTED, "case_id", MATTERS},
    {"joint_decisions", LISTED, "meeting", MATTERS},
    {"joint_units", LISTED, "meeting", MATTERS},
    {"mediations", LISTED, "id", MATTERS},
    {"slips", LISTED, "case_id", MATTERS},
    {"mediation_parties", LISTED, "mediation", MATTERS},
    {"mediation_notes", LISTED, "mediation", MATTERS},
    {"mediation_handovers", LISTED, "mediation", MATTERS},
    {"publications", LISTED, "id", MATTERS},
    {"publication_lines", LISTED, "publication", MATTERS},
    {"publication_findings", LISTED, "publication", MATTERS},
    {"publication_writers", LISTED, "publication", MATTERS},
    {"publication_notes", LISTED, "publication", MATTERS},
    {"publication_blurs", LISTED, "publication", MATTERS},
    {"publication_duties", WITHIN, "scope", 0},
    {"publication_questions", LISTED, "id", MATTERS},
    {"frozen_months", OF_COUNTY, NULL, 0},
    {"frozen_figures", OF_COUNTY, NULL, 0},
    {"score_rules", OF_COUNTY, NULL, 0},
    {"case_samples", WITHIN, "scope", 0},
    {"case_sample_items", LISTED, "case_id", MATTERS},
    {"case_appeals", LISTED, "id", MATTERS},
    {"phones", LISTED, "account", HOME},
    {"outbox_sent", LISTED, "matter", MATTERS},
    {"outbox_photos", LISTED, "matter", MATTERS},
    {"device_registry", WITHIN, "scope", 0},
    {"device_events", WITHIN, "scope", 0},
    {"device_refusals", NEVER, NULL, 0},
    {"media", LISTED, "ref", ALARMS},
    {"door", LISTED, "ref", DEVICES},
    {"duty_rows", LISTED, "matter", MATTERS},
    {"duty_choices", LISTED, "matter", MATTERS},
    {"duty_log", WITHIN, "scope", 0},
    {"duty_shifts", WITHIN, "scope", 0},
    {"visits", WITHIN, "scope", 0},
    {"household_changes", LISTED, "id", MATTERS},
    {"household_change_lines", LISTED, "change_id", MATTERS},
    {"patrol_plans", WITHIN, "scope", 0},
    {"patrol_grids", WITHIN, "scope", 0},
    {"patrol_points", LISTED, "plan", PLANS},
    {"patrol_runs", LISTED, "plan", PLANS},
    {"patrol_hits", LISTED, "plan", PLANS},
    {"emergencies", LISTED, "id", EMERGENCIES},
    {"emergency_places", ALONG, "scope", 0},
    {"emergency_grids", WITHIN, "scope", 0},
    {"emergency_calls", WITHIN, "scope", 0},
    {"emergency_marks", WITHIN, "scope", 0},
    {"emergency_shown", LISTED, "household", HOUSEHOLDS},
    {"emergency_words", WITHIN, "scope", 0},
    {"danger_spots", WITHIN, "scope", 0},
    {"handover_servers", LISTED, "id", SERVERS},
    {"handover_services", LISTED, "server", SERVERS},
    {"handovers", LISTED, "case_id", MATTERS},
};

/* What a row that leaves adds to a set; `own` only if it lies within the place itself. */
struct mention {
    const char *table, *column;
    enum set set;
    const char *own;
};
static const struct mention mentions[] = {
    {"matters", "id", MATTERS, NULL},
    {"matters", "lead_org", ORGS, NULL},
    {"matters", "changed_by", ACCOUNTS, NULL},
    {"parties", "account", ACCOUNTS, NULL},
    {"parties", "org", ORGS, NULL},
    {"tasks", "org", ORGS, NULL},
    {"tasks", "account", ACCOUNTS, NULL},
    {"tasks", "closed_by", ACCOUNTS, NULL},
    {"tasks", "post", POSTS, NULL},
    {"facts", "actor", ACCOUNTS, NULL},
    {"facts", "post", POSTS, NULL},
    {"turns", "account", ACCOUNTS, NULL},
    {"access_log", "actor", ACCOUNTS, NULL},
    {"access_log", "post", POSTS, NULL},
    {"media", "owner", ACCOUNTS, NULL},
    {"notices", "account", ACCOUNTS, NULL},
    {"households", "id", HOUSEHOLDS, NULL},
    {"facilities", "id", FACILITIES, NULL},
    {"facility_imports", "account", ACCOUNTS, NULL},
    {"roll_imports", "id", ROLLS, NULL},
    {"roll_imports", "account", ACCOUNTS, NULL},
    {"residents", "person", PERSONS, NULL},
    {"homes_questions", "answered_by", ACCOUNTS, NULL},
    {"cases", "contact", PERSONS, NULL},
    {"cases", "reply_org", ORGS, NULL},
    {"case_followers", "person", PERSONS, NULL},
    {"case_notes", "account", ACCOUNTS, NULL},
    {"case_proofs", "account", ACCOUNTS, NULL},
    {"home_notices", "owner", ACCOUNTS, NULL},
    {"field_reports", "account", ACCOUNTS, NULL},
    {"duty_shifts", "giver", ACCOUNTS, NULL},
    {"duty_shifts", "taker", ACCOUNTS, NULL},
    {"device_registry", "id", DEVICES, NULL},
    {"device_registry", "org", ORGS, NULL},
    {"device_events", "id", ALARMS, NULL},
    {"device_events", "account", ACCOUNTS, NULL},
    {"mediation_parties", "person", PERSONS, NULL},
    {"mediation_notes", "account", ACCOUNTS, NULL},
    {"publications", "author", ACCOUNTS, NULL},
    {"publications", "checked_by", ACCOUNTS, NULL},
    {"publications", "withdraw_by", ACCOUNTS, NULL},
    {"publication_writers", "account", ACCOUNTS, NULL},
    {"publication_notes", "account", ACCOUNTS, NULL},
    {"publication_duties", "set_by", ACCOUNTS, NULL},
    {"publication_questions", "answered_by", ACCOUNTS, NULL},
    {"callout_units", "org", ORGS, NULL},
    {"joint_invited", "org", ORGS, NULL},
    {"joint_units", "org", ORGS, NULL},
    {"joint_decisions", "account", ACCOUNTS, NULL},
    {"callout_units", "account", ACCOUNTS, NULL},
    {"callout_notes", "account", ACCOUNTS, NULL},
    {"visits", "account", ACCOUNTS, NULL},
    {"visits", "person", PERSONS, NULL},
    {"household_changes", "account", ACCOUNTS, NULL},
    {"household_change_lines", "person", PERSONS, NULL},
    {"posts", "lent_by", ACCOUNTS, NULL},
    {"patrol_plans", "id", PLANS, NULL},
    {"patrol_plans", "account", ACCOUNTS, NULL},
    {"patrol_runs", "account", ACCOUNTS, NULL},
    {"hotline_calls", "person", PERSONS, NULL},
    {"hotline_calls", "account", ACCOUNTS, NULL},
    {"case_groups", "account", ACCOUNTS, NULL},
    {"slips", "account", ACCOUNTS, NULL},
    {"hotline_backs", "person", PERSONS, NULL},
    {"hotline_backs", "account", ACCOUNTS, NULL},
    {"emergency_places", "emergency", EMERGENCIES, NULL},
    {"emergencies", "account", ACCOUNTS, NULL},
    {"emergencies", "ended_by", ACCOUNTS, NULL},
    {"emergency_calls", "account", ACCOUNTS, NULL},
    {"emergency_marks", "account", ACCOUNTS, NULL},
    {"emergency_shown", "account", ACCOUNTS, NULL},
    {"emergency_words", "person", PERSONS, NULL},
    {"danger_spots", "keeper", PERSONS, NULL},
    {"danger_spots", "deputy", PERSONS, NULL},
    {"handovers", "server", SERVERS, NULL},
    {"handovers", "account", ACCOUNTS, NULL},
    {"room_switches", "post", POSTS, NULL},
    {"room_switches", "stand_in", POSTS, NULL},
    {"tokens", "id", TOKENS, NULL},
    {"place_aliases", "alias", ALIASES, "code"},
    {"orgs", "id", ORGS, NULL},
    {"posts", "account", ACCOUNTS, NULL},
    {"posts", "account", HOME, "scope"},
    {"posts", "org", ORGS, NULL},
    {"accounts", "person", PERSONS, NULL},
};

/* What opens a door elsewhere: of accounts that work here it leaves, of others it does not. */
static const struct mention secrets[] = {
    {"accounts", "password", HOME, "id"},           {"accounts", "pin", HOME, "id"},
    {"accounts", "totp_wrapped", HOME, "id"},       {"handover_servers", "key_wrapped", SETS, NULL},
    {"handover_servers", "key_sealed", SETS, NULL},
};

/* ---- sets of keys ------------------------------------------------------ */

struct keys { /* open addressing; 0 is no key */
    int64_t *at;
    size_t room, n;
};

static size_t spot(const struct keys *k, int64_t key)
{
    size_t i = (size_t)((uint64_t)key * 0x9E3779B97F4A7C15u >> 20) & (k->room - 1);
    while (k->at[i] && k->at[i] != key)
        i = (i + 1) & (k->room - 1);
    return i;
}

static bool has(const struct keys *k, int64_t key)
{
    return key && k->n && k->at[spot(k, key)];
}

static void put(struct arena *mem, struct keys *k, int64_t key)
{
    if (!key || has(k, key))
        return;
    if (2 * (k->n + 1) > k->room) {
        struct keys more = {.room = k->room ? 4 * k->room : 256};
        more.at = NEW_N(mem, int64_t, more.room);
        for (size_t i = 0; i < k->room; i++)
            if (k->at[i])
                more.at[spot(&more, k->at[i])] = k->at[i];
        more.n = k->n;
        *k = more;
    }
    k->at[spot(k, key)] = key;
    k->n++;
}

/* ---- one row ----------------------------------------------------------- */

struct export_part {
    int64_t lo, hi, county;
    struct arena *mem;
    struct keys set[SETS];
};

/* Aliases are written small in addresses and large in numbers. */
static int64_t key_of(str text)
{
    struct arena *mem = arena_new();
    char *small = str_z(mem, text);
    int64_t key = 0;
    for (char *c = small; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    struct seal_hash h = seal_sha256(str_of(small));
    memcpy(&key, h.at, sizeof key);
    arena_free(mem);
    return key;
}

static int64_t value(const struct db_table *t, const struct rows *r, const char *column)
{
    int at = export_column(t, column);
    if (at < 0 || db_get_null(r, at))
        return 0;
    return t->types[at] == 'i' ? db_get_int(r, at) : key_of(db_get_text(r, at));
}

static bool within(const struct export_part *p, int64_t code)
{
    return code >= p->lo && code <= p->hi;
}

static bool along(const struct export_part *p, int64_t code)
{
    return within(p, code) || (code && code <= p->lo && people_scope_end(code) >= p->hi);
}

static bool in_county(const struct export_part *p, const struct db_table *t, const struct rows *r)
{
    return export_column(t, "county") < 0 || value(t, r, "county") == p->county;
}

static bool says(const struct export_part *p, const struct rule *rule, const struct db_table *t,
                 const struct rows *r)
{
    switch (rule->how) {
    case EVERY:
        return true;
    case OF_COUNTY:
        return in_county(p, t, r);
    case NEVER:
        return false;
    case WITHIN:
        return within(p, value(t, r, rule->column));
    case ALONG:
        return along(p, value(t, r, rule->column));
    case SPANS:
        return in_county(p, t, r) && value(t, r, "lo") <= p->hi && value(t, r, "hi") >= p->lo;
    case COMMON:
        return in_county(p, t, r) && value(t, r, rule->column) == 0;
    case LISTED:
        return has(&p->set[rule->set], value(t, r, rule->column));
    }
    return false;
}

bool export_part_has(const struct export_part *p, const struct db_table *t, const struct rows *r)
{
    for (size_t i = 0; p && i < COUNT(rules); i++)
        if (strcmp(rules[i].table, t->name) == 0 && says(p, &rules[i], t, r))
            return true;
    return !p;
}

bool export_part_blanks(const struct export_part *p, const struct db_table *t, const struct rows *r,
                        int column)
{
    for (size_t i = 0; p && i < COUNT(secrets); i++)
        if (strcmp(secrets[i].table, t->name) == 0 &&
            strcmp(secrets[i].column, t->columns[column]) == 0)
            return !secrets[i].own || !has(&p->set[secrets[i].set], value(t, r, secrets[i].own));
    return false;
}

bool export_has_rule(const struct db_table *t)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(rules[i].table, t->name) == 0)
            return true;
    return false;
}

/* ---- gathering --------------------------------------------------------- */

static void gather_row(struct export_part *p, const struct db_table *t, const struct rows *r)
{
    for (size_t i = 0; i < COUNT(mentions); i++) {
        const struct mention *m = &mentions[i];
        if (strcmp(m->table, t->name) == 0 && (!m->own || within(p, value(t, r, m->own))))
            put(p->mem, &p->set[m->set], value(t, r, m->column));
    }
}

static enum err gather(struct ctx *cx, struct export_part *p, const struct db_table *t)
{
    AUTO_ROWS r = db_query(cx, t->read);
    while (db_next(&r))
        if (export_part_has(p, t, &r))
            gather_row(p, t, &r);
    return db_end(&r);
}

static bool mentions_something(const struct db_table *t)
{
    for (size_t i = 0; i < COUNT(mentions); i++)
        if (strcmp(mentions[i].table, t->name) == 0)
            return true;
    return false;
}

static size_t size_of(const struct export_part *p)
{
    size_t n = 0;
    for (int i = 0; i < SETS; i++)
        n += p->set[i].n;
    return n;
}

enum err export_part_find(struct ctx *cx, int64_t place, struct export_part **out)
{
    struct export_part *p = NEW(cx->mem, struct export_part);
    *p = (struct export_part){.lo = place, .hi = people_scope_end(place), .mem = cx->mem};
    enum err e = places_county(cx, place, &p->county);
    size_t before;
    do {
        before = size_of(p);
        for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
            if (export_keeps(*t) && mentions_something(*t))
                e = gather(cx, p, *t);
    } while (!e && size_of(p) > before);
    if (!e)
        *out = p;
    return e;
}
