/* The client's result: its document with everything that was measured, in JSON or in words, and its
 * exit code. */
#ifndef CLIENTS_RESULT_RESULT_H
#define CLIENTS_RESULT_RESULT_H

#include <stdio.h>

#include "common/base/status.h"

struct client;

/* The document on one line, or its most important figures in words. */
enum result_form { RESULT_JSON, RESULT_WORDS };

/* STATUS_ENVIRONMENT where the document cannot be written. */
enum status result_print(const struct client *client, FILE *out, enum result_form form,
                         struct error *error);

/* The exit code, by the run's outcome and totals. */
enum status result_status(const struct client *client);

#endif
