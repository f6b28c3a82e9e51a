/* A state machine over the bytes of answers. */
#include "common/wire/http_reader.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/decimal.h"
#include "common/wire/header_list.h"

static const char head_end[] = "\r\n\r\n";
enum { HEAD_END_BYTES = sizeof head_end - 1, CHUNK_DIGITS_MAX = 15, NO_CONTENT = 204 };
enum { NOT_MODIFIED = 304, FINAL_CODE_MIN = 200 };

void http_reader_init(struct http_reader *reader) {
  reader->head = NULL;
  reader->head_capacity = 0;
  http_reader_restart(reader);
}

void http_reader_release(struct http_reader *reader) {
  free(reader->head);
  reader->head = NULL;
  reader->head_capacity = 0;
}

void http_reader_restart(struct http_reader *reader) {
  reader->state = HTTP_READER_HEAD;
  reader->head_bytes = 0;
  reader->code = 0;
  reader->keeps = false;
  reader->chunked = false;
  reader->coding = HTTP_IDENTITY;
  reader->left = 0;
  reader->line_bytes = 0;
  reader->line_step = 0;
}

/* --- heads ------------------------------------------------------------------------- */

static bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

static bool is_token(const char *bytes, size_t count) {
  static const char marks[] = "!#$%&'*+-.^_`|~";
  for (size_t i = 0; i < count; i++) {
    char c = bytes[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && (c == '\0' || !strchr(marks, c)))
      return false;
  }
  return count > 0;
}

bool http_header_next(const char **line, const char *end, struct http_header *out) {
  const char *at = *line;
  const char *line_end = memchr(at, '\n', (size_t)(end - at));
  if (!line_end || line_end == at || line_end[-1] != '\r') {
    *line = NULL;
    return false;
  }
  const char *text_end = line_end - 1;
  if (text_end == at)
    return false;
  const char *colon = memchr(at, ':', (size_t)(text_end - at));
  if (!colon || !is_token(at, (size_t)(colon - at)) || memchr(at, '\r', (size_t)(text_end - at)) ||
      memchr(at, '\0', (size_t)(text_end - at))) {
    *line = NULL;
    return false;
  }
  const char *value = colon + 1;
  while (value < text_end && is_blank(*value))
    value++;
  while (text_end > value && is_blank(text_end[-1]))
    text_end--;
  *out = (struct http_header){.name = at,
                              .name_bytes = (size_t)(colon - at),
                              .value = value,
                              .value_bytes = (size_t)(text_end - value)};
  *line = line_end + 1;
  return true;
}

static bool text_is(const char *bytes, size_t count, const char *text) {
  return count == strlen(text) && strncasecmp(bytes, text, count) == 0;
}

const char *http_headers_begin(const char *head, size_t head_bytes) {
  const char *line_end = memchr(head, '\n', head_bytes);
  return line_end ? line_end + 1 : NULL;
}

const char *http_header_find(const char *head, size_t head_bytes, const char *name, size_t *bytes,
                             size_t *count) {
  const char *line = http_headers_begin(head, head_bytes);
  const char *value = NULL;
  struct http_header header;
  *count = 0;
  while (line && http_header_next(&line, head + head_bytes, &header)) {
    if (!text_is(header.name, header.name_bytes, name))
      continue;
    if ((*count)++ > 0)
      continue;
    value = header.value;
    *bytes = header.value_bytes;
  }
  return value;
}

/* Reads "HTTP/1.1 200 …". A server of HTTP/1.0 ends its connection after the answer. */
static bool status_read(struct http_reader *reader, const char *head, size_t head_bytes) {
  static const char version[] = "HTTP/1.";
  enum { MINOR = sizeof version - 1, CODE = MINOR + 2, AFTER_CODE = CODE + 3 };
  if (head_bytes <= AFTER_CODE || memcmp(head, version, MINOR) != 0 || head[MINOR + 1] != ' ' ||
      (head[MINOR] != '0' && head[MINOR] != '1'))
    return false;
  reader->keeps = head[MINOR] == '1';
  reader->code = 0;
  for (int i = CODE; i < AFTER_CODE; i++) {
    if (head[i] < '0' || head[i] > '9')
      return false;
    reader->code = 10 * reader->code + head[i] - '0';
  }
  return reader->code >= 100 && (head[AFTER_CODE] == ' ' || head[AFTER_CODE] == '\r');
}

/* The length of the body, by the headers. */
struct framing {
  bool length_given, chunked, good;
  uint64_t length;
};

static void length_take(struct framing *framing, const struct http_header *header) {
  const char *at = header->value;
  const char *end = at + header->value_bytes;
  uint64_t length = 0;
  framing->good = framing->good && decimal_read(&at, end, &length) && at == end &&
                  (!framing->length_given || framing->length == length);
  framing->length_given = true;
  framing->length = length;
}

static void coding_take(struct http_reader *reader, const struct http_header *header) {
  if (header->value_bytes == 0 || text_is(header->value, header->value_bytes, "identity"))
    return;
  bool gzip = text_is(header->value, header->value_bytes, "gzip") ||
              text_is(header->value, header->value_bytes, "x-gzip");
  reader->coding = gzip && reader->coding == HTTP_IDENTITY ? HTTP_GZIP : HTTP_CODING_UNKNOWN;
}

