/* Texts of errors. */
#include "common/base/status.h"

#include <stdarg.h>
#include <stdio.h>

enum status error_set(struct error *error, enum status status, const char *format, ...) {
  if (!error)
    return status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  for (char *at = error->text; *at; at++) {
    if (*at == '\n' || *at == '\r')
      *at = ' ';
  }
  return status;
}
