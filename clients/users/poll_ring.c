/* An alarm at the next due time, for all users. */
#include "clients/users/poll_ring.h"

#include <stdlib.h>

#include "clients/users/poll_schedule.h"
#include "common/base/clock.h"

/* How long polls that cannot be sent are left alone. Where the users cannot keep their interval,
 * waking for each of their polls would take the time in which they could be sent. */
static const uint64_t PASSED_OVER_NS = NS_PER_MS;

struct poll_ring {
  struct poll_schedule schedule;
  struct loop_alarm *alarm;
  uint64_t wake_ns; /* what the alarm is set to */
  struct poll_ring_user user;
};

static bool ring_can(void *owner, uint32_t id) {
  struct crowd *crowd = owner;
  const struct poll_ring *ring = crowd->schedule;
  return ring->user.can(crowd_user(crowd, id));
}

void poll_ring_wait(struct crowd *crowd) {
  struct poll_ring *ring = crowd->schedule;
  if (!ring)
    return;
  uint64_t wake_ns = poll_schedule_wake_ns(&ring->schedule, PASSED_OVER_NS, ring_can, crowd);
  if (wake_ns == ring->wake_ns)
    return;
  ring->wake_ns = wake_ns;
  loop_alarm_at(ring->alarm, wake_ns);
}

void poll_ring_catch_up(struct crowd *crowd) {
  struct poll_ring *ring = crowd->schedule;
  if (!ring)
    return;
  uint64_t now_ns = clock_now_ns();
  while (poll_schedule_due_ns(&ring->schedule) <= now_ns)
    ring->user.due(crowd_user(crowd, poll_schedule_take(&ring->schedule)));
}

static void ring_fired(void *owner) {
  struct crowd *crowd = owner;
  struct poll_ring *ring = crowd->schedule;
  poll_ring_catch_up(crowd);
  ring->wake_ns = 0; /* the alarm is over */
  poll_ring_wait(crowd);
}

enum status poll_ring_begin(struct crowd *crowd, uint64_t epoch_ns,
                            const struct poll_ring_user *user, struct error *error) {
  const struct client_options *options = crowd->options;
  const struct deal users = {crowd->deal.first, crowd->deal.step, crowd->count};
  struct poll_ring *ring = calloc(1, sizeof *ring);
  if (!ring)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the polls' schedule");
  ring->user = *user;
  enum status status =
      poll_schedule_init(&ring->schedule, &users, (uint64_t)options->interval_ms * NS_PER_MS,
                         (uint64_t)options->seed, epoch_ns, error);
  if (status != STATUS_OK) {
    free(ring);
    return status;
  }
  status = loop_alarm_create(crowd->network.loop, ring_fired, crowd, &ring->alarm, error);
  if (status != STATUS_OK) {
    poll_schedule_release(&ring->schedule);
    free(ring);
    return status;
  }
  crowd->schedule = ring;
  poll_ring_wait(crowd);
  return STATUS_OK;
}

void poll_ring_end(struct crowd *crowd) {
  struct poll_ring *ring = crowd->schedule;
  if (!ring)
    return;
  crowd->schedule = NULL;
  loop_alarm_destroy(ring->alarm);
  poll_schedule_release(&ring->schedule);
  free(ring);
}
