/* place: where one test happens: its database and its directory. For test.c only. */
#pragma once
#include "kit/test/test.h"

void place_make(struct ctx *cx); /* opens cx->db; ends the program if it cannot */
void place_end(struct ctx *cx);
void place_done(void); /* removes what all tests shared */
