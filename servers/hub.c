/* All channels of a server. */
#include "servers/hub.h"

#include <stdlib.h>

enum status hub_init(struct hub *hub, uint64_t channels, size_t history, bool keep_alive) {
  struct hub made = {.feeds = calloc(channels, sizeof *made.feeds)};
  if (made.feeds == NULL)
    return STATUS_ENVIRONMENT;
  while (made.channels < channels) {
    if (feed_init(&made.feeds[made.channels], made.channels, history, keep_alive) != STATUS_OK) {
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

enum status hub_publish(struct hub *hub, uint64_t channel, uint64_t due_ns, uint64_t sent_ns,
                        const char *data, size_t data_bytes, uint64_t *seq) {
  enum status status = feed_publish(&hub->feeds[channel], due_ns, sent_ns, data, data_bytes, seq);
  if (status == STATUS_OK && hub->observer.moved != NULL)
    hub->observer.moved(hub->observer.context, channel);
  return status;
}

void hub_close(struct hub *hub) {
  for (uint64_t i = 0; i < hub->channels; i++)
    feed_close(&hub->feeds[i]);
}
