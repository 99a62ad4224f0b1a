/* facts_own: what the files of civic/facts share. */
#pragma once
#include "civic/facts/facts.h"

bool facts_wanted(const struct facts_subscriber *s, const struct fact *f);
