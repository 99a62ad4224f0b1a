/* me_own: what the files of rooms/me share. */
#pragma once
#include "civic/frame/frame.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/db/db.h"
#include "rooms/me/me.h"

/* ---- keep.c: where to go afterwards, and the form that had to wait ---- */
struct me_pair {
    str name, value;
};
str me_back(const struct req *rq, const char *otherwise); /* a local address */
str me_keep_to(const struct html *h);                     /* "" if nothing waits */
bool me_keep_next(const struct html *h, size_t *i, struct me_pair *out);
str me_keep_longest(const struct html *h); /* to show that nothing was lost */
/* Sets the session's cookie; then the waiting form again, or a redirect to where one was. */
enum err me_enter(struct req *rq, str token, const char *otherwise);

/* ---- views ---- */
struct me_demo { /* with --demo only: accounts that fit the page */
    str who, label;
};
#define ME_DEMO_MAX 24
struct me_login {
    str back, phone;
    bool sent;
    struct me_demo demo[ME_DEMO_MAX];
    int n_demo;
};
struct me_who {
    str back;
    str name[PHONE_PEOPLE_MAX];
    int n;
};
struct me_desk {
    str back;
    str name[DESK_MAX], token[DESK_MAX];
    struct session session[DESK_MAX];
    int n;
    bool open; /* somebody is signed in here */
};
struct me_matter { /* one I reported */
    str to, title, number, state;
    enum frame_look look;
    int64_t at_ms;
};
#define ME_MATTERS_MAX 30
#define ME_LOOKS_MAX   50
struct me_page {
    const struct person *person;
    const struct me_matter *mine;
    int n;
    int64_t unread; /* messages */
};

void me_demo_list(struct req *rq, bool staff, struct me_login *out);

/* ---- handlers ---- */
handler me_login_show, me_login_send, me_who_show, me_who_choose, me_other, me_leave;
handler me_staff_show, me_staff_send, me_desk_show, me_desk_change, me_desk_lock, me_desk_drop;
handler me_show, me_name, me_privacy, me_data, me_erase_show, me_erase;
handler me_password_show, me_password, me_pin, me_factor_show, me_factor;
handler me_demo_enter;
enum err me_enter_staff(struct req *rq, str token);
