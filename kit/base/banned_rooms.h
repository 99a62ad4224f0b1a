/* Rooms and civic parts have arenas and media/: they neither allocate nor open files. */
#pragma once
#include "kit/base/banned.h"
#pragma GCC poison malloc calloc realloc free fopen
