/* One direction of a line: when a packet arrives at its far end, or why it does not. Pure: time is
 * a parameter.
 *
 * A packet waits until those before it have gone out at the line's rate, is on its way for the
 * delay of that moment, and does not overtake those before it. Whether the line is out, and how
 * long its delay is, depends on the seed, the line and the time alone, and not on the packets: each
 * transport meets the same line, whatever it sends. */
#ifndef BENCH_LINK_LINE_H
#define BENCH_LINK_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum link_direction { LINK_UP, LINK_DOWN, LINK_DIRECTIONS };

enum {
  LINE_OUTAGE_MS = 5,  /* length of the slots of time that are lost whole */
  LINE_JITTER_MS = 20, /* for so long the delay stays the same */
};

struct line_settings {
  uint64_t delay_ns;
  uint64_t jitter_ns;       /* the delay is uniform in delay_ns ± jitter_ns; at most delay_ns */
  double loss;              /* the share of slots in which nothing gets through, 0 to 1 */
  uint64_t rate_bits_per_s; /* of IP packets; 0: no limit */
  uint64_t queue_ns;        /* a packet that would wait longer for the rate is dropped */
  bool reorders;            /* a packet may overtake one before it */
};

/* Its state. Zeroed, with its keys, it is idle. */
struct line {
  uint64_t outage_key, jitter_key; /* its streams of random numbers */
  uint64_t free_ns;                /* when the packets so far have gone out */
  uint64_t arrived_ns;             /* the latest arrival so far */
};

struct line line_of(uint64_t seed, uint64_t number, enum link_direction direction);

enum line_fate { LINE_CARRIED, LINE_OUT, LINE_QUEUE_FULL };

/* A packet of so many bytes comes to the line at now_ns; *arrival_ns is set where it is carried.
 * epoch_ns: the instant from which the line's slots are counted; it may be later. */
enum line_fate line_carry(struct line *line, const struct line_settings *settings, size_t bytes,
                          uint64_t now_ns, uint64_t epoch_ns, uint64_t *arrival_ns);

#endif
