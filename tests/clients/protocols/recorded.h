/* Recordings of real clients and servers (recorded/recording.js), for tests of protocols. */
#ifndef TESTS_CLIENTS_PROTOCOLS_RECORDED_H
#define TESTS_CLIENTS_PROTOCOLS_RECORDED_H

#include "tests/clients/protocols/carrier_made.h"

#include "common/wire/http_reader.h"
#include "common/wire/websocket_reader.h"

enum { RECORDED_PARTS_MAX = 128, RECORDED_LINE_BYTES_MAX = 8192, RECORDED_PART_BYTES_MAX = 8192 };

/* What one side of a connection said in one go. */
struct recorded_part {
  int connection; /* from 1 */
  bool server;
  char bytes[RECORDED_PART_BYTES_MAX];
  size_t count;
};

struct recorded {
  struct recorded_part parts[RECORDED_PARTS_MAX];
  size_t count;
};

static inline int recorded_hex(const char *digits) {
  char text[] = {digits[0], digits[1], '\0'};
  return (int)strtol(text, NULL, 16);
}

/* Appends the bytes that a line stands for. */
static inline void recorded_unescape(struct recorded_part *part, const char *line) {
  for (; *line; line++) {
    assert_true(part->count < sizeof part->bytes);
    char c = *line;
    if (c == '\\') {
      c = *++line;
      if (c == 'x') {
        c = (char)recorded_hex(line + 1);
        line += 2;
      } else if (c != '\\') {
        c = c == 'r' ? '\r' : '\n';
      }
    }
    part->bytes[part->count++] = c;
  }
}

static inline struct recorded *recorded_load(const char *name) {
  char path[256], line[RECORDED_LINE_BYTES_MAX];
  struct recorded *recorded = calloc(1, sizeof *recorded);
  snprintf(path, sizeof path, "tests/clients/protocols/recorded/%s.txt", name);
  FILE *file = fopen(path, "r");
  assert_true(recorded && file);
  while (fgets(line, sizeof line, file)) {
    char *mark = NULL;
    int connection = (int)strtol(line, &mark, 10);
    line[strcspn(line, "\n")] = '\0';
    if (*line == '#' || mark[1] != ' ')
      continue; /* a remark, or an end */
    bool server = *mark == '<';
    struct recorded_part *part = &recorded->parts[recorded->count];
    if (recorded->count == 0 || part[-1].connection != connection || part[-1].server != server) {
      assert_true(++recorded->count < RECORDED_PARTS_MAX);
      *part = (struct recorded_part){.connection = connection, .server = server};
    } else {
      part--;
    }
    recorded_unescape(part, mark + 2);
  }
  fclose(file);
  return recorded;
}

/* The parts of that side in order: `number` counts from 0. NULL: no more. */
static const struct recorded_part *recorded_said(const struct recorded *recorded, bool server,
                                                 size_t number) {
  for (size_t i = 0; i < recorded->count; i++)
    if (recorded->parts[i].server == server && number-- == 0)
      return &recorded->parts[i];
  return NULL;
}

/* A client's request as carrier_made notes it, with those of the headers that it has; `names` ends
 * with NULL. `body`: its body too. */
static const char *recorded_request(const struct recorded_part *part, const char *const *names,
                                    bool body) {
  static char text[RECORDED_PART_BYTES_MAX];
  const char *head_end = memmem(part->bytes, part->count, "\r\n\r\n", 4);
  assert_true(head_end && !part->server);
  size_t head_bytes = (size_t)(head_end - part->bytes) + 4;
  int used = snprintf(text, sizeof text, "%.*s", (int)(strcspn(part->bytes, "\r") - 9),
                      part->bytes); /* without " HTTP/1.1" */
  for (; *names; names++) {
    size_t bytes = 0, count = 0;
    const char *value = http_header_find(part->bytes, head_bytes, *names, &bytes, &count);
    if (value)
      used += snprintf(text + used, sizeof text - (size_t)used, "; %s: %.*s", *names, (int)bytes,
                       value);
  }
  if (body)
    snprintf(text + used, sizeof text - (size_t)used, "; body: %.*s",
             (int)(part->count - head_bytes), part->bytes + head_bytes);
  return text;
}

struct recorded_answer {
  char head[4096], body[RECORDED_PART_BYTES_MAX];
  size_t body_bytes, rest; /* where the bytes behind a 101 begin */
};

/* Reads the answer at the beginning of a server's part. */
static inline void recorded_answer(const struct recorded_part *part,
                                   struct recorded_answer *answer) {
  struct http_reader reader;
  struct http_piece piece;
  const char *at = part->bytes;
  size_t left = part->count;
  assert_true(part->server);
  http_reader_init(&reader);
  memset(answer, 0, sizeof *answer);
  while (http_reader_next(&reader, &at, &left, &piece) && piece.kind != HTTP_PIECE_END) {
    if (piece.kind == HTTP_PIECE_HEAD) {
      assert_true(piece.count < sizeof answer->head);
      memcpy(answer->head, piece.bytes, piece.count);
      answer->rest = (size_t)(at - part->bytes);
      if (reader.code == HTTP_SWITCHING_PROTOCOLS)
        break;
    } else {
      memcpy(answer->body + answer->body_bytes, piece.bytes, piece.count);
      answer->body_bytes += piece.count;
    }
  }
  assert_int_not_equal(reader.state, HTTP_READER_FAILED);
  http_reader_release(&reader);
}

/* Hands the messages of a server's frames, from `rest` on, to the conversation. */
static inline void recorded_frames(struct made *made, const struct recorded_part *part,
                                   size_t rest) {
  struct websocket_reader reader;
  struct websocket_event event;
  const char *at = part->bytes + rest;
  size_t left = part->count - rest;
  websocket_reader_init(&reader, WEBSOCKET_PEER_SERVER, false, RECORDED_PART_BYTES_MAX);
  while (websocket_reader_next(&reader, &at, &left, &event))
    if (event.kind == WEBSOCKET_EVENT_MESSAGE)
      made->conversation.protocol->text(&made->conversation, event.bytes, event.count, !event.text);
  assert_int_equal(reader.failure, 0);
  websocket_reader_release(&reader);
}

/* The value of a field in an event's lines. */
static inline void recorded_field(const char *lines, const char *name, char *value,
                                  size_t capacity) {
  for (const char *line = lines; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
    if (strncmp(line, name, strlen(name)) == 0)
      snprintf(value, capacity, "%.*s", (int)strcspn(line + strlen(name), "\n"),
               line + strlen(name));
}

/* Hands the events of a stream's bytes to the conversation. As in browsers, an event without data
 * is none (HTML, 9.2.6). */
static inline void recorded_events(struct made *made, char *stream) {
  char id[256] = "";
  for (char *end; (end = strstr(stream, "\n\n")); stream = end + 2) {
    char name[256] = "message", data[1024] = "";
    *end = '\0';
    recorded_field(stream, "id: ", id, sizeof id);
    recorded_field(stream, "event: ", name, sizeof name);
    recorded_field(stream, "data: ", data, sizeof data);
    if (*data)
      made_event(made, name, id, data);
  }
}

#endif
