/* The state of users' connections on libcurl. One thread.
 *
 * libcurl would share idle connections among users, so each user connects to a host name of its
 * own, and all these names resolve to the server. The requests, and the check of the certificate,
 * have the server's name, so that all users' bytes are equal. The users are spread over multi
 * handles in shards, because the cost of a multi handle grows with its number of connections. */
#ifndef CLIENTS_HTTP_HTTP_CURL_STATE_H
#define CLIENTS_HTTP_HTTP_CURL_STATE_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/http/http_library.h"

struct http_shard {
  struct http *http;
  CURLM *multi;
  struct loop_timer *timer;
  bool draining; /* finished requests are being handled, further up on the stack */

  /* A request is over. */
  void (*ended)(struct http_connection *connection, CURLcode result);
};

struct http_socket {
  struct http_connection *connection;
  struct loop_io *io;
  int descriptor;
  bool wanted;     /* by libcurl, for a request under way */
  unsigned events; /* enum loop_events that it waits for */
};

struct http_connection {
  const struct http_library *library;
  struct http_shard *shard;
  CURL *easy;
  struct curl_slist *resolve, *connect_to;
  const struct http_handler *handler;
  void *owner;
  size_t number;
  const uint32_t *address;  /* from which it connects; NULL: the system's */
  int descriptor;           /* of its socket; -1: none */
  uint64_t opened;          /* sockets so far */
  uint64_t opened_ns;       /* when the newest one was made */
  uint64_t asked_ns;        /* when that could send its first request; 0 once that is answered */
  struct curl_slist header; /* stands in front of the shared headers, where a request has it */
  char header_line[HTTP_HEADER_BYTES];
  int refusal;              /* errno of a socket that could not be made; 0: none */
  uint64_t received;        /* bytes that libcurl handed over, of the socket */
  uint64_t decrypted;       /* bytes that OpenSSL handed to libcurl, of the socket */
  char *failure;            /* libcurl's words, with TLS */
  uint64_t request_counted; /* bytes of the request under way that up_bytes includes */
  uint64_t inflated;        /* bytes of its answer's body that libcurl handed over */
  int64_t saved;            /* of these, those that compression saved, as far as counted */
  uint64_t body_bytes;      /* of the request's body */
  uint64_t body_counted;    /* of these, those that payload_up_bytes includes */
  bool connected;           /* the newest socket is or was */
  bool under_way;
  bool counted; /* the request under way is in counters.requests */
  bool paused;
  bool aborting; /* we close the socket that closes now */
};

struct http {
  const struct http_library *library;
  struct http_settings settings;
  struct curl_slist *headers[HTTP_PATH_BYTES_MAX]; /* by the length of the path */
  struct http_shard *shards;
  size_t shard_count;
  struct http_connection *connections;
  size_t connection_count;
  struct http_socket **sockets; /* by descriptor */
  bool closing;
};

#endif
