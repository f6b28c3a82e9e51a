/* The keys of target files, from which come their checks and docs/schema/target.json. What they
 * mean, docs/targets.md says. */
#ifndef DOCUMENTS_TARGET_SHAPE_H
#define DOCUMENTS_TARGET_SHAPE_H

#include "documents/shape.h"

extern const struct shape target_shape;

/* Known protocols, `plain` among them; NULL ends it. */
extern const char *const target_protocols[];
extern const char target_plain[]; /* "plain" */

/* An object of "transports", where the protocol is known. */
extern const struct shape target_known_shape;

/* docs/schema/target.json. A new reference. */
json_t *target_schema(void);

#endif
