/* Says in words why a repeat failed. */
#include <stdarg.h>
#include <stdio.h>

#include "bench/run/repeat_state.h"

void failure_set(struct repeat *repeat, const char *format, ...) {
  va_list arguments;
  if (*repeat->measurement.failure)
    return;
  va_start(arguments, format);
  vsnprintf(repeat->measurement.failure, sizeof repeat->measurement.failure, format, arguments);
  va_end(arguments);
}

void failure_of(struct repeat *repeat, const char *who, const struct process *process,
                const char *log) {
  char ending[128];
  if (*repeat->measurement.failure)
    return;
  const char *said = process_reason(process);
  process_ending(process, ending, sizeof ending);
  failure_set(repeat, "the %s %s: %s%s", who, ending, said ? said : "see ", said ? "" : log);
  repeat->measurement.ended_after_s = process_lived_s(process);
}
