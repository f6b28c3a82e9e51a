/* WebSocket: one upgrade, then a text frame a message. libwebsockets on the loop.
 *
 * libwebsockets hands over what it reads in pieces of the receive buffer, whether or
 * not a frame or a message ends there; the message is put together here, and its
 * time of receipt is that of its last piece. The bytes of the opening handshake are
 * the kernel's when it is over: of the answer the least ever seen, because messages
 * may already have come behind it and all answers have the same length. With TLS, which
 * the kernel does not look into, OpenSSL is asked instead.
 *
 * Heartbeats are written at once. */
#include "clients/websocket.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "clients/client.h"
#include "clients/deflate.h"
#include "clients/transport.h"
#include "common/clock.h"
#include "common/heartbeat.h"
#include "common/log.h"
#include "common/websocket_frame.h"

enum {
  RX_BUFFER_BYTES = 512,
  MESSAGE_BYTES_MAX = MESSAGE_DATA_BYTES_MAX + MESSAGE_ENVELOPE_BYTES_MAX,
  HANDSHAKE_BYTES_MAX = 2 * REQUEST_HEADERS_BYTES_MAX,
  HTTP_SWITCHING_PROTOCOLS = 101,
  TIMEOUT_MORE_S = 5, /* of the library's own time-outs, which are whole seconds: ours is first */
};

static const char offer_name[] = "Sec-WebSocket-Extensions";

struct websockets {
  struct lws_context *context;
  struct lws_protocols protocols[2];
  struct lws_extension extensions[2];
  bool offers_compression;
  uint64_t handshake_down_bytes; /* 0 until one is known */
};

struct websocket_state {
  struct lws *wsi;
  char *message; /* as far as it has come */
  size_t message_bytes, message_capacity;
  uint64_t frame_left; /* payload of the frame under way that is still to come */
  uint64_t opened;     /* connections, in all */
  uint64_t down_bytes; /* counted on this connection */
  int descriptor;      /* -1 unless open */
  bool established;    /* TCP is */
  uint64_t asked_ns;   /* when the handshake went out, 0 before */
  struct tls_session session;
  struct deflate deflate;
  bool dead;      /* the peer answers no heartbeat */
  bool abandoned; /* what the library says of this attempt is known */
  bool closing;   /* we want it closed */
  bool close_sent;
  bool ping_owed;             /* by us: the socket did not take it */
  bool close_received;        /* and not as the answer to ours */
  int64_t uncounted_at_close; /* see down_uncounted */
};

static void down_count(struct user *user, uint64_t bytes) {
  struct websocket_state *state = user->transport_state;
  state->down_bytes += bytes;
  user->client->record.counters.down_bytes += bytes;
}

static void up_count(struct user *user, uint64_t bytes) {
  user->client->record.counters.up_bytes += bytes;
}

struct deflate *websocket_deflate(struct user *user) {
  struct websocket_state *state = user->transport_state;
  return &state->deflate;
}

/* A text was written. */
static void text_count(struct user *user, uint64_t bytes) {
  const struct websocket_state *state = user->transport_state;
  uint64_t payload = deflate_went(&state->deflate, bytes);
  up_count(user, websocket_header_bytes(payload, true) + payload);
  user->client->record.counters.saved_up_bytes += bytes - payload;
}

/* What the connection has carried above TCP, or above TLS. */
struct stream {
  uint64_t up, down;
  uint64_t unread; /* part of down */
};

/* The kernel is asked again when bytes come in between its two answers. */
static struct stream kernel_stream(int descriptor) {
  struct wire_bytes before = {.tcp_down = 0};
  struct wire_bytes after = {.tcp_down = 0};
  int unread = 0;
  wire_bytes_read(descriptor, &after);
  do {
    before = after;
    ioctl(descriptor, FIONREAD, &unread);
    wire_bytes_read(descriptor, &after);
  } while (after.tcp_down != before.tcp_down);
  return (struct stream){.up = after.tcp_up, .down = after.tcp_down, .unread = (uint64_t)unread};
}

