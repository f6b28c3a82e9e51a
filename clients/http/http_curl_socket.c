/* libcurl's callbacks for sockets and timers. */
#include "clients/http/http_curl_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "common/base/clock.h"

static void socket_forget(struct http *http, int descriptor) {
  struct http_socket *entry = http->sockets[descriptor];
  http->sockets[descriptor] = NULL;
  entry->connection->descriptor = -1;
  loop_io_destroy(entry->io);
  sockets_lost(http->settings.network.sockets, descriptor);
  free(entry);
}

void http_curl_unconnected_forget(struct http_connection *connection) {
  if (connection->descriptor >= 0 && !connection->connected)
    socket_forget(connection->shard->http, connection->descriptor);
}

/* `ended` may start a request, and so come back here: the outer call goes on then. */
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
    shard->ended(connection, result);
  }
  shard->draining = false;
}

void http_curl_act(struct http_shard *shard, curl_socket_t descriptor, int events) {
  int running;
  curl_multi_socket_action(shard->multi, descriptor, events, &running);
  shard_drain(shard);
}

static void shard_timer_fired(void *owner) {
  http_curl_act(owner, CURL_SOCKET_TIMEOUT, 0);
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
  http_curl_act(entry->connection->shard, entry->descriptor,
                (events & LOOP_READ ? CURL_CSELECT_IN : 0) |
                    (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

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
  sockets_limit_receiving(descriptor, http->settings.network.receive_buffer_bytes);
  struct http_socket *entry = calloc(1, sizeof *entry);
  if (entry)
    entry->io = loop_io_create(http->settings.network.loop, descriptor, socket_ready, entry);
  if (!entry || !entry->io || (size_t)descriptor >= http->settings.network.sockets->capacity) {
    if (entry)
      loop_io_destroy(entry->io);
    free(entry);
    sockets_close_softly(http->settings.network.sockets, descriptor, NULL);
    return CURL_SOCKET_BAD;
  }
  if (http->sockets[descriptor]) /* the number is free again, so the older socket is closed */
    socket_forget(http, descriptor);
  entry->connection = connection;
  entry->descriptor = descriptor;
  connection->descriptor = descriptor;
  http->sockets[descriptor] = entry;
  connection->connected = false;
  connection->asked_ns = 0;
  connection->opened_ns = clock_now_ns();
  connection->received = connection->decrypted = 0;
  sockets_opened(http->settings.network.sockets, descriptor);
  http_count_attempted(&http->settings, connection->opened_ns);
  return descriptor;
}

/* Before libcurl closes a connection with TLS, it reads once more and drops the bytes, which
 * sockets_close_softly would count without TLS. */
static void dropped_count(struct http_connection *connection) {
  if (connection->decrypted > connection->received)
    connection->shard->http->settings.counters->down_bytes +=
        connection->decrypted - connection->received;
  connection->received = connection->decrypted = 0;
}

/* By libcurl's own stamps, from the start of the request until TCP is connected, without the TLS
 * handshake. 0 where there is no connection. */
static uint64_t connect_ns_of(const struct http_connection *connection) {
  curl_off_t connect_us = 0;
  curl_easy_getinfo(connection->easy, CURLINFO_CONNECT_TIME_T, &connect_us);
  return connect_us > 0 ? (uint64_t)connect_us * NS_PER_US : 0;
}

static void opened_count(struct http_connection *connection, uint64_t connect_ns) {
  http_count_opened(&connection->shard->http->settings, connection->opened++, connect_ns);
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
  if (sockets_close_softly(http->settings.network.sockets, descriptor, NULL) &&
      end == LIFE_BY_RESET)
    end = LIFE_BY_SERVER; /* TLS's goodbye to a server that had gone was answered by a reset */
  /* TCP was connected, but TLS failed, so libcurl did not call socket_connected */
  bool uncounted = !connection->connected && connect_ns_of(connection) > 0;
  if (uncounted)
    opened_count(connection, connect_ns_of(connection));
  if (connection->connected || uncounted)
    http_count_closed(&http->settings, end, wanted);
  return 0;
}

/* libcurl calls this when a request has its connection, new or kept. */
/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's signature */
static int socket_connected(void *owner, char *address, char *local_address, int port,
                            int local_port) {
  (void)address;
  (void)local_address;
  (void)port;
  (void)local_port;
  struct http_connection *connection = owner;
  if (!connection->connected) {
    connection->asked_ns = clock_now_ns();
    uint64_t connect_ns = connect_ns_of(connection);
    opened_count(connection,
                 connect_ns ? connect_ns : connection->asked_ns - connection->opened_ns);
  }
  connection->connected = true;
  return CURL_PREREQFUNC_OK;
}

void http_curl_socket_setup(struct http_connection *connection) {
  CURL *easy = connection->easy;
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, connection);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, socket_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, connection);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, socket_connected);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, connection);
}

void http_curl_set_paused(struct http_connection *connection, bool paused) {
  struct http_socket **sockets = connection->shard->http->sockets;
  struct http_socket *entry = connection->descriptor < 0 ? NULL : sockets[connection->descriptor];
  connection->paused = paused;
  if (entry && entry->wanted)
    socket_listen(entry);
}

bool http_curl_shard_init(struct http_shard *shard, struct http *http,
                          void (*ended)(struct http_connection *connection, CURLcode result)) {
  shard->http = http;
  shard->ended = ended;
  shard->multi = curl_multi_init();
  shard->timer = loop_timer_create(http->settings.network.loop, shard_timer_fired, shard);
  if (!shard->multi || !shard->timer)
    return false;
  curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, socket_watch);
  curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
  curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, shard_timer_set);
  curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
  /* the default depends on the number of requests under way, and would drop idle connections */
  curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, HTTP_SHARD_CONNECTIONS + 8L);
  return true;
}
