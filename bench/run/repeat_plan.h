/* The plan of a repeat: its cell, its programs, and the folder for its files. */
#ifndef BENCH_RUN_REPEAT_PLAN_H
#define BENCH_RUN_REPEAT_PLAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "bench/measure/arguments.h"
#include "bench/measure/certificate.h"
#include "bench/plan/cells.h"

struct repeat_plan {
  const struct experiment *experiment;
  const struct cell *cell;
  const struct certificate *certificate; /* the run's; NULL without */
  size_t repeat;                         /* from 1 */
  size_t repeats; /* of the cell, as far as that is decided; 0: all of the experiment's */
  const char *server_program, *client_program; /* paths */
  const char *host_program;                    /* starts a server of other people */
  const struct left_out *left_out; /* by enum program; NULL where these know all parameters */
  bool remote;                     /* a server of other people may be on another host */
  const char *refusal; /* why it cannot be carried out: it fails with that; NULL where it can */
  const char *folder;  /* exists; gets cell.json, samples.tsv, latency.hgrm, *.log */
  int server_cpu, client_cpu, link_cpu; /* processors to pin them to; -1 for none */
  const json_t *idle; /* what the idle machine showed (bench/measure/idle.h); NULL without */
  void (*on_tick)(void *context, uint64_t now_ns); /* called ten times a second */
  void *context;
};

#endif
