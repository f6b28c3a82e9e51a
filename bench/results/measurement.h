/* The raw measurements of one execution of a cell, as the runner collects them. */
#ifndef BENCH_RESULTS_MEASUREMENT_H
#define BENCH_RESULTS_MEASUREMENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/measure/interference.h"
#include "bench/measure/memory_slope.h"
#include "bench/measure/sampler.h"
#include "bench/plan/cells.h"

struct measurement {
  const struct experiment *experiment;
  const struct cell *cell;
  size_t repeat, repeats;     /* from 1; of the cell, as far as that is decided */
  int server_cpu, client_cpu; /* -1: not pinned */
  char failure[512];          /* a sentence; empty when nothing failed */
  double ended_after_s;       /* of the program whose end is the failure; NAN where none is */
  json_t *client;             /* the users' document, NULL without one; borrowed */
  json_t *server;             /* the server's last line, NULL without one; borrowed */
  json_t *link;               /* the same of the link between */
  struct measured_proxy {
    bool has_ready, has_start, has_end;
    struct sample ready;      /* before the users connect */
    struct sample start, end; /* of the measured phase */
  } proxy;                    /* the reverse proxy in front of the server */
  bool has_ready, has_start, has_end;
  struct edge ready;                         /* before the users connect */
  struct edge start, end;                    /* of the measured phase */
  uint64_t rss_peak_bytes, threads_peak;     /* over all samples; 0 without samples */
  struct memory_slope memory, kernel_memory; /* of the server; of the machine's kernel */
  double server_cpu_whole_s; /* the process's whole life, by wait4; NAN when unknown */
  struct interference interference;
  const json_t *idle; /* idle_json of the run; may be NULL; borrowed */
};

#endif
