/* A line: one connection through the path with one request on it, and what has come back. Lines are
 * read side by side; nothing here blocks but opening one, and lines_wait. */
#ifndef BENCH_PROBE_PROBE_LINE_H
#define BENCH_PROBE_PROBE_LINE_H

#include "bench/probe/probe_request.h"
#include "bench/probe/probe_socket.h"
#include "bench/probe/spacing.h"
#include "common/base/growing_text.h"
#include "common/wire/http_reader.h"
#include "common/wire/sse.h"
#include "common/wire/websocket_reader.h"

enum line_kind {
  LINE_REQUEST, /* an answer with an end */
  LINE_STREAM,  /* an event stream */
  LINE_SOCKET,  /* a WebSocket */
};

enum {
  LINE_WHY_BYTES = 160,
  LINE_BODY_BYTES_MAX = 262144, /* of an answer; what is longer is dropped */
  LINE_ARRIVALS_MAX = 256,      /* messages whose instants are kept */
};

struct probe_line {
  enum line_kind kind;
  struct probe_socket socket;
  struct http_reader http;
  struct sse_reader events;
  struct websocket_reader frames;
  char accept[PROBE_ACCEPT_TEXT_BYTES]; /* of a WebSocket */

  bool opened;
  char why[LINE_WHY_BYTES]; /* it is not: why; later, what is wrong with what has come */
  bool has_head;
  int status;
  struct growing_text head; /* of the newest answer, with its empty line */
  struct growing_text body; /* of an answer that is no stream */
  bool complete;            /* the answer is */
  bool upgraded;
  bool closing; /* a close frame has come */
  uint16_t close_code;
  uint64_t pongs;
  uint64_t comments;  /* keep-alive comments of an event stream */
  uint64_t published; /* answers to frames that publish */
  struct arrival arrivals[LINE_ARRIVALS_MAX];
  size_t arrival_count;

  uint64_t opened_ns;
  uint64_t active_ns; /* of the last byte, sent or received */
  uint64_t ended_ns;  /* once socket.end is set */
};

/* Connects. False with line->why. line_close in either case. */
bool line_open(struct probe_line *line, const struct probed_path *path, enum line_kind kind);
void line_close(struct probe_line *line);

/* Sends a request; what is known of the answer before it is forgotten. A WebSocket's handshake
 * lines are added to it. */
bool line_ask(struct probe_line *line, const struct probed_path *path,
              const struct probe_request *request);

/* Sends a frame on a WebSocket. */
bool line_frame(struct probe_line *line, uint8_t opcode, const char *payload, size_t bytes);

/* Reads what is there. */
void line_read(struct probe_line *line);

/* Whether the line is open in both directions, as far as can be seen. */
bool line_is_alive(const struct probe_line *line);

/* Reads the lines until something comes on one of them, or until the deadline. False after that,
 * and after an interrupt. Lines that have ended are passed over. */
bool lines_wait(struct probe_line *const *lines, size_t count, uint64_t deadline_ns);

/* A condition to wait for. */
typedef bool line_condition(const struct probe_line *line);

bool line_has_head(const struct probe_line *line);
bool line_has_answer(const struct probe_line *line); /* complete; of a WebSocket: the handshake */
bool line_has_message(const struct probe_line *line);

/* Reads one line until the condition holds. False after the deadline, at its end, and after an
 * interrupt. */
bool line_wait(struct probe_line *line, line_condition *condition, uint64_t deadline_ns);

/* A request on a new line, and its whole answer, to be closed. False where none has come. */
bool line_exchange(struct probe_line *line, const struct probed_path *path,
                   const struct probe_request *request, uint64_t patience_ns);

/* The value of a header of the newest answer, cut to the capacity; "" where it has none. */
void line_header(const struct probe_line *line, const char *name, char *out, size_t capacity);

/* "HTTP 502 of nginx: Bad Gateway", "nothing came", "FIN before an answer". */
void line_words(const struct probe_line *line, char *out, size_t capacity);

#endif
