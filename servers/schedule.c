/* Due times from a seed. */
#include "servers/schedule.h"

#include "common/clock.h"

enum { STREAM_GAPS = 1, STREAM_TARGETS = 2 };

void schedule_init(struct schedule *schedule, const struct server_options *options) {
  uint64_t seed = (uint64_t)options->seed;
  *schedule = (struct schedule){
      .rate_per_s = options->rate_per_s * (double)options->channels,
      .arrival = (enum arrival)options->arrival,
      .burst_messages = (uint64_t)options->burst_messages,
      .channels = (uint64_t)options->channels,
      .gaps = random_seeded(seed, STREAM_GAPS),
      .targets = random_seeded(seed, STREAM_TARGETS),
  };
}

static uint64_t schedule_draw_channel(struct schedule *schedule) {
  if (schedule->channels == 1)
    return 0;
  return (uint64_t)(random_uniform(&schedule->targets) * (double)schedule->channels);
}

/* Sets at_s and channel of the next group of messages due together. */
static void schedule_next_group(struct schedule *schedule) {
  switch (schedule->arrival) {
  case ARRIVAL_PERIODIC:
    /* from the count rather than by adding gaps, so that no rounding gathers */
    schedule->at_s = (double)(schedule->count + 1) / schedule->rate_per_s;
    schedule->channel = schedule->count % schedule->channels;
    schedule->group_left = 1;
    break;
  case ARRIVAL_POISSON:
    schedule->at_s += random_exponential(&schedule->gaps, 1 / schedule->rate_per_s);
    schedule->channel = schedule_draw_channel(schedule);
    schedule->group_left = 1;
    break;
  case ARRIVAL_BURST:
    schedule->at_s += random_exponential(&schedule->gaps,
                                         (double)schedule->burst_messages / schedule->rate_per_s);
    schedule->channel = schedule_draw_channel(schedule);
    schedule->group_left = schedule->burst_messages;
    break;
  }
}

struct due schedule_next(struct schedule *schedule) {
  if (schedule->rate_per_s <= 0)
    return (struct due){.offset_ns = SCHEDULE_NEVER};
  if (schedule->group_left == 0)
    schedule_next_group(schedule);
  schedule->group_left--;
  schedule->count++;
  return (struct due){.offset_ns = (uint64_t)(schedule->at_s * (double)NS_PER_S),
                      .channel = schedule->channel};
}
