#include "kit/test/test.h"
