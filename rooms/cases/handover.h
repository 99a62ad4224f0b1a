/* handover (转外部系统): a case is handed to another system that speaks Open311, and what becomes
 * of it there is taken in.
 *
 * Kept true here:
 *  - what is sent is the text that staff wrote for it, the kind and the spot: never what the
 *    reporter said, nor who it was;
 *  - a case is handed to a system once; sending is asked for in the transaction that records it,
 *    done outside, and known by one Idempotency-Key however often it is tried, so a kill in the
 *    middle is no second case where the other side keeps such keys (Linli does);
 *  - an address is https; plain http, and addresses inside the own network, only for the hosts that
 *    the operator lists (open311-near);
 *  - what the other side answers is bounded before it is read, and shown as text only;
 *  - their state is an outside reference: our case is not moved by it.
 * Times are ms UTC. Standards: GeoReport v2 in JSON.
 */
#pragma once
#include "rooms/cases/cases_own.h"

#define ACT_CASES_HANDOVER "cases.handover"

enum { HANDOVER_SERVERS_MAX = 50, HANDOVER_LIST_MAX = 8, HANDOVER_SERVICES_MAX = 400 };

struct handover_server {
    int64_t county, id;
    str name, url, jurisdiction;
    bool has_key, live;
    str services; /* "CODE SERVICE" lines; of handover_server_find alone */
    str key;      /* as typed: empty keeps the one there is */
};
enum err handover_servers(struct ctx *cx, int64_t county, struct handover_server *out, int max,
                          int *n) MUST_CHECK;
enum err handover_server_find(struct ctx *cx, int64_t county, int64_t id,
                              struct handover_server *out) MUST_CHECK;
/* By ACT_SYSTEM_CONFIG; id 0 adds one and is set. Fields: name, url, services, key. */
enum err handover_server_put(struct ctx *cx, struct handover_server *s) MUST_CHECK;

enum handover_state {
    HANDOVER_WAITING,
    HANDOVER_HANDED,
    HANDOVER_DONE,
    HANDOVER_FAILED,
    HANDOVER_STATES
};
extern const char *const handover_state_names[HANDOVER_STATES];
struct handover {
    int64_t county, id, case_id, server, account, attempt, misses, at_ms;
    enum handover_state state;
    str service, body, number, token, said, notes, problem, told;
    str name; /* of the server */
};
enum err handover_list(struct ctx *cx, const struct matter *m, struct handover *out, int max,
                       int *n) MUST_CHECK;
enum err handover_find(struct ctx *cx, int64_t county, int64_t id, struct handover *out) MUST_CHECK;
/* What a reader is told: where it is, what they say, what is wrong. */
str handover_text(struct ctx *cx, const struct handover *h);

/* Systems that would take this case and do not have it yet. */
struct handover_offer {
    int64_t server;
    str name, service;
};
enum err handover_offers(struct ctx *cx, const struct casefile *c, struct handover_offer *out,
                         int max, int *n) MUST_CHECK;
bool handover_may(struct ctx *cx, const struct matter *m);
enum err handover_hand(struct ctx *cx, const struct casefile *c, int64_t server,
                       str text) MUST_CHECK;
enum err handover_again(struct ctx *cx, const struct matter *m, int64_t id) MUST_CHECK;

/* ---- what they answer (handover_read.c) --------------------------------- */

enum { HANDOVER_ANSWER_MAX = 256 << 10 };
struct handover_answer { /* clean text, bounded; "" where they say nothing */
    int n;               /* requests in the answer; the members are of the first */
    str number, token, status, notes;
    str error; /* description of the first error */
};
/* ERR_INVALID: no list of requests or errors in JSON. */
enum err handover_read(struct arena *mem, str body, struct handover_answer *out) MUST_CHECK;

/* May this address be called, given the hosts the operator lists; *near: by the list. */
bool handover_url_ok(str url, const char *near_hosts, bool *near);

extern const struct jobs_kind handover_send_job, handover_ask_job;
enum err handover_key(struct ctx *cx, const struct handover_server *s, str *key) MUST_CHECK;
struct handover_servers_page {
    struct handover_server *at;
    int n;
};
handler handover_list_page, handover_new_page, handover_show_page, handover_put_page;
handler desk_handover, desk_handover_again;
/* desk_case_web.c: the case page with the sentences of a refused form. */
enum err desk_show_again(struct req *rq, enum err because) MUST_CHECK;
