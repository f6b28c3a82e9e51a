/* Texts of an experiment that follow its values: "{clients} users" in its title, question or
 * description is "100 users", after --set clients=500 "500 users". */
#ifndef BENCH_PLAN_EXPERIMENT_TEXTS_H
#define BENCH_PLAN_EXPERIMENT_TEXTS_H

#include "bench/plan/experiment.h"

/* Replaces each name in braces by its value: of several "10, 100 and 1000", else the default;
 * {repeats} and {time_scale} too. Call it once the values are final. STATUS_USAGE for an unknown
 * name or an open brace; the texts are then unchanged. */
enum status experiment_texts_fill(struct experiment *experiment, struct error *error);

#endif
