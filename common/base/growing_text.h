/* A text that grows as it is written: for texts whose length nobody knows beforehand. */
#ifndef COMMON_BASE_GROWING_TEXT_H
#define COMMON_BASE_GROWING_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it is empty. */
struct growing_text {
  char *text; /* malloc'd, ends with a NUL; NULL while it is empty */
  size_t bytes, capacity;
  bool failed; /* no memory: what was added since is lost */
};

void growing_text_add(struct growing_text *text, const char *bytes, size_t count);
void growing_text_add_text(struct growing_text *text, const char *more);

/* The text, which the caller frees ("" where nothing was added), and an empty one remains. NULL
 * without memory. */
char *growing_text_take(struct growing_text *text);

void growing_text_release(struct growing_text *text);

#endif
