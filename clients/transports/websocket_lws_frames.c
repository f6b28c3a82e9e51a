/* libwebsockets hands over the receive buffer in pieces, which need not end where a frame or a
 * message does. Messages are put together here; a message's time of receipt is that of its last
 * piece. Heartbeats are written at once. */
#include "clients/transports/websocket_lws_frames.h"

#include <stdlib.h>
#include <string.h>

#include "clients/net/sockets.h"
#include "clients/transports/websocket_user.h"
#include "clients/users/heartbeat.h"
#include "clients/users/writer.h"
#include "common/base/clock.h"
#include "common/wire/heartbeat.h"
#include "common/wire/websocket_frame.h"

enum { MESSAGE_BYTES_MAX = MESSAGE_DATA_BYTES_MAX + MESSAGE_ENVELOPE_BYTES_MAX };

void websocket_count_down(struct user *user, uint64_t bytes) {
  struct websocket_state *state = user->transport_state;
  state->down_bytes += bytes;
  user->crowd->record->counters.down_bytes += bytes;
}

void websocket_count_up(struct user *user, uint64_t bytes) {
  struct websocket_state *state = user->transport_state;
  state->up_bytes += bytes;
  user->crowd->record->counters.up_bytes += bytes;
}

/* The frame payload behind `bytes` of text that the library handed over. */
static uint64_t deflate_came(struct deflate *deflate, uint64_t bytes) {
  uint64_t came = deflate->came;
  if (!deflate->active || !deflate->inflating)
    return bytes;
  deflate->came = 0;
  return came;
}

/* Counts a text that was written. */
static void text_count(struct user *user, uint64_t bytes) {
  const struct websocket_state *state = user->transport_state;
  uint64_t payload = state->deflate.active ? state->deflate.went : bytes;
  websocket_count_up(user, websocket_header_bytes(payload, true) + payload);
  user->crowd->record->counters.saved_up_bytes += bytes - payload;
}

/* The kernel is asked again where bytes have arrived between its two answers. */
static struct stream kernel_stream(int descriptor) {
  struct wire_bytes before = {.tcp_down = 0};
  struct wire_bytes after = {.tcp_down = 0};
  uint64_t unread;
  wire_bytes_read(descriptor, &after);
  do {
    before = after;
    unread = sockets_unread_bytes(descriptor);
    wire_bytes_read(descriptor, &after);
  } while (after.tcp_down != before.tcp_down);
  return (struct stream){.up = after.tcp_up, .down = after.tcp_down, .unread = unread};
}

struct stream websocket_stream(const struct websocket_state *state) {
  struct tls_data data;
  if (tls_data_read(lws_get_ssl(state->wsi), &data))
    return (struct stream){.up = data.up, .down = data.down, .unread = data.pending};
  return kernel_stream(state->descriptor);
}

/* --- heartbeats ----------------------------------------------------------------- */

static uint64_t heartbeat_bytes(bool masked) {
  return websocket_header_bytes(HEARTBEAT_TEXT_BYTES, masked) + HEARTBEAT_TEXT_BYTES;
}

/* The library masks the payload in place, so it is copied. */
static void heartbeat_write(struct user *user, const char *text, enum lws_write_protocol protocol) {
  struct websocket_state *state = user->transport_state;
  unsigned char frame[LWS_PRE + HEARTBEAT_TEXT_BYTES];
  memcpy(frame + LWS_PRE, text, HEARTBEAT_TEXT_BYTES);
  if (lws_write(state->wsi, frame + LWS_PRE, HEARTBEAT_TEXT_BYTES, protocol) < 0)
    return;
  if (protocol == LWS_WRITE_TEXT)
    text_count(user, HEARTBEAT_TEXT_BYTES);
  else
    websocket_count_up(user, heartbeat_bytes(true));
}

void websocket_ping(struct user *user) {
  struct websocket_state *state = user->transport_state;
  state->ping_owed = lws_partial_buffered(state->wsi) != 0;
  if (state->ping_owed)
    lws_callback_on_writable(state->wsi);
  else
    heartbeat_write(user, HEARTBEAT_ASKED,
                    user->crowd->options->heartbeat == HEARTBEAT_TEXT ? LWS_WRITE_TEXT
                                                                      : LWS_WRITE_PING);
}

void websocket_pong(struct user *user, size_t payload_bytes) {
  websocket_count_down(user, websocket_header_bytes(payload_bytes, false) + payload_bytes);
  heartbeat_hear(user, clock_now_ns());
}

/* --- messages of the user ------------------------------------------------------- */

bool websocket_can_send(struct user *user) {
  struct websocket_state *state = user->transport_state;
  if (user->state != USER_READY || !state->wsi || state->closing || state->dead)
    return false;
  if (!lws_partial_buffered(state->wsi))
    return true;
  lws_callback_on_writable(state->wsi);
  return false;
}

bool websocket_send_text(struct user *user, char *text, size_t bytes) {
  _Static_assert((int)LWS_PRE <= (int)SEND_ROOM_BYTES, "the library's header fits in front");
  struct websocket_state *state = user->transport_state;
  if (lws_write(state->wsi, (unsigned char *)text, bytes, LWS_WRITE_TEXT) < 0)
    return false;
  text_count(user, bytes);
  user->crowd->record->counters.payload_up_bytes += bytes;
  return true;
}

