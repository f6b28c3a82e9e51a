/* The settings and counters of users' connections that do not depend on what they carry. */
#ifndef CLIENTS_NET_NETWORK_H
#define CLIENTS_NET_NETWORK_H

#include <stdbool.h>

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
  bool stamped;              /* our own connections ask the kernel when bytes arrived */
  struct queueing *queueing; /* records how long they waited; NULL: not recorded */
};

#endif
