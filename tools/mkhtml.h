/* What the parts of mkhtml share: the template being read, where in its HTML the reading stands,
 * and the C made so far. One template a run, so one of each. */
#pragma once
#include "tool.h"

enum place { /* where in the HTML we are */
             TEXT,
             TAG_NAME,
             TAG, /* inside a tag, between attributes */
             ATTR_NAME,
             BEFORE_VALUE, /* behind the = */
             VALUE,        /* inside quotes */
             COMMENT
};
struct where {
    enum place place;
    bool closing, keep_space; /* </…>; inside <pre> or <textarea> */
    char quote;
    char tag[32], attr[48];
    size_t value_len; /* bytes of the value so far: a value that begins the address is special */
};

struct template
{
    const char *file;
    const char *at, *end; /* the rest of it */
    int line;             /* of at, from 1 */
    int depth;            /* blocks open; what stands outside of all is an error */
    struct where here;
    bool no_space_next; /* a directive stood alone on its line: its newline is not content */
    struct text head, body;
    struct text lit; /* characters of body not written yet */
};
extern struct template t;

/* mkhtml_place.c: follows the HTML and refuses what the rules of the pages forbid. */
void take_char(void); /* the next character of the template, as content */
void settle(void);    /* a name may have just ended: the same place as a blank behind it */
bool is_url_attr(void);
bool may_hold_value(void); /* complains if no value can be made safe here */
void flush_lit(void);
void code_line(void); /* C that follows is reported at the template's line */

/* mkhtml_value.c: what puts something out. */
void put_value(char *expr);                       /* {{ expr | filter }} */
void put_words(const char *from, const char *to); /* {{_ text | name = expr }} */

/* The end of C text: behind strings, characters and nested brackets, at one of `stops` or NULL. */
const char *c_end(const char *p, const char *to, const char *stops);
char *trimmed(const char *from, const char *to); /* a copy without the blanks around it */
