/* Lines of text in a buffer. */
#include "clients/record/receipts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/decimal.h"

enum { LINE_BYTES_MAX = 6 * (DECIMAL_BYTES_MAX + 1) + 16 };

static const char columns[] = "user\tchannel\tseq\tdue_ns\tsent_ns\treceipt_ns\tverdict\n";
static const char *const verdicts[] = {
    [LEDGER_FIRST] = "first\n", [LEDGER_DUPLICATE] = "duplicate\n"};

static void receipts_write(struct receipts *journal) {
  size_t done = 0;
  while (done < journal->used && !journal->failed) {
    ssize_t written = write(journal->descriptor, journal->buffer + done, journal->used - done);
    if (written > 0)
      done += (size_t)written;
    else if (written == 0 || errno != EINTR)
      journal->failed = true;
  }
  journal->used = 0;
}

static void receipts_put(struct receipts *journal, const char *text, size_t bytes) {
  memcpy(journal->buffer + journal->used, text, bytes);
  journal->used += bytes;
}

enum status receipts_create(const char *path, struct receipts **out, struct error *error) {
  struct receipts *journal = malloc(sizeof *journal);
  if (!journal)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the journal");
  journal->path = path;
  journal->used = 0;
  journal->failed = false;
  journal->descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (journal->descriptor < 0) {
    free(journal);
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be made: %s", path,
                     strerror(errno));
  }
  receipts_put(journal, columns, sizeof columns - 1);
  *out = journal;
  return STATUS_OK;
}

void receipts_add(struct receipts *journal, const struct receipts_receipt *receipt,
                  const struct message *message) {
  if (journal->used + LINE_BYTES_MAX > sizeof journal->buffer)
    receipts_write(journal);
  const uint64_t numbers[] = {receipt->user,   receipt->channel, message->seq,
                              message->due_ns, message->sent_ns, receipt->receipt_ns};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    journal->used += decimal_write(numbers[i], journal->buffer + journal->used);
    journal->buffer[journal->used++] = '\t';
  }
  const char *verdict = verdicts[receipt->verdict];
  receipts_put(journal, verdict, strlen(verdict));
}

enum status receipts_finish(struct receipts *journal, struct error *error) {
  receipts_write(journal);
  if (journal->failed)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be written", journal->path);
  return STATUS_OK;
}

void receipts_destroy(struct receipts *journal) {
  if (!journal)
    return;
  close(journal->descriptor);
  free(journal);
}
