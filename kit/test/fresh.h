/* fresh: where one test happens: its database and its directory. For test.c only. */
#pragma once
#include "kit/test/test.h"

void test_fresh_make(struct ctx *cx); /* opens cx->db; ends the program if it cannot */
void test_fresh_end(struct ctx *cx);
void test_fresh_done(void); /* removes what all tests shared */
