/* The engine with an event loop: libwebsockets on libev, one thread.
 *
 * Each wake-up of libwebsockets' own loop, on poll(2), takes time in proportion to the open
 * connections; libev uses epoll. The engine owns the listening socket, so that backlog and segment
 * size are parameters, and the library adopts each accepted socket. The publishing thread wakes the
 * loop, which steps all sessions of a channel at once. Only channel_published and lws_stop run on
 * other threads. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/log.h"
#include "servers/engines/engine.h"
#include "servers/engines/listener.h"
#include "servers/engines/lws/lws.h"

enum {
  SERVICE_BUFFER_BYTES = 16384,
  RECEIVE_BUFFER_BYTES = 512,    /* of the library, for each WebSocket */
  LIBRARY_GRACE_S = 2,           /* by which the library's time-outs are longer than ours */
  ORDER_RANDOM_STREAM = 1 << 20, /* the schedule uses the streams below it */
  SEND_BYTES_MAX = 4 << 20,      /* of one write: above the largest usual answer */
};

#define ACCEPT_PAUSE_S 0.1 /* after a failure, for example for lack of descriptors */
#define STOP_S 1.0         /* time for peers to answer a closing handshake */

/* --- the loop ----------------------------------------------------------------------- */

/* Any thread. */
static void channel_published(void *context, uint64_t channel) {
  struct engine_state *engine = context;
  if (dirty_channels_add(&engine->dirty_channels, channel))
    ev_async_send(engine->loop, &engine->dirty);
}

static void on_dirty(struct ev_loop *loop, ev_async *async, int events) {
  (void)loop;
  (void)events;
  struct engine_state *engine = async->data;
  uint64_t channel = 0;
  while (dirty_channels_take(&engine->dirty_channels, &channel)) {
    struct serving_order *order = &engine->channels[channel];
    struct serving_order_round round;
    struct link *at = NULL;
    serving_order_begin(order, &round, &engine->random);
    while ((at = serving_order_next(order, &round)))
      connection_drive_or_close((struct connection *)at);
    serving_order_end(order, &round);
  }
}

static void on_acceptable(struct ev_loop *loop, ev_io *io, int events) {
  (void)events;
  struct engine_state *engine = io->data;
  for (;;) {
    int descriptor = accept4(engine->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      engine->accept_failed = false;
      connection_adopt(engine, descriptor);
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR && errno != ECONNABORTED) {
      break;
    }
  }
  /* without a pause the loop would spin, since the socket stays readable */
  if (!engine->accept_failed)
    log_warning("cannot accept a connection: %s; this is tried again until it succeeds",
                strerror(errno));
  engine->accept_failed = true;
  ev_io_stop(loop, &engine->acceptable);
  ev_timer_set(&engine->accept_again, ACCEPT_PAUSE_S, 0);
  ev_timer_start(loop, &engine->accept_again);
}

static void on_accept_again(struct ev_loop *loop, ev_timer *timer, int events) {
  (void)events;
  struct engine_state *engine = timer->data;
  ev_io_start(loop, &engine->acceptable);
}

static void on_stop_deadline(struct ev_loop *loop, ev_timer *timer, int events) {
  (void)timer;
  (void)events;
  ev_break(loop, EVBREAK_ALL);
}

/* Closes all connections, WebSockets by their closing handshake. The loop ends with the last one,
 * or at the deadline. */
static void on_stop(struct ev_loop *loop, ev_async *async, int events) {
  (void)events;
  struct engine_state *engine = async->data;
  engine->stopping = true;
  ev_io_stop(loop, &engine->acceptable);
  ev_timer_stop(loop, &engine->accept_again);
  ev_timer_start(loop, &engine->stop_deadline);
  if (engine->connections.next == &engine->connections)
    ev_break(loop, EVBREAK_ALL);
  struct link *next = NULL;
  for (struct link *at = engine->connections.next; at != &engine->connections; at = next) {
    next = at->next;
    struct connection *connection = lws_container_of(at, struct connection, in_engine);
    if (connection->websocket) {
      COUNT(&engine->server->shared->counters, closes_begun);
      lws_close_reason(connection->wsi, LWS_CLOSE_STATUS_GOINGAWAY, NULL, 0);
    }
    connection_close(connection);
  }
}

static void *loop_run(void *argument) {
  struct engine_state *engine = argument;
  ev_run(engine->loop, 0);
  return NULL;
}

/* --- start and stop ----------------------------------------------------------------- */

