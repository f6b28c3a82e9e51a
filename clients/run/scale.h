/* What a run of that many users needs, found out before anything is opened: processes, since each
 * may open a limited number of files, and addresses, since each has a limited number of ports. */
#ifndef CLIENTS_RUN_SCALE_H
#define CLIENTS_RUN_SCALE_H

#include <stdint.h>

#include "clients/run/client.h"
#include "common/base/status.h"
#include "common/load/workload.h"
#include "common/suite/client_options.h"
#include "documents/target.h"

/* The most files that one of the client's processes has open at once; client_processes of 0 counts
 * as 1. `description`: of a server that is not ours; NULL: it is ours. */
uint64_t scale_files(const struct client_options *options, const struct workload *workload,
                     const struct target_description *description);

/* Raises this process's file limit as far as it may, and sets client_processes where it is 0: as
 * many as that limit asks for, and one for each SCALE_USERS_OF_PROCESS users where there are
 * processors for them. STATUS_USAGE where the run cannot have so many processes,
 * STATUS_ENVIRONMENT where they may not open enough files. */
enum { SCALE_USERS_OF_PROCESS = 5000 };
enum status scale_processes(struct client_options *options, const struct workload *workload,
                            const struct target_description *description, struct error *error);

/* Users of a server on the loopback get more addresses of it, where one address has too few ports
 * for them. STATUS_ENVIRONMENT for a server elsewhere. */
enum status scale_addresses(const struct client_options *options, const struct workload *workload,
                            struct client_addresses *addresses, struct error *error);

#endif
