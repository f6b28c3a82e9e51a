/* Calls the carrier. */
#include "clients/protocols/plain_carrier.h"

#include <stdio.h>
#include <string.h>

void plain_arm(struct conversation *conversation, uint64_t delay_ns) {
  plain_of(conversation)->armed = true;
  conversation->carrier->wake(conversation->owner, delay_ns);
}

void plain_disarm(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  if (plain->armed)
    conversation->carrier->wake(conversation->owner, UINT64_MAX);
  plain->armed = false;
}

void plain_outcome(struct conversation *conversation, enum protocol_published outcome) {
  plain_of(conversation)->outstanding--;
  conversation->carrier->published(conversation->owner, outcome);
}

void plain_close(struct conversation *conversation) {
  struct plain *plain = plain_of(conversation);
  plain_disarm(conversation);
  plain->phase = PLAIN_CLOSED;
  plain->opened = plain->polling = plain->posting = false;
  while (plain->outstanding > 0)
    plain_outcome(conversation, PROTOCOL_UNANSWERED);
  for (size_t i = 0; i < plain->post_count; i++)
    json_decref(plain->posts[i].captured);
  plain->post_count = 0;
}

void plain_fail(struct conversation *conversation, const char *step, const char *text) {
  char name[64]; /* the step's may be in what plain_close forgets */
  snprintf(name, sizeof name, "%s", step);
  plain_close(conversation);
  conversation->carrier->failed(conversation->owner, name, "%s", text);
}

size_t plain_split(struct conversation *conversation, const char *bytes, size_t count,
                   void (*take)(struct conversation *conversation, const char *bytes,
                                size_t count)) {
  const char *separator =
      json_string_value(json_object_get(conversation->description, "separator"));
  size_t separator_bytes = separator ? strlen(separator) : 0, parts = 0;
  const char *end = bytes + count;
  while (bytes < end && plain_of(conversation)->phase != PLAIN_CLOSED) {
    const char *next = separator_bytes > 0
                           ? memmem(bytes, (size_t)(end - bytes), separator, separator_bytes)
                           : NULL;
    const char *part_end = next ? next : end;
    if (part_end > bytes) {
      take(conversation, bytes, (size_t)(part_end - bytes));
      parts++;
    }
    bytes = next ? next + separator_bytes : end;
  }
  return parts;
}
