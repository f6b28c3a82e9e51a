/* Drives a connection's session. A blocked session is stepped on each new message too, since its
 * socket may never take bytes again. */
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "common/base/clock.h"
#include "servers/engines/epoll/epoll.h"

void epoll_open_session(struct connection *connection) {
  const struct request *request = &connection->request;
  connection->answer_messages = 0;
  server_open_session(connection->loop->server, request, &connection->session);
  serving_order_join(&connection->loop->channels[request->channel], &connection->in_channel);
  connection->joined = true;
  connection->state = CONNECTION_SERVES;
}

/* Here and in the kernel. */
static uint64_t connection_unsent_bytes(const struct connection *connection) {
  int queued = 0;
  if (ioctl(connection->stream.descriptor, SIOCOUTQ, &queued) != 0)
    queued = 0;
  return connection->output.bytes + (uint64_t)queued;
}

/* Pongs and replies are sent before messages. */
static struct step connection_step(struct connection *connection, uint64_t now_ns) {
  struct session *session = &connection->session;
  if (connection->blocked)
    return session_stall(session, connection_unsent_bytes(connection), now_ns);
  struct chunk *reply = connection->websocket ? websocket_reply(connection) : NULL;
  return reply ? (struct step){.kind = STEP_SEND, .chunk = reply} : session_step(session, now_ns);
}

/* Adds a chunk to those that leave together. False when the connection was closed. */
static bool session_send(struct connection *connection, const struct step *step) {
  struct chunk *chunk =
      connection->websocket ? websocket_packed(connection, step->chunk) : step->chunk;
  if (!epoll_put(connection, chunk))
    return false;
  COUNT_BY(&connection->loop->server->shared->counters, heartbeats_sent, step->heartbeat);
  return !output_is_full(&connection->output) || epoll_write(connection);
}

/* What a step that ends the gathering makes of the connection. */
enum driven {
  DRIVEN_ON,    /* another step follows: the session is blocked now, and waits for another thing */
  DRIVEN_WAITS, /* or is closed */
  DRIVEN_ANSWERED,
};

/* Writes what was gathered. False when the connection was closed. */
static bool session_write(struct connection *connection) {
  return connection->blocked || epoll_write(connection);
}

static enum driven session_wait(struct connection *connection, const struct step *step) {
  bool was_blocked = connection->blocked;
  if (!session_write(connection))
    return DRIVEN_WAITS;
  if (connection->blocked != was_blocked)
    return DRIVEN_ON;
  epoll_set_deadline(connection, step->until_ns);
  return DRIVEN_WAITS;
}

static enum driven session_answered(struct connection *connection) {
  struct server_counters *counters = &connection->loop->server->shared->counters;
  if (!session_write(connection))
    return DRIVEN_WAITS;
  if (connection->blocked)
    return DRIVEN_ON;
  COUNT(counters, polls_answered);
  COUNT_BY(counters, polls_empty, connection->answer_messages == 0);
  epoll_end_session(connection);
  return DRIVEN_ANSWERED;
}

/* The peer is dead, or too slow. */
static enum driven session_drop(struct connection *connection, const struct step *step,
                                uint64_t now_ns) {
  struct server *server = connection->loop->server;
  if (step->kind == STEP_DEAD)
    server_count_dead(server, heartbeat_silence_ns(&connection->session.heartbeat, now_ns));
  else
    COUNT(&server->shared->counters, connections_dropped);
  epoll_abort(connection);
  return DRIVEN_WAITS;
}

static enum driven session_take(struct connection *connection, const struct step *step,
                                uint64_t now_ns) {
  switch (step->kind) {
  case STEP_SEND:
    return session_send(connection, step) ? DRIVEN_ON : DRIVEN_WAITS;
  case STEP_WAIT:
    return session_wait(connection, step);
  case STEP_END:
    return session_answered(connection);
  case STEP_DEAD:
  case STEP_BEHIND:
    break;
  }
  return session_drop(connection, step, now_ns);
}

bool epoll_drive(struct connection *connection) {
  struct server_counters *counters = &connection->loop->server->shared->counters;
  enum driven driven = DRIVEN_ON;
  while (driven == DRIVEN_ON) {
    uint64_t now_ns = clock_now_ns();
    const struct step step = connection_step(connection, now_ns);
    COUNT_BY(counters, messages_dropped, step.passed_over);
    driven = session_take(connection, &step, now_ns);
  }
  return driven == DRIVEN_ANSWERED;
}
