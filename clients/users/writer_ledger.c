/* One entry for each writer of the channel. */
#include "clients/users/writer_ledger.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/contract.h"

enum status writer_ledger_init(struct writer_ledger *hearing, const struct workload *workload,
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
  *hearing = made;
  return STATUS_OK;
}

void writer_ledger_release(struct writer_ledger *hearing) {
  free(hearing->writers);
  *hearing = (struct writer_ledger){.workload = NULL};
}

bool writer_ledger_read(const struct writer_ledger *hearing, enum payload_kind kind,
                        const struct message *message, uint64_t *writer, uint64_t *number) {
  return message_written_check(kind, message, writer, number) && *number > 0 &&
         *writer >= hearing->first_writer &&
         *writer - hearing->first_writer < hearing->writer_count;
}

void writer_ledger_take(struct writer_ledger *hearing, uint64_t writer, uint64_t number,
                        bool measured) {
  CONTRACT(writer - hearing->first_writer < hearing->writer_count && number > 0);
  struct heard *heard = &hearing->writers[writer - hearing->first_writer];
  if (number <= heard->last) {
    hearing->repeated += measured;
    return;
  }
  heard->last = number;
  heard->measured += measured;
}
