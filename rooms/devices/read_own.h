/* read_own: shared by the readers of devices' formats. */
#pragma once
#include "rooms/devices/devices.h"

struct device_said device_nothing_said(void);
/* Small letters, digits and _ alone, bounded. */
str device_word(str s, struct arena *mem);
