/* Opening, writing and closing. */
#include <stdlib.h>
#include <sys/epoll.h>

#include "common/base/clock.h"
#include "servers/engines/epoll/epoll.h"

#define LINGER_NS (1000 * NS_PER_MS) /* for the peer to read our last bytes and end its side */

enum { INPUT_HELD_BYTES_MAX = 1 << 16 }; /* that a peer may send before its answer has gone out */

bool loop_add(struct loop *loop, int descriptor, struct source *source, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = source};
  return epoll_ctl(loop->descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void loop_change(struct loop *loop, int descriptor, struct source *source, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = source};
  epoll_ctl(loop->descriptor, EPOLL_CTL_MOD, descriptor, &event);
}

/* --- life --------------------------------------------------------------------------- */

struct connection *epoll_open(struct loop *loop, int descriptor) {
  struct connection *connection = calloc(1, sizeof *connection);
  struct stream stream;
  if (!stream_open(&stream, descriptor, loop->server->tls)) {
    free(connection);
    return NULL;
  }
  if (!connection || !deadlines_reserve(&loop->deadlines)) {
    stream_close(&stream, false);
    free(connection);
    return NULL;
  }
  connection->loop = loop;
  connection->stream = stream;
  connection->stream.record = loop->record;
  connection->exchange.connection = connection;
  link_insert_before(&loop->connections, &connection->in_loop);
  COUNT(&loop->server->shared->counters, connections_opened);
  return connection;
}

void epoll_end_session(struct exchange *exchange) {
  struct connection *connection = exchange->connection;
  epoll_set_deadline(exchange, DEADLINE_NONE);
  connection->request_due = false;
  if (!exchange->joined)
    return;
  serving_order_leave(&connection->loop->channels[exchange->request.channel],
                      &exchange->in_channel);
  session_close(&exchange->session);
  exchange->joined = false;
}

void epoll_leave(struct exchange *exchange) {
  if (exchange->joined && exchange->session.transport->framing == FRAMING_BODY)
    COUNT(&exchange->connection->loop->server->shared->counters, polls_abandoned);
  epoll_end_session(exchange);
}

static void connection_close_as(struct connection *connection, bool reset) {
  struct loop *loop = connection->loop;
  if (connection->state == CONNECTION_CLOSED)
    return;
  epoll_leave(&connection->exchange);
  if (connection->close_streams)
    connection->close_streams(connection);
  connection->state = CONNECTION_CLOSED;
  COUNT(&loop->server->shared->counters, connections_closed);
  deadlines_forget(&loop->deadlines, &connection->exchange.deadline);
  stream_close(&connection->stream, reset);
  link_remove(&connection->in_loop);
  link_insert_before(&loop->closed, &connection->in_loop);
}

void epoll_close(struct connection *connection) {
  connection_close_as(connection, false);
}

void epoll_abort(struct connection *connection) {
  connection_close_as(connection, true);
}

void epoll_free(struct connection *connection) {
  link_remove(&connection->in_loop);
  output_release(&connection->output);
  fragments_clear(&connection->input);
  websocket_free(connection->exchange.websocket);
  free(connection);
}

void epoll_set_deadline(struct exchange *exchange, uint64_t until_ns) {
  struct connection *connection = exchange->connection;
  if (connection->state != CONNECTION_CLOSED)
    deadlines_set(&connection->loop->deadlines, &exchange->deadline, until_ns);
}

/* --- writing ------------------------------------------------------------------------ */

void epoll_count_handed_out(struct exchange *exchange, size_t messages, size_t bytes) {
  struct server_counters *counters = &exchange->connection->loop->server->shared->counters;
  exchange->answer_messages += messages;
  COUNT_BY(counters, messages_handed_out, messages);
  COUNT_BY(counters, bytes_handed_out, bytes);
}

bool epoll_put(struct connection *connection, struct chunk *chunk) {
  size_t messages = chunk ? chunk->messages : 0;
  size_t bytes = chunk ? chunk->bytes_count : 0;
  if (!chunk || !output_put(&connection->output, chunk)) {
    epoll_close(connection);
    return false;
  }
  epoll_count_handed_out(&connection->exchange, messages, bytes);
  return true;
}

bool epoll_write(struct connection *connection) {
  struct server_counters *counters = &connection->loop->server->shared->counters;
  uint64_t writes = 0;
  enum output_result result = output_write(&connection->output, &connection->stream, &writes);
  COUNT_BY(counters, writes, writes);
  connection->blocked = result == OUTPUT_BLOCKED;
  if (result != OUTPUT_FAILED)
    return true;
  COUNT(counters, write_failures);
  epoll_close(connection);
  return false;
}

void epoll_finish(struct connection *connection) {
  if (!connection->lingers) {
    epoll_close(connection);
    return;
  }
  stream_shut_down(&connection->stream);
  connection->state = CONNECTION_LINGERS;
  epoll_set_deadline(&connection->exchange, clock_now_ns() + LINGER_NS);
}

void epoll_end(struct connection *connection, bool lingers) {
  epoll_leave(&connection->exchange);
  if (connection->close_streams)
    connection->close_streams(connection);
  connection->state = CONNECTION_ENDS;
  connection->lingers = lingers;
  if (!epoll_write(connection))
    return;
  if (!connection->blocked)
    epoll_finish(connection);
  else
    epoll_set_deadline(&connection->exchange,
                       clock_now_ns() +
                           (uint64_t)connection->loop->server->options->request_timeout_ms *
                               NS_PER_MS);
}

/* --- watching ----------------------------------------------------------------------- */

/* Whether bytes may be read now: those of further requests wait in a bounded buffer. */
static bool connection_reads(const struct connection *connection) {
  if (connection->state == CONNECTION_STREAMS) /* what its peer asks for grows with what waits */
    return !connection->blocked;
  bool stores = connection->state == CONNECTION_ANSWERS ||
                (connection->state == CONNECTION_SERVES && !connection->exchange.websocket);
  return !stores || connection->input.count < INPUT_HELD_BYTES_MAX;
}

void epoll_watch(struct connection *connection) {
  if (connection->state == CONNECTION_CLOSED)
    return;
  bool writes = connection->blocked || connection->stream.reads_by_write;
  uint32_t events = (connection_reads(connection) ? EPOLLIN : 0U) | (writes ? EPOLLOUT : 0U);
  if (events == connection->watched)
    return;
  connection->watched = events;
  loop_change(connection->loop, connection->stream.descriptor, &connection->source, events);
}
