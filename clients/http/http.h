/* HTTP/1.1 for many users on one loop: each connection object keeps to one TCP connection of
 * its own and has at most one request under way. By connections of our own (http_raw.c) or, so that
 * a library's share in the figures can be seen, by libcurl (http_curl.c) or libwebsockets
 * (http_lws.c).
 *
 * libcurl would share idle connections among users, so each connects to a host name of
 * its own (all resolve to the server); the name that is asked for, and that the server's
 * certificate must have, is the same for all, so that all users' bytes are equal. The users are
 * dealt out to multi handles in shards, because a multi handle's costs grow with its number of
 * connections. */
#ifndef CLIENTS_HTTP_HTTP_H
#define CLIENTS_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "clients/net/network.h"
#include "clients/record/counters.h"
#include "clients/record/life.h"
#include "clients/record/series.h"
#include "common/base/status.h"
#include "common/suite/client_options.h"
#include "common/wire/header_profile.h"

struct http;
struct http_connection;

enum { HTTP_SHARD_CONNECTIONS = 64 }; /* that share one of libcurl's multi handles */

struct http_settings {
  enum client_library library;
  struct network network;
  size_t connections;
  bool keep_alive;
  struct request_style style; /* of all requests */
  struct counters *counters;  /* counts bytes, connections and requests here */
  struct life *life;          /* and their lives here; NULL for nowhere … */
  struct series *series;      /* … and when they were opened */
  bool compression; /* answers may be compressed, and are inflated; not by libwebsockets */
  bool *compressed; /* set when one was */
};

struct http_outcome {
  bool complete;             /* a whole answer came */
  bool unconnected;          /* there was not even a connection */
  bool timed_out;            /* the answer did not come, on a connection that was there */
  int code;                  /* its status, 0 without an answer */
  const char *reason;        /* why not complete; to be read at once */
  enum life_failure failure; /* the same as a kind; of an answer that is complete, by its status */
};

/* What a connection calls. `body` returns false to break the request off. Only
 * `ended` may start the next request. */
struct http_handler {
  void (*head)(void *owner, int code); /* the head is complete; may be NULL */
  /* receipt_ns: when they were read, as near as the library tells */
  bool (*body)(void *owner, const char *bytes, size_t count, uint64_t receipt_ns);
  void (*ended)(void *owner, const struct http_outcome *outcome);
};

/* Needs http_library_init once in the process, before anything else here. */
enum status http_library_init(struct error *error);
void http_library_cleanup(void);
/* Each library's version, in a line with what it was built with. */
void http_libraries_print(FILE *out);

/* Contracts: each library has all its functions. The program calls it when it starts. */
void http_libraries_check(void);

enum status http_create(const struct http_settings *settings, struct http **out,
                        struct error *error);

/* Breaks off what is under way, without `ended`, and hands the kept sockets to
 * sockets_close_softly. After it no connection may be used. */
void http_close(struct http *http);
void http_destroy(struct http *http); /* closes first; NULL is fine */

/* The next connection, to be released with the others by http_destroy. */
enum status http_connection_create(struct http *http, const struct http_handler *handler,
                                   void *owner, struct http_connection **out, struct error *error);

/* False without memory, and then `ended` is not called. timeout_ms: of the whole
 * request, 0 for none. */
bool http_get(struct http_connection *connection, const char *path, long timeout_ms);

/* The body is copied. */
bool http_post(struct http_connection *connection, const char *path, const char *body,
               size_t body_bytes, long timeout_ms);

/* Of the connection's socket; -1 where it has none. */
int http_descriptor(const struct http_connection *connection);

/* http_get with a Last-Event-ID, as a browser sends it when it opens an event stream
 * anew. */
bool http_get_again(struct http_connection *connection, const char *path, const char *last_id);

/* Whether what comes is read, of the request under way and of the next ones. */
void http_pause(struct http_connection *connection);
void http_resume(struct http_connection *connection);

/* Breaks the request off without `ended`; its connection closes. */
void http_abort(struct http_connection *connection);

/* Brings up_bytes up to date for the requests that are under way, and, of answers that are
 * compressed, down_bytes and saved_down_bytes. */
void http_settle(struct http *http);

#endif
