/* lab_test: what the tests of kit/db share: a part with three tables (lab_test_schema.sql). */
#pragma once
#include "kit/db/lab_test_schema.h"
#include "kit/db/lab_test_sql.h"
#include "kit/test/test.h"

enum { LAB_COUNTY = 532503 };

struct lab_thing {
    int64_t id;
    str name;
    const char *kind; /* NULL is "lamp" */
    enum err then;    /* what the function returns after the INSERT */
};
void lab(struct ctx *cx); /* makes the tables */
enum err lab_add_tx(struct ctx *cx, void *thing);
enum err lab_add(struct ctx *cx, int64_t id, str name); /* in a db_write */
int64_t lab_count(struct ctx *cx);
