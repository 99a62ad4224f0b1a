/* forms_own: what the templates of civic/forms need. */
#pragma once
#include "civic/forms/forms.h"
#include "kit/web/web.h"

const char *forms_input_name(struct html *h, const struct forms_field *f);
bool forms_was_chosen(struct html *h, const char *name, str key);
