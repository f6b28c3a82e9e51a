/* Schedules from a seed. */
#include "common/load/workload_schedule.h"
#include "common/base/contract.h"
#include "common/base/whole.h"

/* Keep these streams of random numbers apart from the other uses of the same seed. */
static const uint64_t POLL_STREAMS = UINT64_C(2) << 32;
static const uint64_t WRITER_STREAMS = UINT64_C(4) << 32;

/* A writer's schedule, and its phase. */
enum { STREAMS_OF_WRITER = SCHEDULE_STREAMS + 1 };

struct schedule_plan workload_schedule_of_server(const struct workload *workload,
                                                 const struct load_plan *load) {
  double rate_per_s = load->rate_per_s * (double)workload->channels;
  return (struct schedule_plan){.rate_per_s = workload_is_written(workload) ? 0 : rate_per_s,
                                .arrival = load->arrival,
                                .burst_messages = load->burst_messages,
                                .channels = workload->channels,
                                .seed = load->seed,
                                .payload_bytes = load->payload_bytes,
                                .payload_bytes_max = load->payload_bytes_max};
}

struct schedule_plan workload_schedule_of_writer(const struct load_plan *load, uint64_t user) {
  uint64_t stream = WRITER_STREAMS + user * STREAMS_OF_WRITER;
  struct random phase = random_seeded(load->seed, stream + SCHEDULE_STREAMS);
  return (struct schedule_plan){.rate_per_s = load->rate_per_s,
                                .arrival = load->arrival,
                                .burst_messages = load->burst_messages,
                                .channels = 1,
                                .seed = load->seed,
                                .stream = stream,
                                .payload_bytes = load->payload_bytes,
                                .payload_bytes_max = load->payload_bytes_max,
                                .phase = random_uniform(&phase)};
}

uint64_t workload_poll_phase_ns(uint64_t seed, uint64_t user, uint64_t interval_ns) {
  struct random random = random_seeded(seed, POLL_STREAMS + user);
  uint64_t phase_ns = whole_of(random_uniform(&random) * (double)interval_ns);
  CONTRACT(phase_ns < interval_ns);
  return phase_ns;
}
