/* An alarm at the next due time, for all users. */
#include "clients/users/poll_ring.h"

#include <stdlib.h>

#include "clients/users/poll_schedule.h"
#include "common/base/clock.h"

struct poll_ring {
  struct poll_schedule schedule;
  struct loop_alarm *alarm;
  void (*due)(struct user *user);
};

static void ring_fired(void *owner) {
  struct crowd *crowd = owner;
  struct poll_ring *ring = crowd->schedule;
  uint64_t now_ns = clock_now_ns();
  while (poll_schedule_due_ns(&ring->schedule) <= now_ns)
    ring->due(crowd_user(crowd, poll_schedule_take(&ring->schedule)));
  loop_alarm_at(ring->alarm, poll_schedule_due_ns(&ring->schedule));
}

enum status poll_ring_begin(struct crowd *crowd, uint64_t epoch_ns, void (*due)(struct user *user),
                            struct error *error) {
  const struct client_options *options = crowd->options;
  const struct deal users = {crowd->deal.first, crowd->deal.step, crowd->count};
  struct poll_ring *ring = calloc(1, sizeof *ring);
  if (!ring)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the polls' schedule");
  ring->due = due;
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
  loop_alarm_at(ring->alarm, poll_schedule_due_ns(&ring->schedule));
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
