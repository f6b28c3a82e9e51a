/* Reads the server's answers to the program's own requests: how far its feeds are, and when its
 * schedule begins. No sockets. */
#ifndef CLIENTS_HTTP_SERVER_ANSWER_H
#define CLIENTS_HTTP_SERVER_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/clock_identity.h"

struct server_channel {
  uint64_t newest;      /* number of its newest message; 0: none */
  uint64_t count;       /* messages due in the time that was asked for */
  uint64_t first, last; /* of these, the lowest and the highest number; 0: none */
};

/* The answer to /stats, or to /start, which has epoch_ns alone. Instants are the server's. */
struct server_answer {
  bool clock_named; /* the server names its clock, and gives clock_now_ns */
  struct clock_identity clock;
  uint64_t clock_now_ns;
  uint64_t epoch_ns;
  uint64_t published_until_ns;
  bool unsettled; /* of some of these messages nobody knows yet whether they are published */
  struct server_channel *channels; /* channel_count of them */
  size_t channel_count;
};

/* `answered` is called once for each request, with an answer that is valid during the call, or with
 * NULL and the reason. */
struct server_answer_handler {
  void (*answered)(void *owner, const struct server_answer *answer, const char *reason);
};

/* Reads a /stats document for exactly channel_count channels into `out`, whose `channels` has room
 * for them. False where it is no such document. */
bool server_answer_read_stats(const char *text, size_t bytes, struct server_answer *out);

/* The same of an answer to /start. */
bool server_answer_read_start(const char *text, size_t bytes, struct server_answer *out);

#endif
