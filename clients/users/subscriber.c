/* Counts of received messages. */
#include "clients/users/subscriber.h"

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
  writer_ledger_release(&subscriber->writer_ledger);
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

/* An instant that was converted from another clock may be a little too late. */
static uint64_t not_after(const struct record *record, uint64_t instant_ns, uint64_t receipt_ns) {
  return !record->server_clock.same && instant_ns > receipt_ns ? receipt_ns : instant_ns;
}

/* Ages and replays are recorded only where client and server read one clock. */
static void instants_compare(struct subscriber *subscriber, const struct message *message,
                             uint64_t receipt_ns) {
  struct record *record = subscriber->record;
  bool same = record->server_clock.same;
  bool replayed = same && replay_count(subscriber, message, receipt_ns);
  uint64_t due_ns = not_after(record, message->due_ns, receipt_ns);
  if (receipt_ns < due_ns)
    return;
  if (record->faults) {
    const struct fault_receipt receipt = {subscriber->user, due_ns, message->sent_ns, receipt_ns,
                                          replayed};
    fault_record_receipt(record->faults, &receipt);
  }
  if (same)
    age_receive(&record->age, &subscriber->view, due_ns, receipt_ns);
}

/* The message with its instants on the client's clock. */
static struct message message_placed(const struct server_clock *clock,
                                     const struct message *message) {
  struct message placed = *message;
  placed.due_ns = server_clock_to_client_ns(clock, message->due_ns);
  placed.sent_ns = server_clock_to_client_ns(clock, message->sent_ns);
  return placed;
}

void subscriber_receive(struct subscriber *subscriber, const struct message *received,
                        size_t text_bytes, uint64_t receipt_ns) {
  struct record *record = subscriber->record;
  const struct message placed = message_placed(&record->server_clock, received);
  const struct message *message = &placed;
  record->counters.received++;
  record->newest_receipt_ns = receipt_ns;
  record->counters.payload_bytes += text_bytes;
  record->counters.data_bytes += message->data_bytes;
  struct writer_ledger *writers = &subscriber->writer_ledger;
  bool measured = record_measures(record, message->due_ns);
  uint64_t writer = 0;
  uint64_t number = 0;
  bool good = writers->workload
                  ? writer_ledger_read(writers, record->payload_kind, message, &writer, &number)
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
    const struct receipts_receipt receipt = {subscriber->user, subscriber->channel, receipt_ns,
                                             verdict};
    receipts_add(record->journal, &receipt, received);
  }
  if (message->seq > subscriber->cursor)
    subscriber->cursor = message->seq;
  if (verdict != LEDGER_FIRST)
    return;
  if (writers->workload)
    writer_ledger_take(writers, writer, number, measured);
  series_add(&record->series, SERIES_DELIVERED, receipt_ns);
  instants_compare(subscriber, message, receipt_ns);
  record_receipt(record, subscriber->channel, message->seq, message->due_ns, receipt_ns);
}
