/* What a thread of the civetweb engine writes to its peer. */
#include "common/clock.h"
#include "servers/engine_civetweb.h"

/* The library's own way with a WebSocket frame is header and payload apart. */
static bool write_bytes(const struct server *server, struct mg_connection *connection,
                        const struct chunk *chunk) {
  size_t header_bytes = chunk->frame_header_bytes;
  if (header_bytes > 0 && server->options->civetweb_websocket_write == WEBSOCKET_WRITE_TWO) {
    size_t text_bytes = chunk->bytes_count - header_bytes;
    const char *text = (const char *)chunk->bytes + header_bytes;
    int opcode = chunk->bytes[0] & 0xf;
    return mg_websocket_write(connection, opcode, text, text_bytes) == (int)text_bytes;
  }
  mg_lock_connection(connection);
  int written = mg_write(connection, chunk->bytes, chunk->bytes_count);
  mg_unlock_connection(connection);
  return written == (int)chunk->bytes_count;
}

bool civetweb_write(struct server *server, struct mg_connection *connection, struct chunk *chunk) {
  if (chunk == NULL)
    return false;
  size_t messages = chunk->messages;
  size_t bytes = chunk->bytes_count;
  bool written = write_bytes(server, connection, chunk);
  chunk_drop(chunk);
  if (!written) {
    COUNT(&server->counters, write_failures);
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
  uint64_t messages; /* handed out */
  struct pusher pusher;
};

/* False: no more can be said. */
static bool speaker_send(struct speaker *speaker, const struct step *step) {
  struct server_counters *counters = &speaker->engine->server->counters;
  size_t messages = step->chunk == NULL ? 0 : step->chunk->messages;
  pusher_begin(&speaker->pusher, speaker->session->cursor, clock_now_ns());
  bool written = civetweb_write(speaker->engine->server, speaker->connection, step->chunk);
  uint64_t now_ns = clock_now_ns();
  bool stuck = pusher_end(&speaker->pusher, now_ns) >= PUSHER_STUCK_NS;
  speaker->messages += messages;
  if (!written)
    return false;
  COUNT_BY(counters, heartbeats_sent, step->heartbeat);
  if (!stuck)
    return true;
  struct step late = session_stall(speaker->session, 0, now_ns);
  COUNT_BY(counters, messages_dropped, late.passed_over);
  COUNT_BY(counters, connections_dropped,
           late.kind == STEP_BEHIND && !atomic_load(&speaker->pusher.dropped));
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
  struct speaker speaker = {.engine = engine,
                            .connection = connection,
                            .session = session,
                            .cancelled = cancelled,
                            .pusher = {.feed = session->feed, .peer = peer}};
  bool watched = session->transport->framing != FRAMING_BODY;
  if (watched)
    pushers_join(&engine->pushers, &speaker.pusher);
  speaker_run(&speaker);
  if (watched)
    pushers_leave(&engine->pushers, &speaker.pusher);
  return speaker.messages;
}
