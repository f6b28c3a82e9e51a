/* Keeps first receipts. */
#include "common/stats/broadcast.h"

#include <stdlib.h>

#include "common/base/contract.h"

static size_t slots_of(size_t channels) {
  size_t slots = BROADCAST_SLOTS_MAX / (channels > 0 ? channels : 1);
  if (slots < BROADCAST_CHANNEL_SLOTS_MIN)
    return BROADCAST_CHANNEL_SLOTS_MIN;
  return slots > BROADCAST_CHANNEL_SLOTS_MAX ? BROADCAST_CHANNEL_SLOTS_MAX : slots;
}

enum status broadcast_init(struct broadcast *broadcast, size_t channels) {
  *broadcast = (struct broadcast){.channels = channels, .channel_slots = slots_of(channels)};
  broadcast->slots = calloc(channels * broadcast->channel_slots, sizeof *broadcast->slots);
  if (!broadcast->slots)
    return STATUS_ENVIRONMENT;
  if (histogram_init(&broadcast->first) != STATUS_OK) {
    free(broadcast->slots);
    return STATUS_ENVIRONMENT;
  }
  if (histogram_init(&broadcast->spread) != STATUS_OK) {
    histogram_release(&broadcast->first);
    free(broadcast->slots);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

void broadcast_release(struct broadcast *broadcast) {
  histogram_release(&broadcast->first);
  histogram_release(&broadcast->spread);
  free(broadcast->slots);
}

void broadcast_receive(struct broadcast *broadcast, uint64_t channel, uint64_t seq, uint64_t due_ns,
                       uint64_t receipt_ns) {
  CONTRACT(seq > 0 && due_ns <= receipt_ns);
  CONTRACT(channel < broadcast->channels);
  struct broadcast_slot *slots = broadcast->slots + channel * broadcast->channel_slots;
  struct broadcast_slot *slot = &slots[seq % broadcast->channel_slots];
  if (slot->seq < seq) /* newer than the slot's: its first receipt */
    *slot = (struct broadcast_slot){.seq = seq, .first_ns = receipt_ns};
  if (slot->seq > seq) {
    broadcast->unplaced++;
    return;
  }
  histogram_record(&broadcast->first, slot->first_ns - due_ns);
  histogram_record(&broadcast->spread, receipt_ns - slot->first_ns);
}
