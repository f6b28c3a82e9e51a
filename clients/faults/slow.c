/* Who does not read, and when. */
#include "clients/faults/slow.h"

#include "clients/users/user_states.h"
#include "common/base/clock.h"
#include "common/base/whole.h"
#include "common/suite/share.h"

void slow_set(struct crowd *crowd, double share, bool paused) {
  struct share draw = share_of(crowd->count, share);
  for (size_t i = 0; i < crowd->count; i++) {
    if (!share_next(&draw))
      continue;
    if (paused)
      user_pause(&crowd->users[i]);
    else
      user_resume(&crowd->users[i]);
  }
}

static void slow_switch(struct slow *slow, bool paused) {
  slow->paused = paused;
  slow_set(slow->crowd, slow->crowd->options->slow_share, paused);
}

static void slow_fired(void *owner) {
  struct slow *slow = owner;
  slow_switch(slow, !slow->paused);
  if (slow->paused)
    loop_alarm_at(slow->alarm, slow->to_ns);
}

enum status slow_begin(struct slow *slow, struct crowd *crowd, uint64_t start_ns, uint64_t end_ns,
                       struct error *error) {
  const struct client_options *options = crowd->options;
  uint64_t from_ns = start_ns + whole_ns_of_s(options->slow_from_s);
  uint64_t to_ns = from_ns + whole_ns_of_s(options->slow_for_s);
  *slow = (struct slow){.crowd = crowd,
                        .from_ns = from_ns,
                        .to_ns = to_ns == from_ns || to_ns > end_ns ? end_ns : to_ns};
  if (options->slow_share <= 0 || from_ns >= end_ns)
    return STATUS_OK;
  enum status status =
      loop_alarm_create(crowd->network.loop, slow_fired, slow, &slow->alarm, error);
  if (status == STATUS_OK)
    loop_alarm_at(slow->alarm, from_ns);
  return status;
}

void slow_end(struct slow *slow) {
  if (slow->paused)
    slow_switch(slow, false);
}

void slow_release(struct slow *slow) {
  loop_alarm_destroy(slow->alarm);
}
