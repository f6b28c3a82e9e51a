/* Drives the session of an exchange. A blocked session is stepped on each new message too, since
 * its socket may never take bytes again. */
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "common/base/clock.h"
#include "servers/engines/epoll/epoll.h"

/* --- the connection as a writer ---------------------------------------------------------- */

static bool connection_is_blocked(const struct exchange *exchange) {
  return exchange->connection->blocked;
}

static bool connection_put(struct exchange *exchange, struct chunk *chunk) {
  return epoll_put(exchange->connection, chunk);
}

static bool connection_write_much(struct exchange *exchange) {
  struct connection *connection = exchange->connection;
  return !output_is_full(&connection->output) || epoll_write(connection);
}

static bool connection_write(struct exchange *exchange) {
  struct connection *connection = exchange->connection;
  return connection->blocked || epoll_write(connection);
}

static uint64_t connection_unsent_bytes(const struct exchange *exchange) {
  (void)exchange;
  return 0;
}

static void connection_drop(struct exchange *exchange) {
  epoll_abort(exchange->connection);
}

static void connection_answered(struct exchange *exchange) {
  (void)exchange;
}

static void connection_end(struct exchange *exchange, bool lingers) {
  epoll_end(exchange->connection, lingers);
}

const struct exchange_writer connection_writer = {
    .is_blocked = connection_is_blocked,
    .put = connection_put,
    .write_much = connection_write_much,
    .write = connection_write,
    .unsent_bytes = connection_unsent_bytes,
    .drop = connection_drop,
    .answered = connection_answered,
    .end = connection_end,
};

void epoll_open_session(struct exchange *exchange) {
  struct connection *connection = exchange->connection;
  const struct request *request = &exchange->request;
  exchange->answer_messages = 0;
  server_open_session(connection->loop->server, request, &exchange->session);
  serving_order_join(&connection->loop->channels[request->channel], &exchange->in_channel);
  exchange->joined = true;
  if (!connection->http2)
    connection->state = CONNECTION_SERVES;
}

/* Here and in the kernel. */
static uint64_t exchange_unsent_bytes(const struct exchange *exchange) {
  const struct connection *connection = exchange->connection;
  int queued = 0;
  if (ioctl(connection->stream.descriptor, SIOCOUTQ, &queued) != 0)
    queued = 0;
  return connection->output.bytes + (uint64_t)queued + exchange->writer->unsent_bytes(exchange);
}

/* --- steps ------------------------------------------------------------------------------- */

/* Pongs and replies are sent before messages. */
static struct step exchange_step(struct exchange *exchange, uint64_t now_ns) {
  if (exchange->writer->is_blocked(exchange))
    return session_stall(&exchange->session, exchange_unsent_bytes(exchange), now_ns);
  struct chunk *reply = exchange->websocket ? websocket_reply(exchange) : NULL;
  return reply ? (struct step){.kind = STEP_SEND, .chunk = reply}
               : session_step(&exchange->session, now_ns);
}

static bool session_send(struct exchange *exchange, const struct step *step) {
  struct chunk *chunk = exchange->websocket ? websocket_packed(exchange, step->chunk) : step->chunk;
  if (!exchange->writer->put(exchange, chunk))
    return false;
  COUNT_BY(&exchange->connection->loop->server->shared->counters, heartbeats_sent, step->heartbeat);
  return exchange->writer->write_much(exchange);
}

/* What a step that ends the gathering makes of the exchange. */
enum driven {
  DRIVEN_ON,    /* another step follows: the session is blocked now, and waits for another thing */
  DRIVEN_WAITS, /* or is closed */
  DRIVEN_ANSWERED,
};

static enum driven session_wait(struct exchange *exchange, const struct step *step) {
  bool was_blocked = exchange->writer->is_blocked(exchange);
  if (!exchange->writer->write(exchange))
    return DRIVEN_WAITS;
  if (exchange->writer->is_blocked(exchange) != was_blocked)
    return DRIVEN_ON;
  epoll_set_deadline(exchange, step->until_ns);
  return DRIVEN_WAITS;
}

static enum driven session_answered(struct exchange *exchange) {
  struct server_counters *counters = &exchange->connection->loop->server->shared->counters;
  if (!exchange->writer->write(exchange))
    return DRIVEN_WAITS;
  if (exchange->writer->is_blocked(exchange))
    return DRIVEN_ON;
  COUNT(counters, polls_answered);
  COUNT_BY(counters, polls_empty, exchange->answer_messages == 0);
  epoll_end_session(exchange);
  exchange->writer->answered(exchange);
  return DRIVEN_ANSWERED;
}

/* The peer is dead, or too slow. */
static enum driven session_drop(struct exchange *exchange, const struct step *step,
                                uint64_t now_ns) {
  struct connection *connection = exchange->connection;
  struct server *server = connection->loop->server;
  if (step->kind == STEP_DEAD)
    server_count_dead(server, heartbeat_silence_ns(&exchange->session.heartbeat, now_ns));
  else
    COUNT(&server->shared->counters, connections_dropped);
  exchange->writer->drop(exchange);
  return DRIVEN_WAITS;
}

static enum driven session_take(struct exchange *exchange, const struct step *step,
                                uint64_t now_ns) {
  switch (step->kind) {
  case STEP_SEND:
    return session_send(exchange, step) ? DRIVEN_ON : DRIVEN_WAITS;
  case STEP_WAIT:
    return session_wait(exchange, step);
  case STEP_END:
    return session_answered(exchange);
  case STEP_DEAD:
  case STEP_BEHIND:
    break;
  }
  return session_drop(exchange, step, now_ns);
}

bool epoll_drive(struct exchange *exchange) {
  struct server_counters *counters = &exchange->connection->loop->server->shared->counters;
  enum driven driven = DRIVEN_ON;
  while (driven == DRIVEN_ON) {
    uint64_t now_ns = clock_now_ns();
    const struct step step = exchange_step(exchange, now_ns);
    COUNT_BY(counters, messages_dropped, step.passed_over);
    driven = session_take(exchange, &step, now_ns);
  }
  return driven == DRIVEN_ANSWERED;
}
