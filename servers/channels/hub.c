/* All channels of a server. */
#include "servers/channels/hub.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/base/contract.h"

enum status hub_init(struct hub *hub, uint64_t channels, size_t history,
                     const struct answer_style *style) {
  struct hub made = {.feeds = calloc(channels, sizeof *made.feeds)};
  if (!made.feeds)
    return STATUS_ENVIRONMENT;
  while (made.channels < channels) {
    if (feed_init(&made.feeds[made.channels], made.channels, history, style) != STATUS_OK) {
      hub_release(&made);
      return STATUS_ENVIRONMENT;
    }
    made.channels++;
  }
  *hub = made;
  return STATUS_OK;
}

void hub_release(struct hub *hub) {
  for (uint64_t i = 0; i < hub->channels; i++)
    feed_release(&hub->feeds[i]);
  free(hub->feeds);
}

struct feed *hub_feed(struct hub *hub, uint64_t channel) {
  return channel < hub->channels ? &hub->feeds[channel] : NULL;
}

enum status hub_publish(struct hub *hub, uint64_t channel, enum message_origin origin,
                        uint64_t due_ns, uint64_t sent_ns, const char *data, size_t data_bytes,
                        uint64_t *seq) {
  CONTRACT(channel < hub->channels);
  enum status status =
      feed_publish(&hub->feeds[channel], origin, due_ns, sent_ns, data, data_bytes, seq);
  const struct publication publication = {channel, due_ns, sent_ns, data_bytes};
  if (status == STATUS_OK && hub->relay.hand_on && !data)
    hub->relay.hand_on(hub->relay.context, &publication);
  if (status == STATUS_OK && hub->observer.published)
    hub->observer.published(hub->observer.context, channel);
  return status;
}

enum status hub_restore(struct hub *hub, const struct journal_entry *entry, struct error *error) {
  struct feed *feed = hub_feed(hub, entry->channel);
  if (!feed)
    return error_set(error, STATUS_CHECK, "channel %" PRIu64 " of %" PRIu64 " channels",
                     entry->channel, hub->channels);
  enum status status = feed_restore(feed, &entry->message);
  if (status == STATUS_CHECK)
    return error_set(error, status,
                     "message %" PRIu64 " of channel %" PRIu64 " follows on %" PRIu64,
                     entry->message.seq, entry->channel, feed_newest(feed));
  if (status != STATUS_OK)
    return error_set(error, status, "no memory for the message");
  return STATUS_OK;
}

void hub_set_payload_kind(struct hub *hub, enum payload_kind payload_kind) {
  for (uint64_t i = 0; i < hub->channels; i++)
    hub->feeds[i].payload_kind = payload_kind;
}

void hub_compress(struct hub *hub, struct gzip *gzip) {
  for (uint64_t i = 0; i < hub->channels; i++)
    hub->feeds[i].answers.gzip = gzip;
}

void hub_keep_journal(struct hub *hub, struct journal *journal) {
  for (uint64_t i = 0; i < hub->channels; i++)
    hub->feeds[i].journal = journal;
}

uint64_t hub_published(struct hub *hub) {
  uint64_t published = 0;
  for (uint64_t i = 0; i < hub->channels; i++)
    published += feed_newest(&hub->feeds[i]);
  return published;
}

void hub_close(struct hub *hub) {
  for (uint64_t i = 0; i < hub->channels; i++)
    feed_close(&hub->feeds[i]);
}
