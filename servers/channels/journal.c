/* Writes and reads the lines of a journal. */
#include "servers/channels/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/base/clock_identity.h"
#include "common/base/decimal.h"
#include "common/base/log.h"

enum {
  EPOCH_DIGITS = 20,
  HEAD_BYTES_MAX = 128,
  FIELDS_BYTES_MAX = 4 * (DECIMAL_BYTES_MAX + 1) + 16, /* a line without its data */
};

static const char magic[] = "pushbench-journal\t";
static const char *const origins[] = {
    [ORIGIN_PUBLISHER] = "publisher", [ORIGIN_REQUEST] = "request"};

/* --- a line --------------------------------------------------------------------------- */

static bool skip(const char **at, const char *end, const char *expected) {
  size_t bytes = strlen(expected);
  if ((size_t)(end - *at) < bytes || memcmp(*at, expected, bytes) != 0)
    return false;
  *at += bytes;
  return true;
}

static bool read_number(const char **at, const char *end, uint64_t *out) {
  return decimal_read(at, end, out) && skip(at, end, "\t");
}

bool journal_entry_read(const char *line, size_t bytes, struct journal_entry *out) {
  const char *at = line;
  const char *end = line + bytes;
  struct journal_entry entry = {0};
  struct message *message = &entry.message;
  if (!read_number(&at, end, &entry.channel) || !read_number(&at, end, &message->seq) ||
      !read_number(&at, end, &message->due_ns) || !read_number(&at, end, &message->sent_ns))
    return false;
  if (skip(&at, end, "publisher\t"))
    entry.origin = ORIGIN_PUBLISHER;
  else if (skip(&at, end, "request\t"))
    entry.origin = ORIGIN_REQUEST;
  else
    return false;
  message->data = at;
  message->data_bytes = (size_t)(end - at);
  if (message->data_bytes > MESSAGE_DATA_BYTES_MAX ||
      !message_data_plain(message->data, message->data_bytes))
    return false;
  *out = entry;
  return true;
}

/* The line up to the data; returns its length. */
static size_t entry_write(const struct journal_entry *entry, char *out) {
  const uint64_t numbers[] = {entry->channel, entry->message.seq, entry->message.due_ns,
                              entry->message.sent_ns};
  char *at = out;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    at += decimal_write(numbers[i], at);
    *at++ = '\t';
  }
  const char *origin = origins[entry->origin];
  memcpy(at, origin, strlen(origin));
  at += strlen(origin);
  *at++ = '\t';
  return (size_t)(at - out);
}

/* Twenty digits, with zeros in front. */
static bool read_epoch(const char **at, const char *end, uint64_t *out) {
  const char *digits = *at;
  if (end - digits < EPOCH_DIGITS)
    return false;
  const char *stop = digits + EPOCH_DIGITS;
  while (digits < stop - 1 && *digits == '0')
    digits++;
  if (!decimal_read(&digits, stop, out) || digits != stop)
    return false;
  *at = stop;
  return true;
}

bool journal_head_read(const char *line, size_t bytes, struct journal_head *out) {
  const char *at = line;
  const char *end = line + bytes;
  struct journal_head head = {0};
  if (!skip(&at, end, magic) || !decimal_read(&at, end, &head.schema))
    return false;
  if (head.schema == JOURNAL_SCHEMA) {
    if (!skip(&at, end, "\t") || !read_epoch(&at, end, &head.epoch_ns) || !skip(&at, end, "\t") ||
        end - at != JOURNAL_BOOT_BYTES)
      return false;
    memcpy(head.boot, at, JOURNAL_BOOT_BYTES);
  }
  *out = head;
  return true;
}

/* --- the file ------------------------------------------------------------------------- */

/* Dashes where the kernel does not tell it. */
static void boot_read(char boot[JOURNAL_BOOT_BYTES + 1]) {
  const struct clock_identity clock = clock_identity_read();
  memcpy(boot, clock.boot_id, JOURNAL_BOOT_BYTES);
  if (clock.boot_id[0] == '\0')
    memset(boot, '-', JOURNAL_BOOT_BYTES);
  boot[JOURNAL_BOOT_BYTES] = '\0';
}

