/* TCP connections of our own on the loop, with or without TLS: bytes in, bytes out, and what the
 * kernel counts of them. Knows nothing of what the bytes mean. One thread.
 *
 * All connections of a loop read into one buffer; what is read is handed over before anything else
 * is read, so an idle connection holds no memory but its struct. A connection may be left, and
 * opened anew, in each call of its handler. */
#ifndef CLIENTS_NET_CONNECTION_H
#define CLIENTS_NET_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/network.h"
#include "clients/record/life.h"
#include "common/base/status.h"

struct connections;
struct tls_stream;

/* How a connection, or the attempt at one, has ended. */
struct connection_end {
  bool established;          /* TCP was */
  enum life_end by;          /* where it was established */
  enum life_failure failure; /* LIFE_CLOSED: in order, by the peer */
};

struct connection_handler {
  void (*established)(void *owner); /* TCP is there, and with TLS the handshake begins */
  void (*open)(void *owner);        /* bytes can be sent */

  /* Bytes that came with one read(2), or a part of them; receipt_ns: when that returned. */
  void (*received)(void *owner, const char *bytes, size_t count, uint64_t receipt_ns);

  /* All that waited for the socket has gone there, after connection_waits was true. NULL where
   * nobody wants to know. */
  void (*written)(void *owner);

  /* Not by connection_leave. The connection is gone, and counted. */
  void (*ended)(void *owner, const struct connection_end *end);
};

struct connection {
  struct connections *connections;
  const struct connection_handler *handler;
  void *owner;
  struct loop_io *io;
  int descriptor;      /* -1 for none */
  uint32_t generation; /* of descriptors that it has had */
  bool established;
  bool open;
  bool paused;
  bool broken;   /* an attempt to send has failed: the end follows */
  char *waiting; /* bytes that the socket did not take, behind some that it has */
  size_t waiting_first, waiting_bytes, waiting_capacity;
  struct tls_stream *tls;
  struct tls_session session; /* of the user; taken up by the next connection */
};

enum status connections_create(const struct network *network, struct connections **out,
                               struct error *error);
void connections_destroy(struct connections *connections); /* NULL is fine */

/* A connection that does not exist yet. */
void connection_init(struct connection *connection, struct connections *connections,
                     const struct connection_handler *handler, void *owner);

/* Leaves it, without waiting for the peer. */
void connection_release(struct connection *connection);

/* Begins to connect. False where that failed at once, for the errno's reason; `ended` is not
 * called then. */
bool connection_open(struct connection *connection, int *error_number);

/* Hands the bytes over, on an open connection, in one write(2) where the socket takes them. False:
 * the connection is broken, and `ended` is still to come unless it is left. */
bool connection_send(struct connection *connection, const char *bytes, size_t count);

/* Whether bytes wait for the socket. */
bool connection_waits(const struct connection *connection);

/* Whether what comes is read, once the connection is open. */
void connection_set_paused(struct connection *connection, bool paused);

/* Ends it in order, with a TLS goodbye and a FIN; what still comes is counted and read by nobody.
 * Says who has ended it; LIFE_BY_CLIENT where there was none. */
enum life_end connection_leave(struct connection *connection);

#endif
