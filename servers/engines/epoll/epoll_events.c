/* What happens to a connection: bytes come, the socket takes more, a deadline passes, its channel
 * has a message, the server stops. */
#include <sys/epoll.h>

#include "common/base/clock.h"
#include "common/wire/websocket_frame.h"
#include "servers/engines/epoll/epoll.h"
#include "servers/engines/epoll/http2.h"

static void session_serve(struct exchange *exchange) {
  if (epoll_drive(exchange) && !exchange->connection->http2)
    request_answered(exchange->connection);
}

/* --- reading ------------------------------------------------------------------------- */

/* The peer has ended its side, or is gone. A body that was cut off has nobody to be answered. */
static void peer_ended(struct connection *connection) {
  COUNT_BY(&connection->loop->server->shared->counters, requests_refused, connection->awaits_body);
  epoll_close(connection);
}

static void bytes_take(struct connection *connection, char *bytes, size_t count) {
  switch (connection->state) {
  case CONNECTION_SERVES:
    if (connection->exchange.websocket)
      websocket_take(&connection->exchange, bytes, count);
    else if (connection->exchange.session.transport->framing == FRAMING_BODY)
      request_take(connection, bytes, count);
    return; /* what comes behind the request for a stream is never answered */
  case CONNECTION_ASKED:
  case CONNECTION_ANSWERS:
    request_take(connection, bytes, count);
    return;
  case CONNECTION_STREAMS:
    http2_take(connection, bytes, count);
    return;
  case CONNECTION_ENDS:
  case CONNECTION_LINGERS:
  case CONNECTION_CLOSED:
    return;
  }
}

static void connection_read(struct connection *connection) {
  struct loop *loop = connection->loop;
  do {
    ssize_t count = stream_read(&connection->stream, loop->read, sizeof loop->read);
    if (count == STREAM_AGAIN)
      return;
    if (count <= 0) {
      peer_ended(connection);
      return;
    }
    bytes_take(connection, loop->read, (size_t)count);
  } while (connection->state != CONNECTION_CLOSED && stream_has_read_ahead(&connection->stream));
}

/* --- writing ------------------------------------------------------------------------- */

/* The socket takes bytes again. */
static void connection_continue(struct connection *connection) {
  if (!epoll_write(connection) || connection->blocked)
    return;
  if (connection->state == CONNECTION_SERVES)
    session_serve(&connection->exchange);
  else if (connection->state == CONNECTION_STREAMS)
    http2_flush(connection);
  else if (connection->state == CONNECTION_ANSWERS)
    request_answered(connection);
  else if (connection->state == CONNECTION_ENDS)
    epoll_finish(connection);
}

/* --- events -------------------------------------------------------------------------- */

static void on_ready(struct source *source, uint32_t events) {
  struct connection *connection = container_of(source, struct connection, source);
  if (connection->state == CONNECTION_CLOSED)
    return;
  if (connection->blocked && (events & EPOLLOUT || connection->stream.tls))
    connection_continue(connection);
  if (connection->state != CONNECTION_CLOSED &&
      (events & ~(uint32_t)EPOLLOUT || connection->stream.reads_by_write))
    connection_read(connection);
  epoll_watch(connection);
}

static void on_deadline(struct deadline *deadline) {
  struct connection *connection = container_of(deadline, struct connection, exchange.deadline);
  if (connection->state == CONNECTION_SERVES)
    session_serve(&connection->exchange);
  else if (connection->state == CONNECTION_ASKED && connection->request_due)
    request_time_out(connection);
  else if (connection->state == CONNECTION_STREAMS)
    http2_end(connection); /* nobody asks for anything */
  else
    epoll_close(connection); /* idle, or its peer does not read, for too long */
  epoll_watch(connection);
}

void epoll_serve(struct exchange *exchange) {
  session_serve(exchange);
  epoll_watch(exchange->connection);
}

void epoll_adopt(struct loop *loop, int descriptor) {
  struct connection *connection = epoll_open(loop, descriptor);
  if (!connection)
    return;
  connection->source.ready = on_ready;
  connection->exchange.writer = &connection_writer;
  deadline_init(&connection->exchange.deadline, on_deadline);
  request_await(connection, false);
  connection->watched = EPOLLIN;
  if (!loop_add(loop, connection->stream.descriptor, &connection->source, EPOLLIN))
    epoll_close(connection);
}

void epoll_stop(struct connection *connection) {
  if (connection->state == CONNECTION_STREAMS) {
    http2_end(connection);
    epoll_watch(connection);
    return;
  }
  if (connection->state != CONNECTION_SERVES || !connection->exchange.websocket) {
    epoll_close(connection);
    return;
  }
  websocket_begin_close(&connection->exchange, CLOSE_GOING_AWAY, "");
  epoll_watch(connection);
}
