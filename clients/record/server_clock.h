/* The server's clock, as its instants concern the client.
 *
 * Where both read one clock (common/base/clock_identity.h), an instant of the server's is one of
 * the client's. Where they do not, the server's are placed on the client's clock by what the
 * server's showed while a request was under way: right to the length of that request. That
 * is enough to say which phase a message belongs to, and no latency can be told by it. The
 * least difference that the request allows is taken, so that what a user writes is never
 * due in the server's future. A server that says nothing of its clock is taken to show what
 * the client's shows, unless the beginning of its schedule says otherwise. */
#ifndef CLIENTS_RECORD_SERVER_CLOCK_H
#define CLIENTS_RECORD_SERVER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/clock_identity.h"

struct server_clock {
  bool said;
  bool same;        /* both are known to read one clock */
  int64_t ahead_ns; /* how far the server's is ahead; 0 where same, or not said */
  struct clock_identity server, client;
};

/* Of a server that named its clock, which showed shown_ns before the answer came at
 * answered_ns of the client's. */
struct server_clock server_clock_of(const struct clock_identity *server,
                                    const struct clock_identity *client, uint64_t shown_ns,
                                    uint64_t answered_ns);

/* Of one that did not. */
struct server_clock server_clock_unsaid(const struct clock_identity *client);

/* A server that was asked at asked_ns to begin its schedule has answered, at answered_ns,
 * that it begins at epoch_ns of its own. Where it does not name its clock, and the epoch is
 * neither between the two nor within a second after, its clock is another: then its epoch is
 * placed at the answer. */
void server_clock_begins(struct server_clock *clock, uint64_t epoch_ns, uint64_t asked_ns,
                         uint64_t answered_ns);

/* An instant of the server's on the client's clock, and back; 0 stays "none". */
uint64_t server_clock_to_client_ns(const struct server_clock *clock, uint64_t instant_ns);
uint64_t server_clock_to_server_ns(const struct server_clock *clock, uint64_t instant_ns);

#endif
