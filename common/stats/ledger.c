/* The ledger: a bitmap of the numbers received, one bit each. */
#include "common/stats/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

enum {
  WORD_BITS = 64,
  WORDS_MAX = LEDGER_SPAN_MAX / WORD_BITS,
};

void ledger_init(struct ledger *ledger) {
  *ledger = (struct ledger){0};
}

void ledger_release(struct ledger *ledger) {
  free(ledger->seen);
  *ledger = (struct ledger){0};
}

/* Makes the bitmap reach from the word `first` to the word `last`, counted from
 * number 0. It at least doubles when it grows, so that receiving n numbers copies
 * O(n) bits; the spare room is at the upper end, since numbers below the base are rare. */
static bool ledger_extend(struct ledger *ledger, uint64_t first, uint64_t last) {
  uint64_t needed = last - first + 1;
  if (needed > WORDS_MAX)
    return false;
  uint64_t words = 2 * (uint64_t)ledger->seen_words;
  if (words < needed)
    words = needed;
  if (words > WORDS_MAX)
    words = WORDS_MAX;
  uint64_t *seen = calloc(words, sizeof *seen);
  if (!seen)
    return false;
  if (ledger->seen) {
    uint64_t base = ledger->base_seq / WORD_BITS;
    uint64_t used = ledger->highest_seq / WORD_BITS - base + 1;
    memcpy(seen + (base - first), ledger->seen, used * sizeof *seen);
  }
  free(ledger->seen);
  ledger->seen = seen;
  ledger->seen_words = words;
  ledger->base_seq = first * WORD_BITS;
  return true;
}

/* Makes sure that the bitmap has a bit for the number. */
static bool ledger_cover(struct ledger *ledger, uint64_t seq) {
  uint64_t word = seq / WORD_BITS;
  if (!ledger->seen)
    return ledger_extend(ledger, word, word);
  uint64_t base = ledger->base_seq / WORD_BITS;
  if (word < base)
    return ledger_extend(ledger, word, ledger->highest_seq / WORD_BITS);
  if (word - base >= ledger->seen_words)
    return ledger_extend(ledger, base, word);
  return true;
}

enum ledger_verdict ledger_receive(struct ledger *ledger, uint64_t seq, bool measured) {
  if (!seq || !ledger_cover(ledger, seq))
    return LEDGER_REFUSED;
  ledger->received++;
  uint64_t offset = seq - ledger->base_seq;
  CONTRACT(offset / WORD_BITS < ledger->seen_words);
  uint64_t *word = &ledger->seen[offset / WORD_BITS];
  uint64_t bit = UINT64_C(1) << offset % WORD_BITS;
  if (*word & bit) {
    ledger->duplicated += measured;
    return LEDGER_DUPLICATE;
  }
  *word |= bit;
  ledger->delivered += measured;
  if (seq < ledger->highest_seq)
    ledger->reordered += measured;
  else
    ledger->highest_seq = seq;
  return LEDGER_FIRST;
}

/* Those bits of the bitmap's word `index` that stand for numbers in [first, last]. */
static uint64_t ledger_word_in(const struct ledger *ledger, uint64_t index, uint64_t first,
                               uint64_t last) {
  uint64_t lowest = ledger->base_seq + index * WORD_BITS;
  uint64_t word = ledger->seen[index];
  if (first > lowest)
    word &= UINT64_MAX << (first - lowest);
  if (last < lowest + (WORD_BITS - 1))
    word &= UINT64_MAX >> (lowest + (WORD_BITS - 1) - last);
  return word;
}

/* Counts the numbers in [first_seq, first_seq + count) that were received at least once. */
static uint64_t ledger_received_in(const struct ledger *ledger, uint64_t first_seq,
                                   uint64_t count) {
  if (!count || !ledger->seen)
    return 0;
  uint64_t last_seq = first_seq + (count - 1);
  if (last_seq < first_seq || last_seq > ledger->highest_seq)
    last_seq = ledger->highest_seq;
  if (first_seq < ledger->base_seq)
    first_seq = ledger->base_seq;
  if (first_seq > last_seq)
    return 0;
  uint64_t sum = 0;
  uint64_t last_word = (last_seq - ledger->base_seq) / WORD_BITS;
  CONTRACT(last_word < ledger->seen_words);
  for (uint64_t i = (first_seq - ledger->base_seq) / WORD_BITS; i <= last_word; i++)
    sum += (uint64_t)__builtin_popcountll(ledger_word_in(ledger, i, first_seq, last_seq));
  return sum;
}

bool ledger_has(const struct ledger *ledger, uint64_t seq) {
  return ledger_received_in(ledger, seq, 1) == 1;
}

uint64_t ledger_skipped_in(const struct ledger *ledger, uint64_t first_seq, uint64_t count) {
  if (!count || first_seq > ledger->highest_seq)
    return 0;
  uint64_t below = ledger->highest_seq - first_seq + 1;
  if (count > below)
    count = below;
  return count - ledger_received_in(ledger, first_seq, count);
}
