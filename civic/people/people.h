/* people (人): accounts, organisations, posts and what they may do; sign-in and sessions; sealed
 * personal fields; the identifiers of persons and organisations. The one door of civic/people.
 *
 * Kept true here, whoever calls:
 *  - closed by default: may() is true only if a post in force today grants the act for that
 *    scope and organisation; a role is a set of acts (data/roles.csv) and is never compared;
 *  - the acts of the three administrators and of business never meet in one role, nor in the
 *    posts of one account;
 *  - a lookup outside the actor's reach is ERR_NOT_FOUND;
 *  - personal fields are sealed with the person's own key; erasing a person destroys the key;
 *  - the database knows tokens, codes and passwords as hashes only.
 *
 * Scopes are today's 15-digit place codes; a post covers the subtree of its scope. Days are
 * counted at +08:00. Sessions, codes and lock-out live on the real clock, posts on cx->now.
 */
#pragma once
#include "kit/base/base.h"

/* ---- what the actor may do --------------------------------------------- */

#define NO_ORG    0
#define POSTS_MAX 4 /* posts of one account in force at a time: lists bind that many ranges */

/* Acts by class: an act's first word is its class, everything that is not one of these three is
 * business. No role and no account mixes classes. */
#define ACT_SYSTEM_ORGS       "system.orgs"       /* keep organisations */
#define ACT_SYSTEM_CONFIG     "system.config"     /* categories, limits, forms, calendars, flows */
#define ACT_SECURITY_ACCOUNTS "security.accounts" /* create, disable, unlock; first passwords */
#define ACT_SECURITY_POSTS    "security.posts"    /* give and end posts */
#define ACT_SECURITY_ROLES    "security.roles"    /* look at roles */
#define ACT_SECURITY_UNMASKED "security.unmasked" /* review what was unmasked */
#define ACT_AUDIT_FACTS       "audit.facts"
#define ACT_AUDIT_ACCESS      "audit.access"
#define ACT_PEOPLE_READ       "people.read"   /* persons of my scope, masked */
#define ACT_PEOPLE_UNMASK     "people.unmask" /* in plain text: a POST with a reason and a fact */

enum act_class { ACT_CLASS_SYSTEM, ACT_CLASS_SECURITY, ACT_CLASS_AUDIT, ACT_CLASS_BUSINESS };
enum act_class people_act_class(str act);

struct post {
    int64_t id, org, scope, scope_end;
    str role;
    str org_name;
    str acts; /* " cases.read cases.handle@org ": a word with "@org" grants within the post's
                 organisation only, a word without grants by place */
};
enum people_kind { PEOPLE_RESIDENT, PEOPLE_STAFF, PEOPLE_KINDS };
struct posts { /* cx->posts: loaded once per request */
    enum people_kind kind;
    str name;       /* of the account: shown to itself and, for staff, to others */
    int64_t person; /* of a resident */
    int64_t epoch;  /* sessions of an older epoch have ended */
    bool loaded;
    bool must_change; /* the first password still has to be changed: no posts until then */
    bool must_enrol;  /* a role asks for a second factor: no posts until there is one */
    int n;
    struct post at[POSTS_MAX];
};

/* True if a post of the actor grants `act` at `scope` (0: the whole instance, granted only to a
 * post of the whole instance). `org` is the organisation whose task or thing it is, or NO_ORG:
 * grants "within the organisation" need it to be the post's own. Sets cx->post to the post. */
bool may(struct ctx *cx, const char *act, int64_t scope, int64_t org);
/* Does any post grant the act anywhere: for routes and menus, never for a row. */
bool may_somewhere(const struct ctx *cx, const char *act);

int64_t people_scope_end(int64_t scope); /* the last code of the subtree */

