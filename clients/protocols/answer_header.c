/* Looks through the lines of a head. */
#include "clients/protocols/answer_header.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

/* Whether the line, without its end, is of that header. */
static bool line_is(const char *line, const char *end, const char *name) {
  size_t bytes = strlen(name);
  return (size_t)(end - line) > bytes && line[bytes] == ':' && strncasecmp(line, name, bytes) == 0;
}

/* The value in a line whose colon is at `value`. */
static const char *value_of(const char *value, const char *end, size_t *bytes) {
  value++;
  while (value < end && is_blank(*value))
    value++;
  while (end > value && is_blank(end[-1]))
    end--;
  *bytes = (size_t)(end - value);
  return value;
}

const char *answer_header(const struct protocol_answer *answer, const char *name, size_t *bytes) {
  const char *line = answer->head;
  const char *end = line ? line + answer->head_bytes : NULL;
  while (line && line < end) {
    const char *feed = memchr(line, '\n', (size_t)(end - line));
    const char *line_end = feed ? feed : end;
    if (line_is(line, line_end, name))
      return value_of(line + strlen(name), line_end, bytes);
    line = feed ? feed + 1 : NULL;
  }
  return NULL;
}

bool answer_header_text(const struct protocol_answer *answer, const char *name, char *text,
                        size_t capacity) {
  size_t bytes = 0;
  const char *value = answer_header(answer, name, &bytes);
  if (!value || bytes == 0 || bytes >= capacity)
    return false;
  for (size_t i = 0; i < bytes; i++)
    if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
      return false;
  memcpy(text, value, bytes);
  text[bytes] = '\0';
  return true;
}

/* The words of a head's first line, "Forbidden"; *bytes is 0 where it has none. */
static const char *reason_of(const struct protocol_answer *answer, size_t *bytes) {
  enum { BEFORE = sizeof "HTTP/1.1 403 " - 1 };
  *bytes = 0;
  if (!answer->head || answer->head_bytes <= BEFORE || answer->head[BEFORE - 1] != ' ')
    return "";
  const char *end = memchr(answer->head, '\r', answer->head_bytes);
  if (end && end > answer->head + BEFORE)
    *bytes = (size_t)(end - answer->head) - BEFORE;
  return answer->head + BEFORE;
}

const char *answer_words(const struct protocol_answer *answer, char *text, size_t capacity) {
  size_t bytes = 0;
  const char *reason = reason_of(answer, &bytes);
  if (answer->code == 0)
    snprintf(text, capacity, "%s", answer->failure ? answer->failure : "no answer");
  else
    snprintf(text, capacity, "%d%s%.*s", answer->code, bytes > 0 ? " " : "", (int)bytes, reason);
  return text;
}
