/* Losses are told by comparing what each user received with what the server published. */
#include "clients/run/client_totals.h"

#include "clients/record/carrier.h"

/* Adds the users of this process. */
static void users_add(struct totals *totals, const struct client *client) {
  const struct phases *phases = &client->phases;
  for (size_t i = 0; i < client->crowd.count; i++) {
    const struct user *user = &client->crowd.users[i];
    totals_add(totals, &user->subscriber, &phases->published[user->subscriber.channel], user->slow);
  }
}

struct totals client_totals(const struct client *client) {
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

/* Sends the sums over this process's users, or adds those of another's. */
static void others_carry(struct client *client, struct carrier *carrier) {
  struct totals sums = client->others;
  if (!carrier->arriving)
    users_add(&sums, client);
  totals_carry(&sums, carrier);
  if (carrier->arriving)
    client->others = sums;
}

void client_carry(struct client *client, struct carrier *carrier) {
  record_carry(&client->record, carrier);
  life_carry(&client->life, carrier);
  carrier_histogram(carrier, &client->queueing.histogram);
  client_faults_carry(&client->faults, carrier);
  phases_carry(&client->phases, carrier);
  others_carry(client, carrier);
  if (client->tls)
    tls_carry(client->tls, carrier);
  if (client->crowd.heartbeat)
    carrier_histogram(carrier, &client->crowd.heartbeat->rtt);
}