/* The same question as a list predicate. In SQL, with all names bound by POSTS_REACH_ARGS(r):
 *   (scope BETWEEN :lo1 AND :hi1 OR scope BETWEEN :lo2 AND :hi2
 *     OR scope BETWEEN :lo3 AND :hi3 OR scope BETWEEN :lo4 AND :hi4)              -- by place
 *   (org = :org1 AND scope BETWEEN :olo1 AND :ohi1) OR ... :org4 :olo4 :ohi4      -- by own org
 * Unused places are empty ranges (1 to 0) and org -1, which match nothing. */
struct posts_reach {
    int ranges, orgs; /* used places */
    int64_t lo[POSTS_MAX], hi[POSTS_MAX];
    int64_t org[POSTS_MAX], olo[POSTS_MAX], ohi[POSTS_MAX];
};
void posts_reach(const struct ctx *cx, const char *act, struct posts_reach *out);
#define POSTS_RANGE_ARGS(r)                                                                        \
    db_int("lo1", (r).lo[0]), db_int("hi1", (r).hi[0]), db_int("lo2", (r).lo[1]),                  \
        db_int("hi2", (r).hi[1]), db_int("lo3", (r).lo[2]), db_int("hi3", (r).hi[2]),              \
        db_int("lo4", (r).lo[3]), db_int("hi4", (r).hi[3])
#define POSTS_ORG_ARGS(r)                                                                          \
    db_int("org1", (r).org[0]), db_int("olo1", (r).olo[0]), db_int("ohi1", (r).ohi[0]),            \
        db_int("org2", (r).org[1]), db_int("olo2", (r).olo[1]), db_int("ohi2", (r).ohi[1]),        \
        db_int("org3", (r).org[2]), db_int("olo3", (r).olo[2]), db_int("ohi3", (r).ohi[2]),        \
        db_int("org4", (r).org[3]), db_int("olo4", (r).olo[3]), db_int("ohi4", (r).ohi[3])
#define POSTS_REACH_ARGS(r) POSTS_RANGE_ARGS(r), POSTS_ORG_ARGS(r)

/* Is the actor a subject of the matter: named itself, or holding a post in a named organisation.
 * Such an actor is excluded from the matter, whatever its posts grant. */
struct people_subject {
    int64_t county, account, org; /* account or org is 0 */
};
bool people_is_subject(const struct ctx *cx, const struct people_subject *subjects, int n);

/* ---- organisations ----------------------------------------------------- */

enum org_kind {
    ORG_GOVERNMENT,
    ORG_DEPARTMENT,
    ORG_COMMITTEE, /* residents' or villagers' committee */
    ORG_PROPERTY,  /* property company */
    ORG_OWNERS,    /* owners' organisation */
    ORG_SOCIAL,    /* social organisation */
    ORG_KINDS
};
const char *org_kind_name(enum org_kind k);  /* "department": the word in the database */
const char *org_kind_label(enum org_kind k); /* msgid */

struct org {
    int64_t county, id, place, scope, parent, row_ver;
    enum org_kind kind;
    str name, code, credit_code, phone; /* code: short name for flows and imports, "chengguan" */
    bool closed;
};
enum err org_find(struct ctx *cx, int64_t county, int64_t id, struct org *out) MUST_CHECK;
enum err org_find_code(struct ctx *cx, int64_t county, str code, struct org *out) MUST_CHECK;
/* Open ones of a scope range, by name; *out in cx->mem. kind ORG_KINDS: every kind. */
#define ORG_LIST_MAX 500
enum err org_list(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, enum org_kind kind,
                  struct org **out, int *n) MUST_CHECK;

/* By the system administrator, each with a fact. `id` of in is ignored when adding. */
enum err org_add(struct ctx *cx, const struct org *in, int64_t *id) MUST_CHECK;
enum err org_change(struct ctx *cx, const struct org *in) MUST_CHECK; /* row_ver as seen */
/* The row alone, id given, without right or check: imports and the demo, inside db_write. */
enum err org_put(struct ctx *cx, const struct org *o) MUST_CHECK;

