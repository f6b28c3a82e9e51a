/* What the program asks the server for itself, beside its users: how far the feeds
 * are, to start publishing, and what was published. On a connection of its own,
 * which no count includes. */
#ifndef CLIENTS_HTTP_SERVER_CALLS_H
#define CLIENTS_HTTP_SERVER_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "clients/net/target.h"
#include "common/base/clock_identity.h"
#include "common/base/status.h"
#include "common/suite/client_options.h"

struct server_calls;

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

/* Called once for each request, with an answer that is valid during the call, or
 * with NULL and the reason. */
struct server_answer_handler {
  void (*answered)(void *owner, const struct server_answer *answer, const char *reason);
};

enum status server_calls_create(struct loop *loop, const struct target *target,
                                const struct client_options *options, size_t channel_count,
                                struct server_calls **out, struct error *error);
void server_calls_destroy(struct server_calls *calls); /* NULL is fine */

/* One request at a time; server_calls_silence says so itself. */
void server_calls_start(struct server_calls *calls, const struct server_answer_handler *handler,
                        void *owner);
void server_calls_stats(struct server_calls *calls, uint64_t from_ns, uint64_t to_ns,
                        const struct server_answer_handler *handler, void *owner);

/* `ports`: {"ports":[N,…]}, the users' ends of the connections whose ends at the server
 * are to fall silent; stays until the answer. */
void server_calls_silence(struct server_calls *calls, const char *ports,
                          const struct server_answer_handler *handler, void *owner);

/* Reads a /stats document for exactly channel_count channels into `out`, whose
 * `channels` has that many. False when it is not one. */
bool server_answer_read_stats(const char *text, size_t bytes, struct server_answer *out);
bool server_answer_read_start(const char *text, size_t bytes, struct server_answer *out);

#endif