static enum status head_begin(struct journal *journal, struct error *error) {
  char boot[JOURNAL_BOOT_BYTES + 1];
  char head[HEAD_BYTES_MAX];
  boot_read(boot);
  int bytes =
      snprintf(head, sizeof head, "%s%d\t%0*d\t%s\n", magic, JOURNAL_SCHEMA, EPOCH_DIGITS, 0, boot);
  if (ftruncate(journal->descriptor, 0) != 0 ||
      pwrite(journal->descriptor, head, (size_t)bytes, 0) != bytes)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be written: %s", journal->path,
                     strerror(errno));
  journal->end_bytes = (uint64_t)bytes;
  return STATUS_OK;
}

static enum status head_check(struct journal *journal, const char *line, size_t bytes,
                              struct error *error) {
  struct journal_head head;
  if (!journal_head_read(line, bytes, &head))
    return error_set(error, STATUS_ENVIRONMENT,
                     "journal %s:1: not the first line of a journal; give another file",
                     journal->path);
  if (head.schema != JOURNAL_SCHEMA)
    return error_set(error, STATUS_ENVIRONMENT,
                     "journal %s:1: of schema %" PRIu64
                     ", this program reads %d; give another file",
                     journal->path, head.schema, JOURNAL_SCHEMA);
  char boot[JOURNAL_BOOT_BYTES + 1];
  boot_read(boot);
  if (strcmp(head.boot, boot) != 0)
    return error_set(error, STATUS_ENVIRONMENT,
                     "journal %s:1: from before the machine was started, so its instants mean "
                     "nothing now; give another file",
                     journal->path);
  journal->epoch_ns = head.epoch_ns;
  journal->end_bytes = bytes + 1;
  return STATUS_OK;
}

/* Whether the file ends within its first line. */
static bool head_is_cut_off(const char *start, size_t bytes) {
  size_t compared = bytes < sizeof magic - 1 ? bytes : sizeof magic - 1;
  return bytes < HEAD_BYTES_MAX && memcmp(start, magic, compared) == 0;
}

static enum status head_find(struct journal *journal, struct error *error) {
  char start[HEAD_BYTES_MAX];
  ssize_t got = pread(journal->descriptor, start, sizeof start, 0);
  if (got < 0)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be read: %s", journal->path,
                     strerror(errno));
  const char *line_end = memchr(start, '\n', (size_t)got);
  if (line_end)
    return head_check(journal, start, (size_t)(line_end - start), error);
  if (!head_is_cut_off(start, (size_t)got))
    return head_check(journal, start, (size_t)got, error);
  if (got > 0)
    log_warning("journal %s:1: cut off, begun anew", journal->path);
  return head_begin(journal, error);
}

enum status journal_open(struct journal *journal, const char *path, struct error *error) {
  struct journal made = {.path = path,
                         .descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644)};
  struct stat file;
  if (made.descriptor < 0)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be opened: %s", path,
                     strerror(errno));
  enum status status = STATUS_OK;
  if (fstat(made.descriptor, &file) != 0 || !S_ISREG(file.st_mode))
    status = error_set(error, STATUS_ENVIRONMENT, "journal %s: not a file", path);
  else if (flock(made.descriptor, LOCK_EX | LOCK_NB) != 0)
    status = error_set(error, STATUS_ENVIRONMENT, "journal %s: another server writes it", path);
  else
    status = head_find(&made, error);
  if (status == STATUS_OK && pthread_mutex_init(&made.lock, NULL) != 0)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the journal");
  if (status != STATUS_OK) {
    close(made.descriptor);
    return status;
  }
  *journal = made;
  return STATUS_OK;
}

void journal_close(struct journal *journal) {
  close(journal->descriptor);
  pthread_mutex_destroy(&journal->lock);
}

/* --- restoring ------------------------------------------------------------------------ */