static void text_receive(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns) {
  if (websocket_text_asks(user, text, bytes, receipt_ns))
    heartbeat_write(user, HEARTBEAT_ANSWER, LWS_WRITE_TEXT);
}

/* --- receiving ------------------------------------------------------------------ */

static bool message_append(struct websocket_state *state, const char *bytes, size_t count) {
  if (count == 0) /* an empty fragment: there may be no buffer yet */
    return true;
  size_t needed = state->message_bytes + count;
  if (needed > MESSAGE_BYTES_MAX)
    return false;
  if (needed > state->message_capacity) {
    char *message = realloc(state->message, 2 * needed);
    if (!message)
      return false;
    state->message = message;
    state->message_capacity = 2 * needed;
  }
  memcpy(state->message + state->message_bytes, bytes, count);
  state->message_bytes = needed;
  return true;
}

int websocket_receive(struct user *user, struct lws *wsi, const char *bytes, size_t count) {
  struct websocket_state *state = user->transport_state;
  uint64_t receipt_ns = clock_now_ns();
  uint64_t left = lws_remaining_packet_payload(wsi);
  uint64_t came = deflate_came(&state->deflate, count);
  if (state->frame_left == 0)
    websocket_count_down(user, websocket_header_bytes(came + left, false));
  websocket_count_down(user, came);
  user->crowd->record->counters.saved_down_bytes += count - came;
  state->frame_left = left;

  bool complete = left == 0 && lws_is_final_fragment(wsi);
  if (complete && state->message_bytes == 0) { /* in one piece: it need not be copied */
    text_receive(user, bytes, count, receipt_ns);
    return 0;
  }
  if (!message_append(state, bytes, count)) {
    user->crowd->record->counters.corrupted++;
    return -1;
  }
  if (complete) {
    text_receive(user, state->message, state->message_bytes, receipt_ns);
    state->message_bytes = 0;
  }
  return 0;
}

/* libwebsockets answers the server's close frame with the same payload. */
void websocket_peer_closes(struct user *user, const char *payload, size_t payload_bytes) {
  struct websocket_state *state = user->transport_state;
  state->close_received = true;
  life_closed(user->crowd->life, LIFE_BY_SERVER, payload, payload_bytes);
  websocket_count_down(user, websocket_header_bytes(payload_bytes, false) + payload_bytes);
  websocket_count_up(user, websocket_header_bytes(payload_bytes, true) + payload_bytes);
}

/* Bytes that were read and are not counted. */
static int64_t down_uncounted(const struct websocket_state *state) {
  struct stream stream = websocket_stream(state);
  return (int64_t)(stream.down - stream.unread - state->down_bytes);
}

/* libwebsockets answers ping frames by itself, and says only that more can be written. The pong is
 * then in the bytes that were sent and are not counted, and the pings are in those that were read.
 * Several pings may be answered by one pong. Without a pong the bytes that were read are something
 * else, of which the library is about to tell. */
static void ping_frame_look(struct user *user) {
  const struct client_options *options = user->crowd->options;
  const struct websocket_state *state = user->transport_state;
  if (options->heartbeat != HEARTBEAT_FRAME || options->heartbeat_by == HEARTBEAT_BY_CLIENT)
    return;
  struct stream stream = websocket_stream(state);
  int64_t read = (int64_t)(stream.down - stream.unread - state->down_bytes);
  int64_t written = (int64_t)(stream.up - state->up_bytes);
  int64_t each = (int64_t)heartbeat_bytes(false), pong = (int64_t)heartbeat_bytes(true);
  if (read <= 0 || read % each != 0 || written < pong)
    return;
  user->crowd->record->counters.heartbeats_received += (uint64_t)(read / each);
  websocket_count_down(user, (uint64_t)read);
  websocket_count_up(user, (uint64_t)pong);
}

/* -1 has libwebsockets send the close frame. */
int websocket_writeable(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  ping_frame_look(user);
  if (state->ping_owed)
    websocket_ping(user);
  writer_go_on(user);
  if (!state->closing || state->close_sent)
    return 0;
  static const char payload[CLOSE_CODE_BYTES] = {(char)(CLOSE_NORMAL >> 8),
                                                 (char)(CLOSE_NORMAL & 0xff)};
  lws_close_reason(wsi, (enum lws_close_status)CLOSE_NORMAL, NULL, 0);
  websocket_count_up(user, websocket_header_bytes(sizeof payload, true) + sizeof payload);
  life_closed(user->crowd->life, LIFE_BY_CLIENT, payload, sizeof payload);
  state->close_sent = true;
  return -1;
}

/* libwebsockets shows nothing that arrives after our close frame, neither messages nor the server's
 * close frame, and nothing of a frame of which a part had come before; the kernel has counted these
 * bytes. */
void websocket_count_tail(struct user *user, enum life_end end) {
  const struct websocket_state *state = user->transport_state;
  int64_t tail = 0;
  struct wire_bytes counts;
  if (state->close_sent)
    tail = down_uncounted(state);
  else if (end == LIFE_BY_RESET && wire_bytes_read(state->descriptor, &counts))
    tail = (int64_t)(counts.tcp_down - state->down_bytes); /* frames that were cut off */
  if (tail > 0)
    websocket_count_down(user, (uint64_t)tail);
}
