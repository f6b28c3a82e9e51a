/* A server's memory and the machine's, read while users connect. */
#ifndef BENCH_MEASURE_MEMORY_LOG_H
#define BENCH_MEASURE_MEMORY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/measure/memory_slope.h"
#include "bench/measure/sampler.h"

/* Between two readings: one takes some 0.2 ms, up to 1 ms of a server with a thousand threads. */
enum { MEMORY_LOG_MS = 10 };

struct memory_log {
  double descriptors_before; /* that were open before the users came */
  double users_each;         /* that share a descriptor */
  bool begun;
  uint64_t due_ns; /* the next reading; UINT64_MAX for none */
  struct memory_point *process, *kernel;
  size_t count, capacity;
  bool cut; /* there was no memory for more readings */
};

/* Begins a zeroed log: descriptors beyond those of `before` are users', users_each of them sharing
 * one. */
void memory_log_begin(struct memory_log *log, const struct memory_reading *before,
                      double users_each, uint64_t now_ns);

/* Takes a reading when it is due; a program that cannot be read is left out. */
void memory_log_read(struct memory_log *log, struct process_tree *tree, uint64_t now_ns);

/* Ends the log, once no more users connect. */
void memory_log_end(struct memory_log *log);

/* Memory for each user, of a log whose end has come; none where the log was cut. */
struct memory_slope memory_log_slope(const struct memory_log *log, enum memory_of of);

void memory_log_release(struct memory_log *log);

#endif
