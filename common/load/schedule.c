/* Due times from a seed. */
#include "common/load/schedule.h"

#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/whole.h"

enum { STREAM_GAPS = 1, STREAM_TARGETS = 2, STREAM_LENGTHS = 3 };

/* Otherwise nothing would be due, or everything at once, or in no channel. */
static void plan_check(const struct schedule_plan *plan) {
  if (plan->trace || plan->rate_per_s <= 0)
    return;
  CONTRACT(plan->channels > 0);
  CONTRACT(plan->arrival != ARRIVAL_BURST || plan->burst_messages > 0);
  CONTRACT(plan->phase >= 0 && plan->phase <= 1);
  CONTRACT(plan->payload_bytes_max == 0 || plan->payload_bytes_max >= plan->payload_bytes);
}

void schedule_init(struct schedule *schedule, const struct schedule_plan *plan) {
  plan_check(plan);
  *schedule = (struct schedule){
      .plan = *plan,
      .gaps = random_seeded(plan->seed, plan->stream + STREAM_GAPS),
      .targets = random_seeded(plan->seed, plan->stream + STREAM_TARGETS),
      .lengths = random_seeded(plan->seed, plan->stream + STREAM_LENGTHS),
  };
}

static uint64_t schedule_draw_channel(struct schedule *schedule) {
  uint64_t channels = schedule->plan.channels;
  if (channels == 1)
    return 0;
  return whole_of(random_uniform(&schedule->targets) * (double)channels);
}

static uint64_t schedule_draw_length(struct schedule *schedule) {
  const struct schedule_plan *plan = &schedule->plan;
  if (plan->payload_bytes_max == 0)
    return plan->payload_bytes;
  uint64_t lengths = plan->payload_bytes_max - plan->payload_bytes + 1;
  return plan->payload_bytes + whole_of(random_uniform(&schedule->lengths) * (double)lengths);
}

/* Sets at_s and channel of the next group of messages due together. */
static void schedule_next_group(struct schedule *schedule) {
  const struct schedule_plan *plan = &schedule->plan;
  switch (plan->arrival) {
  case ARRIVAL_PERIODIC:
    /* from the count rather than by adding gaps, so that rounding errors do not add up */
    schedule->at_s = ((double)(schedule->count + 1) - plan->phase) / plan->rate_per_s;
    schedule->channel = schedule->count % plan->channels;
    schedule->group_left = 1;
    break;
  case ARRIVAL_POISSON:
    schedule->at_s += random_exponential(&schedule->gaps, 1 / plan->rate_per_s);
    schedule->channel = schedule_draw_channel(schedule);
    schedule->group_left = 1;
    break;
  case ARRIVAL_BURST:
    schedule->at_s +=
        random_exponential(&schedule->gaps, (double)plan->burst_messages / plan->rate_per_s);
    schedule->channel = schedule_draw_channel(schedule);
    schedule->group_left = plan->burst_messages;
    break;
  }
}

static struct due schedule_next_of_trace(struct schedule *schedule) {
  const struct trace *trace = schedule->plan.trace;
  if (schedule->count == trace->count)
    return (struct due){.offset_ns = SCHEDULE_NEVER};
  const struct trace_entry *entry = &trace->entries[schedule->count++];
  return (struct due){entry->offset_ns, entry->channel, entry->bytes};
}

struct due schedule_next(struct schedule *schedule) {
  if (schedule->plan.trace)
    return schedule_next_of_trace(schedule);
  if (schedule->plan.rate_per_s <= 0)
    return (struct due){.offset_ns = SCHEDULE_NEVER};
  if (schedule->group_left == 0) {
    double before_s = schedule->at_s;
    schedule_next_group(schedule);
    CONTRACT(schedule->at_s >= before_s && schedule->group_left > 0);
    CONTRACT(schedule->channel < schedule->plan.channels);
  }
  schedule->group_left--;
  schedule->count++;
  return (struct due){.offset_ns = whole_ns_of_s(schedule->at_s),
                      .channel = schedule->channel,
                      .bytes = schedule_draw_length(schedule)};
}
