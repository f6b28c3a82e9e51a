/* Socket, options, bind, listen. */
#include "servers/engines/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/log.h"
#include "servers/engines/endpoint.h"
#include "servers/transports/backlog.h"

static void set_option(int descriptor, int level, int name, int value) {
  if (setsockopt(descriptor, level, name, &value, sizeof value) != 0)
    log_warning("socket option %d: %s", name, strerror(errno));
}

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

bool listener_is_shared(const struct server_options *options) {
  return options->engine_threads > 1 || options->server_processes > 1;
}

static enum status socket_open(const struct server_options *options, bool shared, int *out,
                               uint16_t *port, struct error *error) {
  struct endpoint endpoint;
  enum status status = endpoint_read(options->listen, &endpoint, error);
  if (status != STATUS_OK)
    return status;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(*port > 0 ? *port : endpoint.port)};
  socklen_t size = sizeof address;
  inet_pton(AF_INET, endpoint.address, &address.sin_addr);

  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0)
    return error_set(error, STATUS_ENVIRONMENT, "cannot make a socket: %s", strerror(errno));
  listener_set_options(descriptor, options);
  if (shared)
    set_option(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
  if (bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
      listen(descriptor, LISTEN_BACKLOG) != 0 ||
      getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) {
    status =
        error_set(error, STATUS_ENVIRONMENT, "cannot listen on %s: %s; choose another port, or 0",
                  options->listen, strerror(errno));
    close(descriptor);
    return status;
  }
  *out = descriptor;
  *port = ntohs(address.sin_port);
  return STATUS_OK;
}

/* Whether another program has the port: sockets that share theirs would not notice. */
static enum status port_check(const struct server_options *options, struct error *error) {
  int descriptor = -1;
  uint16_t port = 0;
  enum status status = socket_open(options, false, &descriptor, &port, error);
  if (status == STATUS_OK)
    close(descriptor);
  return status;
}

enum status listener_open(const struct server_options *options, int *out, uint16_t *port,
                          struct error *error) {
  bool shared = listener_is_shared(options);
  enum status status = shared && *port == 0 ? port_check(options, error) : STATUS_OK;
  return status == STATUS_OK ? socket_open(options, shared, out, port, error) : status;
}
