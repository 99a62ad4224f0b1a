/* moves (办理): what pages show of any matter, whatever room it is of: its look, its history, and
 * the steps on offer to whoever reads, as forms; and one such form read back.
 *
 * Kept true here:
 *  - only what matters_offers offers becomes a form, and a form asks for all that its move needs;
 *  - a step is taken on the matter as it was seen (field `seen`): reading back keeps row_ver;
 *  - a history says what the facts say, in the words of the flow; the public learns neither words
 *    nor names, reporters only what the flow tells reporters.
 *
 * A room adds its own fields to a form, or words to a line, after it has been made.
 */
#pragma once
#include "civic/frame/frame.h"
#include "civic/matters/matters.h"

enum moves_kind { MOVES_TEXT, MOVES_CHOICE, MOVES_PHOTO, MOVES_DAY };
struct moves_field { /* something a move needs */
    enum moves_kind kind;
    const char *name_z, *label_z; /* name, and label as msgid */
    str name, label, hint, chosen;
    str value; /* instead of what was typed */
    bool must, many;
    const struct choice *templates; /* that may be inserted */
    int n_templates;
    const struct choice *options;
    int n;
};
struct moves_form {
    str key, label, hint;
    struct moves_field *fields;
    int n_fields;
};

enum { MOVES_OFFERS_MAX = 24 };
/* The steps that wait for nothing, in the flow's order. `org` of a choice of organisations is
 * chosen and said to be suggested; 0: none. `token` speaks for the reporter, as in matters. */
enum err moves_forms(struct ctx *cx, const struct matter *m, str token, int64_t org,
                     struct moves_form **out, int *n) MUST_CHECK;
struct moves_field *moves_field(struct moves_form *f, const char *name); /* or NULL */
/* Writes them, each behind its name; `action` takes them all, `chosen` stands open. */
void moves_show(struct html *h, str action, int64_t seen, const struct moves_form *f, int n,
                str chosen);

/* The fields of a form sent back: move, seen, reason, outcome, say, why_no_photo, org, limit,
 * until, rating, into (a number). Photos are the room's to take. */
struct moves_step {
    const char *move;
    int64_t seen;
    struct matters_input in;
    str say;
};
enum err moves_read(struct req *rq, struct moves_step *out) MUST_CHECK;
/* `into` alone: the matter of a number that the actor may see. */
enum err moves_read_into(struct req *rq, struct matters_input *in) MUST_CHECK;

/* ---- what is said of it ------------------------------------------------- */

enum frame_look moves_look(enum matters_shown s, bool late);

/* The history as this reader may know it, oldest first; *out in cx->mem. What was said with a step
 * is the room's: `words` gives it, or is NULL. */
struct moves_words {
    str (*of)(void *arg, const struct fact *f, const struct flow_move *move); /* move: or NULL */
    void *arg;
};
/* What was said from a room's own table of notes: a statement that is given county, id and max and
 * gives account, body and at_ms. A note stands with the step that its writer took in that moment.
 */
enum err moves_notes(struct ctx *cx, const struct db_sql *notes, const struct matter *m,
                     struct moves_words *out) MUST_CHECK;
enum err moves_history(struct ctx *cx, const struct matter *m, enum matters_view view,
                       const struct moves_words *words, struct frame_step **out, int *n) MUST_CHECK;

/* ---- in a list of tasks -------------------------------------------------- */

struct moves_row {                        /* one task of any kind of matter, in words */
    str no, title, to, place, kind, todo; /* to: address of its page for staff, or "" */
    enum frame_look look;
    str shown;
    bool late, urgent;
    int64_t due_ms;
};
/* Of a task whose matter is known (task.of). */
void moves_row(struct ctx *cx, const struct task *t, struct moves_row *out);
/* The page for staff of a matter: its kind's `desk` and the number; "" if the kind has none. */
str moves_page(struct ctx *cx, const struct matter *m);
