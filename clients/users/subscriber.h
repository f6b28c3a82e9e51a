/* One user's view of one channel: up to where it has read, what it got, and whether
 * that was what had been published. Knows nothing of sockets. */
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
  uint64_t ready_ns; /* since when its newest connection is; UINT64_MAX while there is none */
  uint64_t replayed; /* see below */
  struct ledger ledger;
  struct writer_ledger hearing; /* of those who write, where users do; the caller's to init */
  struct age_view view;
};

/* Reads on behind message `cursor`. */
void subscriber_init(struct subscriber *subscriber, struct record *record, uint32_t user,
                     uint64_t channel, uint64_t cursor);
void subscriber_release(struct subscriber *subscriber);

/* The connection is there, or is gone. A message of the measured phase that is received
 * for the first time and that the server sent before the newest connection was ready is
 * `replayed`: the user caught up with it from the server's history. */
void subscriber_ready(struct subscriber *subscriber, uint64_t ready_ns);
void subscriber_unready(struct subscriber *subscriber);

/* A message's text has arrived, at receipt_ns. Counts it, right or wrong. */
void subscriber_receive_text(struct subscriber *subscriber, const char *text, size_t bytes,
                             uint64_t receipt_ns);

/* The same for a message that is already read; text_bytes: the length of its text. */
void subscriber_receive(struct subscriber *subscriber, const struct message *received,
                        size_t text_bytes, uint64_t receipt_ns);

#endif
