/* The thread that publishes the messages of the schedule when they are due. In memory that
 * processes share, all may begin it and read its state; one of them has started it. */
#ifndef SERVERS_CHANNELS_PUBLISHER_H
#define SERVERS_CHANNELS_PUBLISHER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "common/load/schedule.h"
#include "common/stats/histogram.h"
#include "servers/channels/hub.h"

struct publisher {
  struct hub *hub;
  struct schedule schedule;
  struct journal *journal; /* NULL: none is kept */
  pthread_t thread;
  pthread_mutex_t lock; /* of the fields below */
  pthread_cond_t changed;
  uint64_t epoch_ns; /* 0 until it is known */
  bool begun;
  bool stopping;
  struct histogram lag; /* sent - due of each message */
  uint64_t published;
  uint64_t failed;      /* could not be published */
  uint64_t next_due_ns; /* of the next message; 0 before the first */
};

/* Starts the thread, which waits for publisher_begin. */
enum status publisher_start(struct publisher *publisher, struct hub *hub,
                            const struct schedule_plan *plan, struct error *error);

/* Before publisher_begin: takes over the epoch of a journal, and then its messages that the
 * publisher had published, in their order. STATUS_CHECK and the reason when the schedule has no
 * such message. */
void publisher_resume(struct publisher *publisher, uint64_t epoch_ns);
enum status publisher_restore(struct publisher *publisher, const struct journal_entry *entry,
                              struct error *error);

/* What this thread has set before, of the hub above all, is seen by the publisher's thread, also
 * where another process begins it. */
void publisher_prepared(struct publisher *publisher);

/* Begins to publish. Sets the epoch to `epoch_ns`, which is above 0, if there is none yet; returns
 * the epoch that holds. Any thread. */
uint64_t publisher_begin(struct publisher *publisher, uint64_t epoch_ns);

/* Publishes one message that is not on the schedule, due now. Any thread. */
void publisher_flood(struct publisher *publisher, uint64_t channel, size_t bytes);

struct publisher_state {
  uint64_t epoch_ns; /* 0 before it has begun */
  uint64_t published, failed;
  uint64_t published_until_ns; /* all messages due before it have been published */
};
struct publisher_state publisher_state(struct publisher *publisher); /* any thread */

/* Ends and joins the thread; the counts and the histogram stay readable until
 * publisher_release. */
void publisher_stop(struct publisher *publisher);
void publisher_release(struct publisher *publisher);

#endif
