/* Checks that are made before anything is opened: whether the options fit together, and whether
 * this process may open enough files. */
#ifndef CLIENTS_RUN_PREFLIGHT_H
#define CLIENTS_RUN_PREFLIGHT_H

#include <stdint.h>

#include "clients/net/target.h"
#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"
#include "documents/target.h"

/* STATUS_USAGE where options are missing or contradict one another. */
enum status preflight_options(const struct client_options *options, struct error *error);

/* STATUS_USAGE where the client library cannot carry users by these options. */
enum status preflight_library(const struct client_options *options, const struct target *target,
                              struct error *error);

/* The most files that the run has open at once. `description`: of a server that is not ours; NULL:
 * it is ours. */
uint64_t preflight_files(const struct client_options *options, const struct workload *workload,
                         const struct target_description *description);

/* Raises this process's limit as far as it may; STATUS_ENVIRONMENT where that is not enough. */
enum status preflight_file_limit(const struct client_options *options,
                                 const struct workload *workload,
                                 const struct target_description *description, struct error *error);

/* Whether a server that is not ours offers what the options ask for. */
enum status preflight_description(const struct client_options *options,
                                  const struct target_description *description,
                                  struct error *error);

/* Such a server is on this host, or may be on another one. */
enum status preflight_remote(const struct client_options *options, const struct target *target,
                             struct error *error);

#endif
