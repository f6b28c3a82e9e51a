/* A socket that we give up is still the library's, which must not read from it any more. */
#include "clients/http/http_lws_socket.h"

#include <libwebsockets.h>
#include <stdlib.h>

#include "clients/http/http_library.h"
#include "common/base/clock.h"

struct lws_socket *http_lws_socket_create(const struct http_settings *settings,
                                          struct lws_connection *connection,
                                          struct lws_socket **of_connection) {
  struct lws_socket *socket = calloc(1, sizeof *socket);
  if (!socket)
    return NULL;
  *socket = (struct lws_socket){.settings = settings,
                                .connection = connection,
                                .of_connection = of_connection,
                                .descriptor = -1,
                                .opened_ns = clock_now_ns()};
  *of_connection = socket;
  return socket;
}

void http_lws_socket_detach(struct lws_socket *socket) {
  if (socket->connection)
    *socket->of_connection = NULL;
  socket->connection = NULL;
}

/* Lets the library close it. */
static void socket_finished(void *owner) {
  struct lws_socket *socket = owner;
  socket->descriptor = -1;
  lws_set_timeout(socket->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

void http_lws_socket_leave(struct lws_socket *socket, bool wanted) {
  const struct socket_closer closer = {.close = socket_finished, .owner = socket};
  http_lws_socket_detach(socket);
  if (!socket->wsi)
    return;
  if (socket->descriptor < 0) {
    socket_finished(socket);
    return;
  }
  http_count_closed(socket->settings, life_end_of(socket->descriptor), wanted);
  lws_rx_flow_control(socket->wsi, 0);
  sockets_close_softly(socket->settings->network.sockets, socket->descriptor, &closer);
}
