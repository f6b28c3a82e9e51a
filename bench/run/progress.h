/* The progress of a run on standard error: a line for each execution that is done, and on a
 * terminal a line with a moving bar below them. */
#ifndef BENCH_RUN_PROGRESS_H
#define BENCH_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
  bool terminal;
  size_t columns; /* width of the terminal; 0: no limit */
  size_t total;   /* executions */
  size_t done;
  double planned_s;  /* for all executions */
  double behind_s;   /* planned for the executions that are done */
  double current_s;  /* planned for the execution that runs */
  uint64_t begun_ns; /* start of the execution that runs */
  const char *name;
  size_t repeat, repeats;
};

void progress_begin(struct progress *progress, const char *name, size_t repeat, double planned_s,
                    uint64_t now_ns);

/* For repeat_plan.on_tick: draws the line on a terminal. */
void progress_tick(void *context, uint64_t now_ns);

/* The line that stays on the screen for an execution that is done. */
struct progress_outcome {
  const char *verdict; /* valid, suspect or invalid */
  const char *why; /* the first reason, in a few words; left out where the line would be too wide */
  const char *figures; /* a few figures of the cell */
};

void progress_end(struct progress *progress, const struct progress_outcome *outcome,
                  uint64_t now_ns);

enum { PROGRESS_LINE_BYTES = 512 };

/* The line of the execution that was done last and took spent_s: "44/48 lws-sse (repeat 6 of 6):
 * suspect (users not ready), 33.1 s; mean 730 µs, …". */
void progress_line(const struct progress *progress, const struct progress_outcome *outcome,
                   double spent_s, char out[PROGRESS_LINE_BYTES]);

enum { DURATION_BYTES = 32 };

/* "1 min 20 s", "45 s"; DURATION_BYTES are enough. */
void duration_text(double seconds, char *out, size_t capacity);

#endif
