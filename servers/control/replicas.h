/* The processes of a server: the first, which the user started, publishes and answers for all; the
 * others, which it has forked, serve replicas of its feeds. Each has its own engine and its own
 * file limit, and listens on the same port, whose connections the kernel deals out (SO_REUSEPORT).
 *
 * The first hands each message on to the others before it wakes its own users; a message's text
 * follows from its channel, its number and what is handed on. Epoch, counts and the publisher's
 * state are in memory that all of them share (struct server_shared), so that any process may be
 * asked. When the first ends, by whatever reason, the kernel ends the others.
 *
 * `replicas` may be NULL, for a server that is one process. Main thread, but for replicas_hand_on.
 */
#ifndef SERVERS_CONTROL_REPLICAS_H
#define SERVERS_CONTROL_REPLICAS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/suite/server_options.h"
#include "servers/channels/hub.h"

struct replicas;

/* Sets server_processes where it is 0: as many as the file limit asks for, given the users that
 * there will be, where the other options allow several. STATUS_USAGE where they do not. */
enum status replicas_count(struct server_options *options, uint64_t file_limit,
                           struct error *error);

/* Forks the others, before there are threads, and returns in each. *out is NULL for one process.
 * STATUS_ENVIRONMENT where a process cannot be made. */
enum status replicas_start(uint32_t processes, struct replicas **out, struct error *error);

/* The process's number, from 0. */
uint32_t replicas_process(const struct replicas *replicas);
static inline bool replicas_is_first(const struct replicas *replicas) {
  return replicas_process(replicas) == 0;
}

/* --- in the first ------------------------------------------------------------------ */

/* Has the others listen on the port, and waits until all do. STATUS_ENVIRONMENT where one does not.
 */
enum status replicas_listen(struct replicas *replicas, uint16_t port, struct error *error);

/* struct hub_relay; its context is the replicas. */
void replicas_hand_on(void *context, const struct publication *publication);

/* After a SIGCHLD: STATUS_ENVIRONMENT where a process has ended by itself, and which. */
enum status replicas_look(struct replicas *replicas, struct error *error);

/* The others close their connections in order and end; waits for them. Frees it. */
void replicas_end(struct replicas *replicas);

/* --- in the others ----------------------------------------------------------------- */

/* Waits for the port; false where the first has ended. */
bool replicas_await_port(struct replicas *replicas, uint16_t *port);
void replicas_say_listening(struct replicas *replicas);

/* Publishes in the hub what the first hands on, until the first ends that. */
void replicas_follow(struct replicas *replicas, struct hub *hub);

#endif
