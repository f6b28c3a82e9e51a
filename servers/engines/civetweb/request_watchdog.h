/* A watchdog for requests that are on their way: it ends the connections whose head or body takes
 * too long, since a worker that waits for the rest serves nobody else.
 *
 * The peer of a late body is known. For a connection's first head the library reports only that a
 * worker begins to wait, and later that the head is there. So when a first head is late, all
 * sockets are examined: the late one has had no head, was sent nothing for the whole time-out and
 * has nothing unread. */
#ifndef SERVERS_ENGINES_CIVETWEB_REQUEST_WATCHDOG_H
#define SERVERS_ENGINES_CIVETWEB_REQUEST_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#include "servers/engines/civetweb/watchdog.h"

enum { PORT_COUNT = 65536, PORT_WORD_BITS = 64 };

/* A bit for each port that a peer may have. */
struct port_set {
  uint64_t words[PORT_COUNT / PORT_WORD_BITS];
};

/* A head or a body that a worker waits for. */
struct awaited {
  struct awaited *previous, *next; /* NULL while the worker waits for none */
  uint64_t since_ns;
  uint16_t peer; /* port of the peer that sends the body; 0 for a first head */
};

struct request_watchdog {
  struct watchdog base;
  uint16_t port; /* of the server */
  uint64_t timeout_ns;
  bool answered;         /* a late peer gets an answer (408); over TLS it would break the stream */
  struct awaited oldest; /* head of a ring, in the order in which the waiting began */
  struct port_set begun; /* peers whose first head has come */
  struct port_set ended; /* peers whose connection was ended here */
};

/* STATUS_ENVIRONMENT without memory. After it, any thread may call the functions below; nothing is
 * ended yet. */
enum status request_watchdog_init(struct request_watchdog *watchdog, uint64_t timeout_ns,
                                  bool answered);
void request_watchdog_release(struct request_watchdog *watchdog); /* after all have left */

/* Starts the thread, which checks ten times in a time-out. STATUS_ENVIRONMENT when it cannot. */
enum status request_watchdog_start(struct request_watchdog *watchdog, uint16_t port);

/* Each of these takes the same time however many requests are awaited. `peer` as in struct
 * awaited. */
void request_watchdog_join(struct request_watchdog *watchdog, struct awaited *awaited,
                           uint16_t peer, uint64_t now_ns);

/* The head or body has come, and so the peer's connection has had a first head. Harmless when
 * repeated. */
void request_watchdog_leave(struct request_watchdog *watchdog, struct awaited *awaited,
                            uint16_t peer);

/* The peer's connection is about to be closed. Whether it was ended here. */
bool request_watchdog_forget(struct request_watchdog *watchdog, struct awaited *awaited,
                             uint16_t peer);

/* Whether the peer's connection was ended here, until it is forgotten. */
bool request_watchdog_ended(struct request_watchdog *watchdog, uint16_t peer);

#endif
