/* The lws engine's connections: each drives one session at a time.
 *
 * A session writes as soon as its channel has a message or its deadline passes. If the socket does
 * not take all of a chunk, the library buffers the rest, and the session continues when that has
 * gone out. New messages stay in the feed meanwhile: a session's cursor is its queue. A blocked
 * session is stepped on each new message too, since its socket may never become writable again. */
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/wire/websocket_frame.h"
#include "servers/engines/lws/lws.h"
#include "servers/wire/frame.h"
#include "servers/wire/response_head.h"

static bool connection_write(struct connection *connection, struct chunk *chunk,
                             enum lws_write_protocol protocol);

/* --- life --------------------------------------------------------------------------- */

/* A request has not come whole in time. Over TLS a first head gets no answer, since the handshake
 * may not be done. */
static void connection_time_out(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  bool told = connection->awaits_body || !connection->engine->server->tls;
  COUNT_BY(counters, requests, !connection->awaits_body);
  COUNT(counters, requests_refused);
  connection->awaits_body = false;
  if (told)
    connection_write(connection, http_refusal(408, "the request took too long to come", false),
                     LWS_WRITE_HTTP_HEADERS);
  connection_close(connection);
}

static void on_deadline(struct ev_loop *loop, ev_timer *timer, int events) {
  (void)loop;
  (void)events;
  struct connection *connection = timer->data;
  if (connection->joined)
    connection_drive_or_close(connection);
  else if (connection->request_due)
    connection_time_out(connection);
  else
    connection_close(connection); /* idle for too long */
}

/* Most deadlines are put off before they come. Then the timer stays as it is, and a session that is
 * stepped too early waits again. */
static void connection_set_deadline(struct connection *connection, uint64_t now_ns,
                                    uint64_t until_ns) {
  struct ev_loop *loop = connection->engine->loop;
  if (ev_is_active(&connection->deadline) && connection->deadline_ns <= until_ns)
    return;
  uint64_t after_ns = until_ns > now_ns ? until_ns - now_ns : 0;
  connection->deadline_ns = until_ns;
  ev_timer_stop(loop, &connection->deadline);
  ev_timer_set(&connection->deadline, (double)after_ns / (double)NS_PER_S, 0);
  ev_timer_start(loop, &connection->deadline);
}

void connection_await_request(struct connection *connection, bool body) {
  const struct server_options *options = connection->engine->server->options;
  uint64_t now_ns = clock_now_ns();
  ev_timer_stop(connection->engine->loop, &connection->deadline);
  connection->request_due = true;
  connection->awaits_body = body;
  connection_set_deadline(connection, now_ns,
                          now_ns + (uint64_t)options->request_timeout_ms * NS_PER_MS);
}

void connection_adopt(struct engine_state *engine, int descriptor) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection) {
    close(descriptor);
    return;
  }
  struct lws *wsi = lws_adopt_socket_vhost(engine->vhost, descriptor);
  if (!wsi) { /* the library has closed the descriptor */
    free(connection);
    return;
  }
  connection->engine = engine;
  connection->wsi = wsi;
  ev_init(&connection->deadline, on_deadline);
  connection->deadline.data = connection;
  link_insert_before(&engine->connections, &connection->in_engine);
  lws_set_opaque_user_data(wsi, connection);
  COUNT(&engine->server->shared->counters, connections_opened);

  connection_await_request(connection, false);
  int nodelay = engine->server->options->tcp_nodelay;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &nodelay, sizeof nodelay);
}

void connection_free(struct connection *connection) {
  struct engine_state *engine = connection->engine;
  COUNT(&engine->server->shared->counters, connections_closed);
  connection_leave(connection);
  link_remove(&connection->in_engine);
  if (engine->stopping && engine->connections.next == &engine->connections)
    ev_break(engine->loop, EVBREAK_ALL);
  lws_set_opaque_user_data(connection->wsi, NULL);
  fragments_clear(&connection->text);
  incoming_clear(&connection->incoming);
  free(connection);
}

static void session_end(struct connection *connection) {
  ev_timer_stop(connection->engine->loop, &connection->deadline);
  connection->request_due = false;
  if (!connection->joined)
    return;
  serving_order_leave(&connection->engine->channels[connection->request.channel],
                      &connection->in_channel);
  session_close(&connection->session);
  connection->joined = false;
}

void connection_leave(struct connection *connection) {
  if (connection->joined && connection->session.transport->framing == FRAMING_BODY)
    COUNT(&connection->engine->server->shared->counters, polls_abandoned);
  session_end(connection);
}

void connection_close(struct connection *connection) {
  connection->ending = true;
  connection_leave(connection);
  lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
}

