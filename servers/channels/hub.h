/* All channels, by number, and the one who is told when a channel moves. */
#ifndef SERVERS_CHANNELS_HUB_H
#define SERVERS_CHANNELS_HUB_H

#include "servers/channels/feed.h"

/* Called on the publishing thread after a channel got messages. */
struct hub_observer {
  void (*moved)(void *context, uint64_t channel);
  void *context;
};

struct hub {
  struct feed *feeds;
  uint64_t channels;
  struct hub_observer observer; /* set before anything is published */
};

/* `style` as in feed_init. STATUS_ENVIRONMENT without memory. */
enum status hub_init(struct hub *hub, uint64_t channels, size_t history,
                     const struct answer_style *style);
void hub_release(struct hub *hub);

/* NULL when there is no such channel. */
struct feed *hub_feed(struct hub *hub, uint64_t channel);

/* Publishes and tells the observer. */
enum status hub_publish(struct hub *hub, uint64_t channel, enum message_origin origin,
                        uint64_t due_ns, uint64_t sent_ns, const char *data, size_t data_bytes,
                        uint64_t *seq);

/* Appends a message that was published before; STATUS_CHECK and the reason when it is not
 * the next of its channel. Before hub_keep_journal. */
enum status hub_restore(struct hub *hub, const struct journal_entry *entry, struct error *error);

/* What messages without data of their own are filled with from now on. */
void hub_fill_with(struct hub *hub, enum payload_kind payload_kind);

/* Answers to polls are compressed by it for those who take that. */
void hub_compress(struct hub *hub, struct gzip *gzip);

/* From now on all messages go into the journal first. */
void hub_keep_journal(struct hub *hub, struct journal *journal);

/* Messages of all channels, whoever published them. */
uint64_t hub_published(struct hub *hub);

/* Ends all waiting in all feeds. */
void hub_close(struct hub *hub);

#endif
