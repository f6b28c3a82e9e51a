/* The server's journal: a message is on file before anybody can read it, so a server that was
 * killed continues where it was when it is started again with the same journal.
 *
 * Text; the fields of a line are separated by tabs:
 *
 *   pushbench-journal  SCHEMA  EPOCH_NS  BOOT
 *   channel  seq  due_ns  sent_ns  publisher|request  data
 *
 * EPOCH_NS has twenty digits, all 0 until the publisher has begun. BOOT is the kernel's boot id:
 * after a restart of the machine the instants of CLOCK_MONOTONIC mean nothing. A message is one
 * write(2), so SIGKILL can at most cut off the last line, and then nobody has read that message. */
#ifndef SERVERS_CHANNELS_JOURNAL_H
#define SERVERS_CHANNELS_JOURNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/wire/message.h"

enum { JOURNAL_SCHEMA = 1, JOURNAL_BOOT_BYTES = 36 };

enum message_origin { ORIGIN_PUBLISHER, ORIGIN_REQUEST };

struct journal_entry {
  uint64_t channel;
  struct message message;
  enum message_origin origin;
};

struct journal {
  const char *path;
  int descriptor;
  uint64_t epoch_ns; /* of the file when it was opened; 0 for none */
  pthread_mutex_t lock;
  uint64_t end_bytes; /* of the whole lines; the next one is written there */
  uint64_t lines;     /* found by journal_restore, the first included */
  bool failing;       /* the last write failed, and that was logged */
};

/* Opens or creates the file, for this process alone. STATUS_ENVIRONMENT when it cannot be opened,
 * is not a journal of this schema, or has another boot id. */
enum status journal_open(struct journal *journal, const char *path, struct error *error);
void journal_close(struct journal *journal);

/* Called for each message in the order of the file. The file and the line are put in front of its
 * error. */
struct journal_handler {
  enum status (*restore)(void *context, const struct journal_entry *entry, struct error *error);
  void *context;
};

/* Reads the file to its end, once and before anything is appended. A last line that is cut off is
 * dropped with a warning. STATUS_ENVIRONMENT for any other malformed line. */
enum status journal_restore(struct journal *journal, const struct journal_handler *handler,
                            struct error *error);

/* Any thread. STATUS_ENVIRONMENT when the file cannot be written, which is logged once; the file is
 * then as before. */
enum status journal_append(struct journal *journal, const struct journal_entry *entry);
enum status journal_set_epoch(struct journal *journal, uint64_t epoch_ns);

/* Reads a line without its end; the message's data points into it. False when it is malformed. */
bool journal_entry_read(const char *line, size_t bytes, struct journal_entry *out);

struct journal_head {
  uint64_t schema; /* the other fields are read only if it is JOURNAL_SCHEMA */
  uint64_t epoch_ns;
  char boot[JOURNAL_BOOT_BYTES + 1];
};

/* The same for the first line. */
bool journal_head_read(const char *line, size_t bytes, struct journal_head *out);

#endif