struct people_worker {
    str name, login, label; /* label: of the role */
};
/* Who holds a post in force in the organisation; *out in cx->mem, PEOPLE_WORKERS_MAX at most. */
#define PEOPLE_WORKERS_MAX 200
enum err people_workers(struct ctx *cx, int64_t county, int64_t org, struct people_worker **out,
                        int *n) MUST_CHECK;

/* Who holds a post in force at a place of this range, by place; *out in cx->mem. */
#define PEOPLE_AT_MAX 2000
struct people_at {
    int64_t post, account, org, scope, from_day, to_day;
    str name, login, role, label, org_name; /* label: of the role */
};
enum err people_at(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, struct people_at **out,
                   int *n) MUST_CHECK;

/* ---- accounts and persons ---------------------------------------------- */

/* Everyone holding a post in force that grants the act at this scope, within org unless NO_ORG:
 * who can be given a task. Least post id first; disabled accounts are left out. */
struct people_holder {
    int64_t account, post, org;
    int64_t scope;   /* of the post */
    str name, phone; /* phone: the one at work, may be empty */
};
#define PEOPLE_HOLDERS_MOST 200 /* to choose from, and to be chosen: whoever asks for all */
enum err people_holders(struct ctx *cx, int64_t county, const char *act, int64_t scope, int64_t org,
                        struct people_holder *out, int max, int *n) MUST_CHECK;

/* How an account is called before the actor: itself and staff in full, residents masked.
 * An erased or unknown account gives an empty text. */
str people_name(struct ctx *cx, int64_t county, int64_t account);
/* Names the actor to its own browser and to nobody else: sixteen digits that say nothing, for
 * whatever one phone keeps of several people. "" for nobody. */
str people_tag(const struct ctx *cx);

/* A natural person. Text members are plain text in cx->mem, for the code that must act on them
 * (send a message, print a form); for showing they go through people_masked first. */
struct person {
    int64_t county, id;
    str name, phone, id_number;
    str tongue; /* spoken language, a word of data/tongues: "" is unknown */
    bool erased;
};
enum err person_add(struct ctx *cx, const struct person *in, int64_t *id) MUST_CHECK;
enum err person_find(struct ctx *cx, int64_t county, int64_t id, struct person *out) MUST_CHECK;
/* The person behind a resident's account; ERR_NOT_FOUND for staff and the erased. */
enum err person_of_account(struct ctx *cx, int64_t county, int64_t account,
                           struct person *out) MUST_CHECK;
/* Every account of a person, closed and erased ones too: for parts that forget. */
enum err people_person_accounts(struct ctx *cx, int64_t county, int64_t person, int64_t *out,
                                int max, int *n) MUST_CHECK;