static void on_library_log(int level, const char *line) {
  (void)level;
  log_warning("libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

static enum status context_open(struct engine_state *engine, struct error *error) {
  const struct server_options *options = engine->server->options;
  engine->protocols[0] = (struct lws_protocols){
      .name = "pushbench",
      .callback = lws_engine_event,
      .rx_buffer_size = options->compression ? DEFLATE_BUFFER_BYTES : RECEIVE_BUFFER_BYTES,
      .tx_packet_size = SEND_BYTES_MAX};
  engine->extensions[0] =
      (struct lws_extension){"permessage-deflate", lws_extension_callback_pm_deflate, NULL};
  /* without .protocol: with it, 4.1 spins when a client leaves a held transaction
   * (warmcat/libwebsockets#2455) */
  static const struct lws_http_mount mount = {.mountpoint = "/",
                                              .mountpoint_len = 1,
                                              .origin_protocol = LWSMPRO_CALLBACK,
                                              .origin = "pushbench"};
  static const lws_retry_bo_t no_validity_pings = {.secs_since_valid_ping = 0};
  static const uint64_t tls_options =
      LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
  void *loops[] = {engine->loop};
  unsigned timeout_s = (unsigned)(options->request_timeout_ms / 1000) + LIBRARY_GRACE_S;
  struct lws_context_creation_info info = {
      .port = CONTEXT_PORT_NO_LISTEN_SERVER,
      .protocols = engine->protocols,
      .extensions = options->compression ? engine->extensions : NULL,
      .mounts = &mount,
      .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS |
                 (engine->server->tls ? tls_options
                                      : LWS_SERVER_OPTION_FALLBACK_TO_APPLY_LISTEN_ACCEPT_CONFIG),
      .alpn = "http/1.1",
      .user = engine,
      .foreign_loops = loops,
      .pt_serv_buf_size = SERVICE_BUFFER_BYTES,
      .max_http_header_data = REQUEST_HEAD_BYTES_MAX,
      .timeout_secs = timeout_s,
      .keepalive_timeout = (int)timeout_s,
      .retry_and_idle_policy = &no_validity_pings,
  };
  lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
  engine->context = lws_create_context(&info);
  if (engine->context)
    engine->vhost = lws_create_vhost(engine->context, &info);
  if (!engine->vhost)
    return error_set(error, STATUS_ENVIRONMENT,
                     "libwebsockets did not start: is libwebsockets-evlib-ev installed? "
                     "scripts/install-deps does it");
  return STATUS_OK;
}

static enum status channels_open(struct engine_state *engine, uint64_t count) {
  engine->channels = calloc(count, sizeof *engine->channels);
  if (!engine->channels || dirty_channels_init(&engine->dirty_channels, count) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  for (uint64_t i = 0; i < count; i++)
    serving_order_init(&engine->channels[i]);
  return STATUS_OK;
}

static void engine_free(struct engine_state *engine) {
  if (engine->context)
    lws_context_destroy(engine->context);
  if (engine->loop)
    ev_loop_destroy(engine->loop);
  if (engine->listener >= 0)
    close(engine->listener);
  dirty_channels_release(&engine->dirty_channels);
  free(engine->channels);
  free(engine);
}

static void watchers_start(struct engine_state *engine) {
  ev_io_init(&engine->acceptable, on_acceptable, engine->listener, EV_READ);
  ev_init(&engine->accept_again, on_accept_again);
  ev_async_init(&engine->dirty, on_dirty);
  ev_async_init(&engine->stop, on_stop);
  ev_timer_init(&engine->stop_deadline, on_stop_deadline, STOP_S, 0);
  engine->acceptable.data = engine;
  engine->accept_again.data = engine;
  engine->dirty.data = engine;
  engine->stop.data = engine;
  ev_io_start(engine->loop, &engine->acceptable);
  ev_async_start(engine->loop, &engine->dirty);
  ev_async_start(engine->loop, &engine->stop);
}

static enum status lws_start(struct server *server, struct engine_state **state, uint16_t *port,
                             struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (!engine)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the lws engine");
  engine->server = server;
  engine->listener = -1;
  link_init(&engine->connections);
  engine->random = random_seeded((uint64_t)server->options->seed, ORDER_RANDOM_STREAM);
  engine->loop = ev_loop_new(EVBACKEND_EPOLL);
  enum status status = channels_open(engine, server->hub.channels);
  if (status != STATUS_OK || !engine->loop)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the lws engine");
  if (status == STATUS_OK)
    status = listener_open(server->options, &engine->listener, port, error);
  if (status == STATUS_OK)
    status = context_open(engine, error);
  if (status != STATUS_OK)
    goto fail;

  watchers_start(engine);
  server->hub.observer = (struct hub_observer){.published = channel_published, .context = engine};
  if (pthread_create(&engine->thread, NULL, loop_run, engine) != 0) {
    status = error_set(error, STATUS_ENVIRONMENT, "cannot start the loop's thread");
    goto fail;
  }
  *state = engine;
  return STATUS_OK;

fail:
  engine_free(engine);
  return status;
}

static void lws_stop(struct engine_state *engine) {
  ev_async_send(engine->loop, &engine->stop);
  pthread_join(engine->thread, NULL);
  engine_free(engine);
}

/* The library's features that may change figures, by its lws_config.h. */
static const char *const lws_built[] = {
#ifdef LWS_WITH_EVLIB_PLUGINS
    "event loops as plugins",
#endif
#ifdef LWS_WITH_LIBEV
    "libev",
#endif
#ifdef LWS_WITH_LIBUV
    "libuv",
#endif
#ifndef LWS_WITHOUT_EXTENSIONS
    "extensions",
#endif
#ifdef LWS_WITH_HTTP_STREAM_COMPRESSION
    "HTTP compression",
#endif
#ifdef LWS_WITH_HTTP2
    "HTTP/2",
#endif
#ifdef LWS_WITH_TLS
    "TLS",
#endif
#ifdef LWS_WITH_IPV6
    "IPv6",
#endif
#ifdef _DEBUG
    "debugging",
#endif
};

static const char *lws_version(void) {
  static char text[256];
  int used = snprintf(text, sizeof text, "libwebsockets %s (built with service threads: %d",
                      lws_get_library_version(), LWS_MAX_SMP);
  for (size_t i = 0; i < sizeof lws_built / sizeof *lws_built; i++)
    used += snprintf(text + used, sizeof text - (size_t)used, ", %s", lws_built[i]);
  snprintf(text + used, sizeof text - (size_t)used, ")");
  return text;
}

const struct engine lws_engine = {
    .name = "lws",
    .start = lws_start,
    .stop = lws_stop,
    .version = lws_version,
};
