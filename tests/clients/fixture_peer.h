/* A server on the test's loop, which listens on the loopback, reads, and writes what the test tells
 * it. */
#ifndef TESTS_CLIENTS_FIXTURE_PEER_H
#define TESTS_CLIENTS_FIXTURE_PEER_H

#include "tests/clients/fixture_loop.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clients/net/network.h"
#include "tests/loopback.h"

enum { PEER_TEXT_BYTES = 8192, PEER_SOCKETS_MAX = 1024 };

struct made_peer {
  struct loop *loop;
  struct target target;
  struct sockets sockets; /* of the client */
  int listener, socket;   /* -1: none */
  char text[PEER_TEXT_BYTES];
  size_t bytes;  /* of the received text that the test has not yet removed */
  size_t wanted; /* the number of bytes to wait for */
  const char *mark;
  bool ended; /* the client's FIN was received */
};

/* The target that the listener is, for the client's options. */
static inline struct target peer_target(int listener) {
  struct target target = {.address = "127.0.0.1", .port = loopback_port_of(listener)};
  snprintf(target.authority, sizeof target.authority, "127.0.0.1:%u", (unsigned)target.port);
  return target;
}

static inline void peer_listen(struct made_peer *peer, struct loop *loop) {
  *peer = (struct made_peer){.loop = loop, .listener = loopback_listen(), .socket = -1};
  fcntl(peer->listener, F_SETFL, O_NONBLOCK);
  peer->target = peer_target(peer->listener);
  assert_int_equal(sockets_init(&peer->sockets, loop, PEER_SOCKETS_MAX, NULL), STATUS_OK);
}

/* The network of the client's connections. */
static inline struct network peer_network(struct made_peer *peer) {
  return (struct network){.loop = peer->loop,
                          .target = &peer->target,
                          .sockets = &peer->sockets,
                          .nodelay = true,
                          .connect_timeout_ms = 5000};
}

static inline void peer_close(struct made_peer *peer) {
  if (peer->socket >= 0)
    close(peer->socket);
  peer->socket = -1;
}

/* Closes the connection with an RST. */
static inline void peer_reset(struct made_peer *peer) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  peer_close(peer);
}

/* Closes the listener. */
static inline void peer_refuse(struct made_peer *peer) {
  if (peer->listener >= 0)
    close(peer->listener);
  peer->listener = -1;
}

static inline void peer_end(struct made_peer *peer) {
  peer_close(peer);
  peer_refuse(peer);
  sockets_release(&peer->sockets);
}

static inline bool peer_accepts(void *owner) {
  struct made_peer *peer = owner;
  peer->socket = accept4(peer->listener, NULL, NULL, SOCK_NONBLOCK);
  return peer->socket >= 0;
}

/* Accepts the next connection in place of the last one. */
static inline void peer_accept(struct made_peer *peer) {
  peer_close(peer);
  peer->bytes = 0;
  peer->ended = false;
  run_until(peer->loop, peer_accepts, peer);
}

static inline void peer_take(struct made_peer *peer) {
  size_t room = sizeof peer->text - 1 - peer->bytes;
  ssize_t got = recv(peer->socket, peer->text + peer->bytes, room, MSG_DONTWAIT);
  peer->ended = got == 0 && room > 0;
  if (got > 0)
    peer->bytes += (size_t)got;
  peer->text[peer->bytes] = '\0';
}

static inline bool peer_has_bytes(void *owner) {
  struct made_peer *peer = owner;
  peer_take(peer);
  return peer->bytes >= peer->wanted;
}

static inline void peer_wait_bytes(struct made_peer *peer, size_t count) {
  peer->wanted = count;
  run_until(peer->loop, peer_has_bytes, peer);
}

static inline bool peer_has_mark(void *owner) {
  struct made_peer *peer = owner;
  peer_take(peer);
  return strstr(peer->text, peer->mark) != NULL;
}

/* Waits for a request that ends with the mark. */
static inline void peer_wait(struct made_peer *peer, const char *mark) {
  peer->mark = mark;
  run_until(peer->loop, peer_has_mark, peer);
}

/* Removes the received text. */
static inline void peer_forget(struct made_peer *peer) {
  peer->bytes = 0;
  peer->text[0] = '\0';
}

static inline bool peer_has_ended(void *owner) {
  struct made_peer *peer = owner;
  peer_take(peer);
  return peer->ended;
}

/* Waits for the client's FIN. */
static inline void peer_wait_end(struct made_peer *peer) {
  run_until(peer->loop, peer_has_ended, peer);
}

static inline void peer_send(struct made_peer *peer, const void *bytes, size_t count) {
  assert_int_equal(send(peer->socket, bytes, count, MSG_NOSIGNAL), (ssize_t)count);
}

static inline void peer_say(struct made_peer *peer, const char *text) {
  peer_send(peer, text, strlen(text));
}

#endif
