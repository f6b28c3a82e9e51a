/* WebSockets of the lws engine. The library reads the frames, answers pings and close frames, and
 * refuses what it finds wrong; docs/method.md says where it is laxer than the RFC. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/wire/websocket_frame.h"
#include "servers/engines/lws/lws.h"
#include "servers/wire/handshake.h"

/* Room for the values of headers. A longer value than any valid one counts as none. */
enum { HANDSHAKE_VALUE_BYTES = 128, KEY_BYTES = 32, OFFER_BYTES = 512 };

static void read_header(struct lws *wsi, enum lws_token_indexes token, char *out, int capacity) {
  if (lws_hdr_copy(wsi, out, capacity, token) < 0)
    out[0] = '\0';
}

static int handshake_read(struct lws *wsi, const char **reason) {
  char http[16] = "";
  char upgrade[HANDSHAKE_VALUE_BYTES];
  char held[HANDSHAKE_VALUE_BYTES];
  char version[16];
  char key[KEY_BYTES];
  read_header(wsi, WSI_TOKEN_HTTP, http, sizeof http);
  read_header(wsi, WSI_TOKEN_UPGRADE, upgrade, sizeof upgrade);
  read_header(wsi, WSI_TOKEN_CONNECTION, held, sizeof held);
  read_header(wsi, WSI_TOKEN_VERSION, version, sizeof version);
  read_header(wsi, WSI_TOKEN_KEY, key, sizeof key);
  static const char protocol[] = "HTTP/";
  bool of_http = strncmp(http, protocol, sizeof protocol - 1) == 0;
  const struct handshake_text text = {.http_version = of_http ? http + sizeof protocol - 1 : NULL,
                                      .upgrade = upgrade,
                                      .connection = held,
                                      .version = version,
                                      .key = key};
  return handshake_check(&text, reason);
}

int connection_upgrade(struct connection *connection, const char *protocol) {
  const char *reason = NULL;
  COUNT(&connection->engine->server->shared->counters, requests);
  if (strcasecmp(protocol, "websocket") != 0 && strcasecmp(protocol, "h2c") != 0) {
    COUNT(&connection->engine->server->shared->counters, requests_refused);
    connection_leave(connection);
    connection->ending = true;
    return -1; /* the library has already answered 403 */
  }
  if (connection->joined)
    return connection_refuse(connection, 400, "one request at a time");
  int status = connection_read_request(connection, &reason);
  if (status == 0)
    status = handshake_read(connection->wsi, &reason);
  if (status != 0)
    return connection_refuse(connection, status, reason);
  connection->websocket = true;
  return 0;
}

/* The library (4.1) implements permessage-deflate in part. It accepts a window size that it does
 * not use; and asked to forget its own window after each message, it forgets the peer's too
 * (lib/roles/ws/ext/extension-permessage-deflate.c). */
int connection_refuses_extension(struct connection *connection) {
  char offer[OFFER_BYTES];
  if (lws_hdr_copy(connection->wsi, offer, sizeof offer, WSI_TOKEN_EXTENSIONS) < 0)
    return 1;
  return strstr(offer, "server_max_window_bits") || (strstr(offer, "server_no_context_takeover") &&
                                                     !strstr(offer, "client_no_context_takeover"));
}

/* Has no effect where the extension is not used. */
static void deflate_option(struct connection *connection, const char *name, const char *value) {
  lws_set_extension_option(connection->wsi, "permessage-deflate", name, value);
}

static void deflate_number(struct connection *connection, const char *name, int64_t value) {
  char text[24];
  snprintf(text, sizeof text, "%" PRId64, value);
  deflate_option(connection, name, text);
}

/* A sender may use a smaller window than was agreed on (RFC 7692, 7.1.2). The library deflates with
 * the bits of the client where its vhost has no port, as here, and inflates with the server's. */
static void deflate_set(struct connection *connection) {
  const struct server_options *options = connection->engine->server->options;
  deflate_option(connection, "rx_buf_size", DEFLATE_BUFFER_BITS);
  deflate_option(connection, "tx_buf_size", DEFLATE_BUFFER_BITS);
  deflate_number(connection, "client_max_window_bits", options->deflate_window_bits);
  deflate_number(connection, "mem_level", options->deflate_memory_level);
}

int connection_upgraded(struct connection *connection) {
  COUNT(&connection->engine->server->shared->counters, sockets_upgraded);
  if (connection->engine->server->options->compression)
    deflate_set(connection);
  connection_leave(connection);
  connection_open_session(connection);
  return connection_drive(connection);
}

static int frame_refused(struct connection *connection, uint16_t close_code, const char *reason) {
  server_count_publish(&connection->engine->server->shared->counters, false);
  return connection_fail(connection, close_code, reason);
}

int connection_frame(struct connection *connection, const char *bytes, size_t count) {
  struct lws *wsi = connection->wsi;
  if (!connection->joined)
    return 0;
  if (lws_frame_is_binary(wsi))
    return frame_refused(connection, CLOSE_UNSUPPORTED, "only text is understood");
  struct incoming_step step =
      incoming_piece(&connection->incoming, bytes, count, lws_remaining_packet_payload(wsi),
                     lws_is_final_fragment(wsi));
  if (step.kind == INCOMING_MORE)
    return 0;
  if (step.kind != INCOMING_TEXT)
    return frame_refused(connection, step.close_code, step.reason);
  int result = connection_receive(connection, step.bytes, step.count);
  incoming_clear(&connection->incoming);
  return result;
}

/* The library answers with the same payload, so a payload that must not be sent is refused here. */
int connection_peer_closes(struct connection *connection, const char *payload, size_t bytes) {
  struct server_counters *counters = &connection->engine->server->shared->counters;
  uint16_t fault = websocket_close_fault(payload, bytes);
  if (fault != 0)
    return connection_fail(connection, fault, "a close frame takes a code and a reason in UTF-8");
  COUNT(counters, closes_received);
  COUNT_BY(counters, closes_normal, websocket_close_code(payload, bytes) == CLOSE_NORMAL);
  connection_leave(connection);
  return 0;
}
