/* Reads answers, events and frames of lines. */
#include "bench/probe/probe_line.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "bench/base/bounded_text.h"
#include "bench/base/interrupt.h"
#include "common/base/clock.h"
#include "common/wire/message.h"
#include "common/wire/poll_answer.h"
#include "common/wire/publish.h"

enum {
  READ_BYTES = 65536,
  WRITE_MS = 10000,
  FRAME_BYTES_MAX = 2 << 20,
  LINES_AT_ONCE = 64,
  CLOSE_CODE_NONE = 1005
};

/* --- opening and closing ------------------------------------------------------------------ */

bool line_open(struct probe_line *line, const struct probed_path *path, enum line_kind kind) {
  memset(line, 0, sizeof *line);
  line->kind = kind;
  line->socket.descriptor = -1;
  http_reader_init(&line->http);
  sse_reader_init(&line->events);
  websocket_reader_init(&line->frames, WEBSOCKET_PEER_SERVER, false, FRAME_BYTES_MAX);
  line->opened = probe_socket_open(path, ALPN_HTTP_1_1, &line->socket, line->why, sizeof line->why);
  line->opened_ns = line->active_ns = clock_now_ns();
  return line->opened;
}

void line_close(struct probe_line *line) {
  probe_socket_close(&line->socket);
  http_reader_release(&line->http);
  sse_reader_release(&line->events);
  websocket_reader_release(&line->frames);
  growing_text_release(&line->head);
  growing_text_release(&line->body);
}

bool line_is_alive(const struct probe_line *line) {
  return line->opened && line->socket.descriptor >= 0 && line->socket.end == SOCKET_OPEN &&
         !line->closing && *line->why == '\0';
}

/* --- sending ------------------------------------------------------------------------------ */

static bool send_all(struct probe_line *line, const char *bytes, size_t count) {
  uint64_t deadline_ns = clock_now_ns() + WRITE_MS * NS_PER_MS;
  bool sent = probe_socket_write(&line->socket, bytes, count, deadline_ns);
  line->active_ns = clock_now_ns();
  return sent;
}

static void answer_forget(struct probe_line *line) {
  growing_text_release(&line->head);
  growing_text_release(&line->body);
  line->has_head = line->complete = false;
  line->status = 0;
}

/* The lines of the handshake: a key that was not used before (RFC 6455, 4.1). */
static void handshake_add(struct probe_line *line, struct growing_text *out) {
  unsigned char key[PROBE_KEY_BYTES];
  char text[PROBE_KEY_TEXT_BYTES];
  if (getrandom(key, sizeof key, 0) != (ssize_t)sizeof key)
    memset(key, 0, sizeof key);
  probe_key_write(key, text, line->accept);
  growing_text_add_text(out, "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ");
  growing_text_add_text(out, text);
  growing_text_add_text(out, "\r\n");
}

bool line_ask(struct probe_line *line, const struct probed_path *path,
              const struct probe_request *request) {
  struct growing_text headers = {.text = NULL}, text = {.text = NULL};
  struct probe_request made = *request;
  answer_forget(line);
  if (line->kind == LINE_SOCKET) {
    handshake_add(line, &headers);
    if (request->headers)
      growing_text_add_text(&headers, request->headers);
    made.headers = headers.text;
  }
  probe_request_add(path, &made, &text);
  bool sent = text.text && send_all(line, text.text, text.bytes);
  growing_text_release(&headers);
  growing_text_release(&text);
  return sent;
}

bool line_frame(struct probe_line *line, uint8_t opcode, const char *payload, size_t bytes) {
  uint8_t mask[WEBSOCKET_MASK_BYTES] = {0};
  char *frame = malloc(WEBSOCKET_HEADER_BYTES_MAX + bytes);
  if (!frame)
    return false;
  if (getrandom(mask, sizeof mask, 0) != (ssize_t)sizeof mask)
    memset(mask, 0, sizeof mask);
  size_t head_bytes = websocket_header_encode_masked((uint8_t)(WEBSOCKET_FINAL | opcode), bytes,
                                                     mask, (uint8_t *)frame);
  memcpy(frame + head_bytes, payload, bytes);
  websocket_mask(mask, frame + head_bytes, bytes);
  bool sent = send_all(line, frame, head_bytes + bytes);
  free(frame);
  return sent;
}

/* --- reading ------------------------------------------------------------------------------ */

