/* Writes answers and the chunks of sessions to a peer. */
#include "common/base/clock.h"
#include "servers/engines/civetweb/civetweb.h"
#include "servers/engines/gathering.h"
#include "servers/wire/response_head.h"

/* The library's own function writes a WebSocket frame's header and payload apart. It locks the
 * connection, whose lock may be taken again by the thread that holds it. */
static bool write_bytes(struct server *server, struct mg_connection *connection,
                        const struct chunk *chunk) {
  COUNT_BY(&server->shared->counters, writes, chunk->messages > 0);
  size_t header_bytes = chunk->frame_header_bytes;
  if (header_bytes > 0 && server->options->civetweb_websocket_write == WEBSOCKET_WRITE_TWO) {
    size_t text_bytes = chunk->bytes_count - header_bytes;
    const char *text = (const char *)chunk->bytes + header_bytes;
    int opcode = chunk->bytes[0] & 0xf;
    COUNT_BY(&server->shared->counters, writes, chunk->messages > 0);
    return mg_websocket_write(connection, opcode, text, text_bytes) == (int)text_bytes;
  }
  return mg_write(connection, chunk->bytes, chunk->bytes_count) == (int)chunk->bytes_count;
}

bool civetweb_write(struct server *server, struct mg_connection *connection, struct chunk *chunk) {
  return civetweb_write_unless(server, connection, chunk, NULL);
}

bool civetweb_write_unless(struct server *server, struct mg_connection *connection,
                           struct chunk *chunk, const atomic_bool *closing) {
  if (!chunk)
    return false;
  size_t messages = chunk->messages;
  size_t bytes = chunk->bytes_count;
  mg_lock_connection(connection);
  bool closed = closing && atomic_load(closing);
  bool written = !closed && write_bytes(server, connection, chunk);
  mg_unlock_connection(connection);
  chunk_drop(chunk);
  if (!written) {
    COUNT_BY(&server->shared->counters, write_failures, !closed);
    return false;
  }
  COUNT_BY(&server->shared->counters, messages_handed_out, messages);
  COUNT_BY(&server->shared->counters, bytes_handed_out, bytes);
  return true;
}

/* The user data of a connection whose request was refused. */
static char refused;

bool civetweb_was_refused(const struct mg_connection *connection) {
  return mg_get_user_connection_data(connection) == &refused;
}

void civetweb_end_refused(struct mg_connection *connection) {
  COUNT(&civetweb_engine_of(connection)->server->shared->counters, requests_refused);
  mg_set_user_connection_data(connection, &refused);
  mg_disable_connection_keep_alive(connection);
}

void civetweb_refuse(struct mg_connection *connection, const struct request *request, int status,
                     const char *reason) {
  struct server *server = civetweb_engine_of(connection)->server;
  COUNT_BY(&server->shared->counters, publishes_refused, request->route == ROUTE_PUBLISH);
  civetweb_end_refused(connection);
  civetweb_write(server, connection, http_refusal(status, reason, false));
}

/* One thread that writes a session to its peer. */
struct session_writer {
  struct engine_state *engine;
  struct mg_connection *connection;
  struct session *session;
  const atomic_bool *cancelled;
  const atomic_bool *closing; /* of a WebSocket; else NULL */
  uint64_t messages;          /* handed out */
  struct gathering gathering; /* chunks that leave together */
  struct watched_writer watched;
};

/* Writes what was gathered. False when the connection is to end. */
static bool writer_write(struct session_writer *writer) {
  struct server_counters *counters = &writer->engine->server->shared->counters;
  if (writer->gathering.count == 0)
    return true;
  struct chunk *chunk = gathering_take(&writer->gathering);
  size_t messages = chunk ? chunk->messages : 0;
  watched_writer_begin(&writer->watched, writer->session->cursor, clock_now_ns());
  bool written =
      civetweb_write_unless(writer->engine->server, writer->connection, chunk, writer->closing);
  uint64_t now_ns = clock_now_ns();
  bool stuck = watched_writer_end(&writer->watched, now_ns) >= WRITE_STUCK_NS;
  writer->messages += messages;
  if (!written)
    return false;
  if (!stuck)
    return true;
  struct step late = session_stall(writer->session, 0, now_ns);
  COUNT_BY(counters, messages_dropped, late.passed_over);
  COUNT_BY(counters, connections_dropped,
           late.kind == STEP_BEHIND && !atomic_load(&writer->watched.dropped));
  if (late.kind == STEP_DEAD)
    server_count_dead(writer->engine->server,
                      heartbeat_silence_ns(&writer->session->heartbeat, now_ns));
  return late.kind == STEP_WAIT;
}

/* Where the parameter asks for a frame in two writes, each frame leaves by itself. */
static bool writer_gathers(const struct session_writer *writer) {
  return writer->engine->server->options->civetweb_websocket_write == WEBSOCKET_WRITE_ONE &&
         !gathering_is_full(&writer->gathering);
}

/* Takes the chunk of a step. False when the connection is to end. */
static bool writer_send(struct session_writer *writer, const struct step *step) {
  if (!step->chunk)
    return false;
  gathering_add(&writer->gathering, step->chunk);
  COUNT_BY(&writer->engine->server->shared->counters, heartbeats_sent, step->heartbeat);
  return writer_gathers(writer) || writer_write(writer);
}

/* Returns when the session has ended, the peer is gone or it was cancelled. */
static void writer_run(struct session_writer *writer) {
  struct session *session = writer->session;
  for (;;) {
    uint64_t now_ns = clock_now_ns();
    struct step step = session_step(session, now_ns);
    if (step.kind != STEP_SEND && !writer_write(writer))
      return;
    switch (step.kind) {
    case STEP_END:
    case STEP_BEHIND: /* only session_stall says so */
      return;
    case STEP_DEAD:
      server_count_dead(writer->engine->server, heartbeat_silence_ns(&session->heartbeat, now_ns));
      return;
    case STEP_WAIT:
      if (!feed_wait(session->feed, session->cursor, step.until_ns, writer->cancelled))
        return;
      break;
    case STEP_SEND:
      if (!writer_send(writer, &step))
        return;
      break;
    }
  }
}

uint64_t civetweb_drive(struct engine_state *engine, struct mg_connection *connection,
                        struct session *session, const atomic_bool *cancelled) {
  const atomic_bool *closing = session->transport->framing == FRAMING_MESSAGE ? cancelled : NULL;
  struct session_writer writer = {
      .engine = engine,
      .connection = connection,
      .session = session,
      .cancelled = cancelled,
      .closing = closing,
      .watched = {.feed = session->feed, .peer = civetweb_peer_of(connection)}};
  bool watched = session->transport->framing != FRAMING_BODY;
  if (watched)
    write_watchdog_join(&engine->write_watchdog, &writer.watched);
  writer_run(&writer);
  gathering_clear(&writer.gathering);
  if (watched)
    write_watchdog_leave(&engine->write_watchdog, &writer.watched);
  return writer.messages;
}
