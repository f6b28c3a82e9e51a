/* Counts which messages of each writer of its channel a listener has received. A writer's messages
 * are published in order, so that a message whose number does not rise was published twice. */
#ifndef CLIENTS_USERS_WRITER_LEDGER_H
#define CLIENTS_USERS_WRITER_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/wire/message.h"

struct writer_receipts {
  uint64_t last;     /* number of the newest message; 0: none */
  uint64_t measured; /* messages of the measured phase, each counted once */
};

struct writer_ledger {
  const struct workload *workload; /* NULL: nobody writes */
  uint64_t first_writer;           /* number of the user of writers[0]; the others follow */
  struct writer_receipts *writers;
  size_t writer_count;
  uint64_t repeated; /* messages of the measured phase that were published again */
};

/* A ledger that is all zero is one of a channel in which nobody writes. */
enum status writer_ledger_init(struct writer_ledger *ledger, const struct workload *workload,
                               uint64_t channel, struct error *error);
void writer_ledger_release(struct writer_ledger *ledger);

/* Reads a message's writer, and its number among that writer's messages. False where it is not by a
 * writer of the channel. */
bool writer_ledger_read(const struct writer_ledger *ledger, enum payload_kind kind,
                        const struct message *message, uint64_t *writer, uint64_t *number);

/* Counts the listener's first receipt of a message; `measured`: it is due in the measured phase. */
void writer_ledger_take(struct writer_ledger *ledger, uint64_t writer, uint64_t number,
                        bool measured);

#endif
