/* The parameters of the network between server and users, and the links that have a name. */
#ifndef COMMON_SUITE_LINK_OPTIONS_H
#define COMMON_SUITE_LINK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/suite/options.h"

#define LINK_CHOICES "none|loopback|lan|wifi|cable|4g|3g|satellite|lossy"
#define LINK_SHARE_CHOICES "user|all"

/* Positions in LINK_CHOICES. */
enum link_kind {
  LINK_NONE, /* the machine's own loopback, without a relay */
  LINK_LOOPBACK,
  LINK_LAN,
  LINK_WIFI,
  LINK_CABLE,
  LINK_4G,
  LINK_3G,
  LINK_SATELLITE,
  LINK_LOSSY,
  LINK_KINDS,
};

enum link_share { LINK_SHARE_USER, LINK_SHARE_ALL };

/* What is LINK_AS_NAMED is as the named link has it; of a value for the way up, as the one for the
 * way down. */
#define LINK_AS_NAMED (-1.0)

/* One way. */
struct link_way {
  double delay_ms;
  double jitter_ms;
  double loss;
  double rate_mbit; /* 0: no limit */
  double queue_ms;
};

struct link_options {
  int link; /* enum link_kind */
  double delay_ms, delay_up_ms;
  double jitter_ms, jitter_up_ms;
  double loss, loss_up;
  double rate_mbit, rate_up_mbit;
  double queue_ms, queue_up_ms;
  int link_share; /* enum link_share */
  bool link_reorders;
  int64_t link_seed;
  double radio_tail_ms; /* source: docs/links.md */

  /* of the relay's process */
  int64_t users;
  bool without_tun;
};

extern const struct option link_options_table[];

/* A link as it is. */
struct link_ways {
  struct link_way up, down;
};

/* Whether there is one at all: a named one, or a value that was given. */
bool link_is_there(const struct link_options *options);

struct link_ways link_ways_of(const struct link_options *options);

/* STATUS_USAGE where the values do not go together, with the parameter's name. */
enum status link_check(const struct link_options *options, struct error *error);

#endif
