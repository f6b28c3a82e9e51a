/* WebSockets of users on connections of our own: one upgrade, then a text frame for each message.
 *
 * A message's time of receipt is that of the read that brought its end. A server that breaks
 * RFC 6455 gets a close frame that says so, and the user has lost its connection as `protocol`. */
#include <errno.h>
#include <stdlib.h>

#include "clients/transports/websocket_raw.h"
#include "clients/transports/websocket_user.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/wire/message.h"

/* The stream of random numbers for keys and masks. */
static const uint64_t MASK_STREAM = UINT64_C(5) << 32;
enum { COMING_BYTES_MAX = MESSAGE_DATA_BYTES_MAX + MESSAGE_ENVELOPE_BYTES_MAX + 1024 };

/* --- the end ------------------------------------------------------------------------- */

static void handshake_forget(struct raw_websocket *state) {
  if (state->handshake)
    http_reader_release(state->handshake);
  free(state->handshake);
  state->handshake = NULL;
}

/* Releases the state of the connection that has ended. */
static void state_reset(struct raw_websocket *state) {
  handshake_forget(state);
  websocket_reader_release(&state->reader);
  inflater_destroy(state->inflater);
  deflater_destroy(state->deflater);
  state->inflater = NULL;
  state->deflater = NULL;
  state->upgraded = false;
  state->closing = false;
  state->ping_owed = false;
  state->asked_ns = 0;
  state->generation++;
}

/* The end of a TCP connection. That of streams is counted where they are carried. */
static void end_count(const struct user *user, enum life_end by) {
  const struct raw_websocket *state = user->transport_state;
  if (!wire_is_stream(&state->wire))
    user->crowd->life->ended[by]++;
}

/* An open WebSocket has ended; `told`: after a close frame of either side. */
static void websocket_over(struct user *user, enum life_end by, bool told,
                           const struct raw_websocket_end *end) {
  struct crowd *crowd = user->crowd;
  const struct raw_websocket_kind *kind = raw_websockets_of(user)->kind;
  bool alone = !wire_is_stream(&((const struct raw_websocket *)user->transport_state)->wire);
  end_count(user, by);
  if (!told)
    life_cut(crowd->life, by);
  if (kind->over && user_active(user))
    kind->over(user, end);
  state_reset(user->transport_state);
  if (!user_active(user))
    return;
  crowd->record->counters.connections_closed += alone;
  user_failed(user, end->failure);
}

/* An attempt has failed: see struct raw_websocket_kind. */
static void websocket_refused(struct user *user, const struct connection_end *end, int code,
                              const char *words) {
  struct raw_websocket *state = user->transport_state;
  const struct raw_websocket_kind *kind = raw_websockets_of(user)->kind;
  if (end->established)
    end_count(user, end->by);
  if (!wire_is_stream(&state->wire))
    websocket_failed(user, state->asked_ns > 0);
  state_reset(state);
  if (kind->refused && user_active(user))
    kind->refused(user, code, end->failure, words);
  user_failed(user, end->failure);
}

/* We end the connection before it is a WebSocket; `code`: the status of the answer, if that is why.
 */
static void websocket_refuse(struct user *user, enum life_failure failure, int code,
                             const char *words) {
  struct raw_websocket *state = user->transport_state;
  struct connection_end end = {.established = state->wire.connection.established,
                               .failure = failure};
  end.by = wire_leave(&state->wire, false);
  websocket_refused(user, &end, code, words);
}

/* The server has broken RFC 6455. */
static void websocket_fault(struct user *user, uint16_t code) {
  struct raw_websocket *state = user->transport_state;
  const struct raw_websocket_end end = {.failure = LIFE_PROTOCOL, .code = code};
  raw_close_send(user, code);
  wire_leave(&state->wire, true);
  websocket_over(user, LIFE_BY_CLIENT, true, &end);
}

