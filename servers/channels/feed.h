/* One channel: the newest messages, each in every form that goes out.
 *
 * Numbers start at 1 and have no gaps. A reader keeps a cursor, the number of the
 * last message it has seen; one that fell behind the history is moved to its
 * oldest message and can tell from the gap. All functions: any thread. */
#ifndef SERVERS_CHANNELS_FEED_H
#define SERVERS_CHANNELS_FEED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/wire/header_profile.h"
#include "servers/channels/journal.h"
#include "servers/wire/chunk.h"

enum feed_form {
  FEED_TEXT,      /* the message's JSON text */
  FEED_SSE,       /* an event */
  FEED_WEBSOCKET, /* a whole unmasked text frame */
  FEED_FORMS,
};

struct feed_slot {
  uint64_t seq; /* of the message; 0 for none yet */
  struct chunk *forms[FEED_FORMS];
  uint64_t end_bytes; /* of the texts of all messages up to this one, since the first */
};

/* The last poll answer: pollers that waited together have the same cursor. */
struct feed_answer {
  struct chunk *chunk;
  uint64_t after, newest; /* made for this cursor when this was the newest message */
  uint64_t next;          /* the cursor behind it */
  uint64_t bytes_max;
};

struct feed {
  pthread_mutex_t lock;
  pthread_cond_t moved; /* on CLOCK_MONOTONIC */
  uint64_t channel;
  uint64_t newest;        /* number of the newest message, 0 while there is none */
  struct feed_slot *ring; /* message n lies in slot n % history */
  size_t history;
  uint64_t *due_ns; /* of message n at [n - 1]; never forgotten: for the ledger */
  size_t due_capacity;

  struct feed_answer answers[2]; /* as it is, and for those who take gzip */
  struct answer_style style;     /* of a poll's answer */
  struct gzip *gzip;             /* NULL: none is compressed */
  enum payload_kind payload_kind;
  bool closed;
  struct journal *journal; /* NULL: none is kept */
};

enum status feed_init(struct feed *feed, uint64_t channel, size_t history,
                      const struct answer_style *style);
void feed_release(struct feed *feed);

/* Encodes and appends one message; `data` NULL fills it with checkable bytes.
 * Returns its number through *seq. STATUS_ENVIRONMENT without memory, or when the journal
 * cannot be written. */
enum status feed_publish(struct feed *feed, enum message_origin origin, uint64_t due_ns,
                         uint64_t sent_ns, const char *data, size_t data_bytes, uint64_t *seq);

/* Appends a message that was published before. STATUS_CHECK when it is not the one that
 * comes next. */
enum status feed_restore(struct feed *feed, const struct message *message);

uint64_t feed_newest(struct feed *feed);

/* The message after *cursor in one form, a reference for the caller, and the
 * cursor moved behind it; NULL when there is none yet. */
struct chunk *feed_next(struct feed *feed, enum feed_form form, uint64_t *cursor);

/* A complete HTTP answer to a poll: head, and the messages after *cursor, as many as have
 * bytes_max of text together, or one; none is allowed. Moves the cursor. `gzip`: the client
 * takes it; it gets it where answers are compressed, if this one is the shorter for it, its
 * header included. NULL without memory. */
struct chunk *feed_answer(struct feed *feed, uint64_t *cursor, uint64_t bytes_max, bool gzip);

/* Bytes of the texts behind the cursor that are still kept: what waits for a reader who has
 * come so far. Takes the same time however many there are. */
uint64_t feed_waiting_bytes(struct feed *feed, uint64_t cursor);

/* Moves the cursor over the oldest messages, so that what waits is not above bytes_max.
 * Returns how many it moved over, those counted that are not kept any more. */
uint64_t feed_pass_over(struct feed *feed, uint64_t *cursor, uint64_t bytes_max);

/* Blocks until there is a message after `cursor`, or until the instant (UINT64_MAX:
 * no limit); true then. False when the feed is closed or *cancelled is set; whoever
 * sets that calls feed_wake. */
bool feed_wait(struct feed *feed, uint64_t cursor, uint64_t until_ns, const atomic_bool *cancelled);

/* Lets all who wait look at their `cancelled`. */
void feed_wake(struct feed *feed);

/* Ends all waiting, for good. */
void feed_close(struct feed *feed);

/* Messages due in [from_ns, to_ns). What users publish is not due in the order of its
 * numbers. */
struct feed_due {
  uint64_t count;
  uint64_t first, last; /* the lowest and the highest number, 0 for none */
};
struct feed_due feed_due(struct feed *feed, uint64_t from_ns, uint64_t to_ns);

#endif
