/* Counts the events that arrive with the one before, though they were sent apart. */
#include "bench/probe/spacing.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/clock.h"

enum { GAPS_MAX = 256 };

static int by_size(const void *a, const void *b) {
  double first = *(const double *)a, second = *(const double *)b;
  return (first > second) - (first < second);
}

static double ms_between(uint64_t before_ns, uint64_t after_ns) {
  return ((double)after_ns - (double)before_ns) / (double)NS_PER_MS;
}

/* The median of the times between two sendings; 0 with fewer than two events. */
static double interval_ms(const struct arrival *arrivals, size_t count) {
  double gaps[GAPS_MAX] = {0};
  size_t gap_count = 0;
  for (size_t i = 1; i < count && gap_count < GAPS_MAX; i++)
    gaps[gap_count++] = ms_between(arrivals[i - 1].sent_ns, arrivals[i].sent_ns);
  qsort(gaps, gap_count, sizeof *gaps, by_size);
  return gap_count > 0 ? gaps[gap_count / 2] : 0;
}

/* How much longer the slowest was on its way than the fastest. */
static double held_ms(const struct arrival *arrivals, size_t count) {
  double least = 0, most = 0;
  for (size_t i = 0; i < count; i++) {
    double way = ms_between(arrivals[i].sent_ns, arrivals[i].arrived_ns);
    least = i == 0 || way < least ? way : least;
    most = i == 0 || way > most ? way : most;
  }
  return most - least;
}

/* Less than a quarter of the time between their sendings lies between their arrivals. */
static bool is_together(const struct arrival *before, const struct arrival *after) {
  double sent_ms = ms_between(before->sent_ns, after->sent_ns);
  return sent_ms > 0 && ms_between(before->arrived_ns, after->arrived_ns) < sent_ms / 4;
}

static struct observed_spacing unknown(struct observed_spacing made, const char *words) {
  made.look = LOOK_UNKNOWN;
  snprintf(made.words, sizeof made.words, "%s", words);
  return made;
}

struct observed_spacing spacing_judge(const struct arrival *arrivals, size_t count, size_t sent) {
  struct observed_spacing made = {.look = LOOK_PASSES, .sent = sent, .arrived = count};
  made.interval_ms = interval_ms(arrivals, count);
  made.held_ms = held_ms(arrivals, count);
  for (size_t i = 1; i < count; i++)
    made.together += is_together(&arrivals[i - 1], &arrivals[i]);
  made.heaps = count - made.together;
  if (sent < SPACING_EVENTS_MIN)
    return unknown(made, "too few events were sent");
  if (count >= SPACING_EVENTS_MIN && made.interval_ms < SPACING_INTERVAL_MS)
    return unknown(made, "the server sends more often than every 20 ms");
  /* those that are missing are held back, or lost */
  bool missing = count * 2 < sent;
  bool heaped = count > 1 && made.together * 2 >= count - 1;
  if (missing || heaped)
    made.look = LOOK_FAILS;
  return made;
}
