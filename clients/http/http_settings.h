/* Settings of the users' HTTP connections, calls to their owners, and outcomes of requests. */
#ifndef CLIENTS_HTTP_HTTP_SETTINGS_H
#define CLIENTS_HTTP_HTTP_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/network.h"
#include "clients/record/counters.h"
#include "clients/record/life.h"
#include "clients/record/series.h"
#include "common/suite/client_options.h"
#include "common/wire/header_profile.h"

enum { HTTP_SHARD_CONNECTIONS = 64 }; /* connections on each of libcurl's multi handles */

struct http_settings {
  enum client_library library;
  struct network network;
  size_t connections; /* at most */
  bool keep_alive;
  bool http2;                    /* on connections of our own; else HTTP/1.1 */
  size_t streams_per_connection; /* of HTTP/2: users who share one */
  size_t hpack_table_bytes;      /* of HTTP/2: what either side's table of heads may take */
  bool hpack_indexing;           /* of HTTP/2: heads may enter the table */
  bool foreign;                  /* the server is not ours: an answer is no failure, whatever its
                                  * status, and no body is a user's message */
  struct request_style style;    /* of all requests */
  struct counters *counters;     /* of bytes, connections and requests */
  struct life *life;             /* of the connections; NULL: not recorded */
  struct series *series;         /* of the connections; NULL: not recorded */
  bool compression;              /* ask for gzip, and inflate it; not by libwebsockets */
  bool *compressed;              /* set when an answer was compressed */
};

enum http_code { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HTTP_BAD_REQUEST = 400 };

struct http_outcome {
  bool complete;             /* a whole answer came */
  bool unconnected;          /* no connection came about */
  bool timed_out;            /* the connection was there, and the answer did not come in time */
  int code;                  /* the answer's status; 0 without an answer */
  const char *reason;        /* why it is not complete; valid during the call */
  enum life_failure failure; /* the same as a kind; LIFE_STATUS where it is complete */
};

/* The functions that a connection calls. Only `ended` may start the next request. */
struct http_handler {
  /* The head is complete. `head` is the text of it, or NULL where the library does not show it. May
   * be NULL. */
  void (*head)(void *owner, int code, const char *head, size_t head_bytes);
  /* A part of the body, which was read at receipt_ns, as near as the library tells. False breaks
   * the request off. */
  bool (*body)(void *owner, const char *bytes, size_t count, uint64_t receipt_ns);
  void (*ended)(void *owner, const struct http_outcome *outcome);
};

#endif
