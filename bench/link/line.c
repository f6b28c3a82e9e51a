/* Rate, queue, outages, delay and order of a line. */
#include "bench/link/line.h"

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/whole.h"

struct line line_of(uint64_t seed, uint64_t number, enum link_direction direction) {
  struct random random = random_seeded(seed, number * LINK_DIRECTIONS + direction);
  struct line line = {.outage_key = random_next(&random)};
  line.jitter_key = random_next(&random);
  return line;
}

/* Uniform in [0, 1): the same for all of a slot. */
static double slot_uniform(uint64_t key, uint64_t slot) {
  struct random random = random_seeded(key, slot);
  return random_uniform(&random);
}

/* Before the epoch the difference wraps around: these are slots of their own. */
static bool is_out(const struct line *line, double loss, uint64_t since_ns) {
  return loss > 0 && slot_uniform(line->outage_key, since_ns / (LINE_OUTAGE_MS * NS_PER_MS)) < loss;
}

static uint64_t delay_of(const struct line *line, const struct line_settings *settings,
                         uint64_t since_ns) {
  if (settings->jitter_ns == 0)
    return settings->delay_ns;
  double uniform = slot_uniform(line->jitter_key, since_ns / (LINE_JITTER_MS * NS_PER_MS));
  return settings->delay_ns - settings->jitter_ns +
         whole_of(2 * uniform * (double)settings->jitter_ns);
}

static uint64_t sending_ns(const struct line_settings *settings, size_t bytes) {
  return settings->rate_bits_per_s > 0 ? bytes * 8 * NS_PER_S / settings->rate_bits_per_s : 0;
}

enum line_fate line_carry(struct line *line, const struct line_settings *settings, size_t bytes,
                          uint64_t now_ns, uint64_t epoch_ns, uint64_t *arrival_ns) {
  uint64_t begin_ns = line->free_ns > now_ns ? line->free_ns : now_ns;
  if (begin_ns - now_ns > settings->queue_ns)
    return LINE_QUEUE_FULL;
  line->free_ns = begin_ns + sending_ns(settings, bytes);
  uint64_t since_ns = line->free_ns - epoch_ns;
  if (is_out(line, settings->loss, since_ns))
    return LINE_OUT;
  *arrival_ns = line->free_ns + delay_of(line, settings, since_ns);
  if (!settings->reorders && *arrival_ns < line->arrived_ns)
    *arrival_ns = line->arrived_ns;
  if (*arrival_ns > line->arrived_ns)
    line->arrived_ns = *arrival_ns;
  return LINE_CARRIED;
}
