/* The users who write: each publishes in its channel on a schedule of its own, as an open loop.
 *
 * A message is due at an instant of the schedule, whether or not the one before is answered. One
 * that cannot be sent then waits in the writer's queue, and is late from the instant it was due.
 * Over HTTP a message is a POST on a second connection of the user, one at a time; on a WebSocket
 * it is a frame. Messages without an answer when a connection is lost are sent again on the next
 * one: they may then be published twice, which the listeners see. */
#ifndef CLIENTS_USERS_WRITER_H
#define CLIENTS_USERS_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

struct crowd;
struct user;
struct writer;

/* All writers. Everything is of the messages due in the measured phase. */
struct writers {
  struct histogram ack; /* due to answered */
  struct histogram lag; /* how late the loop noticed that they were due */
  uint64_t written;     /* messages due */
  uint64_t acknowledged;
  uint64_t refused; /* by the server */
  uint64_t waited;  /* messages that could not be sent when they were due */
  struct writers_state *state;
};

/* To be called before the users are made. *out is NULL where nobody writes. */
enum status writers_create(struct crowd *crowd, struct writers **out, struct error *error);
void writers_destroy(struct writers *writers); /* NULL is fine */

/* HTTP connections that the writers need, beside those of their users. */
size_t writers_connections(const struct crowd *crowd);

/* Gives a new user its writer, if it writes. */
enum status writer_create(struct user *user, struct error *error);

/* Start the schedules, which count from epoch_ns, and stop them. NULL is fine for both. */
void writers_begin(struct writers *writers, uint64_t epoch_ns);
void writers_end(struct writers *writers);

/* Whether all messages due before end_ns are answered. NULL: yes. */
bool writers_settled(const struct writers *writers, uint64_t end_ns);

/* One writer's messages that were due in the measured phase. */
uint64_t writer_written(const struct writer *writer);

/* --- from the user and its transport; these do nothing for a user who does not write ------ */

void writer_ready(struct user *user);
void writer_interrupted(struct user *user); /* the user's connection is lost */

/* The user's WebSocket can take a text again. */
void writer_go_on(struct user *user);

/* Whether a text from the user's WebSocket is the answer to one of its messages; counts it then. */
bool writer_answered(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns);

#endif
