/* A recorded log of messages, to be published again at the same distances:
 *
 *   # comments, and empty lines
 *   time_s,channel,bytes        an optional header
 *   0.25,0,120                  at most nine decimals; times never decrease
 *   1.5,3,64
 *
 * time_s counts from the schedule's epoch, channels from 0, bytes are those of the data. */
#ifndef COMMON_LOAD_TRACE_H
#define COMMON_LOAD_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct trace_entry {
  uint64_t offset_ns;
  uint32_t channel;
  uint32_t bytes;
};

struct trace {
  struct trace_entry *entries;
  size_t count;
  uint64_t channels; /* the highest channel + 1 */
};

enum { TRACE_CHANNELS_MAX = 100000, TRACE_TIME_MAX_S = 1000000 };

/* STATUS_USAGE when the file cannot be read or has no message, and with the line's number when a
 * line is malformed or out of order; STATUS_ENVIRONMENT without memory. Release is safe on a zeroed
 * struct. */
enum status trace_load(const char *path, struct trace *out, struct error *error);
void trace_release(struct trace *trace);

/* The same for a text, which errors call `name`. */
enum status trace_read(const char *text, size_t bytes, const char *name, struct trace *out,
                       struct error *error);

#endif
