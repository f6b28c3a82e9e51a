/* Cells whose library compresses nothing run without compression, whatever the experiment says; an
 * experiment in which no cell compresses is refused. */
#ifndef BENCH_PLAN_CELL_COMPRESSION_H
#define BENCH_PLAN_CELL_COMPRESSION_H

#include "bench/plan/cell.h"
#include "bench/plan/experiment.h"

/* Sets it to off where it has no effect. STATUS_ENVIRONMENT without memory. */
enum status cell_compression_settle(struct cell *cell, struct error *error);

/* STATUS_USAGE where compression is asked for and no cell has it. */
enum status cells_compression_check(const struct cell *cells, size_t count,
                                    const struct experiment *experiment, struct error *error);

/* Why nothing is compressed in such a cell; NULL where something may be. */
const char *compression_lack(int transport, int engine);

#endif
