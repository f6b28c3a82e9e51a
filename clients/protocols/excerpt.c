/* Makes bytes from outside fit for a line of text. */
#include "clients/protocols/excerpt.h"

#include <stdio.h>
#include <string.h>

static const char ellipsis[] = "...";
enum { SHOWN_BYTES = 96 };

struct excerpt excerpt_of(const char *bytes, size_t count) {
  struct excerpt excerpt;
  size_t shown = count < SHOWN_BYTES ? count : SHOWN_BYTES;
  for (size_t i = 0; i < shown; i++)
    excerpt.text[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '.';
  if (shown < count)
    memcpy(excerpt.text + shown, ellipsis, sizeof ellipsis);
  else
    excerpt.text[shown] = '\0';
  return excerpt;
}

struct excerpt excerpt_of_answer(const struct protocol_answer *answer) {
  struct excerpt excerpt;
  if (answer->code == 0) {
    const char *failure = answer->failure ? answer->failure : "no answer";
    return excerpt_of(failure, strlen(failure));
  }
  struct excerpt body = excerpt_of(answer->body ? answer->body : "", answer->body_bytes);
  enum { BODY_BYTES = SHOWN_BYTES + sizeof ellipsis };
  snprintf(excerpt.text, sizeof excerpt.text, "HTTP %d%s%.*s", answer->code, *body.text ? " " : "",
           (int)BODY_BYTES, body.text);
  return excerpt;
}
