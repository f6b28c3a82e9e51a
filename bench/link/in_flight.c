/* A binary heap by instant and order, and a store of packets. */
#include "bench/link/in_flight.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum { BLOCK_PACKETS = 256 };

struct arrival {
  uint64_t at_ns, order;
  struct packet *packet;
};

struct block {
  struct block *next;
  struct packet packets[BLOCK_PACKETS];
};

struct in_flight {
  struct arrival *heap; /* each is before those at 2i+1 and 2i+2 */
  size_t count, made;   /* packets on their way; in blocks */
  uint64_t order;       /* packets sent so far */
  struct packet *spare;
  struct block *blocks;
};

enum status in_flight_create(struct in_flight **out, struct error *error) {
  struct in_flight *flight = calloc(1, sizeof *flight);
  if (flight)
    flight->heap = calloc(IN_FLIGHT_PACKETS_MAX, sizeof *flight->heap);
  if (!flight || !flight->heap) {
    free(flight);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for packets");
  }
  *out = flight;
  return STATUS_OK;
}

void in_flight_destroy(struct in_flight *flight) {
  if (!flight)
    return;
  while (flight->blocks) {
    struct block *block = flight->blocks;
    flight->blocks = block->next;
    free(block);
  }
  free(flight->heap);
  free(flight);
}

static void block_add(struct in_flight *flight) {
  struct block *block = flight->made < IN_FLIGHT_PACKETS_MAX ? malloc(sizeof *block) : NULL;
  if (!block)
    return;
  block->next = flight->blocks;
  flight->blocks = block;
  flight->made += BLOCK_PACKETS;
  for (size_t i = 0; i < BLOCK_PACKETS; i++)
    in_flight_spare(flight, &block->packets[i]);
}

struct packet *in_flight_take(struct in_flight *flight) {
  if (!flight->spare)
    block_add(flight);
  struct packet *packet = flight->spare;
  if (packet)
    flight->spare = packet->next;
  return packet;
}

void in_flight_spare(struct in_flight *flight, struct packet *packet) {
  packet->next = flight->spare;
  flight->spare = packet;
}

static bool is_before(const struct arrival *left, const struct arrival *right) {
  return left->at_ns != right->at_ns ? left->at_ns < right->at_ns : left->order < right->order;
}

void in_flight_put(struct in_flight *flight, struct packet *packet, uint64_t arrival_ns) {
  CONTRACT(flight->count < IN_FLIGHT_PACKETS_MAX);
  const struct arrival arrival = {.at_ns = arrival_ns, .order = flight->order++, .packet = packet};
  size_t at = flight->count++;
  for (size_t above; at > 0; at = above) {
    above = (at - 1) / 2;
    if (!is_before(&arrival, &flight->heap[above]))
      break;
    flight->heap[at] = flight->heap[above];
  }
  flight->heap[at] = arrival;
}

uint64_t in_flight_due_ns(const struct in_flight *flight) {
  return flight->count > 0 ? flight->heap[0].at_ns : UINT64_MAX;
}

struct packet *in_flight_next(struct in_flight *flight) {
  CONTRACT(flight->count > 0);
  struct packet *packet = flight->heap[0].packet;
  const struct arrival last = flight->heap[--flight->count];
  size_t at = 0;
  for (size_t below = 1; below < flight->count; below = 2 * at + 1) {
    if (below + 1 < flight->count && is_before(&flight->heap[below + 1], &flight->heap[below]))
      below++;
    if (!is_before(&flight->heap[below], &last))
      break;
    flight->heap[at] = flight->heap[below];
    at = below;
  }
  flight->heap[at] = last;
  return packet;
}

size_t in_flight_count(const struct in_flight *flight) {
  return flight->count;
}
