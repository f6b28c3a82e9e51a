/* Losses are told by comparing what each user received with what the server published. */
#include "clients/run/totals.h"

#include "clients/record/carrier.h"

/* Messages of users are not due in the order of their numbers: at the edges of the phase a number
 * between the first and the last may be of another phase. */
static uint64_t skipped_by(const struct subscriber *subscriber,
                           const struct server_channel *channel, uint64_t lost) {
  if (channel->count == 0)
    return 0;
  uint64_t skipped =
      ledger_skipped_in(&subscriber->ledger, channel->first, channel->last - channel->first + 1);
  return skipped < lost ? skipped : lost;
}

void totals_add(struct totals *totals, const struct subscriber *subscriber,
                const struct server_channel *channel, bool slow) {
  uint64_t delivered = subscriber->ledger.delivered;
  uint64_t lost = channel->count > delivered ? channel->count - delivered : 0;
  uint64_t skipped = skipped_by(subscriber, channel, lost);
  totals->delivered += delivered;
  totals->lost += lost;
  totals->skipped += skipped;
  totals->replayed += subscriber->replayed;
  totals->duplicated += subscriber->ledger.duplicated + subscriber->writer_ledger.repeated;
  totals->reordered += subscriber->ledger.reordered;
  totals->received += subscriber->ledger.received;
  if (!slow)
    return;
  totals->slow.users++;
  totals->slow.expected += delivered + lost;
  totals->slow.delivered += delivered;
  totals->slow.lost += lost;
  totals->slow.skipped += skipped;
}

void totals_carry(struct totals *totals, struct carrier *carrier) {
  carrier_sum(carrier, &totals->delivered);
  carrier_sum(carrier, &totals->lost);
  carrier_sum(carrier, &totals->skipped);
  carrier_sum(carrier, &totals->replayed);
  carrier_sum(carrier, &totals->duplicated);
  carrier_sum(carrier, &totals->reordered);
  carrier_sum(carrier, &totals->received);
  carrier_sum(carrier, &totals->slow.users);
  carrier_sum(carrier, &totals->slow.expected);
  carrier_sum(carrier, &totals->slow.delivered);
  carrier_sum(carrier, &totals->slow.lost);
  carrier_sum(carrier, &totals->slow.skipped);
}
