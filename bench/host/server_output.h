/* What a server writes on its two outputs: passed on line by line, and looked through for the text
 * that tells that it is ready. Secrets are replaced by their names. */
#ifndef BENCH_HOST_SERVER_OUTPUT_H
#define BENCH_HOST_SERVER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "documents/target.h"

enum { OUTPUT_LINE_BYTES = 4096, OUTPUT_LAST_BYTES = 161 };

enum output_of { OUTPUT_OF_STDOUT, OUTPUT_OF_STDERR, OUTPUTS };

struct server_output {
  const struct target_description *description;
  int to_fd;          /* where lines go */
  const char *wanted; /* NULL: nothing is looked for */
  bool found;
  char last[OUTPUT_LAST_BYTES]; /* the beginning of the newest line that is not empty; else "" */
  struct {
    char text[OUTPUT_LINE_BYTES]; /* of a line that has not ended yet, with a NUL */
    size_t bytes;
  } lines[OUTPUTS];
};

enum output_state { OUTPUT_MORE, OUTPUT_NOTHING, OUTPUT_END };

/* Takes what can be read without waiting, 64 KiB at most; there may be more. OUTPUT_NOTHING: none
 * for now. */
enum output_state server_output_read(struct server_output *output, enum output_of of, int fd);

/* Takes these bytes. A line that is longer than OUTPUT_LINE_BYTES is passed on in several. */
void server_output_take(struct server_output *output, enum output_of of, const char *bytes,
                        size_t count);

/* Passes on what has no line end yet. */
void server_output_finish(struct server_output *output);

#endif