static struct stream stream_read(const struct websocket_state *state) {
  struct tls_data data;
  if (tls_data_read(lws_get_ssl(state->wsi), &data))
    return (struct stream){.up = data.up, .down = data.down, .unread = data.pending};
  return kernel_stream(state->descriptor);
}

/* The TCP connection is there. */
static void websocket_connected(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  sockets_limit_receiving(lws_get_socket_fd(wsi), (int)user->client->options->receive_buffer_bytes);
  state->established = true;
  life_established(&user->client->life, clock_now_ns() - user->started_ns);
  if (user->client->tls)
    tls_expect(user->client->tls, lws_get_socket_fd(wsi), &state->session);
}

/* The head of the answer is; it is one segment, so its first byte was not earlier. */
static void websocket_answered(struct user *user) {
  const struct websocket_state *state = user->transport_state;
  life_answered(&user->client->life, clock_now_ns() - state->asked_ns);
}

static void websocket_pause(struct user *user) {
  const struct websocket_state *state = user->transport_state;
  if (state->wsi && state->descriptor >= 0)
    lws_rx_flow_control(state->wsi, 0);
}

static void websocket_resume(struct user *user) {
  const struct websocket_state *state = user->transport_state;
  if (state->wsi && state->descriptor >= 0)
    lws_rx_flow_control(state->wsi, 1);
}

static void websocket_established(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  struct websockets *websockets = user->client->websockets;
  struct counters *counters = &user->client->record.counters;
  state->wsi = wsi;
  state->descriptor = lws_get_socket_fd(wsi);
  state->down_bytes = 0;
  state->close_sent = false;
  state->ping_owed = false;
  state->close_received = false;
  state->dead = false;
  deflate_begin(&state->deflate, wsi);
  user->client->record.compressed |= state->deflate.active;
  user->client->life.upgraded++;
  sockets_opened(&user->client->sockets, state->descriptor);
  sockets_set_nodelay(state->descriptor, user->client->options->client_tcp_nodelay);
  struct stream stream = stream_read(state);
  if (!websockets->handshake_down_bytes || stream.down < websockets->handshake_down_bytes)
    websockets->handshake_down_bytes = stream.down;
  up_count(user, stream.up);
  down_count(user, websockets->handshake_down_bytes);
  counters->head_up_bytes += stream.up;
  counters->head_down_bytes += websockets->handshake_down_bytes;
  user_ready(user);
  if (user->paused)
    websocket_pause(user);
}

