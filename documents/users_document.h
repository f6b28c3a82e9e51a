/* The part of the users' document that needs no network. Both pushbench-client and the engine null,
 * whose users are in its own process, write it. */
#ifndef DOCUMENTS_USERS_DOCUMENT_H
#define DOCUMENTS_USERS_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/stats/age.h"
#include "common/stats/broadcast.h"
#include "common/stats/histogram.h"

/* The number of the document's layout. */
enum { USERS_SCHEMA = 2 };

/* Instants are of the monotonic clock; documents/figure_table.h says what each figure means. */
struct users_figures {
  const char *transport;
  const char *outcome;
  const char *error; /* NULL: none */
  uint64_t clients, clients_ready, channels;
  uint64_t window_start_ns, window_end_ns, counted_start_ns, counted_end_ns;
  uint64_t received, polls_answered;
  bool untold; /* nobody says what is published: published, expected and lost are null */
  uint64_t published, published_seen;
  uint64_t expected, delivered, lost, skipped, duplicated, reordered, corrupted;
  bool timed; /* users and server read one clock; else the following are null */
  uint64_t early;
  const struct histogram *latency;
  const struct broadcast *broadcast;
  const struct age *age;
};

/* A new reference. */
json_t *users_document(const struct users_figures *users);

#endif
