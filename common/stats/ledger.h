/* One subscriber's ledger for one channel: which messages of the measured phase
 * it got, how often, and in what order.
 *
 * A message belongs to the measured phase when its due time is in [start, end).
 * Relations, checked by every run:  expected = delivered + lost; skipped is a part of
 * lost. duplicated counts receipts beyond the first; reordered counts first receipts
 * of a message after one with a higher number. */
#ifndef COMMON_STATS_LEDGER_H
#define COMMON_STATS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/status.h"

struct ledger {
  uint64_t *seen; /* bit i: message base_seq + i was received */
  size_t seen_words;
  uint64_t base_seq;    /* a multiple of 64, at or below the lowest number received */
  uint64_t highest_seq; /* 0 while none */
  uint64_t received;    /* receipts in all, of any phase */
  uint64_t duplicated;  /* in the measured phase */
  uint64_t reordered;   /* in the measured phase */
  uint64_t delivered;   /* distinct messages of the measured phase */
};

enum ledger_verdict {
  LEDGER_FIRST,     /* first receipt */
  LEDGER_DUPLICATE, /* seen before */
  LEDGER_REFUSED,   /* number 0, or LEDGER_SPAN_MAX or more away from the others, or no
                     * memory: counted nowhere */
};

enum { LEDGER_SPAN_MAX = 1 << 26 };

void ledger_init(struct ledger *ledger);
void ledger_release(struct ledger *ledger);

/* `measured`: the message's due time lies in the measured phase. */
enum ledger_verdict ledger_receive(struct ledger *ledger, uint64_t seq, bool measured);

/* Whether a message was received. */
bool ledger_has(const struct ledger *ledger, uint64_t seq);

/* Counts the numbers in [first_seq, first_seq + count) that were not received although a higher
 * one was: the sender, who sends in their order, skipped them. */
uint64_t ledger_skipped_in(const struct ledger *ledger, uint64_t first_seq, uint64_t count);

#endif
