/* libcurl's callbacks for answers, and its outcomes in our terms. */
#include "clients/http/http_curl_answer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "clients/http/http_curl_socket.h"
#include "common/base/clock.h"

/* --- counting ------------------------------------------------------------------- */

/* libcurl sends a shorter body together with the head, and counts both as the request
 * (MAX_INITIAL_POST_SIZE in its lib/http.c); a longer body follows the head. */
enum { BODY_APART_BYTES = 64 * 1024 };

/* down_bytes counts what libcurl handed over, which is inflated; libcurl's own count is of the
 * bytes before that. */
static void answer_settle(struct http_connection *connection) {
  struct http *http = connection->shard->http;
  struct counters *counters = http->settings.counters;
  curl_off_t came = 0;
  if (connection->inflated == 0) /* libcurl's count would still be that of the previous answer */
    return;
  curl_easy_getinfo(connection->easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
  int64_t saved = (int64_t)connection->inflated - came;
  uint64_t more = (uint64_t)(saved - connection->saved);
  connection->saved = saved;
  connection->received -= more;
  counters->down_bytes -= more;
  counters->saved_down_bytes += more;
}

void http_curl_connection_settle(struct http_connection *connection) {
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
  if (now < body) /* nothing has gone out yet */
    body = now;
  struct counters *counters = connection->shard->http->settings.counters;
  http_count_request(&connection->shard->http->settings, &connection->counted);
  counters->up_bytes += now - connection->request_counted;
  counters->payload_up_bytes += body - connection->body_counted;
  counters->head_up_bytes += now - connection->request_counted - (body - connection->body_counted);
  connection->request_counted = now;
  connection->body_counted = body;
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
  case CURLE_WRITE_ERROR: /* the owner refused the body */
    return LIFE_PROTOCOL;
  default:
    return LIFE_OTHER;
  }
}

/* --- finished requests ---------------------------------------------------------- */

/* With advice where one side speaks TLS and the other does not. */
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
    snprintf(text, sizeof text, "the server's certificate is refused: %s (--tls-ca FILE)", more);
    memcpy(connection->failure, text, sizeof text);
    return connection->failure;
  }
  return result == CURLE_SSL_CONNECT_ERROR && *more ? more : curl_easy_strerror(result);
}

void http_curl_connection_ended(struct http_connection *connection, CURLcode result) {
  http_curl_connection_settle(connection);
  connection->under_way = false;
  curl_multi_remove_handle(connection->shard->multi, connection->easy);
  http_curl_unconnected_forget(connection);
  http_count_request(&connection->shard->http->settings, &connection->counted);
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
  if (result != CURLE_OK || !http_code_is_good((int)code))
    connection->shard->http->settings.counters->requests_failed++;
  connection->handler->ended(connection->owner, &outcome);
}

/* --- answers -------------------------------------------------------------------- */

/* The first byte of the answer to a connection's first request. */
static void first_byte_take(struct http_connection *connection) {
  struct life *life = connection->shard->http->settings.life;
  if (life)
    life_answered(life, clock_now_ns() - connection->asked_ns);
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
  if (bytes > sizeof encoding && strncasecmp(line, encoding, sizeof encoding - 1) == 0)
    *connection->shard->http->settings.compressed = true;
  if (bytes == 2 && line[0] == '\r' && connection->handler->head) {
    long code = 0;
    curl_easy_getinfo(connection->easy, CURLINFO_RESPONSE_CODE, &code);
    connection->handler->head(connection->owner, (int)code, NULL, 0);
  }
  return bytes;
}

static size_t answer_body(char *text, size_t size, size_t count, void *owner) {
  struct http_connection *connection = owner;
  size_t bytes = size * count;
  received_count(connection, bytes);
  connection->inflated += bytes;
  return connection->handler->body(connection->owner, text, bytes, clock_now_ns()) ? bytes : 0;
}

void http_curl_answer_setup(struct http_connection *connection) {
  CURL *easy = connection->easy;
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, answer_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, connection);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, answer_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, connection);
}
