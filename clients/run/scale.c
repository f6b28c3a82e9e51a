/* Limits of files, of processors and of ports. */
#include "clients/run/scale.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "clients/foreign/foreign_publisher.h"
#include "clients/http/http.h"
#include "clients/run/crew.h"
#include "clients/transports/transports.h"
#include "common/base/forked.h"
#include "common/base/local_ports.h"
#include "common/suite/fault.h"

enum { FILES_OF_SHARD = 3, FILES_OF_ALL = 64, CONNECTIONS_OF_USER = 2 };

/* --- processes ------------------------------------------------------------------------ */

/* Of all users. Of those of other servers, most have one; a WebSocket, or a stream, may have
 * requests beside it. */
static uint64_t connections_of(const struct client_options *options,
                               const struct workload *workload,
                               const struct target_description *description) {
  uint64_t clients = (uint64_t)options->clients;
  if (description)
    return CONNECTIONS_OF_USER * (clients + foreign_publisher_connections(description, workload));
  return clients + (transport_chosen(options)->http ? workload_writers(workload) : 0);
}

static uint64_t processes_of(const struct client_options *options) {
  return options->client_processes > 0 ? (uint64_t)options->client_processes : 1;
}

/* One for each connection, some for each of libcurl's multi handles, and some for the program. */
static uint64_t files_with(uint64_t connections, uint64_t processes) {
  uint64_t own = (connections + processes - 1) / processes;
  uint64_t shards = own / HTTP_SHARD_CONNECTIONS + 1;
  return own + FILES_OF_SHARD * shards + FILES_OF_ALL + processes - 1;
}

uint64_t scale_files(const struct client_options *options, const struct workload *workload,
                     const struct target_description *description) {
  return files_with(connections_of(options, workload, description), processes_of(options));
}

static enum status file_limit_raise(uint64_t *out, struct error *error) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return error_set(error, STATUS_ENVIRONMENT, "cannot read the file limit");
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  *out = limit.rlim_cur;
  return STATUS_OK;
}

/* What keeps a run to one process; NULL: nothing does. */
static const char *one_process_only(const struct client_options *options,
                                    const struct workload *workload,
                                    const struct target_description *description) {
  if (description)
    return "--target: users of other servers";
  if (*options->journal)
    return "--journal: users whose receipts are written";
  if (workload_is_written(workload))
    return "--workload chat and collab: users who write";
  return NULL;
}

/* The fewest processes of which each may open enough files; 0: no number is enough. */
static uint64_t fewest_processes(uint64_t connections, uint64_t limit) {
  for (uint64_t processes = 1; processes <= FORKED_PROCESSES_MAX; processes++)
    if (files_with(connections, processes) <= limit)
      return processes;
  return 0;
}

static uint64_t processors_allowed_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? (uint64_t)CPU_COUNT(&set) : 1;
}

static uint64_t least(uint64_t left, uint64_t right) {
  return left < right ? left : right;
}

static uint64_t processes_chosen(const struct client_options *options, uint64_t fewest) {
  uint64_t busy =
      least((uint64_t)options->clients / SCALE_USERS_OF_PROCESS, processors_allowed_count());
  busy = least(busy, FORKED_PROCESSES_MAX);
  return busy > fewest ? busy : fewest;
}

static enum status files_refuse(const struct client_options *options, uint64_t needed,
                                uint64_t limit, uint64_t fewest, struct error *error) {
  char advice[64] = "";
  if (fewest > 0)
    snprintf(advice, sizeof advice, ", or --client-processes %" PRIu64, fewest);
  return error_set(error, STATUS_ENVIRONMENT,
                   "%" PRId64 " users need %" PRIu64 " open files in each of %" PRIu64
                   " processes, the limit is %" PRIu64 " (ulimit -n%s)",
                   options->clients, needed, processes_of(options), limit, advice);
}

enum status scale_processes(struct client_options *options, const struct workload *workload,
                            const struct target_description *description, struct error *error) {
  const char *alone = one_process_only(options, workload, description);
  uint64_t limit = 0;
  enum status status = file_limit_raise(&limit, error);
  if (status != STATUS_OK)
    return status;
  if (options->client_processes > 1 && alone)
    return error_set(error, STATUS_USAGE, "%s are of one process: --client-processes 1", alone);
  if (options->client_processes > options->clients)
    return error_set(error, STATUS_USAGE,
                     "--client-processes: %" PRId64 " processes have only %" PRId64
                     " users: at most one for each",
                     options->client_processes, options->clients);
  uint64_t fewest =
      alone ? 0 : fewest_processes(connections_of(options, workload, description), limit);
  if (options->client_processes == 0)
    options->client_processes =
        alone || fewest == 0 ? 1 : (int64_t)processes_chosen(options, fewest);
  uint64_t needed = scale_files(options, workload, description);
  return needed <= limit ? STATUS_OK : files_refuse(options, needed, limit, fewest, error);
}

/* --- addresses ------------------------------------------------------------------------ */

/* A tenth stays free for others. */
static uint64_t ports_of_address(void) {
  const struct local_ports local = local_ports_read();
  uint64_t ports = local.last - local.first + 1;
  return ports - ports / 10;
}

enum status scale_addresses(const struct client_options *options, const struct workload *workload,
                            struct client_addresses *addresses, struct error *error) {
  const char *address = addresses->target.address;
  uint64_t ports = ports_of_address();
  /* Linux takes ports of one parity first, and looks through all of them for each of the others: at
   * 28,000 ports a third of a millisecond (inet_hash_connect) */
  uint64_t quickly = ports / 2;
  uint64_t needed = connections_of(options, workload, NULL);
  bool local = strncmp(address, "127.", 4) == 0;
  if (addresses->first_user > 0 || needed <= (local ? quickly : ports))
    return STATUS_OK;
  if (!local)
    return error_set(error, STATUS_ENVIRONMENT,
                     "%" PRIu64 " connections to %s need as many ports, this host has %" PRIu64
                     " for them: widen net.ipv4.ip_local_port_range, or fewer users",
                     needed, address, ports);
  if (strstr(options->faults, fault_kinds[FAULT_SILENCE_CONNECTIONS].name))
    return error_set(
        error, STATUS_USAGE,
        "--faults silence_connections: at most %" PRIu64 " users, who have one address", quickly);
  addresses->first_user = INADDR_LOOPBACK;
  addresses->user_count = (uint32_t)((needed + quickly - 1) / quickly);
  return STATUS_OK;
}
