/* HTTP by libcurl: each connection is an easy handle, each shard a multi handle. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/http/http_curl_answer.h"
#include "clients/http/http_curl_socket.h"
#include "clients/http/http_library.h"
#include "clients/net/user_address.h"

enum { HTTP_URL_BYTES = HTTP_PATH_BYTES_MAX + 96 };

static enum status library_init(struct error *error) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return error_set(error, STATUS_ENVIRONMENT, "libcurl does not start");
  return STATUS_OK;
}

static void library_cleanup(void) {
  curl_global_cleanup();
}

static const char *library_version(void) {
  static char text[1024];
  const curl_version_info_data *facts = curl_version_info(CURLVERSION_NOW);
  int used = snprintf(text, sizeof text, "%s (built with", curl_version());
#if CURL_AT_LEAST_VERSION(7, 87, 0)
  for (const char *const *name = facts->feature_names; name && *name; name++)
    if ((size_t)used < sizeof text)
      used += snprintf(text + used, sizeof text - (size_t)used, " %.32s", *name);
#endif
  if ((size_t)used < sizeof text)
    snprintf(text + used, sizeof text - (size_t)used, ")");
  return text;
}

/* --- requests ------------------------------------------------------------------- */

static bool header_append(struct curl_slist **headers, const char *line) {
  struct curl_slist *longer = curl_slist_append(*headers, line);
  if (longer)
    *headers = longer;
  return longer != NULL;
}

/* All headers of a request for a path of that length. A name with an empty value removes the header
 * that libcurl would send of its own. */
static struct curl_slist *headers_create(const struct request_style *style, size_t path_bytes) {
  struct curl_slist *headers = NULL;
  char lines[REQUEST_HEADERS_BYTES_MAX + 1];
  char host[160];
  snprintf(host, sizeof host, "Host: %s", style->authority);
  lines[http_request_lines(style, path_bytes, lines, sizeof lines - 1)] = '\0';
  bool good = header_append(&headers, host) && header_append(&headers, "Content-Type:") &&
              header_append(&headers, "Expect:");
  if (!strstr(lines, "Accept:"))
    good = good && header_append(&headers, "Accept:");
  if (!strstr(lines, "User-Agent:"))
    good = good && header_append(&headers, "User-Agent:");
  char *rest = NULL;
  for (char *line = strtok_r(lines, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest))
    good = good && header_append(&headers, line);
  if (!good) {
    curl_slist_free_all(headers);
    return NULL;
  }
  return headers;
}

static struct curl_slist *headers_for(struct http *http, const char *path) {
  size_t path_bytes = strlen(path);
  if (path_bytes >= HTTP_PATH_BYTES_MAX)
    return NULL;
  if (!http->headers[path_bytes])
    http->headers[path_bytes] = headers_create(&http->settings.style, path_bytes);
  return http->headers[path_bytes];
}

/* Puts the connection's own header in front of those that all share. */
static struct curl_slist *headers_with(struct http_connection *connection,
                                       struct curl_slist *headers, const char *header) {
  snprintf(connection->header_line, HTTP_HEADER_BYTES, "%s", header);
  connection->header = (struct curl_slist){.data = connection->header_line, .next = headers};
  return headers ? &connection->header : NULL;
}

static bool method_set(CURL *easy, const struct http_request *request) {
  if (!request->body)
    return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
  return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body) == CURLE_OK;
}

/* Another address than before is a connection of its own: libcurl keeps them apart. */
static bool address_set(const struct http_connection *connection) {
  char from[sizeof "host!" + USER_ADDRESS_BYTES] = "host!";
  if (!connection->address || !*connection->address)
    return true;
  user_address_write(*connection->address, from + strlen(from));
  return curl_easy_setopt(connection->easy, CURLOPT_INTERFACE, from) == CURLE_OK;
}

static bool curl_http_start(struct http_connection *connection,
                            const struct http_request *request) {
  struct http *http = connection->shard->http;
  const struct target *target = http->settings.network.target;
  char url[HTTP_URL_BYTES];
  struct curl_slist *headers = headers_for(http, request->path);
  if (request->header)
    headers = headers_with(connection, headers, request->header);
  snprintf(url, sizeof url, "%s://%s%s", target->tls ? "https" : "http", target->authority,
           request->path);
  if (!method_set(connection->easy, request) || !address_set(connection))
    return false;
  connection->body_bytes = request->body_bytes;
  curl_easy_setopt(connection->easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(connection->easy, CURLOPT_TIMEOUT_MS, request->timeout_ms);
  if (!headers || curl_easy_setopt(connection->easy, CURLOPT_URL, url) != CURLE_OK ||
      curl_multi_add_handle(connection->shard->multi, connection->easy) != CURLM_OK)
    return false;
  connection->under_way = true;
  connection->counted = false;
  connection->request_counted = 0;
  connection->inflated = 0;
  connection->saved = 0;
  connection->body_counted = 0;
  connection->refusal = 0;
  /* now, and not in the next round of the loop */
  http_curl_act(connection->shard, CURL_SOCKET_TIMEOUT, 0);
  if (connection->under_way)
    http_curl_connection_settle(connection); /* counts the request now, and not when it ends */
  return true;
}

static void curl_http_settle(struct http *http) {
  for (size_t i = 0; i < http->connection_count; i++)
    if (http->connections[i].under_way)
      http_curl_connection_settle(&http->connections[i]);
}

static void curl_http_set_address(struct http_connection *connection, const uint32_t *address) {
  connection->address = address;
}

static int curl_http_descriptor(const struct http_connection *connection) {
  return connection->descriptor;
}

static void curl_http_abort(struct http_connection *connection) {
  if (!connection->under_way)
    return;
  http_curl_connection_settle(connection);
  connection->under_way = false;
  connection->aborting = true;
  curl_multi_remove_handle(connection->shard->multi, connection->easy);
  http_curl_unconnected_forget(connection);
  connection->aborting = false;
}

/* --- making and ending ---------------------------------------------------------- */

static void curl_http_destroy(struct http *http);

static enum status curl_http_create(const struct http_settings *settings, struct http **out,
                                    struct error *error) {
  struct http *http = calloc(1, sizeof *http);
  if (!http)
    goto out;
  http->library = &http_curl;
  http->settings = *settings;
  size_t shards = (settings->connections + HTTP_SHARD_CONNECTIONS - 1) / HTTP_SHARD_CONNECTIONS;
  http->shards = calloc(shards, sizeof *http->shards);
  http->connections = calloc(settings->connections, sizeof *http->connections);
  http->sockets = calloc(settings->network.sockets->capacity, sizeof(struct http_socket *));
  if (!http->shards || !http->connections || !http->sockets)
    goto out;
  while (http->shard_count < shards)
    if (!http_curl_shard_init(&http->shards[http->shard_count++], http, http_curl_connection_ended))
      goto out;
  *out = http;
  return STATUS_OK;

out:
  curl_http_destroy(http);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu HTTP connections",
                   settings->connections);
}

