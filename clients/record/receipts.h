/* The client's journal: every receipt of every user, for those who want to count
 * themselves. Text with tabs, a first line that names the columns
 *
 *   user  channel  seq  due_ns  sent_ns  receipt_ns  first|duplicate
 *
 * and then one line for each message that a user received and that was what had been
 * published, in the order of their receipts, of all phases. Written in large pieces, so
 * that it costs the users next to nothing. One thread. */
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
  bool failed; /* could not be written: what came after is not in it */
  char buffer[JOURNAL_BUFFER_BYTES];
};

struct receipts_receipt {
  uint32_t user;
  uint64_t channel;
  uint64_t receipt_ns;
  enum ledger_verdict verdict; /* not LEDGER_REFUSED */
};

/* A new file in place of an old one. STATUS_ENVIRONMENT when it cannot be made. */
enum status receipts_create(const char *path, struct receipts **out, struct error *error);

void receipts_add(struct receipts *journal, const struct receipts_receipt *receipt,
                  const struct message *message);

/* Writes what is left. STATUS_ENVIRONMENT when not everything could be written. */
enum status receipts_finish(struct receipts *journal, struct error *error);
void receipts_destroy(struct receipts *journal); /* NULL is fine */

#endif
