/* The server's journal: what it publishes is on file before anybody can read it, so that
 * a server that was killed goes on where it was when it is started with the same journal.
 *
 * Text; the fields of a line are separated by tabs:
 *
 *   pushbench-journal  SCHEMA  EPOCH_NS  BOOT
 *   channel  seq  due_ns  sent_ns  publisher|request  data
 *
 * EPOCH_NS has twenty digits, all 0 until the publisher has begun. BOOT names the start of
 * the machine: instants of CLOCK_MONOTONIC mean nothing after another. A message is one
 * write(2), so SIGKILL can at most cut off the last line, which nobody has seen then. */
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
  uint64_t epoch_ns; /* as found; 0 for none */
  pthread_mutex_t lock;
  uint64_t end_bytes; /* of what is whole; the next line goes there */
  uint64_t lines;     /* found by journal_restore, the first included */
  bool failing;       /* the last write failed, which was said */
};

/* Opens the file, or makes it, for this process alone. STATUS_ENVIRONMENT when it cannot
 * be opened, is not a journal of this schema, or is of another start of the machine. */
enum status journal_open(struct journal *journal, const char *path, struct error *error);
void journal_close(struct journal *journal);

/* What takes the messages that were found, in their order. Its error gets file and line
 * in front. */
struct journal_handler {
  enum status (*restore)(void *context, const struct journal_entry *entry, struct error *error);
  void *context;
};

/* Reads the file to its end, once and before anything is appended. A last line that is cut
 * off is dropped with a warning; any other that is none is refused, STATUS_ENVIRONMENT. */
enum status journal_restore(struct journal *journal, const struct journal_handler *handler,
                            struct error *error);

/* Any thread. STATUS_ENVIRONMENT, told once on standard error, when it cannot be written;
 * the file is then as before. */
enum status journal_append(struct journal *journal, const struct journal_entry *entry);
enum status journal_set_epoch(struct journal *journal, uint64_t epoch_ns);

/* A line without its end; `data` then points into it. False when it is none. */
bool journal_entry_read(const char *line, size_t bytes, struct journal_entry *out);

struct journal_head {
  uint64_t schema; /* the other fields are not read when it is not JOURNAL_SCHEMA */
  uint64_t epoch_ns;
  char boot[JOURNAL_BOOT_BYTES + 1];
};

/* The first line without its end. False when it is none. */
bool journal_head_read(const char *line, size_t bytes, struct journal_head *out);

#endif
