/* Numbers as they lie in memory, and sparse histograms. */
#include "clients/record/carrier.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/contract.h"

enum { WORD_BITS = 64 };

struct carrier carrier_making(void) {
  return (struct carrier){.arriving = false};
}

struct carrier carrier_reading(const char *bytes, size_t count) {
  return (struct carrier){.arriving = true, .bytes = bytes, .count = count};
}

void carrier_release(struct carrier *carrier) {
  CONTRACT(!carrier->arriving);
  growing_text_release(&carrier->made);
  *carrier = (struct carrier){.broken = true};
}

bool carrier_complete(const struct carrier *carrier) {
  return !carrier->broken && (!carrier->arriving || carrier->at == carrier->count);
}

static void bytes_write(struct carrier *carrier, const void *from, size_t count) {
  growing_text_add(&carrier->made, from, count);
  carrier->broken = carrier->broken || carrier->made.failed;
}

static void bytes_read(struct carrier *carrier, void *into, size_t count) {
  carrier->broken = carrier->broken || carrier->count - carrier->at < count;
  if (carrier->broken) {
    memset(into, 0, count);
    return;
  }
  memcpy(into, carrier->bytes + carrier->at, count);
  carrier->at += count;
}

uint64_t carrier_number(struct carrier *carrier, uint64_t value) {
  uint64_t sent = value;
  if (carrier->arriving)
    bytes_read(carrier, &sent, sizeof sent);
  else
    bytes_write(carrier, &sent, sizeof sent);
  return sent;
}

void carrier_sum(struct carrier *carrier, uint64_t *value) {
  uint64_t sent = carrier_number(carrier, *value);
  if (carrier->arriving)
    *value += sent;
}

void carrier_sums(struct carrier *carrier, uint64_t *values, size_t count) {
  for (size_t i = 0; i < count; i++)
    carrier_sum(carrier, &values[i]);
}

void carrier_most(struct carrier *carrier, uint64_t *value) {
  uint64_t sent = carrier_number(carrier, *value);
  if (sent > *value)
    *value = sent;
}

void carrier_least(struct carrier *carrier, uint64_t *value) {
  uint64_t sent = carrier_number(carrier, *value);
  if (sent < *value)
    *value = sent;
}

void carrier_any(struct carrier *carrier, bool *value) {
  *value = carrier_number(carrier, *value) || *value;
}

void carrier_all(struct carrier *carrier, bool *value) {
  *value = carrier_number(carrier, *value) && *value;
}

void carrier_text(struct carrier *carrier, char *text, size_t capacity) {
  if (!carrier->arriving) {
    bytes_write(carrier, text, capacity);
    return;
  }
  char *sent = malloc(capacity);
  if (!sent) {
    carrier->broken = true;
    return;
  }
  bytes_read(carrier, sent, capacity);
  sent[capacity - 1] = '\0';
  if (!*text)
    memcpy(text, sent, capacity);
  free(sent);
}

static void counters_send(struct carrier *carrier, const struct histogram *histogram) {
  size_t used = 0;
  for (size_t i = 0; i < HISTOGRAM_COUNTERS; i++)
    used += histogram->counts[i] != 0;
  carrier_number(carrier, used);
  for (size_t i = 0; i < HISTOGRAM_COUNTERS; i++) {
    if (!histogram->counts[i])
      continue;
    carrier_number(carrier, i);
    carrier_number(carrier, histogram->counts[i]);
  }
}

static void counters_take(struct carrier *carrier, struct histogram *part) {
  uint64_t used = carrier_number(carrier, 0);
  for (uint64_t i = 0; i < used && !carrier->broken; i++) {
    uint64_t index = carrier_number(carrier, 0);
    uint64_t count = carrier_number(carrier, 0);
    carrier->broken = carrier->broken || index >= HISTOGRAM_COUNTERS;
    if (!carrier->broken)
      part->counts[index] = count;
  }
}

static void histogram_take(struct carrier *carrier, struct histogram *into) {
  struct histogram part;
  if (histogram_init(&part) != STATUS_OK) {
    carrier->broken = true;
    return;
  }
  part.count = carrier_number(carrier, 0);
  part.out_of_range = carrier_number(carrier, 0);
  part.min_ns = carrier_number(carrier, 0);
  part.max_ns = carrier_number(carrier, 0);
  part.sum_ns = carrier_number(carrier, 0);
  counters_take(carrier, &part);
  if (!carrier->broken)
    histogram_merge(into, &part);
  histogram_release(&part);
}

void carrier_histogram(struct carrier *carrier, struct histogram *histogram) {
  if (carrier->arriving) {
    histogram_take(carrier, histogram);
    return;
  }
  carrier_number(carrier, histogram->count);
  carrier_number(carrier, histogram->out_of_range);
  carrier_number(carrier, histogram->min_ns);
  carrier_number(carrier, histogram->max_ns);
  carrier_number(carrier, histogram->sum_ns);
  counters_send(carrier, histogram);
}

void carrier_age(struct carrier *carrier, struct age *age) {
  age_area area_twice = age->area_twice;
  carrier_histogram(carrier, &age->begins);
  carrier_histogram(carrier, &age->ends);
  carrier_sum(carrier, &age->time_ns);
  if (!carrier->arriving) {
    bytes_write(carrier, &area_twice, sizeof area_twice);
    return;
  }
  bytes_read(carrier, &area_twice, sizeof area_twice);
  age->area_twice += area_twice;
}

static void word_take(struct carrier *carrier, struct ledger *ledger, uint64_t first_seq,
                      uint64_t word) {
  for (uint64_t bit = 0; bit < WORD_BITS && word >> bit; bit++) {
    uint64_t seq = first_seq + bit;
    if ((word >> bit & 1) && !ledger_has(ledger, seq) &&
        ledger_receive(ledger, seq, true) == LEDGER_REFUSED)
      carrier->broken = true;
  }
}

void carrier_union(struct carrier *carrier, struct ledger *ledger) {
  uint64_t base_seq = carrier_number(carrier, ledger->base_seq);
  uint64_t words = carrier_number(carrier, ledger->seen_words);
  for (uint64_t i = 0; i < words && !carrier->broken; i++) {
    uint64_t word = carrier_number(carrier, carrier->arriving ? 0 : ledger->seen[i]);
    if (carrier->arriving)
      word_take(carrier, ledger, base_seq + i * WORD_BITS, word);
  }
}
