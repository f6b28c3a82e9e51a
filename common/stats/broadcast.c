/* Keeps first receipts. */
#include "common/stats/broadcast.h"

#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "common/base/contract.h"

static const uint64_t CHANGING = UINT64_C(1) << 63;

/* A process that was killed while it changed a slot never ends that. */
enum { TRIES_MAX = 10000 };

static size_t slots_of(size_t channels) {
  size_t slots = BROADCAST_SLOTS_MAX / (channels > 0 ? channels : 1);
  if (slots < BROADCAST_CHANNEL_SLOTS_MIN)
    return BROADCAST_CHANNEL_SLOTS_MIN;
  return slots > BROADCAST_CHANNEL_SLOTS_MAX ? BROADCAST_CHANNEL_SLOTS_MAX : slots;
}

static size_t slots_bytes(const struct broadcast *broadcast) {
  return broadcast->channels * broadcast->channel_slots * sizeof *broadcast->slots;
}

static void slots_release(const struct broadcast *broadcast) {
  if (broadcast->slots)
    munmap(broadcast->slots, slots_bytes(broadcast));
}

enum status broadcast_init(struct broadcast *broadcast, size_t channels) {
  *broadcast = (struct broadcast){.channels = channels, .channel_slots = slots_of(channels)};
  void *slots =
      mmap(NULL, slots_bytes(broadcast), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (slots == MAP_FAILED)
    return STATUS_ENVIRONMENT;
  broadcast->slots = slots;
  if (histogram_init(&broadcast->first) != STATUS_OK) {
    slots_release(broadcast);
    return STATUS_ENVIRONMENT;
  }
  if (histogram_init(&broadcast->spread) != STATUS_OK) {
    histogram_release(&broadcast->first);
    slots_release(broadcast);
    return STATUS_ENVIRONMENT;
  }
  return STATUS_OK;
}

void broadcast_release(struct broadcast *broadcast) {
  histogram_release(&broadcast->first);
  histogram_release(&broadcast->spread);
  slots_release(broadcast);
}

/* The slot's message becomes this one, or its first receipt an earlier one. */
static bool slot_change(struct broadcast_slot *slot, uint64_t held, uint64_t seq,
                        uint64_t first_ns) {
  if (!atomic_compare_exchange_strong(&slot->seq, &held, held | CHANGING))
    return false;
  if (held < seq || first_ns < slot->first_ns)
    slot->first_ns = first_ns;
  slot->seq = seq;
  return true;
}

/* When the first user received the message; false where the slot is of a newer one. */
static bool first_receipt(struct broadcast_slot *slot, uint64_t seq, uint64_t receipt_ns,
                          uint64_t *out) {
  for (int tries = 0; tries < TRIES_MAX; tries++) {
    uint64_t held = slot->seq;
    uint64_t first_ns = slot->first_ns;
    if (held & CHANGING) {
      sched_yield();
      continue;
    }
    if (held > seq)
      return false;
    bool changes = held < seq || receipt_ns < first_ns;
    if (changes ? slot_change(slot, held, seq, receipt_ns) : slot->seq == held) {
      *out = changes ? slot->first_ns : first_ns;
      return *out <= receipt_ns;
    }
  }
  return false;
}

void broadcast_receive(struct broadcast *broadcast, uint64_t channel, uint64_t seq, uint64_t due_ns,
                       uint64_t receipt_ns) {
  CONTRACT(seq > 0 && due_ns <= receipt_ns);
  CONTRACT(channel < broadcast->channels);
  struct broadcast_slot *slots = broadcast->slots + channel * broadcast->channel_slots;
  uint64_t first_ns;
  if (!first_receipt(&slots[seq % broadcast->channel_slots], seq, receipt_ns, &first_ns)) {
    broadcast->unplaced++;
    return;
  }
  histogram_record(&broadcast->first, first_ns - due_ns);
  histogram_record(&broadcast->spread, receipt_ns - first_ns);
}
