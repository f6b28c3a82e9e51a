/* The files of one repeat: cell.json, samples.tsv, latency.hgrm, latency.hlog. */
#ifndef BENCH_RUN_REPEAT_FILES_H
#define BENCH_RUN_REPEAT_FILES_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/measure/sampler.h"
#include "common/base/status.h"

enum phase { PHASE_START, PHASE_CONNECT, PHASE_WARMUP, PHASE_MEASURE, PHASE_DRAIN, PHASE_DONE };

#define PHASE_CHOICES "start|connect|warmup|measure|drain|done"

struct phased_sample {
  struct sample sample;
  enum phase phase; /* when it was taken */
};

struct samples {
  struct phased_sample *items;
  size_t count, capacity;
  uint64_t window_start_ns; /* start of the measured phase; 0 when it never began */
};

/* Writes the files into the folder. STATUS_ENVIRONMENT when that fails. */
enum status repeat_files_write(const char *folder, const json_t *document,
                               const struct samples *samples, struct error *error);

#endif
