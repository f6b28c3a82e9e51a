/* The state of HTTP/2 on connections of our own: users, and the connections that they share. */
#ifndef CLIENTS_HTTP_HTTP_STREAMS_STATE_H
#define CLIENTS_HTTP_HTTP_STREAMS_STATE_H

#include <nghttp2/nghttp2.h>

#include "clients/http/http_library.h"
#include "clients/http/write_queue.h"
#include "clients/net/connection.h"
#include "common/base/growing_text.h"
#include "common/deflate/inflate.h"

struct http2_connection;
struct streams_http;

struct stream {
  const struct http_library *library;
  struct http2_connection *shared;
  const struct http_handler *handler;
  void *owner;
  int32_t id; /* of the request under way; 0: it is not submitted */
  bool under_way;
  bool connects; /* it asks for a WebSocket, whose bytes wait in `out` */
  bool counted;  /* the request under way is in counters.requests */
  bool early;    /* it is one of the first on its connection */
  int code;      /* of the answer; 0 before it */
  struct request_text request;
  uint64_t deadline_ns; /* of the request; 0: none */
  struct loop_timer *timer;
  struct inflater *inflater; /* of a compressed answer; NULL: it is not */
  bool gzip;                 /* the answer's head says so */
  uint64_t inflated_bytes;
  struct growing_text head; /* of the answer to a CONNECT, as HTTP/1.1 would write it */
  char *out;                /* bytes for the server, from out_first on */
  size_t out_first, out_bytes, out_capacity;
  bool out_ends; /* nothing follows */
};

/* A connection, and the users who share it. */
struct http2_connection {
  struct streams_http *http;
  struct connection connection;
  nghttp2_session *session; /* NULL while it is not open */
  nghttp2_session *retired; /* its connection was left while it was told of bytes */
  bool reading;             /* the session is told of bytes */
  bool spoken;              /* a frame has come */
  bool settled;             /* the server's SETTINGS have come */
  struct stream *users;
  size_t user_count;
  uint64_t opened; /* connections so far */
  uint64_t requests_sent;
  uint64_t opened_ns;  /* when the newest one was begun */
  uint64_t asked_ns;   /* when it could send its first request; 0 once bytes have come */
  uint64_t give_up_ns; /* of the attempt to connect; 0: it is over */
  struct loop_timer *timer;
  struct write_queue_entry unwritten;
};

struct streams_http {
  const struct http_library *library;
  struct http_settings settings;
  struct connections *connections;
  struct request_writer writer;
  struct http2_connection *shared;
  size_t shared_count;
  struct stream *users;
  size_t user_count;
  nghttp2_session_callbacks *callbacks;
  struct write_queue *queue;
  uint64_t received_ns; /* when the bytes that are being read were received */
  bool receiving;
  bool closing;
};

static inline struct counters *shared_counters(const struct http2_connection *shared) {
  return shared->http->settings.counters;
}

#endif
