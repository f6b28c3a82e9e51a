/* What the files of the libcurl part share. All of it belongs to the loop's thread. */
#ifndef CLIENTS_HTTP_HTTP_CURL_H
#define CLIENTS_HTTP_HTTP_CURL_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/http_library.h"

enum { HTTP_PATH_BYTES_MAX = 192, HTTP_LAST_ID_BYTES = 96 };

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

/* --- http_curl_socket.c: libcurl's sockets and timers on the loop ----------------------- */

/* False without memory. The socket one: of the connection's handle. */
bool http_curl_shard_init(struct http_shard *shard, struct http *http);
void http_curl_socket_setup(struct http_connection *connection);

/* Lets libcurl go on; CURL_SOCKET_TIMEOUT and 0 for what is due. */
void http_curl_act(struct http_shard *shard, curl_socket_t descriptor, int events);

/* After the request of a connection has left its multi handle: libcurl 7.88 closes a socket
 * whose connection was not yet made with close(2) itself, and tells nobody
 * (cf_socket_close in lib/cf-socket.c). */
void http_curl_unconnected_forget(struct http_connection *connection);

/* Of a user who does not read, what comes stays in the kernel. */
void http_curl_set_paused(struct http_connection *connection, bool paused);

/* --- http_curl_answer.c: what comes back, how requests end, and what they cost ---------- */

void http_curl_answer_setup(struct http_connection *connection);

/* Counts what the request under way has cost until now. */
void http_curl_connection_settle(struct http_connection *connection);

/* The request is over: tells its owner, who may start another. */
void http_curl_connection_ended(struct http_connection *connection, CURLcode result);

#endif
