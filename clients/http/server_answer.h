/* What the server answers the program itself: how far its feeds are, and when its schedule begins.
 * Reads these documents; no sockets. */
#ifndef CLIENTS_HTTP_SERVER_ANSWER_H
#define CLIENTS_HTTP_SERVER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/clock_identity.h"

struct server_channel {
  uint64_t newest;      /* number of its newest message, 0 for none */
  uint64_t count;       /* messages due in the asked time */
  uint64_t first, last; /* of these, the lowest and the highest number; 0 for none */
};

/* The answers of /start (epoch_ns alone) and of /stats. Instants are the server's. */
struct server_answer {
  bool clock_said; /* it names its clock, and what that showed */
  struct clock_identity clock;
  uint64_t clock_now_ns;
  uint64_t epoch_ns;
  uint64_t published_until_ns;
  struct server_channel *channels; /* channel_count of them */
  size_t channel_count;
};

/* Reads a /stats document for exactly channel_count channels into `out`, whose
 * `channels` has that many. False when it is not one. */
bool server_answer_read_stats(const char *text, size_t bytes, struct server_answer *out);

/* The same of an answer to /start, which has an epoch_ns alone. */
bool server_answer_read_start(const char *text, size_t bytes, struct server_answer *out);

#endif
