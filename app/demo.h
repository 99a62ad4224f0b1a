/* demo: Mengzi for whoever tries the program. Loading again changes nothing that is there. */
#pragma once
#include "civic/room.h"

enum { DEMO_CASES = 320 };

/* With so many cases; 0: neither cases nor households, a bare stage for tests. *why: the sentence
 * where cx->failure has none. */
enum err demo_load(struct ctx *cx, int cases, str *why) MUST_CHECK;

/* The plans, patrols and visits of grid workers; part of demo_load. */
enum err demo_field(struct ctx *cx, int64_t county) MUST_CHECK;
