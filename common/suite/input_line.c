/* Lines of bounded length. */
#include "common/suite/input_line.h"

#include "common/base/log.h"

static void line_end(struct input_line *line, void (*hear)(void *context, const char *line),
                     void *context) {
  if (line->bytes < sizeof line->text) {
    line->text[line->bytes] = '\0';
    hear(context, line->text);
  } else {
    log_warning("a line of %zu bytes on standard input is no command", line->bytes);
  }
  line->bytes = 0;
}

void input_line_take(struct input_line *line, const char *bytes, size_t count,
                     void (*hear)(void *context, const char *line), void *context) {
  for (size_t i = 0; i < count; i++) {
    if (bytes[i] == '\n') {
      line_end(line, hear, context);
      continue;
    }
    if (line->bytes < sizeof line->text)
      line->text[line->bytes] = bytes[i];
    line->bytes++;
  }
}