static void message_take(struct probe_line *line, const struct message *message, uint64_t now_ns) {
  if (line->arrival_count == LINE_ARRIVALS_MAX)
    return;
  line->arrivals[line->arrival_count++] = (struct arrival){.seq = message->seq,
                                                           .sent_ns = message->sent_ns,
                                                           .arrived_ns = now_ns,
                                                           .data_bytes = message->data_bytes};
}

static void fault_say(struct probe_line *line, const char *words) {
  if (*line->why == '\0')
    snprintf(line->why, sizeof line->why, "%s", words);
}

static void events_read(struct probe_line *line, const char *bytes, size_t count, uint64_t now_ns) {
  struct sse_event event;
  struct message message;
  while (sse_reader_next(&line->events, &bytes, &count, &event))
    if (message_decode(event.data, event.data_bytes, &message))
      message_take(line, &message, now_ns);
  line->comments = line->events.comments;
  if (line->events.failed)
    fault_say(line, "what came is no event stream");
}

static void frames_read(struct probe_line *line, const char *bytes, size_t count, uint64_t now_ns) {
  struct websocket_event event;
  struct message message;
  uint64_t seq = 0;
  while (websocket_reader_next(&line->frames, &bytes, &count, &event)) {
    if (event.kind == WEBSOCKET_EVENT_PONG) {
      line->pongs++;
    } else if (event.kind == WEBSOCKET_EVENT_PING) {
      line_frame(line, WEBSOCKET_PONG, event.bytes, event.count);
    } else if (event.kind == WEBSOCKET_EVENT_CLOSE) {
      line->closing = true;
      line->close_code = event.count >= CLOSE_CODE_BYTES
                             ? websocket_close_code(event.bytes, event.count)
                             : CLOSE_CODE_NONE;
    } else if (message_decode(event.bytes, event.count, &message)) {
      message_take(line, &message, now_ns);
    } else if (publish_answer_decode(event.bytes, event.count, &seq)) {
      line->published++;
    }
  }
  if (line->frames.failure != 0)
    fault_say(line, "what came are no frames of a WebSocket");
}

/* The messages of a poll's answer. */
static void poll_read(struct probe_line *line, uint64_t now_ns) {
  struct poll_answer_reader reader;
  struct message message;
  size_t text_bytes = 0;
  if (!line->body.text || !poll_answer_open(&reader, line->body.text, line->body.bytes))
    return;
  while (poll_answer_next(&reader, &message, &text_bytes))
    message_take(line, &message, now_ns);
}

static void head_take(struct probe_line *line, const struct http_piece *piece) {
  growing_text_release(&line->head);
  growing_text_add(&line->head, piece->bytes, piece->count);
  line->status = line->http.code;
  if (line->status == HTTP_SWITCHING_PROTOCOLS) {
    char accept[64];
    line->has_head = true;
    line_header(line, "Sec-WebSocket-Accept", accept, sizeof accept);
    line->upgraded = line->kind == LINE_SOCKET && strcmp(accept, line->accept) == 0;
    if (!line->upgraded)
      fault_say(line, "the answer to its handshake is that to another one");
  } else if (line->status >= 200) {
    line->has_head = true;
  }
}

static void body_take(struct probe_line *line, const struct http_piece *piece, uint64_t now_ns) {
  bool streams = line->kind == LINE_STREAM && line->status == 200;
  if (line->upgraded)
    frames_read(line, piece->bytes, piece->count, now_ns);
  else if (streams)
    events_read(line, piece->bytes, piece->count, now_ns);
  else if (line->body.bytes + piece->count <= LINE_BODY_BYTES_MAX)
    growing_text_add(&line->body, piece->bytes, piece->count);
}

static void bytes_take(struct probe_line *line, const char *bytes, size_t count, uint64_t now_ns) {
  struct http_piece piece;
  while (http_reader_next(&line->http, &bytes, &count, &piece)) {
    if (piece.kind == HTTP_PIECE_HEAD) {
      head_take(line, &piece);
    } else if (piece.kind == HTTP_PIECE_BODY) {
      body_take(line, &piece, now_ns);
    } else {
      line->complete = true;
      poll_read(line, now_ns);
    }
  }
  if (line->http.state == HTTP_READER_FAILED)
    fault_say(line, http_reader_fault(&line->http));
}

