/* WebSockets: the handshake, and the frames that come. */
#include <string.h>

#include "common/base/clock.h"
#include "common/deflate/inflate.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/wire/frame.h"

/* --- opening and closing ------------------------------------------------------------- */

void websocket_accept(struct exchange *exchange, const struct request_head *head) {
  struct server *server = exchange->connection->loop->server;
  struct deflate_agreement deflate = {.agreed = false};
  char extensions[DEFLATE_ANSWER_BYTES] = "";
  if (server->options->compression)
    deflate_agree(head->extensions, (int)server->options->deflate_window_bits, &deflate,
                  extensions);
  exchange->websocket = websocket_create(&deflate);
  struct chunk *answer =
      exchange->websocket ? handshake_answer(&head->handshake, extensions) : NULL;
  if (!exchange->writer->put(exchange, answer)) {
    COUNT(&server->shared->counters, requests_refused);
    return;
  }
  COUNT(&server->shared->counters, sockets_upgraded);
  epoll_open_session(exchange);
  epoll_drive(exchange);
}

static void close_answer(struct exchange *exchange, struct chunk *frame, bool lingers) {
  epoll_leave(exchange);
  if (exchange->writer->put(exchange, frame))
    exchange->writer->end(exchange, lingers);
}

void websocket_begin_close(struct exchange *exchange, uint16_t close_code, const char *reason) {
  COUNT(&exchange->connection->loop->server->shared->counters, closes_begun);
  close_answer(exchange, frame_make_close(close_code, reason), true);
}

static void websocket_refuse(struct exchange *exchange, uint16_t close_code, const char *reason,
                             bool data) {
  if (data)
    server_count_publish(&exchange->connection->loop->server->shared->counters, false);
  websocket_begin_close(exchange, close_code, reason);
}

static void close_received(struct exchange *exchange, const struct websocket_event *event) {
  struct server_counters *counters = &exchange->connection->loop->server->shared->counters;
  COUNT(counters, closes_received);
  COUNT_BY(counters, closes_normal,
           websocket_close_code(event->bytes, event->count) == CLOSE_NORMAL);
  close_answer(exchange, frame_make(WEBSOCKET_CLOSE, event->bytes, event->count), false);
}

/* --- frames -------------------------------------------------------------------------- */

/* A socket that takes no more gets the answer to the newest ping alone (RFC 6455, 5.5.3). */
static void ping_received(struct exchange *exchange, const struct websocket_event *event) {
  struct chunk *pong = frame_make(WEBSOCKET_PONG, event->bytes, event->count);
  if (!exchange->writer->is_blocked(exchange) && pong) {
    if (exchange->writer->put(exchange, pong))
      exchange->writer->write_much(exchange);
    return;
  }
  chunk_drop(exchange->websocket->pong);
  exchange->websocket->pong = pong;
}

static void pong_received(struct exchange *exchange) {
  uint64_t rtt_ns = 0;
  if (session_receive_pong(&exchange->session, clock_now_ns(), &rtt_ns))
    server_count_answer(exchange->connection->loop->server, rtt_ns);
}

/* Moves the replies to those that leave together, unless the socket takes no more. */
static void replies_gather(struct exchange *exchange) {
  struct chunk *reply = NULL;
  while (exchange->joined && !exchange->writer->is_blocked(exchange) &&
         (reply = websocket_reply(exchange)))
    if (exchange->writer->put(exchange, websocket_packed(exchange, reply)))
      exchange->writer->write_much(exchange);
}

static void text_received(struct exchange *exchange, const char *text, size_t bytes) {
  struct server *server = exchange->connection->loop->server;
  struct received received = session_receive(&exchange->session, text, bytes, clock_now_ns());
  if (received.publish)
    server_count_publish(&server->shared->counters, received.close_code == 0);
  if (received.answered)
    server_count_answer(server, received.rtt_ns);
  if (received.close_code != 0)
    websocket_begin_close(exchange, received.close_code, received.reason);
  else
    replies_gather(exchange);
}

static bool inflated_add(void *owner, const char *bytes, size_t count) {
  return fragments_add(owner, bytes, count);
}

/* Returns 0 or the close code of what is wrong. */
static uint16_t message_inflate(struct websocket *websocket, const struct websocket_event *event) {
  if (!websocket->inflater)
    websocket->inflater = inflater_create(INFLATE_RAW, DEFLATE_WINDOW_BITS_MAX);
  if (!websocket->inflater)
    return CLOSE_SERVER_ERROR;
  bool good = inflater_give_message(websocket->inflater, event->bytes, event->count,
                                    websocket->deflate.client_keeps_window, inflated_add,
                                    &websocket->inflated);
  /* what does not fit was not added */
  if (!good && websocket->inflated.count + INFLATE_PIECE_BYTES > REQUEST_BODY_BYTES_MAX)
    return CLOSE_TOO_BIG;
  return good && utf8_is(websocket->inflated.bytes, websocket->inflated.count) ? 0 : CLOSE_INVALID;
}

static void message_received(struct exchange *exchange, const struct websocket_event *event) {
  struct websocket *websocket = exchange->websocket;
  if (!event->text) {
    websocket_refuse(exchange, CLOSE_UNSUPPORTED, "only text is understood", true);
    return;
  }
  if (!event->compressed) {
    text_received(exchange, event->bytes, event->count);
    return;
  }
  uint16_t fault = message_inflate(websocket, event);
  if (fault != 0)
    websocket_refuse(exchange, fault, "the compressed text is wrong or too long", true);
  else
    text_received(exchange, websocket->inflated.bytes, websocket->inflated.count);
  fragments_clear(&websocket->inflated);
}

static void event_take(struct exchange *exchange, const struct websocket_event *event) {
  switch (event->kind) {
  case WEBSOCKET_EVENT_MESSAGE:
    message_received(exchange, event);
    break;
  case WEBSOCKET_EVENT_PING:
    ping_received(exchange, event);
    break;
  case WEBSOCKET_EVENT_PONG:
    pong_received(exchange);
    break;
  case WEBSOCKET_EVENT_CLOSE:
    close_received(exchange, event);
    break;
  }
}

static const char *failure_reason(uint16_t close_code) {
  switch (close_code) {
  case CLOSE_TOO_BIG:
    return "the text is too long";
  case CLOSE_INVALID:
    return "the text is not UTF-8";
  default:
    return "not a frame of RFC 6455, or out of order";
  }
}

void websocket_take(struct exchange *exchange, const char *bytes, size_t count) {
  struct websocket_reader *reader = &exchange->websocket->reader;
  struct websocket_event event;
  while (exchange->joined && websocket_reader_next(reader, &bytes, &count, &event))
    event_take(exchange, &event);
  if (!exchange->joined)
    return;
  if (reader->failure != 0) {
    bool control = reader->head[0] & WEBSOCKET_CONTROL;
    websocket_refuse(exchange, reader->failure, failure_reason(reader->failure), !control);
    return;
  }
  epoll_drive(exchange);
}
