/* Formats sentences into a list. */
#include "bench/compare/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void notes_add(struct notes *notes, const char *format, ...) {
  char **grown = realloc(notes->items, (notes->count + 1) * sizeof *grown);
  va_list arguments;
  if (!grown) {
    notes->lost = true;
    return;
  }
  notes->items = grown;
  va_start(arguments, format);
  if (vasprintf(&grown[notes->count], format, arguments) >= 0)
    notes->count++;
  else
    notes->lost = true;
  va_end(arguments);
}

void notes_release(struct notes *notes) {
  for (size_t i = 0; i < notes->count; i++)
    free(notes->items[i]);
  free(notes->items);
  *notes = (struct notes){0};
}