static bool message_append(struct websocket_state *state, const char *bytes, size_t count) {
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

/* --- heartbeats ----------------------------------------------------------------- */

static uint64_t heartbeat_bytes(bool masked) {
  return websocket_header_bytes(HEARTBEAT_TEXT_BYTES, masked) + HEARTBEAT_TEXT_BYTES;
}

/* The library masks the payload where it lies. */
static void heartbeat_write(struct user *user, const char *text, enum lws_write_protocol protocol) {
  struct websocket_state *state = user->transport_state;
  unsigned char frame[LWS_PRE + HEARTBEAT_TEXT_BYTES];
  memcpy(frame + LWS_PRE, text, HEARTBEAT_TEXT_BYTES);
  if (lws_write(state->wsi, frame + LWS_PRE, HEARTBEAT_TEXT_BYTES, protocol) < 0)
    return;
  if (protocol == LWS_WRITE_TEXT)
    text_count(user, HEARTBEAT_TEXT_BYTES);
  else
    up_count(user, heartbeat_bytes(true));
}

static void websocket_ping(struct user *user) {
  struct websocket_state *state = user->transport_state;
  state->ping_owed = lws_partial_buffered(state->wsi) != 0;
  if (state->ping_owed)
    lws_callback_on_writable(state->wsi);
  else
    heartbeat_write(user, HEARTBEAT_ASKED,
                    user->client->options->heartbeat == HEARTBEAT_TEXT ? LWS_WRITE_TEXT
                                                                       : LWS_WRITE_PING);
}

static int websocket_descriptor(const struct user *user) {
  const struct websocket_state *state = user->transport_state;
  return state->descriptor;
}

static void websocket_drop(struct user *user) {
  struct websocket_state *state = user->transport_state;
  state->dead = true;
  lws_set_timeout(state->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
}

static void websocket_pong(struct user *user, size_t payload_bytes) {
  down_count(user, websocket_header_bytes(payload_bytes, false) + payload_bytes);
  heartbeat_hear(user, clock_now_ns());
}

/* --- what the user writes ------------------------------------------------------- */

static bool websocket_can_say(struct user *user) {
  struct websocket_state *state = user->transport_state;
  if (user->state != USER_READY || !state->wsi || state->closing || state->dead)
    return false;
  if (!lws_partial_buffered(state->wsi))
    return true;
  lws_callback_on_writable(state->wsi);
  return false;
}

static bool websocket_say(struct user *user, char *text, size_t bytes) {
  _Static_assert((int)LWS_PRE <= (int)SAY_ROOM_BYTES, "the library's header fits in front");
  struct websocket_state *state = user->transport_state;
  if (lws_write(state->wsi, (unsigned char *)text, bytes, LWS_WRITE_TEXT) < 0)
    return false;
  text_count(user, bytes);
  user->client->record.counters.payload_up_bytes += bytes;
  return true;
}

/* A whole text: a message, the answer to one, or a heartbeat. What comes when the run is
 * over is only bytes. */
static void text_receive(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns) {
  if (user->state == USER_ENDED)
    return;
  if (heartbeat_text_is(text, bytes, HEARTBEAT_ANSWER)) {
    heartbeat_hear(user, receipt_ns);
  } else if (heartbeat_text_is(text, bytes, HEARTBEAT_ASKED)) {
    user->client->record.counters.heartbeats_received++;
    heartbeat_write(user, HEARTBEAT_ANSWER, LWS_WRITE_TEXT);
  } else if (!writer_answered(user, text, bytes, receipt_ns)) {
    subscriber_receive_text(&user->subscriber, text, bytes, receipt_ns);
  }
}

/* --- receiving ------------------------------------------------------------------ */

/* Returns 0 to go on, -1 to have the connection closed. */
static int websocket_receive(struct user *user, struct lws *wsi, const char *bytes, size_t count) {
  struct websocket_state *state = user->transport_state;
  uint64_t receipt_ns = clock_now_ns();
  uint64_t left = lws_remaining_packet_payload(wsi);
  uint64_t came = deflate_came(&state->deflate, count);
  if (state->frame_left == 0)
    down_count(user, websocket_header_bytes(came + left, false));
  down_count(user, came);
  user->client->record.counters.saved_down_bytes += count - came;
  state->frame_left = left;

  bool complete = left == 0 && lws_is_final_fragment(wsi);
  if (complete && state->message_bytes == 0) { /* in one piece: no need to copy it */
    text_receive(user, bytes, count, receipt_ns);
    return 0;
  }
  if (!message_append(state, bytes, count)) {
    user->client->record.counters.corrupted++;
    return -1;
  }
  if (complete) {
    text_receive(user, state->message, state->message_bytes, receipt_ns);
    state->message_bytes = 0;
  }
  return 0;
}

/* libwebsockets answers the server's close frame with the same payload. */
static void websocket_peer_closes(struct user *user, const char *payload, size_t payload_bytes) {
  struct websocket_state *state = user->transport_state;
  state->close_received = true;
  life_closed(&user->client->life, LIFE_BY_SERVER, payload, payload_bytes);
  down_count(user, websocket_header_bytes(payload_bytes, false) + payload_bytes);
  up_count(user, websocket_header_bytes(payload_bytes, true) + payload_bytes);
}

/* What was read beyond what was counted: 0 unless something was counted wrongly. */
static int64_t down_uncounted(const struct websocket_state *state) {
  struct stream stream = stream_read(state);
  return (int64_t)(stream.down - stream.unread - state->down_bytes);
}

/* libwebsockets answers a ping frame and says nothing of it, but that more can be
 * written: then what the kernel has handed over beyond what was counted is the ping, and
 * the pong is as long. A ping that comes before the last one was answered is not. */
static void ping_frame_look(struct user *user) {
  const struct client_options *options = user->client->options;
  const struct websocket_state *state = user->transport_state;
  if (options->heartbeat != HEARTBEAT_FRAME || options->heartbeat_by == HEARTBEAT_BY_CLIENT)
    return;
  int64_t uncounted = down_uncounted(state);
  int64_t each = (int64_t)heartbeat_bytes(false);
  if (uncounted <= 0 || uncounted % each != 0)
    return;
  user->client->record.counters.heartbeats_received += (uint64_t)(uncounted / each);
  down_count(user, (uint64_t)uncounted);
  up_count(user, heartbeat_bytes(true));
}

/* Returns -1 to have libwebsockets send the close frame. */
static int websocket_writeable(struct user *user, struct lws *wsi) {
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
  up_count(user, websocket_header_bytes(sizeof(payload), true) + sizeof(payload));
  life_closed(&user->client->life, LIFE_BY_CLIENT, payload, sizeof(payload));
  state->uncounted_at_close = down_uncounted(state);
  state->close_sent = true;
  return -1;
}

/* libwebsockets shows nothing of what comes behind our close frame, neither messages
 * nor the server's close frame: the kernel has counted it. */
static void close_tail_count(struct user *user, enum life_end end) {
  const struct websocket_state *state = user->transport_state;
  int64_t tail = 0;
  struct wire_bytes counts;
  if (state->close_sent)
    tail = down_uncounted(state) - state->uncounted_at_close;
  else if (end == LIFE_BY_RESET && wire_bytes_read(state->descriptor, &counts))
    tail = (int64_t)(counts.tcp_down - state->down_bytes); /* frames that were cut off */
  if (tail > 0)
    down_count(user, (uint64_t)tail);
}

/* Of an established one that ends: who wanted it. */
static enum life_end end_of(const struct websocket_state *state) {
  if (state->close_sent)
    return LIFE_BY_CLIENT;
  return state->close_received ? LIFE_BY_SERVER : life_end_of(state->descriptor);
}

static void websocket_closed(struct user *user) {
  struct websocket_state *state = user->transport_state;
  enum life_end end = end_of(state);
  user->client->life.ended[end]++;
  if (!state->close_sent && !state->close_received)
    life_cut(&user->client->life, end);
  tls_end(lws_get_ssl(state->wsi)); /* which libwebsockets does not */
  if (state->closing)
    sockets_finish(&user->client->sockets, state->descriptor);
  else
    shutdown(state->descriptor, SHUT_WR); /* our FIN goes out now, and is counted with the rest */
  close_tail_count(user, end);
  sockets_closing(&user->client->sockets, state->descriptor);
  state->wsi = NULL;
  state->descriptor = -1;
  state->frame_left = 0;
  state->message_bytes = 0;
  if (user_active(user)) {
    user->client->record.counters.connections_closed++;
    user_failed(user, state->dead ? LIFE_DEAD : end == LIFE_BY_RESET ? LIFE_RESET : LIFE_CLOSED);
  }
}

/* An attempt has failed. How connect(2) did is in errno where it was told at once; later
 * the library has read it for itself, and on a loopback there is only a refusal. */
static enum life_failure refusal_of(const struct websocket_state *state, struct lws *wsi,
                                    int error_number) {
  if (!state->established)
    return error_number ? life_failure_of(error_number) : LIFE_REFUSED;
  if (state->asked_ns == 0)
    return LIFE_TLS;
  int status = wsi ? (int)lws_http_client_http_response(wsi) : 0;
  if (status && status != HTTP_SWITCHING_PROTOCOLS)
    return LIFE_STATUS;
  switch (life_end_of(lws_get_socket_fd(wsi))) {
  case LIFE_BY_RESET:
    return LIFE_RESET;
  case LIFE_BY_SERVER:
    return status ? LIFE_PROTOCOL : LIFE_CLOSED;
  default:
    return LIFE_PROTOCOL;
  }
}

static void websocket_refused(struct user *user, struct lws *wsi, int error_number) {
  struct websocket_state *state = user->transport_state;
  enum life_failure failure = refusal_of(state, wsi, error_number);
  if (state->established)
    user->client->life.ended[life_end_of(lws_get_socket_fd(wsi))]++;
  state->established = false;
  state->wsi = NULL;
  user->client->record.counters.requests_failed++;
  if (!state->abandoned)
    user_failed(user, failure);
}

/* The library has let go of it, perhaps without a word before. */
static void websocket_destroyed(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  if (state->wsi == wsi)
    websocket_refused(user, wsi, 0);
}

/* The library says it already. */
static size_t offer_remove(char *headers, size_t bytes) {
  char *line = memmem(headers, bytes, offer_name, sizeof(offer_name) - 1);
  if (!line)
    return bytes;
  const char *end = memchr(line, '\n', (size_t)(headers + bytes - line));
  memmove(line, end + 1, (size_t)(headers + bytes - (end + 1)));
  return bytes - (size_t)(end + 1 - line);
}

/* Adds the profile's headers to those of libwebsockets' own: it goes out now. */
static int handshake_append(struct user *user, char **at, size_t room) {
  struct websocket_state *state = user->transport_state;
  state->asked_ns = clock_now_ns();
  const struct request_style *style = &user->client->style;
  char path[USER_PATH_BYTES];
  user_path(user, "websocket", path);
  size_t other_bytes =
      strlen("GET  HTTP/1.1\r\nHost: \r\n\r\n") + strlen(path) + strlen(style->authority);
  size_t bytes = headers_request(style, other_bytes, *at, room);
  if (user->client->websockets->offers_compression)
    bytes = offer_remove(*at, bytes);
  *at += bytes;
  return 0;
}

static int websocket_event(struct lws *wsi, enum lws_callback_reasons reason, void *session,
                           void *in, size_t count) {
  (void)session;
  struct user *user = wsi ? lws_get_opaque_user_data(wsi) : NULL;
  if (!user)
    return 0;
  switch (reason) {
  case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
    return handshake_append(user, in, count);
  case LWS_CALLBACK_WSI_CREATE:
    websocket_connected(user, wsi);
    return 0;
  case LWS_CALLBACK_CLIENT_FILTER_PRE_ESTABLISH:
    websocket_answered(user);
    return 0;
  case LWS_CALLBACK_CLIENT_ESTABLISHED:
    websocket_established(user, wsi);
    return 0;
  case LWS_CALLBACK_CLIENT_RECEIVE:
    return websocket_receive(user, wsi, in, count);
  case LWS_CALLBACK_CLIENT_RECEIVE_PONG:
    websocket_pong(user, count);
    return 0;
  case LWS_CALLBACK_CLIENT_WRITEABLE:
    return websocket_writeable(user, wsi);
  case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
    websocket_peer_closes(user, in, count);
    return 0;
  case LWS_CALLBACK_CLIENT_CLOSED:
    websocket_closed(user);
    return 0;
  case LWS_CALLBACK_CLOSED_CLIENT_HTTP: /* what is ended before the answer has come */
  case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    websocket_refused(user, wsi, 0);
    return 0;
  case LWS_CALLBACK_WSI_DESTROY:
    websocket_destroyed(user, wsi);
    return 0;
  default:
    return 0;
  }
}

static const char protocol_name[] = "pushbench";

/* What a profile offers is taken up where the server does so. */
static void websockets_prepare(struct websockets *websockets, const struct client *client) {
  bool of_profile = headers_request_has(&client->style, offer_name);
  websockets->offers_compression = client->options->compression || of_profile;
  websockets->protocols[0] = (struct lws_protocols){
      .name = protocol_name,
      .callback = websocket_event,
      .rx_buffer_size = websockets->offers_compression ? DEFLATE_BUFFER_BYTES : RX_BUFFER_BYTES};
  deflate_extensions(of_profile ? "permessage-deflate; client_max_window_bits"
                                : "permessage-deflate",
                     websockets->extensions);
}

/* All zero: no pings, and no hanging up for want of them. */
static const lws_retry_bo_t no_pings;

/* Called between a failed call and our look at errno. */
static void websocket_library_log(int level, const char *line) {
  (void)level;
  int error_number = errno;
  if (strncmp(line, "SSL error: ", strlen("SSL error: ")) == 0) /* tls_failure says it once */
    return;
  log_warning("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
  errno = error_number;
}

enum status websockets_create(struct client *client, struct websockets **out, struct error *error) {
  unsigned timeout_s = (unsigned)(client->options->connect_timeout_ms / 1000) + TIMEOUT_MORE_S;
  struct websockets *websockets = calloc(1, sizeof(*websockets));
  if (!websockets)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for WebSocket");
  websockets_prepare(websockets, client);
  void *loops[] = {loop_native(client->loop)};
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN,
      .protocols = websockets->protocols,
      .extensions = websockets->offers_compression ? websockets->extensions : NULL,
      .options = LWS_SERVER_OPTION_LIBEV | (client->tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
      .provided_client_ssl_ctx = client->tls ? tls_context(client->tls) : NULL,
      .alpn = "http/1.1",
      .foreign_loops = loops,
      .retry_and_idle_policy = &no_pings,
      .timeout_secs = timeout_s,
      .connect_timeout_secs = timeout_s,
      .pt_serv_buf_size = HANDSHAKE_BYTES_MAX,
  };
  lws_set_log_level(LLL_ERR | LLL_WARN, websocket_library_log);
  websockets->context = lws_create_context(&info);
  if (!websockets->context) {
    free(websockets);
    return error_set(error, STATUS_ENVIRONMENT,
                     "libwebsockets does not start; is its libev plugin installed?");
  }
  *out = websockets;
  return STATUS_OK;
}

void websockets_destroy(struct websockets *websockets) {
  if (!websockets)
    return;
  lws_context_destroy(websockets->context);
  free(websockets);
}

const char *websocket_library_version(void) {
  return "libwebsockets " LWS_LIBRARY_VERSION;
}

static enum status websocket_user_init(struct user *user, struct error *error) {
  struct websocket_state *state = calloc(1, sizeof(*state));
  if (!state)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for user %u", user->id);
  state->descriptor = -1;
  user->transport_state = state;
  return STATUS_OK;
}

static void websocket_user_release(struct user *user) {
  struct websocket_state *state = user->transport_state;
  tls_session_release(&state->session);
  free(state->message);
  free(state);
}

static void websocket_connect(struct user *user) {
  struct client *client = user->client;
  struct websocket_state *state = user->transport_state;
  char path[USER_PATH_BYTES];
  user_path(user, "websocket", path);
  struct lws_client_connect_info info = {
      .context = client->websockets->context,
      .address = client->target.address,
      .port = client->target.port,
      .path = path,
      .host = client->target.authority,
      .alpn = "http/1.1",
      .ssl_connection = client->tls ? LCCSCF_USE_SSL : 0,
      .ietf_version_or_minus_one = -1,
      .local_protocol_name = protocol_name,
      .retry_and_idle_policy = &no_pings,
      .opaque_user_data = user,
      .pwsi = &state->wsi,
  };
  client->record.counters.requests++;
  client->record.counters.connections_opened++;
  series_add(&client->record.series, SERIES_OPENED, user->started_ns);
  if (state->opened++ > 0)
    client->record.counters.connections_reopened++;
  state->established = false;
  state->asked_ns = 0;
  state->abandoned = false;
  errno = 0;
  /* a failure may have been told already */
  if (!lws_client_connect_via_info(&info) && user->state == USER_CONNECTING)
    websocket_refused(user, NULL, errno);
}

static void websocket_abandon(struct user *user) {
  struct websocket_state *state = user->transport_state;
  state->abandoned = true;
  if (state->wsi)
    lws_set_timeout(state->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
}

static void websocket_close(struct user *user) {
  struct websocket_state *state = user->transport_state;
  state->closing = true;
  if (!state->wsi)
    return;
  if (state->descriptor >= 0)
    lws_callback_on_writable(state->wsi);
  else
    lws_set_timeout(state->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

const struct transport websocket_transport = {
    .name = "websocket",
    .user_init = websocket_user_init,
    .user_release = websocket_user_release,
    .connect = websocket_connect,
    .descriptor = websocket_descriptor,
    .can_say = websocket_can_say,
    .say = websocket_say,
    .ping = websocket_ping,
    .drop = websocket_drop,
    .abandon = websocket_abandon,
    .pause = websocket_pause,
    .resume = websocket_resume,
    .close = websocket_close,
};