/* Name, phone and identity number masked, for every audience but the person. */
struct person people_masked(struct arena *mem, const struct person *p);
/* Destroys the person's key and index terms: sealed fields everywhere are gone, chains stay. */
enum err person_erase(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;

/* Words of another part sealed with the person's own key, for its own column: erasing the person
 * takes them along. ERR_NOT_FOUND: there is no such person, or no longer. */
struct seal_where;
enum err person_seal(struct ctx *cx, int64_t county, int64_t id, const struct seal_where *at,
                     str plain, str *sealed) MUST_CHECK;
enum err person_unseal(struct ctx *cx, int64_t county, int64_t id, const struct seal_where *at,
                       str sealed, str *plain) MUST_CHECK;
enum err person_change(struct ctx *cx, const struct person *in) MUST_CHECK;
/* ERR_CONFLICT: the person signs in with the number that is there. "" takes it away. */
enum err person_change_phone(struct ctx *cx, int64_t county, int64_t id, str phone) MUST_CHECK;
/* Plain text for somebody whose post grants ACT_PEOPLE_UNMASK at `scope` (of the matter `ref`):
 * written to the log and as a fact with the reason first, and shown to the person. */
enum err person_unmask(struct ctx *cx, int64_t county, int64_t id, int64_t scope, int64_t ref,
                       str reason, struct person *out) MUST_CHECK;
/* The same by another right, of a part whose people have to reach persons (a grid worker's). */
struct people_unmask {
    int64_t county, id, scope, ref;
    str reason;
};
enum err person_unmask_by(struct ctx *cx, const char *act, const struct people_unmask *in,
                          struct person *out) MUST_CHECK;

/* The same for everybody of a place at once, before an export opens what is sealed: the post must
 * cover the whole place, whose code stands in the log as `ref`. ERR_DENIED, ERR_INVALID: nothing
 * was written, nothing may be opened. */
enum err people_unseal(struct ctx *cx, int64_t county, int64_t scope, str reason) MUST_CHECK;

/* Ordinary reading by those in charge: who looked at whose data, shown to the person. Goes
 * through its own small transaction; `act` is why the look was allowed, `ref` the matter. */
enum err people_log_access(struct ctx *cx, int64_t county, int64_t person, const char *act,
                           int64_t ref) MUST_CHECK;

struct people_look {
    int64_t id, at_ms, ref, person;
    str act, reason, office, name, login; /* of whoever looked */
    bool unmasked;
};
/* Newest first, behind `before` (INT64_MAX: from the newest). */
enum err people_looks(struct ctx *cx, int64_t county, int64_t person, int64_t before,
                      struct people_look *out, int max, int *n) MUST_CHECK;

/* The whole county's log, for the auditor; with reasons only, for the security administrator. */
struct people_log_filter {
    int64_t actor; /* 0: everybody */
    int64_t from_ms, to_ms, before;
    bool reasons;
};
enum err people_log(struct ctx *cx, int64_t county, const struct people_log_filter *f,
                    struct people_look *out, int max, int *n) MUST_CHECK;

/* Accounts that share their only device: perhaps one person under two names. */
struct people_pair {
    str login[2], name[2];
    int64_t sign_ins[2], last_ms;
};
#define PEOPLE_PAIRS_MAX   200
#define PEOPLE_PAIRS_LEAST 3 /* sign-ins of each */
enum err people_pairs(struct ctx *cx, int64_t county, struct people_pair **out, int *n) MUST_CHECK;

/* ---- staff accounts, by the security administrator ---------------------- */

enum account_state { ACCOUNT_OPEN, ACCOUNT_DISABLED, ACCOUNT_ERASED, ACCOUNT_STATES };
struct account {
    int64_t county, id, person, created_ms, seen_ms, row_ver;
    enum people_kind kind;
    enum account_state state;
    str login, name, phone; /* phone: at work */
    bool must_change, has_totp;
};
struct account_new {
    int64_t county, id; /* id is made by account_add */
    str login, name, phone;
    str password, hash; /* password "": one is made and must be changed; hash is account_add's */
    bool must_change, waived; /* waived: no second factor even if a role asks (demo) */
};
/* *password is shown once, to whoever hands it over. */
enum err account_add(struct ctx *cx, const struct account_new *in, str *password,
                     int64_t *id) MUST_CHECK;
enum err account_find(struct ctx *cx, int64_t county, int64_t id, struct account *out) MUST_CHECK;
enum err account_find_login(struct ctx *cx, str login, struct account *out) MUST_CHECK;
enum err account_list(struct ctx *cx, int64_t county, str part, str after, struct account *out,
                      int max, int *n) MUST_CHECK;
enum err account_reset(struct ctx *cx, int64_t county, int64_t id, str *password) MUST_CHECK;
enum err account_disable(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
enum err account_enable(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
enum err account_unlock(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
/* By the owner, or by a command; every session of the account ends. */
enum err account_set_password(struct ctx *cx, int64_t county, int64_t id, str password) MUST_CHECK;
enum err account_set_pin(struct ctx *cx, int64_t county, int64_t id, str pin) MUST_CHECK;
enum err account_set_totp(struct ctx *cx, int64_t county, int64_t id, str secret,
                          str code) MUST_CHECK;
enum err people_password_ok(struct ctx *cx, str login, str password) MUST_CHECK;
bool people_login_ok(str s);
str people_login_clean(struct arena *mem, str typed); /* trimmed, small letters */

#define POST_NO_END 2932896 /* 9999-12-31 */
struct post_new {
    int64_t county, account, org, scope;
    str role;
    int64_t from_day, to_day; /* 0: today; without end */
};
struct post_line {
    int64_t id, org, scope, from_day, to_day;
    str org_name, role, label, acts;
    bool in_force;
};
struct role {
    str role, label, acts;
    bool factor; /* asks for a second factor */
};
/* Refused: to oneself, a fifth post at a time, a role of another class than the other posts. */
enum err post_give(struct ctx *cx, const struct post_new *in, int64_t *id) MUST_CHECK;
enum err post_end(struct ctx *cx, int64_t county, int64_t account, int64_t post) MUST_CHECK;
enum err post_list(struct ctx *cx, int64_t county, int64_t account, struct post_line *out, int max,
                   int *n) MUST_CHECK;
enum err role_list(struct ctx *cx, struct role *out, int max, int *n) MUST_CHECK;

/* Posts lent for an absence: by whoever holds ACT_PEOPLE_STAND_IN where they lie, to a colleague of
 * the same role and organisation, for three months at most; they end by themselves. Fields of
 * ERR_INVALID: account, stand_in, from_day, to_day. */
#define ACT_PEOPLE_STAND_IN "people.stand-in"
struct post_loan {
    int64_t county, account, stand_in; /* account: who is away */
    int64_t from_day, to_day;
};
enum err post_lend(struct ctx *cx, const struct post_loan *in) MUST_CHECK;
struct post_lent {
    int64_t id, account, stand_in, scope, from_day, to_day;
};
/* Where the actor may lend: those that ended within a month and later, the latest first. */
enum err post_loans(struct ctx *cx, int64_t county, struct post_lent *out, int max,
                    int *n) MUST_CHECK;
enum err post_take_back(struct ctx *cx, int64_t county, int64_t post) MUST_CHECK;
/* Does the actor stand in for that account today? */
bool post_stands_for(struct ctx *cx, int64_t county, int64_t account);

/* ---- doors into a county ----------------------------------------------- */

/* The one way in without a county. hash is 32 bytes: a blind index or SHA-256 of a token. */
enum err door_open(struct ctx *cx, const char *kind, str hash, int64_t county, int64_t ref,
                   int64_t expires_ms) MUST_CHECK; /* inside db_write; 0 never expires */
enum err door_find(struct ctx *cx, const char *kind, str hash, int64_t *county,
                   int64_t *ref) MUST_CHECK;
enum err door_close(struct ctx *cx, const char *kind, str hash) MUST_CHECK; /* inside db_write */

/* ---- tokens of machines ------------------------------------------------ */

/* What another program brings instead of a person: an Open311 key, or a bearer token of the API.
 * It acts within its place with the acts it was given, and nothing else; only the hash of its
 * secret is stored. Giving and revoking are facts, by ACT_SECURITY_ACCOUNTS or the command line. */
#define ACT_OPEN311_SEND "open311.send" /* send requests and updates by Open311 */
#define TOKENS_MAX       500
struct token {
    int64_t county, id, scope;
    int64_t since_ms, until_ms; /* on the real clock, as sessions; until_ms 0: without end */
    str name;
    str acts; /* " cases.read cases.enter " */
};
/* `acts` of in: words separated by spaces or commas, each of those a token may have (ERR_INVALID
 * names the others). *secret is shown once. */
enum err token_add(struct ctx *cx, const struct token *in, int64_t *id, str *secret) MUST_CHECK;
/* The one of this secret, in force now; ERR_NOT_FOUND. */
enum err token_find(struct ctx *cx, str secret, struct token *out) MUST_CHECK;
bool token_may(const struct token *t, const char *act);
/* cx acts as the token: its posts are what the token grants, its name is the token's. */
void token_act(struct ctx *cx, const struct token *t);
enum err token_list(struct ctx *cx, int64_t county, struct token *out, int max,
                    int *n) MUST_CHECK; /* revoked ones too */
enum err token_revoke(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;

/* ---- signing in -------------------------------------------------------- */

/* Loads cx->posts for cx->county, cx->actor: by the gate, by jobs and by tests. ERR_NOT_FOUND
 * when the account is disabled, erased or not there; then cx acts as nobody. */
enum err people_load(struct ctx *cx) MUST_CHECK;

#define COOKIE_MATTER "matter" /* a receipt's: opens one matter to whoever holds it */
struct web_gate;
extern const struct web_gate people_gate; /* identify, admit, secret; error_page is the app's */

/* Loads data/roles.csv text: refuses acts that are in no list of `known` (each ended by {0}),
 * and roles that mix classes. */
struct act_label;
enum err people_roles_load(struct ctx *cx, str csv, const struct act_label *const *known,
                           str *why) MUST_CHECK;

/* Organisations, accounts and residents of the demo. */
enum err people_demo_load(struct ctx *cx) MUST_CHECK;

/* What this part needs from parts above it; app/hooks.c wires them, so nothing is a mutable
 * global. Called inside db_write: the code leaves with the commit or not at all. */
struct people_fact {
    const char *kind;           /* "post.given" */
    int64_t county, scope, ref; /* ref: the row changed */
    str from, to, reason;
};
struct people_hooks {
    enum err (*fact)(struct ctx *cx, const struct people_fact *f);
    enum err (*send_code)(struct ctx *cx, int64_t county, str phone, str code);
};
extern const struct people_hooks people_hooks;

int64_t people_first_county(struct ctx *cx); /* 0 if there is none */

struct room;
extern const struct room people_room;

/* ---- identifiers ------------------------------------------------------- */

/* All readers take text as people type it (spaces, full-width digits, small letters), write the
 * canonical form, and return ERR_INVALID without touching out. */

enum people_sex { PEOPLE_MALE = 1, PEOPLE_FEMALE = 2 }; /* GB/T 2261.1 */
enum people_id_kind {
    PEOPLE_ID_CITIZEN,   /* GB 11643 */
    PEOPLE_ID_HMT,       /* residence permit of Hong Kong, Macao, Taiwan residents: 81/82/83 0000 */
    PEOPLE_ID_FOREIGNER, /* permanent residence, 2023: 18 digits, begins with 9 */
    PEOPLE_ID_FOREIGNER_OLD /* three letters, twelve digits; no date and no check read */
};
struct people_id {
    enum people_id_kind kind;
    char text[19];
    int64_t birth_day; /* days since 1970, mostly negative; INT64_MIN when the kind has none */
    enum people_sex sex;
};
enum err people_read_id(str s, int64_t today, struct people_id *out) MUST_CHECK;
enum err people_read_credit_code(str s, char out[19]) MUST_CHECK; /* GB 32100 */
enum err people_read_org_code(str s, char out[11]) MUST_CHECK;    /* GB 11714, "D2143569-X" */
/* ISO 7064 MOD 37,36 over 0-9A-Z; 0 if another character occurs. */
char people_check_37_36(str s);

enum people_phone_kind { PEOPLE_MOBILE, PEOPLE_LANDLINE, PEOPLE_SERVICE };
struct people_phone {
    enum people_phone_kind kind;
    char text[16]; /* 13800000001, 0873-3720000, 12345, 4008001234 */
};
enum err people_read_phone(str s, struct people_phone *out) MUST_CHECK;

/* For lists and for everyone without the right to see more (rules of publication masking). */
str people_mask_name(struct arena *mem, str name);
str people_mask_id(struct arena *mem, str id);
str people_mask_phone(struct arena *mem, str phone);
str people_mask_card(struct arena *mem, str card);
