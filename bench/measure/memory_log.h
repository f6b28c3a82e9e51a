/* A server's memory and the machine's, read while users connect. */
#ifndef BENCH_MEASURE_MEMORY_LOG_H
#define BENCH_MEASURE_MEMORY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/measure/memory_slope.h"
#include "bench/measure/sampler.h"

/* How often: a reading takes some 0.2 ms, up to 1 ms of a server with a thousand threads. */
enum { MEMORY_LOG_MS = 10 };

struct memory_log {
  double descriptors_before; /* that are no users' */
  bool begun;
  uint64_t due_ns; /* the next reading; UINT64_MAX for none */
  struct memory_point *process, *kernel;
  size_t count, capacity;
  bool cut; /* there was no memory for more readings */
};

/* Of a log that is all zeroes: the next readings count users from here on. */
void memory_log_begin(struct memory_log *log, const struct memory_reading *before, uint64_t now_ns);

/* Reads when that is due; a process that cannot be read is not in the log. */
void memory_log_read(struct memory_log *log, pid_t pid, uint64_t now_ns);

/* No more users connect. */
void memory_log_end(struct memory_log *log);

/* Memory for each user, of a log whose end has come; none where the log was cut. */
struct memory_slope memory_log_slope(const struct memory_log *log, enum memory_of of);

void memory_log_release(struct memory_log *log);

#endif