/* Closes at once, and lets the kernel drop what it holds for the peer, which may never read it.
 * Inside and outside the library's callbacks. */
static void connection_abort(struct connection *connection) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(lws_get_socket_fd(connection->wsi), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  connection->ending = true;
  connection_leave(connection);
  /* LWS_TO_KILL_SYNC would first wait for the peer to read the rest */
  lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
  lws_cancel_service(connection->engine->context);
}

/* --- writing ------------------------------------------------------------------------ */

/* Takes the reference. False when the connection is to be closed. */
static bool connection_write(struct connection *connection, struct chunk *chunk,
                             enum lws_write_protocol protocol) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  if (!chunk)
    return false;
  size_t skip = protocol == LWS_WRITE_TEXT ? chunk->frame_header_bytes : 0;
  if (skip > 0 && (chunk->bytes[0] & WEBSOCKET_OPCODE) == WEBSOCKET_PING)
    protocol = LWS_WRITE_PING;
  size_t bytes = chunk->bytes_count;
  size_t messages = chunk->messages;
  connection->written_bytes = bytes;
  /* The library writes a frame's header before the payload. The same bytes are there already, so
   * connections can share the chunk. */
  int written = lws_write(connection->wsi, chunk->bytes + skip, bytes - skip, protocol);
  chunk_drop(chunk);
  if (written < 0) {
    COUNT(counters, write_failures);
    return false;
  }
  connection->answer_messages += messages;
  COUNT_BY(counters, writes, messages > 0);
  COUNT_BY(counters, messages_handed_out, messages);
  COUNT_BY(counters, bytes_handed_out, bytes);
  return true;
}

/* The answer is complete: keeps or closes the connection. */
static int connection_answered(struct connection *connection) {
  const struct server_options *options = connection->engine->server->options;
  session_end(connection);
  if (!options->keep_alive || lws_http_transaction_completed(connection->wsi) != 0) {
    connection->ending = true;
    return -1;
  }
  /* the library keeps its time-outs in a sorted list, at O(connections) */
  lws_set_timeout(connection->wsi, NO_PENDING_TIMEOUT, 0);
  uint64_t now_ns = clock_now_ns();
  connection_set_deadline(connection, now_ns,
                          now_ns + (uint64_t)options->keep_alive_timeout_ms * NS_PER_MS);
  return 0;
}

int connection_answer(struct connection *connection, struct chunk *answer) {
  if (connection_write(connection, answer, LWS_WRITE_HTTP_HEADERS))
    return connection_answered(connection);
  connection->ending = true;
  return -1;
}

int connection_refuse(struct connection *connection, int status, const char *reason) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  COUNT(counters, requests_refused);
  COUNT_BY(counters, publishes_refused, connection->request.route == ROUTE_PUBLISH);
  connection_leave(connection);
  connection->ending = true;
  connection_write(connection, http_refusal(status, reason, false), LWS_WRITE_HTTP_HEADERS);
  return -1;
}

/* --- sessions ----------------------------------------------------------------------- */

void connection_open_session(struct connection *connection) {
  struct engine_state *engine = connection->engine;
  const struct request *request = &connection->request;
  connection->answer_messages = 0;
  server_open_session(engine->server, request, &connection->session);
  serving_order_join(&engine->channels[request->channel], &connection->in_channel);
  connection->joined = true;
}

static void poll_count(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  COUNT(counters, polls_answered);
  COUNT_BY(counters, polls_empty, connection->answer_messages == 0);
}

static int poll_answered(struct connection *connection) {
  poll_count(connection);
  return connection_answered(connection);
}

bool connection_answer_ended(struct connection *connection) {
  const struct session *session = &connection->session;
  if (!connection->joined || session->transport->framing != FRAMING_BODY ||
      session->phase != SESSION_DONE || lws_partial_buffered(connection->wsi))
    return false;
  poll_count(connection);
  session_end(connection);
  return true;
}

static enum lws_write_protocol write_protocol(const struct session *session) {
  switch (session->transport->framing) {
  case FRAMING_BODY:
    return LWS_WRITE_HTTP_HEADERS;
  case FRAMING_STREAM:
    return LWS_WRITE_HTTP;
  case FRAMING_MESSAGE:
    break;
  }
  return LWS_WRITE_TEXT;
}

static int connection_wait(struct connection *connection, uint64_t until_ns, uint64_t now_ns) {
  if (until_ns != STEP_FOREVER)
    connection_set_deadline(connection, now_ns, until_ns);
  return 0;
}

