/* What the phases keep. */
#include "clients/run/phases.h"

#include <stdlib.h>

#include "common/base/contract.h"

enum status phases_init(struct phases *phases, struct loop *loop, size_t channels,
                        struct error *error) {
  *phases = (struct phases){.phase = PHASE_ASK};
  phases->published = calloc(channels, sizeof(*phases->published));
  if (!phases->published)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for the channels");
  enum status status = loop_lag_init(&phases->lag, loop, error);
  if (status != STATUS_OK) {
    free(phases->published);
    *phases = (struct phases){.phase = PHASE_ASK};
  }
  return status;
}

void phases_enter(struct phases *phases, enum phase phase) {
  CONTRACT(phase > phases->phase);
  phases->phase = phase;
}

void phases_release(struct phases *phases) {
  loop_alarm_destroy(phases->alarm);
  loop_lag_release(&phases->lag);
  free(phases->published);
}
