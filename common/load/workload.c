/* The workloads by name. */
#include "common/load/workload.h"

#include <inttypes.h>

#include "common/base/contract.h"
#include "common/wire/message.h"

static uint64_t channels_of(const struct workload_plan *plan) {
  switch ((enum workload_kind)plan->kind) {
  case WORKLOAD_NOTIFY:
    return (uint64_t)plan->clients;
  case WORKLOAD_CHAT:
  case WORKLOAD_COLLAB:
    return (uint64_t)((plan->clients + plan->room_users - 1) / plan->room_users);
  case WORKLOAD_TRACE:
    return (uint64_t)plan->trace_channels;
  case WORKLOAD_TICKER:
    break;
  }
  return (uint64_t)plan->channels;
}

enum status workload_make(const struct workload_plan *plan, struct workload *out,
                          struct error *error) {
  if (plan->kind == WORKLOAD_COLLAB && plan->editors > plan->room_users)
    return error_set(error, STATUS_USAGE,
                     "editors (%" PRId64 ") are users of a document, of which there are room_users "
                     "(%" PRId64 ")",
                     plan->editors, plan->room_users);
  if ((plan->kind == WORKLOAD_CHAT || plan->kind == WORKLOAD_COLLAB) &&
      plan->payload_bytes < MESSAGE_WRITTEN_BYTES_MIN)
    return error_set(error, STATUS_USAGE,
                     "what users write says who they are and which message it is: payload_bytes of "
                     "at least %d",
                     MESSAGE_WRITTEN_BYTES_MIN);
  if (plan->payload_bytes_max != 0 && plan->payload_bytes_max < plan->payload_bytes)
    return error_set(error, STATUS_USAGE,
                     "lengths go from payload_bytes (%" PRId64 ") to payload_bytes_max (%" PRId64
                     "), which must not be less",
                     plan->payload_bytes, plan->payload_bytes_max);
  *out = (struct workload){.kind = (enum workload_kind)plan->kind,
                           .users = (uint64_t)plan->clients,
                           .channels = channels_of(plan),
                           .room_users = (uint64_t)plan->room_users,
                           .editors = (uint64_t)plan->editors};
  return STATUS_OK;
}

bool workload_is_written(const struct workload *workload) {
  return workload->kind == WORKLOAD_CHAT || workload->kind == WORKLOAD_COLLAB;
}

uint64_t workload_channel_of(const struct workload *workload, uint64_t user) {
  CONTRACT(user < workload->users);
  return workload_is_written(workload) ? user / workload->room_users : user % workload->channels;
}

uint64_t workload_listeners(const struct workload *workload, uint64_t channel) {
  CONTRACT(channel < workload->channels);
  if (workload_is_written(workload)) {
    uint64_t left = workload->users - channel * workload->room_users;
    return left < workload->room_users ? left : workload->room_users;
  }
  return workload->users / workload->channels + (channel < workload->users % workload->channels);
}

bool workload_writes(const struct workload *workload, uint64_t user) {
  switch (workload->kind) {
  case WORKLOAD_CHAT:
    return true;
  case WORKLOAD_COLLAB:
    return user % workload->room_users < workload->editors;
  case WORKLOAD_TICKER:
  case WORKLOAD_NOTIFY:
  case WORKLOAD_TRACE:
    break;
  }
  return false;
}

uint64_t workload_writers(const struct workload *workload) {
  if (!workload_is_written(workload))
    return 0;
  if (workload->kind == WORKLOAD_CHAT)
    return workload->users;
  uint64_t rooms = workload->users / workload->room_users;
  uint64_t rest = workload->users % workload->room_users;
  return rooms * workload->editors + (rest < workload->editors ? rest : workload->editors);
}

void workload_members(const struct workload *workload, uint64_t channel, uint64_t *first,
                      uint64_t *step) {
  bool rooms = workload_is_written(workload);
  *first = rooms ? channel * workload->room_users : channel;
  *step = rooms ? 1 : workload->channels;
}
