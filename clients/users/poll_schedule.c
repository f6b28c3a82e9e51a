/* The users' poll schedule. */
#include "clients/users/poll_schedule.h"

#include <stdlib.h>

#include "common/base/contract.h"
#include "common/load/workload_schedule.h"

static int slot_compare(const void *left, const void *right) {
  const struct poll_slot *a = left;
  const struct poll_slot *b = right;
  if (a->phase_ns != b->phase_ns)
    return a->phase_ns < b->phase_ns ? -1 : 1;
  return a->user < b->user ? -1 : a->user > b->user;
}

enum status poll_schedule_init(struct poll_schedule *ring, const struct deal *users,
                               uint64_t interval_ns, uint64_t seed, uint64_t epoch_ns,
                               struct error *error) {
  size_t count = users->count;
  CONTRACT(count > 0 && interval_ns > 0);
  struct poll_slot *slots = calloc(count, sizeof *slots);
  if (!slots)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the polls of %zu users", count);
  for (size_t i = 0; i < count; i++) {
    slots[i].user = deal_user(users, i);
    slots[i].phase_ns = workload_poll_phase_ns(seed, slots[i].user, interval_ns);
  }
  qsort(slots, count, sizeof *slots, slot_compare);
  *ring = (struct poll_schedule){
      .slots = slots, .count = count, .round_ns = epoch_ns, .interval_ns = interval_ns};
  return STATUS_OK;
}

void poll_schedule_release(struct poll_schedule *ring) {
  free(ring->slots);
}

uint64_t poll_schedule_due_ns(const struct poll_schedule *ring) {
  CONTRACT(ring->next < ring->count);
  return ring->round_ns + ring->slots[ring->next].phase_ns;
}

uint32_t poll_schedule_take(struct poll_schedule *ring) {
  uint64_t due_ns = poll_schedule_due_ns(ring);
  uint32_t user = ring->slots[ring->next].user;
  if (++ring->next == ring->count) {
    ring->next = 0;
    ring->round_ns += ring->interval_ns;
  }
  CONTRACT(poll_schedule_due_ns(ring) >= due_ns);
  return user;
}

uint64_t poll_schedule_wake_ns(const struct poll_schedule *ring, uint64_t span_ns,
                               bool (*can)(void *owner, uint32_t user), void *owner) {
  struct poll_schedule at = *ring;
  uint64_t last_ns = poll_schedule_due_ns(&at) + span_ns;
  while (poll_schedule_due_ns(&at) < last_ns && !can(owner, at.slots[at.next].user))
    poll_schedule_take(&at);
  return poll_schedule_due_ns(&at) < last_ns ? poll_schedule_due_ns(&at) : last_ns;
}
