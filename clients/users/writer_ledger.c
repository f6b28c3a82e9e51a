/* One entry for each writer of the channel. */
#include "clients/users/writer_ledger.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/contract.h"

enum status writer_ledger_init(struct writer_ledger *ledger, const struct workload *workload,
                               uint64_t channel, struct error *error) {
  struct writer_ledger made = {.workload = workload};
  uint64_t step = 0;
  uint64_t listeners = workload_listeners(workload, channel);
  workload_members(workload, channel, &made.first_writer, &step);
  while (made.writer_count < listeners &&
         workload_writes(workload, made.first_writer + made.writer_count))
    made.writer_count++;
  made.writers = calloc(made.writer_count > 0 ? made.writer_count : 1, sizeof *made.writers);
  if (!made.writers)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the writers of channel %" PRIu64,
                     channel);
  *ledger = made;
  return STATUS_OK;
}

void writer_ledger_release(struct writer_ledger *ledger) {
  free(ledger->writers);
  *ledger = (struct writer_ledger){.workload = NULL};
}

bool writer_ledger_read(const struct writer_ledger *ledger, enum payload_kind kind,
                        const struct message *message, uint64_t *writer, uint64_t *number) {
  return message_written_check(kind, message, writer, number) && *number > 0 &&
         *writer >= ledger->first_writer && *writer - ledger->first_writer < ledger->writer_count;
}

void writer_ledger_take(struct writer_ledger *ledger, uint64_t writer, uint64_t number,
                        bool measured) {
  CONTRACT(writer - ledger->first_writer < ledger->writer_count && number > 0);
  struct writer_receipts *receipts = &ledger->writers[writer - ledger->first_writer];
  if (number <= receipts->last) {
    ledger->repeated += measured;
    return;
  }
  receipts->last = number;
  receipts->measured += measured;
}
