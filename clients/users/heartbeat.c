/* One alarm for all users' beats and waits. */
#include "clients/users/heartbeat.h"

#include <stdlib.h>

#include "clients/users/user.h"
#include "common/base/clock.h"
#include "common/base/traits.h"
#include "common/wire/heartbeat.h"

static void heartbeat_arm(struct heartbeat *heartbeat, uint64_t at_ns) {
  heartbeat->armed_ns = at_ns;
  if (at_ns != HEARTBEAT_NEVER)
    loop_alarm_at(heartbeat->alarm, at_ns);
}

/* Sets the alarm if it is set for later. If it is set for earlier, it is set again when it fires.
 */
static void heartbeat_arm_sooner(struct heartbeat *heartbeat) {
  uint64_t next_ns = heartbeat_schedule_next_ns(&heartbeat->schedule);
  if (next_ns < heartbeat->armed_ns)
    heartbeat_arm(heartbeat, next_ns);
}

static void user_dead(struct user *user) {
  user->crowd->record->counters.heartbeats_missed++;
  user->crowd->transport->drop(user);
}

static void user_ping(struct user *user) {
  user->crowd->record->counters.heartbeats_sent++;
  user->crowd->transport->ping(user);
}

/* Where this program was late, answers may be unread. So before a peer is taken for dead, the loop
 * goes once more over all sockets. */
static bool look_again(struct heartbeat *heartbeat, uint64_t now_ns) {
  bool again = !heartbeat->second_look && heartbeat_schedule_overdue(&heartbeat->schedule, now_ns);
  heartbeat->second_look = again;
  if (again)
    heartbeat_arm(heartbeat, now_ns);
  return again;
}

static void heartbeat_fired(void *owner) {
  struct heartbeat *heartbeat = owner;
  uint64_t now_ns = clock_now_ns();
  enum heartbeat_due due;
  uint32_t id = 0;
  if (look_again(heartbeat, now_ns))
    return;
  while ((due = heartbeat_schedule_take(&heartbeat->schedule, now_ns, &id)) != HEARTBEAT_NOTHING) {
    if (due == HEARTBEAT_DEAD)
      user_dead(crowd_user(heartbeat->crowd, id));
    else
      user_ping(crowd_user(heartbeat->crowd, id));
  }
  heartbeat_arm(heartbeat, heartbeat_schedule_next_ns(&heartbeat->schedule));
}

/* False where this side neither pings nor waits for heartbeats. */
static bool heartbeat_planned(const struct crowd *crowd, struct heartbeat_plan *plan) {
  const struct client_options *options = crowd->options;
  uint64_t timeout_ns = (uint64_t)options->heartbeat_timeout_ms * NS_PER_MS;
  *plan = (struct heartbeat_plan){
      .users = crowd->deal,
      .pings = transport_traits[options->transport].framed,
      .interval_ns = (uint64_t)options->heartbeat_interval_ms * NS_PER_MS,
      .patience_ns = timeout_ns,
      .seed = (uint64_t)options->seed,
      .epoch_ns = clock_now_ns(),
  };
  if (plan->pings)
    return options->heartbeat != HEARTBEAT_OFF && options->heartbeat_by != HEARTBEAT_BY_SERVER;
  plan->patience_ns += (uint64_t)options->sse_keepalive_ms * NS_PER_MS;
  return transport_traits[options->transport].streams && options->sse_keepalive_ms > 0;
}

enum status heartbeat_create(struct crowd *crowd, struct heartbeat **out, struct error *error) {
  struct heartbeat_plan plan;
  *out = NULL;
  if (!heartbeat_planned(crowd, &plan))
    return STATUS_OK;
  struct heartbeat *heartbeat = calloc(1, sizeof *heartbeat);
  if (!heartbeat || histogram_init(&heartbeat->rtt) != STATUS_OK) {
    free(heartbeat);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the heartbeats");
  }
  heartbeat->crowd = crowd;
  enum status status = heartbeat_schedule_init(&heartbeat->schedule, &plan, error);
  if (status != STATUS_OK) {
    histogram_release(&heartbeat->rtt);
    free(heartbeat);
    return status;
  }
  status =
      loop_alarm_create(crowd->network.loop, heartbeat_fired, heartbeat, &heartbeat->alarm, error);
  if (status != STATUS_OK) {
    heartbeat_destroy(heartbeat);
    return status;
  }
  heartbeat_arm(heartbeat, heartbeat_schedule_next_ns(&heartbeat->schedule));
  *out = heartbeat;
  return STATUS_OK;
}

void heartbeat_destroy(struct heartbeat *heartbeat) {
  if (!heartbeat)
    return;
  loop_alarm_destroy(heartbeat->alarm);
  heartbeat_schedule_release(&heartbeat->schedule);
  histogram_release(&heartbeat->rtt);
  free(heartbeat);
}

void heartbeat_open(struct user *user) {
  struct heartbeat *heartbeat = user->crowd->heartbeat;
  if (!heartbeat)
    return;
  heartbeat_schedule_open(&heartbeat->schedule, user->id, clock_now_ns());
  heartbeat_arm_sooner(heartbeat);
}

void heartbeat_close(struct user *user) {
  if (user->crowd->heartbeat)
    heartbeat_schedule_close(&user->crowd->heartbeat->schedule, user->id);
}

void heartbeat_hear(struct user *user, uint64_t receipt_ns) {
  struct heartbeat *heartbeat = user->crowd->heartbeat;
  uint64_t waited_ns;
  if (!heartbeat ||
      !heartbeat_schedule_hear(&heartbeat->schedule, user->id, receipt_ns, &waited_ns) ||
      !heartbeat->schedule.plan.pings)
    return;
  user->crowd->record->counters.heartbeats_answered++;
  if (record_measures(user->crowd->record, receipt_ns - waited_ns))
    histogram_record(&heartbeat->rtt, waited_ns);
}
