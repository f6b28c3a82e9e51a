/* What a user does with a message. */
#include "clients/subscriber.h"

void subscriber_init(struct subscriber *subscriber, struct record *record, uint32_t user,
                     uint64_t channel, uint64_t cursor) {
  *subscriber = (struct subscriber){.record = record,
                                    .user = user,
                                    .channel = channel,
                                    .cursor = cursor,
                                    .start = cursor,
                                    .ready_ns = UINT64_MAX};
  ledger_init(&subscriber->ledger);
}

void subscriber_release(struct subscriber *subscriber) {
  ledger_release(&subscriber->ledger);
  hearing_release(&subscriber->hearing);
}

void subscriber_ready(struct subscriber *subscriber, uint64_t ready_ns) {
  subscriber->ready_ns = ready_ns;
}

void subscriber_unready(struct subscriber *subscriber) {
  subscriber->ready_ns = UINT64_MAX;
}

static bool replay_count(struct subscriber *subscriber, const struct message *message,
                         uint64_t receipt_ns) {
  struct record *record = subscriber->record;
  if (message->sent_ns >= subscriber->ready_ns)
    return false;
  series_add(&record->series, SERIES_REPLAYED, receipt_ns);
  subscriber->replayed += record_measures(record, message->due_ns);
  return true;
}

void subscriber_receive_text(struct subscriber *subscriber, const char *text, size_t bytes,
                             uint64_t receipt_ns) {
  struct message message;
  if (message_decode(text, bytes, &message))
    subscriber_receive(subscriber, &message, bytes, receipt_ns);
  else
    subscriber->record->counters.corrupted++;
}

void subscriber_receive(struct subscriber *subscriber, const struct message *message,
                        size_t text_bytes, uint64_t receipt_ns) {
  struct record *record = subscriber->record;
  record->counters.payload_bytes += text_bytes;
  struct hearing *hearing = &subscriber->hearing;
  bool measured = record_measures(record, message->due_ns);
  uint64_t writer = 0;
  uint64_t number = 0;
  bool good = hearing->workload
                  ? hearing_read(hearing, record->payload_kind, message, &writer, &number)
                  : message_data_check(record->payload_kind, message, subscriber->channel);
  if (!good) {
    record->counters.corrupted++;
    return;
  }
  enum ledger_verdict verdict = ledger_receive(&subscriber->ledger, message->seq, measured);
  if (verdict == LEDGER_REFUSED) {
    record->counters.corrupted++;
    return;
  }
  if (record->journal) {
    const struct journal_receipt receipt = {subscriber->user, subscriber->channel, receipt_ns,
                                            verdict};
    journal_add(record->journal, &receipt, message);
  }
  if (message->seq > subscriber->cursor)
    subscriber->cursor = message->seq;
  if (verdict != LEDGER_FIRST)
    return;
  if (hearing->workload)
    hearing_take(hearing, writer, number, measured);
  series_add(&record->series, SERIES_DELIVERED, receipt_ns);
  bool replayed = replay_count(subscriber, message, receipt_ns);
  if (record->faults && receipt_ns >= message->due_ns) {
    const struct fault_receipt receipt = {subscriber->user, message->due_ns, message->sent_ns,
                                          receipt_ns, replayed};
    fault_record_receipt(record->faults, &receipt);
  }
  if (receipt_ns >= message->due_ns)
    age_receive(&record->age, &subscriber->view, message->due_ns, receipt_ns);
  record_receipt(record, subscriber->channel, message->seq, message->due_ns, receipt_ns);
}
