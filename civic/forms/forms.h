/* forms (表单): questions as data. A form is a version of a list of fields of the field dictionary;
 * answers are canonical JSON.
 *
 * Kept true here:
 *  - a field asks for something only with a purpose, a legal basis where it is personal, where the
 *    answer may already be held, and how long it is kept;
 *  - a form is stored by the hash of its canonical text and never changes: a new version is a new
 *    form, and what was answered names the version it answered;
 *  - answers that were accepted satisfy every rule of their form: no unknown key, no missing
 *    compulsory field, each of its type and within its limits;
 *  - an answer that stops the form ("call 119") is never stored.
 *
 * A form is written in YAML (docs/forms.md) or kept by admin as its canonical JSON.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"

struct html;

extern const struct db_part forms_schema;

enum forms_type {
    FORMS_TEXT,   /* several lines */
    FORMS_LINE,   /* one line */
    FORMS_NUMBER, /* whole or decimal, kept as written */
    FORMS_DATE,   /* YYYY-MM-DD */
    FORMS_SINGLE, /* one of the choices */
    FORMS_MULTI,  /* any of the choices */
    FORMS_NOTICE, /* a text to read, no answer */
    FORMS_TYPES
};
extern const char *const forms_type_names[FORMS_TYPES];

struct forms_text { /* data, so in both languages beside each other */
    str in[LANGS];  /* en may be empty: zh is shown */
};
str forms_say(const struct forms_text *t, enum lang lang);

struct forms_choice {
    str key;
    struct forms_text label;
    struct forms_text stop; /* choosing this ends the form with this sentence; empty: it goes on */
};
struct forms_field {
    str key;
    enum forms_type type;
    bool must;
    struct forms_text label, help;
    int64_t least, most; /* FORMS_NUMBER: value; texts: code points; FORMS_MULTI: choices */
    const struct forms_choice *choices;
    int n_choices;
    /* the dictionary's part */
    str purpose, basis, source; /* why, by which law, where it is held already */
    int64_t keep_days;          /* 0: as long as what it belongs to */
    bool personal;              /* the answers are to be sealed by whoever stores them */
    bool open;                  /* "public: yes": whoever may see the matter may read the answer */
};
struct form {
    char hash[65];
    str name;
    int64_t version;
    const struct forms_field *fields;
    int n;
    str text; /* canonical JSON, what the hash is of */
};

enum { FORMS_FIELDS_MAX = 60, FORMS_CHOICES_MAX = 60, FORMS_TEXT_MAX = 64 * 1024 };

/* From YAML or JSON text. ERR_INVALID with `why` (line and reason, for the one who writes it). */
enum err forms_read(struct arena *mem, str text, struct form *out, str *why) MUST_CHECK;

/* A form of these fields, which then satisfies every rule forms_read knows. */
enum err forms_make(struct arena *mem, str name, int64_t version, const struct forms_field *fields,
                    int n, struct form *out, str *why) MUST_CHECK;

/* Inside db_write. Storing the same text again changes nothing but makes it the current one. */
enum err forms_store(struct ctx *cx, const struct form *f) MUST_CHECK;
enum err forms_find(struct ctx *cx, str hash, struct form *out) MUST_CHECK;
enum err forms_current(struct ctx *cx, str name, struct form *out) MUST_CHECK;

/* ---- answers ----------------------------------------------------------- */

struct forms_answer {
    str key, value; /* FORMS_MULTI: one per choice; what was typed, not cleaned yet */
};
/* Checks and writes the canonical JSON object (keys in the form's order). Records one sentence per
 * wrong field (named "f_" + key, as the inputs are) by fail_field and returns ERR_INVALID. An
 * answer that stops the form is ERR_INVALID with the form's own sentence. Answers for keys the
 * form does not know are ignored when `strict` is false (browsers send more), else refused. */
enum err forms_check(struct ctx *cx, const struct form *f, const struct forms_answer *answers,
                     int n, bool strict, str *json) MUST_CHECK;
/* The same for a JSON object sent by a machine or stored offline; unknown keys are refused. */
enum err forms_check_json(struct ctx *cx, const struct form *f, str text, str *json) MUST_CHECK;
/* One answer of an accepted object as people read it ("" if not answered). */
str forms_shown(struct arena *mem, enum lang lang, const struct form *f, str json, str key);

/* Inputs, named "f_" + key, filled with what was typed before; and the answers as a table. Both
 * without a <form> element around them. */
void forms_html_inputs(struct html *h, const struct form *f);
void forms_html_answers(struct html *h, const struct form *f, str json);
/* Those alone whose field is public. */
void forms_html_open_answers(struct html *h, const struct form *f, str json);
/* Is there anything such a table would show? */
bool forms_has_answers(struct arena *mem, const struct form *f, str json, bool open_only);
/* The answers among the fields of a form that was sent ("f_" + key), for forms_check. */
struct req;
int forms_sent(const struct req *rq, struct forms_answer *out, int max);
