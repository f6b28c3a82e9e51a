/* All channels by number, and the observer that is told of new messages. */
#ifndef SERVERS_CHANNELS_HUB_H
#define SERVERS_CHANNELS_HUB_H

#include "servers/channels/feed.h"

/* Called on the publishing thread after a message was added to the channel. */
struct hub_observer {
  void (*published)(void *context, uint64_t channel);
  void *context;
};

/* A message of the publisher: its text follows from these, its channel and its number. */
struct publication {
  uint64_t channel, due_ns, sent_ns, data_bytes;
};

/* Called on the publishing thread, before the observer, with each message without data of its own.
 */
struct hub_relay {
  void (*hand_on)(void *context, const struct publication *publication);
  void *context;
};

struct hub {
  struct feed *feeds;
  uint64_t channels;
  struct hub_observer observer; /* set before anything is published */
  struct hub_relay relay;       /* set before anything is published; NULL: nobody */
  bool closed_to_users;         /* only the publisher publishes */
};

/* `style` as in feed_init. STATUS_ENVIRONMENT without memory. */
enum status hub_init(struct hub *hub, uint64_t channels, size_t history,
                     const struct answer_style *style);
void hub_release(struct hub *hub);

/* NULL when there is no such channel. */
struct feed *hub_feed(struct hub *hub, uint64_t channel);

/* As feed_publish, and then tells the observer. `channel` is one of the hub's. Any thread. */
enum status hub_publish(struct hub *hub, uint64_t channel, enum message_origin origin,
                        uint64_t due_ns, uint64_t sent_ns, const char *data, size_t data_bytes,
                        uint64_t *seq);

/* Appends a message of the journal. STATUS_CHECK and the reason when it is not the next of its
 * channel. Before hub_keep_journal. */
enum status hub_restore(struct hub *hub, const struct journal_entry *entry, struct error *error);

/* The kind of data that messages get that are published without any, from now on. */
void hub_set_payload_kind(struct hub *hub, enum payload_kind payload_kind);

/* Compresses answers to polls from now on, for clients that accept gzip. */
void hub_compress(struct hub *hub, struct gzip *gzip);

/* Writes each message to the journal first, from now on. */
void hub_keep_journal(struct hub *hub, struct journal *journal);

/* Messages of all channels: the publisher's and the users'. Any thread. */
uint64_t hub_published(struct hub *hub);

/* Ends all waiting in all feeds. */
void hub_close(struct hub *hub);

#endif
