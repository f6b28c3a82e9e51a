/* The client's document: everything that was measured, as JSON. */
#ifndef CLIENTS_RESULT_RESULT_H
#define CLIENTS_RESULT_RESULT_H

#include <stdint.h>
#include <stdio.h>

#include "common/base/status.h"

struct client;

/* The part of the users who did not read for a while: the fault slow_reader. */
struct result_slow {
  uint64_t users, expected, delivered, lost, skipped;
};

/* What a run amounts to, over all users. */
struct result_totals {
  uint64_t published, expected, delivered, lost, duplicated, reordered;
  uint64_t replayed; /* a part of delivered */
  uint64_t skipped;  /* a part of lost */
  struct result_slow slow;
};

struct result_totals result_totals_of(const struct client *client);

/* The document on one line, or the most of it in words. */
enum result_form { RESULT_JSON, RESULT_WORDS };

/* STATUS_ENVIRONMENT when it cannot be written. */
enum status result_print(const struct client *client, FILE *out, enum result_form form,
                         struct error *error);

/* The exit code that the run deserves. */
enum status result_status(const struct client *client);

#endif
