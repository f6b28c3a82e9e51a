/* What somebody who waits sees, on standard error: on a terminal one line with a
 * bar that moves below one for each execution that is done, else the latter alone. */
#ifndef BENCH_PROGRESS_H
#define BENCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
  bool terminal;
  size_t total; /* executions */
  size_t done;
  double planned_s;  /* of all */
  double behind_s;   /* planned, of those that are done */
  double current_s;  /* planned, of the one that runs */
  uint64_t begun_ns; /* of the one that runs */
  const char *name;
  size_t repeat, repeats;
};

void progress_begin(struct progress *progress, const char *name, size_t repeat, double planned_s,
                    uint64_t now_ns);

/* For repeat_plan.on_tick: draws the line on a terminal. */
void progress_tick(void *context, uint64_t now_ns);

/* `verdict` in a word; `figures` are the cell's in a line. */
void progress_end(struct progress *progress, const char *verdict, const char *figures,
                  uint64_t now_ns);

/* "1 min 20 s", "45 s". */
void duration_text(double seconds, char *out, size_t capacity);

#endif
