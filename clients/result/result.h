/* The client's result: its document with everything that was measured, in JSON or in words, and its
 * exit code. */
#ifndef CLIENTS_RESULT_RESULT_H
#define CLIENTS_RESULT_RESULT_H

#include <stdint.h>
#include <stdio.h>

#include "common/base/status.h"

struct client;

/* The part of the users that the fault slow_reader paused. */
struct result_slow {
  uint64_t users, expected, delivered, lost, skipped;
};

/* Totals over all users. */
struct result_totals {
  uint64_t published, expected, delivered, lost, duplicated, reordered;
  uint64_t replayed; /* a part of delivered */
  uint64_t skipped;  /* a part of lost */
  struct result_slow slow;
};

struct result_totals result_totals_of(const struct client *client);

/* The document on one line, or its most important figures in words. */
enum result_form { RESULT_JSON, RESULT_WORDS };

/* STATUS_ENVIRONMENT where the document cannot be written. */
enum status result_print(const struct client *client, FILE *out, enum result_form form,
                         struct error *error);

/* The exit code, by the run's outcome and totals. */
enum status result_status(const struct client *client);

#endif
