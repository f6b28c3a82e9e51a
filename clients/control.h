/* What the program asks the server for itself, beside its users: how far the feeds
 * are, to start publishing, and what was published. On a connection of its own,
 * which no count includes. */
#ifndef CLIENTS_CONTROL_H
#define CLIENTS_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/loop.h"
#include "clients/target.h"
#include "common/client_options.h"
#include "common/clock_identity.h"
#include "common/status.h"

struct control;

struct control_channel {
  uint64_t newest;      /* number of its newest message, 0 for none */
  uint64_t count;       /* messages due in the asked time */
  uint64_t first, last; /* of these, the lowest and the highest number; 0 for none */
};

/* The answers of /start (epoch_ns alone) and of /stats. Instants are the server's. */
struct control_answer {
  bool clock_said; /* it names its clock, and what that showed */
  struct clock_identity clock;
  uint64_t clock_now_ns;
  uint64_t epoch_ns;
  uint64_t published_until_ns;
  struct control_channel *channels; /* channel_count of them */
  size_t channel_count;
};

/* Called once for each request, with an answer that is valid during the call, or
 * with NULL and the reason. */
struct control_handler {
  void (*answered)(void *owner, const struct control_answer *answer, const char *reason);
};

enum status control_create(struct loop *loop, const struct target *target,
                           const struct client_options *options, size_t channel_count,
                           struct control **out, struct error *error);
void control_destroy(struct control *control); /* NULL is fine */

/* One request at a time; control_silence says so itself. */
void control_start(struct control *control, const struct control_handler *handler, void *owner);
void control_stats(struct control *control, uint64_t from_ns, uint64_t to_ns,
                   const struct control_handler *handler, void *owner);

/* `ports`: {"ports":[N,…]}, the users' ends of the connections whose ends at the server
 * are to fall silent; stays until the answer. */
void control_silence(struct control *control, const char *ports,
                     const struct control_handler *handler, void *owner);

/* Reads a /stats document for exactly channel_count channels into `out`, whose
 * `channels` has that many. False when it is not one. */
bool control_read_stats(const char *text, size_t bytes, struct control_answer *out);
bool control_read_start(const char *text, size_t bytes, struct control_answer *out);

#endif
