/* The engine on epoll, without a library: non-blocking sockets and the bytes of servers/wire. It is
 * what the transports cost when nothing is in the way.
 *
 * With engine_threads above 1 there are as many loops, each with a listening socket of its own
 * (SO_REUSEPORT): the kernel deals out the connections. The feeds are shared. */
#include "servers/engines/epoll/epoll.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/log.h"
#include "servers/engines/endpoint.h"
#include "servers/engines/engine.h"

struct engine_state {
  struct loop **loops;
  int count, started;
};

/* Any thread. */
static void channel_published(void *context, uint64_t channel) {
  const struct engine_state *engine = context;
  for (int i = 0; i < engine->count; i++)
    loop_published(engine->loops[i], channel);
}

/* --- listening ----------------------------------------------------------------------- */

static void set_option(int descriptor, int level, int name, int value) {
  if (setsockopt(descriptor, level, name, &value, sizeof value) != 0)
    log_warning("socket option %d: %s", name, strerror(errno));
}

/* Accepted sockets inherit these. */
static void listener_set_options(int descriptor, const struct server_options *options) {
  set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
  set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, options->tcp_nodelay);
  if (options->mss_bytes > 0)
    set_option(descriptor, IPPROTO_TCP, TCP_MAXSEG, (int)options->mss_bytes);
  if (options->backlog_bytes > 0)
    set_option(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT,
               backlog_kernel_bytes(options->backlog_bytes));
  if (options->send_buffer_bytes > 0)
    set_option(descriptor, SOL_SOCKET, SO_SNDBUF, (int)options->send_buffer_bytes);
  if (options->tcp_user_timeout_ms > 0)
    set_option(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)options->tcp_user_timeout_ms);
}

/* `shared`: other sockets of this process listen on the same port. -1, and *error. */
static int listener_open(const struct server_options *options, struct sockaddr_in *address,
                         bool shared, struct error *error) {
  socklen_t size = sizeof *address;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    error_set(error, STATUS_ENVIRONMENT, "cannot make a socket: %s", strerror(errno));
    return -1;
  }
  listener_set_options(descriptor, options);
  if (shared)
    set_option(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  if (bind(descriptor, (struct sockaddr *)address, size) != 0 ||
      listen(descriptor, LISTEN_BACKLOG) != 0 ||
      getsockname(descriptor, (struct sockaddr *)address, &size) != 0) {
    error_set(error, STATUS_ENVIRONMENT, "cannot listen on %s: %s; choose another port, or 0",
              options->listen, strerror(errno));
    close(descriptor);
    return -1;
  }
  return descriptor;
}

/* Whether another program has the port: sockets that share theirs would not notice. */
static bool port_is_free(const struct server_options *options, struct sockaddr_in address,
                         struct error *error) {
  int descriptor = listener_open(options, &address, false, error);
  if (descriptor >= 0)
    close(descriptor);
  return descriptor >= 0;
}

/* --- start and stop ------------------------------------------------------------------ */

static void engine_free(struct engine_state *engine) {
  for (int i = 0; i < engine->started; i++)
    loop_stop(engine->loops[i]);
  for (int i = 0; i < engine->count; i++)
    loop_destroy(engine->loops[i]);
  free(engine->loops);
  free(engine);
}

static enum status loops_open(struct engine_state *engine, struct server *server, uint16_t *port,
                              struct error *error) {
  const struct server_options *options = server->options;
  int threads = (int)options->engine_threads;
  struct endpoint endpoint;
  enum status status = endpoint_read(options->listen, &endpoint, error);
  if (status != STATUS_OK)
    return status;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(endpoint.port)};
  inet_pton(AF_INET, endpoint.address, &address.sin_addr);
  if (threads > 1 && !port_is_free(options, address, error))
    return STATUS_ENVIRONMENT;
  for (int i = 0; i < threads; i++) {
    int listener = listener_open(options, &address, threads > 1, error);
    struct loop *loop = listener >= 0 ? loop_create(server, listener, i, error) : NULL;
    if (!loop)
      return STATUS_ENVIRONMENT;
    engine->loops[engine->count++] = loop;
  }
  *port = ntohs(address.sin_port);
  return STATUS_OK;
}

static enum status loops_start(struct engine_state *engine, struct error *error) {
  for (; engine->started < engine->count; engine->started++)
    if (!loop_start(engine->loops[engine->started]))
      return error_set(error, STATUS_ENVIRONMENT, "cannot start the thread of loop %d",
                       engine->started + 1);
  return STATUS_OK;
}

static enum status epoll_start(struct server *server, struct engine_state **state, uint16_t *port,
                               struct error *error) {
  struct engine_state *engine = calloc(1, sizeof *engine);
  if (engine)
    engine->loops = calloc((size_t)server->options->engine_threads, sizeof(struct loop *));
  if (!engine || !engine->loops) {
    free(engine);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the epoll engine");
  }
  enum status status = loops_open(engine, server, port, error);
  server->hub.observer = (struct hub_observer){.published = channel_published, .context = engine};
  if (status == STATUS_OK)
    status = loops_start(engine, error);
  if (status != STATUS_OK) {
    engine_free(engine);
    return status;
  }
  *state = engine;
  return STATUS_OK;
}

static const char *epoll_version(void) {
  return "epoll, no library but OpenSSL and zlib";
}

const struct engine epoll_engine = {
    .name = "epoll",
    .start = epoll_start,
    .stop = engine_free,
    .version = epoll_version,
};
