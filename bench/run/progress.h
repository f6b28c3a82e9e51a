/* What somebody who waits sees, on standard error: on a terminal one line with a
 * bar that moves below one for each execution that is done, else the latter alone. */
#ifndef BENCH_RUN_PROGRESS_H
#define BENCH_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
  bool terminal;
  size_t columns; /* of the terminal; 0: any */
  size_t total;   /* executions */
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

/* What remains on the screen of an execution that is done. */
struct progress_outcome {
  const char *verdict; /* in a word */
  const char *why;     /* a few words, which stand there if the line is not too wide with them */
  const char *figures; /* the cell's */
};

void progress_end(struct progress *progress, const struct progress_outcome *outcome,
                  uint64_t now_ns);

enum { PROGRESS_LINE_BYTES = 512 };

/* Of the newest execution that is done, which took spent_s: "44/48 lws-sse (repeat 6 of 6): suspect
 * (users not ready), 33.1 s; mean 730 µs, …". */
void progress_line(const struct progress *progress, const struct progress_outcome *outcome,
                   double spent_s, char out[PROGRESS_LINE_BYTES]);

/* "1 min 20 s", "45 s". */
void duration_text(double seconds, char *out, size_t capacity);

#endif
