/* What is asked of a host. */
#ifndef BENCH_HOST_HOST_REQUEST_H
#define BENCH_HOST_HOST_REQUEST_H

#include <stdbool.h>

#include "bench/host/containment.h"

struct host_request {
  const char *ports; /* "=4711,api=4712"; NULL: free ones */
  bool remote;       /* the server may be on another host */
  enum containment containment;
};

#endif
