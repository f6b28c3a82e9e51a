/* The messages that our publisher hands to a server of other people, by channel and number. The
 * publisher's thread writes, the users' thread reads; every function may be called by either. */
#ifndef CLIENTS_FOREIGN_PUBLISHED_H
#define CLIENTS_FOREIGN_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"
#include "common/stats/histogram.h"

/* Answered "published", or refused; or the answer cannot come any more, and nobody knows. */
enum published_state {
  PUBLISHED_WAITS, /* it is due, and not sent yet */
  PUBLISHED_SENT,
  PUBLISHED_ACKNOWLEDGED,
  PUBLISHED_REFUSED,
  PUBLISHED_UNKNOWN,
};

struct published_message {
  uint64_t due_ns;
  uint64_t sent_ns;     /* when it was handed to the socket; 0 before */
  uint64_t answered_ns; /* when it was acknowledged or refused; 0: never */
  uint64_t data_bytes;
  enum published_state state;
};

struct published;

enum status published_create(size_t channels, struct published **out, struct error *error);
void published_destroy(struct published *published); /* NULL is fine */

/* A message is due; instants never decrease within a channel. Returns its number, from 1; 0 without
 * memory, and then it is not published. */
uint64_t published_add(struct published *published, uint64_t channel, uint64_t due_ns,
                       uint64_t data_bytes);

void published_sent(struct published *published, uint64_t channel, uint64_t number,
                    uint64_t sent_ns);

/* A message that was to be sent has found no connection: it waits again. */
void published_unsent(struct published *published, uint64_t channel, uint64_t number);

void published_settle(struct published *published, uint64_t channel, uint64_t number,
                      enum published_state state, uint64_t answered_ns);

/* False where there is no such message. */
bool published_find(struct published *published, uint64_t channel, uint64_t number,
                    struct published_message *out);

/* The messages of a channel that are due in [from_ns, to_ns): the first number, and how many; 0
 * where there are none. */
struct published_range {
  uint64_t first, count;
};
struct published_range published_between(struct published *published, uint64_t channel,
                                         uint64_t from_ns, uint64_t to_ns);

uint64_t published_newest(struct published *published, uint64_t channel);

/* Writes the list as text with tabs, for readers who want to count by themselves: a line that names
 * the columns
 *
 *   channel  number  due_ns  sent_ns  answered_ns  unsent|sent|acknowledged|refused|unknown
 *
 * and one for each message, by channel and number; 0 is no instant. STATUS_ENVIRONMENT where it
 * cannot be written. */
enum status published_write(struct published *published, const char *path, struct error *error);

/* What became of the messages of all channels that are due in [from_ns, to_ns). */
struct published_sum {
  uint64_t unsent, sent;                   /* never handed to a socket; all others, of which: */
  uint64_t acknowledged, refused, unknown; /* unknown: whoever has no answer so far */
  struct histogram lag;                    /* due -> handed to the socket */
  struct histogram acknowledgement;        /* handed to the socket -> acknowledged */
};
enum status published_sum_make(struct published *published, uint64_t from_ns, uint64_t to_ns,
                               struct published_sum *out, struct error *error);
void published_sum_release(struct published_sum *sum);

#endif