/* One line with its end. STATUS_CHECK where the end is missing. */
static enum status restore_line(struct journal *journal, const struct journal_handler *handler,
                                const char *line, size_t bytes, struct error *error) {
  if (line[bytes - 1] != '\n')
    return STATUS_CHECK;
  struct journal_entry entry;
  struct error reason = {"not a message: channel, seq, due_ns, sent_ns, origin, data"};
  enum status status = STATUS_ENVIRONMENT;
  if (journal_entry_read(line, bytes - 1, &entry))
    status = handler->restore(handler->context, &entry, &reason);
  if (status != STATUS_OK)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s:%" PRIu64 ": %s", journal->path,
                     journal->lines, reason.text);
  journal->end_bytes += bytes;
  return STATUS_OK;
}

static enum status restore_from(struct journal *journal, const struct journal_handler *handler,
                                FILE *file, struct error *error) {
  enum status status = STATUS_OK;
  char *line = NULL;
  size_t capacity = 0;
  ssize_t bytes = 0;
  while (status == STATUS_OK && (bytes = getline(&line, &capacity, file)) > 0) {
    journal->lines++;
    status = restore_line(journal, handler, line, (size_t)bytes, error);
  }
  free(line);
  if (status == STATUS_OK && ferror(file))
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be read", journal->path);
  return status;
}

enum status journal_restore(struct journal *journal, const struct journal_handler *handler,
                            struct error *error) {
  int descriptor = dup(journal->descriptor);
  FILE *file = descriptor < 0 ? NULL : fdopen(descriptor, "r");
  if (!file || fseeko(file, (off_t)journal->end_bytes, SEEK_SET) != 0) {
    if (file)
      fclose(file);
    else if (descriptor >= 0)
      close(descriptor);
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be read: %s", journal->path,
                     strerror(errno));
  }
  journal->lines = 1;
  enum status status = restore_from(journal, handler, file, error);
  fclose(file);
  if (status != STATUS_CHECK)
    return status;
  log_warning("journal %s:%" PRIu64 ": cut off, dropped", journal->path, journal->lines);
  if (ftruncate(journal->descriptor, (off_t)journal->end_bytes) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "journal %s: cannot be written: %s", journal->path,
                     strerror(errno));
  return STATUS_OK;
}

/* --- writing -------------------------------------------------------------------------- */

/* The lock is held. */
static enum status journal_fail(struct journal *journal, ssize_t written) {
  if (!journal->failing)
    log_error("journal %s: cannot be written, so nothing is published: %s", journal->path,
              written < 0 ? strerror(errno) : "no space");
  journal->failing = true;
  if (written > 0 && ftruncate(journal->descriptor, (off_t)journal->end_bytes) != 0)
    log_error("journal %s: cannot be cut to its last whole line: %s", journal->path,
              strerror(errno));
  return STATUS_ENVIRONMENT;
}

enum status journal_append(struct journal *journal, const struct journal_entry *entry) {
  char fields[FIELDS_BYTES_MAX];
  struct iovec parts[] = {
      {.iov_base = fields, .iov_len = entry_write(entry, fields)},
      {.iov_base = (void *)entry->message.data, .iov_len = entry->message.data_bytes},
      {.iov_base = "\n", .iov_len = 1},
  };
  size_t bytes = parts[0].iov_len + parts[1].iov_len + 1;
  pthread_mutex_lock(&journal->lock);
  ssize_t written = pwritev(journal->descriptor, parts, 3, (off_t)journal->end_bytes);
  enum status status = STATUS_OK;
  if (written == (ssize_t)bytes) {
    journal->end_bytes += bytes;
    journal->failing = false;
  } else {
    status = journal_fail(journal, written);
  }
  pthread_mutex_unlock(&journal->lock);
  return status;
}

enum status journal_set_epoch(struct journal *journal, uint64_t epoch_ns) {
  char digits[EPOCH_DIGITS + 1];
  char schema[DECIMAL_BYTES_MAX];
  snprintf(digits, sizeof digits, "%0*" PRIu64, EPOCH_DIGITS, epoch_ns);
  size_t at = sizeof magic - 1 + decimal_write(JOURNAL_SCHEMA, schema) + 1;
  pthread_mutex_lock(&journal->lock);
  ssize_t written = pwrite(journal->descriptor, digits, EPOCH_DIGITS, (off_t)at);
  enum status status = written == EPOCH_DIGITS ? STATUS_OK : journal_fail(journal, written);
  pthread_mutex_unlock(&journal->lock);
  return status;
}
