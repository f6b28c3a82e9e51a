/* A ring of pings, and a list of waiting users. */
#include "clients/users/heartbeat_schedule.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum status heartbeat_schedule_init(struct heartbeat_schedule *schedule,
                                    const struct heartbeat_plan *plan, struct error *error) {
  *schedule = (struct heartbeat_schedule){.plan = *plan};
  schedule->oldest.previous = &schedule->oldest;
  schedule->oldest.next = &schedule->oldest;
  if (plan->pings && poll_schedule_init(&schedule->beats, &plan->users, plan->interval_ns,
                                        plan->seed, plan->epoch_ns, error) != STATUS_OK)
    return STATUS_ENVIRONMENT;
  schedule->users = calloc(plan->users.count, sizeof *schedule->users);
  if (schedule->users)
    return STATUS_OK;
  poll_schedule_release(&schedule->beats);
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the heartbeats of %zu users",
                   plan->users.count);
}

static struct heartbeat_wait *wait_of(const struct heartbeat_schedule *schedule, uint32_t user) {
  size_t index = deal_index(&schedule->plan.users, user);
  CONTRACT(index < schedule->plan.users.count);
  return &schedule->users[index];
}

void heartbeat_schedule_release(struct heartbeat_schedule *schedule) {
  poll_schedule_release(&schedule->beats);
  free(schedule->users);
}

static void wait_end(struct heartbeat_wait *wait) {
  if (!wait->waiting)
    return;
  wait->previous->next = wait->next;
  wait->next->previous = wait->previous;
  wait->waiting = false;
}

static void wait_begin(struct heartbeat_schedule *schedule, struct heartbeat_wait *wait,
                       uint64_t now_ns) {
  struct heartbeat_wait *head = &schedule->oldest;
  wait_end(wait);
  wait->since_ns = now_ns;
  wait->previous = head->previous;
  wait->next = head;
  head->previous->next = wait;
  head->previous = wait;
  wait->waiting = true;
}

void heartbeat_schedule_open(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns) {
  struct heartbeat_wait *wait = wait_of(schedule, user);
  wait_end(wait);
  wait->open = true;
  if (!schedule->plan.pings)
    wait_begin(schedule, wait, now_ns);
}

void heartbeat_schedule_close(struct heartbeat_schedule *schedule, uint32_t user) {
  struct heartbeat_wait *wait = wait_of(schedule, user);
  wait_end(wait);
  wait->open = false;
}

bool heartbeat_schedule_hear(struct heartbeat_schedule *schedule, uint32_t user, uint64_t now_ns,
                             uint64_t *waited_ns) {
  struct heartbeat_wait *wait = wait_of(schedule, user);
  if (!wait->waiting)
    return false;
  *waited_ns = now_ns - wait->since_ns;
  if (schedule->plan.pings)
    wait_end(wait);
  else
    wait_begin(schedule, wait, now_ns);
  return true;
}

static uint64_t overdue_ns(const struct heartbeat_schedule *schedule) {
  const struct heartbeat_wait *first = schedule->oldest.next;
  return first == &schedule->oldest ? HEARTBEAT_NEVER
                                    : first->since_ns + schedule->plan.patience_ns;
}

bool heartbeat_schedule_overdue(const struct heartbeat_schedule *schedule, uint64_t now_ns) {
  return overdue_ns(schedule) <= now_ns;
}

/* Takes the next ping. A user who still waits for an answer does not ping again. */
static bool beat_take(struct heartbeat_schedule *schedule, uint64_t now_ns, uint32_t *user) {
  while (schedule->plan.pings && poll_schedule_due_ns(&schedule->beats) <= now_ns) {
    *user = poll_schedule_take(&schedule->beats);
    struct heartbeat_wait *wait = wait_of(schedule, *user);
    if (!wait->open || wait->waiting)
      continue;
    wait_begin(schedule, wait, now_ns);
    return true;
  }
  return false;
}

enum heartbeat_due heartbeat_schedule_take(struct heartbeat_schedule *schedule, uint64_t now_ns,
                                           uint32_t *user) {
  if (heartbeat_schedule_overdue(schedule, now_ns)) {
    *user = deal_user(&schedule->plan.users, (size_t)(schedule->oldest.next - schedule->users));
    heartbeat_schedule_close(schedule, *user);
    return HEARTBEAT_DEAD;
  }
  return beat_take(schedule, now_ns, user) ? HEARTBEAT_PING : HEARTBEAT_NOTHING;
}

uint64_t heartbeat_schedule_next_ns(const struct heartbeat_schedule *schedule) {
  uint64_t next_ns = overdue_ns(schedule);
  if (schedule->plan.pings && poll_schedule_due_ns(&schedule->beats) < next_ns)
    next_ns = poll_schedule_due_ns(&schedule->beats);
  return next_ns;
}
