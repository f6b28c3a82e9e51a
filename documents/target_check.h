/* The checks of target files. target_load calls them in this order. */
#ifndef DOCUMENTS_TARGET_CHECK_H
#define DOCUMENTS_TARGET_CHECK_H

#include "documents/target.h"

/* Whether the document is as documents/target_shape says, with good templates and pointers. Needs
 * the path, text, document and secrets; notes the ports. */
enum status target_check_shape(struct target_description *description, struct error *error);

/* What shapes do not say: what must fit together. Needs all members. */
enum status target_check_sense(const struct target_description *description, struct error *error);

#endif
