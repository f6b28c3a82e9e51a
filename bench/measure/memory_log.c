/* Collects readings of memory over users. */
#include "bench/measure/memory_log.h"

#include <math.h>
#include <stdlib.h>

#include "common/base/clock.h"

void memory_log_begin(struct memory_log *log, const struct memory_reading *before,
                      double users_each, uint64_t now_ns) {
  log->users_each = users_each;
  log->descriptors_before = before->descriptors;
  log->begun = true;
  log->due_ns = now_ns;
}

static bool points_grow(struct memory_point **points, size_t capacity) {
  struct memory_point *grown = realloc(*points, capacity * sizeof *grown);
  if (grown)
    *points = grown;
  return grown != NULL;
}

static bool room_make(struct memory_log *log) {
  size_t capacity = log->capacity ? 2 * log->capacity : 256;
  if (log->count < log->capacity)
    return true;
  log->cut = !points_grow(&log->process, capacity) || !points_grow(&log->kernel, capacity);
  if (log->cut)
    return false;
  log->capacity = capacity;
  return true;
}

void memory_log_read(struct memory_log *log, struct process_tree *tree, uint64_t now_ns) {
  struct memory_reading reading;
  if (!log->begun || log->cut || now_ns < log->due_ns)
    return;
  log->due_ns = now_ns + MEMORY_LOG_MS * NS_PER_MS;
  if (!memory_read(tree, &reading) || !room_make(log))
    return;
  double users = (reading.descriptors - log->descriptors_before) * log->users_each;
  log->process[log->count] = (struct memory_point){users, (double)reading.anonymous_bytes};
  log->kernel[log->count++] = (struct memory_point){users, (double)reading.kernel_bytes};
}

void memory_log_end(struct memory_log *log) {
  log->begun = false;
  log->due_ns = UINT64_MAX;
}

struct memory_slope memory_log_slope(const struct memory_log *log, enum memory_of of) {
  if (log->cut)
    return (struct memory_slope){NAN, NAN, "pushbench ran out of memory for its readings"};
  return memory_slope_of(of, of == MEMORY_OF_KERNEL ? log->kernel : log->process, log->count);
}

void memory_log_release(struct memory_log *log) {
  free(log->process);
  free(log->kernel);
  *log = (struct memory_log){.count = 0};
}
