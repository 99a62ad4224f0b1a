/* notices (通知): what people are told, in the program, by text message and by e-mail.
 *
 * Kept true here, whoever calls:
 *  - a notice is written in the transaction of what it tells, and leaves by kit/jobs: it is told
 *    if and only if it happened;
 *  - a text is complete without a link and at most 70 characters, the sender's sign included; what
 *    does not fit is cut from {title}, never from the rest;
 *  - what is not urgent waits for one digest a day; nothing but NOTICES_NOW leaves in quiet hours;
 *  - everybody may turn off each kind, and text messages as a whole; sign-in codes and texts that
 *    ask for an answer still come;
 *  - texts and numbers are sealed: the database alone tells nobody what somebody was told;
 *  - a reply of 1, 2 or 3 is taken once, as the word of the account that was asked, and only for a
 *    text that asked; a text to a number that several persons share begins with the person's name.
 * Quiet hours and digests go by business time, what was sent and replied by the real clock.
 */
#pragma once
#include "civic/room.h"

#define NOTICES_LONGEST 70

enum notices_when {
    NOTICES_DIGEST, /* with the others of the day */
    NOTICES_SOON,   /* by itself, but not in quiet hours */
    NOTICES_NOW     /* codes, emergencies */
};

struct notice {
    int64_t county, id;
    int64_t account; /* 0: told to a bare number */
    str kind, number, address;
    int64_t ref;
    str text;
    int64_t told_ms, read_ms, answered_ms; /* 0: not */
    int answer;                            /* 1, 2, 3; 0: none */
    str sms, mail, wechat;                 /* how far each channel got: see notices_schema.sql */
};

/* In struct room: what the room tells. */
struct notices_kind {
    const char *name;  /* "cases.closed" */
    const char *label; /* msgid, in the list of what may be turned off; NULL: may not */
    const char *text;  /* msgid with placeholders; {title} is the one that may be cut */
    enum notices_when when;
    /* The text asked for 1, 2 or 3. Runs inside db_write as the account that was asked, via "sms";
     * an error other than ERR_BUSY and ERR_FAULT means "no longer wanted" and is final. NULL: asks
     * nothing. */
    enum err (*reply)(struct ctx *cx, const struct notice *n, int answer);
};

const struct notices_kind *notices_kind_named(struct ctx *cx, str name); /* NULL: no room's */

struct notice_new {
    int64_t county;
    int64_t account; /* or 0 and a phone (canonical form) */
    str phone;
    const char *kind; /* one that a room lists */
    int64_t ref;      /* what it is about, for reply(): the matter */
    str number;       /* HZY-26-00123, or empty */
    str address;      /* page of it in the program, or empty */
    int64_t fact;     /* the fact it tells: the same account is told once. 0: always told */
    const struct tr_arg *args;
    size_t n_args;
};
/* Inside db_write; usually from a subscriber's take(). */
enum err notices_tell(struct ctx *cx, const struct notice_new *n) MUST_CHECK;

/* A sign-in code: for people_hooks. Inside db_write. ERR_BUSY where texts cannot be sent at all. */
enum err notices_send_code(struct ctx *cx, int64_t county, str phone, str code) MUST_CHECK;

/* Those of the actor, newest first, before the id given (0: the newest). */
enum err notices_list(struct ctx *cx, int64_t before, struct notice *out, int max,
                      int *n) MUST_CHECK;
/* What a notice says, and the bare number it went to, for an export that was written down. */
enum err notices_plain(struct ctx *cx, int64_t county, int64_t id, str *text,
                       str *phone) MUST_CHECK;
/* What was told of a matter, newest first: for staff, who see how far each got but not to whom. */
enum err notices_about(struct ctx *cx, int64_t county, int64_t ref, struct notice *out, int max,
                       int *n) MUST_CHECK;
enum err notices_count_unread(struct ctx *cx, int64_t *n) MUST_CHECK;
/* One of the actor's becomes read; where it leads, "" if nowhere. ERR_NOT_FOUND: not the actor's.
 * db_write of its own. */
enum err notices_read_one(struct ctx *cx, int64_t id, str *address) MUST_CHECK;
enum err notices_mark_read(struct ctx *cx) MUST_CHECK; /* all of the actor; db_write of its own */

/* ---- wishes ------------------------------------------------------------ */

struct notices_wishes {
    bool sms;
    str mail;   /* address, or empty: none */
    str wechat; /* openid of a follower of the official account, or empty; bound by wechat.c alone
                 */
    enum lang lang;
};
enum err notices_find_wishes(struct ctx *cx, int64_t county, int64_t account,
                             struct notices_wishes *out) MUST_CHECK;
/* The actor's own, db_write of their own. ERR_INVALID with field "mail". */
enum err notices_change_wishes(struct ctx *cx, const struct notices_wishes *w) MUST_CHECK;
enum err notices_wants(struct ctx *cx, int64_t county, int64_t account, const char *kind,
                       bool *wants) MUST_CHECK;
enum err notices_turn(struct ctx *cx, const char *kind, bool on) MUST_CHECK;

/* Inside db_write: everything an account was told, and its wishes; by the subscriber to
 * "person.erased" here. */
enum err notices_forget(struct ctx *cx, int64_t county, int64_t account) MUST_CHECK;

/* ---- how messages leave ------------------------------------------------ */

/* China Mobile's platform instead of a gateway: docs/api/yun-mas.md. */
struct yunmas {
    const char *ec_name,
        *ap_id;             /* the customer, and the interface's user; sms_secret is its password */
    const char *sign_code;  /* of the registered signature */
    const char *add_serial; /* digits behind the service number, or NULL */
    const char *callers;    /* addresses that may push, with blanks between; NULL: none */
};

struct http;
struct wechat;
struct notices { /* made by main; goes into every ctx */
    struct http *http;
    bool demo;                   /* nothing leaves; /dev/outbox shows what would have */
    const char *sms_url;         /* gateway (docs/api/sms-gateway.md), NULL: none */
    const char *sms_secret;      /* shared with it */
    const char *sms_sign;        /* a word or two: at the head of every text; NULL: none */
    const struct yunmas *yunmas; /* sms_url is the platform's; NULL: a gateway's */
    const char *mail_url;        /* smtp://…, NULL: none */
    const char *mail_from, *mail_from_name, *mail_user, *mail_password;
    bool mail_tls;
    struct wechat *wechat;  /* the official account (docs/api/wechat.md), NULL: none */
    const char *near_hosts; /* "HOST:PORT …" of other systems inside the own network: http too */
    const char *base_url;   /* https://… before addresses in mail; NULL: no links */
    int quiet_from, quiet_to, digest_at; /* hours; all 0: 22, 7, 18 */
};

/* The official account of WeChat: docs/api/wechat.md. */
struct wechat_keys {
    const char *token;   /* shared with the platform, for signatures */
    const char *aes_key; /* 43 characters of base64 */
    const char *app_id;
};
struct wechat_options {
    struct wechat_keys keys;
    const char *secret;   /* of the app, for the access token */
    const char *api;      /* NULL: the platform's own */
    const char *name;     /* what followers know it by */
    const char *template; /* its id; NULL: nothing is sent, answers are still taken */
    const char *fields;   /* "thing1=text thing2=text character_string3=number time4=time" */
};
/* `why` gets an English sentence for the terminal. Lives until wechat_done; o's strings too. */
enum err wechat_open(const struct wechat_options *o, struct wechat **out, str *why,
                     struct arena *mem) MUST_CHECK;
void wechat_done(struct wechat *w); /* accepts NULL */

extern const struct room notices_room; /* pages, gateway's addresses, jobs, /dev/outbox */
