/* Makes sure that standard output, which carries the results, could be written. */
#ifndef COMMON_BASE_OUTPUT_H
#define COMMON_BASE_OUTPUT_H

#include "common/base/status.h"

/* A program's last call: flushes standard output and returns the status to end with. That is
 * STATUS_ENVIRONMENT, with the reason, where something could not be written and `status` is
 * STATUS_OK or STATUS_CHECK; else it is `status`. */
enum status output_finish(enum status status, struct error *error);

/* Flushes standard output; STATUS_OK, or STATUS_ENVIRONMENT with the reason. */
enum status output_flush(struct error *error);

#endif
