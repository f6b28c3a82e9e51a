/* The radios of phones, one for each user: how often packets wake them, and for how long they are
 * on.
 *
 * A radio goes to sleep when there was no packet for its tail time; the next one wakes it. Wake-ups
 * and time count within a window. Pure: time is a parameter, and does not go back. */
#ifndef BENCH_LINK_RADIO_H
#define BENCH_LINK_RADIO_H

#include <stdint.h>

#include "common/base/status.h"

struct radios;

enum status radios_create(uint32_t users, uint64_t tail_ns, struct radios **out,
                          struct error *error);
void radios_destroy(struct radios *radios); /* NULL is fine */

/* The radio of that user, below `users`, sends or receives a packet. */
void radios_packet(struct radios *radios, uint32_t user, uint64_t at_ns);

/* The window begins, and ends; either instant may already be over. Without a begin nothing counts,
 * without an end it is still going on. */
void radios_begin(struct radios *radios, uint64_t begin_ns);
void radios_end(struct radios *radios, uint64_t end_ns);

struct radio_counts {
  uint64_t wakeups;
  double on_share; /* of the users' time in the window, 0 to 1; NAN without a whole window */
};

struct radio_counts radios_counts(const struct radios *radios);

#endif
