/* The certificate of a run whose cells use TLS and name none: made for it, for the
 * loopback, valid for two days, and trusted by nobody but the run's own clients. */
#ifndef BENCH_MEASURE_CERTIFICATE_H
#define BENCH_MEASURE_CERTIFICATE_H

#include <stdbool.h>

#include "bench/base/folder.h"
#include "bench/plan/cells.h"
#include "common/base/status.h"

/* Paths; empty when there is none. The certificate signs itself, so it is what the clients
 * check against too. The key is a file in memory that this program and those that it starts
 * have open: it is on no disk, and gone with them, however they end. */
struct certificate {
  struct path certificate, key;
  int key_descriptor;
};

bool certificate_is_wanted(const struct cells *cells);

/* Makes both, by openssl(1); the certificate is in a folder of the run's. STATUS_ENVIRONMENT when
 * that is missing or fails. */
enum status certificate_make(const char *run_folder, struct certificate *out, struct error *error);

/* Lets the key go. */
void certificate_retire(const struct certificate *certificate);

/* The files of a cell that names its own: STATUS_USAGE when one is missing of two that
 * belong together, STATUS_ENVIRONMENT when one cannot be read. */
enum status certificate_check(const struct cell *cell, struct error *error);

/* What the cell's parameter is, or should be where it is left to the run: NULL for any
 * other parameter. */
const char *certificate_value(const struct certificate *certificate, const struct cell *cell,
                              const char *parameter);

#endif
