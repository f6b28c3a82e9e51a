/* The tiny process below which a server runs. It starts the server, waits for every process that
 * ends below it, hands SIGTERM on to the server, and keeps all of them together: those whose parent
 * has ended become its children, as process 1 of a PID namespace or as PR_SET_CHILD_SUBREAPER.
 *
 * It outlives the server: who started it kills it. When that one is gone, it ends all that is left,
 * and itself. */
#ifndef BENCH_HOST_INIT_H
#define BENCH_HOST_INIT_H

#include <stdbool.h>

#include "bench/host/launch.h"

/* What did not work, and its errno: written to `report_fd`. */
enum init_step { INIT_STARTS, INIT_FOLDER, INIT_COMMAND };
struct init_failure {
  enum init_step step;
  int reason;
};

struct init_plan {
  const struct launch *launch;
  bool is_first;             /* it is process 1 of a PID namespace, which ends with it */
  int end_signal;            /* what the server is sent for SIGTERM */
  int in_fd, out_fd, err_fd; /* the server's; in_fd -1: its standard input is empty */
  int report_fd;             /* at its end the server's program runs */
  int ended_fd;              /* gets the server's wait status (an int) when it has ended */
  int life_fd;               /* at its end nobody waits for this process any more */
};

/* Runs in a child that was forked for it, and that ends with the result. */
int init_run(const struct init_plan *plan);

#endif
