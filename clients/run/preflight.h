/* Checks that are made before anything is opened: whether the options fit together. */
#ifndef CLIENTS_RUN_PREFLIGHT_H
#define CLIENTS_RUN_PREFLIGHT_H

#include "clients/net/target.h"
#include "common/base/status.h"
#include "common/suite/client_options.h"
#include "documents/target.h"

/* STATUS_USAGE where options are missing or contradict one another. */
enum status preflight_options(const struct client_options *options, struct error *error);

/* STATUS_USAGE where the client library cannot carry users by these options. */
enum status preflight_library(const struct client_options *options, const struct target *target,
                              struct error *error);

/* Whether a server that is not ours offers what the options ask for. */
enum status preflight_description(const struct client_options *options,
                                  const struct target_description *description,
                                  struct error *error);

/* Such a server is on this host, or may be on another one. */
enum status preflight_remote(const struct client_options *options, const struct target *target,
                             struct error *error);

#endif
