/* A TCP connection of the process to itself. Includes cmocka.h for the test. */
#ifndef TESTS_LOOPBACK_H
#define TESTS_LOOPBACK_H

/* cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

struct loopback {
  int listener;  /* -1: closed */
  int near, far; /* the client's end, and the one that was accepted */
  uint16_t port; /* of the listener and of `far` */
  uint16_t peer; /* of `near` */
};

/* Time limits in ms for events that have to happen, and for events that must not. */
enum { LOOPBACK_COMES_MS = 5000, LOOPBACK_STAYS_AWAY_MS = 100 };

static inline uint16_t loopback_port_of(int descriptor) {
  struct sockaddr_in address = {.sin_port = 0};
  socklen_t size = sizeof address;
  assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
  return ntohs(address.sin_port);
}

static inline int loopback_connect(uint16_t port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(descriptor, (const struct sockaddr *)&address, sizeof address), 0);
  return descriptor;
}

/* A socket that listens on a free port. */
static inline int loopback_listen(void) {
  const struct sockaddr_in any_port = {.sin_family = AF_INET,
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(bind(listener, (const struct sockaddr *)&any_port, sizeof any_port), 0);
  assert_int_equal(listen(listener, 64), 0);
  return listener;
}

static inline struct loopback loopback_open(void) {
  struct loopback made = {.listener = loopback_listen()};
  made.port = loopback_port_of(made.listener);
  made.near = loopback_connect(made.port);
  made.peer = loopback_port_of(made.near);
  made.far = accept(made.listener, NULL, NULL);
  assert_true(made.far >= 0);
  return made;
}

/* Ends that the test has closed before are to be -1. */
static inline void loopback_close(const struct loopback *loopback) {
  const int ends[] = {loopback->listener, loopback->near, loopback->far};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (ends[i] >= 0)
      close(ends[i]);
}

/* For tests whose state is a connection. */
static inline int loopback_setup(void **state) {
  static struct loopback pair;
  pair = loopback_open();
  *state = &pair;
  return 0;
}

static inline int loopback_teardown(void **state) {
  loopback_close(*state);
  return 0;
}

static inline bool becomes_readable(int descriptor, int within_ms) {
  struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
  return poll(&wanted, 1, within_ms) == 1;
}

#endif
