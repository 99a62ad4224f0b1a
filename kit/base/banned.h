/* banned: names that this program does not use, because each has cost somebody a hole.
 * Included before every own source (-include). The standard headers come first, since
 * they mention the names themselves. */
#pragma once
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#pragma GCC poison strcpy strcat strncpy strncat strtok sprintf vsprintf gets
#pragma GCC poison atoi atol atoll gmtime localtime ctime asctime
