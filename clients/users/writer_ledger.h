/* What one user has heard of each of those who write in its channel: the ledger of every
 * pair of writer and listener. A writer's messages are published in their order, so that
 * a number that does not rise was published twice. */
#ifndef CLIENTS_USERS_WRITER_LEDGER_H
#define CLIENTS_USERS_WRITER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/wire/message.h"

struct heard {
  uint64_t last;     /* number of the newest message, 0 for none */
  uint64_t measured; /* messages of the measured phase, each once */
};

struct writer_ledger {
  const struct workload *workload; /* NULL: nobody writes */
  uint64_t first_writer;           /* user of writers[0]; the others follow */
  struct heard *writers;
  size_t writer_count;
  uint64_t repeated; /* messages of the measured phase that came under another number again */
};

/* Zeroed it is of a channel in which nobody writes. */
enum status writer_ledger_init(struct writer_ledger *hearing, const struct workload *workload,
                               uint64_t channel, struct error *error);
void writer_ledger_release(struct writer_ledger *hearing);

/* Reads who wrote the message, and which of its own it is. False when nobody who writes in
 * the channel did. */
bool writer_ledger_read(const struct writer_ledger *hearing, enum payload_kind kind,
                        const struct message *message, uint64_t *writer, uint64_t *number);

/* The user's first receipt of that message. */
void writer_ledger_take(struct writer_ledger *hearing, uint64_t writer, uint64_t number,
                        bool measured);

#endif
