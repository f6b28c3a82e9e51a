/* Doubles its memory when that is full. */
#include "common/base/growing_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY_MIN = 64 };

/* Makes room for so many bytes more, and a NUL. */
static bool room_make(struct growing_text *text, size_t count) {
  if (count >= SIZE_MAX / 2 - text->bytes)
    return false;
  size_t capacity = text->capacity ? text->capacity : CAPACITY_MIN;
  while (capacity < text->bytes + count + 1)
    capacity *= 2;
  if (capacity == text->capacity)
    return true;
  char *grown = realloc(text->text, capacity);
  if (!grown)
    return false;
  text->text = grown;
  text->capacity = capacity;
  return true;
}

void growing_text_add(struct growing_text *text, const char *bytes, size_t count) {
  if (text->failed || !room_make(text, count)) {
    text->failed = true;
    return;
  }
  if (count > 0)
    memcpy(text->text + text->bytes, bytes, count);
  text->bytes += count;
  text->text[text->bytes] = '\0';
}

void growing_text_add_text(struct growing_text *text, const char *more) {
  growing_text_add(text, more, strlen(more));
}

char *growing_text_take(struct growing_text *text) {
  growing_text_add(text, "", 0);
  char *taken = text->text;
  if (text->failed) {
    free(taken);
    taken = NULL;
  }
  *text = (struct growing_text){.text = NULL};
  return taken;
}

void growing_text_release(struct growing_text *text) {
  free(text->text);
  *text = (struct growing_text){.text = NULL};
}
