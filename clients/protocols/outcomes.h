/* The outcomes of a conversation's messages, which the carrier is told in the order in which they
 * were published, while a server may answer them in any. */
#ifndef CLIENTS_PROTOCOLS_OUTCOMES_H
#define CLIENTS_PROTOCOLS_OUTCOMES_H

#include <stddef.h>
#include <stdint.h>

#include "clients/protocols/protocol.h"

struct outcomes {
  uint8_t *known; /* a ring: 0, or 1 + enum protocol_published */
  size_t capacity, begin, count;
  uint64_t first; /* the number of the oldest message without an outcome */
};

void outcomes_release(struct outcomes *outcomes);

/* A message is published. `number`: the previous one's and 1, or any where none is waiting. */
void outcomes_add(struct conversation *conversation, struct outcomes *outcomes, uint64_t number);

/* Message `number`, or the oldest, has this outcome; nothing where it has one or does not exist. */
void outcomes_set(struct conversation *conversation, struct outcomes *outcomes, uint64_t number,
                  enum protocol_published outcome);
void outcomes_set_oldest(struct conversation *conversation, struct outcomes *outcomes,
                         enum protocol_published outcome);

/* No answer can come any more. */
void outcomes_end(struct conversation *conversation, struct outcomes *outcomes);

#endif
