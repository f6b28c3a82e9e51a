/* Packets on their way, by the instant of their arrival. Those of the same instant arrive in the
 * order in which they were sent. One thread. */
#ifndef BENCH_LINK_IN_FLIGHT_H
#define BENCH_LINK_IN_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/link/line.h"
#include "common/base/status.h"

enum {
  PACKET_BYTES_MAX = 1500,         /* the MTU of both devices */
  IN_FLIGHT_PACKETS_MAX = 1 << 18, /* 400 MB; a second of 250,000 packets */
};

struct packet {
  struct packet *next; /* of the spare ones */
  enum link_direction direction;
  uint32_t bytes;
  uint8_t data[PACKET_BYTES_MAX];
};

struct in_flight;

enum status in_flight_create(struct in_flight **out, struct error *error);
void in_flight_destroy(struct in_flight *flight); /* NULL is fine */

/* A packet to be filled; NULL where there are too many, or no memory. It goes back by in_flight_put
 * or in_flight_spare. */
struct packet *in_flight_take(struct in_flight *flight);
void in_flight_spare(struct in_flight *flight, struct packet *packet);

/* Sends a taken packet on its way. */
void in_flight_put(struct in_flight *flight, struct packet *packet, uint64_t arrival_ns);

/* The instant of the next arrival; UINT64_MAX where none is on its way. */
uint64_t in_flight_due_ns(const struct in_flight *flight);

/* Takes the packet that arrives next. Contract: there is one. */
struct packet *in_flight_next(struct in_flight *flight);

size_t in_flight_count(const struct in_flight *flight);

#endif
