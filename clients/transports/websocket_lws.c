/* WebSockets of users on libwebsockets: one upgrade, then a text frame for each message.
 *
 * The library does not say how many bytes the opening handshake was. The kernel's counts are read
 * when it is over, or OpenSSL's with TLS. Messages may have followed the answer by then, and all
 * answers have the same length, so the answer's is the least that was ever seen. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "clients/net/user_address.h"
#include "clients/transports/websocket_handshake.h"
#include "clients/transports/websocket_library.h"
#include "clients/transports/websocket_lws_deflate.h"
#include "clients/transports/websocket_lws_frames.h"
#include "clients/transports/websocket_user.h"
#include "clients/users/transport.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/wire/http_reader.h"
#include "common/wire/websocket_frame.h"

enum {
  RX_BUFFER_BYTES = 512,
  HANDSHAKE_BYTES_MAX = 2 * REQUEST_HEADERS_BYTES_MAX,
  TIMEOUT_MORE_S = 5, /* the library's time-outs are longer than ours, which come first */
};

struct websockets {
  struct lws_context *context;
  struct lws_protocols protocols[2];
  struct lws_extension extensions[2];
  bool offers_compression;
  uint64_t handshake_down_bytes; /* 0 until one is known */
};

/* TCP is connected. */
static void websocket_connected(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  sockets_limit_receiving(lws_get_socket_fd(wsi), (int)user->crowd->options->receive_buffer_bytes);
  state->established = true;
  websocket_opened(user, state->opened++);
  if (user->crowd->network.tls)
    tls_expect(user->crowd->network.tls, lws_get_socket_fd(wsi), &state->session);
}

/* The head of the answer has arrived. It is one segment, so its first byte was not earlier. */
static void websocket_answered(struct user *user) {
  const struct websocket_state *state = user->transport_state;
  life_answered(user->crowd->life, clock_now_ns() - state->asked_ns);
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
  struct websockets *websockets = user->crowd->websockets;
  struct counters *counters = &user->crowd->record->counters;
  state->wsi = wsi;
  state->descriptor = lws_get_socket_fd(wsi);
  state->up_bytes = state->down_bytes = 0;
  state->close_sent = false;
  state->ping_owed = false;
  state->close_received = false;
  state->dead = false;
  deflate_begin(&state->deflate, wsi);
  user->crowd->record->compressed |= state->deflate.active;
  user->crowd->life->upgraded++;
  sockets_opened(user->crowd->network.sockets, state->descriptor);
  sockets_set_nodelay(state->descriptor, user->crowd->options->client_tcp_nodelay);
  struct stream stream = websocket_stream(state);
  if (!websockets->handshake_down_bytes || stream.down < websockets->handshake_down_bytes)
    websockets->handshake_down_bytes = stream.down;
  websocket_count_up(user, stream.up);
  websocket_count_down(user, websockets->handshake_down_bytes);
  counters->head_up_bytes += stream.up;
  counters->head_down_bytes += websockets->handshake_down_bytes;
  user_ready(user);
  if (user->paused)
    websocket_pause(user);
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

/* Which side began to end an open WebSocket. */
static enum life_end end_of(const struct websocket_state *state) {
  if (state->close_sent)
    return LIFE_BY_CLIENT;
  return state->close_received ? LIFE_BY_SERVER : life_end_of(state->descriptor);
}

static void websocket_closed(struct user *user) {
  struct websocket_state *state = user->transport_state;
  enum life_end end = end_of(state);
  user->crowd->life->ended[end]++;
  if (!state->close_sent && !state->close_received)
    life_cut(user->crowd->life, end);
  tls_end(lws_get_ssl(state->wsi)); /* libwebsockets does not do that */
  if (state->closing)
    sockets_finish(user->crowd->network.sockets, state->descriptor);
  else
    shutdown(state->descriptor, SHUT_WR); /* our FIN goes out now, and is counted */
  websocket_count_tail(user, end);
  sockets_closing(user->crowd->network.sockets, state->descriptor);
  state->wsi = NULL;
  state->descriptor = -1;
  state->frame_left = 0;
  state->message_bytes = 0;
  if (user_active(user)) {
    user->crowd->record->counters.connections_closed++;
    user_failed(user, state->dead ? LIFE_DEAD : end == LIFE_BY_RESET ? LIFE_RESET : LIFE_CLOSED);
  }
}

/* Why an attempt has failed. Where connect(2) failed at once, errno says it; later the library has
 * read the error and does not tell it, and on a loopback it can only be a refusal. */
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
    user->crowd->life->ended[life_end_of(lws_get_socket_fd(wsi))]++;
  state->established = false;
  state->wsi = NULL;
  bool sent = state->asked_ns > 0;
  if (sent || !state->abandoned)
    websocket_failed(user, sent);
  if (!state->abandoned)
    user_failed(user, failure);
}