/* The server has sent a close frame, which answers ours or is to be answered. */
static void websocket_closed(struct user *user, const struct websocket_event *event) {
  struct raw_websocket *state = user->transport_state;
  struct raw_websocket_end end = {.failure = LIFE_CLOSED};
  bool ours = state->closing;
  if (event->count >= CLOSE_CODE_BYTES) {
    end.code = (uint16_t)((uint8_t)event->bytes[0] << 8 | (uint8_t)event->bytes[1]);
    end.reason = event->bytes + CLOSE_CODE_BYTES;
    end.reason_bytes = event->count - CLOSE_CODE_BYTES;
  }
  if (!ours)
    raw_close_answer(user, event->bytes, event->count);
  wire_leave(&state->wire, true);
  websocket_over(user, ours ? LIFE_BY_CLIENT : LIFE_BY_SERVER, true, &end);
}

static void raw_ended(void *owner, const struct connection_end *end) {
  struct user *user = owner;
  const struct raw_websocket *state = user->transport_state;
  const struct raw_websocket_end closed = {.failure = LIFE_CLOSED};
  const struct raw_websocket_end cut = {.failure = end->failure};
  if (!state->upgraded)
    websocket_refused(user, end, 0, life_failure_names[end->failure]);
  else if (state->closing)
    websocket_over(user, LIFE_BY_CLIENT, true, &closed);
  else
    websocket_over(user, end->by, false, &cut);
}

/* --- the handshake ------------------------------------------------------------------- */

static void raw_established(void *owner) {
  struct user *user = owner;
  struct raw_websocket *state = user->transport_state;
  websocket_opened(user, state->opened++);
}

static void raw_open(void *owner) {
  struct user *user = owner;
  struct crowd *crowd = user->crowd;
  struct raw_websocket *state = user->transport_state;
  struct raw_websockets *all = raw_websockets_of(user);
  char key_text[WEBSOCKET_KEY_TEXT_BYTES];
  char request[WEBSOCKET_HANDSHAKE_BYTES_MAX];
  const uint64_t key[] = {random_next(&all->random), random_next(&all->random)};
  _Static_assert(sizeof key == WEBSOCKET_KEY_BYTES, "a key is two random numbers");
  websocket_key_write((const uint8_t *)key, key_text, state->accept);
  size_t bytes = all->kind->request_write(user, key_text, all->offer, request);
  state->asked_ns = clock_now_ns();
  crowd->record->counters.requests++;
  if (!wire_send(&state->wire, request, bytes)) {
    websocket_refuse(user, LIFE_RESET, 0, life_failure_names[LIFE_RESET]);
    return;
  }
  crowd->record->counters.up_bytes += bytes;
  crowd->record->counters.head_up_bytes += bytes;
}

/* The server has accepted the handshake. */
static void websocket_upgraded(struct user *user, const char *head, size_t head_bytes) {
  struct raw_websocket *state = user->transport_state;
  state->upgraded = true;
  websocket_reader_init(&state->reader, WEBSOCKET_PEER_SERVER, state->compression.agreed,
                        COMING_BYTES_MAX);
  user->crowd->record->compressed |= state->compression.agreed;
  user->crowd->life->upgraded++;
  wire_set_paused(&state->wire, user->paused);
  raw_websockets_of(user)->kind->upgraded(user, head, head_bytes);
  handshake_forget(state); /* the head may be in it */
}

/* Reads the answer to the handshake, and moves *bytes behind what it has read. */
static void handshake_received(struct user *user, const char **bytes, size_t *count,
                               uint64_t receipt_ns) {
  struct crowd *crowd = user->crowd;
  struct raw_websocket *state = user->transport_state;
  struct http_reader *reader = state->handshake;
  struct http_piece piece;
  const char *fault;
  if (!http_reader_begun(reader) && reader->code == 0)
    life_answered(crowd->life, receipt_ns - state->asked_ns);
  do {
    if (!http_reader_next(reader, bytes, count, &piece)) {
      if (reader->state == HTTP_READER_FAILED)
        websocket_refuse(user, LIFE_PROTOCOL, 0, http_reader_fault(reader));
      return;
    }
    crowd->record->counters.head_down_bytes += piece.count;
  } while (reader->state == HTTP_READER_HEAD); /* an interim answer */
  const struct raw_websockets *all = raw_websockets_of(user);
  if (reader->code != HTTP_SWITCHING_PROTOCOLS)
    websocket_refuse(user, LIFE_STATUS, reader->code, "");
  else if ((fault = websocket_answer_fault(piece.bytes, piece.count, state->accept, all->offer,
                                           all->kind->subprotocols(user), &state->compression)))
    websocket_refuse(user, LIFE_PROTOCOL, 0, fault);
  else
    websocket_upgraded(user, piece.bytes, piece.count);
}

