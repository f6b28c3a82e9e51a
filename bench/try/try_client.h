/* One user and one publisher of a transport: runs pushbench-client, and follows its transcript. */
#ifndef BENCH_TRY_TRY_CLIENT_H
#define BENCH_TRY_TRY_CLIENT_H

#include "bench/measure/served.h"
#include "bench/try/try_result.h"

struct try_client_plan {
  const struct try_plan *plan;
  const struct served *served;
  struct process *host; /* of the server */
  enum transport_kind transport;
  const char *folder; /* exists; gets the transcript and the log */
};

/* STATUS_OK with the outcome, STATUS_INTERRUPTED, or STATUS_ENVIRONMENT where the client cannot be
 * started. */
enum status try_client_run(const struct try_client_plan *plan, struct try_transport *out,
                           struct error *error);

#endif
