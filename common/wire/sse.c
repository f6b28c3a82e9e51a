/* Server-sent events, written and read. */
#include "common/wire/sse.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/decimal.h"

const char sse_comment[] = ":\n\n";

size_t sse_encode(uint64_t seq, const char *text, size_t text_bytes, char *out, size_t capacity) {
  char head[SSE_OVERHEAD_BYTES_MAX] = "id: ";
  size_t head_bytes = 4;
  head_bytes += decimal_write(seq, head + head_bytes);
  memcpy(head + head_bytes, "\ndata: ", 7);
  head_bytes += 7;
  if (capacity < head_bytes + 2 || capacity - head_bytes - 2 < text_bytes)
    return 0;
  memcpy(out, head, head_bytes);
  memcpy(out + head_bytes, text, text_bytes);
  memcpy(out + head_bytes + text_bytes, "\n\n", 2);
  return head_bytes + text_bytes + 2;
}

void sse_reader_init(struct sse_reader *reader) {
  *reader = (struct sse_reader){0};
}

void sse_reader_release(struct sse_reader *reader) {
  free(reader->line);
  free(reader->data);
  *reader = (struct sse_reader){0};
}

void sse_reader_restart(struct sse_reader *reader) {
  reader->line_bytes = 0;
  reader->data_bytes = 0;
  reader->data_seen = false;
  reader->after_cr = false;
  reader->begun = false;
  reader->failed = false;
  reader->name[0] = '\0';
  memcpy(reader->id_pending, reader->id, sizeof reader->id);
}

static bool buffer_append(char **buffer, size_t *used, size_t *capacity, const char *bytes,
                          size_t count) {
  if (count > SSE_BYTES_MAX - *used)
    return false;
  if (*used + count > *capacity) {
    size_t wanted = *capacity ? *capacity : 256;
    while (wanted < *used + count)
      wanted *= 2;
    char *grown = realloc(*buffer, wanted);
    if (!grown)
      return false;
    *buffer = grown;
    *capacity = wanted;
  }
  if (count)
    memcpy(*buffer + *used, bytes, count);
  *used += count;
  return true;
}

static bool data_append(struct sse_reader *reader, const char *bytes, size_t count) {
  return buffer_append(&reader->data, &reader->data_bytes, &reader->data_capacity, bytes, count);
}

static bool field_is(const char *line, size_t name_bytes, const char *name) {
  return strlen(name) == name_bytes && memcmp(line, name, name_bytes) == 0;
}

/* False when it is too long. */
static bool text_take(char *out, size_t capacity, const char *value, size_t bytes) {
  if (bytes >= capacity)
    return false;
  memcpy(out, value, bytes);
  out[bytes] = '\0';
  return true;
}

/* "name: value", "name:value" or "name". False when the value is too long. */
static bool sse_reader_field(struct sse_reader *reader, const char *line, size_t bytes) {
  const char *colon = memchr(line, ':', bytes);
  size_t name_bytes = colon ? (size_t)(colon - line) : bytes;
  const char *value = colon ? colon + 1 : line + bytes;
  const char *end = line + bytes;
  if (value < end && *value == ' ')
    value++;
  size_t value_bytes = (size_t)(end - value);

  if (field_is(line, name_bytes, "data")) {
    if (reader->data_seen && !data_append(reader, "\n", 1))
      return false;
    reader->data_seen = true;
    return data_append(reader, value, value_bytes);
  }
  if (field_is(line, name_bytes, "id") && !memchr(value, '\0', value_bytes))
    return text_take(reader->id_pending, sizeof reader->id_pending, value, value_bytes);
  if (field_is(line, name_bytes, "event"))
    return text_take(reader->name, sizeof reader->name, value, value_bytes);
  uint64_t retry_ms;
  if (field_is(line, name_bytes, "retry") && decimal_read(&value, end, &retry_ms) && value == end) {
    reader->retry_ms = retry_ms;
    reader->retry_said = true;
  }
  return true;
}

/* True when the line was the blank one that completes an event. */
static bool sse_reader_line(struct sse_reader *reader, const char *line, size_t bytes) {
  static const char byte_order_mark[] = "\xef\xbb\xbf";
  static const char unnamed[SSE_NAME_BYTES] = "message";
  if (!reader->begun) {
    reader->begun = true;
    if (bytes >= 3 && memcmp(line, byte_order_mark, 3) == 0) {
      line += 3;
      bytes -= 3;
    }
  }
  if (bytes && line[0] == ':') {
    reader->comments++;
    return false;
  }
  if (bytes) {
    reader->failed = !sse_reader_field(reader, line, bytes);
    return false;
  }
  memcpy(reader->id, reader->id_pending, sizeof reader->id);
  memcpy(reader->name_read, *reader->name ? reader->name : unnamed, sizeof reader->name_read);
  reader->name[0] = '\0';
  bool complete = reader->data_seen;
  reader->data_seen = false;
  return complete;
}

/* The first CR or LF, or NULL. */
static const char *line_end(const char *bytes, size_t count) {
  const char *lf = memchr(bytes, '\n', count);
  const char *cr = memchr(bytes, '\r', lf ? (size_t)(lf - bytes) : count);
  return cr ? cr : lf;
}

/* Takes one line, or its beginning, out of the input; true with the line when it is complete. A
 * line that lies in the input as a whole is not copied. */
static bool sse_reader_take_line(struct sse_reader *reader, const char **bytes, size_t *count,
                                 const char **line, size_t *line_bytes) {
  const char *start = *bytes;
  const char *stop = line_end(start, *count);
  size_t taken = stop ? (size_t)(stop - start) : *count;
  bool whole = stop && !reader->line_bytes;
  if (!whole &&
      !buffer_append(&reader->line, &reader->line_bytes, &reader->line_capacity, start, taken)) {
    reader->failed = true;
    return false;
  }
  size_t consumed = taken + (stop != NULL);
  *bytes += consumed;
  *count -= consumed;
  if (!stop)
    return false;
  reader->after_cr = *stop == '\r';
  *line = whole ? start : reader->line;
  *line_bytes = whole ? taken : reader->line_bytes;
  reader->line_bytes = 0;
  return true;
}

bool sse_reader_next(struct sse_reader *reader, const char **bytes, size_t *count,
                     struct sse_event *out) {
  if (!reader->data_seen)
    reader->data_bytes = 0;
  while (*count && !reader->failed) {
    if (reader->after_cr) {
      reader->after_cr = false;
      if (**bytes == '\n') {
        ++*bytes;
        --*count;
        continue;
      }
    }
    const char *line;
    size_t line_bytes;
    if (sse_reader_take_line(reader, bytes, count, &line, &line_bytes) &&
        sse_reader_line(reader, line, line_bytes)) {
      *out = (struct sse_event){.name = reader->name_read,
                                .data = reader->data,
                                .data_bytes = reader->data_bytes,
                                .id = reader->id};
      return true;
    }
  }
  *bytes += *count;
  *count = 0;
  return false;
}