/* --- frames -------------------------------------------------------------------------- */

static void frames_received(struct user *user, const char *bytes, size_t count,
                            uint64_t receipt_ns) {
  struct raw_websocket *state = user->transport_state;
  uint32_t generation = state->generation;
  struct websocket_event event;
  while (websocket_reader_next(&state->reader, &bytes, &count, &event)) {
    if (event.kind == WEBSOCKET_EVENT_CLOSE) {
      websocket_closed(user, &event);
      return;
    }
    uint16_t fault = raw_event_take(user, &event, receipt_ns);
    if (state->generation != generation)
      return;
    if (fault) {
      websocket_fault(user, fault);
      return;
    }
  }
  if (state->reader.failure)
    websocket_fault(user, state->reader.failure);
}

static void raw_received(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct user *user = owner;
  struct raw_websocket *state = user->transport_state;
  user->crowd->record->counters.down_bytes += count;
  if (!state->upgraded)
    handshake_received(user, &bytes, &count, receipt_ns);
  if (state->upgraded && count > 0)
    frames_received(user, bytes, count, receipt_ns);
}

/* --- over HTTP/2 --------------------------------------------------------------------- */

static void stream_head(void *owner, int code, const char *head, size_t head_bytes) {
  struct user *user = owner;
  struct raw_websocket *state = user->transport_state;
  const struct raw_websockets *all = raw_websockets_of(user);
  const char *fault = NULL;
  if (code != HTTP_OK)
    websocket_refuse(user, LIFE_STATUS, code, "");
  else if ((fault = websocket_choices_fault(head, head_bytes, all->offer,
                                            all->kind->subprotocols(user), &state->compression)))
    websocket_refuse(user, LIFE_PROTOCOL, 0, fault);
  else
    websocket_upgraded(user, head, head_bytes);
}

static bool stream_body(void *owner, const char *bytes, size_t count, uint64_t receipt_ns) {
  struct user *user = owner;
  const struct raw_websocket *state = user->transport_state;
  if (state->upgraded)
    frames_received(user, bytes, count, receipt_ns);
  return true;
}

static void stream_ended(void *owner, const struct http_outcome *outcome) {
  struct user *user = owner;
  const struct raw_websocket *state = user->transport_state;
  const struct connection_end end = {
      .established = !outcome->unconnected,
      .by = outcome->complete ? LIFE_BY_SERVER : LIFE_BY_RESET,
      .failure = outcome->complete ? LIFE_CLOSED : outcome->failure,
  };
  if (state->upgraded)
    raw_ended(user, &end);
  else
    websocket_refused(user, &end, outcome->complete ? outcome->code : 0, outcome->reason);
}

static const struct http_handler stream_handler = {
    .head = stream_head, .body = stream_body, .ended = stream_ended};

static bool stream_connect(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  const struct raw_websockets *all = raw_websockets_of(user);
  char request[WEBSOCKET_HANDSHAKE_BYTES_MAX];
  size_t bytes = all->kind->request_write(user, "", all->offer, request);
  state->asked_ns = clock_now_ns();
  return http_connect(state->wire.stream, request, bytes);
}

static const struct connection_handler raw_handler = {
    .established = raw_established,
    .open = raw_open,
    .received = raw_received,
    .written = raw_written,
    .ended = raw_ended,
};

/* --- the transport ------------------------------------------------------------------- */

