/* A state machine over the bytes of answers. */
#include "clients/http_reader.h"

#include <string.h>
#include <strings.h>

#include "common/decimal.h"

static const char head_end[] = "\r\n\r\n";
enum { HEAD_END_BYTES = sizeof head_end - 1 };

void http_reader_init(struct http_reader *reader) {
  reader->state = HTTP_READER_HEAD;
  reader->head_bytes = 0;
  reader->code = 0;
  reader->keeps = false;
  reader->left = 0;
}

/* The value of a header in a complete head, without the spaces around it; NULL when the
 * head does not have it. */
static const char *header_find(const struct http_reader *reader, const char *name, size_t *bytes) {
  const char *end = reader->head + reader->head_bytes;
  size_t name_bytes = strlen(name);
  const char *line = memchr(reader->head, '\n', reader->head_bytes);
  while (line && ++line < end) {
    const char *line_end = memchr(line, '\r', (size_t)(end - line));
    size_t left = line_end ? (size_t)(line_end - line) : 0;
    if (left > name_bytes && line[name_bytes] == ':' && strncasecmp(line, name, name_bytes) == 0) {
      const char *value = line + name_bytes + 1;
      while (value < line_end && *value == ' ')
        value++;
      *bytes = (size_t)(line_end - value);
      return value;
    }
    line = memchr(line, '\n', (size_t)(end - line));
  }
  return NULL;
}

static bool header_is(const struct http_reader *reader, const char *name, const char *value) {
  size_t bytes = 0;
  const char *found = header_find(reader, name, &bytes);
  return found && bytes == strlen(value) && strncasecmp(found, value, bytes) == 0;
}

/* "HTTP/1.1 200 …" */
static bool status_read(struct http_reader *reader) {
  static const char version[] = "HTTP/1.1 ";
  const char *at = reader->head + sizeof version - 1;
  if (reader->head_bytes < sizeof version + 3 ||
      memcmp(reader->head, version, sizeof version - 1) != 0)
    return false;
  reader->code = 0;
  for (int i = 0; i < 3; i++) {
    if (at[i] < '0' || at[i] > '9')
      return false;
    reader->code = 10 * reader->code + at[i] - '0';
  }
  return at[3] == ' ' || at[3] == '\r';
}

/* What the complete head says of what follows. */
static enum http_reader_state head_read(struct http_reader *reader) {
  size_t bytes = 0;
  size_t others = 0;
  if (!status_read(reader) || reader->code < 200 ||
      header_find(reader, "Transfer-Encoding", &others))
    return HTTP_READER_FAILED;
  reader->keeps = !header_is(reader, "Connection", "close");
  const char *length = header_find(reader, "Content-Length", &bytes);
  if (!length) {
    reader->keeps = false;
    return HTTP_READER_STREAM;
  }
  const char *end = length + bytes;
  return decimal_read(&length, end, &reader->left) && length == end ? HTTP_READER_BODY
                                                                    : HTTP_READER_FAILED;
}

/* Takes bytes up to the head's end. True when it is complete. */
static bool head_take(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  size_t before = reader->head_bytes;
  size_t room = HTTP_READER_HEAD_BYTES_MAX - before;
  size_t taken = *count < room ? *count : room;
  memcpy(reader->head + before, *bytes, taken);
  size_t from = before > HEAD_END_BYTES ? before - HEAD_END_BYTES : 0;
  const char *found = memmem(reader->head + from, before + taken - from, head_end, HEAD_END_BYTES);
  if (found)
    taken = (size_t)(found - reader->head) + HEAD_END_BYTES - before;
  reader->head_bytes = before + taken;
  *bytes += taken;
  *count -= taken;
  if (found)
    reader->state = head_read(reader);
  else if (reader->head_bytes == HTTP_READER_HEAD_BYTES_MAX)
    reader->state = HTTP_READER_FAILED;
  *piece = (struct http_piece){HTTP_PIECE_HEAD, reader->head, reader->head_bytes};
  return found && reader->state != HTTP_READER_FAILED;
}

static bool body_take(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  if (reader->state == HTTP_READER_BODY && reader->left == 0) {
    reader->state = HTTP_READER_HEAD;
    reader->head_bytes = 0;
    *piece = (struct http_piece){HTTP_PIECE_END, *bytes, 0};
    return true;
  }
  if (*count == 0)
    return false;
  size_t taken = *count;
  if (reader->state == HTTP_READER_BODY) {
    taken = reader->left < *count ? (size_t)reader->left : *count;
    reader->left -= taken;
  }
  *piece = (struct http_piece){HTTP_PIECE_BODY, *bytes, taken};
  *bytes += taken;
  *count -= taken;
  return true;
}

bool http_reader_next(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  switch (reader->state) {
  case HTTP_READER_HEAD:
    return *count > 0 && head_take(reader, bytes, count, piece);
  case HTTP_READER_BODY:
  case HTTP_READER_STREAM:
    return body_take(reader, bytes, count, piece);
  case HTTP_READER_FAILED:
    break;
  }
  return false;
}

bool http_reader_begun(const struct http_reader *reader) {
  return reader->state != HTTP_READER_HEAD || reader->head_bytes > 0;
}

bool http_reader_ends(const struct http_reader *reader) {
  return reader->state == HTTP_READER_STREAM;
}
