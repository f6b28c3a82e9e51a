/* The engine with a thread for each connection: civetweb, its settings, start and stop. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/log.h"
#include "servers/control/descriptors.h"
#include "servers/engines/civetweb/civetweb.h"
#include "servers/engines/civetweb/civetweb_libssl.h"
#include "servers/engines/endpoint.h"
#include "servers/engines/engine.h"

enum {
  WEBSOCKET_TIMEOUT_MS = 3600000, /* an hour: heartbeats find dead peers, not civetweb */
  QUEUE_CONNECTIONS = 128,        /* accepted, and waiting for a worker */
  STOP_MS = 1000,                 /* time for peers to answer a closing handshake */
};

static int on_connection_opened(const struct mg_connection *connection, void **data) {
  struct engine_state *engine = civetweb_engine_of(connection);
  COUNT(&engine->server->shared->counters, connections_opened);
  *data = NULL;
  civetweb_on_open(connection);
  return 0;
}

static void on_connection_closed(const struct mg_connection *connection) {
  struct engine_state *engine = civetweb_engine_of(connection);
  COUNT(&engine->server->shared->counters, connections_closed);
}

static int on_log_message(const struct mg_connection *connection, const char *message) {
  (void)connection;
  if (strstr(message, "unexpected eof while reading")) /* the peer left during the handshake */
    return 1;
  log_warning("civetweb: %s", message);
  return 1;
}

/* Accepted sockets inherit these options. civetweb has no function that returns the listening
 * socket. */