enum status raw_websocket_init(struct user *user, struct error *error) {
  struct raw_websocket *state = user->transport_state;
  struct websocket_wire *wire = &state->wire;
  connection_init(&wire->connection, raw_websockets_of(user)->connections, &raw_handler, user);
  wire->connection.address = &user->address;
  if (raw_websockets_of(user)->connections)
    return STATUS_OK;
  enum status status =
      http_connection_create(user->crowd->http, &stream_handler, user, &wire->stream, error);
  if (status == STATUS_OK)
    http_set_address(wire->stream, &user->address);
  return status;
}

void raw_websocket_release(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  if (!wire_is_stream(&state->wire))
    connection_release(&state->wire.connection);
  state_reset(state);
}

void raw_websocket_connect(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  state->asked_ns = 0;
  wire_set_paused(&state->wire, false); /* until it is upgraded */
  if (wire_is_stream(&state->wire)) {
    const struct connection_end end = {.failure = LIFE_OTHER};
    if (!stream_connect(user))
      websocket_refused(user, &end, 0, "there is no stream for it");
    return;
  }
  websocket_attempted(user);
  state->handshake = malloc(sizeof *state->handshake);
  int error_number = ENOMEM;
  if (state->handshake)
    http_reader_init(state->handshake);
  if (!state->handshake || !connection_open(&state->wire.connection, &error_number)) {
    const struct connection_end end = {.failure = life_failure_of(error_number)};
    websocket_refused(user, &end, 0, life_failure_names[end.failure]);
  }
}

int raw_websocket_descriptor(const struct user *user) {
  const struct raw_websocket *state = user->transport_state;
  return state->upgraded ? wire_descriptor(&state->wire) : -1;
}

void raw_websocket_cut(struct user *user, enum life_failure failure) {
  struct raw_websocket *state = user->transport_state;
  if (!state->upgraded) {
    raw_websocket_abandon(user);
    return;
  }
  const struct raw_websocket_end end = {.failure = failure, .ours = true};
  bool told = state->closing;
  enum life_end by = wire_leave(&state->wire, false);
  websocket_over(user, told ? LIFE_BY_CLIENT : by, told, &end);
}

void raw_websocket_abandon(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  bool established = state->wire.connection.established;
  bool under_way =
      wire_is_stream(&state->wire) ? state->asked_ns > 0 : state->wire.connection.descriptor >= 0;
  if (!under_way)
    return;
  enum life_end by = wire_leave(&state->wire, false);
  if (established)
    end_count(user, by);
  user->crowd->record->counters.requests_failed += state->asked_ns > 0;
  state_reset(state);
}

void raw_websocket_pause(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  if (state->upgraded)
    wire_set_paused(&state->wire, true);
}

void raw_websocket_resume(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  wire_set_paused(&state->wire, false);
}

void raw_websocket_close(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  if (state->upgraded)
    raw_close_send(user, CLOSE_NORMAL);
  else
    raw_websocket_abandon(user);
}

/* --- all together -------------------------------------------------------------------- */

void raw_websockets_destroy(struct websockets *websockets) {
  struct raw_websockets *all = (struct raw_websockets *)(void *)websockets;
  if (!all)
    return;
  for (size_t i = 0; i < all->crowd->count; i++) {
    struct raw_websocket *state = all->crowd->users[i].transport_state;
    if (!wire_is_stream(&state->wire))
      connection_leave(&state->wire.connection);
  }
  connections_destroy(all->connections);
  free(all->frame);
  free(all->text);
  free(all);
}

enum status raw_websockets_create(const struct raw_websocket_kind *kind, struct crowd *crowd,
                                  struct websockets **out, struct error *error) {
  const struct client_options *options = crowd->options;
  struct raw_websockets *all = calloc(1, sizeof *all);
  if (!all)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for WebSocket");
  all->kind = kind;
  all->crowd = crowd;
  all->random = random_seeded((uint64_t)options->seed, MASK_STREAM);
  all->offer =
      websocket_offer(&crowd->style, options->compression, options->deflate_context_takeover);
  enum status status = options->http_version == HTTP_2
                           ? STATUS_OK
                           : connections_create(&crowd->network, &all->connections, error);
  if (status == STATUS_OK)
    *out = (struct websockets *)(void *)all;
  else
    free(all);
  return status;
}
