/* Messages that a server publishes by itself: they have no token, but may say when they were sent,
 * and which they are. When they were due, and which were lost, nobody can know. */
#ifndef CLIENTS_FOREIGN_SELF_PUBLISHED_H
#define CLIENTS_FOREIGN_SELF_PUBLISHED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct foreign_user;

/* What a message says of itself. */
struct self_published {
  bool numbered, stamped;
  uint64_t number;
  uint64_t sent_ns; /* since 1970; of a stamp with a fraction exact to 256 ns */
};

/* Reads a text by the object "server" in "publish". False: it is no message, since a number or a
 * time stamp that it should have is not there. */
bool self_published_read(const json_t *described, const char *bytes, size_t count,
                         struct self_published *out);

/* A user was handed the text. */
void self_published_receive(struct foreign_user *own, const char *bytes, size_t count);

#endif
