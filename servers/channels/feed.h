/* One channel: its history, which threads share, and waiting for the next message.
 *
 * A reader that fell behind the history continues with the oldest message that is kept; the gap in
 * the numbers shows it. All functions: any thread. */
#ifndef SERVERS_CHANNELS_FEED_H
#define SERVERS_CHANNELS_FEED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/wire/header_profile.h"
#include "servers/channels/answers.h"
#include "servers/channels/history.h"
#include "servers/channels/journal.h"
#include "servers/wire/chunk.h"

struct feed {
  pthread_mutex_t lock;
  pthread_cond_t changed; /* on CLOCK_MONOTONIC */
  uint64_t channel;
  struct history history;
  struct answers answers;
  uint64_t *due_ns; /* of message n at [n - 1]; kept of all messages, for the ledger */
  size_t due_capacity;
  enum payload_kind payload_kind;
  bool closed;
  struct journal *journal; /* NULL: none is kept */
};

/* `history`: messages that are kept; `style`: of the answers to polls. STATUS_ENVIRONMENT without
 * memory. */
enum status feed_init(struct feed *feed, uint64_t channel, size_t history,
                      const struct answer_style *style);
void feed_release(struct feed *feed);

/* Encodes and appends one message; `data` NULL fills it with bytes that readers can check.
 * Returns its number through *seq. STATUS_ENVIRONMENT without memory, or when the journal
 * cannot be written. */
enum status feed_publish(struct feed *feed, enum message_origin origin, uint64_t due_ns,
                         uint64_t sent_ns, const char *data, size_t data_bytes, uint64_t *seq);

/* Appends a message of the journal. STATUS_CHECK when it is not the next one. */
enum status feed_restore(struct feed *feed, const struct message *message);

uint64_t feed_newest(struct feed *feed);

/* The first message after *cursor that is kept, in one form, and moves the cursor to it. A
 * reference for the caller; NULL when there is none. */
struct chunk *feed_next(struct feed *feed, enum message_form form, uint64_t *cursor);

/* As answers_get. */
struct chunk *feed_answer(struct feed *feed, uint64_t *cursor, uint64_t bytes_max,
                          enum answer_kind kind);

/* As history_bytes_after and history_pass_over. They take the same time however many messages
 * wait, but for a binary search. */
uint64_t feed_waiting_bytes(struct feed *feed, uint64_t cursor);
uint64_t feed_pass_over(struct feed *feed, uint64_t *cursor, uint64_t bytes_max);

/* Blocks until there is a message after `cursor`, or until the instant (UINT64_MAX: no limit), and
 * returns true. False when the feed is closed or *cancelled is set; the thread that sets it then
 * calls feed_wake. */
bool feed_wait(struct feed *feed, uint64_t cursor, uint64_t until_ns, const atomic_bool *cancelled);

/* Makes all waiting threads look at their `cancelled`. */
void feed_wake(struct feed *feed);

/* Ends all waiting, for good. */
void feed_close(struct feed *feed);

/* Messages due in [from_ns, to_ns). Those of users are not due in the order of their numbers. */
struct feed_due {
  uint64_t count;
  uint64_t first, last; /* the lowest and the highest number, 0 for none */
};
struct feed_due feed_due(struct feed *feed, uint64_t from_ns, uint64_t to_ns);

#endif
