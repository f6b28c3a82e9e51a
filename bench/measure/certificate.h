/* The certificate of a run whose cells use TLS and name none: it is for the loopback, valid for two
 * days, and trusted only by the clients of the run. */
#ifndef BENCH_MEASURE_CERTIFICATE_H
#define BENCH_MEASURE_CERTIFICATE_H

#include <stdbool.h>

#include "bench/base/folder.h"
#include "bench/plan/cells.h"
#include "common/base/status.h"

/* Paths; empty when there is none. The certificate signs itself, so clients also check against it.
 * The key is a file in memory, open in this program and in those that it starts: it is on no disk,
 * and gone when they end. */
struct certificate {
  struct path certificate, key;
  int key_descriptor;
};

bool certificate_is_wanted(const struct cells *cells);

/* Makes both with openssl(1); the certificate is put into the run's folder. STATUS_ENVIRONMENT when
 * openssl is missing or fails. */
enum status certificate_make(const char *run_folder, struct certificate *out, struct error *error);

/* Closes the key. */
void certificate_retire(const struct certificate *certificate);

/* Checks the files that a cell names: STATUS_USAGE when one is missing of two that belong together,
 * STATUS_ENVIRONMENT when one cannot be read. */
enum status certificate_check(const struct cell *cell, struct error *error);

/* The value of a parameter for TLS: the cell's, or the run's where the cell has none; NULL for any
 * other parameter. */
const char *certificate_value(const struct certificate *certificate, const struct cell *cell,
                              const char *parameter);

#endif
