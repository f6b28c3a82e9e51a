/* The last phases of a run, drain and close, and what they share with those before. The functions
 * take the client to its next phase, and set the alarm at which it is to be looked at again. */
#ifndef CLIENTS_RUN_RUN_END_H
#define CLIENTS_RUN_RUN_END_H

#include <stdint.h>

#include "clients/run/client.h"

/* Says on standard error that a phase has begun; of several processes the first one does.
 * `start_ns`: when the measured phase begins; 0: not said. */
void phase_say(const struct client *client, const char *name, uint64_t start_ns);

/* The counts of this process as they are now. */
struct snapshot snapshot_take(struct client *client);

/* The run has failed for that reason: it closes. */
__attribute__((format(printf, 3, 4))) void phases_fail(struct client *client, uint64_t now_ns,
                                                       const char *format, ...);

void drain_begin(struct client *client, uint64_t now_ns);
void drain_look(struct client *client, uint64_t now_ns);
void close_begin(struct client *client, uint64_t now_ns);
void close_look(struct client *client, uint64_t now_ns);

/* Stops the loop where the connections have ended, and the other processes have sent what they have
 * measured. */
void end_if_done(struct client *client);

/* Messages to a server that is not ours may have been answered, or seen, since that was asked last.
 */
void published_recount(struct client *client);

#endif
