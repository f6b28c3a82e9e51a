/* Whose packet it is. */
#ifndef BENCH_LINK_PACKET_USER_H
#define BENCH_LINK_PACKET_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/link/line.h"

struct packet_user {
  uint32_t number;  /* of the user */
  uint32_t address; /* which of the user's addresses: 0 is its first */
};

/* Reads the user's address from the head of an IPv4 packet: upwards it is the source, downwards the
 * destination. False for anything else. */
bool packet_user_of(const uint8_t *packet, size_t bytes, enum link_direction direction,
                    struct packet_user *out);

#endif
