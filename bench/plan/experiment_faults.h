/* The faults of an experiment: "faults": [{"at_s": 3, "do": "kill_server", "for_s": 1}]. */
#ifndef BENCH_PLAN_EXPERIMENT_FAULTS_H
#define BENCH_PLAN_EXPERIMENT_FAULTS_H

#include <jansson.h>

#include "common/suite/fault.h"
#include "common/suite/options.h"

extern const struct option experiment_fault_keys[];

/* `place` names the file and the key in what an error says. STATUS_USAGE for an unknown
 * kind or key (with the nearest known one), and for a value that is missing, out of range
 * or means nothing for the kind. */
enum status experiment_faults_read(struct faults *faults, const json_t *array, const char *place,
                                   struct error *error);

json_t *experiment_faults_json(const struct faults *faults); /* a new reference */

/* The faults of a cell: times are divided by time_scale. STATUS_USAGE when the cell's transport or
 * engine cannot have one, or they do not fit into duration_s. */
enum status experiment_faults_scale(const struct faults *faults, double time_scale, int transport,
                                    int engine, double duration_s, struct faults *out,
                                    struct error *error);

#endif
