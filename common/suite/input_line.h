/* Lines of a program's standard input, put together from what each read(2) brings. */
#ifndef COMMON_SUITE_INPUT_LINE_H
#define COMMON_SUITE_INPUT_LINE_H

#include <stddef.h>

enum { INPUT_LINE_BYTES = 256 }; /* with the NUL that takes the place of the end */

/* The line under way. Zeroed it is empty. */
struct input_line {
  char text[INPUT_LINE_BYTES];
  size_t bytes; /* of the line so far, also those beyond the room */
};

/* Calls `hear` for each line that ends in these bytes, without its end. One that is too long is
 * left out, with a warning. */
void input_line_take(struct input_line *line, const char *bytes, size_t count,
                     void (*hear)(void *context, const char *line), void *context);

#endif
