/* Converts instants between the server's clock and the client's.
 *
 * Where both read one clock (common/base/clock_identity.h), their instants are the same. Where they
 * do not, the difference is taken from what the server's clock showed during a request, and is
 * exact to the length of that request: enough to say which phase a message belongs to, but not for
 * latencies. The least difference that the request allows is taken, so that a user's message is
 * never due in the server's future. A server that does not name its clock is assumed to show the
 * client's time, unless the start of its schedule contradicts that. */
#ifndef CLIENTS_RECORD_SERVER_CLOCK_H
#define CLIENTS_RECORD_SERVER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/clock_identity.h"

struct server_clock {
  bool named;
  bool same;        /* both are known to read one clock */
  int64_t ahead_ns; /* server's minus client's; 0 where same, or not named */
  struct clock_identity server, client;
};

/* For a server that named its clock: it showed shown_ns before the answer came, at answered_ns of
 * the client's clock. */
struct server_clock server_clock_of(const struct clock_identity *server,
                                    const struct clock_identity *client, uint64_t shown_ns,
                                    uint64_t answered_ns);

/* For a server that did not name its clock. */
struct server_clock server_clock_unnamed(const struct clock_identity *client);

/* The server was asked at asked_ns to begin its schedule, and has answered at answered_ns that it
 * begins at epoch_ns of its own clock. Where it does not name its clock, and the epoch lies neither
 * between the two nor within a second after, its clock is another one: the epoch is then taken to
 * be answered_ns. */
void server_clock_begins(struct server_clock *clock, uint64_t epoch_ns, uint64_t asked_ns,
                         uint64_t answered_ns);

/* Convert an instant. 0, which means none, stays 0. */
uint64_t server_clock_to_client_ns(const struct server_clock *clock, uint64_t instant_ns);
uint64_t server_clock_to_server_ns(const struct server_clock *clock, uint64_t instant_ns);

#endif