/* In the library, at most, and in the kernel. */
static uint64_t connection_unsent_bytes(const struct connection *connection) {
  int queued = 0;
  if (ioctl(lws_get_socket_fd(connection->wsi), SIOCOUTQ, &queued) != 0)
    queued = 0;
  return connection->written_bytes + (uint64_t)queued;
}

/* Replies are sent before messages. */
static struct step connection_step(struct connection *connection, uint64_t now_ns) {
  struct session *session = &connection->session;
  if (lws_partial_buffered(connection->wsi)) {
    lws_callback_on_writable(connection->wsi);
    return session_stall(session, connection_unsent_bytes(connection), now_ns);
  }
  struct chunk *reply = session_reply(session);
  return reply ? (struct step){.kind = STEP_SEND, .chunk = reply} : session_step(session, now_ns);
}

static int connection_abandon(struct connection *connection) {
  gathering_clear(&connection->engine->gathering);
  connection_leave(connection);
  connection->ending = true;
  return -1;
}

/* Frames that are compressed have to pass through the library one by one. */
static bool connection_gathers(const struct connection *connection) {
  return !(connection->websocket && connection->engine->server->options->compression);
}

/* Writes what was gathered: several frames or events in one piece, past the library's framing.
 * False when the connection is to be closed. */
static bool gathered_write(struct connection *connection) {
  struct gathering *gathering = &connection->engine->gathering;
  if (gathering->count == 0)
    return true;
  bool joined = gathering->count > 1;
  return connection_write(connection, gathering_take(gathering),
                          joined && connection->websocket ? LWS_WRITE_HTTP
                                                          : write_protocol(&connection->session));
}

/* Takes the chunk of a step. False when the connection is to be closed. */
static bool connection_gather(struct connection *connection, const struct step *step) {
  struct gathering *gathering = &connection->engine->gathering;
  if (!step->chunk)
    return false;
  gathering_add(gathering, step->chunk);
  COUNT_BY(&connection->engine->server->shared->counters, heartbeats_sent, step->heartbeat);
  bool more = connection_gathers(connection) && !gathering_is_full(gathering);
  return more || gathered_write(connection);
}

int connection_drive(struct connection *connection) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  struct gathering *gathering = &connection->engine->gathering;
  for (;;) {
    uint64_t now_ns = clock_now_ns();
    struct step step = connection_step(connection, now_ns);
    COUNT_BY(counters, messages_dropped, step.passed_over);
    if (step.kind != STEP_SEND && gathering->count > 0) {
      if (!gathered_write(connection))
        return connection_abandon(connection);
      if (lws_partial_buffered(connection->wsi))
        continue; /* what a blocked session waits for is another thing */
    }
    switch (step.kind) {
    case STEP_WAIT:
      return connection_wait(connection, step.until_ns, now_ns);
    case STEP_END:
      return poll_answered(connection);
    case STEP_DEAD:
      server_count_dead(connection->engine->server,
                        heartbeat_silence_ns(&connection->session.heartbeat, now_ns));
      connection_abort(connection);
      return 0;
    case STEP_BEHIND:
      COUNT(counters, connections_dropped);
      connection_abort(connection);
      return 0;
    case STEP_SEND:
      if (!connection_gather(connection, &step))
        return connection_abandon(connection);
      break;
    }
  }
}

void connection_drive_or_close(struct connection *connection) {
  if (connection_drive(connection) != 0)
    connection_close(connection);
}

/* Writes the close frame past the library, which would continue to read, and to answer pings, until
 * its own close frame has gone out. */
int connection_fail(struct connection *connection, uint16_t close_code, const char *reason) {
  struct chunk *frame = frame_make_close(close_code, reason);
  if (frame)
    lws_write(connection->wsi, frame->bytes, frame->bytes_count, LWS_WRITE_HTTP);
  chunk_drop(frame);
  COUNT(&connection->engine->server->shared->counters, closes_begun);
  connection_leave(connection);
  connection->ending = true;
  return -1;
}

int connection_receive(struct connection *connection, const char *text, size_t bytes) {
  struct server *server = connection->engine->server;
  struct received received = session_receive(&connection->session, text, bytes, clock_now_ns());
  if (received.publish)
    server_count_publish(&server->shared->counters, received.close_code == 0);
  if (received.answered)
    server_count_answer(server, received.rtt_ns);
  if (received.close_code != 0)
    return connection_fail(connection, received.close_code, received.reason);
  return connection_drive(connection);
}

void connection_receive_pong(struct connection *connection) {
  uint64_t rtt_ns = 0;
  if (session_receive_pong(&connection->session, clock_now_ns(), &rtt_ns))
    server_count_answer(connection->engine->server, rtt_ns);
}
