/* demo_map: borders and grids of the demo, made up below the county's outline. */
#pragma once
#include "kit/base/base.h"

/* Draws them where the county has none. The same map each time. */
enum err demo_map(struct ctx *cx, int64_t county) MUST_CHECK;
