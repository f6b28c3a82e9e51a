/* The words of an experiment follow its values: "{clients} users" in its title, question or
 * description is "100 users", after --set clients=500 "500 users". */
#ifndef BENCH_PLAN_EXPERIMENT_TEXTS_H
#define BENCH_PLAN_EXPERIMENT_TEXTS_H

#include "bench/plan/experiment.h"

/* Puts in the value of each parameter that is named in braces, of several "10, 100 and 1000",
 * of one that the experiment does not set its default; also {repeats} and {time_scale}.
 * STATUS_USAGE for a name that is none, or a brace that is not closed; the texts are then as
 * they were. Once the values are final. */
enum status experiment_texts_fill(struct experiment *experiment, struct error *error);

#endif
