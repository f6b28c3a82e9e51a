/* Receipts, by channel and by time. */
#include "clients/record/record.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/contract.h"

enum status record_init(struct record *record, size_t channel_count, struct error *error) {
  *record = (struct record){.channel_count = channel_count};
  series_init(&record->series, clock_now_ns());
  record->channels = calloc(channel_count, sizeof *record->channels);
  if (!record->channels || histogram_init(&record->latency) != STATUS_OK)
    goto out;
  if (timeline_init(&record->timeline) != STATUS_OK)
    goto out_latency;
  if (age_init(&record->age) != STATUS_OK)
    goto out_timeline;
  if (broadcast_init(&record->broadcast, channel_count) != STATUS_OK)
    goto out_age;
  for (size_t i = 0; i < channel_count; i++)
    ledger_init(&record->channels[i]);
  return STATUS_OK;

out_age:
  age_release(&record->age);
out_timeline:
  timeline_release(&record->timeline);
out_latency:
  histogram_release(&record->latency);
out:
  free(record->channels);
  *record = (struct record){.channel_count = 0};
  return error_set(error, STATUS_ENVIRONMENT, "no memory for the record of %zu channels",
                   channel_count);
}

void record_release(struct record *record) {
  for (size_t i = 0; i < record->channel_count; i++)
    ledger_release(&record->channels[i]);
  free(record->channels);
  histogram_release(&record->latency);
  timeline_release(&record->timeline);
  series_release(&record->series);
  age_release(&record->age);
  broadcast_release(&record->broadcast);
  receipts_destroy(record->journal);
}

void record_set_phase(struct record *record, uint64_t start_ns, uint64_t end_ns) {
  record->start_ns = record->age.start_ns = start_ns;
  record->end_ns = record->age.end_ns = end_ns;
  if (record->faults)
    fault_record_set_phase(record->faults, start_ns, end_ns);
}

void record_receipt(struct record *record, uint64_t channel, uint64_t seq, uint64_t due_ns,
                    uint64_t receipt_ns) {
  if (!record_measures(record, due_ns))
    return;
  CONTRACT(channel < record->channel_count);
  record->delivered++;
  ledger_receive(&record->channels[channel], seq, true);
  bool known = record->server_clock.same;
  bool early = known && receipt_ns < due_ns;
  uint64_t latency_ns = known && !early ? receipt_ns - due_ns : UINT64_MAX;
  record->counters.early += early;
  histogram_record(&record->latency, latency_ns);
  if (known && !early)
    broadcast_receive(&record->broadcast, channel, seq, due_ns, receipt_ns);
  timeline_advance(&record->timeline, receipt_ns, &record->counters);
  timeline_record(&record->timeline, latency_ns);
}

uint64_t record_published_seen(const struct record *record) {
  uint64_t seen = 0;
  for (size_t i = 0; i < record->channel_count; i++)
    seen += record->channels[i].delivered;
  return seen;
}

void record_carry(struct record *record, struct carrier *carrier) {
  carrier_histogram(carrier, &record->latency);
  carrier_histogram(carrier, &record->broadcast.first);
  carrier_histogram(carrier, &record->broadcast.spread);
  carrier_sum(carrier, &record->broadcast.unplaced);
  timeline_carry(&record->timeline, carrier);
  series_carry(&record->series, carrier);
  carrier_age(carrier, &record->age);
  for (size_t i = 0; i < record->channel_count; i++)
    carrier_union(carrier, &record->channels[i]);
  carrier_sum(carrier, &record->delivered);
  counters_carry(&record->counters, carrier);
  carrier_any(carrier, &record->compressed);
}
