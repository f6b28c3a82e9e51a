/* Diagnostics on standard error. A line is one write(2), so that lines of several
 * threads and of several processes on one terminal do not mix. */
#include "common/base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOG_LINE_BYTES = 1024 };

static _Atomic(const char *) program = "pushbench";

void log_program(const char *name) {
  atomic_store(&program, name);
}

/* A text too long for the line is cut and ends in "...". */
__attribute__((format(printf, 2, 0))) static void log_line(const char *level, const char *format,
                                                           va_list arguments) {
  static const char cut[] = "...";
  char line[LOG_LINE_BYTES];
  const size_t room = sizeof line - 1; /* the line end */
  int head = snprintf(line, room, "%s: %s: ", atomic_load(&program), level);
  size_t used = head < 0 ? 0 : (size_t)head;
  if (used >= room)
    used = room - 1;

  int wanted = vsnprintf(line + used, room - used, format, arguments);
  if (wanted < 0)
    wanted = 0;
  if ((size_t)wanted < room - used) {
    used += (size_t)wanted;
  } else {
    used = room - 1;
    memcpy(line + used - (sizeof cut - 1), cut, sizeof cut - 1);
  }

  for (size_t i = 0; i < used; i++) {
    if (line[i] == '\n' || line[i] == '\r')
      line[i] = ' ';
  }
  line[used++] = '\n';
  while (write(STDERR_FILENO, line, used) < 0 && errno == EINTR) {
  }
}

void log_error(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  log_line("error", format, arguments);
  va_end(arguments);
}

void log_warning(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  log_line("warning", format, arguments);
  va_end(arguments);
}

void log_info(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  log_line("info", format, arguments);
  va_end(arguments);
}

void log_contract(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  log_line(LOG_BROKEN_CONTRACT, format, arguments);
  va_end(arguments);
}