void line_read(struct probe_line *line) {
  char *bytes = malloc(READ_BYTES);
  size_t got = 0;
  if (!line->opened || line->socket.descriptor < 0 || !bytes || line->socket.end != SOCKET_OPEN) {
    free(bytes);
    return;
  }
  while ((got = probe_socket_read(&line->socket, bytes, READ_BYTES)) > 0) {
    uint64_t now_ns = clock_now_ns();
    line->active_ns = now_ns;
    bytes_take(line, bytes, got, now_ns);
  }
  if (line->socket.end != SOCKET_OPEN) {
    line->ended_ns = clock_now_ns();
    bool in_order = line->socket.end == SOCKET_FIN || line->socket.end == SOCKET_GOODBYE;
    if (in_order && line->has_head && !line->complete && http_reader_ends(&line->http)) {
      line->complete = true;
      poll_read(line, line->ended_ns);
    }
  }
  free(bytes);
}

/* --- waiting ------------------------------------------------------------------------------ */

bool lines_wait(struct probe_line *const *lines, size_t count, uint64_t deadline_ns) {
  struct pollfd fds[LINES_AT_ONCE];
  struct probe_line *of[LINES_AT_ONCE];
  nfds_t waiting = 0;
  for (size_t i = 0; i < count && waiting < LINES_AT_ONCE; i++) {
    if (lines[i]->socket.descriptor < 0 || lines[i]->socket.end != SOCKET_OPEN)
      continue;
    of[waiting] = lines[i];
    fds[waiting++] = (struct pollfd){.fd = lines[i]->socket.descriptor, .events = POLLIN};
  }
  uint64_t now_ns = clock_now_ns();
  if (now_ns >= deadline_ns || interrupt_count() > 0)
    return false;
  int ready = poll(fds, waiting, (int)((deadline_ns - now_ns) / NS_PER_MS) + 1);
  for (nfds_t i = 0; i < waiting && ready > 0; i++)
    if (fds[i].revents != 0)
      line_read(of[i]);
  return ready > 0;
}

bool line_has_head(const struct probe_line *line) {
  return line->has_head;
}

bool line_has_answer(const struct probe_line *line) {
  return line->complete || line->upgraded;
}

bool line_has_message(const struct probe_line *line) {
  return line->arrival_count > 0;
}

bool line_wait(struct probe_line *line, line_condition *condition, uint64_t deadline_ns) {
  while (!condition(line)) {
    if (line->socket.end != SOCKET_OPEN || line->socket.descriptor < 0 || *line->why != '\0' ||
        !lines_wait(&line, 1, deadline_ns))
      return condition(line);
  }
  return true;
}

bool line_exchange(struct probe_line *line, const struct probed_path *path,
                   const struct probe_request *request, uint64_t patience_ns) {
  /* an answer may come before all of a long body is sent */
  return line_open(line, path, LINE_REQUEST) && (line_ask(line, path, request) || line->opened) &&
         line_wait(line, line_has_answer, clock_now_ns() + patience_ns);
}

/* --- words -------------------------------------------------------------------------------- */

void line_header(const struct probe_line *line, const char *name, char *out, size_t capacity) {
  size_t bytes = 0, count = 0;
  const char *value =
      line->head.text ? http_header_find(line->head.text, line->head.bytes, name, &bytes, &count)
                      : NULL;
  snprintf(out, capacity, "%.*s", value ? (int)bytes : 0, value ? value : "");
}

/* The first words of a body that is plain text, or of a page's title. */
static void body_words(const struct probe_line *line, char *out, size_t capacity) {
  enum { SHOWN = 60 };
  const char *text = line->body.text ? line->body.text : "";
  const char *title = strcasestr(text, "<title>");
  if (title)
    text = title + strlen("<title>");
  size_t used = 0;
  for (; *text != '\0' && *text != '<' && *text != '\n' && used < SHOWN && used + 1 < capacity;
       text++)
    out[used++] = *text >= ' ' && *text <= '~' ? *text : '?';
  out[used] = '\0';
}

void line_words(const struct probe_line *line, char *out, size_t capacity) {
  char server[48], body[64];
  *out = '\0';
  if (!line->opened || *line->why != '\0') {
    bounded_append(out, capacity, "%s", line->why);
  } else if (line->has_head) {
    line_header(line, "Server", server, sizeof server);
    body_words(line, body, sizeof body);
    bounded_append(out, capacity, "HTTP %d%s%s%s%s", line->status, *server ? " of " : "", server,
                   *body ? ": " : "", body);
  } else if (line->socket.end != SOCKET_OPEN) {
    bounded_append(out, capacity, "the connection was ended (%s) before an answer",
                   socket_end_words(line->socket.end));
  } else {
    bounded_append(out, capacity, "nothing came");
  }
}
