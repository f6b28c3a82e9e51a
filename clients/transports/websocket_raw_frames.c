/* Frames that go out, and messages that come in. */
#include "clients/transports/websocket_raw_frames.h"

#include <stdlib.h>
#include <string.h>

#include "clients/transports/websocket_user.h"
#include "clients/users/heartbeat.h"
#include "clients/users/writer.h"
#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/wire/heartbeat.h"
#include "common/wire/message.h"
#include "common/wire/websocket_frame.h"

enum { TEXT_BYTES_MAX = MESSAGE_DATA_BYTES_MAX + MESSAGE_ENVELOPE_BYTES_MAX };

static bool grow(char **buffer, size_t *capacity, size_t needed) {
  if (needed <= *capacity)
    return true;
  char *grown = realloc(*buffer, 2 * needed);
  if (!grown)
    return false;
  *buffer = grown;
  *capacity = 2 * needed;
  return true;
}

/* --- sending ------------------------------------------------------------------------- */

static void up_count(struct user *user, uint64_t bytes) {
  const struct raw_websocket *state = user->transport_state;
  if (!wire_is_stream(&state->wire))
    user->crowd->record->counters.up_bytes += bytes;
}

/* Writes the head in front of the payload, where there is room for it, and masks in place. */
static bool frame_send_in_place(struct user *user, uint8_t first_byte, char *payload,
                                size_t count) {
  struct raw_websocket *state = user->transport_state;
  uint64_t random = random_next(&raw_websockets_of(user)->random);
  uint8_t mask[WEBSOCKET_MASK_BYTES];
  memcpy(mask, &random, sizeof mask);
  size_t head_bytes = websocket_header_bytes(count, true);
  char *frame = payload - head_bytes;
  websocket_header_encode_masked(first_byte, count, mask, (uint8_t *)frame);
  websocket_mask(mask, payload, count);
  if (!wire_send(&state->wire, frame, head_bytes + count))
    return false;
  up_count(user, head_bytes + count);
  return true;
}

bool raw_frame_send(struct user *user, uint8_t first_byte, const char *payload, size_t count) {
  struct raw_websockets *all = raw_websockets_of(user);
  if (!grow(&all->frame, &all->frame_capacity, WEBSOCKET_HEADER_BYTES_MAX + count))
    return false;
  char *to = all->frame + WEBSOCKET_HEADER_BYTES_MAX;
  if (count > 0)
    memcpy(to, payload, count);
  return frame_send_in_place(user, first_byte, to, count);
}

/* `opcode`: of a text or a binary message. */
static bool compressed_send(struct user *user, uint8_t opcode, const char *bytes, size_t count) {
  struct raw_websocket *state = user->transport_state;
  const struct websocket_compression *agreed = &state->compression;
  if (!state->deflater)
    state->deflater = deflater_create(agreed->client_window_bits, DEFLATE_MEMORY_LEVEL,
                                      agreed->client_keeps_window);
  const char *packed = NULL;
  size_t packed_bytes = 0;
  if (!state->deflater || !deflater_take(state->deflater, bytes, count, &packed, &packed_bytes) ||
      !raw_frame_send(user, WEBSOCKET_FINAL | WEBSOCKET_DEFLATED | opcode, packed, packed_bytes))
    return false;
  user->crowd->record->counters.saved_up_bytes += count - packed_bytes;
  return true;
}

static bool is_compressed(const struct user *user) {
  const struct raw_websocket *state = user->transport_state;
  return state->compression.agreed;
}

/* Sends a text, compressed if that was agreed. Overwrites the text and
 * WEBSOCKET_HEADER_BYTES_MAX bytes in front of it. */
static bool text_send(struct user *user, char *text, size_t bytes) {
  return is_compressed(user)
             ? compressed_send(user, WEBSOCKET_TEXT, text, bytes)
             : frame_send_in_place(user, WEBSOCKET_FINAL | WEBSOCKET_TEXT, text, bytes);
}

bool raw_message_send(struct user *user, const char *bytes, size_t count, bool binary) {
  uint8_t opcode = binary ? WEBSOCKET_BINARY : WEBSOCKET_TEXT;
  return is_compressed(user) ? compressed_send(user, opcode, bytes, count)
                             : raw_frame_send(user, WEBSOCKET_FINAL | opcode, bytes, count);
}

bool raw_can_send(struct user *user) {
  const struct raw_websocket *state = user->transport_state;
  return user->state == USER_READY && state->upgraded && !state->closing &&
         !wire_waits(&state->wire);
}

bool raw_send_text(struct user *user, char *text, size_t bytes) {
  _Static_assert((int)WEBSOCKET_HEADER_BYTES_MAX <= (int)SEND_ROOM_BYTES, "a head fits in front");
  if (!text_send(user, text, bytes))
    return false;
  user->crowd->record->counters.payload_up_bytes += bytes;
  return true;
}

