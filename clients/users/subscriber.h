/* A user's reading of a channel: how far it has read, and a check of each message that it received.
 * No sockets. */
#ifndef CLIENTS_USERS_SUBSCRIBER_H
#define CLIENTS_USERS_SUBSCRIBER_H

#include <stddef.h>
#include <stdint.h>

#include "clients/record/record.h"
#include "clients/users/writer_ledger.h"
#include "common/stats/ledger.h"
#include "common/wire/message.h"

struct subscriber {
  struct record *record;
  uint32_t user;
  uint64_t channel;
  uint64_t start;    /* the cursor that it began with */
  uint64_t cursor;   /* number of the newest message known: `after` of the next request */
  uint64_t ready_ns; /* when its connection became ready; UINT64_MAX while there is none */
  uint64_t replayed; /* messages, as subscriber_ready says */
  struct ledger ledger;
  struct writer_ledger writer_ledger; /* the caller's to init; all zero where users do not write */
  struct age_view view;
};

/* The user reads on behind message `cursor`. */
void subscriber_init(struct subscriber *subscriber, struct record *record, uint32_t user,
                     uint64_t channel, uint64_t cursor);
void subscriber_release(struct subscriber *subscriber);

/* The connection is ready, or is lost. A first receipt of a measured message that the server had
 * sent before the connection was ready is `replayed`: it came from the server's history. */
void subscriber_ready(struct subscriber *subscriber, uint64_t ready_ns);
void subscriber_unready(struct subscriber *subscriber);

/* Counts a message whose text has arrived at receipt_ns, right or wrong. */
void subscriber_receive_text(struct subscriber *subscriber, const char *text, size_t bytes,
                             uint64_t receipt_ns);

/* The same for a message whose text, of text_bytes, is already read. */
void subscriber_receive(struct subscriber *subscriber, const struct message *received,
                        size_t text_bytes, uint64_t receipt_ns);

#endif
