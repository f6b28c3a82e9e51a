/* Captures standard output or error in a file of made_folder. */
#ifndef TESTS_BENCH_STREAM_KEPT_H
#define TESTS_BENCH_STREAM_KEPT_H

#include "tests/bench/folder_made.h"

#include <unistd.h>

struct kept_stream {
  FILE *stream;
  int before; /* the original stream */
  const char *name;
};

/* Until kept_end the stream (stdout or stderr) goes to the file of that name. No assertion may fail
 * in between: cmocka's message would go to the file. */
static inline struct kept_stream kept_begin(FILE *stream, const char *name) {
  struct kept_stream kept = {stream, -1, name};
  fflush(stream);
  kept.before = dup(fileno(stream));
  assert_true(kept.before >= 0);
  FILE *file = fopen(path_of("%s/%s", made_folder, name).text, "w");
  assert_non_null(file);
  assert_true(dup2(fileno(file), fileno(stream)) >= 0);
  fclose(file);
  return kept;
}

/* The captured text, to be freed. */
static inline char *kept_end(const struct kept_stream *kept) {
  fflush(kept->stream);
  dup2(kept->before, fileno(kept->stream));
  close(kept->before);
  return made_file_text(kept->name);
}

#endif
