/* One execution of a cell: a server, a client, samples of the server, and cell.json. */
#ifndef BENCH_REPEAT_H
#define BENCH_REPEAT_H

#include <jansson.h>
#include <stdint.h>

#include "bench/cells.h"
#include "bench/certificate.h"

struct repeat_plan {
  const struct experiment *experiment;
  const struct cell *cell;
  const struct certificate *certificate;       /* the run's; NULL without */
  size_t repeat;                               /* from 1 */
  const char *server_program, *client_program; /* paths */
  const char *folder;         /* exists; gets cell.json, samples.tsv, latency.hgrm, *.log */
  int server_cpu, client_cpu; /* to pin them to; -1 for none */
  const json_t *idle;         /* what the machine shows when idle (bench/idle.h); NULL without */
  void (*on_tick)(void *context, uint64_t now_ns); /* ten times a second */
  void *context;
};

/* STATUS_OK with cell.json's document (a new reference) when there is a result,
 * also when that result is that it failed; STATUS_INTERRUPTED without one;
 * STATUS_ENVIRONMENT when the folder cannot be written or a program is missing.
 * No process is left behind on any path. */
enum status repeat_run(const struct repeat_plan *plan, json_t **document, struct error *error);

#endif
