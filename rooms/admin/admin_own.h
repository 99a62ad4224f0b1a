/* admin_own: what the files of rooms/admin share. */
#pragma once
#include "civic/facts/facts.h"
#include "civic/frame/frame.h"
#include "civic/people/people.h"
#include "kit/db/db.h"
#include "kit/web/web.h"
#include "rooms/admin/admin.h"

#define ADMIN_PAGE  50
#define ADMIN_POSTS 32
#define ADMIN_ROLES 64

struct admin_orgs {
    const struct org *at;
    int n;
    str kind;
};
struct admin_org {
    struct org o;
    const struct people_worker *workers;
    int n;
    bool is_new;
    str place; /* as typed or written */
};
struct admin_accounts {
    struct account at[ADMIN_PAGE];
    int n;
    str part, next;
};
struct admin_account {
    struct account a;
    struct post_line posts[ADMIN_POSTS];
    int n;
    bool may_keep, may_post;
    str password; /* made just now: shown once */
    const struct role *roles;
    int n_roles;
    const struct org *orgs;
    int n_orgs;
};
struct admin_words {
    str what, about, from, to;
};
struct admin_fact {
    struct fact f;
    struct admin_words w;
    str who;
};
/* fact_words.c: a fact in the reader's words; and the kinds that have words, by number. */
struct admin_words admin_fact_words(struct ctx *cx, const struct fact *f);
int admin_fact_kinds(void);
const char *admin_fact_kind(int i, const char **label);

struct admin_facts {
    struct admin_fact at[ADMIN_PAGE];
    int n;
    str kind, who, from, to, next, csv;
};
struct admin_looks {
    struct people_look at[ADMIN_PAGE];
    int n;
    str who, from, to, next, csv;
    bool unmasked; /* the security administrator's page: with reasons only */
};

struct admin_grant {
    const char *act, *label; /* msgid */
};
extern const struct admin_grant admin_grants[]; /* what a token may be given, ended by {0} */
const char *admin_grant_label(str act);
struct admin_tokens {
    const struct token *at;
    int n;
    str secret, made; /* of the one made just now: shown once, and its name */
};
bool admin_token_ended(const struct token *t);

/* What an act is called by the part that knows it; "" if none does. */
str admin_act_label(const struct ctx *cx, str act);

/* The period of a log's filter, from ?from= and ?to= (days, both included). */
struct admin_period {
    int64_t from_ms, to_ms; /* to_ms is behind the end */
    str from, to;
};
enum err admin_period(struct req *rq, struct admin_period *out) MUST_CHECK;
/* The account of ?who=, 0 if none is asked for; one that does not exist matches nothing (-1). */
int64_t admin_who(struct req *rq);

handler admin_home, admin_org_list, admin_org_new, admin_org_add, admin_org_show, admin_org_change;
handler admin_account_list, admin_account_new, admin_account_add, admin_account_show;
handler admin_account_reset, admin_account_disable, admin_account_enable, admin_account_unlock;
handler admin_token_list, admin_token_add, admin_token_revoke;
handler admin_post_give, admin_post_end, admin_role_list;
handler admin_fact_list, admin_access_list, admin_unmasked_list, admin_desk_list;
