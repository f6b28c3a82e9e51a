/* The link without its devices: what becomes of each packet, and when. Time is a parameter. One
 * thread. */
#ifndef BENCH_LINK_RELAY_H
#define BENCH_LINK_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/link/in_flight.h"
#include "bench/link/line.h"
#include "bench/link/radio.h"
#include "common/base/status.h"
#include "common/stats/histogram.h"

struct relay_settings {
  struct line_settings directions[LINK_DIRECTIONS];
  uint64_t seed;
  uint32_t users;
  uint64_t radio_tail_ns; /* for so long a phone's radio stays on after a packet */
  bool shared;            /* all users are on one line */
};

/* What becomes of a packet. */
enum packet_fate {
  PACKET_DELIVERED,
  PACKET_LOST,       /* the line was out */
  PACKET_QUEUE_FULL, /* it would have waited longer than the queue holds */
  PACKET_CUT,        /* its user's network was cut, or it was for an address given up */
  PACKET_STRAY,      /* it is of no user */
  PACKET_OVERFLOWED, /* nobody asked for this: too many were on their way, or a device refused it */
  PACKET_FATES,
};

struct packet_count {
  uint64_t packets, bytes; /* bytes of IP packets */
};

struct relay_counts {
  struct packet_count fates[LINK_DIRECTIONS][PACKET_FATES];
};

struct relay;

enum status relay_create(const struct relay_settings *settings, struct relay **out,
                         struct error *error);
void relay_destroy(struct relay *relay); /* NULL is fine */

/* The measured phase begins: the time slots of the lines count from this instant, which may be
 * later, and the window of the radios begins. */
void relay_set_epoch(struct relay *relay, uint64_t epoch_ns);

/* The measured phase has ended: the window of the radios, too. */
void relay_set_end(struct relay *relay, uint64_t end_ns);

/* Cuts a share of the users off, or none (0). The same users as the share draws elsewhere
 * (common/suite/share.h). */
void relay_cut(struct relay *relay, double share);

/* A share of the users gives its present addresses up, and goes on with its next ones. */
void relay_change_addresses(struct relay *relay, double share);

/* A packet to be filled, and handed to relay_take or relay_drop; NULL where too many are on their
 * way. */
struct packet *relay_room(struct relay *relay);
void relay_leave_room(struct relay *relay, struct packet *packet);

/* A packet has come from one side. */
void relay_take(struct relay *relay, struct packet *packet, enum link_direction direction,
                uint64_t now_ns);

/* Counts a packet that could not be read for want of room. */
void relay_overflowed(struct relay *relay, enum link_direction direction, size_t bytes);

/* The instant of the next arrival; UINT64_MAX where none is on its way. */
uint64_t relay_due_ns(const struct relay *relay);

/* A packet that has arrived by now_ns, and is to be written, and given back with whether it was;
 * NULL where none has. */
struct packet *relay_arrived(struct relay *relay, uint64_t now_ns);
void relay_delivered(struct relay *relay, struct packet *packet, bool written);

const struct line_settings *relay_line(const struct relay *relay, enum link_direction direction);
const struct relay_counts *relay_counts(const struct relay *relay);
size_t relay_on_the_way(const struct relay *relay);

/* The radios of the users, as if each was a phone: a packet counts that it sends, lost or not, and
 * one that reaches it. */
struct radio_counts relay_radios(const struct relay *relay);

/* How much later than due packets were handed on. */
const struct histogram *relay_lateness(const struct relay *relay);

#endif
