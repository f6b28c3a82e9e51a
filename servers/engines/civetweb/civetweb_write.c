/* What a thread of the civetweb engine writes to its peer. */
#include "common/base/clock.h"
#include "servers/engines/civetweb/civetweb.h"

/* The library's own way with a WebSocket frame is header and payload apart. It locks the
 * connection again, which it allows. */
static bool write_bytes(const struct server *server, struct mg_connection *connection,
                        const struct chunk *chunk) {
  size_t header_bytes = chunk->frame_header_bytes;
  if (header_bytes > 0 && server->options->civetweb_websocket_write == WEBSOCKET_WRITE_TWO) {
    size_t text_bytes = chunk->bytes_count - header_bytes;
    const char *text = (const char *)chunk->bytes + header_bytes;
    int opcode = chunk->bytes[0] & 0xf;
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
    COUNT_BY(&server->counters, write_failures, !closed);
    return false;
  }
  COUNT_BY(&server->counters, messages_handed_out, messages);
  COUNT_BY(&server->counters, bytes_handed_out, bytes);
  return true;
}

/* What one thread says to one peer. */
struct speaker {
  struct engine_state *engine;
  struct mg_connection *connection;
  struct session *session;
  const atomic_bool *cancelled;
  const atomic_bool *closing; /* of a WebSocket; NULL for others */
  uint64_t messages;          /* handed out */
  struct watched_writer watched;
};

/* False: no more can be said. */
static bool speaker_send(struct speaker *speaker, const struct step *step) {
  struct server_counters *counters = &speaker->engine->server->counters;
  size_t messages = step->chunk ? step->chunk->messages : 0;
  watched_writer_begin(&speaker->watched, speaker->session->cursor, clock_now_ns());
  bool written = civetweb_write_unless(speaker->engine->server, speaker->connection, step->chunk,
                                       speaker->closing);
  uint64_t now_ns = clock_now_ns();
  bool stuck = watched_writer_end(&speaker->watched, now_ns) >= WRITE_STUCK_NS;
  speaker->messages += messages;
  if (!written)
    return false;
  COUNT_BY(counters, heartbeats_sent, step->heartbeat);
  if (!stuck)
    return true;
  struct step late = session_stall(speaker->session, 0, now_ns);
  COUNT_BY(counters, messages_dropped, late.passed_over);
  COUNT_BY(counters, connections_dropped,
           late.kind == STEP_BEHIND && !atomic_load(&speaker->watched.dropped));
  if (late.kind == STEP_DEAD)
    server_count_dead(speaker->engine->server,
                      heartbeat_silence_ns(&speaker->session->heartbeat, now_ns));
  return late.kind == STEP_WAIT;
}

/* Until the session ends, its peer is gone or it is cancelled. */
static void speaker_run(struct speaker *speaker) {
  struct session *session = speaker->session;
  for (;;) {
    uint64_t now_ns = clock_now_ns();
    struct step step = session_step(session, now_ns);
    switch (step.kind) {
    case STEP_END:
    case STEP_BEHIND: /* only what was stuck is */
      return;
    case STEP_DEAD:
      server_count_dead(speaker->engine->server, heartbeat_silence_ns(&session->heartbeat, now_ns));
      return;
    case STEP_WAIT:
      if (!feed_wait(session->feed, session->cursor, step.until_ns, speaker->cancelled))
        return;
      break;
    case STEP_SEND:
      if (!speaker_send(speaker, &step))
        return;
      break;
    }
  }
}

uint64_t civetweb_drive(struct engine_state *engine, struct mg_connection *connection,
                        struct session *session, const atomic_bool *cancelled) {
  uint16_t peer = (uint16_t)mg_get_request_info(connection)->remote_port;
  const atomic_bool *closing = session->transport->framing == FRAMING_MESSAGE ? cancelled : NULL;
  struct speaker speaker = {.engine = engine,
                            .connection = connection,
                            .session = session,
                            .cancelled = cancelled,
                            .closing = closing,
                            .watched = {.feed = session->feed, .peer = peer}};
  bool watched = session->transport->framing != FRAMING_BODY;
  if (watched)
    write_watchdog_join(&engine->write_watchdog, &speaker.watched);
  speaker_run(&speaker);
  if (watched)
    write_watchdog_leave(&engine->write_watchdog, &speaker.watched);
  return speaker.messages;
}
