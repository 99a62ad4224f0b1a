/* demo_field.c: what the demo shows of the grid workers' days. */
#include "app/demo.h"
#include "rooms/field/patrol.h"

extern const str demo_data_patrols;

enum err demo_field(struct ctx *cx, int64_t county)
{
    return patrol_demo_load(cx, county, demo_data_patrols);
}
