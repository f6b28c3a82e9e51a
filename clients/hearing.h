/* What one user has heard of each of those who write in its channel: the ledger of every
 * pair of writer and listener. A writer's messages are published in their order, so that
 * a number that does not rise was published twice. */
#ifndef CLIENTS_HEARING_H
#define CLIENTS_HEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/message.h"
#include "common/status.h"
#include "common/workload.h"

struct heard {
  uint64_t last;     /* number of the newest message, 0 for none */
  uint64_t measured; /* messages of the measured phase, each once */
};

struct hearing {
  const struct workload *workload; /* NULL: nobody writes */
  uint64_t first_writer;           /* user of writers[0]; the others follow */
  struct heard *writers;
  size_t writer_count;
  uint64_t repeated; /* messages of the measured phase that came under another number again */
};

/* Zeroed it is of a channel in which nobody writes. */
enum status hearing_init(struct hearing *hearing, const struct workload *workload, uint64_t channel,
                         struct error *error);
void hearing_release(struct hearing *hearing);

/* Reads who wrote the message, and which of its own it is. False when nobody who writes in
 * the channel did. */
bool hearing_read(const struct hearing *hearing, enum payload_kind kind,
                  const struct message *message, uint64_t *writer, uint64_t *number);

/* The user's first receipt of that message. */
void hearing_take(struct hearing *hearing, uint64_t writer, uint64_t number, bool measured);

#endif
