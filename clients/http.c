/* libcurl behind clients/http.h: multi handles driven through the socket interface.
 *
 * A socket's registration with the loop is kept from one request to the next: libcurl
 * takes it back after each, which would be two system calls a request. What becomes
 * readable between requests is the server's FIN: the watcher is then put to rest, and
 * libcurl finds out when it next wants the connection. */
#include "clients/http_library.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "common/clock.h"

enum {
  HTTP_PATH_BYTES_MAX = 192,
  HTTP_LAST_ID_BYTES = 96,
  HTTP_URL_BYTES = HTTP_PATH_BYTES_MAX + 96
};

struct http_shard {
  struct http *http;
  CURLM *multi;
  struct loop_timer *timer;
  bool draining; /* the loop over finished requests is on the stack */
};

struct http_socket {
  struct http_connection *connection;
  struct loop_io *io;
  int descriptor;
  bool wanted;     /* by libcurl, for a request under way: */
  unsigned events; /* enum loop_events */
};

struct http_connection {
  const struct http_library *library;
  struct http_shard *shard;
  CURL *easy;
  struct curl_slist *resolve, *connect_to;
  const struct http_handler *handler;
  void *owner;
  size_t number;
  int descriptor;            /* of the socket it holds, -1 for none */
  uint64_t opened;           /* sockets, in all */
  uint64_t opened_ns;        /* the newest one */
  uint64_t asked_ns;         /* its first request, 0 when that is answered */
  struct curl_slist last_id; /* in front of the shared headers, where a request has it */
  char last_id_line[HTTP_LAST_ID_BYTES];
  int refusal;              /* errno of the socket that could not be made, 0 for none */
  uint64_t received;        /* bytes that libcurl handed over, of the socket that it holds */
  uint64_t decrypted;       /* bytes that OpenSSL handed to libcurl, of the same */
  char *failure;            /* libcurl's words, with TLS */
  uint64_t request_counted; /* bytes of the request under way that up_bytes has */
  uint64_t inflated;        /* bytes of its answer's body that libcurl handed over … */
  int64_t saved;            /* … less those that came, as far as they are counted */
  uint64_t body_bytes;      /* of that request */
  uint64_t body_counted;    /* of these */
  bool connected;           /* the newest socket is, or was */
  bool under_way;
  bool paused;
  bool aborting; /* what closes now is closed by us */
};

struct http {
  const struct http_library *library;
  struct http_settings settings;
  struct curl_slist *headers[HTTP_PATH_BYTES_MAX]; /* by length of the path; made when needed */
  struct http_shard *shards;
  size_t shard_count;
  struct http_connection *connections;
  size_t connection_count;
  struct http_socket **sockets; /* by descriptor */
  bool closing;
};

enum status http_library_init(struct error *error) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    return error_set(error, STATUS_ENVIRONMENT, "libcurl does not start");
  return STATUS_OK;
}

void http_library_cleanup(void) {
  curl_global_cleanup();
}

/* Main's thread alone asks. */
const char *http_library_version(void) {
  static char text[1024];
  const curl_version_info_data *facts = curl_version_info(CURLVERSION_NOW);
  int used = snprintf(text, sizeof(text), "%s (built with", curl_version());
#if CURL_AT_LEAST_VERSION(7, 87, 0)
  for (const char *const *name = facts->feature_names; name && *name; name++)
    if ((size_t)used < sizeof(text))
      used += snprintf(text + used, sizeof(text) - (size_t)used, " %.32s", *name);
#endif
  if ((size_t)used < sizeof(text))
    snprintf(text + used, sizeof(text) - (size_t)used, ")");
  return text;
}

/* --- what a request costs ------------------------------------------------------- */

/* libcurl sends a body that is shorter than this together with the head, and counts both
 * as the request (MAX_INITIAL_POST_SIZE in its lib/http.c); a longer one goes behind it. */
enum { BODY_APART_BYTES = 64 * 1024 };

