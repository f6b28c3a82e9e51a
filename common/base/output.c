/* Asks whether standard output took everything. */
#include "common/base/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum status output_flush(struct error *error) {
  errno = 0;
  int failed = fflush(stdout) != 0;
  if (!failed && !ferror(stdout))
    return STATUS_OK;
  return error_set(error, STATUS_ENVIRONMENT, "standard output cannot be written%s%s",
                   errno ? ": " : "", errno ? strerror(errno) : "");
}

enum status output_finish(enum status status, struct error *error) {
  struct error reason;
  enum status written = output_flush(&reason);
  if (written == STATUS_OK || (status != STATUS_OK && status != STATUS_CHECK))
    return status;
  return error_set(error, written, "%s", reason.text);
}
