/* Writes the client's journal: each receipt of each user, for readers who want to count by
 * themselves. It is text with tabs. The first line names the columns
 *
 *   user  channel  seq  due_ns  sent_ns  receipt_ns  first|duplicate
 *
 * and each other line is one message that a user received as it had been published, in the order of
 * receipts, of all phases. It is written in large pieces, which cost the users little. One thread.
 */
#ifndef CLIENTS_RECORD_RECEIPTS_H
#define CLIENTS_RECORD_RECEIPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/ledger.h"
#include "common/wire/message.h"

enum { JOURNAL_BUFFER_BYTES = 64 << 10 };

struct receipts {
  const char *path;
  int descriptor;
  size_t used;
  bool failed; /* writing has failed: later receipts are missing */
  char buffer[JOURNAL_BUFFER_BYTES];
};

struct receipts_receipt {
  uint32_t user;
  uint64_t channel;
  uint64_t receipt_ns;
  enum ledger_verdict verdict; /* not LEDGER_REFUSED */
};

/* Makes the file, or empties an old one. STATUS_ENVIRONMENT where that fails. */
enum status receipts_create(const char *path, struct receipts **out, struct error *error);

void receipts_add(struct receipts *journal, const struct receipts_receipt *receipt,
                  const struct message *message);

/* Writes the rest. STATUS_ENVIRONMENT where not everything could be written. */
enum status receipts_finish(struct receipts *journal, struct error *error);
void receipts_destroy(struct receipts *journal); /* NULL is fine */

#endif
