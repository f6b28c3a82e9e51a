/* The settings and counters of users' connections that do not depend on what they carry. */
#ifndef CLIENTS_NET_NETWORK_H
#define CLIENTS_NET_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/sockets.h"
#include "clients/net/target.h"
#include "clients/net/tls.h"
#include "clients/record/queueing.h"

struct network {
  struct loop *loop;
  const struct target *target;
  struct sockets *sockets;  /* counts their sockets */
  struct tls *tls;          /* NULL without TLS */
  bool nodelay;             /* no Nagle's algorithm */
  int receive_buffer_bytes; /* 0: the system's */
  long connect_timeout_ms;
  uint32_t first_address;    /* of the users: clients/net/user_address.h; 0: none has one */
  uint32_t addresses;        /* from that one on, which the users share; 0: each has its own */
  bool stamped;              /* our own connections ask the kernel when bytes arrived */
  struct queueing *queueing; /* records how long they waited; NULL: not recorded */
};

/* From where a user connects; 0: the system chooses. */
static inline uint32_t network_address(const struct network *network, uint32_t user) {
  if (network->first_address == 0)
    return 0;
  return network->first_address + (network->addresses > 0 ? user % network->addresses : user);
}

#endif
