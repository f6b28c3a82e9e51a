/* The processes of a client: the first, which the user started, and those that it has forked. Each
 * has its share of the users (clients/users/deal.h), its own loop and its own records, and goes
 * through the phases by itself.
 *
 * The others tell the first when their users are ready, and the first tells them when to ask the
 * server to start, so that nobody misses the beginning; all count from the server's answer. At the
 * end the others send what they have measured (clients/record/carrier.h), and the first makes the
 * document. A process that ends before that fails the run. When the first ends, by whatever reason,
 * the kernel kills the others.
 *
 * One thread of each process. `crew` may be NULL, for a client that is one process. */
#ifndef CLIENTS_RUN_CREW_H
#define CLIENTS_RUN_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clients/net/loop.h"
#include "common/base/status.h"

struct crew;

/* What the loop hears from other processes. */
struct crew_observer {
  void *owner;
  /* in the first: */
  void (*ready)(void *owner);                    /* crew_waits may have changed */
  void (*failed)(void *owner, const char *text); /* a process has failed: which, and why */
  void (*arrived)(void *owner);                  /* crew_arrived may have changed */
  /* in the others: */
  void (*start)(void *owner);
  void (*interrupt)(void *owner, uint64_t at_ns);
  void (*command)(void *owner, const char *line);
  void (*abandoned)(void *owner); /* the first has ended */
};

/* Forks the others, and returns in each. *out is NULL for one process. STATUS_ENVIRONMENT where a
 * process cannot be made. */
enum status crew_start(uint32_t processes, struct crew **out, struct error *error);

/* Ends those that are still there, and waits for them. */
void crew_destroy(struct crew *crew);

/* The process's number, from 0, and how many there are. */
uint32_t crew_process(const struct crew *crew);
uint32_t crew_processes(const struct crew *crew);
static inline bool crew_is_first(const struct crew *crew) {
  return crew_process(crew) == 0;
}

/* Makes the loop hear the other processes. The observer outlives the crew. */
enum status crew_watch(struct crew *crew, struct loop *loop, const struct crew_observer *observer,
                       struct error *error);

/* --- in the first ------------------------------------------------------------------ */

/* Whether some process's users still connect. */
bool crew_waits(const struct crew *crew);

/* The users of the others that were ready, and why the first of those failed who have none; "" */
uint64_t crew_ready(const struct crew *crew);
const char *crew_failure(const struct crew *crew);

void crew_say_start(struct crew *crew);
void crew_say_interrupt(struct crew *crew, uint64_t at_ns);
void crew_say_command(struct crew *crew, const char *line);

/* Ends the others: the run has failed. */
void crew_stop(struct crew *crew);

/* Whether all that are not stopped have sent what they have measured. */
bool crew_arrived(const struct crew *crew);

/* What process `process` (from 1 on) has sent; NULL where nothing arrived. */
const char *crew_share(const struct crew *crew, uint32_t process, size_t *bytes);

/* --- in the others ----------------------------------------------------------------- */

/* `failure`: why nobody is ready; "". */
void crew_say_ready(struct crew *crew, uint64_t users, const char *failure);

/* The run of this process has failed. */
void crew_say_failed(struct crew *crew, const char *text);

/* Sends what this process has measured: the last that it says. STATUS_ENVIRONMENT where the first
 * does not take it. */
enum status crew_send(struct crew *crew, const char *bytes, size_t count, struct error *error);

#endif