static void header_take(struct http_reader *reader, const struct http_header *header,
                        struct framing *framing) {
  if (text_is(header->name, header->name_bytes, "Content-Length")) {
    length_take(framing, header);
  } else if (text_is(header->name, header->name_bytes, "Transfer-Encoding")) {
    framing->good = framing->good && !framing->chunked &&
                    text_is(header->value, header->value_bytes, "chunked");
    framing->chunked = true;
  } else if (text_is(header->name, header->name_bytes, "Content-Encoding")) {
    coding_take(reader, header);
  } else if (text_is(header->name, header->name_bytes, "Connection")) {
    reader->keeps = reader->keeps && !header_list_has(header->value, header->value_bytes, "close");
  }
}

/* Reads the complete head. Returns the state that follows. */
static enum http_reader_state head_read(struct http_reader *reader, const char *head,
                                        size_t head_bytes) {
  struct framing framing = {.good = true};
  struct http_header header;
  const char *end = head + head_bytes;
  if (!status_read(reader, head, head_bytes))
    return HTTP_READER_FAILED;
  reader->coding = HTTP_IDENTITY;
  const char *line = http_headers_begin(head, head_bytes);
  while (line && http_header_next(&line, end, &header))
    header_take(reader, &header, &framing);
  if (!line || line + 2 != end || !framing.good || (framing.chunked && framing.length_given))
    return HTTP_READER_FAILED;
  reader->chunked = framing.chunked;
  reader->left = 0;
  reader->line_bytes = 0;
  reader->line_step = 0;
  if (reader->code < FINAL_CODE_MIN)
    return reader->code == HTTP_SWITCHING_PROTOCOLS ? HTTP_READER_STREAM : HTTP_READER_HEAD;
  if (reader->code == NO_CONTENT || reader->code == NOT_MODIFIED) {
    reader->chunked = false;
    return HTTP_READER_BODY;
  }
  if (framing.chunked)
    return HTTP_READER_CHUNK;
  reader->left = framing.length;
  reader->keeps = reader->keeps && framing.length_given;
  return framing.length_given ? HTTP_READER_BODY : HTTP_READER_STREAM;
}

/* Keeps a part of a head, which comes in pieces: most heads come whole, and take no memory here. */
static bool head_keep(struct http_reader *reader, const char *bytes, size_t count) {
  size_t needed = reader->head_bytes + count;
  if (needed > reader->head_capacity) {
    size_t doubled = 2 * reader->head_capacity;
    size_t capacity = needed > doubled ? needed : doubled;
    char *grown = realloc(reader->head, capacity);
    if (!grown)
      return false;
    reader->head = grown;
    reader->head_capacity = capacity;
  }
  if (count > 0)
    memcpy(reader->head + reader->head_bytes, bytes, count);
  return true;
}

/* Takes bytes up to the head's end. True when it is complete. A head that is whole in the given
 * bytes is not copied. */
static bool head_take(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  size_t before = reader->head_bytes;
  size_t room = HTTP_READER_HEAD_BYTES_MAX - before;
  size_t looked = *count < room ? *count : room;
  const char *head = *bytes;
  const char *found = NULL;
  if (before == 0) {
    found = memmem(head, looked, head_end, HEAD_END_BYTES);
  }
  if (!found) {
    if (!head_keep(reader, *bytes, looked)) {
      reader->state = HTTP_READER_FAILED;
      return false;
    }
    size_t from = before >= HEAD_END_BYTES ? before - HEAD_END_BYTES + 1 : 0;
    head = reader->head;
    found = memmem(head + from, before + looked - from, head_end, HEAD_END_BYTES);
  }
  size_t head_bytes = found ? (size_t)(found - head) + HEAD_END_BYTES : before + looked;
  *bytes += head_bytes - before;
  *count -= head_bytes - before;
  reader->head_bytes = found ? 0 : head_bytes;
  if (found)
    reader->state = head_read(reader, head, head_bytes);
  else if (head_bytes == HTTP_READER_HEAD_BYTES_MAX)
    reader->state = HTTP_READER_FAILED;
  *piece = (struct http_piece){HTTP_PIECE_HEAD, head, head_bytes};
  return found && reader->state != HTTP_READER_FAILED;
}

/* --- bodies ------------------------------------------------------------------------ */

static bool answer_end(struct http_reader *reader, const char *bytes, struct http_piece *piece) {
  reader->state = HTTP_READER_HEAD;
  *piece = (struct http_piece){HTTP_PIECE_END, bytes, 0};
  return true;
}