/* libcurl calls this before it makes a connection with the context. */
static CURLcode context_made(CURL *easy, void *context, void *owner) {
  (void)easy;
  struct http_connection *connection = owner;
  tls_observe(connection->shard->http->settings.network.tls, context, &connection->decrypted);
  return CURLE_OK;
}

static bool connection_setup_tls(struct http_connection *connection) {
  const struct tls *tls = connection->shard->http->settings.network.tls;
  CURL *easy = connection->easy;
  if (!tls)
    return true;
  connection->failure = calloc(1, CURL_ERROR_SIZE);
  if (!connection->failure)
    return false;
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, connection->failure);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (*tls_ca(tls))
    curl_easy_setopt(easy, CURLOPT_CAINFO, tls_ca(tls));
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, tls_ciphers);
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, tls_resumes(tls) ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, context_made);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, connection);
  return true;
}

static bool connection_setup_alias(struct http_connection *connection) {
  const struct target *target = connection->shard->http->settings.network.target;
  char resolve[64], connect_to[64];
  snprintf(resolve, sizeof resolve, "u%zu:%u:%s", connection->number, (unsigned)target->port,
           target->address);
  snprintf(connect_to, sizeof connect_to, "::u%zu:", connection->number);
  connection->resolve = curl_slist_append(NULL, resolve);
  connection->connect_to = curl_slist_append(NULL, connect_to);
  if (!connection->resolve || !connection->connect_to)
    return false;
  curl_easy_setopt(connection->easy, CURLOPT_RESOLVE, connection->resolve);
  curl_easy_setopt(connection->easy, CURLOPT_CONNECT_TO, connection->connect_to);
  return true;
}

static bool connection_setup(struct http_connection *connection) {
  const struct http_settings *settings = &connection->shard->http->settings;
  CURL *easy = connection->easy = curl_easy_init();
  if (!easy || !connection_setup_alias(connection) || !connection_setup_tls(connection))
    return false;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, connection);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, settings->network.connect_timeout_ms);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 86400L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, settings->network.nodelay ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, settings->keep_alive ? 0L : 1L);
  if (settings->compression)
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  http_curl_socket_setup(connection);
  http_curl_answer_setup(connection);
  return true;
}

static enum status curl_http_connection_create(struct http *http,
                                               const struct http_handler *handler, void *owner,
                                               struct http_connection **out, struct error *error) {
  size_t number = http->connection_count++;
  struct http_connection *connection = &http->connections[number];
  *connection = (struct http_connection){
      .library = &http_curl,
      .shard = &http->shards[number / HTTP_SHARD_CONNECTIONS],
      .handler = handler,
      .owner = owner,
      .number = number,
      .descriptor = -1,
  };
  if (!connection_setup(connection))
    return error_set(error, STATUS_ENVIRONMENT, "no memory for HTTP connection %zu", number);
  *out = connection;
  return STATUS_OK;
}

static void curl_http_close(struct http *http) {
  if (http->closing)
    return;
  http->closing = true;
  for (size_t i = 0; i < http->connection_count; i++)
    curl_http_abort(&http->connections[i]);
  for (size_t i = 0; i < http->connection_count; i++) {
    curl_easy_cleanup(http->connections[i].easy);
    curl_slist_free_all(http->connections[i].resolve);
    curl_slist_free_all(http->connections[i].connect_to);
  }
  for (size_t i = 0; i < http->shard_count; i++) {
    curl_multi_cleanup(http->shards[i].multi); /* closes the kept connections */
    loop_timer_destroy(http->shards[i].timer);
  }
}

static void curl_http_destroy(struct http *http) {
  if (!http)
    return;
  curl_http_close(http);
  for (size_t i = 0; i < http->connection_count; i++)
    free(http->connections[i].failure);
  for (size_t i = 0; i < HTTP_PATH_BYTES_MAX; i++)
    curl_slist_free_all(http->headers[i]);
  free(http->shards);
  free(http->connections);
  free(http->sockets);
  free(http);
}

const struct http_library http_curl = {
    .create = curl_http_create,
    .close = curl_http_close,
    .destroy = curl_http_destroy,
    .connection_create = curl_http_connection_create,
    .start = curl_http_start,
    .set_address = curl_http_set_address,
    .descriptor = curl_http_descriptor,
    .set_paused = http_curl_set_paused,
    .abort = curl_http_abort,
    .settle = curl_http_settle,
    .init = library_init,
    .cleanup = library_cleanup,
    .version = library_version,
};
