/* Publishes to a server that is not ours: the messages of the seeded schedule, each when it is due,
 * whatever became of those before it. A thread of its own, with users of its own that publish (as
 * the description says: by a request, or by a conversation). */
#ifndef CLIENTS_FOREIGN_FOREIGN_PUBLISHER_H
#define CLIENTS_FOREIGN_FOREIGN_PUBLISHER_H

#include <stdbool.h>
#include <stdint.h>

#include "clients/foreign/foreign.h"
#include "clients/net/target.h"
#include "common/load/schedule.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"
#include "documents/target_ports.h"

struct foreign_publisher;

/* How many connections the publisher has. Where a request publishes, channels share them, so that a
 * thousand channels do not need a thousand. */
uint64_t foreign_publisher_connections(const struct target_description *description,
                                       const struct workload *workload);

struct foreign_publisher_plan {
  const struct client_options *options;
  const struct workload *workload;
  const struct target *target; /* where the users connect to */
  const struct target_description *description;
  const struct target_ports *ports;
  struct published *published;
  struct transcript *transcript; /* NULL: none */
  uint32_t run;
};

/* Starts the thread; its users begin to connect. */
enum status foreign_publisher_start(const struct foreign_publisher_plan *plan,
                                    struct foreign_publisher **out, struct error *error);

/* Publishes, now and then until the schedule begins, the message that proves subscriptions. */
void foreign_publisher_prove(struct foreign_publisher *publisher);

/* The schedule counts from the instant. */
void foreign_publisher_begin(struct foreign_publisher *publisher, uint64_t epoch_ns);

/* What has been published, for whoever asks; any thread. */
struct foreign_publisher_state {
  uint64_t epoch_ns;                   /* 0 before it has begun */
  uint64_t published_until_ns;         /* all messages due before it are in struct published */
  uint64_t unanswered;                 /* sent, and neither answered nor given up */
  bool ready;                          /* all its users can publish */
  char failure[FOREIGN_FAILURE_BYTES]; /* the first: "publish: HTTP 403 …"; "": none */
};
struct foreign_publisher_state foreign_publisher_state(struct foreign_publisher *publisher);

/* Ends the thread, if it has not ended; messages that have no answer are unknown then. */
void foreign_publisher_stop(struct foreign_publisher *publisher);
void foreign_publisher_destroy(struct foreign_publisher *publisher); /* NULL is fine */

#endif