/* Takes the next bytes of the body, or of the chunk; false without any. */
static bool body_take(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  bool bounded = reader->state == HTTP_READER_BODY;
  size_t taken = bounded && reader->left < *count ? (size_t)reader->left : *count;
  if (taken == 0)
    return false;
  reader->left -= bounded ? taken : 0;
  *piece = (struct http_piece){HTTP_PIECE_BODY, *bytes, taken};
  *bytes += taken;
  *count -= taken;
  return true;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Places in the line of a chunk. */
enum chunk_step { CHUNK_DIGITS, CHUNK_EXTENSION, CHUNK_LINE_FEED, CHUNK_END, CHUNK_END_FEED };

/* Takes one byte of "[CR LF of the previous chunk] SIZE [; extension] CR LF". */
static bool chunk_byte(struct http_reader *reader, char c) {
  int digit = hex_digit(c);
  switch ((enum chunk_step)reader->line_step) {
  case CHUNK_END: /* of the previous chunk */
    reader->line_step = CHUNK_END_FEED;
    return c == '\r';
  case CHUNK_END_FEED:
    reader->line_step = CHUNK_DIGITS;
    reader->line_bytes = 0;
    return c == '\n';
  case CHUNK_DIGITS:
    if (digit >= 0) {
      reader->left = reader->left << 4 | (uint64_t)digit;
      return ++reader->line_bytes <= CHUNK_DIGITS_MAX;
    }
    reader->line_step = c == '\r' ? CHUNK_LINE_FEED : CHUNK_EXTENSION;
    return reader->line_bytes > 0 && (c == '\r' || c == ';' || is_blank(c));
  case CHUNK_EXTENSION:
    if (c == '\r')
      reader->line_step = CHUNK_LINE_FEED;
    return c != '\n' && ++reader->line_bytes <= HTTP_READER_CHUNK_LINE_BYTES_MAX;
  case CHUNK_LINE_FEED:
    reader->state = reader->left ? HTTP_READER_BODY : HTTP_READER_TRAILER;
    reader->line_step = reader->left ? CHUNK_END : CHUNK_DIGITS;
    reader->line_bytes = 0;
    return c == '\n';
  }
  return false;
}

/* Places in the trailer: at the beginning of a line, in it, behind its CR, behind the CR of the
 * empty line, and at the end. */
enum trailer_step { TRAILER_START, TRAILER_LINE, TRAILER_FEED, TRAILER_END_FEED, TRAILER_DONE };

static bool trailer_byte(struct http_reader *reader, char c) {
  bool good = ++reader->line_bytes <= HTTP_READER_HEAD_BYTES_MAX;
  switch ((enum trailer_step)reader->line_step) {
  case TRAILER_START:
    reader->line_step = c == '\r' ? TRAILER_END_FEED : TRAILER_LINE;
    return good && !is_blank(c) && c != '\n';
  case TRAILER_LINE:
    if (c == '\r')
      reader->line_step = TRAILER_FEED;
    return good && c != '\n';
  case TRAILER_FEED:
    reader->line_step = TRAILER_START;
    return good && c == '\n';
  case TRAILER_END_FEED:
    reader->line_step = TRAILER_DONE;
    return good && c == '\n';
  case TRAILER_DONE:
    break;
  }
  return false;
}

/* Reads the lines between the chunks and after the last, up to the next piece. */
static bool chunks_take(struct http_reader *reader, const char **bytes, size_t *count,
                        struct http_piece *piece) {
  while (*count > 0 && reader->state != HTTP_READER_BODY) {
    char c = **bytes;
    ++*bytes;
    --*count;
    bool good =
        reader->state == HTTP_READER_CHUNK ? chunk_byte(reader, c) : trailer_byte(reader, c);
    if (!good) {
      reader->state = HTTP_READER_FAILED;
      return false;
    }
    if (reader->state == HTTP_READER_TRAILER && reader->line_step == TRAILER_DONE)
      return answer_end(reader, *bytes, piece);
  }
  return reader->state == HTTP_READER_BODY && body_take(reader, bytes, count, piece);
}

bool http_reader_next(struct http_reader *reader, const char **bytes, size_t *count,
                      struct http_piece *piece) {
  if (reader->state == HTTP_READER_BODY && reader->left == 0) {
    if (!reader->chunked)
      return answer_end(reader, *bytes, piece);
    reader->state = HTTP_READER_CHUNK;
  }
  switch (reader->state) {
  case HTTP_READER_HEAD:
    return *count > 0 && head_take(reader, bytes, count, piece);
  case HTTP_READER_BODY:
  case HTTP_READER_STREAM:
    return body_take(reader, bytes, count, piece);
  case HTTP_READER_CHUNK:
  case HTTP_READER_TRAILER:
    return chunks_take(reader, bytes, count, piece);
  case HTTP_READER_FAILED:
    break;
  }
  return false;
}

const char *http_reader_fault(const struct http_reader *reader) {
  return reader->head_bytes == HTTP_READER_HEAD_BYTES_MAX
             ? "the head of its answer has more than 16384 bytes"
             : "what it answers is no HTTP/1.1";
}

bool http_reader_begun(const struct http_reader *reader) {
  return reader->state != HTTP_READER_HEAD || reader->head_bytes > 0;
}

bool http_reader_ends(const struct http_reader *reader) {
  return reader->state == HTTP_READER_STREAM && reader->code != HTTP_SWITCHING_PROTOCOLS;
}
