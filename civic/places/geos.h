/* geos: between our shapes and GEOS'. For ground.c and divide.c. */
#pragma once
#include "civic/places/ground.h"

#include <geos_c.h>

/* NULL if GEOS cannot make it. */
GEOSGeometry *geos_from(GEOSContextHandle_t h, const struct geo_shape *s);
/* Polygons of a geometry, rounded to whole microdegrees; slivers that vanish are left out. */
enum err geos_to(GEOSContextHandle_t h, const GEOSGeometry *g, struct arena *mem,
                 struct geo_shape *out) MUST_CHECK;
double geos_area(GEOSContextHandle_t h, const GEOSGeometry *g);