static void heartbeat_text_send(struct user *user, const char *text) {
  char room[WEBSOCKET_HEADER_BYTES_MAX + HEARTBEAT_TEXT_BYTES];
  memcpy(room + WEBSOCKET_HEADER_BYTES_MAX, text, HEARTBEAT_TEXT_BYTES);
  text_send(user, room + WEBSOCKET_HEADER_BYTES_MAX, HEARTBEAT_TEXT_BYTES);
}

void raw_ping(struct user *user) {
  struct raw_websocket *state = user->transport_state;
  state->ping_owed = wire_waits(&state->wire);
  if (state->ping_owed || !state->upgraded || state->closing)
    return;
  if (user->crowd->options->heartbeat == HEARTBEAT_TEXT)
    heartbeat_text_send(user, HEARTBEAT_ASKED);
  else
    raw_frame_send(user, WEBSOCKET_FINAL | WEBSOCKET_PING, HEARTBEAT_ASKED, HEARTBEAT_TEXT_BYTES);
}

void raw_written(void *owner) {
  struct user *user = owner;
  const struct raw_websocket *state = user->transport_state;
  if (state->ping_owed)
    raw_ping(user);
  writer_go_on(user);
}

void raw_close_send(struct user *user, uint16_t code) {
  struct raw_websocket *state = user->transport_state;
  const char payload[CLOSE_CODE_BYTES] = {(char)(code >> 8), (char)(code & 0xff)};
  if (state->closing)
    return;
  state->closing = true;
  raw_frame_send(user, WEBSOCKET_FINAL | WEBSOCKET_CLOSE, payload, sizeof payload);
  life_closed(user->crowd->life, LIFE_BY_CLIENT, payload, sizeof payload);
}

void raw_close_answer(struct user *user, const char *payload, size_t count) {
  life_closed(user->crowd->life, LIFE_BY_SERVER, payload, count);
  raw_frame_send(user, WEBSOCKET_FINAL | WEBSOCKET_CLOSE, payload, count);
}

/* --- receiving ----------------------------------------------------------------------- */

uint16_t raw_text_take(struct user *user, const char *text, size_t bytes, bool is_text,
                       uint64_t receipt_ns) {
  if (!is_text)
    return CLOSE_UNSUPPORTED; /* our servers send only texts */
  if (websocket_text_asks(user, text, bytes, receipt_ns))
    heartbeat_text_send(user, HEARTBEAT_ANSWER);
  return 0;
}

static bool inflated_add(void *owner, const char *bytes, size_t count) {
  struct raw_websockets *all = owner;
  size_t needed = all->text_bytes + count;
  if (needed > TEXT_BYTES_MAX || !grow(&all->text, &all->text_capacity, needed))
    return false;
  memcpy(all->text + all->text_bytes, bytes, count);
  all->text_bytes = needed;
  return true;
}

/* Returns 0, or the code to close with. */
static uint16_t message_inflate(struct user *user, const struct websocket_event *event) {
  struct raw_websocket *state = user->transport_state;
  struct raw_websockets *all = raw_websockets_of(user);
  if (!state->inflater)
    state->inflater = inflater_create(INFLATE_RAW, state->compression.server_window_bits);
  if (!state->inflater)
    return CLOSE_TOO_BIG;
  all->text_bytes = 0;
  bool good = inflater_give_message(state->inflater, event->bytes, event->count,
                                    state->compression.server_keeps_window, inflated_add, all);
  user->crowd->record->counters.saved_down_bytes += all->text_bytes - event->count;
  if (!good)
    return CLOSE_INVALID;
  return !event->text || utf8_is(all->text, all->text_bytes) ? 0 : CLOSE_INVALID;
}

static uint16_t message_take(struct user *user, const struct websocket_event *event,
                             uint64_t receipt_ns) {
  const struct raw_websockets *all = raw_websockets_of(user);
  if (!event->compressed)
    return all->kind->message(user, event->bytes, event->count, event->text, receipt_ns);
  uint16_t fault = message_inflate(user, event);
  if (fault)
    return fault;
  return all->kind->message(user, all->text ? all->text : "", all->text_bytes, event->text,
                            receipt_ns);
}

uint16_t raw_event_take(struct user *user, const struct websocket_event *event,
                        uint64_t receipt_ns) {
  const struct raw_websocket *state = user->transport_state;
  switch (event->kind) {
  case WEBSOCKET_EVENT_MESSAGE:
    return message_take(user, event, receipt_ns);
  case WEBSOCKET_EVENT_PING:
    user->crowd->record->counters.heartbeats_received++;
    if (!state->closing)
      raw_frame_send(user, WEBSOCKET_FINAL | WEBSOCKET_PONG, event->bytes, event->count);
    return 0;
  case WEBSOCKET_EVENT_PONG:
    heartbeat_hear(user, receipt_ns);
    return 0;
  case WEBSOCKET_EVENT_CLOSE:
    break;
  }
  return 0;
}
