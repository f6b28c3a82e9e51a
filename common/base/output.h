/* Standard output belongs to results: where it cannot be written, there are none. */
#ifndef COMMON_BASE_OUTPUT_H
#define COMMON_BASE_OUTPUT_H

#include "common/base/status.h"

/* The last thing that a program does: writes what is buffered, and returns the status to end
 * with. That is STATUS_ENVIRONMENT, with the reason, where something could not be written and
 * `status` is STATUS_OK or STATUS_CHECK; else it is `status`. */
enum status output_finish(enum status status, struct error *error);

/* The same for what was written so far; STATUS_OK or STATUS_ENVIRONMENT. */
enum status output_flush(struct error *error);

#endif
