/* Requests that are on their way, and a thread that ends those that take too long: a worker that
 * waits for the rest of a head or of a body serves nobody else.
 *
 * Whose body it is that a worker waits for is known; of a connection's first head its library
 * tells only that it is awaited, and afterwards that it is there. So where some first head is
 * late, the sockets are looked at: one whose head is not there, that was answered nothing for the
 * whole time and has nothing unread, is the one that is waited for. */
#ifndef SERVERS_ENGINES_CIVETWEB_REQUEST_WATCHDOG_H
#define SERVERS_ENGINES_CIVETWEB_REQUEST_WATCHDOG_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"

enum { PORT_COUNT = 65536, PORT_WORD_BITS = 64 };

/* A bit for each port that a peer may have. */
struct port_set {
  uint64_t words[PORT_COUNT / PORT_WORD_BITS];
};

/* One head or body that a worker waits for. */
struct awaited {
  struct awaited *previous, *next; /* NULL while it waits for none */
  uint64_t since_ns;
  uint16_t peer; /* port of who sends the body; 0: a first head */
};

struct request_watchdog {
  uint16_t port; /* of the server */
  uint64_t timeout_ns;
  bool answered;         /* who took too long is told (408): not over TLS, which it would break */
  struct awaited oldest; /* head of a ring, in the order in which they began */
  struct port_set begun; /* peers whose first head is there */
  struct port_set ended; /* peers whose connection was ended here */
  pthread_mutex_t lock;
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  bool stopping;
  bool watching;
  pthread_t thread;
};

/* Others may be used from then on by any thread; nothing is ended yet. */
void request_watchdog_init(struct request_watchdog *watchdog, uint64_t timeout_ns, bool answered);
void request_watchdog_release(struct request_watchdog *watchdog); /* after all have left */

/* Starts the thread, which looks ten times in a time-out. STATUS_ENVIRONMENT when it cannot. */
enum status request_watchdog_watch(struct request_watchdog *watchdog, uint16_t port);

/* What the thread does again and again: ends the connections of all whose head or body is late.
 * Any thread. */
void request_watchdog_look(struct request_watchdog *watchdog, uint64_t now_ns);

/* Any thread, each in the same time however many there are. `peer` as in struct awaited. */
void request_watchdog_join(struct request_watchdog *watchdog, struct awaited *awaited,
                           uint16_t peer, uint64_t now_ns);

/* What was waited for is there; the peer's connection is one that has had a head. Again is
 * harmless. */
void request_watchdog_leave(struct request_watchdog *watchdog, struct awaited *awaited,
                            uint16_t peer);

/* The peer's connection is about to be closed. Whether it was ended here. */
bool request_watchdog_forget(struct request_watchdog *watchdog, struct awaited *awaited,
                             uint16_t peer);

/* Whether it was; it stays so until it is forgotten. */
bool request_watchdog_ended(struct request_watchdog *watchdog, uint16_t peer);

#endif