static void listener_set_options(const struct server_options *options, uint16_t port) {
  int mss = (int)options->mss_bytes;
  int buffer = (int)options->send_buffer_bytes;
  int timeout_ms = (int)options->tcp_user_timeout_ms;
  int unsent = backlog_kernel_bytes(options->backlog_bytes);
  int listener = descriptors_listener(port);
  if (listener < 0) {
    log_warning("civetweb's listening socket was not found: mss_bytes, send_buffer_bytes and "
                "tcp_user_timeout_ms are the system's, and backlog_bytes does not bind the kernel");
    return;
  }
  if (mss > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_MAXSEG, &mss, sizeof mss);
  if (buffer > 0)
    setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  if (timeout_ms > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
  if (unsent > 0)
    setsockopt(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

/* With an external context civetweb adds nothing of its own to it, and does not free it. */
static int on_tls_context(void **context, void *argument) {
  struct engine_state *engine = argument;
  *context = engine->server->tls;
  return 1;
}

enum { SETTINGS_MAX = 16, SETTING_BYTES = 32 };

/* civetweb takes its settings as strings, name and value in turn. */
struct settings {
  const char *list[2 * SETTINGS_MAX + 1];
  char values[SETTINGS_MAX][SETTING_BYTES];
  size_t count;
};

static void settings_add(struct settings *settings, const char *name, const char *value) {
  CONTRACT(settings->count < SETTINGS_MAX);
  settings->list[2 * settings->count] = name;
  settings->list[2 * settings->count + 1] = value;
  settings->count++;
}

static void settings_add_number(struct settings *settings, const char *name, long long value) {
  char *text = settings->values[settings->count];
  snprintf(text, SETTING_BYTES, "%lld", value);
  settings_add(settings, name, text);
}

/* "address:port", followed by an s for TLS. */
static void settings_add_listen(struct settings *settings, const struct server_options *options) {
  char *text = settings->values[settings->count];
  snprintf(text, SETTING_BYTES, "%s%s", options->listen, options->tls ? "s" : "");
  settings_add(settings, "listening_ports", text);
}

/* The most connections that are accepted: one for each worker, those that wait in the queue, and
 * one that waits for room in it. */
struct capacity {
  int64_t threads, queue;
};

/* When descriptors run out, the library tries to accept again and again, and reports nothing. So
 * its capacity is kept below the limit: while its queue is full it accepts no connection. */
static struct capacity capacity_of(const struct server_options *options) {
  enum { SPARE_DESCRIPTORS = 16 };
  struct capacity capacity = {.threads = options->civetweb_threads, .queue = QUEUE_CONNECTIONS};
  struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
  getrlimit(RLIMIT_NOFILE, &limit);
  int64_t wanted = capacity.threads + capacity.queue + 1;
  if (limit.rlim_cur >= (rlim_t)(wanted + descriptors_count() + SPARE_DESCRIPTORS))
    return capacity;
  int64_t room = (int64_t)limit.rlim_cur - descriptors_count() - SPARE_DESCRIPTORS;
  room = room < 3 ? 3 : room;
  capacity.threads = capacity.threads < room - 2 ? capacity.threads : room - 2;
  capacity.queue = room - 1 - capacity.threads;
  log_warning("the limit of %llu open files has room for %lld of the %lld connections of "
              "civetweb_threads and of the queue before them: further ones wait until others end; "
              "raise it (ulimit -n)",
              (unsigned long long)limit.rlim_cur, (long long)room, (long long)wanted);
  return capacity;
}

static void settings_fill(struct settings *settings, const struct server_options *options) {
  const struct capacity capacity = capacity_of(options);
  settings_add_listen(settings, options);
  settings_add_number(settings, "num_threads", capacity.threads);
  settings_add_number(settings, "connection_queue", capacity.queue);
  settings_add_number(settings, "listen_backlog", LISTEN_BACKLOG);
  settings_add_number(settings, "tcp_nodelay", options->tcp_nodelay);
  settings_add(settings, "enable_keep_alive", options->keep_alive ? "yes" : "no");
  settings_add_number(settings, "keep_alive_timeout_ms", options->keep_alive_timeout_ms);
  settings_add_number(settings, "request_timeout_ms", options->write_timeout_ms);
  settings_add_number(settings, "websocket_timeout_ms", WEBSOCKET_TIMEOUT_MS);
  settings_add_number(settings, "max_request_size", REQUEST_HEAD_BYTES_MAX);
}

/* The library's accepting thread waits for two seconds at a time (SOCKET_TIMEOUT_QUANTUM) before it
 * notices that it is to stop; shutting the listening socket down wakes it. */
static void accepting_wake(const struct engine_state *engine) {
  int listener = engine->port > 0 ? descriptors_listener(engine->port) : -1;
  if (listener >= 0)
    shutdown(listener, SHUT_RDWR);
}

/* After engine_make, at any stage of civetweb_start. */
static void engine_free(struct engine_state *engine) {
  if (engine->context) {
    accepting_wake(engine);
    mg_stop(engine->context);
  }
  mg_exit_library();
  request_watchdog_release(&engine->request_watchdog);
  write_watchdog_release(&engine->write_watchdog);
  pthread_mutex_destroy(&engine->opening);
  free(engine);
}

static struct engine_state *engine_make(struct server *server) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (!engine)
    return NULL;
  engine->server = server;
  if (write_watchdog_init(&engine->write_watchdog, &server->settings.backlog,
                          &server->shared->counters) != STATUS_OK)
    goto fail;
  if (request_watchdog_init(&engine->request_watchdog,
                            (uint64_t)server->options->request_timeout_ms * NS_PER_MS,
                            server->tls == NULL) != STATUS_OK) {
    write_watchdog_release(&engine->write_watchdog);
    goto fail;
  }
  pthread_mutex_init(&engine->opening, NULL);
  return engine;

fail:
  free(engine);
  return NULL;
}

/* Starts the library; engine->port is known after it. */
static enum status context_open(struct engine_state *engine, struct error *error) {
  const struct server_options *options = engine->server->options;
  const struct mg_callbacks callbacks = {.init_connection = on_connection_opened,
                                         .connection_closed = on_connection_closed,
                                         .begin_request = civetweb_on_request,
                                         .http_error = civetweb_on_error,
                                         .connection_close = civetweb_on_close,
                                         .external_ssl_ctx = on_tls_context,
                                         .log_message = on_log_message};
  struct settings settings = {.count = 0};
  struct mg_server_port ports[1];
  settings_fill(&settings, options);
  mg_init_library(0);
  engine->context = mg_start(&callbacks, engine, settings.list);
  if (!engine->context || mg_get_server_ports(engine->context, 1, ports) < 1)
    return error_set(error, STATUS_ENVIRONMENT,
                     "cannot listen on %s: is the port in use? Choose another, or 0",
                     options->listen);
  engine->port = (uint16_t)ports[0].port;
  listener_set_options(options, engine->port);
  return STATUS_OK;
}

static enum status watchdogs_start(struct engine_state *engine, struct error *error) {
  if (request_watchdog_start(&engine->request_watchdog, engine->port) != STATUS_OK ||
      write_watchdog_start(&engine->write_watchdog, engine->port) != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "cannot start the threads that watch the others");
  return STATUS_OK;
}

static enum status civetweb_start(struct server *server, struct engine_state **state,
                                  uint16_t *port, struct error *error) {
  struct engine_state *engine = engine_make(server);
  if (!engine)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the civetweb engine");
  enum status status = server->tls ? civetweb_libssl_load(error) : STATUS_OK;
  pthread_mutex_lock(&engine->opening);
  if (status == STATUS_OK)
    status = context_open(engine, error);
  if (status == STATUS_OK)
    status = watchdogs_start(engine, error);
  if (status == STATUS_OK) {
    civetweb_handle_websockets(engine);
    atomic_store(&engine->open, true);
  }
  pthread_mutex_unlock(&engine->opening);
  if (status != STATUS_OK) {
    engine_free(engine);
    return status;
  }
  *port = engine->port;
  *state = engine;
  return STATUS_OK;
}

static void civetweb_stop(struct engine_state *engine) {
  atomic_store(&engine->stopping, true);
  hub_close(&engine->server->hub);
  /* the close frames go out before mg_stop: after it the library writes nothing */
  uint64_t deadline_ns = clock_now_ns() + STOP_MS * NS_PER_MS;
  while (atomic_load(&engine->websockets) > 0 && clock_now_ns() < deadline_ns)
    clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
  engine_free(engine);
}

static const char *civetweb_version(void) {
  static char text[256];
  static const struct {
    unsigned bit;
    const char *name;
  } features[] = {{MG_FEATURES_FILES, "files"},
                  {MG_FEATURES_TLS, "TLS"},
                  {MG_FEATURES_CGI, "CGI"},
                  {MG_FEATURES_IPV6, "IPv6"},
                  {MG_FEATURES_WEBSOCKET, "WebSocket"},
                  {MG_FEATURES_LUA, "Lua"},
                  {MG_FEATURES_SSJS, "JavaScript"},
                  {MG_FEATURES_CACHE, "cache"},
                  {MG_FEATURES_STATS, "statistics"},
                  {MG_FEATURES_COMPRESSION, "compression"},
                  {MG_FEATURES_HTTP2, "HTTP/2"},
                  {MG_FEATURES_X_DOMAIN_SOCKET, "Unix sockets"}};
  int used = snprintf(text, sizeof text, "civetweb %s (built with", mg_version());
  const char *separator = " ";
  for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
    if (!mg_check_feature(features[i].bit))
      continue;
    used += snprintf(text + used, sizeof text - (size_t)used, "%s%s", separator, features[i].name);
    separator = ", ";
  }
  snprintf(text + used, sizeof text - (size_t)used, ")");
  return text;
}

const struct engine civetweb_engine = {
    .name = "civetweb",
    .start = civetweb_start,
    .stop = civetweb_stop,
    .version = civetweb_version,
};
