/* Losses are told by comparing what each user received with what the server published. */
#include "clients/run/totals.h"

#include "clients/record/carrier.h"
#include "clients/run/client.h"

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

static void user_add(struct totals *totals, const struct subscriber *subscriber,
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

/* Adds the users of this process. */
static void users_add(struct totals *totals, const struct client *client) {
  const struct phases *phases = &client->phases;
  for (size_t i = 0; i < client->crowd.count; i++) {
    const struct subscriber *subscriber = &client->crowd.users[i].subscriber;
    user_add(totals, subscriber, &phases->published[subscriber->channel],
             client->crowd.users[i].slow);
  }
}

struct totals totals_of(const struct client *client) {
  const struct phases *phases = &client->phases;
  struct totals totals = client->others;
  users_add(&totals, client);
  if (!phases->published_known) { /* only the messages that were seen are known then */
    totals.published = record_published_seen(&client->record);
    totals.expected = totals.delivered;
    totals.lost = totals.skipped = 0;
    totals.slow.expected = totals.slow.delivered;
    totals.slow.lost = totals.slow.skipped = 0;
    return totals;
  }
  for (size_t i = 0; i < client->record.channel_count; i++)
    totals.published += phases->published[i].count;
  totals.expected = phases->expected;
  return totals;
}

void totals_carry(struct client *client, struct carrier *carrier) {
  struct totals sums = client->others;
  if (!carrier->arriving)
    users_add(&sums, client);
  carrier_sum(carrier, &sums.delivered);
  carrier_sum(carrier, &sums.lost);
  carrier_sum(carrier, &sums.skipped);
  carrier_sum(carrier, &sums.replayed);
  carrier_sum(carrier, &sums.duplicated);
  carrier_sum(carrier, &sums.reordered);
  carrier_sum(carrier, &sums.received);
  carrier_sum(carrier, &sums.slow.users);
  carrier_sum(carrier, &sums.slow.expected);
  carrier_sum(carrier, &sums.slow.delivered);
  carrier_sum(carrier, &sums.slow.lost);
  carrier_sum(carrier, &sums.slow.skipped);
  if (carrier->arriving)
    client->others = sums;
}
