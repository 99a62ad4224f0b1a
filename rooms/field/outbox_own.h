/* outbox_own: shared by the files about working without network. */
#pragma once
#include "rooms/field/outbox.h"

extern const struct jobs_kind outbox_sweep_job;

enum err pack_show(struct req *rq); /* pack_web.c */
