/* Which fault an instant belongs to, and its counts. */
#include "clients/record/fault_record.h"

#include <stdlib.h>

#include "clients/record/carrier.h"
#include "common/base/clock.h"
#include "common/base/contract.h"
#include "common/base/whole.h"

static enum status effect_init(struct fault_effect *effect, const struct fault *fault,
                               size_t users) {
  struct fault_effect made = {.fault = *fault,
                              .noticed_by = calloc(users, sizeof(bool)),
                              .served_by = calloc(users, sizeof(bool))};
  if (!made.noticed_by || !made.served_by || histogram_init(&made.notice) != STATUS_OK) {
    free(made.noticed_by);
    free(made.served_by);
    return STATUS_ENVIRONMENT;
  }
  *effect = made;
  return STATUS_OK;
}

enum status fault_record_init(struct fault_record *record, const struct faults *faults,
                              size_t users, uint64_t interval_ns, struct error *error) {
  struct fault_record made = {.users = users, .late_ns = FAULT_LATE_NS + interval_ns};
  made.effects = calloc(faults->count > 0 ? faults->count : 1, sizeof *made.effects);
  made.silenced_by = calloc(users, sizeof *made.silenced_by);
  while (made.effects && made.silenced_by && made.count < faults->count &&
         effect_init(&made.effects[made.count], &faults->items[made.count], users) == STATUS_OK)
    made.count++;
  if (!made.effects || !made.silenced_by || made.count < faults->count) {
    fault_record_release(&made);
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu faults", faults->count);
  }
  *record = made;
  return STATUS_OK;
}

void fault_record_release(struct fault_record *record) {
  for (size_t i = 0; i < record->count; i++) {
    histogram_release(&record->effects[i].notice);
    free(record->effects[i].noticed_by);
    free(record->effects[i].served_by);
  }
  free(record->effects);
  free(record->silenced_by);
  *record = (struct fault_record){.count = 0};
}

void fault_record_set_phase(struct fault_record *record, uint64_t start_ns, uint64_t end_ns) {
  for (size_t i = 0; i < record->count; i++) {
    struct fault_effect *effect = &record->effects[i];
    effect->begin_ns = start_ns + whole_ns_of_s(effect->fault.at_s);
    effect->end_ns = effect->begin_ns + whole_ns_of_s(effect->fault.for_s);
    effect->until_ns = end_ns;
    if (i > 0)
      record->effects[i - 1].until_ns = effect->begin_ns;
  }
}

/* The fault that an instant belongs to; NULL: none. Instants after the phase belong to the last
 * fault. */
static struct fault_effect *effect_at(const struct fault_record *record, uint64_t instant_ns) {
  struct fault_effect *found = NULL;
  for (size_t i = 0; i < record->count && record->effects[i].begin_ns <= instant_ns; i++)
    found = &record->effects[i];
  return found && found->begin_ns > 0 ? found : NULL;
}

/* Notes a message that was sent after the end of a fault, for each fault whose users still wait. */
static void served_note(struct fault_record *record, const struct fault_receipt *receipt) {
  CONTRACT(receipt->user < record->users);
  for (size_t i = 0; i < record->count; i++) {
    struct fault_effect *effect = &record->effects[i];
    if (effect->begin_ns == 0 || receipt->sent_ns < effect->end_ns ||
        effect->served_by[receipt->user])
      continue;
    effect->served_by[receipt->user] = true;
    effect->served++;
    effect->served_last_ns = receipt->receipt_ns;
  }
}

void fault_record_receipt(struct fault_record *record, const struct fault_receipt *receipt) {
  struct fault_effect *effect = effect_at(record, receipt->due_ns);
  served_note(record, receipt);
  if (!effect || receipt->due_ns >= effect->until_ns)
    return;
  CONTRACT(receipt->receipt_ns >= receipt->due_ns);
  uint64_t latency_ns = receipt->receipt_ns - receipt->due_ns;
  effect->delivered++;
  effect->replayed += receipt->replayed;
  effect->late += latency_ns > record->late_ns;
  if (latency_ns > effect->latency_max_ns)
    effect->latency_max_ns = latency_ns;
}

void fault_record_silenced(struct fault_record *record, size_t fault, uint32_t user) {
  CONTRACT(fault < record->count && user < record->users);
  if (record->silenced_by[user] != 0)
    return;
  record->silenced_by[user] = (uint8_t)(fault + 1);
  record->effects[fault].affected++;
  record->effects[fault].unaware++;
}

void fault_record_noticed(struct fault_record *record, uint32_t user, uint64_t now_ns) {
  struct fault_effect *effect = effect_at(record, now_ns);
  CONTRACT(user < record->users);
  if (record->silenced_by[user] != 0)
    record->effects[record->silenced_by[user] - 1].unaware--;
  record->silenced_by[user] = 0;
  if (!effect)
    return;
  if (effect->served_by[user]) { /* served before it noticed the fault */
    CONTRACT(effect->served > 0);
    effect->served_by[user] = false;
    effect->served--;
  }
  if (effect->noticed_by[user])
    return;
  effect->noticed_by[user] = true;
  histogram_record(&effect->notice, now_ns - effect->begin_ns);
}

void fault_record_carry(struct fault_record *record, struct carrier *carrier) {
  for (size_t i = 0; i < record->count; i++) {
    struct fault_effect *effect = &record->effects[i];
    carrier_sum(carrier, &effect->delivered);
    carrier_sum(carrier, &effect->replayed);
    carrier_sum(carrier, &effect->late);
    carrier_most(carrier, &effect->latency_max_ns);
    carrier_sum(carrier, &effect->affected);
    carrier_sum(carrier, &effect->unaware);
    carrier_histogram(carrier, &effect->notice);
    carrier_sum(carrier, &effect->served);
    carrier_most(carrier, &effect->served_last_ns);
  }
}
