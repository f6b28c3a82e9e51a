/* The users who write: each publishes in its channel on a schedule of its own, open loop.
 *
 * A message is due at an instant of the schedule, whatever became of the one before; what
 * cannot be sent then waits in line, and is late from the instant it was due. Over HTTP it
 * is a POST on a second connection of the user's, one at a time; on a WebSocket a frame.
 * What has no answer when the connection is lost is sent again on the next one: it may then
 * be published twice, which the listeners see. */
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

/* What all of them have in common. */
struct writers {
  struct histogram ack; /* due to answered, of the messages due in the measured phase */
  struct histogram lag; /* how late the loop saw that they were due */
  uint64_t written;     /* due in the measured phase */
  uint64_t acknowledged;
  uint64_t refused; /* by the server */
  uint64_t waited;  /* could not be sent when they were due */
  struct writers_state *state;
};

/* *out is NULL when nobody writes. Before the users are made. */
enum status writers_create(struct crowd *crowd, struct writers **out, struct error *error);
void writers_destroy(struct writers *writers); /* NULL is fine */

/* HTTP connections that they need beside their users'. */
size_t writers_connections(const struct crowd *crowd);

/* Gives the user, who is made, its writer, if it writes. */
enum status writer_create(struct user *user, struct error *error);

/* The schedules count from epoch_ns, and go on until the end. NULL is fine for both. */
void writers_begin(struct writers *writers, uint64_t epoch_ns);
void writers_end(struct writers *writers);

/* Everything due before end_ns was due and is answered. */
bool writers_settled(const struct writers *writers, uint64_t end_ns);

/* Messages of one writer that were due in the measured phase. */
uint64_t writer_written(const struct writer *writer);

/* --- from the user and its transport; for one who does not write they do nothing ------ */

void writer_ready(struct user *user);
void writer_interrupted(struct user *user); /* the connection is lost */

/* A WebSocket can take more. */
void writer_go_on(struct user *user);

/* Whether the text, which came on the user's WebSocket, answers what it wrote. */
bool writer_answered(struct user *user, const char *text, size_t bytes, uint64_t receipt_ns);

#endif
