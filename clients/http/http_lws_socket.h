/* One TCP connection of libwebsockets, from the attempt to connect to its end. It may outlive the
 * HTTP connection that it carried: when we give it up, the library keeps it until the server's FIN
 * has come, so that both FINs are counted. */
#ifndef CLIENTS_HTTP_HTTP_LWS_SOCKET_H
#define CLIENTS_HTTP_HTTP_LWS_SOCKET_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/http/http_settings.h"

struct lws;
struct lws_connection;

struct lws_socket {
  const struct http_settings *settings;
  struct lws_connection *connection; /* that it carries; NULL when we have given it up */
  struct lws_socket **of_connection; /* where that connection points to it */
  struct lws *wsi;                   /* NULL before the library made it, and after its end */
  int descriptor;                    /* -1 until it is connected, and after its end */
  bool held;                         /* in the call that makes it: not to be freed */
  uint64_t opened_ns;
  uint64_t asked_ns; /* when its first request was written; 0 once that is answered */
  uint64_t answers;
};

/* NULL without memory. */
struct lws_socket *http_lws_socket_create(const struct http_settings *settings,
                                          struct lws_connection *connection,
                                          struct lws_socket **of_connection);

/* The connection has no socket any more. */
void http_lws_socket_detach(struct lws_socket *socket);

/* Detaches the socket and ends it. `wanted`: we had no more use for it. */
void http_lws_socket_leave(struct lws_socket *socket, bool wanted);

#endif