/* The library's object is gone, perhaps without another event before. */
static void websocket_destroyed(struct user *user, struct lws *wsi) {
  struct websocket_state *state = user->transport_state;
  if (state->wsi == wsi)
    websocket_refused(user, wsi, 0);
}

/* Adds the profile's headers to the handshake, which the library sends now. */
static int handshake_append(struct user *user, char **at, size_t room) {
  struct websocket_state *state = user->transport_state;
  state->asked_ns = clock_now_ns();
  user->crowd->record->counters.requests++;
  const struct request_style *style = &user->crowd->style;
  char path[USER_PATH_BYTES];
  user_path(user, "websocket", path);
  size_t other_bytes =
      strlen("GET  HTTP/1.1\r\nHost: \r\n\r\n") + strlen(path) + strlen(style->authority);
  size_t bytes = headers_request(style, other_bytes, *at, room);
  if (user->crowd->websockets->offers_compression) /* the library writes the offer itself */
    bytes = websocket_offer_remove(*at, bytes);
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
  case LWS_CALLBACK_CLOSED_CLIENT_HTTP: /* it ended before the answer had come */
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

static void websockets_prepare(struct websockets *websockets, const struct crowd *crowd) {
  const struct client_options *options = crowd->options;
  const char *offer =
      websocket_offer(&crowd->style, options->compression, options->deflate_context_takeover);
  websockets->offers_compression = *offer != '\0';
  websockets->protocols[0] = (struct lws_protocols){
      .name = protocol_name,
      .callback = websocket_event,
      .rx_buffer_size = websockets->offers_compression ? DEFLATE_BUFFER_BYTES : RX_BUFFER_BYTES};
  deflate_extensions(offer, websockets->extensions);
}

/* All zero: the library sends no pings, and ends no connection for want of an answer to one. */
static const lws_retry_bo_t no_pings;

/* The library calls this between a failed call and our look at errno. */
static void websocket_library_log(int level, const char *line) {
  (void)level;
  int error_number = errno;
  if (strncmp(line, "SSL error: ", strlen("SSL error: ")) == 0) /* tls_failure has it already */
    return;
  log_warning("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
  errno = error_number;
}

static enum status lws_websockets_create(struct crowd *crowd, struct websockets **out,
                                         struct error *error) {
  unsigned timeout_s = (unsigned)(crowd->options->connect_timeout_ms / 1000) + TIMEOUT_MORE_S;
  struct websockets *websockets = calloc(1, sizeof *websockets);
  if (!websockets)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for WebSocket");
  websockets_prepare(websockets, crowd);
  void *loops[] = {loop_native(crowd->network.loop)};
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN,
      .protocols = websockets->protocols,
      .extensions = websockets->offers_compression ? websockets->extensions : NULL,
      .options =
          LWS_SERVER_OPTION_LIBEV | (crowd->network.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
      .provided_client_ssl_ctx = crowd->network.tls ? tls_context(crowd->network.tls) : NULL,
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

static void lws_websockets_destroy(struct websockets *websockets) {
  if (!websockets)
    return;
  lws_context_destroy(websockets->context);
  free(websockets);
}

static enum status websocket_user_init(struct user *user, struct error *error) {
  struct websocket_state *state = calloc(1, sizeof *state);
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
  struct crowd *crowd = user->crowd;
  struct websocket_state *state = user->transport_state;
  char path[USER_PATH_BYTES];
  user_path(user, "websocket", path);
  char from[USER_ADDRESS_BYTES];
  user_address_write(user->address, from);
  struct lws_client_connect_info info = {
      .context = crowd->websockets->context,
      .iface = *from ? from : NULL,
      .address = crowd->network.target->address,
      .port = crowd->network.target->port,
      .path = path,
      .host = crowd->network.target->authority,
      .alpn = "http/1.1",
      .ssl_connection = crowd->network.tls ? LCCSCF_USE_SSL : 0,
      .ietf_version_or_minus_one = -1,
      .local_protocol_name = protocol_name,
      .retry_and_idle_policy = &no_pings,
      .opaque_user_data = user,
      .pwsi = &state->wsi,
  };
  websocket_attempted(user);
  state->established = false;
  state->asked_ns = 0;
  state->abandoned = false;
  errno = 0;
  /* the library may have told the failure already */
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
  if (state->wsi && state->descriptor >= 0)
    lws_callback_on_writable(state->wsi);
  else
    websocket_abandon(user); /* now, so that its end is counted */
}

static const struct transport lws_transport = {
    .name = "websocket",
    .user_init = websocket_user_init,
    .user_release = websocket_user_release,
    .connect = websocket_connect,
    .descriptor = websocket_descriptor,
    .can_send = websocket_can_send,
    .send_text = websocket_send_text,
    .ping = websocket_ping,
    .drop = websocket_drop,
    .abandon = websocket_abandon,
    .pause = websocket_pause,
    .resume = websocket_resume,
    .close = websocket_close,
};

const struct websocket_library websocket_lws = {
    .create = lws_websockets_create,
    .destroy = lws_websockets_destroy,
    .transport = &lws_transport,
};
