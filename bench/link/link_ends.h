/* The two network namespaces that a link joins: made without a name, so that they are gone with the
 * last process in them. */
#ifndef BENCH_LINK_LINK_ENDS_H
#define BENCH_LINK_LINK_ENDS_H

#include <stdbool.h>

#include "bench/link/network_device.h"
#include "common/base/status.h"

enum link_side { LINK_CLIENT_SIDE, LINK_SERVER_SIDE, LINK_SIDES };

struct link_ends {
  bool in_user_namespace;     /* made by a user who is not root */
  int namespaces[LINK_SIDES]; /* files; -1: none */
  struct network_device devices[LINK_SIDES];
};

#define LINK_ENDS_NONE                        \
  ((struct link_ends){.namespaces = {-1, -1}, \
                      .devices = {NETWORK_DEVICE_NONE, NETWORK_DEVICE_NONE}})

/* Makes both, with their devices, addresses and the path around the link. This process, which has
 * one thread, is in a namespace of them afterwards. STATUS_ENVIRONMENT says what is not permitted,
 * or missing. */
enum status link_ends_make(struct link_ends *ends, bool as_tun, struct error *error);
void link_ends_release(struct link_ends *ends);

#endif
