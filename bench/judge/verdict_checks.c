/* Adds the reasons of the checks. */
#include "bench/judge/verdict_checks.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { REASON_BYTES = 512 };

void verdict_add(json_t *reasons, enum reason_kind kind, double severity, const char *format, ...) {
  char text[REASON_BYTES];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  json_array_append_new(reasons,
                        json_pack("{s:s, s:s, s:f}", "text", text, "kind", reason_table[kind].name,
                                  "severity", fmin(severity, DBL_MAX)));
}