/* down_bytes has what libcurl handed over; what came, libcurl counts before it inflates. */
static void answer_settle(struct http_connection *connection) {
  struct http *http = connection->shard->http;
  struct counters *counters = http->settings.counters;
  curl_off_t came = 0;
  if (connection->inflated == 0) /* of the transfer before it is what libcurl would say */
    return;
  curl_easy_getinfo(connection->easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
  int64_t saved = (int64_t)connection->inflated - came;
  uint64_t more = (uint64_t)(saved - connection->saved);
  connection->saved = saved;
  connection->received -= more;
  counters->down_bytes -= more;
  counters->saved_down_bytes += more;
}

static void connection_settle(struct http_connection *connection) {
  answer_settle(connection);
  long request_bytes = 0;
  curl_off_t sent_bytes = 0;
  curl_easy_getinfo(connection->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
  curl_easy_getinfo(connection->easy, CURLINFO_SIZE_UPLOAD_T, &sent_bytes);
  bool apart = connection->body_bytes >= BODY_APART_BYTES;
  uint64_t body = apart ? (uint64_t)sent_bytes : connection->body_bytes;
  uint64_t now = (uint64_t)request_bytes + (apart ? body : 0);
  if (now <= connection->request_counted)
    return;
  if (now < body) /* not a byte of it has gone out */
    body = now;
  struct counters *counters = connection->shard->http->settings.counters;
  counters->up_bytes += now - connection->request_counted;
  counters->payload_up_bytes += body - connection->body_counted;
  counters->head_up_bytes += now - connection->request_counted - (body - connection->body_counted);
  connection->request_counted = now;
  connection->body_counted = body;
}

static void curl_http_settle(struct http *http) {
  for (size_t i = 0; i < http->connection_count; i++)
    if (http->connections[i].under_way)
      connection_settle(&http->connections[i]);
}

/* --- sockets that libcurl gave up ------------------------------------------------- */

static void socket_forget(struct http *http, int descriptor) {
  struct http_socket *entry = http->sockets[descriptor];
  http->sockets[descriptor] = NULL;
  entry->connection->descriptor = -1;
  loop_io_destroy(entry->io);
  sockets_lost(http->settings.sockets, descriptor);
  free(entry);
}

/* libcurl 7.88 closes a socket whose connection was not yet made with close(2) itself,
 * and tells nobody (cf_socket_close in lib/cf-socket.c). */
static void unconnected_forget(struct http_connection *connection) {
  if (connection->descriptor >= 0 && !connection->connected)
    socket_forget(connection->shard->http, connection->descriptor);
}

/* --- why a request failed --------------------------------------------------------- */

static enum life_failure connection_failure(const struct http_connection *connection,
                                            CURLcode result) {
  long error_number = 0;
  curl_easy_getinfo(connection->easy, CURLINFO_OS_ERRNO, &error_number);
  switch (result) {
  case CURLE_OK:
    return LIFE_STATUS;
  case CURLE_COULDNT_CONNECT:
    return life_failure_of(connection->refusal ? connection->refusal : (int)error_number);
  case CURLE_OPERATION_TIMEDOUT:
    return LIFE_TIMEOUT;
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
    return LIFE_RESET;
  case CURLE_GOT_NOTHING:
  case CURLE_PARTIAL_FILE:
    return LIFE_CLOSED;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CACERT_BADFILE:
    return LIFE_TLS;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
  case CURLE_WRITE_ERROR: /* the body is not what it should be, and we broke it off */
    return LIFE_PROTOCOL;
  default:
    return LIFE_OTHER;
  }
}

/* --- finished requests ---------------------------------------------------------- */

/* Says what to do where TLS, or the want of it, is the cause. */
static const char *failure_words(struct http_connection *connection, CURLcode result) {
  static const char scheme[] = "SSL certificate problem: ";
  const char *more = connection->failure ? connection->failure : "";
  char text[CURL_ERROR_SIZE];
  if (!connection->failure && (result == CURLE_GOT_NOTHING || result == CURLE_RECV_ERROR))
    return "the connection ended without an answer; if the server speaks TLS, --connect "
           "https://...";
  if (result == CURLE_SSL_CONNECT_ERROR && strstr(more, "wrong version number"))
    return "the server does not speak TLS: --connect http://...";
  if (result == CURLE_PEER_FAILED_VERIFICATION && connection->failure) {
    more += strncmp(more, scheme, strlen(scheme)) == 0 ? strlen(scheme) : 0;
    snprintf(text, sizeof(text), "the server's certificate is refused: %s (--tls-ca FILE)", more);
    memcpy(connection->failure, text, sizeof(text));
    return connection->failure;
  }
  return result == CURLE_SSL_CONNECT_ERROR && *more ? more : curl_easy_strerror(result);
}

static void connection_ended(struct http_connection *connection, CURLcode result) {
  connection_settle(connection);
  connection->under_way = false;
  curl_multi_remove_handle(connection->shard->multi, connection->easy);
  unconnected_forget(connection);
  long code = 0;
  curl_easy_getinfo(connection->easy, CURLINFO_RESPONSE_CODE, &code);
  struct http_outcome outcome = {
      .complete = result == CURLE_OK,
      .unconnected = !connection->connected,
      .timed_out = result == CURLE_OPERATION_TIMEDOUT && connection->connected,
      .code = (int)code,
      .reason = failure_words(connection, result),
      .failure = connection_failure(connection, result),
  };
  if (result != CURLE_OK || code != 200)
    connection->shard->http->settings.counters->requests_failed++;
  connection->handler->ended(connection->owner, &outcome);
}

/* `ended` may start a request and so come back here: the outer loop goes on then. */
static void shard_drain(struct http_shard *shard) {
  if (shard->draining)
    return;
  shard->draining = true;
  CURLMsg *message;
  int left;
  while ((message = curl_multi_info_read(shard->multi, &left))) {
    if (message->msg != CURLMSG_DONE)
      continue;
    CURLcode result = message->data.result;
    struct http_connection *connection = NULL;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&connection);
    connection_ended(connection, result);
  }
  shard->draining = false;
}

static void shard_act(struct http_shard *shard, curl_socket_t descriptor, int events) {
  int running;
  curl_multi_socket_action(shard->multi, descriptor, events, &running);
  shard_drain(shard);
}

/* --- libcurl's sockets and timers on the loop ----------------------------------- */

static void shard_timer_fired(void *owner) {
  shard_act(owner, CURL_SOCKET_TIMEOUT, 0);
}

static int shard_timer_set(CURLM *multi, long timeout_ms, void *owner) {
  (void)multi;
  struct http_shard *shard = owner;
  if (timeout_ms < 0)
    loop_timer_stop(shard->timer);
  else
    loop_timer_at(shard->timer, clock_now_ns() + (uint64_t)timeout_ms * NS_PER_MS);
  return 0;
}

static void socket_ready(void *owner, unsigned events) {
  struct http_socket *entry = owner;
  if (!entry->wanted) {
    loop_io_set(entry->io, 0);
    return;
  }
  shard_act(entry->connection->shard, entry->descriptor,
            (events & LOOP_READ ? CURL_CSELECT_IN : 0) |
                (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

/* Of a user who does not read, what comes stays in the kernel. */
static void socket_listen(struct http_socket *entry) {
  loop_io_set(entry->io,
              entry->connection->paused ? entry->events & ~(unsigned)LOOP_READ : entry->events);
}

static int socket_watch(CURL *easy, curl_socket_t descriptor, int what, void *owner,
                        void *socket_owner) {
  (void)easy;
  (void)socket_owner;
  struct http_shard *shard = owner;
  struct http_socket *entry = shard->http->sockets[descriptor];
  if (!entry)
    return 0;
  entry->wanted = what != CURL_POLL_REMOVE;
  if (!entry->wanted)
    return 0;
  entry->events = (what & CURL_POLL_IN ? LOOP_READ : 0U) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0U);
  socket_listen(entry);
  return 0;
}

static curl_socket_t socket_open(void *owner, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  struct http_connection *connection = owner;
  struct http *http = connection->shard->http;
  int descriptor =
      socket(address->family, address->socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->protocol);
  connection->refusal = descriptor < 0 ? errno : 0;
  if (descriptor < 0)
    return CURL_SOCKET_BAD;
  sockets_limit_receiving(descriptor, http->settings.receive_buffer_bytes);
  struct http_socket *entry = calloc(1, sizeof(*entry));
  if (entry)
    entry->io = loop_io_create(http->settings.loop, descriptor, socket_ready, entry);
  if (!entry || !entry->io || (size_t)descriptor >= http->settings.sockets->capacity) {
    if (entry)
      loop_io_destroy(entry->io);
    free(entry);
    sockets_close_softly(http->settings.sockets, descriptor, NULL);
    return CURL_SOCKET_BAD;
  }
  if (http->sockets[descriptor]) /* its number is free again, so it is closed */
    socket_forget(http, descriptor);
  entry->connection = connection;
  entry->descriptor = descriptor;
  connection->descriptor = descriptor;
  http->sockets[descriptor] = entry;
  connection->connected = false;
  connection->asked_ns = 0;
  connection->opened_ns = clock_now_ns();
  connection->received = connection->decrypted = 0;
  sockets_opened(http->settings.sockets, descriptor);
  http_count_opened(&http->settings, connection->opened++, connection->opened_ns);
  return descriptor;
}

/* libcurl reads once more before it closes a connection with TLS, and drops what it gets:
 * what would be drained from the socket without. */
static void dropped_count(struct http_connection *connection) {
  if (connection->decrypted > connection->received)
    connection->shard->http->settings.counters->down_bytes +=
        connection->decrypted - connection->received;
  connection->received = connection->decrypted = 0;
}

static int socket_close(void *owner, curl_socket_t descriptor) {
  struct http_connection *connection = owner;
  struct http *http = connection->shard->http;
  struct http_socket *entry = http->sockets[descriptor];
  http->sockets[descriptor] = NULL;
  if (entry)
    loop_io_destroy(entry->io);
  free(entry);
  connection->descriptor = -1;
  bool wanted = http->closing || connection->aborting;
  dropped_count(connection);
  enum life_end end = life_end_of(descriptor);
  if (sockets_close_softly(http->settings.sockets, descriptor, NULL) && end == LIFE_BY_RESET)
    end = LIFE_BY_SERVER; /* and reset by our goodbye to who had gone, as TLS wants it said */
  if (connection->connected)
    http_count_closed(&http->settings, end, wanted);
  return 0;
}

/* By libcurl's own stamps, from the start of the request: what comes between TCP and
 * the request, as a TLS handshake, is not part of it. */
static uint64_t connect_ns_of(const struct http_connection *connection, uint64_t now_ns) {
  curl_off_t connect_us = 0;
  curl_easy_getinfo(connection->easy, CURLINFO_CONNECT_TIME_T, &connect_us);
  return connect_us > 0 ? (uint64_t)connect_us * NS_PER_US : now_ns - connection->opened_ns;
}

/* Called when a request has its connection, new or kept. */
/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's signature */
static int socket_connected(void *owner, char *address, char *local_address, int port,
                            int local_port) {
  (void)address;
  (void)local_address;
  (void)port;
  (void)local_port;
  struct http_connection *connection = owner;
  struct life *life = connection->shard->http->settings.life;
  if (!connection->connected && life) {
    connection->asked_ns = clock_now_ns();
    life_established(life, connect_ns_of(connection, connection->asked_ns));
  }
  connection->connected = true;
  return CURL_PREREQFUNC_OK;
}

/* --- answers -------------------------------------------------------------------- */

/* Of a connection's first request. */
static void first_byte_take(struct http_connection *connection) {
  life_answered(connection->shard->http->settings.life, clock_now_ns() - connection->asked_ns);
  connection->asked_ns = 0;
}

static void received_count(struct http_connection *connection, size_t bytes) {
  connection->received += bytes;
  connection->shard->http->settings.counters->down_bytes += bytes;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's signature */
static size_t answer_header(char *line, size_t size, size_t count, void *owner) {
  struct http_connection *connection = owner;
  size_t bytes = size * count;
  received_count(connection, bytes);
  connection->shard->http->settings.counters->head_down_bytes += bytes;
  if (connection->asked_ns)
    first_byte_take(connection);
  static const char encoding[] = "Content-Encoding: gzip";
  if (bytes > sizeof(encoding) && strncasecmp(line, encoding, sizeof(encoding) - 1) == 0)
    *connection->shard->http->settings.compressed = true;
  if (bytes == 2 && line[0] == '\r' && connection->handler->head) {
    long code = 0;
    curl_easy_getinfo(connection->easy, CURLINFO_RESPONSE_CODE, &code);
    connection->handler->head(connection->owner, (int)code);
  }
  return bytes;
}

static size_t answer_body(char *text, size_t size, size_t count, void *owner) {
  struct http_connection *connection = owner;
  size_t bytes = size * count;
  received_count(connection, bytes);
  connection->inflated += bytes;
  return connection->handler->body(connection->owner, text, bytes) ? bytes : 0;
}

/* --- requests ------------------------------------------------------------------- */

static bool header_append(struct curl_slist **headers, const char *line) {
  struct curl_slist *longer = curl_slist_append(*headers, line);
  if (longer)
    *headers = longer;
  return longer != NULL;
}

/* All that a request for a path of that length carries: an empty value takes out what
 * libcurl would send of its own. */
static struct curl_slist *headers_create(const struct request_style *style, size_t path_bytes) {
  struct curl_slist *headers = NULL;
  char lines[REQUEST_HEADERS_BYTES_MAX + 1];
  char host[160];
  snprintf(host, sizeof(host), "Host: %s", style->authority);
  lines[http_request_lines(style, path_bytes, lines, sizeof(lines) - 1)] = '\0';
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
static struct curl_slist *headers_with_last_id(struct http_connection *connection,
                                               struct curl_slist *headers, const char *last_id) {
  snprintf(connection->last_id_line, HTTP_LAST_ID_BYTES, "Last-Event-ID: %s", last_id);
  connection->last_id = (struct curl_slist){.data = connection->last_id_line, .next = headers};
  return headers ? &connection->last_id : NULL;
}

static bool method_set(CURL *easy, const struct http_request *request) {
  if (!request->body)
    return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
  curl_easy_setopt(easy, CURLOPT_POST, 1L);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
  return curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body) == CURLE_OK;
}

static bool curl_http_start(struct http_connection *connection,
                            const struct http_request *request) {
  struct http *http = connection->shard->http;
  const struct target *target = http->settings.target;
  char url[HTTP_URL_BYTES];
  struct curl_slist *headers = headers_for(http, request->path);
  if (request->last_id)
    headers = headers_with_last_id(connection, headers, request->last_id);
  snprintf(url, sizeof(url), "%s://%s%s", target->tls ? "https" : "http", target->authority,
           request->path);
  if (!method_set(connection->easy, request))
    return false;
  connection->body_bytes = request->body_bytes;
  curl_easy_setopt(connection->easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(connection->easy, CURLOPT_TIMEOUT_MS, request->timeout_ms);
  if (!headers || curl_easy_setopt(connection->easy, CURLOPT_URL, url) != CURLE_OK ||
      curl_multi_add_handle(connection->shard->multi, connection->easy) != CURLM_OK)
    return false;
  connection->under_way = true;
  connection->request_counted = 0;
  connection->inflated = 0;
  connection->saved = 0;
  connection->body_counted = 0;
  connection->refusal = 0;
  http->settings.counters->requests++;
  /* at once rather than in the next turn of the loop */
  shard_act(connection->shard, CURL_SOCKET_TIMEOUT, 0);
  return true;
}

static int curl_http_descriptor(const struct http_connection *connection) {
  return connection->descriptor;
}

static void curl_http_set_paused(struct http_connection *connection, bool paused) {
  struct http_socket **sockets = connection->shard->http->sockets;
  struct http_socket *entry = connection->descriptor < 0 ? NULL : sockets[connection->descriptor];
  connection->paused = paused;
  if (entry && entry->wanted)
    socket_listen(entry);
}

static void curl_http_abort(struct http_connection *connection) {
  if (!connection->under_way)
    return;
  connection_settle(connection);
  connection->under_way = false;
  connection->aborting = true;
  curl_multi_remove_handle(connection->shard->multi, connection->easy);
  unconnected_forget(connection);
  connection->aborting = false;
}

/* --- making and ending ---------------------------------------------------------- */

static bool shard_init(struct http_shard *shard, struct http *http) {
  shard->http = http;
  shard->multi = curl_multi_init();
  shard->timer = loop_timer_create(http->settings.loop, shard_timer_fired, shard);
  if (!shard->multi || !shard->timer)
    return false;
  curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, socket_watch);
  curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
  curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, shard_timer_set);
  curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
  /* the default follows the number of requests under way and would drop idle ones */
  curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, (long)http->settings.shard_users + 8);
  return true;
}

static void curl_http_destroy(struct http *http);

static enum status curl_http_create(const struct http_settings *settings, struct http **out,
                                    struct error *error) {
  struct http *http = calloc(1, sizeof(*http));
  if (!http)
    goto out;
  http->library = &http_curl;
  http->settings = *settings;
  size_t shards = (settings->connections + settings->shard_users - 1) / settings->shard_users;
  http->shards = calloc(shards, sizeof(*http->shards));
  http->connections = calloc(settings->connections, sizeof(*http->connections));
  http->sockets = calloc(settings->sockets->capacity, sizeof(struct http_socket *));
  if (!http->shards || !http->connections || !http->sockets)
    goto out;
  while (http->shard_count < shards)
    if (!shard_init(&http->shards[http->shard_count++], http))
      goto out;
  *out = http;
  return STATUS_OK;

out:
  curl_http_destroy(http);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu HTTP connections",
                   settings->connections);
}

/* Before libcurl makes a connection of the context. */
static CURLcode context_made(CURL *easy, void *context, void *owner) {
  (void)easy;
  struct http_connection *connection = owner;
  tls_observe(connection->shard->http->settings.tls, context, &connection->decrypted);
  return CURLE_OK;
}

static bool connection_setup_tls(struct http_connection *connection) {
  const struct tls *tls = connection->shard->http->settings.tls;
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
  const struct target *target = connection->shard->http->settings.target;
  char resolve[64], connect_to[64];
  snprintf(resolve, sizeof(resolve), "u%zu:%u:%s", connection->number, (unsigned)target->port,
           target->address);
  snprintf(connect_to, sizeof(connect_to), "::u%zu:", connection->number);
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
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, settings->connect_timeout_ms);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 86400L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, settings->nodelay ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, settings->keep_alive ? 0L : 1L);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, connection);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, socket_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, connection);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, socket_connected);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, connection);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, answer_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, connection);
  if (settings->compression)
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, answer_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, connection);
  return true;
}

static enum status curl_http_connection_create(struct http *http,
                                               const struct http_handler *handler, void *owner,
                                               struct http_connection **out, struct error *error) {
  size_t number = http->connection_count++;
  struct http_connection *connection = &http->connections[number];
  *connection = (struct http_connection){
      .library = &http_curl,
      .shard = &http->shards[number / http->settings.shard_users],
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
    .descriptor = curl_http_descriptor,
    .set_paused = curl_http_set_paused,
    .abort = curl_http_abort,
    .settle = curl_http_settle,
};
