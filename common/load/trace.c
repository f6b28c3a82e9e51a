/* Reads traces; errors name the line. */
#include "common/load/trace.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/decimal.h"
#include "common/wire/message.h"

enum { DECIMALS_MAX = 9 };

/* A larger file is taken for a mistake. */
static const size_t FILE_BYTES_MAX = (size_t)1 << 30;

static const char header[] = "time_s,channel,bytes";
static const char no_memory[] = "no memory for the trace";

static bool skip(const char **at, const char *end, char expected) {
  if (*at == end || **at != expected)
    return false;
  (*at)++;
  return true;
}

static bool time_read(const char **at, const char *end, uint64_t *offset_ns) {
  uint64_t seconds = 0;
  uint64_t rest_ns = 0;
  if (!decimal_read(at, end, &seconds) || seconds > TRACE_TIME_MAX_S)
    return false;
  if (skip(at, end, '.')) {
    int decimals = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++, decimals++)
      rest_ns = rest_ns * 10 + (uint64_t)(**at - '0');
    if (decimals < 1 || decimals > DECIMALS_MAX)
      return false;
    for (; decimals < DECIMALS_MAX; decimals++)
      rest_ns *= 10;
  }
  *offset_ns = seconds * NS_PER_S + rest_ns;
  return true;
}

/* Returns the fault of the line; NULL when it is an entry. */
static const char *entry_read(const char *line, const char *end, struct trace_entry *out) {
  const char *at = line;
  uint64_t offset_ns = 0;
  uint64_t channel = 0;
  uint64_t bytes = 0;
  if (!time_read(&at, end, &offset_ns))
    return "the time is not a number of seconds with at most nine decimals";
  if (!skip(&at, end, ',') || !decimal_read(&at, end, &channel) || channel >= TRACE_CHANNELS_MAX)
    return "the channel is not a whole number below 100000";
  if (!skip(&at, end, ',') || !decimal_read(&at, end, &bytes) || bytes < 1 ||
      bytes > MESSAGE_DATA_BYTES_MAX)
    return "the bytes are not a whole number from 1 to 1048576";
  if (at != end)
    return "there is something behind time_s,channel,bytes";
  *out = (struct trace_entry){offset_ns, (uint32_t)channel, (uint32_t)bytes};
  return NULL;
}

static bool trace_add(struct trace *trace, size_t *capacity, const struct trace_entry *entry) {
  if (trace->count == *capacity) {
    size_t more = *capacity == 0 ? 1024 : 2 * *capacity;
    struct trace_entry *grown = realloc(trace->entries, more * sizeof *grown);
    if (!grown)
      return false;
    trace->entries = grown;
    *capacity = more;
  }
  trace->entries[trace->count++] = *entry;
  if (entry->channel >= trace->channels)
    trace->channels = (uint64_t)entry->channel + 1;
  return true;
}

/* Whether the line has no entry: it is empty, a comment, or the header on top. */
static bool line_is_silent(const char *line, size_t bytes, bool first) {
  return bytes == 0 || line[0] == '#' ||
         (first && bytes == sizeof header - 1 && memcmp(line, header, bytes) == 0);
}

/* Adds a line, which comes without its end. Returns its fault; NULL when it has none. */
static const char *line_take(struct trace *trace, size_t *capacity, const char *line,
                             const char *end) {
  struct trace_entry entry;
  if (end > line && end[-1] == '\r')
    end--;
  if (line_is_silent(line, (size_t)(end - line), trace->count == 0))
    return NULL;
  const char *fault = entry_read(line, end, &entry);
  if (fault)
    return fault;
  if (trace->count > 0 && entry.offset_ns < trace->entries[trace->count - 1].offset_ns)
    return "it is earlier than the line before";
  return trace_add(trace, capacity, &entry) ? NULL : no_memory;
}

enum status trace_read(const char *text, size_t bytes, const char *name, struct trace *out,
                       struct error *error) {
  struct trace made = {.entries = NULL};
  const char *fault = NULL;
  size_t capacity = 0;
  size_t number = 0;
  const char *end = text + bytes;
  for (const char *line = text; !fault && line < end;) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    if (!stop)
      stop = end;
    number++;
    fault = line_take(&made, &capacity, line, stop);
    line = stop == end ? end : stop + 1;
  }
  if (!fault && made.count > 0) {
    *out = made;
    return STATUS_OK;
  }
  trace_release(&made);
  if (!fault)
    return error_set(error, STATUS_USAGE, "%.200s: there is no message in it", name);
  return error_set(error, fault == no_memory ? STATUS_ENVIRONMENT : STATUS_USAGE, "%.200s:%zu: %s",
                   name, number, fault);
}

/* Makes room for more; false with errno set. */
static bool text_grow(char **text, size_t *capacity) {
  size_t more = *capacity == 0 ? 65536 : 2 * *capacity;
  errno = EFBIG;
  char *grown = more > FILE_BYTES_MAX ? NULL : realloc(*text, more);
  if (!grown)
    return false;
  *text = grown;
  *capacity = more;
  return true;
}

/* The whole file, malloc'd; NULL with errno set. */
static char *file_read(FILE *file, size_t *bytes) {
  size_t capacity = 0;
  char *text = NULL;
  while (*bytes < capacity || text_grow(&text, &capacity)) {
    size_t got = fread(text + *bytes, 1, capacity - *bytes, file);
    *bytes += got;
    if (got == 0 && !ferror(file))
      return text;
    if (got == 0)
      break;
  }
  free(text);
  return NULL;
}

enum status trace_load(const char *path, struct trace *out, struct error *error) {
  size_t bytes = 0;
  FILE *file = fopen(path, "re");
  char *text = file ? file_read(file, &bytes) : NULL;
  int reason = errno;
  if (file)
    fclose(file);
  if (!text)
    return error_set(error, STATUS_USAGE, "trace %.200s: %s", path, strerror(reason));
  enum status status = trace_read(text, bytes, path, out, error);
  free(text);
  return status;
}

void trace_release(struct trace *trace) {
  free(trace->entries);
  *trace = (struct trace){.entries = NULL};
}
