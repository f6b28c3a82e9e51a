/* libcurl's sockets and timers on the loop. A socket's registration with the loop is kept from one
 * request to the next: libcurl removes it after each, which would be two system calls a request.
 * What becomes readable between requests is the server's FIN: the socket is not watched then, and
 * libcurl finds out when it next uses the connection. */
#ifndef CLIENTS_HTTP_HTTP_CURL_SOCKET_H
#define CLIENTS_HTTP_HTTP_CURL_SOCKET_H

#include "clients/http/http_curl_state.h"

/* `ended` is called when a request is over, and may start another. False without memory. */
bool http_curl_shard_init(struct http_shard *shard, struct http *http,
                          void (*ended)(struct http_connection *connection, CURLcode result));

/* Has libcurl make the connection's sockets here. */
void http_curl_socket_setup(struct http_connection *connection);

/* Lets libcurl go on with a socket; CURL_SOCKET_TIMEOUT and 0: with what is due. */
void http_curl_act(struct http_shard *shard, curl_socket_t descriptor, int events);

/* To be called when a connection's request has left its multi handle: libcurl 7.88 closes a socket
 * that was not yet connected by close(2) itself, and tells nobody (cf_socket_close in
 * lib/cf-socket.c). */
void http_curl_unconnected_forget(struct http_connection *connection);

/* While a connection is paused, what arrives stays in the kernel. */
void http_curl_set_paused(struct http_connection *connection, bool paused);

#endif
